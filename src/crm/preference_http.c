// preference_http.c - what a customer said they like, and what they looked at and bought.
//
// Declared preferences are traits ("pref.topic"): so they have a source, a history, a rule of survivorship, and rules
// of segments can use them. Observed ones are counted when they are read, over the last views and orders: nothing is
// stored that could go stale, and merges and erasures need no work.
#include <stdlib.h>

#include "activity/activity.h"
#include "crm/item_http.h"
#include "event/log.h"
#include "house.h"
#include "module.h"

static const Str prefix = STR("pref.");

static const Field declared_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .required = true},
    {.name = "value", .type = FIELD_ANY},
    {.name = "trait", .type = FIELD_TEXT, .help = PHRASE("its name in rules", "son nom dans les règles")},
    {.name = "source", .type = FIELD_MAP},
    {.name = "at", .type = FIELD_INSTANT},
    {0},
};
static const Shape declared_shape = {.name = "DeclaredPreference", .fields = declared_fields};

static const Field observed_fields[] = {
    {.name = "kind", .type = FIELD_TEXT, .required = true, .words = "category|product|brand"},
    {.name = "value", .type = FIELD_TEXT, .required = true},
    {.name = "views", .type = FIELD_INTEGER},
    {.name = "orders", .type = FIELD_INTEGER},
    {.name = "last_at", .type = FIELD_INSTANT},
    {0},
};
static const Shape observed_shape = {.name = "ObservedPreference", .fields = observed_fields};

static const Field preferences_fields[] = {
    {.name = "declared", .type = FIELD_ARRAY, .required = true, .shape = &declared_shape},
    {.name = "observed",
     .type = FIELD_ARRAY,
     .required = true,
     .shape = &observed_shape,
     .help = PHRASE("orders first, then views", "d’abord les commandes, puis les vues")},
    {.name = "observed_events",
     .type = FIELD_INTEGER,
     .help = PHRASE("the last views and orders that were looked at, at most 500",
                    "les dernières vues et commandes examinées, 500 au plus")},
    {0},
};
static const Shape preferences_shape = {.name = "Preferences", .fields = preferences_fields};

static const Field put_fields[] = {{.name = "value", .type = FIELD_ANY, .required = true}, {0}};
static const Shape put_shape = {.name = "PreferencePut", .fields = put_fields};

// ---- declared ----

static void write_declared(JsonWriter *json, const Person *person, uint32_t masked, Arena *arena)
{
    json_key(json, "declared");
    json_begin_array(json);
    for (size_t i = 0; i < person->trait_count; i++) {
        const Trait *trait = &person->traits[i];
        if (!str_starts_with(trait->name, prefix)) continue;
        Str name = {trait->name.data + prefix.size, trait->name.size - prefix.size};
        uint32_t hidden = trait_mask(name) | (str_contains(trait->value, STR("@")) ? MASK_EMAIL : 0U);
        if (masked & hidden) continue;
        json_begin_object(json);
        json_key(json, "name");
        json_string(json, name);
        json_key(json, "value");
        write_raw(json, trait->value);
        json_key(json, "trait");
        json_string(json, trait->name);
        json_key(json, "source");
        write_source(json, trait->source, trait->by);
        write_at(json, "at", trait->at, arena);
        json_end_object(json);
    }
    json_end_array(json);
}

// ---- observed ----

enum { EVENTS_LOOKED_AT = 500, OBSERVED_MAX = 1000, OBSERVED_SHOWN = 50, VALUE_BYTES_MAX = 200 };

typedef struct Observed {
    const char *kind;
    Str value;
    int64_t views, orders;
    Instant last_at;
} Observed;

typedef struct Observing {
    Observed *list;
    size_t count, events;
    Arena *arena;
} Observing;

static void count_value(Observing *observing, const char *kind, Str value, bool order, Instant at)
{
    if (!value.size || value.size > VALUE_BYTES_MAX) return;
    size_t i = 0;
    while (i < observing->count && !(observing->list[i].kind == kind && str_equal(observing->list[i].value, value)))
        i++;
    if (i == OBSERVED_MAX) return;
    Observed *one = &observing->list[i];
    if (i == observing->count) *one = (Observed){.kind = kind, .value = value};
    observing->count += i == observing->count;
    one->orders += order;
    one->views += !order;
    one->last_at = larger(one->last_at, at);
}

static const char *const kinds[] = {"category", "product", "brand"};
static const char *const names[][2] = {{"category", NULL}, {"name", "product_id"}, {"brand", NULL}};

static void count_product(Observing *observing, JsonValue product, bool order, Instant at)
{
    for (size_t k = 0; k < COUNT_OF(kinds); k++)
        for (size_t n = 0; n < 2 && names[k][n]; n++) {
            JsonValue value;
            if (!json_member(product, str_of(names[k][n]), &value) || value.type != JSON_STRING) continue;
            count_value(observing, kinds[k], json_get_string(value, observing->arena), order, at);
            break;
        }
}

static void count_event(Observing *observing, const Event *event)
{
    JsonValue body, properties, products, product;
    Error error;
    size_t cursor = 0;
    bool order = str_equal(event->name, STR("Order Completed"));
    if (event->flags & EVENT_HIDDEN || !json_parse(event->body, &body, &error) ||
        !json_member(body, STR("properties"), &properties))
        return;
    observing->events++;
    if (!order) count_product(observing, properties, order, event->at);
    if (order && json_member(properties, STR("products"), &products) && products.type == JSON_ARRAY)
        while (json_next(products, &cursor, NULL, &product)) count_product(observing, product, order, event->at);
}

static int most_first(const void *a, const void *b)
{
    const Observed *left = a, *right = b;
    if (left->orders != right->orders) return left->orders < right->orders ? 1 : -1;
    if (left->views != right->views) return left->views < right->views ? 1 : -1;
    return str_compare(left->value, right->value);
}

static bool observe(const House *house, StoreSession *session, const Person *person, Observing *observing, Error *error)
{
    static const char *const looked_at[] = {"Order Completed", "Product Viewed", "Product List Viewed",
                                            "Product Added"};
    uint16_t classes[COUNT_OF(looked_at)];
    size_t class_count = 0, count = 0;
    for (size_t i = 0; i < COUNT_OF(looked_at); i++)
        class_count += log_class(house->log, EVENT_TRACK, str_of(looked_at[i]), &classes[class_count]);
    observing->list = arena_array(observing->arena, Observed, OBSERVED_MAX);
    if (!class_count) return true;
    const TimelineEntry *entries = activity_timeline(house->activity, person->members, person->member_count, classes,
                                                     class_count, NULL, EVENTS_LOOKED_AT, observing->arena, &count);
    for (size_t i = 0; i < count; i++) {
        Event event;
        if (!log_get(house->log, session, entries[i].seq, observing->arena, &event, error)) return false;
        if (event.seq) count_event(observing, &event);
    }
    qsort(observing->list, observing->count, sizeof *observing->list, most_first);
    return true;
}

static void write_observed(JsonWriter *json, const Observing *observing)
{
    json_key(json, "observed");
    json_begin_array(json);
    for (size_t i = 0; i < observing->count && i < OBSERVED_SHOWN; i++) {
        const Observed *one = &observing->list[i];
        json_begin_object(json);
        json_key(json, "kind");
        json_string(json, str_of(one->kind));
        json_key(json, "value");
        json_string(json, one->value);
        json_key(json, "views");
        json_integer(json, one->views);
        json_key(json, "orders");
        json_integer(json, one->orders);
        write_at(json, "last_at", one->last_at, observing->arena);
        json_end_object(json);
    }
    json_end_array(json);
    json_key(json, "observed_events");
    json_integer(json, (int64_t)observing->events);
}

static bool write_preferences(const ProfileCall *call, JsonWriter *json, Error *error)
{
    Observing observing = {.arena = call->arena};
    if (!observe(call->house, call->session, call->person, &observing, error)) return false;
    json_begin_object(json);
    write_declared(json, call->person, call->masked, call->arena);
    write_observed(json, &observing);
    json_end_object(json);
    return true;
}

// ---- routes ----

static bool answer_preferences(Call *call, StoreSession *session, CustomerId root, Error *error)
{
    Person person;
    JsonWriter json = call_json(call);
    if (!person_read(call->house->identity, session, root, call->arena, &person, error)) return false;
    const ProfileCall ask = {.house = call->house,
                             .session = session,
                             .person = &person,
                             .masked = call->principal.masked,
                             .arena = call->arena};
    return write_preferences(&ask, &json, error);
}

static bool get_preferences(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0;
    return log_catch_up(call->house->log, session, error) && item_customer(call, session, &root, error) &&
           answer_preferences(call, session, root, error);
}

// Answered without what was observed: that stands in memory, which a writing transaction does not wait for.
static bool answer_declared(Call *call, StoreSession *session, CustomerId root, Error *error)
{
    Person person;
    Observing none = {.arena = call->arena};
    if (!person_read(call->house->identity, session, root, call->arena, &person, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    write_declared(&json, &person, call->principal.masked, call->arena);
    write_observed(&json, &none);
    json_end_object(&json);
    call->audit_object = str_format(call->arena, "customer:%u", root);
    return true;
}

static bool may_write(const Call *call, Str name, Error *error)
{
    return !(call->principal.masked & trait_mask(name)) ||
           error_code(error, ERROR_FORBIDDEN, "forbidden",
                      PHRASE("this field is hidden for your role", "ce champ est caché à votre rôle"), STR(""));
}

static bool put_preference(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0;
    JsonValue traits, value;
    Text text = text_in(call->arena);
    JsonWriter json = json_writer(&text);
    if (!item_customer(call, session, &root, error) || !may_write(call, call->path_value[1], error)) return false;
    if (!json_member(call->body, STR("value"), &value) || value.type == JSON_NULL)
        return error_code(error, ERROR_INPUT, "required", PHRASE("say which value", "dites quelle valeur"), STR("")) ||
               error_at(error, STR("/value"));
    json_begin_object(&json);
    json_key(&json, str_c(call->arena, str_format(call->arena, "pref.%.*s", STR_ARGS(call->path_value[1]))));
    json_value(&json, value);
    json_end_object(&json);
    if (!json_parse(text_str(&text), &traits, error)) return false;
    CustomerWrite write = write_of(call, session, root);
    return customer_set_traits(&write, traits, error) && customer_settle(&write, error) &&
           answer_declared(call, session, root, error);
}

static bool remove_preference(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0;
    Person person;
    Str name = str_format(call->arena, "pref.%.*s", STR_ARGS(call->path_value[1]));
    Voice voice = voice_of(call);
    if (!item_customer(call, session, &root, error) || !may_write(call, call->path_value[1], error)) return false;
    person_members(call->house->identity, root, call->arena, &person);
    for (size_t m = 0; m < person.member_count; m++) {
        const TraitWrite write = {
            .customer = person.members[m], .name = name, .source = voice.source, .by = voice.by, .at = voice.at};
        if (!trait_remove(session, &write, call->arena, error)) return false;
    }
    return customer_changed(session, root, voice.by, error) && answer_declared(call, session, root, error);
}

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/customers/{id}/preferences",
     .name = "getPreferences",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("What a customer said they like, and what they looked at and bought",
                       "Ce qu’un client a dit aimer, et ce qu’il a regardé et acheté"),
     .answer = &preferences_shape,
     .read = get_preferences},
    {.method = "PUT",
     .path = "/api/v1/customers/{id}/preferences/{name}",
     .name = "putPreference",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Writes down a preference; in rules it is the trait pref.NAME",
                       "Note une préférence\u202F; dans les règles, c’est l’attribut pref.NOM"),
     .body = &put_shape,
     .answer = &preferences_shape,
     .write = put_preference},
    {.method = "DELETE",
     .path = "/api/v1/customers/{id}/preferences/{name}",
     .name = "removePreference",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Takes a preference away", "Retire une préférence"),
     .answer = &preferences_shape,
     .write = remove_preference},
    {0},
};

static const ProfilePart parts[] = {{.name = "preferences", .write = write_preferences}, {0}};

const Module preference_module = {.name = "preferences", .routes = routes, .profile = parts};

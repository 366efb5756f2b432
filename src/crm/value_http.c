// value_http.c - values and causes a customer chose to share, with the proof of the choice; and what a conversation or
// another source taught of a customer, with where it was said and that they agreed.
#include <stdlib.h>
#include <string.h>

#include "crm/item_http.h"
#include "event/log.h"
#include "house.h"
#include "identity/personal.h"
#include "module.h"

// ---- values ----

static const Field choice_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "customer", .type = FIELD_INTEGER, .required = true},
    {.name = "cause", .type = FIELD_TEXT, .required = true},
    {.name = "label", .type = FIELD_TEXT},
    {.name = "shared", .type = FIELD_BOOLEAN, .help = PHRASE("false: taken back", "false\u00A0: repris")},
    {.name = "origin", .type = FIELD_TEXT, .help = PHRASE("where it was said", "où cela a été dit")},
    {.name = "proof", .type = FIELD_TEXT},
    {.name = "made_by", .type = FIELD_INTEGER},
    {.name = "at", .type = FIELD_INSTANT},
    {0},
};
static const Shape choice_shape = {.name = "ValueChoice", .fields = choice_fields};
LIST_SHAPE(choice_list_shape, "ValueChoiceList", choice_shape);
enum { CAUSE = 2, LABEL, SHARED };

static const Field choose_fields[] = {
    {.name = "shared",
     .type = FIELD_BOOLEAN,
     .required = true,
     .help =
         PHRASE("true: they opted in; false: taken back", "true\u00A0: choix du client\u202F; false\u00A0: repris")},
    {.name = "origin",
     .type = FIELD_TEXT,
     .required = true,
     .low = 1,
     .high = 200,
     .help = PHRASE("form, call, shop counter …", "formulaire, appel, comptoir…")},
    {.name = "proof",
     .type = FIELD_TEXT,
     .high = 2000,
     .help = PHRASE("what was ticked or said", "ce qui a été coché ou dit")},
    {.name = "at", .type = FIELD_INSTANT, .help = PHRASE("else now", "sinon maintenant")},
    {0},
};
static const Shape choose_shape = {.name = "ValueChoose", .fields = choose_fields};

static const Field cause_fields[] = {
    {.name = "cause", .type = FIELD_TEXT, .required = true},
    {.name = "label", .type = FIELD_TEXT},
    {.name = "trait",
     .type = FIELD_TEXT,
     .help = PHRASE("in rules: true for who shares it", "dans les règles\u00A0: true pour qui la partage")},
    {.name = "customers", .type = FIELD_INTEGER, .required = true},
    {0},
};
static const Shape cause_shape = {.name = "Value", .fields = cause_fields};
LIST_SHAPE(cause_list_shape, "ValueList", cause_shape);

static Str value_trait(Arena *arena, Str cause)
{
    return str_format(arena, "value.%.*s", STR_ARGS(cause));
}

// A trait beside it, so that rules of segments can ask for it.
static bool write_trait(Call *call, StoreSession *session, CustomerId root, Str cause, bool shared, Error *error)
{
    Person person;
    JsonValue traits;
    Text text = text_in(call->arena);
    JsonWriter json = json_writer(&text);
    CustomerWrite write = write_of(call, session, root);
    person_members(call->house->identity, root, call->arena, &person);
    for (size_t m = 0; m < person.member_count && !shared; m++) {
        const TraitWrite away = {.customer = person.members[m],
                                 .name = value_trait(call->arena, cause),
                                 .source = write.voice.source,
                                 .by = write.voice.by,
                                 .at = call->now};
        if (!trait_remove(session, &away, call->arena, error)) return false;
    }
    if (!shared) return customer_changed(session, root, write.voice.by, error);
    json_begin_object(&json);
    json_key(&json, str_c(call->arena, value_trait(call->arena, cause)));
    json_boolean(&json, true);
    json_end_object(&json);
    return json_parse(text_str(&text), &traits, error) && customer_set_traits(&write, traits, error) &&
           customer_settle(&write, error);
}

static bool choose(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0;
    Str folded, shown;
    Instant at = 0;
    int64_t id = 0;
    Hand hand = hand_of(call);
    bool shared = given_boolean(call, "shared", false);
    if (!item_customer(call, session, &root, error) ||
        !label_read(call->path_value[1], "", call->arena, &folded, &shown, error) ||
        !given_instant(call, "at", call->now, &at, error) || !crm_number(session, &id, error) ||
        !store_execute(session, &query_preference_choose,
                       VALUES(value_integer(id), value_integer(root), value_text(folded), value_text(shown),
                              value_integer(shared), value_text(given_text(call, "origin")),
                              value_text(given_text(call, "proof")), value_integer(hand.source), value_integer(hand.by),
                              value_integer(at)),
                       NULL, error) ||
        !write_trait(call, session, root, folded, shared, error))
        return false;
    return answer_person_items(call, session, &query_preference_choices_of_customer, &choice_shape, error);
}

static bool list_choices(Call *call, StoreSession *session, Error *error)
{
    return answer_person_items(call, session, &query_preference_choices_of_customer, &choice_shape, error);
}

// The last choice of each cause, of the person.
static bool write_values(const ProfileCall *call, JsonWriter *json, Error *error)
{
    enum { CHOICES_MAX = 1000 };
    Items items;
    Reader reader = {.identity = call->house->identity, .masked = call->masked, .arena = call->arena};
    const ItemsOfPerson ask = {.query = &query_preference_choices_of_customer,
                               .shape = &choice_shape,
                               .person = call->person,
                               .before = INT64_MAX,
                               .limit = CHOICES_MAX};
    size_t kept = 0;
    if (!items_of_person(call->session, &ask, call->arena, &items, error)) return false;
    for (size_t i = 0; i < items.count; i++) {
        bool said = false;
        for (size_t j = 0; j < kept; j++) said |= str_equal(items.item[j].text[CAUSE], items.item[i].text[CAUSE]);
        if (!said) items.item[kept++] = items.item[i];
    }
    items.count = kept;
    json_begin_object(json);
    items_write(json, &reader, &choice_shape, &items, ITEMS_OF_PART);
    json_key(json, "count");
    json_integer(json, (int64_t)kept);
    json_end_object(json);
    return true;
}

// ---- how many share each ----

typedef struct Choice {
    CustomerId root;
    size_t turn; // in the order of numbers
    bool shared;
} Choice;

typedef struct Cause {
    Str cause, label;
    Choice *choices;
    size_t count, room;
} Cause;

static void add_choice(Cause *cause, Arena *arena, CustomerId root, bool shared)
{
    if (cause->count == cause->room) {
        Choice *larger = arena_array(arena, Choice, cause->room = cause->room ? cause->room * 2 : 64);
        if (cause->count) memcpy(larger, cause->choices, cause->count * sizeof *larger);
        cause->choices = larger;
    }
    cause->choices[cause->count] = (Choice){root, cause->count, shared};
    cause->count++;
}

static int by_root(const void *a, const void *b)
{
    const Choice *left = a, *right = b;
    if (left->root != right->root) return left->root < right->root ? -1 : 1;
    return (left->turn > right->turn) - (left->turn < right->turn);
}

static int64_t who_share(Cause *cause)
{
    int64_t count = 0;
    if (cause->count) qsort(cause->choices, cause->count, sizeof *cause->choices, by_root);
    for (size_t i = 0; i < cause->count; i++)
        if (i + 1 == cause->count || cause->choices[i + 1].root != cause->choices[i].root)
            count += cause->choices[i].shared;
    return count;
}

static void write_cause(JsonWriter *json, Arena *arena, Cause *cause)
{
    if (!cause->cause.size) return;
    json_begin_object(json);
    json_key(json, "cause");
    json_string(json, cause->cause);
    json_key(json, "label");
    json_string(json, cause->label);
    json_key(json, "trait");
    json_string(json, value_trait(arena, cause->cause));
    json_key(json, "customers");
    json_integer(json, who_share(cause));
    json_end_object(json);
    cause->count = 0;
}

static bool list_causes(Call *call, StoreSession *session, Error *error)
{
    Rows rows;
    Cause cause = {.cause = STR("")};
    if (!log_catch_up(call->house->log, session, error) ||
        !store_select(session, &query_preference_choices, NO_VALUES, &rows, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    while (rows_next(&rows)) {
        if (!str_equal(rows_text(&rows, 0), cause.cause)) {
            write_cause(&json, call->arena, &cause);
            cause.cause = str_copy(call->arena, rows_text(&rows, 0));
            cause.label = str_copy(call->arena, rows_text(&rows, 1));
        }
        add_choice(&cause, call->arena, identity_root(call->house->identity, (CustomerId)rows_integer(&rows, 2)),
                   rows_integer(&rows, 3) != 0);
    }
    if (!rows_close(&rows, error)) return false;
    write_cause(&json, call->arena, &cause);
    json_end_array(&json);
    write_list_end(&json, call, false, 0);
    return true;
}

// ---- learnt in a conversation ----

static const Field learnt_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "customer", .type = FIELD_INTEGER, .required = true},
    {.name = "name", .type = FIELD_TEXT, .required = true},
    {.name = "value", .type = FIELD_ANY},
    {.name = "origin", .type = FIELD_TEXT},
    {.name = "reference", .type = FIELD_TEXT},
    {.name = "consent", .type = FIELD_BOOLEAN},
    {.name = "made_by", .type = FIELD_INTEGER},
    {.name = "at", .type = FIELD_INSTANT},
    {.name = "shown",
     .type = FIELD_TEXT,
     .help = PHRASE("size=M (source: chatbot, conversation 17)", "size=M (source\u00A0: chatbot, conversation 17)")},
    {0},
};
static const Shape learnt_shape = {.name = "Learnt", .fields = learnt_fields};
LIST_SHAPE(learnt_list_shape, "LearntList", learnt_shape);
enum { LEARNT_NAME = 2, LEARNT_VALUE, LEARNT_ORIGIN, LEARNT_REFERENCE, LEARNT_SHOWN = 9 };

static const Field row_fields[] = {
    {.name = "id", .type = FIELD_INTEGER},      {.name = "customer", .type = FIELD_INTEGER},
    {.name = "name", .type = FIELD_TEXT},       {.name = "value", .type = FIELD_ANY},
    {.name = "origin", .type = FIELD_TEXT},     {.name = "reference", .type = FIELD_TEXT},
    {.name = "consent", .type = FIELD_BOOLEAN}, {.name = "made_by", .type = FIELD_INTEGER},
    {.name = "at", .type = FIELD_INSTANT},      {0},
};
static const Shape row_shape = {.name = "LearntRow", .fields = row_fields};

static const Field teach_fields[] = {
    {.name = "traits", .type = FIELD_MAP, .required = true},
    {.name = "origin",
     .type = FIELD_TEXT,
     .required = true,
     .low = 1,
     .high = 100,
     .help = PHRASE("chatbot, call …", "chatbot, appel…")},
    {.name = "reference",
     .type = FIELD_TEXT,
     .required = true,
     .low = 1,
     .high = 200,
     .help = PHRASE("conversation 17", "conversation 17")},
    {.name = "consent",
     .type = FIELD_BOOLEAN,
     .required = true,
     .help = PHRASE("the customer agreed that it is kept", "le client a accepté que ce soit gardé")},
    {0},
};
static const Shape teach_shape = {.name = "Teach", .fields = teach_fields};

static void show(Item *item, Arena *arena)
{
    Error error;
    JsonValue value;
    Str text = item->text[LEARNT_VALUE];
    if (json_parse(text, &value, &error) && value.type == JSON_STRING) text = json_get_string(value, arena);
    item->text[LEARNT_SHOWN] =
        str_format(arena, "%.*s=%.*s (source: %.*s, %.*s)", STR_ARGS(item->text[LEARNT_NAME]), STR_ARGS(text),
                   STR_ARGS(item->text[LEARNT_ORIGIN]), STR_ARGS(item->text[LEARNT_REFERENCE]));
}

// Without what is hidden from the reader, each with its line.
static void show_all(Items *items, uint32_t masked, Arena *arena)
{
    size_t kept = 0;
    for (size_t i = 0; i < items->count; i++) {
        Item *item = &items->item[i];
        uint32_t hidden =
            trait_mask(item->text[LEARNT_NAME]) | (str_contains(item->text[LEARNT_VALUE], STR("@")) ? MASK_EMAIL : 0U);
        if (masked & hidden) continue;
        show(item, arena);
        items->item[kept++] = *item;
    }
    items->count = kept;
}

static bool list_learnt(Call *call, StoreSession *session, Error *error)
{
    Items items;
    if (!items_of_path(call, session, &query_preference_learnt_of_customer, &row_shape, &items, error)) return false;
    bool more = items.count > (size_t)call_limit(call);
    int64_t last = more ? items.item[call_limit(call) - 1].integer[0] : 0;
    Reader reader = reader_of(call);
    items.count -= more;
    show_all(&items, call->principal.masked, call->arena);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    items_write(&json, &reader, &learnt_shape, &items, items.count);
    write_list_end(&json, call, more, last);
    return true;
}

static bool may_teach(Call *call, JsonValue traits, Error *error)
{
    size_t cursor = 0;
    JsonValue key, value;
    if (!given_boolean(call, "consent", false))
        return error_code(error, ERROR_INPUT, "consent_required",
                          PHRASE("what a conversation taught is kept only when the customer agreed",
                                 "ce qu’une conversation a appris n’est gardé que si le client l’a accepté"),
                          STR("")) ||
               error_at(error, STR("/consent"));
    while (json_next(traits, &cursor, &key, &value)) {
        Str name = json_get_string(key, call->arena);
        Str path = str_format(call->arena, "/traits/%.*s", STR_ARGS(name));
        if (str_equal(name, STR("email")) || str_equal(name, STR("phone")))
            return error_code(error, ERROR_INPUT, "reserved_name",
                              PHRASE("{0} is a built-in field: add it as an identity",
                                     "{0} est un champ prédéfini\u00A0: ajoutez-le comme identité"),
                              error_value(call->arena, name)) ||
                   error_at(error, path);
        if (call->principal.masked & trait_mask(name))
            return error_code(error, ERROR_FORBIDDEN, "forbidden",
                              PHRASE("this field is hidden for your role", "ce champ est caché à votre rôle"),
                              STR("")) ||
                   error_at(error, path);
    }
    return true;
}

static bool keep_learnt(Call *call, StoreSession *session, CustomerId root, JsonValue traits, Error *error)
{
    size_t cursor = 0;
    JsonValue key, value;
    Hand hand = hand_of(call);
    while (json_next(traits, &cursor, &key, &value)) {
        int64_t id = 0;
        if (!crm_number(session, &id, error) ||
            !store_execute(session, &query_preference_learn,
                           VALUES(value_integer(id), value_integer(root), value_text(json_get_string(key, call->arena)),
                                  value_text(value.text), value_text(given_text(call, "origin")),
                                  value_text(given_text(call, "reference")), value_integer(1),
                                  value_integer(hand.source), value_integer(hand.by), value_integer(call->now)),
                           NULL, error))
            return false;
    }
    return true;
}

static bool teach(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0;
    JsonValue traits;
    if (!item_customer(call, session, &root, error) || !json_member(call->body, STR("traits"), &traits) ||
        !may_teach(call, traits, error))
        return false;
    CustomerWrite write = write_of(call, session, root);
    if (!customer_set_traits(&write, traits, error) || !customer_settle(&write, error) ||
        !keep_learnt(call, session, root, traits, error))
        return false;
    call->audit_object = str_format(call->arena, "customer:%u", root);
    return list_learnt(call, session, error);
}

static bool write_learnt(const ProfileCall *call, JsonWriter *json, Error *error)
{
    Items items;
    Reader reader = {.identity = call->house->identity, .masked = call->masked, .arena = call->arena};
    const ItemsOfPerson ask = {.query = &query_preference_learnt_of_customer,
                               .shape = &row_shape,
                               .person = call->person,
                               .before = INT64_MAX,
                               .limit = ITEMS_OF_PART};
    if (!items_of_person(call->session, &ask, call->arena, &items, error)) return false;
    show_all(&items, call->masked, call->arena);
    json_begin_object(json);
    items_write(json, &reader, &learnt_shape, &items, ITEMS_OF_PART);
    json_end_object(json);
    return true;
}

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/values",
     .name = "listValues",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary = PHRASE("Values and causes, and how many persons share each",
                       "Valeurs et causes, et combien de personnes partagent chacune"),
     .answer = &cause_list_shape,
     .read = list_causes},
    {.method = "GET",
     .path = "/api/v1/customers/{id}/values",
     .name = "listCustomerValues",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("Values a customer chose to share, each choice",
                       "Les valeurs qu’un client a choisi de partager, chaque choix"),
     .parameters = item_page_parameters,
     .answer = &choice_list_shape,
     .read = list_choices},
    {.method = "PUT",
     .path = "/api/v1/customers/{id}/values/{cause}",
     .name = "chooseValue",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("A customer opts in to a cause, or takes it back; the proof is kept",
                       "Un client choisit une cause, ou se rétracte\u202F; la preuve est gardée"),
     .parameters = item_page_parameters,
     .body = &choose_shape,
     .answer = &choice_list_shape,
     .write = choose},
    {.method = "GET",
     .path = "/api/v1/customers/{id}/learnt",
     .name = "listLearnt",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("What conversations taught, with where it was said",
                       "Ce que les conversations ont appris, et où cela a été dit"),
     .parameters = item_page_parameters,
     .answer = &learnt_list_shape,
     .read = list_learnt},
    {.method = "POST",
     .path = "/api/v1/customers/{id}/learnt",
     .name = "addLearnt",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Traits that a conversation taught, with where and that the customer agreed",
                       "Des attributs appris dans une conversation, où, et que le client l’accepte"),
     .parameters = item_page_parameters,
     .body = &teach_shape,
     .answer = &learnt_list_shape,
     .write = teach},
    {0},
};

static const ProfilePart parts[] = {
    {.name = "values", .write = write_values}, {.name = "learnt", .write = write_learnt}, {0}};

static const PersonalTable tables[] = {
    {.table = "cause_choice",
     .name = "values",
     .purpose = PHRASE("causes you chose to share with us", "les causes que vous avez choisi de partager avec nous"),
     .retention = RETENTION_CONSENT,
     .read = &query_preference_choices_export,
     .columns = "cause shared origin proof at:instant",
     .erase = &query_preference_choices_erase},
    {.table = "learnt",
     .name = "learnt",
     .purpose = PHRASE("what you told us in a conversation", "ce que vous nous avez dit dans une conversation"),
     .retention = RETENTION_CUSTOMER,
     .read = &query_preference_learnt_export,
     .columns = "name value:json origin reference consent at:instant",
     .erase = &query_preference_learnt_erase},
    {0},
};

const Module value_module = {.name = "values", .routes = routes, .profile = parts, .personal = tables};

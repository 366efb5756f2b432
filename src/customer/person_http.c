// person_http.c - one customer: the profile, made and changed by staff and programs.
#include "activity/activity.h"
#include "customer/account.h"
#include "customer/change.h"
#include "customer/computed.h"
#include "customer/customer_http.h"
#include "customer/duplicate.h"
#include "customer/facts.h"
#include "customer/profile_http.h"
#include "house.h"
#include "workspace/workspace.h"

// ---- the profile ----

static void write_identities(JsonWriter *json, const Call *call, const Person *person)
{
    json_key(json, "identities");
    json_begin_array(json);
    for (size_t i = 0; i < person->identity_count; i++) {
        const IdentityRow *row = &person->identities[i];
        if (identity_masked(call, row)) continue;
        json_begin_object(json);
        json_key(json, "kind");
        json_string(json, identity_kind_name(row->kind));
        json_key(json, "value");
        json_string(json, row->value);
        json_key(json, "shown");
        json_string(json, row->shown);
        json_key(json, "customer");
        json_integer(json, row->customer);
        json_key(json, "source");
        write_source(json, row->source, 0);
        write_at(json, "at", row->at, call->arena);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_customers(JsonWriter *json, const Person *person)
{
    json_key(json, "customers");
    json_begin_array(json);
    for (size_t i = 0; i < person->member_count; i++) json_integer(json, person->members[i]);
    json_end_array(json);
}

// What the person says of itself and what is another's: an address or number is verified when it is an identity of
// theirs.
static bool write_unverified(JsonWriter *json, Call *call, StoreSession *session, const Person *person, Error *error)
{
    static const struct {
        const char *name;
        IdentityKind kind;
        uint32_t mask;
    } claims[] = {{"email", IDENTITY_EMAIL, MASK_EMAIL}, {"phone", IDENTITY_PHONE, MASK_PHONE}};
    json_key(json, "unverified");
    json_begin_array(json);
    for (size_t i = 0; i < COUNT_OF(claims); i++) {
        const Trait *trait = trait_find(person->traits, person->trait_count, str_of(claims[i].name));
        Str value = trait_text(trait, call->arena);
        CustomerId owner = 0;
        if (!trait || call->principal.masked & claims[i].mask) continue;
        if (claims[i].kind == IDENTITY_PHONE) value = identity_phone(call->arena, workspace_locale(call), value);
        if (!identity_find(call->house->identity, session, claims[i].kind, value, &owner, error)) return false;
        if (!owner || identity_root(call->house->identity, owner) != person->root)
            json_string(json, str_of(claims[i].name));
    }
    json_end_array(json);
    return true;
}

static bool write_accounts(JsonWriter *json, Call *call, StoreSession *session, const Person *person, Error *error)
{
    json_key(json, "accounts");
    json_begin_array(json);
    for (size_t m = 0; m < person->member_count; m++) {
        AccountMember *list = NULL;
        size_t count = 0;
        if (!account_of(session, person->members[m], call->arena, &list, &count, error)) return false;
        for (size_t i = 0; i < count; i++) {
            json_begin_object(json);
            json_key(json, "id");
            json_integer(json, list[i].account);
            json_key(json, "group_id");
            json_string(json, list[i].group_id);
            json_key(json, "role");
            json_string(json, list[i].role);
            json_key(json, "customer");
            json_integer(json, list[i].customer);
            json_end_object(json);
        }
    }
    json_end_array(json);
    return true;
}

static bool write_computed(JsonWriter *json, Call *call, StoreSession *session, const Person *person, Error *error)
{
    ComputedTrait *list = NULL;
    size_t count = 0;
    if (!computed_list(session, call->arena, &list, &count, error)) return false;
    ComputedAsk ask = {.log = call->house->log,
                       .activity = call->house->activity,
                       .session = session,
                       .person = person,
                       .currency = workspace_settings(call->house->workspace)->currency,
                       .now = call->now,
                       .arena = call->arena};
    json_key(json, "computed");
    json_begin_object(json);
    for (size_t i = 0; i < count; i++) {
        ComputedValue value;
        bool amount = list[i].measure != MEASURE_COUNT && !list[i].property.size;
        uint32_t mask = amount ? MASK_AMOUNTS : trait_mask(list[i].property);
        if (call->principal.masked & mask) continue;
        if (!computed_value(&ask, &list[i], &value, error)) return false;
        json_key(json, str_c(call->arena, list[i].name));
        json_begin_object(json);
        json_key(json, "value");
        write_raw(json, value.value);
        json_key(json, "events");
        json_integer(json, value.events);
        json_key(json, "other_currency");
        json_integer(json, value.other_currency);
        json_end_object(json);
    }
    json_end_object(json);
    return true;
}

enum { LAST_ENTRIES = 20 };

// What the program itself noted is nothing that the person did.
bool last_seen(Call *call, StoreSession *session, const Person *person, Instant *at, Error *error)
{
    const House *house = call->house;
    size_t count = 0;
    const TimelineEntry *entries = activity_timeline(house->activity, person->members, person->member_count, NULL, 0,
                                                     NULL, LAST_ENTRIES, call->arena, &count);
    *at = 0;
    for (size_t i = 0; i < count && !*at; i++) {
        Event event;
        if (log_class_kind(house->log, entries[i].event_class) == EVENT_INTERNAL) continue;
        if (!log_get(house->log, session, entries[i].seq, call->arena, &event, error)) return false;
        if (event.seq) *at = event.at;
    }
    return true;
}

void write_at_or_null(JsonWriter *json, const char *key, Instant at, Arena *arena)
{
    json_key(json, key);
    if (at)
        json_string(json, instant_text(arena, at));
    else
        json_null(json);
}

static bool write_last_seen(JsonWriter *json, Call *call, StoreSession *session, const Person *person, Error *error)
{
    Instant at = 0;
    if (!last_seen(call, session, person, &at, error)) return false;
    write_at_or_null(json, "last_seen", at, call->arena);
    return true;
}

static bool write_duplicate_count(JsonWriter *json, Call *call, StoreSession *session, const Person *person,
                                  Error *error)
{
    int64_t pending = 0;
    for (size_t m = 0; m < person->member_count; m++) {
        Duplicate *list = NULL;
        size_t count = 0;
        if (!duplicate_of(session, person->members[m], call->arena, &list, &count, error)) return false;
        for (size_t i = 0; i < count; i++)
            pending +=
                identity_root(call->house->identity, list[i].low) != identity_root(call->house->identity, list[i].high);
    }
    json_key(json, "duplicates_pending");
    json_integer(json, pending);
    return true;
}

bool write_person(JsonWriter *json, Call *call, StoreSession *session, const Person *person, Error *error)
{
    json_key(json, "id");
    json_integer(json, person->root);
    write_customers(json, person);
    write_identities(json, call, person);
    write_traits(json, call, person->traits, person->trait_count);
    if (!write_unverified(json, call, session, person, error) || !write_computed(json, call, session, person, error) ||
        !write_accounts(json, call, session, person, error))
        return false;
    write_at(json, "first_seen", person->first_seen, call->arena);
    if (!write_last_seen(json, call, session, person, error) ||
        !write_duplicate_count(json, call, session, person, error))
        return false;
    json_key(json, "version");
    json_integer(json, person->version);
    write_masked(json, call);
    return true;
}

bool answer_person(Call *call, StoreSession *session, CustomerId root, Error *error)
{
    Person person;
    if (!person_read(call->house->identity, session, root, call->arena, &person, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    if (!write_person(&json, call, session, &person, error)) return false;
    json_end_object(&json);
    call_version(call, person.version);
    return true;
}

bool get_customer(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0;
    return log_catch_up(call->house->log, session, error) &&
           path_customer(call, session, call->path_value[0], &root, error) && answer_person(call, session, root, error);
}

// ---- changing ----

// What is an identity is not set as a trait, what is hidden from someone is not written by them.
static bool check_traits(const Call *call, JsonValue traits, Error *error)
{
    size_t cursor = 0;
    JsonValue key, value;
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

// By staff: null takes a trait away, whoever said it.
static bool remove_from(Call *call, StoreSession *session, CustomerId customer, JsonValue traits, const Voice *voice,
                        Error *error)
{
    size_t cursor = 0;
    JsonValue key, value;
    bool facts = false;
    while (json_next(traits, &cursor, &key, &value)) {
        TraitWrite write = {.customer = customer,
                            .name = json_get_string(key, call->arena),
                            .source = voice->source,
                            .by = voice->by,
                            .at = voice->at};
        if (value.type != JSON_NULL) continue;
        if (!trait_remove(session, &write, call->arena, error)) return false;
        facts |= facts_trait(write.name);
    }
    return !facts || (terms_write(session, customer, call->arena, error) &&
                      duplicate_look(call->house->identity, session, customer, voice->at, call->arena, error));
}

static bool remove_nulls(Call *call, const CustomerWrite *write, JsonValue traits, Error *error)
{
    Person person;
    person_members(call->house->identity, write->customer, call->arena, &person);
    for (size_t m = 0; m < person.member_count; m++)
        if (!remove_from(call, write->session, person.members[m], traits, &write->voice, error)) return false;
    return true;
}

static bool set_traits(Call *call, CustomerWrite *write, Error *error)
{
    JsonValue traits;
    return !json_member(call->body, STR("traits"), &traits) ||
           (check_traits(call, traits, error) && remove_nulls(call, write, traits, error) &&
            customer_set_traits(write, traits, error));
}

// Old and new, before they are set: what can't be set undoes it.
static bool note_traits(Call *call, StoreSession *session, CustomerId root, Error *error)
{
    Person before;
    JsonValue traits;
    Voice voice = voice_of(call);
    return !json_member(call->body, STR("traits"), &traits) ||
           (person_read(call->house->identity, session, root, call->arena, &before, error) &&
            change_note_traits(session, &before, traits, call->request_id, &voice, call->arena, error));
}

bool update_customer(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0;
    if (!path_customer(call, session, call->path_value[0], &root, error) || !match_version(call, session, root, error))
        return false;
    CustomerWrite write = write_of(call, session, root);
    if (!note_traits(call, session, root, error) || !set_traits(call, &write, error)) return false;
    write.changed = true;
    if (!customer_settle(&write, error)) return false;
    call->audit_object = str_format(call->arena, "customer:%u", root);
    return answer_person(call, session, root, error);
}

// ---- making ----

static bool claim(Call *call, CustomerWrite *write, IdentityKind kind, Error *error)
{
    const char *name = str_c(call->arena, identity_kind_name(kind));
    Str value = shape_text(call->body, name, call->arena), normal = value;
    CustomerId owner = 0;
    if (!value.size) return true;
    if (kind == IDENTITY_PHONE) normal = identity_phone(call->arena, workspace_locale(call), value);
    if (!customer_add_identity(write, kind, normal.size ? normal : value, &owner, error)) {
        error_at(error, str_format(call->arena, "/%s", name));
        return false;
    }
    if (owner == write->customer) return true;
    return error_code(error, ERROR_CONFLICT, "identity_taken",
                      PHRASE("customer {0} has this identity already", "le client {0} a déjà cet identifiant"),
                      error_number(call->arena, owner)) ||
           error_at(error, str_format(call->arena, "/%s", name));
}

bool create_customer(Call *call, StoreSession *session, Error *error)
{
    CustomerId customer = 0;
    Voice voice = voice_of(call);
    if (!identity_make(call->house->identity, session, voice.source, voice.at, &customer, error)) return false;
    CustomerWrite write = write_of(call, session, customer);
    for (IdentityKind kind = IDENTITY_USER_ID; kind < IDENTITY_KIND_COUNT; kind++)
        if (!claim(call, &write, kind, error)) return false;
    if (!set_traits(call, &write, error) || !customer_settle(&write, error)) return false;
    call->audit_object = str_format(call->arena, "customer:%u", customer);
    call->status = 201;
    return answer_person(call, session, customer, error);
}

#include "customer/follow.h"

#include "customer/account.h"
#include "customer/customer.h"
#include "customer/duplicate.h"
#include "house.h"

static JsonValue member(JsonValue object, const char *name)
{
    JsonValue value;
    return json_member(object, str_of(name), &value) ? value : (JsonValue){.type = JSON_NULL};
}

static Locale house_locale(const House *house)
{
    return workspace_settings(house->workspace)->locale;
}

// What is no such identity is kept as a trait alone.
static bool add_identity(CustomerWrite *write, IdentityKind kind, Str value, Error *error)
{
    CustomerId owner = 0;
    return !value.size || customer_add_identity(write, kind, value, &owner, error) || error->kind == ERROR_INPUT;
}

// context.externalIds, as Segment has them: [{"id","type"}].
static bool add_external_ids(CustomerWrite *write, JsonValue body, Error *error)
{
    JsonValue ids = member(member(body, "context"), "externalIds"), id;
    size_t cursor = 0;
    if (ids.type != JSON_ARRAY) return true;
    while (json_next(ids, &cursor, NULL, &id)) {
        Str type = json_get_string(member(id, "type"), write->arena);
        Str value = json_get_string(member(id, "id"), write->arena);
        if (!type.size || !value.size) continue;
        Str external = str_format(write->arena, "%.*s:%.*s", STR_ARGS(type), STR_ARGS(value));
        if (!add_identity(write, IDENTITY_EXTERNAL, external, error)) return false;
    }
    return true;
}

static bool compare_id(CustomerWrite *write, JsonValue body, Error *error)
{
    Str user_id = json_get_string(member(body, "userId"), write->arena);
    bool knows = write->facts || !user_id.size;
    if (!knows && !duplicate_knows_id(write->session, write->customer, user_id, write->arena, &knows, error))
        return false;
    write->facts |= !knows;
    return true;
}

static bool on_identify(CustomerWrite *write, const House *house, JsonValue body, Error *error)
{
    JsonValue traits = member(body, "traits");
    Str email = json_get_string(member(traits, "email"), write->arena);
    Str phone = json_get_string(member(traits, "phone"), write->arena);
    return add_identity(write, IDENTITY_EMAIL, email, error) &&
           add_identity(write, IDENTITY_PHONE, identity_phone(write->arena, house_locale(house), phone), error) &&
           add_external_ids(write, body, error) && customer_set_traits(write, traits, error) &&
           compare_id(write, body, error) && customer_settle(write, error);
}

static bool on_group(const CustomerWrite *write, JsonValue body, Error *error)
{
    Str group_id = json_get_string(member(body, "groupId"), write->arena);
    if (!group_id.size || group_id.size > ACCOUNT_ID_BYTES_MAX) return true;
    int64_t account = 0;
    return account_find_or_make(write->session, group_id, &write->voice, &account, error) &&
           account_set_traits(write->session, account, member(body, "traits"), &write->voice, true, write->arena,
                              error) &&
           account_join(write->session, account, write->customer, STR(""), &write->voice, error);
}

static bool follow_event(const struct House *house, StoreSession *session, const Event *event, Error *error)
{
    CustomerWrite write = {.identity = house->identity,
                           .session = session,
                           .customer = event->customer,
                           .voice = {.source = event->source, .event = event->seq, .at = event->at},
                           .lenient = true,
                           .arena = arena_open(0)};
    JsonValue body;
    Error unreadable;
    bool fine = true;
    if (json_parse(event->body, &body, &unreadable))
        fine = event->kind == EVENT_GROUP ? on_group(&write, body, error) : on_identify(&write, house, body, error);
    arena_close(write.arena);
    return fine;
}

const Reaction customer_reactions[] = {
    {.name = "customer", .kinds = 1U << EVENT_IDENTIFY | 1U << EVENT_GROUP, .within = follow_event},
    {0},
};

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

typedef struct Follow {
    const House *house;
    StoreSession *session;
    const Event *event;
    Voice voice;
    Arena *arena;
} Follow;

static Locale workspace_locale(const House *house)
{
    return house->workspace ? workspace_settings(house->workspace)->locale : LOCALE_EN;
}

// What is no such identity is kept as a trait alone.
static bool add_identity(const Follow *follow, IdentityKind kind, Str value, Error *error)
{
    CustomerId owner = 0;
    if (kind == IDENTITY_PHONE) value = identity_phone(follow->arena, workspace_locale(follow->house), value);
    if (!value.size) return true;
    return customer_add_identity(follow->house->identity, follow->session, follow->event->customer, kind, value,
                                 &follow->voice, follow->arena, &owner, error) ||
           error->kind == ERROR_INPUT;
}

// context.externalIds, as Segment has them: [{"id","type"}].
static bool add_external_ids(const Follow *follow, JsonValue body, Error *error)
{
    JsonValue ids = member(member(body, "context"), "externalIds"), id;
    size_t cursor = 0;
    if (ids.type != JSON_ARRAY) return true;
    while (json_next(ids, &cursor, NULL, &id)) {
        Str type = json_get_string(member(id, "type"), follow->arena);
        Str value = json_get_string(member(id, "id"), follow->arena);
        if (!type.size || !value.size) continue;
        Str external = str_format(follow->arena, "%.*s:%.*s", STR_ARGS(type), STR_ARGS(value));
        if (!add_identity(follow, IDENTITY_EXTERNAL, external, error)) return false;
    }
    return true;
}

static bool on_identify(const Follow *follow, JsonValue body, Error *error)
{
    JsonValue traits = member(body, "traits");
    Str user_id = json_get_string(member(body, "userId"), follow->arena);
    return add_identity(follow, IDENTITY_EMAIL, json_get_string(member(traits, "email"), follow->arena), error) &&
           add_identity(follow, IDENTITY_PHONE, json_get_string(member(traits, "phone"), follow->arena), error) &&
           add_external_ids(follow, body, error) &&
           customer_set_traits(follow->house->identity, follow->session, follow->event->customer, traits,
                               &follow->voice, true, follow->arena, error) &&
           (!user_id.size || duplicate_look_for_id(follow->house->identity, follow->session, follow->event->customer,
                                                   user_id, follow->event->at, follow->arena, error));
}

static bool on_group(const Follow *follow, JsonValue body, Error *error)
{
    Str group_id = json_get_string(member(body, "groupId"), follow->arena);
    if (!group_id.size || group_id.size > ACCOUNT_ID_BYTES_MAX) return true;
    int64_t account = 0;
    return account_find_or_make(follow->session, group_id, &follow->voice, &account, error) &&
           account_set_traits(follow->session, account, member(body, "traits"), &follow->voice, true, follow->arena,
                              error) &&
           account_join(follow->session, account, follow->event->customer, STR(""), &follow->voice, error);
}

static bool follow_event(const struct House *house, StoreSession *session, const Event *event, Error *error)
{
    Follow follow = {.house = house,
                     .session = session,
                     .event = event,
                     .voice = {.source = event->source, .event = event->seq, .at = event->at},
                     .arena = arena_open(0)};
    JsonValue body;
    Error unreadable;
    bool fine = true;
    if (json_parse(event->body, &body, &unreadable))
        fine = event->kind == EVENT_GROUP ? on_group(&follow, body, error) : on_identify(&follow, body, error);
    arena_close(follow.arena);
    return fine;
}

const Reaction customer_reactions[] = {
    {.name = "customer", .kinds = 1U << EVENT_IDENTIFY | 1U << EVENT_GROUP, .within = follow_event},
    {0},
};

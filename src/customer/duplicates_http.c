// duplicates_http.c - pairs that may be one person, for a person to decide.
#include "base/number.h"
#include "customer/customer_http.h"
#include "customer/duplicate.h"
#include "event/log.h"
#include "house.h"

static const char *const status_names[] = {"pending", "confirmed", "dismissed"};

static void write_reasons(JsonWriter *json, const Call *call, uint32_t shared)
{
    json_key(json, "reasons");
    json_begin_array(json);
    for (int i = 0; i < LIKENESS_COUNT; i++) {
        if (!(shared & 1U << i)) continue;
        json_begin_object(json);
        json_key(json, "code");
        json_string(json, str_of(likeness_names[i]));
        json_key(json, "text");
        json_string(json, phrase_say(call->arena, call->locale, likeness_phrase((Likeness)i), STR("")));
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_duplicate(JsonWriter *json, const Call *call, const Duplicate *duplicate)
{
    json_begin_object(json);
    json_key(json, "id");
    json_integer(json, duplicate->id);
    json_key(json, "customers");
    json_begin_array(json);
    json_integer(json, duplicate->low);
    json_integer(json, duplicate->high);
    json_end_array(json);
    json_key(json, "score");
    json_number(json, duplicate->score / 1000.0);
    write_reasons(json, call, duplicate->shared);
    json_key(json, "status");
    json_string(json, str_of(status_names[duplicate->status]));
    write_at(json, "found_at", duplicate->found_at, call->arena);
    json_key(json, "edge");
    if (duplicate->edge)
        json_integer(json, duplicate->edge);
    else
        json_null(json);
    json_end_object(json);
}

// Pairs that have become one person by another way are no question any more.
static bool is_open(const Call *call, const Duplicate *duplicate)
{
    const Identity *identity = call->house->identity;
    return duplicate->status != DUPLICATE_PENDING ||
           identity_root(identity, duplicate->low) != identity_root(identity, duplicate->high);
}

static DuplicateStatus wanted_status(const Call *call)
{
    Str word = call_query(call, "status");
    for (int i = DUPLICATE_CONFIRMED; i <= DUPLICATE_DISMISSED; i++)
        if (str_equal(word, str_of(status_names[i]))) return (DuplicateStatus)i;
    return DUPLICATE_PENDING;
}

bool list_duplicates(Call *call, StoreSession *session, Error *error)
{
    Str after, score_text;
    int64_t score = 1001, id = INT64_MAX;
    Duplicate *list = NULL;
    size_t count = 0, limit = (size_t)call_limit(call);
    if (!log_catch_up(call->house->log, session, error)) return false;
    if (!call_cursor(call, &after, error)) return false;
    if (after.size && (!str_cut(&after, ' ', &score_text) || !number_parse_count(score_text, &score) ||
                       !number_parse_count(after, &id)))
        return say_not_found(error);
    if (!duplicate_list(session, wanted_status(call), (int)score, id, limit, call->arena, &list, &count, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++)
        if (is_open(call, &list[i])) write_duplicate(&json, call, &list[i]);
    json_end_array(&json);
    bool more = count == limit;
    write_next(&json, call, more,
               more ? str_format(call->arena, "%d %lld", list[count - 1].score, (long long)list[count - 1].id)
                    : STR(""));
    json_end_object(&json);
    return true;
}

// ---- deciding ----

static bool find_pending(Call *call, StoreSession *session, Duplicate *duplicate, Error *error)
{
    int64_t id = 0;
    if (!path_id(call->path_value[0], &id, error) || !duplicate_get(session, id, duplicate, error)) return false;
    if (!duplicate->id) return say_not_found(error);
    return duplicate->status == DUPLICATE_PENDING ||
           error_code(error, ERROR_CONFLICT, "already_decided",
                      PHRASE("this suggestion has been decided already", "cette suggestion a déjà été traitée"),
                      STR(""));
}

static bool decide(Call *call, StoreSession *session, Duplicate *duplicate, DuplicateStatus status, int64_t edge,
                   Error *error)
{
    if (!duplicate_decide(session, duplicate->id, status, who(call), call->now, edge, error)) return false;
    duplicate->status = status;
    duplicate->edge = edge;
    call->audit_object = str_format(call->arena, "duplicate:%lld", (long long)duplicate->id);
    JsonWriter json = call_json(call);
    write_duplicate(&json, call, duplicate);
    return true;
}

bool confirm_duplicate(Call *call, StoreSession *session, Error *error)
{
    Duplicate duplicate;
    int64_t edge = 0, winner = 0;
    JsonValue value;
    if (!find_pending(call, session, &duplicate, error)) return false;
    if (json_member(call->body, STR("winner"), &value) && !json_get_integer(value, &winner)) winner = 0;
    bool high_wins = winner == duplicate.high;
    CustomerId stays = high_wins ? duplicate.high : duplicate.low, goes = high_wins ? duplicate.low : duplicate.high;
    return merge_and_note(call, session, stays, goes, STR("duplicate"), &edge, error) &&
           decide(call, session, &duplicate, DUPLICATE_CONFIRMED, edge, error);
}

bool dismiss_duplicate(Call *call, StoreSession *session, Error *error)
{
    Duplicate duplicate;
    return find_pending(call, session, &duplicate, error) &&
           decide(call, session, &duplicate, DUPLICATE_DISMISSED, 0, error);
}

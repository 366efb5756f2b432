// segment_http.c - the routes of segments that are kept: made, changed, listed, deleted.
#include "segment/segment_http.h"

#include "base/number.h"
#include "event/log.h"
#include "house.h"
#include "segment/strategy.h"
#include "workspace/workspace.h"

// ---- what the routes share ----

Day segment_today(const Call *call)
{
    const Zone *zone = workspace_settings(call->house->workspace)->zone;
    return (Day)(zone_civil(zone, call->now / MILLISECONDS_PER_SECOND) / SECONDS_PER_DAY);
}

int64_t segment_total(const Call *call)
{
    const Identity *identity = call->house->identity;
    CustomerId count = identity_count(identity);
    int64_t total = 0;
    for (CustomerId c = 1; c <= count; c++) total += identity_root(identity, c) == c && !identity_hidden(identity, c);
    return total;
}

static Currency currency_of(const Call *call)
{
    return workspace_first(call->house->workspace)->currency;
}

Str segment_sentence(const Call *call, const SegmentRule *rule)
{
    Currency currency = currency_of(call);
    return segment_say(rule, &currency, call->locale, call->arena);
}

bool path_segment(const Call *call, StoreSession *session, StoredSegment *stored, Error *error)
{
    if (!stored_find(session, call->path_value[0], call->arena, stored, error)) return false;
    return stored->id || error_code(error, ERROR_NOT_FOUND, "not_found",
                                    PHRASE("there is no such segment; GET /api/v1/segments lists them",
                                           "il n’y a pas de tel segment\u202F; GET /api/v1/segments les liste"),
                                    STR(""));
}

static Str without_blanks(Str json, Arena *arena)
{
    Text text = text_in(arena);
    bool quoted = false;
    for (size_t i = 0; i < json.size; i++) {
        char byte = json.data[i];
        bool blank = byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
        if (byte == '"') quoted = !quoted;
        if (quoted || !blank) text_add_byte(&text, byte);
        if (quoted && byte == '\\' && i + 1 < json.size) text_add_byte(&text, json.data[++i]);
    }
    return text_str(&text);
}

bool below_rule(const Call *call, Error *error)
{
    if (error->kind != ERROR_INPUT) return false;
    return error_at(error, str_format(call->arena, "/rule%s", error->path));
}

Str rule_text_of(JsonValue object, Arena *arena)
{
    JsonValue value = {.type = JSON_NULL};
    (void)json_member(object, STR("rule"), &value);
    return value.type == JSON_STRING ? str_trim(json_get_string(value, arena)) : without_blanks(value.text, arena);
}

bool body_rule(const Call *call, Str *text, SegmentRule **rule, Error *error)
{
    Currency currency = currency_of(call);
    *text = rule_text_of(call->body, call->arena);
    return segment_parse(*text, &currency, call->arena, rule, error) || below_rule(call, error);
}

void write_share(JsonWriter *json, const char *key, int64_t size, int64_t total)
{
    put_number_or_null(json, key, total > 0, total > 0 ? (double)size / (double)total : 0);
}

// ---- JSON ----

typedef struct Moved {
    int64_t segment, entered, left_out;
} Moved;

typedef struct Movements {
    Moved *moved;
    size_t count;
} Movements;

enum { MOVED_DAYS = 7 };

static bool movements(const Call *call, StoreSession *session, Movements *all, Error *error)
{
    Rows rows;
    Day today = segment_today(call);
    *all = (Movements){.moved = arena_array(call->arena, Moved, SEGMENTS_MAX)};
    if (!store_select(session, &query_stored_moved_since, VALUES(value_integer(today - MOVED_DAYS + 1)), &rows, error))
        return false;
    while (all->count < SEGMENTS_MAX && rows_next(&rows))
        all->moved[all->count++] = (Moved){rows_integer(&rows, 0), rows_integer(&rows, 1), rows_integer(&rows, 2)};
    return rows_close(&rows, error);
}

static void write_rule(JsonWriter *json, Str rule)
{
    json_key(json, "rule");
    if (rule.size && rule.data[0] == '{')
        write_raw(json, rule);
    else
        json_string(json, rule);
}

static void write_sentence(JsonWriter *json, const Call *call, Str text)
{
    SegmentRule *rule;
    Error unread;
    Currency currency = currency_of(call);
    bool read = segment_parse(text, &currency, call->arena, &rule, &unread);
    put_text_or_null(json, "sentence", read ? segment_sentence(call, rule) : STR(""));
}

static void write_segment(JsonWriter *json, const Call *call, const StoredSegment *stored, int64_t total,
                          const Movements *all)
{
    int64_t entered = 0, left_out = 0;
    for (size_t i = 0; i < all->count; i++)
        if (all->moved[i].segment == stored->id) {
            entered = all->moved[i].entered;
            left_out = all->moved[i].left_out;
        }
    json_begin_object(json);
    put_integer(json, "id", stored->id);
    put_text(json, "key", stored->key);
    put_text(json, "name", stored_name(stored, call->locale));
    put_text(json, "description", stored_description(stored, call->locale));
    put_boolean(json, "ready", stored->ready);
    put_boolean(json, "events", stored->told);
    write_rule(json, stored->rule);
    put_text(json, "rule_text", stored->rule);
    write_sentence(json, call, stored->rule);
    put_integer_or_null(json, "size", stored->evaluated_at, stored->size);
    put_integer(json, "total", total);
    put_number_or_null(json, "share", stored->evaluated_at && total > 0,
                       total > 0 ? (double)stored->size / (double)total : 0);
    put_instant(json, "evaluated_at", stored->evaluated_at, call->arena);
    put_integer(json, "entered", entered);
    put_integer(json, "left", left_out);
    put_instant(json, "made_at", stored->made_at, call->arena);
    put_instant(json, "changed_at", stored->changed_at, call->arena);
    put_integer(json, "version", stored->version);
    json_end_object(json);
}

static bool answer_segment(Call *call, StoreSession *session, const StoredSegment *stored, Error *error)
{
    Movements all;
    if (!movements(call, session, &all, error)) return false;
    JsonWriter json = call_json(call);
    write_segment(&json, call, stored, segment_total(call), &all);
    call_version(call, stored->version);
    call->audit_object = str_format(call->arena, "segment:%lld", (long long)stored->id);
    return true;
}

// ---- reading ----

static bool keep_unplanned(const Call *call, StoreSession *session, StoredSegment *list, size_t *count, Error *error)
{
    Strategy *strategies;
    size_t planned, kept = 0;
    if (!strategy_list(session, call->arena, &strategies, &planned, error)) return false;
    for (size_t i = 0; i < *count; i++) {
        bool has = false;
        for (size_t j = 0; j < planned; j++) has |= strategies[j].segment == list[i].id;
        if (!has) list[kept++] = list[i];
    }
    *count = kept;
    return true;
}

bool list_segments(Call *call, StoreSession *session, Error *error)
{
    Str after;
    int64_t from = 0;
    StoredSegment *list;
    Movements all;
    size_t count, limit = (size_t)call_limit(call);
    if (!log_catch_up(call->house->log, session, error) || !call_cursor(call, &after, error)) return false;
    if (after.size && !number_parse_count(after, &from)) from = 0;
    bool unplanned = str_equal(call_query(call, "strategy"), STR("none"));
    if (unplanned) limit = SEGMENTS_MAX; // those without are few, and in one page
    if (!stored_list(session, unplanned ? 0 : from, limit + 1, call->arena, &list, &count, error) ||
        (unplanned && !keep_unplanned(call, session, list, &count, error)) || !movements(call, session, &all, error))
        return false;
    bool more = count > limit;
    int64_t total = segment_total(call);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count - more; i++) write_segment(&json, call, &list[i], total, &all);
    json_end_array(&json);
    write_next(&json, call, more, more ? str_format(call->arena, "%lld", (long long)list[limit - 1].id) : STR(""));
    json_end_object(&json);
    return true;
}

// The size is that of this moment, where the caller may ask the rule.
bool get_segment(Call *call, StoreSession *session, Error *error)
{
    StoredSegment stored;
    StoredPeople people;
    Error unknown;
    SegmentPlace place = place_of_call(call, session);
    if (!log_catch_up(call->house->log, session, error) || !path_segment(call, session, &stored, error)) return false;
    if (stored_people(&place, &stored, &people, &unknown)) {
        stored.size = (int64_t)people.all.count;
        stored.evaluated_at = call->now;
    } else if (unknown.kind != ERROR_FORBIDDEN && unknown.kind != ERROR_INPUT) {
        *error = unknown;
        return false;
    }
    return answer_segment(call, session, &stored, error);
}

// ---- making and changing ----

// What was worked out before the transaction.
typedef struct Prepared {
    bool sized;
    int64_t size;
    StoredPeople people;
} Prepared;

static bool take_texts(const Call *call, StoredSegment *stored, Error *error)
{
    JsonValue value;
    if (json_member(call->body, STR("name"), &value)) stored->name = str_trim(json_get_string(value, call->arena));
    if (json_member(call->body, STR("description"), &value))
        stored->description = str_trim(json_get_string(value, call->arena));
    if (json_member(call->body, STR("events"), &value)) stored->told = json_get_boolean(value);
    if (json_member(call->body, STR("key"), &value) && value.type == JSON_STRING)
        stored->key = json_get_string(value, call->arena);
    if (stored->key.size == 0 || stored_key_valid(stored->key)) return true;
    (void)error_code(error, ERROR_INPUT, "invalid_value",
                     PHRASE("{0}: a key has small letters, digits, _ and -, and is no number and none of preview, "
                            "overlap, export, import",
                            "{0}\u00A0: une clé a des minuscules, chiffres, _ et -, et n’est ni un nombre ni preview, "
                            "overlap, export, import"),
                     error_value(call->arena, stored->key));
    return error_at(error, STR("/key"));
}

// The rule can be asked, by everybody who may see all: what is hidden from the caller is refused.
static bool try_rule(Call *call, StoreSession *session, const StoredSegment *stored, Error *error)
{
    StoredPeople people;
    SegmentPlace place = place_of_call(call, session);
    if (!log_catch_up(call->house->log, session, error)) return false;
    if (!stored_people(&place, stored, &people, error)) return below_rule(call, error);
    Prepared *prepared = arena_new(call->arena, Prepared);
    *prepared = (Prepared){true, (int64_t)people.all.count, people};
    call->prepared = prepared;
    return true;
}

static bool check_new(Call *call, StoreSession *session, Error *error)
{
    SegmentRule *rule;
    Currency currency = currency_of(call);
    StoredSegment stored = {.id = 0};
    if (!take_texts(call, &stored, error) || !body_rule(call, &stored.rule, &rule, error)) return false;
    if (!stored_check(session, rule, stored.key, &currency, call->arena, error)) return below_rule(call, error);
    return try_rule(call, session, &stored, error);
}

static bool has_rule(const Call *call)
{
    JsonValue value;
    return json_member(call->body, STR("rule"), &value) && value.type != JSON_NULL;
}

static bool check_changed(Call *call, StoreSession *session, Error *error)
{
    SegmentRule *rule;
    StoredSegment stored;
    Currency currency = currency_of(call);
    if (!path_segment(call, session, &stored, error) || !take_texts(call, &stored, error)) return false;
    if (!has_rule(call)) return true;
    if (!body_rule(call, &stored.rule, &rule, error)) return false;
    if (!stored_check(session, rule, stored.key, &currency, call->arena, error)) return below_rule(call, error);
    return try_rule(call, session, &stored, error);
}

static bool prepare_with(Call *call, bool (*check)(Call *call, StoreSession *session, Error *error), Error *error)
{
    StoreSession *session;
    if (!store_read_begin(call->house->store, &session, error)) return false;
    bool fine = check(call, session, error);
    store_read_end(session);
    return fine;
}

bool prepare_new_segment(Call *call, Error *error)
{
    return prepare_with(call, check_new, error);
}

bool prepare_segment_change(Call *call, Error *error)
{
    return prepare_with(call, check_changed, error);
}

static bool refuse_taken(const Call *call, Str key, Error *error)
{
    (void)error_code(error, ERROR_CONFLICT, "segment_key_taken",
                     PHRASE("there is a segment {0} already", "il y a déjà un segment {0}"),
                     error_value(call->arena, key));
    return error_at(error, STR("/key"));
}

static bool free_key(const Call *call, StoreSession *session, const StoredSegment *stored, Error *error)
{
    StoredSegment there;
    return stored_of_key(session, stored->key, call->arena, &there, error) &&
           (!there.id || there.id == stored->id || refuse_taken(call, stored->key, error));
}

static void take_size(const Call *call, StoredSegment *stored)
{
    const Prepared *prepared = call->prepared;
    if (!prepared || !prepared->sized) return;
    stored->size = prepared->size;
    stored->evaluated_at = call->now;
}

static bool keep_size(StoreSession *session, const StoredSegment *stored, Error *error)
{
    return store_execute(
        session, &query_stored_sized,
        VALUES(value_integer(stored->id), value_integer(stored->size), value_integer(stored->evaluated_at)), NULL,
        error);
}

enum { FILLED_AT_ONCE = 2000 };

// Few people are kept at once, so that whoever comes in a moment later is an entry; many are filled in by the settler.
static bool fill(const Call *call, StoreSession *session, const StoredSegment *stored, Error *error)
{
    const Prepared *prepared = call->prepared;
    if (!prepared || !prepared->sized || prepared->size > FILLED_AT_ONCE) return true;
    const CustomerSet *all = &prepared->people.all;
    for (CustomerId c = 0; c < all->customers; c++)
        if (customer_set_has(all, c) &&
            !store_execute_soon(
                session, &query_settle_enter,
                VALUES(value_integer(stored->id), value_integer(c), value_integer(call->now), value_integer(0)), error))
            return false;
    Value id = value_integer(stored->id), size = value_integer(stored->size), at = value_integer(stored->evaluated_at);
    return store_execute(session, &query_settle_filled, VALUES(id, size, at), NULL, error) &&
           store_execute(session, &query_settle_day,
                         VALUES(id, value_integer(segment_today(call)), value_integer(0), value_integer(0)), NULL,
                         error);
}

bool create_segment(Call *call, StoreSession *session, Error *error)
{
    SegmentRule *rule;
    Currency currency = currency_of(call);
    StoredSegment stored = {.description = STR(""), .told = true, .made_by = who(call), .made_at = call->now};
    stored.changed_at = call->now;
    if (!take_texts(call, &stored, error) || !body_rule(call, &stored.rule, &rule, error)) return false;
    if (!stored.key.size && !stored_key_of(session, stored.name, call->arena, &stored.key, error)) return false;
    if (!free_key(call, session, &stored, error)) return false;
    if (!stored_check(session, rule, stored.key, &currency, call->arena, error)) return below_rule(call, error);
    take_size(call, &stored);
    if (!stored_insert(session, &stored, error) || !keep_size(session, &stored, error) ||
        !fill(call, session, &stored, error))
        return false;
    call->status = 201;
    return answer_segment(call, session, &stored, error);
}

static bool refuse_named(const Call *call, Str naming, Error *error)
{
    return error_code(error, ERROR_CONFLICT, "segment_named",
                      PHRASE("the segment {0} names this one; change that one first",
                             "le segment {0} nomme celui-ci\u202F; changez d’abord celui-là"),
                      error_value(call->arena, naming));
}

static bool nobody_names(const Call *call, StoreSession *session, Str key, Error *error)
{
    Str naming;
    Currency currency = currency_of(call);
    return stored_naming(session, key, &currency, call->arena, &naming, error) &&
           (!naming.size || refuse_named(call, naming, error));
}

bool change_segment(Call *call, StoreSession *session, Error *error)
{
    SegmentRule *rule;
    StoredSegment before, stored;
    Currency currency = currency_of(call);
    if (!path_segment(call, session, &before, error) || !call_if_match(call, before.version, error)) return false;
    stored = before;
    stored.changed_at = call->now;
    if (!take_texts(call, &stored, error)) return false;
    if (!stored.key.size) stored.key = before.key;
    bool renamed = !str_equal(before.key, stored.key);
    if (renamed && (!nobody_names(call, session, before.key, error) || !free_key(call, session, &stored, error)))
        return false;
    if (has_rule(call)) {
        if (!body_rule(call, &stored.rule, &rule, error)) return false;
        if (!stored_check(session, rule, stored.key, &currency, call->arena, error)) return below_rule(call, error);
        take_size(call, &stored);
    }
    return stored_update(session, &stored, error) && keep_size(session, &stored, error) &&
           answer_segment(call, session, &stored, error);
}

bool delete_segment(Call *call, StoreSession *session, Error *error)
{
    StoredSegment stored;
    if (!path_segment(call, session, &stored, error) || !call_if_match(call, stored.version, error) ||
        !nobody_names(call, session, stored.key, error))
        return false;
    call->audit_object = str_format(call->arena, "segment:%lld", (long long)stored.id);
    return stored_remove(session, stored.id, error);
}

// segment_people_http.c - who is in a segment: before it is kept, now, over time, and why.
#include <stdlib.h>

#include "base/number.h"
#include "customer/search_http.h"
#include "event/log.h"
#include "house.h"
#include "segment/segment_http.h"
#include "segment/touch.h"
#include "workspace/workspace.h"

static CustomerSet set_like(const CustomerSet *other, Arena *arena)
{
    return (CustomerSet){.customers = other->customers,
                         .word = arena_array(arena, uint64_t, (size_t)other->customers / 64 + 1)};
}

static void put(CustomerSet *set, CustomerId customer, bool in)
{
    uint64_t bit = UINT64_C(1) << customer % 64;
    if (customer >= set->customers || customer_set_has(set, customer) == in) return;
    set->word[customer / 64] ^= bit;
    set->count = in ? set->count + 1 : set->count - 1;
}

// The next in the set after a customer; 0 at the end.
static CustomerId next_in(const CustomerSet *set, CustomerId after)
{
    for (uint64_t at = (uint64_t)after + 1; at < set->customers;) {
        uint64_t word = set->word[at / 64] >> at % 64;
        if (word) return (CustomerId)(at + (uint64_t)__builtin_ctzll(word));
        at = (at / 64 + 1) * 64;
    }
    return 0;
}

// ---- preview ----

static bool take_listed(Call *call, StoreSession *session, const char *name, bool in, CustomerSet *set, Error *error)
{
    JsonValue list, item;
    if (!json_member(call->body, str_of(name), &list)) return true;
    for (size_t cursor = 0, place = 0; json_next(list, &cursor, NULL, &item); place++) {
        CustomerId root = 0;
        Str id = item.type == JSON_STRING ? json_get_string(item, call->arena) : item.text;
        if (!path_customer(call, session, id, &root, error)) {
            if (error->kind == ERROR_NOT_FOUND) error->kind = ERROR_INPUT;
            return error_at(error, str_format(call->arena, "/%s/%zu", name, place));
        }
        put(set, root, in);
    }
    return true;
}

static void write_clauses(JsonWriter *json, const Call *call, const SegmentClause *clauses, size_t count)
{
    json_key(json, "clauses");
    json_begin_array(json);
    for (size_t i = 0; i < count; i++) {
        json_begin_object(json);
        put_text(json, "path", clauses[i].rule->path);
        put_text(json, "sentence", segment_sentence(call, clauses[i].rule));
        put_integer(json, "size", (int64_t)clauses[i].set.count);
        json_end_object(json);
    }
    json_end_array(json);
}

enum { SAMPLE_MAX = 10 };

// People from all over the set, always the same of the same set.
static bool write_sample(JsonWriter *json, Call *call, StoreSession *session, const CustomerSet *set, Error *error)
{
    uint64_t step = set->count / SAMPLE_MAX ? set->count / SAMPLE_MAX : 1, place = 0, written = 0;
    json_key(json, "sample");
    json_begin_array(json);
    for (CustomerId c = next_in(set, 0); c && written < SAMPLE_MAX; c = next_in(set, c)) {
        if (place++ % step) continue;
        if (!write_line(json, call, session, c, error)) return false;
        json_end_object(json);
        written++;
    }
    json_end_array(json);
    return true;
}

static void leave_out_hidden(const Call *call, CustomerSet *set)
{
    for (CustomerId c = next_in(set, 0); c; c = next_in(set, c))
        if (identity_hidden(call->house->identity, c)) put(set, c, false);
}

bool preview_segment(Call *call, StoreSession *session, Error *error)
{
    Str text;
    SegmentRule *rule;
    SegmentClause *clauses;
    size_t count;
    SegmentPlace place = place_of_call(call, session);
    Currency currency = workspace_first(call->house->workspace)->currency;
    if (!log_catch_up(call->house->log, session, error) || !body_rule(call, &text, &rule, error)) return false;
    if (!stored_check(session, rule, STR(""), &currency, call->arena, error) ||
        !segment_clauses(&place, rule, &clauses, &count, error))
        return below_rule(call, error);
    CustomerSet set = clauses[0].set;
    set.word = set_like(&set, call->arena).word;
    for (size_t w = 0; w < (size_t)set.customers / 64 + 1; w++) set.word[w] = clauses[0].set.word[w];
    if (!take_listed(call, session, "include", true, &set, error) ||
        !take_listed(call, session, "exclude", false, &set, error))
        return false;
    leave_out_hidden(call, &set);
    int64_t total = segment_total(call);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    put_integer(&json, "size", (int64_t)set.count);
    put_integer(&json, "total", total);
    write_share(&json, "share", (int64_t)set.count, total);
    put_text(&json, "sentence", segment_sentence(call, rule));
    if (!write_sample(&json, call, session, &set, error)) return false;
    write_clauses(&json, call, clauses, count);
    write_masked(&json, call);
    json_end_object(&json);
    return true;
}

// ---- members ----

static bool kept_member(StoreSession *session, int64_t segment, CustomerId root, Instant *since, Error *error)
{
    Rows rows;
    *since = 0;
    if (!store_select(session, &query_stored_member, VALUES(value_integer(segment), value_integer(root)), &rows, error))
        return false;
    if (rows_next(&rows)) *since = rows_integer(&rows, 0);
    return rows_close(&rows, error);
}

static bool write_member(JsonWriter *json, const Call *call, StoreSession *session, int64_t segment,
                         const StoredPeople *people, CustomerId root, Error *error)
{
    Instant since = 0;
    bool in = customer_set_has(&people->all, root);
    if (in && !kept_member(session, segment, root, &since, error)) return false;
    put_instant(json, "since", since, call->arena);
    put_text_or_null(json, "by", !in ? STR("") : customer_set_has(&people->by_list, root) ? STR("list") : STR("rule"));
    return true;
}

bool list_segment_customers(Call *call, StoreSession *session, Error *error)
{
    Str after;
    int64_t from = 0;
    StoredSegment stored;
    StoredPeople people;
    SegmentPlace place = place_of_call(call, session);
    int64_t limit = call_limit(call), written = 0;
    if (!log_catch_up(call->house->log, session, error) || !path_segment(call, session, &stored, error) ||
        !call_cursor(call, &after, error) || !stored_people(&place, &stored, &people, error))
        return false;
    if (after.size && !number_parse_count(after, &from)) from = 0;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    CustomerId c = next_in(&people.all, (CustomerId)from), last = 0;
    for (; c && written < limit; c = next_in(&people.all, c), written++) {
        last = c;
        if (!write_line(&json, call, session, c, error) ||
            !write_member(&json, call, session, stored.id, &people, c, error))
            return false;
        json_end_object(&json);
    }
    json_end_array(&json);
    put_integer(&json, "size", (int64_t)people.all.count);
    write_next(&json, call, c, str_format(call->arena, "%u", last));
    write_masked(&json, call);
    json_end_object(&json);
    return true;
}

// ---- why ----

static void write_holds(JsonWriter *json, const Call *call, const SegmentClause *clauses, size_t count, CustomerId root)
{
    json_key(json, "clauses");
    json_begin_array(json);
    for (size_t i = 0; i < count; i++) {
        json_begin_object(json);
        put_text(json, "path", clauses[i].rule->path);
        put_text(json, "sentence", segment_sentence(call, clauses[i].rule));
        put_boolean(json, "holds", customer_set_has(&clauses[i].set, root));
        json_end_object(json);
    }
    json_end_array(json);
}

static bool listed_reason(StoreSession *session, int64_t segment, CustomerId root, Arena *arena, Str *reason,
                          Error *error)
{
    Listed *list;
    size_t count;
    *reason = STR("");
    if (!listed_page(session, segment, root - 1, 1, arena, &list, &count, error)) return false;
    if (count && list[0].customer == root) *reason = list[0].reason;
    return true;
}

bool get_segment_customer(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0;
    StoredSegment stored;
    StoredPeople people;
    SegmentRule *rule;
    SegmentClause *clauses;
    size_t count;
    Str reason;
    SegmentPlace place = place_of_call(call, session);
    Currency currency = workspace_first(call->house->workspace)->currency;
    if (!log_catch_up(call->house->log, session, error) || !path_segment(call, session, &stored, error) ||
        !path_customer(call, session, call->path_value[1], &root, error))
        return false;
    CustomerSet only = {.customers = identity_count(call->house->identity) + 1};
    only = set_like(&only, call->arena);
    put(&only, root, true);
    place.only = &only;
    if (!segment_parse(stored.rule, &currency, call->arena, &rule, error) ||
        !segment_clauses(&place, rule, &clauses, &count, error) || !stored_people(&place, &stored, &people, error) ||
        !listed_reason(session, stored.id, root, call->arena, &reason, error))
        return false;
    call_reads(call, root);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    put_boolean(&json, "member", customer_set_has(&people.all, root));
    if (!write_member(&json, call, session, stored.id, &people, root, error)) return false;
    put_text_or_null(&json, "reason", reason);
    write_holds(&json, call, clauses, count, root);
    json_end_object(&json);
    return true;
}

// ---- history ----

enum { HISTORY_DAYS_DEFAULT = 90, HISTORY_DAYS_MAX = 3700 };

static Day query_day(const Call *call, const char *name, Day otherwise)
{
    Day day;
    return day_parse(call_query(call, name), &day) ? day : otherwise;
}

bool list_segment_history(Call *call, StoreSession *session, Error *error)
{
    Rows rows;
    StoredSegment stored;
    Day today = segment_today(call);
    Day to = query_day(call, "to", today), from = query_day(call, "from", to - HISTORY_DAYS_DEFAULT);
    if (!path_segment(call, session, &stored, error) ||
        !store_select(
            session, &query_stored_days,
            VALUES(value_integer(stored.id), value_integer(from), value_integer(to), value_integer(HISTORY_DAYS_MAX)),
            &rows, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    while (rows_next(&rows)) {
        json_begin_object(&json);
        put_text(&json, "day", day_name(call->arena, (Day)rows_integer(&rows, 0)));
        put_integer(&json, "size", rows_integer(&rows, 1));
        put_integer(&json, "entered", rows_integer(&rows, 2));
        put_integer(&json, "left", rows_integer(&rows, 3));
        json_end_object(&json);
    }
    json_end_array(&json);
    put_text_or_null(&json, "next_cursor", STR(""));
    json_end_object(&json);
    return rows_close(&rows, error);
}

// ---- overlap ----

enum { OVERLAP_MAX = 12 };

static int64_t both(const CustomerSet *a, const CustomerSet *b)
{
    int64_t count = 0;
    size_t words = (size_t)(a->customers < b->customers ? a->customers : b->customers) / 64 + 1;
    for (size_t w = 0; w < words; w++) count += __builtin_popcountll(a->word[w] & b->word[w]);
    return count;
}

static bool refuse_several(Error *error)
{
    return error_code(error, ERROR_MALFORMED, "invalid_parameter",
                      PHRASE("segments: name 2 to 12 segments, separated by commas",
                             "segments\u00A0: nommez 2 à 12 segments, séparés par des virgules"),
                      STR(""));
}

static bool read_overlap(Call *call, StoreSession *session, StoredSegment *stored, StoredPeople *people, size_t *count,
                         Error *error)
{
    Str rest = call_query(call, "segments"), one;
    SegmentPlace place = place_of_call(call, session);
    *count = 0;
    while (rest.size && str_cut(&rest, ',', &one)) {
        if (*count == OVERLAP_MAX) return refuse_several(error);
        call->path_value[0] = str_trim(one);
        if (!path_segment(call, session, &stored[*count], error) ||
            !stored_people(&place, &stored[*count], &people[*count], error))
            return false;
        ++*count;
    }
    return *count >= 2 || refuse_several(error);
}

bool get_segment_overlap(Call *call, StoreSession *session, Error *error)
{
    StoredSegment stored[OVERLAP_MAX];
    StoredPeople people[OVERLAP_MAX];
    size_t count;
    if (!log_catch_up(call->house->log, session, error) || !read_overlap(call, session, stored, people, &count, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t a = 0; a < count; a++)
        for (size_t b = a + 1; b < count; b++) {
            int64_t shared = both(&people[a].all, &people[b].all);
            json_begin_object(&json);
            put_text(&json, "a", stored[a].key);
            put_text(&json, "b", stored[b].key);
            put_integer(&json, "both", shared);
            put_integer(&json, "only_a", (int64_t)people[a].all.count - shared);
            put_integer(&json, "only_b", (int64_t)people[b].all.count - shared);
            json_end_object(&json);
        }
    json_end_array(&json);
    put_text_or_null(&json, "next_cursor", STR(""));
    json_end_object(&json);
    return true;
}

// ---- people on lists ----

bool list_segment_listed(Call *call, StoreSession *session, Error *error)
{
    Str after;
    int64_t from = 0;
    StoredSegment stored;
    Listed *list;
    size_t count, limit = (size_t)call_limit(call);
    if (!log_catch_up(call->house->log, session, error) || !path_segment(call, session, &stored, error) ||
        !call_cursor(call, &after, error))
        return false;
    if (after.size && !number_parse_count(after, &from)) from = 0;
    if (!listed_page(session, stored.id, (CustomerId)from, limit + 1, call->arena, &list, &count, error)) return false;
    bool more = count > limit;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count - more; i++) {
        CustomerId root = identity_root(call->house->identity, list[i].customer);
        if (!write_line(&json, call, session, root, error)) return false;
        put_text(&json, "kind", list[i].kind == LISTED_IN ? STR("include") : STR("exclude"));
        put_text(&json, "reason", list[i].reason);
        put_integer(&json, "put_by", list[i].by);
        put_instant(&json, "put_at", list[i].at, call->arena);
        json_end_object(&json);
    }
    json_end_array(&json);
    write_next(&json, call, more, more ? str_format(call->arena, "%u", list[limit - 1].customer) : STR(""));
    write_masked(&json, call);
    json_end_object(&json);
    return true;
}

static void write_listed(Call *call, const Listed *listed)
{
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    put_integer(&json, "id", listed->customer);
    put_text(&json, "kind", listed->kind == LISTED_IN ? STR("include") : STR("exclude"));
    put_text(&json, "reason", listed->reason);
    put_integer(&json, "put_by", listed->by);
    put_instant(&json, "put_at", listed->at, call->arena);
    json_end_object(&json);
}

// What was said of any of the person's customers goes.
static bool take_all(const Call *call, StoreSession *session, int64_t segment, CustomerId root, int64_t *taken,
                     Error *error)
{
    CustomerId *members;
    size_t count = identity_members(call->house->identity, root, call->arena, &members);
    *taken = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t rows = 0;
        if (!listed_take(session, segment, members[i], &rows, error)) return false;
        *taken += rows;
    }
    return true;
}

bool put_segment_listed(Call *call, StoreSession *session, Error *error)
{
    StoredSegment stored;
    CustomerId root = 0;
    int64_t taken;
    if (!path_segment(call, session, &stored, error) ||
        !path_customer(call, session, call->path_value[1], &root, error))
        return false;
    bool in = str_equal(shape_text(call->body, "kind", call->arena), STR("include"));
    Listed listed = {.customer = root,
                     .kind = in ? LISTED_IN : LISTED_OUT,
                     .reason = str_trim(shape_text(call->body, "reason", call->arena)),
                     .by = who(call),
                     .at = call->now};
    if (!take_all(call, session, stored.id, root, &taken, error) || !listed_put(session, stored.id, &listed, error) ||
        !segment_touch(session, root, error))
        return false;
    write_listed(call, &listed);
    call->audit_object = str_format(call->arena, "segment:%lld", (long long)stored.id);
    return true;
}

bool take_segment_listed(Call *call, StoreSession *session, Error *error)
{
    StoredSegment stored;
    CustomerId root = 0;
    int64_t taken;
    if (!path_segment(call, session, &stored, error) ||
        !path_customer(call, session, call->path_value[1], &root, error) ||
        !take_all(call, session, stored.id, root, &taken, error) || !segment_touch(session, root, error))
        return false;
    call->audit_object = str_format(call->arena, "segment:%lld", (long long)stored.id);
    return taken || error_code(error, ERROR_NOT_FOUND, "not_found",
                               PHRASE("this customer is not on the list of the segment",
                                      "ce client n’est pas sur la liste du segment"),
                               STR(""));
}

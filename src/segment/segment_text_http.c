// segment_text_http.c - all segments as one text, and taking such a text in: what would change is said first.
#include "house.h"
#include "segment/segment_http.h"
#include "segment/segment_text.h"
#include "workspace/workspace.h"

static bool all_segments(const Call *call, StoreSession *session, StoredSegment **list, size_t *count, Error *error)
{
    return stored_list(session, 0, SEGMENTS_MAX, call->arena, list, count, error);
}

bool export_segments(Call *call, StoreSession *session, Error *error)
{
    StoredSegment *list;
    size_t count;
    if (!all_segments(call, session, &list, &count, error)) return false;
    text_add(&call->text, segments_text(list, count, call->arena));
    return true;
}

// ---- taking in ----

typedef enum Difference {
    DIFFERENCE_ADDED,
    DIFFERENCE_CHANGED,
    DIFFERENCE_SAME,
    DIFFERENCE_REMOVED,
    DIFFERENCES
} Difference;
static const char *const difference_names[DIFFERENCES] = {"added", "changed", "same", "removed"};

typedef struct Taken {
    StoredSegment segment; // as the text has it; id 0: it is new
    const StoredSegment *before;
    Difference difference;
} Taken;

typedef struct Taking {
    Call *call;
    StoredSegment *list; // what is there
    size_t count;
    Taken *taken;
    size_t taken_count;
    bool removes;
} Taking;

static const StoredSegment *of_key(const Taking *taking, Str key)
{
    for (size_t i = 0; i < taking->count; i++)
        if (str_equal(taking->list[i].key, key)) return &taking->list[i];
    return NULL;
}

static bool refuse_at(const Taking *taking, size_t place, const char *member, Phrase phrase, Str value, Error *error)
{
    (void)error_code(error, ERROR_INPUT, "invalid_value", phrase, error_value(taking->call->arena, value));
    return error_at(error, str_format(taking->call->arena, "/segments/%zu/%s", place, member));
}

static bool take_key(const Taking *taking, size_t place, Str key, Error *error)
{
    if (!stored_key_valid(key))
        return refuse_at(taking, place, "key", PHRASE("{0} is no key", "{0} n’est pas une clé"), key, error);
    for (size_t i = 0; i < taking->taken_count; i++)
        if (str_equal(taking->taken[i].segment.key, key))
            return refuse_at(taking, place, "key", PHRASE("{0} stands there twice", "{0} s’y trouve deux fois"), key,
                             error);
    return true;
}

static bool below_item(const Taking *taking, size_t place, Error *error)
{
    if (error->kind != ERROR_INPUT) return false;
    return error_at(error, str_format(taking->call->arena, "/segments/%zu/rule%s", place, error->path));
}

static bool same(const StoredSegment *a, const StoredSegment *b)
{
    return str_equal(a->name, b->name) && str_equal(a->description, b->description) && str_equal(a->rule, b->rule) &&
           a->told == b->told;
}

static bool take_one(Taking *taking, size_t place, JsonValue item, Error *error)
{
    JsonValue value;
    SegmentRule *rule;
    const Call *call = taking->call;
    Currency currency = workspace_first(call->house->workspace)->currency;
    Taken *taken = &taking->taken[taking->taken_count];
    Str key = shape_text(item, "key", call->arena);
    if (!take_key(taking, place, key, error)) return false;
    taken->before = of_key(taking, key);
    taken->segment =
        taken->before ? *taken->before : (StoredSegment){.key = key, .made_at = call->now, .made_by = who(call)};
    taken->segment.name = str_trim(shape_text(item, "name", call->arena));
    taken->segment.description = str_trim(shape_text(item, "description", call->arena));
    taken->segment.told = !json_member(item, STR("events"), &value) || json_get_boolean(value);
    taken->segment.changed_at = call->now;
    taken->segment.rule = rule_text_of(item, call->arena);
    taken->difference = !taken->before                         ? DIFFERENCE_ADDED
                        : same(&taken->segment, taken->before) ? DIFFERENCE_SAME
                                                               : DIFFERENCE_CHANGED;
    taking->taken_count++;
    return segment_parse(taken->segment.rule, &currency, call->arena, &rule, error) || below_item(taking, place, error);
}

static bool stands_in_text(const Taking *taking, Str key)
{
    for (size_t i = 0; i < taking->taken_count; i++)
        if (str_equal(taking->taken[i].segment.key, key)) return true;
    return false;
}

// What there will be, for rules that name segments.
static bool check_names(const Taking *taking, StoreSession *session, Error *error)
{
    SegmentRule *rule;
    const Call *call = taking->call;
    Currency currency = workspace_first(call->house->workspace)->currency;
    StoredSegment *all = arena_array(call->arena, StoredSegment, taking->taken_count + taking->count);
    size_t count = 0;
    for (size_t i = 0; i < taking->taken_count; i++) all[count++] = taking->taken[i].segment;
    for (size_t i = 0; i < taking->count; i++)
        if (!taking->removes && !stands_in_text(taking, taking->list[i].key)) all[count++] = taking->list[i];
    for (size_t i = 0; i < taking->taken_count; i++) {
        const StoredSegment *segment = &taking->taken[i].segment;
        if (!segment_parse(segment->rule, &currency, call->arena, &rule, error) ||
            !stored_check_among(session, all, count, rule, segment->key, &currency, call->arena, error))
            return below_item(taking, i, error);
    }
    return true;
}

static bool keep_one(const Taken *taken, StoreSession *session, Error *error)
{
    StoredSegment segment = taken->segment;
    if (taken->difference == DIFFERENCE_SAME) return true;
    return taken->before ? stored_update(session, &segment, error) : stored_insert(session, &segment, error);
}

static bool keep_all(const Taking *taking, StoreSession *session, Error *error)
{
    for (size_t i = 0; taking->removes && i < taking->count; i++)
        if (!stands_in_text(taking, taking->list[i].key) && !stored_remove(session, taking->list[i].id, error))
            return false;
    for (size_t i = 0; i < taking->taken_count; i++)
        if (!keep_one(&taking->taken[i], session, error)) return false;
    return true;
}

static void write_difference(JsonWriter *json, Str key, Difference difference, const StoredSegment *before,
                             const StoredSegment *after)
{
    json_begin_object(json);
    put_text(json, "key", key);
    put_text(json, "change", str_of(difference_names[difference]));
    put_text_or_null(json, "before", before ? before->rule : STR(""));
    put_text_or_null(json, "after", after ? after->rule : STR(""));
    json_end_object(json);
}

static int64_t count_of(const Taking *taking, Difference difference)
{
    int64_t count = 0;
    bool removed = taking->removes && difference == DIFFERENCE_REMOVED;
    for (size_t i = 0; i < taking->taken_count; i++) count += taking->taken[i].difference == difference;
    for (size_t i = 0; removed && i < taking->count; i++) count += !stands_in_text(taking, taking->list[i].key);
    return count;
}

static void answer_taking(const Taking *taking, bool dry)
{
    JsonWriter json = call_json(taking->call);
    json_begin_object(&json);
    put_boolean(&json, "dry_run", dry);
    json_key(&json, "differences");
    json_begin_array(&json);
    for (size_t i = 0; i < taking->taken_count; i++) {
        const Taken *one = &taking->taken[i];
        if (one->difference != DIFFERENCE_SAME)
            write_difference(&json, one->segment.key, one->difference, one->before, &one->segment);
    }
    for (size_t i = 0; taking->removes && i < taking->count; i++)
        if (!stands_in_text(taking, taking->list[i].key))
            write_difference(&json, taking->list[i].key, DIFFERENCE_REMOVED, &taking->list[i], NULL);
    json_end_array(&json);
    for (Difference difference = 0; difference < DIFFERENCES; difference++)
        put_integer(&json, difference_names[difference], count_of(taking, difference));
    json_end_object(&json);
}

static bool asked(const Call *call, const char *name)
{
    Str word = call_query(call, name);
    return str_equal(word, STR("true")) || str_equal(word, STR("1"));
}

// Whatever type the text comes as.
static bool read_text(Call *call, Error *error)
{
    Arena *scratch = arena_open(0);
    bool read = json_parse_within(call->request->body, &json_limits_body, scratch, &call->body, error);
    arena_close(scratch);
    return read && shape_check(&segment_text_shape, call->body, call->arena, error);
}

bool import_segments(Call *call, StoreSession *session, Error *error)
{
    JsonValue list, item;
    bool dry = asked(call, "dry_run");
    Taking taking = {.call = call, .removes = asked(call, "remove")};
    if (!read_text(call, error) || !all_segments(call, session, &taking.list, &taking.count, error)) return false;
    (void)json_member(call->body, STR("segments"), &list);
    taking.taken = arena_array(call->arena, Taken, json_count(list));
    for (size_t cursor = 0, place = 0; json_next(list, &cursor, NULL, &item); place++)
        if (!take_one(&taking, place, item, error)) return false;
    if (!check_names(&taking, session, error) || (!dry && !keep_all(&taking, session, error))) return false;
    answer_taking(&taking, dry);
    call->audit_object = STR("segments");
    return true;
}

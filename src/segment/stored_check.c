// stored_check.c - rules that name segments: they are there, and none leads back to itself.
#include "segment/stored.h"

typedef struct Chain {
    const struct Chain *above;
    Str key;
} Chain;

typedef struct Checking {
    StoreSession *session;
    const Currency *currency;
    Arena *arena;
    const StoredSegment *among; // NULL: what is kept
    size_t among_count;
    Str *passed; // keys whose own rules were walked without coming back
    size_t passed_count;
} Checking;

static void add_chain(const Chain *chain, Text *text)
{
    if (!chain) return;
    add_chain(chain->above, text);
    text_add(text, chain->key);
    text_add(text, STR(" → "));
}

static bool refuse_cycle(const Checking *checking, const Chain *chain, Str key, Str path, Error *error)
{
    Text text = text_in(checking->arena);
    add_chain(chain, &text);
    text_add(&text, key);
    (void)error_code(
        error, ERROR_INPUT, "segment_cycle",
        PHRASE("this segment would lead back to itself: {0}", "ce segment reviendrait à lui-même\u00A0: {0}"),
        error_value(checking->arena, text_str(&text)));
    return error_at(error, path);
}

static bool refuse_unknown(const Checking *checking, Str key, Str path, Error *error)
{
    (void)error_code(error, ERROR_INPUT, "invalid_segment",
                     PHRASE("segment, at {0}: there is no segment {1}; GET /api/v1/segments lists them",
                            "segment, à {0}\u00A0: il n’y a pas de segment {1}\u202F; GET /api/v1/segments les liste"),
                     path, error_value(checking->arena, key));
    return error_at(error, path);
}

static bool passed(const Checking *checking, Str key)
{
    for (size_t i = 0; i < checking->passed_count; i++)
        if (str_equal(checking->passed[i], key)) return true;
    return false;
}

static bool find(const Checking *checking, Str key, StoredSegment *stored, Error *error)
{
    if (!checking->among) return stored_of_key(checking->session, key, checking->arena, stored, error);
    *stored = (StoredSegment){0};
    for (size_t i = 0; i < checking->among_count; i++)
        if (str_equal(checking->among[i].key, key)) {
            *stored = checking->among[i];
            if (!stored->id) stored->id = -1; // not kept yet
        }
    return true;
}

static bool walk(Checking *checking, const Chain *chain, const SegmentRule *rule, Str path, Error *error);

// `path` stands in the rule that is checked, also of what is named further in.
static bool walk_named(Checking *checking, const Chain *chain, const SegmentRule *rule, Str path, Error *error)
{
    StoredSegment stored;
    SegmentRule *inner;
    Str place = path.size ? path : str_format(checking->arena, "%.*s/segment", STR_ARGS(rule->path));
    for (const Chain *one = chain; one; one = one->above)
        if (str_equal(one->key, rule->name)) return refuse_cycle(checking, chain, rule->name, place, error);
    if (passed(checking, rule->name)) return true;
    if (!find(checking, rule->name, &stored, error)) return false;
    if (!stored.id) return refuse_unknown(checking, rule->name, place, error);
    const Chain link = {chain, rule->name};
    if (!segment_parse(stored.rule, checking->currency, checking->arena, &inner, error) ||
        !walk(checking, &link, inner, place, error))
        return false;
    if (checking->passed_count < SEGMENTS_MAX) checking->passed[checking->passed_count++] = rule->name;
    return true;
}

static bool walk(Checking *checking, const Chain *chain, const SegmentRule *rule, Str path, Error *error)
{
    if (rule->kind == SEGMENT_STORED) return walk_named(checking, chain, rule, path, error);
    for (size_t i = 0; i < rule->child_count; i++)
        if (!walk(checking, chain, &rule->children[i], path, error)) return false;
    return true;
}

bool stored_check(StoreSession *session, const SegmentRule *rule, Str key, const Currency *currency, Arena *arena,
                  Error *error)
{
    return stored_check_among(session, NULL, 0, rule, key, currency, arena, error);
}

bool stored_check_among(StoreSession *session, const StoredSegment *among, size_t count, const SegmentRule *rule,
                        Str key, const Currency *currency, Arena *arena, Error *error)
{
    const Chain start = {NULL, key};
    Checking checking = {session, currency, arena, among, count, arena_array(arena, Str, SEGMENTS_MAX), 0};
    return walk(&checking, key.size ? &start : NULL, rule, STR(""), error);
}

static bool names(const SegmentRule *rule, Str key)
{
    if (rule->kind == SEGMENT_STORED) return str_equal(rule->name, key);
    for (size_t i = 0; i < rule->child_count; i++)
        if (names(&rule->children[i], key)) return true;
    return false;
}

bool stored_naming(StoreSession *session, Str key, const Currency *currency, Arena *arena, Str *naming, Error *error)
{
    StoredSegment *list;
    size_t count;
    SegmentRule *rule;
    *naming = STR("");
    if (!stored_list(session, 0, SEGMENTS_MAX, arena, &list, &count, error)) return false;
    for (size_t i = 0; i < count && !naming->size; i++) {
        Error unread;
        if (!segment_parse(list[i].rule, currency, arena, &rule, &unread)) continue;
        if (names(rule, key)) *naming = list[i].key;
    }
    return true;
}

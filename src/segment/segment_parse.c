// segment_parse.c - rules as they are written: the tree of clauses, and the short forms.
#include <string.h>

#include "segment/segment_parts.h"

enum { DEPTH_MAX = MATCH_DEPTH_MAX - 2, CLAUSES_MAX = MATCH_CLAUSES_MAX / 2 };

// ---- the tree ----

static bool parse_clause(Parsing *parsing, const At *at, JsonValue value, SegmentRule *rule, Error *error);

static bool parse_list(Parsing *parsing, const At *at, JsonValue object, const char *name, SegmentRule *rule,
                       Error *error)
{
    JsonValue list, item;
    (void)has_member(object, name, &list);
    rule->kind = strcmp(name, "all") == 0 ? SEGMENT_ALL : SEGMENT_ANY;
    if (!only_members(parsing, at, object, name, error)) return false;
    if (list.type != JSON_ARRAY || json_count(list) == 0)
        return refuse_rule(parsing, at, name, EXPECTED("a list of clauses", "une liste de clauses"), list.text, error);
    rule->children = arena_array(parsing->arena, SegmentRule, json_count(list));
    At inner = {at, str_of(name), at->depth};
    for (size_t cursor = 0; json_next(list, &cursor, NULL, &item); rule->child_count++) {
        At one = {&inner, str_format(parsing->arena, "%zu", rule->child_count), at->depth + 1};
        if (!parse_clause(parsing, &one, item, &rule->children[rule->child_count], error)) return false;
    }
    return true;
}

static bool parse_all(Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error)
{
    return parse_list(parsing, at, object, "all", rule, error);
}

static bool parse_any(Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error)
{
    return parse_list(parsing, at, object, "any", rule, error);
}

static bool parse_not(Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error)
{
    JsonValue child;
    At inner = {at, STR("not"), at->depth + 1};
    (void)has_member(object, "not", &child);
    rule->kind = SEGMENT_NOT;
    rule->children = arena_new(parsing->arena, SegmentRule);
    rule->child_count = 1;
    return only_members(parsing, at, object, "not", error) &&
           parse_clause(parsing, &inner, child, rule->children, error);
}

static bool parse_clause(Parsing *parsing, const At *at, JsonValue value, SegmentRule *rule, Error *error)
{
    static const struct {
        const char *name;
        bool (*parse)(Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error);
    } kinds[] = {{"all", parse_all},
                 {"any", parse_any},
                 {"not", parse_not},
                 {"event", parse_event_clause},
                 {"trait", parse_trait_clause},
                 {"metric", parse_metric_clause},
                 {"value", parse_value_clause},
                 {"consent", parse_consent_clause},
                 {"date", parse_date_clause},
                 {"sample", parse_sample_clause},
                 {"tag", parse_tag_clause},
                 {"account", parse_account_clause},
                 {"segment", parse_stored_clause}};
    JsonValue member;
    if (at->depth > DEPTH_MAX || ++parsing->clauses > CLAUSES_MAX)
        return refuse_rule(parsing, at, NULL,
                           EXPECTED("at most 128 clauses, 14 levels deep", "au plus 128 clauses, sur 14 niveaux"),
                           STR("…"), error);
    rule->path = path_of(at, parsing->arena);
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (has_member(value, kinds[i].name, &member)) return kinds[i].parse(parsing, at, value, rule, error);
    return refuse_rule(
        parsing, at, NULL,
        EXPECTED("a clause: all, any, not, event, trait, metric, value, consent, date, tag, account, segment or sample",
                 "une clause\u00A0: all, any, not, event, trait, metric, value, consent, date, tag, account, segment "
                 "ou sample"),
        value.text, error);
}

// ---- short forms ----

static bool after(Str text, Str prefix, Str *rest)
{
    if (!str_starts_with(text, prefix)) return false;
    *rest = (Str){text.data + prefix.size, text.size - prefix.size};
    return rest->size > 0;
}

static bool parse_short(const Parsing *parsing, Str text, SegmentRule *rule, Error *error)
{
    const At top = {0};
    Str rest;
    bool trait = after(text, STR("trait:"), &rest), dimension = !trait && after(text, STR("dimension:"), &rest);
    if (after(text, STR("tag:"), &rule->name)) return rule->kind = SEGMENT_TAG, true;
    if (after(text, STR("account:"), &rule->name)) return rule->kind = SEGMENT_ACCOUNT, true;
    if (after(text, STR("segment:"), &rule->name)) return rule->kind = SEGMENT_STORED, true;
    if ((trait || dimension) && str_cut(&rest, '=', &rule->name) && rule->name.size && rest.data) {
        rule->kind = trait ? SEGMENT_TRAIT : SEGMENT_DIMENSION;
        rule->in = arena_array(parsing->arena, Str, 1);
        rule->in[0] = rule->value = rest;
        rule->in_count = 1;
        return true;
    }
    return refuse_rule(
        parsing, &top, NULL,
        PHRASE("segment {1}: expected trait:NAME=VALUE, dimension:NAME=VALUE, tag:NAME, account:ID, segment:KEY or "
               "a rule as JSON",
               "segment {1}\u00A0: attendu\u00A0: trait:NOM=VALEUR, dimension:NOM=VALEUR, tag:NOM, account:ID, "
               "segment:CLÉ ou une règle en JSON"),
        text, error);
}

bool segment_parse(Str text, const Currency *currency, Arena *arena, SegmentRule **rule, Error *error)
{
    static const JsonLimits limits = {.depth = 48, .keys = 16, .key_bytes = 128, .string_bytes = 4096};
    Parsing parsing = {currency, arena, 0};
    const At top = {0};
    JsonValue value;
    Arena *scratch = arena_open(0);
    *rule = arena_new(arena, SegmentRule);
    text = str_trim(text);
    if (text.size > SEGMENT_TEXT_BYTES_MAX) text.size = SEGMENT_TEXT_BYTES_MAX; // not JSON any more
    bool json = text.size && text.data[0] == '{';
    bool parsed = json && json_parse_within(text, &limits, scratch, &value, error);
    arena_close(scratch);
    if (!json) return parse_short(&parsing, text, *rule, error);
    return parsed && parse_clause(&parsing, &top, value, *rule, error);
}

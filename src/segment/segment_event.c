// segment_event.c - clauses about what happened.
#include "base/number.h"
#include "segment/segment_parts.h"

#define TIME_WORDS "within_days from to"

static bool take_times(const Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error)
{
    if (!take_days(parsing, at, object, "within_days", 1, &rule->within_days, error) ||
        !take_day(parsing, at, object, "from", &rule->has_from, &rule->from, error) ||
        !take_day(parsing, at, object, "to", &rule->has_to, &rule->to, error))
        return false;
    if (rule->has_from && rule->has_to && rule->from > rule->to)
        return refuse_rule(parsing, at, "to", EXPECTED("a day not before from", "un jour qui n’est pas avant from"),
                           day_name(parsing->arena, rule->to), error);
    if (!rule->within_days || (!rule->has_from && !rule->has_to)) return true;
    return refuse_rule(parsing, at, "within_days",
                       EXPECTED("either within_days or from and to", "within_days, ou from et to"), STR("within_days"),
                       error);
}

static bool take_where(const Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error)
{
    JsonValue where, key, value;
    size_t cursor = 0;
    if (!has_member(object, "where", &where)) return true;
    if (where.type != JSON_OBJECT || json_count(where) != 1 || !json_next(where, &cursor, &key, &value))
        return refuse_rule(parsing, at, "where",
                           EXPECTED("one dimension of events and its value, as plan: pro",
                                    "une dimension des événements et sa valeur"),
                           where.text, error);
    rule->dimension = json_get_string(key, parsing->arena);
    rule->value = value.type == JSON_STRING ? json_get_string(value, parsing->arena) : value.text;
    bool plain = value.type == JSON_STRING || value.type == JSON_NUMBER || value.type == JSON_BOOLEAN;
    return (plain && rule->value.size) ||
           refuse_rule(parsing, at, "where", EXPECTED("a text, number or boolean", "un texte, un nombre ou un booléen"),
                       value.text, error);
}

static bool take_count(const Parsing *parsing, const At *at, JsonValue object, const char *name, SegmentRule *rule,
                       Error *error)
{
    JsonValue bounds;
    bool any = false;
    At inner = {at, str_of(name), at->depth};
    rule->measure = name[0] == 'c' ? MATCH_COUNT : MATCH_DISTINCT_DAYS;
    rule->low = 0;
    (void)has_member(object, name, &bounds);
    Phrase expected = EXPECTED("a whole number, 0 or more", "un nombre entier, 0 ou plus");
    if (bounds.type == JSON_OBJECT)
        return only_members(parsing, &inner, bounds, BOUND_WORDS, error) &&
               take_whole_bounds(parsing, &inner, bounds, read_whole, expected, rule, &any, error) &&
               (any ||
                refuse_rule(parsing, at, name, EXPECTED("gt, gte, lt, lte or equals", "gt, gte, lt, lte ou equals"),
                            bounds.text, error));
    if (!read_whole(parsing, bounds, NULL, &rule->low))
        return refuse_rule(parsing, at, name, expected, bounds.text, error);
    rule->high = rule->low;
    return true;
}

static bool take_sum(const Parsing *parsing, const At *at, JsonValue object, const char *name, SegmentRule *rule,
                     Error *error)
{
    JsonValue what;
    bool any;
    (void)has_member(object, name, &what);
    rule->measure = name[0] == 's' ? MATCH_SUM : MATCH_AVERAGE;
    rule->low = INT64_MIN;
    if (!str_equal(json_get_string(what, parsing->arena), STR("amount")))
        return refuse_rule(parsing, at, name, EXPECTED("amount", "amount"), what.text, error);
    if (!take_whole_bounds(parsing, at, object, read_amount,
                           EXPECTED("an amount as a text: 200.00", "un montant en texte\u00A0: 200.00"), rule, &any,
                           error))
        return false;
    return any || refuse_rule(parsing, at, name,
                              EXPECTED("gt, gte, lt, lte or equals beside it", "gt, gte, lt, lte ou equals à côté"),
                              what.text, error);
}

static bool take_moment(const Parsing *parsing, const At *at, JsonValue object, const char *name, SegmentRule *rule,
                        Error *error)
{
    JsonValue range;
    bool has_from, has_to;
    Day from = 0, to = 0;
    At inner = {at, str_of(name), at->depth};
    (void)has_member(object, name, &range);
    rule->measure = name[0] == 'f' ? MATCH_FIRST : MATCH_LAST;
    rule->low = INT64_MIN;
    if (range.type != JSON_OBJECT)
        return refuse_rule(parsing, at, name, EXPECTED("from and to, days", "from et to, des jours"), range.text,
                           error);
    if (!only_members(parsing, &inner, range, "from to", error) ||
        !take_day(parsing, &inner, range, "from", &has_from, &from, error) ||
        !take_day(parsing, &inner, range, "to", &has_to, &to, error))
        return false;
    if (has_from) rule->low = (int64_t)from * SECONDS_PER_DAY;
    if (has_to) rule->high = ((int64_t)to + 1) * SECONDS_PER_DAY - 1;
    return has_from || has_to ||
           refuse_rule(parsing, at, name, EXPECTED("from or to", "from ou to"), range.text, error);
}

static bool take_measure(const Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error)
{
    static const struct {
        const char *name;
        bool (*take)(const Parsing *parsing, const At *at, JsonValue object, const char *name, SegmentRule *rule,
                     Error *error);
    } measures[] = {{"count", take_count}, {"distinct_days", take_count}, {"sum", take_sum},
                    {"average", take_sum}, {"first", take_moment},        {"last", take_moment}};
    JsonValue value;
    const char *taken = NULL;
    rule->measure = MATCH_COUNT;
    rule->low = 1;
    rule->high = INT64_MAX;
    for (size_t i = 0; i < COUNT_OF(measures); i++) {
        if (!has_member(object, measures[i].name, &value)) continue;
        if (taken)
            return refuse_rule(parsing, at, measures[i].name,
                               EXPECTED("one of count, distinct_days, sum, average, first, last",
                                        "un seul de count, distinct_days, sum, average, first, last"),
                               str_of(measures[i].name), error);
        taken = measures[i].name;
        if (!measures[i].take(parsing, at, object, taken, rule, error)) return false;
    }
    bool amounts = rule->measure == MATCH_SUM || rule->measure == MATCH_AVERAGE;
    for (size_t i = 0; !amounts && i < BOUND_WORD_COUNT; i++)
        if (has_member(object, bound_words[i].name, &value))
            return refuse_rule(parsing, at, bound_words[i].name,
                               EXPECTED("sum or average beside it", "sum ou average à côté"),
                               str_of(bound_words[i].name), error);
    return true;
}

static bool take_then(const Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error)
{
    JsonValue then;
    At inner = {at, STR("then"), at->depth};
    (void)has_member(object, "then", &then);
    rule->kind = SEGMENT_THEN;
    if (!only_members(parsing, at, object, "event then", error)) return false;
    if (then.type != JSON_OBJECT)
        return refuse_rule(parsing, at, "then", EXPECTED("an event and within_days", "un événement et within_days"),
                           then.text, error);
    if (!only_members(parsing, &inner, then, "event within_days", error) ||
        !take_text(parsing, &inner, then, "event", &rule->then_name, error) ||
        !take_days(parsing, &inner, then, "within_days", 1, &rule->then_days, error))
        return false;
    return rule->then_name.size ||
           refuse_rule(parsing, &inner, "event", EXPECTED("the name of an event", "le nom d’un événement"), then.text,
                       error);
}

bool parse_event_clause(Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error)
{
    JsonValue then;
    rule->kind = SEGMENT_EVENT;
    if (!take_text(parsing, at, object, "event", &rule->name, error)) return false;
    if (has_member(object, "then", &then)) return take_then(parsing, at, object, rule, error);
    return only_members(parsing, at, object,
                        "event count distinct_days sum average first last where " TIME_WORDS " " BOUND_WORDS, error) &&
           take_times(parsing, at, object, rule, error) && take_where(parsing, at, object, rule, error) &&
           take_measure(parsing, at, object, rule, error);
}

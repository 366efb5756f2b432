// segment_parse.c - rules as they are written.
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "segment/segment.h"

const char *const segment_metrics[] = {"purchases",       "value",          "days_since_purchase",
                                       "lifecycle_stage", "recommendation", NULL};

enum { DEPTH_MAX = MATCH_DEPTH_MAX - 2, CLAUSES_MAX = MATCH_CLAUSES_MAX / 2, WORDS_MAX = 500, DAYS_MAX = 36500 };

typedef struct Parsing {
    const Currency *currency;
    Arena *arena;
    int clauses;
} Parsing;

// Where in the rule one stands.
typedef struct At {
    const struct At *above;
    Str key;
    int depth;
} At;

static void add_path(const At *at, Text *text)
{
    if (!at || !at->above) return;
    add_path(at->above, text);
    text_add_byte(text, '/');
    text_add(text, at->key);
}

static bool refuse(const Parsing *parsing, const At *at, const char *member, Phrase phrase, Str value, Error *error)
{
    Text path = text_in(parsing->arena);
    add_path(at, &path);
    if (member) text_addf(&path, "/%s", member);
    Str place = path.size ? text_str(&path) : STR("/");
    (void)error_code(error, ERROR_INPUT, "invalid_segment", phrase, place, error_value(parsing->arena, value));
    return error_at(error, text_str(&path));
}

#define EXPECTED(english, french)                                                                                      \
    PHRASE("segment, at {0}: {1}: expected " english, "segment, à {0}\u00A0: {1}\u00A0: attendu\u00A0: " french)

// ---- members ----

static bool among(const char *words, Str word)
{
    Str rest = str_of(words), one;
    while (str_cut(&rest, ' ', &one))
        if (str_equal(one, word)) return true;
    return false;
}

static bool only(const Parsing *parsing, const At *at, JsonValue object, const char *words, Error *error)
{
    JsonValue key, value;
    for (size_t cursor = 0; json_next(object, &cursor, &key, &value);) {
        Str name = json_get_string(key, parsing->arena);
        if (!among(words, name))
            return refuse(parsing, at, NULL,
                          PHRASE("segment, at {0}: {1} is not known in this clause",
                                 "segment, à {0}\u00A0: {1} n’est pas connu dans cette clause"),
                          name, error);
    }
    return true;
}

static bool has(JsonValue object, const char *name, JsonValue *value)
{
    return json_member(object, str_of(name), value);
}

static bool take_text(const Parsing *parsing, const At *at, JsonValue object, const char *name, Str *text, Error *error)
{
    JsonValue value;
    if (!has(object, name, &value)) return true;
    *text = json_get_string(value, parsing->arena);
    if (value.type == JSON_STRING && text->size > 0 && text->size <= 500) return true;
    return refuse(parsing, at, name, EXPECTED("a text", "un texte"), value.text, error);
}

static bool take_days(const Parsing *parsing, const At *at, JsonValue object, const char *name, int64_t least,
                      int64_t *days, Error *error)
{
    JsonValue value;
    if (!has(object, name, &value)) return true;
    if (json_get_integer(value, days) && *days >= least && *days <= DAYS_MAX) return true;
    return refuse(parsing, at, name, EXPECTED("a number of days", "un nombre de jours"), value.text, error);
}

static bool take_day(const Parsing *parsing, const At *at, JsonValue object, const char *name, bool *there, Day *day,
                     Error *error)
{
    JsonValue value;
    *there = has(object, name, &value);
    if (!*there) return true;
    if (value.type == JSON_STRING && day_parse(json_get_string(value, parsing->arena), day) && *day >= 0) return true;
    return refuse(parsing, at, name, EXPECTED("a day as 2026-07-01", "un jour comme 2026-07-01"), value.text, error);
}

static bool take_truth(const Parsing *parsing, const At *at, JsonValue object, const char *name, bool *there,
                       bool *truth, Error *error)
{
    JsonValue value;
    *there = has(object, name, &value);
    if (!*there) return true;
    *truth = json_get_boolean(value);
    return value.type == JSON_BOOLEAN ||
           refuse(parsing, at, name, EXPECTED("true or false", "true ou false"), value.text, error);
}

// ---- bounds ----

static const struct {
    const char *name;
    bool low, high, strict;
} bound_words[] = {
    {"gt", true, false, true},   {"gte", true, false, false},   {"lt", false, true, true},
    {"lte", false, true, false}, {"equals", true, true, false},
};

typedef bool BoundRead(const Parsing *parsing, JsonValue value, double *number, int64_t *minor);

static bool read_double(const Parsing *parsing, JsonValue value, double *number, int64_t *minor)
{
    (void)parsing, (void)minor;
    return json_get_number(value, number);
}

static bool read_whole(const Parsing *parsing, JsonValue value, double *number, int64_t *minor)
{
    (void)parsing, (void)number;
    return json_get_integer(value, minor) && *minor >= 0 && *minor < INT64_MAX;
}

static bool read_amount(const Parsing *parsing, JsonValue value, double *number, int64_t *minor)
{
    (void)number;
    return value.type == JSON_STRING && money_parse(json_get_string(value, parsing->arena), parsing->currency, minor) &&
           *minor > INT64_MIN && *minor < INT64_MAX;
}

// gt, gte … of an object, as whole numbers: bounds within the range.
static bool take_whole_bounds(const Parsing *parsing, const At *at, JsonValue object, BoundRead *read, Phrase expected,
                              SegmentRule *rule, bool *any, Error *error)
{
    *any = false;
    for (size_t i = 0; i < COUNT_OF(bound_words); i++) {
        JsonValue value;
        int64_t minor = 0;
        if (!has(object, bound_words[i].name, &value)) continue;
        if (!read(parsing, value, NULL, &minor))
            return refuse(parsing, at, bound_words[i].name, expected, value.text, error);
        if (bound_words[i].low) rule->low = larger(rule->low, minor + bound_words[i].strict);
        if (bound_words[i].high) rule->high = smaller(rule->high, minor - bound_words[i].strict);
        *any = true;
    }
    return true;
}

static bool take_bounds(const Parsing *parsing, const At *at, JsonValue object, SegmentBounds *bounds, bool *any,
                        Error *error)
{
    for (size_t i = 0; i < COUNT_OF(bound_words); i++) {
        JsonValue value;
        double number;
        if (!has(object, bound_words[i].name, &value)) continue;
        if (bound_words[i].low && bound_words[i].high && value.type != JSON_NUMBER) continue; // equals a text
        if (!read_double(parsing, value, &number, NULL))
            return refuse(parsing, at, bound_words[i].name, EXPECTED("a number", "un nombre"), value.text, error);
        if (bound_words[i].low) {
            bounds->has_low = true;
            bounds->low = number;
            bounds->low_strict = bound_words[i].strict;
        }
        if (bound_words[i].high) {
            bounds->has_high = true;
            bounds->high = number;
            bounds->high_strict = bound_words[i].strict;
        }
        *any = true;
    }
    return true;
}

// ---- events ----

#define TIME_WORDS "within_days from to"
#define BOUND_WORDS "gt gte lt lte equals"

static bool take_times(const Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error)
{
    if (!take_days(parsing, at, object, "within_days", 1, &rule->within_days, error) ||
        !take_day(parsing, at, object, "from", &rule->has_from, &rule->from, error) ||
        !take_day(parsing, at, object, "to", &rule->has_to, &rule->to, error))
        return false;
    if (rule->has_from && rule->has_to && rule->from > rule->to)
        return refuse(parsing, at, "to", EXPECTED("a day not before from", "un jour qui n’est pas avant from"),
                      day_name(parsing->arena, rule->to), error);
    if (!rule->within_days || (!rule->has_from && !rule->has_to)) return true;
    return refuse(parsing, at, "within_days",
                  EXPECTED("either within_days or from and to", "within_days, ou from et to"), STR("within_days"),
                  error);
}

static bool take_where(const Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error)
{
    JsonValue where, key, value;
    size_t cursor = 0;
    if (!has(object, "where", &where)) return true;
    if (where.type != JSON_OBJECT || json_count(where) != 1 || !json_next(where, &cursor, &key, &value))
        return refuse(parsing, at, "where",
                      EXPECTED("one dimension of events and its value, as plan: pro",
                               "une dimension des événements et sa valeur"),
                      where.text, error);
    rule->dimension = json_get_string(key, parsing->arena);
    rule->value = value.type == JSON_STRING ? json_get_string(value, parsing->arena) : value.text;
    bool plain = value.type == JSON_STRING || value.type == JSON_NUMBER || value.type == JSON_BOOLEAN;
    return (plain && rule->value.size) ||
           refuse(parsing, at, "where", EXPECTED("a text, number or boolean", "un texte, un nombre ou un booléen"),
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
    (void)has(object, name, &bounds);
    Phrase expected = EXPECTED("a whole number, 0 or more", "un nombre entier, 0 ou plus");
    if (bounds.type == JSON_OBJECT)
        return only(parsing, &inner, bounds, BOUND_WORDS, error) &&
               take_whole_bounds(parsing, &inner, bounds, read_whole, expected, rule, &any, error) &&
               (any || refuse(parsing, at, name, EXPECTED("gt, gte, lt, lte or equals", "gt, gte, lt, lte ou equals"),
                              bounds.text, error));
    if (!read_whole(parsing, bounds, NULL, &rule->low)) return refuse(parsing, at, name, expected, bounds.text, error);
    rule->high = rule->low;
    return true;
}

static bool take_sum(const Parsing *parsing, const At *at, JsonValue object, const char *name, SegmentRule *rule,
                     Error *error)
{
    JsonValue what;
    bool any;
    (void)has(object, name, &what);
    rule->measure = name[0] == 's' ? MATCH_SUM : MATCH_AVERAGE;
    rule->low = INT64_MIN;
    if (!str_equal(json_get_string(what, parsing->arena), STR("amount")))
        return refuse(parsing, at, name, EXPECTED("amount", "amount"), what.text, error);
    if (!take_whole_bounds(parsing, at, object, read_amount,
                           EXPECTED("an amount as a text: 200.00", "un montant en texte\u00A0: 200.00"), rule, &any,
                           error))
        return false;
    return any || refuse(parsing, at, name,
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
    (void)has(object, name, &range);
    rule->measure = name[0] == 'f' ? MATCH_FIRST : MATCH_LAST;
    rule->low = INT64_MIN;
    if (range.type != JSON_OBJECT)
        return refuse(parsing, at, name, EXPECTED("from and to, days", "from et to, des jours"), range.text, error);
    if (!only(parsing, &inner, range, "from to", error) ||
        !take_day(parsing, &inner, range, "from", &has_from, &from, error) ||
        !take_day(parsing, &inner, range, "to", &has_to, &to, error))
        return false;
    if (has_from) rule->low = (int64_t)from * SECONDS_PER_DAY;
    if (has_to) rule->high = ((int64_t)to + 1) * SECONDS_PER_DAY - 1;
    return has_from || has_to || refuse(parsing, at, name, EXPECTED("from or to", "from ou to"), range.text, error);
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
        if (!has(object, measures[i].name, &value)) continue;
        if (taken)
            return refuse(parsing, at, measures[i].name,
                          EXPECTED("one of count, distinct_days, sum, average, first, last",
                                   "un seul de count, distinct_days, sum, average, first, last"),
                          str_of(measures[i].name), error);
        taken = measures[i].name;
        if (!measures[i].take(parsing, at, object, taken, rule, error)) return false;
    }
    bool amounts = rule->measure == MATCH_SUM || rule->measure == MATCH_AVERAGE;
    for (size_t i = 0; !amounts && i < COUNT_OF(bound_words); i++)
        if (has(object, bound_words[i].name, &value))
            return refuse(parsing, at, bound_words[i].name,
                          EXPECTED("sum or average beside it", "sum ou average à côté"), str_of(bound_words[i].name),
                          error);
    return true;
}

static bool take_then(const Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error)
{
    JsonValue then;
    At inner = {at, STR("then"), at->depth};
    (void)has(object, "then", &then);
    rule->kind = SEGMENT_THEN;
    if (!only(parsing, at, object, "event then", error)) return false;
    if (then.type != JSON_OBJECT)
        return refuse(parsing, at, "then", EXPECTED("an event and within_days", "un événement et within_days"),
                      then.text, error);
    if (!only(parsing, &inner, then, "event within_days", error) ||
        !take_text(parsing, &inner, then, "event", &rule->then_name, error) ||
        !take_days(parsing, &inner, then, "within_days", 1, &rule->then_days, error))
        return false;
    return rule->then_name.size || refuse(parsing, &inner, "event",
                                          EXPECTED("the name of an event", "le nom d’un événement"), then.text, error);
}

static bool parse_event(Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error)
{
    JsonValue then;
    rule->kind = SEGMENT_EVENT;
    if (!take_text(parsing, at, object, "event", &rule->name, error)) return false;
    if (has(object, "then", &then)) return take_then(parsing, at, object, rule, error);
    return only(parsing, at, object,
                "event count distinct_days sum average first last where " TIME_WORDS " " BOUND_WORDS, error) &&
           take_times(parsing, at, object, rule, error) && take_where(parsing, at, object, rule, error) &&
           take_measure(parsing, at, object, rule, error);
}

// ---- what is kept of people ----

static Str plain_text(const Parsing *parsing, JsonValue value)
{
    return value.type == JSON_STRING ? json_get_string(value, parsing->arena) : value.text;
}

static bool is_plain(JsonValue value)
{
    return value.type == JSON_STRING || value.type == JSON_NUMBER || value.type == JSON_BOOLEAN;
}

static bool take_in(const Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, bool *any, Error *error)
{
    JsonValue in, item;
    if (has(object, "equals", &in) && in.type != JSON_NUMBER) {
        rule->in = arena_array(parsing->arena, Str, 1);
        rule->in[rule->in_count++] = plain_text(parsing, in);
        *any = true;
        return is_plain(in) ||
               refuse(parsing, at, "equals", EXPECTED("a text, number or boolean", "un texte, un nombre ou un booléen"),
                      in.text, error);
    }
    if (!has(object, "in", &in)) return true;
    *any = true;
    if (in.type != JSON_ARRAY || json_count(in) == 0 || json_count(in) > WORDS_MAX)
        return refuse(parsing, at, "in", EXPECTED("a list of 1 to 500 values", "une liste de 1 à 500 valeurs"), in.text,
                      error);
    rule->in = arena_array(parsing->arena, Str, json_count(in));
    for (size_t cursor = 0; json_next(in, &cursor, NULL, &item);) {
        if (!is_plain(item))
            return refuse(parsing, at, "in", EXPECTED("texts, numbers or booleans", "des textes, nombres ou booléens"),
                          item.text, error);
        rule->in[rule->in_count++] = plain_text(parsing, item);
    }
    return true;
}

static bool refuse_nothing(const Parsing *parsing, const At *at, Str name, Error *error)
{
    return refuse(parsing, at, NULL,
                  EXPECTED("what its value must be: in, equals, exists, contains, gt, gte, lt, lte",
                           "ce que doit être sa valeur\u00A0: in, equals, exists, contains, gt, gte, lt, lte"),
                  name, error);
}

static bool parse_trait(Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error)
{
    bool any = false;
    rule->kind = SEGMENT_TRAIT;
    if (!only(parsing, at, object, "trait in exists contains " BOUND_WORDS, error) ||
        !take_text(parsing, at, object, "trait", &rule->name, error) ||
        !take_text(parsing, at, object, "contains", &rule->contains, error) ||
        !take_truth(parsing, at, object, "exists", &rule->has_exists, &rule->exists, error) ||
        !take_in(parsing, at, object, rule, &any, error) ||
        !take_bounds(parsing, at, object, &rule->bounds, &any, error))
        return false;
    return any || rule->has_exists || rule->contains.size || refuse_nothing(parsing, at, rule->name, error);
}

static bool parse_metric(Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error)
{
    bool any = false, known = false;
    rule->kind = SEGMENT_METRIC;
    if (!only(parsing, at, object, "metric in " BOUND_WORDS, error) ||
        !take_text(parsing, at, object, "metric", &rule->name, error))
        return false;
    for (size_t i = 0; segment_metrics[i]; i++) known |= str_equal(rule->name, str_of(segment_metrics[i]));
    if (!known)
        return refuse(parsing, at, "metric",
                      EXPECTED("a figure kept of each person: purchases, value, days_since_purchase, lifecycle_stage, "
                               "recommendation",
                               "un chiffre gardé de chaque personne\u00A0: purchases, value, days_since_purchase, "
                               "lifecycle_stage, recommendation"),
                      rule->name, error);
    bool words = str_equal(rule->name, STR("lifecycle_stage"));
    if (!(words ? take_in(parsing, at, object, rule, &any, error)
                : take_bounds(parsing, at, object, &rule->bounds, &any, error)))
        return false;
    return any || refuse_nothing(parsing, at, rule->name, error);
}

static bool parse_consent(Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error)
{
    rule->kind = SEGMENT_CONSENT;
    rule->channel = STR("any");
    rule->state = STR("granted");
    if (!only(parsing, at, object, "consent channel state", error) ||
        !take_text(parsing, at, object, "consent", &rule->name, error) ||
        !take_text(parsing, at, object, "channel", &rule->channel, error) ||
        !take_text(parsing, at, object, "state", &rule->state, error))
        return false;
    if (!among("any email sms phone post push chat", rule->channel))
        return refuse(
            parsing, at, "channel",
            EXPECTED("any, email, sms, phone, post, push or chat", "any, email, sms, phone, post, push ou chat"),
            rule->channel, error);
    return among("granted refused withdrawn unknown", rule->state) ||
           refuse(parsing, at, "state",
                  EXPECTED("granted, refused, withdrawn or unknown", "granted, refused, withdrawn ou unknown"),
                  rule->state, error);
}

static bool parse_date(Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error)
{
    bool said;
    rule->kind = SEGMENT_DATE;
    rule->next_days = rule->last_days = -1;
    rule->yearly = true;
    if (!only(parsing, at, object, "date in_next_days in_last_days yearly", error) ||
        !take_text(parsing, at, object, "date", &rule->name, error) ||
        !take_days(parsing, at, object, "in_next_days", 0, &rule->next_days, error) ||
        !take_days(parsing, at, object, "in_last_days", 0, &rule->last_days, error) ||
        !take_truth(parsing, at, object, "yearly", &said, &rule->yearly, error))
        return false;
    return (rule->next_days >= 0) != (rule->last_days >= 0) ||
           refuse(parsing, at, NULL, EXPECTED("in_next_days or in_last_days", "in_next_days ou in_last_days"),
                  rule->name, error);
}

static bool parse_sample(Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error)
{
    JsonValue share;
    rule->kind = SEGMENT_SAMPLE;
    (void)has(object, "sample", &share);
    if (!only(parsing, at, object, "sample salt", error) || !take_text(parsing, at, object, "salt", &rule->name, error))
        return false;
    return (json_get_number(share, &rule->share) && rule->share > 0 && rule->share <= 1) ||
           refuse(parsing, at, "sample", EXPECTED("a share above 0, up to 1", "une part au-dessus de 0, jusqu’à 1"),
                  share.text, error);
}

static bool parse_tag(Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error)
{
    rule->kind = SEGMENT_TAG;
    return only(parsing, at, object, "tag", error) && take_text(parsing, at, object, "tag", &rule->name, error);
}

static bool parse_account(Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error)
{
    rule->kind = SEGMENT_ACCOUNT;
    return only(parsing, at, object, "account", error) && take_text(parsing, at, object, "account", &rule->name, error);
}

static bool parse_stored(Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error)
{
    if (!take_text(parsing, at, object, "segment", &rule->name, error)) return false;
    return refuse(parsing, at, "segment",
                  PHRASE("segment, at {0}: there is no segment named {1}",
                         "segment, à {0}\u00A0: il n’y a pas de segment nommé {1}"),
                  rule->name, error);
}

// ---- the tree ----

static bool parse_clause(Parsing *parsing, const At *at, JsonValue value, SegmentRule *rule, Error *error);

static bool parse_list(Parsing *parsing, const At *at, JsonValue object, const char *name, SegmentRule *rule,
                       Error *error)
{
    JsonValue list, item;
    (void)has(object, name, &list);
    rule->kind = strcmp(name, "all") == 0 ? SEGMENT_ALL : SEGMENT_ANY;
    if (!only(parsing, at, object, name, error)) return false;
    if (list.type != JSON_ARRAY || json_count(list) == 0)
        return refuse(parsing, at, name, EXPECTED("a list of clauses", "une liste de clauses"), list.text, error);
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
    (void)has(object, "not", &child);
    rule->kind = SEGMENT_NOT;
    rule->children = arena_new(parsing->arena, SegmentRule);
    rule->child_count = 1;
    return only(parsing, at, object, "not", error) && parse_clause(parsing, &inner, child, rule->children, error);
}

static bool parse_clause(Parsing *parsing, const At *at, JsonValue value, SegmentRule *rule, Error *error)
{
    static const struct {
        const char *name;
        bool (*parse)(Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error);
    } kinds[] = {{"all", parse_all},         {"any", parse_any},         {"not", parse_not},
                 {"event", parse_event},     {"trait", parse_trait},     {"metric", parse_metric},
                 {"consent", parse_consent}, {"date", parse_date},       {"sample", parse_sample},
                 {"tag", parse_tag},         {"account", parse_account}, {"segment", parse_stored}};
    JsonValue member;
    if (at->depth > DEPTH_MAX || ++parsing->clauses > CLAUSES_MAX)
        return refuse(parsing, at, NULL,
                      EXPECTED("at most 128 clauses, 14 levels deep", "au plus 128 clauses, sur 14 niveaux"), STR("…"),
                      error);
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (has(value, kinds[i].name, &member)) return kinds[i].parse(parsing, at, value, rule, error);
    return refuse(
        parsing, at, NULL,
        EXPECTED("a clause: all, any, not, event, trait, metric, consent, date, tag, account or sample",
                 "une clause\u00A0: all, any, not, event, trait, metric, consent, date, tag, account ou sample"),
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
    if ((trait || dimension) && str_cut(&rest, '=', &rule->name) && rule->name.size && rest.data) {
        rule->kind = trait ? SEGMENT_TRAIT : SEGMENT_DIMENSION;
        rule->in = arena_array(parsing->arena, Str, 1);
        rule->in[0] = rule->value = rest;
        rule->in_count = 1;
        return true;
    }
    return refuse(
        parsing, &top, NULL,
        PHRASE("segment {1}: expected trait:NAME=VALUE, dimension:NAME=VALUE, tag:NAME, account:ID or a rule "
               "as JSON; there is no segment of this name",
               "segment {1}\u00A0: attendu\u00A0: trait:NOM=VALEUR, dimension:NOM=VALEUR, tag:NOM, account:ID "
               "ou une règle en JSON\u202F; il n’y a pas de segment de ce nom"),
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

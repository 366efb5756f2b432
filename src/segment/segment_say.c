// segment_say.c - a rule in plain words.
#include <string.h>

#include "base/number.h"
#include "segment/figure.h"
#include "segment/segment.h"

typedef struct Saying {
    const Currency *currency;
    Locale locale;
    Arena *arena;
    Text *out;
} Saying;

static void say(const Saying *saying, const SegmentRule *rule, bool within);

static void add(const Saying *saying, Phrase phrase, Str first, Str second)
{
    phrase_add(saying->out, saying->locale, phrase, (const Str[]){first, second}, 2);
}

static void say_list(const Saying *saying, const SegmentRule *rule, bool within)
{
    bool several = rule->child_count > 1 && within;
    if (several) text_add(saying->out, STR("("));
    for (size_t i = 0; i < rule->child_count; i++) {
        if (i)
            add(saying, rule->kind == SEGMENT_ALL ? PHRASE(" and ", " et ") : PHRASE(" or ", " ou "), STR(""), STR(""));
        say(saying, &rule->children[i], true);
    }
    if (several) text_add(saying->out, STR(")"));
}

// ---- numbers ----

static Str measure_text(const Saying *saying, const SegmentRule *rule, int64_t value)
{
    if (rule->measure == MATCH_SUM || rule->measure == MATCH_AVERAGE)
        return money_say(saying->arena, saying->locale, value, saying->currency);
    if (rule->measure == MATCH_FIRST || rule->measure == MATCH_LAST)
        return day_say(saying->arena, saying->locale, (Day)(value / SECONDS_PER_DAY));
    return number_say_count(saying->arena, saying->locale, value);
}

static void say_range(const Saying *saying, Str low, Str high)
{
    if (low.size && high.size && str_equal(low, high))
        text_add(saying->out, low);
    else if (low.size && high.size)
        add(saying, PHRASE("{0} to {1}", "{0} à {1}"), low, high);
    else if (low.size)
        add(saying, PHRASE("{0} or more", "{0} ou plus"), low, STR(""));
    else
        add(saying, PHRASE("{0} or less", "{0} ou moins"), high, STR(""));
}

static void say_times(const Saying *saying, const SegmentRule *rule)
{
    if (rule->within_days)
        add(saying, PHRASE(" within the last {0} days", " dans les {0} derniers jours"),
            number_say_count(saying->arena, saying->locale, rule->within_days), STR(""));
    if (rule->has_from)
        add(saying, PHRASE(" from {0}", " à partir du {0}"), day_say(saying->arena, saying->locale, rule->from),
            STR(""));
    if (rule->has_to)
        add(saying, PHRASE(" up to {0}", " jusqu’au {0}"), day_say(saying->arena, saying->locale, rule->to), STR(""));
    if (rule->dimension.size)
        add(saying, PHRASE(" where {0} is {1}", " où {0} vaut {1}"), rule->dimension, rule->value);
}

static void say_event(const Saying *saying, const SegmentRule *rule)
{
    static const Phrase measures[] = {
        [MATCH_COUNT] = PHRASE("“{0}” happened, times: ", "«\u00A0{0}\u00A0» est arrivé, nombre de fois\u00A0: "),
        [MATCH_SUM] = PHRASE("“{0}” adds up to ", "«\u00A0{0}\u00A0» totalise "),
        [MATCH_AVERAGE] = PHRASE("“{0}” is on average ", "«\u00A0{0}\u00A0» vaut en moyenne "),
        [MATCH_FIRST] = PHRASE("“{0}” happened first on ", "«\u00A0{0}\u00A0» est arrivé la première fois le "),
        [MATCH_LAST] = PHRASE("“{0}” happened last on ", "«\u00A0{0}\u00A0» est arrivé la dernière fois le "),
        [MATCH_DISTINCT_DAYS] =
            PHRASE("“{0}” happened, on days: ", "«\u00A0{0}\u00A0» est arrivé, nombre de jours\u00A0: "),
    };
    bool counted = rule->measure == MATCH_COUNT || rule->measure == MATCH_DISTINCT_DAYS;
    bool low = counted ? rule->low > 0 || rule->high == INT64_MAX : rule->low != INT64_MIN;
    add(saying, measures[rule->measure], rule->name, STR(""));
    say_range(saying, low ? measure_text(saying, rule, rule->low) : STR(""),
              rule->high != INT64_MAX ? measure_text(saying, rule, rule->high) : STR(""));
    say_times(saying, rule);
}

static void say_then(const Saying *saying, const SegmentRule *rule)
{
    add(saying, PHRASE("“{0}” happened and then “{1}”", "«\u00A0{0}\u00A0» est arrivé, puis «\u00A0{1}\u00A0»"),
        rule->name, rule->then_name);
    if (rule->then_days)
        add(saying, PHRASE(" within {0} days", " dans les {0} jours"),
            number_say_count(saying->arena, saying->locale, rule->then_days), STR(""));
}

// ---- what is kept ----

static void say_bound(const Saying *saying, bool has, double bound, Phrase phrase)
{
    if (has) add(saying, phrase, number_decimal(saying->arena, bound, 12), STR(""));
}

// A figure by what it is called; a trait by its name.
static void say_name(const Saying *saying, const SegmentRule *rule)
{
    const Figure *figure;
    bool known = rule->kind == SEGMENT_METRIC && figure_find(rule->name, &figure);
    text_add(saying->out, known ? str_of(figure->label.in[saying->locale]) : rule->name);
}

// As of when a figure is meant.
static void say_moment(const Saying *saying, const SegmentRule *rule)
{
    if (rule->has_as_of)
        add(saying, PHRASE(" on {0}", " au {0}"), day_say(saying->arena, saying->locale, rule->as_of), STR(""));
    if (rule->days_ago)
        add(saying, rule->days_ago > 1 ? PHRASE(" {0} days ago", " il y a {0} jours") : PHRASE(" yesterday", " hier"),
            number_say_count(saying->arena, saying->locale, rule->days_ago), STR(""));
}

static void say_value(const Saying *saying, const SegmentRule *rule)
{
    const SegmentBounds *bounds = &rule->bounds;
    if (rule->kind == SEGMENT_TRAIT && str_starts_with(rule->name, STR(VALUE_TRAIT_PREFIX)) && rule->in_count) {
        Str cause = {rule->name.data + strlen(VALUE_TRAIT_PREFIX), rule->name.size - strlen(VALUE_TRAIT_PREFIX)};
        add(saying, PHRASE("shares the value {0}", "partage la valeur {0}"), cause, STR(""));
        return;
    }
    say_name(saying, rule);
    say_moment(saying, rule);
    if (rule->has_exists)
        add(saying, rule->exists ? PHRASE(" is known", " est connu") : PHRASE(" is not known", " n’est pas connu"),
            STR(""), STR(""));
    for (size_t i = 0; i < rule->in_count; i++)
        add(saying, i ? PHRASE(" or {0}", " ou {0}") : PHRASE(" is {0}", " vaut {0}"), rule->in[i], STR(""));
    if (rule->contains.size)
        add(saying, PHRASE(" contains “{0}”", " contient «\u00A0{0}\u00A0»"), rule->contains, STR(""));
    say_bound(saying, bounds->has_low, bounds->low,
              bounds->low_strict ? PHRASE(" is above {0}", " dépasse {0}")
                                 : PHRASE(" is at least {0}", " vaut au moins {0}"));
    if (bounds->has_low && bounds->has_high) add(saying, PHRASE(" and", " et"), STR(""), STR(""));
    say_bound(saying, bounds->has_high, bounds->high,
              bounds->high_strict ? PHRASE(" is below {0}", " est sous {0}")
                                  : PHRASE(" is at most {0}", " vaut au plus {0}"));
}

static void say_consent(const Saying *saying, const SegmentRule *rule)
{
    add(saying, PHRASE("consent to {0} over channel {1}", "consentement à {0} par le canal {1}"), rule->name,
        rule->channel);
    add(saying, PHRASE(": {0}", "\u00A0: {0}"), rule->state, STR(""));
}

static void say_date(const Saying *saying, const SegmentRule *rule)
{
    bool next = rule->next_days >= 0;
    Str days = number_say_count(saying->arena, saying->locale, next ? rule->next_days : rule->last_days);
    if (rule->yearly)
        add(saying,
            next ? PHRASE("the day of {0}, each year, is within the next {1} days",
                          "le jour de {0}, chaque année, est dans les {1} prochains jours")
                 : PHRASE("the day of {0}, each year, was within the last {1} days",
                          "le jour de {0}, chaque année, était dans les {1} derniers jours"),
            rule->name, days);
    else
        add(saying,
            next ? PHRASE("{0} is within the next {1} days", "{0} est dans les {1} prochains jours")
                 : PHRASE("{0} was within the last {1} days", "{0} était dans les {1} derniers jours"),
            rule->name, days);
}

static void say(const Saying *saying, const SegmentRule *rule, bool within)
{
    switch (rule->kind) {
    case SEGMENT_ALL:
    case SEGMENT_ANY: say_list(saying, rule, within); break;
    case SEGMENT_NOT:
        add(saying, PHRASE("not ", "pas\u00A0: "), STR(""), STR(""));
        say(saying, rule->children, true);
        break;
    case SEGMENT_EVENT: say_event(saying, rule); break;
    case SEGMENT_THEN: say_then(saying, rule); break;
    case SEGMENT_DIMENSION:
        add(saying, PHRASE("any event where {0} is {1}", "un événement où {0} vaut {1}"), rule->name, rule->value);
        break;
    case SEGMENT_TRAIT:
    case SEGMENT_METRIC: say_value(saying, rule); break;
    case SEGMENT_CONSENT: say_consent(saying, rule); break;
    case SEGMENT_DATE: say_date(saying, rule); break;
    case SEGMENT_TAG: add(saying, PHRASE("has the tag {0}", "porte l’étiquette {0}"), rule->name, STR("")); break;
    case SEGMENT_ACCOUNT:
        add(saying, PHRASE("belongs to the account {0}", "appartient au compte {0}"), rule->name, STR(""));
        break;
    case SEGMENT_STORED:
        add(saying, PHRASE("is in the segment “{0}”", "est dans le segment «\u00A0{0}\u00A0»"), rule->name, STR(""));
        break;
    case SEGMENT_SAMPLE:
        add(saying, PHRASE("a sample of {0}", "un échantillon de {0}"),
            number_say_rate(saying->arena, saying->locale, rule->share, 1), STR(""));
        break;
    }
}

Str segment_say(const SegmentRule *rule, const Currency *currency, Locale locale, Arena *arena)
{
    Text out = text_in(arena);
    Saying saying = {currency, locale, arena, &out};
    say(&saying, rule, false);
    return text_str(&out);
}

// segment_person.c - clauses about what is kept of people: traits, figures, consent, dates, tags, accounts, samples.
#include <string.h>

#include "base/number.h"
#include "segment/figure.h"
#include "segment/segment_parts.h"

enum { WORDS_MAX = 500 };

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
    if (has_member(object, "equals", &in) && in.type != JSON_NUMBER) {
        rule->in = arena_array(parsing->arena, Str, 1);
        rule->in[rule->in_count++] = plain_text(parsing, in);
        *any = true;
        return is_plain(in) ||
               refuse_rule(parsing, at, "equals",
                           EXPECTED("a text, number or boolean", "un texte, un nombre ou un booléen"), in.text, error);
    }
    if (!has_member(object, "in", &in)) return true;
    *any = true;
    if (in.type != JSON_ARRAY || json_count(in) == 0 || json_count(in) > WORDS_MAX)
        return refuse_rule(parsing, at, "in", EXPECTED("a list of 1 to 500 values", "une liste de 1 à 500 valeurs"),
                           in.text, error);
    rule->in = arena_array(parsing->arena, Str, json_count(in));
    for (size_t cursor = 0; json_next(in, &cursor, NULL, &item);) {
        if (!is_plain(item))
            return refuse_rule(parsing, at, "in",
                               EXPECTED("texts, numbers or booleans", "des textes, nombres ou booléens"), item.text,
                               error);
        rule->in[rule->in_count++] = plain_text(parsing, item);
    }
    return true;
}

static bool refuse_nothing(const Parsing *parsing, const At *at, Str name, Error *error)
{
    return refuse_rule(parsing, at, NULL,
                       EXPECTED("what its value must be: in, equals, exists, contains, gt, gte, lt, lte",
                                "ce que doit être sa valeur\u00A0: in, equals, exists, contains, gt, gte, lt, lte"),
                       name, error);
}

bool parse_trait_clause(Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error)
{
    bool any = false;
    rule->kind = SEGMENT_TRAIT;
    if (!only_members(parsing, at, object, "trait in exists contains " BOUND_WORDS, error) ||
        !take_text(parsing, at, object, "trait", &rule->name, error) ||
        !take_text(parsing, at, object, "contains", &rule->contains, error) ||
        !take_truth(parsing, at, object, "exists", &rule->has_exists, &rule->exists, error) ||
        !take_in(parsing, at, object, rule, &any, error) ||
        !take_bounds(parsing, at, object, &rule->bounds, &any, error))
        return false;
    return any || rule->has_exists || rule->contains.size || refuse_nothing(parsing, at, rule->name, error);
}

static Str figure_names(Arena *arena)
{
    Text names = text_in(arena);
    const Figure *one;
    for (size_t i = 0; (one = figure_numbered(i)) != NULL; i++)
        text_addf(&names, names.size ? ", %s" : "%s", one->name);
    return text_str(&names);
}

static bool refuse_figure(const Parsing *parsing, const At *at, Str name, Error *error)
{
    Text english = text_in(parsing->arena), french = text_in(parsing->arena);
    Str names = figure_names(parsing->arena);
    text_addf(&english, "segment, at {0}: {1}: expected a figure kept of each person: %.*s", STR_ARGS(names));
    text_addf(&french,
              "segment, à {0}\u00A0: {1}\u00A0: attendu\u00A0: un chiffre gardé de chaque personne\u00A0: %.*s",
              STR_ARGS(names));
    return refuse_rule(parsing, at, "metric",
                       (Phrase){{str_c(parsing->arena, text_str(&english)), str_c(parsing->arena, text_str(&french))}},
                       name, error);
}

static bool refuse_word(const Parsing *parsing, const At *at, const Figure *figure, Str word, Error *error)
{
    Text expected = text_in(parsing->arena);
    for (int i = 0; figure->word(i).size; i++) text_addf(&expected, i ? ", %.*s" : "%.*s", STR_ARGS(figure->word(i)));
    Text english = text_in(parsing->arena), french = text_in(parsing->arena);
    text_addf(&english, "segment, at {0}: {1}: expected %.*s", STR_ARGS(text_str(&expected)));
    text_addf(&french, "segment, à {0}\u00A0: {1}\u00A0: attendu\u00A0: %.*s", STR_ARGS(text_str(&expected)));
    return refuse_rule(parsing, at, "in",
                       (Phrase){{str_c(parsing->arena, text_str(&english)), str_c(parsing->arena, text_str(&french))}},
                       word, error);
}

// The day that the figure is of: none, a day, or so many days before the one on which it is asked.
static bool take_moment(const Parsing *parsing, const At *at, JsonValue object, const Figure *figure, SegmentRule *rule,
                        Error *error)
{
    const char *member = has_member(object, "as_of", &(JsonValue){0}) ? "as_of" : "days_ago";
    if (!take_day(parsing, at, object, "as_of", &rule->has_as_of, &rule->as_of, error) ||
        !take_days(parsing, at, object, "days_ago", 1, &rule->days_ago, error))
        return false;
    if (rule->has_as_of && rule->days_ago)
        return refuse_rule(parsing, at, "days_ago", EXPECTED("as_of or days_ago", "as_of ou days_ago"),
                           str_format(parsing->arena, "%lld", (long long)rule->days_ago), error);
    return (!rule->has_as_of && !rule->days_ago) || figure->dated ||
           refuse_rule(parsing, at, member,
                       EXPECTED("a figure that is known of earlier days: rfm_group, rfm_recency, rfm_frequency, "
                                "rfm_monetary, rfm_mean, average_order_value, days_since_first_purchase",
                                "un chiffre connu des jours passés\u00A0: rfm_group, rfm_recency, rfm_frequency, "
                                "rfm_monetary, rfm_mean, average_order_value, days_since_first_purchase"),
                       rule->name, error);
}

bool parse_metric_clause(Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error)
{
    bool any = false;
    const Figure *figure;
    rule->kind = SEGMENT_METRIC;
    if (!only_members(parsing, at, object, "metric in exists as_of days_ago " BOUND_WORDS, error) ||
        !take_text(parsing, at, object, "metric", &rule->name, error) ||
        !take_truth(parsing, at, object, "exists", &rule->has_exists, &rule->exists, error))
        return false;
    if (!figure_find(rule->name, &figure)) return refuse_figure(parsing, at, rule->name, error);
    if (!take_moment(parsing, at, object, figure, rule, error)) return false;
    if (!(figure->unit ? take_bounds(parsing, at, object, &rule->bounds, &any, error)
                       : take_in(parsing, at, object, rule, &any, error)))
        return false;
    for (size_t i = 0; i < rule->in_count; i++)
        if (!figure_word_known(figure, rule->in[i])) return refuse_word(parsing, at, figure, rule->in[i], error);
    if (!figure->read) parsing->clauses += (int)rule->in_count; // each word of an interest is a question
    if (parsing->clauses > MATCH_CLAUSES_MAX / 2)
        return refuse_rule(parsing, at, "in", EXPECTED("fewer values", "moins de valeurs"), STR("…"), error);
    if (rule->has_exists && (any || !figure->read))
        return refuse_rule(parsing, at, "exists",
                           EXPECTED("no other test beside it, and a figure other than interest",
                                    "aucun autre test à côté, et un chiffre autre que interest"),
                           rule->name, error);
    return any || rule->has_exists || refuse_nothing(parsing, at, rule->name, error);
}

// What a customer chose to share is a trait beside the choice (crm/value_http.c).
bool parse_value_clause(Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error)
{
    Str cause = {0};
    rule->kind = SEGMENT_TRAIT;
    if (!only_members(parsing, at, object, "value", error) || !take_text(parsing, at, object, "value", &cause, error))
        return false;
    rule->name = str_format(parsing->arena, VALUE_TRAIT_PREFIX "%.*s", STR_ARGS(cause));
    rule->in = arena_array(parsing->arena, Str, 1);
    rule->in[rule->in_count++] = STR("true");
    return true;
}

bool parse_consent_clause(Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error)
{
    rule->kind = SEGMENT_CONSENT;
    rule->channel = STR("any");
    rule->state = STR("granted");
    if (!only_members(parsing, at, object, "consent channel state", error) ||
        !take_text(parsing, at, object, "consent", &rule->name, error) ||
        !take_text(parsing, at, object, "channel", &rule->channel, error) ||
        !take_text(parsing, at, object, "state", &rule->state, error))
        return false;
    if (!word_stands_in("any email sms phone post push chat", rule->channel))
        return refuse_rule(
            parsing, at, "channel",
            EXPECTED("any, email, sms, phone, post, push or chat", "any, email, sms, phone, post, push ou chat"),
            rule->channel, error);
    return word_stands_in("granted refused withdrawn unknown", rule->state) ||
           refuse_rule(parsing, at, "state",
                       EXPECTED("granted, refused, withdrawn or unknown", "granted, refused, withdrawn ou unknown"),
                       rule->state, error);
}

bool parse_date_clause(Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error)
{
    bool said;
    rule->kind = SEGMENT_DATE;
    rule->next_days = rule->last_days = -1;
    rule->yearly = true;
    if (!only_members(parsing, at, object, "date in_next_days in_last_days yearly", error) ||
        !take_text(parsing, at, object, "date", &rule->name, error) ||
        !take_days(parsing, at, object, "in_next_days", 0, &rule->next_days, error) ||
        !take_days(parsing, at, object, "in_last_days", 0, &rule->last_days, error) ||
        !take_truth(parsing, at, object, "yearly", &said, &rule->yearly, error))
        return false;
    return (rule->next_days >= 0) != (rule->last_days >= 0) ||
           refuse_rule(parsing, at, NULL, EXPECTED("in_next_days or in_last_days", "in_next_days ou in_last_days"),
                       rule->name, error);
}

bool parse_sample_clause(Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error)
{
    JsonValue share;
    rule->kind = SEGMENT_SAMPLE;
    (void)has_member(object, "sample", &share);
    if (!only_members(parsing, at, object, "sample salt", error) ||
        !take_text(parsing, at, object, "salt", &rule->name, error))
        return false;
    return (json_get_number(share, &rule->share) && rule->share > 0 && rule->share <= 1) ||
           refuse_rule(parsing, at, "sample",
                       EXPECTED("a share above 0, up to 1", "une part au-dessus de 0, jusqu’à 1"), share.text, error);
}

bool parse_tag_clause(Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error)
{
    rule->kind = SEGMENT_TAG;
    return only_members(parsing, at, object, "tag", error) && take_text(parsing, at, object, "tag", &rule->name, error);
}

bool parse_account_clause(Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error)
{
    rule->kind = SEGMENT_ACCOUNT;
    return only_members(parsing, at, object, "account", error) &&
           take_text(parsing, at, object, "account", &rule->name, error);
}

bool parse_stored_clause(Parsing *parsing, const At *at, JsonValue object, SegmentRule *rule, Error *error)
{
    rule->kind = SEGMENT_STORED;
    return only_members(parsing, at, object, "segment", error) &&
           take_text(parsing, at, object, "segment", &rule->name, error);
}

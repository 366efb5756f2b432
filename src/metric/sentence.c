#include "metric/sentence.h"

#include <math.h>
#include <string.h>

typedef struct SentenceInput {
    const char *input, *part; // part NULL: the input is 0
} SentenceInput;

enum { SENTENCE_INPUTS_MAX = 3 };

// Metrics whose formula takes what stands in the parts of their values.
static const struct {
    const char *metric;
    SentenceInput input[SENTENCE_INPUTS_MAX];
} sentences[] = {
    {"crr", {{"S", "start"}, {"E", "retained"}, {"N", NULL}}}, // who is there at start and end: none of them is new
    {"churn", {{"S", "start"}, {"Cl", "lost"}}},
    {"repeat_purchase_rate", {{"repeat_buyers", "repeat_buyers"}, {"buyers", "buyers"}}},
    {"aov", {{"revenue", "revenue"}, {"orders", "orders"}}},
    {"purchase_frequency", {{"orders", "orders"}, {"buyers", "buyers"}}},
    {"arpc", {{"revenue", "revenue"}, {"customers", "buyers"}}},
    {"returning_share", {{"returning_revenue", "returning"}, {"revenue", "purchases"}}},
};

static const PeriodPart *find_part(const PeriodValue *value, const char *name)
{
    for (size_t i = 0; i < value->parts; i++)
        if (strcmp(value->part[i].name, name) == 0) return &value->part[i];
    return NULL;
}

static bool input_of(const MetricAnswer *answer, const PeriodValue *value, const SentenceInput *input, double *number)
{
    const PeriodPart *part = input->part ? find_part(value, input->part) : NULL;
    *number = 0;
    if (!input->part) return true;
    if (!part) return false;
    double minor_per_major = (double)currency_minor_per_major(&answer->table.currency);
    *number = (double)part->quantity / (unit_is_amount(part->unit) ? minor_per_major : 1);
    return true;
}

// By the calculator of the catalogue. "" when it has no sentence for these parts.
static Str calculated(const MetricAnswer *answer, const PeriodValue *value, const SentenceInput *inputs)
{
    Error error;
    MetricResult result;
    MetricValue given[SENTENCE_INPUTS_MAX];
    double number[SENTENCE_INPUTS_MAX];
    size_t count = 0;
    for (; count < SENTENCE_INPUTS_MAX && inputs[count].input; count++) {
        if (!input_of(answer, value, &inputs[count], &number[count])) return STR("");
        given[count] = (MetricValue){str_of(inputs[count].input), &number[count], 1};
    }
    if (!metric_calculate(answer->metric, given, count, answer->question.ask.arena, &result, &error)) return STR("");
    return result.sentence[answer->question.ask.locale];
}

Str metric_figure_text(const MetricAnswer *answer, MetricUnit unit, double number)
{
    Arena *arena = answer->question.ask.arena;
    Locale locale = answer->question.ask.locale;
    if (unit_is_amount(unit)) return money_say(arena, locale, (int64_t)llround(number), &answer->table.currency);
    return figure_text(arena, locale, figure_of(unit, number));
}

static Str plain(const MetricAnswer *answer, const PeriodValue *value)
{
    Arena *arena = answer->question.ask.arena;
    MetricUnit unit = answer->metric->unit;
    Str label = str_of(answer->metric->label.in[answer->question.ask.locale]);
    double number = unit_is_amount(unit) ? (double)value->amount_minor : value->number;
    Str figure = metric_figure_text(answer, unit, number);
    if (!value->has_n)
        return phrase_say(arena, answer->question.ask.locale, PHRASE("{0}: {1}.", "{0}\u00A0: {1}."), label, figure);
    return phrase_say(arena, answer->question.ask.locale, PHRASE("{0}: {1}, of {2}.", "{0}\u00A0: {1}, sur {2}."),
                      label, figure,
                      figure_text(arena, answer->question.ask.locale, figure_of(UNIT_COUNT, (double)value->n)));
}

Str metric_sentence(const MetricAnswer *answer, const PeriodValue *value)
{
    if (!value->observed)
        return answer->question.ask.locale == LOCALE_FR ? STR("Pas encore observé.") : STR("Not observed yet.");
    for (size_t i = 0; i < COUNT_OF(sentences); i++) {
        if (strcmp(sentences[i].metric, answer->metric->name) != 0) continue;
        Str said = calculated(answer, value, sentences[i].input);
        if (said.size) return said;
    }
    return plain(answer, value);
}

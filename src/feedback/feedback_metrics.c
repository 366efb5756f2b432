// feedback_metrics.c - the metrics that are read off answers: NPS, CSAT, CES, sentiment, response rate.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "feedback/answers_read.h"
#include "feedback/feedback.h"
#include "house.h"
#include "measure/rate.h"
#include "metric/own_groups.h"
#include "metric/people_once.h"

enum { OPTION_SURVEY, OPTION_ROLLING, ROLLING_DAYS_MAX = 3660 };

// ---- what is asked ----

typedef struct Polling {
    const MetricAsk *ask;
    AnswerKind kind;
    int32_t rolling_days; // 0: the days of the period
    OwnGroups groups;
    PeriodSpan span;
    bool any;
    Day first_day;
    Instant from, to; // of what has to be read
} Polling;

static bool read_rolling(const MetricAsk *ask, int32_t *days, Error *error)
{
    int64_t number;
    Str text = ask->option[OPTION_ROLLING];
    *days = 0;
    if (!text.size) return true;
    if (!number_parse_count(text, &number) || number < 1 || number > ROLLING_DAYS_MAX)
        return error_code(error, ERROR_USAGE, "invalid_parameter",
                          PHRASE("rolling {0}: expected: days, 1 to 3660",
                                 "rolling {0}\u00A0: attendu\u00A0: des jours, "
                                 "de 1 à 3660"),
                          error_value(ask->arena, text));
    *days = (int32_t)number;
    return true;
}

static bool read_first(Polling *polling, const Query *query, Error *error)
{
    Rows rows;
    if (!store_select(polling->ask->session, query, VALUES(value_integer(polling->kind)), &rows, error)) return false;
    polling->any = rows_next(&rows) && !rows_null(&rows, 0);
    polling->first_day = polling->any ? reading_day(polling->ask, rows_integer(&rows, 0)) : polling->ask->series.as_of;
    polling->any = polling->any && polling->first_day <= polling->ask->series.as_of;
    return rows_close(&rows, error);
}

static Day last_of(const Polling *polling, uint32_t period)
{
    return (Day)smaller(span_last_day(&polling->span, period), polling->span.as_of);
}

static Day first_of(const Polling *polling, uint32_t period)
{
    return polling->rolling_days ? last_of(polling, period) - polling->rolling_days + 1
                                 : span_first_day(&polling->span, period);
}

static bool begin(const MetricAsk *ask, AnswerKind kind, bool invitations, Polling *polling, MetricTable *table,
                  Error *error)
{
    *polling = (Polling){.ask = ask, .kind = kind};
    const Query *first = invitations ? &query_feedback_first_invitation : &query_feedback_first;
    const Query *groups = invitations ? &query_feedback_invitation_groups : &query_feedback_groups;
    if (!read_rolling(ask, &polling->rolling_days, error) || !read_first(polling, first, error) ||
        !reading_span(ask, polling->first_day, &polling->span, error) ||
        !own_groups_read(ask, groups, VALUES(value_integer(kind), value_text(ask->own_by)), &polling->groups, error))
        return false;
    own_groups_give(ask, &polling->groups, table);
    reading_begin(ask, polling->first_day, &polling->span, table);
    table->any = polling->any;
    if (!polling->span.count) return true;
    polling->from = reading_day_start(ask, first_of(polling, 0));
    polling->to = reading_day_start(ask, last_of(polling, polling->span.count - 1) + 1);
    return true;
}

static AnswerAsk rows_of(const Polling *polling)
{
    return (AnswerAsk){
        .kind = polling->kind, .survey = polling->ask->option[OPTION_SURVEY], .from = polling->from, .to = polling->to};
}

// ---- where an answer counts ----

static Str told(const Answer *answer, Str by)
{
    return str_equal(by, STR("survey"))    ? answer->survey
           : str_equal(by, STR("channel")) ? answer->channel
           : str_equal(by, STR("agent"))   ? answer->agent
                                           : str_of(answer_kind_names[answer->kind]);
}

// UINT32_MAX: in none.
static uint32_t group_of(const Polling *polling, const Answer *answer)
{
    uint16_t frame = reading_group(polling->ask, answer->customer);
    if (frame == UINT16_MAX) return UINT32_MAX;
    if (!polling->ask->own_by.size) return frame;
    uint32_t own = own_group_of(&polling->groups, told(answer, polling->ask->own_by));
    return own < polling->groups.count ? own : UINT32_MAX;
}

static uint32_t first_period(const Polling *polling, Day day)
{
    const PeriodSpan *span = &polling->span;
    if (span->custom) return day > last_of(polling, 0) ? 1 : 0;
    int64_t number = (int64_t)period_of_day(span->unit, day) - span->first;
    return (uint32_t)smaller(larger(number, 0), span->count);
}

// ---- counting ----

typedef struct Tally {
    int64_t n, positive, negative, asked, answered;
    int64_t in_words, unknown;  // without a rating: those that say something, and those that do not
    double sum, sum_of_squares; // of answers on a scale from 1 to 7
} Tally;

static double effort_of(const Answer *answer)
{
    enum { LOWEST = 1, RANGE = 6 };
    return LOWEST + RANGE * answer_level(answer);
}

static void count_answer(Tally *tally, const Answer *answer)
{
    AnswerMood mood = answer_mood(answer);
    if (answer->in_words && !answer->mood_known) {
        tally->unknown++;
        return;
    }
    double effort = answer->in_words ? 0 : effort_of(answer);
    tally->in_words += answer->in_words;
    tally->n++;
    tally->positive += mood == MOOD_POSITIVE;
    tally->negative += mood == MOOD_NEGATIVE;
    tally->sum += effort;
    tally->sum_of_squares += effort * effort;
}

typedef void Count(Tally *tally, const Answer *answer, bool answered);

static void as_answer(Tally *tally, const Answer *answer, bool answered)
{
    (void)answered;
    count_answer(tally, answer);
}

static void as_invitation(Tally *tally, const Answer *invitation, bool answered)
{
    (void)invitation;
    tally->asked++;
    tally->answered += answered;
}

// `answered` beside the list, or NULL.
static void tally_all(const Polling *polling, const Answers *list, const bool *answered, Count *count, Tally *tallies)
{
    for (size_t i = 0; i < list->count; i++) {
        const Answer *answer = &list->answer[i];
        uint32_t group = group_of(polling, answer);
        Day day = reading_day(polling->ask, answer->at);
        if (group == UINT32_MAX) continue;
        for (uint32_t p = first_period(polling, day); p < polling->span.count && first_of(polling, p) <= day; p++)
            count(&tallies[(size_t)group * polling->span.count + p], answer, answered && answered[i]);
    }
}

// Answers may come until the last day that is known.
static bool tally_invitations(const Polling *polling, Tally *tallies, Error *error)
{
    const MetricAsk *ask = polling->ask;
    Answers invitations, answers;
    AnswerAsk asked = rows_of(polling), until_now = asked;
    until_now.to = reading_day_start(ask, ask->series.as_of + 1);
    until_now.survey = STR("");
    if (!invitations_read(ask->house->identity, ask->session, &asked, ask->arena, &invitations, error)) return false;
    if (!invitations.count) return true;
    if (!answers_read(ask->house->identity, ask->session, &until_now, ask->arena, &answers, error)) return false;
    const bool *answered = invitations_answered(&invitations, &answers, ask->arena);
    tally_all(polling, &invitations, answered, as_invitation, tallies);
    return true;
}

// ---- figures ----

typedef void Figure_of(const Tally *tally, PeriodValue *value);

// The mean of +1, 0 and -1: its variance is p + d - (p - d)^2, with p and d the shares of promoters and detractors.
static void net_score(const Tally *tally, PeriodValue *value, const char *high, const char *middle, const char *low)
{
    enum { PER_HUNDRED = 100 };
    Mean mean =
        mean_of(tally->n, (double)(tally->positive - tally->negative), (double)(tally->positive + tally->negative));
    value->number = PER_HUNDRED * mean.value;
    value->has_interval = mean.interval_observed;
    value->low = fmax(-PER_HUNDRED, PER_HUNDRED * mean.low);
    value->high = fmin(PER_HUNDRED, PER_HUNDRED * mean.high);
    value_part(value, high, UNIT_COUNT, tally->positive);
    value_part(value, middle, UNIT_COUNT, tally->n - tally->positive - tally->negative);
    value_part(value, low, UNIT_COUNT, tally->negative);
}

static void promoter_score(const Tally *tally, PeriodValue *value)
{
    net_score(tally, value, "promoters", "passives", "detractors");
}

static void sentiment(const Tally *tally, PeriodValue *value)
{
    net_score(tally, value, "positive", "neutral", "negative");
    if (!tally->in_words && !tally->unknown) return;
    value_part(value, "in_words", UNIT_COUNT, tally->in_words);
    value_part(value, "unknown", UNIT_COUNT, tally->unknown);
}

static void satisfaction(const Tally *tally, PeriodValue *value)
{
    value_share(value, tally->positive, tally->n);
    value_part(value, "satisfied", UNIT_COUNT, tally->positive);
    value_part(value, "dissatisfied", UNIT_COUNT, tally->negative);
}

static void effort(const Tally *tally, PeriodValue *value)
{
    enum { LOWEST = 1, HIGHEST = 7 };
    Mean mean = mean_of(tally->n, tally->sum, tally->sum_of_squares);
    value->number = mean.value;
    value->has_interval = mean.interval_observed;
    value->low = fmax(LOWEST, mean.low);
    value->high = fmin(HIGHEST, mean.high);
    value_part(value, "easy", UNIT_COUNT, tally->positive);
    value_part(value, "hard", UNIT_COUNT, tally->negative);
}

static void fill(const Polling *polling, const Tally *tallies, Figure_of *figure, MetricTable *table)
{
    for (size_t i = 0; i < (size_t)table->groups * polling->span.count; i++) {
        const Tally *tally = &tallies[i];
        PeriodValue *value = &table->value[i];
        if (!tally->n) continue;
        value->observed = value->has_n = true;
        value->n = tally->n;
        figure(tally, value);
        if (!tally->asked) continue;
        value_part(value, "asked", UNIT_COUNT, tally->asked);
        value_part(value, "answered", UNIT_COUNT, tally->answered);
    }
}

// Words count where all kinds are asked for: in the sentiment.
static bool add_verbatims(const MetricAsk *ask, AnswerKind kind, const AnswerAsk *rows, Answers *answers, Error *error)
{
    return kind || verbatims_read(ask->house->identity, ask->session, rows, ask->arena, answers, error);
}

static bool read_answers(const MetricAsk *ask, AnswerKind kind, Figure_of *figure, MetricTable *table, Error *error)
{
    Polling polling;
    Answers answers;
    if (!begin(ask, kind, false, &polling, table, error)) return false;
    if (!polling.any || !polling.span.count) return true;
    AnswerAsk rows = rows_of(&polling);
    Tally *tallies = arena_array(ask->arena, Tally, (size_t)table->groups * polling.span.count);
    if (!answers_read(ask->house->identity, ask->session, &rows, ask->arena, &answers, error) ||
        !add_verbatims(ask, kind, &rows, &answers, error))
        return false;
    tally_all(&polling, &answers, NULL, as_answer, tallies);
    bool asks = !str_equal(ask->own_by, STR("agent")); // an invitation is about nobody
    if (asks && !tally_invitations(&polling, tallies, error)) return false;
    fill(&polling, tallies, figure, table);
    return true;
}

static bool read_nps(const MetricAsk *ask, MetricTable *table, Error *error)
{
    return read_answers(ask, ANSWER_NPS, promoter_score, table, error);
}

static bool read_csat(const MetricAsk *ask, MetricTable *table, Error *error)
{
    return read_answers(ask, ANSWER_CSAT, satisfaction, table, error);
}

static bool read_ces(const MetricAsk *ask, MetricTable *table, Error *error)
{
    return read_answers(ask, ANSWER_CES, effort, table, error);
}

static bool read_sentiment(const MetricAsk *ask, MetricTable *table, Error *error)
{
    return read_answers(ask, 0, sentiment, table, error);
}

static bool read_response_rate(const MetricAsk *ask, MetricTable *table, Error *error)
{
    Polling polling;
    if (!begin(ask, 0, true, &polling, table, error)) return false;
    if (!polling.any || !polling.span.count) return true;
    Tally *tallies = arena_array(ask->arena, Tally, (size_t)table->groups * polling.span.count);
    if (!tally_invitations(&polling, tallies, error)) return false;
    for (size_t i = 0; i < (size_t)table->groups * polling.span.count; i++) {
        value_share(&table->value[i], tallies[i].answered, tallies[i].asked);
        value_part(&table->value[i], "asked", UNIT_COUNT, tallies[i].asked);
        value_part(&table->value[i], "answered", UNIT_COUNT, tallies[i].answered);
    }
    return true;
}

// ---- the people behind a number ----

static AnswerKind kind_of(const Metric *metric)
{
    return answer_kind_parse(str_of(metric->name)); // 0 of sentiment: all
}

static bool is_in(Str part, const Answer *answer)
{
    static const Str high[] = {STR("promoters"), STR("positive"), STR("satisfied"), STR("easy")};
    static const Str middle[] = {STR("passives"), STR("neutral")};
    static const Str low[] = {STR("detractors"), STR("negative"), STR("dissatisfied"), STR("hard")};
    AnswerMood mood = answer_mood(answer);
    bool known = !answer->in_words || answer->mood_known;
    if (!known || str_equal(part, STR("unknown"))) return known != str_equal(part, STR("unknown"));
    if (str_equal(part, STR("in_words"))) return answer->in_words;
    for (size_t i = 0; i < COUNT_OF(high); i++)
        if (str_equal(part, high[i])) return mood == MOOD_POSITIVE;
    for (size_t i = 0; i < COUNT_OF(middle); i++)
        if (str_equal(part, middle[i])) return mood == MOOD_NEUTRAL;
    for (size_t i = 0; i < COUNT_OF(low); i++)
        if (str_equal(part, low[i])) return mood == MOOD_NEGATIVE;
    return true;
}

static Str score_text(const Answer *answer, Arena *arena)
{
    if (answer->in_words) return STR("");
    return number_decimal(arena, (double)answer->score_milli / MILLI, 6);
}

static int by_customer(const void *a, const void *b)
{
    const Answer *x = a, *y = b;
    if (x->customer != y->customer) return x->customer < y->customer ? -1 : 1;
    return (x->event > y->event) - (x->event < y->event);
}

static bool list_people(const MetricAsk *ask, uint32_t group, uint32_t period, Str part, MetricPeople *people,
                        Error *error)
{
    Polling polling;
    Answers answers;
    MetricTable table = {0};
    *people = (MetricPeople){0};
    if (!begin(ask, kind_of(ask->metric), false, &polling, &table, error)) return false;
    if (!polling.any || period >= polling.span.count) return true;
    AnswerAsk rows = rows_of(&polling);
    rows.from = reading_day_start(ask, first_of(&polling, period));
    rows.to = reading_day_start(ask, last_of(&polling, period) + 1);
    if (!answers_read(ask->house->identity, ask->session, &rows, ask->arena, &answers, error) ||
        !add_verbatims(ask, polling.kind, &rows, &answers, error))
        return false;
    if (answers.count) qsort(answers.answer, answers.count, sizeof *answers.answer, by_customer);
    people->person = arena_array(ask->arena, MetricPerson, answers.count + 1);
    for (size_t i = 0; i < answers.count; i++) {
        const Answer *answer = &answers.answer[i];
        if (group_of(&polling, answer) != group || !is_in(part, answer)) continue;
        people->person[people->count++] =
            (MetricPerson){.customer = answer->customer, .at = answer->at, .detail = score_text(answer, ask->arena)};
    }
    people_once(people, ask->arena);
    return true;
}

// ---- the list ----

#define OPTIONS                                                                                                        \
    {                                                                                                                  \
        [OPTION_SURVEY] = {"survey", NULL,                                                                             \
                           PHRASE("only answers to this survey", "seulement les réponses à cette enquête")},           \
        [OPTION_ROLLING] = {                                                                                           \
            "rolling",                                                                                                 \
            NULL,                                                                                                      \
            PHRASE("days up to the end of each period that are looked at, instead of the period's own",                \
                   "jours regardés jusqu’à la fin de chaque période, au lieu des siens")                               \
        }                                                                                                              \
    }
#define ANSWERED .reads = READS_GROUPS, .own_by = "survey|channel|agent", .options = OPTIONS, .people = list_people

const MetricReader feedback_metrics[] = {
    {.metric = "nps", ANSWERED, .read = read_nps, .parts = "promoters|passives|detractors"},
    {.metric = "csat", ANSWERED, .read = read_csat, .parts = "satisfied|dissatisfied"},
    {.metric = "ces", ANSWERED, .read = read_ces, .parts = "easy|hard"},
    {.metric = "sentiment",
     .reads = READS_GROUPS,
     .own_by = "kind|survey|channel|agent",
     .options = OPTIONS,
     .people = list_people,
     .read = read_sentiment,
     .parts = "positive|neutral|negative|in_words|unknown"},
    {.metric = "response_rate",
     .reads = READS_GROUPS,
     .own_by = "kind|survey|channel",
     .options = OPTIONS,
     .read = read_response_rate},
    {.metric = NULL}};

#include "plan/review.h"

#include <math.h>
#include <stdlib.h>

#include "event/log.h"
#include "house.h"
#include "order/order_lane.h"
#include "plan/better.h"
#include "service/topic.h"

enum { STALE_DAYS = 60 };

// ---- the period ----

static bool refuse_period(const Review *review, Str period, Error *error)
{
    return error_code(error, ERROR_USAGE, "invalid_parameter",
                      PHRASE("period {0}: expected month, quarter, year …, or one period as 2026-Q3 or "
                             "2026-07-01..2026-09-30",
                             "period {0}\u00A0: attendu\u00A0: month, quarter, year…, ou une période comme 2026-Q3 ou "
                             "2026-07-01..2026-09-30"),
                      error_value(review->place->arena, period));
}

static void take_period(Review *review, PeriodUnit unit, PeriodNumber number)
{
    review->unit = unit;
    review->number = number;
    review->first = period_first_day(unit, number);
    review->last = period_last_day(unit, number);
    review->period = period_name(review->place->arena, unit, number);
}

static bool find_period(Review *review, Str period, Error *error)
{
    PeriodUnit unit = PERIOD_MONTH;
    Day first, last;
    if (!period.size || period_unit_parse(period, &unit)) {
        // Where data have ended, the last period that they cover; a day is over when the next has begun.
        Day end = review->stale ? review->as_of + 1 : review->as_of;
        take_period(review, unit, period_of_day(unit, end) - 1);
        return true;
    }
    if (!period_parse(period, &first, &last)) return refuse_period(review, period, error);
    for (unit = PERIOD_DAY; unit < PERIOD_UNIT_COUNT; unit++) {
        PeriodNumber number = period_of_day(unit, first);
        if (period_first_day(unit, number) != first || period_last_day(unit, number) != last) continue;
        take_period(review, unit, number);
        return true;
    }
    review->custom = true;
    review->unit = PERIOD_MONTH;
    review->first = first;
    review->last = last;
    review->period = period;
    return true;
}

Str review_period_say(const Review *review)
{
    const MetricPlace *place = review->place;
    if (!review->custom) return period_say(place->arena, place->locale, review->unit, review->number);
    return REVIEW_SAY(review, PHRASE("{0} to {1}", "{0} au {1}"), day_say(place->arena, place->locale, review->first),
                      day_say(place->arena, place->locale, review->last));
}

// ---- reading ----

typedef struct ReviewWords {
    const Review *review;
    Str by;
    PeriodNumber back; // periods before the one that is looked at
} ReviewWords;

static Str word(const void *context, const char *name)
{
    const ReviewWords *words = context;
    const Review *review = words->review;
    Arena *arena = review->place->arena;
    Str said = str_of(name);
    if (str_equal(said, STR("period"))) return review->custom ? review->period : period_unit_name(review->unit);
    if (str_equal(said, STR("as_of"))) return day_name(arena, review->as_of);
    if (str_equal(said, STR("by"))) return words->by;
    if (review->custom) return STR("");
    if (str_equal(said, STR("from")))
        return day_name(arena, period_first_day(review->unit, review->number - words->back));
    if (str_equal(said, STR("to"))) return day_name(arena, review->last);
    return STR("");
}

static const PeriodValue *value_on(const MetricAnswer *answer, uint32_t group, Day first)
{
    for (uint32_t p = 0; p < answer->table.span.count; p++)
        if (figures_first_day(answer, p) == first) return answer_value(answer, group, p);
    return NULL;
}

static int by_size(const void *a, const void *b)
{
    double first = *(const double *)a, second = *(const double *)b;
    return (first > second) - (first < second);
}

static double median_of(double *values, size_t count)
{
    qsort(values, count, sizeof *values, by_size);
    return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

// Iglewicz & Hoaglin (1993): 1.4826 times the median of the absolute deviations.
static void learn_usual(ReviewKpi *kpi, const double *values, size_t count)
{
    enum { USUAL_MIN = 6 };
    static const double TO_DEVIATION = 1.4826;
    double sorted[REVIEW_HISTORY], deviation[REVIEW_HISTORY];
    kpi->known = count;
    if (count == 0) return;
    kpi->best = kpi->worst = values[0];
    for (size_t i = 0; i < count; i++) {
        sorted[i] = values[i];
        if (kpi->better * values[i] > kpi->better * kpi->best) kpi->best = values[i];
        if (kpi->better * values[i] < kpi->better * kpi->worst) kpi->worst = values[i];
    }
    kpi->usual = median_of(sorted, count);
    for (size_t i = 0; i < count; i++) deviation[i] = fabs(values[i] - kpi->usual);
    kpi->spread = TO_DEVIATION * median_of(deviation, count);
    kpi->has_usual = count >= USUAL_MIN;
}

static void look_back(const Review *review, ReviewKpi *kpi)
{
    double values[REVIEW_HISTORY];
    size_t count = 0;
    for (PeriodNumber back = 1; back <= REVIEW_HISTORY; back++) {
        const PeriodValue *value = value_on(&kpi->answer, 0, period_first_day(review->unit, review->number - back));
        FigureNumber number = value ? figure_number(&kpi->answer, value) : (FigureNumber){0};
        if (!number.observed || (number.has_n && number.n < RATE_SMALL_SAMPLE)) continue;
        if (back == 1) {
            kpi->before = value;
            kpi->earlier = number;
        }
        values[count++] = number.value;
    }
    learn_usual(kpi, values, count);
}

static void compare_before(ReviewKpi *kpi)
{
    const FigureNumber *now = &kpi->number, *before = &kpi->earlier;
    static const double SIGNIFICANT = 0.05;
    kpi->p = 1;
    if (!kpi->before || kpi->small) return;
    if (kpi->metric->unit == UNIT_RATE && now->has_n && before->has_n) {
        kpi->p = rates_differ_p(llround(now->value * (double)now->n), now->n,
                                llround(before->value * (double)before->n), before->n);
        kpi->differs = kpi->p < SIGNIFICANT;
    } else if (now->has_interval && before->has_interval) {
        kpi->differs = now->low > before->high || now->high < before->low;
    }
}

static void compare_benchmark(ReviewKpi *kpi)
{
    const FigureNumber *now = &kpi->number;
    kpi->has_benchmark = kpi->answer.benchmark.id != 0;
    if (!kpi->has_benchmark) return;
    kpi->benchmark = kpi->answer.benchmark.value;
    if (kpi->small || !now->has_interval) return;
    kpi->benchmark_side = now->low > kpi->benchmark ? 1 : now->high < kpi->benchmark ? -1 : 0;
}

static bool read_kpi(Review *review, Str name, Error *error)
{
    ReviewKpi *kpi = &review->kpi[review->kpis];
    ReviewWords context = {.review = review, .by = STR(""), .back = REVIEW_HISTORY};
    MetricWords words = {&context, word};
    *kpi = (ReviewKpi){.reason = STR("")};
    if (review->kpis == REVIEW_KPIS_MAX || !metric_find(name, &kpi->metric)) return true;
    review->kpis++;
    kpi->better = metric_better(kpi->metric);
    if (!metric_answer(review->place, kpi->metric, &words, &kpi->answer, error)) {
        if (error->kind != ERROR_USAGE && error->kind != ERROR_INPUT) return false;
        kpi->reason = str_copy(review->place->arena, str_of(error->message[review->place->locale]));
        return true;
    }
    if (metric_reads_itself(kpi->answer.reader)) kpi->now = value_on(&kpi->answer, 0, review->first);
    if (kpi->now) kpi->number = figure_number(&kpi->answer, kpi->now);
    if (!kpi->number.observed) {
        kpi->reason = REVIEW_PLAIN(review, PHRASE("Not observed yet.", "Pas encore observé."));
        return true;
    }
    kpi->small = kpi->number.has_n && kpi->number.n < RATE_SMALL_SAMPLE;
    if (!review->custom) look_back(review, kpi);
    compare_before(kpi);
    compare_benchmark(kpi);
    return true;
}

const ReviewKpi *review_kpi(const Review *review, const char *metric)
{
    for (size_t i = 0; i < review->kpis; i++)
        if (str_equal(str_of(review->kpi[i].metric->name), str_of(metric)) && review->kpi[i].number.observed)
            return &review->kpi[i];
    return NULL;
}

static bool read_kpis(Review *review, Error *error)
{
    static const Str names[] = {STR("crr"),        STR("churn"),
                                STR("clv"),        STR("nps"),
                                STR("engagement"), STR("repeat_purchase_rate"),
                                STR("aov"),        STR("purchase_frequency"),
                                STR("csat"),       STR("ces"),
                                STR("sentiment"),  STR("ndr")};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (!read_kpi(review, names[i], error)) return false;
    return true;
}

// ---- what customers speak of ----

static bool add_themes(Review *review, const char *kind, Str metric_name, Str by, Error *error)
{
    const Metric *metric;
    MetricAnswer answer;
    ReviewWords context = {.review = review, .by = by, .back = 1};
    MetricWords words = {&context, word};
    if (!metric_find(metric_name, &metric)) return true;
    if (!metric_answer(review->place, metric, &words, &answer, error))
        return error->kind == ERROR_USAGE || error->kind == ERROR_INPUT;
    if (!metric_reads_itself(answer.reader) || !answer.table.group) return true;
    for (uint32_t g = 0; g < answer.table.groups && review->themes < REVIEW_THEMES_MAX; g++) {
        const PeriodValue *now = value_on(&answer, g, review->first), *before = NULL;
        if (!now || !now->observed || !answer.table.group[g].key.size) continue;
        if (!review->custom) before = value_on(&answer, g, period_first_day(review->unit, review->number - 1));
        bool share = metric->unit == UNIT_RATE;
        ReviewTheme theme = {.kind = str_of(kind),
                             .key = answer.table.group[g].key,
                             .label = answer.table.group[g].label,
                             .count = llround(share ? now->number * (double)now->n : now->number)};
        if (before && before->observed) {
            theme.has_before = true;
            theme.before = llround(share ? before->number * (double)before->n : before->number);
            theme.rising =
                topic_trend((TopicCounts){.tickets = theme.before}, (TopicCounts){.tickets = theme.count}).rising;
        }
        if (theme.count > 0) review->theme[review->themes++] = theme;
    }
    return true;
}

// ---- all of it ----

static bool look_at_orders(Review *review, Error *error)
{
    const MetricPlace *place = review->place;
    Day today = reading_day(&(MetricAsk){.house = place->house}, place->now);
    OrderLane orders;
    LaneFacts facts;
    order_lane(place->house->log, today, &orders);
    if (!lane_facts(place->port, &orders.lane, &facts, error)) return false;
    review->any = facts.rows > 0;
    review->last_order = review->any ? second_day(facts.last) : today;
    review->stale = review->any && review->last_order + STALE_DAYS < today;
    review->as_of = review->stale ? review->last_order : today;
    return true;
}

bool review_read(const MetricPlace *place, Str period, Review *review, Error *error)
{
    *review = (Review){.place = place, .currency = workspace_first(place->house->workspace)->currency};
    if (!look_at_orders(review, error) || !find_period(review, period, error) || !read_kpis(review, error) ||
        !add_themes(review, "exit", STR("churn_reasons"), STR("reason"), error) ||
        !add_themes(review, "ticket", STR("tickets"), STR("topic"), error))
        return false;
    review_points(review);
    if (review->any && !review_orders(review, error)) return false;
    review_notices(review);
    review_rank(review);
    return true;
}

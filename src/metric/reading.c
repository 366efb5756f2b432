#include "metric/reading.h"

#include <math.h>
#include <string.h>

#include "house.h"
#include "measure/rate.h"
#include "module.h"

// ---- the readers of all modules ----

bool metric_has_reader(const Metric *metric)
{
    for (const Module *const *module = modules; *module; module++)
        for (const MetricReader *reader = (*module)->metrics; reader && reader->metric; reader++)
            if (strcmp(reader->metric, metric->name) == 0) return true;
    return false;
}

static bool takes_option(const MetricReader *reader, Str name)
{
    for (size_t i = 0; i < METRIC_OPTIONS_MAX && reader->options[i].name; i++)
        if (str_equal(str_of(reader->options[i].name), name)) return true;
    return false;
}

bool metric_has_option(const Metric *metric, Str name)
{
    for (const Module *const *module = modules; *module; module++)
        for (const MetricReader *reader = (*module)->metrics; reader && reader->metric; reader++)
            if (strcmp(reader->metric, metric->name) == 0 && takes_option(reader, name)) return true;
    return false;
}

const MetricReader *metric_reader(const Metric *metric, const WorkspaceSettings *settings)
{
    const MetricReader *always = NULL;
    for (size_t m = 0; modules[m]; m++)
        for (const MetricReader *reader = modules[m]->metrics; reader && reader->metric; reader++) {
            if (strcmp(reader->metric, metric->name) != 0) continue;
            if (reader->when && reader->when(settings)) return reader;
            if (!reader->when) always = reader;
        }
    return always;
}

bool metric_reads_itself(const MetricReader *reader)
{
    return reader && reader->read;
}

// ---- periods ----

static bool refuse_order(const SeriesAsk *ask, Arena *arena, Error *error)
{
    return error_code(error, ERROR_USAGE, "invalid_parameter",
                      PHRASE("from ({0}) lies after to ({1})", "from ({0}) est après to ({1})"),
                      day_name(arena, ask->from), day_name(arena, ask->to));
}

static bool refuse_count(int64_t count, Arena *arena, Error *error)
{
    return error_code(error, ERROR_USAGE, "invalid_parameter",
                      PHRASE("from and to span {0} periods, at most {1} can be shown: choose a longer period",
                             "from et to couvrent {0} périodes, {1} au plus peuvent être montrées\u00A0: choisissez "
                             "une période plus longue"),
                      error_number(arena, (uint64_t)count), error_number(arena, SERIES_PERIODS_MAX));
}

bool reading_span(const MetricAsk *asked, Day first_day, PeriodSpan *span, Error *error)
{
    const SeriesAsk *ask = &asked->series;
    *span = (PeriodSpan){.unit = ask->unit, .as_of = ask->as_of};
    if (ask->custom) {
        span->count = 1;
        span->custom = true;
        span->custom_first = ask->custom_first;
        span->custom_last = ask->custom_last;
        return true;
    }
    Day from = ask->has_from ? ask->from : first_day, to = ask->has_to ? ask->to : ask->as_of;
    if (from > to && ask->has_from && ask->has_to) return refuse_order(ask, asked->arena, error);
    span->first = period_of_day(ask->unit, from);
    int64_t count = from > to ? 0 : (int64_t)period_of_day(ask->unit, to) - span->first + 1;
    if (count > SERIES_PERIODS_MAX) return refuse_count(count, asked->arena, error);
    span->count = (uint32_t)count;
    return true;
}

void reading_begin(const MetricAsk *ask, Day first_day, const PeriodSpan *span, MetricTable *table)
{
    table->any = true;
    table->first_day = first_day;
    table->span = *span;
    if (table->groups == 0) table->groups = ask->grouping.groups ? ask->grouping.groups : 1;
    if (!currency_find(activity_currency(ask->house->activity), &table->currency)) table->currency = currency_unknown;
    table->value = arena_array(ask->arena, PeriodValue, (size_t)table->groups * span->count);
}

PeriodValue *reading_value(const MetricTable *table, uint32_t group, uint32_t period)
{
    assert(group < table->groups && period < table->span.count);
    return &table->value[(size_t)group * table->span.count + period];
}

void reading_note(MetricTable *table, Str text)
{
    for (size_t i = 0; i < table->notes; i++)
        if (str_equal(table->note[i], text)) return;
    assert(table->notes < COUNT_OF(table->note));
    table->note[table->notes++] = text;
}

uint16_t reading_group(const MetricAsk *ask, Customer root)
{
    const Grouping *grouping = &ask->grouping;
    if (!grouping->group) return 0;
    if (root >= grouping->customers || grouping->group[root] >= grouping->groups) return UINT16_MAX;
    return grouping->group[root];
}

Instant reading_day_start(const MetricAsk *ask, Day day)
{
    const Zone *zone = activity_zone(ask->house->activity);
    return zone_instant(zone, (int64_t)day * SECONDS_PER_DAY) * MILLISECONDS_PER_SECOND;
}

Day reading_day(const MetricAsk *ask, Instant at)
{
    int64_t second = at / MILLISECONDS_PER_SECOND - (at % MILLISECONDS_PER_SECOND < 0);
    int64_t civil = zone_civil(activity_zone(ask->house->activity), second);
    return (Day)(civil / SECONDS_PER_DAY - (civil % SECONDS_PER_DAY < 0));
}

Str reading_rest_label(Locale locale)
{
    return locale == LOCALE_FR ? STR("tous les autres") : STR("all others");
}

Str reading_none_label(Locale locale)
{
    return locale == LOCALE_FR ? STR("sans valeur") : STR("without a value");
}

// ---- values ----

void value_part(PeriodValue *value, const char *name, MetricUnit unit, int64_t quantity)
{
    assert(value->parts < PERIOD_PARTS_MAX);
    value->part[value->parts++] = (PeriodPart){.name = name, .unit = unit, .quantity = quantity};
}

void value_part_number(PeriodValue *value, const char *name, MetricUnit unit, double number)
{
    assert(value->parts < PERIOD_PARTS_MAX);
    value->part[value->parts++] = (PeriodPart){.name = name, .unit = unit, .number = number};
}

void value_share(PeriodValue *value, int64_t count, int64_t n)
{
    Rate rate = rate_of(count, n);
    value->observed = value->has_interval = rate.observed;
    value->number = rate.value;
    value->low = rate.low;
    value->high = rate.high;
    value->has_n = true;
    value->n = n;
}

// Upper 2.5 % point of Student's t. Beyond 30 degrees the expansion of Cornish and Fisher (Abramowitz & Stegun 26.7.5)
// is exact to six digits.
static double student_upper(int64_t degrees)
{
    static const double exact[] = {12.706204736, 4.302652730, 3.182446305, 2.776445105, 2.570581836, 2.446911851,
                                   2.364624252,  2.306004135, 2.262157163, 2.228138852, 2.200985160, 2.178812830,
                                   2.160368656,  2.144786688, 2.131449546, 2.119905299, 2.109815578, 2.100922040,
                                   2.093024054,  2.085963447, 2.079613845, 2.073873068, 2.068657610, 2.063898562,
                                   2.059538553,  2.055529439, 2.051830516, 2.048407142, 2.045229642, 2.042272456};
    static const double z = 1.959963984540054;
    if (degrees <= (int64_t)COUNT_OF(exact)) return exact[degrees - 1];
    double v = (double)degrees, z2 = z * z;
    return z + z * (z2 + 1) / (4 * v) + z * ((5 * z2 + 16) * z2 + 3) / (96 * v * v) +
           z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / (384 * v * v * v);
}

void value_mean(PeriodValue *value, double sum, double sum_of_squares, int64_t n)
{
    value->observed = n > 0;
    value->has_n = true;
    value->n = n;
    if (n == 0) return;
    value->number = sum / (double)n;
    value->amount_minor = (int64_t)llround(value->number);
    value->has_interval = n > 1;
    if (n == 1) return;
    double deviation = sqrt(fmax(0, sum_of_squares - sum * value->number) / (double)(n - 1));
    double reach = student_upper(n - 1) * deviation / sqrt((double)n);
    value->low = value->number - reach;
    value->high = value->number + reach;
}

void value_ratio_interval(PeriodValue *value, const RatioSums *sums)
{
    value->has_interval = value->observed && sums->n > 1 && sums->x > 0;
    if (!value->has_interval) return;
    double n = (double)sums->n, ratio = sums->y / sums->x;
    double squares = fmax(0, sums->yy - 2 * ratio * sums->xy + ratio * ratio * sums->xx);
    double reach = student_upper(sums->n - 1) * sqrt(squares * n / (n - 1)) / sums->x;
    value->low = ratio - reach;
    value->high = ratio + reach;
}

void value_amount(PeriodValue *value, int64_t amount_minor)
{
    value->observed = true;
    value->amount_minor = amount_minor;
}

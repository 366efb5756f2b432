// audit_html_cohorts.c - customers by the period of their first order, followed since: who is active, what they
// brought.
#include <math.h>
#include <stdlib.h>

#include "audit/audit_html_parts.h"
#include "chart/heat_table.h"

// The last cohorts: `first` is the first one shown. A row has as many cells as there are periods since.
typedef struct CohortsShown {
    const Cohorts *cohorts;
    uint32_t first, count;
} CohortsShown;

static CohortsShown cohorts_shown(const Audit *audit)
{
    uint32_t all = audit->cohorts.span.count;
    uint32_t count = all < COHORTS_SHOWN ? all : COHORTS_SHOWN;
    return (CohortsShown){&audit->cohorts, all - count, count};
}

static bool in_progress(const Cohorts *cohorts, uint32_t cohort, uint32_t age)
{
    return !span_complete(&cohorts->span, cohort + age);
}

static uint32_t cohort_size(const Cohorts *cohorts, uint32_t cohort)
{
    return cohort_cell(cohorts, cohort, 0)->active;
}

// What a table of cohorts shows in a cell, as a number that can be shaded.
typedef struct CohortMeasure {
    double (*value)(const Cohorts *cohorts, uint32_t cohort, uint32_t age, double per_major);
    bool first_shaded; // whether age 0 says anything
} CohortMeasure;

static double active_share(const Cohorts *cohorts, uint32_t cohort, uint32_t age, double per_major)
{
    (void)per_major;
    return 100.0 * cohort_cell(cohorts, cohort, age)->active / cohort_size(cohorts, cohort);
}

// Of the cohort's periods up to this age, per customer it started with, in major units.
static double revenue_per_customer(const Cohorts *cohorts, uint32_t cohort, uint32_t age, double per_major)
{
    double sum = 0;
    for (uint32_t a = 0; a <= age; a++) sum += (double)cohort_cell(cohorts, cohort, a)->amount;
    return sum / cohort_size(cohorts, cohort) / per_major;
}

static const CohortMeasure active_measure = {active_share, false};
static const CohortMeasure revenue_measure = {revenue_per_customer, true};

typedef struct Ramp {
    bool observed;
    double low, high;
} Ramp;

static int ascending(const void *a, const void *b)
{
    double first = *(const double *)a, second = *(const double *)b;
    return (first > second) - (first < second);
}

// From the lowest value to the 95th percentile, so that one tiny cohort does not take all of the ramp.
static Ramp ramp_of(const Report *report, CohortsShown shown, const CohortMeasure *measure, double per_major)
{
    double *values = arena_array(report->arena, double, (size_t)shown.count *shown.count);
    size_t count = 0;
    for (uint32_t row = 0; row < shown.count; row++) {
        uint32_t cohort = shown.first + row;
        if (cohort_size(shown.cohorts, cohort) == 0) continue;
        for (uint32_t age = measure->first_shaded ? 0 : 1; age < shown.count - row; age++)
            values[count++] = measure->value(shown.cohorts, cohort, age, per_major);
    }
    if (count == 0) return (Ramp){0};
    qsort(values, count, sizeof *values, ascending);
    return (Ramp){true, values[0], values[(count - 1) * 95 / 100]};
}

static Str short_number(const Report *report, double value)
{
    return number_say(report->arena, report->locale, value, fabs(value) < 9.95 && value > 0 ? 1 : 0);
}

static Str whole_number(const Report *report, double value)
{
    return number_say(report->arena, report->locale, value, 0);
}

static Str cell_number(const Report *report, const CohortMeasure *measure, double value)
{
    return measure == &active_measure ? whole_number(report, value) : short_number(report, value);
}

static HeatCell heat_cell(const Report *report, CohortsShown shown, const CohortMeasure *measure, Ramp ramp,
                          uint32_t row, uint32_t age)
{
    uint32_t cohort = shown.first + row;
    if (age >= shown.count - row) return (HeatCell){.state = HEAT_NOT_OBSERVED};
    if (cohort_size(shown.cohorts, cohort) == 0) return (HeatCell){.state = HEAT_PLAIN, .text = STR("–")};
    double per_major = (double)currency_minor_per_major(&report->audit->currency);
    double value = measure->value(shown.cohorts, cohort, age, per_major);
    HeatCell cell = {.state = age == 0 && !measure->first_shaded ? HEAT_PLAIN : HEAT_SHADED,
                     .shade = heat_shade(value, ramp.low, ramp.high),
                     .text = cell_number(report, measure, value)};
    if (measure == &revenue_measure)
        cell.hint = say_money_round(report, cohort_cell(shown.cohorts, cohort, age)->amount);
    cell.running = in_progress(shown.cohorts, cohort, age);
    return cell;
}

// Over all cohorts whose period of that age has ended: cells still in progress would pull it down.
static HeatCell mean_cell(const Report *report, const Cohorts *cohorts, uint32_t age)
{
    int64_t active = 0, size = 0;
    for (uint32_t cohort = 0; cohort + age < cohorts->span.count; cohort++) {
        if (in_progress(cohorts, cohort, age)) continue;
        active += cohort_cell(cohorts, cohort, age)->active;
        size += cohort_size(cohorts, cohort);
    }
    if (size == 0) return (HeatCell){.state = HEAT_NOT_OBSERVED};
    return (HeatCell){.state = HEAT_PLAIN, .text = whole_number(report, 100.0 * (double)active / (double)size)};
}

static Str *age_names(const Report *report, uint32_t count)
{
    static const Phrase letters[PERIOD_UNIT_COUNT] = {[PERIOD_DAY] = PHRASE("D{0}", "J{0}"),
                                                      [PERIOD_WEEK] = PHRASE("W{0}", "S{0}"),
                                                      [PERIOD_MONTH] = PHRASE("M{0}", "M{0}"),
                                                      [PERIOD_QUARTER] = PHRASE("Q{0}", "T{0}"),
                                                      [PERIOD_YEAR] = PHRASE("Y{0}", "A{0}")};
    Str *names = arena_array(report->arena, Str, count);
    for (uint32_t age = 0; age < count; age++)
        names[age] = say(report, letters[report->audit->cohort_span.unit], say_number(report, age));
    return names;
}

static HeatTable table_of(const Report *report, CohortsShown shown, const CohortMeasure *measure, Ramp ramp)
{
    bool mean = measure == &active_measure;
    size_t rows = shown.count + (mean ? 1 : 0), columns = shown.count;
    Str *names = arena_array(report->arena, Str, rows), *sizes = arena_array(report->arena, Str, rows);
    HeatCell *cells = arena_array(report->arena, HeatCell, rows * columns);
    int64_t all = 0;
    for (uint32_t row = 0; row < shown.count; row++) {
        size_t place = row + (mean ? 1 : 0);
        uint32_t cohort = shown.first + row;
        names[place] = period_say_short(report->arena, report->locale, report->audit->cohort_span.unit,
                                        shown.cohorts->span.first + (PeriodNumber)cohort);
        sizes[place] = say_number(report, cohort_size(shown.cohorts, cohort));
        all += cohort_size(shown.cohorts, cohort);
        for (uint32_t age = 0; age < columns; age++)
            cells[place * columns + age] = heat_cell(report, shown, measure, ramp, row, age);
    }
    if (mean) {
        names[0] = say(report, PHRASE("Weighted mean", "Moyenne pondérée"));
        sizes[0] = say_number(report, all);
        for (uint32_t age = 0; age < columns; age++) cells[age] = mean_cell(report, shown.cohorts, age);
    }
    return (HeatTable){.style = columns > 24   ? "dense"
                                : columns > 14 ? "fill"
                                               : "",
                       .corner = say(report, PHRASE("Cohort", "Cohorte")),
                       .total = say(report, PHRASE("Customers", "Clients")),
                       .columns = columns,
                       .rows = rows,
                       .column = age_names(report, shown.count),
                       .row = names,
                       .totals = sizes,
                       .cells = cells,
                       .not_observed = say(report, PHRASE("not observed yet", "pas encore observé"))};
}

static void add_legend(Report *report, const CohortMeasure *measure, Ramp ramp)
{
    if (!ramp.observed || !(ramp.high > ramp.low)) return;
    Str starts[HEAT_SHADES];
    for (int shade = 0; shade < HEAT_SHADES; shade++)
        starts[shade] = cell_number(report, measure, ramp.low + (ramp.high - ramp.low) * shade / HEAT_SHADES);
    heat_legend(say(report, PHRASE("Lower", "Plus faible")), say(report, PHRASE("Higher", "Plus fort")), starts,
                report->out);
}

// The counts behind the shares.
static void counts_table(Report *report)
{
    CohortsShown shown = cohorts_shown(report->audit);
    Str title = say(report, PHRASE("Active customers of each cohort", "Clients actifs de chaque cohorte"));
    TableColumn columns[COHORTS_SHOWN + 1] = {{PHRASE("Cohort", "Cohorte"), NULL, true}};
    Str *names = age_names(report, shown.count);
    for (uint32_t age = 0; age < shown.count; age++) {
        const char *name = str_c(report->arena, names[age]);
        columns[age + 1] = (TableColumn){.heading = PHRASE(name, name)};
    }
    details_begin(report, say(report, PHRASE("Show the counts", "Afficher les effectifs")), title);
    table_begin(report, title, columns, shown.count + 1);
    for (uint32_t row = 0; row < shown.count; row++) {
        uint32_t cohort = shown.first + row;
        row_begin(report, period_say_short(report->arena, report->locale, report->audit->cohort_span.unit,
                                           shown.cohorts->span.first + (PeriodNumber)cohort));
        for (uint32_t age = 0; age < shown.count - row; age++)
            cell_count(report, cohort_cell(shown.cohorts, cohort, age)->active);
        row_end(report);
    }
    table_end(report);
    details_end(report);
}

static void cohort_card(Report *report, const CohortMeasure *measure, Str title, Str sentence)
{
    CohortsShown shown = cohorts_shown(report->audit);
    Ramp ramp = ramp_of(report, shown, measure, (double)currency_minor_per_major(&report->audit->currency));
    HeatTable table = table_of(report, shown, measure, ramp);
    card_begin(report, "wide", measure == &active_measure ? "cohort_retention" : NULL, title, sentence);
    scroll_begin(report, title);
    heat_table(&table, report->out);
    scroll_end(report);
    add_legend(report, measure, ramp);
    table_key(report);
    say_shown(report, shown.count, shown.cohorts->span.count);
    if (measure == &active_measure) counts_table(report);
    card_end(report);
}

// What the first age says of all cohorts together, in a sentence.
static Str sentence_first_age(const Report *report)
{
    const Cohorts *cohorts = &report->audit->cohorts;
    if (cohorts->span.count < 2) return STR("");
    HeatCell mean = mean_cell(report, cohorts, 1);
    if (mean.state == HEAT_NOT_OBSERVED) return STR("");
    Str unit = say(report, unit_noun(report->audit->cohort_span.unit));
    return say(report,
               PHRASE("Of every 100 new customers, {0} order again in the {1} after their first order.",
                      "Sur 100 nouveaux clients, {0} recommandent dans la période suivante ({1})."),
               mean.text, unit);
}

void report_cohorts(Report *report)
{
    section_begin(report, "cohorts", say(report, PHRASE("Cohorts", "Cohortes")), sentence_first_age(report));
    if (report->audit->cohorts.span.count == 0) {
        html_in(report, "p class=\"empty\"", say(report, PHRASE("No customer to follow.", "Aucun client à suivre.")));
        section_end(report);
        return;
    }
    cohort_card(
        report, &active_measure, say(report, PHRASE("Customers who order again", "Clients qui recommandent")),
        say(report, PHRASE("Per cent of the customers of each cohort (the period of their first order) who ordered "
                           "in each period since.",
                           "Pourcentage des clients de chaque cohorte (la période de leur première commande) ayant "
                           "commandé dans chaque période depuis.")));
    Str currency = str_of(report->audit->currency.code);
    cohort_card(report, &revenue_measure, say(report, PHRASE("Revenue per customer", "Chiffre d’affaires par client")),
                currency.size
                    ? say(report,
                          PHRASE("What a customer of each cohort has brought so far, in {0}, refunds taken off.",
                                 "Ce qu’un client de chaque cohorte a rapporté jusque-là, en {0}, "
                                 "remboursements déduits."),
                          currency)
                    : say(report, PHRASE("What a customer of each cohort has brought so far, refunds taken off.",
                                         "Ce qu’un client de chaque cohorte a rapporté jusque-là, remboursements "
                                         "déduits.")));
    section_end(report);
}

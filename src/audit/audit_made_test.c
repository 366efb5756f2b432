// The audits of audit_made.h. Figures are invented, but hold together: S + new + reactivated - lost = E.
#include "audit/audit_made.h"

#include <math.h>

#include "base/test.h"

const Made made_usual = {LOCALE_EN, PERIOD_MONTH, 26, 180, STR("orders.csv"), 2, 4, 1};

enum { MADE_CUSTOMERS = 400, DAYS = 700 };

// The share of a cohort that orders again at an age: steep at first, then flat, a little different for each cohort.
static double made_share(uint32_t cohort, uint32_t age)
{
    return age == 0 ? 1 : (0.22 + 0.04 * ((cohort * 7) % 5) / 4) / pow(age, 0.35);
}

static void make_cohorts(Audit *audit, Arena *arena, const Made *made)
{
    Cohorts *cohorts = &audit->cohorts;
    *cohorts = (Cohorts){.span = audit->span};
    size_t cells = (size_t)made->periods * (made->periods + 1) / 2, cell = 0;
    cohorts->cells = arena_array(arena, CohortCell, cells);
    cohorts->row_start = arena_array(arena, size_t, made->periods);
    for (uint32_t cohort = 0; cohort < made->periods; cohort++) {
        cohorts->row_start[cohort] = cell;
        for (uint32_t age = 0; age < made->periods - cohort; age++, cell++) {
            uint32_t active = (uint32_t)llround((double)made->new_customers * made_share(cohort, age));
            cohorts->cells[cell] = (CohortCell){active, active, (int64_t)active * 4870};
        }
    }
    audit->cohort_span = audit->span;
}

static void make_period(Audit *audit, const Made *made, uint32_t i, int64_t start)
{
    AuditPeriod *period = &audit->period[i];
    Presence *presence = &period->presence;
    PeriodNumber number = audit->span.first + (PeriodNumber)i;
    int64_t news = made->new_customers + (int64_t)(i * 13 % 31);
    double kept = i < made->periods * 2 / 3 ? 0.84 + 0.01 * (i % 3) : 0.78 + 0.01 * (i % 3);
    int64_t retained = (int64_t)((double)start * kept), orders = news + retained / 2;
    *presence = (Presence){.start = start, .retained = retained, .lost = start - retained, .new_ = news};
    presence->reactivated = start / 50;
    presence->end = retained + news + presence->reactivated;
    presence->passed_through = news / 20;
    presence->orders = orders;
    presence->buyers = orders - orders / 9;
    presence->repeat_buyers = orders / 11;
    *period = (AuditPeriod){.number = number,
                            .first_day = period_first_day(made->unit, number),
                            .last_day = period_last_day(made->unit, number),
                            .complete = i + 1 < made->periods,
                            .presence = *presence,
                            .loss_observable = i >= 3,
                            .settled = i >= 3 && i + 1 < made->periods,
                            .count_formula_valid = start > 0,
                            .repeat_purchase = rate_of(presence->repeat_buyers, presence->buyers),
                            .has_orders = orders > 0,
                            .average_order_value = 4870.4,
                            .revenue = orders * 4870,
                            .returning_revenue = retained / 2 * 4900};
    if (orders == 0) return;
    period->purchase_frequency = (double)orders / (double)presence->buyers;
    period->revenue_per_customer = (double)period->revenue / (double)presence->end;
    if (!period->loss_observable || start == 0) return;
    period->retention = rate_of(retained, start);
    period->churn = rate_of(start - retained, start);
    period->count_formula = (double)(presence->end - news) / (double)start;
    period->lost_value = (start - retained) * 30000;
}

static void make_periods(Audit *audit, Arena *arena, const Made *made)
{
    PeriodNumber last = period_of_day(made->unit, audit->as_of);
    audit->span = (PeriodSpan){.unit = made->unit,
                               .first = last - (PeriodNumber)made->periods + 1,
                               .count = made->periods,
                               .as_of = audit->as_of};
    audit->periods = made->periods;
    audit->period = arena_array(arena, AuditPeriod, made->periods);
    for (uint32_t i = 0; i < made->periods; i++) make_period(audit, made, i, i ? audit->period[i - 1].presence.end : 0);
    if (made->periods > 12) {
        audit->retention_break = arena_new(arena, Break);
        *audit->retention_break =
            (Break){.at = made->periods * 2 / 3, .before = 0.851, .after = 0.79, .p_value = 0.001};
        audit->retention_breaks = 1;
        audit->retention_trend = TREND_FALLING;
        audit->retention_slope = -0.0042;
    }
}

static void make_survival(Audit *audit, Arena *arena)
{
    int64_t *left = arena_array(arena, int64_t, DAYS), *still = arena_array(arena, int64_t, DAYS);
    for (int day = 90; day < DAYS; day++) left[day] = 2 + 400 / (day - 80) + (day / 40 == 4 ? 14 : 0);
    for (int day = 0; day < DAYS; day++) still[day] = 3;
    audit->survival = survival_of(left, still, DAYS, arena);
    audit->has_peak_hazard = survival_peak_hazard(&audit->survival, 30, 100, &audit->peak_hazard);
    static const int32_t delays[] = {30, 60, 90};
    audit->conversions = COUNT_OF(delays);
    for (size_t i = 0; i < COUNT_OF(delays); i++)
        audit->conversion[i] = (AuditConversion){delays[i], rate_of(300 + 140 * (int64_t)i, 2100 - 150 * (int64_t)i)};
    audit->lifetime_repeat = rate_of(1290, 4338);
}

static void make_groups(Audit *audit, Arena *arena, const Made *made)
{
    for (RfmGroup group = 0; group < RFM_GROUP_COUNT; group++) {
        int64_t customers = made->new_customers * (RFM_GROUP_COUNT - (int)group + 3);
        audit->rfm[group] = (AuditRfmGroup){group,
                                            customers,
                                            customers * 3,
                                            customers * (90000 - 7000 * (int)group),
                                            customers * 21000,
                                            (double)(RFM_GROUP_COUNT - (int)group) / 66,
                                            0.09};
    }
    for (int recency = 0; recency < 5; recency++)
        for (int worth = 0; worth < 5; worth++) {
            audit->rfm_grid[recency][worth] = made->new_customers * (recency == worth ? 4 : 1) + recency * 5 - worth;
            audit->rfm_grid_revenue[recency][worth] = audit->rfm_grid[recency][worth] * 9000 * (worth + 1);
        }
    audit->breakdowns = (size_t)made->breakdowns;
    for (size_t b = 0; b < audit->breakdowns; b++) {
        AuditGroup *groups = arena_array(arena, AuditGroup, GROUPS_SHOWN + 1);
        for (size_t i = 0; i <= GROUPS_SHOWN; i++) {
            int64_t customers = made->new_customers * (int64_t)(GROUPS_SHOWN + 1 - i);
            groups[i] = (AuditGroup){.name = i == 3 ? STR("") : made->name,
                                     .other = i == GROUPS_SHOWN,
                                     .customers = customers,
                                     .orders = customers * 2,
                                     .revenue = customers * 9000,
                                     .average_order_value = 4500,
                                     .retention = rate_of(customers * 3 / 4, customers),
                                     .retention_before = rate_of(customers * 4 / 5, customers),
                                     .repeat_purchase = rate_of(customers / 4, customers),
                                     .lost = customers / 4,
                                     .lost_value = customers * 7000,
                                     .value = audit->lifetime};
            groups[i].change.rate_effect = -0.004 + 0.001 * (double)i;
        }
        audit->breakdown[b] = (AuditBreakdown){made->name, COLUMN_PRODUCT, GROUPS_SHOWN + 1, groups, true, -0.021};
    }
}

static void make_customers(Audit *audit, Arena *arena, const Made *made)
{
    Str *ids = arena_array(arena, Str, MADE_CUSTOMERS);
    Summaries *summaries = &audit->summaries;
    summaries->orders = arena_array(arena, uint32_t, MADE_CUSTOMERS);
    summaries->amount = arena_array(arena, int64_t, MADE_CUSTOMERS);
    summaries->last = arena_array(arena, Second, MADE_CUSTOMERS);
    audit->active = arena_array(arena, uint8_t, MADE_CUSTOMERS);
    audit->top = arena_array(arena, Customer, MADE_CUSTOMERS);
    audit->tops = 100;
    for (uint32_t i = 0; i < MADE_CUSTOMERS; i++) {
        ids[i] = str_equal(made->name, made_usual.name) ? str_format(arena, "C-%05u", 10000 + i * 37) : made->name;
        summaries->orders[i] = 40 - i / 12;
        summaries->amount[i] = 900000 - 2100 * (int64_t)i;
        summaries->last[i] = (Second)(audit->as_of - (Day)i) * SECONDS_PER_DAY;
        audit->active[i] = i % 5 != 0;
        audit->top[i] = i;
    }
    audit->columns.customers = MADE_CUSTOMERS;
    audit->columns.ids = ids;
}

static void make_value(Audit *audit)
{
    audit->lifetime = lifetime_value(4870, 0.62, 0.19);
    audit->lifetime_unit = audit->span.unit;
    audit->lost_customers = 2710;
    audit->lost_value = 43067900;
    audit->forecast_observed = true;
    audit->forecast_periods = 12;
    audit->forecast_total = revenue_forecast(3100000, 0.19, 12, audit->forecast);
    audit->uplift = retention_uplift(0.01, 870, 36000);
    audit->replacement_customers = 178;
    audit->replacement_cost = -1;
    audit->loyal_variation_observed = audit->new_variation_observed = true;
    audit->loyal_variation = 0.11;
    audit->new_variation = 0.38;
    audit->concentration = (Concentration){true, 0.2, 868, 41200, 0.613};
    audit->returning_observed = true;
    audit->returning_share = 0.64;
    audit->spend_premium = 0.173;
    audit->first_order_value = 4410;
    audit->returning_order_value = 5173;
}

static void make_findings(Audit *audit)
{
    bool french = audit->options.locale == LOCALE_FR;
    static const Severity severities[] = {SEVERITY_CRITICAL, SEVERITY_WARNING, SEVERITY_OPPORTUNITY,
                                          SEVERITY_INFORMATION};
    for (size_t i = 0; i < COUNT_OF(severities); i++)
        audit->finding[i] = (Finding){
            .kind = FINDING_RETENTION_BREAK,
            .severity = severities[i],
            .title = french ? STR("Depuis mai 2025, vous gardez moins de clients")
                            : STR("Since May 2025 you keep fewer customers"),
            .evidence = french ? STR("La rétention est passée de 85,1 % à 79,0 % par mois, et ce n’est pas le hasard.")
                               : STR("Retention went from 85.1% to 79.0% a month, and that is not chance."),
            .action = french ? STR("Cherchez ce qui a changé en avril 2025 : prix, livraison, offre.")
                             : STR("Look for what changed in April 2025: prices, delivery, range."),
            .has_value = i < 3,
            .value_at_stake = 1420000 / (int64_t)(i + 1),
            .value_basis = PHRASE("of revenue a year", "de chiffre d’affaires par an")};
    audit->findings = COUNT_OF(severities);
}

static void make_reading(Audit *audit, Arena *arena, const Made *made)
{
    OrderReading *reading = &audit->reading;
    static const ColumnRole roles[] = {COLUMN_CUSTOMER, COLUMN_DATE, COLUMN_AMOUNT, COLUMN_SKIP};
    *reading = (OrderReading){.files = made->files,
                              .rows = 18611,
                              .accepted = 18532,
                              .rejected = 79,
                              .refunds = 210,
                              .refund_amount = -940050,
                              .zero_amounts = 4,
                              .no_customer_amount = 122200};
    reading->file = arena_array(arena, OrderFile, made->files);
    for (size_t i = 0; i < made->files; i++) reading->file[i].source = (Source){.name = made->name};
    Layout *layout = &reading->file->layout;
    layout->csv.delimiter = ';';
    layout->columns = made->columns;
    for (size_t i = 0; i < made->columns; i++) {
        layout->names[i] = made->name;
        layout->roles[i] = roles[i % COUNT_OF(roles)];
    }
    layout->date.order = DATE_ORDER_DMY;
    layout->date.assumed = PHRASE("no day is above 12", "aucun jour ne dépasse 12");
    layout->amount.decimal = ',';
    reading->merge_why = PHRASE("rows of one order are added up", "les lignes d’une commande sont additionnées");
    reading->rejected_by[REJECT_BAD_DATE] = 70;
    reading->rejected_by[REJECT_NO_CUSTOMER] = 9;
    reading->rejects = 1;
    reading->reject = arena_new(arena, Reject);
    *reading->reject = (Reject){.line = 4711, .reason = REJECT_BAD_DATE, .column = made->name, .value = made->name};
}

Audit made_audit(Arena *arena, const Made *made)
{
    Audit audit = {.options = {.locale = made->locale, .unit = made->unit, .as_of = DAY_MAX, .margin = -1},
                   .customers = 4338,
                   .orders = 18532,
                   .refunds = 210,
                   .revenue = 89119060};
    CHECK(currency_find(STR("EUR"), &audit.currency));
    audit.as_of = audit.last_day = day_of_civil((CivilDate){2026, 1, 20});
    audit.window_choice = (WindowChoice){.reason = WINDOW_FROM_GAPS, .days = 120, .gaps = 9211, .return_after = 0.083};
    audit.window = (Window){.days = 120};
    make_periods(&audit, arena, made);
    audit.first_day = audit.period[0].first_day;
    make_cohorts(&audit, arena, made);
    make_survival(&audit, arena);
    make_value(&audit);
    make_groups(&audit, arena, made);
    make_customers(&audit, arena, made);
    make_findings(&audit);
    make_reading(&audit, arena, made);
    return audit;
}

Audit made_empty(Locale locale)
{
    return (Audit){.options = {.locale = locale, .as_of = DAY_MAX, .margin = -1}, .currency = currency_unknown};
}

Str made_report(const Audit *audit)
{
    Text out = text_in(test_arena());
    audit_html(audit, test_arena(), &out);
    return text_str(&out);
}

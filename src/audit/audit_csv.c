// audit_csv.c - the audit as one table of figures: section, item, measure, value, low, high, n, state.
//
// One figure a line, so that a spreadsheet can filter and pivot it. `state` tells "observed", "in progress" (the period
// has not ended) and "not observed" apart; the value of the last is empty, never 0.
#include <math.h>

#include "audit/audit.h"
#include "base/csv.h"
#include "base/number.h"

typedef enum State { OBSERVED, IN_PROGRESS, NOT_OBSERVED } State;

typedef struct Table {
    Text *text;
    const Audit *audit;
    Arena *arena;
    Str section, item;
    State state;
} Table;

static void begin_row(Table *table, const char *measure)
{
    csv_add(table->text, table->section);
    csv_add(table->text, table->item);
    csv_add(table->text, str_of(measure));
}

static void end_row(Table *table, Str value, Str low, Str high, Str n, State state)
{
    static const Str states[] = {STR("observed"), STR("in progress"), STR("not observed")};
    csv_add_number(table->text, value);
    csv_add_number(table->text, low);
    csv_add_number(table->text, high);
    csv_add_number(table->text, n);
    csv_add(table->text, states[state]);
    csv_end_record(table->text);
}

static Str decimal(Table *table, double value)
{
    return number_decimal(table->arena, value, 12);
}

static Str whole(Table *table, int64_t value)
{
    return str_format(table->arena, "%lld", (long long)value);
}

static void row_count(Table *table, const char *measure, int64_t value)
{
    begin_row(table, measure);
    end_row(table, whole(table, value), STR(""), STR(""), STR(""), table->state);
}

static void row_text(Table *table, const char *measure, Str value)
{
    begin_row(table, measure);
    csv_add(table->text, value);
    for (int i = 0; i < 3; i++) csv_add_number(table->text, STR(""));
    csv_add(table->text, STR("observed"));
    csv_end_record(table->text);
}

static void row_number(Table *table, const char *measure, bool observed, double value)
{
    begin_row(table, measure);
    end_row(table, observed ? decimal(table, value) : STR(""), STR(""), STR(""), STR(""),
            observed ? table->state : NOT_OBSERVED);
}

static void row_money(Table *table, const char *measure, bool observed, double amount_minor)
{
    begin_row(table, measure);
    Str value =
        observed ? money_decimal(table->arena, (int64_t)llround(amount_minor), &table->audit->currency) : STR("");
    end_row(table, value, STR(""), STR(""), STR(""), observed ? table->state : NOT_OBSERVED);
}

static void row_rate(Table *table, const char *measure, Rate rate)
{
    begin_row(table, measure);
    Str n = whole(table, rate.n);
    if (rate.observed)
        end_row(table, decimal(table, rate.value), decimal(table, rate.low), decimal(table, rate.high), n,
                table->state);
    else
        end_row(table, STR(""), STR(""), STR(""), n, NOT_OBSERVED);
}

static void add_input(Table *table)
{
    const Audit *audit = table->audit;
    table->section = STR("input");
    row_count(table, "rows", (int64_t)audit->reading.rows);
    row_count(table, "accepted", (int64_t)audit->reading.accepted);
    row_count(table, "rejected", (int64_t)audit->reading.rejected);
    row_count(table, "customers", audit->customers);
    row_count(table, "orders", audit->orders);
    row_count(table, "refunds", audit->refunds);
    row_money(table, "revenue", true, (double)audit->revenue);
    row_text(table, "currency", str_of(audit->currency.code));
    row_text(table, "first", day_name(table->arena, audit->first_day));
    row_text(table, "last", day_name(table->arena, audit->last_day));
    row_text(table, "as_of", day_name(table->arena, audit->as_of));
    row_number(table, "window_days", audit->window.days > 0, audit->window.days);
}

static void add_period(Table *table, const AuditPeriod *period)
{
    const Presence *presence = &period->presence;
    table->state = period->complete ? OBSERVED : IN_PROGRESS;
    row_text(table, "from", day_name(table->arena, period->first_day));
    row_text(table, "to", day_name(table->arena, period->last_day));
    row_count(table, "start", presence->start);
    row_count(table, "new", presence->new_);
    row_count(table, "reactivated", presence->reactivated);
    row_count(table, "retained", presence->retained);
    row_count(table, "lost", presence->lost);
    row_count(table, "end", presence->end);
    row_count(table, "passed_through", presence->passed_through);
    row_rate(table, "retention_rate", period->retention);
    row_rate(table, "churn_rate", period->churn);
    row_number(table, "count_formula_rate", period->retention.observed, period->count_formula);
    row_rate(table, "repeat_purchase_rate", period->repeat_purchase);
    row_count(table, "orders", presence->orders);
    row_count(table, "buyers", presence->buyers);
    row_money(table, "revenue", true, (double)period->revenue);
    row_money(table, "revenue_new", true, (double)presence->first_amount);
    row_money(table, "revenue_returning", true, (double)period->returning_revenue);
    row_money(table, "refunds", true, (double)presence->refund_amount);
    row_money(table, "average_order_value", period->has_orders, period->average_order_value);
    row_number(table, "purchase_frequency", period->has_orders, period->purchase_frequency);
    row_money(table, "revenue_per_customer", period->has_orders, period->revenue_per_customer);
    row_money(table, "lost_value", period->retention.observed && table->audit->lifetime.observed,
              (double)period->lost_value);
    table->state = OBSERVED;
}

static void add_periods(Table *table)
{
    const Audit *audit = table->audit;
    table->section = STR("periods");
    if (audit->study) {
        table->item = STR("study");
        add_period(table, audit->study);
        return;
    }
    for (size_t p = 0; p < audit->periods; p++) {
        table->item = period_name(table->arena, audit->span.unit, audit->period[p].number);
        add_period(table, &audit->period[p]);
    }
}

// `measure` is the age in periods; a cell is not observed when its period lies after the last one.
static void add_cohort_table(Table *table, const char *section, bool revenue)
{
    const Cohorts *cohorts = &table->audit->cohorts;
    uint32_t count = cohorts->span.count;
    bool last_complete = span_complete(&cohorts->span, count - 1);
    table->section = str_of(section);
    for (uint32_t cohort = 0; cohort < count; cohort++) {
        const CohortCell *first = cohort_cell(cohorts, cohort, 0);
        if (!first->active) continue;
        table->item = period_name(table->arena, cohorts->span.unit, cohorts->span.first + (PeriodNumber)cohort);
        Str n = whole(table, first->active);
        for (uint32_t age = 0; age < count; age++) {
            begin_row(table, str_c(table->arena, whole(table, age)));
            if (cohort + age >= count) {
                end_row(table, STR(""), STR(""), STR(""), n, NOT_OBSERVED);
                continue;
            }
            const CohortCell *cell = cohort_cell(cohorts, cohort, age);
            Str value = revenue ? money_decimal(table->arena, cell->amount, &table->audit->currency)
                                : whole(table, cell->active);
            bool cut = cohort + age == count - 1 && !last_complete;
            end_row(table, value, STR(""), STR(""), n, cut ? IN_PROGRESS : OBSERVED);
        }
    }
}

static void add_survival(Table *table)
{
    const Survival *survival = &table->audit->survival;
    table->section = STR("survival");
    for (size_t i = 0; i < survival->count; i++) {
        const SurvivalPoint *point = &survival->points[i];
        table->item = whole(table, point->day);
        begin_row(table, "survival");
        end_row(table, decimal(table, point->survival), decimal(table, point->low), decimal(table, point->high),
                whole(table, point->at_risk), OBSERVED);
    }
}

static void add_rfm(Table *table)
{
    table->section = STR("rfm");
    for (RfmGroup group = 0; group < RFM_GROUP_COUNT; group++) {
        const AuditRfmGroup *row = &table->audit->rfm[group];
        table->item = rfm_group_name(group);
        row_count(table, "customers", row->customers);
        row_count(table, "orders", row->orders);
        row_money(table, "revenue", true, (double)row->revenue);
        row_number(table, "share", table->audit->customers > 0, row->customer_share);
        row_number(table, "revenue_share", true, row->revenue_share);
        row_money(table, "future_value", table->audit->lifetime.observed, (double)row->future_value);
    }
}

static void add_value(Table *table)
{
    const Audit *audit = table->audit;
    const LifetimeValue *value = &audit->lifetime;
    table->section = STR("clv");
    table->item = period_unit_name(audit->lifetime_unit);
    row_money(table, "average_order_value", value->observed, value->average_order_value);
    row_number(table, "purchases_per_period", value->observed, value->purchases_per_period);
    row_number(table, "retention_periods", value->observed, value->retention_periods);
    row_money(table, "value", value->observed, value->value);
    table->section = STR("losses");
    table->item = STR("");
    row_count(table, "customers", audit->lost_customers);
    row_money(table, "value", value->observed, (double)audit->lost_value);
    row_count(table, "to_replace", audit->replacement_customers);
    row_money(table, "replacement_cost", audit->replacement_cost >= 0, (double)audit->replacement_cost);
    table->section = STR("what_if");
    table->item = STR("one point of retention");
    row_number(table, "customers", true, audit->uplift.customers);
    row_money(table, "revenue_a_year", true, audit->uplift.revenue);
    table->section = STR("forecast");
    for (int i = 0; audit->forecast_observed && i < audit->forecast_periods; i++) {
        table->item = whole(table, i + 1);
        row_money(table, "revenue", true, audit->forecast[i]);
    }
    table->section = STR("resilience");
    table->item = STR("");
    row_number(table, "returning_variation", audit->loyal_variation_observed, audit->loyal_variation);
    row_number(table, "new_variation", audit->new_variation_observed, audit->new_variation);
}

static void add_customers(Table *table)
{
    const Audit *audit = table->audit;
    table->section = STR("second_order");
    for (size_t i = 0; i < audit->conversions; i++) {
        table->item = whole(table, audit->conversion[i].days);
        row_rate(table, "rate", audit->conversion[i].rate);
    }
    table->item = STR("");
    table->section = STR("returning");
    row_rate(table, "repeat_purchase_rate", audit->lifetime_repeat);
    row_number(table, "revenue_share", audit->returning_observed, audit->returning_share);
    row_number(table, "spend_premium", audit->returning_observed, audit->spend_premium);
    table->section = STR("concentration");
    row_count(table, "top_customers", audit->concentration.customers);
    row_number(table, "revenue_share", audit->concentration.observed, audit->concentration.value_share);
    row_number(table, "profit_share", audit->profit_concentration.observed, audit->profit_concentration.value_share);
    table->section = STR("breaks");
    for (size_t i = 0; i < audit->retention_breaks; i++) {
        const Break *one = &audit->retention_break[i];
        table->item = day_name(table->arena, audit->period[one->at].first_day);
        row_number(table, "retention_before", true, one->before);
        row_number(table, "retention_after", true, one->after);
    }
}

static void add_at_risk(Table *table)
{
    const AuditPrediction *prediction = &table->audit->prediction;
    table->section = STR("customers_at_risk");
    for (size_t i = 0; i < prediction->at_risks; i++) {
        const AuditAtRisk *one = &prediction->at_risk[i];
        table->item = audit_customer_name(table->audit, one->customer, table->arena);
        row_number(table, "p_alive", true, one->alive);
        row_number(table, "expected_purchases", true, one->purchases);
        row_money(table, "future", prediction->has_amounts, one->future);
        row_money(table, "clv", prediction->has_amounts, one->past + one->future);
        row_text(table, "last_order", day_name(table->arena, one->last_order));
        row_text(table, "reason", say_at_risk(table->audit, one, table->arena));
    }
}

static void add_prediction(Table *table)
{
    const AuditPrediction *prediction = &table->audit->prediction;
    if (!prediction->asked) return;
    table->section = STR("prediction");
    table->item = STR("bg_nbd");
    for (size_t i = 0; i < LIFETIME_PARAMETERS; i++)
        row_number(table, str_c(table->arena, lifetime_parameter_name(LIFETIME_BG_NBD, i)), prediction->observed,
                   prediction->fit.parameter[i]);
    row_number(table, "log_likelihood", prediction->observed, prediction->fit.log_likelihood);
    table->item = STR("");
    row_count(table, "horizon_days", prediction->horizon_days);
    row_count(table, "repeat_customers", prediction->repeaters);
    row_number(table, "repeat_customers_still", prediction->observed, prediction->still);
    row_number(table, "expected_purchases", prediction->observed, prediction->purchases);
    row_money(table, "expected_revenue", prediction->has_amounts, prediction->revenue);
    row_number(table, "holdout_actual", prediction->has_holdout, prediction->holdout_actual);
    row_number(table, "holdout_predicted", prediction->has_holdout, prediction->holdout_predicted);
    add_at_risk(table);
}

static void add_breakdowns(Table *table)
{
    for (size_t d = 0; d < table->audit->breakdowns; d++) {
        const AuditBreakdown *breakdown = &table->audit->breakdown[d];
        table->section = str_format(table->arena, "by %.*s", STR_ARGS(breakdown->dimension));
        for (size_t g = 0; g < breakdown->groups; g++) {
            const AuditGroup *group = &breakdown->group[g];
            table->item = group->other ? STR("(other)") : group->name.size ? group->name : STR("(none)");
            row_count(table, "customers", group->customers);
            row_count(table, "orders", group->orders);
            row_money(table, "revenue", true, (double)group->revenue);
            row_money(table, "average_order_value", group->orders > 0, group->average_order_value);
            row_rate(table, "repeat_purchase_rate", group->repeat_purchase);
            row_rate(table, "retention_rate", group->retention);
            row_money(table, "clv", group->value.observed, group->value.value);
            row_number(table, "contribution", breakdown->change_observed,
                       group->change.rate_effect + group->change.mix_effect);
        }
    }
}

static void add_findings(Table *table)
{
    table->section = STR("findings");
    for (size_t i = 0; i < table->audit->findings; i++) {
        const Finding *finding = &table->audit->finding[i];
        table->item = whole(table, (int64_t)i + 1);
        row_text(table, "kind", finding_kind_name(finding->kind));
        row_text(table, "title", finding->title);
        row_text(table, "evidence", finding->evidence);
        row_text(table, "action", finding->action);
        row_money(table, "value_at_stake", finding->has_value, (double)finding->value_at_stake);
    }
}

void audit_csv(const Audit *audit, Arena *arena, Text *text)
{
    Table table = {.text = text, .audit = audit, .arena = arena, .item = STR("")};
    static const Str names[] = {STR("section"), STR("item"), STR("measure"), STR("value"),
                                STR("low"),     STR("high"), STR("n"),       STR("state")};
    for (size_t i = 0; i < COUNT_OF(names); i++) csv_add(text, names[i]);
    csv_end_record(text);
    add_input(&table);
    add_periods(&table);
    add_cohort_table(&table, "cohorts_customers", false);
    add_cohort_table(&table, "cohorts_revenue", true);
    add_survival(&table);
    add_rfm(&table);
    add_value(&table);
    add_customers(&table);
    add_prediction(&table);
    add_breakdowns(&table);
    add_findings(&table);
}

// audit_json.c - the audit for programs. Key names are the public interface; docs/audit-json.md describes them.
#include "audit/audit_json_parts.h"
#include "base/json.h"

enum { REJECTS_LISTED = 1000 };

typedef struct Out {
    JsonWriter json;
    const Audit *audit;
    Arena *arena;
} Out;

static void put_string(Out *out, const char *key, Str value)
{
    json_key(&out->json, key);
    json_string(&out->json, value);
}

static void put_integer(Out *out, const char *key, int64_t value)
{
    json_key(&out->json, key);
    json_integer(&out->json, value);
}

static void put_boolean(Out *out, const char *key, bool value)
{
    json_key(&out->json, key);
    json_boolean(&out->json, value);
}

static void put_number(Out *out, const char *key, bool observed, double value)
{
    json_key(&out->json, key);
    if (observed)
        json_number(&out->json, value);
    else
        json_null(&out->json);
}

static void put_money(Out *out, const char *key, int64_t amount_minor)
{
    put_string(out, key, money_decimal(out->arena, amount_minor, &out->audit->currency));
}

// A mean of amounts: rounded to the minor unit, as it is shown.
static void put_mean_money(Out *out, const char *key, bool observed, double amount_minor)
{
    if (observed) {
        put_money(out, key, (int64_t)__builtin_llround(amount_minor));
    } else {
        json_key(&out->json, key);
        json_null(&out->json);
    }
}

static void put_day(Out *out, const char *key, Day day)
{
    put_string(out, key, day_name(out->arena, day));
}

static void put_rate(Out *out, const char *key, Rate rate)
{
    json_key(&out->json, key);
    json_begin_object(&out->json);
    put_number(out, "value", rate.observed, rate.value);
    put_number(out, "low", rate.observed, rate.low);
    put_number(out, "high", rate.observed, rate.high);
    put_integer(out, "n", rate.n);
    json_end_object(&out->json);
}

static void put_columns(Out *out, const Layout *layout)
{
    json_key(&out->json, "columns");
    json_begin_array(&out->json);
    for (size_t i = 0; i < layout->columns; i++) {
        json_begin_object(&out->json);
        put_string(out, "name", layout->names[i]);
        put_string(out, "role", column_role_name(layout->roles[i]));
        json_end_object(&out->json);
    }
    json_end_array(&out->json);
}

static Str date_form(const DateFormat *date)
{
    if (date->order == DATE_ORDER_DMY) return STR("day-month-year");
    if (date->order == DATE_ORDER_MDY) return STR("month-day-year");
    if (date->unix_seconds) return STR("unix");
    return date->month_names ? STR("month name") : STR("year-month-day");
}

static void put_file(Out *out, const OrderFile *file)
{
    const Layout *layout = &file->layout;
    json_begin_object(&out->json);
    put_string(out, "name", file->source.name);
    put_string(out, "charset", charset_name(file->source.charset));
    put_string(out, "delimiter", layout->csv.delimiter ? (Str){&layout->csv.delimiter, 1} : STR("white space"));
    put_boolean(out, "header", layout->header);
    put_columns(out, layout);
    put_string(out, "dates", date_form(&layout->date));
    put_boolean(out, "dates_decided", layout->date.decided);
    put_string(out, "decimal", (Str){&layout->amount.decimal, 1});
    put_integer(out, "rows", (int64_t)file->rows);
    put_integer(out, "accepted", (int64_t)file->accepted);
    put_integer(out, "rejected", (int64_t)file->rejected);
    json_end_object(&out->json);
}

static void put_rejects(Out *out, const OrderReading *reading)
{
    json_key(&out->json, "rejects");
    json_begin_array(&out->json);
    for (size_t i = 0; i < reading->rejects && i < REJECTS_LISTED; i++) {
        const Reject *reject = &reading->reject[i];
        json_begin_object(&out->json);
        if (reading->files > 1) put_string(out, "file", reading->file[reject->file].source.name);
        put_integer(out, "line", (int64_t)reject->line);
        put_string(out, "reason", reject_reason_name(reject->reason));
        put_string(out, "column", reject->column);
        put_string(out, "value", reject->value);
        json_end_object(&out->json);
    }
    json_end_array(&out->json);
    json_key(&out->json, "rejected_by_reason");
    json_begin_object(&out->json);
    for (RejectReason reason = 0; reason < REJECT_REASON_COUNT; reason++)
        if (reading->rejected_by[reason])
            put_integer(out, str_c(out->arena, reject_reason_name(reason)), (int64_t)reading->rejected_by[reason]);
    json_end_object(&out->json);
}

static void put_input(Out *out)
{
    const Audit *audit = out->audit;
    const OrderReading *reading = &audit->reading;
    json_key(&out->json, "input");
    json_begin_object(&out->json);
    put_integer(out, "rows", (int64_t)reading->rows);
    put_integer(out, "accepted", (int64_t)reading->accepted);
    put_integer(out, "rejected", (int64_t)reading->rejected);
    put_rejects(out, reading);
    put_integer(out, "rows_after_as_of", (int64_t)reading->counts.rows_after_until);
    put_integer(out, "customers", audit->customers);
    put_integer(out, "customers_without_purchase", audit->refund_only_customers);
    put_integer(out, "orders", audit->orders);
    put_integer(out, "refunds", audit->refunds);
    put_money(out, "amount_total", audit->revenue);
    put_money(out, "amount_without_customer", reading->no_customer_amount);
    json_key(&out->json, "currency");
    if (audit->currency.code[0])
        json_string(&out->json, str_of(audit->currency.code));
    else
        json_null(&out->json);
    put_day(out, "first", audit->first_day);
    put_day(out, "last", audit->last_day);
    json_key(&out->json, "files");
    json_begin_array(&out->json);
    for (size_t i = 0; i < reading->files; i++) put_file(out, &reading->file[i]);
    json_end_array(&out->json);
    json_end_object(&out->json);
}

static void put_window(Out *out)
{
    static const Str reasons[] = {[WINDOW_GIVEN] = STR("given"),
                                  [WINDOW_FROM_GAPS] = STR("gaps"),
                                  [WINDOW_TOO_FEW_GAPS] = STR("too_few_gaps"),
                                  [WINDOW_CUT_TO_HALF] = STR("cut_to_half")};
    const WindowChoice *choice = &out->audit->window_choice;
    json_key(&out->json, "window_days");
    if (out->audit->window.days)
        json_integer(&out->json, out->audit->window.days);
    else
        json_null(&out->json); // the period itself is the window
    json_key(&out->json, "window");
    json_begin_object(&out->json);
    put_string(out, "reason", reasons[choice->reason]);
    put_integer(out, "gaps", choice->gaps);
    put_number(out, "median_gap_days", choice->median_gap_days > 0, choice->median_gap_days);
    put_number(out, "return_share", choice->gaps > 0, choice->return_share);
    put_number(out, "return_after", choice->gaps > 0, choice->return_after);
    json_end_object(&out->json);
}

static void put_period_customers(Out *out, const AuditPeriod *period)
{
    const Presence *presence = &period->presence;
    put_integer(out, "start", presence->start);
    put_integer(out, "new", presence->new_);
    put_integer(out, "reactivated", presence->reactivated);
    put_integer(out, "retained", presence->retained);
    put_integer(out, "lost", presence->lost);
    put_integer(out, "end", presence->end);
    put_integer(out, "passed_through", presence->passed_through);
    put_integer(out, "net", presence->end - presence->start);
    put_rate(out, "retention_rate", period->retention);
    put_rate(out, "churn_rate", period->churn);
    put_number(out, "count_formula_rate", period->retention.observed, period->count_formula);
    put_rate(out, "repeat_purchase_rate", period->repeat_purchase);
}

static void put_period(Out *out, const AuditPeriod *period)
{
    const PeriodSpan *span = &out->audit->span;
    bool study = period == out->audit->study;
    Str name = study ? str_format(out->arena, "%.*s..%.*s", STR_ARGS(day_name(out->arena, period->first_day)),
                                  STR_ARGS(day_name(out->arena, period->last_day)))
                     : period_name(out->arena, span->unit, period->number);
    json_begin_object(&out->json);
    put_string(out, "period", name);
    put_day(out, "from", period->first_day);
    put_day(out, "to", period->last_day);
    put_boolean(out, "complete", period->complete);
    put_period_customers(out, period);
    put_integer(out, "orders", period->presence.orders);
    put_integer(out, "buyers", period->presence.buyers);
    put_money(out, "revenue", period->revenue);
    put_money(out, "purchases", period->presence.purchase_amount);
    put_money(out, "refunds", period->presence.refund_amount);
    put_money(out, "revenue_new", period->presence.first_amount);
    put_money(out, "revenue_returning", period->returning_revenue);
    put_mean_money(out, "average_order_value", period->has_orders, period->average_order_value);
    put_number(out, "purchase_frequency", period->has_orders, period->purchase_frequency);
    put_mean_money(out, "revenue_per_customer", period->has_orders, period->revenue_per_customer);
    put_mean_money(out, "lost_value", period->retention.observed && out->audit->lifetime.observed,
                   (double)period->lost_value);
    json_end_object(&out->json);
}

static void put_periods(Out *out)
{
    const Audit *audit = out->audit;
    json_key(&out->json, "periods");
    json_begin_array(&out->json);
    if (audit->study) put_period(out, audit->study);
    for (size_t p = 0; !audit->study && p < audit->periods; p++) put_period(out, &audit->period[p]);
    json_end_array(&out->json);
}

// One array over the ages: customers, or money. Ages whose period lies after the last are not observed.
static void put_cohort_cells(Out *out, const char *key, uint32_t cohort, bool money, bool cumulative)
{
    const Cohorts *cohorts = &out->audit->cohorts;
    int64_t sum = 0;
    json_key(&out->json, key);
    json_begin_array(&out->json);
    for (uint32_t age = 0; age < cohorts->span.count; age++) {
        if (cohort + age >= cohorts->span.count) {
            json_null(&out->json);
            continue;
        }
        const CohortCell *cell = cohort_cell(cohorts, cohort, age);
        sum = cumulative ? sum + cell->amount : cell->amount;
        if (money)
            json_string(&out->json, money_decimal(out->arena, sum, &out->audit->currency));
        else
            json_integer(&out->json, cell->active);
    }
    json_end_array(&out->json);
}

static void put_cohort_row(Out *out, uint32_t cohort)
{
    const Cohorts *cohorts = &out->audit->cohorts;
    json_begin_object(&out->json);
    put_string(out, "cohort", period_name(out->arena, cohorts->span.unit, cohorts->span.first + (PeriodNumber)cohort));
    put_integer(out, "size", cohort_cell(cohorts, cohort, 0)->active);
    put_cohort_cells(out, "active", cohort, false, false);
    put_cohort_cells(out, "revenue", cohort, true, false);
    put_cohort_cells(out, "revenue_cumulative", cohort, true, true);
    json_end_object(&out->json);
}

static void put_cohorts(Out *out)
{
    const Cohorts *cohorts = &out->audit->cohorts;
    json_key(&out->json, "cohorts");
    json_begin_object(&out->json);
    put_string(out, "unit", period_unit_name(cohorts->span.unit));
    put_boolean(out, "last_complete", span_complete(&cohorts->span, cohorts->span.count - 1));
    json_key(&out->json, "rows");
    json_begin_array(&out->json);
    for (uint32_t cohort = 0; cohort < cohorts->span.count; cohort++)
        if (cohort_cell(cohorts, cohort, 0)->active) put_cohort_row(out, cohort);
    json_end_array(&out->json);
    json_end_object(&out->json);
}

static void put_rfm(Out *out)
{
    json_key(&out->json, "rfm");
    json_begin_object(&out->json);
    json_key(&out->json, "segments");
    json_begin_array(&out->json);
    for (RfmGroup group = 0; group < RFM_GROUP_COUNT; group++) {
        const AuditRfmGroup *row = &out->audit->rfm[group];
        json_begin_object(&out->json);
        put_string(out, "name", rfm_group_name(group));
        put_string(out, "label", str_of(rfm_group_label(group).in[out->audit->options.locale]));
        put_integer(out, "customers", row->customers);
        put_integer(out, "orders", row->orders);
        put_money(out, "revenue", row->revenue);
        put_number(out, "share", out->audit->customers > 0, row->customer_share);
        put_number(out, "revenue_share", true, row->revenue_share);
        put_mean_money(out, "future_value", out->audit->lifetime.observed, (double)row->future_value);
        json_end_object(&out->json);
    }
    json_end_array(&out->json);
    json_end_object(&out->json);
}

static void put_survival(Out *out)
{
    const Survival *survival = &out->audit->survival;
    json_key(&out->json, "survival");
    json_begin_object(&out->json);
    json_key(&out->json, "points");
    json_begin_array(&out->json);
    for (size_t i = 0; i < survival->count; i++) {
        const SurvivalPoint *point = &survival->points[i];
        json_begin_object(&out->json);
        put_integer(out, "day", point->day);
        put_number(out, "survival", true, point->survival);
        put_number(out, "low", true, point->low);
        put_number(out, "high", true, point->high);
        put_integer(out, "at_risk", point->at_risk);
        put_integer(out, "left", point->left);
        json_end_object(&out->json);
    }
    json_end_array(&out->json);
    put_number(out, "median_days", survival->median_reached, survival->median_day);
    json_key(&out->json, "peak_hazard");
    if (out->audit->has_peak_hazard) {
        const Hazard *peak = &out->audit->peak_hazard;
        json_begin_object(&out->json);
        put_integer(out, "from_day", peak->from_day);
        put_integer(out, "to_day", peak->to_day);
        put_number(out, "rate", true, peak->rate);
        put_integer(out, "n", peak->at_risk);
        json_end_object(&out->json);
    } else {
        json_null(&out->json);
    }
    json_end_object(&out->json);
}

static void put_lifetime(Out *out, const char *key, const LifetimeValue *value)
{
    json_key(&out->json, key);
    json_begin_object(&out->json);
    put_mean_money(out, "average_order_value", value->observed, value->average_order_value);
    put_number(out, "purchases_per_period", value->observed, value->purchases_per_period);
    put_number(out, "retention_periods", value->observed, value->retention_periods);
    put_mean_money(out, "value", value->observed, value->value);
    put_string(out, "unit", period_unit_name(out->audit->lifetime_unit));
    double margin = out->audit->options.margin;
    if (margin >= 0) put_mean_money(out, "margin_value", value->observed, value->value * margin);
    json_end_object(&out->json);
}

static void put_value(Out *out)
{
    const Audit *audit = out->audit;
    json_key(&out->json, "clv");
    json_begin_object(&out->json);
    put_lifetime(out, "formula", &audit->lifetime);
    audit_json_prediction(&out->json, audit, out->arena);
    json_end_object(&out->json);

    json_key(&out->json, "losses");
    json_begin_object(&out->json);
    put_integer(out, "customers", audit->lost_customers);
    put_mean_money(out, "value", audit->lifetime.observed, (double)audit->lost_value);
    put_integer(out, "to_replace", audit->replacement_customers);
    put_mean_money(out, "replacement_cost", audit->replacement_cost >= 0, (double)audit->replacement_cost);
    json_end_object(&out->json);

    json_key(&out->json, "one_point_of_retention");
    json_begin_object(&out->json);
    put_number(out, "customers", true, audit->uplift.customers);
    put_mean_money(out, "revenue_a_year", true, audit->uplift.revenue);
    json_end_object(&out->json);

    json_key(&out->json, "forecast");
    json_begin_array(&out->json);
    for (int i = 0; audit->forecast_observed && i < audit->forecast_periods; i++)
        json_string(&out->json,
                    money_decimal(out->arena, (int64_t)__builtin_llround(audit->forecast[i]), &audit->currency));
    json_end_array(&out->json);

    json_key(&out->json, "resilience");
    json_begin_object(&out->json);
    put_number(out, "returning_variation", audit->loyal_variation_observed, audit->loyal_variation);
    put_number(out, "new_variation", audit->new_variation_observed, audit->new_variation);
    json_end_object(&out->json);
}

static void put_concentration(Out *out)
{
    const Audit *audit = out->audit;
    json_key(&out->json, "concentration");
    json_begin_object(&out->json);
    put_number(out, "top", true, audit->concentration.share);
    put_integer(out, "top_customers", audit->concentration.customers);
    put_number(out, "revenue_share", audit->concentration.observed, audit->concentration.value_share);
    put_number(out, "profit_share", audit->profit_concentration.observed, audit->profit_concentration.value_share);
    json_key(&out->json, "customers");
    json_begin_array(&out->json);
    for (size_t i = 0; i < audit->tops; i++) json_string(&out->json, audit->columns.ids[audit->top[i]]);
    json_end_array(&out->json);
    json_end_object(&out->json);

    json_key(&out->json, "returning");
    json_begin_object(&out->json);
    put_number(out, "revenue_share", audit->returning_observed, audit->returning_share);
    put_number(out, "spend_premium", audit->returning_observed, audit->spend_premium);
    put_mean_money(out, "first_order_value", audit->returning_observed, audit->first_order_value);
    put_mean_money(out, "returning_order_value", audit->returning_observed, audit->returning_order_value);
    put_rate(out, "repeat_purchase_rate", audit->lifetime_repeat);
    json_end_object(&out->json);

    json_key(&out->json, "second_order");
    json_begin_array(&out->json);
    for (size_t i = 0; i < audit->conversions; i++) {
        json_begin_object(&out->json);
        put_integer(out, "days", audit->conversion[i].days);
        put_rate(out, "rate", audit->conversion[i].rate);
        json_end_object(&out->json);
    }
    json_end_array(&out->json);
}

static void put_breaks(Out *out)
{
    const Audit *audit = out->audit;
    static const Str trends[] = {[TREND_UNKNOWN] = STR("unknown"),
                                 [TREND_FLAT] = STR("flat"),
                                 [TREND_RISING] = STR("rising"),
                                 [TREND_FALLING] = STR("falling")};
    json_key(&out->json, "breaks");
    json_begin_array(&out->json);
    for (size_t i = 0; i < audit->retention_breaks; i++) {
        const Break *one = &audit->retention_break[i];
        json_begin_object(&out->json);
        put_string(out, "period", period_name(out->arena, audit->span.unit, audit->period[one->at].number));
        put_day(out, "date", audit->period[one->at].first_day);
        put_number(out, "retention_before", true, one->before);
        put_number(out, "retention_after", true, one->after);
        put_number(out, "p_value", true, one->p_value);
        json_end_object(&out->json);
    }
    json_end_array(&out->json);
    put_string(out, "trend", trends[audit->retention_trend]);
}

static void put_group(Out *out, const AuditBreakdown *breakdown, const AuditGroup *group)
{
    json_begin_object(&out->json);
    put_string(out, "name", group->name);
    put_boolean(out, "other", group->other);
    put_integer(out, "customers", group->customers);
    put_integer(out, "orders", group->orders);
    put_money(out, "revenue", group->revenue);
    put_mean_money(out, "average_order_value", group->orders > 0, group->average_order_value);
    put_number(out, "purchase_frequency", group->customers > 0, group->purchase_frequency);
    put_rate(out, "repeat_purchase_rate", group->repeat_purchase);
    put_rate(out, "retention_rate", group->retention);
    put_rate(out, "retention_rate_before", group->retention_before);
    put_lifetime(out, "clv", &group->value);
    put_integer(out, "lost", group->lost);
    put_mean_money(out, "lost_value", group->value.observed, (double)group->lost_value);
    put_number(out, "contribution", breakdown->change_observed, group->change.rate_effect + group->change.mix_effect);
    put_number(out, "rate_effect", breakdown->change_observed, group->change.rate_effect);
    put_number(out, "mix_effect", breakdown->change_observed, group->change.mix_effect);
    json_end_object(&out->json);
}

static void put_breakdowns(Out *out)
{
    json_key(&out->json, "breakdowns");
    json_begin_array(&out->json);
    for (size_t d = 0; d < out->audit->breakdowns; d++) {
        const AuditBreakdown *breakdown = &out->audit->breakdown[d];
        json_begin_object(&out->json);
        put_string(out, "column", breakdown->dimension);
        put_string(out, "role", column_role_name(breakdown->role));
        put_number(out, "retention_change", breakdown->change_observed, breakdown->total_change);
        json_key(&out->json, "groups");
        json_begin_array(&out->json);
        for (size_t g = 0; g < breakdown->groups; g++) put_group(out, breakdown, &breakdown->group[g]);
        json_end_array(&out->json);
        json_end_object(&out->json);
    }
    json_end_array(&out->json);
}

static void put_findings(Out *out)
{
    static const Str severities[] = {[SEVERITY_INFORMATION] = STR("information"),
                                     [SEVERITY_OPPORTUNITY] = STR("opportunity"),
                                     [SEVERITY_WARNING] = STR("warning"),
                                     [SEVERITY_CRITICAL] = STR("critical")};
    json_key(&out->json, "findings");
    json_begin_array(&out->json);
    for (size_t i = 0; i < out->audit->findings; i++) {
        const Finding *finding = &out->audit->finding[i];
        json_begin_object(&out->json);
        put_string(out, "kind", finding_kind_name(finding->kind));
        put_string(out, "severity", severities[finding->severity]);
        put_string(out, "title", finding->title);
        put_string(out, "evidence", finding->evidence);
        put_string(out, "action", finding->action);
        put_mean_money(out, "value_at_stake", finding->has_value, (double)finding->value_at_stake);
        put_number(out, "p_value", finding->p_value < 1, finding->p_value);
        json_end_object(&out->json);
    }
    json_end_array(&out->json);
}

void audit_json(const Audit *audit, Arena *arena, Text *text)
{
    Out out = {.json = json_writer(text), .audit = audit, .arena = arena};
    json_begin_object(&out.json);
    put_input(&out);
    put_day(&out, "as_of", audit->as_of);
    put_window(&out);
    put_periods(&out);
    put_cohorts(&out);
    put_rfm(&out);
    put_survival(&out);
    put_value(&out);
    audit_json_at_risk(&out.json, audit, arena);
    put_concentration(&out);
    put_breaks(&out);
    put_breakdowns(&out);
    put_findings(&out);
    json_end_object(&out.json);
    text_add_byte(text, '\n');
}

// lifetime_json.c - the report for programs, and its customers as a table: docs/predict-lifetime.md describes the
// members.
#include <math.h>

#include "base/csv.h"
#include "base/json.h"
#include "base/number.h"
#include "prediction/lifetime_report.h"

typedef struct Out {
    JsonWriter json;
    const LifetimeReport *report;
    Locale locale;
    Arena *arena;
} Out;

static void put_number(Out *out, const char *key, double value)
{
    json_key(&out->json, key);
    json_number(&out->json, value);
}

static void put_count(Out *out, const char *key, size_t value)
{
    json_key(&out->json, key);
    json_integer(&out->json, (int64_t)value);
}

static void put_text(Out *out, const char *key, Str value)
{
    json_key(&out->json, key);
    json_string(&out->json, value);
}

static void put_day(Out *out, const char *key, Day day)
{
    put_text(out, key, day_name(out->arena, day));
}

static void put_null(Out *out, const char *key)
{
    json_key(&out->json, key);
    json_null(&out->json);
}

static Str money(const LifetimeReport *report, Arena *arena, double amount_minor)
{
    return money_decimal(arena, (int64_t)llround(fmax(-9e15, fmin(9e15, amount_minor))), &report->currency);
}

static void put_money(Out *out, const char *key, bool observed, double amount_minor)
{
    if (observed)
        put_text(out, key, money(out->report, out->arena, amount_minor));
    else
        put_null(out, key);
}

// ---- models ----

static void put_numbers(Out *out, const char *key, LifetimeModel model, const double *numbers)
{
    json_key(&out->json, key);
    json_begin_object(&out->json);
    for (size_t i = 0; i < LIFETIME_PARAMETERS; i++)
        put_number(out, str_c(out->arena, lifetime_parameter_name(model, i)), numbers[i]);
    json_end_object(&out->json);
}

static void put_fit(Out *out, LifetimeModel model)
{
    const LifetimeReport *report = out->report;
    const LifetimeFit *fit = &report->fit[model];
    const LifetimeTrial *trial = &report->choice.trial[model];
    for (size_t i = 0; i < LIFETIME_PARAMETERS; i++)
        put_number(out, str_c(out->arena, lifetime_parameter_name(model, i)), fit->parameter[i]);
    put_numbers(out, "parameters", model, fit->parameter);
    put_numbers(out, "errors", model, fit->error);
    put_numbers(out, "low", model, fit->low);
    put_numbers(out, "high", model, fit->high);
    put_number(out, "log_likelihood", fit->log_likelihood);
    put_count(out, "customers", fit->customers);
    put_count(out, "groups", fit->groups);
    put_number(out, "shrunk", fit->shrunk);
    if (!report->judged || !trial->fitted) return;
    put_number(out, "holdout_log_likelihood", trial->later_log_likelihood);
    put_number(out, "holdout_predicted", trial->predicted);
    put_number(out, "holdout_mae", trial->mean_absolute_error);
}

static Str refusal_of(const LifetimeReport *report, LifetimeModel model, Locale locale)
{
    Str told = report->choice.trial[model].refusal[locale];
    return told.size ? told : str_of(report->refusal[model].message[locale]);
}

static void put_models(Out *out)
{
    json_key(&out->json, "models");
    json_begin_object(&out->json);
    for (LifetimeModel model = 0; model < LIFETIME_MODEL_COUNT; model++) {
        json_key(&out->json, str_c(out->arena, lifetime_name(model)));
        json_begin_object(&out->json);
        if (out->report->fitted[model])
            put_fit(out, model);
        else
            put_text(out, "refusal", refusal_of(out->report, model, out->locale));
        json_end_object(&out->json);
    }
    json_end_object(&out->json);
}

static void put_amounts(Out *out)
{
    static const char *const names[GAMMA_GAMMA_PARAMETERS] = {"p", "q", "gamma"};
    const GammaGammaFit *fit = &out->report->amounts;
    json_key(&out->json, "gamma_gamma");
    json_begin_object(&out->json);
    if (out->report->has_amounts) {
        for (size_t i = 0; i < GAMMA_GAMMA_PARAMETERS; i++) put_number(out, names[i], fit->parameter[i]);
        json_key(&out->json, "errors");
        json_begin_object(&out->json);
        for (size_t i = 0; i < GAMMA_GAMMA_PARAMETERS; i++) put_number(out, names[i], fit->error[i]);
        json_end_object(&out->json);
        put_number(out, "log_likelihood", fit->log_likelihood);
        put_count(out, "customers", fit->customers);
        put_money(out, "mean_amount", true, fit->population);
        put_number(out, "correlation", fit->correlation);
        put_number(out, "shrunk", fit->shrunk);
    } else {
        put_text(out, "refusal", str_of(out->report->amounts_refusal.message[out->locale]));
    }
    json_end_object(&out->json);
}

// ---- hold-out ----

static void put_groups(Out *out)
{
    json_key(&out->json, "by_frequency");
    json_begin_array(&out->json);
    for (size_t x = 0; x < JUDGED_GROUPS; x++) {
        const JudgedGroup *group = &out->report->group[x];
        if (!group->customers) continue;
        json_begin_object(&out->json);
        put_text(out, "x", str_format(out->arena, x == JUDGED_GROUPS - 1 ? "%zu+" : "%zu", x));
        put_count(out, "customers", group->customers);
        put_number(out, "actual", group->actual);
        put_number(out, "predicted", group->predicted);
        json_end_object(&out->json);
    }
    json_end_array(&out->json);
}

static void put_weeks(Out *out)
{
    json_key(&out->json, "weekly");
    json_begin_array(&out->json);
    for (size_t week = 0; week < out->report->weeks; week++) {
        json_begin_object(&out->json);
        put_count(out, "week", week + 1);
        put_count(out, "actual", out->report->week_actual[week]);
        put_number(out, "predicted", out->report->week_predicted[week]);
        json_end_object(&out->json);
    }
    json_end_array(&out->json);
}

static void put_holdout(Out *out)
{
    const LifetimeReport *report = out->report;
    const LifetimeChoice *choice = &report->choice;
    const LifetimeTrial *trial = &choice->trial[choice->model];
    json_key(&out->json, "holdout");
    json_begin_object(&out->json);
    if (report->judged) {
        put_day(out, "from", report->judged_from);
        put_day(out, "to", report->judged_to);
        put_count(out, "customers", choice->judged);
        put_number(out, "actual", choice->actual);
        put_number(out, "predicted", trial->predicted);
        put_number(out, "mae", trial->mean_absolute_error);
        put_number(out, "naive", choice->naive);
        put_number(out, "naive_mae", choice->naive_mean_absolute_error);
        put_groups(out);
        put_weeks(out);
    } else {
        put_text(out, "refusal", report->unjudged[out->locale]);
    }
    json_end_object(&out->json);
}

// ---- customers ----

static void put_known(Out *out, const char *key, bool known, double value)
{
    if (known)
        put_number(out, key, value);
    else
        put_null(out, key);
}

static void put_next(Out *out, const NextPurchase *next)
{
    json_key(&out->json, "next_purchase");
    if (!next->likely) {
        json_null(&out->json);
        return;
    }
    Day as_of = out->report->as_of;
    json_begin_object(&out->json);
    put_day(out, "day", as_of + (Day)ceil(next->days));
    put_day(out, "low", as_of + (Day)ceil(next->low));
    put_day(out, "high", as_of + (Day)ceil(next->high));
    json_end_object(&out->json);
}

static void put_value(Out *out, size_t place, size_t i)
{
    const LifetimeReport *report = out->report;
    bool known = place < report->intervals && report->has_amounts;
    put_money(out, "past", true, report->past[i]);
    put_money(out, "future", report->has_amounts, report->future[i]);
    put_money(out, "future_low", known, known ? report->future_range[place].low : 0);
    put_money(out, "future_high", known, known ? report->future_range[place].high : 0);
    put_money(out, "clv", report->has_amounts, report->past[i] + report->future[i]);
}

// What each model says, so that they can be compared customer by customer.
static void put_by_model(Out *out, size_t i)
{
    const LifetimeReport *report = out->report;
    json_key(&out->json, "models");
    json_begin_object(&out->json);
    for (LifetimeModel m = 0; m < LIFETIME_MODEL_COUNT; m++) {
        if (!report->fitted[m]) continue;
        json_key(&out->json, str_c(out->arena, lifetime_name(m)));
        json_begin_object(&out->json);
        put_number(out, "p_alive", lifetime_alive(&report->fit[m], report_figures(report, i)));
        put_number(out, "expected_purchases",
                   lifetime_expected(&report->fit[m], report_figures(report, i), report->options.horizon_days));
        json_end_object(&out->json);
    }
    json_end_object(&out->json);
}

static void put_customer(Out *out, size_t place)
{
    const LifetimeReport *report = out->report;
    const Buying *buying = &report->buying;
    double unit = report->options.unit_days;
    size_t i = report->order[place];
    bool known = place < report->intervals;
    json_begin_object(&out->json);
    put_text(out, "customer", report->columns->ids[buying->customer[i]]);
    put_count(out, "x", buying->x[i]);
    put_number(out, "t_x", buying->t_x[i] / unit);
    put_number(out, "T", buying->T[i] / unit);
    put_number(out, "p_alive", report->alive[i]);
    put_number(out, "expected_purchases", report->purchases[i]);
    put_known(out, "expected_purchases_low", known, known ? report->purchases_range[place].low : 0);
    put_known(out, "expected_purchases_high", known, known ? report->purchases_range[place].high : 0);
    put_next(out, &report->next[i]);
    put_money(out, "expected_amount", report->has_amounts,
              report->has_amounts ? gamma_gamma_mean(&report->amounts, buying->x[i], buying->mean_amount[i]) : 0);
    put_value(out, place, i);
    put_by_model(out, i);
    json_end_object(&out->json);
}

static void put_customers(Out *out)
{
    Arena *kept = out->arena, *scratch = arena_open(0);
    json_key(&out->json, "customers");
    json_begin_array(&out->json);
    out->arena = scratch;
    for (size_t i = 0; i < out->report->buying.count; i++) {
        put_customer(out, i);
        arena_reset(scratch);
    }
    out->arena = kept;
    json_end_array(&out->json);
    arena_close(scratch);
}

static void put_totals(Out *out)
{
    const LifetimeReport *report = out->report;
    json_key(&out->json, "expected");
    json_begin_object(&out->json);
    put_number(out, "purchases", report->total_purchases);
    put_money(out, "revenue", report->has_amounts, report->total_future);
    json_end_object(&out->json);
}

void lifetime_report_json(const LifetimeReport *report, Locale locale, Arena *arena, Text *text)
{
    Out out = {.json = json_writer(text), .report = report, .locale = locale, .arena = arena};
    json_begin_object(&out.json);
    put_count(&out, "rows", report->rows);
    put_count(&out, "accepted", report->accepted);
    put_count(&out, "rejected", report->rejected);
    put_day(&out, "from", report->first);
    put_day(&out, "as_of", report->as_of);
    put_text(&out, "time_unit", report->options.unit);
    put_number(&out, "horizon_days", report->options.horizon_days);
    put_number(&out, "yearly_discount", report->options.yearly_discount);
    if (report->options.margin >= 0) put_number(&out, "margin", report->options.margin);
    json_key(&out.json, "currency");
    if (report->currency.code[0])
        json_string(&out.json, str_of(report->currency.code));
    else
        json_null(&out.json);
    put_models(&out);
    put_text(&out, "chosen", lifetime_name(report->model));
    put_text(&out, "chosen_because", report->because[locale]);
    put_amounts(&out);
    put_holdout(&out);
    put_totals(&out);
    put_customers(&out);
    json_end_object(&out.json);
    text_add_byte(text, '\n');
}

// ---- as a table ----

static void add_number(Text *out, Arena *arena, double value)
{
    csv_add_number(out, number_decimal(arena, value, 9));
}

static void add_money(const LifetimeReport *report, Text *out, Arena *arena, bool known, double amount_minor)
{
    if (known && report->has_amounts)
        csv_add_number(out, money(report, arena, amount_minor));
    else
        csv_add(out, STR(""));
}

static void add_customer(const LifetimeReport *report, size_t place, Text *out, Arena *arena)
{
    const Buying *buying = &report->buying;
    double unit = report->options.unit_days;
    size_t i = report->order[place];
    bool known = place < report->intervals;
    Predicted none = {0}, purchases = known ? report->purchases_range[place] : none;
    Predicted future = known ? report->future_range[place] : none;
    csv_add(out, report->columns->ids[buying->customer[i]]);
    csv_add_number(out, str_format(arena, "%u", buying->x[i]));
    add_number(out, arena, buying->t_x[i] / unit);
    add_number(out, arena, buying->T[i] / unit);
    add_number(out, arena, report->alive[i]);
    add_number(out, arena, report->purchases[i]);
    csv_add_number(out, known ? number_decimal(arena, purchases.low, 9) : STR(""));
    csv_add_number(out, known ? number_decimal(arena, purchases.high, 9) : STR(""));
    csv_add(out, report->next[i].likely ? day_name(arena, report->as_of + (Day)ceil(report->next[i].days)) : STR(""));
    csv_add_number(out, money(report, arena, report->past[i]));
    add_money(report, out, arena, true, report->future[i]);
    add_money(report, out, arena, known, future.low);
    add_money(report, out, arena, known, future.high);
    add_money(report, out, arena, true, report->past[i] + report->future[i]);
    csv_end_record(out);
}

void lifetime_report_csv(const LifetimeReport *report, Text *out)
{
    static const Str names[] = {STR("customer"),
                                STR("x"),
                                STR("t_x"),
                                STR("T"),
                                STR("p_alive"),
                                STR("expected_purchases"),
                                STR("expected_purchases_low"),
                                STR("expected_purchases_high"),
                                STR("next_purchase"),
                                STR("past"),
                                STR("future"),
                                STR("future_low"),
                                STR("future_high"),
                                STR("clv")};
    Arena *scratch = arena_open(0);
    for (size_t i = 0; i < COUNT_OF(names); i++) csv_add(out, names[i]);
    csv_end_record(out);
    for (size_t i = 0; i < report->buying.count; i++) {
        add_customer(report, i, out, scratch);
        arena_reset(scratch);
    }
    arena_close(scratch);
}

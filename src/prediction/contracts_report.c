#include "prediction/contracts_report.h"

#include <math.h>
#include <stdlib.h>

#include "base/csv.h"
#include "base/json.h"
#include "base/json_put.h"
#include "base/number.h"

static bool counts(const ChurnFile *file, size_t row)
{
    double duration = file->duration[row];
    return file->label[row] != LABEL_MISSING && duration >= 0 && duration <= CONTRACT_PERIODS_MAX; // NaN is neither
}

// Periods of the contract: the one in which it ended counts, and there is one at least.
static size_t periods_of(const ChurnFile *file, size_t row)
{
    bool left = file->label[row] == 1;
    double periods = left ? ceil(file->duration[row]) : floor(file->duration[row]);
    return left && periods < 1 ? 1 : (size_t)periods;
}

static void count(ContractsReport *report, Arena *arena)
{
    const ChurnFile *file = report->file;
    for (size_t row = 0; row < file->rows; row++) {
        if (!counts(file, row)) {
            report->left_out++;
            continue;
        }
        size_t periods = periods_of(file, row);
        report->customers++;
        report->lost += file->label[row] == 1;
        report->periods = periods > report->periods ? periods : report->periods;
    }
    report->lost_at = arena_array(arena, double, report->periods);
    report->kept_at = arena_array(arena, double, report->periods);
    int64_t *left = arena_array(arena, int64_t, report->periods + 1);
    int64_t *kept = arena_array(arena, int64_t, report->periods + 1);
    for (size_t row = 0; row < file->rows; row++) {
        if (!counts(file, row)) continue;
        size_t periods = periods_of(file, row);
        bool gone = file->label[row] == 1;
        (gone ? left : kept)[periods]++;
        if (periods > 0) (gone ? report->lost_at : report->kept_at)[periods - 1]++;
    }
    report->observed = survival_of(left, kept, (uint32_t)report->periods + 1, arena);
}

bool contracts_observed(const ContractsReport *report, size_t period, SurvivalPoint *point)
{
    return survival_at(&report->observed, (int32_t)period, point);
}

// ---- judged on the last third ----

// What was known at the end of `periods`.
static bool fit_until(const ContractsReport *report, size_t periods, ContractFit *fit, double *churn)
{
    Arena *scratch = arena_open(0);
    double *lost = arena_array(scratch, double, periods), *kept = arena_array(scratch, double, periods);
    double left = 0, seen = 0;
    for (size_t t = 0; t < report->periods; t++) {
        size_t at = t < periods ? t : periods - 1;
        if (t < periods)
            lost[at] += report->lost_at[t];
        else
            kept[at] += report->lost_at[t];
        kept[at] += report->kept_at[t];
    }
    for (size_t t = 0; t < periods; t++) {
        left += lost[t];
        seen += (double)(t + 1) * (lost[t] + kept[t]);
    }
    *churn = seen > 0 ? left / seen : 0;
    Error error;
    bool done = contract_fit(&(ContractHistory){periods, lost, kept}, fit, &error);
    arena_close(scratch);
    return done;
}

static void judge(ContractsReport *report)
{
    size_t until = (2 * report->periods + 2) / 3, seen = 0;
    double churn, off = 0, naive = 0;
    ContractFit fit;
    SurvivalPoint point;
    if (report->periods < CONTRACTS_AHEAD_MIN_PERIODS || !fit_until(report, until, &fit, &churn)) return;
    for (size_t period = until + 1; period <= report->periods; period++) {
        if (!contracts_observed(report, period, &point)) break;
        report->predicted = contract_survival(&fit, (double)period);
        report->actual = point.survival;
        off += fabs(report->predicted - report->actual);
        naive += fabs(pow(1 - churn, (double)period) - report->actual);
        seen++;
    }
    report->judged = seen > 0;
    report->judged_from = until + 1;
    if (!report->judged) return;
    report->mean_absolute_error = off / (double)seen;
    report->naive_mean_absolute_error = naive / (double)seen;
}

// ---- customers ----

typedef struct Here {
    double renewed;
    uint32_t row;
} Here;

static int by_renewals(const void *a, const void *b)
{
    const Here *x = a, *y = b;
    if (x->renewed != y->renewed) return x->renewed < y->renewed ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

// A customer is surer the longer they have stayed: the newest stand first.
static void list_customers(ContractsReport *report, Arena *arena)
{
    const ChurnFile *file = report->file;
    Arena *scratch = arena_open(0);
    Here *here = arena_array(scratch, Here, file->rows);
    for (size_t row = 0; row < file->rows; row++)
        if (counts(file, row) && file->label[row] == 0)
            here[report->here++] = (Here){(double)periods_of(file, row), (uint32_t)row};
    qsort(here, report->here, sizeof *here, by_renewals);
    report->row = arena_array(arena, uint32_t, report->here);
    report->renewed = arena_array(arena, double, report->here);
    for (size_t i = 0; i < report->here; i++) report->row[i] = here[i].row, report->renewed[i] = here[i].renewed;
    arena_close(scratch);
}

void contracts_report(const ChurnFile *file, Str name, Str unit, double discount, Arena *arena, ContractsReport *report)
{
    *report = (ContractsReport){.file = file, .name = name, .unit = unit, .discount = discount};
    count(report, arena);
    report->fitted = contract_fit(&(ContractHistory){report->periods, report->lost_at, report->kept_at}, &report->fit,
                                  &report->refusal);
    if (!report->fitted) return;
    judge(report);
    list_customers(report, arena);
}

// ---- for programs ----

static void put_count(JsonWriter *json, const char *key, size_t value)
{
    json_key(json, key);
    json_integer(json, (int64_t)value);
}

static void put_pair(JsonWriter *json, const char *key, const double *value)
{
    json_key(json, key);
    json_begin_object(json);
    put_number(json, "alpha", value[0]);
    put_number(json, "beta", value[1]);
    json_end_object(json);
}

static void put_model(JsonWriter *json, const ContractsReport *report, Locale locale)
{
    const ContractFit *fit = &report->fit;
    json_key(json, "model");
    json_begin_object(json);
    json_key(json, "name");
    json_string(json, STR("sbg"));
    if (report->fitted) {
        put_pair(json, "parameters", fit->parameter);
        put_pair(json, "errors", fit->error);
        put_pair(json, "low", fit->low);
        put_pair(json, "high", fit->high);
        put_number(json, "log_likelihood", fit->log_likelihood);
        put_number(json, "shrunk", fit->shrunk);
    } else {
        json_key(json, "refusal");
        json_string(json, str_of(report->refusal.message[locale]));
    }
    json_end_object(json);
}

static void put_holdout(JsonWriter *json, const ContractsReport *report)
{
    json_key(json, "holdout");
    if (!report->judged) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    put_count(json, "from_period", report->judged_from);
    put_count(json, "to_period", report->periods);
    put_number(json, "predicted", report->predicted);
    put_number(json, "actual", report->actual);
    put_number(json, "mae", report->mean_absolute_error);
    put_number(json, "naive_mae", report->naive_mean_absolute_error);
    json_end_object(json);
}

static void put_periods(JsonWriter *json, const ContractsReport *report)
{
    json_key(json, "periods");
    json_begin_array(json);
    for (size_t period = 1; period <= report->periods + (report->fitted ? CONTRACTS_AHEAD : 0); period++) {
        SurvivalPoint point;
        json_begin_object(json);
        put_count(json, "period", period);
        json_key(json, "observed");
        if (period <= report->periods && contracts_observed(report, period, &point)) {
            json_begin_object(json);
            put_number(json, "value", point.survival);
            put_number(json, "low", point.low);
            put_number(json, "high", point.high);
            put_count(json, "n", (size_t)point.at_risk);
            json_end_object(json);
        } else {
            json_null(json);
        }
        if (report->fitted) {
            put_number(json, "predicted", contract_survival(&report->fit, (double)period));
            put_number(json, "renewal", contract_retention(&report->fit, (double)period - 1));
        }
        json_end_object(json);
    }
    json_end_array(json);
}

static double ahead(const ContractsReport *report, size_t i)
{
    return contract_renewals(&report->fit, report->renewed[i], CONTRACTS_AHEAD, report->discount);
}

void contracts_json(const ContractsReport *report, Locale locale, Text *out)
{
    JsonWriter json = json_writer(out);
    json_begin_object(&json);
    put_count(&json, "rows", report->file->rows);
    put_count(&json, "contracts", report->customers);
    put_count(&json, "lost", report->lost);
    put_count(&json, "left_out", report->left_out);
    json_key(&json, "time_unit");
    json_string(&json, report->unit);
    put_model(&json, report, locale);
    put_holdout(&json, report);
    put_periods(&json, report);
    put_count(&json, "ahead", CONTRACTS_AHEAD);
    json_key(&json, "customers");
    json_begin_array(&json);
    for (size_t i = 0; i < report->here; i++) {
        json_begin_object(&json);
        json_key(&json, "customer");
        json_string(&json, report->file->id[report->row[i]]);
        put_number(&json, "renewed", report->renewed[i]);
        put_number(&json, "renewal", contract_retention(&report->fit, report->renewed[i]));
        put_number(&json, "renewals_expected", ahead(report, i));
        json_end_object(&json);
    }
    json_end_array(&json);
    json_end_object(&json);
    text_add_byte(out, '\n');
}

void contracts_csv(const ContractsReport *report, Text *out)
{
    text_add(out, STR("customer,renewed,renewal,renewals_expected\n"));
    Arena *scratch = arena_open(0);
    for (size_t i = 0; i < report->here; i++) {
        csv_add(out, report->file->id[report->row[i]]);
        csv_add_number(out, number_decimal(scratch, report->renewed[i], 12));
        csv_add_number(out, number_decimal(scratch, contract_retention(&report->fit, report->renewed[i]), 12));
        csv_add_number(out, number_decimal(scratch, ahead(report, i), 12));
        csv_end_record(out);
        if (i % 1000 == 999) arena_reset(scratch);
    }
    arena_close(scratch);
}

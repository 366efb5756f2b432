#include "prediction/occasions_report.h"

#include <math.h>
#include <stdlib.h>

#include "base/csv.h"
#include "base/json.h"
#include "base/json_put.h"
#include "base/number.h"

// ---- occasions ----

typedef struct Span {
    PeriodUnit every;
    PeriodNumber end, later_end; // periods of the history up to `end`; what came later, up to `later_end`
} Span;

static bool occasions_of(CustomerRows rows, Span span, Occasions *into)
{
    size_t at = into->count;
    PeriodNumber first = 0, last = 0;
    bool bought = false;
    uint32_t x = 0, later = 0;
    for (uint32_t row = rows.from; row < rows.to; row++) {
        const ColumnPiece *piece = rows.piece;
        if (piece->amount_minor && piece->amount_minor[row] < 0) continue; // a refund
        PeriodNumber period = period_of_day(span.every, (Day)(piece->second[row] / SECONDS_PER_DAY));
        if (period > span.later_end || (!bought && period > span.end)) break;
        if (!bought) bought = true, first = last = period;
        if (period == last) continue;
        last = period;
        if (period > span.end) {
            later++;
            continue;
        }
        x++;
        into->t_x[at] = (uint32_t)(period - first);
    }
    if (!bought) return false;
    into->x[at] = x;
    into->n[at] = (uint32_t)(span.end - first);
    into->later[at] = later;
    return true;
}

static Occasions occasions_until(const Columns *columns, Span span, Arena *arena)
{
    size_t size = columns->customers;
    Occasions occasions = {.customer = arena_array(arena, Customer, size + 1),
                           .x = arena_array(arena, uint32_t, size + 1),
                           .t_x = arena_array(arena, uint32_t, size + 1),
                           .n = arena_array(arena, uint32_t, size + 1),
                           .later = arena_array(arena, uint32_t, size + 1)};
    for (Customer c = 0; c < columns->customers; c++) {
        CustomerRows rows = columns_find(columns, c);
        occasions.t_x[occasions.count] = 0;
        if (rows.from == rows.to || !occasions_of(rows, span, &occasions)) continue;
        occasions.customer[occasions.count++] = c;
    }
    return occasions;
}

static OpportunityHistory history_of(const Occasions *occasions)
{
    return (OpportunityHistory){occasions->count, occasions->x, occasions->t_x, occasions->n};
}

// ---- judged on the last quarter ----

static void judge(OccasionsReport *report, int threads)
{
    Arena *scratch = arena_open(0);
    PeriodNumber end = report->last - (report->last - report->first + 1) / 4;
    uint32_t ahead = (uint32_t)(report->last - end);
    Occasions before = occasions_until(report->columns, (Span){report->every, end, report->last}, scratch);
    OpportunityHistory history = history_of(&before);
    OpportunityFit fit;
    Error error;
    double off = 0, off_naive = 0;
    report->judged = ahead > 0 && opportunity_fit(&history, threads, &fit, &error);
    report->judged_from = end + 1;
    report->judged_customers = before.count;
    for (size_t i = 0; report->judged && i < before.count; i++) {
        double expected = opportunity_expected(&fit, before.x[i], before.t_x[i], before.n[i], ahead);
        double naive = before.n[i] > 0 ? (double)before.x[i] / before.n[i] * ahead : 0;
        report->actual += before.later[i];
        report->predicted += expected;
        report->naive += naive;
        off += (expected - before.later[i]) * (expected - before.later[i]);
        off_naive += (naive - before.later[i]) * (naive - before.later[i]);
    }
    report->error = sqrt(off / fmax((double)before.count, 1));
    report->naive_error = sqrt(off_naive / fmax((double)before.count, 1));
    arena_close(scratch);
}

// ---- customers ----

typedef struct Ranked {
    double expected;
    Str id;
    size_t at;
} Ranked;

static int by_expected(const void *a, const void *b)
{
    const Ranked *x = a, *y = b;
    if (x->expected != y->expected) return x->expected > y->expected ? -1 : 1;
    return str_compare(x->id, y->id);
}

static void rank(OccasionsReport *report, Arena *arena)
{
    const Occasions *of = &report->occasions;
    Arena *scratch = arena_open(0);
    Ranked *ranked = arena_array(scratch, Ranked, of->count);
    report->order = arena_array(arena, size_t, of->count);
    report->alive = arena_array(arena, double, of->count);
    report->expected = arena_array(arena, double, of->count);
    for (size_t i = 0; i < of->count; i++) {
        report->alive[i] = opportunity_alive(&report->fit, of->x[i], of->t_x[i], of->n[i]);
        report->expected[i] = opportunity_expected(&report->fit, of->x[i], of->t_x[i], of->n[i], report->ahead);
        report->total += report->expected[i];
        ranked[i] = (Ranked){report->expected[i], report->columns->ids[of->customer[i]], i};
    }
    qsort(ranked, of->count, sizeof *ranked, by_expected);
    for (size_t i = 0; i < of->count; i++) report->order[i] = ranked[i].at;
    arena_close(scratch);
}

// The last period that had ended on the last day of the data.
static PeriodNumber last_ended(const Columns *columns, PeriodUnit every)
{
    Day day = (Day)(columns->last / SECONDS_PER_DAY);
    PeriodNumber period = period_of_day(every, day);
    return period_last_day(every, period) == day ? period : period - 1;
}

bool occasions_report(const Columns *columns, PeriodUnit every, int threads, Arena *arena, OccasionsReport *report,
                      Error *error)
{
    static const uint32_t ahead[PERIOD_UNIT_COUNT] = {30, 13, 12, 4, 5};
    *report = (OccasionsReport){.columns = columns,
                                .every = every,
                                .ahead = ahead[every],
                                .first = period_of_day(every, (Day)(columns->first / SECONDS_PER_DAY)),
                                .last = last_ended(columns, every)};
    if (report->last <= report->first)
        return error_say(error, ERROR_INPUT,
                         PHRASE("no {0} has ended after the first one: nothing to learn from",
                                "aucune période ({0}) n’est terminée après la première\u00A0: rien à apprendre"),
                         period_unit_name(every));
    report->occasions = occasions_until(columns, (Span){every, report->last, report->last}, arena);
    OpportunityHistory history = history_of(&report->occasions);
    if (!opportunity_fit(&history, threads, &report->fit, error)) return false;
    judge(report, threads);
    rank(report, arena);
    return true;
}

// ---- for programs ----

static const char *const names[OPPORTUNITY_PARAMETERS] = {"alpha", "beta", "gamma", "delta"};

static void put_count(JsonWriter *json, const char *key, size_t value)
{
    json_key(json, key);
    json_integer(json, (int64_t)value);
}

static void put_numbers(JsonWriter *json, const char *key, const double *value)
{
    json_key(json, key);
    json_begin_object(json);
    for (size_t i = 0; i < OPPORTUNITY_PARAMETERS; i++) put_number(json, names[i], value[i]);
    json_end_object(json);
}

static void put_model(JsonWriter *json, const OpportunityFit *fit)
{
    json_key(json, "model");
    json_begin_object(json);
    put_text(json, "name", STR("bg_bb"));
    put_numbers(json, "parameters", fit->parameter);
    put_numbers(json, "errors", fit->error);
    put_numbers(json, "low", fit->low);
    put_numbers(json, "high", fit->high);
    put_number(json, "log_likelihood", fit->log_likelihood);
    put_number(json, "shrunk", fit->shrunk);
    json_end_object(json);
}

static void put_holdout(JsonWriter *json, const OccasionsReport *report, Arena *arena)
{
    json_key(json, "holdout");
    if (!report->judged) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    put_text(json, "from", period_name(arena, report->every, report->judged_from));
    put_text(json, "to", period_name(arena, report->every, report->last));
    put_count(json, "customers", report->judged_customers);
    put_number(json, "actual", report->actual);
    put_number(json, "predicted", report->predicted);
    put_number(json, "naive", report->naive);
    put_number(json, "rmse", report->error);
    put_number(json, "naive_rmse", report->naive_error);
    json_end_object(json);
}

void occasions_json(const OccasionsReport *report, Arena *arena, Text *out)
{
    const Occasions *of = &report->occasions;
    JsonWriter json = json_writer(out);
    json_begin_object(&json);
    put_count(&json, "rows", report->rows);
    put_count(&json, "accepted", report->accepted);
    put_count(&json, "rejected", report->rejected);
    put_text(&json, "every", period_unit_name(report->every));
    put_text(&json, "from", period_name(arena, report->every, report->first));
    put_text(&json, "to", period_name(arena, report->every, report->last));
    put_count(&json, "groups", report->fit.groups);
    put_model(&json, &report->fit);
    put_holdout(&json, report, arena);
    put_count(&json, "ahead", report->ahead);
    put_number(&json, "expected_purchases", report->total);
    json_key(&json, "customers");
    json_begin_array(&json);
    for (size_t k = 0; k < of->count; k++) {
        size_t i = report->order[k];
        json_begin_object(&json);
        put_text(&json, "customer", report->columns->ids[of->customer[i]]);
        put_count(&json, "x", of->x[i]);
        put_count(&json, "t_x", of->t_x[i]);
        put_count(&json, "n", of->n[i]);
        put_number(&json, "p_alive", report->alive[i]);
        put_number(&json, "expected_purchases", report->expected[i]);
        json_end_object(&json);
    }
    json_end_array(&json);
    json_end_object(&json);
    text_add_byte(out, '\n');
}

void occasions_csv(const OccasionsReport *report, Text *out)
{
    const Occasions *of = &report->occasions;
    Arena *scratch = arena_open(0);
    text_add(out, STR("customer,x,t_x,n,p_alive,expected_purchases\n"));
    for (size_t k = 0; k < of->count; k++) {
        size_t i = report->order[k];
        csv_add(out, report->columns->ids[of->customer[i]]);
        const double value[] = {of->x[i], of->t_x[i], of->n[i], report->alive[i], report->expected[i]};
        for (size_t v = 0; v < COUNT_OF(value); v++) csv_add_number(out, number_decimal(scratch, value[v], 12));
        csv_end_record(out);
        if (k % 1000 == 999) arena_reset(scratch);
    }
    arena_close(scratch);
}

// lifetime_version_report.c - what the lifetime model came to, as JSON: docs/predictions.md says what each member is.
#include "base/json_put.h"
#include "house.h"
#include "prediction/lifetime_parts.h"
#include "workspace/workspace.h"

typedef struct Report {
    const LifetimeTraining *training;
    JsonWriter json;
    Locale locale;
    Arena *arena;
} Report;

static void write_parameters(Report *report, const LifetimeFit *fit)
{
    static const char *const members[] = {"parameters", "errors"};
    for (size_t m = 0; m < COUNT_OF(members); m++) {
        json_key(&report->json, members[m]);
        json_begin_object(&report->json);
        for (size_t i = 0; i < LIFETIME_PARAMETERS; i++)
            put_number(&report->json, str_c(report->arena, lifetime_parameter_name(fit->model, i)),
                       m ? fit->error[i] : fit->parameter[i]);
        json_end_object(&report->json);
    }
}

static void write_models(Report *report)
{
    const LifetimeChoice *choice = &report->training->choice;
    JsonWriter *json = &report->json;
    json_key(json, "models");
    json_begin_object(json);
    for (int i = 0; i < LIFETIME_MODEL_COUNT && report->training->any; i++) {
        const LifetimeTrial *trial = &choice->trial[i];
        bool now = report->training->fitted && choice->model == (LifetimeModel)i;
        json_key(json, str_c(report->arena, lifetime_name((LifetimeModel)i)));
        json_begin_object(json);
        put_text(json, "title", str_of(lifetime_title((LifetimeModel)i).in[report->locale]));
        if (trial->fitted) {
            const LifetimeFit *fit = now ? &report->training->fit : &trial->fit;
            write_parameters(report, fit);
            put_number(json, "unit_days", fit->unit_days);
            put_number(json, "log_likelihood", fit->log_likelihood);
            put_number(json, "holdout_log_likelihood", trial->later_log_likelihood);
            put_number(json, "mae", trial->mean_absolute_error);
            put_number(json, "predicted", trial->predicted);
            put_integer(json, "customers", (int64_t)fit->customers);
            put_number(json, "shrunk", fit->shrunk);
        } else {
            put_text_or_null(json, "refusal", trial->refusal[report->locale]);
        }
        json_end_object(json);
    }
    json_end_object(json);
}

static void write_amounts(Report *report)
{
    static const char *const names[GAMMA_GAMMA_PARAMETERS] = {"p", "q", "gamma"};
    const GammaGammaFit *fit = &report->training->amounts;
    JsonWriter *json = &report->json;
    json_key(json, "gamma_gamma");
    if (!report->training->has_amounts) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    for (int m = 0; m < 2; m++) {
        json_key(json, m ? "errors" : "parameters");
        json_begin_object(json);
        for (size_t i = 0; i < GAMMA_GAMMA_PARAMETERS; i++)
            put_number(json, names[i], m ? fit->error[i] : fit->parameter[i]);
        json_end_object(json);
    }
    put_number(json, "log_likelihood", fit->log_likelihood);
    put_integer(json, "customers", (int64_t)fit->customers);
    put_number(json, "correlation", fit->correlation);
    put_number(json, "shrunk", fit->shrunk);
    json_end_object(json);
}

// ---- the time held out ----

static void write_by_frequency(Report *report)
{
    enum { FREQUENCIES = 8 }; // 7 and more are one
    const LifetimeTraining *training = report->training;
    const BuyingSplit *split = &training->split;
    const LifetimeFit *fit = &training->choice.trial[training->choice.model].fit;
    int64_t customers[FREQUENCIES] = {0};
    double actual[FREQUENCIES] = {0}, predicted[FREQUENCIES] = {0};
    double *expected = arena_array(report->arena, double, split->history.customers + 1);
    lifetime_score(fit, NULL, &split->history, split->later_days, 0, 1, (LifetimeScores){.expected = expected});
    for (size_t i = 0; i < split->history.customers; i++) {
        size_t x = (size_t)smaller(split->history.x[i], FREQUENCIES - 1);
        customers[x]++;
        actual[x] += split->later[i];
        predicted[x] += expected[i];
    }
    json_key(&report->json, "by_frequency");
    json_begin_array(&report->json);
    for (size_t x = 0; x < FREQUENCIES; x++) {
        json_begin_object(&report->json);
        put_integer(&report->json, "x", (int64_t)x);
        put_integer(&report->json, "customers", customers[x]);
        put_number_or_null(&report->json, "actual", customers[x] > 0, actual[x] / (double)larger(customers[x], 1));
        put_number_or_null(&report->json, "predicted", customers[x] > 0,
                           predicted[x] / (double)larger(customers[x], 1));
        json_end_object(&report->json);
    }
    json_end_array(&report->json);
}

// Newcomers of each day before the week, each with what somebody new buys at their age then.
static double predicted_week(const LifetimeTraining *training, const double *expected, const uint32_t *births, Day from,
                             Day to)
{
    double sum = 0;
    for (Day born = training->first_day; born < to; born++) {
        Day begin = (Day)larger(from, born);
        sum += births[born - training->first_day] * (expected[to - born] - expected[begin - born]);
    }
    return sum;
}

static void write_weekly(Report *report)
{
    enum { WEEK = 7 };
    const LifetimeTraining *training = report->training;
    const LifetimeFit *fit = &training->choice.trial[training->choice.model].fit;
    size_t days = (size_t)(training->as_of - training->first_day) + 1;
    uint32_t *births = arena_array(report->arena, uint32_t, days);
    double *expected = arena_array(report->arena, double, days);
    for (size_t d = 0; d < days; d++) expected[d] = lifetime_expected_new(fit, (double)d);
    for (uint32_t c = 0; c < training->summaries.customers; c++)
        if (training->summaries.orders[c]) births[second_day(training->summaries.first[c]) - training->first_day]++;
    json_key(&report->json, "weekly");
    json_begin_array(&report->json);
    for (size_t w = 0; w < training->weeks; w++) {
        Day from = training->weekly_from + (Day)w * WEEK, to = (Day)smaller(from + WEEK - 1, training->as_of);
        json_begin_object(&report->json);
        put_text(&report->json, "week", day_name(report->arena, from));
        put_integer(&report->json, "actual", training->repeats[w]);
        put_number(&report->json, "predicted", predicted_week(training, expected, births, from - 1, to));
        put_boolean(&report->json, "held_out", from > training->calibration_end);
        json_end_object(&report->json);
    }
    json_end_array(&report->json);
}

static void write_holdout(Report *report)
{
    const LifetimeTraining *training = report->training;
    JsonWriter *json = &report->json;
    json_key(json, "holdout");
    if (!training->choice.chosen) {
        json_null(json);
        return;
    }
    const LifetimeTrial *trial = &training->choice.trial[training->choice.model];
    json_begin_object(json);
    put_text(json, "from", day_name(report->arena, training->calibration_end + 1));
    put_text(json, "to", day_name(report->arena, training->as_of));
    put_integer(json, "customers", (int64_t)training->choice.judged);
    put_number(json, "actual", training->choice.actual);
    put_number(json, "predicted", trial->predicted);
    put_number(json, "naive", training->choice.naive);
    put_number(json, "mae", trial->mean_absolute_error);
    put_number(json, "naive_mae", training->choice.naive_mean_absolute_error);
    write_by_frequency(report);
    write_weekly(report);
    json_end_object(json);
}

// ---- the whole ----

static void write_people(Report *report)
{
    const LifetimeTraining *training = report->training;
    JsonWriter *json = &report->json;
    put_integer(json, "rows", (int64_t)training->now.count);
    put_integer_or_null(json, "positives", training->fitted, (int64_t)training->fit.repeaters);
    put_integer(json, "population", (int64_t)training->now.count);
    json_key(json, "left_out");
    json_begin_object(json);
    put_integer(json, "objected", training->profiled.objected);
    put_integer(json, "too_new", 0); // it is fitted to whoever bought, today too
    int64_t people = 0;
    for (CustomerId c = 1; c < training->profiled.customers; c++) people += training->profiled.may[c];
    put_integer(json, "without_history", people - (int64_t)training->now.count);
    json_end_object(json);
}

static void write_warnings(Report *report)
{
    const LifetimeTraining *training = report->training;
    json_key(&report->json, "warnings");
    json_begin_array(&report->json);
    Phrase few = PHRASE("few customers: drawn to what published fits have in common, with wide intervals",
                        "peu de clients\u00A0: rapproché de ce que les ajustements publiés ont en commun, avec de "
                        "larges intervalles");
    if (training->fitted && training->fit.shrunk > 0) json_string(&report->json, str_of(few.in[report->locale]));
    if (training->no_amounts[report->locale].size) json_string(&report->json, training->no_amounts[report->locale]);
    json_end_array(&report->json);
}

Str lifetime_version_report(const LifetimeTraining *training, const PredictionPlace *place, Locale locale)
{
    Text text = text_in(place->arena);
    Report report = {training, json_writer(&text), locale, place->arena};
    JsonWriter *json = &report.json;
    const LifetimeChoice *choice = &training->choice;
    json_begin_object(json);
    put_text(json, "as_of", day_name(place->arena, training->as_of));
    put_integer(json, "window_days", training->as_of - training->calibration_end);
    json_key(json, "window");
    json_begin_object(json);
    put_text(json, "from", day_name(place->arena, training->first_day));
    put_text(json, "to", day_name(place->arena, training->as_of));
    json_end_object(json);
    write_people(&report);
    put_text_or_null(json, "chosen", choice->chosen ? lifetime_name(choice->model) : STR(""));
    put_text_or_null(json, "chosen_because", choice->chosen ? choice->because[locale] : STR(""));
    write_holdout(&report);
    write_models(&report);
    write_amounts(&report);
    put_text_or_null(json, "refusal", training->refusal[locale]);
    write_warnings(&report);
    json_end_object(json);
    return text_str(&text);
}

Str lifetime_version_quality(const LifetimeTraining *training, Arena *arena)
{
    Text text = text_in(arena);
    JsonWriter json = json_writer(&text);
    const LifetimeChoice *choice = &training->choice;
    json_begin_object(&json);
    if (choice->chosen) {
        put_number(&json, "actual", choice->actual);
        put_number(&json, "predicted", choice->trial[choice->model].predicted);
        put_number(&json, "mae", choice->trial[choice->model].mean_absolute_error);
        put_number(&json, "naive_mae", choice->naive_mean_absolute_error);
    }
    json_end_object(&json);
    return text_str(&text);
}

// Against R: coxph (Efron) of the survival package (vectors/survival_R.json of the outside data), and its cox.zph.
#include "predict/cox.h"

#include <math.h>

#include "base/json.h"
#include "base/number.h"
#include "base/random.h"
#include "base/source.h"
#include "base/test.h"

enum { ROWS_MAX = 5000, COVARIATES_MAX = 8 };

typedef struct Made {
    double time[ROWS_MAX], values[ROWS_MAX * COVARIATES_MAX];
    bool left[ROWS_MAX];
    CoxData data;
} Made;

static Made *made_of(size_t covariates)
{
    Made *made = arena_new(test_arena(), Made);
    made->data = (CoxData){.covariates = covariates, .time = made->time, .left = made->left, .values = made->values};
    return made;
}

static void add(Made *made, double time, bool left, const double *values)
{
    size_t row = made->data.rows++;
    made->time[row] = time;
    made->left[row] = left;
    for (size_t j = 0; j < made->data.covariates; j++) made->values[row * made->data.covariates + j] = values[j];
}

static CoxFit fit_of(const Made *made)
{
    CoxFit fit;
    Error error = {0};
    CHECK(cox_fit(&made->data, test_arena(), &fit, &error));
    return fit;
}

static bool refused(const Made *made)
{
    CoxFit fit;
    Error error = {0};
    return !cox_fit(&made->data, test_arena(), &fit, &error) && error.kind == ERROR_INPUT;
}

static Str shared_text(const char *name)
{
    Source source;
    Error error;
    CHECK(source_open(test_shared_path(name), 0, 1, &source, &error));
    Str text = str_copy(test_arena(), source.text);
    source_close(&source);
    return text;
}

// lung.csv: inst, time, status (2: died), age, sex, ph.ecog, ph.karno, pat.karno, meal.cal, wt.loss. Rows where one of
// the columns is missing are left out, as R does.
static Made *lung(const size_t *column, size_t columns)
{
    Made *made = made_of(columns);
    Str rest = shared_text("survival/lung.csv"), line;
    str_cut(&rest, '\n', &line);
    while (str_cut(&rest, '\n', &line) && line.size > 0) {
        Str field[10] = {{NULL, 0}};
        for (size_t i = 0; i < COUNT_OF(field); i++) (void)str_cut(&line, ',', &field[i]);
        double values[COVARIATES_MAX], time, status;
        bool whole = number_parse(field[1], &time) && number_parse(field[2], &status);
        for (size_t j = 0; j < columns; j++) whole = whole && number_parse(field[column[j]], &values[j]);
        if (whole) add(made, time, status > 1, values);
    }
    return made;
}

TEST(lung_by_age_sex_and_performance_agrees_with_r)
{
    static const double value[] = {0.01106676456, -0.5526123957, 0.46372847537};
    static const double error[] = {0.0092674110137, 0.16773905379, 0.11357726616};
    CoxFit fit = fit_of(lung((const size_t[]){3, 4, 5}, 3));
    CHECK_INT(fit.rows, 227);
    CHECK_INT(fit.left, 164);
    for (size_t j = 0; j < 3; j++) {
        CHECK_NEAR(fit.covariate[j].value, value[j], 1e-9);
        CHECK_NEAR(fit.covariate[j].standard_error, error[j], 1e-9);
        CHECK_NEAR(fit.covariate[j].hazard_ratio, exp(value[j]), 1e-8);
        CHECK(!fit.covariate[j].redundant && !fit.covariate[j].separated);
    }
    CHECK_NEAR(fit.log_likelihood_null, -744.4804557614, 1e-8);
    CHECK_NEAR(fit.log_likelihood, -729.2301213749, 1e-8);
    CHECK_NEAR(fit.concordance, 0.637135493, 1e-8);
    CHECK_NEAR(fit.likelihood_ratio.chi_square, 2 * (744.4804557614 - 729.2301213749), 1e-7);
    CHECK_INT(fit.likelihood_ratio.degrees, 3);
}

// As printed by cox.zph of survival 2.x for Surv(time, status) ~ age + sex + wt.loss.
TEST(coefficients_that_hold_at_every_age_are_told_from_those_that_do_not)
{
    CoxFit fit = fit_of(lung((const size_t[]){3, 4, 9}, 3));
    static const double rho[] = {-0.0483, 0.1265, 0.0126}, chi_square[] = {0.378, 2.349, 0.024};
    for (size_t j = 0; j < 3; j++) {
        CHECK_NEAR(fit.covariate[j].drift_rho, rho[j], 5e-5);
        CHECK_NEAR(fit.covariate[j].drift_chi_square, chi_square[j], 5e-4);
    }
    CHECK_NEAR(fit.drift.chi_square, 2.846, 5e-4);
    CHECK_NEAR(fit.drift.p, 0.416, 5e-4);
}

// Freireich et al. (1963) by treatment: Venables & Ripley (2002), Modern Applied Statistics with S, p. 358: coefficient
// 1.572 (0.412), likelihood ratio 16.35 on 1 degree.
TEST(remission_times_by_treatment_agree_with_the_published_fit)
{
    JsonValue all, set, data = {0}, row, value;
    Error error;
    CHECK(json_parse(shared_text("vectors/survival_R.json"), &all, &error));
    CHECK(json_member(all, STR("freireich_6mp"), &set) && json_member(set, STR("data"), &data));
    Made *made = made_of(1);
    for (size_t cursor = 0; json_next(data, &cursor, NULL, &row);) {
        double time = 0, event = 0;
        CHECK(json_member(row, STR("t"), &value) && json_get_number(value, &time));
        CHECK(json_member(row, STR("e"), &value) && json_get_number(value, &event));
        CHECK(json_member(row, STR("g"), &value));
        bool treated = str_equal(json_get_string(value, test_arena()), STR("6-MP"));
        add(made, time, event > 0, &(double){!treated});
    }
    CoxFit fit = fit_of(made);
    CHECK_NEAR(fit.covariate[0].value, 1.572, 5e-4);
    CHECK_NEAR(fit.covariate[0].standard_error, 0.412, 5e-4);
    CHECK_NEAR(fit.likelihood_ratio.chi_square, 16.35, 5e-3);
}

// ---- known truth ----

// Leaves at rate exp(sum x b) a unit of time; seen for up to `until`.
static Made *made_with(const double *truth, size_t covariates, size_t rows, double until, uint64_t seed)
{
    Made *made = made_of(covariates);
    Random random = random_start(seed, 0);
    for (size_t i = 0; i < rows; i++) {
        double values[COVARIATES_MAX], sum = 0;
        for (size_t j = 0; j < covariates; j++) {
            values[j] = random_normal(&random);
            sum += values[j] * truth[j];
        }
        double time = random_exponential(&random) / exp(sum);
        add(made, fmin(time, until), time < until, values);
    }
    return made;
}

TEST(known_coefficients_are_found_within_their_errors)
{
    static const double truth[] = {0.7, -0.4, 0};
    int covered = 0;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        CoxFit fit = fit_of(made_with(truth, 3, 400, 1.5, seed));
        for (size_t j = 0; j < 3; j++)
            covered += fabs(fit.covariate[j].value - truth[j]) <= 1.96 * fit.covariate[j].standard_error;
    }
    CHECK(covered >= 162); // of 180: 171 are expected, 162 is three deviations below
    CHECK(covered <= 180);
}

TEST(predicted_survival_is_the_true_one)
{
    static const double truth[] = {0.7, -0.4};
    CoxFit fit = fit_of(made_with(truth, 2, 5000, 2, 5));
    const double who[] = {1, -1};
    double median = 0, none;
    for (double time = 0.05; time < 0.8; time += 0.05)
        CHECK_NEAR(cox_survival(&fit, who, time), exp(-time * exp(1.1)), 0.03);
    CHECK(cox_median(&fit, who, &median));
    CHECK_NEAR(median, log(2) / exp(1.1), 0.02);
    CHECK(!cox_median(&fit, (const double[]){-3, 3}, &none)); // half of them are still there when we stop looking
    CHECK_NEAR(cox_survival(&fit, who, 0), 1, 0);
}

TEST(a_covariate_of_another_unit_gives_the_same_answer)
{
    Made *made = made_with((const double[]){0.7, -0.4}, 2, 500, 1.5, 3);
    CoxFit plain = fit_of(made);
    for (size_t row = 0; row < made->data.rows; row++) made->values[row * 2] = 1e9 + 1e6 * made->values[row * 2];
    CoxFit scaled = fit_of(made);
    CHECK_NEAR(scaled.covariate[0].value * 1e6, plain.covariate[0].value, 1e-6);
    CHECK_NEAR(scaled.covariate[1].value, plain.covariate[1].value, 1e-6);
    CHECK_NEAR(scaled.log_likelihood, plain.log_likelihood, 1e-6);
}

// ---- bad data ----

TEST(a_covariate_that_tells_all_is_reported_as_separated)
{
    Made *made = made_of(2);
    Random random = random_start(11, 0);
    for (size_t i = 0; i < 200; i++) {
        bool left = i % 2;
        add(made, 1 + 10 * random_unit(&random), left, (const double[]){left, random_normal(&random)});
    }
    CoxFit fit = fit_of(made);
    CHECK(fit.covariate[0].separated);
    CHECK(!fit.covariate[1].separated);
    CHECK(fabs(fit.covariate[1].value) < 1);
    CHECK(isfinite(fit.covariate[0].value) && isfinite(fit.covariate[0].high) && isfinite(fit.log_likelihood));
}

TEST(constant_and_repeated_covariates_are_left_out)
{
    Made *made = made_of(4);
    Random random = random_start(12, 0);
    for (size_t i = 0; i < 300; i++) {
        double x = random_normal(&random);
        add(made, random_exponential(&random) / exp(x), true, (const double[]){7, x, 2 * x + 1, random_unit(&random)});
    }
    CoxFit fit = fit_of(made);
    CHECK(fit.covariate[0].redundant && !fit.covariate[1].redundant && fit.covariate[2].redundant);
    CHECK_NEAR(fit.covariate[1].value, 1, 0.25);
    CHECK_INT(fit.likelihood_ratio.degrees, 2);
}

TEST(what_no_model_can_be_fitted_to_is_refused)
{
    Made *nobody = made_of(1), *one = made_of(1), *alike = made_of(1), *absent = made_of(1), *past = made_of(1);
    for (int i = 0; i < 5; i++) {
        add(nobody, i, false, &(double){i});
        add(alike, i, true, &(double){3});
        add(absent, i, true, &(double){i == 2 ? (double)NAN : (double)i});
        add(past, i - 1, true, &(double){i});
    }
    add(one, 1, true, &(double){1});
    CHECK(refused(nobody) && refused(one) && refused(alike) && refused(absent) && refused(past));
}

TEST(everybody_leaving_on_one_day_gives_a_finite_answer)
{
    Made *made = made_of(1);
    for (int i = 0; i < 50; i++) add(made, 0, true, &(double){i});
    CoxFit fit;
    Error error;
    if (!cox_fit(&made->data, test_arena(), &fit, &error)) return;
    CHECK(isfinite(fit.covariate[0].value) && isfinite(fit.concordance) && isfinite(fit.drift.p));
}

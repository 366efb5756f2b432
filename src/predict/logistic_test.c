#include "predict/logistic.h"

#include <math.h>

#include "base/csv.h"
#include "base/file.h"
#include "base/random.h"
#include "base/test.h"
#include "predict/features_table.h"
#include "predict/quality.h"

typedef struct Matrix {
    size_t rows, columns;
    double *number; // row after row
    uint8_t *label;
} Matrix;

static void fill(void *context, size_t first, size_t rows, double *out)
{
    const Matrix *matrix = context;
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < matrix->columns; j++)
            out[j * LOGISTIC_BLOCK + i] = matrix->number[(first + i) * matrix->columns + j];
}

static LogisticFit fit_matrix(Matrix *matrix, double ridge, int threads)
{
    LogisticData data = {matrix->rows, matrix->columns, fill, matrix, matrix->label};
    return logistic_fit(&data, ridge, threads, test_arena());
}

static Matrix matrix_of(size_t rows, size_t columns)
{
    return (Matrix){rows, columns, arena_array(test_arena(), double, rows *columns),
                    arena_array(test_arena(), uint8_t, rows)};
}

// R113's customers: logit = -1 + 2 tickets - 1 orders.
static Matrix tickets_and_orders(size_t rows, uint64_t seed)
{
    Matrix matrix = matrix_of(rows, 2);
    Random random = random_start(seed, 3);
    for (size_t i = 0; i < rows; i++) {
        double tickets = (double)random_poisson(&random, 1), orders = (double)random_poisson(&random, 2);
        matrix.number[2 * i] = tickets, matrix.number[2 * i + 1] = orders;
        matrix.label[i] = random_unit(&random) < logistic_of(-1 + 2 * tickets - orders);
    }
    return matrix;
}

TEST(R113_a_planted_model_is_found_within_two_tenths)
{
    Matrix matrix = tickets_and_orders(5000, 1);
    LogisticFit fit = fit_matrix(&matrix, 0, 1);
    CHECK(fit.converged && !fit.separated);
    CHECK_NEAR(fit.intercept, -1, 0.2);
    CHECK_NEAR(fit.value[0], 2, 0.2);
    CHECK_NEAR(fit.value[1], -1, 0.2);
    CHECK_NEAR(exp(fit.value[0]), 7.4, 1.4);
    CHECK(logistic_p(fit.value[0], fit.error[0]) < 1e-12);
}

// Of 200 sets, 95 % intervals cover the truth in 190 on average; 180 is three deviations below.
static void check_coverage(double ridge)
{
    const double truth[3] = {-1, 2, -1};
    int covered[3] = {0};
    for (uint64_t seed = 0; seed < 200; seed++) {
        Matrix matrix = tickets_and_orders(400, seed);
        LogisticFit fit = fit_matrix(&matrix, ridge, 1);
        double value[3] = {fit.intercept, fit.value[0], fit.value[1]};
        double error[3] = {fit.intercept_error, fit.error[0], fit.error[1]};
        for (size_t j = 0; j < 3; j++) covered[j] += fabs(value[j] - truth[j]) < 1.959964 * error[j];
    }
    for (size_t j = 0; j < 3; j++) CHECK(covered[j] >= 180 && covered[j] < 200);
}

TEST(intervals_of_200_made_sets_cover_the_truth_without_a_ridge_and_with_the_one_in_use)
{
    check_coverage(0);
    check_coverage(1);
}

// ---- R's glm on the Telco file (vectors/churn_reference.json, glm_exact) ----

enum { TELCO_COLUMNS = 20, TELCO_ROWS = 7043 };

typedef struct Telco {
    FeatureColumn column[TELCO_COLUMNS];
    FeatureTable table;
} Telco;

static Telco *telco_read(void)
{
    Arena *arena = test_arena();
    Bytes bytes;
    Error error;
    CHECK(file_load(test_shared_path("churn/telco_wa_churn.csv"), 1 << 24, &bytes, &error));
    CsvRecord *record = arena_new(arena, CsvRecord);
    CsvFormat format = {',', true, '\n'};
    Str text = str_copy(arena, bytes_str(&bytes)), *texts = arena_array(arena, Str, TELCO_COLUMNS * TELCO_ROWS);
    bytes_release(&bytes);
    size_t offset = 0;
    Str name[TELCO_COLUMNS];
    CHECK(csv_next(format, text, &offset, record) == CSV_RECORD && record->count == TELCO_COLUMNS);
    size_t columns = record->count;
    for (size_t c = 0; c < columns; c++) name[c] = csv_value(record->fields[c], arena);
    for (size_t row = 0; row < TELCO_ROWS; row++) {
        CHECK(csv_next(format, text, &offset, record) == CSV_RECORD);
        for (size_t c = 0; c < columns; c++) texts[c * TELCO_ROWS + row] = csv_value(record->fields[c], arena);
    }
    Telco *telco = arena_new(arena, Telco);
    for (size_t c = 0; c < columns; c++)
        telco->column[c] = feature_column_read(name[c], texts + c * TELCO_ROWS, TELCO_ROWS, arena);
    telco->table = (FeatureTable){TELCO_ROWS, columns, telco->column};
    return telco;
}

static double telco_number(const Telco *telco, const char *name, const char *level, size_t row)
{
    const FeatureColumn *column = feature_column_find(&telco->table, str_of(name));
    return level ? str_equal(feature_value_text(column, row, test_arena()), str_of(level)) : column->number[row];
}

static const struct {
    const char *name, *level;
    double value, error;
} glm[] = {{"tenure", NULL, -0.033210557263, 0.0024128131039},
           {"monthly_charges", NULL, 0.0035847331006, 0.0033742791385},
           {"senior_citizen", NULL, 0.30125205121, 0.092800671955},
           {"partner", NULL, 0.063450976647, 0.085962978943},
           {"dependents", NULL, -0.20731983299, 0.098923754454},
           {"paperless_billing", NULL, 0.38947241554, 0.081215227987},
           {"contract", "One year", -0.79459723111, 0.11625502865},
           {"contract", "Two year", -1.7670357002, 0.2017596983},
           {"internet_service", "Fiber optic", 0.9858376736, 0.1425060608},
           {"internet_service", "No", -0.79872494981, 0.17088871974}};

static Matrix telco_matrix(const Telco *telco, bool holdout)
{
    Matrix matrix = matrix_of(TELCO_ROWS, COUNT_OF(glm));
    size_t rows = 0;
    for (size_t row = 0; row < TELCO_ROWS; row++) {
        if ((row % 5 == 4) != holdout) continue;
        for (size_t j = 0; j < COUNT_OF(glm); j++)
            matrix.number[rows * COUNT_OF(glm) + j] = telco_number(telco, glm[j].name, glm[j].level, row);
        matrix.label[rows++] = telco_number(telco, "churn", NULL, row) != 0;
    }
    matrix.rows = rows;
    return matrix;
}

TEST(the_maximum_likelihood_estimate_is_that_of_glm_to_its_digits)
{
    const Telco *telco = telco_read();
    Matrix training = telco_matrix(telco, false), held = telco_matrix(telco, true);
    LogisticFit fit = fit_matrix(&training, 0, 1);
    CHECK(fit.converged && !fit.separated && fit.iterations < 12);
    CHECK_NEAR(fit.intercept, -0.73496987167, 1e-9);
    CHECK_NEAR(fit.intercept_error, 0.18081067893, 1e-10); // R's errors are of the step before its last: 0.18081031
    for (size_t j = 0; j < COUNT_OF(glm); j++) {
        CHECK_NEAR(fit.value[j], glm[j].value, 1e-8); // R stops where the deviance does
        CHECK_NEAR(fit.error[j] / glm[j].error, 1, 5e-5);
    }
    CHECK_NEAR(fit.log_likelihood, -2378.6971445004, 1e-7);
    double *probability = arena_array(test_arena(), double, held.rows);
    for (size_t i = 0; i < held.rows; i++) {
        double score = fit.intercept;
        for (size_t j = 0; j < held.columns; j++) score += fit.value[j] * held.number[i * held.columns + j];
        probability[i] = logistic_of(score);
    }
    CHECK_NEAR(probability[0], 0.69579637003, 1e-9);
    CHECK_NEAR(probability[9], 0.013151641158, 1e-9);
    CHECK_NEAR(quality_of(probability, held.label, held.rows).auc, 0.82549827914, 1e-10);
}

// ---- what has no estimate ----

TEST(separation_is_said_and_a_ridge_answers_all_the_same)
{
    Matrix matrix = matrix_of(100, 2);
    Random random = random_start(5, 0);
    for (size_t i = 0; i < 100; i++) {
        matrix.number[2 * i] = random_normal(&random), matrix.number[2 * i + 1] = (double)i;
        matrix.label[i] = i >= 50;
    }
    LogisticFit fit = fit_matrix(&matrix, 0, 1);
    CHECK(fit.separated && isnan(fit.error[1]));
    CHECK(isfinite(fit.value[0]) && isfinite(fit.value[1]) && isfinite(fit.log_likelihood));
    LogisticFit held = fit_matrix(&matrix, 1, 1);
    CHECK(held.converged && !held.separated && held.value[1] > 0 && isfinite(held.error[1]));
}

TEST(rows_of_one_kind_that_are_all_yes_are_separation_too)
{
    Matrix matrix = matrix_of(200, 2);
    Random random = random_start(6, 0);
    for (size_t i = 0; i < 200; i++) {
        bool special = i % 10 == 0;
        matrix.number[2 * i] = special, matrix.number[2 * i + 1] = random_normal(&random);
        matrix.label[i] = special || random_unit(&random) < 0.4;
    }
    LogisticFit fit = fit_matrix(&matrix, 0, 1);
    CHECK(fit.separated);
    CHECK_INT(fit.separated_column, 0);
    CHECK(isnan(fit.error[0]) && fit.error[1] < 0.3); // what can be said of the others is
}

TEST(columns_that_follow_from_others_are_aliased)
{
    Matrix matrix = matrix_of(500, 4);
    Random random = random_start(7, 0);
    for (size_t i = 0; i < 500; i++) {
        double *row = matrix.number + 4 * i;
        row[0] = random_normal(&random), row[1] = random_normal(&random);
        row[2] = 3 * row[0] - row[1] + 2, row[3] = 1; // and the intercept again
        matrix.label[i] = random_unit(&random) < logistic_of(row[0]);
    }
    LogisticFit fit = fit_matrix(&matrix, 0, 1);
    CHECK(fit.converged && !fit.aliased[0] && !fit.aliased[1] && fit.aliased[2] && fit.aliased[3]);
    CHECK_NEAR(fit.value[2], 0, 0);
    CHECK(isnan(fit.error[3]));
}

TEST(the_fit_is_the_same_to_the_bit_on_any_number_of_threads)
{
    Matrix matrix = tickets_and_orders(5000, 9);
    LogisticFit one = fit_matrix(&matrix, 1, 1), three = fit_matrix(&matrix, 1, 3);
    CHECK(one.intercept == three.intercept && one.value[0] == three.value[0] && one.value[1] == three.value[1]);
    CHECK(one.error[0] == three.error[0] && one.error[1] == three.error[1]);
}

// ---- rows that belong together ----

static void errors_by_cluster(Matrix *matrix, const uint32_t *cluster, LogisticFit *fit)
{
    LogisticData data = {matrix->rows, matrix->columns, fill, matrix, matrix->label};
    logistic_errors_by_cluster(&data, cluster, fit);
}

// By hand, an intercept alone: p = 1/2, the information is 12/4 = 3, the four people's sums of y - p are 3/2, -3/2,
// 1/2, -1/2, so the variance is 4/3 * 5 / 9.
TEST(the_error_of_an_intercept_is_the_one_worked_out_by_hand)
{
    static const uint8_t label[12] = {1, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1};
    static const uint32_t person[12] = {7, 7, 7, 900, 900, 900, 3, 3, 3, 12, 12, 12};
    Matrix matrix = matrix_of(12, 0);
    for (size_t i = 0; i < 12; i++) matrix.label[i] = label[i];
    LogisticFit fit = fit_matrix(&matrix, 0, 1);
    CHECK_NEAR(fit.intercept_error, sqrt(1.0 / 3), 1e-9);
    errors_by_cluster(&matrix, person, &fit);
    CHECK_NEAR(fit.intercept_error, sqrt(20.0 / 27), 1e-9);
}

static Matrix times_over(const Matrix *matrix, size_t times, uint32_t *row)
{
    Matrix made = matrix_of(matrix->rows * times, matrix->columns);
    for (size_t i = 0; i < made.rows; i++) {
        row[i] = (uint32_t)(i % matrix->rows);
        made.label[i] = matrix->label[row[i]];
        for (size_t j = 0; j < made.columns; j++)
            made.number[i * made.columns + j] = matrix->number[row[i] * made.columns + j];
    }
    return made;
}

TEST(saying_everything_again_makes_nobody_surer)
{
    Matrix once = tickets_and_orders(1000, 21);
    uint32_t *row = arena_array(test_arena(), uint32_t, 6000);
    Matrix thrice = times_over(&once, 3, row), six_times = times_over(&once, 6, row);
    LogisticFit plain = fit_matrix(&once, 0, 1), three = fit_matrix(&thrice, 0, 1), six = fit_matrix(&six_times, 0, 1);
    CHECK_NEAR(three.error[0] / plain.error[0], 1 / sqrt(3), 1e-6);
    errors_by_cluster(&thrice, row, &three);
    errors_by_cluster(&six_times, row, &six);
    for (size_t j = 0; j < 2; j++) {
        CHECK_NEAR(six.error[j] / three.error[j], 1, 1e-6);
        CHECK_NEAR(three.error[j] / plain.error[j], 1, 0.05); // the model is the true one: both are right
    }
    double known = plain.error[0];
    errors_by_cluster(&once, row, &plain);
    CHECK(plain.error[0] >= known && plain.error[0] < 1.05 * known);
}

// 150 people in six moments each. What they do is drawn once a person and stays, with chance 0.7 a row; logit = -0.5 +
// 0.8 x holds for each row alone, so there is a truth to cover.
static Matrix people_in_moments(uint64_t seed, uint32_t *person)
{
    enum { PEOPLE = 150, MOMENTS = 6 };
    Matrix matrix = matrix_of((size_t)PEOPLE * MOMENTS, 1);
    Random random = random_start(seed, 8);
    for (size_t p = 0; p < PEOPLE; p++) {
        double x = random_normal(&random), own = random_unit(&random);
        for (size_t m = 0; m < MOMENTS; m++) {
            size_t i = m * PEOPLE + p;
            double drawn = random_unit(&random);
            person[i] = (uint32_t)p;
            matrix.number[i] = x;
            matrix.label[i] = (random_unit(&random) < 0.7 ? own : drawn) < logistic_of(-0.5 + 0.8 * x);
        }
    }
    return matrix;
}

TEST(of_people_seen_several_times_only_the_intervals_by_person_cover_the_truth)
{
    enum { SETS = 400 };
    int taken_alone = 0, by_person = 0;
    uint32_t *person = arena_array(test_arena(), uint32_t, 900);
    for (uint64_t seed = 0; seed < SETS; seed++) {
        Matrix matrix = people_in_moments(seed, person);
        LogisticFit fit = fit_matrix(&matrix, 0, 1);
        double off = fabs(fit.value[0] - 0.8);
        taken_alone += off < 1.959964 * fit.error[0];
        errors_by_cluster(&matrix, person, &fit);
        by_person += off < 1.959964 * fit.error[0];
    }
    CHECK(taken_alone < SETS * 80 / 100);
    CHECK(by_person >= SETS * 92 / 100 && by_person < SETS * 98 / 100);
}

// Ten people of whom nobody did it: the ridge alone holds their coefficient, and no residual is left to vary by.
TEST(a_term_that_the_ridge_alone_holds_is_not_sure_by_cluster_either)
{
    Matrix matrix = matrix_of(600, 1);
    uint32_t *person = arena_array(test_arena(), uint32_t, 600);
    Random random = random_start(11, 0);
    for (size_t i = 0; i < 600; i++) {
        person[i] = (uint32_t)(i / 2);
        matrix.number[i] = i < 20 ? 12 : 0;
        matrix.label[i] = i >= 20 && random_unit(&random) < 0.3;
    }
    LogisticFit fit = fit_matrix(&matrix, 1, 1);
    double alone = fit.error[0];
    errors_by_cluster(&matrix, person, &fit);
    CHECK(fit.error[0] >= alone);
}

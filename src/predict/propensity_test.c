#include "predict/propensity.h"

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "base/test.h"

enum { COLUMNS = 5 };

// Customers whose leaving hangs on tickets (+), orders (-) and plan; `noise` says nothing.
typedef struct Made {
    FeatureColumn column[COLUMNS];
    FeatureTable table;
    uint8_t *label, *part;
} Made;

static Made *made(size_t rows, uint64_t seed)
{
    static const Str plans[] = {STR("basic"), STR("gold"), STR("silver")};
    Arena *arena = test_arena();
    Made *made = arena_new(arena, Made);
    double *number[4];
    for (size_t i = 0; i < 4; i++) number[i] = arena_array(arena, double, rows);
    uint32_t *plan = arena_array(arena, uint32_t, rows);
    made->label = arena_array(arena, uint8_t, rows), made->part = arena_array(arena, uint8_t, rows);
    Random random = random_start(seed, 0);
    for (size_t i = 0; i < rows; i++) {
        number[0][i] = (double)random_poisson(&random, 1), number[1][i] = (double)random_poisson(&random, 2);
        number[2][i] = random_normal(&random), number[3][i] = random_unit(&random) < 0.3;
        plan[i] = random_unit(&random) < 0.05 ? WORD_MISSING : (uint32_t)(random_unit(&random) * 3);
        double z = -1 + 1.5 * number[0][i] - number[1][i] + (plan[i] == 1 ? -1.5 : 0);
        made->label[i] = random_unit(&random) < logistic_of(z);
        if (random_unit(&random) < 0.03) number[0][i] = NAN;
    }
    const char *const names[] = {"tickets", "orders", "noise", "app"};
    for (size_t i = 0; i < 4; i++)
        made->column[i] = (FeatureColumn){
            .name = str_of(names[i]), .kind = i == 3 ? FEATURE_YES_NO : FEATURE_NUMBER, .number = number[i]};
    made->column[4] = (FeatureColumn){
        .name = STR("plan"), .kind = FEATURE_WORD, .word = plan, .words = plans, .word_count = COUNT_OF(plans)};
    made->table = (FeatureTable){rows, COLUMNS, made->column};
    split_every(made->part, rows, 5, 4);
    return made;
}

typedef struct Trained {
    PropensityModel model;
    PropensityReport report;
} Trained;

static Trained train_with(const Made *made, PropensityOptions options)
{
    Trained trained;
    Error error;
    options.part = made->part;
    CHECK(propensity_train(&made->table, made->label, &options, test_arena(), &trained.model, &trained.report, &error));
    return trained;
}

static Trained train(const Made *made)
{
    return train_with(made, (PropensityOptions){.seed = 1, .threads = 1});
}

static double *scores(const PropensityModel *model, const FeatureTable *table, int threads)
{
    double *probability = arena_array(test_arena(), double, table->rows);
    propensity_score(model, table, threads, probability);
    return probability;
}

TEST(planted_drivers_are_found_with_their_direction)
{
    const Made *customers = made(3000, 1);
    Trained trained = train(customers);
    const PropensityReport *report = &trained.report;
    CHECK_INT(report->refusal, PROPENSITY_ACCEPTED);
    CHECK(report->chosen == PROPENSITY_LOGISTIC); // the truth is linear: boosting has no more to say
    CHECK(report->holdout[report->chosen].auc > 0.78 && report->holdout[report->chosen].calibration_error < 0.05);
    CHECK(report->driver[0].column < 2 && report->driver[1].column < 2);
    for (size_t i = 0; i < report->drivers; i++) {
        if (report->driver[i].column == 0) CHECK_INT(report->driver[i].direction, 1);
        if (report->driver[i].column == 1) CHECK_INT(report->driver[i].direction, -1);
        if (report->driver[i].column == 2) CHECK(report->driver[i].share < 0.1);
    }
    for (size_t i = 0; i < report->coefficients; i++) {
        const PropensityCoefficient *term = &report->coefficient[i];
        if (str_equal(term->name, STR("tickets"))) CHECK_NEAR(term->value, 1.5, 3 * term->error);
        if (str_equal(term->name, STR("orders"))) CHECK_NEAR(term->value, -1, 3 * term->error);
        if (str_equal(term->name, STR("plan: gold"))) CHECK_NEAR(term->value, -1.5, 3 * term->error);
        if (str_equal(term->name, STR("noise"))) CHECK(fabs(term->value) < 3 * term->error);
    }
}

static void check_sums(const Made *customers, const PropensityModel *model)
{
    enum { ROWS = 200 };
    double *probability = scores(model, &customers->table, 1), effect[ROWS * COLUMNS];
    uint32_t row[ROWS];
    for (uint32_t i = 0; i < ROWS; i++) row[i] = i;
    propensity_effects(model, &customers->table, row, ROWS, 2, effect);
    for (size_t i = 0; i < ROWS; i++) {
        double sum = model->base;
        for (size_t c = 0; c < COLUMNS; c++) sum += effect[i * COLUMNS + c];
        CHECK(probability[i] > 0 && probability[i] < 1);
        CHECK_NEAR(sum, log_odds_of(probability[i]), 1e-9);
    }
}

static Made *with_corners(void);

TEST(reasons_and_base_sum_to_the_score_for_both_models)
{
    const Made *customers = made(1500, 2);
    Trained linear = train(customers);
    CHECK(linear.model.kind == PROPENSITY_LOGISTIC);
    check_sums(customers, &linear.model);
    const Made *corners = with_corners();
    Trained boosted = train(corners);
    CHECK(boosted.model.kind == PROPENSITY_BOOSTING);
    check_sums(corners, &boosted.model);
    Reason reason[2];
    CHECK_INT(propensity_reasons(&boosted.model, &corners->table, 0, 2, reason), 2);
    CHECK(fabs(reason[0].effect) >= fabs(reason[1].effect));
}

// Leaving needs tickets and no orders at once, or neither: no line tells that, and boosting is taken.
static Made *with_corners(void)
{
    Made *customers = made(1500, 3);
    Random random = random_start(3, 7);
    for (size_t i = 0; i < customers->table.rows; i++) {
        bool tickets = customers->column[0].number[i] > 0, orders = customers->column[1].number[i] > 1;
        customers->label[i] = random_unit(&random) < (tickets == orders ? 0.8 : 0.1);
    }
    return customers;
}

static void check_same_after_writing(const Made *customers, const PropensityModel *model)
{
    Text text = text_in(test_arena());
    PropensityModel read;
    Error error;
    propensity_write(model, &text);
    CHECK(propensity_read(text_str(&text), test_arena(), &read, &error));
    double *before = scores(model, &customers->table, 1), *after = scores(&read, &customers->table, 3);
    for (size_t i = 0; i < customers->table.rows; i++) CHECK(before[i] == after[i]);
    Text again = text_in(test_arena());
    propensity_write(&read, &again);
    CHECK(str_equal(text_str(&text), text_str(&again)));
    for (size_t cut = 0; cut < text.size; cut += 1 + text.size / 100)
        CHECK(!propensity_read((Str){text.data, cut}, test_arena(), &read, &error));
}

TEST(a_model_that_was_written_and_read_scores_to_the_bit)
{
    const Made *customers = made(1500, 2), *corners = with_corners();
    Trained linear = train(customers), boosted = train(corners);
    check_same_after_writing(customers, &linear.model);
    check_same_after_writing(corners, &boosted.model);
}

TEST(the_same_rows_give_the_same_model_on_any_number_of_threads)
{
    const Made *corners = with_corners();
    Trained one = train_with(corners, (PropensityOptions){.seed = 4, .threads = 1});
    Trained three = train_with(corners, (PropensityOptions){.seed = 4, .threads = 3});
    Text a = text_in(test_arena()), b = text_in(test_arena());
    propensity_write(&one.model, &a), propensity_write(&three.model, &b);
    CHECK(str_equal(text_str(&a), text_str(&b)));
}

TEST(R129_one_churner_among_30_is_too_few)
{
    const Made *customers = made(30, 5);
    memset(customers->label, 0, 30);
    customers->label[3] = 1;
    Trained trained = train(customers);
    CHECK_INT(trained.report.refusal, PROPENSITY_TOO_FEW_EVENTS);
    CHECK(!propensity_trained(&trained.report));
    CHECK(str_starts_with(propensity_refusal_say(&trained.report, LOCALE_EN, test_arena()),
                          STR("not trained: too few events (1)")));
    CHECK(str_starts_with(propensity_refusal_say(&trained.report, LOCALE_FR, test_arena()), STR("non entraîné")));
}

TEST(bases_where_all_or_none_left_are_refused)
{
    const Made *customers = made(300, 6);
    memset(customers->label, 1, 300);
    CHECK_INT(train(customers).report.refusal, PROPENSITY_TOO_FEW_OTHERS);
    memset(customers->label, 0, 300);
    CHECK_INT(train(customers).report.refusal, PROPENSITY_TOO_FEW_EVENTS);
    memset(customers->part, ROW_APART, 300);
    CHECK_INT(train(customers).report.refusal, PROPENSITY_TOO_FEW_EVENTS);
}

TEST(noise_is_trained_on_and_not_published)
{
    const Made *customers = made(600, 7);
    Random random = random_start(8, 0);
    for (size_t i = 0; i < 600; i++) customers->label[i] = random_unit(&random) < 0.3;
    Trained trained = train(customers);
    CHECK_INT(trained.report.refusal, PROPENSITY_NOT_BETTER);
    CHECK(propensity_trained(&trained.report));
    CHECK(propensity_refusal_say(&trained.report, LOCALE_FR, test_arena()).size > 20);
}

TEST(a_holdout_without_events_can_judge_nothing)
{
    const Made *customers = made(600, 7);
    for (size_t i = 0; i < 600; i++)
        if (customers->part[i] == ROW_HOLDOUT) customers->label[i] = 0;
    CHECK_INT(train(customers).report.refusal, PROPENSITY_TOO_FEW_HOLDOUT);
}

TEST(a_column_that_gives_the_answer_away_is_left_out_unless_kept)
{
    const Made *customers = made(600, 9);
    double *told = arena_array(test_arena(), double, 600);
    for (size_t i = 0; i < 600; i++) told[i] = customers->label[i] ? 20000 + (double)(i % 7) : NAN; // day of leaving
    FeatureColumn *column = (FeatureColumn *)(uintptr_t)customers->table.column;
    column[2] = (FeatureColumn){.name = STR("left_on"), .kind = FEATURE_NUMBER, .number = told};
    Trained trained = train(customers);
    CHECK_INT(trained.report.left, 1);
    CHECK(trained.report.left_out[0].column == 2 && trained.report.left_out[0].why == LEFT_LEAK);
    CHECK(trained.report.left_out[0].auc > 0.999 && trained.report.holdout[0].auc < 0.95);
    Str keep = STR("left_on");
    Trained kept = train_with(customers, (PropensityOptions){.seed = 1, .threads = 1, .keep = &keep, .keeps = 1});
    CHECK(kept.report.left == 0 && kept.report.holdout[0].auc > 0.99);
    CHECK(kept.report.separated);
}

// Constant, empty, running numbers, names: none has a part. 10^9, infinity and one row apart are finite all the same.
TEST(hostile_columns_leave_finite_scores)
{
    enum { ROWS = 600 };
    Made *customers = made(ROWS, 10);
    Arena *arena = test_arena();
    double *number[3];
    for (size_t i = 0; i < 3; i++) number[i] = arena_array(arena, double, ROWS);
    uint32_t *name = arena_array(arena, uint32_t, ROWS);
    Str *names = arena_array(arena, Str, ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        number[0][i] = i == 77 ? 1e9 : i == 78 ? INFINITY : i == 79 ? -1e308 : (double)(i * 31 % 50);
        number[1][i] = (double)i, number[2][i] = 4, name[i] = (uint32_t)i;
        names[i] = str_format(arena, "customer %zu", i);
    }
    for (size_t i = 0; i < 3; i++)
        customers->column[1 + i] =
            (FeatureColumn){.name = str_format(arena, "hostile %zu", i), .kind = FEATURE_NUMBER, .number = number[i]};
    customers->column[4] =
        (FeatureColumn){.name = STR("name"), .kind = FEATURE_WORD, .word = name, .words = names, .word_count = ROWS};
    Trained trained = train(customers);
    CHECK_INT(trained.report.left, 3);
    CHECK(propensity_trained(&trained.report));
    double *probability = scores(&trained.model, &customers->table, 1);
    for (size_t i = 0; i < ROWS; i++) CHECK(probability[i] > 0 && probability[i] < 1);
    for (size_t i = 0; i < trained.report.coefficients; i++) CHECK(isfinite(trained.report.coefficient[i].value));
}

TEST(only_columns_without_a_part_are_refused)
{
    Made *customers = made(300, 11);
    double *constant = arena_array(test_arena(), double, 300);
    customers->column[0] = (FeatureColumn){.name = STR("constant"), .kind = FEATURE_NUMBER, .number = constant};
    customers->table.columns = 1;
    CHECK_INT(train(customers).report.refusal, PROPENSITY_NO_FEATURES);
    customers->table.columns = 0;
    CHECK_INT(train(customers).report.refusal, PROPENSITY_NO_FEATURES);
}

TEST(rows_with_times_choose_on_the_latest_fifth)
{
    const Made *customers = made(1500, 12);
    int64_t *when = arena_array(test_arena(), int64_t, 1500);
    for (size_t i = 0; i < 1500; i++) when[i] = (int64_t)(i * 7 % 1500);
    split_last(customers->part, 1500, 0.2, when);
    for (size_t i = 0; i < 1500; i++) CHECK((customers->part[i] == ROW_HOLDOUT) == (when[i] >= 1200));
    Trained trained = train_with(customers, (PropensityOptions){.seed = 1, .threads = 1, .when = when});
    CHECK(trained.report.inner_by_time);
    CHECK_INT(trained.report.inner_rows, 240);
}

TEST(words_and_columns_not_seen_in_training_are_not_known)
{
    const Made *customers = made(1500, 2);
    Trained trained = train(customers);
    static const Str plans[] = {STR("platinum")};
    uint32_t plan = 0;
    double three = 3;
    FeatureColumn column[] = {
        {.name = STR("orders"), .kind = FEATURE_NUMBER, .number = &three},
        {.name = STR("plan"), .kind = FEATURE_WORD, .word = &plan, .words = plans, .word_count = 1},
        {.name = STR("else"), .kind = FEATURE_NUMBER, .number = &three}};
    FeatureTable table = {1, 3, column};
    double *probability = scores(&trained.model, &table, 1), effect[3];
    uint32_t row = 0;
    CHECK(probability[0] > 0 && probability[0] < 0.5);
    propensity_effects(&trained.model, &table, &row, 1, 1, effect);
    CHECK(effect[0] < 0 && effect[1] == 0 && effect[2] == 0);
}

TEST(drift_is_nothing_on_the_training_rows_and_much_on_others)
{
    const Made *customers = made(1500, 2);
    Trained trained = train(customers);
    PropensityDrift same =
        propensity_drift(&trained.model, &customers->table, scores(&trained.model, &customers->table, 1), test_arena());
    CHECK(same.score < 0.01 && same.column[0] < 0.01 && same.column[4] < 0.01);
    double *more = arena_array(test_arena(), double, 1500);
    for (size_t i = 0; i < 1500; i++) more[i] = customers->column[0].number[i] + 3;
    FeatureColumn *column = (FeatureColumn *)(uintptr_t)customers->table.column;
    column[0].number = more;
    PropensityDrift other =
        propensity_drift(&trained.model, &customers->table, scores(&trained.model, &customers->table, 1), test_arena());
    CHECK(other.score > 0.25 && other.column[0] > 0.25 && other.column[4] < 0.01);
}

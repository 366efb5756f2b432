#include "predict/uplift.h"

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "base/thread.h"
#include "predict/uplift_parts.h"

// ---- what can be learned from ----

typedef struct ArmCounts {
    int64_t people[2], stayed[2];
} ArmCounts;

static ArmCounts count_arms(const UpliftRows *rows)
{
    ArmCounts counts = {{0}, {0}};
    for (size_t i = 0; i < rows->count; i++) {
        int arm = rows->treated[i];
        counts.people[arm]++;
        counts.stayed[arm] += rows->stayed[i];
    }
    return counts;
}

static bool refuse_few(Phrase phrase, int64_t has, int64_t needs, Arena *arena, Error *error)
{
    return error_code(error, ERROR_INPUT, "too_few", phrase, error_number(arena, (uint64_t)has),
                      error_number(arena, (uint64_t)needs));
}

static bool check_rows(const UpliftRows *rows, const ArmCounts *counts, Arena *arena, Error *error)
{
    int64_t people = smaller(counts->people[0], counts->people[1]), least = INT64_MAX;
    for (int arm = 0; arm < 2; arm++)
        least = smaller(least, smaller(counts->stayed[arm], counts->people[arm] - counts->stayed[arm]));
    if (people < UPLIFT_ARM_MIN)
        return refuse_few(PHRASE("not trained: the smaller arm has {0} people whose days have ended; it needs {1}",
                                 "pas entraîné\u00A0: le plus petit groupe compte {0} personnes dont les jours sont "
                                 "passés\u202F; il en faut {1}"),
                          people, UPLIFT_ARM_MIN, arena, error);
    if (rows->shares && least < UPLIFT_EVENTS_MIN)
        return refuse_few(PHRASE("not trained: too few events ({0}); in each arm at least {1} must have done it, and "
                                 "{1} not",
                                 "pas entraîné\u00A0: trop peu d’événements ({0})\u202F; dans chaque groupe, {1} au "
                                 "moins doivent l’avoir fait, et {1} non"),
                          least, UPLIFT_EVENTS_MIN, arena, error);
    if (rows->features > UPLIFT_FEATURES_MAX)
        return refuse_few(PHRASE("{0} features; at most {1} are looked at", "{0} variables\u202F; au plus {1}"),
                          (int64_t)rows->features, UPLIFT_FEATURES_MAX, arena, error);
    for (size_t i = 0; i < rows->count; i++)
        if (!(fabs(rows->outcome[i]) <= 1e15))
            return refuse_few(PHRASE("the outcome of person {0} is no number up to 10^15",
                                     "l’issue de la personne {0} n’est pas un nombre jusqu’à 10^15"),
                              (int64_t)i, 0, arena, error);
    return true;
}

// ---- scores of people by models that have not seen them ----

typedef struct Learning {
    const UpliftRows *rows;
    uint64_t seed;
    int threads;
    const Basis *basis;
    Arena *scratch;
    Moments arm[2][UPLIFT_FOLDS], transformed[UPLIFT_FOLDS];
    double *control[UPLIFT_FOLDS], *treated[UPLIFT_FOLDS], *change[UPLIFT_FOLDS]; // coefficients without that fold
    double *untreated, *if_treated, *uplift[UPLIFT_METHODS], *risk;               // of each person
} Learning;

static unsigned fold_of(uint64_t seed, size_t row)
{
    Random random = random_start(seed, row);
    return (unsigned)(random_bits(&random) >> 32) % UPLIFT_FOLDS;
}

static void sum_fold(void *context, size_t part, int worker)
{
    Learning *learning = context;
    const UpliftRows *rows = learning->rows;
    double row[BASIS_COLUMNS_MAX];
    (void)worker;
    for (size_t i = 0; i < rows->count; i++) {
        if (fold_of(learning->seed, i) != part) continue;
        basis_row(learning->basis, rows->feature + i * rows->features, row);
        Moments *moments = &learning->arm[rows->treated[i]][part];
        moments_see(moments, learning->basis->columns, row, rows->outcome[i]);
    }
}

static void sum_folds(Learning *learning)
{
    size_t columns = learning->basis->columns;
    for (int f = 0; f < UPLIFT_FOLDS; f++) {
        learning->arm[0][f] = moments_in(columns, learning->scratch);
        learning->arm[1][f] = moments_in(columns, learning->scratch);
        learning->transformed[f] = moments_in(columns, learning->scratch);
    }
    thread_run(learning->threads, UPLIFT_FOLDS, sum_fold, learning);
    for (int f = 0; f < UPLIFT_FOLDS; f++)
        moments_transform(&learning->arm[0][f], &learning->arm[1][f], columns, &learning->transformed[f]);
}

static double product(const double *row, const double *coefficient, size_t columns)
{
    double sum = 0;
    for (size_t i = 0; i < columns; i++) sum += row[i] * coefficient[i];
    return sum;
}

static void learn_without(Learning *learning, unsigned fold)
{
    unsigned others = ((1U << UPLIFT_FOLDS) - 1) & ~(1U << fold);
    size_t columns = learning->basis->columns;
    double **const to[] = {&learning->control[fold], &learning->treated[fold], &learning->change[fold]};
    const Moments *const from[] = {learning->arm[0], learning->arm[1], learning->transformed};
    for (size_t i = 0; i < COUNT_OF(to); i++) {
        *to[i] = arena_array(learning->scratch, double, columns);
        ridge_fit(from[i], others, columns, learning->scratch, *to[i]);
    }
}

static void score_unseen(Learning *learning)
{
    const UpliftRows *rows = learning->rows;
    size_t columns = learning->basis->columns;
    double row[BASIS_COLUMNS_MAX];
    for (unsigned f = 0; f < UPLIFT_FOLDS; f++) learn_without(learning, f);
    for (size_t i = 0; i < rows->count; i++) {
        unsigned f = fold_of(learning->seed, i);
        basis_row(learning->basis, rows->feature + i * rows->features, row);
        learning->untreated[i] = product(row, learning->control[f], columns);
        learning->if_treated[i] = product(row, learning->treated[f], columns);
        learning->risk[i] = -learning->untreated[i];
        learning->uplift[UPLIFT_TWO_MODEL][i] = learning->if_treated[i] - learning->untreated[i];
        learning->uplift[UPLIFT_TRANSFORMED][i] = product(row, learning->change[f], columns);
    }
}

static void start(Learning *learning, const UpliftRows *rows)
{
    Basis *basis = arena_new(learning->scratch, Basis);
    double **const columns[] = {&learning->untreated, &learning->if_treated, &learning->risk,
                                &learning->uplift[UPLIFT_TWO_MODEL], &learning->uplift[UPLIFT_TRANSFORMED]};
    basis_learn(basis, rows, learning->scratch);
    learning->basis = basis;
    for (size_t i = 0; i < COUNT_OF(columns); i++) *columns[i] = arena_array(learning->scratch, double, rows->count);
}

// ---- the report ----

static Phrase reason(const UpliftReport *report, double chance)
{
    if (report->on)
        return PHRASE("it orders people better than their risk to leave does, beyond chance",
                      "il classe les personnes mieux que leur risque de partir, au-delà du hasard");
    if (report->method[report->chosen].chance >= chance)
        return PHRASE("nothing shows that the treatment helps some more than others: the order is no better than "
                      "chance",
                      "rien ne montre que le traitement aide les uns plus que les autres\u00A0: l’ordre ne vaut pas "
                      "mieux que le hasard");
    return PHRASE("it is not shown to order people better than their risk to leave does",
                  "il n’est pas établi qu’il classe les personnes mieux que leur risque de partir");
}

void uplift_judge(UpliftReport *report)
{
    const double chance = 0.025 / UPLIFT_METHODS;
    const Qini *chosen = &report->method[report->chosen];
    report->on = chosen->value > 0 && chosen->chance < chance && report->difference.value > 0 &&
                 report->difference.chance < chance;
    report->because = reason(report, chance);
}

enum { RANK_RISK = UPLIFT_METHODS, RANK_RESPONSE, RANKINGS };

static void report_curve(const UpliftRows *rows, const Ranking *ranking, UpliftReport *report)
{
    double gain[UPLIFT_CURVE] = {0}, propensity[UPLIFT_CURVE] = {0};
    ranking_curve(rows, &ranking[report->chosen], gain);
    ranking_curve(rows, &ranking[RANK_RISK], propensity);
    for (size_t i = 0; i < UPLIFT_CURVE; i++)
        report->curve[i] = (UpliftCurvePoint){(double)i / (UPLIFT_CURVE - 1), gain[i], propensity[i]};
}

static void measure(const Learning *learning, UpliftReport *report)
{
    const UpliftRows *rows = learning->rows;
    Ranking ranking[RANKINGS] = {[UPLIFT_TWO_MODEL] = {.score = learning->uplift[UPLIFT_TWO_MODEL]},
                                 [UPLIFT_TRANSFORMED] = {.score = learning->uplift[UPLIFT_TRANSFORMED]},
                                 [RANK_RISK] = {.score = learning->risk},
                                 [RANK_RESPONSE] = {.score = learning->if_treated}};
    rankings_measure(rows, ranking, RANKINGS, learning->seed, learning->threads, learning->scratch);
    for (int m = 0; m < UPLIFT_METHODS; m++) report->method[m] = ranking[m].qini;
    report->risk_first = ranking[RANK_RISK].qini;
    report->response_first = ranking[RANK_RESPONSE].qini;
    bool second = report->method[UPLIFT_TRANSFORMED].value > report->method[UPLIFT_TWO_MODEL].value;
    report->chosen = second ? UPLIFT_TRANSFORMED : UPLIFT_TWO_MODEL;
    report->difference = rankings_compare(&ranking[report->chosen], &ranking[RANK_RISK], learning->scratch);
    ranking_groups(rows, &ranking[report->chosen], report);
    report_curve(rows, ranking, report);
    uplift_judge(report);
}

static UpliftModel *learn_from_all(Learning *learning, UpliftMethod method, Arena *perm)
{
    unsigned all = (1U << UPLIFT_FOLDS) - 1;
    size_t columns = learning->basis->columns;
    UpliftModel *model = arena_new(perm, UpliftModel);
    double **const to[] = {&model->control, &model->treated, &model->transformed};
    const Moments *const from[] = {learning->arm[0], learning->arm[1], learning->transformed};
    Basis *basis = arena_new(perm, Basis);
    memcpy(basis, learning->basis, sizeof *basis);
    *model = (UpliftModel){.basis = basis, .method = method};
    for (size_t i = 0; i < COUNT_OF(to); i++) {
        *to[i] = arena_array(perm, double, columns);
        ridge_fit(from[i], all, columns, learning->scratch, *to[i]);
    }
    return model;
}

bool uplift_train(const UpliftRows *rows, uint64_t seed, int threads, Arena *perm, UpliftModel **model,
                  UpliftReport *report, Error *error)
{
    ArmCounts counts = count_arms(rows);
    if (!check_rows(rows, &counts, perm, error)) return false;
    Arena *scratch = arena_open(0);
    Learning learning = {.rows = rows, .seed = seed, .threads = threads, .scratch = scratch};
    start(&learning, rows);
    sum_folds(&learning);
    score_unseen(&learning);
    *report = (UpliftReport){0};
    measure(&learning, report);
    *model = learn_from_all(&learning, report->chosen, perm);
    arena_close(scratch);
    return true;
}

double uplift_score(const UpliftModel *model, const double *feature)
{
    double row[BASIS_COLUMNS_MAX];
    size_t columns = model->basis->columns;
    basis_row(model->basis, feature, row);
    double score = model->method == UPLIFT_TRANSFORMED
                       ? product(row, model->transformed, columns)
                       : product(row, model->treated, columns) - product(row, model->control, columns);
    return isfinite(score) ? score : 0;
}

const UpliftGroup *uplift_group_of(const UpliftReport *report, double score)
{
    if (!report->groups) return NULL;
    for (size_t i = 0; i + 1 < report->groups; i++)
        if (score >= report->group[i].least) return &report->group[i];
    return &report->group[report->groups - 1];
}

#include "bench/standard_questions.h"

#include "activity/blocks.h"
#include "activity/features.h"
#include "activity/funnel.h"
#include "activity/match.h"
#include "activity/questions.h"
#include "activity/retention.h"
#include "base/thread.h"
#include "bench/clock.h"
#include "measure/rfm.h"

enum {
    LAST_DAY = STANDARD_END / SECONDS_PER_DAY - 1,
    FIRST_DAY = STANDARD_START / SECONDS_PER_DAY,
    MONTHS = 36,
    WEEK = 7 * SECONDS_PER_DAY,
    FEATURES_AS_OF = 1727740800 // 2024-10-01
};

static PeriodSpan months(void)
{
    return (PeriodSpan){
        .unit = PERIOD_MONTH, .first = period_of_day(PERIOD_MONTH, FIRST_DAY), .count = MONTHS, .as_of = LAST_DAY};
}

static Second days_before_end(int days)
{
    return (Second)(STANDARD_END - days * SECONDS_PER_DAY);
}

static void number(Text *text, int64_t value, char after)
{
    text_addf(text, "%lld%c", (long long)value, after);
}

// ---- W1, W2 ----

static void add_active(const Retention *retention, Text *text)
{
    for (uint32_t cohort = 0; cohort < retention->cohorts; cohort++)
        for (uint32_t bucket = 0; bucket < retention->buckets; bucket++) {
            int64_t active = retention->cell[cohort * retention->buckets + bucket].active;
            if (active) number(text, cohort, ' '), number(text, bucket, ' '), number(text, active, '\n');
        }
}

// As GET /cohorts asks it.
static void ask_w1(const StandardLanes *lanes, int threads, Arena *arena, StandardAnswer *answer)
{
    PeriodSpan span = months();
    RetentionAsk ask = {.cohorts = bucket_span_of(&span),
                        .bucket = BUCKET_MONTH,
                        .buckets = MONTHS,
                        .purchases = true,
                        .start_purchases = true,
                        .people_only = true};
    Retention retention;
    double start = clock_seconds();
    ask_retention(&lanes->lanes[STANDARD_PURCHASE], 1, lanes->customers, &ask, NULL, 1, threads, arena, &retention);
    answer->seconds = clock_seconds() - start;
    Text text = text_in(arena);
    add_active(&retention, &text);
    answer->text = text_str(&text);
}

static void ask_w2(const StandardLanes *lanes, int threads, Arena *arena, StandardAnswer *answer)
{
    PeriodSpan span = months();
    double start = clock_seconds();
    const Presence *presence =
        ask_presence(&lanes->lane[STANDARD_PURCHASE], &span, (Window){.unit = PERIOD_MONTH}, NULL, 1, threads, arena);
    answer->seconds = clock_seconds() - start;
    Text text = text_in(arena);
    for (uint32_t m = 0; m < MONTHS; m++) {
        const Presence *p = &presence[m];
        if (!p->orders) continue;
        const int64_t cells[] = {m,      p->start,  p->retained,        p->lost,         p->new_, p->reactivated,
                                 p->end, p->orders, p->purchase_amount, p->repeat_buyers};
        for (size_t i = 0; i < COUNT_OF(cells); i++) number(&text, cells[i], i + 1 < COUNT_OF(cells) ? ' ' : '\n');
    }
    answer->text = text_str(&text);
}

// ---- W3 ----

typedef struct Scores {
    const Summaries *summaries;
    RfmCuts cuts;
    uint8_t *score[3]; // of recency, frequency, money
    int64_t *recency;
} Scores;

static int64_t recency_of(const Summaries *summaries, Customer customer)
{
    return -(int64_t)(LAST_DAY + 1 - second_day(summaries->last[customer]));
}

static void cut_scores(void *context, size_t which, int thread)
{
    (void)thread;
    Scores *scores = context;
    const Summaries *summaries = scores->summaries;
    Arena *scratch = arena_open(0);
    int64_t *values = arena_array(scratch, int64_t, summaries->customers);
    size_t n = 0;
    for (Customer c = 0; c < summaries->customers; c++) {
        if (!summaries->orders[c]) continue;
        values[n++] = which == 0   ? recency_of(summaries, c)
                      : which == 1 ? (int64_t)summaries->days[c]
                                   : summaries->amount[c];
    }
    int64_t *cuts[] = {scores->cuts.recency, scores->cuts.frequency, scores->cuts.monetary};
    rfm_cut_values(values, n, cuts[which]);
    arena_close(scratch);
}

static void give_scores(void *context, size_t part, int thread)
{
    (void)thread;
    const Scores *scores = context;
    const Summaries *summaries = scores->summaries;
    CustomerRange block = block_of(summaries->customers, part);
    for (Customer c = block.from; c < block.to; c++) {
        if (!summaries->orders[c]) continue;
        int64_t recency = recency_of(summaries, c);
        scores->recency[c] = -recency;
        scores->score[0][c] = (uint8_t)rfm_score(recency, scores->cuts.recency);
        scores->score[1][c] = (uint8_t)rfm_score(summaries->days[c], scores->cuts.frequency);
        scores->score[2][c] = (uint8_t)rfm_score(summaries->amount[c], scores->cuts.monetary);
    }
}

static Str scores_text(const Scores *scores, Arena *arena)
{
    enum { CELLS = 125, SUMS = 4 };
    int64_t cell[CELLS][SUMS] = {0};
    const Summaries *summaries = scores->summaries;
    for (Customer c = 0; c < summaries->customers; c++) {
        if (!summaries->orders[c]) continue;
        int64_t *sums = cell[(scores->score[0][c] - 1) * 25 + (scores->score[1][c] - 1) * 5 + scores->score[2][c] - 1];
        sums[0]++;
        sums[1] += scores->recency[c];
        sums[2] += summaries->days[c];
        sums[3] += summaries->amount[c];
    }
    Text text = text_in(arena);
    for (int i = 0; i < CELLS; i++) {
        if (!cell[i][0]) continue;
        number(&text, i / 25 + 1, ' '), number(&text, i / 5 % 5 + 1, ' '), number(&text, i % 5 + 1, ' ');
        for (int s = 0; s < SUMS; s++) number(&text, cell[i][s], s + 1 < SUMS ? ' ' : '\n');
    }
    return text_str(&text);
}

static void ask_w3(const StandardLanes *lanes, int threads, Arena *arena, StandardAnswer *answer)
{
    double start = clock_seconds();
    Summaries summaries = ask_summaries(&lanes->lane[STANDARD_PURCHASE], LAST_DAY, threads, arena);
    Scores scores = {.summaries = &summaries, .recency = arena_array(arena, int64_t, summaries.customers)};
    for (int i = 0; i < 3; i++) scores.score[i] = arena_array(arena, uint8_t, summaries.customers);
    thread_run(threads, 3, cut_scores, &scores);
    thread_run(threads, block_count(summaries.customers), give_scores, &scores);
    answer->seconds = clock_seconds() - start;
    answer->text = scores_text(&scores, arena);
}

// ---- W4 ----

static void ask_w4(const StandardLanes *lanes, int threads, Arena *arena, StandardAnswer *answer)
{
    double start = clock_seconds();
    Summaries summaries = ask_summaries(&lanes->lane[STANDARD_PURCHASE], LAST_DAY, threads, arena);
    answer->seconds = clock_seconds() - start;
    int64_t sums[6] = {0};
    for (Customer c = 0; c < summaries.customers; c++) {
        if (!summaries.orders[c]) continue;
        int64_t first = second_day(summaries.first[c]), x = summaries.days[c] - INT64_C(1);
        int64_t tx = second_day(summaries.last[c]) - first;
        const int64_t values[] = {1,     x, tx, LAST_DAY - first, summaries.amount[c] - summaries.first_day_amount[c],
                                  x * tx};
        for (size_t i = 0; i < COUNT_OF(values); i++) sums[i] += values[i];
    }
    Text text = text_in(arena);
    for (size_t i = 0; i < COUNT_OF(sums); i++) number(&text, sums[i], i + 1 < COUNT_OF(sums) ? ' ' : '\n');
    answer->text = text_str(&text);
}

// ---- W5 ----

static MatchRule count_rule(uint32_t lane, int days, int64_t low, int64_t high)
{
    return (MatchRule){.kind = MATCH_ROWS,
                       .lane = lane,
                       .measure = MATCH_COUNT,
                       .from = days_before_end(days),
                       .low = low,
                       .high = high,
                       .dimension = -1};
}

static void ask_w5(const StandardLanes *lanes, int threads, Arena *arena, StandardAnswer *answer)
{
    const MatchRule either[] = {count_rule(STANDARD_VIEW, 7, 5, INT64_MAX),
                                count_rule(STANDARD_CART, 14, 2, INT64_MAX)};
    const MatchRule all[] = {
        count_rule(STANDARD_PURCHASE, 90, 3, INT64_MAX),
        count_rule(STANDARD_TICKET, 30, 0, 0),
        {.kind = MATCH_ROWS, .measure = MATCH_SUM, .low = 20001, .high = INT64_MAX, .dimension = -1},
        {.kind = MATCH_ANY, .children = either, .child_count = COUNT_OF(either)}};
    const MatchRule rule = {.kind = MATCH_ALL, .children = all, .child_count = COUNT_OF(all)};
    CustomerSet set;
    double start = clock_seconds();
    ask_match(lanes->lanes, STANDARD_CLASSES, lanes->customers, &rule, threads, arena, &set);
    answer->seconds = clock_seconds() - start;
    int64_t sum = 0;
    for (Customer c = 0; c < lanes->customers; c++) sum += customer_set_has(&set, c) ? c : 0;
    answer->text = str_format(arena, "%llu %lld\n", (unsigned long long)set.count, (long long)sum);
}

// ---- W6 ----

enum { FEATURES = 42 };

static void standard_features(Feature feature[FEATURES])
{
    static const int days[] = {7, 30, 90, 365};
    static const uint32_t lanes[] = {0, 1, 2, 4, 6, 8};
    size_t at = 0;
    for (size_t l = 0; l < COUNT_OF(lanes); l++)
        for (size_t d = 0; d < COUNT_OF(days); d++)
            feature[at++] = (Feature){FEATURE_COUNT, lanes[l], (Second)(FEATURES_AS_OF - days[d] * SECONDS_PER_DAY)};
    for (uint32_t lane = 0; lane < STANDARD_CLASSES; lane++) feature[at++] = (Feature){FEATURE_RECENCY, lane, 0};
    feature[at++] = (Feature){FEATURE_TENURE, FEATURE_ANY_LANE, 0};
    for (size_t d = 0; d < COUNT_OF(days); d++)
        feature[at++] = (Feature){FEATURE_SUM, FEATURE_ANY_LANE, (Second)(FEATURES_AS_OF - days[d] * SECONDS_PER_DAY)};
    feature[at++] = (Feature){FEATURE_COUNT, FEATURE_ANY_LANE, (Second)(FEATURES_AS_OF - 365 * SECONDS_PER_DAY)};
    assert(at == FEATURES);
}

static void ask_w6(const StandardLanes *lanes, int threads, Arena *arena, StandardAnswer *answer)
{
    Feature feature[FEATURES];
    Features features;
    standard_features(feature);
    double start = clock_seconds();
    ask_features(lanes->lanes, STANDARD_CLASSES, lanes->customers, &(FeatureAsk){feature, FEATURES, FEATURES_AS_OF},
                 threads, arena, &features);
    answer->seconds = clock_seconds() - start;
    Text text = text_in(arena);
    int64_t known = 0;
    for (Customer c = 0; c < features.customers; c++) known += features.known[c];
    number(&text, known, ' ');
    for (size_t f = 0; f < FEATURES; f++) {
        int64_t sum = 0;
        for (Customer c = 0; c < features.customers; c++) sum += features.known[c] ? feature_value(&features, f, c) : 0;
        number(&text, sum, f + 1 < FEATURES ? ' ' : '\n');
    }
    answer->text = text_str(&text);
}

// ---- W7 ----

static void ask_w7a(const StandardLanes *lanes, int threads, Arena *arena, StandardAnswer *answer)
{
    const Columns *const asked[] = {&lanes->lane[STANDARD_VIEW], &lanes->lane[STANDARD_CART],
                                    &lanes->lane[STANDARD_PURCHASE]};
    FunnelAsk ask = {
        .step = {0, 1, 2}, .steps = 3, .window_seconds = WEEK, .order = FUNNEL_ORDERED, .same_second = true};
    Funnel funnel;
    double start = clock_seconds();
    ask_funnel(asked, COUNT_OF(asked), lanes->customers, &ask, NULL, 1, threads, arena, &funnel);
    answer->seconds = clock_seconds() - start;
    answer->text = str_format(arena, "%lld %lld %lld\n", (long long)funnel.reached[0], (long long)funnel.reached[1],
                              (long long)funnel.reached[2]);
}

static void ask_w7b(const StandardLanes *lanes, int threads, Arena *arena, StandardAnswer *answer)
{
    enum { DAYS = 31 };
    BucketNumber first = bucket_of_second(BUCKET_WEEK, STANDARD_START),
                 last = bucket_of_second(BUCKET_WEEK, STANDARD_END - 1);
    RetentionAsk ask = {.cohorts = {.unit = BUCKET_WEEK,
                                    .first = first,
                                    .count = (uint32_t)(last - first + 1),
                                    .known_to = STANDARD_END},
                        .bucket = BUCKET_DAY,
                        .buckets = DAYS,
                        .start_lanes = STANDARD_CLASSES,
                        .people_only = true};
    Retention retention;
    double start = clock_seconds();
    ask_retention(lanes->lanes, STANDARD_CLASSES, lanes->customers, &ask, NULL, 1, threads, arena, &retention);
    answer->seconds = clock_seconds() - start;
    Text text = text_in(arena);
    add_active(&retention, &text);
    answer->text = text_str(&text);
}

// ---- all ----

enum { ALL_LANES = (1 << STANDARD_CLASSES) - 1, PURCHASES = 1 << STANDARD_PURCHASE };

const StandardQuestion standard_questions[STANDARD_QUESTIONS] = {
    {"W1", PHRASE("monthly cohorts", "cohortes mensuelles"), ask_w1, PURCHASES, 0, true},
    {"W2", PHRASE("who was there each month", "présence mois par mois"), ask_w2, PURCHASES, 0, true},
    {"W3", PHRASE("RFM scores", "scores RFM"), ask_w3, PURCHASES, 0, true},
    {"W4", PHRASE("what models are made of", "données des modèles"), ask_w4, PURCHASES, 0, true},
    {"W5", PHRASE("a segment", "un segment"), ask_w5,
     PURCHASES | 1 << STANDARD_VIEW | 1 << STANDARD_CART | 1 << STANDARD_TICKET, STANDARD_END - 90 * SECONDS_PER_DAY,
     true},
    {"W6", PHRASE("42 features", "42 caractéristiques"), ask_w6, ALL_LANES, FEATURES_AS_OF - 365 * SECONDS_PER_DAY,
     true},
    {"W7a", PHRASE("a funnel", "un entonnoir"), ask_w7a, PURCHASES | 1 << STANDARD_VIEW | 1 << STANDARD_CART, 0, false},
    {"W7b", PHRASE("day by day retention", "rétention jour par jour"), ask_w7b, ALL_LANES, 0, false},
};

static uint64_t piece_bytes(const ColumnPiece *piece, const StandardQuestion *question)
{
    size_t row_bytes = sizeof(Second) + (question->amounts && piece->amount_minor ? sizeof(int64_t) : 0);
    uint64_t rows = piece->first_row[piece->runs];
    if (question->from > 0) {
        uint64_t all = rows;
        rows = 0;
        for (uint64_t row = 0; row < all; row++) rows += piece->second[row] >= question->from;
    }
    return rows * row_bytes + piece->runs * (sizeof(uint32_t) + (piece->customer ? sizeof(Customer) : 0));
}

uint64_t standard_bytes_read(const StandardLanes *lanes, const StandardQuestion *question)
{
    uint64_t bytes = 0;
    for (uint32_t lane = 0; lane < STANDARD_CLASSES; lane++)
        for (uint32_t p = 0; question->lanes >> lane & 1 && p < lanes->lane[lane].pieces; p++)
            bytes += piece_bytes(&lanes->lane[lane].piece[p], question);
    return bytes;
}

uint64_t standard_events_of(const StandardLanes *lanes, const StandardQuestion *question)
{
    uint64_t rows = 0;
    for (uint32_t lane = 0; lane < STANDARD_CLASSES; lane++)
        if (question->lanes >> lane & 1) rows += lanes->lane[lane].rows;
    return rows;
}

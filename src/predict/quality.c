#include "predict/quality.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

#define Z_95 1.959963984540054

typedef struct Scored {
    double probability;
    uint8_t label;
} Scored;

// Highest first. Ties are told apart by nothing: what follows never looks at their order.
static int by_score(const void *a, const void *b)
{
    double x = ((const Scored *)a)->probability, y = ((const Scored *)b)->probability;
    return (x < y) - (x > y);
}

static size_t tie_end(const Scored *scored, size_t rows, size_t first)
{
    size_t last = first + 1;
    while (last < rows && scored[last].probability == scored[first].probability) last++;
    return last;
}

static size_t count_yes(const Scored *scored, size_t first, size_t last)
{
    size_t yes = 0;
    for (size_t i = first; i < last; i++) yes += scored[i].label;
    return yes;
}

// ---- AUC ----

// One walk over groups of equal scores gives AUC and DeLong's two sums: for each yes the share of no's below it, for
// each no the share of yeses above it, ties half.
static void measure_auc(Quality *quality, const Scored *scored)
{
    double yes = (double)quality->positives, no = (double)quality->rows - yes, above_yes = 0, above_no = 0;
    double by_yes = 0, by_no = 0, squares_yes = 0, squares_no = 0;
    for (size_t first = 0, last; first < (size_t)quality->rows; first = last) {
        last = tie_end(scored, (size_t)quality->rows, first);
        double tied_yes = (double)count_yes(scored, first, last), tied_no = (double)(last - first) - tied_yes;
        double below = (no - above_no - tied_no / 2) / no, above = (above_yes + tied_yes / 2) / yes;
        by_yes += tied_yes * below, squares_yes += tied_yes * below * below;
        by_no += tied_no * above, squares_no += tied_no * above * above;
        above_yes += tied_yes, above_no += tied_no;
    }
    double auc = by_yes / yes;
    double spread_yes = yes > 1 ? (squares_yes - by_yes * by_yes / yes) / (yes - 1) / yes : 0;
    double spread_no = no > 1 ? (squares_no - by_no * by_no / no) / (no - 1) / no : 0;
    double deviation = sqrt(fmax(spread_yes, 0) + fmax(spread_no, 0));
    quality->auc = auc, quality->auc_low = 0, quality->auc_high = 1;
    if (yes < 2 || no < 2) return;
    if (auc > 0 && auc < 1) {
        double centre = log(auc / (1 - auc)), reach = Z_95 * deviation / (auc * (1 - auc));
        quality->auc_low = 1 / (1 + exp(reach - centre)), quality->auc_high = 1 / (1 + exp(-reach - centre));
    } else {
        // All pairs one way: the interval of a share of the rarer kind's rows (rule of three; Hanley 1983, JAMA
        // 249:1743).
        double least = fmin(yes, no), reach = fmin(1, 3 / least);
        quality->auc_low = auc > 0 ? 1 - reach : 0, quality->auc_high = auc > 0 ? 1 : reach;
    }
}

static void measure_precision(Quality *quality, const Scored *scored)
{
    double yes = 0, sum = 0;
    for (size_t first = 0, last; first < (size_t)quality->rows; first = last) {
        last = tie_end(scored, (size_t)quality->rows, first);
        double tied = (double)count_yes(scored, first, last);
        yes += tied;
        sum += tied / (double)quality->positives * yes / (double)last;
    }
    quality->pr_auc = sum;
}

// ---- tenths ----

// Yeses among the first `count` rows; those of a tie that is cut count by their share.
static double yes_before(const Scored *scored, size_t rows, size_t count)
{
    double yes = 0;
    for (size_t first = 0, last; first < count; first = last) {
        last = tie_end(scored, rows, first);
        double tied = (double)count_yes(scored, first, last);
        yes += last <= count ? tied : tied * (double)(count - first) / (double)(last - first);
    }
    return yes;
}

static void measure_lift(Quality *quality, const Scored *scored)
{
    size_t rows = (size_t)quality->rows;
    double before = 0, share = (double)quality->positives / (double)rows;
    quality->bands = rows < QUALITY_BANDS ? rows : QUALITY_BANDS;
    for (size_t i = 0; i < quality->bands; i++) {
        size_t first = rows * i / quality->bands, last = rows * (i + 1) / quality->bands;
        double yes = yes_before(scored, rows, last);
        quality->lift[i] = (LiftBand){.rows = (int64_t)(last - first),
                                      .positives = (int64_t)llround(yes) - (int64_t)llround(before),
                                      .lift = (yes - before) / (double)(last - first) / share,
                                      .captured = yes / (double)quality->positives};
        before = yes;
    }
    quality->top_decile_lift = quality->lift[0].lift, quality->top_decile_capture = quality->lift[0].captured;
}

// Bins of about as many rows each, a tie never cut; lowest first.
static void measure_calibration(Quality *quality, const Scored *scored)
{
    size_t rows = (size_t)quality->rows, bins = 0;
    for (size_t first = 0; first < rows;) {
        size_t last = first;
        while (last < rows && last < rows * (bins + 1) / QUALITY_BANDS) last = tie_end(scored, rows, last);
        bins++;
        if (last == first) continue;
        double sum = 0;
        for (size_t i = first; i < last; i++) sum += scored[i].probability;
        size_t yes = count_yes(scored, first, last);
        CalibrationBin bin = {sum / (double)(last - first), rate_of((int64_t)yes, (int64_t)(last - first))};
        quality->calibration_error += fabs(bin.predicted - bin.observed.value) * (double)(last - first) / (double)rows;
        memmove(quality->calibration + 1, quality->calibration, quality->bins++ * sizeof bin);
        quality->calibration[0] = bin;
        first = last;
    }
}

Quality quality_of(const double *probability, const uint8_t *label, size_t rows)
{
    Quality quality = {.rows = (int64_t)rows};
    if (!rows) return quality;
    Arena *scratch = arena_open(0);
    Scored *scored = arena_array(scratch, Scored, rows);
    for (size_t i = 0; i < rows; i++) {
        double p = probability[i], off = p - (label[i] != 0);
        scored[i] = (Scored){p, label[i] != 0};
        quality.positives += label[i] != 0;
        quality.brier += off * off;
        quality.log_loss -= log(fmax(label[i] ? p : 1 - p, 1e-15));
    }
    quality.brier /= (double)rows, quality.log_loss /= (double)rows;
    qsort(scored, rows, sizeof *scored, by_score);
    measure_calibration(&quality, scored);
    quality.ranked = quality.positives > 0 && quality.positives < quality.rows;
    if (quality.ranked) {
        measure_auc(&quality, scored);
        measure_precision(&quality, scored);
        measure_lift(&quality, scored);
    }
    arena_close(scratch);
    return quality;
}

Quality quality_naive(double share, const uint8_t *label, size_t rows)
{
    Arena *scratch = arena_open(0);
    double *probability = arena_array(scratch, double, rows);
    for (size_t i = 0; i < rows; i++) probability[i] = share;
    Quality quality = quality_of(probability, label, rows);
    arena_close(scratch);
    return quality;
}

double psi_of(const double *expected, const double *actual, size_t bins)
{
    double expected_sum = 0, actual_sum = 0, psi = 0;
    for (size_t i = 0; i < bins; i++) expected_sum += expected[i], actual_sum += actual[i];
    if (!(expected_sum > 0) || !(actual_sum > 0)) return 0;
    for (size_t i = 0; i < bins; i++) {
        double e = fmax(expected[i] / expected_sum, 1e-4), a = fmax(actual[i] / actual_sum, 1e-4);
        psi += (a - e) * log(a / e);
    }
    return psi;
}

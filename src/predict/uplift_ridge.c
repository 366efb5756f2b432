#include <math.h>
#include <string.h>

#include "predict/uplift_parts.h"

Moments moments_in(size_t columns, Arena *arena)
{
    return (Moments){arena_array(arena, double, columns *columns), arena_array(arena, double, columns), 0};
}

// The lower half is enough.
void moments_see(Moments *moments, size_t columns, const double *row, double outcome)
{
    for (size_t i = 0; i < columns; i++) {
        if (row[i] == 0) continue;
        double *line = moments->gram + i * columns;
        for (size_t j = 0; j <= i; j++) line[j] += row[i] * row[j];
        moments->xy[i] += row[i] * outcome;
    }
    moments->yy += outcome * outcome;
}

void moments_add(Moments *to, const Moments *more, size_t columns)
{
    for (size_t i = 0; i < columns * columns; i++) to->gram[i] += more->gram[i];
    for (size_t i = 0; i < columns; i++) to->xy[i] += more->xy[i];
    to->yy += more->yy;
}

void moments_clear(Moments *moments, size_t columns)
{
    memset(moments->gram, 0, columns * columns * sizeof *moments->gram);
    memset(moments->xy, 0, columns * sizeof *moments->xy);
    moments->yy = 0;
}

// Y* = (Y - m) / e of the treated, - (Y - m) / (1 - e) of the others: m and e from the same sums. Column 0 of a row is
// 1, so that the first column of the gram is X'1.
void moments_transform(const Moments *control, const Moments *treated, size_t columns, Moments *to)
{
    double n_t = treated->gram[0], n_c = control->gram[0], e = n_t / (n_t + n_c);
    double m = (treated->xy[0] + control->xy[0]) / (n_t + n_c);
    if (!(n_t > 0 && n_c > 0)) return moments_clear(to, columns);
    for (size_t i = 0; i < columns * columns; i++) to->gram[i] = control->gram[i] + treated->gram[i];
    for (size_t i = 0; i < columns; i++)
        to->xy[i] = (treated->xy[i] - m * treated->gram[i * columns]) / e -
                    (control->xy[i] - m * control->gram[i * columns]) / (1 - e);
    to->yy = (treated->yy - 2 * m * treated->xy[0] + m * m * n_t) / (e * e) +
             (control->yy - 2 * m * control->xy[0] + m * m * n_c) / ((1 - e) * (1 - e));
}

// Cholesky (Golub & Van Loan 2013, Matrix Computations, 4.2), in place of the lower half. The ridge makes it positive;
// a pivot that rounding took to 0 drops its column.
static void factor(double *a, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j <= i; j++) {
            double sum = a[i * n + j];
            for (size_t k = 0; k < j; k++) sum -= a[i * n + k] * a[j * n + k];
            if (i > j)
                a[i * n + j] = a[j * n + j] > 0 ? sum / a[j * n + j] : 0;
            else
                a[i * n + i] = sum > 0 ? sqrt(sum) : 0;
        }
    }
}

static void solve(const double *a, size_t n, double *x)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++) x[i] -= a[i * n + k] * x[k];
        x[i] = a[i * n + i] > 0 ? x[i] / a[i * n + i] : 0;
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t k = i + 1; k < n; k++) x[i] -= a[k * n + i] * x[k];
        x[i] = a[i * n + i] > 0 ? x[i] / a[i * n + i] : 0;
    }
}

// The intercept is not held back; the others by `ridge` for each person.
static void fit(const Moments *moments, double ridge, size_t columns, double *matrix, double *coefficient)
{
    memcpy(matrix, moments->gram, columns * columns * sizeof *matrix);
    memcpy(coefficient, moments->xy, columns * sizeof *coefficient);
    for (size_t i = 1; i < columns; i++) matrix[i * columns + i] += ridge * moments->gram[0];
    factor(matrix, columns);
    solve(matrix, columns, coefficient);
}

// |y - Xb|^2 = y'y - 2 b'X'y + b'X'X b
static double squares_left(const Moments *moments, size_t columns, const double *b)
{
    double sum = moments->yy;
    for (size_t i = 0; i < columns; i++) {
        double line = b[i] * moments->gram[i * columns + i] / 2;
        for (size_t j = 0; j < i; j++) line += b[j] * moments->gram[i * columns + j];
        sum += 2 * b[i] * (line - moments->xy[i]);
    }
    return sum;
}

static void add_folds(const Moments *fold, unsigned of, size_t columns, Moments *to)
{
    moments_clear(to, columns);
    for (unsigned f = 0; f < UPLIFT_FOLDS; f++)
        if (of >> f & 1) moments_add(to, &fold[f], columns);
}

void ridge_fit(const Moments *fold, unsigned of, size_t columns, Arena *scratch, double *coefficient)
{
    static const double ridges[] = {1e-4, 1e-3, 1e-2, 1e-1, 1, 10};
    Moments rest = moments_in(columns, scratch);
    double *matrix = arena_array(scratch, double, columns *columns);
    double left[COUNT_OF(ridges)] = {0};
    for (unsigned f = 0; f < UPLIFT_FOLDS; f++) {
        if (!(of >> f & 1)) continue;
        add_folds(fold, of & ~(1U << f), columns, &rest);
        for (size_t r = 0; r < COUNT_OF(ridges); r++) {
            fit(&rest, ridges[r], columns, matrix, coefficient);
            left[r] += squares_left(&fold[f], columns, coefficient);
        }
    }
    size_t best = COUNT_OF(ridges) - 1; // when they are alike: what is held back most
    for (size_t r = COUNT_OF(ridges); r-- > 0;)
        if (left[r] < left[best]) best = r;
    add_folds(fold, of, columns, &rest);
    fit(&rest, ridges[best], columns, matrix, coefficient);
}

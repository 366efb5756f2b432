#include "predict/cholesky.h"

static const double least_share = 1e-9;

// What is left of row `i` at column `j` once the columns before `j` are taken off.
static double remainder_of(const double *matrix, size_t size, const bool *redundant, size_t i, size_t j)
{
    double left = matrix[i * size + j];
    for (size_t k = 0; k < j; k++)
        if (!redundant[k]) left -= matrix[i * size + k] * matrix[j * size + k] * matrix[k * size + k];
    return left;
}

size_t cholesky_factor(double *matrix, size_t size, bool *redundant)
{
    size_t rank = 0;
    for (size_t j = 0; j < size; j++) {
        double diagonal = matrix[j * size + j], pivot = remainder_of(matrix, size, redundant, j, j);
        redundant[j] = !(pivot > least_share * diagonal);
        if (redundant[j]) continue;
        rank++;
        for (size_t i = j + 1; i < size; i++)
            matrix[i * size + j] = remainder_of(matrix, size, redundant, i, j) / pivot;
        matrix[j * size + j] = pivot;
    }
    return rank;
}

void cholesky_solve(const double *factor, size_t size, const bool *redundant, double *right)
{
    for (size_t i = 0; i < size; i++) {
        if (redundant[i]) right[i] = 0;
        for (size_t k = 0; k < i && !redundant[i]; k++)
            if (!redundant[k]) right[i] -= factor[i * size + k] * right[k];
    }
    for (size_t i = size; i-- > 0;) {
        if (redundant[i]) continue;
        right[i] /= factor[i * size + i];
        for (size_t k = i + 1; k < size; k++)
            if (!redundant[k]) right[i] -= factor[k * size + i] * right[k];
    }
}

void cholesky_inverse(const double *factor, size_t size, const bool *redundant, double *inverse)
{
    for (size_t column = 0; column < size; column++) {
        double *right = inverse + column * size; // the inverse is symmetric: a column is a row
        for (size_t i = 0; i < size; i++) right[i] = i == column;
        if (redundant[column])
            right[column] = 0;
        else
            cholesky_solve(factor, size, redundant, right);
    }
}

#include "predict/special.h"

#include <math.h>

const double legendre_at[LEGENDRE_POINTS] = {0.019855071751231912, 0.10166676129318664, 0.2372337950418355,
                                             0.40828267875217511,  0.59171732124782483, 0.7627662049581645,
                                             0.89833323870681336,  0.98014492824876809};
const double legendre_weight[LEGENDRE_POINTS] = {0.050614268145188344, 0.11119051722668717, 0.15685332293894352,
                                                 0.18134189168918088,  0.18134189168918088, 0.15685332293894352,
                                                 0.11119051722668717,  0.050614268145188344};

double log_gamma(double x)
{
    int sign;
    return lgamma_r(x, &sign);
}

double log_beta(double a, double b)
{
    return log_gamma(a) + log_gamma(b) - log_gamma(a + b);
}

double digamma(double x)
{
    double sum = 0;
    for (; x < 10; x++) sum -= 1 / x;
    double y = 1 / (x * x);
    double tail = y * (1.0 / 12 - y * (1.0 / 120 - y * (1.0 / 252 - y * (1.0 / 240 - y * (1.0 / 132)))));
    return sum + log(x) - 0.5 / x - tail;
}

double trigamma(double x)
{
    double sum = 0;
    for (; x < 10; x++) sum += 1 / (x * x);
    double y = 1 / (x * x);
    double tail = y * (1.0 / 6 - y * (1.0 / 30 - y * (1.0 / 42 - y * (1.0 / 30 - y * (5.0 / 66)))));
    return sum + 1 / x + y / 2 + tail / x;
}

enum { TERMS_MAX = 20000 };
static const double least = 1e-300, enough = 1e-16;

static double held(double share)
{
    return share > 0 ? fmin(share, 1) : 0;
}

double gamma_below(double shape, double x)
{
    if (!(x > 0)) return 0;
    double front = exp(shape * log(x) - x - log_gamma(shape));
    if (x < shape + 1) {
        double term = 1 / shape, sum = term;
        for (int n = 1; n < TERMS_MAX && term > sum * enough; n++) sum += term *= x / (shape + n);
        return held(front * sum);
    }
    double b = x + 1 - shape, c = 1 / least, d = 1 / b, h = d;
    for (int n = 1; n < TERMS_MAX; n++) { // Lentz's method, as below
        double a = -n * (n - shape);
        b += 2;
        d = 1 / (fabs(a * d + b) < least ? least : a * d + b);
        c = fabs(b + a / c) < least ? least : b + a / c;
        h *= d * c;
        if (fabs(d * c - 1) < enough * 10) break;
    }
    return held(1 - front * h);
}

static double beta_fraction(double a, double b, double x)
{
    double c = 1, d = 1 - (a + b) * x / (a + 1);
    d = 1 / (fabs(d) < least ? least : d);
    double h = d;
    for (int m = 1; m < TERMS_MAX; m++) {
        double step[2] = {m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
                          -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))};
        double change = 1;
        for (int i = 0; i < 2; i++) {
            d = 1 + step[i] * d;
            d = 1 / (fabs(d) < least ? least : d);
            c = 1 + step[i] / c;
            c = fabs(c) < least ? least : c;
            change = d * c;
            h *= change;
        }
        if (fabs(change - 1) < enough * 10) break;
    }
    return h;
}

double beta_below(double a, double b, double x)
{
    if (!(x > 0)) return 0;
    if (x >= 1) return 1;
    double front = exp(a * log(x) + b * log1p(-x) - log_beta(a, b));
    if (x < (a + 1) / (a + b + 2)) return held(front / a * beta_fraction(a, b, x));
    return held(1 - front / b * beta_fraction(b, a, 1 - x));
}

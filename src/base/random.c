#include "base/random.h"

#include <math.h>

static uint64_t splitmix(uint64_t *state)
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

Random random_start(uint64_t seed, uint64_t stream)
{
    uint64_t state = seed;
    state = splitmix(&state) ^ stream;
    Random random;
    for (size_t i = 0; i < COUNT_OF(random.state); i++) random.state[i] = splitmix(&state);
    return random;
}

static uint64_t rotate_left(uint64_t value, int bits)
{
    return value << bits | value >> (64 - bits);
}

uint64_t random_bits(Random *random)
{
    uint64_t *s = random->state;
    uint64_t result = rotate_left(s[1] * 5, 7) * 9;
    uint64_t shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate_left(s[3], 45);
    return result;
}

double random_unit(Random *random)
{
    return ((double)(random_bits(random) >> 11) + 0.5) * 0x1p-53;
}

double random_exponential(Random *random)
{
    return -log(random_unit(random));
}

// Marsaglia & Bray (1964), SIAM Review 6:260: the polar method. The second number is not kept, so that a stream has no
// state but its own.
double random_normal(Random *random)
{
    double u, v, s;
    do {
        u = 2 * random_unit(random) - 1;
        v = 2 * random_unit(random) - 1;
        s = u * u + v * v;
    } while (s >= 1 || s == 0);
    return u * sqrt(-2 * log(s) / s);
}

// Marsaglia & Tsang (2000), ACM TOMS 26:363; below shape 1 by their boost, gamma(shape + 1) * u^(1 / shape).
double random_gamma(Random *random, double shape)
{
    if (shape < 1) return random_gamma(random, shape + 1) * pow(random_unit(random), 1 / shape);
    double d = shape - 1.0 / 3, c = 1 / sqrt(9 * d);
    for (;;) {
        double x = random_normal(random), v = 1 + c * x;
        if (v <= 0) continue;
        v = v * v * v;
        if (log(random_unit(random)) < 0.5 * x * x + d - d * v + d * log(v)) return d * v;
    }
}

double random_beta(Random *random, double a, double b)
{
    double x = random_gamma(random, a), y = random_gamma(random, b);
    return x + y > 0 ? x / (x + y) : 0.5; // both underflow only for tiny a and b
}

uint64_t random_poisson(Random *random, double mean)
{
    uint64_t count = 0;
    for (double time = random_exponential(random); time < mean; time += random_exponential(random)) count++;
    return count;
}

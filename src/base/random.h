// random.h - random numbers that are the same on every machine: a seed in, a stream out.
//
// The generator is xoshiro256** (Blackman & Vigna 2021, ACM TOMS 47:36), started by splitmix64. Two streams of one seed
// are independent for all practical purposes, so that each customer may have one of their own.
#ifndef FIDELE_BASE_RANDOM_H
#define FIDELE_BASE_RANDOM_H

#include "base/base.h"

typedef struct Random {
    uint64_t state[4];
} Random;

Random random_start(uint64_t seed, uint64_t stream);
uint64_t random_bits(Random *random);
double random_unit(Random *random);                // in (0, 1), ends excluded
double random_exponential(Random *random);         // mean 1
double random_normal(Random *random);              // mean 0, deviation 1
double random_gamma(Random *random, double shape); // scale 1; shape > 0
double random_beta(Random *random, double a, double b);
uint64_t random_poisson(Random *random, double mean);

#endif

// before_after.h - a figure before and after a day, and beside a control group: differences with their intervals.
#ifndef FIDELE_MEASURE_BEFORE_AFTER_H
#define FIDELE_MEASURE_BEFORE_AFTER_H

#include "base/base.h"

// A figure with its 95 % interval, where there is one.
typedef struct Sampled {
    bool observed, has_interval;
    double value, low, high;
} Sampled;

// a - b. The interval is put together from those of a and b as if they were independent: low = d - √((a - low a)² +
// (high b - b)²), high alike (Zou & Donner 2008, Stat. Med. 27:1693; with Wilson's intervals of two shares it is method
// 10 of Newcombe 1998, Stat. Med. 17:873). Applied twice it is that of a difference in differences. Not observed when
// one of them is not.
Sampled sampled_difference(const Sampled *a, const Sampled *b);

// Of a mean of n values; no interval below two.
Sampled sampled_mean(int64_t n, double sum, double sum_of_squares);

Sampled sampled_times(const Sampled *one, double factor, double less); // one * factor - less

#endif

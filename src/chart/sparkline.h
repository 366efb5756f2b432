// sparkline.h - the course of a figure in the space of a word: decoration beside a number, not read aloud.
#ifndef FIDELE_CHART_SPARKLINE_H
#define FIDELE_CHART_SPARKLINE_H

#include "base/str.h"

typedef struct SparkPoint {
    bool observed; // unobserved points between others keep their place
    double value;
} SparkPoint;

// Nothing is drawn below two observed points.
void sparkline(const SparkPoint *points, size_t count, Text *out);

#endif

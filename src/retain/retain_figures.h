// retain_figures.h - what this folder adds to the figures of people that rules may ask for: value_at_risk (at_risk.h).
#ifndef FIDELE_RETAIN_RETAIN_FIGURES_H
#define FIDELE_RETAIN_RETAIN_FIGURES_H

#include "segment/figure.h"

extern const Figure retain_figures[];

#endif

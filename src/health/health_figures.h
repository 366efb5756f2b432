// health_figures.h - the figures of people that this folder gives to rules (segment/figure.h).
#ifndef FIDELE_HEALTH_HEALTH_FIGURES_H
#define FIDELE_HEALTH_HEALTH_FIGURES_H

#include "segment/figure.h"

extern const Figure health_figures[]; // health_score, health_band, loyalty_index, price_sensitivity

#endif

// sentence.h - a figure in one plain sentence, made of the parts of its value by the formula of the catalogue.
#ifndef FIDELE_METRIC_SENTENCE_H
#define FIDELE_METRIC_SENTENCE_H

#include "metric/answer.h"

// "You kept 70 of every 100 existing customers; 30 stopped buying."
Str metric_sentence(const MetricAnswer *answer, const PeriodValue *value);

// A figure of the unit of a metric, for people: amounts (in minor units) with their currency.
Str metric_figure_text(const MetricAnswer *answer, MetricUnit unit, double number);

#endif

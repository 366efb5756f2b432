// figure.h - a number with its unit, and how it is written beside its definition.
//
// Written plainly, so that it can be copied into a sheet: no groups of thousands, a plain space before "%", "-" for
// minus, '.' in English and ',' in French. Reports write money and counts with base/number.h and base/money.h.
#ifndef FIDELE_MEASURE_FIGURE_H
#define FIDELE_MEASURE_FIGURE_H

#include "base/phrase.h"

typedef enum MetricUnit {
    UNIT_RATE,       // a share, 0.7: "70.00 %"
    UNIT_CHANGE,     // a relative change, 2.222: "+222.2 %"
    UNIT_POINTS,     // a difference of two rates, -0.1: "-10.0 pts"
    UNIT_AMOUNT,     // in the currency of the inputs: "600.00"
    UNIT_NET_AMOUNT, // an amount that is won or lost: "+10000.00"
    UNIT_COUNT,      // "300"
    UNIT_NET_COUNT,  // "+50"
    UNIT_RATIO,      // "12.5x"
    UNIT_SCORE,      // -100 to 100: "+30"
    UNIT_INDEX,      // 0 to 100: "50.0 / 100"
    UNIT_PERIODS,    // "4.00 periods"
    UNIT_DAYS,       // "90 days"
    UNIT_MINUTES,    // "5.5 min"
    UNIT_NUMBER,     // "2.103"
    UNIT_COUNT_OF    // how many there are
} MetricUnit;

typedef struct Figure {
    double value;
    MetricUnit unit;
    int decimals;
} Figure;

Figure figure_of(MetricUnit unit, double value); // with the unit's usual decimals, as above
Figure figure_with(MetricUnit unit, double value, int decimals);
Figure figure_brief(MetricUnit unit, double value); // without decimals when it is whole, else with one

Str figure_text(Arena *arena, Locale locale, Figure figure);

Str unit_name(MetricUnit unit);     // "rate" …: for JSON and CSV
Phrase unit_label(MetricUnit unit); // "share, 0 to 1 in JSON and CSV" …: for people

#endif

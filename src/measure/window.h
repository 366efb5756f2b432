// window.h - after how many silent days a customer counts as lost, chosen from the data.
//
// The gaps between purchases are a survival problem: a closed gap is an event, the silence since the last purchase is
// censored. From their Kaplan-Meier curve S, the share of gaps that ever close is 1 - S(horizon), where horizon is the
// longest gap with enough still at risk: a twentieth of all gaps, but at least 3 and at most 30. The window is the
// shortest silence within which nine in ten of the gaps that close have closed: the first d with 1 - S(d) >= 0.9 (1 -
// S(horizon)). Ignoring the censored gaps would make the window too short, since long gaps are the ones that are still
// open.
#ifndef FIDELE_MEASURE_WINDOW_H
#define FIDELE_MEASURE_WINDOW_H

#include "base/base.h"

typedef enum WindowReason {
    WINDOW_GIVEN,
    WINDOW_FROM_GAPS,
    WINDOW_TOO_FEW_GAPS, // fewer than 30 closed gaps: the default of 90 days, at most a third of the days observed
    WINDOW_CUT_TO_HALF // the gaps ask for more than half of the days observed: half of them, so that a loss can be seen
} WindowReason;

typedef struct WindowChoice {
    WindowReason reason;
    int32_t days;
    int64_t gaps; // closed gaps looked at
    // The rest is 0, not known, with WINDOW_GIVEN and WINDOW_TOO_FEW_GAPS.
    int32_t median_gap_days; // of the gaps that close, censoring respected
    double return_share;     // 1 - S(horizon): share of gaps that close
    double return_after;     // P(comes back later | silent for `days`): what calling them lost gets wrong
    int32_t horizon_days;
} WindowChoice;

// closed[d], open[d]: gaps of d days between two purchases, and silences of d days up to the end; d in 0..days-1, where
// `days` is how long customers were observed.
WindowChoice window_choose(const int64_t *closed, const int64_t *open, uint32_t days);

#endif

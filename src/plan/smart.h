// smart.h - the five letters of an objective, each judged by what it says and what the data say of it (R264, R281).
//
//   S  a metric that can be read, whom it is of, and who answers for it
//   M  a baseline with its n, found in the data, and a target in the good direction from it
//   A  beside what was reached before: the best of 24 periods, the benchmark, the step in standard deviations. What is
//   an
//      ideal (100 % retention) or takes more than half of what is left to it, beyond anything reached so far and by
//      more than three standard deviations, needs a written justification
//   R  why: a weakness of the audit, or words
//   T  a deadline ahead, with at least one whole period until then
#ifndef FIDELE_PLAN_SMART_H
#define FIDELE_PLAN_SMART_H

#include "plan/goal_read.h"

enum { SMART_LETTERS = 5 };

typedef struct SmartCheck {
    char letter;
    bool good;
    bool caution; // good, and there is something to know
    Str message;
} SmartCheck;

void smart_check(const Goal *goal, const GoalFigures *figures, Day today, Locale locale, Arena *arena,
                 SmartCheck checks[SMART_LETTERS]);
bool smart_good(const SmartCheck checks[SMART_LETTERS]);

#endif

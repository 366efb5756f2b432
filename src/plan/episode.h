// episode.h - a series walked from where it was judged last: which episodes begin and end. Pure.
#ifndef FIDELE_PLAN_EPISODE_H
#define FIDELE_PLAN_EPISODE_H

#include "base/calendar.h"
#include "plan/judge.h"
#include "plan/rule.h"

typedef struct EpisodePoint {
    Day first, last;
    JudgePoint point;
} EpisodePoint;

typedef struct EpisodeStep {
    bool begins; // else the open one ends
    size_t at;   // point
    Judgement judgement;
} EpisodeStep;

typedef struct EpisodeWalk {
    const JudgeRule *rule;
    bool incomplete; // the point that has not ended is judged too
    Day today;       // points that end before it are complete
    const EpisodePoint *point;
    size_t count;
} EpisodeWalk;

// Judges the points after state->judged_day and moves the state; *steps in order (arena). What lies before a rule's
// first look is history: of it only the episode that is still open counts, and a break that the last two points have
// brought to light. state->open_alert is the caller's to set; 0: no episode is open.
size_t episode_walk(const EpisodeWalk *walk, AlertState *state, Arena *arena, EpisodeStep **steps);

#endif

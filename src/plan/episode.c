#include "plan/episode.h"

typedef struct Walking {
    const EpisodeWalk *walk;
    AlertState *state;
    bool open, history;
    EpisodeStep *step;
    size_t steps, history_break_from;
} Walking;

static void add_step(Walking *walking, EpisodeStep step)
{
    walking->step[walking->steps++] = step;
}

// Points within two of a break that was told are the same break, seen better.
static bool is_known_break(const Walking *walking, size_t at)
{
    enum { NEAR = 2 };
    const EpisodePoint *point = walking->walk->point;
    for (size_t i = at > NEAR ? at - NEAR : 0; i <= at + NEAR && i < walking->walk->count; i++)
        if (point[i].first == walking->state->broken_day) return true;
    return point[at].first < walking->state->broken_day;
}

static void take_break(Walking *walking, size_t at, const Judgement *judgement)
{
    if (judgement->verdict != VERDICT_OVER || is_known_break(walking, judgement->at)) return;
    walking->state->broken_day = walking->walk->point[judgement->at].first;
    if (walking->history && at < walking->history_break_from) return;
    add_step(walking, (EpisodeStep){.begins = true, .at = judgement->at, .judgement = *judgement});
}

static void take_level(Walking *walking, size_t at, const Judgement *judgement)
{
    if (judgement->verdict == VERDICT_OVER && !walking->open) {
        add_step(walking, (EpisodeStep){.begins = true, .at = at, .judgement = *judgement});
        walking->open = true;
    } else if (judgement->verdict == VERDICT_FINE && walking->open) {
        walking->open = false;
        if (walking->history)
            walking->steps = 0; // it began and ended before anybody asked
        else
            add_step(walking, (EpisodeStep){.at = at, .judgement = *judgement});
    }
}

static void judge_at(Walking *walking, size_t at, Arena *scratch)
{
    const EpisodeWalk *walk = walking->walk;
    AlertState *state = walking->state;
    JudgePoint *points = arena_array(scratch, JudgePoint, at + 1);
    for (size_t i = 0; i <= at; i++) points[i] = walk->point[i].point;
    Judgement judgement = judge_last(walk->rule, points, at + 1, scratch);
    state->verdict = judgement.verdict;
    state->observed = points[at].observed;
    state->value = points[at].value;
    state->has_n = points[at].observed && points[at].has_n;
    state->n = points[at].n;
    if (walk->rule->kind == RULE_BREAK)
        take_break(walking, at, &judgement);
    else
        take_level(walking, at, &judgement);
}

static bool is_complete(const EpisodeWalk *walk, size_t at)
{
    return walk->point[at].last < walk->today;
}

static bool is_judged(const EpisodeWalk *walk, size_t at)
{
    return walk->point[at].first <= walk->today && (is_complete(walk, at) || walk->incomplete);
}

static size_t judged_count(const EpisodeWalk *walk)
{
    size_t count = 0;
    while (count < walk->count && is_judged(walk, count)) count++;
    return count;
}

size_t episode_walk(const EpisodeWalk *walk, AlertState *state, Arena *arena, EpisodeStep **steps)
{
    size_t judged = judged_count(walk);
    Walking walking = {.walk = walk,
                       .state = state,
                       .open = state->open_alert != 0,
                       .history = state->judged_day == DAY_MIN,
                       .history_break_from = judged > 2 ? judged - 2 : 0,
                       .step = arena_array(arena, EpisodeStep, walk->count + 1)};
    Arena *scratch = arena_open(0);
    for (size_t at = 0; at < judged; at++) {
        bool complete = is_complete(walk, at);
        if (complete && walk->point[at].first <= state->judged_day) continue;
        judge_at(&walking, at, scratch);
        if (complete) state->judged_day = walk->point[at].first;
        arena_reset(scratch);
    }
    arena_close(scratch);
    *steps = walking.step;
    return walking.steps;
}

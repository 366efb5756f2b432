// findings_late.c - do those who stay away come back late, or never?
#include "audit/findings.h"

#include "base/thread.h"

enum { PARTS = 64 };

typedef struct SilenceSum {
    int64_t seen, came;
} SilenceSum;

typedef struct SilenceCount {
    const Lens *lens;
    const StateTable *states;
    uint32_t from, to;
    SilenceSum (*sums)[2][STATE_COUNT]; // per worker: before, within
} SilenceCount;

static void silence_pass(void *context, size_t part, int worker)
{
    const SilenceCount *count = context;
    uint64_t customers = count->lens->columns->customers;
    Customer end = (Customer)(customers * (part + 1) / PARTS);
    Path path;
    for (Customer c = (Customer)(customers * part / PARTS); c < end; c++) {
        if (!path_follow(count->lens, count->states, c, &path)) continue;
        for (uint32_t i = 0; i < path.count; i++) {
            const Exposure *step = &path.step[i];
            if (step->period >= count->to || count->lens->hole[step->period]) continue;
            SilenceSum *sum = &count->sums[worker][step->period >= count->from][step->state];
            sum->seen++;
            sum->came += step->orders > 0;
        }
    }
}

// By class of silence, those who came back within the periods, and as many as the same states did before.
static void compare_silences(const SilenceCount *count, int workers, Tally *by_silence)
{
    for (uint32_t s = 0; s < STATE_COUNT; s++) {
        SilenceSum sums[2] = {0};
        for (int worker = 0; worker < workers; worker++)
            for (int within = 0; within < 2; within++) {
                sums[within].seen += count->sums[worker][within][s].seen;
                sums[within].came += count->sums[worker][within][s].came;
            }
        if (sums[0].seen == 0) continue;
        by_silence[s % STATE_SILENCES].came += (double)sums[1].came;
        by_silence[s % STATE_SILENCES].expected += (double)sums[1].seen * (double)sums[0].came / (double)sums[0].seen;
    }
}

double returns_late(const Lens *lens, uint32_t from, uint32_t to)
{
    Arena *scratch = arena_open(0);
    StateTable *states = arena_new(scratch, StateTable);
    states_fill(states, lens->unit);
    SilenceCount count = {.lens = lens, .states = states, .from = from, .to = to};
    count.sums = arena_alloc(scratch, (size_t)lens->threads, sizeof *count.sums);
    thread_run(lens->threads, PARTS, silence_pass, &count);
    Tally by_silence[STATE_SILENCES] = {0}, halves[2] = {0};
    compare_silences(&count, lens->threads, by_silence);
    arena_close(scratch);
    double all = 0;
    for (uint32_t i = 0; i < STATE_SILENCES; i++) all += by_silence[i].expected;
    for (uint32_t i = 0; i < STATE_SILENCES; i++) {
        Tally *half = &halves[halves[0].expected >= all / 2];
        half->came += by_silence[i].came;
        half->expected += by_silence[i].expected;
    }
    if (halves[0].came < 1 || halves[1].expected < 1) return 1;
    return halves[1].came / halves[1].expected / (halves[0].came / halves[0].expected);
}

// run_parts.h - what the files of a run share (run.h).
#ifndef FIDELE_PLAYBOOK_RUN_PARTS_H
#define FIDELE_PLAYBOOK_RUN_PARTS_H

#include "consent/ground.h"
#include "customer/record.h"
#include "message/outbox.h"
#include "playbook/run.h"

typedef struct RunConsents {
    ConsentEvent *events;
    size_t count;
    Instant merged_at;
} RunConsents;
MUST_USE bool run_consents(const PlaybookPlace *place, CustomerId root, RunConsents *consents, Error *error);
// For a purpose over e-mail; ask->purpose is NULL when there is none of that name.
MUST_USE bool run_ground(const PlaybookPlace *place, const RunConsents *consents, Str purpose, Purpose *found,
                         GroundAsk *ask, Error *error);

MUST_USE bool run_say(const PlaybookPlace *place, const PlaybookRun *run, const char *event, Str properties,
                      Error *error);
MUST_USE bool run_move(const PlaybookPlace *place, const PlaybookRun *run, Error *error);
MUST_USE bool run_put_step(const PlaybookPlace *place, const PlaybookRun *run, const RunStep *step, Error *error);

typedef struct Advance {
    const PlaybookPlace *place;
    PlaybookRun *run;
    PlaybookStep *steps;
    size_t count;
    bool event; // what the step under way waits for has happened
    bool *mailed;
} Advance;
// Begins the step, or looks how it is; sets run->step and run->next_at: later than now when there is nothing more to do
// now.
MUST_USE bool run_one_step(Advance *advance, Error *error);

#endif

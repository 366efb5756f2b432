// run.h - a playbook under way for a customer: one step after the other, each in one transaction with what it does.
//
// A run keeps the release of the steps with which it began. It ends when its last step has, when the goal event
// happens, when the customer objects to marketing or profiling or asks for restriction, when somebody stops it, or when
// the customer is merged with another who entered before. What it left open then ends with it: tasks are closed, mail
// that is still queued is withdrawn. Of people who are erased nothing is left.
//
// A person is in a playbook once. Those of the control group have a run in which nothing is done.
#ifndef FIDELE_PLAYBOOK_RUN_H
#define FIDELE_PLAYBOOK_RUN_H

#include "crm/playbook.h"
#include "playbook/entry.h"

typedef struct PlaybookPlace {
    const struct House *house;
    StoreSession *session;
    Instant now;
    Arena *arena;
} PlaybookPlace;

typedef enum RunStatus {
    RUN_RUNNING,
    RUN_CONTROL,
    RUN_FINISHED,
    RUN_GOAL,
    RUN_STOPPED,
    RUN_OBJECTED,
    RUN_MERGED,
    RUN_STATUS_COUNT
} RunStatus;
#define RUN_STATUS_WORDS "running|control|finished|goal|stopped|objected|merged"
extern const char *const run_status_names[RUN_STATUS_COUNT];

typedef struct PlaybookRun {
    int64_t id; // 0: none
    int64_t playbook, version;
    CustomerId customer;
    int arm; // of the experiment; -1: none ran
    RunStatus status;
    int64_t step; // the one under way
    Str goal;
    Instant started_at, next_at, ended_at; // 0: none
    int64_t made_by;                       // of the staff; 0: a key
} PlaybookRun;
enum { RUN_BY_ITSELF = -1 }; // made_by

typedef enum StepOutcome {
    STEP_UNDER_WAY,
    STEP_DONE,     // the task was closed
    STEP_PASSED,   // a text: there is nothing to do
    STEP_SENT,     // the mail was taken by the mail server
    STEP_WAITED,   // the days are over
    STEP_HAPPENED, // the event that was waited for
    STEP_REMOVED,  // somebody removed the task
    STEP_ENDED,    // with the run
    STEP_OUTCOME_COUNT
} StepOutcome;
#define STEP_OUTCOME_WORDS "under_way|done|passed|sent|waited|happened|removed|ended"
extern const char *const step_outcome_names[STEP_OUTCOME_COUNT];

typedef struct RunStep {
    int64_t position;
    PlaybookStepKind kind;
    StepOutcome outcome;
    Str reason; // why a message became a task: a code (run_reason_say); "": it did not
    Instant began_at, until_at, ended_at;
    Value due_day;         // or null
    int64_t task, message; // 0: none
    Instant told_at;       // that it is overdue; 0: was not
} RunStep;

Day playbook_today(const PlaybookPlace *place); // in the workspace's time zone
bool run_step_overdue(const RunStep *step, Day today);
Phrase run_reason_say(Str reason);

// ---- reading ----

MUST_USE bool run_get(const PlaybookPlace *place, int64_t id, PlaybookRun *run, Error *error); // error not_found
MUST_USE bool run_steps(const PlaybookPlace *place, int64_t run, RunStep **steps, size_t *count, Error *error);
MUST_USE bool run_release(const PlaybookPlace *place, const PlaybookRun *run, PlaybookStep **steps, size_t *count,
                          Error *error);
typedef struct RunPage {
    int64_t playbook, before;
    size_t limit;
    int status; // below 0: any
} RunPage;
MUST_USE bool run_list(const PlaybookPlace *place, const RunPage *page, PlaybookRun **runs, size_t *count,
                       Error *error);
MUST_USE bool runs_due(const PlaybookPlace *place, size_t limit, PlaybookRun **runs, size_t *count, Error *error);
// Of the person: the first to have entered; id 0 when none has.
MUST_USE bool run_of_person(const PlaybookPlace *place, int64_t playbook, CustomerId root, PlaybookRun *run,
                            Error *error);

// ---- within a writing transaction ----

typedef struct PlaybookText { // of a playbook, as it stands
    int64_t id, version;
    Str name, steps;
} PlaybookText;

// Whether somebody may enter: not erased, no objection or restriction; and what is in the way (NULL: nothing).
MUST_USE bool run_may_enter(const PlaybookPlace *place, int64_t playbook, CustomerId root, const char **obstacle,
                            Error *error);
// Enters them: draws their lot, exposes them, and begins the run. `by`: of the staff, 0 of a key, RUN_BY_ITSELF.
MUST_USE bool run_enter(const PlaybookPlace *place, const PlaybookText *playbook, const PlaybookEntry *entry,
                        CustomerId root, int64_t by, PlaybookRun *run, Error *error);

// What was seen of the person since: the goal since the run began, the event of a wait since the step did.
typedef struct RunSeen {
    bool goal, event;
} RunSeen;
// Goes on as far as it can now. A run that moved meanwhile is left alone. *mailed: a mail was queued (mail_wake).
MUST_USE bool run_advance(const PlaybookPlace *place, const PlaybookRun *run, const RunSeen *seen, bool *mailed,
                          Error *error);
MUST_USE bool run_end(const PlaybookPlace *place, PlaybookRun *run, RunStatus status, int64_t by, Error *error);

#endif

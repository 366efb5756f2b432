// entry.h - who enters a playbook, and what it is judged by: the goal, within how many days, and the share of people
// for whom nothing is done.
//
// The lot is drawn by an experiment that is made when a playbook is first switched on, and another one when its goal or
// shares have changed since: whoever is eligible is exposed to it, in both arms, at the moment they are.
#ifndef FIDELE_PLAYBOOK_ENTRY_H
#define FIDELE_PLAYBOOK_ENTRY_H

#include "experiment/experiment.h"

typedef enum EntryKind {
    ENTRY_BY_HAND, // by people alone
    ENTRY_SEGMENT, // who comes into a segment that is kept
    ENTRY_AT_RISK, // whose value at risk is as high as that
    ENTRY_SIGNAL   // who shows a signal of health
} EntryKind;
#define ENTRY_KIND_WORDS "by_hand|segment|at_risk|signal"

enum { ENTRY_DAY_MAX_USUAL = 50, ENTRY_DAY_MAX = 100000, ENTRY_GOAL_DAYS_USUAL = 30, ENTRY_GOAL_BYTES_MAX = 200 };

typedef struct PlaybookEntry {
    int64_t playbook;
    bool active;
    EntryKind kind;
    Str word;            // key of the segment or the signal
    int64_t value_minor; // of ENTRY_AT_RISK, from which on
    bool present;        // who is there when it is switched on enters too
    int64_t day_max;     // how many enter a day by themselves
    Str goal;            // the event
    int64_t goal_days;
    double control_share;
    int64_t experiment; // 0: none yet
    Instant since;      // switched on; 0: it is not
    Instant looked_at;  // when people were last looked for; 0: not since it was changed
    int64_t changed_by;
    Instant changed_at;
    int64_t version; // 0: nobody has said anything yet, this is what is usual
} PlaybookEntry;

MUST_USE bool entry_of(StoreSession *session, int64_t playbook, Arena *arena, PlaybookEntry *entry, Error *error);
MUST_USE bool entry_list(StoreSession *session, Arena *arena, PlaybookEntry **list, size_t *count, Error *error);

// ---- within a writing transaction ----

MUST_USE bool entry_put(StoreSession *session, PlaybookEntry *entry, Error *error); // version + 1
// The experiment that decides, made and started where there is none yet that fits.
MUST_USE bool entry_start_experiment(StoreSession *session, PlaybookEntry *entry, Str playbook_name, Locale locale,
                                     Arena *arena, Error *error);
MUST_USE bool entry_looked(StoreSession *session, int64_t playbook, Instant at, Error *error);

#endif

// next_action.h - what may be done for a customer next: actions that people keep, what limits them, and what was
// chosen.
#ifndef FIDELE_RETAIN_NEXT_ACTION_H
#define FIDELE_RETAIN_NEXT_ACTION_H

#include "base/instant.h"
#include "consent/consent.h"

enum { NEXT_ACTIONS_MAX = 40, NEXT_ACTION_KEY_BYTES_MAX = 60 };

typedef struct NextAction {
    int64_t id;
    Str key, label;
    ConsentChannel channel; // over which it reaches people; CONSENT_ANY: none that needs their consent
    int64_t cost_minor;
    Str currency;
    int64_t capacity_week; // below 0: any number
    Str segment;           // a rule; "": everybody
    Str experiment;        // key; "": none
    double effect;         // share of those who would leave that it is assumed to keep, until a trial has measured it
    bool active;
    int64_t made_by;
    Instant made_at;
    int64_t version;
} NextAction;

MUST_USE bool next_action_list(StoreSession *session, Arena *arena, NextAction **list, size_t *count, Error *error);
// Error not_found.
MUST_USE bool next_action_get(StoreSession *session, int64_t id, Arena *arena, NextAction *action, Error *error);

// ---- within a writing transaction ----

MUST_USE bool next_action_put(StoreSession *session, NextAction *action, Error *error); // id 0: new. Error key_taken
// Error in_use when choices name it: it can be made inactive.
MUST_USE bool next_action_remove(StoreSession *session, int64_t id, Error *error);

// ---- settings ----

typedef struct NextActionSettings {
    double explore_share; // of choices that are drawn evenly among what could be done: what makes the log say anything
    int64_t follow_days, contacts_max, contact_days;
    int64_t budget_minor; // a week; below 0: any
    Str currency;
    int64_t version;
} NextActionSettings;
MUST_USE bool next_action_settings(StoreSession *session, Arena *arena, NextActionSettings *settings, Error *error);
MUST_USE bool next_action_set(StoreSession *session, const NextActionSettings *settings, Error *error);

// ---- choices ----

typedef struct NextChoice {
    int64_t id;
    CustomerId customer;
    int64_t action; // 0: nothing
    double chance;  // 0: somebody chose it by themselves
    Str options;    // [{"action":3,"chance":0.9,"worth":1200}]
    int64_t stratum;
    double probability;
    int64_t remaining_minor, cost_minor;
    int arm; // of the action's trial; -1: none ran
    int64_t week, made_by;
    Instant made_at;
} NextChoice;
MUST_USE bool next_choice_add(StoreSession *session, NextChoice *choice, Error *error); // gives it its number
// Of a person, newest first, at most 100 of each customer; of them what is in the row of query next_choice_of_customer.
MUST_USE bool next_choices_of(const Identity *identity, StoreSession *session, CustomerId root, Arena *arena,
                              NextChoice **list, size_t *count, Error *error);
// All made up to then, in order, for evaluation.
MUST_USE bool next_choices_until(StoreSession *session, Instant until, Arena *arena, NextChoice **list, size_t *count,
                                 Error *error);

#endif

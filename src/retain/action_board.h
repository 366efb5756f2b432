// action_board.h - what could be done for whom, with what effect, and what is left of it this week: read once for many
// people.
//
// What an action is worth for somebody is the value that it is expected to keep, less its cost:
//
//     probability to leave × remaining value × share of leavers it keeps  -  cost
//
// The share of leavers is, in this order: that of the person's group, when the action's trial has an uplift model that
// is on; that of everybody in the trial, once enough people have been watched; else what was assumed.
#ifndef FIDELE_RETAIN_ACTION_BOARD_H
#define FIDELE_RETAIN_ACTION_BOARD_H

#include "base/calendar.h"
#include "base/money.h"
#include "predict/policy.h"
#include "prediction/prediction.h"
#include "retain/next_action.h"
#include "retain/uplift_kept.h"

typedef enum EffectSource { EFFECT_ASSUMED, EFFECT_MEASURED, EFFECT_UPLIFT } EffectSource;
#define EFFECT_SOURCE_WORDS "assumed|measured|uplift"

typedef struct ActionEffect {
    EffectSource source;
    bool has_interval;
    double value, low, high;
    const UpliftGroup *group; // of EFFECT_UPLIFT
} ActionEffect;

// An action that is active, and what this week has left for it.
typedef struct BoardAction {
    NextAction action;
    const CustomerSet *people; // NULL: everybody
    Experiment experiment;     // id 0: none
    const KeptUplift *uplift;  // NULL: none
    int64_t left;              // of its capacity; below 0: any number
} BoardAction;

typedef struct ActionBoard {
    PredictionPlace place;
    Currency currency;
    NextActionSettings settings;
    BoardAction action[NEXT_ACTIONS_MAX];
    size_t count;
    int64_t budget_left; // minor units of this week; below 0: any
    Day week;            // its Monday
    uint32_t customers;
    uint16_t *contacts;    // by root: actions and messages within the days of the settings
    bool *chosen;          // by root: a choice was made for them this week
    Purpose marketing;     // what must be allowed over the channel of an action
    UpliftColumns columns; // held
    int64_t second;        // now, civil
} ActionBoard;

// `board` stays where it is. Segments of actions that can't be asked any more make them nobody's.
MUST_USE bool action_board_open(const PredictionPlace *place, ActionBoard *board, Error *error);
void action_board_close(ActionBoard *board);

bool board_has_uplift(const ActionBoard *board); // of some action a model is on
// `feature` of uplift_features as of now; only looked at where board_has_uplift.
ActionEffect board_effect(const BoardAction *action, const double *feature);

// ---- one person ----

// Why an action can't be chosen for somebody.
typedef enum Obstacle {
    OBSTACLE_NONE,
    OBSTACLE_SEGMENT,
    OBSTACLE_CONSENT,
    OBSTACLE_CAP,
    OBSTACLE_CAPACITY,
    OBSTACLE_BUDGET,
    OBSTACLE_WORTH // costs more than it is expected to keep
} Obstacle;
#define OBSTACLE_WORDS "none|segment|consent|cap|capacity|budget|worth"

// What the week has left, of the budget and of each action, as the session sees it. Within a writing transaction nobody
// can take any of it before the transaction has ended.
MUST_USE bool board_left(ActionBoard *board, StoreSession *session, Error *error);
// Whether one more of it fits in: OBSTACLE_NONE, _CAPACITY or _BUDGET; and takes one.
Obstacle board_exhausted(const ActionBoard *board, const BoardAction *action);
Phrase board_exhausted_say(Obstacle obstacle);
void board_take(ActionBoard *board, const BoardAction *action, int64_t cost_minor);

typedef struct ActionOption {
    const BoardAction *action; // NULL: nothing
    Obstacle obstacle;
    Phrase why; // of the obstacle
    ActionEffect effect;
    double value, cost, worth; // minor units
    double chance;             // 0: can't be chosen
} ActionOption;

typedef struct ActionProposal {
    ActionOption option[NEXT_ACTIONS_MAX + 1]; // most worth first; nothing is one of them
    size_t count, chosen, best;                // places; `chosen` is drawn: the same all week

} ActionProposal;

typedef struct AtRiskPerson AtRiskPerson; // at_risk.h
MUST_USE bool board_propose(ActionBoard *board, const AtRiskPerson *person, ActionProposal *proposal, Error *error);

#endif

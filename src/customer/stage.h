// stage.h - the lifecycle stage of a person, from what they bought and when. Pure: facts in, dated stages out;
// docs/customer.md has the definitions with their sources.
//
// A purchase is an order or a payment that stands (not cancelled, not wholly refunded). Silence is the time since the
// last one, in days of 24 hours; it does not count while a paid contract runs. `n` purchases:
//
//   prospect     n = 0, and no contract
//   new          n = 0, and a trial or a free contract runs
//   first_time   n = 1, or a paid contract without a purchase
//   repeat       n = 2 up to loyal_purchases - 1
//   loyal        n >= loyal_purchases
//   ambassador   loyal, and the last answer to "would you recommend us?" is ambassador_score or more
//   won_back     the last purchase came after the person was inactive or lost; until the next purchase
//   at_risk      silent for at_risk days: later than their own rhythm
//   inactive     silent for inactive days
//   lost         silent for 2 × inactive days; or all paid contracts have ended and nothing was bought since
//
// Own rhythm is the mean gap between the purchases, from three purchases on: at_risk = 1.5 gaps, at least 7 days;
// inactive = 2 gaps, at least the window. With fewer purchases at_risk is half of the window, inactive the window.
#ifndef FIDELE_CUSTOMER_STAGE_H
#define FIDELE_CUSTOMER_STAGE_H

#include "base/instant.h"
#include "base/phrase.h"

typedef enum Stage {
    STAGE_PROSPECT,
    STAGE_NEW,
    STAGE_FIRST_TIME,
    STAGE_REPEAT,
    STAGE_LOYAL,
    STAGE_AMBASSADOR,
    STAGE_AT_RISK,
    STAGE_INACTIVE,
    STAGE_LOST,
    STAGE_WON_BACK,
    STAGE_COUNT
} Stage;

Str stage_name(Stage stage);     // "first_time" …
Phrase stage_label(Stage stage); // for people
MUST_USE bool stage_parse(Str name, Stage *stage);

typedef struct StageRules {
    int64_t window_days;      // 1..3650
    int64_t loyal_purchases;  // 3..1000
    int64_t ambassador_score; // 0..10
} StageRules;

typedef struct StageContract {
    Instant from, until; // INT64_MAX: it runs
    bool paid;
} StageContract;

typedef struct StageFacts {
    Instant since;           // when the person came to be known
    const Instant *purchase; // ascending
    size_t purchases;
    const StageContract *contract; // by `from`
    size_t contracts;
    bool answered;    // has said whether they would recommend
    int score;        // 0..10
    Instant score_at; // of the last answer
} StageFacts;

typedef struct StageChange {
    Stage stage;
    Instant at;
} StageChange;

typedef struct StageHistory {
    StageChange *change; // oldest first; the last one holds at `now`. At least one
    size_t count;
    Instant inactive_since; // of the present silence; 0: active, or never a customer
    Instant next;           // when time alone changes the stage next; INT64_MAX: never
} StageHistory;

// What is later than `now` is not known yet.
StageHistory stage_history(const StageFacts *facts, const StageRules *rules, Instant now, Arena *arena);

#endif

// lifecycle.h - the stage of each person (stage.h), kept for lists and told in the log when it changes.
//
// What is kept is worked out anew from all that the person bought whenever that may have changed: orders, refunds,
// subscriptions, an answer, a merge or its undoing, by reactions within the transaction of the event; and by a job when
// time alone has changed it, and once at the end of an import. So it always is what stage_history says, only that time
// may have passed since. A change is an event "Stage Changed", dated as the stage is; the dated history itself is
// worked out when it is asked for, since a late order changes what was before. See docs/decisions/0018.
#ifndef FIDELE_CUSTOMER_LIFECYCLE_H
#define FIDELE_CUSTOMER_LIFECYCLE_H

#include "customer/purchase.h"
#include "customer/stage.h"
#include "event/log.h"

// What it is worked out with.
typedef struct Lifecycle {
    const struct House *house; // handed to the sources
    const PurchaseSource *const *sources;
    Identity *identity;
    EventLog *log;
    const Workspace *workspace;
} Lifecycle;
Lifecycle lifecycle_of(const struct House *house, Arena *arena);

typedef struct LifecycleSetting {
    int64_t version;
    int64_t window_days; // 0: as the business model has it
    int64_t loyal_purchases, ambassador_score;
} LifecycleSetting;
enum { LIFECYCLE_WINDOW_DEFAULT = 90 };

MUST_USE bool lifecycle_setting(StoreSession *session, LifecycleSetting *setting, Error *error);
MUST_USE bool lifecycle_change_setting(StoreSession *session, const LifecycleSetting *setting, Error *error);
StageRules lifecycle_rules(const Workspace *workspace, const LifecycleSetting *setting);

// Where a person stands at an instant, from nothing but what they bought and said.
typedef struct LifecycleView {
    StageRules rules;
    StageHistory history;
    Purchases purchases;
    StageFacts facts;
    int64_t answer_event; // of facts.score; 0: none
} LifecycleView;
MUST_USE bool lifecycle_view(const Lifecycle *lifecycle, StoreSession *session, const Person *person, Instant now,
                             Arena *arena, LifecycleView *view, Error *error);

// What is kept of a person; a prospect when nothing is.
typedef struct KeptStanding {
    bool kept;
    Stage stage;
    Instant since, inactive_since; // 0: active
    int64_t purchases;
    Instant last_at; // of the last purchase; 0: none
    bool valued;
    int64_t value_minor;
    Instant check_at; // INT64_MAX: never
} KeptStanding;
MUST_USE bool lifecycle_kept(StoreSession *session, CustomerId root, KeptStanding *kept, Error *error);

// ---- within a writing transaction ----

// Works out anew where the person of this customer stands, and keeps it. For whoever changes what was bought without an
// event (an import that is undone) too.
MUST_USE bool lifecycle_settle(const Lifecycle *lifecycle, StoreSession *session, CustomerId customer, Instant now,
                               Arena *arena, Error *error);
// What an event may have changed.
MUST_USE bool lifecycle_follow(const Lifecycle *lifecycle, StoreSession *session, const Event *event, Arena *arena,
                               Error *error);
// Up to `limit` persons whose stage time has changed: *count of them were settled.
MUST_USE bool lifecycle_settle_due(const Lifecycle *lifecycle, StoreSession *session, Instant now, size_t limit,
                                   Arena *arena, size_t *count, Error *error);
// Of those alone whom events of an import may have changed: they are settled once, at its end.
MUST_USE bool lifecycle_settle_imported(const Lifecycle *lifecycle, StoreSession *session, Instant now, size_t limit,
                                        Arena *arena, size_t *count, Error *error);

#endif

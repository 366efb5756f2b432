// digest.h - what a rule of the kind "health" tells: the alerts of customers' health (health/alert.h) that came up
// since it told the last time and that nobody sees to yet, all in one mail to each of its recipients. A mail names
// customers by their numbers, and how far they fell: names and reasons are read in the application, by who may.
#ifndef FIDELE_PLAN_DIGEST_H
#define FIDELE_PLAN_DIGEST_H

#include "health/alert.h"
#include "plan/alert_text.h"
#include "plan/rule.h"

struct House;

enum { DIGEST_MAX = 1000 /* alerts of one */, DIGEST_LINES = 50 /* that are listed one by one */ };

typedef struct Digest {
    HealthAlert *alert; // without those of people who are not to be seen
    CustomerId *root;   // whose they are
    size_t count;
    int64_t last; // everything up to it is told when this is
} Digest;

MUST_USE bool digest_read(const struct House *house, StoreSession *session, const AlertRule *rule, Arena *arena,
                          Digest *digest, Error *error);

// Within the writing transaction that says that the rule was looked at. When it has told as often as it may on one day
// (`since`: its beginning), what came up waits for the next.
typedef struct DigestTelling {
    const struct House *house;
    const AlertRule *rule;
    const Digest *digest;
    Instant now, since;
    Arena *arena;
} DigestTelling;
MUST_USE bool digest_tell(StoreSession *session, const DigestTelling *telling, bool *queued, Error *error);

AlertText digest_text(const AlertRule *rule, const Digest *digest, Str workspace, Arena *arena);

#endif

// alert.h - what was told of somebody's health: it fell by a band or more, or a signal came up that somebody has to
// look after (watch.h). It stands among the alerts of figures too (plan/inbox.h): numbers of both come out of one row,
// and whoever acknowledges one has done so in both places.
#ifndef FIDELE_HEALTH_ALERT_H
#define FIDELE_HEALTH_ALERT_H

#include "health/score.h"

typedef struct HealthAlert {
    int64_t id; // 0: none
    CustomerId customer;
    Str kind; // "band_drop", "at_risk", "frequent_tickets"
    Instant at, made_at, acknowledged_at;
    bool dropped; // `from`, `to` and score_before are of a drop
    HealthBand from, to;
    bool has_score;
    double score_before, score;
    Str reasons; // keys of signals, separated by blanks
    int64_t task, acknowledged_by /* of the staff; 0: a key */, notified /* mails */;
    Str seen_by, note; // "": nobody, nothing
} HealthAlert;

// Within a writing transaction: the next number of an alert, of figures or of people.
MUST_USE bool alert_number(StoreSession *session, int64_t *number, Error *error);
// Gives the id.
MUST_USE bool health_alert_insert(StoreSession *session, HealthAlert *alert, Error *error);
// Whether there is one of the customer and kind that began after `after`.
MUST_USE bool health_alert_since(StoreSession *session, CustomerId customer, Str kind, Instant after, bool *found,
                                 Error *error);

MUST_USE bool health_alert_get(StoreSession *session, int64_t id, Arena *arena, HealthAlert *alert, Error *error);
typedef struct HealthAlertPage {
    int64_t before; // number; 0: from the last
    Str kind;       // "": all
    bool unseen;    // only those that nobody has acknowledged
    size_t limit;
} HealthAlertPage;
MUST_USE bool health_alert_list(StoreSession *session, const HealthAlertPage *page, Arena *arena, HealthAlert **alerts,
                                size_t *count, Error *error);
// Those after a number, made at `since` or later, that nobody has acknowledged, the oldest first.
typedef struct HealthAlertUntold {
    int64_t after;
    Instant since;
    size_t limit;
} HealthAlertUntold;
MUST_USE bool health_alert_untold(StoreSession *session, const HealthAlertUntold *ask, Arena *arena,
                                  HealthAlert **alerts, size_t *count, Error *error);
MUST_USE bool health_alert_told(StoreSession *session, int64_t id, int64_t mails, Error *error);

// Who says that they see to it; the first one stays.
typedef struct HealthAlertSeen {
    Instant at;
    int64_t by; // of the staff; 0: a key, or the command line
    Str name, note;
} HealthAlertSeen;
MUST_USE bool health_alert_acknowledge(StoreSession *session, int64_t id, const HealthAlertSeen *seen, Error *error);

Phrase health_alert_label(const HealthAlert *alert); // "Is at risk now"
// "Customer 12: health fell from “Healthy” to “At risk”": no name and no reason, so it may stand in a mail.
Str health_alert_say(const HealthAlert *alert, CustomerId root, Locale locale, Arena *arena);

#endif

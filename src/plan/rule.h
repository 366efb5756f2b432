// rule.h - early-warning rules on figures (R027, MX-23), how far each was judged, and the alerts they gave.
#ifndef FIDELE_PLAN_RULE_H
#define FIDELE_PLAN_RULE_H

#include "base/calendar.h"
#include "base/instant.h"
#include "plan/judge.h"
#include "store/store.h"

typedef enum RuleEvery { EVERY_HOUR, EVERY_DAY, EVERY_WEEK, EVERY_MONTH, RULE_EVERY_COUNT } RuleEvery;

extern const char *const rule_kind_names[RULE_KIND_COUNT]; // "above", "below", "change", "break", "anomaly", "health"
extern const char *const rule_change_names[RULE_CHANGE_COUNT];       // "percent", "points"
extern const char *const rule_direction_names[RULE_DIRECTION_COUNT]; // "any", "rise", "fall"
extern const char *const rule_certainty_names[RULE_CERTAINTY_COUNT]; // "sample", "interval"
extern const char *const rule_every_names[RULE_EVERY_COUNT];         // "hour" …

enum { RULES_MAX = 500, RECIPIENTS_MAX = 50, RULE_DAY_MAX = 100, RULE_PERIODS = 60 /* of the series looked at */ };

typedef struct AlertRule {
    int64_t id;                   // 0: none
    Str name, metric, parameters; // metric "" of RULE_HEALTH
    PeriodUnit period;
    JudgeRule judge; // but `share`, which the metric says
    bool incomplete;
    RuleEvery every;
    int64_t day_max;
    Str recipients; // separated by line feeds
    Locale locale;
    bool paused;
    Instant snoozed_until, next_at, judged_at; // 0: none
    Str failure;
    Instant made_at;
    int64_t version;
} AlertRule;

MUST_USE bool rule_get(StoreSession *session, int64_t id, Arena *arena, AlertRule *rule, Error *error);
MUST_USE bool rule_list(StoreSession *session, int64_t after, size_t limit, Arena *arena, AlertRule **rules,
                        size_t *count, Error *error);
// Gives id and version.
MUST_USE bool rule_insert(StoreSession *session, AlertRule *rule, Error *error);
// `anew`: what was known of its series is forgotten, its open episodes are closed.
MUST_USE bool rule_update(StoreSession *session, AlertRule *rule, bool anew, Instant now, Error *error);
MUST_USE bool rule_delete(StoreSession *session, int64_t id, Error *error);
// Those that are active, not snoozed and due, by id.
MUST_USE bool rule_due(StoreSession *session, Instant now, int64_t *ids, size_t room, size_t *count, Error *error);
// It is looked at next at `at`.
MUST_USE bool rule_judged_soon(StoreSession *session, int64_t id, Instant at, Error *error);
// It was looked at: `failure` "" when it could be judged.
MUST_USE bool rule_judged(StoreSession *session, const AlertRule *rule, Str failure, Instant next_at, Instant now,
                          Error *error);

typedef struct AlertState {
    Str group_key;
    Day judged_day; // DAY_MIN: never
    Day broken_day; // DAY_MIN: none
    int64_t open_alert;
    Verdict verdict;
    bool observed, has_n;
    double value;
    int64_t n;
} AlertState;
MUST_USE bool state_list(StoreSession *session, int64_t rule, Arena *arena, AlertState **states, size_t *count,
                         Error *error);
MUST_USE bool state_put(StoreSession *session, int64_t rule, const AlertState *state, Error *error);

typedef struct Alert {
    int64_t id, rule, rule_version; // 0: none; version: of the rule that was judged
    Str rule_name, metric, parameters;
    RuleKind kind;
    Str group_key, group_label, period;
    Day first_day, last_day;
    bool complete;
    double value, before, threshold;
    bool has_before, has_interval, has_n, includes_threshold;
    Str unit, currency;
    double low, high;
    int64_t n;
    Instant made_at, recovered_at, acknowledged_at; // 0: none
    Day recovered_day;
    Str acknowledged_by, note, withheld;
    int64_t notified, event;
} Alert;

// Gives the id. *made false: this version of the rule has had an alert of this group and period.
MUST_USE bool alert_insert(StoreSession *session, Alert *alert, bool *made, Error *error);
MUST_USE bool alert_told(StoreSession *session, const Alert *alert, Error *error); // notified, withheld, event
MUST_USE bool alert_recovered(StoreSession *session, int64_t id, Day day, Instant now, Error *error);
MUST_USE bool alert_acknowledge(StoreSession *session, int64_t id, Str by, Str note, Instant now, Error *error);
MUST_USE bool alert_get(StoreSession *session, int64_t id, Arena *arena, Alert *alert, Error *error);
typedef struct AlertPage {
    int64_t before, rule; // 0: from the last; of all rules
    bool open;            // only those that have not recovered
    bool unseen;          // only those that nobody has acknowledged
    size_t limit;
} AlertPage;
MUST_USE bool alert_list(StoreSession *session, const AlertPage *page, Arena *arena, Alert **alerts, size_t *count,
                         Error *error);
// How many of a rule were told since then.
MUST_USE bool alert_told_since(StoreSession *session, int64_t rule, Instant since, int64_t *count, Error *error);

#endif

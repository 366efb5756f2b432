// report.h - scheduled reports (R049, MX-24), each issue as it was made, and the snapshots of figures that say later
// what was known then (MX-22).
#ifndef FIDELE_PLAN_REPORT_H
#define FIDELE_PLAN_REPORT_H

#include "metric/reported.h"
#include "plan/figures.h"
#include "store/store.h"

enum { REPORTS_MAX = 200, REPORT_METRICS_MAX = 20, REPORT_PERIODS_MAX = 36, REPORT_PERIODS = 6 };

typedef struct Report {
    int64_t id; // 0: none
    Str name;
    Str metrics; // JSON: [{"metric":"crr","parameters":{…}}]
    PeriodUnit period;
    int64_t periods;
    Str schedule; // ""; only when asked for
    Str recipients;
    Locale locale;
    bool paused;
    Instant next_at; // 0: none
    Str failure;
    Instant made_at;
    int64_t version;
} Report;

MUST_USE bool report_get(StoreSession *session, int64_t id, Arena *arena, Report *report, Error *error);
MUST_USE bool report_list(StoreSession *session, int64_t after, size_t limit, Arena *arena, Report **reports,
                          size_t *count, Error *error);
MUST_USE bool report_insert(StoreSession *session, Report *report, Error *error);
MUST_USE bool report_update(StoreSession *session, Report *report, Error *error);
MUST_USE bool report_delete(StoreSession *session, int64_t id, Error *error);
MUST_USE bool report_due(StoreSession *session, Instant now, int64_t *ids, size_t room, size_t *count, Error *error);
MUST_USE bool report_set_next(StoreSession *session, int64_t id, Instant next_at, Str failure, Error *error);

typedef struct Issue {
    int64_t id, report; // 0: none
    Instant due_at;
    bool asked; // else by its schedule
    Day first_day, last_day;
    Instant made_at;
    int64_t missed; // due times before it at which nothing was made
    int64_t snapshot;
    Str subject, html, plain, csv; // html, plain and csv: of issue_get alone
    Str recipients;
} Issue;

// Gives the id that issue_insert will have. *fresh false: there is one of this due time.
MUST_USE bool issue_number(StoreSession *session, Issue *issue, bool *fresh, Error *error);
MUST_USE bool issue_insert(StoreSession *session, const Issue *issue, Error *error);
MUST_USE bool issue_get(StoreSession *session, int64_t id, Arena *arena, Issue *issue, Error *error);
MUST_USE bool issue_list(StoreSession *session, int64_t report, int64_t before, size_t limit, Arena *arena,
                         Issue **issues, size_t *count, Error *error);

// ---- snapshots ----

typedef struct Snapshot {
    int64_t id; // 0: none
    Str name;
    Instant made_at;
    Day day;
    int64_t seq;
    int64_t issue; // 0: made by hand
} Snapshot;

typedef struct SnapshotFigure {
    Str group_key;
    Day first_day, last_day;
    bool complete;
    FigureNumber number;
} SnapshotFigure;

// Gives the id.
MUST_USE bool snapshot_insert(StoreSession *session, Snapshot *snapshot, Error *error);
// The figures of one metric; `number` counts the metrics of a snapshot.
MUST_USE bool snapshot_put(StoreSession *session, const Snapshot *snapshot, int64_t number, const FigureAsk *ask,
                           const MetricAnswer *answer, Day today, Error *error);
MUST_USE bool snapshot_list(StoreSession *session, int64_t before, size_t limit, Arena *arena, Snapshot **snapshots,
                            size_t *count, Error *error);
MUST_USE bool snapshot_get(StoreSession *session, int64_t id, Arena *arena, Snapshot *snapshot, Error *error);

typedef struct Reported {
    Snapshot snapshot;
    int64_t number;
    Str currency;
} Reported;
// The last snapshot of a day, or of one before it, that holds this metric so asked; id 0: none.
MUST_USE bool snapshot_find(StoreSession *session, const FigureAsk *ask, Day day, Arena *arena, Reported *reported,
                            Error *error);
MUST_USE bool snapshot_figures(StoreSession *session, const Reported *reported, Arena *arena, SnapshotFigure **figures,
                               size_t *count, Error *error);

extern const ReportedSource snapshots_reported; // reported.c: ?reported= of metrics

// Events that came in after number `seq` and whose own time lies in from <= t < to: how many, and a page of them.
// What the program itself concludes from events (Stage Changed) is left out.
typedef struct LateAsk {
    int64_t seq;
    Instant from, to;
} LateAsk;
typedef struct LateEvent {
    int64_t seq, customer;
    uint16_t event_class;
    Instant at, received;
} LateEvent;
MUST_USE bool late_count(StoreSession *session, const LateAsk *ask, int64_t *count, Error *error);
MUST_USE bool late_list(StoreSession *session, const LateAsk *ask, int64_t after, size_t limit, Arena *arena,
                        LateEvent **events, size_t *count, Error *error);

#endif

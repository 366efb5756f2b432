// activity.h - the events of the log, arranged for questions: a disposable index that follows the log event by event.
//
// Events arrive in the order of the log (append, then commit or undo, on the store's writing thread) into a tail in
// memory. When the tail has grown (and when the program stops) it is written as one immutable, checksummed file per
// stretch of the log, mapped at the next start: a start reads only the log after the last file. What is asked sees
// files and tail together. A file that is missing, damaged or of another store is thrown away and its stretch read
// again.
//
// A file holds, per event class, the events sorted by (customer, time): customer runs, civil seconds, amounts, and the
// event's number in the log; and the keys of all message ids, sorted, so that an event sent again is known however old.
#ifndef FIDELE_ACTIVITY_ACTIVITY_H
#define FIDELE_ACTIVITY_ACTIVITY_H

#include "activity/columns.h"
#include "base/error.h"
#include "base/zone.h"

typedef struct Activity Activity;

typedef struct MessageKey { // 128-bit keyed hash of the message id; all zero: none was sent
    uint64_t word[2];
} MessageKey;

enum { ACTIVITY_CLASSES_MAX = 10000 };

typedef struct ActivityEvent {
    int64_t seq;          // its number in the log, rising
    Customer customer;    // the CustomerId it was written for
    uint16_t event_class; // event/names.h: a number per event name
    bool hidden;          // bot, internal or test traffic: on timelines, in no figure
    int64_t at;           // Instant, UTC milliseconds
    int64_t amount_minor; // in the workspace's currency; 0 without
    MessageKey message;
    uint16_t value[ACTIVITY_DIMENSIONS_MAX]; // of each dimension: its code + 1; 0: it has none
} ActivityEvent;

// What a row counts for where that is not what its event says (figures.h): it counts for nothing, for another amount or
// another person, or its amount is in another currency and is converted when it is read.
typedef struct ActivityFigure {
    int64_t seq;
    int64_t amount_minor;
    Customer customer; // whose; 0: as the row says
    char currency[4];  // "USD"; "": that of the columns
    bool counts;       // false: in no figure, as if it were hidden
    int64_t change;    // the number of the log when this was said: files made before have to be looked at again
} ActivityFigure;

// Holds from its day on, until the next one of the currency.
typedef struct ActivityRate {
    char currency[4];
    Day day;
    int64_t rate; // of ACTIVITY_RATE_UNIT: units of the columns' currency for one unit
    int shift;    // digits of the columns' currency less digits of this one: JPY in euros 2
} ActivityRate;
#define ACTIVITY_RATE_UNIT INT64_C(1000000000000)

typedef struct ActivitySettings {
    Str folder;                 // DIR/activity
    const Zone *zone;           // files made for another zone are rebuilt,
    Str currency;               // and for amounts in another currency; at most 3 bytes
    unsigned char store_id[16]; // files of another store are thrown away
    uint32_t dimensions;        // of events, at most ACTIVITY_DIMENSIONS_MAX; their texts are kept elsewhere
    uint64_t dimension_rules;   // what they are made of: files of other ones are rebuilt
    uint64_t tail_events_max;   // a file is written when the tail has more; 0: 500,000
    uint64_t lane_rows_max;     // of a lane in memory (lanes.h); 0: 250,000
} ActivitySettings;

MUST_USE bool activity_open(const ActivitySettings *settings, Activity **activity, Error *error);
MUST_USE bool activity_close(Activity *activity, Error *error); // writes the tail
// As it was opened with: a change of the workspace's takes effect at the next start, when the files are made again.
const Zone *activity_zone(const Activity *activity);
Str activity_currency(const Activity *activity);
int64_t activity_seq(const Activity *activity); // the last event it holds, committed: the log is read from there

// Whether files were thrown away when it was opened (missing, damaged, of another store), and which one why.
bool activity_repaired(const Activity *activity, Error *reason);
// The message of the event activity_seq. When the log has another one there, or ends before it, it is not the log that
// was followed (a backup was restored): activity_reset forgets all, right after activity_open, and it is read anew.
MessageKey activity_last_message(Activity *activity);
MUST_USE bool activity_reset(Activity *activity, Error *error);

// ---- following the log: one thread ----

void activity_append(Activity *activity,
                     const ActivityEvent *event); // seen by activity_seen at once, by others once committed
// Replaces what was said of the row before, which may be an old one. `rates` by currency, then day: all there are.
void activity_set_figure(Activity *activity, const ActivityFigure *figure);
void activity_set_rates(Activity *activity, const ActivityRate *rates, size_t count);
typedef struct ActivityMark {
    size_t events, figures; // how many are staged
} ActivityMark;
ActivityMark activity_mark(const Activity *activity);
void activity_undo(Activity *activity, ActivityMark mark); // forgets those after the mark
void activity_commit(Activity *activity);
bool activity_seen(Activity *activity, MessageKey message);     // in files, tail or staged
MUST_USE bool activity_flush(Activity *activity, Error *error); // writes the tail as a file now; any thread

// ---- events that leave the log ----

// What left, and the event that tells of it: appended before, and so after all of them.
typedef struct ActivityRemoval {
    int64_t seq;
    size_t count;
    const int64_t *removed; // rising; each is held
    const Customer *customer;
    const MessageKey *message; // of each
} ActivityRemoval;

// Staged as the event `seq` is, undone and committed with it. From then on timelines, views and activity_seen are as if
// they had never come; the files hold them until activity_purge.
void activity_remove(Activity *activity, const ActivityRemoval *removal);
// Right after activity_open: the removals of the log after activity_purged, of which the files may hold events still.
// `last` is the number of the last removal of all.
void activity_removals(Activity *activity, const ActivityRemoval *of, size_t count, int64_t last);
bool activity_last_removed(Activity *activity);    // the event activity_seq is one of them
int64_t activity_purged(Activity *activity);       // files hold nothing of removals up to this one
int64_t activity_last_removal(Activity *activity); // committed here, purged or not
// Writes the files that hold removed events anew, without them; any thread. It happens by itself within an hour.
MUST_USE bool activity_purge(Activity *activity, Error *error);

// ---- asking: any thread ----

typedef struct TimelineEntry {
    int64_t seq;
    int64_t at_second; // civil
    uint16_t event_class;
} TimelineEntry;

// The last `limit` events of a person (all its customers) before (at_second, seq) `before`, newest first; `classes`
// (NULL: all) picks. *count of them.
TimelineEntry *activity_timeline(Activity *activity, const Customer *customers, size_t customer_count,
                                 const uint16_t *classes, size_t class_count, const TimelineEntry *before, size_t limit,
                                 Arena *arena, size_t *count);

// The columns of some classes (a lane: lanes.h), without hidden events, customers put together by `root` (customer ->
// root, may be NULL). Kept and shared: asking again costs nothing when nothing has come, and what has come when
// something has. Release with activity_release. Class `negative` (order refunds) has its amounts below 0.
typedef struct ActivityView {
    Columns columns;    // ids are NULL: customers are root ids. At least `customers` of them, more when events of later
                        // ones are in it
    int64_t seq;        // what was seen
    uint64_t magnitude; // sum of the absolute amounts, UINT64_MAX when it is more: above INT64_MAX trust no sum
    uint64_t unconverted; // rows in a currency without a rate on their day: they are there with an amount of 0
} ActivityView;
typedef struct ActivityAsk {
    const uint16_t *classes;
    const bool *negative;
    size_t class_count;
    const Customer *root; // of each customer 0..customers-1
    uint32_t customers;
    uint64_t root_version; // of the roots: grows when one has changed
    Second until;          // rows later than this are left out (as if not yet known); 0: none is
} ActivityAsk;
const ActivityView *activity_view(Activity *activity, const ActivityAsk *ask);
void activity_release(Activity *activity, const ActivityView *view);

// One row: what it counts for. `amount_minor` is what its event says in the currency of the columns, 0 without.
typedef enum CountedAs { COUNTED, COUNTED_UNCONVERTED, COUNTED_NOT } CountedAs;
CountedAs activity_counted(Activity *activity, int64_t seq, int64_t at, int64_t *amount_minor);
// Any amount on a day. False: there is no rate.
bool activity_worth(Activity *activity, const char currency[4], int64_t at, int64_t *amount_minor);
// Half a minor unit is rounded away from zero. False: no number can hold it.
bool activity_convert(const ActivityRate *rate, int64_t amount_minor, int64_t *converted_minor);

typedef struct ActivityState {
    uint64_t events, tail_events, files, file_bytes, memory_bytes;
    uint64_t removed;                            // events that files or tail still hold, and nobody sees
    uint64_t lanes, lane_files, lane_file_bytes; // lanes.h
    uint64_t lanes_damaged;                      // files that were written to while they were open, and made anew
} ActivityState;
ActivityState activity_state(Activity *activity);

#endif

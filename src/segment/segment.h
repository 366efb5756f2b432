// segment.h - a rule of clauses about people, as JSON, and who it holds for.
//
//   {"all":[…]}, {"any":[…]}, {"not":{…}}
//   {"event":"Order Completed"}                         at least once; and further:
//       "count":{"gte":3}, "distinct_days":{"gte":2}    how often, on how many days
//       "sum":"amount", "average":"amount"              with gt, gte, lt, lte, equals: "200.00" beside it
//       "first":{"from":"2026-01-01"}, "last":{"to":…}  when it was for the first or last time
//       "within_days":90, or "from", "to": days         only these events count
//       "where":{"plan":"pro"}                          only with this value of a dimension (event/dimension.h)
//       "then":{"event":"Order Refunded","within_days":30}   and after it
//   {"trait":"country","in":["FR","BE"]}                or equals, contains, exists, gt, gte, lt, lte
//   {"metric":"purchases","gte":3}                      a figure of each person: figure.h
//       "exists":false                                  it is not known of them
//       "as_of":"2026-09-30", "days_ago":30             as it was at the end of that day (figures of orders)
//   {"value":"local_sourcing"}                          a value or cause they chose to share
//   {"consent":"marketing","channel":"email","state":"granted"}
//   {"date":"birthday","in_next_days":7}                its day each year; "yearly":false: the day itself; in_last_days
//   {"tag":"vip"}, {"account":"acme"}, {"sample":0.1,"salt":"spring"}
//   {"segment":"vip"}                                   is in the segment that is kept under this key (stored.h)
//
// Short forms: trait:country=FR, dimension:plan=pro (any event with it), tag:vip, account:acme, segment:vip.
// What can't be understood is refused with the path of the clause ("/all/2/count").
#ifndef FIDELE_SEGMENT_SEGMENT_H
#define FIDELE_SEGMENT_SEGMENT_H

#include "activity/port.h"
#include "base/instant.h"
#include "base/json.h"
#include "base/money.h"
#include "store/store.h"

struct House;

enum { SEGMENT_TEXT_BYTES_MAX = 16384 };

typedef enum SegmentKind {
    SEGMENT_ALL,
    SEGMENT_ANY,
    SEGMENT_NOT,
    SEGMENT_EVENT,
    SEGMENT_THEN,
    SEGMENT_DIMENSION, // any event with a value
    SEGMENT_TRAIT,
    SEGMENT_METRIC,
    SEGMENT_CONSENT,
    SEGMENT_DATE,
    SEGMENT_TAG,
    SEGMENT_ACCOUNT,
    SEGMENT_SAMPLE,
    SEGMENT_STORED // another segment, by its key
} SegmentKind;

// low <= x <= high, or without equality where it is strict.
typedef struct SegmentBounds {
    bool has_low, has_high, low_strict, high_strict;
    double low, high;
} SegmentBounds;

typedef struct SegmentRule {
    SegmentKind kind;
    Str path; // where it stands: "/all/2"; "" the whole rule
    struct SegmentRule *children;
    size_t child_count;
    Str name; // of event, trait, metric, purpose, tag, account; salt; key of a segment
    // event
    MatchMeasure measure;
    int64_t low, high;   // of the measure; INT64_MIN and INT64_MAX: none
    int64_t within_days; // 0: at any time
    bool has_from, has_to;
    Day from, to;
    Str dimension, value; // "where"; "" none
    Str then_name;
    int64_t then_days; // 0: ever
    // trait, metric
    Str *in; // one of these
    size_t in_count;
    bool has_exists, exists;
    Str contains;
    SegmentBounds bounds;
    bool has_as_of; // metric
    Day as_of;
    int64_t days_ago; // metric; 0: now
    // consent
    Str channel, state;
    // date
    int64_t next_days, last_days; // one of them, at least 0; -1: not said
    bool yearly;
    double share; // sample
} SegmentRule;

// `currency`: in which amounts are meant. Errors (ERROR_INPUT, invalid_segment) with the path of the clause.
MUST_USE bool segment_parse(Str text, const Currency *currency, Arena *arena, SegmentRule **rule, Error *error);

// The rule in plain words.
Str segment_say(const SegmentRule *rule, const Currency *currency, Locale locale, Arena *arena);

// What a rule is asked over.
typedef struct SegmentPlace {
    const struct House *house;
    StoreSession *session;
    ActivityPort *port;
    Instant now;
    Arena *arena;
    // What is hidden from who asks can't be asked for (ERROR_FORBIDDEN).
    bool hides_amounts;
    bool (*hides_trait)(const void *context, Str name); // NULL: none is
    const void *hides_context;
    const CustomerSet *only;    // NULL: everybody; else it is asked of these people alone
    struct SegmentMemo *memo;   // segments that were worked out for this place; NULL: none yet
    struct FigureBase *figures; // figure.h, shared by several questions; NULL: made when one asks for them
} SegmentPlace;

// The people (root customers) it holds for, as the session and the events up to now have it.
MUST_USE bool segment_people(const SegmentPlace *place, const SegmentRule *rule, CustomerSet *set, Error *error);

// A value or cause that a customer shares: a trait of this name and the value's.
#define VALUE_TRAIT_PREFIX "value."

// The same for the rule and each clause in it, the rule first, each before those within.
typedef struct SegmentClause {
    const SegmentRule *rule;
    CustomerSet set;
} SegmentClause;
enum { SEGMENT_CLAUSES_MAX = MATCH_CLAUSES_MAX };
MUST_USE bool segment_clauses(const SegmentPlace *place, const SegmentRule *rule, SegmentClause **clauses,
                              size_t *count, Error *error);

#endif

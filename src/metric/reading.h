// reading.h - how a metric is read from a data folder: what is asked, what comes out, and the readers that modules
// list.
//
// A metric of the catalogue (measure/catalogue.h) that can be had from a data folder has one reader: Module.metrics.
// The frame (metric/) parses and checks what is asked, finds the groups of `segment` and `by`, calls the reader, and
// writes what comes out, the same for API, command line and CSV; compares with the period before, lists the people
// behind a number, and asks readers again as of an earlier day. A reader never parses a parameter nor writes JSON.
#ifndef FIDELE_METRIC_READING_H
#define FIDELE_METRIC_READING_H

#include "activity/port.h"
#include "base/instant.h"
#include "base/money.h"
#include "metric/series.h"
#include "workspace/workspace.h"

struct House;
struct StoreSession;

// What a reader can do beyond figures by period for all customers. What it does not take is refused before it is
// called.
enum {
    READS_GROUPS = 1 << 0,        // `segment`, and `by` a property of customers: MetricAsk.grouping
    READS_ROW_DIMENSION = 1 << 1, // `by` a dimension of events (product, channel …): MetricAsk.row_dimension
    READS_AMOUNT = 1 << 2,        // ?amount=net|gross
    READS_WINDOW = 1 << 3,        // ?window=
    READS_CONSTANT_CURRENCY = 1 << 4,
    READS_MARGIN = 1 << 5 // ?amount=margin
};

typedef struct MetricOption { // a parameter of this reader alone: "survey", "agent", "kind"
    const char *name;
    const char *words; // "voluntary|involuntary"; NULL: any text
    Phrase help;
} MetricOption;

enum { METRIC_OPTIONS_MAX = 6 };

typedef struct MetricGroup {
    Str key;   // "FR"; "" of those without a value
    Str label; // for people
} MetricGroup;

typedef struct MetricAsk {
    const struct House *house;
    struct StoreSession *session; // reads what the snapshot of the request sees
    ActivityPort *port;
    Arena *arena;
    Locale locale;
    int threads;
    Instant now;
    const Metric *metric;
    SeriesAsk series; // period unit, from, to, as_of, window, amount: use reading_span
    // People by root customer: 0..groups-1, others are left out. One group (and group NULL) without segment and by.
    Grouping grouping;
    int32_t row_dimension;          // READS_ROW_DIMENSION: of activity/ (0..); -1: none
    Str own_by;                     // one of MetricReader.own_by, "" otherwise: the reader makes table->group itself
    Str segment, by;                // as they were said; the groups of the frame by `by`, NULL without
    const MetricGroup *group;       //
    bool constant_currency;         // all amounts at the rate of as_of
    Str option[METRIC_OPTIONS_MAX]; // of MetricReader.options, "" when not given
} MetricAsk;

typedef struct MetricTable {
    bool any; // something was observed at all
    Day first_day;
    PeriodSpan span;
    Currency currency;
    uint32_t groups;            // as asked; set by the reader with own_by or row_dimension
    const MetricGroup *group;   // set by the reader with own_by or row_dimension; else the frame's
    PeriodValue *value;         // [group * span.count + period]
    Window window;              // READS_WINDOW: what was used …
    WindowReason window_reason; // … and why
    bool window_of_workspace;
    uint64_t unconverted; // events in a currency without a rate
    Str note[8];          // more that has to be said of these figures, in ask->locale
    size_t notes;
} MetricTable;

// One person behind a number, with what they add to it.
typedef struct MetricPerson {
    Customer customer; // root
    bool has_amount;
    int64_t amount_minor; // or a count
    Instant at;           // of what made them count; 0: none
    Str detail;           // "downgrade: pro to basic"; ""
} MetricPerson;

typedef struct MetricPeople {
    MetricPerson *person; // in the order of customers
    size_t count;
} MetricPeople;

typedef struct MetricReader {
    const char *metric; // its name in the catalogue
    // Whether it is this one that reads the metric in such a workspace (crr: by subscriptions or by inactivity); of
    // several that do, a reader with a condition goes before one without. NULL: always.
    bool (*when)(const WorkspaceSettings *settings);
    uint32_t reads;
    const char *own_by;                       // "plan|survey": groups that only this reader knows; NULL: none
    MetricOption options[METRIC_OPTIONS_MAX]; // name NULL ends them
    // Fills all of `table`. Unobserved periods have values that are not observed.
    bool (*read)(const MetricAsk *ask, MetricTable *table, Error *error);
    // The people behind one period and group of a part. NULL: figures that are not of people (market share). `parts`
    // names those that can be asked for, the usual one first: "value|start|lost". "value" stands for the value itself,
    // of a share for what is counted in it. There are as many people as the part says, and when it is an amount, theirs
    // add up to it (a test walks all of them).
    const char *parts;
    bool (*people)(const MetricAsk *ask, uint32_t group, uint32_t period, Str part, MetricPeople *people, Error *error);
    const char *elsewhere; // a table with a route of its own ("/api/v1/cohorts"): `read` is NULL
} MetricReader;

// Of all readers of all modules the one for such a workspace; NULL: it can't be had from a data folder.
const MetricReader *metric_reader(const Metric *metric, const WorkspaceSettings *settings);
bool metric_has_reader(const Metric *metric);           // in some workspace
bool metric_has_option(const Metric *metric, Str name); // of one of its readers
bool metric_reads_itself(const MetricReader *reader);   // and is no table with a route of its own

// ---- for readers ----

// Groups that a reader makes itself (own_by, row_dimension): at most so many, the rest in one of key METRIC_REST and
// label reading_rest_label. Which ones must not depend on the span that is asked for.
enum { METRIC_GROUPS_MAX = 50 };
#define METRIC_REST STR("(other)")
Str reading_rest_label(Locale locale);
Str reading_none_label(Locale locale); // of key ""

// The periods that are asked for, when data begin on first_day. Errors (ERROR_USAGE): from after to; too many periods.
MUST_USE bool reading_span(const MetricAsk *ask, Day first_day, PeriodSpan *span, Error *error);
// Room for span.count × groups values, all unobserved, in ask->arena; sets any, first_day, span, groups, currency.
void reading_begin(const MetricAsk *ask, Day first_day, const PeriodSpan *span, MetricTable *table);
PeriodValue *reading_value(const MetricTable *table, uint32_t group, uint32_t period);
void reading_note(MetricTable *table, Str text);
// The group of a person (root), or UINT16_MAX: left out.
uint16_t reading_group(const MetricAsk *ask, Customer root);
// Instant of the first moment of a day in the workspace's zone, and the civil day of an instant.
Instant reading_day_start(const MetricAsk *ask, Day day);
Day reading_day(const MetricAsk *ask, Instant at);

void value_part(PeriodValue *value, const char *name, MetricUnit unit, int64_t quantity);     // counts and amounts
void value_part_number(PeriodValue *value, const char *name, MetricUnit unit, double number); // all other units
void value_share(PeriodValue *value, int64_t count, int64_t n); // with its Wilson interval; not observed when n is 0
void value_mean(PeriodValue *value, double sum, double sum_of_squares, int64_t n); // with its interval (t)
void value_amount(PeriodValue *value, int64_t amount_minor);
// What a person adds to a ratio y / x (revenue / orders), summed over persons, with squares and products.
typedef struct RatioSums {
    int64_t n;
    double x, y, xx, xy, yy;
} RatioSums;
// The interval of a ratio whose value is set already: that of the ratio estimator with persons as clusters (Cochran
// 1977, Sampling Techniques, 3rd ed., 6.4), with t of n - 1. None below two persons.
void value_ratio_interval(PeriodValue *value, const RatioSums *sums);

#endif

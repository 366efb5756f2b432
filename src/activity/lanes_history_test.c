// Lanes are what the log says, whatever has happened: random small histories of late events, days on which the hour
// changes, refunds, figures, rates, merges and unmerges, removals, duplicates, undone work, flushes, merged files,
// purges and restarts, against an array of rows that is read from its beginning each time.
//
// FIDELE_HISTORIES=N fidele_test lanes_are: so many histories instead of a few.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "activity/activity_contract_test.h"
#include "activity/port.h"

enum { PEOPLE = 12, CLASSES = 5, EVENTS_MAX = 400, RATES_MAX = 6, REMOVALS_MAX = 40, DIMENSIONS = 2 };

typedef struct PlainRow {
    int64_t seq, at, amount;
    Customer customer;
    uint16_t event_class, value[DIMENSIONS];
    bool hidden, removed;
    bool has_figure;
    ActivityFigure figure;
} PlainRow;

typedef struct PlainRemoval {
    int64_t seq;
    size_t count;
    int64_t removed[EVENTS_MAX];
    Customer customer[EVENTS_MAX];
    MessageKey message[EVENTS_MAX];
} PlainRemoval;

typedef struct History {
    uint64_t dice;
    ActivitySettings settings;
    Activity *activity;
    ActivityPort *port;
    PlainRow row[EVENTS_MAX];
    size_t rows;
    int64_t seq;
    ActivityRate rate[RATES_MAX];
    size_t rates;
    PlainRemoval removal[REMOVALS_MAX];
    size_t removals;
    uint64_t version; // of the people
    Customer root[PEOPLE + 1];
} History;

static uint64_t roll(History *history, uint64_t below)
{
    return test_random(&history->dice, below);
}

// ---- people ----

static uint64_t people_version(const void *history)
{
    return ((const History *)history)->version;
}

static uint32_t people_count(const void *history)
{
    (void)history;
    return PEOPLE;
}

static Customer people_root(const void *history, Customer customer)
{
    return ((const History *)history)->root[customer];
}

// Some customer goes to another person, or is its own again with those that were its parts.
static void change_people(History *history)
{
    Customer a = 1 + (Customer)roll(history, PEOPLE), b = 1 + (Customer)roll(history, PEOPLE);
    Customer from = history->root[a], to = history->root[b];
    bool whole = roll(history, 2);
    if (roll(history, 3) == 0) to = a;
    for (Customer c = 1; c <= PEOPLE; c++)
        if (whole ? history->root[c] == from : c == a) history->root[c] = to;
    for (Customer c = 1; c <= PEOPLE; c++) // a root is a part of itself
        if (history->root[history->root[c]] != history->root[c]) history->root[c] = c;
    history->version++;
}

// ---- as events come ----

static int64_t random_at(History *history)
{
    // Around the two nights in Paris on which the hour changes, and before 1970 for once.
    static const int64_t nights[] = {1743294600, 1761438600, 1748000000};
    if (roll(history, 50) == 0) return -5000;
    int64_t second = nights[roll(history, 3)] + (int64_t)roll(history, 5) * 1800;
    return (second + (roll(history, 2) ? (int64_t)roll(history, 20) * SECONDS_PER_DAY : 0)) * 1000;
}

static ActivityEvent event_of(const PlainRow *row)
{
    ActivityEvent event = {.seq = row->seq,
                           .customer = row->customer,
                           .event_class = row->event_class,
                           .hidden = row->hidden,
                           .at = row->at,
                           .amount_minor = row->amount,
                           .message = test_key((uint64_t)row->seq)};
    memcpy(event.value, row->value, sizeof row->value);
    return event;
}

static void random_figure(History *history, PlainRow *row)
{
    static const char *const currencies[] = {"", "", "USD", "JPY", "XXX"};
    row->has_figure = true;
    row->figure = (ActivityFigure){.seq = row->seq,
                                   .amount_minor = (int64_t)roll(history, 1000),
                                   .customer = roll(history, 2) ? (Customer)roll(history, PEOPLE + 1) : row->customer,
                                   .counts = roll(history, 4),
                                   .change = history->seq};
    memcpy(row->figure.currency, currencies[roll(history, COUNT_OF(currencies))], 1);
    if (row->figure.currency[0]) memcpy(row->figure.currency, row->figure.currency[0] == 'U' ? "USD" : "JPY", 3);
    activity_set_figure(history->activity, &row->figure);
}

static void append_event(History *history)
{
    PlainRow *row = &history->row[history->rows++];
    *row = (PlainRow){.seq = ++history->seq,
                      .at = random_at(history),
                      .customer = 1 + (Customer)roll(history, PEOPLE),
                      .event_class = (uint16_t)roll(history, CLASSES),
                      .hidden = roll(history, 12) == 0};
    if (row->event_class < 2) row->amount = (int64_t)roll(history, 300) - 20;
    for (int d = 0; d < DIMENSIONS; d++) row->value[d] = row->event_class % 2 ? (uint16_t)roll(history, 4) : 0;
    ActivityEvent event = event_of(row);
    CHECK(!activity_seen(history->activity, event.message));
    activity_append(history->activity, &event);
    if (roll(history, 6) == 0) random_figure(history, row);
    if (history->rows > 1 && roll(history, 8) == 0) random_figure(history, &history->row[roll(history, history->rows)]);
}

// A piece of work that fails leaves nothing behind.
static void append_some(History *history)
{
    for (size_t n = 1 + roll(history, 4); n > 0 && history->rows < EVENTS_MAX - 1; n--) append_event(history);
    if (history->rows < EVENTS_MAX - 1 && roll(history, 4) == 0) {
        ActivityMark mark = activity_mark(history->activity);
        PlainRow lost = history->row[0];
        lost.seq = history->seq + 1;
        ActivityEvent event = event_of(&lost);
        activity_append(history->activity, &event);
        activity_undo(history->activity, mark);
    }
    activity_commit(history->activity);
}

static int compare_rates(const void *a, const void *b)
{
    const ActivityRate *x = a, *y = b;
    int order = memcmp(x->currency, y->currency, sizeof x->currency);
    return order ? order : x->day < y->day ? -1 : x->day > y->day;
}

static void change_rates(History *history)
{
    history->rates = 0;
    for (size_t i = roll(history, RATES_MAX); i > 0; i--) {
        ActivityRate *rate = &history->rate[history->rates++];
        *rate = (ActivityRate){.day = (Day)(20100 + 40 * (Day)i),
                               .rate = (int64_t)roll(history, 3 * ACTIVITY_RATE_UNIT),
                               .shift = roll(history, 2) ? 0 : 2};
        memcpy(rate->currency, roll(history, 2) ? "USD" : "JPY", 4);
    }
    if (history->rates) qsort(history->rate, history->rates, sizeof *history->rate, compare_rates);
    activity_set_rates(history->activity, history->rate, history->rates);
    activity_commit(history->activity);
}

static void tell_removal(History *history, const PlainRemoval *removal)
{
    activity_remove(history->activity, &(ActivityRemoval){.seq = removal->seq,
                                                          .count = removal->count,
                                                          .removed = removal->removed,
                                                          .customer = removal->customer,
                                                          .message = removal->message});
}

// All events of a customer, or some of anyone.
static void remove_some(History *history)
{
    if (history->removals == REMOVALS_MAX || history->rows == EVENTS_MAX) return;
    PlainRemoval *removal = &history->removal[history->removals];
    Customer gone = (Customer)roll(history, PEOPLE + 1);
    removal->count = 0;
    for (size_t i = 0; i < history->rows; i++) {
        PlainRow *row = &history->row[i];
        if (row->removed || row->event_class == CLASSES || !(gone ? row->customer == gone : !roll(history, 10)))
            continue;
        row->removed = true;
        removal->removed[removal->count] = row->seq;
        removal->customer[removal->count] = row->customer;
        removal->message[removal->count++] = test_key((uint64_t)row->seq);
    }
    if (!removal->count) return;
    PlainRow *telling = &history->row[history->rows++];
    *telling = (PlainRow){.seq = ++history->seq, .customer = 0, .event_class = CLASSES, .hidden = true};
    ActivityEvent event = event_of(telling);
    activity_append(history->activity, &event);
    removal->seq = history->seq;
    history->removals++;
    tell_removal(history, removal);
    activity_commit(history->activity);
}

// ---- opening and closing ----

static void begin(History *history)
{
    Error error;
    CHECK(activity_open(&history->settings, &history->activity, &error));
    CHECK(!activity_repaired(history->activity, &error));
    ActivityRemoval removals[REMOVALS_MAX];
    size_t count = 0;
    int64_t purged = activity_purged(history->activity);
    for (size_t i = 0; i < history->removals; i++) {
        const PlainRemoval *removal = &history->removal[i];
        if (removal->seq > purged)
            removals[count++] =
                (ActivityRemoval){removal->seq, removal->count, removal->removed, removal->customer, removal->message};
    }
    activity_removals(history->activity, removals, count,
                      history->removals ? history->removal[history->removals - 1].seq : 0);
    int64_t seq = activity_seq(history->activity);
    for (size_t i = 0; i < history->rows; i++) {
        ActivityEvent event = event_of(&history->row[i]);
        if (history->row[i].seq > seq && !history->row[i].removed) activity_append(history->activity, &event);
    }
    activity_commit(history->activity);
    for (size_t i = 0; i < history->rows; i++)
        if (history->row[i].has_figure && !history->row[i].removed)
            activity_set_figure(history->activity, &history->row[i].figure);
    activity_set_rates(history->activity, history->rate, history->rates);
    activity_commit(history->activity);
    history->port = columns_port_open(history->activity, &(People){history, people_version, people_count, people_root});
}

static void end(History *history)
{
    Error error;
    history->port->ask->close(history->port);
    CHECK(activity_close(history->activity, &error));
}

// ---- the plain answer ----

typedef struct PlainLaneRow {
    Customer person;
    int64_t second, amount;
    uint16_t code[DIMENSIONS];
    bool unconverted;
} PlainLaneRow;

static int compare_lane_rows(const void *a, const void *b)
{
    const PlainLaneRow *x = a, *y = b;
    if (x->person != y->person) return x->person < y->person ? -1 : 1;
    if (x->second != y->second) return x->second < y->second ? -1 : 1;
    if (x->amount != y->amount) return x->amount < y->amount ? -1 : 1;
    for (int d = 0; d < DIMENSIONS; d++)
        if (x->code[d] != y->code[d]) return x->code[d] < y->code[d] ? -1 : 1;
    return 0;
}

// The last rate up to the day; half a unit is rounded away from zero.
static bool plain_worth(const History *history, const ActivityFigure *figure, int64_t day, int64_t *amount)
{
    const ActivityRate *rate = NULL;
    if (!figure->currency[0]) return true;
    for (size_t i = 0; i < history->rates; i++)
        if (strcmp(history->rate[i].currency, figure->currency) == 0 && history->rate[i].day <= day)
            rate = &history->rate[i];
    if (!rate) return false;
    __int128 worth = (__int128)*amount * rate->rate;
    if (rate->shift == 2) worth *= 100;
    *amount = (int64_t)((worth + ACTIVITY_RATE_UNIT / 2) / ACTIVITY_RATE_UNIT);
    return true;
}

static bool plain_row(const History *history, const PlainRow *row, bool refund, PlainLaneRow *out)
{
    int64_t second = row->at / 1000;
    Customer customer = row->customer;
    int64_t civil = zone_civil(history->settings.zone, second);
    *out = (PlainLaneRow){.second = civil < 0 ? 0 : civil, .amount = row->amount};
    if (row->has_figure) {
        if (!row->figure.counts) return false;
        if (row->figure.customer) customer = row->figure.customer;
        out->amount = row->figure.amount_minor;
        out->unconverted = !plain_worth(history, &row->figure, out->second / SECONDS_PER_DAY, &out->amount);
        if (out->unconverted) out->amount = 0;
    }
    if (refund && out->amount > 0) out->amount = -out->amount;
    out->person = history->root[customer];
    for (int d = 0; d < DIMENSIONS; d++) out->code[d] = row->value[d] ? row->value[d] - 1 : DIMENSION_OTHER;
    return true;
}

static size_t plain_lane(const History *history, const Lane *lane, PlainLaneRow *out)
{
    size_t count = 0;
    for (size_t i = 0; i < history->rows; i++) {
        const PlainRow *row = &history->row[i];
        for (size_t c = 0; c < lane->class_count; c++) {
            if (lane->classes[c] != row->event_class || row->hidden || row->removed) continue;
            if (!plain_row(history, row, lane->negative && lane->negative[c], &out[count])) continue;
            count += !lane->until || out[count].second <= lane->until;
        }
    }
    qsort(out, count, sizeof *out, compare_lane_rows);
    return count;
}

// ---- the same ----

static size_t lane_of(const Columns *columns, PlainLaneRow *out)
{
    size_t count = 0;
    for (Customer person = 0; person < columns->customers; person++) {
        CustomerRows rows = columns_find(columns, person);
        for (uint32_t row = rows.from; row < rows.to; row++, count++) {
            CHECK(count < EVENTS_MAX);
            out[count] = (PlainLaneRow){person, rows.piece->second[row], row_amount(rows.piece, row), {0}, false};
            for (uint32_t d = 0; d < DIMENSIONS; d++) out[count].code[d] = row_code(rows.piece, d, row);
        }
    }
    return count;
}

static void check_rows(const Columns *columns, const PlainLaneRow *plain, size_t rows)
{
    PlainLaneRow *found = arena_array(test_arena(), PlainLaneRow, EVENTS_MAX);
    CHECK_INT(columns->rows, rows);
    CHECK_INT(lane_of(columns, found), rows);
    int64_t first = rows ? INT64_MAX : 0, last = 0;
    for (size_t i = 0; i < rows; i++) {
        CHECK_INT(compare_lane_rows(&found[i], &plain[i]), 0);
        for (int d = 0; d < DIMENSIONS; d++)
            CHECK(plain[i].code[d] == DIMENSION_OTHER || plain[i].code[d] < columns->dimension[d].values);
        first = smaller(first, plain[i].second);
        last = larger(last, plain[i].second);
    }
    CHECK_INT(columns->first, first);
    CHECK_INT(columns->last, last);
}

static void check_facts(History *history, const Lane *lane, const PlainLaneRow *plain, size_t rows)
{
    Error error;
    LaneFacts facts;
    uint64_t magnitude = 0, unconverted = 0;
    for (size_t i = 0; i < rows; i++) {
        magnitude += (uint64_t)llabs(plain[i].amount);
        unconverted += plain[i].unconverted;
    }
    CHECK(history->port->ask->facts(history->port, lane, &facts, &error));
    CHECK_INT(facts.rows, rows);
    CHECK_INT(facts.seq, history->seq);
    CHECK_INT(facts.magnitude, magnitude);
    CHECK_INT(facts.unconverted, unconverted);
}

static void check_lane(History *history, const Lane *lane)
{
    Error error;
    const Columns *columns;
    PlainLaneRow *plain = arena_array(test_arena(), PlainLaneRow, EVENTS_MAX);
    size_t rows = plain_lane(history, lane, plain);
    CHECK(history->port->ask->hold(history->port, lane, &columns, &error));
    check_rows(columns, plain, rows);
    history->port->ask->release(history->port, columns);
    check_facts(history, lane, plain, rows);
}

// ---- questions that are answered out of what is kept of the files ----

enum { SOME_CIVIL_SECOND = 1749000000 };

static void check_at_least(History *history, const Lane *lane)
{
    Error error;
    CustomerSet set;
    int64_t least = 1 + (int64_t)roll(history, 4);
    MatchRule rule = {.kind = MATCH_ROWS, .low = least, .high = INT64_MAX, .dimension = -1};
    rule.from = SOME_CIVIL_SECOND - (Second)roll(history, 100) * SECONDS_PER_DAY;
    if (roll(history, 3) == 0) rule.low = 0, rule.high = least;
    CHECK(history->port->ask->match(history->port, lane, 1, &rule, test_arena(), &set, &error));
    PlainLaneRow *plain = arena_array(test_arena(), PlainLaneRow, EVENTS_MAX);
    size_t rows = plain_lane(history, lane, plain);
    for (Customer person = 0; person <= PEOPLE; person++) {
        int64_t count = 0;
        for (size_t i = 0; i < rows; i++) count += plain[i].person == person && plain[i].second >= rule.from;
        CHECK_INT(customer_set_has(&set, person), rule.low <= count && count <= rule.high);
    }
}

enum { DAYS_BACK = 62 };

// On which days since their first one a person has rows: adds them up.
static void add_days_back(const PlainLaneRow *row, size_t rows, Customer person, int64_t active[DAYS_BACK])
{
    int64_t first = INT64_MAX;
    bool back[DAYS_BACK] = {false};
    for (size_t i = 0; i < rows; i++)
        if (row[i].person == person) first = smaller(first, row[i].second / SECONDS_PER_DAY);
    for (size_t i = 0; i < rows; i++) {
        int64_t day = row[i].second / SECONDS_PER_DAY - first;
        if (row[i].person == person && day < DAYS_BACK) back[day] = true;
    }
    for (int day = 0; day < DAYS_BACK; day++) active[day] += back[day];
}

static void check_days_back(History *history, const Lane lanes[2])
{
    Error error;
    Retention retention;
    RetentionAsk asked = {.bucket = BUCKET_DAY, .buckets = DAYS_BACK, .start_lanes = 2, .people_only = true};
    Second all = UINT32_MAX - UINT32_MAX % SECONDS_PER_DAY;
    asked.cohorts = (BucketSpan){.count = 1, .known_to = all, .custom = true, .custom_to = all};
    CHECK(history->port->ask->retention(history->port, lanes, 2, &asked, NULL, test_arena(), &retention, &error));
    PlainLaneRow *plain = arena_array(test_arena(), PlainLaneRow, 2 * EVENTS_MAX);
    size_t rows = plain_lane(history, &lanes[0], plain);
    rows += plain_lane(history, &lanes[1], plain + rows);
    int64_t active[DAYS_BACK] = {0};
    for (Customer person = 0; person <= PEOPLE; person++) add_days_back(plain, rows, person, active);
    for (int day = 0; day < DAYS_BACK; day++) CHECK_INT(retention.cell[day].active, active[day]);
}

static void ask(History *history)
{
    static const uint16_t classes[] = {0, 1, 2, 3, 4};
    static const bool negative[] = {false, true};
    const Lane lanes[] = {{classes, negative, 2, 0},
                          {classes + 2, NULL, 1, 0},
                          {classes, NULL, 5, 0},
                          {classes, negative, 2, SOME_CIVIL_SECOND},
                          {classes + 3, NULL, 2, SOME_CIVIL_SECOND - 100000}};
    for (size_t i = 0; i < COUNT_OF(lanes); i++)
        if (roll(history, 2)) check_lane(history, &lanes[i]);
    if (roll(history, 2)) check_at_least(history, &lanes[roll(history, COUNT_OF(lanes))]);
    if (roll(history, 2)) check_days_back(history, lanes);
}

// ---- histories ----

static void go_on(History *history)
{
    Error error;
    switch (roll(history, 24)) {
    case 0: CHECK(activity_flush(history->activity, &error)); break;
    case 1: CHECK(activity_purge(history->activity, &error)); break;
    case 2:
        end(history);
        begin(history);
        break;
    case 3:
    case 4: change_people(history); break;
    case 5: change_rates(history); break;
    case 6: remove_some(history); break;
    case 7:
        usleep((useconds_t)roll(history, 400)); // the writing thread has time to merge
        break;
    case 8: // staff change what an order counts for: no event comes of it
        if (history->rows) random_figure(history, &history->row[roll(history, history->rows)]);
        activity_commit(history->activity);
        break;
    default: append_some(history);
    }
}

static void live_through(uint64_t seed)
{
    Error error;
    History *history = arena_new(test_arena(), History);
    history->dice = seed;
    history->settings = (ActivitySettings){.folder = test_folder(), .store_id = "one store", .dimensions = DIMENSIONS};
    history->settings.tail_events_max = 1 + roll(history, 30);
    history->settings.lane_rows_max = roll(history, 3) ? 1 + roll(history, 20) : 0;
    CHECK(zone_open(STR("Europe/Paris"), test_arena(), &history->settings.zone, &error));
    for (Customer c = 0; c <= PEOPLE; c++) history->root[c] = c;
    begin(history);
    for (size_t steps = 5 + roll(history, 60); steps > 0 && history->rows < EVENTS_MAX - 10; steps--) {
        go_on(history);
        if (roll(history, 2)) ask(history);
    }
    ask(history);
    end(history);
    test_folder_remove(history->settings.folder);
}

TEST(lanes_are_what_the_log_says_whatever_has_happened)
{
    enum { HISTORIES = 250 };
    const char *asked = getenv("FIDELE_HISTORIES"), *first = getenv("FIDELE_HISTORY");
    uint64_t histories = asked ? strtoull(asked, NULL, 10) : HISTORIES, from = first ? strtoull(first, NULL, 10) : 1;
    for (uint64_t seed = from; seed < from + histories; seed++) {
        if (asked) fprintf(stderr, "\rhistory %llu", (unsigned long long)seed);
        live_through(seed);
    }
}

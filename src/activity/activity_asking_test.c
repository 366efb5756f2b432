// What activity.h promises of asking: timelines and columns are those of the log itself, counted naively.
#include "activity/activity_contract_test.h"

#include <stdlib.h>
#include <string.h>

static int64_t civil(const TestLog *log, const ActivityEvent *event)
{
    return zone_civil(log->settings.zone, event->at / 1000);
}

// ---- timelines ----

static int newest_first(const void *a, const void *b)
{
    const TimelineEntry *x = a, *y = b;
    if (x->at_second != y->at_second) return x->at_second > y->at_second ? -1 : 1;
    return x->seq > y->seq ? -1 : 1;
}

static bool one_of(Customer customer, const Customer *customers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (customers[i] == customer) return true;
    return false;
}

// All events of the customers and classes (a bit each), newest first.
static TimelineEntry *naive_timeline(const TestLog *log, const Customer *customers, size_t customer_count,
                                     uint32_t classes, size_t *count)
{
    TimelineEntry *entry = arena_array(test_arena(), TimelineEntry, log->count);
    *count = 0;
    for (size_t i = 0; i < log->count; i++) {
        const ActivityEvent *event = &log->event[i];
        if (!one_of(event->customer, customers, customer_count) || !(classes >> event->event_class & 1)) continue;
        entry[(*count)++] =
            (TimelineEntry){.seq = event->seq, .at_second = civil(log, event), .event_class = event->event_class};
    }
    qsort(entry, *count, sizeof *entry, newest_first);
    return entry;
}

// Page by page to the end.
static void check_timeline(TestLog *log, const Customer *customers, size_t customer_count, uint32_t classes,
                           size_t limit)
{
    uint16_t class_list[16];
    size_t class_count = 0, expected_count, at = 0, count;
    for (uint16_t c = 0; c < 16; c++)
        if (classes >> c & 1) class_list[class_count++] = c;
    const TimelineEntry *expected = naive_timeline(log, customers, customer_count, classes, &expected_count);
    const TimelineEntry *before = NULL;
    do {
        TimelineEntry *page =
            activity_timeline(log->activity, customers, customer_count, classes == UINT32_MAX ? NULL : class_list,
                              class_count, before, limit, test_arena(), &count);
        CHECK_INT(count, smaller((int64_t)limit, (int64_t)(expected_count - at)));
        for (size_t i = 0; i < count; i++, at++) {
            CHECK_INT(page[i].seq, expected[at].seq);
            CHECK_INT(page[i].at_second, expected[at].at_second);
            CHECK_INT(page[i].event_class, expected[at].event_class);
        }
        before = count ? &page[count - 1] : NULL;
    } while (count == limit);
    CHECK_INT(at, expected_count);
}

static void check_timelines(TestLog *log)
{
    for (int i = 0; i < 12; i++) {
        Customer customers[3];
        size_t count = 1 + test_random(&log->dice, 3);
        Customer first = (Customer)test_random(&log->dice, 42);
        for (size_t c = 0; c < count; c++) customers[c] = first + (Customer)c * 7; // some have nothing
        uint32_t classes = test_random(&log->dice, 2) ? UINT32_MAX : 1 + (uint32_t)test_random(&log->dice, 63);
        check_timeline(log, customers, count, classes, 1 + test_random(&log->dice, 50));
    }
}

// ---- views ----

typedef struct NaiveRow {
    Customer root;
    int64_t second, amount;
} NaiveRow;

static int by_root_and_time(const void *a, const void *b)
{
    const NaiveRow *x = a, *y = b;
    if (x->root != y->root) return x->root < y->root ? -1 : 1;
    if (x->second != y->second) return x->second < y->second ? -1 : 1;
    return x->amount < y->amount ? -1 : x->amount > y->amount;
}

static int8_t sign_of(const ActivityAsk *ask, uint16_t event_class)
{
    for (size_t i = 0; i < ask->class_count; i++)
        if (ask->classes[i] == event_class) return ask->negative[i] ? -1 : 1;
    return 0;
}

static NaiveRow *naive_rows(const TestLog *log, const ActivityAsk *ask, size_t *count)
{
    NaiveRow *row = arena_array(test_arena(), NaiveRow, log->count);
    *count = 0;
    for (size_t i = 0; i < log->count; i++) {
        const ActivityEvent *event = &log->event[i];
        int8_t sign = sign_of(ask, event->event_class);
        if (!sign || event->hidden || (ask->until && civil(log, event) > ask->until)) continue;
        int64_t amount = sign < 0 && event->amount_minor > 0 ? -event->amount_minor : event->amount_minor;
        row[(*count)++] =
            (NaiveRow){ask->root ? ask->root[event->customer] : event->customer, civil(log, event), amount};
    }
    qsort(row, *count, sizeof *row, by_root_and_time);
    return row;
}

static void check_columns(const Columns *columns, const NaiveRow *row, size_t rows)
{
    CHECK_INT(columns->rows, rows);
    Second first = rows ? UINT32_MAX : 0, last = 0;
    size_t next = 0;
    for (Customer c = 0; c < columns->customers; c++) {
        CustomerRows found = columns_find(columns, c);
        for (uint32_t r = found.from; r < found.to; r++, next++) {
            CHECK(next < rows);
            CHECK_INT(row[next].root, c);
            CHECK_INT(row[next].second, found.piece->second[r]);
            CHECK_INT(row[next].amount, row_amount(found.piece, r));
            if (row[next].second < first) first = (Second)row[next].second;
            if (row[next].second > last) last = (Second)row[next].second;
        }
    }
    CHECK_INT(next, rows);
    CHECK_INT(columns->first, first);
    CHECK_INT(columns->last, last);
}

static void check_view(TestLog *log, const ActivityAsk *ask)
{
    size_t rows;
    const NaiveRow *row = naive_rows(log, ask, &rows);
    uint64_t magnitude = 0;
    for (size_t i = 0; i < rows; i++) magnitude += (uint64_t)llabs(row[i].amount);
    const ActivityView *view = activity_view(log->activity, ask);
    CHECK_INT(view->seq, activity_seq(log->activity));
    CHECK(view->columns.customers >= ask->customers);
    CHECK_INT(view->magnitude, magnitude);
    check_columns(&view->columns, row, rows);
    activity_release(log->activity, view);
}

static const uint16_t orders_and_refunds[] = {0, 1}, others[] = {3};
static const bool refunds_below_0[] = {false, true}, above_0[] = {false};

static void check_views(TestLog *log, const Customer *root, uint64_t root_version)
{
    enum { SOME_CIVIL_SECOND = 1744500000 };
    ActivityAsk ask = {.classes = orders_and_refunds,
                       .negative = refunds_below_0,
                       .class_count = 2,
                       .root = root,
                       .customers = 41,
                       .root_version = root_version};
    check_view(log, &ask);
    check_view(log, &ask);
    ask.until = test_random(&log->dice, 3) ? 0 : SOME_CIVIL_SECOND;
    check_view(log, &ask);
    ActivityAsk other = {.classes = others, .negative = above_0, .class_count = 1, .customers = 20};
    check_view(log, &other);
}

// Some customers are of one person.
static void merge_some(Customer *root, uint64_t *dice)
{
    for (Customer c = 0; c < 41; c++) root[c] = c;
    for (int i = 0; i < 8; i++) {
        Customer of = 1 + (Customer)test_random(dice, 20);
        root[21 + test_random(dice, 20)] = of;
    }
}

void test_log_check_asking(TestLog *log)
{
    check_timelines(log);
    check_views(log, NULL, 0);
}

TEST(timelines_and_columns_are_those_of_the_log)
{
    for (uint64_t seed = 1; seed <= 25; seed++) {
        Customer root[41];
        uint64_t dice = seed;
        TestLog log = test_log(seed, seed % 4 ? 1 + test_random(&dice, 200) : 0);
        merge_some(root, &dice);
        for (uint64_t round = 0; round < 8; round++) {
            Error error;
            if (round % 3 == 2) merge_some(root, &dice);
            test_log_append(&log, test_random(&dice, 120));
            check_timelines(&log);
            check_views(&log, root, (round + 1) / 3);
            if (test_random(&dice, 3) == 0) CHECK(activity_flush(log.activity, &error));
            if (test_random(&dice, 3) == 0) {
                test_log_close(&log);
                test_log_open(&log);
            }
            check_timelines(&log);
            check_views(&log, root, (round + 1) / 3);
        }
        test_log_close(&log);
    }
}

TEST(columns_of_nothing_have_no_rows)
{
    TestLog log = test_log(1, 0);
    check_views(&log, NULL, 0);
    check_timelines(&log);
    test_log_close(&log);
}

TEST(a_view_that_is_held_stays_as_it_was)
{
    TestLog log = test_log(4, 60);
    ActivityAsk ask = {.classes = orders_and_refunds, .negative = refunds_below_0, .class_count = 2, .customers = 41};
    test_log_append(&log, 200);
    size_t rows;
    const NaiveRow *row = naive_rows(&log, &ask, &rows);
    const ActivityView *view = activity_view(log.activity, &ask);
    for (int i = 0; i < 10; i++) {
        test_log_append(&log, 50);
        activity_release(log.activity, activity_view(log.activity, &ask));
    }
    check_columns(&view->columns, row, rows);
    activity_release(log.activity, view);
    test_log_close(&log);
}

TEST(events_of_other_classes_leave_the_columns_where_they_are)
{
    TestLog log = test_log(4, 60);
    ActivityAsk ask = {.classes = orders_and_refunds, .negative = refunds_below_0, .class_count = 2, .customers = 41};
    test_log_append(&log, 200);
    const ActivityView *before = activity_view(log.activity, &ask);
    test_log_add(&log, (ActivityEvent){.customer = 3, .event_class = 4, .at = 1743000000000});
    const ActivityView *after = activity_view(log.activity, &ask);
    CHECK(before->columns.piece[0].second == after->columns.piece[0].second);
    CHECK_INT(after->seq, before->seq + 1);
    activity_release(log.activity, before);
    activity_release(log.activity, after);
    test_log_close(&log);
}

TEST(a_day_is_the_one_of_the_workspace_also_when_the_hour_changes)
{
    // Paris, 26 October 2025: the hour from 02:00 to 03:00 happens twice; 30 March 2025: it does not happen.
    static const int64_t instants[] = {1761431400, 1761438600, 1761442200, 1761519599,
                                       1743294600, 1743298200, 1743371999};
    TestLog log = test_log(1, 3);
    for (size_t i = 0; i < COUNT_OF(instants); i++)
        test_log_add(&log, (ActivityEvent){.customer = 1, .amount_minor = 100, .at = instants[i] * 1000});
    ActivityAsk ask = {.classes = orders_and_refunds, .negative = refunds_below_0, .class_count = 2, .customers = 2};
    check_view(&log, &ask);
    const ActivityView *view = activity_view(log.activity, &ask);
    const Second *second = columns_find(&view->columns, 1).piece->second;
    CHECK_INT(second_day(second[0]), test_day("2025-03-30"));
    CHECK_INT(second[1] - second[0], 2 * 3600); // 01:30, 03:30
    CHECK_INT(second_day(second[2]), test_day("2025-03-30"));
    CHECK_INT(second[5] - second[4], 0); // 02:30 twice
    CHECK_INT(second_day(second[6]), test_day("2025-10-26"));
    activity_release(log.activity, view);
    test_log_close(&log);
}

TEST(an_instant_that_no_column_holds_is_the_nearest_that_it_does)
{
    TestLog log = test_log(1, 3);
    test_log_add(&log, (ActivityEvent){.customer = 1, .amount_minor = 1, .at = INT64_MIN});
    test_log_add(&log, (ActivityEvent){.customer = 1, .amount_minor = 2, .at = INT64_MAX});
    test_log_add(&log, (ActivityEvent){.customer = 1, .event_class = 1, .amount_minor = INT64_MIN, .at = 0});
    test_log_add(&log, (ActivityEvent){.customer = 1, .event_class = 1, .amount_minor = INT64_MAX, .at = 1});
    ActivityAsk ask = {.classes = orders_and_refunds, .negative = refunds_below_0, .class_count = 2, .customers = 2};
    const ActivityView *view = activity_view(log.activity, &ask);
    CHECK_INT(view->columns.first, 0);
    CHECK_INT(view->columns.last, UINT32_MAX);
    CHECK(view->magnitude > INT64_MAX);
    activity_release(log.activity, view);
    test_log_close(&log);
}

TEST(numbers_may_be_far_apart)
{
    Error error;
    TestLog log = test_log(1, 100);
    int64_t seq = 0;
    for (int i = 0; i < 40; i++) {
        seq += i % 5 ? 1 : 3000000000;
        log.count = 0;
        ActivityEvent event = {.seq = seq, .customer = 1, .at = i, .message = test_key((uint64_t)i + 1)};
        activity_append(log.activity, &event);
        activity_commit(log.activity);
    }
    CHECK(activity_flush(log.activity, &error));
    size_t count;
    const Customer customer = 1;
    TimelineEntry *entry = activity_timeline(log.activity, &customer, 1, NULL, 0, NULL, 100, test_arena(), &count);
    CHECK_INT(count, 40);
    CHECK_INT(entry[0].seq, seq);
    for (uint64_t i = 0; i < 40; i++) CHECK(activity_seen(log.activity, test_key(i + 1)));
    test_log_close(&log);
}

TEST(a_customer_with_very_many_events_is_like_any_other)
{
    enum { EVENTS = 300000 };
    Error error;
    TestLog log = test_log(1, EVENTS / 7);
    for (int64_t i = 0; i < EVENTS; i++) {
        ActivityEvent event = {.seq = i + 1, .customer = 7, .at = (i * 7919 % EVENTS) * 1000, .amount_minor = 1};
        activity_append(log.activity, &event);
        if (i % 100 == 0) activity_commit(log.activity);
    }
    activity_commit(log.activity);
    size_t count;
    const Customer customer = 7;
    TimelineEntry *entry = activity_timeline(log.activity, &customer, 1, NULL, 0, NULL, 3, test_arena(), &count);
    CHECK_INT(count, 3);
    CHECK_INT(entry[0].at_second - entry[2].at_second, 2);
    ActivityAsk ask = {.classes = orders_and_refunds, .negative = refunds_below_0, .class_count = 2, .customers = 8};
    const ActivityView *view = activity_view(log.activity, &ask);
    CHECK_INT(view->columns.rows, EVENTS);
    const Second *second = columns_find(&view->columns, 7).piece->second;
    for (uint32_t i = 1; i < EVENTS; i++) CHECK(second[i] == second[i - 1] + 1);
    activity_release(log.activity, view);
    CHECK(activity_close(log.activity, &error));
}

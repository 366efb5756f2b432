// activity_contract_test.h - a log and an Activity that follows it, for the tests of what activity.h promises.
#ifndef FIDELE_ACTIVITY_CONTRACT_TEST_H
#define FIDELE_ACTIVITY_CONTRACT_TEST_H

#include "activity/activity.h"
#include "activity/activity_test.h"

typedef struct TestLog {
    Activity *activity;
    ActivitySettings settings;
    ActivityEvent *event; // committed, in order
    size_t count, room;
    uint64_t dice;
} TestLog;

Str test_folder(void);               // the name of a new one, removed at the end of the program,
void test_folder_remove(Str folder); // or now
TestLog test_log(uint64_t seed, uint64_t tail_events_max);
void test_log_open(TestLog *log);  // the folder again; reads what it lacks from the log
void test_log_close(TestLog *log); // writes the tail
// Events of a small busy business, in a few transactions, some undone.
void test_log_append(TestLog *log, size_t count);
void test_log_add(TestLog *log, ActivityEvent event); // one, committed; its seq is the next
MessageKey test_key(uint64_t number);
void test_log_make(TestLog *log, size_t count); // the same events, in the log alone: for an Activity that opens later
void test_log_check_asking(TestLog *log);       // timelines and columns
void test_log_check_seen(TestLog *log);         // all messages of the log, and some that are not in it

#endif

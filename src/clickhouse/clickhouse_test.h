// clickhouse_test.h - two shards of ClickHouse on loopback, for tests; or the one that FIDELE_TEST_ACTIVITY names.
#ifndef FIDELE_CLICKHOUSE_CLICKHOUSE_TEST_H
#define FIDELE_CLICKHOUSE_CLICKHOUSE_TEST_H

#include "clickhouse/clickhouse.h"
#include "event/event_test.h"

Str clickhouse_test_url(void);                 // of a new database
void clickhouse_test_order(const char *order); // "kill 1", "start 1", "freeze 0", "thaw 0": of the two shards
bool clickhouse_test_is_pair(void);            // there are two shards that take orders

#endif

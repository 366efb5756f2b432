// ask_parts.h - the words that questions in SQL are made of.
#ifndef FIDELE_CLICKHOUSE_ASK_PARTS_H
#define FIDELE_CLICKHOUSE_ASK_PARTS_H

#include "clickhouse/ask_sql.h"
#include "clickhouse/stream.h"

enum { DAYS_IN_SQL_MAX = 20000, BOUNDARIES_IN_SQL_MAX = 60000 };
#define DAY_SQL "toInt32(intDiv(second, 86400))"

// By person: all rows of one lie on one shard, so nothing has to be put together again.
#define BY_PERSON STR("distributed_group_by_no_merge=1")

typedef struct LaneSql {
    Str money; // the amount of a row, below 0 of a negative class
    Str from;  // "fidele_rows FINAL WHERE …"
} LaneSql;
LaneSql sql_of_lane(const Settled *settled, const Lane *lane, Second until, Arena *arena);

// "transform(DAY, [19000,19001…], [0,0,1…], 1)": a number by day of first..last, `otherwise` for others.
Str sql_by_day(Day first, Day last, int64_t (*value)(const void *context, Day day), const void *context,
               int64_t otherwise, Arena *arena);

// Numbers of 64 bits a row.
typedef struct NumbersAsk {
    Str query, settings;
    size_t numbers; // a row
    void (*take)(void *context, const int64_t *number);
    void *context;
} NumbersAsk;
enum { NUMBERS_MAX = 16 };
MUST_USE bool sql_numbers(const Settled *settled, const NumbersAsk *ask, Error *error);

#endif

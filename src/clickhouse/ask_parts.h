// ask_parts.h - the words that questions in SQL are made of.
#ifndef FIDELE_CLICKHOUSE_ASK_PARTS_H
#define FIDELE_CLICKHOUSE_ASK_PARTS_H

#include "clickhouse/ask_sql.h"
#include "clickhouse/stream.h"

// Sums of amounts of this size may not fit: from INT64_MAX on, and a little before.
#define AMOUNTS_SIZE_MAX 9.2e18

enum { DAYS_IN_SQL_MAX = 20000, BOUNDARIES_IN_SQL_MAX = 60000 };
#define DAY_SQL "toInt32(intDiv(second, 86400))"

// Rows up to settled->seq: another server may be delivering later ones.
typedef struct LaneSql {
    Str money; // the amount of a row, below 0 of a negative class
    Str from;  // "fidele_rows_local FINAL WHERE …": of a question by person
    Str whole; // "fidele_rows FINAL WHERE …": of all shards together
} LaneSql;
LaneSql sql_of_lane(const Settled *settled, const Lane *lane, Second until, Arena *arena);

// People are asked about in parts, so that neither the text (which holds the group of each) nor what ClickHouse keeps
// of each person grows without end: answers of the parts are to be added up.
typedef struct PeopleSql {
    const Grouping *grouping; // NULL: all in group 0
    uint32_t customers;
    Customer from, to;
    Str group; // of `person`: 0..groups-1, or above
} PeopleSql;
PeopleSql sql_people(const Settled *settled, const Grouping *grouping);
bool sql_next_people(PeopleSql *people, Arena *arena);               // false: no more
Str sql_only(const PeopleSql *people, uint16_t group, Arena *arena); // " AND" who is in it; "" without groups
uint32_t sql_groups(const Grouping *grouping);
LaneSql sql_of_people(const Settled *settled, const Lane *lane, Second until, const PeopleSql *people, Arena *arena);

// Several lanes in one query: "(class IN (1,2) AND second <= 99)" of one, and where rows of any of them are.
Str sql_lane_holds(const Lane *lane, Arena *arena);
Str sql_lane_money(const Lane *lane, Arena *arena);
Str sql_of_lanes(const Settled *settled, const Lane *lanes, size_t lane_count, Arena *arena);

// "transform(DAY, [19000,19001…], [0,0,1…], 1)": a number by day of first..last, `otherwise` for others.
Str sql_by_day(Day first, Day last, int64_t (*value)(const void *context, Day day), const void *context,
               int64_t otherwise, Arena *arena);

// Numbers of 64 bits a row.
typedef struct NumbersAsk {
    Str query;
    bool by_person; // of each shard apart: all rows of a person lie on one. What comes is to be added up
    size_t numbers; // a row
    void (*take)(void *context, const int64_t *number);
    void *context;
} NumbersAsk;
enum { NUMBERS_MAX = 16 };
MUST_USE bool sql_numbers(const Settled *settled, const NumbersAsk *ask, Error *error);

#endif

#include "clickhouse/ask_parts.h"

static void add_classes(Text *text, const Lane *lane, bool negative)
{
    const char *before = "";
    for (size_t i = 0; i < lane->class_count; i++) {
        if (negative && !(lane->negative && lane->negative[i])) continue;
        text_addf(text, "%s%u", before, lane->classes[i]);
        before = ",";
    }
}

static bool has_negative(const Lane *lane)
{
    for (size_t i = 0; lane->negative && i < lane->class_count; i++)
        if (lane->negative[i]) return true;
    return false;
}

Str sql_lane_money(const Lane *lane, Arena *arena)
{
    Text text = text_in(arena);
    if (!has_negative(lane)) return STR("amount");
    text_add(&text, STR("if(amount > 0 AND class IN ("));
    add_classes(&text, lane, true);
    text_add(&text, STR("), -amount, amount)"));
    return text_str(&text);
}

static void add_lane(Text *text, const Lane *lane)
{
    text_add(text, STR("class IN ("));
    add_classes(text, lane, false);
    text_add(text, lane->class_count ? STR(")") : STR("65535)")); // there is no such class: it has no rows
}

Str sql_lane_holds(const Lane *lane, Arena *arena)
{
    Text text = text_in(arena);
    text_add_byte(&text, '(');
    add_lane(&text, lane);
    if (lane->until) text_addf(&text, " AND second <= %u", lane->until);
    text_add_byte(&text, ')');
    return text_str(&text);
}

Str sql_of_lanes(const Settled *settled, const Lane *lanes, size_t lane_count, Arena *arena)
{
    Text text = text_in(arena);
    text_addf(&text, "%.*s FINAL WHERE counts IN (1, 2) AND person < %u AND seq <= %lld AND (",
              STR_ARGS(shards_rows_table(settled->port->wire, &settled->shards, arena)), settled->customers,
              (long long)settled->seq);
    for (size_t i = 0; i < lane_count; i++)
        text_addf(&text, "%s%.*s", i ? " OR " : "", STR_ARGS(sql_lane_holds(&lanes[i], arena)));
    text_add(&text, lane_count ? STR(")") : STR("0)"));
    return text_str(&text);
}

LaneSql sql_of_lane(const Settled *settled, const Lane *lane, Second until, Arena *arena)
{
    Text text = text_in(arena);
    text_add(&text, STR(" FINAL WHERE counts IN (1, 2) AND "));
    add_lane(&text, lane);
    if (until) text_addf(&text, " AND second <= %u", until);
    text_addf(&text, " AND seq <= %lld", (long long)settled->seq);
    Str table = shards_rows_table(settled->port->wire, &settled->shards, arena), where = text_str(&text);
    return (LaneSql){
        .money = sql_lane_money(lane, arena),
        .from = str_format(arena, "%.*s%.*s", STR_ARGS(table), STR_ARGS(where)),
        .whole = str_format(arena, "%.*s.fidele_rows%.*s", STR_ARGS(settled->port->address.database), STR_ARGS(where))};
}

// ---- people ----

enum { PEOPLE_AT_ONCE = 32000000, GROUPED_AT_ONCE = 2000000 };

PeopleSql sql_people(const Settled *settled, const Grouping *grouping)
{
    return (PeopleSql){.grouping = grouping && grouping->group ? grouping : NULL, .customers = settled->customers};
}

// Two bytes a person in the text itself: no table of groups has to be made, and none is left behind.
static Str groups_text(const PeopleSql *people, Arena *arena)
{
    static const char digits[] = "0123456789ABCDEF";
    char *text = arena_array(arena, char, 4 * (size_t)(people->to - people->from) + 1), *at = text;
    for (Customer c = people->from; c < people->to; c++) {
        uint16_t group = c < people->grouping->customers ? people->grouping->group[c] : UINT16_MAX;
        *at++ = digits[group >> 4 & 15];
        *at++ = digits[group & 15];
        *at++ = digits[group >> 12];
        *at++ = digits[group >> 8 & 15];
    }
    return (Str){text, (size_t)(at - text)};
}

bool sql_next_people(PeopleSql *people, Arena *arena)
{
    const uint32_t at_once = people->grouping ? GROUPED_AT_ONCE : PEOPLE_AT_ONCE;
    people->from = people->to;
    people->to = people->customers - people->from > at_once ? people->from + at_once : people->customers;
    if (people->from == people->to) return false;
    people->group = STR("toInt64(0)");
    if (people->grouping)
        people->group =
            str_format(arena, "toInt64(reinterpretAsUInt16(substring(unhex('%.*s'), (person - %u) * 2 + 1, 2)))",
                       STR_ARGS(groups_text(people, arena)), people->from);
    return true;
}

Str sql_only(const PeopleSql *people, uint16_t group, Arena *arena)
{
    return people->grouping ? str_format(arena, " AND %.*s = %u", STR_ARGS(people->group), group) : STR("");
}

uint32_t sql_groups(const Grouping *grouping)
{
    bool one = !grouping || (!grouping->group && grouping->groups == 0);
    return one ? 1 : grouping->groups;
}

LaneSql sql_of_people(const Settled *settled, const Lane *lane, Second until, const PeopleSql *people, Arena *arena)
{
    LaneSql of = sql_of_lane(settled, lane, until, arena);
    of.from = str_format(arena, "%.*s AND person >= %u AND person < %u", STR_ARGS(of.from), people->from, people->to);
    return of;
}

// ---- days ----

Str sql_by_day(Day first, Day last, int64_t (*value)(const void *context, Day day), const void *context,
               int64_t otherwise, Arena *arena)
{
    if (last < first) return str_format(arena, "toInt64(%lld)", (long long)otherwise);
    Text text = text_in(arena);
    text_add(&text, STR("toInt64(transform(" DAY_SQL ", ["));
    for (Day day = first; day <= last; day++) text_addf(&text, "%s%d", day > first ? "," : "", day);
    text_add(&text, STR("], ["));
    for (Day day = first; day <= last; day++)
        text_addf(&text, "%s%lld", day > first ? "," : "", (long long)value(context, day));
    text_addf(&text, "], %lld))", (long long)otherwise);
    return text_str(&text);
}

typedef struct NumbersTaking {
    const NumbersAsk *ask;
    int64_t number[NUMBERS_MAX];
} NumbersTaking;

static bool take_numbers(void *context, const unsigned char *row)
{
    NumbersTaking *taking = context;
    for (size_t i = 0; i < taking->ask->numbers; i++) taking->number[i] = stream_i64(row + 8 * i);
    taking->ask->take(taking->ask->context, taking->number);
    return true;
}

bool sql_numbers(const Settled *settled, const NumbersAsk *ask, Error *error)
{
    assert(ask->numbers <= NUMBERS_MAX);
    const StreamAsk stream = {.query = ask->query,
                              .settings = ask->by_person ? STR("distributed_group_by_no_merge=1") : STR(""),
                              .row_bytes = 8 * ask->numbers,
                              .take = take_numbers,
                              .context = &(NumbersTaking){.ask = ask}};
    Wire *wire = settled->port->wire;
    return ask->by_person ? shards_ask(wire, &settled->shards, &stream, error) : stream_ask(wire, &stream, error);
}

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
    text_addf(&text, "%.*s FINAL WHERE counts IN (1, 2) AND person < %u AND (",
              STR_ARGS(shards_rows_table(settled->port->wire, &settled->shards, arena)), settled->customers);
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
    Str table = shards_rows_table(settled->port->wire, &settled->shards, arena), where = text_str(&text);
    return (LaneSql){
        .money = sql_lane_money(lane, arena),
        .from = str_format(arena, "%.*s%.*s", STR_ARGS(table), STR_ARGS(where)),
        .whole = str_format(arena, "%.*s.fidele_rows%.*s", STR_ARGS(settled->port->address.database), STR_ARGS(where))};
}

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

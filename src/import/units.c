#include "import/units.h"

#include <string.h>

#include "base/pages.h"
#include "base/secret.h"
#include "import/amounts.h"
#include "import/names.h"

enum { NO_UNIT = UINT32_MAX, RESET_ROWS = 1024 };

typedef struct Slot {
    uint64_t key;
    uint32_t unit; // + 1; 0: free
} Slot;

typedef struct Grouping {
    const Reading *reading;
    const unsigned char *key;
    Slot *slot;
    size_t slots, units;
    uint32_t *unit_of; // each row
    Str last;          // lines of an order mostly follow each other
    uint32_t last_unit;
} Grouping;

static uint64_t key_of(const Grouping *grouping, Str order)
{
    uint64_t digest[2];
    digest_short(grouping->key, order, digest);
    return digest[0];
}

static Slot *slot_of(const Grouping *grouping, uint64_t key)
{
    size_t at = key & (grouping->slots - 1);
    while (grouping->slot[at].unit && grouping->slot[at].key != key) at = (at + 1) & (grouping->slots - 1);
    return &grouping->slot[at];
}

static void grow(Grouping *grouping)
{
    Slot *old = grouping->slot;
    size_t slots = grouping->slots;
    grouping->slots = slots ? slots * 2 : 1 << 12;
    grouping->slot = pages_array(Slot, grouping->slots);
    for (size_t i = 0; i < slots; i++)
        if (old[i].unit) *slot_of(grouping, old[i].key) = old[i];
    pages_release(old, slots, sizeof *old);
}

static uint32_t unit_of_order(Grouping *grouping, Str order)
{
    if (!order.size || name_is_nobody(order)) return (uint32_t)grouping->units++;
    if (grouping->last_unit != NO_UNIT && str_equal(order, grouping->last)) return grouping->last_unit;
    if (grouping->units * 2 >= grouping->slots) grow(grouping);
    uint64_t key = key_of(grouping, order);
    Slot *slot = slot_of(grouping, key);
    if (!slot->unit) *slot = (Slot){key, (uint32_t)++grouping->units};
    grouping->last = order;
    return grouping->last_unit = slot->unit - 1;
}

static void group(Grouping *grouping, Arena *scratch)
{
    const Table *table = &grouping->reading->table;
    int column = grouping->reading->at[TARGET_ORDER_ID];
    Cells cells = cells_make(table, scratch);
    Arena *texts = arena_open(0);
    for (size_t row = 0; row < table->rows; row++) {
        bool read = table_read(table, row, texts, &cells) == ROW_READ;
        grouping->unit_of[row] = unit_of_order(grouping, read ? str_trim(cells.value[column]) : STR(""));
        if (row % RESET_ROWS != RESET_ROWS - 1) continue;
        grouping->last_unit = NO_UNIT; // its text goes
        arena_reset(texts);
    }
    arena_close(texts);
}

// A counting sort: the rows of each unit one after the other.
static void arrange(const Grouping *grouping, Units *units)
{
    size_t rows = grouping->reading->table.rows, count = grouping->units;
    units->count = count;
    units->rows = rows;
    units->start = pages_array(uint32_t, count + 1);
    units->row = pages_array(uint32_t, rows);
    for (size_t row = 0; row < rows; row++) units->start[grouping->unit_of[row] + 1]++;
    for (size_t unit = 0; unit < count; unit++) units->start[unit + 1] += units->start[unit];
    uint32_t *next = pages_array(uint32_t, count);
    if (count) memcpy(next, units->start, count * sizeof *next);
    for (size_t row = 0; row < rows; row++) units->row[next[grouping->unit_of[row]]++] = (uint32_t)row;
    pages_release(next, count, sizeof *next);
}

// ---- what a total is of ----

// Orders of several rows whose total differs from row to row have line totals.
static bool same_total(const Reading *reading, const Units *units, size_t unit, Cells *cells, Arena *texts, bool *any)
{
    Str first = STR("");
    size_t filled = 0;
    for (size_t i = 0; i < unit_rows(units, unit); i++) {
        if (table_read(&reading->table, unit_row(units, unit, i), texts, cells) != ROW_READ) continue;
        Str total = str_trim(cells->value[reading->at[TARGET_TOTAL]]);
        if (!total.size) continue;
        if (filled++ && !str_equal(total, first)) return false;
        first = str_copy(texts, total);
    }
    *any |= filled > 1 || unit_rows(units, unit) > filled;
    return true;
}

static bool totals_are_of_orders(const Reading *reading, const Units *units)
{
    Arena *scratch = arena_open(0), *texts = arena_open(0);
    Cells cells = cells_make(&reading->table, scratch);
    bool same = true, any = false;
    for (size_t unit = 0; same && unit < units->count; unit++) {
        if (unit_rows(units, unit) > 1) same = same_total(reading, units, unit, &cells, texts, &any);
        arena_reset(texts);
    }
    arena_close(texts);
    arena_close(scratch);
    return same && any;
}

void units_find(const Reading *reading, const unsigned char key[16], Units *units)
{
    *units = (Units){.count = reading->table.rows, .rows = reading->table.rows};
    if (reading->options.kind != IMPORT_ORDERS || !reading_has(reading, TARGET_ORDER_ID)) return;
    Arena *scratch = arena_open(0);
    Grouping grouping = {.reading = reading, .key = key, .last_unit = NO_UNIT};
    grouping.unit_of = pages_array(uint32_t, reading->table.rows);
    grow(&grouping);
    group(&grouping, scratch);
    arrange(&grouping, units);
    pages_release(grouping.unit_of, reading->table.rows, sizeof *grouping.unit_of);
    pages_release(grouping.slot, grouping.slots, sizeof *grouping.slot);
    arena_close(scratch);
    if (reading_has(reading, TARGET_TOTAL)) units->total_of_order = totals_are_of_orders(reading, units);
}

void units_close(Units *units)
{
    if (units->start) {
        pages_release(units->start, units->count + 1, sizeof *units->start);
        pages_release(units->row, units->rows, sizeof *units->row);
    }
    *units = (Units){0};
}

#include "import/order_lines.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/thread.h"

// ---- orders that a block before began ----

// Settles lines at the start of a block; returns how many are left.
static size_t follow_block_before(const FileRows *rows)
{
    OrderHead head = {0};
    size_t left = 0;
    for (size_t i = 0; i < rows->count; i++) {
        RowsRead *read = &rows->reads[i];
        for (size_t k = 0; k < read->waiting; k++) {
            WaitingLine *line = &read->wait[k];
            bool follows = line->before_head && head.key == line->key;
            line->settled = follows;
            line->accepted = follows && head.accepted;
            left += !follows;
            if (!follows || head.accepted) continue;
            line->reject.reason = head.reason; // as a whole, for no value of its own
            line->reject.column = line->reject.value = (Str){"", 0};
        }
        if (read->head.key) head = read->head;
    }
    return left;
}

// ---- orders that stand anywhere ----

typedef struct Wanted {
    const FileRows *rows;
    size_t count;
    uint64_t *keys;     // sorted, each once
    atomic_uchar *seen; // of each key: some row has its amount
} Wanted;

static int key_compare(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

// The index of a key, `count` when it is not wanted.
static size_t find_key(const Wanted *wanted, uint64_t key)
{
    const uint64_t *found = bsearch(&key, wanted->keys, wanted->count, sizeof key, key_compare);
    return found ? (size_t)(found - wanted->keys) : wanted->count;
}

static void look_in_block(void *context, size_t number, int worker)
{
    (void)worker;
    const Wanted *wanted = context;
    const RowsContext *rows = wanted->rows->context;
    CsvPicker picker = csv_picker(rows->layout->csv, rows->text, wanted->rows->blocks[number].start, rows->slots,
                                  rows->layout->columns);
    CsvPicked picked = {0};
    while (picker.offset < wanted->rows->reads[number].end) {
        if (csv_pick(&picker, &picked) != CSV_RECORD) continue; // blocks that end otherwise were refused before
        Str order = str_trim(picked.fields[COLUMN_ORDER].raw), amount = str_trim(picked.fields[COLUMN_AMOUNT].raw);
        if (order.size == 0 || amount.size == 0) continue;
        size_t at = find_key(wanted, order_key_of(order));
        if (at < wanted->count) atomic_store_explicit(&wanted->seen[at], 1, memory_order_relaxed);
    }
}

static Wanted wanted_keys(const FileRows *rows, size_t left, Arena *scratch)
{
    Wanted wanted = {.rows = rows, .keys = arena_array(scratch, uint64_t, left)};
    size_t count = 0;
    for (size_t i = 0; i < rows->count; i++)
        for (size_t k = 0; k < rows->reads[i].waiting; k++)
            if (!rows->reads[i].wait[k].settled) wanted.keys[count++] = rows->reads[i].wait[k].key;
    qsort(wanted.keys, count, sizeof *wanted.keys, key_compare);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || wanted.keys[i] != wanted.keys[i - 1]) wanted.keys[wanted.count++] = wanted.keys[i];
    wanted.seen = arena_array(scratch, atomic_uchar, wanted.count);
    return wanted;
}

static void look_everywhere(const FileRows *rows, size_t left, int threads)
{
    Arena *scratch = arena_open(0);
    Wanted wanted = wanted_keys(rows, left, scratch);
    thread_run(threads, rows->count, look_in_block, &wanted);
    for (size_t i = 0; i < rows->count; i++)
        for (size_t k = 0; k < rows->reads[i].waiting; k++) {
            WaitingLine *line = &rows->reads[i].wait[k];
            if (!line->settled) line->accepted = atomic_load(&wanted.seen[find_key(&wanted, line->key)]);
        }
    arena_close(scratch);
}

// Counts what was decided; the refused lines stay in `wait`.
static void count_lines(RowsRead *read)
{
    size_t refused = 0;
    for (size_t k = 0; k < read->waiting; k++) {
        const WaitingLine *line = &read->wait[k];
        read->accepted += line->accepted;
        read->order_lines += line->accepted;
        if (line->accepted) continue;
        read->rejected_by[line->reject.reason]++;
        read->wait[refused++] = *line;
    }
    read->waiting = refused;
}

void order_lines_settle(const FileRows *rows, int threads)
{
    size_t left = follow_block_before(rows);
    if (left) look_everywhere(rows, left, threads);
    for (size_t i = 0; i < rows->count; i++) count_lines(&rows->reads[i]);
}

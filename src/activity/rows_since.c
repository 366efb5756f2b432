#include "activity/rows_since.h"

typedef struct Reading {
    const RowsSince *since;
    void (*see)(void *context, const SeenRow *row);
    void *context;
} Reading;

// -INT64_MIN is no number.
static int64_t signed_amount(uint8_t taken, int64_t amount)
{
    if (taken != CLASS_NEGATIVE || amount <= 0) return amount;
    return -amount;
}

static Customer root_of(const RowsSince *since, Customer customer)
{
    return since->root && customer < since->roots && since->root[customer] < since->roots ? since->root[customer]
                                                                                          : customer;
}

// False: it counts for nothing.
static bool figure_of(const RowsSince *since, int64_t seq, uint8_t taken, SeenRow *seen)
{
    const ActivityFigure *figure = figures_find(since->figures, seq);
    seen->unconverted = false;
    if (!figure) return true;
    if (!figure->counts) return false;
    if (figure->customer) seen->root = root_of(since, figure->customer);
    seen->unconverted = !figures_convert(since->figures, figure, second_day(seen->second), &seen->amount_minor);
    seen->amount_minor = seen->unconverted ? 0 : signed_amount(taken, seen->amount_minor);
    return true;
}

static void read_class(const Reading *reading, const ClassRows *rows, int64_t base, uint8_t taken)
{
    const RowsSince *since = reading->since;
    const Removed *removed = since->sources->removed;
    for (uint32_t i = 0; i < rows->customers; i++) {
        Customer root = root_of(since, rows->customer[i]);
        for (uint32_t row = rows->start[i]; row < rows->start[i + 1]; row++) {
            if (base + rows->seq[row] <= since->after || rows->second[row] > since->until) continue;
            if ((rows->hidden && rows->hidden[row]) || removed_has(removed, base + rows->seq[row])) continue;
            SeenRow seen = {.root = root,
                            .second = rows->second[row],
                            .amount_minor = signed_amount(taken, rows->amount_minor ? rows->amount_minor[row] : 0)};
            if (figure_of(since, base + rows->seq[row], taken, &seen)) reading->see(reading->context, &seen);
        }
    }
}

static void read_file(const Reading *reading, const Stretch *stretch)
{
    if (stretch->to <= reading->since->after) return;
    for (uint32_t c = 0; c < stretch->classes; c++) {
        uint8_t taken = reading->since->taken[stretch->class_rows[c].event_class];
        if (taken) read_class(reading, &stretch->class_rows[c], stretch->base, taken);
    }
}

static uint32_t first_after(const Tail *tail, uint32_t count, int64_t after)
{
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (tail->row[middle].seq <= after)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void read_tail(const Reading *reading, const Tail *tail, uint32_t count)
{
    const RowsSince *since = reading->since;
    for (uint32_t i = first_after(tail, count, since->after); i < count; i++) {
        const TailRow *row = &tail->row[i];
        uint8_t taken = since->taken[row->event_class];
        if (!taken || row->hidden || row->second > since->until) continue;
        if (removed_has(since->sources->removed, row->seq)) continue;
        SeenRow seen = {.root = root_of(since, row->customer),
                        .second = row->second,
                        .amount_minor = signed_amount(taken, row->amount_minor)};
        if (figure_of(since, row->seq, taken, &seen)) reading->see(reading->context, &seen);
    }
}

void rows_since(const RowsSince *since, void (*see)(void *context, const SeenRow *row), void *context)
{
    Reading reading = {since, see, context};
    const Sources *sources = since->sources;
    for (size_t f = 0; f < sources->files; f++) read_file(&reading, &sources->file[f]->stretch);
    for (size_t t = 0; t < sources->tails; t++)
        read_tail(&reading, sources->tail[t], t + 1 < sources->tails ? tail_count(sources->tail[t]) : since->committed);
}

#include "activity/lane_log.h"

#include <string.h>

uint8_t *lane_taken(LaneKey key, Arena *arena)
{
    uint8_t *taken = arena_array(arena, uint8_t, ACTIVITY_CLASSES_MAX);
    for (uint32_t i = 0; i < key.classes; i++)
        taken[key.code[i] & ~LANE_NEGATIVE] = key.code[i] & LANE_NEGATIVE ? LANE_REFUNDS : LANE_TAKEN;
    return taken;
}

// ---- rows as they were said: neither hidden nor removed ----

typedef struct SaidRow {
    int64_t seq;
    Customer customer;
    uint8_t taken;
    Second second;
    int64_t amount_minor;
    const uint16_t *value; // of each dimension, `stride` apart; NULL: none
} SaidRow;
typedef bool SeeSaid(void *context, const LaneReading *reading, const SaidRow *row); // false: that is enough

typedef struct Saying {
    const LaneReading *reading;
    SeeSaid *see;
    void *context;
    int64_t after; // rows up to here are left out
} Saying;

static bool say_of_file(const Saying *saying, const ClassRows *rows, int64_t base, uint32_t run, uint8_t taken)
{
    const LaneReading *reading = saying->reading;
    const Removed *removed = reading->sources->removed;
    for (uint32_t row = rows->start[run]; row < rows->start[run + 1]; row++) {
        int64_t seq = base + rows->seq[row];
        if (seq <= saying->after || (rows->hidden && rows->hidden[row]) || removed_has(removed, seq)) continue;
        uint16_t value[ACTIVITY_DIMENSIONS_MAX];
        for (int d = 0; d < ACTIVITY_DIMENSIONS_MAX; d++) value[d] = rows->value[d] ? rows->value[d][row] : 0;
        SaidRow said = {.seq = seq,
                        .customer = rows->customer[run],
                        .taken = taken,
                        .second = rows->second[row],
                        .amount_minor = rows->amount_minor ? rows->amount_minor[row] : 0,
                        .value = value};
        if (!saying->see(saying->context, reading, &said)) return false;
    }
    return true;
}

static bool say_of_tail(const Saying *saying, const TailRow *row)
{
    const LaneReading *reading = saying->reading;
    uint8_t taken = reading->taken[row->event_class];
    if (!taken || row->hidden || row->seq <= saying->after || removed_has(reading->sources->removed, row->seq))
        return true;
    SaidRow said = {.seq = row->seq,
                    .customer = row->customer,
                    .taken = taken,
                    .second = row->second,
                    .amount_minor = row->amount_minor,
                    .value = row->value};
    return saying->see(saying->context, reading, &said);
}

static uint32_t tail_rows(const LaneReading *reading, size_t tail)
{
    const Sources *sources = reading->sources;
    return tail + 1 < sources->tails ? tail_count(sources->tail[tail]) : reading->committed;
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

// False: it was told that that is enough.
static bool say_all(const Saying *saying)
{
    const LaneReading *reading = saying->reading;
    const Sources *sources = reading->sources;
    for (size_t f = 0; f < sources->files; f++) {
        const Stretch *stretch = &sources->file[f]->stretch;
        if (stretch->to <= saying->after) continue;
        for (uint32_t c = 0; c < stretch->classes; c++) {
            const ClassRows *rows = &stretch->class_rows[c];
            uint8_t taken = reading->taken[rows->event_class];
            for (uint32_t run = 0; taken && run < rows->customers; run++)
                if (!say_of_file(saying, rows, stretch->base, run, taken)) return false;
        }
    }
    for (size_t t = 0; t < sources->tails; t++) {
        const Tail *tail = sources->tail[t];
        uint32_t count = tail_rows(reading, t);
        for (uint32_t i = first_after(tail, count, saying->after); i < count; i++)
            if (!say_of_tail(saying, &tail->row[i])) return false;
    }
    return true;
}

static bool say_file_of(const Saying *saying, const Stretch *stretch, Customer customer)
{
    const Directory *directory = &stretch->directory;
    int64_t at = directory_find(directory, customer);
    for (uint32_t i = at < 0 ? 0 : directory->start[at]; at >= 0 && i < directory->start[at + 1]; i++) {
        uint8_t taken = saying->reading->taken[directory->event_class[i]];
        const ClassRows *rows = taken ? stretch_class(stretch, directory->event_class[i]) : NULL;
        int64_t run = rows ? class_rows_find(rows, customer) : -1;
        if (run >= 0 && !say_of_file(saying, rows, stretch->base, (uint32_t)run, taken)) return false;
    }
    return true;
}

static bool say_of(const Saying *saying, Customer customer)
{
    const Sources *sources = saying->reading->sources;
    for (size_t f = 0; f < sources->files; f++)
        if (!say_file_of(saying, &sources->file[f]->stretch, customer)) return false;
    for (size_t t = 0; t < sources->tails; t++) {
        const Tail *tail = sources->tail[t];
        uint32_t count = tail_rows(saying->reading, t);
        for (uint32_t at = tail_newest(tail, customer); at > 0; at = tail->row[at - 1].previous)
            if (at <= count && !say_of_tail(saying, &tail->row[at - 1])) return false;
    }
    return true;
}

// ---- rows as they count ----

typedef struct Counting {
    SeeRow *see;
    void *context;
} Counting;

// -INT64_MIN is no number.
static int64_t signed_amount(uint8_t taken, int64_t amount)
{
    return taken == LANE_REFUNDS && amount > 0 ? -amount : amount;
}

static bool find_figure(const LaneReading *reading, int64_t seq, ActivityFigure *figure)
{
    if (!reading->seen) return figures_get(reading->figures, seq, figure);
    const ActivityFigure *found = figures_find(reading->seen, seq);
    if (found) *figure = *found;
    return found != NULL;
}

static bool count(void *context, const LaneReading *reading, const SaidRow *said)
{
    const Counting *counting = context;
    ActivityFigure figure;
    SeenRow seen = {.seq = said->seq, .written_for = said->customer, .counted_for = said->customer};
    seen.row = (LaneRow){.second = said->second, .amount_minor = said->amount_minor};
    for (int d = 0; d < ACTIVITY_DIMENSIONS_MAX; d++)
        seen.row.code[d] = (uint16_t)(said->value[d] - 1); // 0, none, is DIMENSION_OTHER
    if (find_figure(reading, said->seq, &figure)) {
        if (!figure.counts) return true;
        if (figure.customer) seen.counted_for = figure.customer;
        seen.row.unconverted =
            !rates_convert(reading->rates, &figure, second_day(said->second), &seen.row.amount_minor);
        if (seen.row.unconverted) seen.row.amount_minor = 0;
    }
    seen.row.amount_minor = signed_amount(said->taken, seen.row.amount_minor);
    seen.person = person_of(reading->roots, seen.counted_for);
    counting->see(counting->context, &seen);
    return true;
}

void lane_read_since(const LaneReading *reading, int64_t after, SeeRow *see, void *context)
{
    Counting counting = {see, context};
    (void)say_all(&(Saying){reading, count, &counting, after});
}

void lane_read_customer(const LaneReading *reading, Customer customer, SeeRow *see, void *context)
{
    Counting counting = {see, context};
    (void)say_of(&(Saying){reading, count, &counting, -1}, customer);
}

// ---- whose a number is ----

typedef struct Wanted {
    const int64_t *seq;
    Customer *customer;
    size_t count, found;
} Wanted;

static size_t place_of(const int64_t *seq, size_t count, int64_t wanted)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (seq[middle] < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool note_customer(void *context, const LaneReading *reading, const SaidRow *said)
{
    (void)reading;
    Wanted *wanted = context;
    size_t at = place_of(wanted->seq, wanted->count, said->seq);
    if (at < wanted->count && wanted->seq[at] == said->seq && !wanted->customer[at]) {
        wanted->customer[at] = said->customer;
        wanted->found++;
    }
    return wanted->found < wanted->count;
}

static uint32_t run_of_row(const ClassRows *rows, uint32_t row)
{
    uint32_t low = 0, high = rows->customers;
    while (low + 1 < high) {
        uint32_t middle = low + (high - low) / 2;
        if (rows->start[middle] <= row)
            low = middle;
        else
            high = middle;
    }
    return low;
}

// Each number's row is in one place, so looking ends with the last.
static void look_in_class(const Wanted *wanted, size_t from, size_t to, const ClassRows *rows, int64_t base)
{
    int64_t low = wanted->seq[from] - base, high = wanted->seq[to - 1] - base;
    for (uint32_t row = 0; row < rows->rows; row++) {
        int64_t seq = rows->seq[row];
        if (seq < low || seq > high || (rows->hidden && rows->hidden[row])) continue;
        size_t at = from + place_of(wanted->seq + from, to - from, base + seq);
        if (at < to && wanted->seq[at] == base + seq) wanted->customer[at] = rows->customer[run_of_row(rows, row)];
    }
}

static void look_in_file(const LaneReading *reading, const Wanted *wanted, const Stretch *stretch)
{
    size_t from = place_of(wanted->seq, wanted->count, stretch->after + 1);
    size_t to = place_of(wanted->seq, wanted->count, stretch->to + 1), unknown = 0;
    for (size_t i = from; i < to; i++) unknown += !wanted->customer[i];
    for (uint32_t c = 0; unknown && c < stretch->classes; c++)
        if (reading->taken[stretch->class_rows[c].event_class])
            look_in_class(wanted, from, to, &stretch->class_rows[c], stretch->base);
}

static void look_in_tail(const LaneReading *reading, const Wanted *wanted, size_t number)
{
    const Tail *tail = reading->sources->tail[number];
    uint32_t count = tail_rows(reading, number);
    for (size_t i = 0; i < wanted->count; i++) {
        uint32_t at = first_after(tail, count, wanted->seq[i] - 1);
        const TailRow *row = at < count ? &tail->row[at] : NULL;
        if (row && row->seq == wanted->seq[i] && reading->taken[row->event_class] && !row->hidden)
            wanted->customer[i] = row->customer;
    }
}

void lane_written_for(const LaneReading *reading, const int64_t *seq, const Customer *perhaps, size_t count,
                      Customer *customer)
{
    const Sources *sources = reading->sources;
    for (size_t i = 0; i < count; i++) customer[i] = 0;
    const Wanted all = {.seq = seq, .customer = customer, .count = count};
    for (size_t t = 0; t < sources->tails; t++) look_in_tail(reading, &all, t);
    for (size_t i = 0; i < count; i++) {
        Wanted one = {.seq = &seq[i], .customer = &customer[i], .count = 1};
        if (!customer[i] && perhaps[i]) (void)say_of(&(Saying){reading, note_customer, &one, -1}, perhaps[i]);
    }
    for (size_t f = 0; f < sources->files; f++) look_in_file(reading, &all, &sources->file[f]->stretch);
}

// A lane from nothing: the rows are counted by person, put where they belong, and each person's put in order.
#include <stdlib.h>
#include <string.h>

#include "activity/lane_update.h"
#include "base/pages.h"
#include "base/thread.h"

typedef struct Counting {
    const LaneReading *reading;
    uint32_t customers, room; // room of `next`
    uint32_t *next;           // of each person: first its rows, then where the next one goes
    uint64_t rows;
    LaneShape shape;
    LaneForeign *foreign;
    uint64_t foreigns, foreign_room;
} Counting;

static void grow_people(Counting *counting, Customer person)
{
    uint32_t room = counting->room ? counting->room : 1024;
    while (room <= person) room = room > UINT32_MAX / 2 ? UINT32_MAX : 2 * room;
    counting->next = pages_resize(counting->next, counting->room, room, sizeof *counting->next);
    counting->room = room;
}

static void add_foreign(Counting *counting, const SeenRow *seen)
{
    if (counting->foreigns == counting->foreign_room) {
        size_t room = counting->foreign_room ? 2 * counting->foreign_room : 64;
        counting->foreign = pages_resize(counting->foreign, counting->foreign_room, room, sizeof(LaneForeign));
        counting->foreign_room = room;
    }
    counting->foreign[counting->foreigns++] = (LaneForeign){seen->seq, seen->written_for, seen->counted_for};
}

static void see_count(void *context, const SeenRow *seen)
{
    Counting *counting = context;
    if (seen->person >= counting->room) grow_people(counting, seen->person);
    if (seen->person >= counting->customers) counting->customers = seen->person + 1;
    counting->next[seen->person]++;
    counting->rows++;
    counting->shape = lane_shape_add(counting->shape, &seen->row);
    if (seen->counted_for != seen->written_for) add_foreign(counting, seen);
}

static int compare_foreigns(const void *a, const void *b)
{
    const LaneForeign *x = a, *y = b;
    return x->seq < y->seq ? -1 : x->seq > y->seq;
}

// ---- putting rows where they belong ----

typedef struct Placing {
    Counting *counting;
    LaneColumns *columns;
} Placing;

static void write_row(LaneColumns *columns, uint32_t at, const LaneRow *row)
{
    columns->second[at] = row->second;
    if (columns->amount_minor) columns->amount_minor[at] = row->amount_minor;
    if (columns->unconverted) columns->unconverted[at] = row->unconverted;
    for (int d = 0; d < ACTIVITY_DIMENSIONS_MAX; d++)
        if (columns->code[d]) columns->code[d][at] = row->code[d];
}

static void see_place(void *context, const SeenRow *seen)
{
    const Placing *placing = context;
    write_row(placing->columns, placing->counting->next[seen->person]++, &seen->row);
}

// From how many rows a person has to where they begin.
static void lay_out(Counting *counting, LaneColumns *columns)
{
    uint32_t at = 0;
    for (Customer person = 0; person < counting->customers; person++) {
        uint32_t rows = counting->next[person];
        if (rows || columns->dense) {
            if (!columns->dense) columns->customer[columns->runs] = person;
            columns->first_row[columns->runs++] = at;
        }
        counting->next[person] = at;
        at += rows;
    }
    while (columns->dense && columns->runs < columns->runs_max) columns->first_row[columns->runs++] = at;
    columns->first_row[columns->runs] = columns->rows = at;
}

// ---- each person's in order ----

enum { RUNS_AT_ONCE = 4096 };

typedef struct Ordering {
    LaneColumns *columns;
    LaneColumns *seen; // of each worker: sums, times and values alone
    uint32_t most;     // rows of a person
    LaneRow **row, **spare;
} Ordering;

static void order_run(LaneColumns *columns, const LanePiece *piece, LaneRun run, LaneRow *row, LaneRow *spare)
{
    uint32_t count = run.to - run.from;
    bool ordered = true;
    for (uint32_t i = 0; i < count; i++) {
        lane_row_read(piece, run.from + i, &row[i]);
        ordered &= i == 0 || lane_row_compare(&row[i - 1], &row[i]) <= 0;
    }
    if (ordered) return;
    lane_rows_sort(row, count, spare);
    for (uint32_t i = 0; i < count; i++) write_row(columns, run.from + i, &row[i]);
}

// Every row is in `row` once it is ordered or was.
static void sum_run(LaneColumns *seen, const LanePiece *piece, LaneRun run)
{
    lane_run_sums(piece, run, &seen->sums);
    if (piece->piece.second[run.from] < seen->first) seen->first = piece->piece.second[run.from];
    if (piece->piece.second[run.to - 1] > seen->last) seen->last = piece->piece.second[run.to - 1];
    for (int d = 0; d < ACTIVITY_DIMENSIONS_MAX; d++)
        for (uint32_t row = run.from; piece->piece.codes[d] && row < run.to; row++) {
            uint16_t code = piece->piece.codes[d][row];
            if (code != DIMENSION_OTHER && code >= seen->values[d]) seen->values[d] = (uint16_t)(code + 1);
        }
}

static void order_part(void *context, size_t part, int worker)
{
    const Ordering *ordering = context;
    LaneColumns *columns = ordering->columns;
    const LanePiece piece = lane_columns_piece(columns);
    uint32_t from = (uint32_t)part * RUNS_AT_ONCE;
    uint32_t to = (uint32_t)smaller((int64_t)from + RUNS_AT_ONCE, columns->runs);
    for (uint32_t r = from; r < to; r++) {
        LaneRun run = {columns->first_row[r], columns->first_row[r + 1]};
        if (run.from == run.to) continue;
        order_run(columns, &piece, run, ordering->row[worker], ordering->spare[worker]);
        sum_run(&ordering->seen[worker], &piece, run);
    }
}

static void put_together(LaneColumns *columns, const LaneColumns *seen)
{
    columns->sums.magnitude += seen->sums.magnitude;
    columns->sums.unconverted += seen->sums.unconverted;
    if (seen->first < columns->first) columns->first = seen->first;
    if (seen->last > columns->last) columns->last = seen->last;
    for (int d = 0; d < ACTIVITY_DIMENSIONS_MAX; d++)
        if (seen->values[d] > columns->values[d]) columns->values[d] = seen->values[d];
}

static void order_all(LaneColumns *columns, int threads)
{
    Arena *scratch = arena_open(0);
    Ordering ordering = {.columns = columns, .most = 1};
    for (uint32_t run = 0; run < columns->runs; run++)
        if (columns->first_row[run + 1] - columns->first_row[run] > ordering.most)
            ordering.most = columns->first_row[run + 1] - columns->first_row[run];
    ordering.seen = arena_array(scratch, LaneColumns, (size_t)threads);
    ordering.row = arena_array(scratch, LaneRow *, (size_t)threads);
    ordering.spare = arena_array(scratch, LaneRow *, (size_t)threads);
    for (int t = 0; t < threads; t++) {
        ordering.seen[t].first = UINT32_MAX;
        ordering.row[t] = pages_array(LaneRow, ordering.most);
        ordering.spare[t] = pages_array(LaneRow, ordering.most);
    }
    thread_run(threads, ((size_t)columns->runs + RUNS_AT_ONCE - 1) / RUNS_AT_ONCE, order_part, &ordering);
    for (int t = 0; t < threads; t++) {
        put_together(columns, &ordering.seen[t]);
        pages_release(ordering.row[t], ordering.most, sizeof(LaneRow));
        pages_release(ordering.spare[t], ordering.most, sizeof(LaneRow));
    }
    if (!columns->rows) columns->first = 0;
    arena_close(scratch);
}

// ---- all together ----

static void fill(Counting *counting, LaneColumns *columns, int threads)
{
    Placing placing = {counting, columns};
    lay_out(counting, columns);
    lane_read_since(counting->reading, -1, see_place, &placing);
    order_all(columns, threads);
}

static uint32_t count_people(const Counting *counting)
{
    uint32_t people = 0;
    for (Customer person = 0; person < counting->customers; person++) people += counting->next[person] > 0;
    return people;
}

// NULL: the disk does not take it.
static LaneFile *make_file(const LaneMaking *making, Counting *counting)
{
    Error error;
    LaneFileOut out;
    LaneFile *file = NULL;
    const LaneReading *reading = counting->reading;
    LaneFilePlan plan = {.owner = *making->owner,
                         .number = making->number,
                         .key = reading->key,
                         .made_of = {.seq = reading->seq,
                                     .rates = rates_digest(reading->rates),
                                     .members = reading->roots->members,
                                     .member = reading->roots->member,
                                     .foreigns = (uint32_t)counting->foreigns,
                                     .foreign = counting->foreign},
                         .shape = counting->shape,
                         .customers = counting->customers,
                         .runs = count_people(counting),
                         .rows = (uint32_t)counting->rows};
    if (making->number == 0 || !lane_file_begin(making->folder, &plan, &out, &error)) return NULL;
    fill(counting, &out.columns, making->threads);
    if (!lane_file_finish(&out, &error)) return NULL;
    FileFault fault = lane_file_open(making->folder, making->number, making->owner, making->threads, &file);
    return fault == FILE_FINE ? file : NULL;
}

static LaneVersion *version_of_file(LaneFile *file, const LaneReading *reading, uint64_t changes)
{
    LaneVersion *version = lane_version_of_file(file);
    lane_file_release(file);
    person_roots_release(version->roots);
    version->roots = person_roots_retain(reading->roots);
    version->figures = changes;
    return version;
}

static LaneVersion *version_in_memory(Counting *counting, uint64_t changes, int threads)
{
    const LaneReading *reading = counting->reading;
    LaneColumns columns = lane_columns_reserve(counting->shape, count_people(counting), (uint32_t)counting->rows);
    fill(counting, &columns, threads);
    LaneVersion *version = pages_array(LaneVersion, 1);
    atomic_store(&version->references, 1);
    version->overlay = overlay_open(&columns, 0);
    version->foreigns = foreigns_open(counting->foreign, (uint32_t)counting->foreigns);
    version->roots = person_roots_retain(reading->roots);
    version->figures = changes;
    version->rates = rates_digest(reading->rates);
    lane_version_show(version, reading->seq, counting->customers);
    return version;
}

static void count_all(Counting *counting)
{
    counting->rows = counting->foreigns = 0;
    memset(counting->next, 0, counting->room * sizeof *counting->next);
    lane_read_since(counting->reading, -1, see_count, counting);
    if (counting->rows >= UINT32_MAX) memory_exhausted(counting->rows * sizeof(Second));
    if (counting->foreigns) qsort(counting->foreign, counting->foreigns, sizeof(LaneForeign), compare_foreigns);
}

LaneVersion *lane_make(const LaneMaking *making, LaneReading *reading, uint64_t changes)
{
    FiguresSeen seen;
    LaneFile *file = NULL;
    figures_see(reading->figures, &seen);
    reading->seen = &seen; // the same each time the rows are read
    Counting counting = {.reading = reading, .customers = reading->roots->customers};
    grow_people(&counting, counting.customers);
    count_all(&counting);
    if (counting.rows > making->rows_in_memory) {
        file = make_file(making, &counting);
        if (!file) count_all(&counting);
    }
    LaneVersion *version =
        file ? version_of_file(file, reading, changes) : version_in_memory(&counting, changes, making->threads);
    pages_release(counting.next, counting.room, sizeof *counting.next);
    pages_release(counting.foreign, counting.foreign_room, sizeof(LaneForeign));
    figures_forget(&seen);
    reading->seen = NULL;
    return version;
}

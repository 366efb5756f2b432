#include "bench/standard_lanes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "activity/blocks.h"
#include "activity/kept.h"
#include "activity/lane_file.h"
#include "base/pages.h"
#include "base/thread.h"
#include "bench/clock.h"

enum { CUSTOMERS_A_PART = 8192 };

// One piece of a lane while it is made.
typedef struct LaneArrays {
    uint32_t runs, rows;
    Customer *customer;
    uint32_t *first_row;
    Second *second;
    int64_t *amount; // of purchases
} LaneArrays;

typedef struct StandardKept {
    LaneArrays base[STANDARD_CLASSES]; // until it is written
    LaneFile *file[STANDARD_CLASSES];
    LaneArrays overlay[STANDARD_CLASSES];
} StandardKept;

// ---- the base: all that came in time, part by part of customers ----

// Of each class, in one part: how much there is; then where the next goes.
typedef struct PartCounts {
    uint32_t runs[STANDARD_CLASSES], rows[STANDARD_CLASSES];
} PartCounts;

typedef struct Making {
    const StandardLanes *lanes;
    PartCounts *part;
    LaneArrays *base;
    bool counting;
} Making;

static void put_row(LaneArrays *to, uint32_t at, const StandardEvent *event)
{
    to->second[at] = event->second;
    if (to->amount) to->amount[at] = event->amount_minor;
}

// A customer's events of one class: a run, when there are any.
static void take_class(const Making *making, PartCounts *part, uint32_t customer, uint16_t event_class,
                       const StandardEvents *events)
{
    LaneArrays *base = &making->base[event_class];
    uint32_t first = part->rows[event_class];
    for (size_t i = 0; i < events->count; i++) {
        if (events->event[i].event_class != event_class) continue;
        if (!making->counting) put_row(base, part->rows[event_class], &events->event[i]);
        part->rows[event_class]++;
    }
    if (part->rows[event_class] == first) return;
    uint32_t run = part->runs[event_class]++;
    if (making->counting) return;
    base->customer[run] = customer;
    base->first_row[run] = first;
}

static void take_part(void *context, size_t number, int thread)
{
    (void)thread;
    const Making *making = context;
    Arena *arena = arena_open(0);
    StandardEvents events = {0};
    int64_t from = (int64_t)number * CUSTOMERS_A_PART;
    int64_t to = smaller(from + CUSTOMERS_A_PART, making->lanes->customers);
    for (uint32_t c = (uint32_t)from; c < to; c++) {
        standard_events(making->lanes->seed, c, arena, &events);
        for (uint32_t k = 0; k < STANDARD_CLASSES; k++)
            take_class(making, &making->part[number], c, (uint16_t)k, &events);
    }
    arena_close(arena);
}

static LaneArrays lane_arrays(uint32_t runs, uint32_t rows, bool amounts)
{
    return (LaneArrays){.runs = runs,
                        .rows = rows,
                        .customer = pages_array(Customer, runs),
                        .first_row = pages_array(uint32_t, (size_t)runs + 1),
                        .second = pages_array(Second, rows),
                        .amount = amounts ? pages_array(int64_t, rows) : NULL};
}

static void lane_arrays_release(LaneArrays *lane)
{
    pages_release(lane->customer, lane->runs, sizeof *lane->customer);
    pages_release(lane->first_row, (size_t)lane->runs + 1, sizeof *lane->first_row);
    pages_release(lane->second, lane->rows, sizeof *lane->second);
    pages_release(lane->amount, lane->rows, sizeof *lane->amount);
    *lane = (LaneArrays){0};
}

static void lay_out(Making *making, size_t parts)
{
    for (uint32_t k = 0; k < STANDARD_CLASSES; k++) {
        uint32_t runs = 0, rows = 0;
        for (size_t p = 0; p < parts; p++) {
            uint32_t of_runs = making->part[p].runs[k], of_rows = making->part[p].rows[k];
            making->part[p].runs[k] = runs;
            making->part[p].rows[k] = rows;
            runs += of_runs;
            rows += of_rows;
        }
        making->base[k] = lane_arrays(runs, rows, k == STANDARD_PURCHASE);
        making->base[k].first_row[runs] = rows;
    }
}

static void make_base(StandardLanes *lanes, int threads)
{
    Arena *scratch = arena_open(0);
    size_t parts = lanes->customers / CUSTOMERS_A_PART + 1;
    Making making = {.lanes = lanes, .part = arena_array(scratch, PartCounts, parts), .base = lanes->kept->base};
    making.counting = true;
    thread_run(threads, parts, take_part, &making);
    lay_out(&making, parts);
    making.counting = false;
    thread_run(threads, parts, take_part, &making);
    arena_close(scratch);
}

// ---- as files ----

static const FileOwner owner = {.store_id = "fidele bench"};

static bool write_lane(int folder, uint16_t event_class, uint32_t customers, const LaneArrays *lane, Error *error)
{
    LaneFilePlan plan = {.owner = owner,
                         .number = event_class,
                         .key = {1, &event_class},
                         .shape = {.amounts = lane->amount != NULL},
                         .customers = customers,
                         .runs = lane->runs,
                         .rows = lane->rows};
    LaneFileOut out;
    if (!lane_file_begin(folder, &plan, &out, error)) return false;
    for (uint32_t run = 0; run < lane->runs; run++) {
        lane_columns_begin(&out.columns, lane->customer[run]);
        for (uint32_t at = lane->first_row[run]; at < lane->first_row[run + 1]; at++) {
            LaneRow row = {.second = lane->second[at], .amount_minor = lane->amount ? lane->amount[at] : 0};
            lane_columns_put(&out.columns, &row);
        }
    }
    return lane_file_finish(&out, error);
}

static bool refuse_file(FileFault fault, Error *error)
{
    Arena *scratch = arena_open(0);
    (void)error_say(error, ERROR_FAILED,
                    PHRASE("a lane file that was just written cannot be read ({0})",
                           "un fichier de colonnes qui vient d’être écrit ne peut pas être lu ({0})"),
                    error_number(scratch, fault));
    arena_close(scratch);
    return false;
}

static bool open_files(StandardLanes *lanes, int folder, int threads, Error *error)
{
    for (uint32_t k = 0; k < STANDARD_CLASSES; k++) {
        LaneFile **file = &lanes->kept->file[k];
        FileFault fault = lane_file_open(folder, k, &owner, threads, file);
        if (fault != FILE_FINE) return refuse_file(fault, error);
        lanes->file_bytes += (*file)->size;
        lanes->file_rows += (*file)->rows;
    }
    return true;
}

// The rows move from memory into files.
static bool keep_on_disk(StandardLanes *lanes, int folder, int threads, Error *error)
{
    double start = clock_seconds();
    for (uint32_t k = 0; k < STANDARD_CLASSES; k++) {
        if (!write_lane(folder, (uint16_t)k, lanes->customers, &lanes->kept->base[k], error)) return false;
        lane_arrays_release(&lanes->kept->base[k]);
    }
    lanes->write_seconds = clock_seconds() - start;
    start = clock_seconds();
    bool fine = open_files(lanes, folder, threads, error);
    lanes->open_seconds = clock_seconds() - start;
    return fine;
}

// ---- what lies over it ----

static void count_overlay(const StandardLanes *lanes, PartCounts *counts, bool put)
{
    Arena *arena = arena_open(0);
    StandardEvents events = {0};
    Making making = {.lanes = lanes, .part = counts, .base = lanes->kept->overlay, .counting = !put};
    for (uint32_t c = 0; c < lanes->customers; c++) {
        if (standard_fate(c, lanes->customers) == STANDARD_AS_WRITTEN) continue;
        standard_person(lanes->seed, c, lanes->customers, arena, &events);
        for (uint32_t k = 0; k < STANDARD_CLASSES; k++) take_class(&making, counts, c, (uint16_t)k, &events);
        lanes->replaced[c / 64] |= UINT64_C(1) << c % 64;
    }
    arena_close(arena);
}

static void make_overlay(StandardLanes *lanes)
{
    PartCounts counts = {0};
    count_overlay(lanes, &counts, false);
    for (uint32_t k = 0; k < STANDARD_CLASSES; k++) {
        LaneArrays *overlay = &lanes->kept->overlay[k];
        *overlay = lane_arrays(counts.runs[k], counts.rows[k], k == STANDARD_PURCHASE);
        overlay->first_row[overlay->runs] = overlay->rows;
        lanes->overlay_rows += overlay->rows;
    }
    counts = (PartCounts){0};
    count_overlay(lanes, &counts, true);
}

// ---- both ----

static ColumnPiece piece_of(const LaneArrays *lane)
{
    return (ColumnPiece){.runs = lane->runs,
                         .customer = lane->customer,
                         .first_row = lane->first_row,
                         .second = lane->second,
                         .amount_minor = lane->amount};
}

static void see_rows(Columns *columns)
{
    columns->first = UINT32_MAX;
    for (uint32_t p = 0; p < columns->pieces; p++) {
        const ColumnPiece *piece = &columns->piece[p];
        for (uint32_t run = 0; run < piece->runs; run++) {
            uint32_t from = piece->first_row[run], to = piece->first_row[run + 1];
            if (from == to || !run_counts(piece, run)) continue;
            columns->rows += to - from;
            if (piece->second[from] < columns->first) columns->first = piece->second[from];
            if (piece->second[to - 1] > columns->last) columns->last = piece->second[to - 1];
        }
    }
    if (columns->rows == 0) columns->first = 0;
}

static void put_together(StandardLanes *lanes)
{
    for (uint32_t k = 0; k < STANDARD_CLASSES; k++) {
        Columns *columns = &lanes->lane[k];
        *columns = (Columns){.customers = lanes->customers, .pieces = 2};
        columns->piece[0] = lanes->kept->file[k]->piece.piece;
        columns->piece[0].replaced = lanes->replaced;
        columns->piece[1] = piece_of(&lanes->kept->overlay[k]);
        see_rows(columns);
        lanes->rows += columns->rows;
        lanes->lanes[k] = columns;
    }
}

bool standard_lanes_open(uint32_t customers, uint64_t seed, int threads, Str folder, StandardLanes *lanes, Error *error)
{
    *lanes = (StandardLanes){.customers = customers, .seed = seed};
    lanes->kept = pages_array(StandardKept, 1);
    lanes->replaced = pages_array(uint64_t, (size_t)customers / 64 + 1);
    double start = clock_seconds();
    make_base(lanes, threads);
    lanes->generate_seconds = clock_seconds() - start;
    Arena *scratch = arena_open(0);
    int files = open(str_c(scratch, folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    arena_close(scratch);
    bool fine = files >= 0 ? keep_on_disk(lanes, files, threads, error) : refuse_file(FILE_MISSING, error);
    if (files >= 0) close(files);
    start = clock_seconds();
    if (fine) make_overlay(lanes);
    lanes->overlay_seconds = clock_seconds() - start;
    if (fine) put_together(lanes);
    if (!fine) standard_lanes_close(lanes);
    return fine;
}

void standard_lanes_close(StandardLanes *lanes)
{
    if (!lanes->kept) return;
    for (uint32_t k = 0; k < STANDARD_CLASSES; k++) {
        lane_arrays_release(&lanes->kept->base[k]);
        lane_arrays_release(&lanes->kept->overlay[k]);
        if (lanes->kept->file[k]) lane_file_release(lanes->kept->file[k]);
    }
    pages_release(lanes->replaced, (size_t)lanes->customers / 64 + 1, sizeof *lanes->replaced);
    pages_release(lanes->kept, 1, sizeof *lanes->kept);
    *lanes = (StandardLanes){0};
}

uint64_t standard_kept_bytes(const StandardLanes *lanes)
{
    uint64_t bytes = 0;
    for (uint32_t k = 0; k < STANDARD_CLASSES; k++) bytes += kept_bytes(lanes->kept->file[k]->piece.piece.kept);
    return bytes;
}

// ---- for others ----

static char *put_number(char *at, uint64_t number)
{
    char digit[20];
    size_t digits = 0;
    do {
        digit[digits++] = (char)('0' + number % 10);
        number /= 10;
    } while (number);
    while (digits) *at++ = digit[--digits];
    return at;
}

static bool write_rows(FILE *file, Customer customer, uint32_t event_class, CustomerRows rows)
{
    char line[100];
    for (uint32_t row = rows.from; row < rows.to; row++) {
        char *at = put_number(line, customer);
        *at++ = ',';
        at = put_number(at, rows.piece->second[row]);
        *at++ = ',';
        at = put_number(at, event_class);
        *at++ = ',';
        at = put_number(at, (uint64_t)row_amount(rows.piece, row));
        *at++ = '\n';
        if (fwrite_unlocked(line, 1, (size_t)(at - line), file) != (size_t)(at - line)) return false;
    }
    return true;
}

static bool write_all(const StandardLanes *lanes, FILE *file)
{
    Arena *scratch = arena_open(0);
    CustomerRows *rows = arena_array(scratch, CustomerRows, (size_t)STANDARD_CLASSES * BLOCK_CUSTOMERS);
    bool fine = true;
    for (size_t number = 0; number < block_count(lanes->customers); number++) {
        CustomerRange block = block_of(lanes->customers, number);
        for (uint32_t k = 0; k < STANDARD_CLASSES; k++) block_rows(&lanes->lane[k], block, rows + k * BLOCK_CUSTOMERS);
        for (Customer c = block.from; c < block.to; c++)
            for (uint32_t k = 0; k < STANDARD_CLASSES; k++)
                fine = fine && write_rows(file, c, k, rows[k * BLOCK_CUSTOMERS + c - block.from]);
    }
    arena_close(scratch);
    return fine;
}

bool standard_lanes_write_csv(const StandardLanes *lanes, Str path, Error *error)
{
    Arena *scratch = arena_open(0);
    FILE *file = fopen(str_c(scratch, path), "wb");
    bool fine = file && write_all(lanes, file);
    if (file && fclose(file) != 0) fine = false;
    int reason = errno;
    arena_close(scratch);
    if (fine) return true;
    return error_set_system(error, ERROR_FAILED, reason, PHRASE("{0} cannot be written", "{0} ne peut pas être écrit"),
                            (const Str[]){path}, 1);
}

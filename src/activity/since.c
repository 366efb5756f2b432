#include "activity/since.h"

#include <string.h>

#include "base/thread.h"

// ---- rows ----

typedef struct Reading {
    const SinceAsk *ask;
    const Buckets *buckets;
    CustomerRange block;
    SinceBlock *read;
} Reading;

static bool row_counts(const SinceAsk *ask, const ColumnPiece *piece, uint32_t row)
{
    return !ask->purchases || row_amount(piece, row) > 0;
}

static inline void see_first(const Reading *reading, const ColumnPiece *piece, uint32_t run)
{
    const SinceAsk *ask = reading->ask;
    uint32_t row = piece->first_row[run], to = piece->first_row[run + 1];
    while (row < to && !row_counts(ask, piece, row)) row++;
    if (row == to || piece->second[row] >= ask->known_to) return;
    uint16_t *day = &reading->read->day[run_customer(piece, run) - reading->block.from];
    uint16_t first = (uint16_t)second_day(piece->second[row]);
    *day = first < *day ? first : *day;
}

// The last bit is for all that is later, so that reading ends with it.
static inline void see_back(const Reading *reading, const ColumnPiece *piece, uint32_t run)
{
    const SinceAsk *ask = reading->ask;
    uint32_t at = run_customer(piece, run) - reading->block.from;
    if (reading->read->day[at] == SINCE_NOBODY) return;
    const Buckets buckets = *reading->buckets;
    const BucketNumber first = buckets.by_day[reading->read->day[at] - buckets.first_day];
    uint64_t back = 0;
    for (uint32_t row = piece->first_row[run]; row < piece->first_row[run + 1] && !(back >> 63); row++) {
        if (piece->second[row] >= ask->known_to) break;
        uint32_t bucket = (uint32_t)(bucket_at(&buckets, piece->second[row]) - first);
        if (row_counts(ask, piece, row)) back |= UINT64_C(1) << (bucket < SINCE_BUCKETS ? bucket : SINCE_BUCKETS - 1);
    }
    reading->read->back[at] |= back;
}

typedef enum Pass { PASS_FIRST, PASS_BACK } Pass;

static inline void see_run(const Reading *reading, const ColumnPiece *piece, uint32_t run, Pass pass)
{
    if (pass == PASS_FIRST)
        see_first(reading, piece, run);
    else
        see_back(reading, piece, run);
}

static inline void see_all_runs(const Reading *reading, const ColumnPiece *piece, Pass pass)
{
    RunRange runs = block_runs(piece, reading->block);
    for (uint32_t run = runs.from; run < runs.to; run++)
        if (run_counts(piece, run)) see_run(reading, piece, run, pass);
}

static uint32_t find_run(const ColumnPiece *piece, RunRange runs, Customer customer)
{
    if (!piece->customer) return customer < runs.to ? customer : runs.to;
    uint32_t low = runs.from, high = runs.to;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (piece->customer[middle] < customer)
            low = middle + 1;
        else
            high = middle;
    }
    return low < runs.to && piece->customer[low] == customer ? low : runs.to;
}

// Of a file, of which the rest is kept.
static inline void see_fresh_runs(const Reading *reading, const ColumnPiece *piece, Pass pass)
{
    RunRange runs = block_runs(piece, reading->block);
    for (uint32_t w = 0; w < BLOCK_CUSTOMERS / 64; w++)
        for (uint64_t left = reading->read->fresh[w]; left; left &= left - 1) {
            Customer customer = reading->block.from + 64 * w + (uint32_t)__builtin_ctzll(left);
            uint32_t run = find_run(piece, runs, customer);
            if (run < runs.to && run_counts(piece, run)) see_run(reading, piece, run, pass);
        }
}

static inline void see_lanes(const Reading *reading, bool kept, Pass pass)
{
    for (size_t lane = 0; lane < reading->ask->lane_count; lane++)
        for (uint32_t p = 0; p < reading->ask->lanes[lane]->pieces; p++) {
            const ColumnPiece piece = reading->ask->lanes[lane]->piece[p];
            if (kept && piece.kept)
                see_fresh_runs(reading, &piece, pass);
            else
                see_all_runs(reading, &piece, pass);
        }
}

// ---- what is kept: of the files alone, all people of theirs ----

typedef struct SinceKept {
    uint16_t *day;
    uint64_t *back;
} SinceKept;

// `back` comes first, so that both are aligned.
static SinceKept since_kept(void *content, uint32_t customers)
{
    uint64_t *back = content;
    return (SinceKept){(uint16_t *)(void *)(back + customers), back};
}

typedef struct SinceMaking {
    SinceAsk ask; // of the files
    Buckets buckets;
    uint32_t customers;
    int threads;
    SinceKept to;
    SinceBlock *block; // of each thread
} SinceMaking;

static void read_rows(const Reading *reading, bool kept)
{
    see_lanes(reading, kept, PASS_FIRST);
    see_lanes(reading, kept, PASS_BACK);
}

static void make_block(void *context, size_t number, int thread)
{
    const SinceMaking *making = context;
    CustomerRange block = block_of(making->customers, number);
    SinceBlock *read = making->block + thread;
    uint32_t count = block.to - block.from;
    memset(read->day, 0xFF, sizeof read->day);
    memset(read->back, 0, sizeof read->back);
    read_rows(&(Reading){&making->ask, &making->buckets, block, read}, false);
    memcpy(making->to.day + block.from, read->day, count * sizeof *read->day);
    memcpy(making->to.back + block.from, read->back, count * sizeof *read->back);
}

static void make_all(void *context, void *content)
{
    SinceMaking *making = context;
    making->to = since_kept(content, making->customers);
    thread_run(making->threads, block_count(making->customers), make_block, making);
}

// Each lane's piece in a file, with those who are replaced.
static size_t files_of(const SinceAsk *ask, Arena *scratch, const Columns **file)
{
    size_t files = 0;
    for (size_t lane = 0; lane < ask->lane_count; lane++)
        for (uint32_t p = 0; p < ask->lanes[lane]->pieces; p++) {
            if (!ask->lanes[lane]->piece[p].kept) continue;
            Columns *columns = arena_new(scratch, Columns);
            *columns = *ask->lanes[lane];
            columns->pieces = 1;
            columns->piece[0] = ask->lanes[lane]->piece[p];
            columns->piece[0].replaced = NULL;
            file[files++] = columns;
        }
    return files;
}

static const Kept *kept_of(const Columns *file)
{
    return file->piece[0].kept;
}

static Buckets buckets_of_files(const SinceAsk *of, Arena *scratch)
{
    Second first = UINT32_MAX, last = 0;
    for (size_t i = 0; i < of->lane_count; i++) {
        if (kept_of(of->lanes[i])->first < first) first = kept_of(of->lanes[i])->first;
        if (kept_of(of->lanes[i])->last > last) last = kept_of(of->lanes[i])->last;
    }
    return buckets_open(of->unit, first, last, scratch);
}

static uint64_t rows_of_file(const Columns *file)
{
    return file->piece[0].first_row[file->piece[0].runs];
}

static KeptKey key_of(const SinceAsk *of)
{
    KeptKey key = {.kind = KEPT_SINCE, .of = {of->unit, of->purchases}, .files = of->lane_count};
    for (size_t i = 0; i < of->lane_count; i++) key.file[i] = kept_of(of->lanes[i])->number;
    return key;
}

static void hold_kept(Since *since, int threads, Arena *scratch)
{
    const Columns **file = arena_array(scratch, const Columns *, since->ask.lane_count *COLUMN_PIECES_MAX);
    SinceMaking making = {.ask = since->ask, .threads = threads};
    making.ask.lanes = file;
    making.ask.lane_count = files_of(&since->ask, scratch, file);
    making.ask.known_to = UINT32_MAX;
    if (making.ask.lane_count == 0 || making.ask.lane_count > KEPT_FILES_MAX) return;
    const Columns *largest = file[0];
    for (size_t i = 0; i < making.ask.lane_count; i++) {
        if (rows_of_file(file[i]) > rows_of_file(largest)) largest = file[i];
        making.customers = (uint32_t)larger(making.customers, kept_of(file[i])->customers);
    }
    making.buckets = buckets_of_files(&making.ask, scratch);
    making.block = arena_array(scratch, SinceBlock, (size_t)threads);
    KeptPlan plan = {.key = key_of(&making.ask),
                     .bytes = making.customers * (sizeof(uint64_t) + sizeof(uint16_t)),
                     .make = make_all,
                     .context = &making};
    since->kept = kept_hold(largest->piece[0].kept, &plan);
    since->customers = making.customers;
}

// ---- asking ----

// Nothing that is known is later than what the question wants to know.
static bool all_known(const SinceAsk *ask)
{
    for (size_t i = 0; i < ask->lane_count; i++)
        if (ask->lanes[i]->rows && ask->lanes[i]->last >= ask->known_to) return false;
    return true;
}

void since_open(const SinceAsk *ask, int threads, Arena *scratch, Since *since)
{
    assert(ask->unit != BUCKET_HOUR);
    *since = (Since){.ask = *ask};
    Second first = UINT32_MAX, last = 0;
    for (size_t i = 0; i < ask->lane_count; i++) {
        if (ask->lanes[i]->rows == 0) continue;
        if (ask->lanes[i]->first < first) first = ask->lanes[i]->first;
        if (ask->lanes[i]->last > last) last = ask->lanes[i]->last;
    }
    since->last = second_day(last);
    since->buckets = buckets_open(ask->unit, first < last ? first : last, last, scratch);
    if (all_known(ask)) hold_kept(since, threads, scratch);
}

void since_close(Since *since)
{
    kept_release(since->kept);
    since->kept = NULL;
}

// Who is replaced in a file, or has rows elsewhere.
static void find_fresh(const Since *since, CustomerRange block, SinceBlock *read)
{
    memset(read->fresh, 0, sizeof read->fresh);
    for (size_t lane = 0; lane < since->ask.lane_count; lane++)
        for (uint32_t p = 0; p < since->ask.lanes[lane]->pieces; p++) {
            const ColumnPiece *piece = &since->ask.lanes[lane]->piece[p];
            if (piece->kept) {
                for (uint32_t w = 0; piece->replaced && w < BLOCK_CUSTOMERS / 64; w++)
                    if (block.from + 64 * w < piece->kept->customers)
                        read->fresh[w] |= piece->replaced[block.from / 64 + w];
                continue;
            }
            RunRange runs = block_runs(piece, block);
            for (uint32_t run = runs.from; run < runs.to; run++) {
                uint32_t at = run_customer(piece, run) - block.from;
                read->fresh[at / 64] |= UINT64_C(1) << at % 64;
            }
        }
}

static void forget_fresh(SinceBlock *read)
{
    for (uint32_t w = 0; w < BLOCK_CUSTOMERS / 64; w++)
        for (uint64_t left = read->fresh[w]; left; left &= left - 1) {
            uint32_t at = 64 * w + (uint32_t)__builtin_ctzll(left);
            read->day[at] = SINCE_NOBODY;
            read->back[at] = 0;
        }
}

void since_read(const Since *since, CustomerRange block, SinceBlock *read)
{
    uint32_t kept = 0;
    if (since->kept && block.from < since->customers) kept = (uint32_t)smaller(since->customers, block.to) - block.from;
    memset(read->day + kept, 0xFF, (BLOCK_CUSTOMERS - kept) * sizeof *read->day);
    memset(read->back + kept, 0, (BLOCK_CUSTOMERS - kept) * sizeof *read->back);
    if (kept) {
        SinceKept from = since_kept(since->kept->content, since->customers);
        memcpy(read->day, from.day + block.from, kept * sizeof *read->day);
        memcpy(read->back, from.back + block.from, kept * sizeof *read->back);
    }
    if (since->kept) {
        find_fresh(since, block, read);
        forget_fresh(read);
    }
    read_rows(&(Reading){&since->ask, &since->buckets, block, read}, since->kept != NULL);
}

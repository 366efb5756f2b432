#include "activity/lane_version.h"

#include <stdlib.h>
#include <string.h>

#include "base/pages.h"

// ---- what versions share ----

Overlay *overlay_open(LaneColumns *columns, size_t customers)
{
    Overlay *overlay = pages_array(Overlay, 1);
    atomic_store(&overlay->references, 1);
    overlay->columns = *columns;
    *columns = (LaneColumns){0};
    overlay->words = (customers + 63) / 64;
    overlay->replaced = pages_array(uint64_t, overlay->words);
    return overlay;
}

static void overlay_release(Overlay *overlay)
{
    if (!overlay || atomic_fetch_sub(&overlay->references, 1) > 1) return;
    lane_columns_release(&overlay->columns);
    pages_release(overlay->replaced, overlay->words, sizeof *overlay->replaced);
    pages_release(overlay, 1, sizeof *overlay);
}

Foreigns *foreigns_open(const LaneForeign *foreign, uint32_t count)
{
    Foreigns *foreigns = pages_array(Foreigns, 1);
    atomic_store(&foreigns->references, 1);
    foreigns->count = foreigns->room = count;
    foreigns->foreign = pages_array(LaneForeign, count);
    if (count) memcpy(foreigns->foreign, foreign, count * sizeof *foreign);
    return foreigns;
}

Foreigns *foreigns_retain(Foreigns *foreigns)
{
    atomic_fetch_add(&foreigns->references, 1);
    return foreigns;
}

void foreigns_release(Foreigns *foreigns)
{
    if (!foreigns || atomic_fetch_sub(&foreigns->references, 1) > 1) return;
    pages_release(foreigns->foreign, foreigns->room, sizeof *foreigns->foreign);
    pages_release(foreigns, 1, sizeof *foreigns);
}

const LaneForeign *foreigns_find(const Foreigns *foreigns, int64_t seq)
{
    uint32_t low = 0, high = foreigns->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (foreigns->foreign[middle].seq < seq)
            low = middle + 1;
        else
            high = middle;
    }
    return low < foreigns->count && foreigns->foreign[low].seq == seq ? &foreigns->foreign[low] : NULL;
}

LaneVersion *lane_version_retain(LaneVersion *version)
{
    atomic_fetch_add(&version->references, 1);
    return version;
}

void lane_version_release(LaneVersion *version)
{
    if (!version || atomic_fetch_sub(&version->references, 1) > 1) return;
    lane_file_release(version->file);
    overlay_release(version->overlay);
    person_roots_release(version->roots);
    foreigns_release(version->foreigns);
    pages_release(version, 1, sizeof *version);
}

uint64_t lane_version_bytes(const LaneVersion *version)
{
    const Overlay *overlay = version->overlay;
    return lane_columns_bytes(&overlay->columns) + overlay->words * sizeof(uint64_t);
}

// ---- where rows lie ----

static bool is_replaced(const Overlay *overlay, Customer person)
{
    return person / 64 < overlay->words && (overlay->replaced[person / 64] >> person % 64 & 1);
}

FoundRows lane_version_find(const LaneVersion *version, Customer person)
{
    FoundRows found;
    if (version->file && !is_replaced(version->overlay, person))
        found.piece = version->file->piece;
    else
        found.piece = lane_columns_piece(&version->overlay->columns);
    found.run = lane_run(&found.piece, person);
    return found;
}

static uint32_t run_rows(LaneRun run)
{
    return run.to - run.from;
}

// ---- what is shown of it ----

static bool run_counted(const LaneVersion *version, uint32_t run)
{
    const ColumnPiece *piece = &version->file->piece.piece;
    return piece->first_row[run] < piece->first_row[run + 1] &&
           !is_replaced(version->overlay, run_customer(piece, run));
}

static void look_at_file_span(LaneVersion *version)
{
    const ColumnPiece *piece = &version->file->piece.piece;
    version->file_first = UINT32_MAX;
    version->file_last = 0;
    version->file_span_wider = false;
    for (uint32_t run = 0; run < piece->runs; run++) {
        if (!run_counted(version, run)) continue;
        Second first = piece->second[piece->first_row[run]], last = piece->second[piece->first_row[run + 1] - 1];
        if (first < version->file_first) version->file_first = first;
        if (last > version->file_last) version->file_last = last;
    }
}

// Who had the first row may have lost it. The file is only looked through when nobody of the overlay is before.
static void show_span(LaneVersion *version)
{
    const LaneColumns *over = &version->overlay->columns;
    Columns *columns = &version->shown.columns;
    bool covered = over->rows && over->first <= version->file_first && over->last >= version->file_last;
    if (version->file && version->file_rows && version->file_span_wider && !covered) look_at_file_span(version);
    columns->first = columns->last = 0;
    if (over->rows) columns->first = over->first;
    if (over->rows) columns->last = over->last;
    if (!version->file_rows) return;
    if (!over->rows || version->file_first < columns->first) columns->first = version->file_first;
    if (!over->rows || version->file_last > columns->last) columns->last = version->file_last;
}

static void show_dimensions(LaneVersion *version)
{
    Columns *columns = &version->shown.columns;
    for (uint32_t d = 0; d < ACTIVITY_DIMENSIONS_MAX; d++) {
        uint32_t values = version->overlay->columns.values[d];
        if (version->file && version->file->values[d] > values) values = version->file->values[d];
        columns->dimension[d] = (ActivityDimension){.values = values};
        if (values) columns->dimensions = d + 1;
    }
}

static void show_pieces(LaneVersion *version)
{
    Columns *columns = &version->shown.columns;
    columns->pieces = 0;
    if (version->file_rows) {
        columns->piece[columns->pieces] = version->file->piece.piece;
        columns->piece[columns->pieces++].replaced = version->overlay->words ? version->overlay->replaced : NULL;
    }
    if (version->overlay->columns.rows)
        columns->piece[columns->pieces++] = lane_columns_piece(&version->overlay->columns).piece;
}

void lane_version_show(LaneVersion *version, int64_t seq, uint32_t customers)
{
    const LaneColumns *over = &version->overlay->columns;
    unsigned __int128 magnitude = version->file_sums.magnitude + over->sums.magnitude;
    version->shown.columns.customers = customers;
    version->shown.columns.rows = (uint64_t)version->file_rows + over->rows;
    version->shown.seq = seq;
    version->shown.magnitude = magnitude > UINT64_MAX ? UINT64_MAX : (uint64_t)magnitude;
    version->shown.unconverted = version->file_sums.unconverted + over->sums.unconverted;
    show_span(version);
    show_dimensions(version);
    show_pieces(version);
}

LaneVersion *lane_version_of_file(LaneFile *file)
{
    LaneVersion *version = pages_array(LaneVersion, 1);
    LaneColumns nothing = lane_columns_reserve((LaneShape){0}, 0, 0);
    atomic_store(&version->references, 1);
    lane_file_retain(version->file = file);
    lane_columns_finish(&nothing);
    version->overlay = overlay_open(&nothing, 0);
    version->roots = person_roots_of_members(file->made_of.member, file->made_of.members);
    version->foreigns = foreigns_open(file->made_of.foreign, file->made_of.foreigns);
    version->figures = FIGURES_UNKNOWN;
    version->rates = file->made_of.rates;
    version->file_rows = file->rows;
    version->file_sums = file->sums;
    version->file_first = file->first;
    version->file_last = file->last;
    lane_version_show(version, file->made_of.seq, file->customers);
    return version;
}

// ---- the next version ----

static int compare_person_rows(const void *a, const void *b)
{
    const PersonRow *x = a, *y = b;
    if (x->person != y->person) return x->person < y->person ? -1 : 1;
    return lane_row_compare(&x->row, &y->row);
}

typedef struct Weaving {
    const LaneVersion *before;
    const LaneChange *change;
    LaneColumns columns;
    size_t next_row;      // of the change
    LaneRow *row, *spare; // of one person
    size_t room;
} Weaving;

static uint64_t base_rows(const Weaving *weaving, const LaneTouch *touch)
{
    const LaneChange *change = weaving->change;
    uint64_t rows = 0;
    if (touch->base == BASE_KEPT || touch->base == BASE_UNTIL)
        return run_rows(lane_version_find(weaving->before, touch->person).run);
    for (uint32_t i = 0; i < touch->joined_count; i++)
        rows += run_rows(lane_version_find(weaving->before, change->joined[touch->joined + i]).run);
    return rows;
}

static void reserve(Weaving *weaving)
{
    const LaneChange *change = weaving->change;
    const LaneColumns *over = &weaving->before->overlay->columns;
    LaneShape shape = over->shape;
    if (weaving->before->file) shape = lane_shape_with(shape, lane_shape_of(&weaving->before->file->piece));
    for (size_t i = 0; i < change->rows; i++) shape = lane_shape_add(shape, &change->row[i].row);
    uint64_t rows = (uint64_t)over->rows + change->rows, most = 1, runs = (uint64_t)over->runs + change->touches;
    for (size_t i = 0, from = 0, to; i < change->touches; i++, from = to) {
        uint64_t of_base = base_rows(weaving, &change->touch[i]);
        for (to = from; to < change->rows && change->row[to].person == change->touch[i].person;) to++;
        if (of_base + (to - from) > most) most = of_base + (to - from);
        rows += of_base;
    }
    if (rows >= UINT32_MAX) memory_exhausted(rows * sizeof(Second));
    weaving->columns = lane_columns_reserve(shape, (uint32_t)smaller((int64_t)runs, UINT32_MAX - 1), (uint32_t)rows);
    weaving->room = most;
    weaving->row = pages_array(LaneRow, most);
    weaving->spare = pages_array(LaneRow, most);
}

static size_t read_rows(const Weaving *weaving, Customer person, Second until, size_t have)
{
    FoundRows from = lane_version_find(weaving->before, person);
    for (uint32_t row = from.run.from; row < from.run.to; row++)
        if (from.piece.piece.second[row] <= until) lane_row_read(&from.piece, row, &weaving->row[have++]);
    return have;
}

// An event that is newer than all of its person, as most are, is put behind them.
static bool put_behind(Weaving *weaving, const LaneTouch *touch, size_t rows)
{
    if (touch->base != BASE_KEPT) return false;
    const PersonRow *added = &weaving->change->row[weaving->next_row];
    FoundRows kept = lane_version_find(weaving->before, touch->person);
    if (run_rows(kept.run) == 0 || (rows && kept.piece.piece.second[kept.run.to - 1] >= added->row.second))
        return false;
    lane_columns_begin(&weaving->columns, touch->person);
    lane_columns_copy(&weaving->columns, &kept.piece, kept.run);
    for (size_t i = 0; i < rows; i++) lane_columns_put(&weaving->columns, &added[i].row);
    return true;
}

static void weave_person(Weaving *weaving, const LaneTouch *touch)
{
    const LaneChange *change = weaving->change;
    size_t from = weaving->next_row, to = from, have = 0;
    while (to < change->rows && change->row[to].person == touch->person) to++;
    bool done = put_behind(weaving, touch, to - from);
    weaving->next_row = to;
    if (done) return;
    if (touch->base == BASE_KEPT) have = read_rows(weaving, touch->person, UINT32_MAX, have);
    if (touch->base == BASE_UNTIL) have = read_rows(weaving, touch->person, change->until, have);
    for (uint32_t i = 0; i < touch->joined_count; i++)
        have = read_rows(weaving, change->joined[touch->joined + i], UINT32_MAX, have);
    for (size_t i = from; i < to; i++) weaving->row[have++] = change->row[i].row;
    if (!have) return;
    lane_rows_sort(weaving->row, have, weaving->spare);
    lane_columns_begin(&weaving->columns, touch->person);
    for (size_t i = 0; i < have; i++) lane_columns_put(&weaving->columns, &weaving->row[i]);
}

static void keep_run(Weaving *weaving, uint32_t run)
{
    const LanePiece over = lane_columns_piece(&weaving->before->overlay->columns);
    LaneRun rows = {over.piece.first_row[run], over.piece.first_row[run + 1]};
    if (rows.from == rows.to) return;
    lane_columns_begin(&weaving->columns, over.piece.customer[run]);
    lane_columns_copy(&weaving->columns, &over, rows);
}

static void weave(Weaving *weaving)
{
    const LaneChange *change = weaving->change;
    const LaneColumns *over = &weaving->before->overlay->columns;
    uint32_t run = 0;
    for (size_t i = 0; i < change->touches; i++) {
        while (run < over->runs && over->customer[run] < change->touch[i].person) keep_run(weaving, run++);
        if (run < over->runs && over->customer[run] == change->touch[i].person) run++;
        weave_person(weaving, &change->touch[i]);
    }
    while (run < over->runs) keep_run(weaving, run++);
    lane_columns_finish(&weaving->columns);
    pages_release(weaving->row, weaving->room, sizeof *weaving->row);
    pages_release(weaving->spare, weaving->room, sizeof *weaving->spare);
}

// The touched people's rows in the file no longer count.
static void replace_person(LaneVersion *version, Customer person)
{
    uint64_t *word = &version->overlay->replaced[person / 64], bit = (uint64_t)1 << person % 64;
    if (*word & bit) return;
    *word |= bit;
    const LanePiece *piece = &version->file->piece;
    LaneRun run = lane_run(piece, person);
    LaneSums gone = {0};
    if (run.from == run.to) return;
    lane_run_sums(piece, run, &gone);
    version->file_rows -= run_rows(run);
    version->file_sums.magnitude -= gone.magnitude;
    version->file_sums.unconverted -= gone.unconverted;
    version->file_span_wider |=
        piece->piece.second[run.from] == version->file_first || piece->piece.second[run.to - 1] == version->file_last;
}

static void take_over_file(LaneVersion *version, const LaneVersion *before)
{
    if (!before->file) return;
    lane_file_retain(version->file = before->file);
    version->file_rows = before->file_rows;
    version->file_sums = before->file_sums;
    version->file_first = before->file_first;
    version->file_last = before->file_last;
    version->file_span_wider = before->file_span_wider;
}

static uint32_t customers_of(const LaneVersion *before, const LaneChange *change)
{
    uint32_t customers = (uint32_t)larger(before->shown.columns.customers, change->customers);
    for (size_t i = 0; i < change->touches; i++)
        if (change->touch[i].person >= customers) customers = change->touch[i].person + 1;
    return customers;
}

static Overlay *make_overlay(const LaneVersion *before, const LaneChange *change, uint32_t customers)
{
    Weaving weaving = {.before = before, .change = change};
    const Overlay *old = before->overlay;
    if (change->rows) qsort(change->row, change->rows, sizeof *change->row, compare_person_rows);
    reserve(&weaving);
    weave(&weaving);
    Overlay *overlay = overlay_open(&weaving.columns, before->file ? customers : 0);
    if (before->file && old->words) memcpy(overlay->replaced, old->replaced, old->words * sizeof *old->replaced);
    return overlay;
}

LaneVersion *lane_version_next(const LaneVersion *before, const LaneChange *change)
{
    uint32_t customers = customers_of(before, change);
    LaneVersion *version = pages_array(LaneVersion, 1);
    atomic_store(&version->references, 1);
    take_over_file(version, before);
    version->roots = person_roots_retain(change->roots);
    version->foreigns = foreigns_retain(change->foreigns);
    version->figures = change->figures;
    version->rates = change->rates;
    version->until = change->until;
    if (change->touches) {
        version->overlay = make_overlay(before, change, customers);
        for (size_t i = 0; version->file && i < change->touches; i++) replace_person(version, change->touch[i].person);
    } else {
        atomic_fetch_add(&before->overlay->references, 1);
        version->overlay = before->overlay;
    }
    lane_version_show(version, change->seq, customers);
    return version;
}

// ---- without later rows ----

typedef struct Later {
    Second until;
    LaneTouch *touch;
    size_t touches, room;
} Later;

static void add_later(Later *later, Customer person)
{
    if (later->touches == later->room) {
        size_t room = later->room ? 2 * later->room : 1024;
        later->touch = pages_resize(later->touch, later->room, room, sizeof *later->touch);
        later->room = room;
    }
    later->touch[later->touches++] = (LaneTouch){.person = person, .base = BASE_UNTIL};
}

static void find_later(Later *later, const LaneVersion *whole, const ColumnPiece *piece, bool of_file)
{
    for (uint32_t run = 0; run < piece->runs; run++) {
        uint32_t end = piece->first_row[run + 1];
        if (piece->first_row[run] == end || piece->second[end - 1] <= later->until) continue;
        if (!of_file || run_counted(whole, run)) add_later(later, run_customer(piece, run));
    }
}

static int compare_touches(const void *a, const void *b)
{
    const LaneTouch *x = a, *y = b;
    return x->person < y->person ? -1 : x->person > y->person;
}

LaneVersion *lane_version_until(const LaneVersion *whole, Second until)
{
    Later later = {.until = until};
    if (whole->file && whole->file_rows) find_later(&later, whole, &whole->file->piece.piece, true);
    size_t of_file = later.touches;
    const LanePiece over = lane_columns_piece(&whole->overlay->columns);
    find_later(&later, whole, &over.piece, false);
    if (of_file && of_file < later.touches) qsort(later.touch, later.touches, sizeof *later.touch, compare_touches);
    LaneChange change = {.touches = later.touches,
                         .touch = later.touch,
                         .seq = whole->shown.seq,
                         .figures = whole->figures,
                         .rates = whole->rates,
                         .until = until,
                         .roots = whole->roots,
                         .foreigns = whole->foreigns,
                         .customers = whole->shown.columns.customers};
    LaneVersion *version = lane_version_next(whole, &change);
    pages_release(later.touch, later.room, sizeof *later.touch);
    return version;
}

// ---- as a file ----

static uint32_t next_counted(const LaneVersion *version, uint32_t run)
{
    uint32_t runs = version->file ? version->file->piece.piece.runs : 0;
    while (run < runs && !run_counted(version, run)) run++;
    return run;
}

static uint32_t count_runs(const LaneVersion *version)
{
    const LaneColumns *over = &version->overlay->columns;
    uint32_t count = 0, runs = version->file ? version->file->piece.piece.runs : 0;
    for (uint32_t run = next_counted(version, 0); run < runs; run = next_counted(version, run + 1)) count++;
    for (uint32_t run = 0; run < over->runs; run++) count += over->first_row[run] < over->first_row[run + 1];
    return count;
}

static void write_run(LaneColumns *columns, const LanePiece *piece, uint32_t run)
{
    LaneRun rows = {piece->piece.first_row[run], piece->piece.first_row[run + 1]};
    if (rows.from == rows.to) return;
    lane_columns_begin(columns, run_customer(&piece->piece, run));
    lane_columns_copy(columns, piece, rows);
}

static void write_runs(const LaneVersion *version, LaneColumns *columns)
{
    const LanePiece over = lane_columns_piece(&version->overlay->columns);
    uint32_t of_file = next_counted(version, 0), runs = version->file ? version->file->piece.piece.runs : 0, run = 0;
    while (of_file < runs || run < over.piece.runs) {
        bool file_first =
            run == over.piece.runs ||
            (of_file < runs && run_customer(&version->file->piece.piece, of_file) < over.piece.customer[run]);
        if (file_first) {
            write_run(columns, &version->file->piece, of_file);
            of_file = next_counted(version, of_file + 1);
        } else {
            write_run(columns, &over, run++);
        }
    }
}

bool lane_version_write(const LaneVersion *version, int folder, const FileOwner *owner, uint64_t number, LaneKey key,
                        Error *error)
{
    LaneFileOut out;
    LaneFilePlan plan = {.owner = *owner,
                         .number = number,
                         .key = key,
                         .made_of = {.seq = version->shown.seq,
                                     .rates = version->rates,
                                     .members = version->roots->members,
                                     .member = version->roots->member,
                                     .foreigns = version->foreigns->count,
                                     .foreign = version->foreigns->foreign},
                         .shape = version->overlay->columns.shape,
                         .customers = version->shown.columns.customers,
                         .runs = count_runs(version),
                         .rows = (uint32_t)version->shown.columns.rows};
    assert(!version->until);
    if (version->file) plan.shape = lane_shape_with(plan.shape, lane_shape_of(&version->file->piece));
    if (!lane_file_begin(folder, &plan, &out, error)) return false;
    write_runs(version, &out.columns);
    return lane_file_finish(&out, error);
}

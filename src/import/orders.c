#include "import/orders.h"

#include <stdlib.h>
#include <string.h>

#include "base/thread.h"
#include "import/evidence.h"
#include "import/order_lines.h"
#include "import/refusals.h"

typedef struct Work {
    const OrderReadOptions *options;
    OrderReading *reading;
    ActivityShape shape;
    ColumnRole dimension_role[ACTIVITY_DIMENSIONS_MAX];
    ActivityBuilder *builder;
    Currency currency; // of all files; unknown until it is seen
    bool currency_wanted;
    RowsContext *contexts; // of each file
    Blocks *blocks;        // of each file
    FileRows *rows;        // of each file
    bool *read;            // each file: its rows are as its layout says
    Arena *arena, *scratch;
} Work;

// ---- opening, and what the rows will have ----

static bool open_files(Work *work, const Str *paths, size_t count, Error *error)
{
    const OrderReadOptions *options = work->options;
    OrderReading *reading = work->reading;
    reading->file = arena_array(work->arena, OrderFile, count);
    for (; reading->files < count; reading->files++)
        if (!source_open(paths[reading->files], options->limit_bytes, options->threads,
                         &reading->file[reading->files].source, error))
            return false;
    for (size_t i = 0; i < count; i++)
        if (!layout_find(&reading->file[i].source, &options->layout, work->arena, &reading->file[i].layout, error))
            return false;
    return true;
}

static bool wanted_currency(Work *work, Error *error)
{
    Str code = work->options->currency;
    work->currency = currency_unknown;
    work->currency_wanted = code.size > 0;
    if (code.size == 0 || currency_find(code, &work->currency)) return true;
    error_say(error, ERROR_USAGE,
              PHRASE("--currency {0}: no such currency; give its ISO 4217 code, such as EUR",
                     "--currency {0} : cette monnaie n’existe pas ; donnez son code ISO 4217, par exemple EUR"),
              error_value(work->scratch, code));
    return false;
}

// The first file's name of a column with the role; NULL when no file has it.
static const Str *column_with(const OrderReading *reading, ColumnRole role)
{
    for (size_t i = 0; i < reading->files; i++) {
        const Layout *layout = &reading->file[i].layout;
        if (layout->column[role] >= 0) return &layout->names[layout->column[role]];
    }
    return NULL;
}

static void find_shape(Work *work)
{
    static const ColumnRole dimensions[] = {COLUMN_PRODUCT, COLUMN_CHANNEL,   COLUMN_COUNTRY, COLUMN_SEGMENT,
                                            COLUMN_PLAN,    COLUMN_PROMOTION, COLUMN_REASON};
    const OrderReading *reading = work->reading;
    ActivityShape *shape = &work->shape;
    shape->order_key = column_with(reading, COLUMN_ORDER) != NULL;
    shape->profit = column_with(reading, COLUMN_COST) || column_with(reading, COLUMN_MARGIN);
    shape->ended = column_with(reading, COLUMN_ENDED) != NULL;
    shape->hash_seed = work->options->hash_seed;
    for (size_t i = 0; i < COUNT_OF(dimensions); i++) {
        const Str *name = column_with(reading, dimensions[i]);
        if (!name) continue;
        work->dimension_role[shape->dimensions] = dimensions[i];
        shape->dimension_name[shape->dimensions++] = *name;
    }
}

// ---- reading the rows ----

typedef struct BlockWork {
    const RowsContext *context;
    const Blocks *blocks;
    RowsRead *reads;
    Progress *progress;
} BlockWork;

static void read_block(void *context, size_t number, int worker)
{
    const BlockWork *work = context;
    const Block *block = &work->blocks->block[number];
    rows_read(work->context, block, worker, &work->reads[number]);
    progress_add(work->progress, block->end - block->start);
}

static void drop_rows(FileRows *rows, size_t from)
{
    for (size_t i = from; i < rows->count; i++) activity_part_drop(rows->reads[i].part);
    rows->count = from;
}

// Each block must end where the next begins; from where one does not, quotes are lax and the rest is read in one piece.
// So the first block was cut right, and each that follows one that ends well.
static void check_cuts(const Work *work, size_t file)
{
    const RowsContext *context = &work->contexts[file];
    FileRows *rows = &work->rows[file];
    Block *blocks = work->blocks[file].block;
    for (size_t i = 0; i < rows->count; i++) {
        RowsRead *read = &rows->reads[i];
        if (read->status != CSV_RECORD) {
            drop_rows(rows, i + 1);
            return;
        }
        if (read->end == blocks[i].end) continue;
        drop_rows(rows, i + 1);
        if (read->end >= context->text.size) return;
        blocks[i + 1] = block_of_rest(context->text, read->end, read->end_line, context->layout->csv.line_end);
        rows_read(context, &blocks[i + 1], 0, &rows->reads[i + 1]);
        rows->count = i + 2;
    }
}

static BlockCut cut_for(const OrderReadOptions *options, Str text, char line_end)
{
    enum { SMALLEST = 256 << 10, LARGEST = 2 << 20, PER_THREAD = 6 };
    size_t bytes = options->block_bytes;
    if (bytes == 0) {
        bytes = text.size / ((size_t)options->threads * PER_THREAD);
        bytes = bytes < SMALLEST ? SMALLEST : bytes > LARGEST ? LARGEST : bytes;
    }
    return (BlockCut){bytes, options->threads, line_end};
}

static void prepare_context(Work *work, size_t file)
{
    const OrderReadOptions *options = work->options;
    OrderFile *from = &work->reading->file[file];
    RowsContext *context = &work->contexts[file];
    int64_t end = ((int64_t)options->today + 2) * SECONDS_PER_DAY;
    *context = (RowsContext){.text = from->source.text,
                             .file = (uint32_t)file,
                             .layout = &from->layout,
                             .zone = options->zone,
                             .seconds_end = smaller(end, (int64_t)UINT32_MAX),
                             .currency = work->currency,
                             .currency_wanted = work->currency_wanted,
                             .rejects_max = options->rejects_max < REJECTS_SAID ? REJECTS_SAID : options->rejects_max,
                             .dimensions = work->shape.dimensions,
                             .builder = work->builder,
                             .arenas = work->reading->arena};
    const AmountFormat *amount = &from->layout.amount;
    context->all_other = work->currency_wanted && amount->currency_by_name &&
                         !str_equal(str_of(amount->currency.code), str_of(work->currency.code));
    memcpy(context->dimension_role, work->dimension_role, sizeof work->dimension_role);
    rows_context_columns(context);
}

static bool read_file(Work *work, size_t file, Error *error)
{
    const OrderReadOptions *options = work->options;
    OrderFile *from = &work->reading->file[file];
    const Layout *layout = &from->layout;
    FileRows *rows = &work->rows[file];
    Blocks *blocks = &work->blocks[file];
    drop_rows(rows, 0);
    prepare_context(work, file);
    *blocks = blocks_cut(from->source.text, layout->body, layout->body_line,
                         cut_for(options, from->source.text, layout->csv.line_end), work->scratch);
    RowsRead *reads = arena_array(work->scratch, RowsRead, blocks->count);
    BlockWork block_work = {&work->contexts[file], blocks, reads, options->progress};
    thread_run(options->threads, blocks->count, read_block, &block_work);
    *rows = (FileRows){&work->contexts[file], blocks->block, reads, blocks->count};
    check_cuts(work, file);
    const RowsRead *last = &reads[rows->count - 1];
    if (last->status != CSV_RECORD) return layout_refuse_record(from->source.name, last->status, last->end_line, error);
    work->read[file] = true;
    return true;
}

// ---- what the rows showed ----

typedef struct SeenCurrency {
    CurrencyEvidence evidence;
    size_t file;
    bool any;
} SeenCurrency;

static bool note_currency(Work *work, SeenCurrency *seen, CurrencyEvidence evidence, size_t file, Error *error)
{
    if (evidence.currency.code[0] == '\0') return true;
    if (!seen->any) *seen = (SeenCurrency){evidence, file, true};
    if (str_equal(str_of(seen->evidence.currency.code), str_of(evidence.currency.code))) return true;
    const OrderFile *files = work->reading->file;
    return refuse_currencies(files[seen->file].source.name, &seen->evidence, files[file].source.name, &evidence, error);
}

// Amounts are of one currency in all files. Its digits are needed to read them: when they are other than was thought,
// all files are read again.
static bool check_currency(Work *work, const FileEvidence *evidence, Error *error)
{
    if (work->currency_wanted) return true;
    SeenCurrency seen = {0};
    for (size_t i = 0; i < work->reading->files; i++) {
        const AmountFormat *format = &work->reading->file[i].layout.amount;
        CurrencyEvidence by_name = {format->currency, work->reading->file[i].layout.body_line, (Str){"", 0}};
        if (format->currency_by_name && !note_currency(work, &seen, by_name, i, error)) return false;
        for (size_t k = 0; k < COUNT_OF(evidence[i].currency); k++)
            if (!note_currency(work, &seen, evidence[i].currency[k], i, error)) return false;
    }
    if (!seen.any) return true;
    bool other_digits = seen.evidence.currency.exponent != work->currency.exponent;
    for (size_t i = 0; other_digits && i < work->reading->files; i++) work->read[i] = false;
    work->currency = seen.evidence.currency;
    return true;
}

// Reads, and reads again what turned out to be written otherwise than the samples said.
static bool read_files(Work *work, Error *error)
{
    enum { READINGS_MAX = 5 }; // each corrects the one before; more than three were never needed
    size_t files = work->reading->files;
    FileEvidence *evidence = arena_array(work->scratch, FileEvidence, files);
    bool all_read = false;
    for (int reading = 0; reading < READINGS_MAX && !all_read; reading++) {
        for (size_t i = 0; i < files; i++) {
            OrderFile *file = &work->reading->file[i];
            bool changed;
            if (work->read[i]) continue;
            if (!read_file(work, i, error)) return false;
            evidence[i] = evidence_of(&work->rows[i]);
            if (!evidence_apply(&evidence[i], &work->options->layout, file, &changed, error)) return false;
            work->read[i] = !changed;
        }
        if (!check_currency(work, evidence, error)) return false;
        all_read = true;
        for (size_t i = 0; i < files; i++) all_read &= work->read[i];
    }
    return true;
}

// ---- adding up ----

static bool fits(__int128 amount)
{
    return -INT64_MAX <= amount && amount <= INT64_MAX;
}

static bool add_up(Work *work, Error *error)
{
    OrderReading *reading = work->reading;
    __int128 no_customer = 0, refunds = 0;
    for (size_t i = 0; i < reading->files; i++) {
        OrderFile *file = &reading->file[i];
        order_lines_settle(&work->rows[i], work->options->threads);
        for (size_t k = 0; k < work->rows[i].count; k++) {
            const RowsRead *read = &work->rows[i].reads[k];
            file->rows += read->rows;
            file->accepted += read->accepted;
            reading->order_lines += read->order_lines;
            reading->refunds += read->refunds;
            reading->zero_amounts += read->zero_amounts;
            no_customer += read->no_customer_amount;
            refunds += read->refund_amount;
            for (int reason = 0; reason < REJECT_REASON_COUNT; reason++)
                reading->rejected_by[reason] += read->rejected_by[reason];
        }
        file->rejected = file->rows - file->accepted;
        reading->rows += file->rows;
        reading->accepted += file->accepted;
        reading->rejected += file->rejected;
    }
    if (!fits(no_customer) || !fits(refunds)) return refuse_sum(reading->file[0].source.name, error);
    reading->no_customer_amount = (int64_t)no_customer;
    reading->refund_amount = (int64_t)refunds;
    return true;
}

static int reject_compare(const void *a, const void *b)
{
    const Reject *left = a, *right = b;
    if (left->file != right->file) return left->file < right->file ? -1 : 1;
    return (left->line > right->line) - (left->line < right->line);
}

static void collect_rejects(Work *work)
{
    OrderReading *reading = work->reading;
    size_t count = 0;
    for (size_t i = 0; i < reading->files; i++)
        for (size_t k = 0; k < work->rows[i].count; k++)
            count += work->rows[i].reads[k].rejects + work->rows[i].reads[k].waiting;
    reading->reject = arena_array(work->arena, Reject, count);
    for (size_t i = 0; i < reading->files; i++)
        for (size_t k = 0; k < work->rows[i].count; k++) {
            const RowsRead *read = &work->rows[i].reads[k];
            for (size_t r = 0; r < read->rejects; r++) reading->reject[reading->rejects++] = read->reject[r];
            for (size_t r = 0; r < read->waiting; r++) reading->reject[reading->rejects++] = read->wait[r].reject;
        }
    if (count) qsort(reading->reject, count, sizeof *reading->reject, reject_compare);
}

// ---- finishing ----

static void choose_merge(OrderReading *reading, bool lines)
{
    bool times = true;
    for (size_t i = 0; i < reading->files; i++) times &= reading->file[i].layout.date.has_time;
    if (lines) {
        reading->merge = MERGE_NONE;
        reading->merge_why = PHRASE("each row is a line", "chaque ligne du fichier est une ligne de commande");
    } else if (column_with(reading, COLUMN_ORDER)) {
        reading->merge = MERGE_KEY;
        reading->merge_why = PHRASE("rows of one customer with the same order id are one order",
                                    "les lignes d’un client qui ont le même numéro de commande forment une commande");
    } else if (column_with(reading, COLUMN_PRODUCT) && times) {
        reading->merge = MERGE_INSTANT;
        reading->merge_why = PHRASE(
            "there are products and no order ids: rows of one customer at the same time are one order",
            "il y a des produits mais pas de numéros de commande : les lignes d’un client à la même heure forment "
            "une commande");
    } else if (column_with(reading, COLUMN_PRODUCT)) {
        reading->merge = MERGE_DAY;
        reading->merge_why = PHRASE(
            "there are products and no order ids: rows of one customer on the same day are one order",
            "il y a des produits mais pas de numéros de commande : les lignes d’un client le même jour forment une "
            "commande");
    } else {
        reading->merge = MERGE_NONE;
        reading->merge_why = PHRASE("each row is an order", "chaque ligne est une commande");
    }
}

static bool finish(Work *work, Columns *columns, Error *error)
{
    OrderReading *reading = work->reading;
    Day as_of = work->options->as_of;
    Second until = as_of >= DAY_MAX ? UINT32_MAX : as_of < 0 ? 0 : (Second)(((int64_t)as_of + 1) * SECONDS_PER_DAY - 1);
    choose_merge(reading, work->options->layout.lines);
    ActivityMerge merge = {reading->merge, work->options->threads, until};
    activity_builder_finish(work->builder, &merge, columns, &reading->counts);
    if (reading->counts.magnitude <= INT64_MAX) return true;
    columns_close(columns);
    return refuse_sum(reading->file[0].source.name, error);
}

static bool read_into(Work *work, Columns *columns, Error *error)
{
    OrderReading *reading = work->reading;
    if (!read_files(work, error) || !add_up(work, error)) return false;
    reading->currency = work->currency;
    collect_rejects(work);
    if (reading->accepted == 0) return refuse_all_rows(reading, error);
    if (reading->rejects > work->options->rejects_max) reading->rejects = work->options->rejects_max;
    return finish(work, columns, error);
}

static void prepare(Work *work)
{
    OrderReading *reading = work->reading;
    for (size_t i = 0; i < reading->files && !work->currency_wanted; i++)
        if (work->currency.code[0] == '\0') work->currency = reading->file[i].layout.amount.currency;
    find_shape(work);
    reading->arenas = (size_t)work->options->threads;
    reading->arena = arena_array(work->arena, Arena *, reading->arenas);
    for (size_t i = 0; i < reading->arenas; i++) reading->arena[i] = arena_open(0);
    work->builder = activity_builder_open(&work->shape, work->options->threads);
    work->contexts = arena_array(work->scratch, RowsContext, reading->files);
    work->blocks = arena_array(work->scratch, Blocks, reading->files);
    work->rows = arena_array(work->scratch, FileRows, reading->files);
    work->read = arena_array(work->scratch, bool, reading->files);
    for (size_t i = 0; work->options->progress && i < reading->files; i++)
        work->options->progress->total += reading->file[i].source.text.size - reading->file[i].layout.body;
}

bool orders_read(const Str *paths, size_t count, const OrderReadOptions *options, Arena *arena, OrderReading *reading,
                 Columns *columns, Error *error)
{
    assert(count > 0 && options->threads > 0);
    *reading = (OrderReading){0};
    Work work = {.options = options, .reading = reading, .arena = arena, .scratch = arena_open(0)};
    bool done = wanted_currency(&work, error) && open_files(&work, paths, count, error);
    if (done) {
        prepare(&work);
        done = read_into(&work, columns, error);
        activity_builder_close(work.builder);
    }
    arena_close(work.scratch);
    if (!done) orders_close(reading);
    return done;
}

void orders_close(OrderReading *reading)
{
    for (size_t i = 0; i < reading->files; i++) source_close(&reading->file[i].source);
    for (size_t i = 0; i < reading->arenas; i++) arena_close(reading->arena[i]);
    *reading = (OrderReading){0};
}

#include <string.h>

#include "import/rows_parts.h"

// ---- orders ----

static bool take_order(RowReader *reader)
{
    reader->row.order_key = 0;
    if (!row_has(reader, COLUMN_ORDER)) return true;
    Str order = row_value(reader, COLUMN_ORDER);
    if (order.size > ACTIVITY_NAME_BYTES_MAX) return row_refuse(reader, REJECT_VALUE_TOO_LONG, COLUMN_ORDER);
    if (!name_is_nobody(order)) reader->row.order_key = order_key_of(order);
    return true;
}

// Of a row without an amount: whether the row with its order's amount stood just before, and what became of that.
static bool follow_head(RowReader *reader)
{
    const OrderHead *head = &reader->read->head;
    if (reader->row.order_key == 0 || layout_multiplies(reader->layout)) return false;
    reader->waits = head->key != reader->row.order_key;
    if (!reader->waits && !head->accepted) row_refuse(reader, head->reason, COLUMN_SKIP);
    return !reader->waits && head->accepted;
}

// ---- a row ----

// Records that are nothing but delimiters and blanks, as spreadsheets write below their last row.
static bool is_blank_record(const RowReader *reader)
{
    if (reader->picked.columns == 0) return true;
    Str record = reader->picked.record;
    char delimiter = reader->layout->csv.delimiter;
    for (size_t i = 0; i < record.size; i++)
        if (record.data[i] != delimiter && !memchr(" \t\r\"", record.data[i], 4)) return false;
    return true;
}

static void add_no_customer_amount(RowReader *reader)
{
    RejectReason reason = reader->reason;
    ColumnRole fault = reader->fault;
    if (row_take_amount(reader)) reader->read->no_customer_amount += reader->row.amount_minor;
    reader->reason = reason;
    reader->fault = fault;
}

static bool take_status(RowReader *reader)
{
    if (!row_has(reader, COLUMN_STATUS)) return true;
    Str text = row_value(reader, COLUMN_STATUS);
    if (text.size == 0) return true;
    if (!str_equal(text, reader->status.text)) reader->status = (StatusCache){text, name_is_cancelled(text)};
    return !reader->status.cancelled || row_refuse(reader, REJECT_CANCELLED, COLUMN_STATUS);
}

// A further line of an order, with the amount (and often all else) only on its first.
static bool has_own_amount(RowReader *reader)
{
    if (reader->row.order_key == 0 || layout_multiplies(reader->layout)) return true;
    return row_value(reader, COLUMN_AMOUNT).size > 0 || row_refuse(reader, REJECT_NO_AMOUNT, COLUMN_AMOUNT);
}

static bool take_whole_row(RowReader *reader, CsvStatus status)
{
    reader->row.order_key = 0;
    if (status == CSV_TEXT_AFTER_QUOTE) return row_refuse(reader, REJECT_TEXT_AFTER_QUOTE, COLUMN_SKIP);
    bool count_fits = reader->picked.columns >= reader->context->columns_needed && !reader->picked.surplus;
    if (status != CSV_RECORD || !count_fits) return row_refuse(reader, REJECT_COLUMN_COUNT, COLUMN_SKIP);
    if (!take_order(reader) || !take_status(reader) || !has_own_amount(reader) || !row_take_currency(reader))
        return false;
    if (!row_take_customer(reader)) {
        if (reader->reason == REJECT_NO_CUSTOMER) add_no_customer_amount(reader);
        return false;
    }
    return row_take_date(reader) && row_take_amount(reader);
}

static void add_row(RowReader *reader)
{
    const RowsContext *context = reader->context;
    row_take_profit(reader);
    if (row_has(reader, COLUMN_ENDED)) row_take_ended(reader);
    for (uint32_t i = 0; i < context->dimensions; i++) {
        Str value = row_text(reader, context->dimension_role[i]);
        if (value.size > ACTIVITY_NAME_BYTES_MAX) value.size = ACTIVITY_NAME_BYTES_MAX;
        reader->row.dimension[i] = name_is_nobody(value) ? (Str){0} : value;
    }
    activity_add(reader->read->part, &reader->row);
    reader->read->accepted++;
    reader->read->zero_amounts += reader->row.amount_minor == 0;
    if (reader->row.amount_minor < 0) {
        reader->read->refunds++;
        reader->read->refund_amount += reader->row.amount_minor;
    }
}

static Reject reject_of(const RowReader *reader)
{
    bool whole = reader->fault == COLUMN_SKIP;
    return (Reject){.file = reader->context->file,
                    .line = reader->line,
                    .reason = reader->reason,
                    .column = whole ? (Str){"", 0} : reader->layout->names[reader->layout->column[reader->fault]],
                    .value = whole ? (Str){"", 0} : row_value(reader, reader->fault),
                    .record = reader->picked.record};
}

// Makes room in the arena for one more element, doubling.
static void *room_for_one(Arena *arena, void *array, size_t count, size_t size)
{
    enum { FIRST = 8 };
    bool full = count == 0 || (count >= FIRST && (count & (count - 1)) == 0);
    if (!full) return array;
    char *larger = arena_alloc(arena, count ? count * 2 : FIRST, size);
    if (count) memcpy(larger, array, count * size);
    return larger;
}

static void keep_waiting(RowReader *reader)
{
    RowsRead *read = reader->read;
    read->wait = room_for_one(reader->arena, read->wait, read->waiting, sizeof *read->wait);
    read->wait[read->waiting++] =
        (WaitingLine){.key = reader->row.order_key, .before_head = read->head.key == 0, .reject = reject_of(reader)};
}

static void keep_reject(RowReader *reader)
{
    RowsRead *read = reader->read;
    read->rejected_by[reader->reason]++;
    if (read->rejects == reader->context->rejects_max) return;
    read->reject = room_for_one(reader->arena, read->reject, read->rejects, sizeof *read->reject);
    read->reject[read->rejects++] = reject_of(reader);
}

static void read_row(RowReader *reader, CsvStatus status)
{
    RowsRead *read = reader->read;
    reader->waits = false;
    bool taken = take_whole_row(reader, status), without_amount = !taken && reader->reason == REJECT_NO_AMOUNT;
    read->rows++;
    if (taken) {
        add_row(reader);
    } else if (without_amount && follow_head(reader)) {
        read->accepted++;
        read->order_lines++;
    } else if (reader->waits) {
        keep_waiting(reader);
    } else {
        keep_reject(reader);
    }
    if (reader->row.order_key && !without_amount)
        read->head = (OrderHead){reader->row.order_key, taken, reader->reason};
}

void rows_read(const RowsContext *context, const Block *block, int worker, RowsRead *read)
{
    const Layout *layout = context->layout;
    RowReader reader = {.context = context, .layout = layout, .read = read, .arena = context->arenas[worker]};
    CsvPicker picker = csv_picker(layout->csv, context->text, block->start, context->slots, layout->columns);
    uint64_t line = block->line;
    *read = (RowsRead){.part = activity_part_open(context->builder, worker, block->line_ends + 1)};
    while (picker.offset < block->end) {
        CsvStatus status = csv_pick(&picker, &reader.picked);
        if (status == CSV_UNCLOSED_QUOTE || status == CSV_LINE_TOO_LONG) {
            read->status = status;
            line += reader.picked.breaks;
            break;
        }
        reader.line = line;
        line += 1 + reader.picked.breaks;
        if (is_blank_record(&reader)) continue;
        read_row(&reader, status);
    }
    read->end = picker.offset;
    read->end_line = line;
}

void rows_context_columns(RowsContext *context)
{
    static const ColumnRole needed[] = {COLUMN_CUSTOMER, COLUMN_DATE, COLUMN_AMOUNT, COLUMN_PRICE};
    const Layout *layout = context->layout;
    memset(context->slots, CSV_NO_SLOT, sizeof context->slots);
    for (ColumnRole role = COLUMN_SKIP + 1; role < COLUMN_ROLE_COUNT; role++)
        if (layout->column[role] >= 0) context->slots[layout->column[role]] = (uint8_t)role;
    if (!layout_multiplies(layout)) {
        if (layout->column[COLUMN_PRICE] >= 0) context->slots[layout->column[COLUMN_PRICE]] = CSV_NO_SLOT;
        if (layout->column[COLUMN_QUANTITY] >= 0 && !layout->bare_number_orders)
            context->slots[layout->column[COLUMN_QUANTITY]] = CSV_NO_SLOT;
    }
    context->columns_needed = 0;
    for (size_t i = 0; i < COUNT_OF(needed); i++) {
        bool read = layout->column[needed[i]] >= 0 && context->slots[layout->column[needed[i]]] != CSV_NO_SLOT;
        if (read && (size_t)layout->column[needed[i]] >= context->columns_needed)
            context->columns_needed = (size_t)layout->column[needed[i]] + 1;
    }
}

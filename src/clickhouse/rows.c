#include "clickhouse/rows.h"

#include <string.h>

// ---- as bytes ----

// ClickHouse's intHash64: the finalizer of MurmurHash3 (Appleby) over x ^ a constant.
static uint64_t int_hash(uint64_t x)
{
    x ^= UINT64_C(0x4CF2D2BAAE6DA887);
    x ^= x >> 33;
    x *= UINT64_C(0xff51afd7ed558ccd);
    x ^= x >> 33;
    x *= UINT64_C(0xc4ceb9fe1a85ec53);
    return x ^ (x >> 33);
}

// Each step takes the one before, so that values that change places change the sum.
const char row_hash_sql[] =
    "intHash64(intHash64(intHash64(intHash64(intHash64(toUInt64(seq)) + toUInt64(class) * 4294967296 + person) + "
    "toUInt64(second) * 256 + counts) + toUInt64(amount)) + toUInt64(d0) + toUInt64(d1) * 65536 + toUInt64(d2) * "
    "4294967296 + toUInt64(d3) * 281474976710656) + toUInt64(d4) + toUInt64(d5) * 65536 + toUInt64(d6) * 4294967296 + "
    "toUInt64(d7) * 281474976710656";

static uint64_t four_codes(const uint16_t *code)
{
    return code[0] + code[1] * UINT64_C(65536) + code[2] * UINT64_C(4294967296) + code[3] * UINT64_C(281474976710656);
}

uint64_t row_hash(const DeliveredRow *row)
{
    uint64_t hash = int_hash((uint64_t)row->seq);
    hash = int_hash(hash + row->event_class * UINT64_C(4294967296) + row->person);
    hash = int_hash(hash + row->second * UINT64_C(256) + row->counts);
    hash = int_hash(hash + (uint64_t)row->amount_minor);
    hash = int_hash(hash + four_codes(row->code));
    return hash + four_codes(row->code + 4);
}

bool rows_same(const DeliveredRow *a, const DeliveredRow *b)
{
    return rows_same_place(a, b) && a->amount_minor == b->amount_minor && a->counts == b->counts &&
           memcmp(a->code, b->code, sizeof a->code) == 0;
}

// RowBinary is little-endian, as the machines we know.
void row_write(const DeliveredRow *row, uint64_t version, unsigned char bytes[ROW_BYTES + ROW_VERSION_BYTES])
{
    memcpy(bytes, &row->event_class, 2);
    memcpy(bytes + 2, &row->person, 4);
    memcpy(bytes + 6, &row->second, 4);
    memcpy(bytes + 10, &row->seq, 8);
    memcpy(bytes + 18, &row->amount_minor, 8);
    memcpy(bytes + 26, row->code, sizeof row->code);
    bytes[ROW_BYTES - 1] = row->counts;
    memcpy(bytes + ROW_BYTES, &version, ROW_VERSION_BYTES);
}

DeliveredRow row_read(const unsigned char bytes[ROW_BYTES])
{
    DeliveredRow row = {.counts = bytes[ROW_BYTES - 1]};
    memcpy(&row.event_class, bytes, 2);
    memcpy(&row.person, bytes + 2, 4);
    memcpy(&row.second, bytes + 6, 4);
    memcpy(&row.seq, bytes + 10, 8);
    memcpy(&row.amount_minor, bytes + 18, 8);
    memcpy(row.code, bytes + 26, sizeof row.code);
    return row;
}

// ---- from the store ----

// In the order of the query `events`.
enum {
    EVENT_SEQ,
    EVENT_CLASS,
    EVENT_CUSTOMER,
    EVENT_AT,
    EVENT_FLAGS,
    EVENT_AMOUNT,
    EVENT_CURRENCY,
    FIGURE_CUSTOMER,
    FIGURE_COUNTS,
    FIGURE_AMOUNT,
    FIGURE_CURRENCY,
    EVENT_BODY
};

static Second civil_second(const Zone *zone, int64_t at)
{
    int64_t second = at / MILLISECONDS_PER_SECOND - (at % MILLISECONDS_PER_SECOND < 0);
    int64_t civil = zone_civil(zone, second);
    return civil < 0 ? 0 : civil > UINT32_MAX ? UINT32_MAX : (Second)civil;
}

static Customer root_of(const RowSource *source, Customer customer)
{
    return customer < source->customers ? source->root[customer] : customer;
}

// An amount in another currency is worth what figure.h says, or nothing as long as there is no rate.
static void take_amount(const RowSource *source, const Rows *rows, DeliveredRow *row)
{
    bool figure = !rows_null(rows, FIGURE_COUNTS);
    Str currency = rows_text(rows, figure ? FIGURE_CURRENCY : EVENT_CURRENCY);
    row->amount_minor = rows_integer(rows, figure ? FIGURE_AMOUNT : EVENT_AMOUNT);
    if (!currency.size || str_equal(currency, activity_currency(source->activity))) return;
    char code[4] = {0};
    memcpy(code, currency.data, currency.size < 3 ? currency.size : 3);
    bool known = figure && activity_worth(source->activity, code, rows_integer(rows, EVENT_AT), &row->amount_minor);
    if (!known) row->amount_minor = 0;
    if (figure && !known) row->counts = ROW_UNCONVERTED;
}

// False: it is in no figure.
static bool take_row(const RowSource *source, const Rows *rows, Arena *scratch, DeliveredRow *row)
{
    bool figure = !rows_null(rows, FIGURE_COUNTS);
    if (rows_integer(rows, EVENT_FLAGS) & EVENT_HIDDEN || (figure && !rows_integer(rows, FIGURE_COUNTS))) return false;
    Customer customer = figure ? (Customer)rows_integer(rows, FIGURE_CUSTOMER) : 0;
    if (!customer) customer = (Customer)rows_integer(rows, EVENT_CUSTOMER);
    *row = (DeliveredRow){.seq = rows_integer(rows, EVENT_SEQ),
                          .person = root_of(source, customer),
                          .second = civil_second(activity_zone(source->activity), rows_integer(rows, EVENT_AT)),
                          .event_class = (uint16_t)rows_integer(rows, EVENT_CLASS),
                          .counts = ROW_COUNTS};
    uint16_t value[ACTIVITY_DIMENSIONS_MAX];
    arena_reset(scratch);
    dimensions_look(source->dimensions, rows_text(rows, EVENT_BODY), scratch, value);
    for (size_t d = 0; d < ACTIVITY_DIMENSIONS_MAX; d++)
        row->code[d] = value[d] ? (uint16_t)(value[d] - 1) : DIMENSION_OTHER;
    take_amount(source, rows, row);
    return true;
}

bool rows_of_range(const RowSource *source, StoreSession *session, int64_t from, int64_t to, size_t limit, Arena *arena,
                   RowList *list, int64_t *last, Error *error)
{
    Rows rows;
    size_t looked = 0;
    *list = (RowList){.row = arena_array(arena, DeliveredRow, limit)};
    *last = from;
    if (!store_select(session, &query_clickhouse_events,
                      VALUES(value_integer(from), value_integer(to), value_integer((int64_t)limit)), &rows, error))
        return false;
    Arena *scratch = arena_open(0);
    for (; looked < limit && rows_next(&rows); looked++) {
        *last = rows_integer(&rows, EVENT_SEQ);
        list->count += take_row(source, &rows, scratch, &list->row[list->count]);
    }
    arena_close(scratch);
    if (looked < limit) *last = to;
    return rows_close(&rows, error);
}

// Numbers near one another are read in one go.
bool rows_of_events(const RowSource *source, StoreSession *session, const int64_t *seqs, size_t count, Arena *arena,
                    RowList *list, Error *error)
{
    enum { GAP = 32, AT_ONCE = 4096 };
    *list = (RowList){.row = arena_array(arena, DeliveredRow, count)};
    Arena *scratch = arena_open(0);
    bool fine = true;
    for (size_t from = 0, end; fine && from < count; from = end) {
        int64_t last;
        RowList near;
        for (end = from + 1; end < count && seqs[end] - seqs[end - 1] < GAP && seqs[end] - seqs[from] < AT_ONCE;) end++;
        arena_reset(scratch);
        fine = rows_of_range(source, session, seqs[from] - 1, seqs[end - 1], (size_t)(seqs[end - 1] - seqs[from]) + 1,
                             scratch, &near, &last, error);
        for (size_t i = 0, at = from; fine && i < near.count; i++) {
            while (at < end && seqs[at] < near.row[i].seq) at++;
            if (at < end && seqs[at] == near.row[i].seq) list->row[list->count++] = near.row[i];
        }
    }
    arena_close(scratch);
    return fine;
}

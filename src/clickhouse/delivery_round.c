// One round: what has changed since the cursor, looked up on both sides, and written where it differs.
#include <stdlib.h>
#include <string.h>

#include "base/pages.h"
#include "clickhouse/delivery_parts.h"

enum {
    BLOCK_EVENTS = 100000, // of one insert
    LOOK_UP = 10000,       // rows looked up in one query
    PERSONS_AT_ONCE = 2000
};

// What a round sees.
typedef struct Round {
    Delivery *delivery;
    StoreSession *session;
    Arena *arena;
    RowSource source;
    int64_t to, rates;
    uint64_t people;
    TablesCursor cursor; // after it
    Customer *moved;     // customers whose root is another now
    size_t moved_count;
    int64_t *changed; // numbers of events whose rows may have to be written anew; pages
    size_t changed_count, changed_room;
    bool erased;
} Round;

// ---- what there is ----

static bool ask_number(StoreSession *session, const Query *query, int64_t *number, Error *error)
{
    Rows rows;
    if (!store_select(session, query, NO_VALUES, &rows, error)) return false;
    *number = rows_next(&rows) ? rows_integer(&rows, 0) : 0;
    return rows_close(&rows, error);
}

// Those of before when nobody was merged since: who is new is their own root.
static void take_roots(Round *round)
{
    const Delivery *delivery = round->delivery;
    const People *people = &delivery->settings.people;
    round->people = people->version(people->context);
    round->source = (RowSource){.activity = delivery->settings.activity,
                                .dimensions = delivery->settings.dimensions,
                                .root = delivery->root,
                                .customers = delivery->customers};
    if (round->people == delivery->people) return;
    uint32_t count = people->count(people->context) + 1;
    Customer *root = pages_array(Customer, count);
    for (Customer c = 0; c < count; c++) {
        Customer of = people->root(people->context, c);
        root[c] = of < count ? of : c;
    }
    round->source.root = root;
    round->source.customers = count;
}

static bool nothing(StoreSession *session, void *context, Error *error)
{
    (void)session, (void)context, (void)error;
    return true;
}

// The rates that rows are converted at are in memory when the commit that brought them has been told of.
static bool see(Round *round, Error *error)
{
    Delivery *delivery = round->delivery;
    StoreSession *session = round->session;
    if (!log_catch_up(delivery->settings.log, session, error) ||
        !ask_number(session, &query_clickhouse_last, &round->to, error) ||
        !ask_number(session, &query_clickhouse_rates, &round->rates, error))
        return false;
    if (round->rates != delivery->cursor.rates && !store_write(delivery->settings.store, nothing, NULL, error))
        return false;
    take_roots(round);
    return true;
}

// ---- what has changed ----

static void add_changed(Round *round, int64_t seq)
{
    if (round->changed_count == round->changed_room) {
        size_t room = round->changed_room ? 2 * round->changed_room : 1024;
        round->changed = pages_resize(round->changed, round->changed_room, room, sizeof *round->changed);
        round->changed_room = room;
    }
    round->changed[round->changed_count++] = seq;
}

static bool add_rows(Round *round, Rows *rows, Error *error)
{
    while (rows_next(rows)) add_changed(round, rows_integer(rows, 0));
    return rows_close(rows, error);
}

static bool see_figures(Round *round, Error *error)
{
    Rows rows;
    const Delivery *delivery = round->delivery;
    if (!store_select(round->session, &query_clickhouse_figures,
                      VALUES(value_integer(delivery->cursor.seq), value_integer(delivery->highest)), &rows, error) ||
        !add_rows(round, &rows, error))
        return false;
    if (round->rates == delivery->cursor.rates) return true;
    return store_select(
               round->session, &query_clickhouse_foreign_figures,
               VALUES(value_text(activity_currency(delivery->settings.activity)), value_integer(delivery->highest)),
               &rows, error) &&
           add_rows(round, &rows, error);
}

// Lists of numbers as log_remove writes them.
static bool see_removals(Round *round, Error *error)
{
    enum { LISTED_BYTES = sizeof(int64_t) + sizeof(Customer) + sizeof(MessageKey) };
    Rows rows;
    if (!store_select(round->session, &query_clickhouse_removals,
                      VALUES(value_integer(round->delivery->cursor.removal)), &rows, error))
        return false;
    while (rows_next(&rows)) {
        Str bytes = rows_text(&rows, 1);
        round->cursor.removal = rows_integer(&rows, 0);
        round->erased = true;
        round->delivery->doubted |= rows_null(&rows, 1) && round->delivery->highest > 0; // the list is no longer there
        for (size_t at = 0; at + LISTED_BYTES <= bytes.size; at += LISTED_BYTES) {
            int64_t seq;
            memcpy(&seq, bytes.data + at, sizeof seq);
            if (seq <= round->delivery->highest) add_changed(round, seq);
        }
    }
    return rows_close(&rows, error);
}

// Customers that were not there before are their own root.
static Customer root_before(const Delivery *delivery, Customer customer)
{
    return customer < delivery->customers ? delivery->root[customer] : customer;
}

static bool see_moved(Round *round)
{
    const Delivery *delivery = round->delivery;
    size_t count = 0;
    for (Customer c = 0; c < round->source.customers; c++) count += round->source.root[c] != root_before(delivery, c);
    round->moved = arena_array(round->arena, Customer, count + 1);
    for (Customer c = 0; c < round->source.customers && count; c++)
        if (round->source.root[c] != root_before(delivery, c)) round->moved[round->moved_count++] = c;
    return count > 0;
}

static int by_value(const void *a, const void *b)
{
    Customer x = *(const Customer *)a, y = *(const Customer *)b;
    return x < y ? -1 : x > y;
}

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

// The rows of the persons that moved customers belonged to, and, since a round may have been cut short, belong to now.
static bool see_merges(Round *round, Error *error)
{
    const Delivery *delivery = round->delivery;
    size_t count = 0;
    if (round->people == delivery->people || !see_moved(round)) return true;
    Customer *person = arena_array(round->arena, Customer, 2 * round->moved_count);
    for (size_t i = 0; i < round->moved_count; i++) {
        person[count++] = root_before(delivery, round->moved[i]);
        person[count++] = round->source.root[round->moved[i]];
    }
    qsort(person, count, sizeof *person, by_value);
    for (size_t from = 0, end; from < count; from = end) {
        RowList list;
        end = from + PERSONS_AT_ONCE < count ? from + PERSONS_AT_ONCE : count;
        if (!tables_rows_of_persons(delivery->wire, person + from, end - from, round->arena, &list, error))
            return false;
        for (size_t i = 0; i < list.count; i++)
            if (list.row[i].seq <= round->to) add_changed(round, list.row[i].seq); // later ones: of another server
    }
    return true;
}

static void sort_changed(Round *round)
{
    size_t kept = 0;
    if (round->changed_count == 0) return;
    qsort(round->changed, round->changed_count, sizeof *round->changed, by_number);
    for (size_t i = 0; i < round->changed_count; i++)
        if (kept == 0 || round->changed[i] != round->changed[kept - 1]) round->changed[kept++] = round->changed[i];
    round->changed_count = kept;
}

// ---- making rows equal ----

static uint64_t next_version(Delivery *delivery, int64_t seq)
{
    uint64_t least = (uint64_t)seq << VERSION_BITS;
    delivery->version = delivery->version >= least ? delivery->version + 1 : least;
    return delivery->version;
}

// What is counted in the cursor's sums: rows of events it has passed.
static void count_row(TablesCursor *sums, const DeliveredRow *row, int sign)
{
    sums->rows += (uint64_t)(int64_t)sign;
    sums->sum += sign > 0 ? row_hash(row) : 0 - row_hash(row);
}

// Both lists by number. `put` has room for all rows of both.
static size_t differences(const RowList *wanted, const RowList *there, bool erased, DeliveredRow *put)
{
    size_t count = 0, w = 0, t = 0;
    while (w < wanted->count || t < there->count) {
        const DeliveredRow *want = w < wanted->count ? &wanted->row[w] : NULL;
        if (want && (t == there->count || want->seq < there->row[t].seq)) {
            put[count++] = *want;
            w++;
            continue;
        }
        int64_t seq = there->row[t].seq;
        bool same_event = want && want->seq == seq, found = false;
        for (; t < there->count && there->row[t].seq == seq; t++) {
            found |= same_event && rows_same(want, &there->row[t]);
            if (same_event && (rows_same_place(want, &there->row[t]) || there->row[t].counts == ROW_GONE)) continue;
            put[count] = there->row[t];
            put[count].amount_minor = 0;
            put[count++].counts = erased && !same_event ? ROW_ERASED : ROW_GONE;
        }
        if (same_event && !found) put[count++] = *want;
        w += same_event;
    }
    return count;
}

static bool make_equal(Round *round, const RowList *wanted, const RowList *there, Error *error)
{
    Delivery *delivery = round->delivery;
    DeliveredRow *put = arena_array(round->arena, DeliveredRow, wanted->count + there->count + 1);
    size_t count = differences(wanted, there, round->erased, put);
    for (size_t i = 0; i < there->count; i++)
        if (there->row[i].counts != ROW_GONE && there->row[i].seq <= delivery->cursor.seq)
            count_row(&round->cursor, &there->row[i], -1);
    for (size_t i = 0; i < wanted->count; i++)
        if (wanted->row[i].seq <= delivery->cursor.seq) count_row(&round->cursor, &wanted->row[i], 1);
    return tables_put(delivery->wire, put, count, next_version(delivery, round->to), error);
}

static bool write_changed(Round *round, Error *error)
{
    bool fine = true;
    sort_changed(round);
    for (size_t from = 0, end; fine && from < round->changed_count; from = end) {
        RowList wanted, there;
        const int64_t *seqs = round->changed + from;
        end = from + LOOK_UP < round->changed_count ? from + LOOK_UP : round->changed_count;
        fine = rows_of_events(&round->source, round->session, seqs, end - from, round->arena, &wanted, error) &&
               tables_rows_of_events(round->delivery->wire, seqs, end - from, round->erased, round->arena, &there,
                                     error) &&
               make_equal(round, &wanted, &there, error);
    }
    return fine;
}

static bool write_new(Round *round, Error *error)
{
    Delivery *delivery = round->delivery;
    Arena *scratch = arena_open(0);
    bool fine = true;
    for (int64_t from = delivery->cursor.seq; fine && from < round->to;) {
        RowList list;
        arena_reset(scratch);
        fine =
            rows_of_range(&round->source, round->session, from, round->to, BLOCK_EVENTS, scratch, &list, &from, error);
        if (!fine) break;
        delivery->highest = larger(delivery->highest, from);
        fine = tables_put(delivery->wire, list.row, list.count, next_version(delivery, round->to), error);
        for (size_t i = 0; fine && i < list.count; i++) count_row(&round->cursor, &list.row[i], 1);
    }
    arena_close(scratch);
    return fine;
}

// Rows of events past the cursor that a round cut short has left, and that now lie elsewhere, or nowhere.
static bool clear_unfinished(Round *round, Error *error)
{
    Delivery *delivery = round->delivery;
    Arena *kept = round->arena, *scratch = arena_open(0);
    bool fine = true;
    round->arena = scratch;
    for (int64_t from = delivery->cursor.seq, to; fine && from < delivery->highest; from = to) {
        RowList wanted, there;
        int64_t last;
        arena_reset(scratch);
        to = smaller(from + BLOCK_EVENTS, delivery->highest);
        fine = rows_of_range(&round->source, round->session, from, to, BLOCK_EVENTS, scratch, &wanted, &last, error) &&
               tables_rows_of_range(delivery->wire, from, to, scratch, &there, error) &&
               make_equal(round, &wanted, &there, error);
    }
    round->arena = kept;
    arena_close(scratch);
    return fine;
}

// ---- when what stands there is in doubt ----

static bool sums_equal(const RowList *list, const TablesSum *sum, TablesCursor *total)
{
    TablesCursor here = {0};
    for (size_t i = 0; i < list->count; i++) count_row(&here, &list->row[i], 1);
    total->rows += here.rows;
    total->sum += here.sum;
    return here.rows == sum->rows && here.sum == sum->sum;
}

// Numbers from..to-1 of the log.
static bool compare_block(Round *round, int64_t from, int64_t to, const TablesSum *sum, Error *error)
{
    RowList wanted, there;
    int64_t last;
    Arena *kept = round->arena;
    round->arena = arena_open(0);
    bool fine = rows_of_range(&round->source, round->session, from - 1, to - 1, BLOCK_EVENTS, round->arena, &wanted,
                              &last, error);
    if (fine && !sums_equal(&wanted, sum, &round->cursor))
        fine = tables_rows_of_range(round->delivery->wire, from - 1, to - 1, round->arena, &there, error) &&
               make_equal(round, &wanted, &there, error);
    arena_close(round->arena);
    round->arena = kept;
    return fine;
}

// All there is, block by block of the log: count and sum of hashes of both sides; where they differ, row by row.
static bool compare_all(Round *round, Error *error)
{
    TablesSum *sums;
    size_t count, at = 0;
    Delivery *delivery = round->delivery;
    if (!tables_sums(delivery->wire, BLOCK_EVENTS, round->arena, &sums, &count, error)) return false;
    int64_t end = larger(round->to, delivery->highest), removal = round->cursor.removal;
    delivery->cursor = round->cursor = (TablesCursor){.removal = removal};
    for (int64_t from = 0; from <= end; from += BLOCK_EVENTS) {
        TablesSum sum = {.block = from / BLOCK_EVENTS};
        while (at < count && sums[at].block < sum.block) at++;
        if (at < count && sums[at].block == sum.block) sum = sums[at];
        if (!compare_block(round, from, from + BLOCK_EVENTS, &sum, error)) return false;
    }
    return true;
}

// ---- a round ----

static bool nothing_new(const Round *round)
{
    const Delivery *delivery = round->delivery;
    return round->to == delivery->cursor.seq && round->rates == delivery->cursor.rates &&
           round->people == delivery->people && round->changed_count == 0 && !round->erased && !delivery->doubted &&
           delivery->highest <= delivery->cursor.seq;
}

static void adopt_roots(Delivery *delivery, const Round *round)
{
    if (round->source.root != delivery->root)
        pages_release(delivery->root, delivery->customers, sizeof *delivery->root);
    delivery->root = (Customer *)(uintptr_t)round->source.root;
    delivery->customers = round->source.customers;
    delivery->people = round->people;
}

static bool write_all(Round *round, Error *error)
{
    Delivery *delivery = round->delivery;
    round->erased |= delivery->doubted;
    bool fine = delivery->doubted
                    ? compare_all(round, error)
                    : clear_unfinished(round, error) && write_changed(round, error) && write_new(round, error);
    if (!fine) return false;
    Customer *root = arena_array(round->arena, Customer, round->moved_count + 1);
    for (size_t i = 0; i < round->moved_count; i++) root[i] = round->source.root[round->moved[i]];
    round->cursor.seq = round->to;
    round->cursor.rates = round->rates;
    uint64_t version = delivery->stated = next_version(delivery, round->to);
    return tables_set_roots(delivery->wire, round->moved, root, round->moved_count, version, error) &&
           tables_set_cursor(delivery->wire, &round->cursor, version, error);
}

// ---- several servers on one store ----
//
// Each delivers; what is done twice is done to the same places. A server goes on from the cursor that another one has
// written, with the roots of then; and where somebody has begun to write rows and no cursor has followed (they are at
// it, or were killed), what stands there is compared first, since who is who may have changed meanwhile.

static bool is_shared(const Delivery *delivery)
{
    return store_is_postgresql(delivery->settings.store);
}

static bool adopt(Delivery *delivery, Error *error)
{
    uint64_t version;
    int64_t highest;
    pthread_rwlock_wrlock(&delivery->steady);
    bool fine = tables_cursor(delivery->wire, &delivery->cursor, &version, &highest, error) &&
                delivery_take_roots(delivery, error);
    pthread_rwlock_unlock(&delivery->steady);
    if (!fine) return false;
    delivery->version = version > delivery->version ? version : delivery->version;
    delivery->highest = larger(delivery->highest, highest);
    delivery->erasing = true; // who began it may be gone
    return true;
}

// Before the store is looked at: so it is not older than what others have delivered.
static bool see_others(Delivery *delivery, Error *error)
{
    uint64_t stated;
    int64_t begun;
    if (!is_shared(delivery)) return true;
    if (!tables_others(delivery->wire, &stated, &begun, error)) return false;
    if (stated != delivery->stated && !adopt(delivery, error)) return false;
    delivery->stated = stated;
    delivery->highest = larger(delivery->highest, begun);
    return true;
}

static bool say_begun(Round *round, Error *error)
{
    Delivery *delivery = round->delivery;
    return !is_shared(delivery) || round->to <= delivery->cursor.seq ||
           tables_set_begun(delivery->wire, round->to, next_version(delivery, round->to), error);
}

// ---- a round, all of it ----

// Rows beyond the log, or a cursor there: an older copy of the store was put in its place.
static bool deliver(Round *round, Error *error)
{
    Delivery *delivery = round->delivery;
    if (!see(round, error) || !see_figures(round, error) || !see_removals(round, error)) return false;
    delivery->doubted |= delivery->cursor.seq > round->to || delivery->highest > round->to;
    if (nothing_new(round)) return true;
    pthread_rwlock_wrlock(&delivery->steady);
    bool fine = see_merges(round, error) && say_begun(round, error) && write_all(round, error);
    if (fine) {
        delivery->cursor = round->cursor;
        delivery->highest = round->to;
        delivery->erasing |= round->erased;
        delivery->doubted = false;
        adopt_roots(delivery, round);
    }
    pthread_rwlock_unlock(&delivery->steady);
    return fine;
}

bool round_run(Delivery *delivery, Error *error)
{
    Round round = {.delivery = delivery, .arena = arena_open(0)};
    bool fine = see_others(delivery, error) && store_read_begin(delivery->settings.store, &round.session, error);
    round.cursor = delivery->cursor;
    if (fine) {
        fine = deliver(&round, error);
        store_read_end(round.session);
    }
    if (round.source.root != delivery->root)
        pages_release((Customer *)(uintptr_t)round.source.root, round.source.customers, sizeof(Customer));
    pages_release(round.changed, round.changed_room, sizeof *round.changed);
    arena_close(round.arena);
    return fine;
}

#include "clickhouse/tables.h"

#include <stdlib.h>
#include <string.h>

#include "clickhouse/stream.h"

enum { STATE_OWNER = 1, STATE_CURSOR = 2, STATE_ROOT = 3, STATE_BEGUN = 4 };
enum { STATE_BYTES = 1 + 4 + 5 * 8, STATE_VERSION_BYTES = 8 };

// ---- making them ----

static bool run_on(Wire *wire, size_t host, Str query, Error *error)
{
    return wire_ask(wire, &(WireAsk){.host = host, .query = query}, error);
}

static bool has_cluster(const Wire *wire)
{
    return wire_address(wire)->cluster.size;
}

// Years and a half by ten millions of seconds: what is long past lies in parts that no longer change, and no block of
// rows touches more than 87 of them.
static Str rows_table(const Wire *wire, Arena *arena)
{
    Str database = wire_address(wire)->database;
    return str_format(arena,
                      "CREATE TABLE IF NOT EXISTS %.*s.fidele_rows%s (class UInt16, person UInt32, second UInt32, seq "
                      "UInt64, amount Int64, d0 UInt16, d1 UInt16, d2 UInt16, d3 UInt16, d4 UInt16, d5 UInt16, d6 "
                      "UInt16, d7 UInt16, counts UInt8, version UInt64) ENGINE = ReplacingMergeTree(version) PARTITION "
                      "BY intDiv(second, 50000000) ORDER BY (class, person, second, seq)",
                      STR_ARGS(database), has_cluster(wire) ? "_local" : "");
}

static Str state_table(const Wire *wire, Arena *arena)
{
    Str database = wire_address(wire)->database;
    return str_format(arena,
                      "CREATE TABLE IF NOT EXISTS %.*s.fidele_state%s (kind UInt8, id UInt32, a UInt64, b UInt64, c "
                      "UInt64, d UInt64, e UInt64, version UInt64) ENGINE = ReplacingMergeTree(version) ORDER BY "
                      "(kind, id)",
                      STR_ARGS(database), has_cluster(wire) ? "_local" : "");
}

static Str distributed_table(const Wire *wire, const char *table, const char *key, Arena *arena)
{
    const ClickhouseAddress *address = wire_address(wire);
    return str_format(arena,
                      "CREATE TABLE IF NOT EXISTS %.*s.%s AS %.*s.%s_local ENGINE = Distributed(%.*s, %.*s, %s_local, "
                      "%s)",
                      STR_ARGS(address->database), table, STR_ARGS(address->database), table,
                      STR_ARGS(address->cluster), STR_ARGS(address->database), table, key);
}

static bool make_on(Wire *wire, size_t host, Arena *arena, Error *error)
{
    Str database = wire_address(wire)->database;
    bool fine =
        run_on(wire, host, str_format(arena, "CREATE DATABASE IF NOT EXISTS %.*s", STR_ARGS(database)), error) &&
        run_on(wire, host, rows_table(wire, arena), error) && run_on(wire, host, state_table(wire, arena), error);
    if (!fine || !has_cluster(wire)) return fine;
    return run_on(wire, host, distributed_table(wire, "fidele_rows", "person", arena), error) &&
           run_on(wire, host, distributed_table(wire, "fidele_state", "id", arena), error);
}

static bool empty_on(Wire *wire, size_t host, Arena *arena, Error *error)
{
    Str database = wire_address(wire)->database;
    const char *local = has_cluster(wire) ? "_local" : "";
    return run_on(wire, host, str_format(arena, "TRUNCATE TABLE %.*s.fidele_rows%s", STR_ARGS(database), local),
                  error) &&
           run_on(wire, host, str_format(arena, "TRUNCATE TABLE %.*s.fidele_state%s", STR_ARGS(database), local),
                  error);
}

// ---- the state ----

typedef struct StateRow {
    uint32_t id;
    uint64_t value[5];
} StateRow;

typedef struct StateTaking {
    StateRow row;
    size_t count;
    Customer *root;
    uint32_t customers;
} StateTaking;

static StateRow state_read(const unsigned char *row)
{
    StateRow state = {.id = stream_u32(row)};
    for (size_t i = 0; i < 5; i++) state.value[i] = stream_u64(row + 4 + 8 * i);
    return state;
}

static bool take_state(void *context, const unsigned char *row)
{
    StateTaking *taking = context;
    taking->row = state_read(row);
    return taking->count++ == 0;
}

static bool ask_state(Wire *wire, int kind, StreamTake *take, StateTaking *taking, Error *error)
{
    Arena *scratch = arena_open(0);
    Str query = str_format(scratch, "SELECT id, a, b, c, d, e FROM %.*s.fidele_state FINAL WHERE kind = %d",
                           STR_ARGS(wire_address(wire)->database), kind);
    bool fine = stream_ask(
        wire, &(StreamAsk){.query = query, .row_bytes = STATE_BYTES - 1, .take = take, .context = taking}, error);
    arena_close(scratch);
    return fine;
}

static void put_state(Text *text, int kind, const StateRow *row, uint64_t version)
{
    char bytes[STATE_BYTES + STATE_VERSION_BYTES] = {(char)kind};
    memcpy(bytes + 1, &row->id, 4);
    memcpy(bytes + 5, row->value, sizeof row->value);
    memcpy(bytes + STATE_BYTES, &version, STATE_VERSION_BYTES);
    text_add(text, (Str){bytes, sizeof bytes});
}

static bool insert_state(Wire *wire, const Text *rows, Error *error)
{
    Arena *scratch = arena_open(0);
    Str query = str_format(scratch, "INSERT INTO %.*s.fidele_state (kind, id, a, b, c, d, e, version) FORMAT RowBinary",
                           STR_ARGS(wire_address(wire)->database));
    bool fine = wire_insert(wire, query, text_str(rows), error);
    arena_close(scratch);
    return fine;
}

static bool set_state(Wire *wire, int kind, const StateRow *row, uint64_t version, Error *error)
{
    Arena *scratch = arena_open(0);
    Text text = text_in(scratch);
    put_state(&text, kind, row, version);
    bool fine = insert_state(wire, &text, error);
    arena_close(scratch);
    return fine;
}

// ---- whose they are ----

static bool refuse_other(const Wire *wire, Error *error)
{
    return error_code(
        error, ERROR_CONFLICT, "activity_taken",
        PHRASE("the ClickHouse database {0} holds the rows of another data folder: name another database in "
               "--activity, or drop its tables fidele_rows and fidele_state",
               "la base ClickHouse {0} contient les lignes d’un autre dossier de données\u00A0: nommez une "
               "autre base dans --activity, ou supprimez ses tables fidele_rows et fidele_state"),
        wire_address(wire)->database);
}

bool tables_open(Wire *wire, const TablesOwner *owner, Error *error)
{
    StateTaking taking = {0};
    Arena *scratch = arena_open(0);
    const size_t hosts = wire_address(wire)->hosts;
    bool fine = true;
    for (size_t host = 0; fine && host < hosts; host++) fine = make_on(wire, host, scratch, error);
    fine = fine && ask_state(wire, STATE_OWNER, take_state, &taking, error);
    bool known = taking.count, same = known && taking.row.value[1] == owner->rules;
    if (fine && known && taking.row.value[0] != owner->store) fine = refuse_other(wire, error);
    for (size_t host = 0; fine && !same && host < hosts; host++) fine = empty_on(wire, host, scratch, error);
    if (fine && !same)
        fine = set_state(wire, STATE_OWNER, &(StateRow){.value = {owner->store, owner->rules}}, 1, error);
    arena_close(scratch);
    return fine;
}

// ---- how far ----

static bool take_two(void *context, const unsigned char *row)
{
    uint64_t *two = context;
    two[0] = stream_u64(row);
    two[1] = stream_u64(row + 8);
    return true;
}

static bool ask_two(Wire *wire, Str query, uint64_t two[2], Error *error)
{
    return stream_ask(wire, &(StreamAsk){.query = query, .row_bytes = 16, .take = take_two, .context = two}, error);
}

bool tables_cursor(Wire *wire, TablesCursor *cursor, uint64_t *version, int64_t *highest, Error *error)
{
    StateTaking taking = {0};
    uint64_t rows[2] = {0, 0}, state[2] = {0, 0};
    Arena *scratch = arena_open(0);
    Str database = wire_address(wire)->database;
    bool fine =
        ask_state(wire, STATE_CURSOR, take_state, &taking, error) &&
        ask_two(wire, str_format(scratch, "SELECT max(version), max(seq) FROM %.*s.fidele_rows", STR_ARGS(database)),
                rows, error) &&
        ask_two(wire,
                str_format(scratch, "SELECT max(version), max(version) FROM %.*s.fidele_state", STR_ARGS(database)),
                state, error);
    const uint64_t *value = taking.row.value;
    *cursor = (TablesCursor){(int64_t)value[0], (int64_t)value[1], (int64_t)value[2], value[3], value[4]};
    *version = rows[0] > state[0] ? rows[0] : state[0];
    *highest = (int64_t)rows[1];
    arena_close(scratch);
    return fine;
}

bool tables_set_cursor(Wire *wire, const TablesCursor *cursor, uint64_t version, Error *error)
{
    const StateRow row = {.value = {(uint64_t)cursor->seq, (uint64_t)cursor->removal, (uint64_t)cursor->rates,
                                    cursor->rows, cursor->sum}};
    return set_state(wire, STATE_CURSOR, &row, version, error);
}

bool tables_others(Wire *wire, uint64_t *cursor_version, int64_t *begun, Error *error)
{
    uint64_t two[2] = {0, 0};
    Arena *scratch = arena_open(0);
    Str query = str_format(scratch, "SELECT maxIf(version, kind = %d), maxIf(a, kind = %d) FROM %.*s.fidele_state",
                           STATE_CURSOR, STATE_BEGUN, STR_ARGS(wire_address(wire)->database));
    bool fine = ask_two(wire, query, two, error);
    arena_close(scratch);
    *cursor_version = two[0];
    *begun = (int64_t)two[1];
    return fine;
}

bool tables_set_begun(Wire *wire, int64_t begun, uint64_t version, Error *error)
{
    return set_state(wire, STATE_BEGUN, &(StateRow){.value = {(uint64_t)begun}}, version, error);
}

static bool take_root(void *context, const unsigned char *row)
{
    StateTaking *taking = context;
    StateRow state = state_read(row);
    if (state.id < taking->customers) taking->root[state.id] = (Customer)state.value[0];
    return true;
}

bool tables_roots(Wire *wire, Customer *root, uint32_t customers, Error *error)
{
    return ask_state(wire, STATE_ROOT, take_root, &(StateTaking){.root = root, .customers = customers}, error);
}

bool tables_set_roots(Wire *wire, const Customer *customer, const Customer *root, size_t count, uint64_t version,
                      Error *error)
{
    if (count == 0) return true;
    Arena *scratch = arena_open(0);
    Text text = text_in(scratch);
    for (size_t i = 0; i < count; i++)
        put_state(&text, STATE_ROOT, &(StateRow){.id = customer[i], .value = {root[i]}}, version);
    bool fine = insert_state(wire, &text, error);
    arena_close(scratch);
    return fine;
}

// ---- rows ----

typedef struct RowTaking {
    RowList list;
    size_t room;
    Arena *arena;
} RowTaking;

static bool take_row(void *context, const unsigned char *bytes)
{
    RowTaking *taking = context;
    if (taking->list.count == taking->room) {
        size_t room = taking->room ? 2 * taking->room : 256;
        DeliveredRow *larger = arena_array(taking->arena, DeliveredRow, room);
        if (taking->list.count) memcpy(larger, taking->list.row, taking->list.count * sizeof *larger);
        taking->list.row = larger;
        taking->room = room;
    }
    taking->list.row[taking->list.count++] = row_read(bytes);
    return true;
}

static int by_number(const void *a, const void *b)
{
    const DeliveredRow *x = a, *y = b;
    return x->seq < y->seq ? -1 : x->seq > y->seq;
}

static bool ask_rows(Wire *wire, const char *counts, const Text *where, Arena *arena, RowList *list, Error *error)
{
    RowTaking taking = {.arena = arena};
    Arena *scratch = arena_open(0);
    Str query = str_format(scratch, "SELECT " ROW_COLUMNS " FROM %.*s.fidele_rows FINAL WHERE counts IN (%s) AND %.*s",
                           STR_ARGS(wire_address(wire)->database), counts, STR_ARGS(*where));
    bool fine = stream_ask(
        wire, &(StreamAsk){.query = query, .row_bytes = ROW_BYTES, .take = take_row, .context = &taking}, error);
    arena_close(scratch);
    *list = taking.list;
    if (list->count) qsort(list->row, list->count, sizeof *list->row, by_number);
    return fine;
}

bool tables_rows_of_events(Wire *wire, const int64_t *seqs, size_t count, bool gone, Arena *arena, RowList *list,
                           Error *error)
{
    Text where = text_in(arena);
    text_add(&where, STR("seq IN ("));
    for (size_t i = 0; i < count; i++) text_addf(&where, "%s%lld", i ? "," : "", (long long)seqs[i]);
    text_add(&where, STR(")"));
    return ask_rows(wire, gone ? "0, 1, 2" : "1, 2", &where, arena, list, error);
}

bool tables_rows_of_persons(Wire *wire, const Customer *persons, size_t count, Arena *arena, RowList *list,
                            Error *error)
{
    Text where = text_in(arena);
    text_add(&where, STR("person IN ("));
    for (size_t i = 0; i < count; i++) text_addf(&where, "%s%u", i ? "," : "", persons[i]);
    text_add(&where, STR(")"));
    return ask_rows(wire, "1, 2", &where, arena, list, error);
}

bool tables_rows_of_range(Wire *wire, int64_t from, int64_t to, Arena *arena, RowList *list, Error *error)
{
    Text where = text_in(arena);
    text_addf(&where, "seq > %lld AND seq <= %lld", (long long)from, (long long)to);
    return ask_rows(wire, "1, 2", &where, arena, list, error);
}

bool tables_put(Wire *wire, const DeliveredRow *rows, size_t count, uint64_t version, Error *error)
{
    if (count == 0) return true;
    Arena *scratch = arena_open(0);
    unsigned char *bytes = arena_array(scratch, unsigned char, count *(ROW_BYTES + ROW_VERSION_BYTES));
    for (size_t i = 0; i < count; i++) row_write(&rows[i], version, bytes + i * (ROW_BYTES + ROW_VERSION_BYTES));
    Str query = str_format(scratch, "INSERT INTO %.*s.fidele_rows (" ROW_COLUMNS ", version) FORMAT RowBinary",
                           STR_ARGS(wire_address(wire)->database));
    bool fine = wire_insert(wire, query, (Str){(const char *)bytes, count * (ROW_BYTES + ROW_VERSION_BYTES)}, error);
    arena_close(scratch);
    return fine;
}

// ---- sums ----

bool tables_sum(Wire *wire, TablesSum *sum, Error *error)
{
    uint64_t two[2] = {0, 0};
    Arena *scratch = arena_open(0);
    Str query =
        str_format(scratch, "SELECT toUInt64(count()), sum(%s) FROM %.*s.fidele_rows FINAL WHERE counts IN (1, 2)",
                   row_hash_sql, STR_ARGS(wire_address(wire)->database));
    bool fine = ask_two(wire, query, two, error);
    arena_close(scratch);
    *sum = (TablesSum){.rows = two[0], .sum = two[1]};
    return fine;
}

typedef struct SumTaking {
    TablesSum *sum;
    size_t count, room;
    Arena *arena;
} SumTaking;

static bool take_sum(void *context, const unsigned char *row)
{
    SumTaking *taking = context;
    if (taking->count == taking->room) {
        size_t room = taking->room ? 2 * taking->room : 64;
        TablesSum *larger = arena_array(taking->arena, TablesSum, room);
        if (taking->count) memcpy(larger, taking->sum, taking->count * sizeof *larger);
        taking->sum = larger;
        taking->room = room;
    }
    taking->sum[taking->count++] =
        (TablesSum){.block = stream_i64(row), .rows = stream_u64(row + 8), .sum = stream_u64(row + 16)};
    return true;
}

bool tables_sums(Wire *wire, int64_t block, Arena *arena, TablesSum **sums, size_t *count, Error *error)
{
    SumTaking taking = {.arena = arena};
    Str query = str_format(arena,
                           "SELECT intDiv(seq, %lld) AS block, toUInt64(count()), sum(%s) FROM %.*s.fidele_rows FINAL "
                           "WHERE counts IN (1, 2) GROUP BY block ORDER BY block",
                           (long long)block, row_hash_sql, STR_ARGS(wire_address(wire)->database));
    bool fine =
        stream_ask(wire, &(StreamAsk){.query = query, .row_bytes = 24, .take = take_sum, .context = &taking}, error);
    *sums = taking.sum;
    *count = taking.count;
    return fine;
}

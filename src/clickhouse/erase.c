// What was erased leaves ClickHouse's disks. Tombstones (ROW_ERASED) keep it out of all answers at once; then the rows
// under them are deleted, and when none is left, the tombstones: never a tombstone before its row, since a deletion
// reaches one part of a table after the other.
//
// ClickHouse keeps the parts it replaced for some minutes more (old_parts_lifetime).
#include "clickhouse/stream.h"
#include "clickhouse/tables.h"

enum { ERASE_AT_ONCE = 10000 };

static Str local_table(const Wire *wire, Arena *arena)
{
    const ClickhouseAddress *address = wire_address(wire);
    return str_format(arena, "%.*s.fidele_rows%s", STR_ARGS(address->database), address->cluster.size ? "_local" : "");
}

typedef struct Numbers {
    size_t host;
    Text list; // with commas
    size_t count;
} Numbers;

static bool take_number(void *context, const unsigned char *row)
{
    Numbers *numbers = context;
    text_addf(&numbers->list, "%s%llu", numbers->count++ ? "," : "", (unsigned long long)stream_u64(row));
    return true;
}

static bool ask_numbers(Wire *wire, Numbers *numbers, Str query, Error *error)
{
    const StreamAsk ask = {.row_bytes = 8, .take = take_number, .context = numbers};
    Stream stream = {.ask = &ask};
    return wire_ask(wire, &(WireAsk){.host = numbers->host, .query = query, .take = stream_take, .context = &stream},
                    error);
}

// A deletion that goes on is waited for.
static bool is_deleting(Wire *wire, size_t host, Arena *arena, bool *deleting, Error *error)
{
    Numbers going = {.host = host, .list = text_in(arena)};
    Str query = str_format(arena,
                           "SELECT toUInt64(1) FROM system.mutations WHERE database = '%.*s' AND table LIKE "
                           "'fidele_rows%%' AND is_done = 0 FORMAT RowBinary",
                           STR_ARGS(wire_address(wire)->database));
    bool fine = ask_numbers(wire, &going, query, error);
    *deleting = going.count > 0;
    return fine;
}

static bool delete_where(Wire *wire, size_t host, const char *what, const Numbers *numbers, Arena *arena, Error *error)
{
    Str query = str_format(arena, "ALTER TABLE %.*s DELETE WHERE %s AND seq IN (%.*s)",
                           STR_ARGS(local_table(wire, arena)), what, STR_ARGS(numbers->list));
    return wire_ask(wire, &(WireAsk){.host = host, .query = query}, error);
}

// One deletion at most.
static bool erase_on(Wire *wire, size_t host, Arena *arena, bool *done, Error *error)
{
    bool deleting;
    Str table = local_table(wire, arena);
    Numbers erased = {.host = host, .list = text_in(arena)}, left = {.host = host, .list = text_in(arena)};
    Str tombstones = str_format(arena, "SELECT DISTINCT seq FROM %.*s WHERE counts = %d LIMIT %d FORMAT RowBinary",
                                STR_ARGS(table), ROW_ERASED, ERASE_AT_ONCE);
    *done = false;
    if (!is_deleting(wire, host, arena, &deleting, error)) return false;
    if (deleting) return true;
    if (!ask_numbers(wire, &erased, tombstones, error)) return false;
    *done = erased.count == 0;
    if (*done) return true;
    Str rows = str_format(arena, "SELECT DISTINCT seq FROM %.*s WHERE counts != %d AND seq IN (%.*s) FORMAT RowBinary",
                          STR_ARGS(table), ROW_ERASED, STR_ARGS(erased.list));
    if (!ask_numbers(wire, &left, rows, error)) return false;
    return delete_where(wire, host, left.count ? "counts != 3" : "counts = 3", left.count ? &left : &erased, arena,
                        error);
}

bool tables_erase(Wire *wire, bool *done, Error *error)
{
    bool fine = true, all = true;
    for (size_t host = 0; fine && host < wire_address(wire)->hosts; host++) {
        bool done_here = false;
        Arena *scratch = arena_open(0);
        fine = erase_on(wire, host, scratch, &done_here, error);
        all &= done_here;
        arena_close(scratch);
    }
    *done = fine && all;
    return fine;
}

// What of erased people is left on the disks of a ClickHouse, asked of it without a data folder.
#include "clickhouse/clickhouse.h"

#include "clickhouse/stream.h"

static bool take_sum(void *context, const unsigned char *row)
{
    *(uint64_t *)context += stream_u64(row);
    return true;
}

static bool add_answer(Wire *wire, size_t host, Str query, uint64_t *sum, Error *error)
{
    const StreamAsk ask = {.row_bytes = 8, .take = take_sum, .context = sum};
    Stream stream = {.ask = &ask};
    return wire_ask(wire, &(WireAsk){.host = host, .query = query, .take = stream_take, .context = &stream}, error) &&
           stream_whole(&stream, error);
}

// Cleaning up comes some minutes after a part was replaced; one that has been in the way for longer stays.
static bool look_at(Wire *wire, size_t host, ClickhouseLeft *left, Arena *arena, Error *error)
{
    enum { CLEANED_UP_SECONDS = 1200 };
    const ClickhouseAddress *address = wire_address(wire);
    Str of = str_format(arena, "database = '%.*s' AND table LIKE 'fidele_rows%%'", STR_ARGS(address->database));
    Str rows = str_format(arena, "SELECT toUInt64(count()) FROM %.*s.fidele_rows%s WHERE counts = 3 FORMAT RowBinary",
                          STR_ARGS(address->database), address->cluster.size ? "_local" : "");
    Str deletions =
        str_format(arena, "SELECT toUInt64(count()) FROM system.mutations WHERE %.*s AND is_done = 0 FORMAT RowBinary",
                   STR_ARGS(of));
    Str parts =
        str_format(arena,
                   "SELECT toUInt64(count()) FROM system.parts WHERE %.*s AND active = 0 AND remove_time < now() - %d "
                   "FORMAT RowBinary",
                   STR_ARGS(of), CLEANED_UP_SECONDS);
    return add_answer(wire, host, rows, &left->rows, error) &&
           add_answer(wire, host, deletions, &left->deletions, error) &&
           add_answer(wire, host, parts, &left->parts, error);
}

bool clickhouse_left(Str url, ClickhouseLeft *left, Error *error)
{
    ClickhouseAddress address;
    Arena *arena = arena_open(0);
    *left = (ClickhouseLeft){0};
    bool fine = clickhouse_address_parse(str_copy(arena, url), arena, &address, error);
    if (fine) {
        Wire *wire = wire_open(&address);
        for (; fine && left->hosts < address.hosts; left->hosts++)
            fine = look_at(wire, left->hosts, left, arena, error);
        wire_close(wire);
    }
    arena_close(arena);
    return fine;
}

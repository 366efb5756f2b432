#include "clickhouse/shards.h"

#include <pthread.h>
#include <string.h>

#include "base/thread.h"

// ---- which they are ----

typedef struct Claim {
    uint64_t shards; // of the cluster
    uint64_t local, locals;
} Claim;

static bool take_claim(void *context, const unsigned char *row)
{
    Claim *claim = context;
    uint64_t shard = stream_u64(row);
    claim->shards = shard > claim->shards ? shard : claim->shards;
    if (!stream_u64(row + 8)) return true;
    claim->local = shard;
    claim->locals++;
    return true;
}

static bool ask_claim(Wire *wire, size_t host, Claim *claim, Error *error)
{
    const StreamAsk ask = {.row_bytes = 16, .take = take_claim, .context = claim};
    Stream stream = {.ask = &ask};
    Arena *scratch = arena_open(0);
    Str query = str_format(scratch,
                           "SELECT toUInt64(shard_num), toUInt64(max(is_local)) FROM system.clusters WHERE cluster = "
                           "'%.*s' GROUP BY shard_num FORMAT RowBinary",
                           STR_ARGS(wire_address(wire)->cluster));
    bool fine =
        wire_ask(wire, &(WireAsk){.host = host, .query = query, .take = stream_take, .context = &stream}, error);
    arena_close(scratch);
    return fine;
}

static bool all_held(const Shards *shards, size_t hosts)
{
    for (size_t shard = 0; shard < shards->count; shard++) {
        bool held = false;
        for (size_t host = 0; host < hosts; host++) held |= shards->of_host[host] == shard;
        if (!held) return false;
    }
    return true;
}

bool shards_find(Wire *wire, Shards *shards, Error *error)
{
    const size_t hosts = wire_address(wire)->hosts;
    *shards = (Shards){.count = 1};
    if (!wire_address(wire)->cluster.size) return true;
    memset(shards->of_host, UINT8_MAX, sizeof shards->of_host);
    for (size_t host = 0; host < hosts; host++) {
        Claim claim = {0};
        if (!ask_claim(wire, host, &claim, error)) return false;
        if (host > 0 && claim.shards != shards->count) shards->count = CLICKHOUSE_HOSTS_MAX + 1; // they disagree
        if (host == 0) shards->count = claim.shards;
        if (claim.locals == 1 && claim.local <= CLICKHOUSE_HOSTS_MAX)
            shards->of_host[host] = (uint8_t)(claim.local - 1);
    }
    if (!all_held(shards, hosts)) shards->count = 0;
    return true;
}

Str shards_rows_table(const Wire *wire, const Shards *shards, Arena *arena)
{
    const ClickhouseAddress *address = wire_address(wire);
    bool local = shards->count > 0 && address->cluster.size;
    return str_format(arena, "%.*s.fidele_rows%s", STR_ARGS(address->database), local ? "_local" : "");
}

// ---- asking them ----

typedef struct ShardsAsk {
    Wire *wire;
    const Shards *shards;
    const StreamAsk *ask;
    Str query;
    pthread_mutex_t lock; // one row at a time
    Error *error;         // [shard]
    bool *fine;
} ShardsAsk;

typedef struct ShardStream {
    Stream stream;
    pthread_mutex_t *lock;
} ShardStream;

static bool take_portion(void *context, const char *bytes, size_t size)
{
    ShardStream *shard = context;
    pthread_mutex_lock(shard->lock);
    bool fine = stream_take(&shard->stream, bytes, size);
    pthread_mutex_unlock(shard->lock);
    return fine;
}

// The last one when none answers.
static size_t host_of_shard(const ShardsAsk *asking, size_t shard)
{
    size_t found = 0, hosts = wire_address(asking->wire)->hosts;
    Error unreachable;
    for (size_t host = 0; host < hosts; host++) {
        if (asking->shards->of_host[host] != shard) continue;
        found = host;
        if (wire_ping(asking->wire, host, &unreachable)) return host;
    }
    return found;
}

static void ask_shard(void *context, size_t shard, int thread)
{
    (void)thread;
    ShardsAsk *asking = context;
    ShardStream stream = {.stream.ask = asking->ask, .lock = &asking->lock};
    asking->fine[shard] = wire_ask(asking->wire,
                                   &(WireAsk){.host = host_of_shard(asking, shard),
                                              .query = asking->query,
                                              .settings = asking->ask->settings,
                                              .take = take_portion,
                                              .context = &stream},
                                   &asking->error[shard]) &&
                          stream_whole(&stream.stream, &asking->error[shard]);
}

bool shards_ask(Wire *wire, const Shards *shards, const StreamAsk *ask, Error *error)
{
    if (shards->count == 0) return stream_ask(wire, ask, error);
    Arena *scratch = arena_open(0);
    ShardsAsk asking = {.wire = wire,
                        .shards = shards,
                        .ask = ask,
                        .query = str_format(scratch, "%.*s FORMAT RowBinary", STR_ARGS(ask->query)),
                        .error = arena_array(scratch, Error, shards->count),
                        .fine = arena_array(scratch, bool, shards->count)};
    pthread_mutex_init(&asking.lock, NULL);
    thread_run((int)shards->count, shards->count, ask_shard, &asking);
    pthread_mutex_destroy(&asking.lock);
    bool fine = true;
    for (size_t shard = 0; fine && shard < shards->count; shard++) {
        fine = asking.fine[shard];
        if (!fine) *error = asking.error[shard];
    }
    arena_close(scratch);
    return fine;
}

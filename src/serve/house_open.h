// house_open.h - opens the parts of the program in their order, on a data folder that this process has taken, and
// closes them in reverse.
//
// Used by `fidele serve` and, when no server holds the folder, by a command on it (door.h).
#ifndef FIDELE_SERVE_HOUSE_OPEN_H
#define FIDELE_SERVE_HOUSE_OPEN_H

#include "api/api.h"
#include "fetch/fetch.h"
#include "house.h"
#include "job/job.h"
#include "serve/meter.h"

typedef struct HouseSettings {
    Str folder;    // taken (data_folder.h)
    Str database;  // URL; "" for SQLite
    Str questions; // clickhouse://… (clickhouse/clickhouse.h); "": our own columns
    int workers;   // of the api; 0: its own choice
    int64_t slow_milliseconds;
    bool asked_only;                    // questions alone: no api, jobs or reactions, and nothing is written
    const FetchPolicy *outgoing;        // of webhooks; NULL: the default
    void (*broken)(const Error *error); // the store can't be trusted any more
} HouseSettings;

typedef struct OpenHouse {
    House house; // first: open_house_of
    const Route **routes;
    const JobKind **jobs;
    const struct Reaction **reactions;
    struct Reactions *reactor; // runs what follows the log
    struct Delivery *delivery; // of webhooks, by a server
    struct Settler *settler;   // of segments, likewise
    Meter *meter;
    atomic_int_least64_t slow_milliseconds;
    atomic_bool draining;              // readyz says so
    atomic_uint_least64_t commits;     // of the store, by this process
    struct HttpServer *_Atomic server; // NULL: none listens
    Instant opened;
    Arena *arena;
} OpenHouse;

static inline OpenHouse *open_house_of(const House *house)
{
    return (OpenHouse *)(uintptr_t)house;
}

MUST_USE bool house_open(const HouseSettings *settings, OpenHouse **opened, Error *error);
// Webhooks are delivered from now on. Without it messages are only kept (a command beside no server).
MUST_USE bool house_deliver(OpenHouse *opened, Error *error);
void house_close(OpenHouse *opened); // after http_stop

HttpHandler house_handler(OpenHouse *opened); // the api, with a line in the log also for what is refused before it

#endif

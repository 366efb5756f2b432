// wire.h - ClickHouse's HTTP interface, with libcurl: questions and inserts to the hosts of an address. Any thread.
//
// An answer counts only when it is whole: ClickHouse is told to send it after it has ended, so that an error in the
// middle is an error. A host that does not answer a ping within WIRE_PING_SECONDS is taken for frozen; nothing takes
// longer than the seconds it is given. All errors are ERROR_UNAVAILABLE: "activity_unreachable" (nobody answers, or not
// in time), "activity_failed" (it says why, in the detail, which names no value of ours).
#ifndef FIDELE_CLICKHOUSE_WIRE_H
#define FIDELE_CLICKHOUSE_WIRE_H

#include "clickhouse/address.h"

enum { WIRE_CONNECT_SECONDS = 3, WIRE_PING_SECONDS = 3, WIRE_ASK_SECONDS = 120 };

typedef struct Wire Wire;

Wire *wire_open(const ClickhouseAddress *address); // the address stays
void wire_close(Wire *wire);
const ClickhouseAddress *wire_address(const Wire *wire);

MUST_USE bool wire_ping(Wire *wire, size_t host, Error *error);

// What comes is given in portions; false ends it: the answer is not what was asked for.
typedef bool WireTake(void *context, const char *bytes, size_t size);

typedef struct WireAsk {
    size_t host;
    Str query;
    Str settings;   // "max_threads=2&…"; "": none of its own
    WireTake *take; // NULL: nothing is expected
    void *context;
} WireAsk;
MUST_USE bool wire_ask(Wire *wire, const WireAsk *ask, Error *error);
// INSERT … FORMAT RowBinary with these bytes. It has returned true: all nodes that have rows of it hold them.
MUST_USE bool wire_insert(Wire *wire, Str query, Str rows, Error *error);

#endif

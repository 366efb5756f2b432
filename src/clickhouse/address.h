// address.h - where a ClickHouse is: clickhouse://[user[:password]@]host[:port][,host…]/database[?cluster=NAME].
//
// Several hosts are the nodes of the cluster, one a shard or replica: tables are made and events erased on each; the
// first is asked. clickhouses:// is the same over TLS. The operator gives it, so its hosts may be private.
#ifndef FIDELE_CLICKHOUSE_ADDRESS_H
#define FIDELE_CLICKHOUSE_ADDRESS_H

#include "base/error.h"

enum { CLICKHOUSE_HOSTS_MAX = 64, CLICKHOUSE_NAME_BYTES_MAX = 64 };

typedef struct ClickhouseAddress {
    Str user, password;             // "" : none
    Str host[CLICKHOUSE_HOSTS_MAX]; // "http://node1:8123/"
    size_t hosts;
    Str database, cluster; // letters, digits and _; cluster "": one machine
} ClickhouseAddress;

// Error (ERROR_USAGE): clickhouse_url. The message never shows the password.
MUST_USE bool clickhouse_address_parse(Str url, Arena *arena, ClickhouseAddress *address, Error *error);

#endif

// peers.h - other engines asked the same questions in the same run: a script of ours that holds DuckDB and ClickHouse
// (chdb) and answers line by line. Where one of them is not installed, nothing is compared with it.
#ifndef FIDELE_BENCH_PEERS_H
#define FIDELE_BENCH_PEERS_H

#include <stdio.h>
#include <sys/types.h>

#include "base/error.h"

typedef enum Peer { PEER_DUCKDB, PEER_CLICKHOUSE, PEER_COUNT } Peer;
extern const char *const peer_names[PEER_COUNT];

typedef struct Peers {
    pid_t process; // 0: none
    FILE *ask, *answer;
    bool there[PEER_COUNT];
    Str said[PEER_COUNT]; // version, or why it is not there
} Peers;

typedef struct PeersPlan {
    Str script; // of node
    Str csv, folder;
    int threads;
} PeersPlan;

// Starts the script, which reads the rows and tries each way of asking once. Without node nobody is there.
void peers_open(const PeersPlan *plan, Arena *arena, Peers *peers);
// The best of the ways of asking. False: it failed, and *text says why.
bool peers_ask(Peers *peers, Peer peer, const char *question, Arena *arena, double *seconds, Str *text);
void peers_close(Peers *peers);

#endif

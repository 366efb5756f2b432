// cluster_test.h - the PostgreSQL cluster of a run of C tests (tests/postgres.sh): started by the first who asks, gone
// when the program ends.
#ifndef FIDELE_STORE_CLUSTER_TEST_H
#define FIDELE_STORE_CLUSTER_TEST_H

#include "base/str.h"

Str cluster_database(void);            // the address of a new, empty database; lasts until the program ends
int cluster_port(void);                // on 127.0.0.1
void cluster_order(const char *order); // "restart immediate", "pause" … (see the script); fails the test if it fails

#endif

// writer.h - the one thread that writes: a queue, and groups of works that share a transaction.
#ifndef FIDELE_STORE_WRITER_H
#define FIDELE_STORE_WRITER_H

#include "store/engine.h"

typedef struct Writer Writer;

// Takes over `session`, which is of the engine and writes. `settings` must last.
MUST_USE bool writer_open(const StoreSettings *settings, StoreSession *session, Writer **writer, Error *error);
void writer_close(Writer *writer); // after what is queued; closes the session

void writer_follow(Writer *writer, const StoreFollower *follower);
void writer_queue(Writer *writer, StoreWrite *write);
// Runs it between two transactions and waits. False when there is no connection, or with the session's failure.
MUST_USE bool writer_scrub(Writer *writer, bool fully, bool *done, Error *error);
bool writer_is_this_thread(const Writer *writer);
size_t writer_waiting(const Writer *writer);

#endif

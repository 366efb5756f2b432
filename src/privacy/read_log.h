// read_log.h - who read whose data, when and by which route; no values (RELIABILITY G6).
//
// A read is noted in memory when its call ends and written about a second later, many in one transaction, when the
// writing thread has little else to do: reading waits for nothing. A program that is killed loses the last of them;
// what could not be kept (the store had stopped) is counted and written as a row of the route "lost".
#ifndef FIDELE_PRIVACY_READ_LOG_H
#define FIDELE_PRIVACY_READ_LOG_H

#include "base/instant.h"
#include "identity/identity.h"

typedef struct ReadLog ReadLog;

enum { READ_LOG_WAITING_MAX = 100000, READ_LOG_MONTHS = 24 };

typedef enum ReaderKind { READER_NOBODY, READER_STAFF, READER_KEY, READER_LOCAL, READER_KIND_COUNT } ReaderKind;

typedef struct PersonalRead {
    int64_t id;
    Instant at;
    ReaderKind kind;
    int64_t reader; // of the person or the key
    Str route;      // "getCustomer"; lasts as long as the program when it is noted
    const CustomerId *customers;
    size_t count;
} PersonalRead;

MUST_USE bool read_log_open(Store *store, ReadLog **log, Error *error);
void read_log_close(ReadLog *log);                          // writes what waits; before the store
void read_log_note(ReadLog *log, const PersonalRead *read); // any thread; copied
MUST_USE bool read_log_flush(ReadLog *log, Error *error);   // what was noted before is in the store when it returns

typedef struct ReadPlace { // where a page begins: before this one
    Instant at;
    int64_t id;
} ReadPlace;
extern const ReadPlace read_log_end;

typedef struct ReadFilter {
    ReaderKind kind; // with `reader`; READER_NOBODY: of anybody
    int64_t reader;
    Instant from, to; // to: not included
} ReadFilter;
// The newest first, before *place, which moves to the last; at most `limit` rows.
MUST_USE bool read_log_page(StoreSession *session, const ReadFilter *filter, ReadPlace *place, size_t limit,
                            Arena *arena, PersonalRead **reads, size_t *count, Error *error);

#endif

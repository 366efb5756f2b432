// journal.h - what the server tells its operator: one JSON object a line, in UTC, on standard error or in a file.
//
//   {"time":"2026-11-22T08:27:00.123Z","level":"info","event":"listening","address":"127.0.0.1","port":8080}
//
// The one thing of the process that is global, as standard error is. Lines are put together in memory and written by a
// thread of their own, so that a slow terminal or a full pipe delays no request; when more than 1 MiB waits, lines are
// dropped and counted ("journal_dropped"). What comes from outside is escaped: one event is one line. Secrets, bodies
// and query strings do not belong into it.
#ifndef FIDELE_SERVE_JOURNAL_H
#define FIDELE_SERVE_JOURNAL_H

#include "base/error.h"
#include "base/json.h"

typedef enum JournalLevel { JOURNAL_DEBUG, JOURNAL_INFO, JOURNAL_WARN, JOURNAL_ERROR } JournalLevel;

// `path` "" is standard error. A file that can't be written is no reason to stop: *error says why, false is returned,
// and the lines go to standard error.
bool journal_open(Str path, JournalLevel least, Error *error);
void journal_close(void);          // writes what waits
bool journal_reopen(Error *error); // after its file was moved away
void journal_flush(void);
void journal_level(JournalLevel least);

// if (journal_begin(JOURNAL_INFO, "stopped", &json)) { json_key(json, "seconds"); …; journal_end(); }
// Between the two nothing may block, nor write another line. False: nobody listens at that level.
bool journal_begin(JournalLevel level, const char *event, JsonWriter **json);
void journal_end(void);

// A line with the error's code, message (English) and detail.
void journal_error(JournalLevel level, const char *event, const Error *error);
void journal_text(JournalLevel level, const char *event, const char *key, Str value);

#endif

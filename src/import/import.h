// import.h - the imports of a data folder as rows: what was asked, how far it is, what came of it, and what each file
// has said of which thing.
#ifndef FIDELE_IMPORT_IMPORT_H
#define FIDELE_IMPORT_IMPORT_H

#include "base/instant.h"
#include "import/draft.h"
#include "store/store.h"

typedef struct Import {
    int64_t id;
    ImportKind kind;
    Str name, digest, file; // file: name in the folder of imports; "": it is gone
    int64_t bytes;
    Str options; // JSON
    bool dry_run;
    Str status;
    int64_t job;
    Str made_by;
    Instant made_at, ended_at; // ended_at 0: not yet
    int64_t rows, units;
    Str counts; // JSON
    int64_t rejects;
} Import;

// What came of the rows so far. A unit is counted once: created, updated, unchanged, repeated or refused; rows that are
// left out are counted apart.
typedef struct ImportCounts {
    int64_t created, updated, unchanged;
    int64_t repeated;  // said of a thing that an earlier row of the file had spoken of; of these, all are used
    int64_t skipped;   // rows
    int64_t customers; // made
    int64_t events;    // put into the log
} ImportCounts;

void import_counts_write(const ImportCounts *counts, JsonWriter *json); // members of an object
void import_counts_read(JsonValue object, ImportCounts *counts);

MUST_USE bool import_insert(StoreSession *session, Import *import, Error *error); // sets id
// Error not_found.
MUST_USE bool import_get(StoreSession *session, int64_t id, Arena *arena, Import *import, Error *error);
// After `below` (INT64_MAX at first), newest first.
MUST_USE bool import_list(StoreSession *session, int64_t below, size_t limit, Arena *arena, Import **list,
                          size_t *count, Error *error);
// An earlier import of the same bytes as the same kind that was not undone; id 0: none.
MUST_USE bool import_of_digest(StoreSession *session, Str digest, ImportKind kind, Arena *arena, Import *import,
                               Error *error);
MUST_USE bool import_set_progress(StoreSession *session, int64_t id, const ImportCounts *counts, int64_t rejects,
                                  Error *error);
MUST_USE bool import_end(StoreSession *session, int64_t id, const char *status, Instant at, Error *error);

// ---- things ----

typedef struct ThingKnown {
    int64_t import;  // that said it first; 0: none did
    DraftKey digest; // of what was said last
} ThingKnown;
MUST_USE bool import_thing(StoreSession *session, ImportKind kind, DraftKey key, ThingKnown *known, Error *error);
MUST_USE bool import_thing_put(StoreSession *session, ImportKind kind, const Draft *draft, int64_t import,
                               Error *error);

// ---- rejects ----

typedef struct ImportReject {
    int64_t number, line;
    Str field, code, value, record;
} ImportReject;

MUST_USE bool import_reject_put(StoreSession *session, const Import *import, int64_t number, const Reading *reading,
                                const RowReject *reject, Error *error);
MUST_USE bool import_rejects(StoreSession *session, int64_t import, int64_t after, size_t limit, Arena *arena,
                             ImportReject **rejects, size_t *count, Error *error);

// ---- files ----

// The folder of imports in a data folder, and a file in it.
Str import_folder(Arena *arena, Str data_folder);
Str import_path(Arena *arena, Str data_folder, Str file);
// A new file with these bytes, mode 0600; *file is its name.
MUST_USE bool import_file_write(Str data_folder, Str bytes, Arena *arena, Str *file, Error *error);
void import_file_remove(Str data_folder, Str file);

#endif

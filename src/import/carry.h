// carry.h - carries an import out: unit after unit into the log, in pieces that are short enough for other writes to
// get between, each committed with how far it is. After a crash it goes on behind the last committed unit; nothing is
// done twice. A dry run goes the same way and writes nothing but its counts and the rows that would be left out.
#ifndef FIDELE_IMPORT_CARRY_H
#define FIDELE_IMPORT_CARRY_H

#include <stdatomic.h>

#include "base/progress.h"
#include "import/import.h"

struct House;

typedef struct CarryCall {
    const struct House *house;
    Import import;           // as it stands in the store
    ReadingOptions options;  // of its file
    Progress *progress;      // in rows
    const atomic_bool *stop; // stop after the piece under way
} CarryCall;

typedef struct Carried {
    ImportCounts counts;
    int64_t rejects, rows;
    bool stopped;
} Carried;

// `bytes` of the file are taken over, on failure too. Errors: what reading_open says; import_taken (another server
// carries it out); what the store says.
MUST_USE bool import_carry(const CarryCall *call, Bytes *bytes, Carried *carried, Error *error);

#endif

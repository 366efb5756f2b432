// draft.h - one unit of a file made into events, before anything is written: what is said, of whom, and under which
// name it can be recognised when the file comes again. Pure: the same rows give the same draft.
#ifndef FIDELE_IMPORT_DRAFT_H
#define FIDELE_IMPORT_DRAFT_H

#include "import/cell.h"
#include "import/units.h"

typedef struct DraftKey {
    uint64_t word[2];
} DraftKey;

typedef struct RowReject {
    uint32_t row;
    Fault fault;
} RowReject;

typedef struct Draft {
    size_t unit;
    bool usable;      // else every row of it stands in `reject`
    DraftKey key;     // of the thing: an order's number, a customer's id, an event's id or content
    DraftKey digest;  // of all that is said of it
    uint32_t repeats; // line of an earlier unit of the file with this key; 0: none
    Who who;
    Record *record; // at most one more than the unit has rows, or two
    size_t records;
    Str updated;       // name of the first record when the thing is there already; "": the same
    RowReject *reject; // rows that are left out, the others are used
    size_t rejects;
} Draft;

typedef struct Drafting {
    const Reading *reading;
    const Units *units;
    const unsigned char *key; // 16 bytes
    int64_t source;
    Instant at; // of the import
    RowCells row;
    struct KeyMap *seen;
} Drafting;

void drafting_open(Drafting *drafting, const Reading *reading, const Units *units, Arena *arena);
void drafting_close(Drafting *drafting);

// Units have to be drafted in order, from 0, each once: repeats are recognised by what came before. All texts are in
// the arena or in the table.
void draft_make(Drafting *drafting, size_t unit, Arena *arena, Draft *draft);

#endif

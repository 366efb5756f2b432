// carry_parts.h - what carrying out and its rehearsal share; for them alone (see carry.h).
#ifndef FIDELE_IMPORT_CARRY_PARTS_H
#define FIDELE_IMPORT_CARRY_PARTS_H

#include "import/carry.h"

enum { PIECE_UNITS_MAX = 4096 };

// Drafts that are written together.
typedef struct Piece {
    Arena *arena;
    Draft *draft;
    size_t count;
    int64_t first_unit;
    uint64_t rows;
} Piece;

typedef struct Carrying {
    const CarryCall *call;
    Reading reading;
    Units units;
    Drafting drafting;
    ImportCounts counts;
    int64_t rejects, next_unit;
    size_t piece_units;          // how many the next piece takes
    struct Rehearsal *rehearsal; // of a dry run
} Carrying;

// What becomes of a usable draft.
typedef enum Outcome { OUTCOME_CREATED, OUTCOME_UPDATED, OUTCOME_UNCHANGED, OUTCOME_REFUSED } Outcome;
void count_outcome(ImportCounts *counts, const Draft *draft, Outcome outcome);

// Rejects of the piece's drafts, from number *number on.
MUST_USE bool piece_put_rejects(const Carrying *carrying, StoreSession *session, const Draft *draft, int64_t *number,
                                Error *error);
void draft_refuse(const Carrying *carrying, Draft *draft, const char *code); // all its rows

// Both move counts, rejects and next_unit when they are done.
MUST_USE bool piece_carry(Carrying *carrying, const Piece *piece, Error *error);
// After all pieces: where the people stand of whom they told something.
MUST_USE bool carry_settle(const CarryCall *call, Error *error);
MUST_USE bool piece_rehearse(Carrying *carrying, const Piece *piece, Error *error);
struct Rehearsal *rehearsal_open(void);
void rehearsal_close(struct Rehearsal *rehearsal);

#endif

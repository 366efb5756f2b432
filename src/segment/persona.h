// persona.h - semi-fictional people who stand for many: needs, motivations and behaviours in words, tied to a rule that
// says which real customers they stand for.
//
// Drafts are found by grouping people (persona_draft.h) and become personas when somebody has given them a name, needs,
// motivations and behaviours. `basis` is what the people of the rule were like when it was set, so that one sees how
// far they have moved since.
#ifndef FIDELE_SEGMENT_PERSONA_H
#define FIDELE_SEGMENT_PERSONA_H

#include "base/instant.h"
#include "store/store.h"

enum { PERSONA_KEY_BYTES_MAX = 64, PERSONAS_MAX = 200 };

typedef struct Persona {
    int64_t id; // 0: none
    Str key, name, description;
    Str needs, motivations, behaviours, channels; // lines
    Str segment;                                  // key of a segment that is kept, or
    Str rule;                                     // a rule; "" both: not tied yet
    bool draft, proposed;                         // proposed: found by grouping
    bool fitted;
    double fit; // F1 of its rule and its group, when it was found
    Str basis;  // JSON: {"share":0.12,"purchases":4.2 …}; "" none
    int64_t made_by;
    Instant made_at, changed_at;
    int64_t version;
} Persona;

// By number or key; id 0 when there is none.
MUST_USE bool persona_find(StoreSession *session, Str word, Arena *arena, Persona *persona, Error *error);
MUST_USE bool persona_list(StoreSession *session, int64_t after, size_t limit, Arena *arena, Persona **list,
                           size_t *count, Error *error);

// ---- within a writing transaction ----

MUST_USE bool persona_insert(StoreSession *session, Persona *persona, Arena *arena, Error *error); // gives id and key
MUST_USE bool persona_update(StoreSession *session, const Persona *persona, Error *error);
MUST_USE bool persona_remove(StoreSession *session, int64_t id, Error *error);
MUST_USE bool persona_forget_proposed(StoreSession *session, Error *error); // drafts that nobody has touched

#endif

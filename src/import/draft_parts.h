// draft_parts.h - what the kinds of drafts share; for them alone (see draft.h).
#ifndef FIDELE_IMPORT_DRAFT_PARTS_H
#define FIDELE_IMPORT_DRAFT_PARTS_H

#include "import/draft.h"

// Each makes the records of a unit; false: drafting->row.fault says why not.
typedef bool DraftKind(Drafting *drafting, Draft *draft);
bool draft_customer(Drafting *drafting, Draft *draft);
bool draft_order(Drafting *drafting, Draft *draft);
bool draft_event(Drafting *drafting, Draft *draft);
bool draft_subscription(Drafting *drafting, Draft *draft);
bool draft_ticket(Drafting *drafting, Draft *draft);
bool draft_response(Drafting *drafting, Draft *draft);
bool draft_consent(Drafting *drafting, Draft *draft);

// A record of the draft's person with the import's source. Its properties are `text`, a JSON object.
Record *draft_add(const Drafting *drafting, Draft *draft, EventKind kind, Str name, Instant at, Str text);

// By what the thing is recognised, within its kind. `number` "": by all that is said of it.
void draft_name(const Drafting *drafting, Draft *draft, Str number);

// A number for a thing without one, made of what is said of it: the same file gives the same, and the same thing said
// twice is two things.
Str draft_number(const Drafting *drafting, Str content);

// The only row of the unit, and whom it is about.
bool draft_row(Drafting *drafting, Draft *draft);
// The index of the first list of words that has it, folded as names are; -1: none. Each list is separated by blanks.
int draft_word(Str text, const char *const *lists, size_t count);

void draft_reject_row(const Drafting *drafting, Draft *draft, size_t row);

static inline JsonWriter draft_properties(const Drafting *drafting, Text *text)
{
    *text = text_in(drafting->row.arena);
    JsonWriter json = json_writer(text);
    json_begin_object(&json);
    return json;
}

#endif

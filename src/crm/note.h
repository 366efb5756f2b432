// note.h - what people write down about a customer: what it was (a call, a meeting, a thought), when, and the text.
//
// Each note is an event on the timeline ("Note Added", "Meeting Held", "Call Received" …) that says which note it is
// and not what it says: the text can be corrected and taken away, the log can't. Texts that were corrected are kept.
// "@ana@shop.example" or "@7" in a text puts the note into that colleague's queue, once.
#ifndef FIDELE_CRM_NOTE_H
#define FIDELE_CRM_NOTE_H

#include "crm/crm.h"

// The kinds, as in "note|call_made|…", and the event of each.
#define NOTE_KINDS                                                                                                     \
    "note|call_made|call_received|meeting|email_sent|email_received|chat_sent|chat_received|text_sent|text_received|"  \
    "social_sent|social_received|letter_sent|letter_received"
const char *note_event(int64_t kind);

typedef struct Note {
    int64_t id; // set by note_add
    CustomerId customer;
    int64_t kind;
    Str text;
    Instant at;
} Note;

// Within a writing transaction.
MUST_USE bool note_add(const struct House *house, StoreSession *session, Note *note, const Hand *hand, Arena *arena,
                       Error *error);
MUST_USE bool note_change(StoreSession *session, const Note *note, const Hand *hand, Arena *arena, Error *error);
// *seen false: it is not in their queue.
MUST_USE bool mention_see(StoreSession *session, int64_t mention, int64_t person, Instant at, bool *seen, Error *error);

// The next "@…" of a text from *at on, without its @ and without what ends a sentence; false at the end.
bool mention_next(Str text, size_t *at, Str *name);

#endif

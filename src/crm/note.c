#include "crm/note.h"

static const char *const events[] = {"Note Added",          "Call Made",
                                     "Call Received",       "Meeting Held",
                                     "Email Sent",          "Email Received",
                                     "Chat Message Sent",   "Chat Message Received",
                                     "Text Message Sent",   "Text Message Received",
                                     "Social Message Sent", "Social Message Received",
                                     "Letter Sent",         "Letter Received"};

const char *note_event(int64_t kind)
{
    return 0 <= kind && kind < (int64_t)COUNT_OF(events) ? events[kind] : events[0];
}

// ---- mentions ----

static bool in_name(char c)
{
    return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || ('0' <= c && c <= '9') || c == '.' || c == '_' ||
           c == '-' || c == '+' || c == '@' || (unsigned char)c >= 0x80;
}

// A name begins with @ where no name is under way, so that an address in a text is no mention.
bool mention_next(Str text, size_t *at, Str *name)
{
    while (*at < text.size) {
        size_t from = *at;
        bool under_way = from && in_name(text.data[from - 1]);
        if (text.data[(*at)++] != '@' || under_way) continue;
        size_t end = *at;
        while (end < text.size && in_name(text.data[end])) end++;
        *name = (Str){text.data + *at, end - *at};
        *at = end;
        while (name->size && (name->data[name->size - 1] == '.' || name->data[name->size - 1] == '-')) name->size--;
        if (name->size) return true;
    }
    return false;
}

static bool mention_once(StoreSession *session, const Note *note, int64_t person, const Hand *hand, Error *error)
{
    Rows rows;
    int64_t id = 0;
    if (!store_select(session, &query_note_mentioned, VALUES(value_integer(note->id), value_integer(person)), &rows,
                      error))
        return false;
    bool there = rows_next(&rows);
    if (!rows_close(&rows, error)) return false;
    return there || (crm_number(session, &id, error) &&
                     store_execute(session, &query_note_mention,
                                   VALUES(value_integer(id), value_integer(note->id), value_integer(note->customer),
                                          value_integer(person), value_integer(hand->by), value_integer(hand->at)),
                                   NULL, error));
}

enum { MENTIONS_MAX = 20 };

// Who is none of the staff is just a word.
static bool mention_all(StoreSession *session, const Note *note, const Hand *hand, Arena *arena, Error *error)
{
    size_t at = 0;
    Str name;
    for (int i = 0; i < MENTIONS_MAX && mention_next(note->text, &at, &name); i++) {
        int64_t person = 0;
        if (!staff_find(session, name, "/text", arena, &person, error)) {
            if (error->kind != ERROR_INPUT) return false;
            continue;
        }
        if (!mention_once(session, note, person, hand, error)) return false;
    }
    return true;
}

bool mention_see(StoreSession *session, int64_t mention, int64_t person, Instant at, bool *seen, Error *error)
{
    int64_t changed = 0;
    if (!store_execute(session, &query_note_see,
                       VALUES(value_integer(mention), value_integer(person), value_integer(at)), &changed, error))
        return false;
    *seen = changed != 0;
    return true;
}

// ---- notes ----

bool note_add(const struct House *house, StoreSession *session, Note *note, const Hand *hand, Arena *arena,
              Error *error)
{
    int64_t event = 0;
    if (!crm_number(session, &note->id, error)) return false;
    Str properties = str_format(arena, "{\"note\":%lld,\"by\":%lld}", (long long)note->id, (long long)hand->by);
    return crm_say(house, session, note->customer, note_event(note->kind), hand, note->at, properties, arena, &event,
                   error) &&
           store_execute(session, &query_note_insert,
                         VALUES(value_integer(note->id), value_integer(note->customer), value_integer(note->kind),
                                value_text(note->text), value_integer(note->at), value_integer(hand->by),
                                value_integer(hand->source), value_integer(hand->at), value_integer(event)),
                         NULL, error) &&
           mention_all(session, note, hand, arena, error);
}

bool note_change(StoreSession *session, const Note *note, const Hand *hand, Arena *arena, Error *error)
{
    return store_execute(session, &query_note_keep_text,
                         VALUES(value_integer(note->id), value_integer(hand->by), value_integer(hand->at)), NULL,
                         error) &&
           store_execute(session, &query_note_change,
                         VALUES(value_integer(note->id), value_integer(note->kind), value_text(note->text),
                                value_integer(note->at), value_integer(hand->at)),
                         NULL, error) &&
           mention_all(session, note, hand, arena, error);
}

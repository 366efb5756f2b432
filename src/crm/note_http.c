// note_http.c - the routes of notes and mentions.
#include "crm/item_http.h"
#include "crm/note.h"
#include "house.h"
#include "identity/personal.h"
#include "module.h"

static const Field note_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "customer", .type = FIELD_INTEGER, .required = true},
    {.name = "kind", .type = FIELD_TEXT, .words = NOTE_KINDS},
    {.name = "text", .type = FIELD_TEXT},
    {.name = "at", .type = FIELD_INSTANT, .help = PHRASE("when it happened", "quand cela s’est passé")},
    {.name = "written_by", .type = FIELD_INTEGER, .help = PHRASE("0: a program", "0\u00A0: un programme")},
    {.name = "written_at", .type = FIELD_INSTANT},
    {.name = "changed_at", .type = FIELD_INSTANT, .nullable = true},
    {.name = "mentions", .type = FIELD_INTEGER, .help = PHRASE("how many colleagues", "combien de collègues")},
    {.name = "event", .type = FIELD_INTEGER, .help = PHRASE("on the timeline", "dans la chronologie")},
    {.name = "version", .type = FIELD_INTEGER, .help = PHRASE("for If-Match", "pour If-Match")},
    {0},
};
static const Shape note_shape = {.name = "Note", .fields = note_fields};
LIST_SHAPE(note_list_shape, "NoteList", note_shape);

static const Field text_fields[] = {
    {.name = "version", .type = FIELD_INTEGER, .required = true},
    {.name = "text", .type = FIELD_TEXT, .help = PHRASE("what it said before", "ce qu’elle disait avant")},
    {.name = "changed_by", .type = FIELD_INTEGER},
    {.name = "changed_at", .type = FIELD_INSTANT},
    {0},
};
static const Shape text_shape = {.name = "NoteText", .fields = text_fields};
LIST_SHAPE(text_list_shape, "NoteTextList", text_shape);

static const Field add_fields[] = {
    {.name = "text",
     .type = FIELD_TEXT,
     .required = true,
     .low = 1,
     .high = TEXT_BYTES_MAX,
     .help = PHRASE("@address or @number mentions a colleague", "@adresse ou @numéro mentionne un collègue")},
    {.name = "kind", .type = FIELD_TEXT, .words = NOTE_KINDS, .help = PHRASE("else note", "sinon note")},
    {.name = "at", .type = FIELD_INSTANT, .help = PHRASE("else now", "sinon maintenant")},
    {0},
};
static const Shape add_shape = {.name = "NoteAdd", .fields = add_fields};
static const Field change_fields[] = {
    {.name = "text", .type = FIELD_TEXT, .low = 1, .high = TEXT_BYTES_MAX},
    {.name = "kind", .type = FIELD_TEXT, .words = NOTE_KINDS},
    {.name = "at", .type = FIELD_INSTANT},
    {0},
};
static const Shape change_shape = {.name = "NoteChange", .fields = change_fields};

enum { NOTE_CUSTOMER = 1, NOTE_KIND, NOTE_TEXT, NOTE_AT, NOTE_VERSION = 10 };

static bool list_notes(Call *call, StoreSession *session, Error *error)
{
    return answer_person_items(call, session, &query_note_of_customer, &note_shape, error);
}

static bool get_note(Call *call, StoreSession *session, Error *error)
{
    Item item;
    return item_of_customer(call, session, &query_note_one, &note_shape, 1, &item, error) &&
           answer_item(call, session, &query_note_one, &note_shape, "note", item.integer[0], error);
}

static int64_t kind_of(const Call *call, int64_t otherwise)
{
    return given_has(call, "kind") ? word_number(NOTE_KINDS, given_text(call, "kind")) : otherwise;
}

static bool add_note(Call *call, StoreSession *session, Error *error)
{
    Note note = {.text = given_text(call, "text"), .kind = kind_of(call, 0)};
    Hand hand = hand_of(call);
    if (!may_write_texts(call, error) || !item_customer(call, session, &note.customer, error) ||
        !given_instant(call, "at", call->now, &note.at, error) ||
        !note_add(call->house, session, &note, &hand, call->arena, error))
        return false;
    call->status = 201;
    return answer_item(call, session, &query_note_one, &note_shape, "note", note.id, error);
}

static bool change_note(Call *call, StoreSession *session, Error *error)
{
    Item item;
    Hand hand = hand_of(call);
    if (!may_write_texts(call, error) ||
        !item_of_customer(call, session, &query_note_one, &note_shape, 1, &item, error) ||
        !call_if_match(call, item.integer[NOTE_VERSION], error))
        return false;
    Note note = {.id = item.integer[0],
                 .customer = (CustomerId)item.integer[NOTE_CUSTOMER],
                 .kind = kind_of(call, item.integer[NOTE_KIND]),
                 .text = given_has(call, "text") ? given_text(call, "text") : item.text[NOTE_TEXT]};
    return given_instant(call, "at", item.integer[NOTE_AT], &note.at, error) &&
           note_change(session, &note, &hand, call->arena, error) &&
           answer_item(call, session, &query_note_one, &note_shape, "note", note.id, error);
}

static bool remove_note(Call *call, StoreSession *session, Error *error)
{
    Item item;
    if (!may_write_texts(call, error) ||
        !item_of_customer(call, session, &query_note_one, &note_shape, 1, &item, error))
        return false;
    call->audit_object = str_format(call->arena, "note:%lld", (long long)item.integer[0]);
    return store_execute(session, &query_note_remove, VALUES(value_integer(item.integer[0])), NULL, error);
}

static bool list_texts(Call *call, StoreSession *session, Error *error)
{
    enum { TEXTS_MAX = 1000 };
    Item item;
    Items texts;
    Reader reader = reader_of(call);
    if (!item_of_customer(call, session, &query_note_one, &note_shape, 1, &item, error) ||
        !items_select(session, &query_note_texts, VALUES(value_integer(item.integer[0])), &text_shape, TEXTS_MAX,
                      call->arena, &texts, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < texts.count; i++) item_write(&json, &reader, &text_shape, &texts.item[i]);
    json_end_array(&json);
    write_list_end(&json, call, false, 0);
    return true;
}

// Out of one's own queue. One that was seen before is fine: nothing is left to do.
static bool see_mention(Call *call, StoreSession *session, Error *error)
{
    int64_t id = 0;
    bool seen = false;
    Rows rows;
    if (!path_id(call->path_value[0], &id, error) ||
        !store_select(session, &query_note_mention_person, VALUES(value_integer(id)), &rows, error))
        return false;
    bool own = rows_next(&rows) && rows_integer(&rows, 0) == who(call);
    if (!rows_close(&rows, error)) return false;
    if (!own)
        return error_code(error, ERROR_NOT_FOUND, "not_found",
                          PHRASE("this is not in your queue", "ceci n’est pas dans votre file"), STR(""));
    call->audit_object = str_format(call->arena, "mention:%lld", (long long)id);
    return mention_see(session, id, who(call), call->now, &seen, error);
}

static bool write_notes(const ProfileCall *call, JsonWriter *json, Error *error)
{
    return write_part(call, json, &query_note_of_customer, &query_note_count, &note_shape, error);
}

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/customers/{id}/notes",
     .name = "listNotes",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("Notes about a customer, newest first", "Les notes sur un client, les plus récentes d’abord"),
     .parameters = item_page_parameters,
     .answer = &note_list_shape,
     .read = list_notes},
    {.method = "POST",
     .path = "/api/v1/customers/{id}/notes",
     .name = "addNote",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Writes a note: a call, a meeting, a thought",
                       "Écrit une note\u00A0: un appel, un rendez-vous, une réflexion"),
     .body = &add_shape,
     .answer = &note_shape,
     .write = add_note},
    {.method = "GET",
     .path = "/api/v1/customers/{id}/notes/{note}",
     .name = "getNote",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("One note", "Une note"),
     .answer = &note_shape,
     .read = get_note},
    {.method = "PATCH",
     .path = "/api/v1/customers/{id}/notes/{note}",
     .name = "changeNote",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Corrects a note; what it said is kept", "Corrige une note\u202F; ce qu’elle disait est gardé"),
     .body = &change_shape,
     .answer = &note_shape,
     .write = change_note},
    {.method = "DELETE",
     .path = "/api/v1/customers/{id}/notes/{note}",
     .name = "removeNote",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Takes a note away, with what it said before", "Retire une note, avec ce qu’elle disait avant"),
     .write = remove_note},
    {.method = "GET",
     .path = "/api/v1/customers/{id}/notes/{note}/history",
     .name = "listNoteTexts",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("What a note said before", "Ce qu’une note disait avant"),
     .answer = &text_list_shape,
     .read = list_texts},
    {.method = "POST",
     .path = "/api/v1/mentions/{id}/seen",
     .name = "seeMention",
     .access = ACCESS_SESSION,
     .cost = COST_WRITE,
     .summary = PHRASE("Takes a mention out of one’s queue", "Retire une mention de sa file"),
     .write = see_mention},
    {0},
};

static const ProfilePart parts[] = {{.name = "notes", .write = write_notes}, {0}};

static const PersonalTable tables[] = {
    {.table = "customer_note",
     .name = "notes",
     .purpose = PHRASE("what was talked about with you, so that nobody asks twice",
                       "ce qui a été dit avec vous, pour ne pas le redemander"),
     .retention = RETENTION_SERVICE,
     .read = &query_note_export,
     .columns = "kind text at:instant written_at:instant version",
     .erase = &query_note_erase,
     .expire = &query_note_expire},
    {.table = "note_text",
     .name = "earlier_notes",
     .purpose = PHRASE("what notes said before they were corrected", "ce que les notes disaient avant correction"),
     .retention = RETENTION_SERVICE,
     .read = &query_note_export_texts,
     .columns = "note version text changed_at:instant",
     .why = "goes with its note by a foreign key"},
    {.table = "mention",
     .name = "mentions",
     .purpose = PHRASE("to hand a note to a colleague", "pour transmettre une note à un collègue"),
     .retention = RETENTION_SERVICE,
     .erase = &query_note_erase_mentions,
     .why = "says which colleague was asked to read a note: nothing about the customer but the note itself"},
    {0},
};

const Module note_module = {.name = "notes", .routes = routes, .profile = parts, .personal = tables};

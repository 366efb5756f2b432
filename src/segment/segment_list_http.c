// segment_list_http.c - many people put on the list of a segment at once, and the segments of one person.
#include "event/log.h"
#include "house.h"
#include "segment/segment_http.h"
#include "segment/touch.h"

enum { UNKNOWN_SHOWN = 100 };

typedef struct Putting {
    Call *call;
    StoreSession *session;
    int64_t segment;
    Listed listed;
    int64_t put;
    Str unknown[UNKNOWN_SHOWN];
    int64_t unknowns;
} Putting;

// The first cell of a line, without quotes.
static Str cell_of(Str line)
{
    Str cell;
    if (!str_cut(&line, ',', &cell)) cell = line;
    cell = str_trim(cell);
    if (cell.size && cell.data[cell.size - 1] == ';') cell.size--;
    if (cell.size >= 2 && cell.data[0] == '"' && cell.data[cell.size - 1] == '"')
        cell = (Str){cell.data + 1, cell.size - 2};
    return str_trim(cell);
}

// A number, an address, or an id as paths have it; a plain word is a user id.
static bool find(const Putting *putting, Str cell, CustomerId *root, Error *error)
{
    Error unread;
    Arena *arena = putting->call->arena;
    bool address = str_contains(cell, STR("@")) && !str_contains(cell, STR(":"));
    Str id = address ? str_format(arena, "email:%.*s", STR_ARGS(cell)) : cell;
    if (path_customer(putting->call, putting->session, id, root, error)) return true;
    if (error->kind != ERROR_NOT_FOUND) return false;
    id = str_format(arena, "user_id:%.*s", STR_ARGS(cell));
    if (path_customer(putting->call, putting->session, id, root, &unread)) return true;
    *root = 0;
    if (unread.kind == ERROR_NOT_FOUND) return true;
    *error = unread;
    return false;
}

static bool put_cell(Putting *putting, Str cell, Error *error)
{
    CustomerId root = 0;
    int64_t taken;
    if (!find(putting, cell, &root, error)) return false;
    if (!root) {
        if (putting->unknowns < UNKNOWN_SHOWN) putting->unknown[putting->unknowns] = cell;
        putting->unknowns++;
        return true;
    }
    putting->put++;
    putting->listed.customer = root;
    return listed_take(putting->session, putting->segment, root, &taken, error) &&
           listed_put(putting->session, putting->segment, &putting->listed, error) &&
           segment_touch(putting->session, root, error);
}

static bool is_heading(Str cell)
{
    static const char *const words[] = {"customer", "id", "email", "e-mail", "user_id", "client"};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_equal_fold(cell, str_of(words[i]))) return true;
    return false;
}

static void answer_put(const Putting *putting)
{
    JsonWriter json = call_json(putting->call);
    json_begin_object(&json);
    put_integer(&json, "put", putting->put);
    put_integer(&json, "unknown", putting->unknowns);
    json_key(&json, "unknown_ids");
    json_begin_array(&json);
    for (int64_t i = 0; i < putting->unknowns && i < UNKNOWN_SHOWN; i++) json_string(&json, putting->unknown[i]);
    json_end_array(&json);
    json_end_object(&json);
}

static bool refuse_reason(Error *error)
{
    return error_code(error, ERROR_MALFORMED, "required",
                      PHRASE("reason: say why these people are on the list",
                             "reason\u00A0: dites pourquoi ces personnes sont sur la liste"),
                      STR(""));
}

bool put_segment_list(Call *call, StoreSession *session, Error *error)
{
    StoredSegment stored;
    Str rest = call->request->body, line, reason = str_trim(call_query(call, "reason"));
    bool out = str_equal(call_query(call, "kind"), STR("exclude")), first = true;
    if (!path_segment(call, session, &stored, error)) return false;
    if (!reason.size) return refuse_reason(error);
    Putting putting = {.call = call, .session = session, .segment = stored.id};
    putting.listed = (Listed){.kind = out ? LISTED_OUT : LISTED_IN, .reason = reason, .by = who(call), .at = call->now};
    for (; rest.size && str_cut(&rest, '\n', &line); first = false) {
        Str cell = cell_of(line);
        if (!cell.size || (first && is_heading(cell))) continue;
        if (!put_cell(&putting, cell, error)) return false;
    }
    answer_put(&putting);
    call->audit_object = str_format(call->arena, "segment:%lld", (long long)stored.id);
    return true;
}

// ---- the segments of a person ----

static bool write_memberships(JsonWriter *json, const Call *call, StoreSession *session, CustomerId root, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_stored_of_person, VALUES(value_integer(root)), &rows, error)) return false;
    json_key(json, "items");
    json_begin_array(json);
    while (rows_next(&rows)) {
        StoredSegment stored = {.key = rows_text(&rows, 0), .name = rows_text(&rows, 1)};
        json_begin_object(json);
        put_text(json, "key", stored.key);
        put_text(json, "name", stored_name(&stored, call->locale));
        put_instant(json, "since", rows_integer(&rows, 2), call->arena);
        json_end_object(json);
    }
    json_end_array(json);
    return rows_close(&rows, error);
}

static bool write_moves(JsonWriter *json, const Call *call, StoreSession *session, CustomerId root, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_stored_moves_of_person, VALUES(value_integer(root)), &rows, error)) return false;
    json_key(json, "moves");
    json_begin_array(json);
    while (rows_next(&rows)) {
        StoredSegment stored = {.key = rows_text(&rows, 0), .name = rows_text(&rows, 1)};
        json_begin_object(json);
        put_text(json, "key", stored.key);
        put_text(json, "name", stored_name(&stored, call->locale));
        put_text(json, "move", rows_integer(&rows, 2) ? STR("entered") : STR("left"));
        put_instant(json, "at", rows_integer(&rows, 3), call->arena);
        json_end_object(json);
    }
    json_end_array(json);
    return rows_close(&rows, error);
}

bool list_customer_segments(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0;
    if (!log_catch_up(call->house->log, session, error) ||
        !path_customer(call, session, call->path_value[0], &root, error))
        return false;
    call_reads(call, root);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    if (!write_memberships(&json, call, session, root, error) || !write_moves(&json, call, session, root, error))
        return false;
    put_text_or_null(&json, "next_cursor", STR(""));
    json_end_object(&json);
    return true;
}

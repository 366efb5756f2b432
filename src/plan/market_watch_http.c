// market_watch_http.c - what is noted of the market: competitors, trends, challenges, chances.
#include "base/calendar.h"
#include "house.h"
#include "module.h"
#include "plan/market_watch_job.h"
#include "plan/sheet_http.h"
#include "workspace/workspace.h"

#define MARKET_KINDS "competitor|trend|challenge|opportunity"
enum { ID, KIND, TITLE, TEXT, SOURCE, DAY, MADE_BY, MADE_AT, COLUMNS };

#define NOTE_BODY(must)                                                                                                \
    {.name = "kind", .type = FIELD_TEXT, .required = (must), .words = MARKET_KINDS},                                   \
        {.name = "title", .type = FIELD_TEXT, .required = (must), .low = 1, .high = TITLE_BYTES_MAX},                  \
        {.name = "text", .type = FIELD_TEXT, .high = TEXT_BYTES_MAX},                                                  \
        {.name = "source", .type = FIELD_TEXT, .high = 500, .help = PHRASE("where it is from", "d’où cela vient")},    \
    {                                                                                                                  \
        .name = "day", .type = FIELD_DAY, .help = PHRASE("else today", "sinon aujourd’hui")                            \
    }
static const Field row_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true, .read_only = true},
    NOTE_BODY(true),
    {.name = "made_by", .type = FIELD_INTEGER, .read_only = true},
    {.name = "made_at", .type = FIELD_INSTANT, .read_only = true},
    {0},
};
static const Shape row_shape = {.name = "MarketNote", .fields = row_fields};
LIST_SHAPE(list_shape, "MarketNoteList", row_shape);
static const Field add_fields[] = {NOTE_BODY(true), {0}};
static const Shape add_shape = {.name = "MarketNoteAdd", .fields = add_fields};
static const Field change_fields[] = {NOTE_BODY(false), {0}};
static const Shape change_shape = {.name = "MarketNoteChange", .fields = change_fields};

static bool list_notes(Call *call, StoreSession *session, Error *error)
{
    Str after, kind = call_query(call, "kind");
    int64_t before = INT64_MAX;
    size_t found, limit = (size_t)call_limit(call);
    SheetRow *rows;
    if (!call_cursor(call, &after, error) || (after.size && !path_id(after, &before, error)) ||
        !sheet_select(
            session, &query_market_watch_page,
            VALUES(value_integer(before), value_integer((int64_t)limit + 1), value_text(kind.size ? kind : STR("*"))),
            &row_shape, limit + 1, call->arena, &rows, &found, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < found && i < limit; i++) sheet_write(&json, call, &row_shape, &rows[i]);
    json_end_array(&json);
    write_list_end(&json, call, found > limit, found > limit ? rows[limit - 1].column[ID].integer : 0);
    return true;
}

static bool row_of_path(Call *call, StoreSession *session, SheetRow *row, Error *error)
{
    int64_t id = 0;
    return path_id(call->path_value[0], &id, error) &&
           sheet_one(session, &query_market_watch_one, VALUES(value_integer(id)), &row_shape, call->arena, row, error);
}

static void answer(Call *call, const SheetRow *row)
{
    JsonWriter json = call_json(call);
    call->audit_object = str_format(call->arena, "market_note:%lld", (long long)row->column[ID].integer);
    sheet_write(&json, call, &row_shape, row);
}

static bool get_note(Call *call, StoreSession *session, Error *error)
{
    SheetRow row;
    if (!row_of_path(call, session, &row, error)) return false;
    answer(call, &row);
    return true;
}

static bool put_note(Call *call, StoreSession *session, const SheetRow *row, Error *error)
{
    if (!store_execute(session, &query_market_watch_put, row->column, COLUMNS, NULL, error)) return false;
    answer(call, row);
    return true;
}

static bool add_note(Call *call, StoreSession *session, Error *error)
{
    int64_t id = 0;
    SheetRow row;
    const Zone *zone = workspace_settings(call->house->workspace)->zone;
    if (!may_write_texts(call, error) || !crm_number(session, &id, error)) return false;
    for (int i = 0; i < COLUMNS; i++) row.column[i] = value_text(STR(""));
    row.column[ID] = value_integer(id);
    row.column[DAY] = value_integer(zone_civil(zone, call->now / MILLISECONDS_PER_SECOND) / SECONDS_PER_DAY);
    row.column[MADE_BY] = value_integer(who(call));
    row.column[MADE_AT] = value_integer(call->now);
    call->status = 201;
    return sheet_take(call, session, &row_shape, &row, error) && put_note(call, session, &row, error);
}

static bool change_note(Call *call, StoreSession *session, Error *error)
{
    SheetRow row;
    return may_write_texts(call, error) && row_of_path(call, session, &row, error) &&
           sheet_take(call, session, &row_shape, &row, error) && put_note(call, session, &row, error);
}

static bool remove_note(Call *call, StoreSession *session, Error *error)
{
    SheetRow row;
    if (!row_of_path(call, session, &row, error)) return false;
    call->audit_object = str_format(call->arena, "market_note:%lld", (long long)row.column[ID].integer);
    return store_execute(session, &query_market_watch_remove, VALUES(row.column[ID]), NULL, error);
}

static const Parameter parameters[] = {
    {.name = "kind", .type = FIELD_TEXT, .words = MARKET_KINDS, .help = PHRASE("only these", "seulement ceux-ci")},
    ITEM_PAGE_PARAMETERS,
    {0},
};

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/market-notes",
     .name = "listMarketNotes",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary =
         PHRASE("What was noted of the market, newest first", "Ce qui a été noté du marché, le plus récent d’abord"),
     .parameters = parameters,
     .answer = &list_shape,
     .read = list_notes},
    {.method = "POST",
     .path = "/api/v1/market-notes",
     .name = "addMarketNote",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Notes something of the market", "Note quelque chose du marché"),
     .body = &add_shape,
     .answer = &row_shape,
     .write = add_note},
    {.method = "GET",
     .path = "/api/v1/market-notes/{id}",
     .name = "getMarketNote",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("A note of the market", "Une note du marché"),
     .answer = &row_shape,
     .read = get_note},
    {.method = "PATCH",
     .path = "/api/v1/market-notes/{id}",
     .name = "changeMarketNote",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Changes a note of the market", "Modifie une note du marché"),
     .body = &change_shape,
     .answer = &row_shape,
     .write = change_note},
    {.method = "DELETE",
     .path = "/api/v1/market-notes/{id}",
     .name = "removeMarketNote",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Takes a note of the market away", "Retire une note du marché"),
     .write = remove_note},
    {0},
};

extern const Module market_watch_module;
const Module market_watch_module = {.name = "market_watch", .routes = routes, .jobs = market_watch_jobs};

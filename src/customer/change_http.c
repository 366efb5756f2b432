// change_http.c - GET /api/v1/customers/{id}/changes: who changed which field when, what it was and what it is now.
#include "customer/change.h"
#include "customer/customer_http.h"
#include "event/log.h"
#include "house.h"
#include "identity/personal.h"
#include "module.h"

static const Field change_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "field", .type = FIELD_TEXT, .required = true},
    {.name = "old", .type = FIELD_TEXT, .nullable = true, .help = PHRASE("null: nothing", "null\u00A0: rien")},
    {.name = "new", .type = FIELD_TEXT, .nullable = true},
    {.name = "source", .type = FIELD_MAP},
    {.name = "at", .type = FIELD_INSTANT},
    {.name = "request_id", .type = FIELD_TEXT, .help = PHRASE("as in the audit trail", "comme dans la piste d’audit")},
    {0},
};
static const Shape change_shape = {.name = "RecordChange", .fields = change_fields};
static const Field list_fields[] = {
    {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &change_shape},
    {.name = "next_cursor", .type = FIELD_TEXT, .nullable = true},
    {.name = "masked", .type = FIELD_ARRAY, .item = FIELD_TEXT},
    {0},
};
static const Shape list_shape = {.name = "RecordChangeList", .fields = list_fields};

static void write_value(JsonWriter *json, const char *name, const Rows *rows, int column)
{
    json_key(json, name);
    if (rows_null(rows, column))
        json_null(json);
    else
        json_string(json, rows_text(rows, column));
}

static bool hidden(const Call *call, const Rows *rows)
{
    bool address = str_contains(rows_text(rows, 3), STR("@")) || str_contains(rows_text(rows, 4), STR("@"));
    uint32_t mask = trait_mask(rows_text(rows, 2)) | (address ? MASK_EMAIL : 0U);
    return call->principal.masked & mask;
}

static void write_change(JsonWriter *json, const Call *call, const Rows *rows)
{
    json_begin_object(json);
    json_key(json, "id");
    json_integer(json, rows_integer(rows, 0));
    json_key(json, "field");
    json_string(json, rows_text(rows, 2));
    write_value(json, "old", rows, 3);
    write_value(json, "new", rows, 4);
    json_key(json, "source");
    write_source(json, rows_integer(rows, 6), rows_integer(rows, 5));
    write_at(json, "at", rows_integer(rows, 8), call->arena);
    json_key(json, "request_id");
    json_string(json, rows_text(rows, 7));
    json_end_object(json);
}

typedef struct Page {
    size_t member;  // customers of the person are shown one after the other
    int64_t before; // in it
} Page;

static bool read_page(const Call *call, Page *page, Error *error)
{
    Str after, member;
    int64_t number = 0;
    *page = (Page){.before = INT64_MAX};
    if (!call_cursor(call, &after, error)) return false;
    if (!after.size) return true;
    if (!str_cut(&after, ':', &member) || !path_id(member, &number, error) || !path_id(after, &page->before, error))
        return say_not_found(error);
    page->member = (size_t)number - 1;
    return true;
}

static bool write_member(Call *call, StoreSession *session, CustomerId customer, int64_t before, size_t limit,
                         JsonWriter *json, size_t *count, int64_t *last, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_change_of_customer,
                      VALUES(value_integer(customer), value_integer(before), value_integer((int64_t)limit)), &rows,
                      error))
        return false;
    for (; rows_next(&rows); (*count)++) {
        *last = rows_integer(&rows, 0);
        if (!hidden(call, &rows)) write_change(json, call, &rows);
    }
    return rows_close(&rows, error);
}

static bool list_changes(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0;
    Person person;
    Page page;
    size_t count = 0, limit = (size_t)call_limit(call);
    int64_t last = 0;
    if (!log_catch_up(call->house->log, session, error) ||
        !path_customer(call, session, call->path_value[0], &root, error) || !read_page(call, &page, error))
        return false;
    person_members(call->house->identity, root, call->arena, &person);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    size_t member = page.member;
    for (; member < person.member_count && count < limit; member++, page.before = INT64_MAX) {
        if (!write_member(call, session, person.members[member], page.before, limit - count, &json, &count, &last,
                          error))
            return false;
        if (count == limit) break;
    }
    json_end_array(&json);
    bool more = count == limit;
    write_next(&json, call, more, more ? str_format(call->arena, "%zu:%lld", member + 1, (long long)last) : STR(""));
    write_masked(&json, call);
    json_end_object(&json);
    return true;
}

static const Parameter parameters[] = {
    {.name = "limit", .type = FIELD_INTEGER, .low = 1, .high = 1000, .help = PHRASE("how many", "combien")},
    {.name = "cursor",
     .type = FIELD_TEXT,
     .help = PHRASE("next_cursor of the page before", "next_cursor de la page précédente")},
    {0},
};
static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/customers/{id}/changes",
     .name = "listChanges",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("Who changed which field through the API, when, old and new value",
                       "Qui a changé quel champ par l’API, quand, ancienne et nouvelle valeur"),
     .parameters = parameters,
     .answer = &list_shape,
     .read = list_changes},
    {0},
};

static const PersonalTable tables[] = {
    {.table = "record_change",
     .name = "changes",
     .purpose =
         PHRASE("to know who corrected what is kept of you", "pour savoir qui a corrigé ce qui est gardé sur vous"),
     .retention = RETENTION_CUSTOMER,
     .read = &query_change_export,
     .columns = "field was is_now at:instant",
     .erase = &query_change_erase},
    {0},
};

const Module change_module = {.name = "changes", .routes = routes, .personal = tables};

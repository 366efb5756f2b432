// evidence_http.c - statistics that are quoted, each with who says so, when, and how far it can be relied on: so that a
// figure of somebody else is never taken for one's own.
#include "base/json_put.h"
#include "house.h"
#include "module.h"
#include "plan/sheet_http.h"

#define RELIABILITIES "primary|secondary|unsourced"
enum {
    KEY,
    TEXT_EN,
    TEXT_FR,
    DOCUMENT,
    SOURCE,
    YEAR,
    RELIABILITY,
    LINK,
    NOTE_EN,
    NOTE_FR,
    CHANGED_BY,
    CHANGED_AT,
    VERSION
};
enum { EVIDENCE_MAX = 1000, STATEMENT_BYTES_MAX = 1000 };

#define EVIDENCE_BODY(must)                                                                                            \
    {.name = "text_en", .type = FIELD_TEXT, .high = STATEMENT_BYTES_MAX},                                              \
        {.name = "text_fr",                                                                                            \
         .type = FIELD_TEXT,                                                                                           \
         .high = STATEMENT_BYTES_MAX,                                                                                  \
         .help = PHRASE("one language stands for both when the other is empty",                                        \
                        "une langue vaut pour les deux quand l’autre est vide")},                                      \
        {.name = "document",                                                                                           \
         .type = FIELD_TEXT,                                                                                           \
         .high = 500,                                                                                                  \
         .help = PHRASE("where it is quoted", "où elle est citée")},                                                   \
        {.name = "source",                                                                                             \
         .type = FIELD_TEXT,                                                                                           \
         .required = (must),                                                                                           \
         .low = 1,                                                                                                     \
         .high = 500,                                                                                                  \
         .help = PHRASE("who is said to have found it", "à qui elle est attribuée")},                                  \
        {.name = "year", .type = FIELD_INTEGER, .nullable = true, .low = 1800, .high = 2200},                          \
        {.name = "reliability",                                                                                        \
         .type = FIELD_TEXT,                                                                                           \
         .required = (must),                                                                                           \
         .words = RELIABILITIES,                                                                                       \
         .help = PHRASE("primary: the study itself; secondary: somebody who tells of it; unsourced: nobody names one", \
                        "primary\u00A0: l’étude même\u202F; secondary\u00A0: quelqu’un qui la rapporte\u202F; "  \
                        "unsourced\u00A0: personne n’en nomme")},                                                      \
        {.name = "link", .type = FIELD_TEXT, .high = 500},                                                             \
        {.name = "note_en", .type = FIELD_TEXT, .high = STATEMENT_BYTES_MAX},                                          \
    {                                                                                                                  \
        .name = "note_fr", .type = FIELD_TEXT, .high = STATEMENT_BYTES_MAX                                             \
    }
#define EVIDENCE_ROW                                                                                                   \
    {.name = "key", .type = FIELD_TEXT, .required = true, .read_only = true}, EVIDENCE_BODY(true),                     \
        {.name = "changed_by", .type = FIELD_INTEGER, .read_only = true},                                              \
        {.name = "changed_at", .type = FIELD_INSTANT, .read_only = true},                                              \
    {                                                                                                                  \
        .name = "version", .type = FIELD_INTEGER, .read_only = true, .help = PHRASE("for If-Match", "pour If-Match")   \
    }
static const Field row_fields[] = {EVIDENCE_ROW, {0}};
static const Shape row_shape = {.name = "EvidenceRow", .fields = row_fields};
static const Field answer_fields[] = {
    EVIDENCE_ROW,
    {.name = "text", .type = FIELD_TEXT, .help = PHRASE("in the caller's language", "dans la langue de l’appelant")},
    {.name = "note", .type = FIELD_TEXT},
    {.name = "reliability_text",
     .type = FIELD_TEXT,
     .help = PHRASE("quoted without a primary source", "cité sans source première")},
    {.name = "citation", .type = FIELD_TEXT, .help = PHRASE("to be shown beside it", "à montrer à côté")},
    {0},
};
static const Shape answer_shape = {.name = "Evidence", .fields = answer_fields};
LIST_SHAPE(list_shape, "EvidenceList", answer_shape);
static const Field add_fields[] = {EVIDENCE_BODY(true), {0}};
static const Shape add_shape = {.name = "EvidenceAdd", .fields = add_fields};
static const Field change_fields[] = {EVIDENCE_BODY(false), {0}};
static const Shape change_shape = {.name = "EvidenceChange", .fields = change_fields};

static Str in_language(const Call *call, const SheetRow *row, int english, int french)
{
    Str own = row->column[call->locale == LOCALE_FR ? french : english].text;
    return own.size ? own : row->column[call->locale == LOCALE_FR ? english : french].text;
}

static Phrase reliability_phrase(Str word)
{
    if (str_equal(word, STR("primary"))) return PHRASE("primary source", "source première");
    if (str_equal(word, STR("secondary")))
        return PHRASE("told by somebody else than who found it", "rapporté par un autre que celui qui l’a trouvé");
    return PHRASE("quoted without a primary source", "cité sans source première");
}

static void write_evidence(JsonWriter *json, const Call *call, const SheetRow *row)
{
    Str reliability = str_of(reliability_phrase(row->column[RELIABILITY].text).in[call->locale]);
    Str source = row->column[SOURCE].text;
    json_begin_object(json);
    sheet_write_fields(json, call, &row_shape, row);
    put_text(json, "text", in_language(call, row, TEXT_EN, TEXT_FR));
    put_text(json, "note", in_language(call, row, NOTE_EN, NOTE_FR));
    put_text(json, "reliability_text", reliability);
    put_text(json, "citation",
             row->column[YEAR].type == VALUE_NULL
                 ? str_format(call->arena, "%.*s – %.*s", STR_ARGS(source), STR_ARGS(reliability))
                 : str_format(call->arena, "%.*s (%lld) – %.*s", STR_ARGS(source), (long long)row->column[YEAR].integer,
                              STR_ARGS(reliability)));
    json_end_object(json);
}

static bool list_evidence(Call *call, StoreSession *session, Error *error)
{
    size_t count;
    SheetRow *rows;
    if (!sheet_select(session, &query_evidence_all, VALUES(value_integer(EVIDENCE_MAX)), &row_shape, EVIDENCE_MAX,
                      call->arena, &rows, &count, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++) write_evidence(&json, call, &rows[i]);
    json_end_array(&json);
    write_list_end(&json, call, false, 0);
    return true;
}

static bool answer_evidence(Call *call, StoreSession *session, Str key, Error *error)
{
    SheetRow row;
    if (!sheet_one(session, &query_evidence_one, VALUES(value_text(key)), &row_shape, call->arena, &row, error))
        return false;
    JsonWriter json = call_json(call);
    call_version(call, row.column[VERSION].integer);
    call->audit_object = str_format(call->arena, "evidence:%.*s", STR_ARGS(key));
    write_evidence(&json, call, &row);
    return true;
}

static bool get_evidence(Call *call, StoreSession *session, Error *error)
{
    return answer_evidence(call, session, call->path_value[0], error);
}

static bool put_evidence(Call *call, StoreSession *session, SheetRow *row, Error *error)
{
    if (!row->column[TEXT_EN].text.size && !row->column[TEXT_FR].text.size)
        return error_code(error, ERROR_INPUT, "required", PHRASE("say what is quoted", "dites ce qui est cité"),
                          STR("")) ||
               error_at(error, STR("/text_en"));
    row->column[CHANGED_BY] = value_integer(who(call));
    row->column[CHANGED_AT] = value_integer(call->now);
    return store_execute(session, &query_evidence_put, row->column, VERSION, NULL, error) &&
           answer_evidence(call, session, row->column[KEY].text, error);
}

static bool add_evidence(Call *call, StoreSession *session, Error *error)
{
    int64_t number = 0;
    SheetRow row;
    if (!crm_number(session, &number, error)) return false;
    for (int i = 0; i <= VERSION; i++) row.column[i] = value_text(STR(""));
    row.column[YEAR] = value_null();
    row.column[KEY] = value_text(str_format(call->arena, "own_%lld", (long long)number));
    call->status = 201;
    return sheet_take(call, session, &row_shape, &row, error) && put_evidence(call, session, &row, error);
}

static bool row_of_path(Call *call, StoreSession *session, SheetRow *row, Error *error)
{
    return sheet_one(session, &query_evidence_one, VALUES(value_text(call->path_value[0])), &row_shape, call->arena,
                     row, error);
}

static bool change_evidence(Call *call, StoreSession *session, Error *error)
{
    SheetRow row;
    return row_of_path(call, session, &row, error) && call_if_match(call, row.column[VERSION].integer, error) &&
           sheet_take(call, session, &row_shape, &row, error) && put_evidence(call, session, &row, error);
}

static bool remove_evidence(Call *call, StoreSession *session, Error *error)
{
    SheetRow row;
    if (!row_of_path(call, session, &row, error)) return false;
    call->audit_object = str_format(call->arena, "evidence:%.*s", STR_ARGS(row.column[KEY].text));
    return store_execute(session, &query_evidence_remove, VALUES(row.column[KEY]), NULL, error);
}

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/evidence",
     .name = "listEvidence",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("Quoted statistics, with source, year and reliability",
                       "Les statistiques citées, avec source, année et fiabilité"),
     .answer = &list_shape,
     .read = list_evidence},
    {.method = "POST",
     .path = "/api/v1/evidence",
     .name = "addEvidence",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Writes down a statistic with its source", "Note une statistique et sa source"),
     .body = &add_shape,
     .answer = &answer_shape,
     .write = add_evidence},
    {.method = "GET",
     .path = "/api/v1/evidence/{key}",
     .name = "getEvidence",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("A quoted statistic", "Une statistique citée"),
     .answer = &answer_shape,
     .read = get_evidence},
    {.method = "PATCH",
     .path = "/api/v1/evidence/{key}",
     .name = "changeEvidence",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Changes a quoted statistic", "Modifie une statistique citée"),
     .body = &change_shape,
     .answer = &answer_shape,
     .write = change_evidence},
    {.method = "DELETE",
     .path = "/api/v1/evidence/{key}",
     .name = "removeEvidence",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Takes a quoted statistic away", "Retire une statistique citée"),
     .write = remove_evidence},
    {0},
};

extern const Module evidence_module;
const Module evidence_module = {.name = "evidence", .routes = routes};

// saved_funnels_http.c - funnels kept under a name: /api/v1/funnels/saved; GET /api/v1/funnels?funnel=… asks one.
#include "base/number.h"
#include "behaviour/behaviour_http.h"
#include "behaviour/question_words.h"
#include "behaviour/saved_funnel.h"
#include "customer/customer_http.h"

static const char *const members[] = {"steps", "window", "order", "exclude", "segment", "by"};

// ---- JSON ----

static void write_saved(JsonWriter *json, const Call *call, const SavedFunnel *funnel)
{
    JsonValue question = {.type = JSON_NULL}, said;
    Error unread;
    json_begin_object(json);
    write_integer_member(json, "id", funnel->id);
    write_text_member(json, "name", funnel->name);
    if (!json_parse(funnel->question, &question, &unread)) question.type = JSON_NULL;
    for (size_t i = 0; i < COUNT_OF(members); i++)
        if (json_member(question, str_of(members[i]), &said))
            write_text_member(json, members[i], json_get_string(said, call->arena));
    write_integer_member(json, "made_by", funnel->made_by);
    write_at(json, "made_at", funnel->made_at, call->arena);
    json_end_object(json);
}

static bool answer(Call *call, const SavedFunnel *funnel)
{
    JsonWriter json = call_json(call);
    write_saved(&json, call, funnel);
    call->audit_object = str_format(call->arena, "funnel:%lld", (long long)funnel->id);
    return true;
}

// ---- what is sent: it can be asked, though its events may be yet to come ----

static bool refuse(const char *path, Phrase phrase, Str value, Error *error)
{
    (void)error_code(error, ERROR_INPUT, "invalid_value", phrase, value);
    return error_at(error, str_of(path));
}

static bool check_exclusions(const Call *call, uint32_t steps, Error *error)
{
    Str rest = shape_text(call->body, "exclude", call->arena), one, event;
    FunnelExclusion exclusion;
    while (rest.size && str_cut(&rest, ',', &one))
        if (!funnel_exclusion_parse(str_trim(one), steps, &event, &exclusion))
            return refuse("/exclude",
                          PHRASE("{0}: expected an event as in Order Cancelled:0-2 (steps from 0)",
                                 "{0}\u00A0: un événement est attendu, comme Order Cancelled:0-2 (étapes à partir de "
                                 "0)"),
                          error_value(call->arena, one), error);
    return true;
}

static bool check_question(const Call *call, Error *error)
{
    FunnelStep steps[FUNNEL_STEPS_MAX];
    uint32_t count, seconds;
    Str said = shape_text(call->body, "steps", call->arena), window = shape_text(call->body, "window", call->arena);
    if (!funnel_steps_parse(said, call->arena, steps, &count))
        return refuse("/steps",
                      PHRASE("{0}: expected 1 to 20 events, as page,Product Added[channel=web],orders",
                             "{0}\u00A0: 1 à 20 événements sont attendus, comme page,Product "
                             "Added[channel=web],orders"),
                      error_value(call->arena, said), error);
    if (window.size && !funnel_window_parse(window, &seconds))
        return refuse("/window",
                      PHRASE("{0}: expected 7d, 12h, 30m or 90s, at most 366d",
                             "{0}\u00A0: attendu\u00A0: 7d, 12h, 30m ou 90s, 366d au plus"),
                      error_value(call->arena, window), error);
    return check_exclusions(call, count, error);
}

static Str question_of(const Call *call)
{
    Text text = text_in(call->arena);
    JsonWriter json = json_writer(&text);
    json_begin_object(&json);
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        Str said = shape_text(call->body, members[i], call->arena);
        if (said.size) write_text_member(&json, members[i], said);
    }
    json_end_object(&json);
    return text_str(&text);
}

// ---- routes ----

static bool save_funnel(Call *call, StoreSession *session, Error *error)
{
    if (!check_question(call, error)) return false;
    SavedFunnel funnel = {.name = shape_text(call->body, "name", call->arena),
                          .question = question_of(call),
                          .made_by = who(call),
                          .made_at = call->now};
    if (!funnel_save(session, &funnel, error)) return false;
    call->status = 201;
    return answer(call, &funnel);
}

static bool get_saved(Call *call, StoreSession *session, Error *error)
{
    int64_t id = 0;
    SavedFunnel funnel;
    return path_id(call->path_value[0], &id, error) && funnel_saved(session, id, call->arena, &funnel, error) &&
           answer(call, &funnel);
}

static bool remove_saved(Call *call, StoreSession *session, Error *error)
{
    int64_t id = 0;
    if (!path_id(call->path_value[0], &id, error) || !funnel_forget(session, id, error)) return false;
    call->audit_object = str_format(call->arena, "funnel:%lld", (long long)id);
    return true;
}

static bool list_saved(Call *call, StoreSession *session, Error *error)
{
    Str after;
    int64_t before = INT64_MAX;
    SavedFunnel *list;
    size_t count, limit = (size_t)call_limit(call);
    if (!call_cursor(call, &after, error)) return false;
    if (after.size && !number_parse_count(after, &before)) before = INT64_MAX;
    if (!funnel_saved_list(session, before, limit + 1, call->arena, &list, &count, error)) return false;
    bool more = count > limit;
    if (more) count = limit;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++) write_saved(&json, call, &list[i]);
    json_end_array(&json);
    write_next(&json, call, more, more ? str_format(call->arena, "%lld", (long long)list[count - 1].id) : STR(""));
    json_end_object(&json);
    return true;
}

#define QUESTION_FIELDS                                                                                                \
    {.name = "name",                                                                                                   \
     .type = FIELD_TEXT,                                                                                               \
     .required = true,                                                                                                 \
     .low = 1,                                                                                                         \
     .high = FUNNEL_NAME_BYTES_MAX,                                                                                    \
     .help = PHRASE("for people", "pour les personnes")},                                                              \
        {.name = "steps",                                                                                              \
         .type = FIELD_TEXT,                                                                                           \
         .required = true,                                                                                             \
         .low = 1,                                                                                                     \
         .high = 16384,                                                                                                \
         .help = PHRASE("as GET /api/v1/funnels takes them", "comme GET /api/v1/funnels les prend")},                  \
        {.name = "window", .type = FIELD_TEXT, .high = 20, .help = PHRASE("7d, 12h, 30m", "7d, 12h, 30m")},            \
        {.name = "order",                                                                                              \
         .type = FIELD_TEXT,                                                                                           \
         .words = "ordered|strict|unordered",                                                                          \
         .help = PHRASE("of the steps", "des étapes")},                                                                \
        {.name = "exclude",                                                                                            \
         .type = FIELD_TEXT,                                                                                           \
         .high = 4096,                                                                                                 \
         .help = PHRASE("Order Cancelled:0-2", "Order Cancelled:0-2")},                                                \
        {.name = "segment", .type = FIELD_TEXT, .high = 16384, .help = PHRASE("who is counted", "qui est compté")},    \
    {                                                                                                                  \
        .name = "by", .type = FIELD_TEXT, .high = 200, .help = PHRASE("groups", "groupes")                             \
    }

static const Field saved_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true, .help = PHRASE("its number", "son numéro")},
    QUESTION_FIELDS,
    {.name = "made_by", .type = FIELD_INTEGER, .required = true, .help = PHRASE("of the staff", "de l’équipe")},
    {.name = "made_at", .type = FIELD_INSTANT, .required = true, .help = PHRASE("when", "quand")},
    {.name = NULL}};
static const Shape saved_shape = {.name = "SavedFunnel", .fields = saved_fields};

static const Field save_fields[] = {QUESTION_FIELDS, {.name = NULL}};
static const Shape save_shape = {.name = "SavedFunnelAdd", .fields = save_fields};

static const Field list_fields[] = {{.name = "items",
                                     .type = FIELD_ARRAY,
                                     .required = true,
                                     .shape = &saved_shape,
                                     .help = PHRASE("newest first", "les plus récents d’abord")},
                                    {.name = "next_cursor",
                                     .type = FIELD_TEXT,
                                     .required = true,
                                     .nullable = true,
                                     .help = PHRASE("null: that was all", "null\u00A0: c’était tout")},
                                    {.name = NULL}};
static const Shape list_shape = {.name = "SavedFunnelList", .fields = list_fields};

static const Parameter page_parameters[] = {
    {.name = "limit", .type = FIELD_INTEGER, .low = 1, .high = 1000, .help = PHRASE("how many", "combien")},
    {.name = "cursor",
     .type = FIELD_TEXT,
     .help = PHRASE("next_cursor of the page before", "next_cursor de la page précédente")},
    {.name = NULL}};

const Route saved_funnel_routes[] = {
    {.method = "GET",
     .path = "/api/v1/funnels/saved",
     .name = "listSavedFunnels",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("funnels that were kept", "les entonnoirs enregistrés"),
     .parameters = page_parameters,
     .answer = &list_shape,
     .read = list_saved},
    {.method = "POST",
     .path = "/api/v1/funnels/saved",
     .name = "saveFunnel",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("keeps a funnel under a name", "enregistre un entonnoir sous un nom"),
     .body = &save_shape,
     .answer = &saved_shape,
     .write = save_funnel},
    {.method = "GET",
     .path = "/api/v1/funnels/saved/{id}",
     .name = "getSavedFunnel",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("a funnel that was kept", "un entonnoir enregistré"),
     .answer = &saved_shape,
     .read = get_saved},
    {.method = "DELETE",
     .path = "/api/v1/funnels/saved/{id}",
     .name = "removeSavedFunnel",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("forgets a funnel that was kept", "oublie un entonnoir enregistré"),
     .write = remove_saved},
    {.method = NULL}};

// entry_http.c - /api/v1/playbooks/{id}/entry: who enters a playbook, what it is judged by, and the switch; and
// /api/v1/playbook-entries: how all of them stand.
#include "api/mask.h"
#include "base/json_put.h"
#include "crm/item_http.h"
#include "health/definition.h"
#include "house.h"
#include "module.h"
#include "playbook/candidates.h"
#include "playbook/playbook_job.h"
#include "segment/stored.h"
#include "workspace/workspace.h"

// ---- shapes ----

#define ENTRY_FIELDS(needed)                                                                                           \
    {.name = "active", .type = FIELD_BOOLEAN, .required = (needed)},                                                   \
        {.name = "entry",                                                                                              \
         .type = FIELD_TEXT,                                                                                           \
         .required = (needed),                                                                                         \
         .words = ENTRY_KIND_WORDS,                                                                                    \
         .help = PHRASE("who enters: whom somebody adds; who comes into a segment; whose value at risk is high; who "  \
                        "shows a signal of health",                                                                    \
                        "qui y entre\u00A0: ceux qu’on y ajoute\u202F; qui entre dans un segment\u202F; dont la "    \
                        "valeur à risque est élevée\u202F; qui montre un signal de santé")},                           \
        {.name = "segment",                                                                                            \
         .type = FIELD_TEXT,                                                                                           \
         .required = (needed),                                                                                         \
         .nullable = true,                                                                                             \
         .high = SEGMENT_KEY_BYTES_MAX,                                                                                \
         .help = PHRASE("its key", "sa clé")},                                                                         \
        {.name = "signal",                                                                                             \
         .type = FIELD_TEXT,                                                                                           \
         .required = (needed),                                                                                         \
         .nullable = true,                                                                                             \
         .high = 64,                                                                                                   \
         .help = PHRASE("its key, as GET /signals has it", "sa clé, comme dans GET /signals")},                        \
        {.name = "value",                                                                                              \
         .type = FIELD_MONEY,                                                                                          \
         .required = (needed),                                                                                         \
         .nullable = true,                                                                                             \
         .help = PHRASE("of value at risk, from which on", "valeur à risque à partir de laquelle on y entre")},        \
        {.name = "present",                                                                                            \
         .type = FIELD_BOOLEAN,                                                                                        \
         .required = (needed),                                                                                         \
         .help = PHRASE("who is in the segment, or has the signal, when it is switched on enters too",                 \
                        "qui est déjà dans le segment ou a déjà le signal à l’activation y entre aussi")},             \
        {.name = "day_max",                                                                                            \
         .type = FIELD_INTEGER,                                                                                        \
         .required = (needed),                                                                                         \
         .low = 1,                                                                                                     \
         .high = ENTRY_DAY_MAX,                                                                                        \
         .help = PHRASE("how many enter in 24 hours", "combien y entrent en 24 heures")},                              \
        {.name = "goal",                                                                                               \
         .type = FIELD_TEXT,                                                                                           \
         .required = (needed),                                                                                         \
         .low = 1,                                                                                                     \
         .high = ENTRY_GOAL_BYTES_MAX,                                                                                 \
         .help = PHRASE("the event that ends a run and counts as its success",                                         \
                        "l’événement qui met fin au suivi et compte comme réussite")},                                 \
        {.name = "goal_days",                                                                                          \
         .type = FIELD_INTEGER,                                                                                        \
         .required = (needed),                                                                                         \
         .low = 1,                                                                                                     \
         .high = EXPERIMENT_FOLLOW_DAYS_MAX,                                                                           \
         .help = PHRASE("within which it counts", "délai dans lequel il compte")},                                     \
    {                                                                                                                  \
        .name = "control_share", .type = FIELD_NUMBER, .required = (needed),                                           \
        .help = PHRASE("of those who are eligible: nothing is done for them, so that one can tell; 0.01 to 0.5",       \
                       "part des éligibles pour qui rien n’est fait, afin de comparer\u202F; 0,01 à 0,5")              \
    }

static const Field entry_fields[] = {
    {.name = "playbook", .type = FIELD_INTEGER, .required = true},
    ENTRY_FIELDS(true),
    {.name = "experiment",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("key of the one that decides who is in the control group; null: was never switched on",
                    "clé de celle qui décide du groupe témoin\u202F; null\u00A0: jamais activée")},
    {.name = "since", .type = FIELD_INSTANT, .required = true, .nullable = true},
    {.name = "looked_at",
     .type = FIELD_INSTANT,
     .required = true,
     .nullable = true,
     .help = PHRASE("when people were last looked for", "dernière recherche de personnes")},
    {.name = "version", .type = FIELD_INTEGER, .required = true, .help = PHRASE("for If-Match", "pour If-Match")},
    {0}};
static const Shape entry_shape = {.name = "PlaybookEntry", .fields = entry_fields};
static const Field change_fields[] = {ENTRY_FIELDS(false), {0}};
static const Shape change_shape = {.name = "PlaybookEntryChange", .fields = change_fields};

static const Field overview_fields[] = {
    {.name = "playbook", .type = FIELD_INTEGER, .required = true},
    {.name = "name", .type = FIELD_TEXT, .required = true},
    {.name = "active", .type = FIELD_BOOLEAN, .required = true},
    {.name = "entry", .type = FIELD_TEXT, .required = true, .words = ENTRY_KIND_WORDS},
    {.name = "word", .type = FIELD_TEXT, .required = true, .help = PHRASE("segment or signal", "segment ou signal")},
    {.name = "running", .type = FIELD_INTEGER, .required = true},
    {.name = "control", .type = FIELD_INTEGER, .required = true},
    {.name = "entered", .type = FIELD_INTEGER, .required = true, .help = PHRASE("both groups", "les deux groupes")},
    {.name = "overdue",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("tasks past their day", "tâches en "
                                            "retard")},
    {0}};
static const Shape overview_shape = {.name = "PlaybookState", .fields = overview_fields};
static const Field list_fields[] = {{.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &overview_shape},
                                    {.name = "next_cursor", .type = FIELD_TEXT, .required = true, .nullable = true},
                                    {0}};
static const Shape list_shape = {.name = "PlaybookStateList", .fields = list_fields};

static const char *const kind_words[] = {"by_hand", "segment", "at_risk", "signal"};

// ---- answers ----

static PlaybookPlace place_of(const Call *call, StoreSession *session)
{
    return (PlaybookPlace){call->house, session, call->now, call->arena};
}

static bool answer(Call *call, StoreSession *session, const PlaybookEntry *entry, Error *error)
{
    Experiment experiment = {.key = STR("")};
    Currency currency = workspace_first(call->house->workspace)->currency;
    bool amount = entry->kind == ENTRY_AT_RISK && !(call->principal.masked & MASK_AMOUNTS);
    if (entry->experiment && !experiment_get(session, entry->experiment, call->arena, &experiment, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    put_integer(&json, "playbook", entry->playbook);
    put_boolean(&json, "active", entry->active);
    put_text(&json, "entry", str_of(kind_words[entry->kind]));
    put_text_or_null(&json, "segment", entry->kind == ENTRY_SEGMENT ? entry->word : STR(""));
    put_text_or_null(&json, "signal", entry->kind == ENTRY_SIGNAL ? entry->word : STR(""));
    if (amount)
        put_money(&json, "value", entry->value_minor, &currency, call->arena);
    else
        put_text_or_null(&json, "value", STR(""));
    put_boolean(&json, "present", entry->present);
    put_integer(&json, "day_max", entry->day_max);
    put_text(&json, "goal", entry->goal);
    put_integer(&json, "goal_days", entry->goal_days);
    put_number(&json, "control_share", entry->control_share);
    put_text_or_null(&json, "experiment", experiment.key);
    put_instant(&json, "since", entry->since, call->arena);
    put_instant(&json, "looked_at", entry->looked_at, call->arena);
    put_integer(&json, "version", entry->version);
    json_end_object(&json);
    call_version(call, entry->version);
    call->audit_object = str_format(call->arena, "playbook_entry:%lld", (long long)entry->playbook);
    return true;
}

static bool path_entry(Call *call, StoreSession *session, PlaybookText *playbook, PlaybookEntry *entry, Error *error)
{
    int64_t id = 0;
    const PlaybookPlace place = place_of(call, session);
    return path_id(call->path_value[0], &id, error) && playbook_text(&place, id, playbook, error) &&
           entry_of(session, id, call->arena, entry, error);
}

static bool get_entry(Call *call, StoreSession *session, Error *error)
{
    PlaybookText playbook;
    PlaybookEntry entry;
    return path_entry(call, session, &playbook, &entry, error) && answer(call, session, &entry, error);
}

// ---- changing ----

static bool refuse(const char *path, Phrase phrase, Str value, Error *error)
{
    (void)error_code(error, ERROR_INPUT, "invalid_value", phrase, value);
    return error_at(error, str_of(path));
}

static bool take_share(const Call *call, double *share, Error *error)
{
    const double low = 0.01, high = 0.5;
    JsonValue value;
    double number = 0;
    if (!json_member(call->body, STR("control_share"), &value)) return true;
    if (!json_get_number(value, &number) || !(number >= low && number <= high))
        return refuse("/control_share",
                      PHRASE("expected 0.01 to 0.5, not {0}", "de 0,01 à 0,5 est attendu, et non {0}"),
                      error_value(call->arena, value.text), error);
    *share = number;
    return true;
}

static bool take_value(const Call *call, PlaybookEntry *entry, Error *error)
{
    Currency given, own = workspace_first(call->house->workspace)->currency;
    int64_t minor = 0;
    if (!shape_money(call->body, "value", call->arena, &given, &minor)) return true;
    if (minor < 0 || !str_equal(str_of(given.code), str_of(own.code)))
        return refuse("/value",
                      PHRASE("an amount of 0 or more in {0} is expected", "un montant de 0 ou plus en {0} est attendu"),
                      str_copy(call->arena, str_of(own.code)), error);
    entry->value_minor = minor;
    return true;
}

static bool check_word(const Call *call, StoreSession *session, const PlaybookEntry *entry, Error *error)
{
    StoredSegment stored;
    HealthSignal signal;
    if (entry->kind == ENTRY_SIGNAL)
        return health_signal_parse(entry->word, &signal) ||
               refuse("/signal", PHRASE("there is no signal {0}", "il n’y a pas de signal {0}"),
                      error_value(call->arena, entry->word), error);
    if (entry->kind != ENTRY_SEGMENT) return true;
    if (!stored_of_key(session, entry->word, call->arena, &stored, error)) return false;
    return stored.id || refuse("/segment", PHRASE("there is no segment {0}", "il n’y a pas de segment {0}"),
                               error_value(call->arena, entry->word), error);
}

static bool take_change(Call *call, StoreSession *session, PlaybookEntry *entry, Error *error)
{
    if (given_has(call, "entry")) {
        EntryKind kind = (EntryKind)word_number(ENTRY_KIND_WORDS, given_text(call, "entry"));
        if (kind != entry->kind) entry->word = STR("");
        entry->kind = kind;
    }
    if (entry->kind == ENTRY_SEGMENT && given_has(call, "segment")) entry->word = given_text(call, "segment");
    if (entry->kind == ENTRY_SIGNAL && given_has(call, "signal")) entry->word = given_text(call, "signal");
    if (given_has(call, "goal")) entry->goal = str_trim(given_text(call, "goal"));
    entry->present = given_boolean(call, "present", entry->present);
    entry->day_max = given_integer(call, "day_max", entry->day_max);
    entry->goal_days = given_integer(call, "goal_days", entry->goal_days);
    entry->changed_by = who(call);
    entry->changed_at = call->now;
    if (!entry->goal.size) return refuse("/goal", PHRASE("name an event", "nommez un événement"), STR(""), error);
    return take_share(call, &entry->control_share, error) && take_value(call, entry, error) &&
           check_word(call, session, entry, error);
}

static bool check_playbook(const Call *call, StoreSession *session, const PlaybookText *playbook, Error *error)
{
    enum { RECORD_TYPE = 2, OF_CUSTOMERS = 0 };
    Rows rows;
    JsonValue array;
    PlaybookStep *steps;
    size_t count;
    int64_t type = OF_CUSTOMERS;
    if (!store_select(session, &query_playbook_one, VALUES(value_integer(playbook->id)), &rows, error)) return false;
    if (rows_next(&rows)) type = rows_integer(&rows, RECORD_TYPE);
    if (!rows_close(&rows, error) || !json_parse(playbook->steps, &array, error) ||
        !playbook_steps_read(array, call->arena, &steps, &count, error))
        return false;
    if (type == OF_CUSTOMERS && playbook_runs(steps, count)) return true;
    return error_code(error, ERROR_CONFLICT, "not_runnable",
                      PHRASE("a playbook that is run is about customers and has a task or a message among its steps",
                             "une procédure suivie porte sur des clients et a une tâche ou un message parmi ses "
                             "étapes"),
                      STR(""));
}

static bool switch_on(Call *call, StoreSession *session, const PlaybookText *playbook, PlaybookEntry *entry,
                      Error *error)
{
    if (!entry->since) entry->since = call->now;
    return check_playbook(call, session, playbook, error) &&
           entry_start_experiment(session, entry, playbook->name, workspace_settings(call->house->workspace)->locale,
                                  call->arena, error);
}

static bool change_entry(Call *call, StoreSession *session, Error *error)
{
    PlaybookText playbook;
    PlaybookEntry entry;
    if (!path_entry(call, session, &playbook, &entry, error) || !call_if_match(call, entry.version, error) ||
        !take_change(call, session, &entry, error))
        return false;
    entry.active = given_boolean(call, "active", entry.active);
    if (!entry.active) entry.since = 0;
    return (!entry.active || switch_on(call, session, &playbook, &entry, error)) && entry_put(session, &entry, error) &&
           (!entry.active || !call->house->jobs || playbook_look(call->house->jobs, session, &entry, error)) &&
           answer(call, session, &entry, error);
}

// ---- all of them ----

static const PlaybookEntry *entry_among(const PlaybookEntry *list, size_t count, int64_t playbook)
{
    static const PlaybookEntry usual = {.word = {.data = "", .size = 0}};
    for (size_t i = 0; i < count; i++)
        if (list[i].playbook == playbook) return &list[i];
    return &usual;
}

static bool list_entries(Call *call, StoreSession *session, Error *error)
{
    Rows rows;
    PlaybookEntry *entries;
    size_t count;
    const PlaybookPlace place = place_of(call, session);
    if (!entry_list(session, call->arena, &entries, &count, error) ||
        !store_select(session, &query_playbook_entry_overview, VALUES(value_integer(playbook_today(&place))), &rows,
                      error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    while (rows_next(&rows)) {
        const PlaybookEntry *entry = entry_among(entries, count, rows_integer(&rows, 0));
        json_begin_object(&json);
        put_integer(&json, "playbook", rows_integer(&rows, 0));
        put_text(&json, "name", rows_text(&rows, 1));
        put_boolean(&json, "active", entry->active);
        put_text(&json, "entry", str_of(kind_words[entry->kind]));
        put_text(&json, "word", entry->word);
        put_integer(&json, "running", rows_integer(&rows, 2));
        put_integer(&json, "control", rows_integer(&rows, 3));
        put_integer(&json, "entered", rows_integer(&rows, 4));
        put_integer(&json, "overdue", rows_integer(&rows, 5));
        json_end_object(&json);
    }
    json_end_array(&json);
    write_next(&json, call, false, STR(""));
    json_end_object(&json);
    return rows_close(&rows, error);
}

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/playbook-entries",
     .name = "listPlaybookEntries",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("Playbooks of customers: which are switched on, and how many runs they have",
                       "Les procédures des clients\u00A0: lesquelles sont activées, et leurs suivis"),
     .answer = &list_shape,
     .read = list_entries},
    {.method = "GET",
     .path = "/api/v1/playbooks/{id}/entry",
     .name = "getPlaybookEntry",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("Who enters a playbook, and what it is judged by",
                       "Qui entre dans une procédure, et à quoi elle se juge"),
     .answer = &entry_shape,
     .read = get_entry},
    {.method = "PATCH",
     .path = "/api/v1/playbooks/{id}/entry",
     .name = "changePlaybookEntry",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Changes that, and switches it on or off: runs under way go on",
                       "Modifie cela, et l’active ou la désactive\u00A0: les suivis en cours continuent"),
     .body = &change_shape,
     .answer = &entry_shape,
     .write = change_entry},
    {0}};

const Module playbook_entry_module = {.name = "playbook_entry", .routes = routes};

// strategy_http.c - the strategy of each segment, and where those of two segments are at odds over the same people.
#include "event/log.h"
#include "house.h"
#include "module.h"
#include "segment/figure.h"
#include "segment/segment_http.h"
#include "segment/strategy.h"
#include "workspace/workspace.h"

// ---- shapes ----

enum { OBJECTIVE_MAX = 2000, LINES_MAX = 30, MINUTES_MAX = 525600 };
#define CHANNEL_WORDS "email|sms|phone|post|push|chat|social|in_person"

#define LINES_FIELD(field, english, french)                                                                            \
    {                                                                                                                  \
        .name = (field), .type = FIELD_ARRAY, .item = FIELD_TEXT, .low = 0, .high = LINES_MAX,                         \
        .help = PHRASE(english, french)                                                                                \
    }

static const Field service_fields[] = {
    {.name = "response_hours",
     .type = FIELD_NUMBER,
     .required = true,
     .help = PHRASE("a customer is answered within so many hours", "un client a une réponse sous tant d’heures")},
    {0}};
static const Shape service_shape = {.name = "ServiceLevel", .fields = service_fields};

#define STRATEGY_FIELDS                                                                                                \
    {.name = "objective",                                                                                              \
     .type = FIELD_TEXT,                                                                                               \
     .required = true,                                                                                                 \
     .low = 1,                                                                                                         \
     .high = OBJECTIVE_MAX,                                                                                            \
     .help = PHRASE("what is to be reached with these people", "ce qu’on veut atteindre avec ces personnes")},         \
        LINES_FIELD("offers", "what they are offered", "ce qui leur est proposé"),                                     \
        LINES_FIELD("channels",                                                                                        \
                    "in the order in which they are tried: email, sms, phone, post, push, chat, social, "              \
                    "in_person; the first is proposed in the profile of each of them",                                 \
                    "dans l’ordre où on les essaie\u00A0: email, sms, phone, post, push, chat, social, in_person"   \
                    "\u202F; le premier est proposé dans la fiche de chacun"),                                         \
        {.name = "service_level", .type = FIELD_OBJECT, .nullable = true, .shape = &service_shape},                    \
        LINES_FIELD("agents", "who looks after them", "qui s’occupe d’eux"),                                           \
        {.name = "budget", .type = FIELD_MONEY, .nullable = true},                                                     \
    {                                                                                                                  \
        .name = "priority", .type = FIELD_INTEGER, .low = 1, .high = STRATEGY_PRIORITY_MAX,                            \
        .help = PHRASE("1 goes first for somebody in several segments; default 100",                                   \
                       "1 passe en premier pour qui est dans plusieurs segments\u202F; par défaut 100")                \
    }

static const Field strategy_fields[] = {
    {.name = "segment", .type = FIELD_TEXT, .required = true, .help = PHRASE("its key", "sa clé")},
    STRATEGY_FIELDS,
    {.name = "changed_at", .type = FIELD_INSTANT, .required = true},
    {.name = "version", .type = FIELD_INTEGER, .required = true, .help = PHRASE("for If-Match", "pour If-Match")},
    {0}};
static const Shape strategy_shape = {.name = "SegmentStrategy", .fields = strategy_fields};

static const Field put_fields[] = {STRATEGY_FIELDS, {0}};
static const Shape put_shape = {.name = "SegmentStrategyPut", .fields = put_fields};

static const Field conflict_fields[] = {
    {.name = "a",
     .type = FIELD_TEXT,
     .required = true,
     .help = PHRASE("key of the one that goes first", "clé de celui qui passe en premier")},
    {.name = "a_name", .type = FIELD_TEXT, .required = true},
    {.name = "a_value",
     .type = FIELD_TEXT,
     .required = true,
     .help = PHRASE("what its strategy says", "ce que dit sa stratégie")},
    {.name = "b", .type = FIELD_TEXT, .required = true, .help = PHRASE("key of the other one", "clé de l’autre")},
    {.name = "b_name", .type = FIELD_TEXT, .required = true},
    {.name = "b_value",
     .type = FIELD_TEXT,
     .required = true,
     .help = PHRASE("what the other says", "ce que dit l’autre")},
    {.name = "field",
     .type = FIELD_TEXT,
     .required = true,
     .words = "offers|channels|service_level",
     .help = PHRASE("over which they are at odds", "sur quoi elles se contredisent")},
    {.name = "customers",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("who are in both", "qui sont dans les deux")},
    {.name = "wins",
     .type = FIELD_TEXT,
     .required = true,
     .help =
         PHRASE("key of the segment whose strategy holds for them", "clé du segment dont la stratégie vaut pour eux")},
    {0}};
static const Shape conflict_shape = {.name = "SegmentConflict", .fields = conflict_fields};
static const Field conflicts_fields[] = {
    {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &conflict_shape},
    {.name = "next_cursor", .type = FIELD_TEXT, .required = true, .nullable = true},
    {0}};
static const Shape conflicts_shape = {.name = "SegmentConflictList", .fields = conflicts_fields};

// ---- answers ----

static void write_service(JsonWriter *json, const Strategy *strategy)
{
    json_key(json, "service_level");
    if (!strategy->has_response) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    put_number(json, "response_hours", (double)strategy->response_minutes / 60);
    json_end_object(json);
}

static bool answer_strategy(Call *call, const Strategy *strategy)
{
    Currency currency;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    put_text(&json, "segment", strategy->key);
    put_text(&json, "objective", strategy->objective);
    put_lines(&json, "offers", strategy->offers);
    put_lines(&json, "channels", strategy->channels);
    write_service(&json, strategy);
    put_lines(&json, "agents", strategy->agents);
    if (strategy->has_budget && currency_find(strategy->currency, &currency))
        put_money(&json, "budget", strategy->budget_minor, &currency, call->arena);
    else
        put_text_or_null(&json, "budget", STR(""));
    put_integer(&json, "priority", strategy->priority);
    put_instant(&json, "changed_at", strategy->changed_at, call->arena);
    put_integer(&json, "version", strategy->version);
    json_end_object(&json);
    call_version(call, strategy->version);
    return true;
}

static bool path_strategy(const Call *call, StoreSession *session, StoredSegment *segment, Strategy *strategy,
                          Error *error)
{
    return path_segment(call, session, segment, error) &&
           strategy_find(session, segment->id, call->arena, strategy, error);
}

static bool get_strategy(Call *call, StoreSession *session, Error *error)
{
    StoredSegment segment;
    Strategy strategy;
    if (!path_strategy(call, session, &segment, &strategy, error)) return false;
    if (strategy.segment) return answer_strategy(call, &strategy);
    return error_code(error, ERROR_NOT_FOUND, "not_found",
                      PHRASE("this segment has no strategy yet", "ce segment n’a pas encore de stratégie"), STR(""));
}

// ---- writing ----

static Str lines_of(const Call *call, const char *name)
{
    JsonValue list, item;
    Text text = text_in(call->arena);
    if (!json_member(call->body, str_of(name), &list)) return STR("");
    for (size_t cursor = 0; json_next(list, &cursor, NULL, &item);) {
        Str one = str_trim(json_get_string(item, call->arena));
        if (!one.size) continue;
        if (text.size) text_add_byte(&text, '\n');
        for (size_t i = 0; i < one.size; i++) text_add_byte(&text, one.data[i] == '\n' ? ' ' : one.data[i]);
    }
    return text_str(&text);
}

static bool refuse_at(Error *error, Phrase phrase, Str value, Str path)
{
    (void)error_code(error, ERROR_INPUT, "invalid_value", phrase, value);
    return error_at(error, path);
}

static bool check_channels(const Call *call, Str channels, Error *error)
{
    Str one;
    for (size_t place = 0; channels.size && str_cut(&channels, '\n', &one); place++) {
        Str words = STR(CHANNEL_WORDS), word;
        bool known = false;
        while (!known && str_cut(&words, '|', &word)) known = str_equal(word, one);
        if (!known)
            return refuse_at(error,
                             PHRASE("{0}: expected email, sms, phone, post, push, chat, social or in_person",
                                    "{0}\u00A0: attendu\u00A0: email, sms, phone, post, push, chat, social ou "
                                    "in_person"),
                             error_value(call->arena, one), str_format(call->arena, "/channels/%zu", place));
    }
    return true;
}

static bool take_service(const Call *call, Strategy *strategy, Error *error)
{
    JsonValue level, hours;
    double number = 0;
    if (!json_member(call->body, STR("service_level"), &level) || level.type != JSON_OBJECT) return true;
    (void)json_member(level, STR("response_hours"), &hours);
    if (!json_get_number(hours, &number) || number * 60 < 1 || number * 60 > MINUTES_MAX)
        return refuse_at(error,
                         PHRASE("{0}: expected hours, from a minute to a year",
                                "{0}\u00A0: attendu\u00A0: des heures, d’une minute à un an"),
                         error_value(call->arena, hours.text), STR("/service_level/response_hours"));
    strategy->has_response = true;
    strategy->response_minutes = (int64_t)(number * 60 + 0.5);
    return true;
}

static bool read_strategy(const Call *call, Strategy *strategy, Error *error)
{
    JsonValue priority;
    Currency currency;
    strategy->objective = str_trim(shape_text(call->body, "objective", call->arena));
    strategy->offers = lines_of(call, "offers");
    strategy->channels = lines_of(call, "channels");
    strategy->agents = lines_of(call, "agents");
    strategy->priority = STRATEGY_PRIORITY_DEFAULT;
    if (json_member(call->body, STR("priority"), &priority)) (void)!json_get_integer(priority, &strategy->priority);
    strategy->has_budget = shape_money(call->body, "budget", call->arena, &currency, &strategy->budget_minor);
    if (strategy->has_budget) strategy->currency = str_of(currency.code);
    strategy->currency = str_copy(call->arena, strategy->currency);
    if (strategy->has_budget && strategy->budget_minor < 0)
        return refuse_at(error, PHRASE("a budget is not below 0{0}", "un budget n’est pas sous 0{0}"), STR(""),
                         STR("/budget"));
    return check_channels(call, strategy->channels, error) && take_service(call, strategy, error);
}

static bool put_strategy(Call *call, StoreSession *session, Error *error)
{
    StoredSegment segment;
    Strategy was, strategy = {0};
    if (!path_strategy(call, session, &segment, &was, error) ||
        (was.segment && !call_if_match(call, was.version, error)) || !read_strategy(call, &strategy, error))
        return false;
    strategy.segment = segment.id;
    strategy.changed_by = voice_of(call).by;
    strategy.changed_at = call->now;
    call->audit_object = str_format(call->arena, "segment:%lld", (long long)segment.id);
    return strategy_put(session, &strategy, error) &&
           strategy_find(session, segment.id, call->arena, &strategy, error) && answer_strategy(call, &strategy);
}

static bool delete_strategy(Call *call, StoreSession *session, Error *error)
{
    StoredSegment segment;
    Strategy strategy;
    if (!path_strategy(call, session, &segment, &strategy, error) ||
        (strategy.segment && !call_if_match(call, strategy.version, error)))
        return false;
    call->audit_object = str_format(call->arena, "segment:%lld", (long long)segment.id);
    return strategy_remove(session, segment.id, error);
}

// ---- at odds ----

static Str name_of(const Call *call, const Strategy *strategy)
{
    return stored_name(&(StoredSegment){.key = strategy->key, .name = strategy->name}, call->locale);
}

static Str shown(const Call *call, const Strategy *strategy, StrategyField field)
{
    if (field == STRATEGY_SERVICE) return str_format(call->arena, "%g h", (double)strategy->response_minutes / 60);
    Str lines = field == STRATEGY_OFFERS ? strategy->offers : strategy->channels, one;
    Text text = text_in(call->arena);
    while (lines.size && str_cut(&lines, '\n', &one)) text_addf(&text, text.size ? ", %.*s" : "%.*s", STR_ARGS(one));
    return text_str(&text);
}

static int64_t count_both(const CustomerSet *a, const CustomerSet *b)
{
    int64_t both = 0;
    for (uint32_t i = 0; i < a->customers / 64 + 1 && i < b->customers / 64 + 1; i++)
        both += __builtin_popcountll(a->word[i] & b->word[i]);
    return both;
}

static void write_conflict(const Call *call, JsonWriter *json, const Strategy *a, const Strategy *b,
                           StrategyField field, int64_t both)
{
    json_begin_object(json);
    put_text(json, "a", a->key);
    put_text(json, "a_name", name_of(call, a));
    put_text(json, "a_value", shown(call, a, field));
    put_text(json, "b", b->key);
    put_text(json, "b_name", name_of(call, b));
    put_text(json, "b_value", shown(call, b, field));
    put_text(json, "field", str_of(strategy_field_names[field]));
    put_integer(json, "customers", both);
    put_text(json, "wins", a->key); // the list is in the order in which they go first
    json_end_object(json);
}

static void write_pair(const Call *call, JsonWriter *json, const Strategy *a, const Strategy *b,
                       const CustomerSet *of_a, const CustomerSet *of_b)
{
    bool any = false;
    for (StrategyField field = 0; field < STRATEGY_FIELD_COUNT; field++) any |= strategies_at_odds(a, b, field);
    int64_t both = any ? count_both(of_a, of_b) : 0;
    for (StrategyField field = 0; both && field < STRATEGY_FIELD_COUNT; field++)
        if (strategies_at_odds(a, b, field)) write_conflict(call, json, a, b, field, both);
}

static bool list_conflicts(Call *call, StoreSession *session, Error *error)
{
    Strategy *list;
    size_t count;
    SegmentPlace place = place_of_house(call, session);
    place.figures = figure_base(&place);
    if (!log_catch_up(call->house->log, session, error) || !strategy_list(session, call->arena, &list, &count, error))
        return false;
    StoredPeople *people = arena_array(call->arena, StoredPeople, count);
    for (size_t i = 0; i < count; i++) {
        StoredSegment segment;
        Str number = str_format(call->arena, "%lld", (long long)list[i].segment);
        if (!stored_find(session, number, call->arena, &segment, error) ||
            !stored_people(&place, &segment, &people[i], error))
            return false;
    }
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count; j++)
            write_pair(call, &json, &list[i], &list[j], &people[i].all, &people[j].all);
    json_end_array(&json);
    put_text_or_null(&json, "next_cursor", STR(""));
    json_end_object(&json);
    return true;
}

// ---- routes ----

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/segments/conflicts",
     .name = "listSegmentConflicts",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary = PHRASE("where the strategies of two segments are at odds over the same people, and which one holds",
                       "où les stratégies de deux segments se contredisent pour les mêmes personnes, et laquelle vaut"),
     .answer = &conflicts_shape,
     .read = list_conflicts},
    {.method = "GET",
     .path = "/api/v1/segments/{id}/strategy",
     .name = "getSegmentStrategy",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("what is done for the people of a segment", "ce qu’on fait pour les personnes d’un segment"),
     .answer = &strategy_shape,
     .read = get_strategy},
    {.method = "PUT",
     .path = "/api/v1/segments/{id}/strategy",
     .name = "putSegmentStrategy",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("sets the strategy of a segment", "fixe la stratégie d’un segment"),
     .body = &put_shape,
     .answer = &strategy_shape,
     .write = put_strategy},
    {.method = "DELETE",
     .path = "/api/v1/segments/{id}/strategy",
     .name = "deleteSegmentStrategy",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("takes the strategy of a segment away", "retire la stratégie d’un segment"),
     .write = delete_strategy},
    {0}};

extern const Module strategy_module;
const Module strategy_module = {.name = "strategy", .routes = routes};

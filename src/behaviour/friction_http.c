// friction_http.c - GET /api/v1/friction: where people are held up, against the workspace's thresholds; and whom it
// met.
#include "behaviour/friction.h"

#include "api/csv_answer.h"
#include "behaviour/behaviour_http.h"
#include "customer/shapes_http.h"
#include "event/log.h"
#include "house.h"
#include "measure/rate.h"

enum { USUAL_DAYS = 30 };

typedef struct FrictionQuestion {
    FrictionAsk ask;
    MetricGroups groups;
    Friction *layer; // of each layer of the groups
} FrictionQuestion;

// ---- the question ----

static bool read_question(const Call *call, const MetricPlace *place, FrictionQuestion *question, Error *error)
{
    FrictionAsk *ask = &question->ask;
    *question = (FrictionQuestion){.ask = {.as_of = day_known(call, place)}};
    if (!call_day(call, "to", &ask->to)) ask->to = ask->as_of;
    if (!call_day(call, "from", &ask->from)) ask->from = ask->to - USUAL_DAYS + 1;
    if (ask->from > ask->to)
        return refuse_word("from", day_name(call->arena, ask->from),
                           PHRASE("a day not after to", "un jour au plus tard égal à to"), call->arena, error);
    return behaviour_settings_read(place->session, call->arena, &ask->settings, error) &&
           metric_groups(place, behaviour_reader(place, "survival"), call_query(call, "segment"),
                         call_query(call, "by"), &question->groups, error);
}

static bool read_all(Call *call, StoreSession *session, FrictionQuestion *question, Error *error)
{
    MetricPlace place = metric_place(call, session);
    if (!log_catch_up(call->house->log, session, error) || !read_question(call, &place, question, error)) return false;
    question->layer = arena_array(call->arena, Friction, question->groups.layers);
    for (size_t layer = 0; layer < question->groups.layers; layer++)
        if (!friction_read(&place, &question->ask, &question->groups.layer[layer], &question->layer[layer], error))
            return false;
    return true;
}

static const Friction *layer_of(const FrictionQuestion *question, uint32_t *group, const Grouping **grouping)
{
    size_t layer = 0;
    for (; layer + 1 < question->groups.layers && *group >= question->layer[layer].groups; layer++)
        *group -= question->layer[layer].groups;
    *grouping = &question->groups.layer[layer];
    return &question->layer[layer];
}

// ---- JSON ----

static const struct {
    const char *unit;
    Phrase label, definition;
} kinds[FRICTION_KINDS] = {
    [FRICTION_PAGE_LOAD] = {"milliseconds", PHRASE("page load", "chargement des pages"),
                            PHRASE(
                                "Time within which 95 % of pages loaded (load_ms of page and screen events); affected: "
                                "visits with a slower page than the threshold.",
                                "Temps en lequel 95\u202F% des pages se sont chargées (load_ms des événements page et "
                                "screen)\u202F; touchées\u00A0: les visites avec une page plus lente que le seuil.")},
    [FRICTION_ERRORS] = {"rate", PHRASE("errors", "erreurs"),
                         PHRASE("Share of visits with an error of the site; affected: these.",
                                "Part des visites avec une erreur du site\u202F; touchées\u00A0: celles-ci.")},
    [FRICTION_ABANDONMENT] = {"rate", PHRASE("abandonment", "abandon"),
                              PHRASE("Of visits with an attempt, the share without success after it; affected: these.",
                                     "Parmi les visites avec une tentative, la part sans réussite ensuite\u202F; "
                                     "touchées\u00A0: celles-ci.")},
    [FRICTION_WAITING] = {"minutes", PHRASE("waiting time", "temps d’attente"),
                          PHRASE(
                              "Time within which 95 % of the tickets that were answered had their first reply; "
                              "affected: tickets that waited longer than the threshold, or wait so long by now.",
                              "Temps en lequel 95\u202F% des tickets répondus ont eu leur première réponse\u202F; "
                              "touchés\u00A0: les tickets qui ont attendu plus que le seuil, ou attendent depuis plus "
                              "longtemps.")},
};

static void write_pages(JsonWriter *json, const Call *call, const FrictionItem *item)
{
    json_key(json, "pages");
    json_begin_array(json);
    for (size_t i = 0; i < item->pages; i++) {
        json_begin_object(json);
        write_text_member(json, "page", log_class_name(call->house->log, item->page[i].page));
        write_number_member(json, "p95_ms", true, item->page[i].p95);
        write_integer_member(json, "n", item->page[i].n);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_affected(JsonWriter *json, const FrictionItem *item, bool tickets)
{
    write_number_member(json, "affected_sessions", !tickets, (double)item->affected);
    write_number_member(json, "sessions", !tickets, (double)item->of);
    write_number_member(json, "affected_tickets", tickets, (double)item->affected);
    write_number_member(json, "tickets", tickets, (double)item->of);
    json_key(json, "affected_share");
    json_begin_object(json);
    write_rate_members(json, item->affected, item->of);
    json_end_object(json);
    write_integer_member(json, "affected_customers", item->people);
}

static void write_item(JsonWriter *json, const Call *call, const FrictionQuestion *question, uint32_t number, int kind)
{
    uint32_t group = number;
    const Grouping *grouping;
    const Friction *friction = layer_of(question, &group, &grouping);
    const FrictionItem *item = &friction->item[(size_t)group * FRICTION_KINDS + (size_t)kind];
    json_begin_object(json);
    write_group_members(json, &question->groups, number);
    write_text_member(json, "name", str_of(friction_names[kind]));
    write_text_member(json, "label", str_of(kinds[kind].label.in[call->locale]));
    write_text_member(json, "definition", str_of(kinds[kind].definition.in[call->locale]));
    write_text_member(json, "unit", str_of(kinds[kind].unit));
    write_number_member(json, "value", item->observed, item->value);
    write_number_member(json, "threshold", true, item->threshold);
    json_key(json, "friction");
    if (item->observed || item->over)
        json_boolean(json, item->over);
    else
        json_null(json);
    write_integer_member(json, "n", item->n);
    write_boolean_member(json, "small_sample", item->n < RATE_SMALL_SAMPLE);
    write_affected(json, item, kind == FRICTION_WAITING);
    write_pages(json, call, item);
    json_end_object(json);
}

static void write_all(JsonWriter *json, const Call *call, const FrictionQuestion *question)
{
    json_begin_object(json);
    write_text_member(json, "name", STR("friction"));
    write_text_member(json, "from", day_name(call->arena, question->ask.from));
    write_text_member(json, "to", day_name(call->arena, question->ask.to));
    write_text_member(json, "as_of", day_name(call->arena, question->ask.as_of));
    write_text_member(json, "time_zone", zone_name(activity_zone(call->house->activity)));
    write_number_member(json, "session_minutes", true, question->ask.settings.number[SESSION_MINUTES]);
    json_key(json, "items");
    json_begin_array(json);
    for (uint32_t group = 0; group < question->groups.groups; group++)
        for (int kind = 0; kind < FRICTION_KINDS; kind++) write_item(json, call, question, group, kind);
    json_end_array(json);
    json_end_object(json);
}

// ---- routes ----

static bool get_friction(Call *call, StoreSession *session, Error *error)
{
    static const char *const columns[] = {"by",
                                          "name",
                                          "unit",
                                          "value",
                                          "threshold",
                                          "friction",
                                          "n",
                                          "affected_sessions",
                                          "sessions",
                                          "affected_tickets",
                                          "tickets",
                                          "affected_share.value",
                                          "affected_share.low",
                                          "affected_share.high",
                                          "affected_customers",
                                          "/from",
                                          "/to",
                                          "/as_of",
                                          "/time_zone",
                                          NULL};
    FrictionQuestion question;
    if (!read_all(call, session, &question, error)) return false;
    JsonWriter json = call_json(call);
    write_all(&json, call, &question);
    if (wants_csv(call)) call_as_csv(call, "items", columns);
    return true;
}

static bool list_friction_people(Call *call, StoreSession *session, Error *error)
{
    FrictionQuestion question;
    uint32_t group;
    int kind = 0;
    if (!read_all(call, session, &question, error) || !group_named(call, &question.groups, &group, error)) return false;
    while (kind < FRICTION_KINDS && !str_equal(call_query(call, "item"), str_of(friction_names[kind]))) kind++;
    if (kind == FRICTION_KINDS)
        return refuse_word(
            "item", call_query(call, "item"),
            PHRASE("page_load, errors, abandonment or waiting_time", "page_load, errors, abandonment ou waiting_time"),
            call->arena, error);
    const Grouping *grouping;
    const Friction *friction = layer_of(&question, &group, &grouping);
    Customer *person = arena_array(call->arena, Customer, friction->customers);
    size_t count = 0;
    for (Customer c = 0; c < friction->customers; c++) {
        if (grouping->group && (c >= grouping->customers || grouping->group[c] != group)) continue;
        if (friction->affected[c] & 1U << kind) person[count++] = c;
    }
    return answer_people(call, session, person, count, error);
}

#define FRICTION_PARAMETERS                                                                                            \
    {.name = "from",                                                                                                   \
     .type = FIELD_DAY,                                                                                                \
     .help = PHRASE("visits and tickets that begin from this day on; default: 30 days",                                \
                    "visites et tickets qui commencent à partir de ce jour\u202F; par défaut 30 jours")},              \
        {.name = "to",                                                                                                 \
         .type = FIELD_DAY,                                                                                            \
         .help = PHRASE("and up to this day; default: as_of", "et jusqu’à ce jour\u202F; par défaut as_of")},          \
        SEGMENT_PARAMETERS

static const Parameter friction_parameters[] = {FRICTION_PARAMETERS, FORMAT_PARAMETER, {.name = NULL}};
static const Parameter people_parameters[] = {FRICTION_PARAMETERS,
                                              {.name = "item",
                                               .type = FIELD_TEXT,
                                               .words = "page_load|errors|abandonment|waiting_time",
                                               .help = PHRASE("who met it", "qui l’a rencontrée")},
                                              PAGE_PARAMETERS,
                                              {.name = NULL}};

static const Field friction_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .required = true, .help = PHRASE("friction", "friction")},
    {.name = "from", .type = FIELD_DAY, .required = true, .help = PHRASE("first day", "premier jour")},
    {.name = "to", .type = FIELD_DAY, .required = true, .help = PHRASE("last day", "dernier jour")},
    {.name = "as_of",
     .type = FIELD_DAY,
     .required = true,
     .help = PHRASE("the last day that is known", "le dernier jour connu")},
    {.name = "time_zone", .type = FIELD_TEXT, .required = true, .help = PHRASE("of days", "des jours")},
    {.name = "items",
     .type = FIELD_ARRAY,
     .item = FIELD_ANY,
     .required = true,
     .help =
         PHRASE("by, name, value (null: nothing was measured), threshold, friction, n, affected_sessions of sessions "
                "(or tickets), affected_customers, pages (the slowest)",
                "by, name, value (null\u00A0: rien n’a été mesuré), threshold, friction, n, affected_sessions sur "
                "sessions (ou tickets), affected_customers, pages (les plus lentes)")},
    {.name = NULL}};
static const Shape friction_shape = {.name = "Friction", .open = true, .fields = friction_fields};

const Route friction_routes[] = {
    {.method = "GET",
     .path = "/api/v1/friction",
     .name = "getFriction",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary = PHRASE("where people are held up: slow pages, errors, abandonment, waiting",
                       "ce qui retient les gens\u00A0: pages lentes, erreurs, abandon, attente"),
     .parameters = friction_parameters,
     .answer = &friction_shape,
     .read = get_friction},
    {.method = "GET",
     .path = "/api/v1/friction/customers",
     .name = "listFrictionCustomers",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary = PHRASE("who was held up by it", "qui en a été retenu"),
     .parameters = people_parameters,
     .answer = &customer_list_shape,
     .read = list_friction_people},
    {.method = NULL}};

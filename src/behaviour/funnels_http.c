// funnels_http.c - GET /api/v1/funnels: how many people take one step after the other; and who dropped off where.
#include "activity/funnel.h"

#include "base/csv.h"
#include "behaviour/behaviour_http.h"
#include "behaviour/event_lane.h"
#include "behaviour/question_words.h"
#include "behaviour/saved_funnel.h"
#include "customer/shapes_http.h"
#include "event/dimension.h"
#include "event/log.h"
#include "house.h"
#include "measure/rate.h"

typedef struct FunnelQuestion {
    FunnelAsk ask;
    FunnelStep step[FUNNEL_STEPS_MAX]; // as they were said
    JsonValue kept;                    // the saved funnel that is asked; JSON_NULL without
    Lane lane[FUNNEL_LANES_MAX];
    size_t lanes;
    Day from, to, as_of;
    bool has_from, complete; // complete: every attempt has had its whole window
    MetricGroups groups;
} FunnelQuestion;

typedef struct FunnelLayers {
    Funnel *of; // of each layer of the groups
} FunnelLayers;

// ---- the question ----

// What is said of it: in the address, or else in the funnel that was saved.
static Str asked(const Call *call, const FunnelQuestion *question, const char *name)
{
    JsonValue kept;
    Str said = call_query(call, name);
    if (said.size || !json_member(question->kept, str_of(name), &kept)) return said;
    return json_get_string(kept, call->arena);
}

// Steps of the same events share a lane: of an unordered funnel the second one takes the second row.
static bool step_lane(const Call *call, uint32_t step, FunnelQuestion *question, Error *error)
{
    EventLane lane;
    for (uint32_t before = 0; before < step; before++)
        if (str_equal(question->step[before].event, question->step[step].event)) {
            question->ask.step[step] = question->ask.step[before];
            return true;
        }
    if (!event_lane(call->house->log, "steps", question->step[step].event, question->as_of, call->arena, &lane, error))
        return false;
    question->lane[question->lanes] = lane.lane;
    question->ask.step[step] = (uint32_t)question->lanes++;
    return true;
}

static bool step_filter(const Call *call, uint32_t step, FunnelQuestion *question, Error *error)
{
    uint32_t number;
    uint16_t code;
    const FunnelStep *said = &question->step[step];
    if (!said->dimension.size) return true;
    if (!dimension_find(call->house->dimensions, said->dimension, &number))
        return refuse_word(
            "steps", said->dimension,
            PHRASE("a dimension of events; GET /api/v1/dimensions lists them, PUT adds one",
                   "une dimension des événements\u202F; GET /api/v1/dimensions les liste, PUT en ajoute"),
            call->arena, error);
    if (!dimension_code(call->house->dimensions, number, said->value, &code))
        code = DIMENSION_OTHER - 1; // nobody ever had it
    question->ask.filter[step] = (RowFilter){number + 1, code};
    return true;
}

static bool read_steps(const Call *call, FunnelQuestion *question, Error *error)
{
    Str said = asked(call, question, "steps");
    if (!funnel_steps_parse(said, call->arena, question->step, &question->ask.steps))
        return refuse_word("steps", said,
                           PHRASE("1 to 20 events, separated by commas, as page,Product Added[channel=web],orders",
                                  "1 à 20 événements, séparés par des virgules, comme page,Product "
                                  "Added[channel=web],orders"),
                           call->arena, error);
    for (uint32_t step = 0; step < question->ask.steps; step++)
        if (!step_lane(call, step, question, error) || !step_filter(call, step, question, error)) return false;
    return true;
}

static bool read_exclusion(const Call *call, Str said, FunnelQuestion *question, Error *error)
{
    EventLane lane;
    Str name;
    FunnelExclusion exclusion = {.lane = (uint32_t)question->lanes};
    if (question->ask.exclusions == FUNNEL_EXCLUSIONS_MAX ||
        !funnel_exclusion_parse(said, question->ask.steps, &name, &exclusion))
        return refuse_word("exclude", said,
                           PHRASE("at most 8 events, as in Order Cancelled:0-2 (steps from 0)",
                                  "8 événements au plus, comme Order Cancelled:0-2 (étapes à partir de 0)"),
                           call->arena, error);
    if (!event_lane(call->house->log, "exclude", name, question->as_of, call->arena, &lane, error)) return false;
    question->lane[question->lanes++] = lane.lane;
    question->ask.exclusion[question->ask.exclusions++] = exclusion;
    return true;
}

static bool read_exclusions(const Call *call, FunnelQuestion *question, Error *error)
{
    Str rest = asked(call, question, "exclude"), one;
    while (rest.size && str_cut(&rest, ',', &one))
        if (!read_exclusion(call, str_trim(one), question, error)) return false;
    return true;
}

static bool read_window(const Call *call, FunnelQuestion *question, Error *error)
{
    Str said = asked(call, question, "window");
    return funnel_window_parse(said.size ? said : STR("7d"), &question->ask.window_seconds) ||
           refuse_word("window", said,
                       PHRASE("as in 7d, 12h, 30m or 90s, at most 366d", "comme 7d, 12h, 30m ou 90s, 366d au plus"),
                       call->arena, error);
}

// Attempts begin at the latest a window before the end of as_of, so that each has had its time; `to` may say later.
static void read_days(const Call *call, FunnelQuestion *question)
{
    BucketSecond known_to = ((BucketSecond)question->as_of + 1) * SECONDS_PER_DAY;
    BucketSecond last = known_to - 1 - question->ask.window_seconds;
    Day to;
    question->has_from = call_day(call, "from", &question->from);
    if (question->has_from) question->ask.from = (Second)larger(0, (BucketSecond)question->from * SECONDS_PER_DAY);
    BucketSecond end = call_day(call, "to", &to) ? ((BucketSecond)to + 1) * SECONDS_PER_DAY - 1 : last;
    question->complete = end <= last;
    question->ask.to = (Second)larger(1, smaller(end, UINT32_MAX));
    question->to = (Day)(question->ask.to / SECONDS_PER_DAY);
}

// ?funnel=3: what is not said in the address is that of the saved one.
static bool read_kept(const Call *call, const MetricPlace *place, FunnelQuestion *question, Error *error)
{
    int64_t id;
    SavedFunnel saved;
    if (!call_query_integer(call, "funnel", &id)) return true;
    return funnel_saved(place->session, id, call->arena, &saved, error) &&
           json_parse(saved.question, &question->kept, error);
}

static bool read_question(const Call *call, const MetricPlace *place, FunnelQuestion *question, Error *error)
{
    *question = (FunnelQuestion){.as_of = day_known(call, place), .kept = {.type = JSON_NULL}};
    if (!read_kept(call, place, question, error)) return false;
    Str order = asked(call, question, "order");
    if (str_equal(order, STR("strict"))) question->ask.order = FUNNEL_STRICT;
    if (str_equal(order, STR("unordered"))) question->ask.order = FUNNEL_UNORDERED;
    if (!read_steps(call, question, error) || !read_exclusions(call, question, error) ||
        !read_window(call, question, error))
        return false;
    read_days(call, question);
    if (question->ask.order == FUNNEL_STRICT) { // no other event at all in between
        EventLane any;
        if (!event_lane(call->house->log, "steps", STR("any"), question->as_of, call->arena, &any, error)) return false;
        question->lane[question->lanes++] = any.lane;
    }
    return metric_groups(place, behaviour_reader(place, "survival"), asked(call, question, "segment"),
                         asked(call, question, "by"), &question->groups, error);
}

static bool read_funnel(const MetricPlace *place, const FunnelQuestion *question, FunnelLayers *layers, Error *error)
{
    layers->of = arena_array(place->arena, Funnel, question->groups.layers);
    for (size_t layer = 0; layer < question->groups.layers; layer++)
        if (!place->port->ask->funnel(place->port, question->lane, question->lanes, &question->ask,
                                      &question->groups.layer[layer], place->arena, &layers->of[layer], error))
            return false;
    return true;
}

static const Funnel *funnel_of(const FunnelQuestion *question, const FunnelLayers *layers, uint32_t *group,
                               const Grouping **grouping)
{
    size_t layer = 0;
    for (; layer + 1 < question->groups.layers && *group >= layers->of[layer].groups; layer++)
        *group -= layers->of[layer].groups;
    *grouping = &question->groups.layer[layer];
    return &layers->of[layer];
}

// ---- JSON ----

static uint32_t worst_step(const int64_t *reached, uint32_t steps)
{
    uint32_t worst = 0;
    double least = 2;
    for (uint32_t s = 1; s < steps; s++) {
        double share = reached[s - 1] > 0 ? (double)reached[s] / (double)reached[s - 1] : 2;
        if (share >= least) continue;
        least = share;
        worst = s;
    }
    return worst;
}

static void write_rate(JsonWriter *json, const char *key, int64_t count, int64_t n)
{
    json_key(json, key);
    json_begin_object(json);
    write_rate_members(json, count, n);
    json_end_object(json);
}

static void write_step(JsonWriter *json, const FunnelQuestion *question, const Funnel *funnel, uint32_t group,
                       uint32_t step)
{
    const int64_t *reached = funnel->reached + (size_t)group * funnel->steps;
    int64_t before = reached[step > 0 ? step - 1 : 0],
            median = funnel->median_seconds[(size_t)group * funnel->steps + step];
    json_begin_object(json);
    write_text_member(json, "step", question->step[step].event);
    json_key(json, "where");
    if (question->step[step].dimension.size) {
        json_begin_object(json);
        json_key(json, "dimension");
        json_string(json, question->step[step].dimension);
        write_text_member(json, "value", question->step[step].value);
        json_end_object(json);
    } else
        json_null(json);
    write_integer_member(json, "reached", reached[step]);
    write_integer_member(json, "dropped", before - reached[step]);
    write_rate(json, "from_previous", reached[step], before);
    write_rate(json, "from_first", reached[step], reached[0]);
    write_number_member(json, "median_seconds", median >= 0, (double)median);
    bool timed = step > 0 && reached[step] > 0;
    double seconds = (double)funnel->seconds[(size_t)group * funnel->steps + step];
    write_number_member(json, "mean_seconds", timed, timed ? seconds / (double)reached[step] : 0);
    json_end_object(json);
}

static void write_group(JsonWriter *json, const FunnelQuestion *question, const FunnelLayers *layers, uint32_t number)
{
    uint32_t group = number;
    const Grouping *grouping;
    const Funnel *funnel = funnel_of(question, layers, &group, &grouping);
    const int64_t *reached = funnel->reached + (size_t)group * funnel->steps;
    uint32_t worst = worst_step(reached, funnel->steps);
    json_begin_object(json);
    write_group_members(json, &question->groups, number);
    write_rate(json, "overall", reached[funnel->steps - 1], reached[0]);
    write_number_member(json, "median_seconds", funnel->whole_median[group] >= 0, (double)funnel->whole_median[group]);
    write_integer_member(json, "excluded", funnel->excluded[group]);
    write_number_member(json, "worst_step", worst > 0, worst);
    json_key(json, "steps");
    json_begin_array(json);
    for (uint32_t s = 0; s < funnel->steps; s++) write_step(json, question, funnel, group, s);
    json_end_array(json);
    json_end_object(json);
}

static void write_funnel(JsonWriter *json, const Call *call, const FunnelQuestion *question, const FunnelLayers *layers)
{
    json_begin_object(json);
    write_text_member(json, "name", STR("funnel"));
    write_text_member(
        json, "definition",
        str_of(PHRASE("People who took one step after the other, the first within from and to, the last within "
                      "the window of the first; of a person's attempts the one that came furthest counts.",
                      "Les personnes qui ont franchi une étape après l’autre, la première entre from et "
                      "to, la dernière dans la fenêtre de la première\u202F; des essais d’une personne, "
                      "celui qui est allé le plus loin compte.")
                   .in[call->locale]));
    static const char *const orders[] = {"ordered", "strict", "unordered"};
    write_text_member(json, "order", str_of(orders[question->ask.order]));
    write_integer_member(json, "window_seconds", question->ask.window_seconds);
    write_text_member(json, "time_zone", zone_name(activity_zone(call->house->activity)));
    write_text_member(json, "as_of", day_name(call->arena, question->as_of));
    write_text_member(json, "to", day_name(call->arena, question->to));
    write_boolean_member(json, "complete", question->complete);
    json_key(json, "groups");
    json_begin_array(json);
    for (uint32_t g = 0; g < question->groups.groups; g++) write_group(json, question, layers, g);
    json_end_array(json);
    json_end_object(json);
}

// ---- CSV ----

static Str step_name(const Call *call, const FunnelQuestion *question, uint32_t step)
{
    const FunnelStep *said = &question->step[step];
    if (!said->dimension.size) return said->event;
    return str_format(call->arena, "%.*s[%.*s=%.*s]", STR_ARGS(said->event), STR_ARGS(said->dimension),
                      STR_ARGS(said->value));
}

static void write_csv(const Call *call, const FunnelQuestion *question, const FunnelLayers *layers, Text *out)
{
    text_add(out, STR("by,step,name,reached,previous,rate,low,high,overall,median_seconds,as_of,time_zone\n"));
    for (uint32_t g = 0; g < question->groups.groups; g++)
        for (uint32_t s = 0; s < question->ask.steps; s++) {
            uint32_t group = g;
            const Grouping *grouping;
            const Funnel *funnel = funnel_of(question, layers, &group, &grouping);
            const int64_t *reached = funnel->reached + (size_t)group * funnel->steps;
            int64_t before = reached[s > 0 ? s - 1 : 0],
                    median = funnel->median_seconds[(size_t)group * funnel->steps + s];
            Rate rate = rate_of(reached[s], before), overall = rate_of(reached[s], reached[0]);
            csv_add(out, question->groups.by && question->groups.group ? group_key_shown(question->groups.group[g].key)
                                                                       : STR(""));
            csv_add_number(out, csv_number(call->arena, true, s));
            csv_add(out, step_name(call, question, s));
            csv_add_number(out, csv_number(call->arena, true, (double)reached[s]));
            csv_add_number(out, csv_number(call->arena, true, (double)before));
            csv_add_number(out, csv_number(call->arena, rate.observed, rate.value));
            csv_add_number(out, csv_number(call->arena, rate.observed, rate.low));
            csv_add_number(out, csv_number(call->arena, rate.observed, rate.high));
            csv_add_number(out, csv_number(call->arena, overall.observed, overall.value));
            csv_add_number(out, csv_number(call->arena, median >= 0, (double)median));
            csv_add(out, day_name(call->arena, question->as_of));
            csv_add(out, zone_name(activity_zone(call->house->activity)));
            csv_end_record(out);
        }
}

// ---- routes ----

static bool read_all(Call *call, StoreSession *session, FunnelQuestion *question, FunnelLayers *layers, Error *error)
{
    MetricPlace place = metric_place(call, session);
    return log_catch_up(call->house->log, session, error) && read_question(call, &place, question, error) &&
           read_funnel(&place, question, layers, error);
}

static bool get_funnel(Call *call, StoreSession *session, Error *error)
{
    FunnelQuestion question;
    FunnelLayers layers;
    if (!read_all(call, session, &question, &layers, error)) return false;
    if (wants_csv(call)) {
        call->type = STR("text/csv; charset=utf-8; header=present");
        write_csv(call, &question, &layers, &call->text);
        return true;
    }
    JsonWriter json = call_json(call);
    write_funnel(&json, call, &question, &layers);
    return true;
}

static bool list_funnel_people(Call *call, StoreSession *session, Error *error)
{
    FunnelQuestion question;
    FunnelLayers layers;
    uint32_t group;
    int64_t step = 0;
    if (!read_all(call, session, &question, &layers, error) || !group_named(call, &question.groups, &group, error))
        return false;
    if (!call_query_integer(call, "step", &step) || step >= question.ask.steps)
        return refuse_word("step", call_query(call, "step"), PHRASE("a step, from 0", "une étape, à partir de 0"),
                           call->arena, error);
    const Grouping *grouping;
    const Funnel *funnel = funnel_of(&question, &layers, &group, &grouping);
    bool dropped = str_equal(call_query(call, "part"), STR("dropped"));
    Customer *person = arena_array(call->arena, Customer, funnel->customers);
    size_t count = 0;
    for (Customer c = 0; c < funnel->customers; c++) {
        if (grouping->group && (c >= grouping->customers || grouping->group[c] != group)) continue;
        if (dropped ? funnel->depth[c] == step : funnel->depth[c] > step) person[count++] = c;
    }
    if (dropped && step == 0) count = 0; // nobody drops off before the first
    return answer_people(call, session, person, count, error);
}

#define FUNNEL_PARAMETERS                                                                                                   \
    {.name = "steps",                                                                                                       \
     .type = FIELD_TEXT,                                                                                                    \
     .high = 16384,                                                                                                         \
     .help = PHRASE(                                                                                                        \
         "events, separated by commas; several for one step with |; [dimension=value]: only with this value of "            \
         "a dimension: page,Product Added[channel=web],orders; or JSON: "                                                   \
         "[{\"event\":\"Product Added\",\"where\":{\"channel\":\"web\"}}]",                                                 \
         "événements, séparés par des virgules\u202F; plusieurs pour une étape avec |\u202F; "                         \
         "[dimension=valeur]\u00A0: seulement avec cette valeur\u00A0: page,Product "                                       \
         "Added[channel=web],orders\u202F; ou JSON\u00A0: "                                                                 \
         "[{\"event\":\"Product Added\",\"where\":{\"channel\":\"web\"}}]")},                                               \
        {.name = "funnel",                                                                                                  \
         .type = FIELD_INTEGER,                                                                                             \
         .low = 1,                                                                                                          \
         .high = INT64_MAX,                                                                                                 \
         .help = PHRASE("a saved funnel: what is not said here is as it says",                                              \
                        "un entonnoir enregistré\u00A0: ce qui n’est pas dit ici est comme il le dit")},                    \
        {.name = "window",                                                                                                  \
         .type = FIELD_TEXT,                                                                                                \
         .help = PHRASE("from the first step to the last: 7d (default), 12h, 30m",                                          \
                        "de la première étape à la dernière\u00A0: 7d (par défaut), 12h, 30m")},                            \
        {.name = "order",                                                                                                   \
         .type = FIELD_TEXT,                                                                                                \
         .words = "ordered|strict|unordered",                                                                               \
         .help =                                                                                                            \
             PHRASE("one after the other (default); strict: with no other event between; in any order",                     \
                    "l’une après l’autre (par défaut)\u202F; strict\u00A0: sans autre événement entre\u202F; dans " \
                    "n’importe quel ordre")},                                                                               \
        {.name = "exclude",                                                                                                 \
         .type = FIELD_TEXT,                                                                                                \
         .help = PHRASE("events that make an attempt void, with the steps between which: Order Cancelled:0-2",              \
                        "événements qui annulent un essai, avec les étapes entre lesquelles\u00A0: Order "               \
                        "Cancelled:0-2")},                                                                                  \
        {.name = "from",                                                                                                    \
         .type = FIELD_DAY,                                                                                                 \
         .help = PHRASE("first steps from this day on", "premières étapes à partir de ce jour")},                           \
        {.name = "to",                                                                                                      \
         .type = FIELD_DAY,                                                                                                 \
         .help = PHRASE("first steps up to this day; default: so that each attempt has had its whole window",               \
                        "premières étapes jusqu’à ce jour\u202F; par défaut, pour que chaque essai ait eu toute sa "  \
                        "fenêtre")},                                                                                        \
        SEGMENT_PARAMETERS

static const Parameter funnel_parameters[] = {FUNNEL_PARAMETERS, FORMAT_PARAMETER, {.name = NULL}};
static const Parameter funnel_people_parameters[] = {
    FUNNEL_PARAMETERS,
    {.name = "step", .type = FIELD_INTEGER, .low = 0, .high = 19, .help = PHRASE("from 0", "à partir de 0")},
    {.name = "part",
     .type = FIELD_TEXT,
     .words = "reached|dropped",
     .help = PHRASE("who came so far (default), or came to the step before and no further",
                    "qui est venu jusque-là (par défaut), ou jusqu’à l’étape d’avant et pas plus loin")},
    PAGE_PARAMETERS,
    {.name = NULL}};

static const Field funnel_fields[] = {
    {.name = "definition", .type = FIELD_TEXT, .required = true, .help = PHRASE("what it is", "ce que c’est")},
    {.name = "time_zone", .type = FIELD_TEXT, .required = true, .help = PHRASE("of days", "des jours")},
    {.name = "complete",
     .type = FIELD_BOOLEAN,
     .required = true,
     .help = PHRASE("every attempt has had its whole window", "chaque essai a eu toute sa fenêtre")},
    {.name = "groups",
     .type = FIELD_ARRAY,
     .item = FIELD_ANY,
     .required = true,
     .help = PHRASE(
         "by, overall conversion, median_seconds, excluded, worst_step (number of the step), steps with reached, "
         "dropped, from_previous, from_first and times",
         "by, conversion overall, median_seconds, excluded, worst_step (numéro de l’étape), steps avec "
         "reached, dropped, from_previous, from_first et durées")},
    {.name = NULL}};
static const Shape funnel_shape = {.name = "FunnelTable", .open = true, .fields = funnel_fields};

const Route funnel_routes[] = {
    {.method = "GET",
     .path = "/api/v1/funnels",
     .name = "getFunnel",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary = PHRASE("a funnel: step by step, with times", "un entonnoir\u00A0: étape par étape, avec les durées"),
     .parameters = funnel_parameters,
     .answer = &funnel_shape,
     .read = get_funnel},
    {.method = "GET",
     .path = "/api/v1/funnels/customers",
     .name = "listFunnelCustomers",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary =
         PHRASE("who came to a step, or dropped off before it", "qui est venu à une étape, ou s’est arrêté avant"),
     .parameters = funnel_people_parameters,
     .answer = &customer_list_shape,
     .read = list_funnel_people},
    {.method = NULL}};

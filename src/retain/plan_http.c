// plan_http.c - POST /api/v1/next-actions/plan: the best use of a budget and of what people can do in a week.
#include <math.h>
#include <string.h>

#include "base/random.h"
#include "crm/item_http.h"
#include "event/log.h"
#include "house.h"
#include "module.h"
#include "retain/choice_http.h"
#include "retain/ready_action.h"
#include "segment/segment_place_http.h"
#include "workspace/workspace.h"

enum { PEOPLE_USUAL = 500, PEOPLE_MAX = 5000 };

// ---- shapes ----

static const Field ask_fields[] = {
    {.name = "budget",
     .type = FIELD_MONEY,
     .nullable = true,
     .help = PHRASE("absent: what is left of this week’s; never more than that",
                    "absent\u00A0: ce qui reste de celui de la semaine\u202F; jamais plus que cela")},
    {.name = "people",
     .type = FIELD_INTEGER,
     .low = 1,
     .high = PEOPLE_MAX,
     .help = PHRASE("how many of the queue are looked at, from its head; default 500",
                    "combien de la file sont regardés, depuis sa tête\u202F; 500 par défaut")},
    {.name = "segment", .type = FIELD_TEXT, .high = 16384, .help = PHRASE("only these people", "seulement eux")},
    {.name = "apply",
     .type = FIELD_BOOLEAN,
     .help = PHRASE("true: the choices are logged and people exposed to experiments; else it is only shown",
                    "true\u00A0: les choix sont consignés et les personnes exposées aux expériences\u202F; sinon "
                    "seulement montrés")},
    {0}};
static const Shape ask_shape = {.name = "NextActionPlanAsk", .fields = ask_fields};

static const Field use_fields[] = {
    {.name = "key", .type = FIELD_TEXT, .required = true},
    {.name = "label", .type = FIELD_TEXT, .required = true},
    {.name = "count", .type = FIELD_INTEGER, .required = true},
    {.name = "left",
     .type = FIELD_INTEGER,
     .required = true,
     .nullable = true,
     .help = PHRASE("of this week’s capacity before the plan; null: any",
                    "de la capacité de la semaine avant le plan\u202F; null\u00A0: sans limite")},
    {.name = "cost", .type = FIELD_MONEY, .required = true, .nullable = true},
    {0}};
static const Shape use_shape = {.name = "PlannedAction", .fields = use_fields};

static const Field item_fields[] = {
    {.name = "customer", .type = FIELD_OBJECT, .shape = &retain_customer_shape, .required = true},
    {.name = "action", .type = FIELD_OBJECT, .shape = &retain_next_shape, .required = true},
    {.name = "value_at_risk", .type = FIELD_MONEY, .required = true, .nullable = true},
    {.name = "value", .type = FIELD_MONEY, .required = true, .nullable = true},
    {.name = "cost", .type = FIELD_MONEY, .required = true, .nullable = true},
    {.name = "worth", .type = FIELD_MONEY, .required = true, .nullable = true},
    {.name = "state",
     .type = FIELD_TEXT,
     .required = true,
     .words = "planned|treated|withheld|control|exhausted",
     .help = PHRASE("of an applied plan: withheld: drawn to get nothing, so that one can learn; control: of the "
                    "action's experiment; exhausted: another plan has used up the budget or the capacity meanwhile",
                    "d’un plan appliqué\u00A0: withheld\u00A0: tiré au sort pour ne rien recevoir, afin d’apprendre"
                    "\u202F; control\u00A0: de l’expérience de l’action\u202F; exhausted\u00A0: un autre plan a "
                    "épuisé entre-temps le budget ou la capacité")},
    {0}};
static const Shape item_shape = {.name = "PlannedCustomer", .fields = item_fields};

static const Field plan_fields[] = {
    {.name = "people", .type = FIELD_INTEGER, .required = true, .help = PHRASE("looked at", "regardées")},
    {.name = "chosen",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("who get something", "qui ont une action")},
    {.name = "budget", .type = FIELD_MONEY, .required = true, .nullable = true},
    {.name = "value", .type = FIELD_MONEY, .required = true, .nullable = true},
    {.name = "cost", .type = FIELD_MONEY, .required = true, .nullable = true},
    {.name = "worth", .type = FIELD_MONEY, .required = true, .nullable = true},
    {.name = "bound",
     .type = FIELD_MONEY,
     .required = true,
     .nullable = true,
     .help = PHRASE("no plan within these limits is worth more", "aucun plan dans ces limites ne vaut plus")},
    {.name = "exact",
     .type = FIELD_BOOLEAN,
     .required = true,
     .help = PHRASE("it is the best one", "c’est le meilleur")},
    {.name = "applied", .type = FIELD_BOOLEAN, .required = true},
    {.name = "actions", .type = FIELD_ARRAY, .shape = &use_shape, .required = true},
    {.name = "items", .type = FIELD_ARRAY, .shape = &item_shape, .required = true},
    {.name = "refusal", .type = FIELD_TEXT, .required = true, .nullable = true},
    {.name = "masked", .type = FIELD_ARRAY, .item = FIELD_TEXT},
    {0}};
static const Shape plan_shape = {.name = "NextActionPlan", .fields = plan_fields};

// ---- planning, beside the store's thread ----

typedef struct Planned {
    AtRiskPerson person;
    ActionOption option;
} Planned;

typedef struct Planning {
    ActionBoard *board;
    AtRiskQueue queue;
    size_t looked_at;
    double budget; // below 0: any
    Offer *offer;
    ActionOption *option; // of each offer
    size_t offers;
    Plan plan;
    Planned *item;
} Planning;

static bool add_offers(Planning *planning, uint32_t person, Error *error)
{
    ActionProposal proposal;
    const AtRiskPerson *one = &planning->queue.person[person];
    if (planning->board->chosen[one->person]) return true; // this week's choice is made
    if (!board_propose(planning->board, one, &proposal, error)) return false;
    for (size_t i = 0; i < proposal.count; i++) {
        const ActionOption *option = &proposal.option[i];
        if (option->obstacle || !option->action) continue;
        uint32_t action = (uint32_t)(option->action - planning->board->action);
        planning->offer[planning->offers] = (Offer){person, action, option->value, option->cost};
        planning->option[planning->offers++] = *option;
    }
    return true;
}

static bool find_offers(Planning *planning, size_t people, Error *error)
{
    Arena *arena = planning->board->place.arena;
    size_t most = people * (planning->board->count + 1);
    planning->looked_at = people;
    planning->offer = arena_array(arena, Offer, most);
    planning->option = arena_array(arena, ActionOption, most);
    for (uint32_t i = 0; i < people; i++)
        if (!add_offers(planning, i, error)) return false;
    return true;
}

static void choose_offers(Planning *planning)
{
    const ActionBoard *board = planning->board;
    Arena *arena = board->place.arena;
    int64_t *capacity = arena_array(arena, int64_t, board->count);
    for (size_t a = 0; a < board->count; a++) capacity[a] = board->action[a].left;
    const PlanLimits limits = {planning->budget, capacity, board->count};
    planning->plan = plan_choose(planning->offer, planning->offers, &limits, arena);
    planning->item = arena_array(arena, Planned, planning->plan.count);
    size_t count = 0;
    for (size_t i = 0; i < planning->offers; i++)
        if (planning->plan.chosen[i])
            planning->item[count++] = (Planned){planning->queue.person[planning->offer[i].person], planning->option[i]};
}

static bool take_budget(const Call *call, Planning *planning, Error *error)
{
    Currency given;
    int64_t minor = 0;
    planning->budget = (double)planning->board->budget_left;
    if (!shape_money(call->body, "budget", call->arena, &given, &minor)) return true;
    if (minor >= 0 && str_equal(str_of(given.code), str_of(planning->board->currency.code))) {
        int64_t left = planning->board->budget_left;
        planning->board->budget_left = left < 0 ? minor : smaller(left, minor);
        planning->budget = (double)planning->board->budget_left;
        return true;
    }
    (void)error_code(error, ERROR_INPUT, "invalid_value",
                     PHRASE("an amount of 0 or more in {0} is expected", "un montant de 0 ou plus en {0} est attendu"),
                     str_copy(call->arena, str_of(planning->board->currency.code)));
    return error_at(error, STR("/budget"));
}

static bool make_plan(Call *call, StoreSession *session, Planning *planning, Error *error)
{
    CustomerSet *only = NULL;
    SegmentPlace place = place_of_call(call, session);
    if (!log_catch_up(call->house->log, session, error)) return false;
    if (!asked_segment(&place, given_text(call, "segment"), &only, error)) return error_at(error, STR("/segment"));
    if (!call_board(call, session, &planning->board, error)) return false;
    AtRiskAsk ask = {.board = planning->board, .only = only, .owner = AT_RISK_ANY_OWNER, .status = AT_RISK_WAITING};
    int64_t people = given_integer(call, "people", PEOPLE_USUAL);
    bool fine = take_budget(call, planning, error) && at_risk_queue(&ask, &planning->queue, error) &&
                find_offers(planning, (size_t)smaller(people, (int64_t)planning->queue.count), error);
    action_board_close(planning->board);
    if (fine) choose_offers(planning);
    return fine;
}

static bool prepare_plan(Call *call, Error *error)
{
    StoreSession *session;
    Planning *planning = arena_new(call->arena, Planning);
    if (!store_read_begin(call->house->store, &session, error)) return false;
    bool fine = make_plan(call, session, planning, error);
    store_read_end(session);
    call->prepared = planning;
    return fine;
}

// ---- applying ----

// Of a plan, a share of people is drawn to get nothing: within the limits whatever the lot says, and what the log
// needs.
static bool withheld(const Call *call, const ActionBoard *board, CustomerId person)
{
    uint64_t seed = 0;
    memcpy(&seed, workspace_first(call->house->workspace)->key + sizeof seed, sizeof seed);
    Random random = random_start(seed ^ (uint64_t)(uint32_t)board->week, person);
    return random_unit(&random) < board->settings.explore_share;
}

static Str options_text(const Call *call, const ActionBoard *board, const ActionOption *option)
{
    Text text = text_in(call->arena);
    JsonWriter json = json_writer(&text);
    double share = board->settings.explore_share;
    json_begin_array(&json);
    put_logged_option(&json, option->action->action.id, 1 - share, option->worth);
    if (share > 0) put_logged_option(&json, 0, share, 0);
    json_end_array(&json);
    return text_str(&text);
}

// Of the week and of the plan's own budget, before anything is given out: as this transaction sees it.
static bool reserve(StoreSession *session, Planning *planning, Error *error)
{
    ActionBoard *board = planning->board;
    if (!board_left(board, session, error)) return false;
    if (planning->budget >= 0 && (board->budget_left < 0 || (double)board->budget_left > planning->budget))
        board->budget_left = (int64_t)planning->budget;
    return true;
}

static bool apply_one(Call *call, StoreSession *session, Planning *planning, Planned *item, const char **state,
                      Error *error)
{
    const ActionOption nothing = {0};
    ActionBoard *board = planning->board;
    double share = board->settings.explore_share;
    bool made = false, none = withheld(call, board, item->person.person);
    if (!choice_made(call, session, item->person.person, board->week, &made, error)) return false;
    *state = "planned"; // by another plan meanwhile
    if (made) return true;
    *state = "exhausted";
    if (!none && board_exhausted(board, item->option.action)) return true;
    NextChoice choice = choice_of(call, board, &item->person, none ? &nothing : &item->option);
    choice.chance = none ? share : 1 - share;
    choice.options = options_text(call, board, &item->option);
    if (!choice_log(call, session, none ? &nothing : &item->option, &choice, error)) return false;
    if (!none && choice.arm != 0) board_take(board, item->option.action, choice.cost_minor);
    *state = none ? "withheld" : choice.arm == 0 ? "control" : "treated";
    return true;
}

// ---- the answer ----

static void write_uses(JsonWriter *json, const Call *call, const Planning *planning)
{
    const ActionBoard *board = planning->board;
    json_key(json, "actions");
    json_begin_array(json);
    for (size_t a = 0; a < board->count; a++) {
        int64_t count = 0;
        double cost = 0;
        for (size_t i = 0; i < planning->plan.count; i++)
            if (planning->item[i].option.action == &board->action[a]) count++, cost += planning->item[i].option.cost;
        json_begin_object(json);
        put_text(json, "key", board->action[a].action.key);
        put_text(json, "label", next_action_label(&board->action[a].action, call->locale));
        put_integer(json, "count", count);
        put_integer_or_null(json, "left", board->action[a].left >= 0, board->action[a].left);
        retain_put_amount(json, "cost", cost, board, call);
        json_end_object(json);
    }
    json_end_array(json);
}

static bool write_planned(JsonWriter *json, Call *call, StoreSession *session, const Planning *planning,
                          const Planned *item, const char *state, Error *error)
{
    ActionOption option = item->option;
    option.chance = 1 - planning->board->settings.explore_share;
    json_begin_object(json);
    if (!retain_put_customer(json, call, session, item->person.person, error)) return false;
    retain_put_next(json, "action", &option, call->locale);
    retain_put_amount(json, "value_at_risk", (double)item->person.risk_minor, planning->board, call);
    retain_put_amount(json, "value", option.value, planning->board, call);
    retain_put_amount(json, "cost", option.cost, planning->board, call);
    retain_put_amount(json, "worth", option.worth, planning->board, call);
    put_text(json, "state", str_of(state));
    json_end_object(json);
    return true;
}

static bool write_items(JsonWriter *json, Call *call, StoreSession *session, Planning *planning, bool apply,
                        Error *error)
{
    json_key(json, "items");
    json_begin_array(json);
    for (size_t i = 0; i < planning->plan.count; i++) {
        const char *state = "planned";
        if (apply && !apply_one(call, session, planning, &planning->item[i], &state, error)) return false;
        if (!write_planned(json, call, session, planning, &planning->item[i], state, error)) return false;
    }
    json_end_array(json);
    return true;
}

static bool answer_plan(Call *call, StoreSession *session, Error *error)
{
    Planning *planning = call->prepared;
    const ActionBoard *board = planning->board;
    const AtRiskQueue *queue = &planning->queue;
    bool apply = given_boolean(call, "apply", false);
    JsonWriter json = call_json(call);
    if (apply && !reserve(session, planning, error)) return false;
    json_begin_object(&json);
    put_integer(&json, "people", (int64_t)planning->looked_at);
    put_integer(&json, "chosen", (int64_t)planning->plan.count);
    retain_put_amount(&json, "budget", planning->budget < 0 ? (double)NAN : planning->budget, board, call);
    retain_put_amount(&json, "value", planning->plan.value, board, call);
    retain_put_amount(&json, "cost", planning->plan.cost, board, call);
    retain_put_amount(&json, "worth", planning->plan.value - planning->plan.cost, board, call);
    retain_put_amount(&json, "bound", planning->plan.bound, board, call);
    put_boolean(&json, "exact", planning->plan.exact);
    put_boolean(&json, "applied", apply);
    write_uses(&json, call, planning);
    if (!write_items(&json, call, session, planning, apply, error)) return false;
    put_text_or_null(&json, "refusal", queue->refused ? str_of(queue->refusal.in[call->locale]) : STR(""));
    write_masked(&json, call);
    json_end_object(&json);
    call->audit_object = apply ? STR("next_action_plan") : STR("");
    return true;
}

static const Route routes[] = {
    {.method = "POST",
     .path = "/api/v1/next-actions/plan",
     .name = "planNextActions",
     .access = ACCESS_WRITE,
     .cost = COST_REPORT,
     .summary = PHRASE("Who gets what, for the most value within budget and capacity",
                       "Qui reçoit quoi, pour le plus de valeur dans le budget et la capacité"),
     .body = &ask_shape,
     .answer = &plan_shape,
     .prepare = prepare_plan,
     .write = answer_plan},
    {0}};

const Module next_plan_module = {.name = "next_plan", .routes = routes};

// next_choice_http.c - /api/v1/customers/{id}/next-action: what to do next for one person, why, and that it was done.
#include <math.h>

#include "crm/item_http.h"
#include "event/log.h"
#include "house.h"
#include "identity/personal.h"
#include "module.h"
#include "retain/choice_http.h"
#include "retain/ready_action.h"

// ---- shapes ----

static const Field option_fields[] = {
    {.name = "key",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("null: nothing is done", "null\u00A0: rien n’est fait")},
    {.name = "label", .type = FIELD_TEXT, .required = true},
    {.name = "obstacle",
     .type = FIELD_TEXT,
     .required = true,
     .words = OBSTACLE_WORDS,
     .help = PHRASE("why it can't be chosen; none: it can", "ce qui l’empêche\u202F; none\u00A0: rien")},
    {.name = "why", .type = FIELD_TEXT, .required = true, .nullable = true, .help = PHRASE("in words", "en mots")},
    {.name = "effect",
     .type = FIELD_OBJECT,
     .shape = &retain_effect_shape,
     .required = true,
     .nullable = true,
     .help = PHRASE("share of those who would leave that it keeps", "part de ceux qui partiraient qu’elle retient")},
    {.name = "value",
     .type = FIELD_MONEY,
     .required = true,
     .nullable = true,
     .help = PHRASE("value at risk × effect", "valeur à risque × effet")},
    {.name = "cost", .type = FIELD_MONEY, .required = true, .nullable = true},
    {.name = "worth",
     .type = FIELD_MONEY,
     .required = true,
     .nullable = true,
     .help = PHRASE("value less cost", "valeur moins coût")},
    {.name = "propensity",
     .type = FIELD_NUMBER,
     .required = true,
     .help = PHRASE("chance of being chosen", "probabilité d’être choisie")},
    {0}};
static const Shape option_shape = {.name = "ActionOption", .fields = option_fields};

static const Field logged_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "action",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("its key; null: nothing", "sa clé\u202F; null\u00A0: rien")},
    {.name = "propensity",
     .type = FIELD_NUMBER,
     .required = true,
     .nullable = true,
     .help = PHRASE("null: somebody chose it by themselves", "null\u00A0: quelqu’un l’a choisie lui-même")},
    {.name = "arm",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .words = "control|treated",
     .help = PHRASE("of the action's experiment; control: do nothing",
                    "de l’expérience de l’action\u202F; control\u00A0: ne rien faire")},
    {.name = "by", .type = FIELD_INTEGER, .required = true, .nullable = true},
    {.name = "at", .type = FIELD_INSTANT, .required = true},
    {0}};
static const Shape logged_shape = {.name = "LoggedChoice", .fields = logged_fields};

static const Field fields[] = {
    {.name = "customer", .type = FIELD_OBJECT, .shape = &retain_customer_shape, .required = true},
    {.name = "probability", .type = FIELD_NUMBER, .required = true, .nullable = true},
    {.name = "remaining_value", .type = FIELD_MONEY, .required = true, .nullable = true},
    {.name = "value_at_risk", .type = FIELD_MONEY, .required = true, .nullable = true},
    {.name = "reasons", .type = FIELD_ARRAY, .shape = &retain_reason_shape, .required = true},
    {.name = "chosen",
     .type = FIELD_OBJECT,
     .shape = &retain_next_shape,
     .required = true,
     .nullable = true,
     .help = PHRASE("drawn once a week; null: nothing", "tirée une fois par semaine\u202F; null\u00A0: rien")},
    {.name = "options",
     .type = FIELD_ARRAY,
     .shape = &option_shape,
     .required = true,
     .help = PHRASE("those that can be done first, most worth first",
                    "celles qui sont possibles d’abord, de la plus valable à la moins")},
    {.name = "week", .type = FIELD_DAY, .required = true, .help = PHRASE("its Monday", "son lundi")},
    {.name = "logged",
     .type = FIELD_ARRAY,
     .shape = &logged_shape,
     .required = true,
     .help = PHRASE("choices that were made, newest first", "les choix faits, récents d’abord")},
    {.name = "refusal",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("why nothing can be said", "pourquoi rien ne peut être dit")},
    {.name = "masked", .type = FIELD_ARRAY, .item = FIELD_TEXT},
    {0}};
static const Shape shape = {.name = "NextActionOfCustomer", .fields = fields};

static const Field choose_fields[] = {
    {.name = "action",
     .type = FIELD_TEXT,
     .nullable = true,
     .high = NEXT_ACTION_KEY_BYTES_MAX,
     .help = PHRASE("key of what is done; null: nothing; absent: what was proposed",
                    "clé de ce qui est fait\u202F; null\u00A0: rien\u202F; absente\u00A0: ce qui est proposé")},
    {0}};
static const Shape choose_shape = {.name = "NextActionChoice", .fields = choose_fields};

// ---- what is proposed ----

typedef struct Proposed {
    ActionBoard *board;
    CustomerId root;
    AtRiskPerson person;
    bool scored;
    ActionProposal proposal;
} Proposed;

static bool propose(Call *call, StoreSession *session, Proposed *proposed, Error *error)
{
    if (!log_catch_up(call->house->log, session, error) ||
        !path_customer(call, session, call->path_value[0], &proposed->root, error) ||
        !call_board(call, session, &proposed->board, error))
        return false;
    bool fine = at_risk_person(proposed->board, proposed->root, &proposed->person, &proposed->scored, error) &&
                (!proposed->scored || board_propose(proposed->board, &proposed->person, &proposed->proposal, error));
    action_board_close(proposed->board);
    return fine;
}

static void write_option(JsonWriter *json, const Call *call, const ActionBoard *board, const ActionOption *option)
{
    static const char *const obstacles[] = {"none", "segment", "consent", "cap", "capacity", "budget", "worth"};
    const NextAction *action = option->action ? &option->action->action : NULL;
    Phrase nothing = PHRASE("Do nothing", "Ne rien faire");
    json_begin_object(json);
    put_text_or_null(json, "key", action ? action->key : STR(""));
    put_text(json, "label", action ? next_action_label(action, call->locale) : str_of(nothing.in[call->locale]));
    put_text(json, "obstacle", str_of(obstacles[option->obstacle]));
    put_text_or_null(json, "why", option->obstacle ? str_of(option->why.in[call->locale]) : STR(""));
    retain_put_effect(json, "effect", action, &option->effect);
    retain_put_amount(json, "value", option->value, board, call);
    retain_put_amount(json, "cost", option->cost, board, call);
    retain_put_amount(json, "worth", option->worth, board, call);
    put_number(json, "propensity", option->chance);
    json_end_object(json);
}

static Str key_of(const NextAction *list, size_t count, int64_t id)
{
    for (size_t i = 0; i < count; i++)
        if (list[i].id == id) return list[i].key;
    return STR("");
}

static bool write_logged(JsonWriter *json, const Call *call, StoreSession *session, CustomerId root, Error *error)
{
    NextChoice *list;
    NextAction *actions;
    size_t count, action_count;
    if (!next_choices_of(call->house->identity, session, root, call->arena, &list, &count, error) ||
        !next_action_list(session, call->arena, &actions, &action_count, error))
        return false;
    json_key(json, "logged");
    json_begin_array(json);
    for (size_t i = 0; i < count; i++) {
        json_begin_object(json);
        put_integer(json, "id", list[i].id);
        put_text_or_null(json, "action", key_of(actions, action_count, list[i].action));
        put_number_or_null(json, "propensity", list[i].chance > 0, list[i].chance);
        put_text_or_null(json, "arm", list[i].arm < 0 ? STR("") : list[i].arm ? STR("treated") : STR("control"));
        put_integer_or_null(json, "by", list[i].made_by, list[i].made_by);
        put_instant(json, "at", list[i].made_at, call->arena);
        json_end_object(json);
    }
    json_end_array(json);
    return true;
}

static bool write_reasons(JsonWriter *json, const Proposed *proposed, Error *error)
{
    if (proposed->scored) return retain_put_reasons(json, proposed->board, &proposed->person, error);
    json_key(json, "reasons");
    json_begin_array(json);
    json_end_array(json);
    return true;
}

static bool answer(Call *call, StoreSession *session, const Proposed *proposed, Error *error)
{
    Phrase refusal = PHRASE("no published model scores this person, or nothing can be lost",
                            "aucun modèle publié ne note cette personne, ou il n’y a rien à perdre");
    const ActionBoard *board = proposed->board;
    const AtRiskPerson *person = &proposed->person;
    bool scored = proposed->scored;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    if (!retain_put_customer(&json, call, session, proposed->root, error)) return false;
    put_number_or_null(&json, "probability", scored, person->probability);
    retain_put_amount(&json, "remaining_value", scored ? person->remaining_minor : (double)NAN, board, call);
    retain_put_amount(&json, "value_at_risk", scored ? (double)person->risk_minor : (double)NAN, board, call);
    if (!write_reasons(&json, proposed, error)) return false;
    retain_put_next(&json, "chosen", scored ? &proposed->proposal.option[proposed->proposal.chosen] : NULL,
                    call->locale);
    json_key(&json, "options");
    json_begin_array(&json);
    for (size_t i = 0; i < proposed->proposal.count; i++)
        write_option(&json, call, board, &proposed->proposal.option[i]);
    json_end_array(&json);
    put_text(&json, "week", day_name(call->arena, board->week));
    if (!write_logged(&json, call, session, proposed->root, error)) return false;
    put_text_or_null(&json, "refusal", scored ? STR("") : str_of(refusal.in[call->locale]));
    write_masked(&json, call);
    json_end_object(&json);
    return true;
}

static bool get_next_action(Call *call, StoreSession *session, Error *error)
{
    Proposed *proposed = arena_new(call->arena, Proposed);
    return propose(call, session, proposed, error) && answer(call, session, proposed, error);
}

// ---- it is done ----

static bool prepare_choice(Call *call, Error *error)
{
    StoreSession *session;
    Proposed *proposed = arena_new(call->arena, Proposed);
    if (!store_read_begin(call->house->store, &session, error)) return false;
    bool fine = propose(call, session, proposed, error);
    store_read_end(session);
    call->prepared = proposed;
    return fine;
}

static bool refuse(const char *code, Phrase phrase, Str value, Error *error)
{
    return error_code(error, ERROR_CONFLICT, code, phrase, value);
}

// Which of the options is meant: what was proposed, or what somebody names.
static bool find_option(const Call *call, const ActionProposal *proposal, size_t *place, Error *error)
{
    JsonValue action;
    *place = proposal->chosen;
    if (!json_member(call->body, STR("action"), &action)) return true;
    Str key = given_text(call, "action");
    for (size_t i = 0; i < proposal->count; i++) {
        const BoardAction *one = proposal->option[i].action;
        if (!str_equal(one ? one->action.key : STR(""), key)) continue;
        *place = i;
        // Whoever knows better may spend more than it is worth; nothing else is passed over.
        return !proposal->option[i].obstacle || proposal->option[i].obstacle == OBSTACLE_WORTH ||
               refuse("not_eligible",
                      PHRASE("it can’t be done for this person now: {0}",
                             "impossible pour cette personne à présent\u00A0: {0}"),
                      str_of(proposal->option[i].why.in[call->locale]), error);
    }
    (void)error_code(error, ERROR_INPUT, "invalid_value",
                     PHRASE("there is no active action {0}", "il n’y a pas d’action "
                                                             "active {0}"),
                     error_value(call->arena, key));
    return error_at(error, STR("/action"));
}

static Str options_text(const Call *call, const ActionProposal *proposal)
{
    Text text = text_in(call->arena);
    JsonWriter json = json_writer(&text);
    json_begin_array(&json);
    for (size_t i = 0; i < proposal->count; i++) {
        const ActionOption *option = &proposal->option[i];
        if (!(option->chance > 0)) continue;
        put_logged_option(&json, option->action ? option->action->action.id : 0, option->chance, option->worth);
    }
    json_end_array(&json);
    return text_str(&text);
}

// Others may have used up the week meanwhile.
static bool check_left(const Call *call, StoreSession *session, ActionBoard *board, const ActionOption *option,
                       Error *error)
{
    if (!option->action) return true;
    if (!board_left(board, session, error)) return false;
    Obstacle exhausted = board_exhausted(board, option->action);
    return !exhausted || refuse("not_eligible",
                                PHRASE("it can’t be done for this person now: {0}",
                                       "impossible pour cette personne à présent\u00A0: {0}"),
                                str_of(board_exhausted_say(exhausted).in[call->locale]), error);
}

static bool choose(Call *call, StoreSession *session, Error *error)
{
    size_t place;
    bool made = false;
    Proposed *proposed = call->prepared;
    CustomerId root = identity_root(call->house->identity, proposed->root);
    call->audit_object = str_format(call->arena, "customer:%u", root);
    if (!proposed->scored)
        return refuse("not_scored",
                      PHRASE("no published model scores this person", "aucun modèle publié ne note cette "
                                                                      "personne"),
                      STR(""), error);
    if (!find_option(call, &proposed->proposal, &place, error) ||
        !choice_made(call, session, root, proposed->board->week, &made, error))
        return false;
    if (made)
        return refuse("already_chosen",
                      PHRASE("a choice was made for this person this week",
                             "un choix a été fait pour cette personne cette semaine"),
                      STR(""), error);
    const ActionOption *option = &proposed->proposal.option[place];
    if (!check_left(call, session, proposed->board, option, error)) return false;
    NextChoice choice = choice_of(call, proposed->board, &proposed->person, option);
    choice.chance = place == proposed->proposal.chosen ? option->chance : 0;
    choice.options = options_text(call, &proposed->proposal);
    call->status = 201;
    return choice_log(call, session, option, &choice, error) && answer(call, session, proposed, error);
}

// ---- routes ----

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/customers/{id}/next-action",
     .name = "getCustomerNextAction",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("What to do next for one customer, and why", "Que faire ensuite pour un client, et pourquoi"),
     .answer = &shape,
     .read = get_next_action},
    {.method = "POST",
     .path = "/api/v1/customers/{id}/next-action",
     .name = "chooseCustomerNextAction",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("It is done: logs the choice with the chance it had, and exposes the person to its experiment",
                       "C’est fait\u00A0: consigne le choix avec sa probabilité, et expose la personne à son "
                       "expérience"),
     .body = &choose_shape,
     .answer = &shape,
     .prepare = prepare_choice,
     .write = choose},
    {0}};

static const PersonalTable tables[] = {{.table = "next_choice",
                                        .name = "next_choices",
                                        .purpose = PHRASE("what was chosen to be done to keep you as a customer",
                                                          "ce qui a été choisi pour vous garder comme client"),
                                        .retention = RETENTION_SERVICE,
                                        .read = &query_next_choice_export,
                                        .columns = "action probability at:instant",
                                        .erase = &query_next_choice_erase,
                                        .expire = &query_next_choice_expire},
                                       {0}};

const Module next_choice_module = {.name = "next_choice", .routes = routes, .personal = tables};

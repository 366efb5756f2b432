#include "retain/action_board.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "consent/ground.h"
#include "health/message_balance.h"
#include "house.h"
#include "retain/at_risk.h"
#include "segment/segment.h"
#include "workspace/workspace.h"

// ---- what there is ----

static Day monday_of(Day day)
{
    return day - (Day)weekday_of_day(day);
}

static bool read_people(ActionBoard *board, BoardAction *one, Error *error)
{
    SegmentRule *rule;
    Error unknown;
    CustomerSet *people = arena_new(board->place.arena, CustomerSet);
    SegmentPlace place = {.house = board->place.house,
                          .session = board->place.session,
                          .port = board->place.house->questions,
                          .now = board->place.now,
                          .arena = board->place.arena};
    if (!one->action.segment.size) return true;
    one->people = people;
    if (segment_parse(one->action.segment, &board->currency, place.arena, &rule, &unknown) &&
        segment_people(&place, rule, people, &unknown))
        return true;
    *people = (CustomerSet){0};
    if (unknown.kind == ERROR_INPUT) return true; // its rule can't be asked any more: nobody's
    *error = unknown;
    return false;
}

static bool read_trial(ActionBoard *board, BoardAction *one, const KeptUplift *kept, size_t count, Error *error)
{
    if (!one->action.experiment.size) return true;
    if (!experiment_find(board->place.session, one->action.experiment, board->place.arena, &one->experiment, error))
        return false;
    if (one->experiment.id) one->uplift = uplift_of(kept, count, one->experiment.id);
    return true;
}

static bool read_actions(ActionBoard *board, Error *error)
{
    NextAction *list;
    KeptUplift *kept;
    size_t count, kept_count;
    if (!next_action_list(board->place.session, board->place.arena, &list, &count, error) ||
        !uplift_newest(board->place.session, board->place.arena, &kept, &kept_count, error))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!list[i].active) continue;
        BoardAction *one = &board->action[board->count++];
        *one = (BoardAction){.action = list[i]};
        if (!read_people(board, one, error) || !read_trial(board, one, kept, kept_count, error)) return false;
    }
    return true;
}

bool board_left(ActionBoard *board, StoreSession *session, Error *error)
{
    Rows rows;
    board->budget_left = board->settings.budget_minor;
    for (size_t i = 0; i < board->count; i++) board->action[i].left = board->action[i].action.capacity_week;
    if (!store_select(session, &query_next_choice_spent, VALUES(value_integer(board->week)), &rows, error))
        return false;
    while (rows_next(&rows)) {
        if (board->budget_left >= 0) board->budget_left = larger(0, board->budget_left - rows_integer(&rows, 2));
        for (size_t i = 0; i < board->count; i++)
            if (board->action[i].action.id == rows_integer(&rows, 0) && board->action[i].left >= 0)
                board->action[i].left = larger(0, board->action[i].left - rows_integer(&rows, 1));
    }
    return rows_close(&rows, error);
}

Obstacle board_exhausted(const ActionBoard *board, const BoardAction *action)
{
    if (action->left == 0) return OBSTACLE_CAPACITY;
    return board->budget_left >= 0 && action->action.cost_minor > board->budget_left ? OBSTACLE_BUDGET : OBSTACLE_NONE;
}

Phrase board_exhausted_say(Obstacle obstacle)
{
    return obstacle == OBSTACLE_CAPACITY
               ? PHRASE("this week’s capacity is used up", "la capacité de la semaine est épuisée")
               : PHRASE("this week’s budget is used up", "le budget de la semaine est épuisé");
}

void board_take(ActionBoard *board, const BoardAction *action, int64_t cost_minor)
{
    BoardAction *own = &board->action[action - board->action];
    if (own->left > 0) own->left--;
    if (board->budget_left >= 0) board->budget_left = larger(0, board->budget_left - cost_minor);
}

// A message that an action sent comes back as an event: of the two numbers the larger one counts.
static bool read_contacts(ActionBoard *board, Error *error)
{
    Rows rows;
    const PredictionPlace *place = &board->place;
    const HealthPlace health = {place->house, place->session, place->now, place->arena};
    Instant since = place->now - board->settings.contact_days * SECONDS_PER_DAY * MILLISECONDS_PER_SECOND;
    board->customers = identity_count(place->house->identity) + 1;
    board->contacts = arena_array(place->arena, uint16_t, board->customers);
    uint16_t *by_message = arena_array(place->arena, uint16_t, board->customers);
    uint16_t *otherwise = arena_array(place->arena, uint16_t, board->customers);
    if (!messages_since(&health, since, board->contacts, board->customers, error) ||
        !store_select(place->session, &query_next_choice_contacts, VALUES(value_integer(since)), &rows, error))
        return false;
    while (rows_next(&rows)) {
        CustomerId root = identity_root(place->house->identity, (CustomerId)rows_integer(&rows, 0));
        if (root >= board->customers) continue;
        by_message[root] = (uint16_t)smaller(UINT16_MAX, by_message[root] + rows_integer(&rows, 1));
        otherwise[root] = (uint16_t)smaller(UINT16_MAX, otherwise[root] + rows_integer(&rows, 2));
    }
    for (uint32_t c = 0; c < board->customers; c++)
        board->contacts[c] =
            (uint16_t)smaller(UINT16_MAX, larger(board->contacts[c], by_message[c]) + (int64_t)otherwise[c]);
    return rows_close(&rows, error);
}

static bool read_chosen(ActionBoard *board, Error *error)
{
    Rows rows;
    const PredictionPlace *place = &board->place;
    board->chosen = arena_array(place->arena, bool, board->customers);
    if (!store_select(place->session, &query_next_choice_of_week, VALUES(value_integer(board->week)), &rows, error))
        return false;
    while (rows_next(&rows)) {
        CustomerId root = identity_root(place->house->identity, (CustomerId)rows_integer(&rows, 0));
        if (root < board->customers) board->chosen[root] = true;
    }
    return rows_close(&rows, error);
}

static bool read_marketing(ActionBoard *board, Error *error)
{
    Error unknown;
    if (purpose_get(board->place.session, STR("marketing"), board->place.arena, &board->marketing, &unknown))
        return true;
    board->marketing = (Purpose){0}; // then nothing is allowed over any channel
    if (unknown.kind == ERROR_NOT_FOUND) return true;
    *error = unknown;
    return false;
}

bool action_board_open(const PredictionPlace *place, ActionBoard *board, Error *error)
{
    const WorkspaceSettings *workspace = workspace_first(place->house->workspace);
    memset(board, 0, sizeof *board);
    board->place = *place;
    board->currency = workspace->currency;
    board->second = zone_civil(workspace->zone, place->now / MILLISECONDS_PER_SECOND);
    board->week = monday_of((Day)(board->second / SECONDS_PER_DAY));
    return next_action_settings(place->session, place->arena, &board->settings, error) && read_actions(board, error) &&
           board_left(board, place->session, error) && read_contacts(board, error) && read_chosen(board, error) &&
           read_marketing(board, error) &&
           (!board_has_uplift(board) || uplift_columns_hold(place->house, place->arena, &board->columns, error));
}

void action_board_close(ActionBoard *board)
{
    uplift_columns_release(&board->columns);
}

// ---- what an action does ----

static bool is_on(const BoardAction *action)
{
    return action->uplift && action->uplift->status == UPLIFT_ON;
}

bool board_has_uplift(const ActionBoard *board)
{
    bool any = false;
    for (size_t i = 0; i < board->count; i++) any = any || is_on(&board->action[i]);
    return any;
}

static ActionEffect effect_of(const Sampled *sampled, EffectSource source, const UpliftGroup *group)
{
    return (ActionEffect){source,
                          sampled->observed && sampled->has_interval,
                          sampled->observed ? sampled->value : 0,
                          sampled->low,
                          sampled->high,
                          group};
}

ActionEffect board_effect(const BoardAction *action, const double *feature)
{
    if (is_on(action)) {
        const UpliftReport *report = action->uplift->report;
        const UpliftGroup *group = uplift_group_of(report, uplift_score(action->uplift->model, feature));
        if (group) return effect_of(&group->persuadability, EFFECT_UPLIFT, group);
    }
    bool measured = action->uplift && action->uplift->report && action->uplift->report->persuadability.observed;
    if (measured) return effect_of(&action->uplift->report->persuadability, EFFECT_MEASURED, NULL);
    return (ActionEffect){.source = EFFECT_ASSUMED, .value = action->action.effect};
}

// ---- one person ----

typedef struct Asking {
    ActionBoard *board;
    const AtRiskPerson *person;
    ConsentEvent *events;
    size_t event_count;
    Instant merged_at;
} Asking;

static bool read_consents(Asking *asking, Error *error)
{
    const PredictionPlace *place = &asking->board->place;
    CustomerId *members;
    size_t count = identity_members(place->house->identity, asking->person->person, place->arena, &members);
    return consent_events(place->session, members, count, place->arena, &asking->events, &asking->event_count, error) &&
           consent_merged_at(place->house->identity, place->session, members, count, place->arena, &asking->merged_at,
                             error);
}

static bool obstructed(ActionOption *option, Obstacle obstacle, Phrase why)
{
    option->obstacle = obstacle;
    option->why = why;
    return true;
}

// An action without a channel (a better box, a call back they asked for) needs no consent; a restriction holds anyway.
static Ground consent_to(const Asking *asking, const BoardAction *action)
{
    GroundAsk ask = {.purpose = asking->board->marketing.name.size ? &asking->board->marketing : NULL,
                     .channel = action->action.channel,
                     .events = asking->events,
                     .count = asking->event_count,
                     .merged_at = asking->merged_at,
                     .now = asking->board->place.now};
    if (action->action.channel != CONSENT_ANY) return ground(&ask);
    return (Ground){.allowed = !consent_restriction(&ask), .reason = GROUND_NO_RESTRICTED};
}

static bool find_obstacle(const Asking *asking, ActionOption *option)
{
    const ActionBoard *board = asking->board;
    const BoardAction *action = option->action;
    CustomerId person = asking->person->person;
    Ground may = consent_to(asking, action);
    if (action->people && !customer_set_has(action->people, person))
        return obstructed(option, OBSTACLE_SEGMENT,
                          PHRASE("they are not in the segment of this action",
                                 "cette personne n’est pas dans le segment de l’action"));
    if (!may.allowed) return obstructed(option, OBSTACLE_CONSENT, ground_reason_say(may.reason));
    if (person < board->customers && board->contacts[person] >= board->settings.contacts_max)
        return obstructed(option, OBSTACLE_CAP,
                          PHRASE("they have been contacted often enough by now",
                                 "cette personne a été assez sollicitée pour l’instant"));
    Obstacle exhausted = board_exhausted(board, action);
    if (exhausted) return obstructed(option, exhausted, board_exhausted_say(exhausted));
    if (!(option->worth > 0))
        return obstructed(
            option, OBSTACLE_WORTH,
            PHRASE("it costs more than it is expected to keep", "elle coûte plus que ce qu’elle devrait conserver"));
    return false;
}

static int most_worth_first(const void *a, const void *b)
{
    const ActionOption *one = a, *other = b;
    bool can = !one->obstacle, other_can = !other->obstacle;
    if (can != other_can) return can ? -1 : 1;
    if (one->worth != other->worth) return one->worth > other->worth ? -1 : 1;
    int64_t id = one->action ? one->action->action.id : 0, other_id = other->action ? other->action->action.id : 0;
    return id < other_id ? -1 : id > other_id;
}

// The same all week for a person, and different from person to person.
static Random lot_of(const ActionBoard *board, CustomerId person)
{
    uint64_t seed = 0;
    memcpy(&seed, workspace_first(board->place.house->workspace)->key, sizeof seed);
    return random_start(seed ^ (uint64_t)(uint32_t)board->week, person);
}

static void draw(const ActionBoard *board, CustomerId person, ActionProposal *proposal)
{
    double worth[NEXT_ACTIONS_MAX + 1], chance[NEXT_ACTIONS_MAX + 1];
    size_t possible = 0;
    while (possible < proposal->count && !proposal->option[possible].obstacle) {
        worth[possible] = proposal->option[possible].worth;
        possible++;
    }
    policy_chances(worth, possible, board->settings.explore_share, chance, &proposal->best);
    for (size_t i = 0; i < possible; i++) proposal->option[i].chance = chance[i];
    Random random = lot_of(board, person);
    proposal->chosen = policy_draw(chance, possible, &random);
}

static void weigh(const AtRiskPerson *person, const double *feature, ActionOption *option)
{
    option->effect = board_effect(option->action, feature);
    option->value = (double)person->risk_minor * option->effect.value;
    option->cost = (double)option->action->action.cost_minor;
    option->worth = option->value - option->cost;
}

bool board_propose(ActionBoard *board, const AtRiskPerson *person, ActionProposal *proposal, Error *error)
{
    Asking asking = {.board = board, .person = person};
    double feature[UPLIFT_FEATURES] = {0};
    memset(proposal, 0, sizeof *proposal);
    if (!read_consents(&asking, error)) return false;
    if (board_has_uplift(board)) uplift_features(&board->columns, person->person, board->second, feature);
    for (size_t i = 0; i < board->count; i++) {
        ActionOption *option = &proposal->option[proposal->count++];
        option->action = &board->action[i];
        weigh(person, feature, option);
        (void)find_obstacle(&asking, option);
    }
    proposal->count++; // nothing: worth 0, and always possible
    qsort(proposal->option, proposal->count, sizeof *proposal->option, most_worth_first);
    draw(board, person->person, proposal);
    return true;
}

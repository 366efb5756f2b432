#include "prediction/contract_scores.h"

#include <math.h>
#include <stdlib.h>

#include "activity/buying.h"
#include "house.h"
#include "measure/accrual.h"
#include "order/order_lane.h"
#include "predict/quality.h"
#include "prediction/contract_training.h"
#include "revenue/recurring_read.h"

// ---- contracts that run ----

static Day next_renewal(const RunningContract *running)
{
    return cycle_day(running->cycle, running->from, cycle_whole(running->cycle, running->from, running->today) + 1);
}

static int by_person(const void *a, const void *b)
{
    const ScoredContract *one = a, *other = b;
    if (one->person != other->person) return one->person < other->person ? -1 : 1;
    Day next = next_renewal(&one->running), later = next_renewal(&other->running);
    if (next != later) return next < later ? -1 : 1;
    return (one->subscription > other->subscription) - (one->subscription < other->subscription);
}

static void keep_running(const ContractModel *model, const ContractList *list, const Profiled *profiled, Scored *scored)
{
    scored->contract = arena_array(scored->arena, ScoredContract, list->count + 1);
    for (size_t i = 0; i < list->count; i++) {
        const PaidContract *contract = &list->contract[i];
        const ContractGroup *group = contract_group_find(model, contract->cycle, contract->plan);
        if (!group || !contract_runs(contract, list->as_of) || contract->root >= profiled->customers ||
            !profiled->may[contract->root] || contract->root >= scored->customers)
            continue;
        scored->contract[scored->contracts++] =
            (ScoredContract){.person = contract->root,
                             .subscription = contract->subscription,
                             .plan = str_copy(scored->arena, contract->plan),
                             .running = contract_standing(list, contract, list->as_of),
                             .fit = group->fit,
                             .price_minor = contract->price_minor,
                             .paused = contract_is_paused(list, contract, list->as_of)};
    }
    if (scored->contracts) qsort(scored->contract, scored->contracts, sizeof *scored->contract, by_person);
}

ContractForetold contract_foretold(const Scored *scored, const ScoredContract *contract, int32_t horizon_days)
{
    const PredictionSettings *settings = &scored->settings;
    ContractForetold foretold = {
        .outlook = contract_outlook(&contract->fit, &contract->running, horizon_days, settings->yearly_discount)};
    const Predicted *periods = &foretold.outlook.periods;
    double earned = contract->price_minor * settings->margin;
    foretold.future_minor = (Predicted){periods->value * earned, periods->low * earned, periods->high * earned};
    return foretold;
}

size_t contracts_of_person(const Scored *scored, CustomerId person, const ScoredContract **contracts)
{
    size_t from = 0, to = scored->contracts, count = 0;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (scored->contract[middle].person < person)
            from = middle + 1;
        else
            to = middle;
    }
    *contracts = scored->contract + from;
    while (from + count < scored->contracts && (*contracts)[count].person == person) count++;
    return count;
}

static double added(double sum, double more)
{
    return isnan(sum) ? more : isnan(more) ? sum : sum + more;
}

// Of several contracts: the chance of the renewal that comes first, the longest time, the sum of what they will pay.
static void place_contracts(Scored *scored)
{
    for (size_t i = 0; i < scored->contracts; i++) {
        const ScoredContract *contract = &scored->contract[i];
        ContractForetold foretold = contract_foretold(scored, contract, scored->settings.horizon_days);
        CustomerId person = contract->person;
        if (isnan(scored->score[person])) scored->score[person] = foretold.outlook.renewal;
        scored->expected[person] = fmax(scored->expected[person], foretold.outlook.months.value); // NaN gives way
        scored->future[person] = added(scored->future[person], foretold.future_minor.value);
    }
}

// ---- what they have brought so far ----

typedef struct Past {
    const PredictionPlace *place;
    const Profiled *profiled;
    Scored *scored;
    RecurringTable table;
    Summaries payments;
    uint32_t paying;        // persons of `payments`
    const Columns *columns; // of orders; NULL: there are none
} Past;

// "Invoice Paid" less "Payment Refunded", by person.
static bool read_payments(Past *past, Error *error)
{
    static const Str names[] = {STR("Invoice Paid"), STR("Payment Refunded")};
    const struct House *house = past->place->house;
    uint16_t classes[COUNT_OF(names)];
    bool negative[COUNT_OF(names)];
    size_t known = 0;
    LaneFacts facts;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (log_class(house->log, EVENT_TRACK, names[i], &classes[known])) negative[known++] = i == 1;
    if (!known) return true;
    Lane lane = {classes, negative, known, second_at_end_of(past->scored->as_of)};
    if (!lane_facts(house->questions, &lane, &facts, error) ||
        !house->questions->ask->summaries(house->questions, &lane, past->scored->as_of, past->place->arena,
                                          &past->payments, error))
        return false;
    past->paying = facts.customers;
    return true;
}

// Orders that pay for a subscription; their sum.
static double find_paid(const Past *past, const RecurringPerson *person, CustomerRows rows, bool *paid, bool *any)
{
    double sum = 0;
    *any = false;
    for (uint32_t row = rows.from; row < rows.to; row++) {
        int64_t minor = row_amount(rows.piece, row);
        Day day = second_day(rows.piece->second[row]);
        bool pays = minor > 0 && order_pays_subscription(&past->table, person, day, minor);
        paid[row - rows.from] = pays;
        sum += pays ? (double)minor : 0;
        *any |= pays;
    }
    return sum;
}

static double brought_by(const Past *past, const RecurringPerson *person)
{
    Customer root = person->root;
    if (root < past->paying && past->payments.orders[root]) return (double)past->payments.amount[root];
    return (double)subscriber_accrued(&past->table, person, past->table.first_day, past->scored->as_of);
}

static void place_past(Past *past, const RecurringPerson *person)
{
    Scored *scored = past->scored;
    Customer root = person->root;
    bool any;
    Buyer buyer;
    CustomerRows rows = {0};
    Arena *scratch = arena_open(0);
    if (past->columns && root < past->columns->customers) rows = columns_find(past->columns, root);
    bool *paid = arena_array(scratch, bool, rows.to - rows.from);
    scored->past[root] = brought_by(past, person) - find_paid(past, person, rows, paid, &any);
    scored->order_past[root] = 0;
    if (rows.to > rows.from && ask_buyer(rows, NULL, scored->as_of, &buyer)) scored->order_past[root] = buyer.amount;
    if (isnan(scored->future[root]) && !subscriber_holds(&past->table, person, scored->as_of)) scored->future[root] = 0;
    if (any && !isnan(scored->score[root])) {
        bool others = ask_buyer(rows, paid, scored->as_of, &buyer);
        scored->pays_by_order[root] = others ? OTHER_ORDERS : NO_OTHER_ORDERS;
        scored->figures[root] = (BuyingFigures){buyer.x, buyer.t_x, buyer.T};
        scored->mean_amount[root] = buyer.mean_amount;
    }
    arena_close(scratch);
}

static bool read_past(Past *past, Error *error)
{
    OrderLane orders;
    LaneFacts facts;
    const PredictionPlace *place = past->place;
    ActivityPort *port = place->house->questions;
    RecurringSource source = recurring_source(place->house->workspace, place->house->identity, place->now);
    source.as_of = past->scored->as_of;
    if (!recurring_read(&source, place->session, place->arena, &past->table, error)) return false;
    if (!past->table.any) return true;
    if (!read_payments(past, error)) return false;
    order_lane(place->house->log, past->scored->as_of, &orders);
    facts.rows = 0;
    if (orders.lane.class_count && !lane_facts(port, &orders.lane, &facts, error)) return false;
    if (facts.rows && !port->ask->hold(port, &orders.lane, &past->columns, error)) return false;
    for (size_t i = 0; i < past->table.persons; i++) {
        const RecurringPerson *person = &past->table.person[i];
        if (person->root < past->scored->customers && person->root < past->profiled->customers &&
            past->profiled->may[person->root] && subscriber_since(&past->table, person) <= past->scored->as_of)
            place_past(past, person);
    }
    if (past->columns) port->ask->release(port, past->columns);
    return true;
}

// ---- the whole ----

static void note_drift(Scored *scored, const ContractModel *model, const ContractMix *now)
{
    const ContractMix *then = &model->mix;
    scored->contract_drift = (ContractDrift){.contracts = now->contracts,
                                             .renewal = psi_of(then->renewal, now->renewal, CONTRACT_BANDS_MAX),
                                             .age = psi_of(then->age, now->age, CONTRACT_BANDS_MAX),
                                             .group = psi_of(then->group, now->group, model->groups)};
}

bool score_contracts(const PredictionPlace *place, const ModelVersion *version, Scored *scored, Error *error)
{
    ContractModel model;
    ContractList list;
    Profiled profiled;
    if (!contract_content_read(version->content, place->arena, &model, error) ||
        !profiled_people(place, &profiled, error) || !contract_list_read(place, &list, error))
        return false;
    scored->objected = profiled.objected;
    keep_running(&model, &list, &profiled, scored);
    place_contracts(scored);
    ContractMix now = contract_mix_of(&model, &list, &profiled);
    note_drift(scored, &model, &now);
    Past past = {.place = place, .profiled = &profiled, .scored = scored};
    return read_past(&past, error);
}

#include <math.h>
#include <stdlib.h>

#include "predict/policy.h"

typedef struct Planning {
    const Offer *offer; // those worth something, in order of person
    size_t count;
    const PlanLimits *limits;
    double price, *price_of; // of one minor unit of the budget, of one place of each action
} Planning;

static double worth_of(const Offer *offer)
{
    return offer->value - offer->cost;
}

static bool limits_action(const PlanLimits *limits, uint32_t action)
{
    return action < limits->actions && limits->capacity[action] >= 0;
}

static double charge_of(const Planning *planning, const Offer *offer)
{
    double charge = planning->limits->budget >= 0 ? planning->price * offer->cost : 0;
    return charge + (limits_action(planning->limits, offer->action) ? planning->price_of[offer->action] : 0);
}

// ---- prices ----

// The offer that each person would take at these prices, told one by one; returns what they gain together.
typedef struct Demand {
    double cost, surplus;
    int64_t places; // of the action that is asked about
} Demand;

static Demand demand_at(const Planning *planning, uint32_t action)
{
    Demand demand = {0};
    for (size_t i = 0; i < planning->count;) {
        const Offer *best = NULL;
        double most = 0;
        uint32_t person = planning->offer[i].person;
        for (; i < planning->count && planning->offer[i].person == person; i++) {
            double surplus = worth_of(&planning->offer[i]) - charge_of(planning, &planning->offer[i]);
            if (surplus <= most) continue;
            most = surplus;
            best = &planning->offer[i];
        }
        if (!best) continue;
        demand.surplus += most;
        demand.cost += best->cost;
        demand.places += best->action == action;
    }
    return demand;
}

// The lowest price at which no more is wanted than there is; found by halving.
static void bring_down(Planning *planning, double *price, double highest, uint32_t action)
{
    enum { HALVINGS = 40 };
    const PlanLimits *limits = planning->limits;
    bool places = action != UINT32_MAX;
    double low = 0, high = highest;
    for (int i = 0; i <= HALVINGS; i++) {
        *price = i ? (low + high) / 2 : 0;
        Demand demand = demand_at(planning, action);
        bool too_much = places ? demand.places > limits->capacity[action] : demand.cost > limits->budget;
        if (!too_much && i == 0) return;
        if (too_much)
            low = *price;
        else
            high = *price;
    }
    *price = high;
}

static double bound_of(const Planning *planning)
{
    const PlanLimits *limits = planning->limits;
    double bound = demand_at(planning, UINT32_MAX).surplus;
    if (limits->budget >= 0) bound += planning->price * limits->budget;
    for (uint32_t a = 0; a < limits->actions; a++)
        if (limits_action(limits, a)) bound += planning->price_of[a] * (double)limits->capacity[a];
    return bound;
}

// Returns the lowest bound that was met: each is one, whatever the prices.
static double set_prices(Planning *planning)
{
    enum { ROUNDS = 6 };
    const PlanLimits *limits = planning->limits;
    double dearest = 0, best_rate = 0, bound = bound_of(planning);
    for (size_t i = 0; i < planning->count; i++) {
        const Offer *offer = &planning->offer[i];
        dearest = fmax(dearest, worth_of(offer));
        if (offer->cost > 0) best_rate = fmax(best_rate, fmin(worth_of(offer) / offer->cost, 1e18));
    }
    for (int round = 0; round < ROUNDS; round++) {
        if (limits->budget >= 0) bring_down(planning, &planning->price, best_rate, UINT32_MAX);
        bound = fmin(bound, bound_of(planning));
        for (uint32_t a = 0; a < limits->actions; a++)
            if (limits_action(limits, a)) bring_down(planning, &planning->price_of[a], dearest, a);
        double now = bound_of(planning);
        bool settled = now >= bound * (1 - 1e-9);
        bound = fmin(bound, now);
        if (settled && round > 0) break;
    }
    return bound;
}

// ---- a choice ----

typedef struct Choosing {
    const Planning *planning;
    uint32_t *taken; // by person: place of the offer, from 1; 0: none
    double cost;
    int64_t *places; // by action
} Choosing;

static bool has_room(const Choosing *choosing, const Offer *offer, const Offer *instead)
{
    const PlanLimits *limits = choosing->planning->limits;
    double cost = choosing->cost + offer->cost - (instead ? instead->cost : 0);
    if (limits->budget >= 0 && cost > limits->budget) return false;
    if (!limits_action(limits, offer->action) || (instead && instead->action == offer->action)) return true;
    return choosing->places[offer->action] < limits->capacity[offer->action];
}

static void take(Choosing *choosing, uint32_t place)
{
    const Offer *offer = &choosing->planning->offer[place];
    uint32_t before = choosing->taken[offer->person];
    if (before) {
        const Offer *instead = &choosing->planning->offer[before - 1];
        choosing->cost -= instead->cost;
        if (instead->action < choosing->planning->limits->actions) choosing->places[instead->action]--;
    }
    choosing->taken[offer->person] = place + 1;
    choosing->cost += offer->cost;
    if (offer->action < choosing->planning->limits->actions) choosing->places[offer->action]++;
}

typedef struct Ordered {
    double rate, worth;
    uint32_t place;
} Ordered;

static int best_first(const void *a, const void *b)
{
    const Ordered *one = a, *other = b;
    if (one->rate != other->rate) return one->rate > other->rate ? -1 : 1;
    if (one->worth != other->worth) return one->worth > other->worth ? -1 : 1;
    return one->place < other->place ? -1 : 1;
}

static void choose_greedily(Choosing *choosing, Arena *arena)
{
    enum { PASSES = 4 };
    const Planning *planning = choosing->planning;
    Ordered *ordered = arena_array(arena, Ordered, planning->count);
    for (size_t i = 0; i < planning->count; i++) {
        double charge = charge_of(planning, &planning->offer[i]), worth = worth_of(&planning->offer[i]);
        ordered[i] = (Ordered){charge > 0 ? worth / charge : INFINITY, worth, (uint32_t)i};
    }
    qsort(ordered, planning->count, sizeof *ordered, best_first);
    bool changed = true;
    for (int pass = 0; pass < PASSES && changed; pass++) {
        changed = false;
        for (size_t i = 0; i < planning->count; i++) {
            const Offer *offer = &planning->offer[ordered[i].place];
            uint32_t before = choosing->taken[offer->person];
            const Offer *instead = before ? &planning->offer[before - 1] : NULL;
            if ((instead && ordered[i].worth <= worth_of(instead)) || !has_room(choosing, offer, instead)) continue;
            take(choosing, ordered[i].place);
            changed = true;
        }
    }
}

// ---- small problems, exactly ----

typedef struct Search {
    const Planning *planning;
    double best, *hope, *hope_at_prices; // hope[i]: what offers from the i-th on may still bring
    uint64_t best_set, set;              // of offers
    int64_t places[PLAN_EXACT_OFFERS];
    int64_t steps;
} Search;

enum { STEPS_MAX = 2000000 };

static size_t next_person(const Planning *planning, size_t i)
{
    uint32_t person = planning->offer[i].person;
    while (i < planning->count && planning->offer[i].person == person) i++;
    return i;
}

static double hope_of(const Search *search, size_t i, double cost)
{
    const PlanLimits *limits = search->planning->limits;
    double priced = search->hope_at_prices[i];
    if (limits->budget >= 0) priced += search->planning->price * (limits->budget - cost);
    for (uint32_t a = 0; a < limits->actions; a++)
        if (limits_action(limits, a))
            priced += search->planning->price_of[a] * (double)(limits->capacity[a] - search->places[a]);
    return fmin(search->hope[i], priced);
}

static void search_from(Search *search, size_t i, double worth, double cost)
{
    const Planning *planning = search->planning;
    if (worth > search->best) {
        search->best = worth;
        search->best_set = search->set;
    }
    if (i >= planning->count || ++search->steps > STEPS_MAX) return;
    if (worth + hope_of(search, i, cost) <= search->best * (1 + 1e-12)) return;
    size_t after = next_person(planning, i);
    for (size_t o = i; o < after; o++) {
        const Offer *offer = &planning->offer[o];
        bool places = limits_action(planning->limits, offer->action);
        if (planning->limits->budget >= 0 && cost + offer->cost > planning->limits->budget) continue;
        if (places && search->places[offer->action] >= planning->limits->capacity[offer->action]) continue;
        search->set |= (uint64_t)1 << o;
        if (places) search->places[offer->action]++;
        search_from(search, after, worth + worth_of(offer), cost + offer->cost);
        if (places) search->places[offer->action]--;
        search->set &= ~((uint64_t)1 << o);
    }
    search_from(search, after, worth, cost);
}

static void hope_for(const Planning *planning, double *hope, bool at_prices)
{
    double most = 0;
    for (size_t i = planning->count; i-- > 0;) {
        const Offer *offer = &planning->offer[i];
        double worth = worth_of(offer) - (at_prices ? charge_of(planning, offer) : 0);
        bool last = i + 1 == planning->count || planning->offer[i + 1].person != offer->person;
        most = last ? fmax(0, worth) : fmax(most, worth);
        hope[i] = hope[next_person(planning, i)] + most;
    }
}

// True when it looked at all that could be better; `choosing` then holds the best there is.
static bool choose_exactly(Choosing *choosing, double greedy, size_t people, Arena *arena)
{
    const Planning *planning = choosing->planning;
    if (planning->count > PLAN_EXACT_OFFERS || planning->limits->actions > PLAN_EXACT_OFFERS) return false;
    Search *search = arena_new(arena, Search);
    search->planning = planning;
    search->best = greedy;
    search->hope = arena_array(arena, double, planning->count + 1);
    search->hope_at_prices = arena_array(arena, double, planning->count + 1);
    hope_for(planning, search->hope, false);
    hope_for(planning, search->hope_at_prices, true);
    search_from(search, 0, 0, 0);
    if (search->best_set)
        for (size_t p = 0; p < people; p++) choosing->taken[p] = 0;
    for (size_t i = 0; i < planning->count && search->best_set; i++)
        if (search->best_set >> i & 1) choosing->taken[planning->offer[i].person] = (uint32_t)i + 1;
    return search->steps <= STEPS_MAX;
}

// ---- the plan ----

static double worth_taken(const Choosing *choosing, size_t people)
{
    double worth = 0;
    for (size_t p = 0; p < people; p++)
        if (choosing->taken[p]) worth += worth_of(&choosing->planning->offer[choosing->taken[p] - 1]);
    return worth;
}

// Amounts beyond any money are taken for mistakes: their sums would be no numbers.
static bool has_worth(const Offer *offer)
{
    const double most = 1e18;
    return offer->value <= most && offer->cost >= 0 && offer->cost <= most && worth_of(offer) > 0;
}

Plan plan_choose(const Offer *offer, size_t count, const PlanLimits *limits, Arena *arena)
{
    Plan plan = {.chosen = arena_array(arena, bool, count)};
    Offer *kept = arena_array(arena, Offer, count);
    uint32_t *origin = arena_array(arena, uint32_t, count);
    Planning planning = {.offer = kept, .limits = limits, .price_of = arena_array(arena, double, limits->actions)};
    size_t people = 0;
    for (size_t i = 0; i < count; i++) {
        if (!has_worth(&offer[i])) continue;
        origin[planning.count] = (uint32_t)i;
        kept[planning.count++] = offer[i];
        people = (size_t)larger((int64_t)people, (int64_t)offer[i].person + 1);
    }
    plan.bound = set_prices(&planning);
    Choosing choosing = {&planning, arena_array(arena, uint32_t, people), 0,
                         arena_array(arena, int64_t, limits->actions)};
    choose_greedily(&choosing, arena);
    double greedy = worth_taken(&choosing, people);
    plan.exact = choose_exactly(&choosing, greedy, people, arena) || greedy >= plan.bound * (1 - 1e-9);
    for (size_t p = 0; p < people; p++) {
        if (!choosing.taken[p]) continue;
        const Offer *taken = &kept[choosing.taken[p] - 1];
        plan.chosen[origin[choosing.taken[p] - 1]] = true;
        plan.count++;
        plan.value += taken->value;
        plan.cost += taken->cost;
    }
    if (plan.exact) plan.bound = plan.value - plan.cost;
    return plan;
}

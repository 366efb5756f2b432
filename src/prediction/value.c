#include "prediction/value.h"

#include <math.h>
#include <string.h>

// Orders of who pays for a contract by some of them: the others. False: there are none.
static bool figures_of(const Scored *lifetime, const Scored *contracts, CustomerId root, BuyingFigures *figures,
                       double *mean_amount)
{
    bool by_order = root < contracts->customers && contracts->pays_by_order && contracts->pays_by_order[root];
    const Scored *of = by_order ? contracts : lifetime;
    *figures = of->figures[root];
    *mean_amount = of->mean_amount[root];
    return !by_order || contracts->pays_by_order[root] == OTHER_ORDERS;
}

static bool scored_by_orders(const Scored *lifetime, CustomerId root)
{
    return lifetime->version.id && root < lifetime->customers && !isnan(lifetime->alive[root]);
}

static OrderValue orders_of(const Scored *lifetime, const Scored *contracts, CustomerId root, int32_t days)
{
    BuyingFigures figures;
    double mean_amount, margin = lifetime->settings.margin;
    OrderValue value = {0};
    if (!scored_by_orders(lifetime, root)) return value;
    value.past_minor = lifetime->past[root];
    value.known = lifetime->has_amounts;
    if (!value.known || !figures_of(lifetime, contracts, root, &figures, &mean_amount)) return value;
    Predicted range = lifetime_revenue_range(&lifetime->fit, &lifetime->amounts, figures, mean_amount, days,
                                             lifetime->settings.yearly_discount);
    value.future_minor = (Predicted){range.value * margin, range.low * margin, range.high * margin};
    return value;
}

Predicted predicted_sum(Predicted one, Predicted other)
{
    return (Predicted){one.value + other.value, one.low + other.low, one.high + other.high};
}

static void add_contracts(const Scored *contracts, CustomerId root, int32_t days, PersonValue *value)
{
    const ScoredContract *contract;
    if (!contracts->version.id || root >= contracts->customers || isnan(contracts->past[root])) return;
    value->has_contract = true;
    value->priced = !isnan(contracts->future[root]);
    value->contract_past = contracts->past[root];
    size_t count = contracts_of_person(contracts, root, &contract);
    for (size_t i = 0; i < count; i++) {
        ContractForetold foretold = contract_foretold(contracts, &contract[i], days);
        if (!isnan(foretold.future_minor.value))
            value->contract = predicted_sum(value->contract, foretold.future_minor);
    }
}

PersonValue person_value(const Scored *lifetime, const Scored *contracts, CustomerId root, int32_t horizon_days)
{
    PersonValue value = {.orders = orders_of(lifetime, contracts, root, horizon_days)};
    add_contracts(contracts, root, horizon_days, &value);
    value.known = value.has_contract || scored_by_orders(lifetime, root);
    if (!value.known) return value;
    double orders = value.has_contract ? contracts->order_past[root] : value.orders.past_minor;
    value.past_minor = orders + value.contract_past;
    value.foretold = value.orders.known || value.priced;
    value.future_minor = predicted_sum(value.orders.future_minor, value.contract);
    return value;
}

// ---- of everybody ----

typedef struct ValueColumns {
    double *orders, *contract, *future, *past, *renewal, *months;
} ValueColumns;

static double *unknown(Arena *arena, uint32_t customers)
{
    double *value = arena_array(arena, double, customers);
    for (uint32_t c = 0; c < customers; c++) value[c] = (double)NAN;
    return value;
}

static double order_future(const Scored *lifetime, const Scored *contracts, CustomerId c)
{
    BuyingFigures figures;
    double mean_amount;
    const PredictionSettings *settings = &lifetime->settings;
    if (!contracts->pays_by_order || c >= contracts->customers || !contracts->pays_by_order[c] ||
        isnan(lifetime->future[c]))
        return lifetime->future[c];
    if (!figures_of(lifetime, contracts, c, &figures, &mean_amount)) return 0;
    return lifetime_revenue(&lifetime->fit, &lifetime->amounts, figures, mean_amount, settings->horizon_days,
                            settings->yearly_discount) *
           settings->margin;
}

static double added(double one, double other)
{
    return isnan(one) ? other : isnan(other) ? one : one + other;
}

static void fill(const Scored *lifetime, const Scored *contracts, uint32_t customers, ValueColumns *columns)
{
    bool spoken = contracts->version.id;
    for (CustomerId c = 1; c < customers; c++) {
        if (c < lifetime->customers && lifetime->version.id) {
            columns->orders[c] = order_future(lifetime, contracts, c);
            columns->past[c] = lifetime->past[c];
        }
        if (spoken && c < contracts->customers) {
            columns->contract[c] = contracts->future[c];
            columns->renewal[c] = contracts->score[c];
            columns->months[c] = contracts->expected[c];
            if (!isnan(contracts->past[c])) columns->past[c] = contracts->order_past[c] + contracts->past[c];
        }
        columns->future[c] = added(columns->orders[c], columns->contract[c]);
    }
}

bool prediction_value(const PredictionPlace *place, ValuePeople *people, Error *error)
{
    const Scored *lifetime, *contracts;
    if (!scored_acquire(place, PREDICTION_LIFETIME, &lifetime, error)) return false;
    if (!scored_acquire(place, PREDICTION_CONTRACT_LIFETIME, &contracts, error)) {
        scored_release(lifetime);
        return false;
    }
    uint32_t customers = (uint32_t)larger(lifetime->customers, contracts->customers);
    Arena *arena = place->arena;
    ValueColumns columns = {unknown(arena, customers), unknown(arena, customers), unknown(arena, customers),
                            unknown(arena, customers), unknown(arena, customers), unknown(arena, customers)};
    fill(lifetime, contracts, customers, &columns);
    *people = (ValuePeople){.lifetime_version = lifetime->version.id ? lifetime->version.version : 0,
                            .contract_version = contracts->version.id ? contracts->version.version : 0,
                            .as_of = lifetime->as_of,
                            .customers = customers,
                            .horizon_days = lifetime->settings.horizon_days,
                            .orders_minor = columns.orders,
                            .contract_minor = columns.contract,
                            .future_minor = columns.future,
                            .past_minor = columns.past,
                            .renewal = columns.renewal,
                            .months = columns.months};
    scored_release(lifetime);
    scored_release(contracts);
    return true;
}

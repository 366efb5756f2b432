// Any histories and amounts, possible or not: every model answers with finite figures or with a refusal.
#include "predict/lifetime.h"

#include <math.h>
#include <string.h>

#include "predict/contract_life.h"
#include "predict/opportunity.h"

enum { CUSTOMERS_MAX = 300, BYTES = 6 };

typedef struct Data {
    const uint8_t *at;
    size_t left;
} Data;

static uint32_t take(Data *data, size_t bytes)
{
    uint32_t value = 0;
    for (size_t i = 0; i < bytes && data->left > 0; i++, data->left--) value = value << 8 | *data->at++;
    return value;
}

static void check(double number)
{
    assert(isfinite(number));
}

static void check_refusal(const Error *error)
{
    assert(error->kind == ERROR_INPUT && error->message[LOCALE_EN][0] && error->message[LOCALE_FR][0]);
}

static void check_customer(const LifetimeFit *fit, const GammaGammaFit *amounts, BuyingFigures of, double amount,
                           double days)
{
    double alive = lifetime_alive(fit, of), purchases = lifetime_expected(fit, of, days);
    assert(alive >= 0 && alive <= 1 && purchases >= 0);
    check(purchases);
    check(lifetime_expected_new(fit, days));
    double chance = lifetime_probability(fit, of, days, of.x);
    assert(chance >= 0 && chance <= 1 + 1e-9);
    NextPurchase next = lifetime_next_purchase(fit, of);
    assert(next.low <= next.days && next.days <= next.high && isfinite(next.high));
    if (!amounts) return;
    double revenue = lifetime_revenue(fit, amounts, of, amount, days, 0.1);
    check(revenue);
    assert(revenue >= 0);
    if (purchases > 500) return; // ranges go through the numbers of purchases one by one
    Predicted range = lifetime_revenue_range(fit, amounts, of, amount, days, 0.1);
    assert(range.low <= range.value && range.value <= range.high && isfinite(range.high));
}

static void check_lifetimes(const BuyingHistory *history, double days)
{
    GammaGammaFit amounts;
    Error error = {0};
    bool money = gamma_gamma_fit(history, 100, 1, &amounts, &error);
    if (!money) check_refusal(&error);
    for (LifetimeModel model = 0; model < LIFETIME_MODEL_COUNT; model++) {
        LifetimeFit fit;
        if (!lifetime_fit(model, history, 1, &fit, &error)) {
            check_refusal(&error);
            continue;
        }
        assert(fit.shrunk >= 0 && fit.shrunk <= 1 + 1e-9);
        check(fit.log_likelihood);
        for (size_t i = 0; i < LIFETIME_PARAMETERS; i++) {
            assert(fit.parameter[i] > 0 && fit.low[i] <= fit.high[i]);
            check(fit.error[i] + fit.high[i]);
        }
        for (size_t c = 0; c < history->customers; c += 97)
            check_customer(&fit, money ? &amounts : NULL,
                           (BuyingFigures){history->x[c], history->t_x[c], history->T[c]}, history->mean_amount[c],
                           days);
    }
}

static void check_opportunities(const BuyingHistory *history)
{
    OpportunityHistory same = {history->customers, history->x, history->t_x, history->T};
    OpportunityFit fit;
    Error error = {0};
    if (!opportunity_fit(&same, 1, &fit, &error)) {
        check_refusal(&error);
        return;
    }
    for (size_t c = 0; c < history->customers; c += 31) {
        double alive = opportunity_alive(&fit, history->x[c], history->t_x[c], history->T[c]);
        assert(alive >= 0 && alive <= 1);
        check(opportunity_expected(&fit, history->x[c], history->t_x[c], history->T[c], 12));
    }
}

static void check_contracts(const BuyingHistory *history)
{
    double lost[CUSTOMERS_MAX], kept[CUSTOMERS_MAX];
    for (size_t c = 0; c < history->customers; c++) lost[c] = history->x[c], kept[c] = history->t_x[c];
    ContractFit fit;
    Error error = {0};
    if (!contract_fit(&(ContractHistory){history->customers, lost, kept}, &fit, &error)) {
        check_refusal(&error);
        return;
    }
    double stays = contract_survival(&fit, history->T[0]);
    assert(stays >= 0 && stays <= 1);
    check(contract_renewals(&fit, history->T[0], 24, 0));
    check(fit.log_likelihood + fit.error[0] + fit.error[1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

// A byte of form (how large numbers are), one of repetition, then six for each customer; what is missing is 0.
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size < 2 + BYTES) return 0;
    Data data = {bytes, size};
    uint32_t form = take(&data, 1), again = take(&data, 1) % 60 + 1;
    uint32_t x[CUSTOMERS_MAX], t_x[CUSTOMERS_MAX], T[CUSTOMERS_MAX];
    double amount[CUSTOMERS_MAX];
    BuyingHistory history = {.x = x, .t_x = t_x, .T = T, .mean_amount = amount, .unit_days = form & 1 ? 7 : 1};
    while (data.left > 0 && history.customers < CUSTOMERS_MAX) {
        uint32_t value[3] = {take(&data, 1), take(&data, 1), take(&data, 2)}, money = take(&data, 2);
        if (form & 2) value[0] *= 4001; // more than there may be
        if (form & 4) value[2] += value[1];
        if (!(form & 8)) value[1] = value[0] == 0 ? 0 : value[1] <= value[2] ? value[1] : value[2];
        double of_money = form & 16 ? ldexp(money, (int)(money % 80) - 40) : money;
        if (form & 32 && money % 7 == 0) of_money = money % 2 ? (double)NAN : -of_money;
        for (uint32_t i = 0; i < again && history.customers < CUSTOMERS_MAX; i++, history.customers++) {
            size_t c = history.customers;
            x[c] = value[0], t_x[c] = value[1], T[c] = value[2], amount[c] = of_money;
        }
    }
    check_lifetimes(&history, form);
    check_opportunities(&history);
    check_contracts(&history);
    return 0;
}

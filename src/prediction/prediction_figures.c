#include "prediction/prediction_figures.h"

#include <math.h>

#include "customer/stage.h"
#include "house.h"
#include "prediction/prediction.h"

static PredictionPlace place_of(const FigureBase *base)
{
    const SegmentPlace *place = figure_place(base);
    return (PredictionPlace){
        .house = place->house, .session = place->session, .now = place->now, .arena = place->arena};
}

static bool read_scores(const FigureBase *base, PredictionModel model, double *value, bool *published, Error *error)
{
    PredictionScores scores;
    PredictionPlace place = place_of(base);
    if (!prediction_scores(&place, model, &scores, error)) return false;
    for (CustomerId c = 1; c < figure_customers(base) && c < scores.customers; c++)
        if (!isnan(scores.score[c])) value[c] = scores.score[c];
    *published |= scores.version > 0;
    return true;
}

static bool read_churn(FigureBase *base, double *value, bool *published, Error *error)
{
    *published = false;
    return read_scores(base, PREDICTION_CHURN, value, published, error) &&
           read_scores(base, PREDICTION_CONTRACT_CHURN, value, published, error);
}

static bool read_churn_risk(FigureBase *base, double *value, Error *error)
{
    bool published;
    return read_churn(base, value, &published, error);
}

// ---- low, medium, high ----

static const Str bands[] = {STR("low"), STR("medium"), STR("high")};

static Str band_word(int number)
{
    return number < (int)COUNT_OF(bands) ? bands[number] : STR("");
}

static double band_of(double probability)
{
    double band = 0;
    while (!str_equal(prediction_band(probability), bands[(int)band])) band++;
    return band;
}

// As long as no model speaks, the stage tells.
static bool read_stages(FigureBase *base, double *value, Error *error)
{
    const double high = 2; // of bands
    const Figure *stage;
    const double *stages;
    (void)figure_find(STR("lifecycle_stage"), &stage);
    if (!figure_values(base, stage, &stages, error)) return false;
    for (CustomerId c = 1; c < figure_customers(base); c++)
        if (stages[c] == STAGE_AT_RISK) value[c] = high;
    return true;
}

static bool read_risk(FigureBase *base, double *value, Error *error)
{
    bool published;
    if (!read_churn(base, value, &published, error)) return false;
    if (!published) return read_stages(base, value, error);
    for (CustomerId c = 1; c < figure_customers(base); c++)
        if (!isnan(value[c])) value[c] = band_of(value[c]);
    return true;
}

// ---- other propensities ----

static bool read_repurchase(FigureBase *base, double *value, Error *error)
{
    bool published = false;
    return read_scores(base, PREDICTION_REPURCHASE, value, &published, error);
}

static bool read_upgrade(FigureBase *base, double *value, Error *error)
{
    bool published = false;
    return read_scores(base, PREDICTION_UPGRADE, value, &published, error);
}

static bool read_response(FigureBase *base, double *value, Error *error)
{
    bool published = false;
    return read_scores(base, PREDICTION_RESPONSE, value, &published, error);
}

// ---- lifetime ----

typedef enum ValueFigure { FIGURE_FUTURE, FIGURE_CLV, FIGURE_CONTRACT, FIGURE_RENEWAL, FIGURE_MONTHS } ValueFigure;

static bool read_value(const FigureBase *base, ValueFigure figure, double *value, Error *error)
{
    ValuePeople people;
    PredictionPlace place = place_of(base);
    Currency currency = workspace_first(place.house->workspace)->currency;
    double minors = (double)currency_minor_per_major(&currency);
    if (!prediction_value(&place, &people, error)) return false;
    for (CustomerId c = 1; c < figure_customers(base) && c < people.customers; c++) {
        const double of[] = {[FIGURE_FUTURE] = people.future_minor[c] / minors,
                             [FIGURE_CLV] = (people.past_minor[c] + people.future_minor[c]) / minors,
                             [FIGURE_CONTRACT] = people.contract_minor[c] / minors,
                             [FIGURE_RENEWAL] = people.renewal[c],
                             [FIGURE_MONTHS] = people.months[c]};
        value[c] = of[figure];
    }
    return true;
}

static bool read_future(FigureBase *base, double *value, Error *error)
{
    return read_value(base, FIGURE_FUTURE, value, error);
}

static bool read_clv(FigureBase *base, double *value, Error *error)
{
    return read_value(base, FIGURE_CLV, value, error);
}

static bool read_contract(FigureBase *base, double *value, Error *error)
{
    return read_value(base, FIGURE_CONTRACT, value, error);
}

static bool read_renewal(FigureBase *base, double *value, Error *error)
{
    return read_value(base, FIGURE_RENEWAL, value, error);
}

static bool read_months(FigureBase *base, double *value, Error *error)
{
    return read_value(base, FIGURE_MONTHS, value, error);
}

static bool read_lifetime(const FigureBase *base, bool alive, double *value, Error *error)
{
    LifetimePeople people;
    PredictionPlace place = place_of(base);
    if (!prediction_lifetime(&place, &people, error)) return false;
    for (CustomerId c = 1; c < figure_customers(base) && c < people.customers; c++)
        value[c] = alive ? people.p_alive[c] : people.expected[c];
    return true;
}

static bool read_alive(FigureBase *base, double *value, Error *error)
{
    return read_lifetime(base, true, value, error);
}

static bool read_expected(FigureBase *base, double *value, Error *error)
{
    return read_lifetime(base, false, value, error);
}

const Figure prediction_figures[] = {
    {.name = "churn_risk",
     .unit = "share",
     .label = PHRASE("Risk of leaving (0 to 1)", "Risque de départ (0 à 1)"),
     .read = read_churn_risk},
    {.name = "risk", .label = PHRASE("Risk of leaving", "Risque de départ"), .read = read_risk, .word = band_word},
    {.name = "p_alive",
     .unit = "share",
     .label = PHRASE("Still a customer (0 to 1)", "Toujours client (0 à 1)"),
     .read = read_alive},
    {.name = "expected_purchases",
     .unit = "count",
     .label = PHRASE("Expected purchases", "Achats attendus"),
     .read = read_expected},
    {.name = "future_value",
     .unit = "amount",
     .amount = true,
     .label = PHRASE("Expected value", "Valeur attendue"),
     .read = read_future},
    {.name = "clv",
     .unit = "amount",
     .amount = true,
     .label = PHRASE("Lifetime value, past and expected", "Valeur vie, passée et attendue"),
     .read = read_clv},
    {.name = "contract_value",
     .unit = "amount",
     .amount = true,
     .label = PHRASE("Expected value of contracts", "Valeur attendue des contrats"),
     .read = read_contract},
    {.name = "renewal_probability",
     .unit = "share",
     .label = PHRASE("Renews the contract next time (0 to 1)", "Renouvelle son contrat la prochaine fois (0 à 1)"),
     .read = read_renewal},
    {.name = "contract_months",
     .unit = "count",
     .label = PHRASE("Months of contract expected", "Mois de contrat attendus"),
     .read = read_months},
    {.name = "repurchase_propensity",
     .unit = "share",
     .label = PHRASE("Buys again within 30 days (0 to 1)", "Rachète sous 30 jours (0 à 1)"),
     .read = read_repurchase},
    {.name = "upgrade_propensity",
     .unit = "share",
     .label = PHRASE("Takes a dearer plan (0 to 1)", "Passe à une offre supérieure (0 à 1)"),
     .read = read_upgrade},
    {.name = "response_propensity",
     .unit = "share",
     .label = PHRASE("Answers a campaign (0 to 1)", "Répond à une campagne (0 à 1)"),
     .read = read_response},
    {0}};

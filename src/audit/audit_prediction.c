#include "audit/audit_prediction.h"

#include <math.h>
#include <string.h>

#include "activity/buying.h"
#include "audit/audit.h"

static const double WEEK_DAYS = 7, ALIVE_LOW = 0.02, ALIVE_HIGH = 0.8;
static const double AMOUNT_MOST = 9e15; // of money that is told: beyond, 64 bits would not hold its sums

static BuyingHistory history_of(const Buying *buying)
{
    return (BuyingHistory){.customers = buying->count,
                           .x = buying->x,
                           .t_x = buying->t_x,
                           .T = buying->T,
                           .mean_amount = buying->mean_amount,
                           .unit_days = WEEK_DAYS};
}

static bool check_calibration(const Audit *audit, Arena *arena, Error *error)
{
    Day end = audit->options.calibration_end;
    return !audit->options.calibrated || (end >= audit->first_day && end < audit->as_of) ||
           error_say(
               error, ERROR_USAGE,
               PHRASE("--calibration-end {0}: the orders are of {1} to {2}; it has to leave some of them for later",
                      "--calibration-end {0}\u00A0: les commandes vont du {1} au {2}\u00A0; il faut en laisser "
                      "pour la suite"),
               day_name(arena, end), day_name(arena, audit->first_day), day_name(arena, audit->as_of));
}

// ---- fitting ----

static void keep_refusal(const Error *error, Arena *arena, Str *refusal)
{
    for (Locale locale = 0; locale < LOCALE_COUNT; locale++)
        refusal[locale] = str_copy(arena, str_of(error->message[locale]));
}

static void fit_to(const Audit *audit, const Buying *buying, AuditPrediction *prediction, Arena *arena)
{
    Error error;
    BuyingHistory history = history_of(buying);
    int threads = audit->options.threads;
    prediction->observed = lifetime_fit(LIFETIME_BG_NBD, &history, threads, &prediction->fit, &error);
    if (!prediction->observed) {
        keep_refusal(&error, arena, prediction->refusal);
        return;
    }
    prediction->has_amounts = gamma_gamma_fit(&history, (double)currency_minor_per_major(&audit->currency), threads,
                                              &prediction->amounts, &error);
    if (!prediction->has_amounts) keep_refusal(&error, arena, prediction->amounts_refusal);
}

// ---- purchases to come ----

// What somebody who is here will buy hangs on x and T alone, which many customers share: it is worked out once for each
// pair, as long as its place is not taken by another one.
enum { PLACES = 1 << 15 };
typedef struct Place {
    uint32_t x, T; // T + 1; 0: empty
    double purchases;
} Place;

typedef struct Outlook {
    const LifetimeFit *fit;
    double days;
    Place *place;
} Outlook;

static Outlook outlook_of(const LifetimeFit *fit, double days, Arena *scratch)
{
    return (Outlook){fit, days, arena_array(scratch, Place, PLACES)};
}

static double purchases_of(const Outlook *outlook, uint32_t x, uint32_t T, double alive)
{
    Place *place = &outlook->place[(x * 4241U + T) % PLACES];
    if (place->T != T + 1 || place->x != x) {
        BuyingFigures of = {x, x ? T : 0, T}; // as likely here as can be
        double here = lifetime_alive(outlook->fit, of);
        *place = (Place){x, T + 1, here > 0 ? lifetime_expected(outlook->fit, of, outlook->days) / here : 0};
    }
    return place->purchases * alive;
}

static const double *alive_of(const Audit *audit, const Buying *buying, Arena *scratch)
{
    BuyingHistory history = history_of(buying);
    double *alive = arena_array(scratch, double, buying->count);
    lifetime_score(&audit->prediction.fit, NULL, &history, 0, 0, audit->options.threads,
                   (LifetimeScores){.alive = alive});
    return alive;
}

static void judge(const Audit *audit, const Buying *earlier, AuditPrediction *prediction, Arena *scratch)
{
    const double *alive = alive_of(audit, earlier, scratch);
    Outlook outlook = outlook_of(&prediction->fit, earlier->later_end - earlier->end, scratch);
    prediction->has_holdout = true;
    prediction->holdout_from = earlier->end + 1;
    prediction->holdout_to = earlier->later_end;
    for (size_t i = 0; i < earlier->count; i++) {
        prediction->holdout_actual += earlier->later[i];
        prediction->holdout_predicted += purchases_of(&outlook, earlier->x[i], earlier->T[i], alive[i]);
    }
}

// ---- who is at risk ----

// False: they come after.
static bool comes_first(const Audit *audit, const AuditAtRisk *one, const AuditAtRisk *other)
{
    if (one->in_doubt != other->in_doubt) return one->in_doubt > other->in_doubt;
    return str_compare(audit->columns.ids[one->customer], audit->columns.ids[other->customer]) < 0;
}

// Keeps the list in order: most of the many are behind its last one.
static void keep_at_risk(const Audit *audit, AuditPrediction *prediction, const AuditAtRisk *one)
{
    prediction->at_risk_customers++;
    prediction->at_risk_in_doubt += one->in_doubt;
    bool full = prediction->at_risks == AT_RISK_LISTED;
    if (full && !comes_first(audit, one, &prediction->at_risk[AT_RISK_LISTED - 1])) return;
    size_t at = full ? AT_RISK_LISTED - 1 : prediction->at_risks++;
    for (; at > 0 && comes_first(audit, one, &prediction->at_risk[at - 1]); at--)
        prediction->at_risk[at] = prediction->at_risk[at - 1];
    prediction->at_risk[at] = *one;
}

static bool has_ended(const Audit *audit, Customer customer)
{
    return audit->columns.ended && audit->columns.ended[customer] >= DAY_MIN;
}

static void tell_customer(const Audit *audit, const Buying *buying, size_t i, const AuditAtRisk *expected,
                          AuditPrediction *prediction)
{
    double alive = expected->alive;
    prediction->purchases += expected->purchases;
    prediction->revenue += expected->future;
    if (!buying->x[i]) return;
    prediction->repeaters++;
    prediction->still += alive;
    if (alive < ALIVE_LOW || alive > ALIVE_HIGH) return;
    AuditAtRisk one = *expected;
    one.past = fmax(-AMOUNT_MOST, fmin(AMOUNT_MOST, buying->amount[i]));
    one.in_doubt = (prediction->has_amounts ? one.future : one.purchases) * (1 - alive);
    one.silent_days = (int32_t)(buying->T[i] - buying->t_x[i]);
    one.usual_days = (int32_t)lround((double)buying->t_x[i] / buying->x[i]);
    one.last_order = audit->as_of - one.silent_days;
    keep_at_risk(audit, prediction, &one);
}

static void tell_customers(const Audit *audit, const Buying *buying, AuditPrediction *prediction, Arena *scratch)
{
    const double *alive = alive_of(audit, buying, scratch);
    Outlook outlook = outlook_of(&prediction->fit, prediction->horizon_days, scratch);
    for (size_t i = 0; i < buying->count; i++) {
        if (has_ended(audit, buying->customer[i])) continue;
        AuditAtRisk one = {.customer = buying->customer[i],
                           .alive = alive[i],
                           .purchases = purchases_of(&outlook, buying->x[i], buying->T[i], alive[i])};
        if (prediction->has_amounts)
            one.future = fmin(AMOUNT_MOST, one.purchases * gamma_gamma_mean(&prediction->amounts, buying->x[i],
                                                                            buying->mean_amount[i]));
        tell_customer(audit, buying, i, &one, prediction);
    }
    prediction->revenue = fmin(prediction->revenue, AMOUNT_MOST);
    prediction->at_risk_in_doubt = fmin(prediction->at_risk_in_doubt, AMOUNT_MOST);
}

bool audit_fill_prediction(Audit *audit, Arena *arena, Error *error)
{
    if (audit->options.of_folder) return true;
    if (!check_calibration(audit, arena, error)) return false;
    AuditPrediction *prediction = &audit->prediction;
    prediction->asked = true;
    prediction->horizon_days = audit->options.horizon_days ? audit->options.horizon_days : AUDIT_HORIZON_DAYS;
    prediction->at_risk = arena_array(arena, AuditAtRisk, AT_RISK_LISTED);
    Arena *scratch = arena_open(0);
    int threads = audit->options.threads;
    Buying buying = ask_buying(&audit->columns, audit->as_of, audit->as_of, threads, scratch);
    if (!audit->options.calibrated) {
        fit_to(audit, &buying, prediction, arena);
    } else {
        Buying earlier = ask_buying(&audit->columns, audit->options.calibration_end, audit->as_of, threads, scratch);
        fit_to(audit, &earlier, prediction, arena);
        if (prediction->observed) judge(audit, &earlier, prediction, scratch);
    }
    if (prediction->observed) tell_customers(audit, &buying, prediction, scratch);
    arena_close(scratch);
    return true;
}

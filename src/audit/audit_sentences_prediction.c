#include <math.h>

#include "audit/audit_sentences.h"
#include "base/number.h"

// SAY(PHRASE(…), …) in the language of the audit.
#define SAY(...) phrase_say(arena, audit->options.locale, __VA_ARGS__)

static Str count(const Audit *audit, double number, Arena *arena)
{
    return number_say_count(arena, audit->options.locale, llround(number));
}

static Str money(const Audit *audit, double amount_minor, Arena *arena)
{
    return money_say_round(arena, audit->options.locale, llround(amount_minor), &audit->currency);
}

Str sentence_prediction(const Audit *audit, Arena *arena)
{
    const AuditPrediction *prediction = &audit->prediction;
    if (!prediction->observed)
        return SAY(PHRASE("What each customer will do can't be predicted: {0}.",
                          "Ce que fera chaque client ne peut pas être prédit\u00A0: {0}."),
                   prediction->refusal[audit->options.locale]);
    Str purchases = count(audit, prediction->purchases, arena), days = count(audit, prediction->horizon_days, arena);
    if (!prediction->has_amounts)
        return SAY(
            PHRASE("Within {0} days, today's customers are expected to order on {1} days; their amounts can't be "
                   "predicted: {2}.",
                   "Dans les {0} jours, les clients d’aujourd’hui devraient commander {1} fois\u202F; les montants "
                   "ne peuvent pas être prédits\u00A0: {2}."),
            days, purchases, prediction->amounts_refusal[audit->options.locale]);
    return SAY(PHRASE("Within {0} days, today's customers are expected to order {1} times, for {2}.",
                      "Dans les {0} jours, les clients d’aujourd’hui devraient commander {1} fois, pour {2}."),
               days, purchases, money(audit, prediction->revenue, arena));
}

Str sentence_alive(const Audit *audit, Arena *arena)
{
    const AuditPrediction *prediction = &audit->prediction;
    if (!prediction->observed || !prediction->repeaters) return STR("");
    return SAY(PHRASE("Of {1} who ordered again, about {0} are probably still there.",
                      "Sur {1} ayant recommandé, environ {0} sont sans doute encore là."),
               count(audit, prediction->still, arena), say_customers(audit, prediction->repeaters, arena));
}

Str sentence_holdout(const Audit *audit, Arena *arena)
{
    const AuditPrediction *prediction = &audit->prediction;
    if (!prediction->has_holdout) return STR("");
    Locale locale = audit->options.locale;
    return SAY(PHRASE("Judged on {0} to {1}, which the model had not seen: {2} purchases predicted, {3} made.",
                      "Jugé du {0} au {1}, que le modèle n’avait pas vus\u00A0: {2} achats prédits, {3} faits."),
               day_say(arena, locale, prediction->holdout_from), day_say(arena, locale, prediction->holdout_to),
               count(audit, prediction->holdout_predicted, arena), count(audit, prediction->holdout_actual, arena));
}

Str sentence_model(const Audit *audit, Arena *arena)
{
    const AuditPrediction *prediction = &audit->prediction;
    if (!prediction->observed) return STR("");
    Str customers = say_customers(audit, (int64_t)prediction->fit.customers, arena);
    if (prediction->fit.shrunk > 0)
        return SAY(
            PHRASE("BG/NBD and Gamma-Gamma models, fitted to {0}: few, so that {1} of the answer is what is usual "
                   "elsewhere.",
                   "Modèles BG/NBD et Gamma-Gamma, ajustés à {0}\u00A0: peu, si bien que {1} de la réponse est ce "
                   "qui est habituel ailleurs."),
            customers, number_say_rate(arena, audit->options.locale, prediction->fit.shrunk, 0));
    return SAY(PHRASE("BG/NBD and Gamma-Gamma models, fitted to {0}.", "Modèles BG/NBD et Gamma-Gamma, ajustés à {0}."),
               customers);
}

Str sentence_at_risk(const Audit *audit, Arena *arena)
{
    const AuditPrediction *prediction = &audit->prediction;
    if (!prediction->observed) return STR("");
    if (!prediction->at_risk_customers)
        return SAY(PHRASE("No customer who ordered again stands between staying and leaving.",
                          "Aucun client ayant recommandé n’est entre rester et partir."), );
    Str customers = say_customers(audit, (int64_t)prediction->at_risk_customers, arena);
    if (!prediction->has_amounts)
        return SAY(PHRASE("{0} who used to order again may be leaving.",
                          "{0} qui recommandaient sont peut-être en train de partir."),
                   customers);
    return SAY(PHRASE("{0} who used to order again may be leaving; {1} of the next {2} days hangs on it.",
                      "{0} qui recommandaient sont peut-être en train de partir\u202F; {1} des {2} prochains jours en "
                      "dépendent."),
               customers, money(audit, prediction->at_risk_in_doubt, arena),
               count(audit, prediction->horizon_days, arena));
}

Str say_at_risk(const Audit *audit, const AuditAtRisk *one, Arena *arena)
{
    Str silent = count(audit, one->silent_days, arena), usual = count(audit, one->usual_days, arena);
    if (one->usual_days < 2)
        return SAY(
            PHRASE("no order for {0} days, after one a day", "aucune commande depuis {0} jours, après une par jour"),
            silent);
    return SAY(PHRASE("no order for {0} days, after one every {1} days",
                      "aucune commande depuis {0} jours, après une tous les {1} jours"),
               silent, usual);
}

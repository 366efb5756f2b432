#include "predict/propensity.h"

#include "base/number.h"

Str propensity_kind_name(PropensityKind kind)
{
    return kind == PROPENSITY_BOOSTING ? STR("boosting") : STR("logistic");
}

Phrase propensity_kind_label(PropensityKind kind)
{
    return kind == PROPENSITY_BOOSTING ? PHRASE("gradient boosting", "gradient boosting")
                                       : PHRASE("logistic regression", "régression logistique");
}

bool propensity_trained(const PropensityReport *report)
{
    return report->refusal == PROPENSITY_ACCEPTED || report->refusal >= PROPENSITY_TOO_FEW_HOLDOUT;
}

Str propensity_because(const PropensityReport *report, Locale locale, Arena *arena)
{
    if (!propensity_trained(report)) return propensity_refusal_say(report, locale, arena);
    PropensityKind other = report->chosen == PROPENSITY_LOGISTIC ? PROPENSITY_BOOSTING : PROPENSITY_LOGISTIC;
    Str chosen_loss = number_say(arena, locale, report->inner_log_loss[report->chosen], 4);
    Str other_loss = number_say(arena, locale, report->inner_log_loss[other], 4);
    Str rows = number_say_count(arena, locale, (int64_t)report->inner_rows);
    Phrase phrase =
        report->chosen == PROPENSITY_BOOSTING
            ? PHRASE(
                  "gradient boosting: its log loss on {2} training rows it was not fitted on is {0}, that of logistic "
                  "regression {1}: lower by more than its standard error",
                  "gradient boosting\u00A0: sa perte logarithmique sur {2} lignes d’entraînement hors ajustement est "
                  "{0}, contre {1} pour la régression logistique\u00A0: moins, et de plus que l’erreur type")
            : PHRASE(
                  "logistic regression: its log loss on {2} training rows it was not fitted on is {0}, that of "
                  "gradient boosting {1}; it explains itself exactly, so boosting must be clearly better to be taken",
                  "régression logistique\u00A0: sa perte logarithmique sur {2} lignes d’entraînement hors ajustement "
                  "est {0}, contre {1} pour le gradient boosting\u202F; elle s’explique exactement, et le boosting "
                  "n’est retenu que s’il est nettement meilleur");
    return phrase_say(arena, locale, phrase, chosen_loss, other_loss, rows);
}

static Phrase refusal_phrase(PropensityRefusal refusal)
{
    switch (refusal) {
    case PROPENSITY_TOO_FEW_EVENTS:
        return PHRASE("not trained: too few events ({0}); at least {1} are needed among the training rows",
                      "non entraîné\u00A0: trop peu d’événements ({0})\u202F; il en faut au moins {1} parmi les lignes "
                      "d’entraînement");
    case PROPENSITY_TOO_FEW_OTHERS:
        return PHRASE(
            "not trained: too few rows without the event ({0}); at least {1} are needed among the training rows",
            "non entraîné\u00A0: trop peu de lignes sans l’événement ({0})\u202F; il en faut au moins {1} parmi "
            "les lignes d’entraînement");
    case PROPENSITY_NO_FEATURES:
        return PHRASE(
            "not trained: no column can be used (each is constant, empty, an identifier or gives the answer "
            "away)",
            "non entraîné\u00A0: aucune colonne utilisable (toutes constantes, vides, identifiants ou donnant "
            "la réponse)");
    case PROPENSITY_TOO_FEW_HOLDOUT:
        return PHRASE(
            "not to be used: the hold-out has {0} events among {2} rows, too few of one outcome to judge the "
            "model; at least {3} of each are needed",
            "à ne pas utiliser\u00A0: l’échantillon de contrôle a {0} événements pour {2} lignes, trop peu d’une "
            "des deux issues pour juger le modèle\u202F; il en faut au moins {3} de chaque");
    case PROPENSITY_NOT_BETTER:
        return PHRASE(
            "not to be used: no better than the naive rule on the hold-out (AUC {4}, Brier {5} against {6})",
            "à ne pas utiliser\u00A0: pas meilleur que la règle naïve sur l’échantillon de contrôle (AUC {4}, "
            "Brier {5} contre {6})");
    case PROPENSITY_ACCEPTED: break;
    }
    return PHRASE("", "");
}

Str propensity_refusal_say(const PropensityReport *report, Locale locale, Arena *arena)
{
    if (report->refusal == PROPENSITY_ACCEPTED) return STR("");
    const Quality *held = &report->holdout[report->chosen];
    bool others = report->refusal == PROPENSITY_TOO_FEW_OTHERS;
    int64_t all = others ? report->rows - report->positives : report->positives;
    int64_t events = others ? report->training_rows - report->training_positives : report->training_positives;
    if (all < PROPENSITY_EVENTS_MIN) events = all; // however they were split
    if (report->refusal == PROPENSITY_TOO_FEW_HOLDOUT) events = held->positives;
    return phrase_say(
        arena, locale, refusal_phrase(report->refusal), number_say_count(arena, locale, events),
        number_say_count(arena, locale, PROPENSITY_EVENTS_MIN), number_say_count(arena, locale, held->rows),
        number_say_count(arena, locale, PROPENSITY_HOLDOUT_EVENTS_MIN), number_say(arena, locale, held->auc, 3),
        number_say(arena, locale, held->brier, 4), number_say(arena, locale, report->naive.brier, 4));
}

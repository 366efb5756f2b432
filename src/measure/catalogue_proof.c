// What a comparison proves, and what a model says.
#include <math.h>

#include "measure/catalogue_family.h"
#include "measure/rate.h"

// Newcombe (1998), Stat. Med. 17:873, method 10: the intervals of the two shares, put together.
static void difference_interval(Rate a, Rate b, double *low, double *high)
{
    double difference = b.value - a.value;
    *low = difference - hypot(b.value - b.low, a.high - a.value);
    *high = difference + hypot(b.high - b.value, a.value - a.low);
}

static bool say_winner(MetricResult *result, double z, double p)
{
    Figure shown = number(p, 4);
    if (p >= 0.05)
        return result_say(
            result,
            PHRASE("Inconclusive: such a difference comes by chance with probability {0}.",
                   "Non concluant\u00A0: le hasard donne une telle différence avec une probabilité de {0}."),
            shown);
    return result_say(result,
                      z > 0 ? PHRASE("B wins at 5 % (p = {0}).", "B gagne à 5\u202F% (p = {0}).")
                            : PHRASE("A wins at 5 % (p = {0}).", "A gagne à 5\u202F% (p = {0})."),
                      shown);
}

static bool ab_test(const MetricCall *call, MetricResult *result, Error *error)
{
    if (!input_within(call, "A", "nA", error) || !input_within(call, "B", "nB", error)) return false;
    double n_a = input(call, "nA"), n_b = input(call, "nB"), hits_a = input(call, "A"), hits_b = input(call, "B");
    if (n_a == 0 || n_b == 0)
        return input_undefined(error, PHRASE("undefined: nobody in one of the groups (nA or nB = 0)",
                                             "indéfini\u00A0: personne dans l’un des groupes (nA ou nB = 0)"));
    Rate a = rate_of((int64_t)hits_a, (int64_t)n_a), b = rate_of((int64_t)hits_b, (int64_t)n_b);
    double pooled = (hits_a + hits_b) / (n_a + n_b),
           error_of_difference = sqrt(pooled * (1 - pooled) * (1 / n_a + 1 / n_b)), low, high;
    if (error_of_difference == 0)
        return result_not_observed(
            result,
            PHRASE("Nobody, or everybody, converted in both groups: there is nothing to compare.",
                   "Personne, ou tout le monde, a converti dans les deux groupes\u00A0: il n’y a rien à comparer."));
    double z = (b.value - a.value) / error_of_difference, p = rates_differ_p(a.count, a.n, b.count, b.n);
    difference_interval(a, b, &low, &high);
    result_part(result, "p", PHRASE("p-value, two-sided", "valeur p, bilatérale"), number(p, 4));
    result_part(result, "rate_a", PHRASE("rate of A", "taux de A"), rate(a.value));
    result_part(result, "rate_b", PHRASE("rate of B", "taux de B"), rate(b.value));
    result_part(result, "difference", PHRASE("B less A", "B moins A"), figure_with(UNIT_POINTS, b.value - a.value, 2));
    result_part(result, "difference_low", PHRASE("at least (95 %)", "au moins (95\u202F%)"),
                figure_with(UNIT_POINTS, low, 2));
    result_part(result, "difference_high", PHRASE("at most (95 %)", "au plus (95\u202F%)"),
                figure_with(UNIT_POINTS, high, 2));
    result->n = a.n + b.n;
    return result_is(result, number(z, 3)) && say_winner(result, z, p);
}

static bool odds_ratio(const MetricCall *call, MetricResult *result, Error *error)
{
    (void)error;
    double ratio = exp(input(call, "b"));
    return result_is(result, number(ratio, 3)) && result_say(result,
                                                             PHRASE("One more of it multiplies the odds by {0}.",
                                                                    "Une unité de plus multiplie la cote par {0}."),
                                                             number(ratio, 3));
}

static bool logistic(const MetricCall *call, MetricResult *result, Error *error)
{
    Numbers b = input_list(call, "b"), x = input_list(call, "x");
    if (b.count != x.count)
        return input_undefined(
            error, PHRASE("b and x have one number for each feature", "b et x ont un nombre par caractéristique"));
    double sum = input(call, "b0");
    for (size_t i = 0; i < b.count; i++) sum += b.at[i] * x.at[i];
    double p = 1 / (1 + exp(-sum));
    return result_is(result, rate(p)) && result_say(result,
                                                    PHRASE("The model expects it with probability {0}.",
                                                           "Le modèle l’attend avec une probabilité de {0}."),
                                                    rate(p));
}

static const Metric metrics[] = {
    {
        .name = "ab_test",
        .aliases = "ab z_test",
        .label = PHRASE("A/B test", "Test A/B"),
        .definition = PHRASE("Whether two groups convert differently, beyond chance.",
                             "Si deux groupes convertissent différemment, au-delà du hasard."),
        .formula = "z = (pB-pA)/sqrt(p*(1-p)*(1/nA+1/nB)), p = (A+B)/(nA+nB)",
        .unit = UNIT_NUMBER,
        .period_rule = PHRASE("A sample fixed beforehand, looked at once.",
                              "Un échantillon fixé d’avance, regardé une seule fois."),
        .exclusions =
            PHRASE("Random assignment only. With fewer than 5 expected in a cell the p-value is Fisher's exact one.",
                   "Affectation au hasard seulement. Avec moins de 5 attendus dans une case, la valeur p est celle, "
                   "exacte, de Fisher."),
        .source = "Newcombe 1998, Stat. Med. 17:873, 10 (95 %)",
        .example = "--A 100 --nA 1000 --B 130 --nB 1000",
        .example_value = "2.103",
        .inputs = {{"A", NULL, INPUT_COUNT, false, false, PHRASE("conversions of group A", "conversions du groupe A")},
                   {"nA", NULL, INPUT_COUNT, false, false, PHRASE("size of group A", "taille du groupe A")},
                   {"B", NULL, INPUT_COUNT, false, false, PHRASE("conversions of group B", "conversions du groupe B")},
                   {"nB", NULL, INPUT_COUNT, false, false, PHRASE("size of group B", "taille du groupe B")}},
        .calculate = ab_test,
    },
    {
        .name = "odds_ratio",
        .label = PHRASE("Odds ratio of a logistic coefficient", "Rapport de cotes d’un coefficient logistique"),
        .definition = PHRASE("By how much the odds are multiplied when the feature grows by one.",
                             "Par combien la cote est multipliée quand la caractéristique augmente de un."),
        .formula = "e^b",
        .unit = UNIT_NUMBER,
        .period_rule = NONE,
        .exclusions = NONE,
        .example = "--b 2",
        .example_value = "7.389",
        .inputs = {{"b", NULL, INPUT_NUMBER, false, false, PHRASE("the coefficient", "le coefficient")}},
        .calculate = odds_ratio,
    },
    {
        .name = "logistic",
        .aliases = "logistic_regression logistic_probability",
        .label = PHRASE("Probability by logistic regression", "Probabilité par régression logistique"),
        .definition = PHRASE("What a fitted logistic regression says of one customer.",
                             "Ce qu’une régression logistique ajustée dit d’un client."),
        .formula = "p = 1/(1+e^-(b0+Σ b*x))",
        .unit = UNIT_RATE,
        .period_rule = NONE,
        .exclusions = PHRASE("A model separated perfectly, or of too few events, means nothing.",
                             "Un modèle parfaitement séparé, ou fait de trop peu d’événements, ne veut rien dire."),
        .example = "--b0 -1 --b 2,-1 --x 1,0",
        .example_value = "73.11 %",
        .inputs = {{"b0", NULL, INPUT_NUMBER, false, false, PHRASE("the constant", "la constante")},
                   {"b", NULL, INPUT_NUMBER, false, true,
                    PHRASE("coefficient of each feature", "coefficient de chaque caractéristique")},
                   {"x", NULL, INPUT_NUMBER, false, true,
                    PHRASE("value of each feature", "valeur de chaque caractéristique")}},
        .calculate = logistic,
    },
};

const MetricFamily proof_family = {
    .name = "proof",
    .label = PHRASE("What a comparison proves", "Ce que prouve une comparaison"),
    .metrics = metrics,
    .count = COUNT_OF(metrics),
};

// Who stays and who leaves.
#include <math.h>

#include "measure/catalogue_family.h"
#include "measure/value.h"

// ---- the three counts of a period, in both notations: S, E, N and Cb, Ce, Cn ----

#define AT_START PHRASE("customers at the start of the period", "clients au début de la période")
#define AT_END PHRASE("customers at the end of the period", "clients à la fin de la période")
#define GAINED                                                                                                         \
    PHRASE("customers gained in the period and there at its end: new and reactivated",                                 \
           "clients gagnés pendant la période et présents à la fin\u00A0: nouveaux et réactivés")

// E - N has to be a part of S: who was gained is there at the end, who stayed was there at the start.
static bool check_base(const MetricCall *call, double *retained, Error *error)
{
    if (!input_within(call, "N", "E", error)) return false;
    double kept = input(call, "E") - input(call, "N"), start = input(call, "S");
    if (kept > start) {
        Arena *scratch = arena_open(0);
        error_say(error, ERROR_USAGE,
                  PHRASE("retained ({0}) > S: E - N = {0} customers cannot have stayed of {1}",
                         "retained ({0}) > S\u00A0: E - N = {0} clients ne peuvent être restés sur {1}"),
                  error_number(scratch, (uint64_t)kept), error_number(scratch, (uint64_t)start));
        arena_close(scratch);
        return false;
    }
    *retained = kept;
    return true;
}

static bool check_start(const MetricCall *call, Error *error)
{
    return input(call, "S") > 0 || input_undefined(error, PHRASE("undefined: no customers at start (S = 0)",
                                                                 "indéfini\u00A0: aucun client au début (S = 0)"));
}

// Of every hundred, so that kept and lost are whole where they can be, and always make a hundred.
static bool say_of_hundred(MetricResult *result, double retention)
{
    double kept = round(retention * 1000) / 10;
    return result_say(result,
                      PHRASE("You kept {0} of every 100 existing customers; {1} stopped buying.",
                             "Sur 100 clients présents au début, {0} sont restés\u00A0; {1} n’achètent plus."),
                      brief(kept), brief(100 - kept));
}

// ---- formulas ----

static bool retention_rate(const MetricCall *call, MetricResult *result, Error *error)
{
    double retained;
    if (!check_start(call, error) || !check_base(call, &retained, error)) return false;
    double start = input(call, "S");
    result_part(result, "retained", PHRASE("kept", "gardés"), count_of(retained));
    result_part(result, "lost", PHRASE("lost", "perdus"), count_of(start - retained));
    return result_share(result, retained, start) && say_of_hundred(result, retained / start);
}

// R006: the lost and the kept have to make up those of the start.
static void reconcile(double start, double lost, double retained, MetricResult *result)
{
    double missing = start - lost - retained;
    if (missing > 0)
        result_warn(result,
                    PHRASE("{0} customers unaccounted for: they are neither lost (Cl) nor kept (Ce - Cn)",
                           "{0} clients inexpliqués\u00A0: ni perdus (Cl) ni gardés (Ce - Cn)"),
                    count_of(missing));
    if (missing < 0)
        result_warn(result,
                    PHRASE("{0} customers counted twice: as lost (Cl) and as kept (Ce - Cn)",
                           "{0} clients comptés deux fois\u00A0: perdus (Cl) et gardés (Ce - Cn)"),
                    count_of(-missing));
}

static bool churn_from_lost(const MetricCall *call, MetricResult *result, Error *error)
{
    double start = input(call, "S"), lost = input(call, "Cl"), retained;
    if (!input_within(call, "Cl", "S", error)) return false;
    if (input_given(call, "E") && input_given(call, "N")) {
        if (!check_base(call, &retained, error)) return false;
        reconcile(start, lost, retained, result);
    }
    result_part(result, "lost", PHRASE("lost", "perdus"), count_of(lost));
    return result_share(result, lost, start) && say_of_hundred(result, 1 - lost / start);
}

static bool churn_from_base(const MetricCall *call, MetricResult *result, Error *error)
{
    double start = input(call, "S"), retained;
    if (!check_base(call, &retained, error)) return false;
    result_part(result, "lost", PHRASE("lost", "perdus"), count_of(start - retained));
    return result_share(result, start - retained, start) && say_of_hundred(result, retained / start);
}

static bool churn_rate(const MetricCall *call, MetricResult *result, Error *error)
{
    if (input_given(call, "crr")) {
        bool counts =
            input_given(call, "S") || input_given(call, "E") || input_given(call, "N") || input_given(call, "Cl");
        if (counts)
            return input_undefined(
                error, PHRASE("give crr alone, or the counts", "donnez crr seul, ou les nombres de clients"));
        return result_is(result, rate(1 - input(call, "crr"))) && say_of_hundred(result, input(call, "crr"));
    }
    if (!check_start(call, error)) return false;
    return input_given(call, "Cl") ? churn_from_lost(call, result, error) : churn_from_base(call, result, error);
}

static bool balance(const MetricCall *call, MetricResult *result, Error *error)
{
    double retained;
    if (!check_base(call, &retained, error)) return false;
    double start = input(call, "S"), gained = input(call, "N"), lost = start - retained;
    result_part(result, "new", PHRASE("new", "nouveaux"), count_of(gained));
    result_part(result, "kept", PHRASE("kept", "gardés"), count_of(retained));
    result_part(result, "lost", PHRASE("lost", "perdus"), count_of(lost));
    return result_is(result, net_count(gained - lost)) &&
           result_say(result,
                      PHRASE("{0} won, {1} lost: the base went from {2} to {3} customers.",
                             "{0} gagnés, {1} perdus\u00A0: la base est passée de {2} à {3} clients."),
                      count_of(gained), count_of(lost), count_of(start), count_of(input(call, "E")));
}

static bool replacement_need(const MetricCall *call, MetricResult *result, Error *error)
{
    double lost = input(call, "lost"), cost = input(call, "cac");
    if (input_given(call, "change") && !input_given(call, "S"))
        return input_undefined(error, PHRASE("a change of the rate needs S, the customers it is of",
                                             "une variation du taux demande S, les clients dont c’est le taux"));
    if (input_given(call, "S")) {
        if (!input_within(call, "lost", "S", error)) return false;
        double spared = fmin(lost, input_or(call, "change", 0) * input(call, "S"));
        double cost_after = (lost - spared) * cost;
        result_part(result, "customers_after",
                    PHRASE("customers, with the higher retention", "clients, avec la rétention accrue"),
                    count_of(lost - spared));
        result_part(result, "cost_after",
                    PHRASE("their cost, with the higher retention", "leur coût, avec la rétention accrue"),
                    amount(cost_after));
        result_part(result, "saved", PHRASE("saved", "économie"), net_amount(lost * cost - cost_after));
    }
    result_part(result, "customers", PHRASE("customers to win", "clients à gagner"), count_of(lost));
    return result_is(result, amount(lost * cost)) &&
           result_say(result,
                      PHRASE("To keep the base as it is: {0} customers, {1}.",
                             "Pour garder la base telle quelle\u00A0: {0} clients, {1}."),
                      count_of(lost), amount(lost * cost));
}

enum { SEGMENTS_MAX = 200 };

static bool check_segments(const Numbers lists[4], Error *error)
{
    for (size_t i = 1; i < 4; i++)
        if (lists[i].count != lists[0].count || lists[0].count > SEGMENTS_MAX)
            return input_undefined(error, PHRASE("the four lists have one number for each segment, at most 200",
                                                 "les quatre listes ont un nombre par segment, 200 au plus"));
    for (size_t i = 0; i < lists[0].count; i++)
        if (lists[1].at[i] > lists[0].at[i] || lists[3].at[i] > lists[2].at[i])
            return input_undefined(error, PHRASE("a segment cannot keep more customers than it has (kept > n)",
                                                 "un segment ne peut garder plus de clients qu’il n’en a (kept > n)"));
    return true;
}

static bool change_by_segment(const MetricCall *call, MetricResult *result, Error *error)
{
    static const char *const names[4] = {"n_before", "kept_before", "n_after", "kept_after"};
    Numbers lists[4];
    double sums[4] = {0}, total;
    for (size_t i = 0; i < 4; i++) lists[i] = input_list(call, names[i]);
    if (!check_segments(lists, error)) return false;
    SegmentChange *segments = arena_array(result->arena, SegmentChange, lists[0].count);
    for (size_t s = 0; s < lists[0].count; s++) {
        segments[s] = (SegmentChange){.n_before = (int64_t)lists[0].at[s],
                                      .count_before = (int64_t)lists[1].at[s],
                                      .n_after = (int64_t)lists[2].at[s],
                                      .count_after = (int64_t)lists[3].at[s]};
        for (size_t i = 0; i < 4; i++) sums[i] += lists[i].at[s];
    }
    if (!change_decompose(segments, lists[0].count, &total))
        return input_undefined(error, PHRASE("undefined: no customers at start (a sum of n is 0)",
                                             "indéfini\u00A0: aucun client au début (une somme de n est nulle)"));
    for (size_t s = 0; s < lists[0].count; s++) {
        result_part_numbered(result, "segment", PHRASE("segment {0}", "segment {0}"), s + 1,
                             points(segments[s].rate_effect + segments[s].mix_effect));
        if (fabs(segments[s].mix_effect) > 1e-12)
            result_part_numbered(result, "mix",
                                 PHRASE("of which its weight in the mix, {0}", "dont son poids dans l’ensemble, {0}"),
                                 s + 1, points(segments[s].mix_effect));
    }
    return result_is(result, points(total)) &&
           result_say(result, PHRASE("The rate went from {0} to {1}.", "Le taux est passé de {0} à {1}."),
                      rate(sums[1] / sums[0]), rate(sums[3] / sums[2]));
}

// ---- definitions ----

#define WHOLE_PERIOD                                                                                                   \
    PHRASE(                                                                                                            \
        "One period: from the end of the day before it to the end of its last day, in the time zone of the report.",   \
        "Une période\u00A0: de la fin de la veille à la fin de son dernier jour, dans le fuseau horaire du rapport.")

static const Metric metrics[] = {
    {
        .name = "crr",
        .aliases = "retention_rate customer_retention_rate retention",
        .label = PHRASE("Customer retention rate (CRR)", "Taux de rétention client"),
        .definition = PHRASE("The share of the customers at the start of a period who are still customers at its end.",
                             "La part des clients du début d’une période qui le sont encore à la fin."),
        .formula = "((E-N)/S)*100",
        .unit = UNIT_RATE,
        .period_rule = WHOLE_PERIOD,
        .exclusions = PHRASE(
            "Who was gained within the period: N counts the new and the reactivated who are there at the end, so that "
            "E - N are the very customers of S who stayed. Counting only the new in N would let customers who came "
            "back raise the rate. Who came and lapsed within the period is in none of S, E and N.",
            "Qui a été gagné pendant la période\u00A0: N compte les nouveaux et les réactivés présents à la fin, de "
            "sorte que E - N sont exactement les clients de S qui sont restés. Ne compter que les nouveaux dans N "
            "laisserait les clients revenus gonfler le taux. Qui est venu et reparti pendant la période n’est ni dans "
            "S, ni dans E, ni dans N."),
        .source = "Microsoft Dynamics 365 (S, E, N); LiveAgent (Cb, Ce, Cn); Wilson 1927, JASA 22:209 (95 %)",
        .in_audit = true,
        .example = "--S 1000 --E 900 --N 200",
        .example_value = "70.00 %",
        .inputs = {{"S", "Cb", INPUT_COUNT, false, false, AT_START},
                   {"E", "Ce", INPUT_COUNT, false, false, AT_END},
                   {"N", "Cn", INPUT_COUNT, false, false, GAINED}},
        .calculate = retention_rate,
    },
    {
        .name = "churn",
        .aliases = "churn_rate attrition attrition_rate",
        .label = PHRASE("Customer churn rate", "Taux d’attrition"),
        .definition = PHRASE("The share of the customers at the start of a period who are lost by its end. It is what "
                             "the retention rate of the same period leaves of 100 %, and never its inverse.",
                             "La part des clients du début d’une période qui sont perdus à la fin. C’est le complément "
                             "à 100\u202F% du taux de rétention de la même période, jamais son inverse."),
        .formula = "(Cl/Cb)*100 = 100-CRR",
        .unit = UNIT_RATE,
        .period_rule = WHOLE_PERIOD,
        .exclusions = PHRASE("New customers lost within the same period are not in Cl. With Cl, Ce and Cn all given, "
                             "Cl + (Ce - Cn) has to be Cb; what is missing is said.",
                             "Les nouveaux clients perdus pendant la même période ne sont pas dans Cl. Si Cl, Ce et Cn "
                             "sont donnés, Cl + (Ce - Cn) doit valoir Cb\u00A0; l’écart est signalé."),
        .source = "Wilson 1927, JASA 22:209 (95 %)",
        .in_audit = true,
        .example = "--Cb 1000 --Cl 300",
        .example_value = "30.00 %",
        .ways = "S Cl|S E N|crr",
        .inputs = {{"S", "Cb", INPUT_COUNT, false, false, AT_START},
                   {"Cl", "L", INPUT_COUNT, false, false,
                    PHRASE("customers lost in the period", "clients perdus pendant la période")},
                   {"E", "Ce", INPUT_COUNT, false, false, AT_END},
                   {"N", "Cn", INPUT_COUNT, false, false, GAINED},
                   {"crr", NULL, INPUT_RATE, false, false,
                    PHRASE("retention rate of the same period", "taux de rétention de la même période")}},
        .calculate = churn_rate,
    },
    {
        .name = "balance",
        .aliases = "net_customers",
        .label = PHRASE("Balance of customers", "Solde des clients"),
        .definition = PHRASE("New, kept and lost customers side by side: winning and keeping are two different "
                             "efforts, and a growing base can hide a leak.",
                             "Clients nouveaux, gardés et perdus côte à côte\u00A0: gagner et garder sont deux efforts "
                             "différents, et une base qui grandit peut cacher une fuite."),
        .formula = "net = N-(S-(E-N)) = E-S",
        .unit = UNIT_NET_COUNT,
        .period_rule = WHOLE_PERIOD,
        .exclusions = NONE,
        .in_audit = true,
        .example = "--S 1000 --E 900 --N 200",
        .example_value = "-100",
        .inputs = {{"S", "Cb", INPUT_COUNT, false, false, AT_START},
                   {"E", "Ce", INPUT_COUNT, false, false, AT_END},
                   {"N", "Cn", INPUT_COUNT, false, false, GAINED}},
        .calculate = balance,
    },
    {
        .name = "replacement_need",
        .aliases = "replacement",
        .label = PHRASE("Customers to win to stand still", "Clients à gagner pour ne pas reculer"),
        .definition =
            PHRASE("How many customers have to be acquired, and for how much, just to make up for those lost. With S "
                   "and a change of the retention rate, also what that change would save.",
                   "Combien de clients il faut acquérir, et à quel coût, pour seulement compenser ceux qui sont "
                   "perdus. Avec S et une variation du taux de rétention, aussi ce que cette variation économiserait."),
        .formula = "lost*cac; (lost-change*S)*cac",
        .unit = UNIT_AMOUNT,
        .period_rule =
            PHRASE("Customers lost and acquisition cost of the same period; the audit takes the last complete one.",
                   "Clients perdus et coût d’acquisition de la même période\u00A0; l’audit prend la dernière période "
                   "complète."),
        .exclusions = NONE,
        .in_audit = true,
        .example = "--lost 300 --cac 250",
        .example_value = "75000.00",
        .inputs = {{"lost", "Cl", INPUT_COUNT, false, false, PHRASE("customers lost", "clients perdus")},
                   {"cac", NULL, INPUT_AMOUNT, false, false,
                    PHRASE("cost of acquiring one customer", "coût d’acquisition d’un client")},
                   {"S", "Cb", INPUT_COUNT, true, false,
                    PHRASE("customers at the start, to weigh a change", "clients au début, pour peser une variation")},
                   {"change", NULL, INPUT_RATE, true, false,
                    PHRASE("rise of the retention rate: 5% is 5 points",
                           "hausse du taux de rétention\u00A0: 5% pour 5 points")}},
        .calculate = replacement_need,
    },
    {
        .name = "change_by_segment",
        .aliases = "decomposition",
        .label = PHRASE("What each segment adds to a change", "Contribution de chaque segment à une variation"),
        .definition = PHRASE("The change of a retention rate as the sum of what each segment brings to it: by its own "
                             "rate, and by its weight among all customers. In the formula w is the weight of a "
                             "segment, r its rate, R the rate of all; 0 before, 1 after.",
                             "La variation d’un taux de rétention, somme de ce que chaque segment y apporte\u00A0: par "
                             "son propre taux, et par son poids parmi tous les clients. Dans la formule, w est le "
                             "poids d’un segment, r son taux, R le taux de tous\u00A0; 0 avant, 1 après."),
        .formula = "Σ ((w0+w1)/2*(r1-r0) + (w1-w0)*((r0+r1)/2-(R0+R1)/2))",
        .unit = UNIT_POINTS,
        .period_rule = PHRASE("Two periods of the same length.", "Deux périodes de même durée."),
        .exclusions = PHRASE("A segment without customers in one of the periods takes the rate of the other: its "
                             "coming or going is all weight.",
                             "Un segment sans client dans l’une des périodes prend le taux de l’autre\u00A0: son "
                             "arrivée ou son départ ne joue que par le poids."),
        .source = "Kitagawa 1955, JASA 50:1168",
        .in_audit = true,
        .example = "--n-before 100,100 --kept-before 80,60 --n-after 100,100 --kept-after 80,40",
        .example_value = "-10.0 pts",
        .inputs = {{"n_before", NULL, INPUT_COUNT, false, true,
                    PHRASE("customers of each segment at the start of the first period",
                           "clients de chaque segment au début de la première période")},
                   {"kept_before", NULL, INPUT_COUNT, false, true, PHRASE("of these, kept", "parmi eux, gardés")},
                   {"n_after", NULL, INPUT_COUNT, false, true,
                    PHRASE("customers of each segment at the start of the second period",
                           "clients de chaque segment au début de la seconde période")},
                   {"kept_after", NULL, INPUT_COUNT, false, true, PHRASE("of these, kept", "parmi eux, gardés")}},
        .calculate = change_by_segment,
    },
    {
        .name = "cohort_retention",
        .aliases = "cohorts cohort",
        .label = PHRASE("Cohort retention", "Rétention par cohorte"),
        .definition = PHRASE("Customers grouped by the period of their first purchase, and how many of each group "
                             "purchased in each period since.",
                             "Les clients regroupés par période de premier achat, et combien de chaque groupe ont "
                             "acheté dans chaque période depuis."),
        .formula = "active(k)/size",
        .unit = UNIT_RATE,
        .period_rule =
            PHRASE("Calendar periods; the period of the first purchase is number 0, always 100 %. A period that has "
                   "not ended is not observed, which is neither 0 % nor a loss.",
                   "Périodes de calendrier\u00A0; celle du premier achat porte le numéro 0, toujours 100\u202F%. Une "
                   "période qui n’est pas finie n’est pas observée\u00A0: ce n’est ni 0\u202F% ni une perte."),
        .exclusions =
            PHRASE("Who only ever had refunds is in no cohort. Refunds lower a cohort's revenue; they are no purchase.",
                   "Qui n’a eu que des remboursements n’est dans aucune cohorte. Les remboursements diminuent le "
                   "revenu d’une cohorte\u00A0; ce ne sont pas des achats."),
        .in_audit = true,
    },
    {
        .name = "survival",
        .aliases = "tenure survival_curve",
        .label = PHRASE("Survival of the customer relation", "Survie de la relation client"),
        .definition = PHRASE("The share of customers still there at each age of the relation, counted from their first "
                             "purchase. Who is still a customer today counts for the days seen, and no longer.",
                             "La part des clients encore là à chaque âge de la relation, compté depuis le premier "
                             "achat. Qui est encore client aujourd’hui compte pour les jours observés, pas davantage."),
        .formula = "S(t) = Π (1-left/at_risk), age <= t",
        .unit = UNIT_RATE,
        .period_rule = PHRASE(
            "All the time observed. A customer leaves at the last order before the churn window first passed "
            "without another one, or when the contract ended. Who is still there is followed until one window "
            "before the last day, since only a window later is it known whether an order was the last.",
            "Tout le temps observé. Un client part à sa dernière commande avant que la fenêtre d’inactivité soit "
            "passée une première fois sans autre commande, ou à la fin du contrat. Qui est encore là est suivi "
            "jusqu’à une fenêtre avant le dernier jour\u00A0: on ne sait qu’une fenêtre plus tard si une commande "
            "était la dernière."),
        .exclusions =
            PHRASE("Customers first seen less than a window before the last day; ages beyond those observed.",
                   "Les clients vus pour la première fois moins d’une fenêtre avant le dernier jour\u00A0; les "
                   "âges au-delà de ceux observés."),
        .source = "Kaplan & Meier 1958, JASA 53:457; Greenwood 1926 (95 %)",
        .in_audit = true,
    },
    {
        .name = "peak_hazard",
        .aliases = "hazard lifecycle_break",
        .label = PHRASE("Age at which customers leave most", "Âge auquel les clients partent le plus"),
        .definition = PHRASE("The stretch of the relation in which those still there are most likely to leave.",
                             "Le moment de la relation où ceux qui sont encore là risquent le plus de partir."),
        .formula = "max(left/days_at_risk)",
        .unit = UNIT_DAYS,
        .period_rule = PHRASE("All the time observed, by days since the first purchase.",
                              "Tout le temps observé, en jours depuis le premier achat."),
        .exclusions = PHRASE("Stretches with too few people at risk are left out.",
                             "Les tranches où trop peu de personnes sont présentes sont écartées."),
        .in_audit = true,
    },
    {
        .name = "churn_window",
        .aliases = "window inactivity_window",
        .label = PHRASE("Churn window", "Fenêtre d’inactivité"),
        .definition = PHRASE(
            "The number of days without a purchase after which a customer counts as lost, where no contract says so.",
            "Le nombre de jours sans achat après lequel un client compte comme perdu, quand aucun contrat ne le dit."),
        .formula = "min d: 1-S(d) >= 0.9*(1-S(horizon))",
        .unit = UNIT_DAYS,
        .period_rule =
            PHRASE("Given (--window), or chosen from the gaps between purchases of the whole file: nine in ten of the "
                   "gaps that close have closed within it. A gap still open counts for the days seen.",
                   "Donnée (--window), ou choisie d’après les écarts entre achats de tout le fichier\u00A0: neuf "
                   "écarts sur dix parmi ceux qui se referment se sont refermés avant. Un écart encore ouvert compte "
                   "pour les jours observés."),
        .exclusions = PHRASE("With fewer than 30 closed gaps it is 90 days, or a third of the days observed if that is "
                             "less; it is never more than half of the days observed.",
                             "Avec moins de 30 écarts refermés, elle est de 90 jours, ou d’un tiers des jours observés "
                             "si c’est moins\u00A0; elle ne dépasse jamais la moitié des jours observés."),
        .source = "Kaplan & Meier 1958, JASA 53:457",
        .in_audit = true,
    },
};

const MetricFamily retention_family = {
    .name = "retention",
    .label = PHRASE("Who stays and who leaves", "Qui reste et qui part"),
    .metrics = metrics,
    .count = COUNT_OF(metrics),
};

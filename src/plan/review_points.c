// review_points.c - what is good and bad in the figures of a period, and what has to be said beside them.
#include <math.h>
#include <stdlib.h>

#include "base/number.h"
#include "plan/review.h"

void review_strength(Review *review, const ReviewPoint *point)
{
    if (review->strengths < REVIEW_POINTS_MAX) review->strength[review->strengths++] = *point;
}

void review_weakness(Review *review, const ReviewPoint *point)
{
    if (review->weaknesses < REVIEW_POINTS_MAX) review->weakness[review->weaknesses++] = *point;
}

// ---- saying ----

static Str say_number(const Review *review, const ReviewKpi *kpi, double number)
{
    return figure_say(review->place->arena, review->place->locale, kpi->metric, &kpi->answer.table.currency, number);
}

static Str say_difference(const Review *review, const ReviewKpi *kpi, double number)
{
    return figure_say_difference(review->place->arena, review->place->locale, kpi->metric, &kpi->answer.table.currency,
                                 number);
}

static Str label_of(const Review *review, const ReviewKpi *kpi)
{
    return str_of(kpi->metric->label.in[review->place->locale]);
}

static Str period_before(const Review *review)
{
    return period_say(review->place->arena, review->place->locale, review->unit, review->number - 1);
}

static void add_value(const Review *review, const ReviewKpi *kpi, Text *text)
{
    const FigureNumber *now = &kpi->number;
    Str value = say_number(review, kpi, now->value), period = review_period_say(review);
    text_add(text, REVIEW_SAY(review, PHRASE("{0} in {1}", "{0} en {1}"), value, period));
    Str n = number_say_count(review->place->arena, review->place->locale, now->n);
    if (now->has_n && now->has_interval)
        text_add(text, REVIEW_SAY(review,
                                  PHRASE(" (n = {0}, 95% interval {1} to {2})",
                                         " (n = {0}, intervalle à 95\u202F% de {1} à {2})"),
                                  n, say_number(review, kpi, now->low), say_number(review, kpi, now->high)));
    else if (now->has_n)
        text_add(text, REVIEW_SAY(review, PHRASE(" (n = {0})", " (n = {0})"), n));
}

// "92.2% in October 2026 (n = 1,083, 95% interval 90.4% to 93.6%), −4.4 pts against September 2026 (96.5%); usual
// level of the 12 periods before: 96.4%. Benchmark: 85% (source, 1 March 2026)."
static Str evidence_of(const Review *review, const ReviewKpi *kpi)
{
    const MetricPlace *place = review->place;
    Text text = text_in(place->arena);
    add_value(review, kpi, &text);
    if (kpi->before)
        text_add(&text, REVIEW_SAY(review, PHRASE("; {0} against {1} ({2})", "\u00A0; {0} par rapport à {1} ({2})"),
                                   say_difference(review, kpi, kpi->number.value - kpi->earlier.value),
                                   period_before(review), say_number(review, kpi, kpi->earlier.value)));
    if (kpi->has_usual)
        text_add(&text, REVIEW_SAY(review,
                                   PHRASE("; median of the {0} periods before: {1}",
                                          "\u00A0; médiane des {0} périodes précédentes\u00A0: {1}"),
                                   number_say_count(place->arena, place->locale, (int64_t)kpi->known),
                                   say_number(review, kpi, kpi->usual)));
    if (kpi->has_benchmark)
        text_add(&text, REVIEW_SAY(review, PHRASE("; benchmark {0} ({1}, {2})", "\u00A0; repère {0} ({1}, {2})"),
                                   say_number(review, kpi, kpi->benchmark), kpi->answer.benchmark.source,
                                   day_say(place->arena, place->locale, kpi->answer.benchmark.day)));
    text_add(&text, STR("."));
    return text_str(&text);
}

// ---- judging ----

typedef struct ReviewVerdict {
    const char *key;
    double weight;
    int good; // 1: a strength; -1: a weakness
    Str says;
} ReviewVerdict;

static void weigh(ReviewVerdict *best, ReviewVerdict other)
{
    if (other.weight > best->weight) *best = other;
}

static ReviewVerdict by_benchmark(const Review *review, const ReviewKpi *kpi)
{
    enum { WEIGHT = 5 };
    if (!kpi->benchmark_side) return (ReviewVerdict){0};
    Str gap = say_difference(review, kpi, kpi->number.value - kpi->benchmark);
    bool good = kpi->benchmark_side == kpi->better;
    return (ReviewVerdict){.key = "benchmark",
                           .weight = WEIGHT,
                           .good = good ? 1 : -1,
                           .says = good ? REVIEW_SAY(review,
                                                     PHRASE("better than the benchmark of the sector ({0})",
                                                            "mieux que le repère du secteur ({0})"),
                                                     gap)
                                        : REVIEW_SAY(review,
                                                     PHRASE("behind the benchmark of the sector ({0})",
                                                            "en retard sur le repère du secteur ({0})"),
                                                     gap)};
}

// After an odd period the next one differs too, though it is as the others were.
static bool back_to_usual(const ReviewKpi *kpi)
{
    return kpi->has_usual && fabs(kpi->number.value - kpi->usual) < kpi->spread;
}

static ReviewVerdict by_change(const Review *review, const ReviewKpi *kpi)
{
    enum { WEIGHT = 4 };
    if (!kpi->differs || back_to_usual(kpi)) return (ReviewVerdict){0};
    double change = kpi->number.value - kpi->earlier.value;
    bool good = change * kpi->better > 0;
    Str said = say_difference(review, kpi, change), before = period_before(review);
    return (ReviewVerdict){
        .key = "change",
        .weight = WEIGHT,
        .good = good ? 1 : -1,
        .says =
            good ? REVIEW_SAY(review, PHRASE("better than in {1} ({0})", "mieux qu’en {1} ({0})"), said, before)
                 : REVIEW_SAY(review, PHRASE("worse than in {1} ({0})", "moins bien qu’en {1} ({0})"), said, before)};
}

static ReviewVerdict by_usual(const Review *review, const ReviewKpi *kpi)
{
    enum { WEIGHT = 3 };
    static const double FAR = 2;
    if (!kpi->has_usual || kpi->small || kpi->spread <= 0) return (ReviewVerdict){0};
    double off = (kpi->number.value - kpi->usual) / kpi->spread;
    if (fabs(off) < FAR) return (ReviewVerdict){0};
    bool good = off * kpi->better > 0;
    Str known = number_say_count(review->place->arena, review->place->locale, (int64_t)kpi->known);
    Str usual = say_number(review, kpi, kpi->usual);
    return (ReviewVerdict){
        .key = "usual",
        .weight = WEIGHT,
        .good = good ? 1 : -1,
        .says = good ? REVIEW_SAY(review,
                                  PHRASE("better than usual in the {0} periods before (median {1})",
                                         "mieux que d’habitude sur les {0} périodes précédentes (médiane {1})"),
                                  known, usual)
                     : REVIEW_SAY(review,
                                  PHRASE("worse than usual in the {0} periods before (median {1})",
                                         "moins bien que d’habitude sur les {0} périodes précédentes "
                                         "(médiane {1})"),
                                  known, usual)};
}

// Scores and moods have a zero of their own: as many for as against.
static ReviewVerdict by_sign(const Review *review, const ReviewKpi *kpi)
{
    enum { WEIGHT = 2 };
    const FigureNumber *now = &kpi->number;
    if (kpi->metric->unit != UNIT_SCORE || !now->has_interval || kpi->small) return (ReviewVerdict){0};
    if (now->low > 0)
        return (ReviewVerdict){.key = "sign",
                               .weight = WEIGHT,
                               .good = 1,
                               .says = REVIEW_PLAIN(review, PHRASE("more customers are for you than against you",
                                                                   "plus de clients pour vous que contre vous"))};
    if (now->high < 0)
        return (ReviewVerdict){.key = "sign",
                               .weight = WEIGHT,
                               .good = -1,
                               .says = REVIEW_PLAIN(review, PHRASE("more customers are against you than for you",
                                                                   "plus de clients contre vous que pour vous"))};
    return (ReviewVerdict){0};
}

static ReviewVerdict by_steadiness(const Review *review, const ReviewKpi *kpi)
{
    static const double LIGHT = 0.5;
    if (!kpi->has_usual || kpi->small || kpi->differs) return (ReviewVerdict){0};
    return (ReviewVerdict){.key = "steady",
                           .weight = LIGHT,
                           .good = 1,
                           .says = REVIEW_PLAIN(review, PHRASE("holds its usual level", "tient son niveau habituel"))};
}

static void judge(Review *review, const ReviewKpi *kpi)
{
    ReviewVerdict verdict = {0};
    if (!kpi->number.observed || kpi->better == 0) return;
    weigh(&verdict, by_benchmark(review, kpi));
    weigh(&verdict, by_change(review, kpi));
    weigh(&verdict, by_usual(review, kpi));
    weigh(&verdict, by_sign(review, kpi));
    weigh(&verdict, by_steadiness(review, kpi));
    if (!verdict.key) return;
    Str metric = str_of(kpi->metric->name);
    ReviewPoint point = {
        .key = str_format(review->place->arena, "%s_%s", verdict.key, kpi->metric->name),
        .title = REVIEW_SAY(review, PHRASE("{0}: {1}", "{0}\u00A0: {1}"), label_of(review, kpi), verdict.says),
        .evidence = evidence_of(review, kpi),
        .action = verdict.good < 0 ? review_action(review, metric) : STR(""),
        .severity = verdict.good < 0 ? SEVERITY_WARNING : SEVERITY_INFORMATION,
        .weight = verdict.weight,
        .kpi = kpi,
        .metric = metric,
        .segment = STR("")};
    if (verdict.good > 0)
        review_strength(review, &point);
    else
        review_weakness(review, &point);
}

// What was lost is what was not kept, and the mood of ratings is that of their score.
static bool said_already(const Review *review, Str metric)
{
    return str_equal(metric, STR("churn")) || (str_equal(metric, STR("sentiment")) && review_kpi(review, "nps"));
}

void review_points(Review *review)
{
    for (size_t i = 0; i < review->kpis; i++)
        if (!said_already(review, str_of(review->kpi[i].metric->name))) judge(review, &review->kpi[i]);
}

Str review_action(const Review *review, Str metric)
{
    static const struct {
        const char *metric;
        Phrase action;
    } actions[] = {
        {"crr",
         PHRASE("Open the figure to see who left, call ten of them, and write down why: the reason says which "
                "lever to pull.",
                "Ouvrez le chiffre pour voir qui est parti, appelez-en dix et notez pourquoi\u00A0: la raison dit "
                "quel levier actionner.")},
        {"nps", PHRASE("Call the detractors of the period within the week; what three of them say alike is your first "
                       "action.",
                       "Appelez les détracteurs de la période dans la semaine\u00A0; ce que trois d’entre eux disent "
                       "de même est votre première action.")},
        {"csat", PHRASE("Read the answers of those who are dissatisfied, by topic, and mend the most frequent one "
                        "first.",
                        "Lisez les réponses des insatisfaits, par sujet, et corrigez d’abord le plus fréquent.")},
        {"ces",
         PHRASE("Do yourself what customers find hard, from their first click on, and take one step away.",
                "Faites vous-même ce que les clients trouvent difficile, dès leur premier clic, et supprimez une "
                "étape.")},
        {"sentiment", PHRASE("Read what was said worst, answer each in person, and look for what they share.",
                             "Lisez ce qui a été dit de pire, répondez à chacun et cherchez ce qu’ils ont en commun.")},
        {"engagement", PHRASE("See which use stands behind those who stay, and bring newcomers to it in their first "
                              "week.",
                              "Voyez quel usage distingue ceux qui restent, et menez-y les nouveaux dès leur première "
                              "semaine.")},
        {"repeat_purchase_rate", PHRASE("Write to first-time buyers when the usual time to order again has come, with "
                                        "what goes with their first order.",
                                        "Écrivez aux nouveaux acheteurs quand le délai habituel est passé, avec ce qui "
                                        "complète leur première commande.")},
        {"aov",
         PHRASE("Compare the baskets with those before: which product, pack size or delivery threshold is gone?",
                "Comparez les paniers à ceux d’avant\u00A0: quel produit, quel format ou quel seuil de livraison "
                "a disparu\u202F?")},
        {"purchase_frequency", PHRASE("Remind customers when their usual time to order has passed.",
                                      "Relancez les clients quand leur délai habituel est passé.")},
        {"ndr", PHRASE("Go through downgrades and cancellations of the period one by one, largest first.",
                       "Passez en revue les baisses et résiliations de la période une à une, la plus grosse d’abord.")},
        {"clv",
         PHRASE("See which of its three parts fell: order value, frequency, or how long customers stay.",
                "Voyez laquelle de ses trois parts a baissé\u00A0: panier, fréquence, ou durée de la relation.")},
    };
    for (size_t i = 0; i < COUNT_OF(actions); i++)
        if (str_equal(metric, str_of(actions[i].metric))) return REVIEW_PLAIN(review, actions[i].action);
    return REVIEW_PLAIN(review,
                        PHRASE("Open the figure and break it down: the group that stands out says where to look.",
                               "Ouvrez le chiffre et ventilez-le\u00A0: le groupe qui s’écarte dit où chercher."));
}

// ---- what is not known yet ----

static void lacks(Review *review, const char *key, Str metric, Phrase title, Phrase evidence, Phrase action)
{
    static const double LIGHT = 0.1;
    ReviewPoint point = {.key = str_of(key),
                         .title = REVIEW_PLAIN(review, title),
                         .evidence = REVIEW_PLAIN(review, evidence),
                         .action = REVIEW_PLAIN(review, action),
                         .severity = SEVERITY_INFORMATION,
                         .weight = LIGHT,
                         .metric = metric,
                         .segment = STR("")};
    review_weakness(review, &point);
}

static bool has_benchmark(const Review *review)
{
    for (size_t i = 0; i < review->kpis; i++)
        if (review->kpi[i].has_benchmark) return true;
    return false;
}

static void find_gaps(Review *review)
{
    if (!review->any)
        lacks(
            review, "no_orders", STR(""), PHRASE("There is no order yet", "Il n’y a pas encore de commande"),
            PHRASE("Nothing can be said of retention without what customers bought and when: 0 orders are known.",
                   "Rien ne peut être dit de la rétention sans savoir qui a acheté quoi et quand\u00A0: 0 commande est "
                   "connue."),
            PHRASE("Import the export of your shop: three columns are enough, customer, date, amount.",
                   "Importez l’export de votre boutique\u00A0: trois colonnes suffisent, client, date, montant."));
    if (!review_kpi(review, "nps") && !review_kpi(review, "csat"))
        lacks(
            review, "no_feedback", STR("nps"),
            PHRASE("You do not know whether customers are satisfied",
                   "Vous ne savez pas si vos clients sont satisfaits"),
            PHRASE(
                "No answer to a survey in the period (NPS n = 0, CSAT n = 0): whether they stay by choice or by "
                "habit can't be told.",
                "Aucune réponse à un sondage sur la période (NPS n = 0, CSAT n = 0)\u00A0: on ne peut pas dire s’ils "
                "restent par choix ou par habitude."),
            PHRASE(
                "Ask one question a week after each delivery (0 to 10: would you recommend us?), and import the "
                "answers.",
                "Posez une question une semaine après chaque livraison (de 0 à 10, nous recommanderiez-vous\u202F?) et "
                "importez les réponses."));
    if (!has_benchmark(review))
        lacks(
            review, "no_benchmark", STR(""),
            PHRASE("No figure of your sector stands beside yours", "Aucun chiffre de votre secteur en regard du vôtre"),
            PHRASE("0 benchmarks are entered: your figures are judged by your own history alone.",
                   "0 repère est saisi\u00A0: vos chiffres ne sont jugés que par votre propre historique."),
            PHRASE("Enter one benchmark with its source and date, for retention first.",
                   "Saisissez un repère avec sa source et sa date, d’abord pour la rétention."));
    if (!review->themes)
        lacks(review, "no_reasons", STR(""),
              PHRASE("You do not know why customers leave", "Vous ne savez pas pourquoi des clients partent"),
              PHRASE("No reason for leaving and no topic of a request in the period (n = 0).",
                     "Aucun motif de départ ni sujet de demande sur la période (n = 0)."),
              PHRASE("Ask each customer who leaves for one reason of a short list, “unknown” included.",
                     "Demandez à chaque client qui part un motif d’une courte liste, «\u00A0inconnu\u00A0» compris."));
}

// ---- notices ----

static void notice(Review *review, const char *key, bool warns, Str title, Str text)
{
    if (review->notices < REVIEW_NOTICES_MAX)
        review->notice[review->notices++] = (ReviewNotice){str_of(key), title, text, warns};
}

static Str say_with_n(const Review *review, const ReviewKpi *kpi)
{
    return REVIEW_SAY(review, PHRASE("{0} (n = {1})", "{0} (n = {1})"), say_number(review, kpi, kpi->number.value),
                      number_say_count(review->place->arena, review->place->locale, kpi->number.n));
}

// R309. Customers who stay and would not recommend are held by habit, contract or lack of choice.
static void tell_captive(Review *review)
{
    static const double RETENTION_HIGH = 0.8;
    const ReviewKpi *crr = review_kpi(review, "crr"), *nps = review_kpi(review, "nps");
    if (!crr || !nps || crr->number.value < RETENTION_HIGH || nps->number.value >= 0) return;
    bool sure = !crr->small && !nps->small && nps->number.has_interval && nps->number.high < 0;
    Str text = REVIEW_SAY(
        review,
        PHRASE(
            "Retention is {0}, and yet NPS is {1}: customers stay and do not recommend. They may leave as soon as "
            "they can. {2}",
            "La rétention est de {0}, et pourtant le NPS est de {1}\u00A0: les clients restent sans recommander. Ils "
            "peuvent partir dès qu’ils le pourront. {2}"),
        say_with_n(review, crr), say_with_n(review, nps),
        sure ? STR("")
             : REVIEW_PLAIN(review, PHRASE("With so few answers this is a hint, no proof.",
                                           "Avec si peu de réponses, c’est un indice, pas une preuve.")));
    notice(review, "captive", true,
           REVIEW_PLAIN(review, PHRASE("Captive rather than loyal", "Captifs plutôt que fidèles")), str_trim(text));
}

static void tell_small(Review *review)
{
    Text names = text_in(review->place->arena);
    for (size_t i = 0; i < review->kpis; i++) {
        const ReviewKpi *kpi = &review->kpi[i];
        if (!kpi->number.observed || !kpi->small) continue;
        if (names.size) text_add(&names, STR(", "));
        text_add(&names, REVIEW_SAY(review, PHRASE("{0} (n = {1})", "{0} (n = {1})"), label_of(review, kpi),
                                    number_say_count(review->place->arena, review->place->locale, kpi->number.n)));
    }
    if (names.size)
        notice(review, "small_sample", false, REVIEW_PLAIN(review, PHRASE("Too few to tell", "Trop peu pour conclure")),
               REVIEW_SAY(review,
                          PHRASE("Nothing is concluded from figures of fewer than 30: {0}.",
                                 "Rien n’est conclu de chiffres portant sur moins de 30\u00A0: {0}."),
                          text_str(&names)));
}

static void tell_stale(Review *review)
{
    if (!review->stale) return;
    Str day = day_say(review->place->arena, review->place->locale, review->last_order);
    notice(review, "stale", true, REVIEW_PLAIN(review, PHRASE("Your data have ended", "Vos données s’arrêtent")),
           REVIEW_SAY(review,
                      PHRASE("The last order is of {0}: figures are as of that day. Import what came since.",
                             "La dernière commande est du {0}\u00A0: les chiffres sont à cette date. Importez la "
                             "suite."),
                      day));
}

void review_notices(Review *review)
{
    find_gaps(review);
    tell_captive(review);
    tell_stale(review);
    tell_small(review);
}

// ---- rank ----

static int by_weight(const void *a, const void *b)
{
    const ReviewPoint *first = a, *second = b;
    if (first->severity != second->severity) return first->severity > second->severity ? -1 : 1;
    if (first->weight != second->weight) return first->weight > second->weight ? -1 : 1;
    if (first->value_at_stake != second->value_at_stake) return first->value_at_stake > second->value_at_stake ? -1 : 1;
    return str_compare(first->key, second->key);
}

// That nothing is out of the ordinary in the orders is not said beside a figure that is; and figures that merely hold
// their level are said where there is little else.
static void keep_strengths(Review *review)
{
    enum { ENOUGH = 3, MOST = 6 };
    size_t kept = 0;
    bool warned = review->weaknesses && review->weakness[0].severity >= SEVERITY_WARNING;
    for (size_t i = 0; i < review->strengths && kept < MOST; i++) {
        const ReviewPoint *point = &review->strength[i];
        if (warned && str_equal(point->key, STR("nothing_wrong"))) continue;
        if (kept >= ENOUGH && str_starts_with(point->key, STR("steady_"))) continue;
        review->strength[kept++] = *point;
    }
    review->strengths = kept;
}

void review_rank(Review *review)
{
    qsort(review->strength, review->strengths, sizeof *review->strength, by_weight);
    qsort(review->weakness, review->weaknesses, sizeof *review->weakness, by_weight);
    keep_strengths(review);
}

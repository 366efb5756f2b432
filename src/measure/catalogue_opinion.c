// What customers say, and how much they take part.
#include <math.h>

#include "measure/catalogue_family.h"
#include "measure/rate.h"

#define NO_ANSWERS PHRASE("There is no answer yet.", "Il n’y a pas encore de réponse.")
#define SURVEY_PERIOD PHRASE("Answers given in the period.", "Les réponses données dans la période.")

typedef struct Answers {
    double promoters, passives, detractors;
} Answers;

static bool count_answers(const MetricCall *call, Answers *answers, Error *error)
{
    Numbers given = input_list(call, "answers");
    *answers =
        (Answers){input_or(call, "promoters", 0), input_or(call, "passives", 0), input_or(call, "detractors", 0)};
    for (size_t i = 0; i < given.count; i++) {
        if (given.at[i] > 10)
            return input_undefined(error, PHRASE("an answer is a whole number from 0 to 10",
                                                 "une réponse est un nombre entier de 0 à 10"));
        answers->promoters += given.at[i] >= 9;
        answers->passives += given.at[i] == 7 || given.at[i] == 8;
        answers->detractors += given.at[i] <= 6;
    }
    return true;
}

static bool net_promoter_score(const MetricCall *call, MetricResult *result, Error *error)
{
    Answers answers;
    if (!count_answers(call, &answers, error)) return false;
    double n = answers.promoters + answers.passives + answers.detractors;
    if (n == 0) return result_not_observed(result, NO_ANSWERS);
    // The mean of +1, 0 and -1, so that its interval is that of a mean.
    Mean score = mean_of((int64_t)n, answers.promoters - answers.detractors, answers.promoters + answers.detractors);
    result->n = (int64_t)n;
    if (score.interval_observed) result_interval(result, fmax(-100, 100 * score.low), fmin(100, 100 * score.high));
    result_part(result, "promoters", PHRASE("promoters (9-10)", "promoteurs (9-10)"), rate(answers.promoters / n));
    result_part(result, "passives", PHRASE("passives (7-8)", "passifs (7-8)"), rate(answers.passives / n));
    result_part(result, "detractors", PHRASE("detractors (0-6)", "détracteurs (0-6)"), rate(answers.detractors / n));
    return result_is(result, figure_of(UNIT_SCORE, 100 * score.value)) &&
           result_say(result,
                      PHRASE("Of 100 who answered, {0} would recommend you warmly and {1} would not.",
                             "Sur 100 réponses, {0} vous recommandent vivement et {1} ne vous recommandent pas."),
                      of_hundred(answers.promoters, n), of_hundred(answers.detractors, n));
}

static bool customer_satisfaction(const MetricCall *call, MetricResult *result, Error *error)
{
    Numbers ratings = input_list(call, "ratings");
    double satisfied = input_or(call, "satisfied", 0), n = input_or(call, "n", (double)ratings.count);
    double from = input_or(call, "satisfied_from", 4), scale = input_or(call, "scale", 5);
    for (size_t i = 0; i < ratings.count; i++) {
        if (ratings.at[i] > scale)
            return input_undefined(error, PHRASE("a rating is at most the scale (5, or --scale)",
                                                 "une note ne dépasse pas l’échelle (5, ou --scale)"));
        satisfied += ratings.at[i] >= from;
    }
    if (satisfied > n)
        return input_undefined(error, PHRASE("satisfied > n: more satisfied answers than answers",
                                             "satisfied > n\u00A0: plus de réponses satisfaites que de réponses"));
    if (n == 0) return result_not_observed(result, NO_ANSWERS);
    return result_share(result, satisfied, n) &&
           result_say(result,
                      PHRASE("Of 100 who answered, {0} are satisfied.", "Sur 100 réponses, {0} sont satisfaites."),
                      of_hundred(satisfied, n));
}

static bool customer_effort(const MetricCall *call, MetricResult *result, Error *error)
{
    enum { LOWEST = 1, HIGHEST = 7 };
    Numbers ratings = input_list(call, "ratings");
    double sum = 0, squares = 0;
    for (size_t i = 0; i < ratings.count; i++) {
        if (ratings.at[i] < LOWEST || ratings.at[i] > HIGHEST)
            return input_undefined(error, PHRASE("a rating is from 1 to 7", "une note va de 1 à 7"));
        sum += ratings.at[i];
        squares += ratings.at[i] * ratings.at[i];
    }
    if (!ratings.count) return result_not_observed(result, NO_ANSWERS);
    Mean mean = mean_of((int64_t)ratings.count, sum, squares);
    result->n = mean.n;
    if (mean.interval_observed) result_interval(result, fmax(LOWEST, mean.low), fmin(HIGHEST, mean.high));
    return result_is(result, number(mean.value, 2)) &&
           result_say(result,
                      PHRASE("From 1 (much effort) to 7 (none), customers answer {0}.",
                             "De 1 (beaucoup d’effort) à 7 (aucun), les clients répondent {0}."),
                      result->value);
}

static bool response_rate(const MetricCall *call, MetricResult *result, Error *error)
{
    double asked = input(call, "asked"), answered = input(call, "answered");
    if (!input_within(call, "answered", "asked", error)) return false;
    if (asked == 0) return result_not_observed(result, PHRASE("Nobody was asked.", "Personne n’a été interrogé."));
    return result_share(result, answered, asked) &&
           result_say(result, PHRASE("Of 100 who were asked, {0} answered.", "Sur 100 interrogés, {0} ont répondu."),
                      of_hundred(answered, asked));
}

static bool sentiment(const MetricCall *call, MetricResult *result, Error *error)
{
    (void)error;
    double positive = input(call, "positive"), negative = input(call, "negative");
    double n = positive + negative + input(call, "neutral");
    if (n == 0) return result_not_observed(result, NO_ANSWERS);
    Mean score = mean_of((int64_t)n, positive - negative, positive + negative);
    result->n = (int64_t)n;
    if (score.interval_observed) result_interval(result, fmax(-100, 100 * score.low), fmin(100, 100 * score.high));
    return result_is(result, figure_of(UNIT_SCORE, 100 * score.value)) &&
           result_say(result,
                      PHRASE("Of 100 who said something, {0} are pleased and {1} are not.",
                             "Sur 100 avis, {0} sont contents et {1} ne le sont pas."),
                      of_hundred(positive, n), of_hundred(negative, n));
}

static bool engagement(const MetricCall *call, MetricResult *result, Error *error)
{
    static const struct {
        const char *name;
        Phrase label, weight;
    } components[] = {
        {"time_on_site", PHRASE("time on site", "temps passé sur le site"), PHRASE("its weight", "son poids")},
        {"click_rate", PHRASE("click rate", "taux de clic"), PHRASE("its weight", "son poids")},
        {"social", PHRASE("social participation", "participation sociale"), PHRASE("its weight", "son poids")}};
    static const char *const weight_names[] = {"time_on_site_weight", "click_rate_weight", "social_weight"};
    Numbers weights = input_list(call, "weights");
    if (weights.count > 0 && weights.count != COUNT_OF(components))
        return input_undefined(error, PHRASE("weights are three numbers: time_on_site, click_rate, social",
                                             "weights sont trois nombres\u00A0: time_on_site, click_rate, social"));
    double sum = 0, weight_sum = 0;
    for (size_t i = 0; i < COUNT_OF(components); i++) {
        double weight = weights.count ? weights.at[i] : 1, value = input(call, components[i].name);
        sum += weight * value;
        weight_sum += weight;
        result_part(result, components[i].name, components[i].label, number(value, 2));
        result_part(result, weight_names[i], components[i].weight, figure_brief(UNIT_NUMBER, weight));
    }
    if (weight_sum == 0)
        return input_undefined(error,
                               PHRASE("undefined: all weights are 0", "indéfini\u00A0: tous les poids sont nuls"));
    return result_is(result, figure_of(UNIT_INDEX, 100 * sum / weight_sum)) &&
           result_say(result, PHRASE("Engagement is {0}.", "L’engagement est de {0}."), result->value);
}

static bool click_through_rate(const MetricCall *call, MetricResult *result, Error *error)
{
    double clicks = input(call, "clicks"), delivered = input(call, "delivered");
    if (!input_within(call, "clicks", "delivered", error)) return false;
    if (input_given(call, "opened")) {
        if (!input_within(call, "clicks", "opened", error) || !input_within(call, "opened", "delivered", error))
            return false;
        if (input(call, "opened") > 0)
            result_part(result, "ctor", PHRASE("of those opened (CTOR)", "des messages ouverts (CTOR)"),
                        rate(clicks / input(call, "opened")));
    }
    if (delivered == 0) return result_not_observed(result, PHRASE("Nothing was delivered.", "Rien n’a été délivré."));
    return result_share(result, clicks, delivered) &&
           result_say(result,
                      PHRASE("Of 100 messages delivered, {0} were clicked.",
                             "Sur 100 messages délivrés, {0} ont été cliqués."),
                      of_hundred(clicks, delivered));
}

static const Metric metrics[] = {
    {
        .name = "nps",
        .aliases = "net_promoter_score",
        .label = PHRASE("Net Promoter Score (NPS)", "Score net de recommandation (NPS)"),
        .definition = PHRASE("\"How likely are you to recommend us?\", from 0 to 10: the share of promoters (9-10) "
                             "less the share of detractors (0-6).",
                             "«\u00A0Nous recommanderiez-vous\u00A0?\u00A0», de 0 à 10\u00A0: la part des promoteurs "
                             "(9-10) moins celle des détracteurs (0-6)."),
        .formula = "(promoters-detractors)/n*100",
        .unit = UNIT_SCORE,
        .period_rule = SURVEY_PERIOD,
        .exclusions = PHRASE("Passives (7-8) count in n only.", "Les passifs (7-8) ne comptent que dans n."),
        .source = "Reichheld 2003, Harvard Business Review 81(12):46",
        .example = "--promoters 50 --passives 30 --detractors 20",
        .example_value = "+30",
        .ways = "answers|promoters passives detractors",
        .inputs = {{"answers", NULL, INPUT_COUNT, false, true,
                    PHRASE("the answers, 0 to 10", "les réponses, de 0 à 10")},
                   {"promoters", NULL, INPUT_COUNT, false, false, PHRASE("answers of 9 and 10", "réponses de 9 et 10")},
                   {"passives", NULL, INPUT_COUNT, false, false, PHRASE("answers of 7 and 8", "réponses de 7 et 8")},
                   {"detractors", NULL, INPUT_COUNT, false, false, PHRASE("answers of 0 to 6", "réponses de 0 à 6")}},
        .calculate = net_promoter_score,
    },
    {
        .name = "csat",
        .aliases = "customer_satisfaction satisfaction",
        .label = PHRASE("Customer satisfaction (CSAT)", "Satisfaction client (CSAT)"),
        .definition =
            PHRASE("The share of answers that are satisfied: 4 or 5 on a scale of 5, unless said otherwise.",
                   "La part des réponses satisfaites\u00A0: 4 ou 5 sur une échelle de 5, sauf mention contraire."),
        .formula = "satisfied/n*100",
        .unit = UNIT_RATE,
        .period_rule = SURVEY_PERIOD,
        .exclusions = NONE,
        .source = "Wilson 1927, JASA 22:209 (95 %)",
        .example = "--ratings 5,4,3,5,2",
        .example_value = "60.00 %",
        .ways = "ratings|satisfied n",
        .inputs = {{"ratings", NULL, INPUT_COUNT, false, true, PHRASE("the ratings", "les notes")},
                   {"satisfied", NULL, INPUT_COUNT, false, false,
                    PHRASE("satisfied answers, instead of ratings", "réponses satisfaites, au lieu de ratings")},
                   {"n", "answers", INPUT_COUNT, false, false,
                    PHRASE("answers, instead of ratings", "réponses, au lieu de ratings")},
                   {"satisfied_from", NULL, INPUT_COUNT, true, false,
                    PHRASE("lowest satisfied rating (default 4)", "plus basse note satisfaite (par défaut 4)")},
                   {"scale", NULL, INPUT_COUNT, true, false,
                    PHRASE("highest rating (default 5)", "plus haute note (par défaut 5)")}},
        .calculate = customer_satisfaction,
    },
    {
        .name = "ces",
        .aliases = "customer_effort_score",
        .label = PHRASE("Customer Effort Score (CES)", "Score d’effort client (CES)"),
        .definition =
            PHRASE("\"They made it easy to handle my issue\", from 1 to 7: the mean answer. 7 is the least "
                   "effort.",
                   "«\u00A0Il a été facile de régler mon problème\u00A0», de 1 à 7\u00A0: la réponse moyenne. 7 est le "
                   "moindre effort."),
        .formula = "Σ rating/n",
        .unit = UNIT_NUMBER,
        .period_rule = SURVEY_PERIOD,
        .exclusions = PHRASE("Answers on another scale are brought to 1-7 in proportion.",
                             "Les réponses sur une autre échelle sont ramenées à 1-7 en proportion."),
        .source = "Dixon, Toman & DeLisi 2013, The Effortless Experience (CES 2.0)",
        .example = "--ratings 7,6,5,2",
        .example_value = "5.00",
        .inputs = {{"ratings", NULL, INPUT_AMOUNT, false, true, PHRASE("the ratings, 1 to 7", "les notes, de 1 à 7")}},
        .calculate = customer_effort,
    },
    {
        .name = "response_rate",
        .aliases = "survey_response_rate",
        .label = PHRASE("Response rate of surveys", "Taux de réponse aux enquêtes"),
        .definition =
            PHRASE("The share of invitations to a survey that were answered: by the same person, to the same "
                   "survey, before they were asked again.",
                   "La part des invitations à une enquête qui ont reçu une réponse\u00A0: de la même personne, "
                   "à la même enquête, avant d’être invitée de nouveau."),
        .formula = "answered/asked*100",
        .unit = UNIT_RATE,
        .period_rule = PHRASE("Invitations sent in the period; answers may come later.",
                              "Les invitations envoyées dans la période\u202F; les réponses peuvent venir plus tard."),
        .exclusions = PHRASE("Answers of who was not asked.", "Les réponses de qui n’a pas été invité."),
        .source = "Wilson 1927, JASA 22:209 (95 %)",
        .example = "--asked 200 --answered 50",
        .example_value = "25.00 %",
        .inputs = {{"asked", NULL, INPUT_COUNT, false, false, PHRASE("invitations sent", "invitations envoyées")},
                   {"answered", NULL, INPUT_COUNT, false, false,
                    PHRASE("of these, answered", "parmi elles, avec réponse")}},
        .calculate = response_rate,
    },
    {
        .name = "sentiment",
        .aliases = "sentiment_index reputation brand_sentiment",
        .label = PHRASE("Sentiment index", "Indice de sentiment"),
        .definition =
            PHRASE("The share of positive answers, reviews and mentions less the share of negative ones, by their own "
                   "ratings; without a rating, by the words of the text.",
                   "La part des réponses, avis et mentions positifs moins la part des négatifs, d’après leurs propres "
                   "notes\u00A0; sans note, d’après les mots du texte."),
        .formula = "(positive-negative)/(positive+neutral+negative)*100",
        .unit = UNIT_SCORE,
        .period_rule =
            PHRASE("Answers and reviews given in the period.", "Les réponses et avis donnés dans la période."),
        .exclusions = PHRASE(
            "NPS: 9-10 positive, 0-6 negative. Other ratings: the upper quarter of the scale is positive "
            "(4 and 5 of 5), below its middle negative. Texts are read with a small lexicon, French and English; "
            "those of which no word is known are left out (unknown).",
            "NPS\u00A0: 9-10 positif, 0-6 négatif. Autres notes\u00A0: le quart supérieur de l’échelle "
            "est positif (4 et 5 sur 5), sous son milieu négatif. Les textes sont lus avec un petit lexique, "
            "français et anglais\u202F; ceux dont aucun mot n’est connu sont laissés de côté (inconnus)."),
        .example = "--positive 60 --neutral 20 --negative 20",
        .example_value = "+40",
        .inputs = {{"positive", NULL, INPUT_COUNT, false, false, PHRASE("positive ones", "positifs")},
                   {"neutral", NULL, INPUT_COUNT, false, false, PHRASE("neutral ones", "neutres")},
                   {"negative", NULL, INPUT_COUNT, false, false, PHRASE("negative ones", "négatifs")}},
        .calculate = sentiment,
    },
    {
        .name = "churn_reasons",
        .aliases = "exit_reasons",
        .label = PHRASE("Why customers leave", "Pourquoi les clients partent"),
        .definition = PHRASE(
            "Of the customers who said why they left, how many gave which reason, the most frequent first (by=reason). "
            "Without by: the share whose reason is one of the list and not \"other\".",
            "Parmi les clients qui ont dit pourquoi ils partaient, combien ont donné quel motif, le plus fréquent "
            "d’abord (by=reason). Sans by\u00A0: la part dont le motif est de la liste et n’est pas "
            "«\u00A0autre\u00A0»."),
        .formula = "exits(reason)/exits*100",
        .unit = UNIT_RATE,
        .period_rule =
            PHRASE("Exits noted in the period; a person counts once in it, with what was said last.",
                   "Les départs notés dans la période\u202F; une personne y compte une fois, avec ce qui a été "
                   "dit en dernier."),
        .exclusions = PHRASE("Customers who leave without a word: `lost` counts them.",
                             "Les clients qui partent sans rien dire\u00A0: `lost` les compte."),
        .source = "Wilson 1927, JASA 22:209 (95 %)",
    },
    {
        .name = "competitor_losses",
        .aliases = "lost_to_competitors",
        .label = PHRASE("Customers lost to competitors", "Clients perdus au profit de concurrents"),
        .definition = PHRASE("The share of exits to a competitor: one was named, or the reason says so.",
                             "La part des départs vers un concurrent\u00A0: il a été nommé, ou le motif le dit."),
        .formula = "exits(competitor)/exits*100",
        .unit = UNIT_RATE,
        .period_rule = PHRASE("As churn_reasons; by=competitor tells them apart.",
                              "Comme churn_reasons\u202F; by=competitor les distingue."),
        .exclusions = PHRASE("Exits of which nothing was said.", "Les départs dont rien n’a été dit."),
        .source = "Wilson 1927, JASA 22:209 (95 %)",
    },
    {
        .name = "engagement",
        .aliases = "engagement_rate",
        .label = PHRASE("Engagement rate", "Taux d’engagement"),
        .definition = PHRASE(
            "A weighted mean of time on site, click rate and social participation, each brought to a scale of 0 to 1. "
            "There is no standard of the field: the recipe is shown with the figure. From a data folder: for each "
            "person, the mean length of their visits, their clicks for each message delivered and their social actions "
            "in 30 days, each as a share of what is taken as full (/api/v1/behaviour-settings); the figure is the mean "
            "over people.",
            "Une moyenne pondérée du temps passé sur le site, du taux de clic et de la participation sociale, chacun "
            "ramené entre 0 et 1. Le métier n’a pas de norme\u00A0: la recette est montrée avec le chiffre. Depuis un "
            "dossier de données\u00A0: pour chaque personne, la durée moyenne de ses visites, ses clics par message "
            "remis et ses actions sociales en 30 jours, chacun en part de ce qui est pris pour plein "
            "(/api/v1/behaviour-settings)\u202F; le chiffre est la moyenne sur les personnes."),
        .formula = "Σ weight*component/Σ weight*100",
        .unit = UNIT_INDEX,
        .period_rule = PHRASE("All components of the same period.", "Toutes les composantes de la même période."),
        .exclusions =
            PHRASE("A component of which nothing was tracked by then, and the click rate of who was sent nothing: left "
                   "out of the weights. Who did nothing and was sent nothing in the period.",
                   "Une composante dont rien n’a encore été suivi, et le taux de clic de qui n’a rien reçu\u00A0: hors "
                   "des poids. Qui n’a rien fait ni rien reçu pendant la période."),
        .example = "--time-on-site 0.5 --click-rate 0.2 --social 0.8",
        .example_value = "50.0 / 100",
        .inputs = {{"time_on_site", NULL, INPUT_RATE, false, false,
                    PHRASE("time on site, as a share of the time taken as full",
                           "temps sur le site, en part du temps pris pour plein")},
                   {"click_rate", NULL, INPUT_RATE, false, false,
                    PHRASE("click rate, as a share of the rate taken as full",
                           "taux de clic, en part du taux pris pour plein")},
                   {"social", NULL, INPUT_RATE, false, false,
                    PHRASE("social participation, likewise", "participation sociale, de même")},
                   {"weights", NULL, INPUT_AMOUNT, true, true,
                    PHRASE("three weights, in this order (default: equal)",
                           "trois poids, dans cet ordre (par défaut\u00A0: égaux)")}},
        .calculate = engagement,
    },
    {
        .name = "ctr",
        .aliases = "click_through_rate",
        .label = PHRASE("Click-through rate (CTR)", "Taux de clic (CTR)"),
        .definition = PHRASE("The share of delivered messages that were clicked; with the opened ones given, also the "
                             "share of these (CTOR).",
                             "La part des messages délivrés qui ont été cliqués\u00A0; si les ouverts sont donnés, "
                             "aussi leur part parmi eux (CTOR)."),
        .formula = "clicks/delivered*100",
        .unit = UNIT_RATE,
        .period_rule =
            PHRASE("One campaign, or all messages of a period.", "Une campagne, ou tous les messages d’une période."),
        .exclusions = PHRASE("Unique clicks: a person who clicks twice counts once.",
                             "Clics uniques\u00A0: qui clique deux fois compte une fois."),
        .source = "Wilson 1927, JASA 22:209 (95 %)",
        .example = "--clicks 19 --delivered 95",
        .example_value = "20.00 %",
        .inputs = {{"clicks", NULL, INPUT_COUNT, false, false, PHRASE("messages clicked", "messages cliqués")},
                   {"delivered", NULL, INPUT_COUNT, false, false, PHRASE("messages delivered", "messages délivrés")},
                   {"opened", NULL, INPUT_COUNT, true, false, PHRASE("messages opened", "messages ouverts")}},
        .calculate = click_through_rate,
    },
};

const MetricFamily opinion_family = {
    .name = "opinion",
    .label = PHRASE("What customers say and do", "Ce que disent et font les clients"),
    .metrics = metrics,
    .count = COUNT_OF(metrics),
};

// What a series of figures does over time.
#include "measure/breaks.h"
#include "measure/catalogue_family.h"

enum { POINTS_MAX = 5000 };

static bool read_series(const MetricCall *call, Arena *arena, SeriesPoint **points_read, size_t *count, Error *error)
{
    Numbers series = input_list(call, "series");
    if (series.count > POINTS_MAX)
        return input_undefined(error, PHRASE("a series has at most 5000 points", "une série a au plus 5000 points"));
    *points_read = arena_array(arena, SeriesPoint, series.count);
    *count = series.count;
    for (size_t i = 0; i < series.count; i++)
        (*points_read)[i] = (SeriesPoint){.observed = true, .value = series.at[i], .weight = 1};
    return true;
}

#define TOO_SHORT                                                                                                      \
    PHRASE("Too few points to tell: at least 4 are needed.",                                                           \
           "Trop peu de points pour le dire\u00A0: il en faut au moins 4.")

static bool break_points(const MetricCall *call, MetricResult *result, Error *error)
{
    SeriesPoint *series;
    size_t count;
    Break *breaks;
    if (!read_series(call, result->arena, &series, &count, error)) return false;
    result->n = (int64_t)count;
    if (count < 4) return result_not_observed(result, TOO_SHORT);
    size_t found = series_breaks(series, count, false, result->arena, &breaks);
    for (size_t i = 0; i < found; i++) {
        result_part_numbered(result, "break", PHRASE("break {0}: at point", "rupture {0}\u00A0: au point"), i + 1,
                             count_of((double)breaks[i].at + 1));
        result_part_numbered(result, "before", PHRASE("level before", "niveau avant"), i + 1,
                             number(breaks[i].before, 2));
        result_part_numbered(result, "after", PHRASE("level after", "niveau après"), i + 1, number(breaks[i].after, 2));
    }
    result_is(result, count_of((double)found));
    if (found == 0)
        return result_say(result,
                          PHRASE("The series keeps its level: no break in {0} points.",
                                 "La série garde son niveau\u00A0: aucune rupture sur {0} points."),
                          count_of((double)count));
    if (found > 1)
        return result_say(result,
                          PHRASE("{0} breaks in {1} points; the first at point {2}.",
                                 "{0} ruptures sur {1} points\u00A0; la première au point {2}."),
                          count_of((double)found), count_of((double)count), count_of((double)breaks[0].at + 1));
    return result_say(
        result,
        PHRASE("One break, at point {0} (month {0} of a monthly series): the level goes from {1} to {2}.",
               "Une rupture, au point {0} (mois {0} d’une série mensuelle)\u00A0: le niveau passe de {1} à {2}."),
        count_of((double)breaks[0].at + 1), number(breaks[0].before, 2), number(breaks[0].after, 2));
}

static bool trend(const MetricCall *call, MetricResult *result, Error *error)
{
    static const Phrase sentences[] = {
        [TREND_UNKNOWN] = TOO_SHORT,
        [TREND_FLAT] = PHRASE("No trend can be told from chance.", "Aucune tendance ne se distingue du hasard."),
        [TREND_RISING] = PHRASE("The series rises, by {0} a point.", "La série monte, de {0} par point."),
        [TREND_FALLING] = PHRASE("The series falls, by {0} a point.", "La série baisse, de {0} par point."),
    };
    SeriesPoint *series = NULL;
    size_t count = 0;
    double slope = 0;
    if (!read_series(call, result->arena, &series, &count, error)) return false;
    result->n = (int64_t)count;
    Trend found = series_trend(series, count, &slope);
    if (found == TREND_UNKNOWN) return result_not_observed(result, TOO_SHORT);
    return result_is(result, number(slope, 2)) &&
           result_say(result, sentences[found], number(slope < 0 ? -slope : slope, 2));
}

static bool resilience(const MetricCall *call, MetricResult *result, Error *error)
{
    (void)error;
    Numbers loyal = input_list(call, "loyal"), gained = input_list(call, "new");
    double loyal_variation, new_variation;
    if (!series_variation(loyal.at, loyal.count, &loyal_variation) ||
        !series_variation(gained.at, gained.count, &new_variation))
        return result_not_observed(result,
                                   PHRASE("Each series has to have two points, and a mean above 0.",
                                          "Chaque série doit avoir deux points, et une moyenne au-dessus de 0."));
    result_part(result, "loyal_variation", PHRASE("loyal customers, CV", "clients fidèles, CV"),
                number(loyal_variation, 2));
    result_part(result, "new_variation", PHRASE("new customers, CV", "nouveaux clients, CV"), number(new_variation, 2));
    Phrase steadier =
        loyal_variation < new_variation
            ? PHRASE("Revenue from loyal customers (CV {0}) is steadier than from new ones (CV {1}).",
                     "Le revenu des clients fidèles (CV {0}) est plus stable que celui des nouveaux (CV {1}).")
            : PHRASE("Revenue from loyal customers (CV {0}) is no steadier than from new ones (CV {1}).",
                     "Le revenu des clients fidèles (CV {0}) n’est pas plus stable que celui des nouveaux (CV {1}).");
    return result_is(result, number(loyal_variation, 2)) &&
           result_say(result, steadier, number(loyal_variation, 2), number(new_variation, 2));
}

static const Metric metrics[] = {
    {
        .name = "break_points",
        .aliases = "breaks rupture",
        .label = PHRASE("Break points of a series", "Points de rupture d’une série"),
        .definition = PHRASE("The points from which a series runs at another level: something happened there. A steady "
                             "slope is told by the trend.",
                             "Les points à partir desquels une série change de niveau\u00A0: quelque chose s’y est "
                             "passé. Une pente régulière relève de la tendance."),
        .formula = "min Σ (x-level)^2/variance + 2*ln(n)*breaks; p < 0.01",
        .unit = UNIT_COUNT,
        .period_rule = PHRASE("Complete periods of equal length; at least 4.",
                              "Périodes complètes de même durée\u00A0; au moins 4."),
        .exclusions = PHRASE(
            "Periods not observed keep their place and are skipped. Each level has at least two points.",
            "Les périodes non observées gardent leur place et sont sautées. Chaque niveau a au moins deux points."),
        .source = "Auger & Lawrence 1989, Bull. Math. Biol. 51:39; Yao 1988, Stat. Probab. Lett. 6:181; Killick et al. "
                  "2012, JASA 107:1590.",
        .in_audit = true,
        .example = "--series 5,5,5,5,9,9,9",
        .example_value = "1",
        .inputs = {{"series", NULL, INPUT_NUMBER, false, true,
                    PHRASE("the figures, oldest first", "les chiffres, du plus ancien au plus récent")}},
        .calculate = break_points,
    },
    {
        .name = "trend",
        .aliases = "slope",
        .label = PHRASE("Trend of a series", "Tendance d’une série"),
        .definition =
            PHRASE("Whether a series rises or falls beyond chance, and by how much from one point to the next.",
                   "Si une série monte ou baisse au-delà du hasard, et de combien d’un point au suivant."),
        .formula = "median((x_j-x_i)/(j-i)); Mann-Kendall, p < 0.05",
        .unit = UNIT_NUMBER,
        .period_rule = PHRASE("Complete periods of equal length; at least 4.",
                              "Périodes complètes de même durée\u00A0; au moins 4."),
        .exclusions = NONE,
        .source = "Mann 1945, Econometrica 13:245; Theil 1950; Sen 1968, JASA 63:1379",
        .in_audit = true,
        .example = "--series 70,71,73,74,76,78",
        .example_value = "1.60",
        .inputs = {{"series", NULL, INPUT_NUMBER, false, true,
                    PHRASE("the figures, oldest first", "les chiffres, du plus ancien au plus récent")}},
        .calculate = trend,
    },
    {
        .name = "resilience",
        .aliases = "variation",
        .label = PHRASE("Resilience: variation of revenue, loyal and new",
                        "Résilience\u00A0: variation du revenu, fidèles et nouveaux"),
        .definition = PHRASE("How much revenue varies from period to period, from loyal and from new customers: the "
                             "lower, the better a business stands a shock.",
                             "Combien le revenu varie d’une période à l’autre, chez les clients fidèles et chez les "
                             "nouveaux\u00A0: plus c’est bas, mieux l’activité résiste à un choc."),
        .formula = "CV = s/mean, s^2 = Σ (x-mean)^2/(n-1)",
        .unit = UNIT_NUMBER,
        .period_rule = PHRASE("Complete periods of equal length; at least 2.",
                              "Périodes complètes de même durée\u00A0; au moins 2."),
        .exclusions =
            PHRASE("Undefined where the mean is not above 0.", "Indéfini si la moyenne n’est pas au-dessus de 0."),
        .in_audit = true,
        .example = "--loyal 100,100,100 --new 0,50,100",
        .example_value = "0.00",
        .inputs = {{"loyal", NULL, INPUT_NUMBER, false, true,
                    PHRASE("revenue from loyal customers, by period", "revenu des clients fidèles, par période")},
                   {"new", NULL, INPUT_NUMBER, false, true,
                    PHRASE("revenue from new customers, by period", "revenu des nouveaux clients, par période")}},
        .calculate = resilience,
    },
};

const MetricFamily series_family = {
    .name = "series",
    .label = PHRASE("What a series does over time", "Ce que fait une série dans le temps"),
    .metrics = metrics,
    .count = COUNT_OF(metrics),
};

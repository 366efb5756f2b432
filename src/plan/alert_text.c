#include "plan/alert_text.h"

#include <math.h>

#include "base/number.h"
#include "chart/markup.h"

typedef struct Saying {
    const Alert *alert;
    const Metric *metric;
    Currency currency;
    Locale locale;
    Arena *arena;
} Saying;

#define say(saying, ...) phrase_say((saying)->arena, (saying)->locale, __VA_ARGS__)

static Str say_number(const Saying *saying, double number)
{
    return figure_say(saying->arena, saying->locale, saying->metric, &saying->currency, number);
}

static Str label(const Saying *saying)
{
    return str_of(saying->metric->label.in[saying->locale]);
}

// "Churn rate of May 2026: 9.0%, above 8.0%".
static Str headline(const Saying *saying)
{
    static const Phrase phrases[RULE_KIND_COUNT] = {
        [RULE_ABOVE] = PHRASE("{0}, {1}: {2}, above {3}", "{0}, {1}\u00A0: {2}, au-dessus de {3}"),
        [RULE_BELOW] = PHRASE("{0}, {1}: {2}, below {3}", "{0}, {1}\u00A0: {2}, au-dessous de {3}"),
        [RULE_CHANGE] = PHRASE("{0}, {1}: {2}, after {3} the period before",
                               "{0}, {1}\u00A0: {2}, après {3} la période précédente"),
        [RULE_BREAK] = PHRASE("{0}: another level since {1}, {2} after {3}",
                              "{0}\u00A0: un autre niveau depuis {1}, {2} après {3}"),
        [RULE_ANOMALY] = PHRASE("{0}, {1}: {2}, unusual: about {3} was to be expected",
                                "{0}, {1}\u00A0: {2}, inhabituel\u00A0: on attendait environ {3}")};
    const Alert *alert = saying->alert;
    bool threshold = alert->kind == RULE_ABOVE || alert->kind == RULE_BELOW;
    return phrase_say(saying->arena, saying->locale, phrases[alert->kind], label(saying), alert->period,
                      say_number(saying, alert->value),
                      say_number(saying, threshold ? alert->threshold : alert->before));
}

typedef struct Line {
    Str name, value;
} Line;

static Str say_interval(const Saying *saying)
{
    const Alert *alert = saying->alert;
    if (!alert->has_interval) return say(saying, PHRASE("none", "aucun"), );
    Str range =
        say(saying, PHRASE("{0} to {1}", "{0} à {1}"), say_number(saying, alert->low), say_number(saying, alert->high));
    if (!alert->includes_threshold) return range;
    return say(saying,
               PHRASE("{0}: it includes the threshold, so chance is not ruled out",
                      "{0}\u00A0: il contient le seuil, le hasard n’est donc pas exclu"),
               range);
}

static Str say_days(const Saying *saying)
{
    const Alert *alert = saying->alert;
    Str range =
        say(saying, PHRASE("{0} to {1}", "du {0} au {1}"), day_say(saying->arena, saying->locale, alert->first_day),
            day_say(saying->arena, saying->locale, alert->last_day));
    if (alert->complete) return range;
    return say(saying, PHRASE("{0}, not over yet", "{0}, pas encore terminée"), range);
}

// A change is judged against a relative one or points: the threshold is no figure of the metric.
static Str say_threshold(const Saying *saying)
{
    const Alert *alert = saying->alert;
    if (alert->kind == RULE_CHANGE) {
        double change = alert->value - alert->before;
        Str difference =
            figure_say_difference(saying->arena, saying->locale, saying->metric, &saying->currency, change);
        if (alert->before == 0) return difference;
        return say(saying, PHRASE("{0} ({1})", "{0} ({1})"), difference,
                   number_say_rate(saying->arena, saying->locale, change / fabs(alert->before), 1));
    }
    if (alert->kind == RULE_ANOMALY)
        return say(
            saying,
            PHRASE("{0} standard deviations from what was to be expected", "{0} écarts types de ce qu’on attendait"),
            number_say(saying->arena, saying->locale, alert->threshold, 1));
    return say_number(saying, alert->threshold);
}

static size_t lines_of(const Saying *saying, Line *line)
{
    const Alert *alert = saying->alert;
    size_t count = 0;
    Str group = figures_group_say(saying->arena, saying->locale, alert->parameters, alert->group_label);
    line[count++] = (Line){say(saying, PHRASE("Value", "Valeur"), ), say_number(saying, alert->value)};
    if (alert->has_before)
        line[count++] = (Line){alert->kind == RULE_ANOMALY ? say(saying, PHRASE("Expected", "Attendu"), )
                                                           : say(saying, PHRASE("Before", "Avant"), ),
                               say_number(saying, alert->before)};
    if (alert->kind != RULE_BREAK)
        line[count++] = (Line){alert->kind == RULE_CHANGE ? say(saying, PHRASE("Change", "Variation"), )
                                                          : say(saying, PHRASE("Threshold", "Seuil"), ),
                               say_threshold(saying)};
    line[count++] = (Line){say(saying, PHRASE("Period", "Période"), ), say_days(saying)};
    line[count++] = (Line){say(saying, PHRASE("Who", "Qui"), ),
                           group.size ? group : say(saying, PHRASE("all customers", "tous les clients"), )};
    line[count++] = (Line){say(saying, PHRASE("Sample (n)", "Échantillon (n)"), ),
                           alert->has_n ? number_say_count(saying->arena, saying->locale, alert->n)
                                        : say(saying, PHRASE("not a share", "pas une part"), )};
    line[count++] = (Line){say(saying, PHRASE("95% interval", "Intervalle à 95\u202F%"), ), say_interval(saying)};
    line[count++] = (Line){say(saying, PHRASE("Definition", "Définition"), ),
                           str_of(saying->metric->definition.in[saying->locale])};
    return count;
}

static Str closing(const Saying *saying)
{
    return say(saying,
               PHRASE("Rule “{0}”, alert {1}. It is told once, until the figure has come back.",
                      "Règle «\u00A0{0}\u00A0», alerte {1}. Elle est dite une fois, jusqu’au retour du chiffre."),
               saying->alert->rule_name, str_format(saying->arena, "%lld", (long long)saying->alert->id));
}

enum { LINES_MAX = 10 };

static Str plain_of(const Saying *saying, const Line *line, size_t count)
{
    Text text = text_in(saying->arena);
    text_add(&text, headline(saying));
    text_add(&text, STR("\n\n"));
    for (size_t i = 0; i < count; i++)
        phrase_add(&text, saying->locale, PHRASE("{0}: {1}\n", "{0}\u00A0: {1}\n"),
                   (const Str[]){line[i].name, line[i].value}, 2);
    text_addf(&text, "\n%.*s\n", STR_ARGS(closing(saying)));
    return text_str(&text);
}

static void add_cell(Text *text, const char *style, Str value)
{
    text_addf(text, "<td style=\"padding:4px 16px 4px 0;vertical-align:top;%s\">", style);
    markup_add(text, value);
    text_add(text, STR("</td>"));
}

static Str html_of(const Saying *saying, const Line *line, size_t count)
{
    Text text = text_in(saying->arena);
    text_addf(&text,
              "<!doctype html><html lang=\"%s\"><head><meta charset=\"utf-8\"></head>"
              "<body style=\"margin:0;padding:24px;font:15px/1.5 system-ui,Arial,sans-serif;color:#1b1b1f\">"
              "<h1 style=\"font-size:20px;margin:0 0 16px\">",
              saying->locale == LOCALE_FR ? "fr" : "en");
    markup_add(&text, headline(saying));
    text_add(&text, STR("</h1><table role=\"presentation\" style=\"border-collapse:collapse\">"));
    for (size_t i = 0; i < count; i++) {
        text_add(&text, STR("<tr>"));
        add_cell(&text, "color:#5a5a63", line[i].name);
        add_cell(&text, i == 0 ? "font-weight:bold" : "", line[i].value);
        text_add(&text, STR("</tr>"));
    }
    text_add(&text, STR("</table><p style=\"color:#5a5a63;font-size:13px\">"));
    markup_add(&text, closing(saying));
    text_add(&text, STR("</p></body></html>\n"));
    return text_str(&text);
}

AlertText alert_text(const Alert *alert, Locale locale, Str workspace, Arena *arena)
{
    Saying saying = {.alert = alert, .currency = currency_unknown, .locale = locale, .arena = arena};
    Line line[LINES_MAX];
    if (!metric_find(alert->metric, &saying.metric)) return (AlertText){alert->rule_name, alert->rule_name, STR("")};
    if (!currency_find(alert->currency, &saying.currency)) saying.currency = currency_unknown;
    size_t count = lines_of(&saying, line);
    Str head = headline(&saying);
    return (AlertText){.subject = workspace.size ? str_format(arena, "[%.*s] %.*s", STR_ARGS(workspace), STR_ARGS(head))
                                                 : head,
                       .plain = plain_of(&saying, line, count),
                       .html = html_of(&saying, line, count)};
}

// audit_html_survival.c - how long customers stay, and how many order a second time.
#include <math.h>

#include "audit/audit_html_parts.h"
#include "chart/share_bar.h"
#include "chart/step_chart.h"

enum { STEPS_DRAWN = 150 };

static bool same_height(StepPoint a, StepPoint b)
{
    return fabs(a.value - b.value) < 5e-4 && fabs(a.low - b.low) < 5e-4 && fabs(a.high - b.high) < 5e-4;
}

// The curve from all of them on, at evenly spaced days, without those on which nothing can be seen to change.
static size_t curve_points(const Survival *survival, int32_t days, StepPoint *points)
{
    size_t count = 0;
    points[count++] = (StepPoint){0, 1, 1, 1};
    for (int i = 0; i <= STEPS_DRAWN; i++) {
        int32_t day = (int32_t)((int64_t)days * i / STEPS_DRAWN);
        SurvivalPoint at;
        if (!survival_at(survival, day, &at)) break;
        StepPoint point = {day, at.survival, at.low, at.high};
        if (same_height(points[count - 1], point)) continue;
        points[count++] = point;
    }
    return count;
}

static Axis survival_axis(const Report *report)
{
    Axis axis = axis_of_values(0, 1, 4);
    for (size_t i = 0; i < axis.ticks; i++)
        axis.label[i] = number_say_rate(report->arena, report->locale, axis.at[i], 0);
    return axis;
}

static int32_t last_day(const Survival *survival)
{
    return survival->count ? survival->points[survival->count - 1].day : 0;
}

static void survival_curve(Report *report)
{
    const Survival *survival = &report->audit->survival;
    int32_t days = last_day(survival);
    StepPoint *points = arena_array(report->arena, StepPoint, STEPS_DRAWN + 2);
    StepChart chart = {.label = sentence_survival(report->audit, report->arena),
                       .x = axis_of_days(days, 8),
                       .y = survival_axis(report),
                       .count = curve_points(survival, days, points),
                       .points = points,
                       .end = days,
                       .x_name = say(report, PHRASE("Days since the first order", "Jours depuis la première commande")),
                       .counts_name = say(report, PHRASE("Customers followed", "Clients suivis")),
                       .has_mark = survival->median_reached,
                       .mark = survival->median_day,
                       .mark_label = say(report, PHRASE("half are gone: day {0}", "moitié partie\u00A0: jour {0}"),
                                         say_number(report, survival->median_day))};
    for (size_t i = 0; i < chart.x.ticks; i++) {
        SurvivalPoint at;
        chart.x.label[i] = say_number(report, llround(chart.x.at[i]));
        chart.counts[i] =
            survival_at(survival, (int32_t)chart.x.at[i], &at) ? say_number(report, at.at_risk) : STR("–");
    }
    step_chart(&chart, report->out);
}

static void survival_table(Report *report, Str title)
{
    static const TableColumn columns[] = {{PHRASE("Day", "Jour"), NULL, true},
                                          {PHRASE("Still there", "Encore là"), NULL, false},
                                          {PHRASE("95% interval", "Intervalle à 95\u202F%"), NULL, false},
                                          {PHRASE("Customers followed (n)", "Clients suivis (n)"), NULL, false}};
    const Survival *survival = &report->audit->survival;
    Axis days = axis_of_days(last_day(survival), TICKS_MAX - 2);
    details_as_table(report, title);
    table_begin(report, title, columns, COUNT_OF(columns));
    for (size_t i = 0; i < days.ticks; i++) {
        SurvivalPoint at;
        if (!survival_at(survival, (int32_t)days.at[i], &at)) break;
        row_begin(report, say_number(report, llround(days.at[i])));
        cell(report, say_rate(report, at.survival));
        cell(report,
             say(report, PHRASE("{0} to {1}", "{0} à {1}"), say_rate(report, at.low), say_rate(report, at.high)));
        cell_count(report, at.at_risk);
        row_end(report);
    }
    table_end(report);
    details_end(report);
}

static void survival_card(Report *report)
{
    Str title = say(report, PHRASE("Share of customers still there", "Part des clients encore là"));
    card_begin(report, "", "survival", title,
               say(report, PHRASE("By days since their first order, with its 95% interval (Kaplan–Meier).",
                                  "Selon les jours depuis leur première commande, avec son intervalle à 95\u202F% "
                                  "(Kaplan-Meier).")));
    if (report->audit->survival.count) {
        survival_curve(report);
        survival_table(report, title);
    } else {
        html_in(report, "p class=\"empty\"", sentence_survival(report->audit, report->arena));
    }
    card_end(report);
}

static void cell_share(Report *report, Rate rate)
{
    html(report, "<td class=\"text\">");
    if (rate.observed) share_bar(rate.value, rate.low, rate.high, report->out);
    html(report, "</td>");
}

static void conversion_row(Report *report, Str heading, Rate rate)
{
    row_begin(report, heading);
    cell_share(report, rate);
    cell_rate(report, rate);
    cell_interval(report, rate);
    cell_count(report, rate.n);
    row_end(report);
}

static void conversion_card(Report *report)
{
    static const TableColumn columns[] = {{PHRASE("Second order within", "Deuxième commande sous"), NULL, true},
                                          {PHRASE("Share", "Part"), NULL, true},
                                          {PHRASE("Rate", "Taux"), NULL, false},
                                          {PHRASE("95% interval", "Intervalle à 95\u202F%"), NULL, false},
                                          {PHRASE("n", "n"), NULL, false}};
    const Audit *audit = report->audit;
    Str title = say(report, PHRASE("From the first order to the second", "De la première commande à la deuxième"));
    card_begin(report, "", "second_order_conversion", title,
               say(report, PHRASE("Of the customers whose first order is old enough to tell.",
                                  "Parmi les clients dont la première commande est assez ancienne pour le dire.")));
    table_begin(report, title, columns, COUNT_OF(columns));
    for (size_t i = 0; i < audit->conversions; i++)
        conversion_row(report,
                       say(report, PHRASE("{0} days", "{0} jours"), say_number(report, audit->conversion[i].days)),
                       audit->conversion[i].rate);
    conversion_row(report, say(report, PHRASE("ever, so far", "un jour, jusqu’ici")), audit->lifetime_repeat);
    table_end(report);
    if (audit->conversions)
        html_in(report, "p", sentence_conversion(audit, &audit->conversion[audit->conversions - 1], report->arena));
    card_end(report);
}

void report_survival(Report *report)
{
    section_begin(report, "survival",
                  say(report, PHRASE("How long customers stay", "Combien de temps les clients restent")),
                  sentence_survival(report->audit, report->arena));
    html_in(report, "p", sentence_peak_hazard(report->audit, report->arena));
    html(report, "<div class=\"cards two\">\n");
    survival_card(report);
    conversion_card(report);
    html(report, "</div>\n");
    section_end(report);
}

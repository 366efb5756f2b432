// audit_html_retention.c - retention and churn as series, the table of periods, and the balance of customers.
#include <math.h>

#include "audit/audit_html_parts.h"
#include "chart/bar_chart.h"
#include "chart/line_chart.h"

typedef enum Side { SIDE_RETENTION, SIDE_CHURN } Side;

static Rate side_rate(Side side, const AuditPeriod *period)
{
    return side == SIDE_RETENTION ? period->retention : period->churn;
}

static const AuditPeriod *shown_period(const Report *report, size_t i)
{
    return &report->audit->period[report->first_shown + i];
}

static LinePoint line_point(const Report *report, Side side, const AuditPeriod *period)
{
    Rate rate = side_rate(side, period);
    LinePoint point = {.observed = rate.observed, .provisional = !period->complete};
    if (!rate.observed) return point;
    point.value = rate.value;
    point.low = rate.low;
    point.high = rate.high;
    point.hint = say(report, PHRASE("{0}: {1} ({2}), n\u00A0=\u00A0{3}", "{0}\u00A0: {1} ({2}), n\u00A0=\u00A0{3}"),
                     say_this_period(report, period), say_rate(report, rate.value),
                     say_interval(report->audit, rate, report->arena), say_number(report, rate.n));
    return point;
}

static Axis rate_axis(const Report *report, const LinePoint *points, size_t count)
{
    double low = 1, high = 0;
    for (size_t i = 0; i < count; i++) {
        if (!points[i].observed) continue;
        low = fmin(low, points[i].low);
        high = fmax(high, points[i].high);
    }
    Axis axis = axis_of_values(fmin(low, high), high, 5);
    double step_points = (axis.at[1] - axis.at[0]) * 100;
    int decimals = fabs(step_points - round(step_points)) > 1e-6 ? 1 : 0;
    for (size_t i = 0; i < axis.ticks; i++)
        axis.label[i] = number_say_rate(report->arena, report->locale, axis.at[i], decimals);
    return axis;
}

// The breaks of retention that lie in what is shown; churn breaks at the same places, at the complements.
static size_t line_breaks(const Report *report, Side side, LineBreak *breaks)
{
    const Audit *audit = report->audit;
    size_t count = 0;
    for (size_t i = 0; i < audit->retention_breaks; i++) {
        const Break *found = &audit->retention_break[i];
        if (found->at <= report->first_shown) continue;
        bool kept = side == SIDE_RETENTION;
        breaks[count++] = (LineBreak){.at = found->at - report->first_shown,
                                      .before = kept ? found->before : 1 - found->before,
                                      .after = kept ? found->after : 1 - found->after,
                                      .label = say_this_period(report, &audit->period[found->at])};
    }
    return count;
}

static Str series_label(const Report *report, Str title, const LinePoint *points)
{
    size_t first = 0, last = report->shown;
    while (first < report->shown && !points[first].observed) first++;
    while (last > first && !points[last - 1].observed) last--;
    return say(report, PHRASE("{0} by period: {1} in {2}, {3} in {4}.", "{0} par période\u00A0: {1} ({2}), {3} ({4})."),
               title, say_rate(report, points[first].value), say_this_period(report, shown_period(report, first)),
               say_rate(report, points[last - 1].value), say_this_period(report, shown_period(report, last - 1)));
}

static Str last_value(const Report *report, const LinePoint *points)
{
    for (size_t i = report->shown; i-- > 0;)
        if (points[i].observed) return say_rate(report, points[i].value);
    return STR("");
}

static void series_table(Report *report, Side side, Str title)
{
    static const TableColumn columns[] = {{PHRASE("Period", "Période"), NULL, true},
                                          {PHRASE("Rate", "Taux"), NULL, false},
                                          {PHRASE("95% interval", "Intervalle à 95\u202F%"), NULL, false},
                                          {PHRASE("n", "n"), NULL, false}};
    details_as_table(report, title);
    table_begin(report, title, columns, COUNT_OF(columns));
    for (size_t i = 0; i < report->shown; i++) {
        const AuditPeriod *period = shown_period(report, i);
        Rate rate = side_rate(side, period);
        row_begin_period(report, period);
        cell_rate(report, rate);
        cell_interval(report, rate);
        cell_count(report, rate.n);
        row_end(report);
    }
    table_end(report);
    details_end(report);
}

static Str *shown_names(const Report *report)
{
    Str *names = arena_array(report->arena, Str, report->shown);
    for (size_t i = 0; i < report->shown; i++) names[i] = say_this_period(report, shown_period(report, i));
    return names;
}

static void series_card(Report *report, Side side, Str title, Str sentence)
{
    LinePoint *points = arena_array(report->arena, LinePoint, report->shown);
    size_t observed = 0;
    for (size_t i = 0; i < report->shown; i++) {
        points[i] = line_point(report, side, shown_period(report, i));
        observed += points[i].observed;
    }
    card_begin(report, "", side == SIDE_RETENTION ? "crr" : "churn", title, sentence);
    if (observed == 0) {
        html_in(report, "p class=\"empty\"",
                say(report, PHRASE("Not observed yet: it takes a period with customers at its start.",
                                   "Pas encore observé\u00A0: il faut une période avec des clients à son début.")));
        card_end(report);
        return;
    }
    LineBreak *breaks = arena_array(report->arena, LineBreak, report->audit->retention_breaks);
    LineChart chart = {.label = series_label(report, title, points),
                       .style = side == SIDE_RETENTION ? "a" : "b",
                       .y = rate_axis(report, points, report->shown),
                       .count = report->shown,
                       .points = points,
                       .names = shown_names(report),
                       .last_label = last_value(report, points),
                       .breaks = line_breaks(report, side, breaks),
                       .break_ = breaks};
    line_chart(&chart, report->out);
    series_table(report, side, title);
    card_end(report);
}

static bool any_reactivated(const AuditPeriod *periods, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (periods[i].presence.reactivated > 0) return true;
    return false;
}

// Customers who came back can make E - N larger than S: an impossible rate, and said to be.
static void cell_count_formula(Report *report, const AuditPeriod *period)
{
    if (!period->retention.observed)
        cell_unobserved(report);
    else if (period->count_formula_valid)
        cell(report, say_rate(report, period->count_formula));
    else
        cell(report, say(report, PHRASE("> 100%", ">\u00A0100\u202F%")));
}

static void customers_row(Report *report, const AuditPeriod *period, bool count_formula)
{
    const Presence *presence = &period->presence;
    row_begin_period(report, period);
    cell_count(report, presence->start);
    cell_count(report, presence->new_);
    cell_count(report, presence->reactivated);
    if (period->loss_observable)
        cell_count(report, presence->lost);
    else
        cell_unobserved(report);
    cell_count(report, presence->end);
    cell_count(report, presence->passed_through);
    cell_rate(report, period->retention);
    cell_rate(report, period->churn);
    cell_interval(report, period->retention);
    if (count_formula) cell_count_formula(report, period);
    row_end(report);
}

static void customers_table(Report *report, const AuditPeriod *periods, size_t count)
{
    static const TableColumn columns[] = {
        {PHRASE("Period", "Période"), NULL, true},
        {PHRASE("At start (S)", "Au début (S)"), "start", false},
        {PHRASE("New (N)", "Nouveaux (N)"), "new", false},
        {PHRASE("Came back", "De retour"), "reactivated", false},
        {PHRASE("Lost", "Perdus"), "lost", false},
        {PHRASE("At end (E)", "À la fin (E)"), "end", false},
        {PHRASE("Came and went", "De passage"), "passed_through", false},
        {PHRASE("Retention", "Rétention"), "crr", false},
        {PHRASE("Churn", "Attrition"), "churn", false},
        {PHRASE("Retention, 95% interval", "Rétention, intervalle à 95\u202F%"), NULL, false},
        {PHRASE("(E − N) / S", "(E − N) / S"), "crr", false}};
    bool count_formula = any_reactivated(periods, count);
    Str title = say(report, PHRASE("Customers by period", "Clients par période"));
    card_begin(
        report, "wide", NULL, title,
        say(report, PHRASE("At start + new + came back − lost = at end. Retention is the share of those at the start "
                           "who are still there at the end, person by person; its n is the number at the start.",
                           "Au début + nouveaux + de retour − perdus = à la fin. La rétention est la part de ceux du "
                           "début encore là à la fin, personne par personne\u00A0; son n est le nombre au début.")));
    table_begin(report, title, columns, COUNT_OF(columns) - (count_formula ? 0 : 1));
    for (size_t i = 0; i < count; i++) customers_row(report, &periods[i], count_formula);
    table_end(report);
    table_key(report);
    if (count_formula)
        html_in(report, "p class=\"note\"",
                say(report,
                    PHRASE("(E − N) / S counts customers who came back as if they had never left: it is higher than "
                           "retention by came back / S.",
                           "(E − N) / S compte les clients revenus comme s’ils n’étaient jamais partis\u00A0: il "
                           "dépasse la rétention de (de retour / S).")));
    card_end(report);
}

static void orders_row(Report *report, const AuditPeriod *period)
{
    row_begin_period(report, period);
    cell_count(report, period->presence.orders);
    cell_money(report, period->revenue);
    if (period->has_orders) {
        cell(report, say_amount(report->audit, period->average_order_value, report->arena));
        cell(report, number_say(report->arena, report->locale, period->purchase_frequency, 2));
        cell(report, say_amount(report->audit, period->revenue_per_customer, report->arena));
    } else {
        for (int i = 0; i < 3; i++) cell_unobserved(report);
    }
    cell_rate(report, period->repeat_purchase);
    cell_interval(report, period->repeat_purchase);
    cell_count(report, period->presence.buyers);
    row_end(report);
}

static void orders_table(Report *report, const AuditPeriod *periods, size_t count)
{
    static const TableColumn columns[] = {{PHRASE("Period", "Période"), NULL, true},
                                          {PHRASE("Orders", "Commandes"), "orders", false},
                                          {PHRASE("Revenue", "Chiffre d’affaires"), "revenue", false},
                                          {PHRASE("Average order", "Panier moyen"), "aov", false},
                                          {PHRASE("Orders per buyer", "Commandes par acheteur"), "pf", false},
                                          {PHRASE("Revenue per customer", "Revenu par client"), "arpc", false},
                                          {PHRASE("Repeat rate", "Taux de réachat"), "rpr", false},
                                          {PHRASE("95% interval", "Intervalle à 95\u202F%"), NULL, false},
                                          {PHRASE("Buyers (n)", "Acheteurs (n)"), NULL, false}};
    Str title = say(report, PHRASE("Orders and revenue by period", "Commandes et chiffre d’affaires par période"));
    card_begin(
        report, "wide", NULL, title,
        say(report, PHRASE("Refunds are taken off the revenue and are no orders.",
                           "Les remboursements sont déduits du chiffre d’affaires et ne sont pas des commandes.")));
    table_begin(report, title, columns, COUNT_OF(columns));
    for (size_t i = 0; i < count; i++) orders_row(report, &periods[i]);
    table_end(report);
    card_end(report);
}

// A study period is listed in place of the series.
static void period_tables(Report *report)
{
    const AuditPeriod *study = report->audit->study;
    const AuditPeriod *periods = study ? study : shown_period(report, 0);
    size_t count = study ? 1 : report->shown;
    if (count == 0) return;
    customers_table(report, periods, count);
    orders_table(report, periods, count);
    if (!study) say_shown(report, count, report->audit->periods);
}

void report_retention(Report *report)
{
    const Audit *audit = report->audit;
    const AuditPeriod *last = audit_last_period(audit);
    section_begin(report, "retention", say(report, PHRASE("Retention and churn", "Rétention et attrition")),
                  last ? sentence_kept(audit, last->retention, report->arena) : STR(""));
    html_in(report, "p", sentence_window(audit, report->arena));
    html(report, "<div class=\"cards two\">\n");
    series_card(
        report, SIDE_RETENTION, say(report, PHRASE("Retention", "Rétention")),
        say(report, PHRASE("Share of the customers at the start of each period who are still there at its end, with "
                           "its 95% interval.",
                           "Part des clients présents au début de chaque période encore là à la fin, avec son "
                           "intervalle à 95\u202F%.")));
    series_card(report, SIDE_CHURN, say(report, PHRASE("Churn", "Attrition")),
                say(report, PHRASE("The others: the share that was lost, with its 95% interval.",
                                   "Les autres\u00A0: la part perdue, avec son intervalle à 95\u202F%.")));
    html(report, "</div>\n<ul class=\"facts\">\n");
    html_in(report, "li", sentence_trend(audit, report->arena));
    for (size_t i = 0; i < audit->retention_breaks; i++)
        html_in(report, "li", sentence_break(audit, &audit->retention_break[i], report->arena));
    if (audit->retention_breaks == 0 && audit->retention_trend != TREND_UNKNOWN)
        html_in(report, "li",
                say(report, PHRASE("No break in the series: no date from which retention runs at another level.",
                                   "Pas de rupture dans la série\u00A0: aucune date à partir de laquelle la rétention "
                                   "change de niveau.")));
    html(report, "</ul>\n");
    period_tables(report);
    section_end(report);
}

// ---- the balance: new, kept, lost, net ----

static Str balance_hint(const Report *report, const AuditPeriod *period)
{
    const Presence *presence = &period->presence;
    return say(report,
               PHRASE("{0}: {1} new, {2} came back, {3} lost", "{0}\u00A0: {1} nouveaux, {2} de retour, {3} perdus"),
               say_this_period(report, period), say_number(report, presence->new_),
               say_number(report, presence->reactivated), say_number(report, presence->lost));
}

static void balance_table(Report *report, Str title)
{
    static const TableColumn columns[] = {
        {PHRASE("Period", "Période"), NULL, true}, {PHRASE("Kept", "Gardés"), "retained", false},
        {PHRASE("New", "Nouveaux"), "new", false}, {PHRASE("Came back", "De retour"), "reactivated", false},
        {PHRASE("Lost", "Perdus"), "lost", false}, {PHRASE("Net", "Net"), "balance", false}};
    details_as_table(report, title);
    table_begin(report, title, columns, COUNT_OF(columns));
    for (size_t i = 0; i < report->shown; i++) {
        const Presence *presence = &shown_period(report, i)->presence;
        row_begin_period(report, shown_period(report, i));
        cell_count(report, presence->retained);
        cell_count(report, presence->new_);
        cell_count(report, presence->reactivated);
        cell_count(report, presence->lost);
        cell_count(report, presence->end - presence->start);
        row_end(report);
    }
    table_end(report);
    details_end(report);
}

static Axis count_axis(const Report *report, const BarChart *chart)
{
    double low, high;
    bar_chart_extent(chart, &low, &high);
    Axis axis = axis_of_counts(low, high, 5);
    for (size_t i = 0; i < axis.ticks; i++) axis.label[i] = say_number(report, llround(axis.at[i]));
    return axis;
}

static void balance_chart(Report *report, Str label)
{
    double *new_ = arena_array(report->arena, double, report->shown);
    double *back = arena_array(report->arena, double, report->shown);
    double *lost = arena_array(report->arena, double, report->shown);
    Str *hints = arena_array(report->arena, Str, report->shown);
    for (size_t i = 0; i < report->shown; i++) {
        const AuditPeriod *period = shown_period(report, i);
        new_[i] = (double)period->presence.new_;
        back[i] = (double)period->presence.reactivated;
        lost[i] = -(double)period->presence.lost;
        hints[i] = balance_hint(report, period);
    }
    BarChart chart = {.label = label,
                      .full = true,
                      .bars = report->shown,
                      .names = shown_names(report),
                      .hints = hints,
                      .parts = 3,
                      .part = {{say(report, PHRASE("New", "Nouveaux")), "a", new_},
                               {say(report, PHRASE("Came back", "De retour")), "a-hatched", back},
                               {say(report, PHRASE("Lost (below the line)", "Perdus (sous la ligne)")), "b", lost}},
                      .last_provisional = !shown_period(report, report->shown - 1)->complete};
    chart.y = count_axis(report, &chart);
    bar_chart(&chart, report->out);
}

void report_balance(Report *report)
{
    const Audit *audit = report->audit;
    const AuditPeriod *last = audit_last_period(audit);
    Str title = say(report, PHRASE("Customers won and lost", "Clients gagnés et perdus"));
    Str sentence = last ? sentence_balance(audit, last, report->arena) : STR("");
    section_begin(report, "balance", title, sentence);
    if (report->shown) {
        card_begin(
            report, "wide", "balance", say(report, PHRASE("Balance by period", "Solde par période")),
            say(report, PHRASE("Above the line those who came, below it those who left.",
                               "Au-dessus de la ligne ceux qui sont arrivés, au-dessous ceux qui sont partis.")));
        balance_chart(report, last ? sentence : title);
        balance_table(report, title);
        card_end(report);
    } else {
        html_in(report, "p class=\"empty\"", say(report, PHRASE("No period to balance.", "Aucune période à solder.")));
    }
    section_end(report);
}

#include "audit/audit_sentences.h"
#include "audit/audit_text_cli.h"
#include "base/number.h"
#include "cli/display.h"
#include "cli/table.h"

enum { PERIODS_SHOWN = 24, COHORTS_SHOWN = 12, AT_RISK_SHOWN = 10 };

static Str say(Page *page, Phrase phrase)
{
    return str_of(phrase.in[page->locale]);
}

static Str count_cell(Page *page, int64_t count)
{
    return number_say_count(page->arena, page->locale, count);
}

static Str money_cell(Page *page, int64_t amount_minor)
{
    return money_say_round(page->arena, page->locale, amount_minor, &page->audit->currency);
}

static Str mean_money_cell(Page *page, bool observed, double amount_minor)
{
    return observed ? say_amount(page->audit, amount_minor, page->arena) : STR("–");
}

static Str rate_cell(Page *page, Rate rate)
{
    return rate.observed ? number_say_rate(page->arena, page->locale, rate.value, 1) : STR("–");
}

static Str interval_cell(Page *page, Rate rate)
{
    return rate.observed ? say_interval(page->audit, rate, page->arena) : STR("–");
}

static Table *table_of(Page *page, const Phrase *titles, size_t count)
{
    TableColumn *columns = arena_array(page->arena, TableColumn, count);
    for (size_t i = 0; i < count; i++) columns[i] = (TableColumn){say(page, titles[i]), i > 0};
    return table_new(page->arena, columns, count);
}

static void print(Page *page, const Table *table)
{
    table_print(table, page->width, page->out);
}

static void add_period_row(Page *page, Table *customers, Table *money, const AuditPeriod *period)
{
    const Presence *presence = &period->presence;
    Str name = say_period(page->audit, period, page->arena);
    if (!period->complete) name = str_format(page->arena, "%.*s *", STR_ARGS(name));
    Str counted[] = {name,
                     count_cell(page, presence->start),
                     count_cell(page, presence->new_),
                     count_cell(page, presence->reactivated),
                     count_cell(page, presence->lost),
                     count_cell(page, presence->end),
                     count_cell(page, presence->passed_through),
                     rate_cell(page, period->retention),
                     interval_cell(page, period->retention),
                     rate_cell(page, period->churn)};
    table_row(customers, counted);
    Str earned[] = {name,
                    count_cell(page, presence->orders),
                    money_cell(page, period->revenue),
                    money_cell(page, period->returning_revenue),
                    mean_money_cell(page, period->has_orders, period->average_order_value),
                    period->has_orders ? number_say(page->arena, page->locale, period->purchase_frequency, 2)
                                       : STR("–"),
                    mean_money_cell(page, period->has_orders, period->revenue_per_customer),
                    rate_cell(page, period->repeat_purchase)};
    table_row(money, earned);
}

static void add_period_notes(Page *page, const AuditPeriod *from, const AuditPeriod *end)
{
    bool cut = false, unobserved = false;
    for (const AuditPeriod *period = from; period < end; period++) {
        cut = cut || !period->complete;
        unobserved = unobserved || (period->presence.start > 0 && !period->retention.observed);
        if (period->retention.observed && period->presence.reactivated > 0)
            page_paragraph(
                page, phrase_say(
                          page->arena, page->locale,
                          PHRASE("{0}: the count formula (E − N) / S would say {1}, since {2} came back.",
                                 "{0}\u00A0: la formule par comptage (E − N) / S donnerait {1}, car {2} sont revenus."),
                          say_period(page->audit, period, page->arena),
                          number_say_rate(page->arena, page->locale, period->count_formula, 1),
                          say_customers(page->audit, period->presence.reactivated, page->arena)));
    }
    if (unobserved)
        page_paragraph(page,
                       say(page, PHRASE("– not observed yet: nobody can be lost before a window has passed since "
                                        "the file begins.",
                                        "– pas encore observé\u00A0: personne ne peut être perdu avant qu'une fenêtre "
                                        "soit passée depuis le début du fichier.")));
    if (cut)
        page_paragraph(page, say(page, PHRASE("* in progress: the period has not ended.",
                                              "* en cours\u00A0: la période n'est pas terminée.")));
}

void page_periods(Page *page)
{
    static const Phrase customer_titles[] = {
        PHRASE("Period", "Période"), PHRASE("Start", "Début"),    PHRASE("New", "Nouveaux"),
        PHRASE("Back", "Revenus"),   PHRASE("Lost", "Perdus"),    PHRASE("End", "Fin"),
        PHRASE("Passed", "Passés"),  PHRASE("Kept", "Rétention"), PHRASE("95% interval", "Intervalle 95\u202F%"),
        PHRASE("Churn", "Attrition")};
    static const Phrase money_titles[] = {
        PHRASE("Period", "Période"),          PHRASE("Orders", "Commandes"),
        PHRASE("Revenue", "Revenu"),          PHRASE("of returning", "des revenants"),
        PHRASE("Per order", "Par commande"),  PHRASE("Orders each", "Commandes/client"),
        PHRASE("Per customer", "Par client"), PHRASE("Twice or more", "Deux ou plus")};
    const Audit *audit = page->audit;
    Table *customers = table_of(page, customer_titles, COUNT_OF(customer_titles));
    Table *money = table_of(page, money_titles, COUNT_OF(money_titles));
    const AuditPeriod *end = audit->study ? audit->study + 1 : audit->period + audit->periods;
    const AuditPeriod *from = audit->study ? audit->study : audit->period;
    if (end - from > PERIODS_SHOWN) {
        from = end - PERIODS_SHOWN;
        page_paragraph(page, phrase_say(page->arena, page->locale,
                                        PHRASE("The last {0} of {1}; --format csv holds all.",
                                               "Les {0} dernières sur {1}\u00A0; --format csv les contient toutes."),
                                        count_cell(page, PERIODS_SHOWN), count_cell(page, (int64_t)audit->periods)));
    }
    for (const AuditPeriod *period = from; period < end; period++) add_period_row(page, customers, money, period);
    print(page, customers);
    text_add_byte(page->out, '\n');
    print(page, money);
    add_period_notes(page, end - from > 6 ? end - 6 : from, end);
}

static Str cohort_cell_text(Page *page, const Cohorts *cohorts, uint32_t cohort, uint32_t age)
{
    uint32_t last = cohorts->span.count - 1;
    if (cohort + age > last) return STR("·");
    double size = cohort_cell(cohorts, cohort, 0)->active;
    double share = cohort_cell(cohorts, cohort, age)->active / size;
    bool cut = cohort + age == last && !span_complete(&cohorts->span, last);
    return str_format(page->arena, cut ? "%.0f*" : "%.0f", 100 * share);
}

void page_cohorts(Page *page)
{
    const Cohorts *cohorts = &page->audit->cohorts;
    page_heading(page,
                 PHRASE("Cohorts: of 100 customers won in a period, those who ordered again later",
                        "Cohortes\u00A0: sur 100 clients gagnés dans une période, ceux qui ont recommandé ensuite"));
    uint32_t count = cohorts->span.count, shown = count < COHORTS_SHOWN ? count : COHORTS_SHOWN;
    TableColumn columns[2 + COHORTS_SHOWN] = {{say(page, PHRASE("Cohort", "Cohorte")), false},
                                              {say(page, PHRASE("Customers", "Clients")), true}};
    for (uint32_t age = 0; age < shown; age++)
        columns[2 + age] = (TableColumn){str_format(page->arena, "+%u", age), true};
    Table *table = table_new(page->arena, columns, 2 + shown);
    for (uint32_t cohort = count - shown; cohort < count; cohort++) {
        if (!cohort_cell(cohorts, cohort, 0)->active) continue;
        Str cells[2 + COHORTS_SHOWN] = {
            period_say_short(page->arena, page->locale, cohorts->span.unit, cohorts->span.first + (PeriodNumber)cohort),
            count_cell(page, cohort_cell(cohorts, cohort, 0)->active)};
        for (uint32_t age = 0; age < shown; age++) cells[2 + age] = cohort_cell_text(page, cohorts, cohort, age);
        table_row(table, cells);
    }
    print(page, table);
    page_paragraph(page, say(page, PHRASE("· not observed yet   * in progress", "· pas encore observé   * en cours")));
    if (shown < count)
        page_paragraph(page, phrase_say(page->arena, page->locale,
                                        PHRASE("The last {0} of {1} cohorts; CSV and JSON hold all, and their revenue.",
                                               "Les {0} dernières cohortes sur {1}\u00A0; CSV et JSON les contiennent "
                                               "toutes, avec leur revenu."),
                                        count_cell(page, shown), count_cell(page, count)));
}

void page_survival(Page *page)
{
    static const int32_t days[] = {30, 60, 90, 180, 365, 730, 1095};
    static const Phrase titles[] = {PHRASE("Days since first order", "Jours depuis la 1re commande"),
                                    PHRASE("Still customers", "Encore clients"),
                                    PHRASE("95% interval", "Intervalle 95\u202F%"), PHRASE("Followed", "Suivis")};
    Table *table = table_of(page, titles, COUNT_OF(titles));
    size_t rows = 0;
    for (size_t i = 0; i < COUNT_OF(days); i++) {
        SurvivalPoint point;
        if (!survival_at(&page->audit->survival, days[i], &point)) continue;
        Rate rate = {.observed = true, .value = point.survival, .low = point.low, .high = point.high};
        Str cells[] = {count_cell(page, days[i]), rate_cell(page, rate), interval_cell(page, rate),
                       count_cell(page, point.at_risk)};
        table_row(table, cells);
        rows++;
    }
    if (rows) print(page, table);
}

void page_conversions(Page *page)
{
    static const Phrase titles[] = {PHRASE("Second order within", "Deuxième commande sous"), PHRASE("Share", "Part"),
                                    PHRASE("95% interval", "Intervalle 95\u202F%"),
                                    PHRASE("First-time buyers", "Premiers acheteurs")};
    const Audit *audit = page->audit;
    Table *table = table_of(page, titles, COUNT_OF(titles));
    for (size_t i = 0; i < audit->conversions; i++) {
        const AuditConversion *conversion = &audit->conversion[i];
        Str cells[] = {
            phrase_say(page->arena, page->locale, PHRASE("{0} days", "{0} jours"), count_cell(page, conversion->days)),
            rate_cell(page, conversion->rate), interval_cell(page, conversion->rate),
            count_cell(page, conversion->rate.n)};
        table_row(table, cells);
    }
    text_add_byte(page->out, '\n');
    print(page, table);
}

void page_rfm(Page *page)
{
    static const Phrase titles[] = {PHRASE("Group", "Groupe"),      PHRASE("Customers", "Clients"),
                                    PHRASE("Share", "Part"),        PHRASE("Revenue", "Revenu"),
                                    PHRASE("Its share", "Sa part"), PHRASE("Expected yet", "Encore attendu")};
    page_heading(page, PHRASE("Groups by recency, frequency and value (RFM)",
                              "Groupes par récence, fréquence et montant (RFM)"));
    const Audit *audit = page->audit;
    Table *table = table_of(page, titles, COUNT_OF(titles));
    for (RfmGroup group = 0; group < RFM_GROUP_COUNT; group++) {
        const AuditRfmGroup *row = &audit->rfm[group];
        if (!row->customers) continue;
        Str cells[] = {say(page, rfm_group_label(group)),
                       count_cell(page, row->customers),
                       number_say_rate(page->arena, page->locale, row->customer_share, 1),
                       money_cell(page, row->revenue),
                       number_say_rate(page->arena, page->locale, row->revenue_share, 1),
                       audit->lifetime.observed ? money_cell(page, row->future_value) : STR("–")};
        table_row(table, cells);
    }
    print(page, table);
}

void page_at_risk(Page *page)
{
    static const Phrase titles[] = {PHRASE("At risk", "À risque"),
                                    PHRASE("Still active", "Encore actif"),
                                    PHRASE("Orders to come", "Commandes à venir"),
                                    PHRASE("Their value", "Leur valeur"),
                                    PHRASE("Silent", "Silence"),
                                    PHRASE("Usually", "D’habitude")};
    const Audit *audit = page->audit;
    const AuditPrediction *prediction = &audit->prediction;
    Table *table = table_of(page, titles, COUNT_OF(titles));
    for (size_t i = 0; i < prediction->at_risks && i < AT_RISK_SHOWN; i++) {
        const AuditAtRisk *one = &prediction->at_risk[i];
        Phrase days = PHRASE("{0} d", "{0} j");
        Str cells[] = {display_clean(page->arena, audit_customer_name(audit, one->customer, page->arena)),
                       number_say_rate(page->arena, page->locale, one->alive, 0),
                       number_say(page->arena, page->locale, one->purchases, 1),
                       mean_money_cell(page, prediction->has_amounts, one->future),
                       phrase_say(page->arena, page->locale, days, count_cell(page, one->silent_days)),
                       phrase_say(page->arena, page->locale, days, count_cell(page, one->usual_days))};
        table_row(table, cells);
    }
    if (prediction->at_risks) print(page, table);
}

static Str group_name(Page *page, const AuditGroup *group)
{
    if (group->other) return say(page, PHRASE("(others)", "(autres)"));
    if (!group->name.size) return say(page, PHRASE("(none)", "(sans)"));
    return display_clean(page->arena, group->name);
}

void page_breakdowns(Page *page)
{
    static const Phrase titles[] = {PHRASE("Value", "Valeur"),           PHRASE("Customers", "Clients"),
                                    PHRASE("Orders", "Commandes"),       PHRASE("Revenue", "Revenu"),
                                    PHRASE("Per order", "Par commande"), PHRASE("Twice or more", "Deux ou plus"),
                                    PHRASE("Kept", "Rétention"),         PHRASE("Lifetime value", "Valeur vie")};
    for (size_t d = 0; d < page->audit->breakdowns; d++) {
        const AuditBreakdown *breakdown = &page->audit->breakdown[d];
        Str name = display_clean(page->arena, breakdown->dimension);
        const char *title = str_c(page->arena, name);
        page_heading(page, (Phrase){{title, title}});
        Table *table = table_of(page, titles, COUNT_OF(titles));
        for (size_t g = 0; g < breakdown->groups; g++) {
            const AuditGroup *group = &breakdown->group[g];
            Str cells[] = {group_name(page, group),
                           count_cell(page, group->customers),
                           count_cell(page, group->orders),
                           money_cell(page, group->revenue),
                           mean_money_cell(page, group->orders > 0, group->average_order_value),
                           rate_cell(page, group->repeat_purchase),
                           rate_cell(page, group->retention),
                           mean_money_cell(page, group->value.observed, group->value.value)};
            table_row(table, cells);
        }
        print(page, table);
    }
}

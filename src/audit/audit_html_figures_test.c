// That the HTML report shows the right figures in the right places.
#include <stdio.h>
#include <string.h>

#include "audit/audit_made.h"
#include "base/test.h"

static size_t occurrences(Str text, const char *part)
{
    size_t count = 0, size = strlen(part);
    const char *end = text.data + text.size;
    for (const char *at = text.data; (at = memmem(at, (size_t)(end - at), part, size)); at += size) count++;
    return count;
}

// What stands from `start` on, up to `end`.
static Str between(Str text, const char *start, const char *end)
{
    const char *from = memmem(text.data, text.size, start, strlen(start));
    if (!from) fail_msg("not in the report: %s", start);
    Str rest = {from, text.size - (size_t)(from - text.data)};
    const char *to = memmem(rest.data, rest.size, end, strlen(end));
    return (Str){rest.data, to ? (size_t)(to - rest.data) : rest.size};
}

static Str section(Str report, const char *id)
{
    return between(report, str_format(test_arena(), "<section id=\"%s\"%c", id, 0).data, "</section>");
}

// The text of a piece of markup; "|" stands where a cell ends.
static Str plain(Str markup)
{
    Text text = text_in(test_arena());
    bool in_tag = false;
    for (size_t i = 0; i < markup.size; i++) {
        Str rest = {markup.data + i, markup.size - i};
        if (markup.data[i] == '<') in_tag = true;
        if (str_starts_with(rest, STR("</td>")) || str_starts_with(rest, STR("</th>"))) text_add_byte(&text, '|');
        if (!in_tag && markup.data[i] != '\n') text_add_byte(&text, markup.data[i]);
        if (markup.data[i] == '>') in_tag = false;
    }
    return text_str(&text);
}

// The cells of the first row with this heading.
static Str row(Str part, const char *heading)
{
    return plain(between(part, str_format(test_arena(), "<th scope=\"row\">%s%c", heading, 0).data, "</tr>"));
}

static Str usual_report(void)
{
    Audit audit = made_audit(test_arena(), &made_usual);
    return made_report(&audit);
}

// Three cohorts of 100 customers: 40 and 20 of the first come again; the last period is running.
static Audit with_small_cohorts(void)
{
    static CohortCell cells[] = {{100, 100, 100000}, {40, 40, 50000}, {20, 20, 25000},
                                 {100, 100, 90000},  {90, 90, 9000},  {100, 100, 1000}};
    static size_t row_start[] = {0, 3, 5};
    Audit audit = made_audit(test_arena(), &made_usual);
    audit.cohort_span = (PeriodSpan){
        .unit = PERIOD_MONTH, .first = period_of_day(PERIOD_MONTH, audit.as_of) - 2, .count = 3, .as_of = audit.as_of};
    audit.cohorts = (Cohorts){.span = audit.cohort_span, .cells = cells, .row_start = row_start};
    return audit;
}

TEST(html_mean_of_cohorts_leaves_out_what_is_still_running)
{
    Audit audit = with_small_cohorts();
    Str cohorts = section(made_report(&audit), "cohorts");
    CHECK_TEXT(row(cohorts, "Weighted mean"), "Weighted mean|300|100|40|not observed yet|");
    CHECK_TEXT(row(cohorts, "Nov 25"), "Nov 25|100|100|40|20|");
    CHECK_TEXT(row(cohorts, "Dec 25"), "Dec 25|100|100|90|not observed yet|");
    CHECK(
        str_contains(cohorts, STR("Of every 100 new customers, 40 order again in the month after their first order.")));
    CHECK_INT(occurrences(between(cohorts, "<table", "</table>"), "running"), 3);
}

TEST(html_revenue_of_cohorts_adds_up_over_their_age)
{
    Audit audit = with_small_cohorts();
    Str cohorts = section(made_report(&audit), "cohorts");
    Str revenue = between(cohorts, ">Revenue per customer</h3>", "</section>");
    CHECK_TEXT(row(revenue, "Nov 25"), "Nov 25|100|10|15|18|");
    CHECK_TEXT(row(revenue, "Dec 25"), "Dec 25|100|9.0|9.9|not observed yet|");
}

TEST(html_ramp_does_not_stretch_to_one_extreme_cohort)
{
    Made made = made_usual;
    made.periods = 12;
    Audit audit = made_audit(test_arena(), &made);
    audit.cohorts.cells[audit.cohorts.row_start[3] + 2].active = 180; // everyone, once
    Str ramp = plain(between(section(made_report(&audit), "cohorts"), "<p class=\"legend ramp\">", "</p>"));
    CHECK_TEXT(ramp, "Lower 9 12 14 16 18 21 23 Higher");
}

TEST(html_ranks_groups_by_their_revenue)
{
    Audit audit = made_audit(test_arena(), &made_usual);
    audit.rfm[RFM_LOST].revenue = 900000000;
    Str rfm = section(made_report(&audit), "rfm");
    Str groups = between(rfm, "The eleven groups", "</section>");
    Str first = plain(between(groups, "<th scope=\"row\">", "</tr>"));
    CHECK(str_starts_with(first, STR("Lost|720|1.5%|€9.0m|9.0%|")));
    CHECK(str_contains(rfm, STR("Your most valuable group, “Lost”")));
}

TEST(html_draws_a_break_where_both_series_have_it)
{
    CHECK_INT(occurrences(section(usual_report(), "retention"), "class=\"break\""), 4); // two charts of two widths
    CHECK_INT(occurrences(usual_report(), "y1=\"-"), 0);                                // no level above its plane
    Made made = made_usual;
    made.periods = 61;
    Audit audit = made_audit(test_arena(), &made);
    audit.retention_break->at = 5; // before what is shown
    Str report = made_report(&audit);
    CHECK_INT(occurrences(section(report, "retention"), "class=\"break\""), 0);
    CHECK(str_contains(report, STR("retention runs at another level")));
}

TEST(html_splits_revenue_into_first_orders_and_later_ones)
{
    Str revenue = section(usual_report(), "revenue");
    CHECK_TEXT(row(revenue, "Mar 24"), "Mar 24|€19,626.10|€10,535.00|€9,091.10|");
    CHECK_INT(occurrences(revenue, "class=\"open\""), 3); // the running month, at three widths
    Audit audit = made_audit(test_arena(), &made_usual);
    audit.period[audit.periods - 1].complete = true;
    CHECK_INT(occurrences(made_report(&audit), "class=\"open\""), 0);
}

TEST(html_forecast_begins_after_the_last_period)
{
    CHECK_TEXT(row(section(usual_report(), "value"), "Feb 26"), "Feb 26|€25,110|");
    CHECK_INT(occurrences(section(usual_report(), "value"), "<th scope=\"row\">Jan 26"), 0);
}

TEST(html_shows_the_value_in_margin_only_when_a_margin_is_given)
{
    CHECK(!str_contains(usual_report(), STR("In margin")));
    Audit audit = made_audit(test_arena(), &made_usual);
    audit.options.margin = 0.4;
    CHECK(str_contains(made_report(&audit), STR("In margin, at the 40.0% you gave: €63.57.")));
}

TEST(html_lists_the_reasons_that_occurred_with_an_example)
{
    Str data = section(usual_report(), "data");
    Str reasons = between(data, "aria-label=\"Rows left out\"", "</table>");
    CHECK_INT(occurrences(reasons, "<th scope=\"row\">"), 2);
    CHECK(str_contains(plain(reasons), STR("|70|line 4,711, orders.csv orders.csv|")));
    CHECK(str_contains(data, STR("Of 18,611 rows, 18,532 were used and 79 left out")));
}

TEST(html_part_of_a_change_is_by_rate_and_by_mix)
{
    Audit audit = made_audit(test_arena(), &made_usual);
    audit.breakdown[0].group[0].change.mix_effect = 0.034;
    Str groups = section(made_report(&audit), "groups");
    CHECK(str_contains(row(groups, "<bdi>orders.csv"), STR("|80.0%|+3.0\u00A0pts|25.0%|")));
}

TEST(html_survival_falls_step_by_step)
{
    Str survival = section(usual_report(), "survival");
    CHECK(occurrences(between(survival, "class=\"line\"", "/>"), "L") > 100);
    CHECK_TEXT(row(survival, "30 days"), "30 days||14.3%|12.9% to 15.8%|2,100|");
}

TEST(html_says_too_few_only_where_it_is)
{
    CHECK_INT(occurrences(usual_report(), "too few to tell"), 0);
}

TEST(html_finding_without_money_names_none)
{
    Str findings = section(usual_report(), "findings");
    CHECK_INT(occurrences(findings, "class=\"money\""), 3);
    CHECK(str_contains(plain(findings), STR("€14,200 of revenue a year")));
    CHECK(str_contains(plain(findings), STR("First action: Look for what changed in April 2025")));
}

TEST(html_ends_with_the_command_that_makes_it_again)
{
    Made made = made_usual;
    made.name = STR("/home/ana/it's.csv");
    Audit audit = made_audit(test_arena(), &made);
    Str report = made_report(&audit);
    CHECK(str_contains(report, STR("<title>Retention audit: it&#39;s.csv</title>")));
    CHECK_TEXT(
        plain(between(report, "<footer>", "</footer>")),
        "Fidèle " FIDELE_VERSION
        ". This file needs no network and sends nothing anywhere.To compute it again: fidele audit "
        "&#39;/home/ana/it&#39;\\&#39;&#39;s.csv&#39; --period month --as-of 2026-01-20 --window 120 --format html "
        "--locale en");
    audit.window.days = 0;
    CHECK(str_contains(made_report(&audit), STR(" --window period ")));
}

TEST(html_links_figures_to_their_definitions)
{
    Str report = usual_report();
    static const char *const names[] = {"crr",      "churn", "clv",           "aov",
                                        "survival", "rfm",   "concentration", "replacement_need"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        CHECK(occurrences(report, str_format(test_arena(), "href=\"#def-%s\"%c", names[i], 0).data) >= 1);
        CHECK_INT(occurrences(report, str_format(test_arena(), "id=\"def-%s\"%c", names[i], 0).data), 1);
    }
}

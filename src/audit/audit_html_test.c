// What holds for the HTML report of every audit.
#include <stdio.h>
#include <string.h>

#include "audit/audit_made.h"
#include "base/test.h"

static size_t occurrences(Str text, const char *part)
{
    size_t count = 0, size = strlen(part);
    for (const char *at = text.data, *end = text.data + text.size; (at = memmem(at, (size_t)(end - at), part, size));
         at += size)
        count++;
    return count;
}

// Each #fragment that is linked to is somewhere, and once.
static void check_links(Str report)
{
    const char *end = report.data + report.size;
    for (const char *at = report.data; (at = memmem(at, (size_t)(end - at), "href=\"#", 7)) != NULL;) {
        at += 7;
        const char *quote = memchr(at, '"', (size_t)(end - at));
        Str id = str_format(test_arena(), " id=\"%.*s\"%c", (int)(quote - at), at, 0);
        if (occurrences(report, id.data) != 1) fail_msg("linked to, but not there once:%s", id.data);
    }
}

static void check_balance(Str report)
{
    static const char *const elements[] = {"div",     "section", "table", "tr",   "td",  "th",  "p",   "svg", "g",
                                           "details", "ul",      "ol",    "li",   "dl",  "dt",  "dd",  "h1",  "h2",
                                           "h3",      "a",       "span",  "main", "nav", "bdi", "text"};
    for (size_t i = 0; i < COUNT_OF(elements); i++) {
        char open[16], open_more[16], close[16];
        snprintf(open, sizeof open, "<%s>", elements[i]);
        snprintf(open_more, sizeof open_more, "<%s ", elements[i]);
        snprintf(close, sizeof close, "</%s>", elements[i]);
        CHECK_INT(occurrences(report, open) + occurrences(report, open_more), occurrences(report, close));
    }
}

static void check_report(Str report)
{
    static const char *const never[] = {"<script", "javascript:", "http://",   "https://", "<img", "<iframe",
                                        "@import", "url(h",       " style=\"", " onload",  ">nan", " nan",
                                        "nan%",    "(null)",      "-inf",      "{0}",      "{1}"};
    for (size_t i = 0; i < COUNT_OF(never); i++)
        if (occurrences(report, never[i])) fail_msg("the report holds: %s", never[i]);
    CHECK(report.size < 400 * 1000);
    CHECK_INT(occurrences(report, "<h1"), 1);
    check_links(report);
    check_balance(report);
}

TEST(html_of_a_usual_audit_is_whole_in_both_languages)
{
    for (Locale locale = 0; locale < LOCALE_COUNT; locale++) {
        Made made = made_usual;
        made.locale = locale;
        Audit audit = made_audit(test_arena(), &made);
        check_report(made_report(&audit));
    }
}

TEST(html_of_nothing_says_so)
{
    for (Locale locale = 0; locale < LOCALE_COUNT; locale++) {
        Audit audit = made_empty(locale);
        Str report = made_report(&audit);
        check_report(report);
        CHECK(occurrences(report, locale == LOCALE_FR ? "as encore observé" : "ot observed yet") >= 3);
    }
}

TEST(html_of_one_customer_says_that_it_is_too_few)
{
    Made made = made_usual;
    made.new_customers = 1;
    made.periods = 5;
    Audit audit = made_audit(test_arena(), &made);
    Str report = made_report(&audit);
    check_report(report);
    CHECK(str_contains(report, STR("too few to tell")));
}

TEST(html_stays_small_whatever_the_audit)
{
    static const Str quotes = STR("'''''''''''''''''''''''''''''''''''''''''''''''''''''''''''''''''''''''''");
    static const PeriodUnit units[] = {PERIOD_DAY, PERIOD_WEEK, PERIOD_MONTH, PERIOD_YEAR};
    for (size_t i = 0; i < COUNT_OF(units); i++) {
        Made made = {LOCALE_FR, units[i], 120, INT64_C(30000000), quotes, ACTIVITY_DIMENSIONS_MAX, 60, 12};
        Audit audit = made_audit(test_arena(), &made);
        check_report(made_report(&audit));
    }
}

TEST(html_shows_the_last_36_cohorts_and_48_periods_and_says_so)
{
    Made made = made_usual;
    made.periods = 61;
    Audit audit = made_audit(test_arena(), &made);
    Str report = made_report(&audit);
    check_report(report);
    CHECK(str_contains(report, STR("The last 36 of 61 are shown")));
    CHECK(str_contains(report, STR("The last 48 of 61 are shown")));
    made.periods = 36;
    audit = made_audit(test_arena(), &made);
    CHECK(!str_contains(made_report(&audit), STR("are shown")));
}

TEST(html_lets_no_text_of_the_file_become_markup)
{
    Made made = made_usual;
    made.name = STR("</title></style><script>alert('x')</script>\"' onload=1 \u202Egnp.exe\x01");
    Audit audit = made_audit(test_arena(), &made);
    Str report = made_report(&audit);
    CHECK_INT(occurrences(report, "<script"), 0);
    CHECK_INT(occurrences(report, "</style>"), 1);
    CHECK_INT(occurrences(report, "\u202E"), 0);
    CHECK_INT(occurrences(report, "\x01"), 0);
    CHECK(occurrences(report, "&lt;/title&gt;&lt;/style&gt;&lt;script&gt;alert(&#39;x&#39;)") > 50);
    check_balance(report);
    check_links(report);
}

TEST(html_tells_the_two_routes_of_retention_apart_only_where_they_differ)
{
    Audit audit = made_audit(test_arena(), &made_usual);
    CHECK(str_contains(made_report(&audit), STR("(E − N) / S counts customers who came back")));
    CHECK(!str_contains(made_report(&audit), STR("&gt; 100%")));
    audit.period[9].count_formula_valid = false; // E - N beyond S
    CHECK(str_contains(made_report(&audit), STR("<td>&gt; 100%</td>")));
    for (size_t p = 0; p < audit.periods; p++) audit.period[p].presence.reactivated = 0;
    CHECK(!str_contains(made_report(&audit), STR("(E − N) / S counts customers who came back")));
}

TEST(html_marks_the_period_that_is_still_running)
{
    Audit audit = made_audit(test_arena(), &made_usual);
    CHECK(str_contains(made_report(&audit), STR("Jan 26 <small>in progress</small>")));
    audit.period[audit.periods - 1].complete = true;
    CHECK(!str_contains(made_report(&audit), STR("<small>in progress</small>")));
}

TEST(html_lists_a_study_period_in_place_of_the_series)
{
    Audit audit = made_audit(test_arena(), &made_usual);
    AuditPeriod study = audit.period[10];
    study.first_day = day_of_civil((CivilDate){2025, 2, 3});
    study.last_day = day_of_civil((CivilDate){2025, 4, 17});
    audit.study = &study;
    Str report = made_report(&audit);
    check_report(report);
    CHECK(str_contains(report, STR("<th scope=\"row\">3 February 2025 to 17 April 2025</th>")));
}

TEST(html_shows_the_headlines_that_were_asked_for)
{
    Audit audit = made_audit(test_arena(), &made_usual);
    static const Str names[] = {STR("aov"), STR("rpr"), STR("pf"), STR("arpc"), STR("revenue"), STR("crr")};
    for (size_t i = 0; i < COUNT_OF(names); i++) audit.options.headline[i] = names[i];
    audit.options.headlines = COUNT_OF(names);
    Str report = made_report(&audit);
    check_report(report);
    CHECK_INT(occurrences(report, "card figure"), 6);
    CHECK(str_contains(report, STR("You kept 78 of every 100 existing customers; 22 stopped buying.")));
}

TEST(html_in_french_keeps_signs_with_their_words)
{
    Made made = made_usual;
    made.locale = LOCALE_FR;
    Audit audit = made_audit(test_arena(), &made);
    audit.findings = 0; // their texts are not the report's
    Str report = made_report(&audit);
    const char *body = memmem(report.data, report.size, "<body>", 6);
    const char *end =
        memmem(report.data, report.size, "<section id=\"definitions\"", 25); // formulas are of no language
    Str text = {body, (size_t)(end - body)};
    static const char *const loose[] = {" : ", " ; ", " ! ", " ? ", " %", "« ", " »"};
    for (size_t i = 0; i < COUNT_OF(loose); i++)
        if (occurrences(text, loose[i])) fail_msg("a loose sign: '%s'", loose[i]);
}

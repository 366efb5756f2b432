#include "prediction/forecast_text_cli.h"

#include <math.h>
#include <unistd.h>

#include "base/calendar.h"
#include "base/csv.h"
#include "base/money.h"
#include "base/number.h"
#include "cli/display.h"
#include "cli/reply.h"
#include "cli/table.h"

enum { BAR_COLUMNS = 24, NARROW = 80, OBSERVED_SHOWN = 6 };

typedef struct Page {
    const CommandCall *call;
    JsonValue report;
    size_t width;
    Text *out;
} Page;

// ---- figures ----

static double amount_of(const Page *page, JsonValue object, const char *path)
{
    double amount;
    return number_parse(reply_text(page->call, object, path), &amount) ? amount : 0;
}

// "p50" of an object, a sum of money; "–" where there is none.
static Str money_of(const Page *page, JsonValue object, const char *name)
{
    Currency currency;
    Arena *arena = page->call->arena;
    Str code = reply_text(page->call, object, str_c(arena, str_format(arena, "%s.currency", name)));
    if (!code.size) return STR("–");
    if (!currency_find(code, &currency)) currency = currency_unknown;
    double amount = amount_of(page, object, str_c(arena, str_format(arena, "%s.amount", name)));
    int64_t minor = llround(amount * (double)currency_minor_per_major(&currency));
    return money_say(arena, page->call->locale, minor, &currency);
}

static Str rate_of_report(const Page *page, const char *path)
{
    return number_say_rate(page->call->arena, page->call->locale, amount_of(page, page->report, path), 0);
}

static Str period_of(const Page *page, JsonValue object)
{
    Day first, last;
    Str name = reply_text(page->call, object, "period");
    if (!period_parse(name, &first, &last)) return name;
    return period_say_short(page->call->arena, page->call->locale, PERIOD_MONTH, period_of_day(PERIOD_MONTH, first));
}

static Str word(const Page *page, Phrase phrase)
{
    return str_of(phrase.in[page->call->locale]);
}

static void paragraph(const Page *page, Str text)
{
    if (!text.size) return;
    display_wrap(page->out, display_clean(page->call->arena, text), 0, page->width);
    text_add_byte(page->out, '\n');
}

static bool is_mrr(const Page *page)
{
    return str_equal(reply_text(page->call, page->report, "series"), STR("mrr"));
}

static JsonValue member(JsonValue object, const char *name)
{
    JsonValue value = {0};
    (void)json_member(object, str_of(name), &value);
    return value;
}

static JsonValue last_item(JsonValue array)
{
    size_t count = json_count(array);
    return count ? json_item(array, count - 1) : (JsonValue){0};
}

// ---- the summary ----

// Of a file: what of it was read.
static void add_file(const Page *page)
{
    const CommandCall *call = page->call;
    if (!reply_text(call, page->report, "rows").size) return;
    int64_t accepted = (int64_t)amount_of(page, page->report, "accepted");
    int64_t rejected = (int64_t)amount_of(page, page->report, "rejected");
    paragraph(page, phrase_say(call->arena, call->locale,
                               PHRASE("{0} rows used, {1} refused.", "{0} lignes utilisées, {1} refusées."),
                               number_say_count(call->arena, call->locale, accepted),
                               number_say_count(call->arena, call->locale, rejected)));
}

// Of MRR the last month is what is asked for; of revenue all of them together.
static void add_total(const Page *page)
{
    const CommandCall *call = page->call;
    JsonValue months = member(page->report, "months");
    JsonValue of = is_mrr(page) ? last_item(months) : member(page->report, "total");
    Str first =
        is_mrr(page) ? period_of(page, of) : number_say_count(call->arena, call->locale, (int64_t)json_count(months));
    Phrase phrase = PHRASE("{0} months to come: {1} expected, between {2} and {3} eight times in ten.",
                           "{0} mois à venir\u00A0: {1} attendus, entre {2} et {3} huit fois sur dix.");
    Phrase mrr = PHRASE("MRR at the end of {0}: {1} expected, between {2} and {3} eight times in ten.",
                        "MRR à fin {0}\u00A0: {1} attendus, entre {2} et {3} huit fois sur dix.");
    paragraph(page, phrase_say(call->arena, call->locale, is_mrr(page) ? mrr : phrase, first, money_of(page, of, "p50"),
                               money_of(page, of, "p10"), money_of(page, of, "p90")));
    Str churn = number_say_rate(call->arena, call->locale, amount_of(page, page->report, "monthly_churn"), 1);
    paragraph(page, phrase_say(call->arena, call->locale,
                               PHRASE("{0} of the revenue of customers there is taken to be lost a month.",
                                      "{0} du chiffre d’affaires des clients présents serait perdu chaque mois."),
                               churn));
}

static void add_what_if(const Page *page)
{
    const CommandCall *call = page->call;
    JsonValue what_if = member(page->report, "what_if");
    if (what_if.type != JSON_OBJECT) return;
    double points = amount_of(page, what_if, "churn_points");
    Phrase more = PHRASE("With {0} points of churn a month more: {1} on the whole time ({2} together).",
                         "Avec {0} points d’attrition par mois en plus\u00A0: {1} sur la période ({2} en tout).");
    Phrase less = PHRASE("With {0} points of churn a month less: {1} on the whole time ({2} together).",
                         "Avec {0} points d’attrition par mois en moins\u00A0: {1} sur la période ({2} en tout).");
    paragraph(page, phrase_say(call->arena, call->locale, points > 0 ? more : less,
                               number_say(call->arena, call->locale, fabs(points), 1),
                               money_of(page, what_if, "difference"), money_of(page, what_if, "total")));
}

static void add_backtest(const Page *page)
{
    const CommandCall *call = page->call;
    JsonValue backtest = member(page->report, "backtest");
    int64_t months = (int64_t)amount_of(page, page->report, "backtest.coverage.n");
    if (backtest.type != JSON_OBJECT) {
        paragraph(page, word(page, (Phrase)PHRASE("No month can be held against an earlier forecast yet.",
                                                  "Aucun mois ne peut encore être comparé à une prévision passée.")));
        return;
    }
    if (months > 0)
        paragraph(
            page,
            phrase_say(call->arena, call->locale,
                       PHRASE("Of {0} forecasts of months that have come since, {1} ({2} to {3}) held what came "
                              "between P10 and P90; 80% is right.",
                              "De {0} prévisions de mois venus depuis, {1} (de {2} à {3}) tenaient le réel entre P10 "
                              "et P90\u202F; 80\u202F% est juste."),
                       number_say_count(call->arena, call->locale, months),
                       rate_of_report(page, "backtest.coverage.value"), rate_of_report(page, "backtest.coverage.low"),
                       rate_of_report(page, "backtest.coverage.high")));
    paragraph(page, phrase_say(call->arena, call->locale,
                               PHRASE("Off by {0} a month on average over {1} forecasts; the naive rule by {2}.",
                                      "Écart moyen de {0} par mois sur {1} prévisions\u202F; {2} pour la règle naïve."),
                               money_of(page, backtest, "mae"),
                               number_say_count(call->arena, call->locale,
                                                (int64_t)amount_of(page, page->report, "backtest.months")),
                               money_of(page, backtest, "naive_mae")));
}

// ---- months with bars ----

// Filled to `low`, half to `middle`, lightly to `high`.
static Str bar(const Page *page, double low, double middle, double high, double most)
{
    Text text = text_in(page->call->arena);
    double unit = most > 0 ? BAR_COLUMNS / most : 0;
    for (int column = 0; column < BAR_COLUMNS; column++) {
        double at = column + 0.5;
        if (at > high * unit) break;
        text_add(&text, at <= low * unit ? STR("█") : at <= middle * unit ? STR("▒") : STR("░"));
    }
    return text_str(&text);
}

static double most_of(const Page *page, JsonValue observed, JsonValue months)
{
    JsonValue item;
    double most = 0;
    for (size_t at = 0; json_next(observed, &at, NULL, &item);)
        most = fmax(most, amount_of(page, item, "value.amount"));
    for (size_t at = 0; json_next(months, &at, NULL, &item);) most = fmax(most, amount_of(page, item, "p90.amount"));
    return most;
}

// The months that came last, then those to come.
static void add_months(const Page *page)
{
    JsonValue observed = member(page->report, "observed"), months = member(page->report, "months"), item;
    const TableColumn columns[] = {{word(page, (Phrase)PHRASE("month", "mois")), false},
                                   {word(page, (Phrase)PHRASE("came", "réel")), true},
                                   {STR("P10"), true},
                                   {STR("P50"), true},
                                   {STR("P90"), true},
                                   {STR(""), false}};
    size_t count = page->width < NARROW ? COUNT_OF(columns) - 1 : COUNT_OF(columns), seen = json_count(observed), i = 0;
    double most = most_of(page, observed, months);
    Table *table = table_new(page->call->arena, columns, count);
    for (size_t at = 0; json_next(observed, &at, NULL, &item); i++) {
        double value = amount_of(page, item, "value.amount");
        if (i + OBSERVED_SHOWN >= seen)
            table_row(table, (Str[]){period_of(page, item), money_of(page, item, "value"), STR(""), STR(""), STR(""),
                                     bar(page, value, value, value, most)});
    }
    for (size_t at = 0; json_next(months, &at, NULL, &item);)
        table_row(table, (Str[]){period_of(page, item), STR(""), money_of(page, item, "p10"),
                                 money_of(page, item, "p50"), money_of(page, item, "p90"),
                                 bar(page, amount_of(page, item, "p10.amount"), amount_of(page, item, "p50.amount"),
                                     amount_of(page, item, "p90.amount"), most)});
    text_add_byte(page->out, '\n');
    table_print(table, page->width, page->out);
    if (count == COUNT_OF(columns))
        paragraph(page, word(page, (Phrase)PHRASE("█ to P10, ▒ to P50, ░ to P90: it is below P10 one time in ten, and "
                                                  "above P90 one time in ten.",
                                                  "█ jusqu’à P10, ▒ jusqu’à P50, ░ jusqu’à P90\u00A0: une fois sur dix "
                                                  "ce sera moins que P10, une fois sur dix plus que P90.")));
}

void forecast_text(const CommandCall *call, JsonValue report, Text *out)
{
    Page page = {call, report, display_columns(STDOUT_FILENO), out};
    Str refusal = reply_text(call, report, "refusal");
    paragraph(&page, refusal);
    if (refusal.size) return;
    add_file(&page);
    paragraph(&page, reply_text(call, report, "method"));
    add_total(&page);
    add_what_if(&page);
    add_backtest(&page);
    add_months(&page);
}

// ---- for a spreadsheet ----

void forecast_csv(const CommandCall *call, JsonValue report, Text *out)
{
    static const char *const bands[] = {"p10.amount", "p50.amount", "p90.amount"};
    JsonValue observed = member(report, "observed"), months = member(report, "months"), item;
    JsonValue changed = member(member(report, "what_if"), "months");
    text_add(out, STR("period,observed,p10,p50,p90,what_if,currency\n"));
    for (size_t at = 0; json_next(observed, &at, NULL, &item);) {
        csv_add(out, reply_text(call, item, "period"));
        csv_add_number(out, reply_text(call, item, "value.amount"));
        for (size_t b = 0; b <= COUNT_OF(bands); b++) csv_add(out, STR(""));
        csv_add(out, reply_text(call, item, "value.currency"));
        csv_end_record(out);
    }
    for (size_t at = 0, i = 0; json_next(months, &at, NULL, &item); i++) {
        csv_add(out, reply_text(call, item, "period"));
        csv_add(out, STR(""));
        for (size_t b = 0; b < COUNT_OF(bands); b++) csv_add_number(out, reply_text(call, item, bands[b]));
        csv_add_number(out, reply_text(call, json_item(changed, i), "p50.amount"));
        csv_add(out, reply_text(call, item, "p50.currency"));
        csv_end_record(out);
    }
}

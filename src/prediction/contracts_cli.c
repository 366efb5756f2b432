// contracts_cli.c - `fidele predict contracts FILE --label COLUMN --duration COLUMN`.
#include <math.h>
#include <unistd.h>

#include "base/number.h"
#include "base/thread.h"
#include "cli/display.h"
#include "cli/output.h"
#include "cli/table.h"
#include "prediction/contracts_report.h"
#include "prediction/predict_cli.h"

static const char *const options[] = {"label", "positive", "duration", "id", "time-unit", "discount", NULL};

enum { PERIODS_SHOWN = 24, MONTH = 2 };

typedef struct Page {
    const ContractsReport *report;
    Locale locale;
    size_t width;
    Arena *arena;
    Text *out;
} Page;

static Str number(const Page *page, double value, int decimals)
{
    return number_say(page->arena, page->locale, value, decimals);
}

static Str count(const Page *page, size_t value)
{
    return number_say_count(page->arena, page->locale, (int64_t)value);
}

static Str share(const Page *page, double value)
{
    return number_say_rate(page->arena, page->locale, value, 1);
}

static void paragraph(const Page *page, Str text)
{
    display_wrap(page->out, display_clean(page->arena, text), 0, page->width);
    text_add_byte(page->out, '\n');
}

static Str interval(const Page *page, double value, double low, double high)
{
    return phrase_say(page->arena, page->locale, PHRASE("{0} ({1} to {2})", "{0} ({1} à {2})"), number(page, value, 3),
                      number(page, low, 3), number(page, high, 3));
}

static void add_model(const Page *page)
{
    const ContractsReport *report = page->report;
    const ContractFit *fit = &report->fit;
    paragraph(page,
              phrase_say(page->arena, page->locale,
                         PHRASE("sBG: α {0}, β {1}; log-likelihood {2}. Chances to leave differ between customers, and "
                                "those likely to leave do so first: who has stayed longer is surer to stay.",
                                "sBG\u00A0: α {0}, β {1}\u202F; log-vraisemblance {2}. Les risques de départ diffèrent "
                                "entre clients, et les plus volages partent d’abord\u00A0: qui est resté plus "
                                "longtemps restera plus sûrement."),
                         interval(page, fit->parameter[0], fit->low[0], fit->high[0]),
                         interval(page, fit->parameter[1], fit->low[1], fit->high[1]),
                         number(page, fit->log_likelihood, 1)));
    if (fit->shrunk > 0)
        paragraph(page,
                  phrase_say(page->arena, page->locale,
                             PHRASE("Few contracts: {0} of what is known of the parameters comes from published fits.",
                                    "Peu de contrats\u00A0: {0} de ce qui est su des paramètres vient d’ajustements "
                                    "publiés."),
                             share(page, fit->shrunk)));
    if (report->judged)
        paragraph(
            page,
            phrase_say(page->arena, page->locale,
                       PHRASE("Judged on the periods from {0} on, of a fit to those before: off by {1} on average; "
                              "the rule that the same share leaves each time is off by {2}.",
                              "Jugé sur les périodes à partir de la {0}, ajusté aux précédentes\u00A0: écart moyen "
                              "{1}\u202F; la règle d’une part constante de départs s’écarte de {2}."),
                       count(page, report->judged_from),
                       number_say_points(page->arena, page->locale, report->mean_absolute_error, 1),
                       number_say_points(page->arena, page->locale, report->naive_mean_absolute_error, 1)));
}

static void add_periods(const Page *page)
{
    const ContractsReport *report = page->report;
    const Phrase titles[] = {PHRASE("period", "période"),  PHRASE("still there, seen", "encore là, constaté"),
                             PHRASE("95%", "95\u202F%"),   PHRASE("n", "n"),
                             PHRASE("predicted", "prévu"), PHRASE("renewal", "renouvellement")};
    TableColumn columns[COUNT_OF(titles)];
    for (size_t i = 0; i < COUNT_OF(titles); i++) columns[i] = (TableColumn){str_of(titles[i].in[page->locale]), true};
    Table *table = table_new(page->arena, columns, COUNT_OF(columns));
    size_t last = report->periods + CONTRACTS_AHEAD;
    for (size_t period = 1; period <= (last < PERIODS_SHOWN ? last : PERIODS_SHOWN); period++) {
        SurvivalPoint point;
        bool seen = period <= report->periods && contracts_observed(report, period, &point);
        table_row(table, (Str[]){count(page, period), seen ? share(page, point.survival) : STR("–"),
                                 seen ? phrase_say(page->arena, page->locale, PHRASE("{0} to {1}", "{0} à {1}"),
                                                   share(page, point.low), share(page, point.high))
                                      : STR("–"),
                                 seen ? count(page, (size_t)point.at_risk) : STR("–"),
                                 share(page, contract_survival(&report->fit, (double)period)),
                                 share(page, contract_retention(&report->fit, (double)period - 1))});
    }
    text_add_byte(page->out, '\n');
    table_print(table, page->width, page->out);
}

static Str unit_word(const Page *page)
{
    const Phrase words[] = {PHRASE("days", "jours"), PHRASE("weeks", "semaines"), PHRASE("months", "mois"),
                            PHRASE("years", "années")};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_starts_with(str_of(words[i].in[LOCALE_EN]), page->report->unit))
            return str_of(words[i].in[page->locale]);
    return page->report->unit;
}

static void contracts_text(const Page *page)
{
    const ContractsReport *report = page->report;
    paragraph(page, phrase_say(
                        page->arena, page->locale,
                        PHRASE("{0}: {1} contracts over up to {2} {3}, {4} ended; {5} rows left out.",
                               "{0}\u00A0: {1} contrats sur {2} {3} au plus, {4} terminés\u202F; {5} lignes écartées."),
                        report->name, count(page, report->customers), count(page, report->periods), unit_word(page),
                        count(page, report->lost), count(page, report->left_out)));
    add_model(page);
    add_periods(page);
}

static bool check_columns(const CommandCall *call, Error *error)
{
    static const char *const wanted[] = {"label", "duration"};
    for (size_t i = 0; i < COUNT_OF(wanted); i++)
        if (!option_given(call->options, wanted[i]))
            return error_say(
                error, ERROR_USAGE,
                PHRASE("contracts: name the columns: --label COLUMN says whose contract ended, --duration "
                       "COLUMN how many periods it ran; --{0} is missing",
                       "contracts\u00A0: nommez les colonnes\u00A0: --label COLONNE dit quel contrat est terminé, "
                       "--duration COLONNE le nombre de ses périodes\u202F; il manque --{0}"),
                str_of(wanted[i]));
    return predict_file(call).size ||
           error_set(error, ERROR_USAGE,
                     PHRASE("contracts: name a file, a table with a row for each customer",
                            "contracts\u00A0: nommez un fichier, un tableau d’une ligne par client"),
                     NULL, 0);
}

static bool write_report(const CommandCall *call, const ContractsReport *report, Error *error)
{
    Text out = text_in(call->arena);
    switch (predict_form(call)) {
    case PREDICT_JSON: contracts_json(report, call->locale, &out); break;
    case PREDICT_CSV: contracts_csv(report, &out); break;
    case PREDICT_TEXT:
        contracts_text(&(Page){report, call->locale, display_columns(STDOUT_FILENO), call->arena, &out});
        break;
    }
    return output_write(option_text(call->options, "output", STR("-")), text_str(&out), error);
}

static bool run_contracts(const CommandCall *call, Error *error)
{
    static const Str units[] = {STR("day"), STR("week"), STR("month"), STR("year")};
    static const double years[] = {1 / 365.25, 7 / 365.25, 1.0 / 12, 1};
    if (!check_columns(call, error)) return false;
    size_t unit = option_choice(call->options, "time-unit", MONTH);
    ChurnFileOptions asked = {.label = option_text(call->options, "label", STR("")),
                              .id = option_text(call->options, "id", STR("")),
                              .positive = option_text(call->options, "positive", STR("")),
                              .duration = option_text(call->options, "duration", STR("")),
                              .threads = (int)option_count(call->options, "threads", thread_count_available())};
    ChurnFile file;
    if (!churn_file_open(predict_file(call), &asked, call->arena, &file, error)) return false;
    ContractsReport *report = arena_new(call->arena, ContractsReport);
    double discount = expm1(log1p(option_number(call->options, "discount", 0)) * years[unit]);
    contracts_report(&file, predict_file(call), units[unit], discount, call->arena, report);
    bool done = report->fitted;
    if (done)
        done = write_report(call, report, error);
    else
        *error = report->refusal;
    churn_file_close(&file);
    return done;
}

const PredictKind predict_contracts = {.word = "contracts", .options = options, .run = run_contracts};

// occasions_cli.c - `fidele predict occasions FILE --every PERIOD`.
#include <unistd.h>

#include "base/number.h"
#include "base/thread.h"
#include "cli/display.h"
#include "cli/output.h"
#include "cli/progress_bar.h"
#include "cli/table.h"
#include "import/orders.h"
#include "prediction/occasions_report.h"
#include "prediction/predict_cli.h"

static const char *const options[] = {"every", "as-of", "columns", "currency", "date-order", "decimal", NULL};

enum { CUSTOMERS_SHOWN = 20 };

typedef struct Page {
    const OccasionsReport *report;
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

static void paragraph(const Page *page, Str text)
{
    display_wrap(page->out, display_clean(page->arena, text), 0, page->width);
    text_add_byte(page->out, '\n');
}

static void add_summary(const Page *page)
{
    const OccasionsReport *report = page->report;
    const OpportunityFit *fit = &report->fit;
    paragraph(
        page,
        phrase_say(page->arena, page->locale,
                   PHRASE("{0} customers, {1} to {2}; each period after the first purchase is an occasion.",
                          "{0} clients, de {1} à {2}\u202F; chaque période après le premier achat est une occasion."),
                   count(page, fit->customers), period_name(page->arena, report->every, report->first),
                   period_name(page->arena, report->every, report->last)));
    paragraph(
        page,
        phrase_say(page->arena, page->locale,
                   PHRASE("BG/BB: α {0}, β {1} (buying), γ {2}, δ {3} (leaving); log-likelihood {4}.",
                          "BG/BB\u00A0: α {0}, β {1} (achat), γ {2}, δ {3} (départ)\u202F; log-vraisemblance {4}."),
                   number(page, fit->parameter[0], 3), number(page, fit->parameter[1], 3),
                   number(page, fit->parameter[2], 3), number(page, fit->parameter[3], 3),
                   number(page, fit->log_likelihood, 1)));
    if (report->judged)
        paragraph(
            page,
            phrase_say(
                page->arena, page->locale,
                PHRASE("Judged from {0} on, of a fit to what came before: {1} occasions taken, {2} predicted, {3} by "
                       "the rule that each goes on as before.",
                       "Jugé à partir de {0}, ajusté à ce qui précède\u00A0: {1} occasions saisies, {2} prévues, {3} "
                       "selon la règle que chacun continue comme avant."),
                period_name(page->arena, report->every, report->judged_from), number(page, report->actual, 0),
                number(page, report->predicted, 0), number(page, report->naive, 0)));
    paragraph(page, phrase_say(page->arena, page->locale,
                               PHRASE("Expected at the next {0} occasions: {1} purchases.",
                                      "Attendus aux {0} prochaines occasions\u00A0: {1} achats."),
                               count(page, report->ahead), number(page, report->total, 0)));
}

static void add_customers(const Page *page)
{
    const OccasionsReport *report = page->report;
    const Occasions *of = &report->occasions;
    const Phrase titles[] = {PHRASE("customer", "client"),       PHRASE("taken", "saisies"),
                             PHRASE("last", "dernière"),         PHRASE("occasions", "occasions"),
                             PHRASE("still there", "encore là"), PHRASE("expected", "attendus")};
    TableColumn columns[COUNT_OF(titles)];
    for (size_t i = 0; i < COUNT_OF(titles); i++) columns[i] = (TableColumn){str_of(titles[i].in[page->locale]), i > 0};
    Table *table = table_new(page->arena, columns, COUNT_OF(columns));
    for (size_t k = 0; k < of->count && k < CUSTOMERS_SHOWN; k++) {
        size_t i = report->order[k];
        table_row(table, (Str[]){display_clean(page->arena, report->columns->ids[of->customer[i]]),
                                 count(page, of->x[i]), count(page, of->t_x[i]), count(page, of->n[i]),
                                 number_say_rate(page->arena, page->locale, report->alive[i], 0),
                                 number(page, report->expected[i], 2)});
    }
    text_add_byte(page->out, '\n');
    table_print(table, page->width, page->out);
}

static bool write_report(const CommandCall *call, const OccasionsReport *report, Error *error)
{
    Text out = text_in(call->arena);
    Page page = {report, call->locale, display_columns(STDOUT_FILENO), call->arena, &out};
    switch (predict_form(call)) {
    case PREDICT_JSON: occasions_json(report, call->arena, &out); break;
    case PREDICT_CSV: occasions_csv(report, &out); break;
    case PREDICT_TEXT:
        add_summary(&page);
        add_customers(&page);
        break;
    }
    return output_write(option_text(call->options, "output", STR("-")), text_str(&out), error);
}

static bool run_occasions(const CommandCall *call, Error *error)
{
    enum { MONTH = 1 };
    static const PeriodUnit every[] = {PERIOD_WEEK, PERIOD_MONTH, PERIOD_QUARTER, PERIOD_YEAR};
    if (!predict_file(call).size)
        return error_set(error, ERROR_USAGE,
                         PHRASE("occasions: name a file, an export of orders",
                                "occasions\u00A0: nommez un fichier, un export de commandes"),
                         NULL, 0);
    ProgressBar bar;
    Phrase label = PHRASE("Reading", "Lecture");
    progress_bar_start(&bar, str_of(label.in[call->locale]), option_given(call->options, "quiet"));
    OrderReading reading;
    Columns columns;
    bool fine = predict_orders(call, &bar.progress, &reading, &columns, error);
    progress_bar_finish(&bar);
    if (!fine) return false;
    OccasionsReport report;
    int threads = (int)option_count(call->options, "threads", thread_count_available());
    fine = occasions_report(&columns, every[option_choice(call->options, "every", MONTH)], threads, call->arena,
                            &report, error);
    report.rows = reading.rows, report.accepted = reading.accepted, report.rejected = reading.rejected;
    fine = fine && write_report(call, &report, error);
    columns_close(&columns);
    orders_close(&reading);
    return fine;
}

const PredictKind predict_occasions = {.word = "occasions", .options = options, .run = run_occasions};

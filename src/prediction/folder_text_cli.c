// folder_text_cli.c - the report of a model of a data folder for a person: its standing, what it is worth, what drives
// it.
#include <unistd.h>

#include "base/number.h"
#include "cli/display.h"
#include "cli/reply.h"
#include "cli/table.h"
#include "prediction/predict_cli.h"

enum { DRIVERS_SHOWN = 10 };

typedef struct FolderPage {
    const CommandCall *call;
    JsonValue report;
    size_t width;
    Text *out;
} FolderPage;

static Str text_of(const FolderPage *page, const char *name)
{
    return display_clean(page->call->arena, reply_text(page->call, page->report, name));
}

static Str number_of(const FolderPage *page, const char *name, int decimals)
{
    double number;
    Str text = reply_text(page->call, page->report, name);
    if (!number_parse(text, &number)) return STR("–");
    return number_say(page->call->arena, page->call->locale, number, decimals);
}

// "2026-11-23" or an instant, as a day in a sentence.
static Str day_of(const FolderPage *page, const char *name)
{
    enum { DAY_CHARACTERS = 10 };
    Day day;
    Str text = text_of(page, name);
    Str part = {text.data, text.size < DAY_CHARACTERS ? text.size : DAY_CHARACTERS};
    return day_parse(part, &day) ? day_say(page->call->arena, page->call->locale, day) : text;
}

static void line(const FolderPage *page, Str text)
{
    if (!text.size) return;
    display_wrap(page->out, text, 0, page->width);
    text_add_byte(page->out, '\n');
}

static Str say(const FolderPage *page, Phrase phrase, Str first, Str second, Str third)
{
    return phrase_say(page->call->arena, page->call->locale, phrase, first, second, third);
}

static void add_standing(const FolderPage *page)
{
    Str status = text_of(page, "status"), none = STR("");
    if (str_equal(status, STR("never")))
        line(page, say(page,
                       PHRASE("{0}: not trained yet; --train trains it now.",
                              "{0}\u00A0: pas encore entraîné\u202F; --train l’entraîne maintenant."),
                       text_of(page, "title"), none, none));
    else
        line(page, say(page, PHRASE("{0}: version {1}, trained {2}.", "{0}\u00A0: version {1}, entraîné le {2}."),
                       text_of(page, "title"), text_of(page, "version"), day_of(page, "trained_at")));
    line(page, text_of(page, "refusal"));
    line(page, text_of(page, "last_refusal"));
    line(page, text_of(page, "chosen_because"));
}

static void add_quality(const FolderPage *page)
{
    if (!text_of(page, "holdout.to").size) return;
    line(page, say(page, PHRASE("Judged on what came later, {0} to {1}:", "Jugé sur la suite, du {0} au {1}\u00A0:"),
                   day_of(page, "holdout.from"), day_of(page, "holdout.to"), STR("")));
    if (text_of(page, "holdout.auc.value").size) {
        line(page, say(page,
                       PHRASE("AUC {0} ({1} to {2}): the share of pairs in which who will is ranked before who won’t",
                              "AUC {0} ({1} à {2})\u00A0: part des paires où celui qui le fera est classé devant "
                              "l’autre"),
                       number_of(page, "holdout.auc.value", 3), number_of(page, "holdout.auc.low", 3),
                       number_of(page, "holdout.auc.high", 3)));
        line(page, say(page,
                       PHRASE("Brier {0}, calibration error {1}, {2} times as many as usual in the top tenth",
                              "Brier {0}, erreur de calibration {1}, {2} fois plus que d’habitude dans le premier "
                              "dixième"),
                       number_of(page, "holdout.brier", 3), number_of(page, "holdout.calibration_error", 3),
                       number_of(page, "holdout.top_decile_lift", 1)));
    }
    if (text_of(page, "holdout.actual").size) {
        line(page, say(page, PHRASE("{0} purchases were made, {1} predicted", "{0} achats faits, {1} prédits"),
                       number_of(page, "holdout.actual", 0), number_of(page, "holdout.predicted", 0), STR("")));
        line(page, say(page,
                       PHRASE("off by {0} a customer; the naive rule by {1}",
                              "écart de {0} par client\u202F; {1} pour la règle naïve"),
                       number_of(page, "holdout.mae", 3), number_of(page, "holdout.naive_mae", 3), STR("")));
    }
}

static void add_drivers(const FolderPage *page)
{
    JsonValue drivers, item;
    if (!json_member(page->report, STR("drivers"), &drivers) || !json_count(drivers)) return;
    const CommandCall *call = page->call;
    const TableColumn columns[] = {{str_of(PHRASE("what drives it", "ce qui la détermine").in[call->locale]), false},
                                   {str_of(PHRASE("odds ratio", "rapport de cotes").in[call->locale]), true},
                                   {str_of(PHRASE("low", "bas").in[call->locale]), true},
                                   {str_of(PHRASE("high", "haut").in[call->locale]), true}};
    Table *table = table_new(call->arena, columns, COUNT_OF(columns));
    size_t shown = 0;
    for (size_t at = 0; shown < DRIVERS_SHOWN && json_next(drivers, &at, NULL, &item); shown++) {
        FolderPage driver = {call, item, page->width, page->out};
        const Str cells[] = {text_of(&driver, "label"), number_of(&driver, "odds_ratio", 2),
                             number_of(&driver, "low", 2), number_of(&driver, "high", 2)};
        table_row(table, cells);
    }
    text_add_byte(page->out, '\n');
    table_print(table, page->width, page->out);
}

void predict_folder_text(const CommandCall *call, JsonValue report, Text *out)
{
    FolderPage page = {call, report, display_columns(STDOUT_FILENO), out};
    add_standing(&page);
    add_quality(&page);
    add_drivers(&page);
}

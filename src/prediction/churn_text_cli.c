// churn_text_cli.c - the churn report for a terminal.
#include <math.h>

#include "base/number.h"
#include "cli/display.h"
#include "cli/table.h"
#include "prediction/churn_report.h"

enum { COEFFICIENTS_SHOWN = 40, CUSTOMERS_SHOWN = 10, DRIVERS_SHOWN = 10, LEFT_SHOWN = 20 };

typedef struct Page {
    const ChurnReport *churn;
    Locale locale;
    size_t width;
    Arena *arena;
    Text *out;
} Page;

static Str words(const Page *page, Phrase phrase)
{
    return str_of(phrase.in[page->locale]);
}

static void heading(const Page *page, Phrase title)
{
    text_addf(page->out, "\n%.*s\n", STR_ARGS(words(page, title)));
}

static void paragraph(const Page *page, Str text)
{
    display_pad(page->out, 2);
    display_wrap(page->out, display_clean(page->arena, text), 2, page->width);
    text_add_byte(page->out, '\n');
}

static Str number(const Page *page, double value, int decimals)
{
    return number_say(page->arena, page->locale, value, decimals);
}

static Str share(const Page *page, double value)
{
    return number_say_rate(page->arena, page->locale, value, 1);
}

static Str count(const Page *page, int64_t value)
{
    return number_say_count(page->arena, page->locale, value);
}

static Str clean(const Page *page, Str text)
{
    return display_clean(page->arena, text);
}

static Str interval(const Page *page, double low, double high, int decimals)
{
    return phrase_say(page->arena, page->locale, PHRASE("{0} to {1}", "{0} à {1}"), number(page, low, decimals),
                      number(page, high, decimals));
}

static Table *table_of(const Page *page, const Phrase *titles, size_t columns)
{
    TableColumn *column = arena_array(page->arena, TableColumn, columns);
    for (size_t i = 0; i < columns; i++) column[i] = (TableColumn){words(page, titles[i]), i > 0};
    return table_new(page->arena, column, columns);
}

// ---- quality ----

static void quality_row(const Page *page, Table *table, Str name, const Quality *quality, bool naive)
{
    bool ranked = quality->ranked && !naive;
    table_row(table, (Str[]){name, ranked ? number(page, quality->auc, 4) : STR("–"),
                             ranked ? interval(page, quality->auc_low, quality->auc_high, 3) : STR("–"),
                             ranked ? number(page, quality->pr_auc, 4) : STR("–"), number(page, quality->brier, 4),
                             naive ? STR("–") : number(page, quality->calibration_error, 3),
                             ranked ? number(page, quality->top_decile_lift, 2) : STR("–"),
                             ranked ? share(page, quality->top_decile_capture) : STR("–")});
}

static void print_quality(const Page *page)
{
    const PropensityReport *report = &page->churn->report;
    const Quality *held = &report->holdout[report->chosen];
    heading(page, PHRASE("Quality on rows that were held out", "Qualité sur des lignes tenues à l’écart"));
    paragraph(page, phrase_say(page->arena, page->locale,
                               PHRASE("Rows held out: {0} ({1}); with the event: {2}",
                                      "Lignes tenues à l’écart\u00A0: {0} ({1})\u202F; avec l’événement\u00A0: {2}"),
                               count(page, held->rows), page->churn->rule, count(page, held->positives)));
    if (!held->rows) return;
    const Phrase titles[] = {PHRASE("model", "modèle"),
                             PHRASE("AUC", "AUC"),
                             PHRASE("95%", "95\u202F%"),
                             PHRASE("PR-AUC", "PR-AUC"),
                             PHRASE("Brier", "Brier"),
                             PHRASE("off by", "écart"),
                             PHRASE("lift of top tenth", "lift du 1er dixième"),
                             PHRASE("caught there", "captés")};
    Table *table = table_of(page, titles, COUNT_OF(titles));
    for (PropensityKind kind = 0; kind < PROPENSITY_KINDS; kind++)
        quality_row(page, table, words(page, propensity_kind_label(kind)), &report->holdout[kind], false);
    quality_row(page, table, words(page, PHRASE("same for everybody", "la même pour tous")), &report->naive, true);
    table_print(table, page->width, page->out);
}

static void print_calibration(const Page *page)
{
    const PropensityReport *report = &page->churn->report;
    const Quality *held = &report->holdout[report->chosen];
    if (!held->ranked) return;
    heading(page, PHRASE("Predicted and observed, by tenths of the score", "Prévu et observé, par dixièmes du score"));
    const Phrase titles[] = {PHRASE("tenth", "dixième"),
                             PHRASE("predicted", "prévu"),
                             PHRASE("observed", "observé"),
                             PHRASE("95%", "95\u202F%"),
                             PHRASE("n", "n"),
                             PHRASE("lift", "lift"),
                             PHRASE("caught so far", "captés jusque-là")};
    Table *table = table_of(page, titles, COUNT_OF(titles));
    for (size_t i = held->bins; i-- > 0;) {
        const CalibrationBin *bin = &held->calibration[i];
        size_t band = held->bins - 1 - i;
        bool has_band = held->bins == held->bands;
        table_row(table,
                  (Str[]){count(page, (int64_t)band + 1), share(page, bin->predicted), share(page, bin->observed.value),
                          phrase_say(page->arena, page->locale, PHRASE("{0} to {1}", "{0} à {1}"),
                                     share(page, bin->observed.low), share(page, bin->observed.high)),
                          count(page, bin->observed.n), has_band ? number(page, held->lift[band].lift, 2) : STR("–"),
                          has_band ? share(page, held->lift[band].captured) : STR("–")});
    }
    table_print(table, page->width, page->out);
}

// ---- what drives it ----

static void print_drivers(const Page *page)
{
    const PropensityReport *report = &page->churn->report;
    heading(page, PHRASE("What drives the score", "Ce qui fait le score"));
    const Phrase titles[] = {PHRASE("feature", "variable"), PHRASE("share of all effects", "part des effets"),
                             PHRASE("more of it", "plus il y en a")};
    Table *table = table_of(page, titles, COUNT_OF(titles));
    for (size_t i = 0; i < report->drivers && i < DRIVERS_SHOWN; i++) {
        const PropensityDriver *driver = &report->driver[i];
        Phrase way = driver->direction > 0   ? PHRASE("higher risk", "plus de risque")
                     : driver->direction < 0 ? PHRASE("lower risk", "moins de risque")
                                             : PHRASE("–", "–");
        table_row(table, (Str[]){clean(page, page->churn->file->features.column[driver->column].name),
                                 share(page, driver->share), words(page, way)});
    }
    table_print(table, page->width, page->out);
}

static Str p_text(const Page *page, double p)
{
    if (p < 0.0001)
        return phrase_say(page->arena, page->locale, PHRASE("< {0}", "<\u00A0{0}"), number(page, 0.0001, 4));
    return number(page, p, 4);
}

// The report's name of a term, in the reader's language.
static Str term_words(const Page *page, const PropensityCoefficient *term)
{
    const Str missing = STR(" (not known)");
    if (page->locale == LOCALE_EN) return clean(page, term->name);
    if (term->column == UINT32_MAX) return STR("(constante)");
    Str column = page->churn->file->features.column[term->column].name;
    bool is_missing = term->name.size == column.size + missing.size && str_contains(term->name, missing);
    return is_missing ? str_format(page->arena, "%.*s (inconnu)", STR_ARGS(clean(page, column)))
                      : clean(page, term->name);
}

static void print_coefficients(const Page *page)
{
    const PropensityReport *report = &page->churn->report;
    heading(page, PHRASE("Logistic regression: odds ratios", "Régression logistique\u00A0: rapports de cotes"));
    const Phrase titles[] = {PHRASE("term", "terme"), PHRASE("coefficient", "coefficient"),
                             PHRASE("odds ratio", "rapport de cotes"), PHRASE("95%", "95\u202F%"), PHRASE("p", "p")};
    Table *table = table_of(page, titles, COUNT_OF(titles));
    for (size_t i = 0; i < report->coefficients && i < COEFFICIENTS_SHOWN; i++) {
        const PropensityCoefficient *term = &report->coefficient[i];
        if (term->aliased) continue;
        Str name = term_words(page, term);
        if (term->separated) name = str_format(page->arena, "%.*s *", STR_ARGS(name));
        table_row(table, (Str[]){name, number(page, term->value, 4), number(page, term->odds_ratio, 3),
                                 interval(page, term->odds_low, term->odds_high, 3), p_text(page, term->p)});
    }
    table_print(table, page->width, page->out);
    if (report->separated)
        paragraph(page,
                  words(page, PHRASE("* separation: rows with it are all of one outcome, or columns together tell "
                                     "some rows apart without fault; the estimate is held by a small ridge alone.",
                                     "* séparation\u00A0: les lignes concernées ont toutes la même issue, ou des "
                                     "colonnes réunies distinguent certaines lignes sans faute\u202F; seule une "
                                     "faible pénalité retient l’estimation.")));
    if (report->few_per_term)
        paragraph(page, words(page, PHRASE("Fewer than ten events a term: what drives the score may change with more "
                                           "data.",
                                           "Moins de dix événements par terme\u00A0: ce qui fait le score peut changer "
                                           "avec plus de données.")));
}

static void print_followers(const Page *page)
{
    const FeatureTable *table = &page->churn->file->features;
    Text list = text_in(page->arena);
    for (size_t c = 0; c < table->columns; c++) {
        if (page->churn->follows[c] == 0) continue;
        Str name = clean(page, table->column[c].name), correlation = number(page, page->churn->follows[c], 2);
        text_addf(&list, "%s%.*s (%.*s)", list.size ? ", " : "", STR_ARGS(name), STR_ARGS(correlation));
    }
    if (list.size == 0) return;
    paragraph(page,
              phrase_say(page->arena, page->locale,
                         PHRASE("Left out, since they move with the duration itself (rank correlation): {0}; --keep "
                                "uses them all the same.",
                                "Écartées, car elles bougent avec la durée elle-même (corrélation de rang)\u00A0: "
                                "{0}\u202F; --keep les utilise quand même."),
                         text_str(&list)));
}

static void print_cox(const Page *page)
{
    const ChurnReport *churn = page->churn;
    if (!churn->has_cox) return;
    heading(page, PHRASE("Time to churn: hazard ratios (Cox)", "Délai avant départ\u00A0: rapports de risque (Cox)"));
    if (churn->cox_refusal[page->locale].size) {
        paragraph(page, churn->cox_refusal[page->locale]);
        return;
    }
    const Phrase titles[] = {PHRASE("term", "terme"), PHRASE("hazard ratio", "rapport de risque"),
                             PHRASE("95%", "95\u202F%"), PHRASE("p", "p")};
    Table *table = table_of(page, titles, COUNT_OF(titles));
    for (size_t i = 0; i < churn->cox.covariates; i++) {
        const CoxCovariate *covariate = &churn->cox.covariate[i];
        if (covariate->redundant || covariate->separated) continue;
        table_row(table, (Str[]){clean(page, churn->covariate[i]), number(page, covariate->hazard_ratio, 3),
                                 interval(page, covariate->low, covariate->high, 3), p_text(page, covariate->p)});
    }
    table_print(table, page->width, page->out);
    paragraph(page, phrase_say(page->arena, page->locale,
                               PHRASE("{0} customers; concordance {1}", "{0} clients\u202F; concordance {1}"),
                               count(page, (int64_t)churn->cox_rows), number(page, churn->cox.concordance, 3)));
    print_followers(page);
}

// ---- customers ----

Str churn_reason_text(const ChurnReport *churn, size_t row, const Reason *reason, Locale locale, Arena *arena)
{
    const FeatureColumn *column = &churn->file->features.column[reason->column];
    Str value = feature_value_text(column, row, arena);
    const char *sign = reason->effect > 0 ? "(+)" : "(\u2212)";
    Phrase shown = PHRASE("not known", "inconnu");
    if (column->kind == FEATURE_YES_NO && value.size)
        shown = column->number[row] != 0 ? PHRASE("yes", "oui") : PHRASE("no", "non");
    if (column->kind == FEATURE_NUMBER && !column->day && value.size)
        value =
            number_say(arena, locale, column->number[row], column->number[row] == floor(column->number[row]) ? 0 : 2);
    else if (column->kind == FEATURE_YES_NO || !value.size)
        value = str_of(shown.in[locale]);
    return phrase_say(arena, locale, PHRASE("{0}: {1} {2}", "{0}\u00A0: {1} {2}"), column->name, value, str_of(sign));
}

static size_t highest(const ChurnReport *churn, size_t *row)
{
    size_t found = 0;
    for (size_t i = 0; i < churn->file->rows; i++) {
        size_t at = found;
        while (at && churn->probability[row[at - 1]] < churn->probability[i]) at--;
        if (at == CUSTOMERS_SHOWN) continue;
        if (found < CUSTOMERS_SHOWN) found++;
        for (size_t to = found - 1; to > at; to--) row[to] = row[to - 1];
        row[at] = i;
    }
    return found;
}

static void print_customers(const Page *page)
{
    const ChurnReport *churn = page->churn;
    if (!churn->scored) return;
    size_t row[CUSTOMERS_SHOWN], found = highest(churn, row);
    heading(page, PHRASE("The highest risks, and why", "Les risques les plus élevés, et pourquoi"));
    for (size_t i = 0; i < found; i++) {
        Text line = text_in(page->arena);
        text_addf(&line, "%.*s  %.*s  ", STR_ARGS(churn->file->id[row[i]]),
                  STR_ARGS(number(page, churn->probability[row[i]], 2)));
        for (size_t r = 0; r < churn->reasons[row[i]]; r++)
            text_addf(&line, "%s%.*s", r ? ", " : "",
                      STR_ARGS(churn_reason_text(churn, row[i], &churn->reason[row[i]][r], page->locale, page->arena)));
        paragraph(page, text_str(&line));
    }
}

Phrase left_out_label(LeftOut why)
{
    switch (why) {
    case LEFT_CONSTANT: return PHRASE("the same for all", "la même pour tous");
    case LEFT_IDENTIFIER: return PHRASE("an identifier", "un identifiant");
    case LEFT_LEAK:
        return PHRASE("gives the answer away (AUC {0} alone); --keep takes it all the same",
                      "donne la réponse (AUC {0} à elle seule)\u202F; --keep la garde malgré tout");
    case LEFT_EMPTY: return PHRASE("empty", "vide");
    case LEFT_IN: break;
    }
    return PHRASE("used", "utilisée");
}

static void print_left_out(const Page *page)
{
    const PropensityReport *report = &page->churn->report;
    if (!report->left) return;
    heading(page, PHRASE("Columns left out", "Colonnes écartées"));
    for (size_t i = 0; i < report->left && i < LEFT_SHOWN; i++) {
        const PropensityLeft *left = &report->left_out[i];
        Str why = phrase_say(page->arena, page->locale, left_out_label(left->why), number(page, left->auc, 3));
        paragraph(page, phrase_say(page->arena, page->locale, PHRASE("{0}: {1}", "{0}\u00A0: {1}"),
                                   page->churn->file->features.column[left->column].name, why));
    }
}

static void print_head(const Page *page)
{
    const ChurnReport *churn = page->churn;
    const PropensityReport *report = &churn->report;
    paragraph(page, phrase_say(page->arena, page->locale,
                               PHRASE("Customers: {0}; with the event: {1} ({2} = {3})",
                                      "Clients\u00A0: {0}\u202F; avec l’événement\u00A0: {1} ({2} = {3})"),
                               count(page, report->rows), count(page, report->positives), churn->file->label_name,
                               churn->file->yes.size ? churn->file->yes : STR("–")));
    if (churn->file->missing_labels)
        paragraph(page, phrase_say(page->arena, page->locale,
                                   PHRASE("Without an outcome: {0}; scored, not learnt from",
                                          "Sans issue\u00A0: {0}\u202F; notées, sans servir à l’apprentissage"),
                                   count(page, (int64_t)churn->file->missing_labels)));
    if (propensity_trained(report)) paragraph(page, propensity_because(report, page->locale, page->arena));
    if (report->refusal != PROPENSITY_ACCEPTED)
        paragraph(page, propensity_refusal_say(report, page->locale, page->arena));
}

void churn_text(const ChurnReport *churn, Locale locale, size_t width, Arena *arena, Text *out)
{
    Page page = {churn, locale, width, arena, out};
    text_addf(out, "%s\n", PHRASE("Who leaves, and why", "Qui part, et pourquoi").in[locale]);
    print_head(&page);
    if (propensity_trained(&churn->report)) {
        print_quality(&page), print_calibration(&page), print_drivers(&page), print_coefficients(&page);
    }
    print_cox(&page), print_left_out(&page), print_customers(&page);
}

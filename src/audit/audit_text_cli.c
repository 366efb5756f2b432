#include "audit/audit_text_cli.h"

#include "audit/audit_sentences.h"
#include "base/number.h"
#include "cli/display.h"

enum { INDENT = 2, REJECTS_SHOWN = 3 };

static Str say(Page *page, Phrase phrase)
{
    return str_of(phrase.in[page->locale]);
}

static Str count_of(Page *page, uint64_t count)
{
    return number_say_count(page->arena, page->locale, (int64_t)count);
}

static Str clean(Page *page, Str text)
{
    return display_clean(page->arena, text);
}

void page_heading(Page *page, Phrase title)
{
    Str text = say(page, title);
    text_addf(page->out, "\n%.*s\n", STR_ARGS(text));
    for (size_t i = 0; i < display_width(text); i++) text_add(page->out, STR("─"));
    text_add_byte(page->out, '\n');
}

void page_paragraph(Page *page, Str text)
{
    if (!text.size) return;
    display_pad(page->out, INDENT);
    display_wrap(page->out, text, INDENT, page->width);
    text_add_byte(page->out, '\n');
}

// ---- what was understood of the file ----

static Str delimiter_name(Page *page, char delimiter)
{
    switch (delimiter) {
    case CSV_WHITE_SPACE: return say(page, PHRASE("columns apart by spaces", "colonnes séparées par des espaces"));
    case '\t': return say(page, PHRASE("columns apart by tabs", "colonnes séparées par des tabulations"));
    default:
        return phrase_say(page->arena, page->locale,
                          PHRASE("columns apart by “{0}”", "colonnes séparées par «\u00A0{0}\u00A0»"),
                          str_format(page->arena, "%c", delimiter));
    }
}

static Str columns_understood(Page *page, const Layout *layout)
{
    Text text = text_in(page->arena);
    for (size_t i = 0; i < layout->columns; i++) {
        if (layout->roles[i] == COLUMN_SKIP) continue;
        if (text.size) text_add(&text, STR(", "));
        text_addf(&text, "%s = “%.*s”", role_label(layout->roles[i]).in[page->locale],
                  STR_ARGS(clean(page, layout->names[i])));
    }
    return text_str(&text);
}

static void add_file(Page *page, const OrderFile *file)
{
    const Layout *layout = &file->layout;
    page_paragraph(page, phrase_say(page->arena, page->locale,
                                    PHRASE("{0}: {1}, {2}, decimal sign “{3}”.",
                                           "{0}\u00A0: {1}, {2}, signe décimal «\u00A0{3}\u00A0»."),
                                    clean(page, file->source.name), charset_name(file->source.charset),
                                    delimiter_name(page, layout->csv.delimiter),
                                    str_format(page->arena, "%c", layout->amount.decimal)));
    page_paragraph(page, columns_understood(page, layout));
    page_paragraph(page, phrase_say(page->arena, page->locale, PHRASE("Dates: {0}.", "Dates\u00A0: {0}."),
                                    clean(page, sentence_dates(page->audit, &layout->date, page->arena))));
}

static Str rows_understood(Page *page, const OrderReading *reading)
{
    Text text = text_in(page->arena);
    text_add(&text,
             phrase_say(page->arena, page->locale,
                        PHRASE("{0} rows: {1} used, {2} refused", "{0} lignes\u00A0: {1} utilisées, {2} refusées"),
                        count_of(page, reading->rows), count_of(page, reading->accepted),
                        count_of(page, reading->rejected)));
    const char *separator = " (";
    for (RejectReason reason = 0; reason < REJECT_REASON_COUNT; reason++) {
        if (!reading->rejected_by[reason]) continue;
        text_addf(&text, "%s%.*s\u00A0%s", separator, STR_ARGS(count_of(page, reading->rejected_by[reason])),
                  reject_reason_label(reason).in[page->locale]);
        separator = ", ";
    }
    if (reading->rejected) text_add(&text, STR(")"));
    text_add(&text, STR("."));
    return text_str(&text);
}

static void add_rejects(Page *page, const OrderReading *reading)
{
    for (size_t i = 0; i < reading->rejects && i < REJECTS_SHOWN; i++) {
        const Reject *reject = &reading->reject[i];
        page_paragraph(page, phrase_say(page->arena, page->locale,
                                        PHRASE("· line {0}: {1} {2} {3}", "· ligne {0}\u00A0: {1} {2} {3}"),
                                        count_of(page, reject->line), say(page, reject_reason_label(reject->reason)),
                                        clean(page, reject->column),
                                        reject->value.size ? error_value(page->arena, reject->value) : STR("")));
    }
    if (reading->rejected)
        page_paragraph(page, say(page, PHRASE("--rejects FILE lists every refused row.",
                                              "--rejects FICHIER liste chaque ligne refusée.")));
}

static void add_understood(Page *page)
{
    const Audit *audit = page->audit;
    const OrderReading *reading = &audit->reading;
    page_heading(page, PHRASE("What was understood", "Ce qui a été compris"));
    for (size_t i = 0; i < reading->files; i++) add_file(page, &reading->file[i]);
    page_paragraph(page, say(page, reading->merge_why));
    page_paragraph(page, rows_understood(page, reading));
    add_rejects(page, reading);
    page_paragraph(page, phrase_say(page->arena, page->locale,
                                    PHRASE("{0}, {1}, {2} net of refunds, from {3} to {4}.",
                                           "{0}, {1}, {2} nets des remboursements, du {3} au {4}."),
                                    say_customers(audit, audit->customers, page->arena),
                                    say_orders(audit, audit->orders, page->arena),
                                    money_say(page->arena, page->locale, audit->revenue, &audit->currency),
                                    day_say(page->arena, page->locale, audit->first_day),
                                    day_say(page->arena, page->locale, audit->last_day)));
    if (reading->zero_amounts)
        page_paragraph(page,
                       phrase_say(page->arena, page->locale,
                                  PHRASE("{0} rows have an amount of 0: they count neither as purchases nor as "
                                         "refunds.",
                                         "{0} lignes ont un montant de 0\u00A0: elles ne comptent ni comme achats ni "
                                         "comme remboursements."),
                                  count_of(page, reading->zero_amounts)));
    page_paragraph(page, sentence_as_of(audit, page->arena));
    page_paragraph(page, sentence_window(audit, page->arena));
}

// ---- the figures at the top, and the findings ----

static void add_headlines(Page *page)
{
    page_heading(page, PHRASE("In short", "En bref"));
    for (size_t i = 0; i < page->audit->options.headlines; i++) {
        Headline headline;
        if (!headline_of(page->audit, page->audit->options.headline[i], page->arena, &headline)) continue;
        Text text = text_in(page->arena);
        text_add(&text, headline.label);
        if (headline.period.size) text_addf(&text, ", %.*s", STR_ARGS(headline.period));
        text_add(&text, page->locale == LOCALE_FR ? STR("\u00A0: ") : STR(": "));
        text_add(&text,
                 headline.observed ? headline.value : say(page, PHRASE("not observed yet", "pas encore observé")));
        if (headline.interval.size) text_addf(&text, " (%.*s", STR_ARGS(headline.interval));
        if (headline.interval.size) text_addf(&text, ", n = %.*s)", STR_ARGS(count_of(page, (uint64_t)headline.n)));
        page_paragraph(page, text_str(&text));
        if (headline.sentence.size) {
            display_pad(page->out, INDENT);
            page_paragraph(page, headline.sentence);
        }
    }
}

static void add_findings(Page *page)
{
    const Audit *audit = page->audit;
    page_heading(page, PHRASE("What matters most", "Ce qui compte le plus"));
    for (size_t i = 0; i < audit->findings; i++) {
        const Finding *finding = &audit->finding[i];
        Text title = text_in(page->arena);
        text_addf(&title, "%zu. %.*s", i + 1, STR_ARGS(clean(page, finding->title)));
        if (finding->has_value)
            text_addf(&title, " — %.*s (%s)",
                      STR_ARGS(money_say_round(page->arena, page->locale, finding->value_at_stake, &audit->currency)),
                      finding->value_basis.in[page->locale]);
        page_paragraph(page, text_str(&title));
        Str rest[] = {finding->evidence, finding->action};
        for (size_t k = 0; k < COUNT_OF(rest); k++) {
            if (!rest[k].size) continue;
            text_add(page->out, k == 0 ? STR("     ") : STR("   → "));
            display_wrap(page->out, clean(page, rest[k]), 5, page->width);
            text_add_byte(page->out, '\n');
        }
    }
}

static void add_value(Page *page)
{
    const Audit *audit = page->audit;
    page_heading(page, PHRASE("What customers are worth", "Ce que valent les clients"));
    Str (*const sentences[])(const Audit *, Arena *) = {sentence_lifetime,      sentence_losses,    sentence_uplift,
                                                        sentence_replacement,   sentence_forecast,  sentence_returning,
                                                        sentence_concentration, sentence_resilience};
    for (size_t i = 0; i < COUNT_OF(sentences); i++) page_paragraph(page, sentences[i](audit, page->arena));
}

static void add_prediction(Page *page)
{
    const Audit *audit = page->audit;
    page_heading(page, PHRASE("What customers will do", "Ce que feront les clients"));
    Str (*const sentences[])(const Audit *, Arena *) = {sentence_prediction, sentence_alive, sentence_model,
                                                        sentence_holdout, sentence_at_risk};
    for (size_t i = 0; i < COUNT_OF(sentences); i++) page_paragraph(page, sentences[i](audit, page->arena));
    page_at_risk(page);
}

static void add_loyalty(Page *page)
{
    const Audit *audit = page->audit;
    page_heading(page, PHRASE("When customers leave", "Quand les clients partent"));
    page_paragraph(page, sentence_survival(audit, page->arena));
    page_paragraph(page, sentence_peak_hazard(audit, page->arena));
    page_survival(page);
    page_conversions(page);
    for (size_t i = 0; i < audit->conversions; i++)
        page_paragraph(page, sentence_conversion(audit, &audit->conversion[i], page->arena));
}

static void add_periods(Page *page)
{
    const Audit *audit = page->audit;
    page_heading(page, PHRASE("Period by period", "Période par période"));
    page_periods(page);
    const AuditPeriod *last = audit_last_period(audit);
    if (last) page_paragraph(page, sentence_balance(audit, last, page->arena));
    page_paragraph(page, sentence_trend(audit, page->arena));
    for (size_t i = 0; i < audit->retention_breaks; i++)
        page_paragraph(page, sentence_break(audit, &audit->retention_break[i], page->arena));
}

void audit_text(const Audit *audit, size_t width, Arena *arena, Text *out)
{
    Page page = {audit, audit->options.locale, width, arena, out};
    add_understood(&page);
    add_headlines(&page);
    add_findings(&page);
    add_periods(&page);
    page_cohorts(&page);
    add_loyalty(&page);
    page_rfm(&page);
    add_value(&page);
    add_prediction(&page);
    page_breakdowns(&page);
}

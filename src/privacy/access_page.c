// index.html: what is kept, for reading. One file, no script, nothing from elsewhere.
#include <string.h>

#include "chart/markup.h"
#include "privacy/access_export.h"

#define say(work, ...) phrase_say((work)->subject->arena, (work)->subject->locale, __VA_ARGS__)

static const char style[] =
    ":root{color-scheme:light dark;--back:#fff;--text:#1b1b1f;--soft:#5a5a63;--line:#d4d4dc}"
    "@media (prefers-color-scheme:dark){:root{--back:#17171b;--text:#ececf1;--soft:#a6a6b2;--line:#3a3a44}}"
    "body{margin:0 auto;max-width:72rem;padding:1.5rem;background:var(--back);color:var(--text);"
    "font:1rem/1.5 system-ui,sans-serif}"
    "h1{font-size:1.6rem}h2{font-size:1.2rem;margin:2rem 0 .25rem}p{margin:.25rem 0 .75rem}"
    ".soft{color:var(--soft)}.wide{overflow-x:auto}a{color:inherit}"
    "table{border-collapse:collapse;font-size:.875rem}"
    "th,td{border-bottom:1px solid var(--line);padding:.25rem .75rem .25rem 0;text-align:left;vertical-align:top;"
    "max-width:32rem;overflow-wrap:anywhere}";

static void add(AccessWork *work, const char *html)
{
    text_add(&work->out, str_of(html));
}

static void add_in(AccessWork *work, const char *tag, Str text)
{
    text_addf(&work->out, "<%s>", tag);
    markup_add(&work->out, text);
    text_addf(&work->out, "</%.*s>\n", (int)strcspn(tag, " "), tag);
}

static void begin_scroll(AccessWork *work, Str name)
{
    add(work, "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"");
    markup_add(&work->out, name);
    add(work, "\">\n<table>\n");
}

static void add_heading(AccessWork *work, Str text)
{
    add(work, "<th scope=\"col\">");
    markup_add(&work->out, text);
    add(work, "</th>");
}

static void begin_page(AccessWork *work)
{
    const AccessSubject *subject = work->subject;
    Str title = say(work, PHRASE("The data we keep about you", "Les données que nous avons sur vous"), STR(""));
    text_addf(&work->out, "<!doctype html>\n<html lang=\"%.*s\">\n<head>\n<meta charset=\"utf-8\">\n",
              STR_ARGS(locale_name(subject->locale)));
    add(work, "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
              "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
              "style-src-attr 'none'\">\n<style>");
    add(work, style);
    add(work, "</style>\n");
    add_in(work, "title", title);
    add(work, "</head>\n<body>\n<main>\n");
    add_in(work, "h1", title);
    add_in(work, "p class=\"soft\"",
           say(work, PHRASE("{0}, as of {1}.", "{0}, au {1}."),
               subject->company.size ? subject->company : STR("Fidèle"), instant_text(subject->arena, subject->now)));
    add_in(work, "p",
           say(work,
               PHRASE("All of it stands in data.json, for programs, and in the folder csv, for spreadsheets. You "
                      "may ask us to correct it, to erase it, to restrict its use, or object to that use, and "
                      "complain to your data protection authority.",
                      "Tout se trouve dans data.json, pour les programmes, et dans le dossier csv, pour les "
                      "tableurs. Vous pouvez nous demander de corriger ces données, de les effacer, d’en limiter "
                      "l’usage, vous opposer à cet usage, et saisir votre autorité de protection des données."),
               STR("")));
}

static Phrase ground_phrase(LegalGround ground)
{
    static const Phrase phrases[LEGAL_GROUND_COUNT] = {
        [GROUND_CONSENT] = {{"Your consent", "Votre consentement"}},
        [GROUND_CONTRACT] = {{"The contract with you", "Le contrat avec vous"}},
        [GROUND_LEGITIMATE_INTEREST] = {{"A legitimate interest", "Un intérêt légitime"}},
        [GROUND_LEGAL_OBLIGATION] = {{"A legal obligation", "Une obligation légale"}},
    };
    return phrases[ground];
}

static bool add_purposes(AccessWork *work, Error *error)
{
    Purpose *purposes = NULL;
    size_t count = 0;
    Locale locale = work->subject->locale;
    Str title = say(work, PHRASE("What data is used for", "À quoi servent les données"), STR(""));
    if (!purpose_list(work->subject->session, work->subject->arena, &purposes, &count, error)) return false;
    add_in(work, "h2", title);
    begin_scroll(work, title);
    add(work, "<thead><tr>");
    add_heading(work, say(work, PHRASE("Purpose", "Finalité"), STR("")));
    add_heading(work, say(work, PHRASE("Legal ground", "Base légale"), STR("")));
    add(work, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < count; i++) {
        add(work, "<tr><td>");
        markup_add(&work->out, purposes[i].label[locale]);
        add(work, "</td><td>");
        markup_add(&work->out, str_of(ground_phrase(purposes[i].ground).in[locale]));
        add(work, "</td></tr>\n");
    }
    add(work, "</tbody>\n</table>\n</div>\n");
    return true;
}

static void add_parties(AccessWork *work, Phrase title, Phrase none, const AccessParty *parties, size_t count)
{
    add_in(work, "h2", say(work, title, STR("")));
    if (!count) {
        add_in(work, "p", say(work, none, STR("")));
        return;
    }
    add(work, "<ul>\n");
    for (size_t i = 0; i < count; i++)
        add_in(work, "li",
               str_format(work->scratch, "%.*s (%.*s)", STR_ARGS(parties[i].name), STR_ARGS(parties[i].kind)));
    add(work, "</ul>\n");
}

static bool add_who(AccessWork *work, Error *error)
{
    AccessParty *sources = NULL, *recipients = NULL;
    size_t source_count = 0, recipient_count = 0;
    if (!access_sources(work, &sources, &source_count, error) ||
        !access_recipients(work, &recipients, &recipient_count, error))
        return false;
    add_parties(work, PHRASE("Where data may come from", "D’où les données peuvent venir"),
                PHRASE("From you and from us alone.", "De vous et de nous seuls."), sources, source_count);
    add_parties(work, PHRASE("Who may receive data", "Qui peut recevoir des données"),
                PHRASE("Nobody outside our company.", "Personne hors de notre entreprise."), recipients,
                recipient_count);
    return true;
}

static bool add_table(AccessWork *work, AccessTable *table, Error *error)
{
    Locale locale = work->subject->locale;
    Phrase purpose = table->table ? table->table->purpose : PHRASE("What happened", "Ce qui s’est passé");
    Phrase kept = access_retention(table->table ? table->table->retention : RETENTION_EVENT);
    if (!table->rows) return true;
    text_add(&work->out, STR("<h2>"));
    markup_add(&work->out, table->name);
    add(work, "</h2>\n");
    Str count = error_number(work->subject->arena, (uint64_t)table->rows);
    add_in(work, "p class=\"soft\"",
           say(work, PHRASE("{0}. Kept: {1}. Rows: {2}.", "{0}. Conservé\u00A0: {1}. Lignes\u00A0: {2}."),
               str_of(purpose.in[locale]), str_of(kept.in[locale]), count));
    if (table->rows > ACCESS_HTML_ROWS_MAX)
        add_in(work, "p",
               say(work,
                   PHRASE("The first 1,000 are shown; csv/{0}.csv has them all.",
                          "Les 1\u202F000 premières sont montrées\u202F; csv/{0}.csv les contient toutes."),
                   table->name));
    begin_scroll(work, table->name);
    add(work, "<thead><tr>");
    for (size_t i = 0; i < table->columns; i++) add_heading(work, table->column[i].name);
    add(work, "</tr></thead>\n<tbody>\n");
    if (!access_rows(work, table, ACCESS_HTML, error)) return false;
    add(work, "</tbody>\n</table>\n</div>\n");
    return true;
}

bool access_page(AccessWork *work, Error *error)
{
    if (!zip_begin(work->zip, STR("index.html"), error)) return false;
    begin_page(work);
    if (!add_purposes(work, error) || !add_who(work, error)) return false;
    for (size_t i = 0; i < work->tables; i++)
        if (!add_table(work, &work->table[i], error)) return false;
    add(work, "</main>\n</body>\n</html>\n");
    return access_flush(work, error);
}

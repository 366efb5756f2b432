// audit_html_page.h - what the parts of the HTML report are made of: sections, cards, tables, and text that is safe.
//
// Markup of ours is written by html(); every text, of the program or of the file, goes through html_text, which makes
// it safe (chart/markup.h). A figure whose name is in the catalogue links to its definition at the end of the report.
#ifndef FIDELE_AUDIT_HTML_PAGE_H
#define FIDELE_AUDIT_HTML_PAGE_H

#include "audit/audit_sentences.h"
#include "base/number.h"

enum {
    PERIODS_SHOWN = 48, // of a series or table: the last
    COHORTS_SHOWN = 36,
    TOP_SHOWN = 50,
    REJECTS_SHOWN = 20,
    FILES_SHOWN = 10,
    COLUMNS_SHOWN = 40,
    NAME_CHARACTERS = 40 // of a text of the file
};

typedef struct Report {
    const Audit *audit;
    Arena *arena;
    Text *out;
    Locale locale;
    size_t first_shown; // of audit->period …
    size_t shown;       // … how many are drawn and listed
} Report;

// Text for this report, in its language: say(report, PHRASE("{0} rows", "{0} lignes"), rows).
#define say(report, ...) phrase_say((report)->arena, (report)->locale, __VA_ARGS__)
Str say_number(const Report *report, int64_t count);
Str say_rate(const Report *report, double rate);
Str say_money(const Report *report, int64_t amount_minor);            // to the cent
Str say_money_round(const Report *report, int64_t amount_minor);      // "€12,345", "€1.2m"
Str say_name(const Report *report, Str text);                         // a text of the file, cut, to stand in a sentence
Str say_file(const Report *report, const OrderFile *file);            // its name without folders
Str say_this_period(const Report *report, const AuditPeriod *period); // as in a table: "Jun 25"

void html(Report *report, const char *markup); // markup of ours, as it is
void html_text(Report *report, Str text);
void html_name(Report *report, Str text);                // a text of the file: cut, and its direction kept to itself
void html_in(Report *report, const char *tag, Str text); // <tag>text</tag>; `tag` may hold attributes. Nothing for ""
// A label that links to the definition of a metric of the catalogue; plain text when `metric` is NULL.
void html_defined(Report *report, const char *metric, Str label);

// A section with its heading, and one sentence that says what is seen.
void section_begin(Report *report, const char *id, Str title, Str sentence);
void section_end(Report *report);

// `style` is a class beside "card": "" or "wide". The title links to the definition of `metric`, if not NULL.
void card_begin(Report *report, const char *style, const char *metric, Str title, Str sentence);
void card_end(Report *report);

// Closed until asked for; `what` tells it from its neighbours to who hears it.
void details_begin(Report *report, Str summary, Str what);
void details_as_table(Report *report, Str what); // "Show as table"
void details_end(Report *report);

// ---- tables ----

// A table may be wider than the page: it scrolls in a frame of its own, which the keyboard can reach.
void scroll_begin(Report *report, Str name);
void scroll_end(Report *report);

typedef struct TableColumn {
    Phrase heading;
    const char *metric; // its definition, or NULL
    bool text;          // left-aligned
} TableColumn;

// The first column is the heading of its row. `name` is read where the table is reached.
void table_begin(Report *report, Str name, const TableColumn *columns, size_t count);
void table_end(Report *report);
void row_begin(Report *report, Str heading);
void row_begin_name(Report *report, Str name);                    // a text of the file
void row_begin_period(Report *report, const AuditPeriod *period); // says when it is still running
void row_end(Report *report);
void cell(Report *report, Str text);
void cell_text(Report *report, Str text); // left-aligned, may wrap
void cell_count(Report *report, int64_t count);
void cell_money(Report *report, int64_t amount_minor);
void cell_rate(Report *report, Rate rate);     // hatched when it is not observed
void cell_interval(Report *report, Rate rate); // hatched when it is not observed; says when n is small
void cell_unobserved(Report *report);

// What hatched cells and cells of running periods mean.
void table_key(Report *report);
// "The last 48 of 412 periods; JSON and CSV hold them all." Nothing when all are shown.
void say_shown(Report *report, size_t shown, size_t all);

#endif

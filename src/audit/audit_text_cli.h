// audit_text_cli.h - the audit as plain text, for a terminal of `width` columns.
#ifndef FIDELE_AUDIT_TEXT_CLI_H
#define FIDELE_AUDIT_TEXT_CLI_H

#include "audit/audit.h"

void audit_text(const Audit *audit, size_t width, Arena *arena, Text *out);

// ---- its parts: audit_text_cli.c is the prose, audit_text_tables_cli.c the tables ----

typedef struct Page {
    const Audit *audit;
    Locale locale;
    size_t width;
    Arena *arena;
    Text *out;
} Page;

void page_heading(Page *page, Phrase title);
void page_paragraph(Page *page, Str text); // wrapped, indented by two; nothing for ""
void page_periods(Page *page);
void page_cohorts(Page *page);
void page_survival(Page *page);
void page_conversions(Page *page);
void page_rfm(Page *page);
void page_at_risk(Page *page); // customers, by model
void page_breakdowns(Page *page);

#endif

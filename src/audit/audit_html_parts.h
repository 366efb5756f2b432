// audit_html_parts.h - the sections of the HTML report, in their order.
#ifndef FIDELE_AUDIT_HTML_PARTS_H
#define FIDELE_AUDIT_HTML_PARTS_H

#include "audit/audit_html_page.h"

void report_summary(Report *report); // audit_html_summary.c: what the file is, and the figures at the top
void report_findings(Report *report);
void report_retention(Report *report); // audit_html_retention.c
void report_balance(Report *report);
void report_cohorts(Report *report);     // audit_html_cohorts.c
void report_survival(Report *report);    // audit_html_survival.c
void report_rfm(Report *report);         // audit_html_rfm.c
void report_revenue(Report *report);     // audit_html_revenue.c
void report_value(Report *report);       // audit_html_value.c
void report_prediction(Report *report);  // audit_html_prediction.c: not of a data folder
void report_groups(Report *report);      // audit_html_groups.c
void report_reading(Report *report);     // audit_html_reading.c: how the file was read, and what was left out
void report_definitions(Report *report); // audit_html_definitions.c: of all that was linked to; comes last

// The rules of the page, in parts; NULL ends them (audit_html_style.c).
extern const char *const audit_html_style[];

#endif

// report_text.h - a report as a mail (HTML with its styles inside, tables for charts: mail programs show no SVG), as
// plain text, and as CSV.
#ifndef FIDELE_PLAN_REPORT_TEXT_H
#define FIDELE_PLAN_REPORT_TEXT_H

#include "plan/report.h"

typedef struct ReportPart { // one metric
    FigureAsk ask;
    MetricAnswer answer;
} ReportPart;

typedef struct ReportFrame {
    const Report *report;
    const ReportPart *part;
    size_t parts;
    Day first, last, today; // of the period that is reported
    Instant made_at;
    Str workspace, time_zone;
    int64_t missed;
} ReportFrame;

typedef struct ReportText {
    Str subject, html, plain, csv;
} ReportText;

ReportText report_text(const ReportFrame *frame, Arena *arena);

#endif

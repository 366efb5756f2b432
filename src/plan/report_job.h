// report_job.h - the job that makes reports when they are due.
#ifndef FIDELE_PLAN_REPORT_JOB_H
#define FIDELE_PLAN_REPORT_JOB_H

#include "job/job.h"
#include "plan/report_text.h"

// What a report asks of each metric, for the last whole period before `day`.
typedef struct ReportAsk {
    FigureAsk *ask;
    size_t count;
    Day first, last;
} ReportAsk;
MUST_USE bool report_asks(const Report *report, Day day, Arena *arena, ReportAsk *asks, Error *error);

// Reads all its figures. Errors as figures_read.
MUST_USE bool report_read(const MetricPlace *place, const Report *report, Day day, ReportFrame *frame, Error *error);

MUST_USE bool reports_make(JobCall *call, Error *error); // of those that are due: JobKind.run
MUST_USE bool report_make(JobCall *call, Error *error);  // of one, now: {"report":3,"due_at":…}

#endif

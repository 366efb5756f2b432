// alert_job.h - the job that judges rules.
#ifndef FIDELE_PLAN_ALERT_JOB_H
#define FIDELE_PLAN_ALERT_JOB_H

#include "job/job.h"
#include "plan/figures.h"
#include "plan/rule.h"

// Within a writing transaction that has made rules due: they are judged as soon as this is committed.
MUST_USE bool alerts_wake(Jobs *jobs, StoreSession *session, Instant now, Error *error);
// When a rule is looked at next.
Instant rule_next(const AlertRule *rule, const Zone *zone, Instant now);

// What the rule asks for, as of now: the periods it looks at.
FigureAsk rule_ask(const AlertRule *rule, Day today);

MUST_USE bool alerts_judge(JobCall *call, Error *error); // JobKind.run

#endif

// initiative.h - what is undertaken to keep customers: a row with its aim, owner, budget, dates and figure, and what of
// it is judged: overrun, pilot, whether it may start. Templates fill one in.
#ifndef FIDELE_PLAN_INITIATIVE_H
#define FIDELE_PLAN_INITIATIVE_H

#include "plan/lever.h"
#include "plan/sheet_http.h"

#define INITIATIVE_STATUSES "draft|pilot|active|adopted|not_adopted|closed"
// Why customers leave (crm/reason.h), or that nobody knows: both are answers.
#define INITIATIVE_CAUSES                                                                                              \
    "price|competitor|minor_service_failure|major_service_failure|poor_service|unmet_expectations|low_engagement|"     \
    "indifference|payment_failure|other|unknown"

enum {
    INITIATIVE_ID,
    INITIATIVE_NAME,
    INITIATIVE_TEXT,
    INITIATIVE_TEMPLATE,
    INITIATIVE_TYPE,
    INITIATIVE_LEVER,
    INITIATIVE_AIM,
    INITIATIVE_GOAL,
    INITIATIVE_SEGMENT,
    INITIATIVE_OWNER,
    INITIATIVE_PROJECT,
    INITIATIVE_BUDGET_PLANNED,
    INITIATIVE_BUDGET_ACTUAL,
    INITIATIVE_EFFORT_PLANNED,
    INITIATIVE_EFFORT_ACTUAL,
    INITIATIVE_STARTS,
    INITIATIVE_ENDS,
    INITIATIVE_KPI,
    INITIATIVE_CONDITIONS,
    INITIATIVE_PILLARS,
    INITIATIVE_SKILLS,
    INITIATIVE_SYSTEMS,
    INITIATIVE_PRACTICES,
    INITIATIVE_CAUSE,
    INITIATIVE_PILOT_SHARE,
    INITIATIVE_PILOT_CRITERION,
    INITIATIVE_PILOT_RESULT,
    INITIATIVE_PILOT_LOW,
    INITIATIVE_PILOT_HIGH,
    INITIATIVE_EXPERIMENT,
    INITIATIVE_STATUS,
    INITIATIVE_MADE_BY,
    INITIATIVE_MADE_AT,
    INITIATIVE_VERSION,
    INITIATIVE_COLUMNS
};

enum { INITIATIVES_MAX = 1000 };

extern const Shape initiative_row_shape;

// All of them, newest first. Those that count for the plan are not closed and were not turned down.
MUST_USE bool initiatives_read(StoreSession *session, Arena *arena, SheetRow **rows, size_t *count, Error *error);
bool initiative_counts(const SheetRow *row);
static inline Str initiative_text(const SheetRow *row, int column)
{
    return row->column[column].type == VALUE_TEXT ? row->column[column].text : STR("");
}

// Spent over planned, less one: 0.12. False when one of them is not said or nothing was planned.
bool initiative_overrun(const SheetRow *row, double *overrun);
// Whether it is about customers who leave.
bool initiative_is_against_churn(const SheetRow *row);
// A pilot that has a criterion and a result: its status.
Str initiative_pilot_status(const SheetRow *row);

// ---- templates ----

typedef struct InitiativeTemplate {
    const char *key, *source; // the guide whose strategy it is
    Phrase name, text;
    const char *type, *aim, *lever, *kpi; // lever NULL: none of the catalogue
    const char *conditions, *pillars, *skills;
} InitiativeTemplate;
extern const InitiativeTemplate initiative_templates[]; // ends with one without a key
const InitiativeTemplate *initiative_template_find(Str key);

#endif

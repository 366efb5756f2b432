#include "plan/report.h"

#include "workspace/workspace.h"

static bool find_integer(StoreSession *session, const Query *query, const Value *values, size_t count, int64_t *number,
                         Error *error)
{
    Rows rows;
    *number = 0;
    if (!store_select(session, query, values, count, &rows, error)) return false;
    if (rows_next(&rows)) *number = rows_integer(&rows, 0);
    return rows_close(&rows, error);
}

static Value instant_or_null(Instant at)
{
    return at ? value_integer(at) : value_null();
}

// ---- reports ----

static void read_report(const Rows *rows, Arena *arena, Report *report)
{
    *report = (Report){.id = rows_integer(rows, 0),
                       .name = str_copy(arena, rows_text(rows, 1)),
                       .metrics = str_copy(arena, rows_text(rows, 2)),
                       .periods = rows_integer(rows, 4),
                       .schedule = str_copy(arena, rows_text(rows, 5)),
                       .recipients = str_copy(arena, rows_text(rows, 6)),
                       .paused = str_equal(rows_text(rows, 8), STR("paused")),
                       .next_at = rows_integer(rows, 9),
                       .failure = str_copy(arena, rows_text(rows, 10)),
                       .made_at = rows_integer(rows, 11),
                       .version = rows_integer(rows, 12)};
    if (!period_unit_parse(rows_text(rows, 3), &report->period)) report->period = PERIOD_MONTH;
    if (!locale_parse(rows_text(rows, 7), &report->locale)) report->locale = LOCALE_EN;
}

bool report_get(StoreSession *session, int64_t id, Arena *arena, Report *report, Error *error)
{
    Rows rows;
    *report = (Report){0};
    if (!store_select(session, &query_plan_report_get, VALUES(value_integer(id)), &rows, error)) return false;
    if (rows_next(&rows)) read_report(&rows, arena, report);
    return rows_close(&rows, error);
}

bool report_list(StoreSession *session, int64_t after, size_t limit, Arena *arena, Report **reports, size_t *count,
                 Error *error)
{
    Rows rows;
    *reports = arena_array(arena, Report, limit);
    *count = 0;
    if (!store_select(session, &query_plan_report_list, VALUES(value_integer(after), value_integer((int64_t)limit)),
                      &rows, error))
        return false;
    while (*count < limit && rows_next(&rows)) read_report(&rows, arena, &(*reports)[(*count)++]);
    return rows_close(&rows, error);
}

static bool next_report_id(StoreSession *session, int64_t *id, Error *error)
{
    Rows rows;
    int64_t count = 0;
    *id = 1;
    if (!store_select(session, &query_plan_report_last, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows)) {
        *id = rows_integer(&rows, 0) + 1;
        count = rows_integer(&rows, 1);
    }
    if (!rows_close(&rows, error)) return false;
    return count < REPORTS_MAX || error_code(error, ERROR_CONFLICT, "too_many",
                                             PHRASE("there are 200 reports already: delete one first",
                                                    "il y a déjà 200 rapports\u00A0: supprimez-en un d’abord"),
                                             STR(""));
}

#define REPORT_VALUES(report)                                                                                          \
    value_integer((report)->id), value_text((report)->name), value_text((report)->metrics),                            \
        value_text(period_unit_name((report)->period)), value_integer((report)->periods),                              \
        value_text((report)->schedule), value_text((report)->recipients), value_text(locale_name((report)->locale)),   \
        value_text((report)->paused ? STR("paused") : STR("active")), instant_or_null((report)->next_at)

bool report_insert(StoreSession *session, Report *report, Error *error)
{
    report->version = 1;
    return next_report_id(session, &report->id, error) &&
           store_execute(session, &query_plan_report_insert,
                         VALUES(REPORT_VALUES(report), value_integer(report->made_at)), NULL, error);
}

bool report_update(StoreSession *session, Report *report, Error *error)
{
    report->version++;
    report->failure = STR("");
    return store_execute(session, &query_plan_report_update, VALUES(REPORT_VALUES(report)), NULL, error);
}

bool report_delete(StoreSession *session, int64_t id, Error *error)
{
    return store_execute(session, &query_plan_report_delete, VALUES(value_integer(id)), NULL, error);
}

bool report_due(StoreSession *session, Instant now, int64_t *ids, size_t room, size_t *count, Error *error)
{
    Rows rows;
    *count = 0;
    if (!store_select(session, &query_plan_report_due, VALUES(value_integer(now), value_integer((int64_t)room)), &rows,
                      error))
        return false;
    while (*count < room && rows_next(&rows)) ids[(*count)++] = rows_integer(&rows, 0);
    return rows_close(&rows, error);
}

bool report_set_next(StoreSession *session, int64_t id, Instant next_at, Str failure, Error *error)
{
    return store_execute(session, &query_plan_report_next,
                         VALUES(value_integer(id), instant_or_null(next_at), value_text(failure)), NULL, error);
}

// ---- issues ----

bool issue_number(StoreSession *session, Issue *issue, bool *fresh, Error *error)
{
    int64_t before;
    if (!find_integer(session, &query_plan_issue_of, VALUES(value_integer(issue->report), value_integer(issue->due_at)),
                      &before, error) ||
        !find_integer(session, &query_plan_issue_last, NO_VALUES, &issue->id, error))
        return false;
    *fresh = before == 0;
    issue->id = *fresh ? issue->id + 1 : before;
    return true;
}

bool issue_insert(StoreSession *session, const Issue *issue, Error *error)
{
    return store_execute(session, &query_plan_issue_insert,
                         VALUES(value_integer(issue->id), value_integer(issue->report), value_integer(issue->due_at),
                                value_text(issue->asked ? STR("asked") : STR("scheduled")),
                                value_integer(issue->first_day), value_integer(issue->last_day),
                                value_integer(issue->made_at), value_integer(issue->missed),
                                value_integer(issue->snapshot), value_text(issue->subject), value_text(issue->html),
                                value_text(issue->plain), value_text(issue->csv), value_text(issue->recipients)),
                         NULL, error);
}

static void read_issue(const Rows *rows, Arena *arena, Issue *issue)
{
    *issue = (Issue){.id = rows_integer(rows, 0),
                     .report = rows_integer(rows, 1),
                     .due_at = rows_integer(rows, 2),
                     .asked = str_equal(rows_text(rows, 3), STR("asked")),
                     .first_day = (Day)rows_integer(rows, 4),
                     .last_day = (Day)rows_integer(rows, 5),
                     .made_at = rows_integer(rows, 6),
                     .missed = rows_integer(rows, 7),
                     .snapshot = rows_integer(rows, 8),
                     .subject = str_copy(arena, rows_text(rows, 9)),
                     .recipients = str_copy(arena, rows_text(rows, 10))};
}

bool issue_get(StoreSession *session, int64_t id, Arena *arena, Issue *issue, Error *error)
{
    Rows rows;
    *issue = (Issue){0};
    if (!store_select(session, &query_plan_issue_get, VALUES(value_integer(id)), &rows, error)) return false;
    if (rows_next(&rows)) {
        read_issue(&rows, arena, issue);
        issue->html = str_copy(arena, rows_text(&rows, 11));
        issue->plain = str_copy(arena, rows_text(&rows, 12));
        issue->csv = str_copy(arena, rows_text(&rows, 13));
    }
    return rows_close(&rows, error);
}

bool issue_list(StoreSession *session, int64_t report, int64_t before, size_t limit, Arena *arena, Issue **issues,
                size_t *count, Error *error)
{
    Rows rows;
    *issues = arena_array(arena, Issue, limit);
    *count = 0;
    if (!store_select(
            session, &query_plan_issue_list,
            VALUES(value_integer(report), value_integer(before ? before : INT64_MAX), value_integer((int64_t)limit)),
            &rows, error))
        return false;
    while (*count < limit && rows_next(&rows)) read_issue(&rows, arena, &(*issues)[(*count)++]);
    return rows_close(&rows, error);
}

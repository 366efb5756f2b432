#include "retain/retention_case.h"

static Value whole_or_null(const Rows *rows, int column)
{
    return rows_null(rows, column) ? value_null() : value_integer(rows_integer(rows, column));
}

static RetentionCase case_of(const Rows *rows, Arena *arena)
{
    return (RetentionCase){.id = rows_integer(rows, 0),
                           .customer = (CustomerId)rows_integer(rows, 1),
                           .owner = whole_or_null(rows, 2),
                           .due_day = whole_or_null(rows, 3),
                           .status = (CaseStatus)rows_integer(rows, 4),
                           .outcome = (CaseOutcome)rows_integer(rows, 5),
                           .task = rows_integer(rows, 6),
                           .scored = !rows_null(rows, 7),
                           .probability = rows_real(rows, 7),
                           .risk_minor = rows_integer(rows, 8),
                           .currency = str_copy(arena, rows_text(rows, 9)),
                           .made_by = rows_integer(rows, 10),
                           .made_at = rows_integer(rows, 11),
                           .changed_at = rows_integer(rows, 12),
                           .closed_at = rows_integer(rows, 13),
                           .version = rows_integer(rows, 14)};
}

static bool counts_before(const RetentionCase *one, const RetentionCase *other)
{
    bool open = one->status != CASE_CLOSED, other_open = other->status != CASE_CLOSED;
    if (open != other_open) return open;
    return one->changed_at > other->changed_at || (one->changed_at == other->changed_at && one->id > other->id);
}

bool cases_of_all(const Identity *identity, StoreSession *session, Arena *arena, const RetentionCase ***list,
                  uint32_t *customers, Error *error)
{
    Rows rows;
    *customers = identity_count(identity) + 1;
    *list = arena_array(arena, const RetentionCase *, *customers);
    if (!store_select(session, &query_retention_case_all, NO_VALUES, &rows, error)) return false;
    while (rows_next(&rows)) {
        RetentionCase found = case_of(&rows, arena);
        CustomerId root = identity_root(identity, found.customer);
        if (root >= *customers || ((*list)[root] && !counts_before(&found, (*list)[root]))) continue;
        RetentionCase *kept = arena_new(arena, RetentionCase);
        *kept = found;
        (*list)[root] = kept;
    }
    return rows_close(&rows, error);
}

bool case_of_person(const Identity *identity, StoreSession *session, CustomerId root, Arena *arena,
                    RetentionCase *found, Error *error)
{
    CustomerId *members;
    size_t count = identity_members(identity, root, arena, &members);
    *found = (RetentionCase){0};
    for (size_t m = 0; m < count; m++) {
        Rows rows;
        if (!store_select(session, &query_retention_case_of_customer, VALUES(value_integer(members[m])), &rows, error))
            return false;
        while (rows_next(&rows)) {
            RetentionCase one = case_of(&rows, arena);
            if (!found->id || counts_before(&one, found)) *found = one;
        }
        if (!rows_close(&rows, error)) return false;
    }
    return true;
}

bool case_rests(const RetentionCase *work, Instant now)
{
    const Instant rest = (Instant)CASE_REST_DAYS * 86400 * MILLISECONDS_PER_SECOND;
    return work->status == CASE_CLOSED && now < work->closed_at + rest;
}

// ---- history ----

static bool read_history(StoreSession *session, CustomerId customer, CaseChange *list, size_t room, size_t *count,
                         Error *error)
{
    Rows rows;
    if (!store_select(session, &query_retention_case_history, VALUES(value_integer(customer)), &rows, error))
        return false;
    while (*count < room && rows_next(&rows))
        list[(*count)++] = (CaseChange){.of = rows_integer(&rows, 0),
                                        .owner = whole_or_null(&rows, 1),
                                        .due_day = whole_or_null(&rows, 2),
                                        .status = (CaseStatus)rows_integer(&rows, 3),
                                        .outcome = (CaseOutcome)rows_integer(&rows, 4),
                                        .made_by = rows_integer(&rows, 5),
                                        .at = rows_integer(&rows, 6)};
    return rows_close(&rows, error);
}

// They are few, and nearly in order.
static void sort_newest_first(CaseChange *list, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t j = i; j > 0 && list[j].at > list[j - 1].at; j--) {
            CaseChange later = list[j];
            list[j] = list[j - 1];
            list[j - 1] = later;
        }
}

bool case_history(const Identity *identity, StoreSession *session, CustomerId root, Arena *arena, CaseChange **list,
                  size_t *count, Error *error)
{
    enum { EACH_MAX = 200, MEMBERS_MAX = 10 };
    CustomerId *members;
    size_t member_count = (size_t)smaller(MEMBERS_MAX, (int64_t)identity_members(identity, root, arena, &members));
    *list = arena_array(arena, CaseChange, EACH_MAX * member_count);
    *count = 0;
    for (size_t m = 0; m < member_count; m++)
        if (!read_history(session, members[m], *list, EACH_MAX * member_count, count, error)) return false;
    sort_newest_first(*list, *count);
    return true;
}

// ---- writing ----

static bool number_after(StoreSession *session, const Query *last, int64_t *id, Error *error)
{
    Rows rows;
    if (!store_select(session, last, NO_VALUES, &rows, error)) return false;
    *id = rows_next(&rows) ? rows_integer(&rows, 0) + 1 : 1;
    return rows_close(&rows, error);
}

static Value whole_or_none(int64_t number)
{
    return number ? value_integer(number) : value_null();
}

static bool insert(StoreSession *session, const RetentionCase *work, Error *error)
{
    return store_execute(session, &query_retention_case_insert,
                         VALUES(value_integer(work->id), value_integer(work->customer), work->owner, work->due_day,
                                value_integer(work->status), value_integer(work->outcome), whole_or_none(work->task),
                                work->scored ? value_real(work->probability) : value_null(),
                                work->scored ? value_integer(work->risk_minor) : value_null(),
                                value_text(work->currency), value_integer(work->made_by), value_integer(work->made_at),
                                value_integer(work->changed_at), whole_or_none(work->closed_at)),
                         NULL, error);
}

static bool change(StoreSession *session, const RetentionCase *work, Error *error)
{
    return store_execute(session, &query_retention_case_change,
                         VALUES(value_integer(work->id), work->owner, work->due_day, value_integer(work->status),
                                value_integer(work->outcome), whole_or_none(work->task),
                                value_integer(work->changed_at), whole_or_none(work->closed_at)),
                         NULL, error);
}

bool case_put(StoreSession *session, RetentionCase *work, int64_t by, Instant now, Error *error)
{
    int64_t line = 0;
    bool first = !work->id;
    work->changed_at = now;
    work->version++;
    if (work->status != CASE_CLOSED)
        work->closed_at = 0;
    else if (!work->closed_at)
        work->closed_at = now;
    if (first && !number_after(session, &query_retention_case_last, &work->id, error)) return false;
    return (first ? insert(session, work, error) : change(session, work, error)) &&
           number_after(session, &query_retention_case_last_change, &line, error) &&
           store_execute(session, &query_retention_case_note,
                         VALUES(value_integer(line), value_integer(work->id), value_integer(work->customer),
                                work->owner, work->due_day, value_integer(work->status), value_integer(work->outcome),
                                value_integer(by), value_integer(now)),
                         NULL, error);
}

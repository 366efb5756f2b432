#include "privacy/request.h"

#include "privacy/deadline.h"

static Value number_or_null(int64_t number)
{
    return number ? value_integer(number) : value_null();
}

bool request_make(StoreSession *session, Request *request, Error *error)
{
    Rows rows;
    request->due_day = deadline_after_months(request->received_day, REQUEST_MONTHS);
    request->status = STR("open");
    request->version = 1;
    if (!store_select(
            session, &query_request_make,
            VALUES(value_text(request->kind), number_or_null(request->customer), value_text_or_null(request->subject),
                   value_text(request->channel), value_integer(request->received), value_integer(request->received_day),
                   value_integer(request->due_day), value_text(request->proof), value_text_or_null(request->note),
                   number_or_null(request->assignee), value_integer(request->made_by), value_integer(request->made)),
            &rows, error))
        return false;
    request->id = rows_next(&rows) ? rows_integer(&rows, 0) : 0;
    return rows_close(&rows, error);
}

static Request take(const Rows *rows, Arena *arena)
{
    return (Request){.id = rows_integer(rows, 0),
                     .kind = str_copy(arena, rows_text(rows, 1)),
                     .status = str_copy(arena, rows_text(rows, 2)),
                     .customer = rows_integer(rows, 3),
                     .subject = str_copy(arena, rows_text(rows, 4)),
                     .channel = str_copy(arena, rows_text(rows, 5)),
                     .received = rows_integer(rows, 6),
                     .received_day = (Day)rows_integer(rows, 7),
                     .due_day = (Day)rows_integer(rows, 8),
                     .extension_reason = str_copy(arena, rows_text(rows, 9)),
                     .extended = rows_integer(rows, 10),
                     .proof = str_copy(arena, rows_text(rows, 11)),
                     .note = str_copy(arena, rows_text(rows, 12)),
                     .assignee = rows_integer(rows, 13),
                     .outcome = str_copy(arena, rows_text(rows, 14)),
                     .done = str_copy(arena, rows_text(rows, 15)),
                     .closed = rows_integer(rows, 16),
                     .version = rows_integer(rows, 17),
                     .made_by = rows_integer(rows, 18),
                     .made = rows_integer(rows, 19)};
}

bool request_get(StoreSession *session, int64_t id, Arena *arena, Request *request, Error *error)
{
    Rows rows;
    *request = (Request){0};
    if (!store_select(session, &query_request_get, VALUES(value_integer(id)), &rows, error)) return false;
    if (rows_next(&rows)) *request = take(&rows, arena);
    return rows_close(&rows, error);
}

bool request_change(StoreSession *session, Request *request, Error *error)
{
    request->version++;
    return store_execute(session, &query_request_change,
                         VALUES(value_integer(request->id), value_text(request->status),
                                value_integer(request->due_day), value_text_or_null(request->extension_reason),
                                number_or_null(request->extended), value_text(request->proof),
                                value_text_or_null(request->note), number_or_null(request->assignee),
                                value_text_or_null(request->outcome), value_text_or_null(request->done),
                                number_or_null(request->closed), number_or_null(request->customer)),
                         NULL, error);
}

bool request_page(StoreSession *session, int64_t before, const RequestFilter *filter, int64_t limit, Arena *arena,
                  Request **requests, size_t *count, Error *error)
{
    Rows rows;
    *requests = arena_array(arena, Request, (size_t)limit);
    *count = 0;
    if (!store_select(session, &query_request_list,
                      VALUES(value_integer(before), value_text(filter->status), value_text(filter->kind),
                             value_integer(filter->overdue_on), value_integer(filter->customer), value_integer(limit)),
                      &rows, error))
        return false;
    while (rows_next(&rows) && *count < (size_t)limit) (*requests)[(*count)++] = take(&rows, arena);
    return rows_close(&rows, error);
}

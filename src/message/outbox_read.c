// outbox_read.c - what the outbox holds, for the delivery log.
#include "message/outbox.h"

void outbox_read_row(const Rows *rows, Arena *arena, OutboxRow *row)
{
    *row = (OutboxRow){.id = rows_integer(rows, 0),
                       .key = str_copy(arena, rows_text(rows, 1)),
                       .kind = str_copy(arena, rows_text(rows, 2)),
                       .once = rows_integer(rows, 3),
                       .customer = rows_integer(rows, 4),
                       .recipient = str_copy(arena, rows_text(rows, 5)),
                       .subject = str_copy(arena, rows_text(rows, 6)),
                       .status = (MailStatus)rows_integer(rows, 7),
                       .attempts = rows_integer(rows, 8),
                       .doubtful = rows_integer(rows, 9),
                       .next_at = rows_integer(rows, 10),
                       .made_at = rows_integer(rows, 11),
                       .ended_at = rows_integer(rows, 12),
                       .failure = str_copy(arena, rows_text(rows, 13)),
                       .answer = str_copy(arena, rows_text(rows, 14))};
}

bool outbox_list(StoreSession *session, const OutboxPage *page, Arena *arena, OutboxRow **list, size_t *count,
                 Error *error)
{
    Rows rows;
    *list = arena_array(arena, OutboxRow, page->limit);
    *count = 0;
    if (!store_select(session, &query_message_list,
                      VALUES(value_integer(page->before ? page->before : INT64_MAX), value_integer(page->status),
                             value_text(page->kind), value_integer((int64_t)page->limit)),
                      &rows, error))
        return false;
    while (*count < page->limit && rows_next(&rows)) outbox_read_row(&rows, arena, &(*list)[(*count)++]);
    return rows_close(&rows, error);
}

bool outbox_get(StoreSession *session, int64_t id, Arena *arena, OutboxRow *row, Error *error)
{
    Rows rows;
    *row = (OutboxRow){0};
    if (!store_select(session, &query_message_get, VALUES(value_integer(id)), &rows, error)) return false;
    if (rows_next(&rows)) outbox_read_row(&rows, arena, row);
    return rows_close(&rows, error);
}

bool outbox_attempts(StoreSession *session, int64_t id, Arena *arena, OutboxAttempt **list, size_t *count, Error *error)
{
    enum { ATTEMPTS_MAX = 1000 };
    Rows rows;
    *list = arena_array(arena, OutboxAttempt, ATTEMPTS_MAX);
    *count = 0;
    if (!store_select(session, &query_message_attempts, VALUES(value_integer(id)), &rows, error)) return false;
    while (*count < ATTEMPTS_MAX && rows_next(&rows))
        (*list)[(*count)++] = (OutboxAttempt){.number = rows_integer(&rows, 0),
                                              .at = rows_integer(&rows, 1),
                                              .outcome = str_copy(arena, rows_text(&rows, 2)),
                                              .code = rows_integer(&rows, 3),
                                              .failure = str_copy(arena, rows_text(&rows, 4)),
                                              .answer = str_copy(arena, rows_text(&rows, 5)),
                                              .milliseconds = rows_integer(&rows, 6)};
    return rows_close(&rows, error);
}

bool outbox_counts(StoreSession *session, OutboxCounts *counts, Error *error)
{
    Rows rows;
    *counts = (OutboxCounts){0};
    if (!store_select(session, &query_message_counts, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows))
        *counts = (OutboxCounts){rows_integer(&rows, 0), rows_integer(&rows, 1), rows_integer(&rows, 2)};
    return rows_close(&rows, error);
}

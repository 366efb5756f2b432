// snapshot.c - figures as they were known at a moment, with the number the log had come to.
#include "plan/report.h"

bool snapshot_insert(StoreSession *session, Snapshot *snapshot, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_plan_snapshot_last, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows)) snapshot->id = rows_integer(&rows, 0) + 1;
    if (!rows_close(&rows, error)) return false;
    return store_execute(session, &query_plan_snapshot_insert,
                         VALUES(value_integer(snapshot->id), value_text(snapshot->name),
                                value_integer(snapshot->made_at), value_integer(snapshot->day),
                                value_integer(snapshot->seq), value_integer(snapshot->issue)),
                         NULL, error);
}

static Value real_or_null(bool has, double number)
{
    return has ? value_real(number) : value_null();
}

static bool put_figure(StoreSession *session, const Snapshot *snapshot, int64_t number, const SnapshotFigure *figure,
                       Error *error)
{
    const FigureNumber *known = &figure->number;
    bool interval = known->observed && known->has_interval;
    return store_execute(session, &query_plan_figure_insert,
                         VALUES(value_integer(snapshot->id), value_integer(number), value_text(figure->group_key),
                                value_integer(figure->first_day), value_integer(figure->last_day),
                                value_integer(figure->complete), real_or_null(known->observed, known->value),
                                real_or_null(interval, known->low), real_or_null(interval, known->high),
                                known->observed && known->has_n ? value_integer(known->n) : value_null()),
                         NULL, error);
}

static bool put_group(StoreSession *session, const Snapshot *snapshot, int64_t number, const MetricAnswer *answer,
                      uint32_t group, Day today, Error *error)
{
    const MetricTable *table = &answer->table;
    for (uint32_t p = 0; p < table->span.count; p++) {
        SnapshotFigure figure = {.group_key = table->group ? table->group[group].key : STR(""),
                                 .first_day = figures_first_day(answer, p),
                                 .last_day = figures_last_day(answer, p),
                                 .number = figure_number(answer, answer_value(answer, group, p))};
        figure.complete = figure.last_day < today;
        if (!put_figure(session, snapshot, number, &figure, error)) return false;
    }
    return true;
}

bool snapshot_put(StoreSession *session, const Snapshot *snapshot, int64_t number, const FigureAsk *ask,
                  const MetricAnswer *answer, Day today, Error *error)
{
    if (!store_execute(session, &query_plan_series_insert,
                       VALUES(value_integer(snapshot->id), value_integer(number), value_text(ask->metric),
                              value_text(ask->parameters), value_text(period_unit_name(ask->period)),
                              value_text(unit_name(answer->metric->unit)),
                              value_text(str_of(answer->table.currency.code))),
                       NULL, error))
        return false;
    for (uint32_t g = 0; g < answer->table.groups; g++)
        if (!put_group(session, snapshot, number, answer, g, today, error)) return false;
    return true;
}

// ---- reading ----

static void read_snapshot(const Rows *rows, Arena *arena, Snapshot *snapshot)
{
    *snapshot = (Snapshot){.id = rows_integer(rows, 0),
                           .name = str_copy(arena, rows_text(rows, 1)),
                           .made_at = rows_integer(rows, 2),
                           .day = (Day)rows_integer(rows, 3),
                           .seq = rows_integer(rows, 4),
                           .issue = rows_integer(rows, 5)};
}

bool snapshot_list(StoreSession *session, int64_t before, size_t limit, Arena *arena, Snapshot **snapshots,
                   size_t *count, Error *error)
{
    Rows rows;
    *snapshots = arena_array(arena, Snapshot, limit);
    *count = 0;
    if (!store_select(session, &query_plan_snapshot_list,
                      VALUES(value_integer(before ? before : INT64_MAX), value_integer((int64_t)limit)), &rows, error))
        return false;
    while (*count < limit && rows_next(&rows)) read_snapshot(&rows, arena, &(*snapshots)[(*count)++]);
    return rows_close(&rows, error);
}

bool snapshot_get(StoreSession *session, int64_t id, Arena *arena, Snapshot *snapshot, Error *error)
{
    Rows rows;
    *snapshot = (Snapshot){0};
    if (!store_select(session, &query_plan_snapshot_get, VALUES(value_integer(id)), &rows, error)) return false;
    if (rows_next(&rows)) read_snapshot(&rows, arena, snapshot);
    return rows_close(&rows, error);
}

bool snapshot_find(StoreSession *session, const FigureAsk *ask, Day day, Arena *arena, Reported *reported, Error *error)
{
    Rows rows;
    *reported = (Reported){0};
    if (!store_select(session, &query_plan_snapshot_find,
                      VALUES(value_text(ask->metric), value_text(ask->parameters),
                             value_text(period_unit_name(ask->period)), value_integer(day)),
                      &rows, error))
        return false;
    if (rows_next(&rows)) {
        read_snapshot(&rows, arena, &reported->snapshot);
        reported->number = rows_integer(&rows, 6);
        reported->currency = str_copy(arena, rows_text(&rows, 7));
    }
    return rows_close(&rows, error);
}

static void read_figure(const Rows *rows, Arena *arena, SnapshotFigure *figure)
{
    *figure = (SnapshotFigure){.group_key = str_copy(arena, rows_text(rows, 0)),
                               .first_day = (Day)rows_integer(rows, 1),
                               .last_day = (Day)rows_integer(rows, 2),
                               .complete = rows_integer(rows, 3),
                               .number = {.observed = !rows_null(rows, 4),
                                          .has_interval = !rows_null(rows, 5),
                                          .has_n = !rows_null(rows, 7),
                                          .value = rows_real(rows, 4),
                                          .low = rows_real(rows, 5),
                                          .high = rows_real(rows, 6),
                                          .n = rows_integer(rows, 7)}};
}

bool snapshot_figures(StoreSession *session, const Reported *reported, Arena *arena, SnapshotFigure **figures,
                      size_t *count, Error *error)
{
    Rows rows;
    size_t room = 64;
    SnapshotFigure *list = arena_array(arena, SnapshotFigure, room);
    *count = 0;
    if (!store_select(session, &query_plan_snapshot_figures,
                      VALUES(value_integer(reported->snapshot.id), value_integer(reported->number)), &rows, error))
        return false;
    while (rows_next(&rows)) {
        if (*count == room) {
            SnapshotFigure *grown = arena_array(arena, SnapshotFigure, room *= 2);
            for (size_t i = 0; i < *count; i++) grown[i] = list[i];
            list = grown;
        }
        read_figure(&rows, arena, &list[(*count)++]);
    }
    *figures = list;
    return rows_close(&rows, error);
}

// ---- what came in late ----

bool late_count(StoreSession *session, const LateAsk *ask, int64_t *count, Error *error)
{
    Rows rows;
    *count = 0;
    if (!store_select(session, &query_plan_late_count,
                      VALUES(value_integer(ask->seq), value_integer(ask->from), value_integer(ask->to)), &rows, error))
        return false;
    if (rows_next(&rows)) *count = rows_integer(&rows, 0);
    return rows_close(&rows, error);
}

bool late_list(StoreSession *session, const LateAsk *ask, int64_t after, size_t limit, Arena *arena, LateEvent **events,
               size_t *count, Error *error)
{
    Rows rows;
    *events = arena_array(arena, LateEvent, limit);
    *count = 0;
    if (!store_select(session, &query_plan_late_list,
                      VALUES(value_integer(ask->seq), value_integer(ask->from), value_integer(ask->to),
                             value_integer(after), value_integer((int64_t)limit)),
                      &rows, error))
        return false;
    while (*count < limit && rows_next(&rows))
        (*events)[(*count)++] = (LateEvent){.seq = rows_integer(&rows, 0),
                                            .customer = rows_integer(&rows, 1),
                                            .event_class = (uint16_t)rows_integer(&rows, 2),
                                            .at = rows_integer(&rows, 3),
                                            .received = rows_integer(&rows, 4)};
    return rows_close(&rows, error);
}

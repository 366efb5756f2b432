#include "segment/strategy.h"

#include "segment/figure.h"
#include "segment/stored.h"

const char *const strategy_field_names[STRATEGY_FIELD_COUNT] = {"offers", "channels", "service_level"};

// ---- reading ----

static Strategy strategy_of(const Rows *rows, Arena *arena)
{
    return (Strategy){.segment = rows_integer(rows, 0),
                      .key = str_copy(arena, rows_text(rows, 1)),
                      .name = str_copy(arena, rows_text(rows, 2)),
                      .objective = str_copy(arena, rows_text(rows, 3)),
                      .offers = str_copy(arena, rows_text(rows, 4)),
                      .channels = str_copy(arena, rows_text(rows, 5)),
                      .agents = str_copy(arena, rows_text(rows, 6)),
                      .has_response = !rows_null(rows, 7),
                      .response_minutes = rows_integer(rows, 7),
                      .has_budget = !rows_null(rows, 8),
                      .budget_minor = rows_integer(rows, 8),
                      .currency = str_copy(arena, rows_text(rows, 9)),
                      .priority = rows_integer(rows, 10),
                      .changed_by = rows_integer(rows, 11),
                      .changed_at = rows_integer(rows, 12),
                      .version = rows_integer(rows, 13)};
}

static bool read_all(StoreSession *session, const Query *query, const Value *values, size_t value_count, Arena *arena,
                     Strategy **list, size_t *count, Error *error)
{
    Rows rows;
    *list = arena_array(arena, Strategy, SEGMENTS_MAX);
    *count = 0;
    if (!store_select(session, query, values, value_count, &rows, error)) return false;
    while (*count < SEGMENTS_MAX && rows_next(&rows)) (*list)[(*count)++] = strategy_of(&rows, arena);
    return rows_close(&rows, error);
}

bool strategy_find(StoreSession *session, int64_t segment, Arena *arena, Strategy *strategy, Error *error)
{
    Strategy *list;
    size_t count;
    *strategy = (Strategy){0};
    if (!read_all(session, &query_strategy_one, VALUES(value_integer(segment)), arena, &list, &count, error))
        return false;
    if (count) *strategy = list[0];
    return true;
}

bool strategy_list(StoreSession *session, Arena *arena, Strategy **list, size_t *count, Error *error)
{
    return read_all(session, &query_strategy_list, VALUES(value_integer(SEGMENTS_MAX)), arena, list, count, error);
}

bool strategy_of_person(StoreSession *session, CustomerId root, Arena *arena, Strategy **list, size_t *count,
                        Error *error)
{
    return read_all(session, &query_strategy_of_person, VALUES(value_integer(root), value_integer(SEGMENTS_MAX)), arena,
                    list, count, error);
}

// ---- at odds ----

static bool has_line(Str lines, Str line)
{
    Str one;
    while (lines.size && str_cut(&lines, '\n', &one))
        if (str_equal_fold(one, line)) return true;
    return false;
}

static Str first_line(Str lines)
{
    Str first = {0};
    (void)str_cut(&lines, '\n', &first);
    return first;
}

static bool share_a_line(Str a, Str b)
{
    Str one;
    while (a.size && str_cut(&a, '\n', &one))
        if (has_line(b, one)) return true;
    return false;
}

bool strategies_at_odds(const Strategy *a, const Strategy *b, StrategyField field)
{
    if (field == STRATEGY_SERVICE)
        return a->has_response && b->has_response && a->response_minutes != b->response_minutes;
    Str left = field == STRATEGY_OFFERS ? a->offers : a->channels,
        right = field == STRATEGY_OFFERS ? b->offers : b->channels;
    if (!left.size || !right.size) return false;
    return field == STRATEGY_OFFERS ? !share_a_line(left, right) : !str_equal(first_line(left), first_line(right));
}

// ---- service levels ----

static bool add_level(const SegmentPlace *place, const Strategy *strategy, ServiceLevels *levels, Error *error)
{
    StoredSegment stored;
    Error unknown;
    StoredPeople *people = arena_new(place->arena, StoredPeople);
    Str number = str_format(place->arena, "%lld", (long long)strategy->segment);
    if (!stored_find(place->session, number, place->arena, &stored, error)) return false;
    if (!stored_people(place, &stored, people, &unknown)) {
        if (unknown.kind == ERROR_INPUT) return true; // its rule can't be asked any more
        *error = unknown;
        return false;
    }
    levels->people[levels->count] = &people->all;
    levels->minutes[levels->count++] = strategy->response_minutes;
    return true;
}

bool service_levels(const SegmentPlace *place, ServiceLevels *levels, Error *error)
{
    Strategy *list;
    size_t count;
    SegmentPlace shared = *place;
    *levels = (ServiceLevels){0};
    if (!strategy_list(place->session, place->arena, &list, &count, error)) return false;
    levels->minutes = arena_array(place->arena, int64_t, count);
    levels->people = arena_array(place->arena, const CustomerSet *, count);
    if (!shared.figures) shared.figures = figure_base(&shared);
    for (size_t i = 0; i < count; i++)
        if (list[i].has_response && !add_level(&shared, &list[i], levels, error)) return false;
    return true;
}

bool service_level_of(const ServiceLevels *levels, CustomerId root, int64_t *minutes)
{
    for (size_t i = 0; i < levels->count; i++)
        if (customer_set_has(levels->people[i], root)) {
            *minutes = levels->minutes[i];
            return true;
        }
    return false;
}

// ---- writing ----

bool strategy_put(StoreSession *session, const Strategy *strategy, Error *error)
{
    return store_execute(session, &query_strategy_put,
                         VALUES(value_integer(strategy->segment), value_text(strategy->objective),
                                value_text(strategy->offers), value_text(strategy->channels),
                                value_text(strategy->agents),
                                strategy->has_response ? value_integer(strategy->response_minutes) : value_null(),
                                strategy->has_budget ? value_integer(strategy->budget_minor) : value_null(),
                                value_text(strategy->currency), value_integer(strategy->priority),
                                value_integer(strategy->changed_by), value_integer(strategy->changed_at)),
                         NULL, error);
}

bool strategy_remove(StoreSession *session, int64_t segment, Error *error)
{
    return store_execute(session, &query_strategy_remove, VALUES(value_integer(segment)), NULL, error);
}

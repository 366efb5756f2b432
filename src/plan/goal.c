#include "plan/goal.h"

#include "workspace/workspace.h"

const char *const goal_status_names[GOAL_STATUS_COUNT] = {"draft", "active", "met", "missed", "closed"};

static int word_of(Str word, const char *const *words, int count)
{
    for (int i = 0; i < count; i++)
        if (str_equal(word, str_of(words[i]))) return i;
    return 0;
}

static Day day_or_none(const Rows *rows, int column)
{
    return rows_null(rows, column) ? GOAL_NONE : (Day)rows_integer(rows, column);
}

static Value day_value(Day day)
{
    return day == GOAL_NONE ? value_null() : value_integer(day);
}

static Value instant_value(Instant at)
{
    return at ? value_integer(at) : value_null();
}

static Value real_value(bool has, double number)
{
    return has ? value_real(number) : value_null();
}

static PacePoint read_point(const Rows *rows, int column)
{
    return (PacePoint){.observed = !rows_null(rows, column),
                       .value = rows_real(rows, column),
                       .has_interval = !rows_null(rows, column + 1) && !rows_null(rows, column + 2),
                       .low = rows_real(rows, column + 1),
                       .high = rows_real(rows, column + 2),
                       .has_n = !rows_null(rows, column + 3),
                       .n = rows_integer(rows, column + 3)};
}

static void read_goal(const Rows *rows, Arena *arena, Goal *goal)
{
    *goal = (Goal){.id = rows_integer(rows, 0),
                   .name = str_copy(arena, rows_text(rows, 1)),
                   .metric = str_copy(arena, rows_text(rows, 2)),
                   .segment = str_copy(arena, rows_text(rows, 3)),
                   .has_target = !rows_null(rows, 5),
                   .target = rows_real(rows, 5),
                   .from = day_or_none(rows, 6),
                   .deadline = day_or_none(rows, 7),
                   .owner = rows_integer(rows, 8),
                   .reason = str_copy(arena, rows_text(rows, 9)),
                   .finding = str_copy(arena, rows_text(rows, 10)),
                   .justification = str_copy(arena, rows_text(rows, 11)),
                   .status = (GoalStatus)word_of(rows_text(rows, 12), goal_status_names, GOAL_STATUS_COUNT),
                   .cycle = rows_integer(rows, 13),
                   .baseline = read_point(rows, 14),
                   .activated_at = rows_integer(rows, 18),
                   .ended_at = rows_integer(rows, 19),
                   .outcome = str_copy(arena, rows_text(rows, 20)),
                   .state = (PaceState)word_of(rows_text(rows, 21), pace_state_names, PACE_STATE_COUNT),
                   .told = (PaceState)word_of(rows_text(rows, 22), pace_state_names, PACE_STATE_COUNT),
                   .judged_at = rows_integer(rows, 23),
                   .failure = str_copy(arena, rows_text(rows, 24)),
                   .made_by = rows_integer(rows, 25),
                   .made_at = rows_integer(rows, 26),
                   .version = rows_integer(rows, 27),
                   .owner_name = str_copy(arena, rows_text(rows, 28)),
                   .owner_email = str_copy(arena, rows_text(rows, 29))};
    if (!period_unit_parse(rows_text(rows, 4), &goal->period)) goal->period = PERIOD_MONTH;
    if (!locale_parse(rows_text(rows, 30), &goal->owner_locale)) goal->owner_locale = LOCALE_EN;
}

bool goal_get(StoreSession *session, int64_t id, Arena *arena, Goal *goal, Error *error)
{
    Rows rows;
    *goal = (Goal){0};
    if (!store_select(session, &query_goal_get, VALUES(value_integer(id)), &rows, error)) return false;
    if (rows_next(&rows)) read_goal(&rows, arena, goal);
    return rows_close(&rows, error);
}

bool goal_list(StoreSession *session, const GoalPage *page, Arena *arena, Goal **goals, size_t *count, Error *error)
{
    Rows rows;
    *goals = arena_array(arena, Goal, page->limit);
    *count = 0;
    if (!store_select(session, &query_goal_list,
                      VALUES(value_integer(page->before ? page->before : INT64_MAX), value_text(page->status),
                             value_integer(page->cycle), value_integer((int64_t)page->limit)),
                      &rows, error))
        return false;
    while (*count < page->limit && rows_next(&rows)) read_goal(&rows, arena, &(*goals)[(*count)++]);
    return rows_close(&rows, error);
}

bool goal_active(StoreSession *session, int64_t after, int64_t *ids, size_t room, size_t *count, Error *error)
{
    Rows rows;
    *count = 0;
    if (!store_select(session, &query_goal_active, VALUES(value_integer(after), value_integer((int64_t)room)), &rows,
                      error))
        return false;
    while (*count < room && rows_next(&rows)) ids[(*count)++] = rows_integer(&rows, 0);
    return rows_close(&rows, error);
}

static void read_day(const Rows *rows, GoalDay *day)
{
    *day = (GoalDay){.day = (Day)rows_integer(rows, 0),
                     .period_day = (Day)rows_integer(rows, 1),
                     .point = read_point(rows, 2),
                     .has_expected = !rows_null(rows, 6),
                     .expected = rows_real(rows, 6),
                     .state = (PaceState)word_of(rows_text(rows, 7), pace_state_names, PACE_STATE_COUNT),
                     .has_probability = !rows_null(rows, 8),
                     .probability = rows_real(rows, 8)};
}

bool goal_last_day(StoreSession *session, int64_t id, GoalDay *day, bool *known, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_goal_day_last, VALUES(value_integer(id)), &rows, error)) return false;
    *known = rows_next(&rows);
    if (*known) read_day(&rows, day);
    return rows_close(&rows, error);
}

bool goal_days(StoreSession *session, int64_t id, Day after, size_t limit, Arena *arena, GoalDay **days, size_t *count,
               Error *error)
{
    Rows rows;
    *days = arena_array(arena, GoalDay, limit);
    *count = 0;
    if (!store_select(session, &query_goal_days,
                      VALUES(value_integer(id), value_integer(after), value_integer((int64_t)limit)), &rows, error))
        return false;
    while (*count < limit && rows_next(&rows)) read_day(&rows, &(*days)[(*count)++]);
    return rows_close(&rows, error);
}

// ---- writing ----

static bool next_id(StoreSession *session, int64_t *id, Error *error)
{
    Rows rows;
    int64_t count = 0;
    *id = 1;
    if (!store_select(session, &query_goal_last, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows)) {
        *id = rows_integer(&rows, 0) + 1;
        count = rows_integer(&rows, 1);
    }
    if (!rows_close(&rows, error)) return false;
    return count < GOALS_MAX || error_code(error, ERROR_CONFLICT, "too_many",
                                           PHRASE("there are 1,000 goals already: delete one first",
                                                  "il y a déjà 1\u202F000 objectifs\u00A0: supprimez-en un d’abord"),
                                           STR(""));
}

#define GOAL_VALUES(goal)                                                                                              \
    value_integer((goal)->id), value_text((goal)->name), value_text((goal)->metric), value_text((goal)->segment),      \
        value_text(period_unit_name((goal)->period)), real_value((goal)->has_target, (goal)->target),                  \
        day_value((goal)->from), day_value((goal)->deadline),                                                          \
        (goal)->owner ? value_integer((goal)->owner) : value_null(), value_text((goal)->reason),                       \
        value_text((goal)->finding), value_text((goal)->justification),                                                \
        value_text(str_of(goal_status_names[(goal)->status])), value_integer((goal)->cycle),                           \
        real_value((goal)->baseline.observed, (goal)->baseline.value),                                                 \
        real_value((goal)->baseline.has_interval, (goal)->baseline.low),                                               \
        real_value((goal)->baseline.has_interval, (goal)->baseline.high),                                              \
        (goal)->baseline.has_n ? value_integer((goal)->baseline.n) : value_null(),                                     \
        instant_value((goal)->activated_at), instant_value((goal)->ended_at), value_text((goal)->outcome),             \
        value_text(str_of(pace_state_names[(goal)->state])), value_text(str_of(pace_state_names[(goal)->told])),       \
        instant_value((goal)->judged_at), value_text((goal)->failure)

bool goal_insert(StoreSession *session, Goal *goal, Error *error)
{
    goal->version = 1;
    return next_id(session, &goal->id, error) &&
           store_execute(session, &query_goal_insert,
                         VALUES(GOAL_VALUES(goal), value_integer(goal->made_by), value_integer(goal->made_at)), NULL,
                         error);
}

bool goal_update(StoreSession *session, Goal *goal, Error *error)
{
    goal->version++;
    return store_execute(session, &query_goal_update, VALUES(GOAL_VALUES(goal)), NULL, error);
}

bool goal_judged(StoreSession *session, const Goal *goal, Error *error)
{
    return store_execute(session, &query_goal_judged,
                         VALUES(value_integer(goal->id), value_text(str_of(pace_state_names[goal->state])),
                                value_text(str_of(pace_state_names[goal->told])), instant_value(goal->judged_at),
                                value_text(goal->failure), value_text(str_of(goal_status_names[goal->status])),
                                instant_value(goal->ended_at)),
                         NULL, error);
}

bool goal_day_put(StoreSession *session, int64_t id, const GoalDay *day, Error *error)
{
    const PacePoint *point = &day->point;
    return store_execute(
        session, &query_goal_day_put,
        VALUES(value_integer(id), value_integer(day->day), value_integer(day->period_day),
               real_value(point->observed, point->value),
               real_value(point->observed && point->has_interval, point->low),
               real_value(point->observed && point->has_interval, point->high),
               point->has_n ? value_integer(point->n) : value_null(), real_value(day->has_expected, day->expected),
               value_text(str_of(pace_state_names[day->state])), real_value(day->has_probability, day->probability)),
        NULL, error);
}

bool goal_delete(StoreSession *session, int64_t id, Error *error)
{
    return store_execute(session, &query_goal_delete, VALUES(value_integer(id)), NULL, error);
}

bool goal_carry(StoreSession *session, int64_t from, int64_t to, int64_t *count, Error *error)
{
    return store_execute(session, &query_goal_carry, VALUES(value_integer(from), value_integer(to)), count, error);
}

// market_watch_job.c - once an hour: when nobody wrote about the market for as long as was set, its owner gets a task,
// once until the next note.
#include "plan/market_watch_job.h"

#include "crm/crm.h"
#include "house.h"
#include "plan/checklist.h"
#include "workspace/workspace.h"

enum { HOUR_SECONDS = 3600 };

typedef struct Turn {
    const JobCall *call;
    bool reminded;
} Turn;

static bool read_reminded(StoreSession *session, Instant *at, Error *error)
{
    Rows rows;
    *at = 0;
    if (!store_select(session, &query_market_watch_reminded, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows)) *at = rows_integer(&rows, 0);
    return rows_close(&rows, error);
}

static bool add_task(const JobCall *call, StoreSession *session, const SheetRow *setting, Arena *arena, Error *error)
{
    int64_t id = 0;
    const WorkspaceSettings *workspace = workspace_settings(call->house->workspace);
    Locale locale = workspace->locale;
    Str days = str_format(arena, "%lld", (long long)setting->column[PLAN_MARKET_DAYS].integer);
    Str title = phrase_say(arena, locale,
                           PHRASE("Look at the market: nothing was written for {0} days",
                                  "Regarder le marché\u00A0: rien n’a été noté depuis {0} jours"),
                           days);
    Str text = str_of(PHRASE("Competitors, trends, challenges: write a note under Actions, Market watch.",
                             "Concurrents, tendances, défis\u00A0: écrivez une note dans Actions, Veille du marché.")
                          .in[locale]);
    Day today = (Day)(zone_civil(workspace->zone, call->now / MILLISECONDS_PER_SECOND) / SECONDS_PER_DAY);
    return crm_number(session, &id, error) &&
           store_execute(session, &query_task_insert,
                         VALUES(value_integer(id), value_null(), value_null(), value_null(), value_text(title),
                                value_text(text), setting->column[PLAN_MARKET_OWNER], value_integer(today),
                                value_integer(0), value_integer(0), value_integer(call->now), value_null()),
                         NULL, error) &&
           store_execute(session, &query_market_watch_remind, VALUES(value_integer(call->now)), NULL, error);
}

static bool look(StoreSession *session, void *context, Error *error)
{
    Turn *turn = context;
    Instant last, reminded, now = turn->call->now;
    SheetRow setting;
    Arena *arena = arena_open(0);
    turn->reminded = false;
    bool fine = store_execute(session, &query_market_watch_begin, VALUES(value_integer(now)), NULL, error) &&
                plan_setting_read(session, arena, &setting, error) && market_last_look(session, &last, error) &&
                read_reminded(session, &reminded, error);
    if (fine) {
        Instant due = last + setting.column[PLAN_MARKET_DAYS].integer * SECONDS_PER_DAY * MILLISECONDS_PER_SECOND;
        turn->reminded = now >= due && reminded < due;
        if (turn->reminded) fine = add_task(turn->call, session, &setting, arena, error);
    }
    arena_close(arena);
    return fine;
}

static bool run(JobCall *call, Error *error)
{
    Turn turn = {.call = call};
    if (!store_write(call->house->store, look, &turn, error)) return false;
    JsonWriter json = json_writer(&call->result);
    json_begin_object(&json);
    json_key(&json, "reminded");
    json_boolean(&json, turn.reminded);
    json_end_object(&json);
    return true;
}

const JobKind market_watch_jobs[] = {{.name = "market watch", .every_seconds = HOUR_SECONDS, .run = run},
                                     {.name = NULL}};

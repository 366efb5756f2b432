#include "playbook/run.h"

#include "base/calendar.h"
#include "consent/consents.h"
#include "consent/ground.h"
#include "crm/crm.h"
#include "house.h"
#include "playbook/run_parts.h"
#include "workspace/workspace.h"

const char *const run_status_names[RUN_STATUS_COUNT] = {"running", "control",  "finished", "goal",
                                                        "stopped", "objected", "merged"};
const char *const step_outcome_names[STEP_OUTCOME_COUNT] = {"under_way", "done",     "passed",  "sent",
                                                            "waited",    "happened", "removed", "ended"};

Day playbook_today(const PlaybookPlace *place)
{
    const Zone *zone = workspace_settings(place->house->workspace)->zone;
    return (Day)(zone_civil(zone, place->now / MILLISECONDS_PER_SECOND) / SECONDS_PER_DAY);
}

bool run_step_overdue(const RunStep *step, Day today)
{
    return !step->outcome && step->due_day.type == VALUE_INTEGER && step->due_day.integer < today;
}

// ---- rows ----

static PlaybookRun take(const Rows *rows, Arena *arena)
{
    return (PlaybookRun){.id = rows_integer(rows, 0),
                         .playbook = rows_integer(rows, 1),
                         .version = rows_integer(rows, 2),
                         .customer = (CustomerId)rows_integer(rows, 3),
                         .arm = rows_null(rows, 4) ? -1 : (int)rows_integer(rows, 4),
                         .status = (RunStatus)rows_integer(rows, 5),
                         .step = rows_integer(rows, 6),
                         .goal = str_copy(arena, rows_text(rows, 7)),
                         .started_at = rows_integer(rows, 8),
                         .next_at = rows_integer(rows, 9),
                         .ended_at = rows_integer(rows, 10),
                         .made_by = rows_null(rows, 11) ? RUN_BY_ITSELF : rows_integer(rows, 11)};
}

static bool select_runs(const PlaybookPlace *place, const Query *query, const Value *values, size_t value_count,
                        size_t limit, PlaybookRun **runs, size_t *count, Error *error)
{
    Rows rows;
    *runs = arena_array(place->arena, PlaybookRun, limit);
    *count = 0;
    if (!store_select(place->session, query, values, value_count, &rows, error)) return false;
    while (*count < limit && rows_next(&rows)) (*runs)[(*count)++] = take(&rows, place->arena);
    return rows_close(&rows, error);
}

static bool read_run(const PlaybookPlace *place, int64_t id, PlaybookRun *run, Error *error)
{
    PlaybookRun *runs;
    size_t count;
    if (!select_runs(place, &query_playbook_run_one, VALUES(value_integer(id)), 1, &runs, &count, error)) return false;
    *run = count ? runs[0] : (PlaybookRun){0};
    return true;
}

bool run_get(const PlaybookPlace *place, int64_t id, PlaybookRun *run, Error *error)
{
    if (!read_run(place, id, run, error)) return false;
    return run->id || error_code(error, ERROR_NOT_FOUND, "not_found",
                                 PHRASE("there is no run of this number", "aucun suivi ne porte ce numéro"), STR(""));
}

bool run_list(const PlaybookPlace *place, const RunPage *page, PlaybookRun **runs, size_t *count, Error *error)
{
    return select_runs(place, &query_playbook_run_page,
                       VALUES(value_integer(page->playbook), value_integer(page->before),
                              value_integer((int64_t)page->limit), value_integer(page->status)),
                       page->limit, runs, count, error);
}

bool runs_due(const PlaybookPlace *place, size_t limit, PlaybookRun **runs, size_t *count, Error *error)
{
    return select_runs(place, &query_playbook_run_due, VALUES(value_integer(place->now), value_integer((int64_t)limit)),
                       limit, runs, count, error);
}

bool run_of_person(const PlaybookPlace *place, int64_t playbook, CustomerId root, PlaybookRun *run, Error *error)
{
    CustomerId *members;
    size_t member_count = identity_members(place->house->identity, root, place->arena, &members);
    *run = (PlaybookRun){0};
    for (size_t i = 0; i < member_count; i++) {
        PlaybookRun *runs;
        size_t count;
        if (!select_runs(place, &query_playbook_run_of_customer,
                         VALUES(value_integer(playbook), value_integer(members[i])), 1, &runs, &count, error))
            return false;
        if (count && (!run->id || runs[0].id < run->id)) *run = runs[0];
    }
    return true;
}

bool run_steps(const PlaybookPlace *place, int64_t run, RunStep **steps, size_t *count, Error *error)
{
    Rows rows;
    *steps = arena_array(place->arena, RunStep, PLAYBOOK_STEPS_MAX);
    *count = 0;
    if (!store_select(place->session, &query_playbook_run_step, VALUES(value_integer(run)), &rows, error)) return false;
    while (*count < PLAYBOOK_STEPS_MAX && rows_next(&rows))
        (*steps)[(*count)++] =
            (RunStep){.position = rows_integer(&rows, 0),
                      .kind = (PlaybookStepKind)rows_integer(&rows, 1),
                      .outcome = (StepOutcome)rows_integer(&rows, 2),
                      .reason = str_copy(place->arena, rows_text(&rows, 3)),
                      .began_at = rows_integer(&rows, 4),
                      .due_day = rows_null(&rows, 5) ? value_null() : value_integer(rows_integer(&rows, 5)),
                      .until_at = rows_integer(&rows, 6),
                      .ended_at = rows_integer(&rows, 7),
                      .task = rows_integer(&rows, 8),
                      .message = rows_integer(&rows, 9),
                      .told_at = rows_integer(&rows, 10)};
    return rows_close(&rows, error);
}

bool run_release(const PlaybookPlace *place, const PlaybookRun *run, PlaybookStep **steps, size_t *count, Error *error)
{
    Rows rows;
    JsonValue array = {.type = JSON_NULL};
    Str text = STR("[]");
    if (!store_select(place->session, &query_playbook_run_steps,
                      VALUES(value_integer(run->playbook), value_integer(run->version)), &rows, error))
        return false;
    if (rows_next(&rows)) text = str_copy(place->arena, rows_text(&rows, 0));
    return rows_close(&rows, error) && json_parse(text, &array, error) &&
           playbook_steps_read(array, place->arena, steps, count, error);
}

// ---- on the timeline; what may not be said of them any more is not ----

bool run_say(const PlaybookPlace *place, const PlaybookRun *run, const char *event, Str properties, Error *error)
{
    Recorded recorded;
    const Record what = {.who = {.customer = identity_root(place->house->identity, run->customer)},
                         .kind = EVENT_INTERNAL,
                         .name = str_of(event),
                         .at = place->now,
                         .received = place->now,
                         .properties = properties};
    return record(place->house, place->session, &what, place->arena, &recorded, error);
}

static bool say_of_run(const PlaybookPlace *place, const PlaybookRun *run, const char *event, const char *status,
                       int64_t by, Error *error)
{
    return run_say(place, run, event,
                   str_format(place->arena, "{\"playbook\":%lld,\"run\":%lld,\"status\":\"%s\",\"by\":%lld}",
                              (long long)run->playbook, (long long)run->id, status, (long long)by),
                   error);
}

// ---- may it go on? ----

bool run_consents(const PlaybookPlace *place, CustomerId root, RunConsents *consents, Error *error)
{
    CustomerId *members;
    size_t count = identity_members(place->house->identity, root, place->arena, &members);
    return consent_events(place->session, members, count, place->arena, &consents->events, &consents->count, error) &&
           consent_merged_at(place->house->identity, place->session, members, count, place->arena, &consents->merged_at,
                             error);
}

bool run_ground(const PlaybookPlace *place, const RunConsents *consents, Str purpose, Purpose *found, GroundAsk *ask,
                Error *error)
{
    Error unknown;
    *ask = (GroundAsk){.channel = CONSENT_EMAIL,
                       .events = consents->events,
                       .count = consents->count,
                       .merged_at = consents->merged_at,
                       .now = place->now};
    if (purpose_get(place->session, purpose, place->arena, found, &unknown)) {
        ask->purpose = found;
        return true;
    }
    if (unknown.kind == ERROR_NOT_FOUND) return true;
    *error = unknown;
    return false;
}

// An objection to marketing or to profiling, or a restriction: then nothing is done for them.
static bool objects(const PlaybookPlace *place, CustomerId root, bool *yes, Error *error)
{
    GroundAsk ask;
    Purpose marketing;
    RunConsents consents;
    bool profiling = true;
    if (!run_consents(place, root, &consents, error) ||
        !run_ground(place, &consents, STR("marketing"), &marketing, &ask, error) ||
        !consent_profiling_allowed(place->house->identity, place->session, root, place->now, place->arena, &profiling,
                                   error))
        return false;
    *yes = !profiling || consent_restriction(&ask) || (ask.purpose && consent_objection(&ask));
    return true;
}

bool run_may_enter(const PlaybookPlace *place, int64_t playbook, CustomerId root, const char **obstacle, Error *error)
{
    PlaybookRun before;
    bool objected = false;
    *obstacle = "erased";
    if (identity_hidden(place->house->identity, root)) return true;
    if (!run_of_person(place, playbook, root, &before, error) || !objects(place, root, &objected, error)) return false;
    *obstacle = before.id ? "entered_before" : objected ? "objected" : NULL;
    return true;
}

// ---- entering ----

static bool draw_lot(const PlaybookPlace *place, const PlaybookEntry *entry, CustomerId root, int *arm, Error *error)
{
    Experiment experiment;
    Exposure exposure;
    *arm = -1;
    if (!entry->experiment) return true;
    if (!experiment_get(place->session, entry->experiment, place->arena, &experiment, error)) return false;
    if (experiment.status != EXPERIMENT_RUNNING) return true;
    if (!experiment_exposure(place->house->identity, place->session, &experiment, root, place->arena, &exposure, error))
        return false;
    *arm = exposure.arm >= 0 ? exposure.arm : experiment_draw(&experiment, root);
    return *arm < 0 || exposure.arm >= 0 ||
           experiment_expose(place->house, place->session, &experiment, root, *arm, place->now, place->arena, error);
}

bool run_enter(const PlaybookPlace *place, const PlaybookText *playbook, const PlaybookEntry *entry, CustomerId root,
               int64_t by, PlaybookRun *run, Error *error)
{
    *run = (PlaybookRun){.playbook = playbook->id,
                         .version = playbook->version,
                         .customer = root,
                         .goal = entry->goal,
                         .started_at = place->now,
                         .next_at = place->now,
                         .made_by = by};
    if (!draw_lot(place, entry, root, &run->arm, error) || !crm_number(place->session, &run->id, error)) return false;
    bool control = run->arm == 0;
    if (control) {
        run->status = RUN_CONTROL;
        run->next_at = 0;
        run->ended_at = place->now;
    }
    return store_execute(place->session, &query_playbook_run_release,
                         VALUES(value_integer(playbook->id), value_integer(playbook->version),
                                value_text(playbook->steps), value_integer(place->now)),
                         NULL, error) &&
           store_execute(place->session, &query_playbook_run_insert,
                         VALUES(value_integer(run->id), value_integer(run->playbook), value_integer(run->version),
                                value_integer(run->customer), run->arm < 0 ? value_null() : value_integer(run->arm),
                                value_integer(run->status), value_text(run->goal), value_integer(run->started_at),
                                control ? value_null() : value_integer(run->next_at),
                                by == RUN_BY_ITSELF ? value_null() : value_integer(by)),
                         NULL, error) &&
           (control ? run_move(place, run, error)
                    : say_of_run(place, run, "Playbook Started", run_status_names[RUN_RUNNING], larger(0, by), error));
}

// ---- ending ----

bool run_move(const PlaybookPlace *place, const PlaybookRun *run, Error *error)
{
    return store_execute(place->session, &query_playbook_run_move,
                         VALUES(value_integer(run->id), value_integer(run->status), value_integer(run->step),
                                run->next_at ? value_integer(run->next_at) : value_null(),
                                run->ended_at ? value_integer(run->ended_at) : value_null()),
                         NULL, error);
}

static bool end_steps(const PlaybookPlace *place, const PlaybookRun *run, Error *error)
{
    RunStep *steps;
    size_t count;
    if (!run_steps(place, run->id, &steps, &count, error)) return false;
    for (size_t i = 0; i < count; i++) {
        if (steps[i].outcome) continue;
        steps[i].outcome = STEP_ENDED;
        steps[i].ended_at = place->now;
        if ((steps[i].task &&
             !store_execute(place->session, &query_playbook_run_close_task,
                            VALUES(value_integer(steps[i].task), value_integer(place->now)), NULL, error)) ||
            (steps[i].message && !outbox_withdraw(place->session, steps[i].message, place->now, error)) ||
            !run_put_step(place, run, &steps[i], error))
            return false;
    }
    return true;
}

bool run_end(const PlaybookPlace *place, PlaybookRun *run, RunStatus status, int64_t by, Error *error)
{
    run->status = status;
    run->next_at = 0;
    run->ended_at = place->now;
    return end_steps(place, run, error) && run_move(place, run, error) &&
           say_of_run(place, run, "Playbook Ended", run_status_names[status], by, error);
}

// ---- going on ----

// Whether it has come to its end whatever its steps are; *status is RUN_RUNNING when it has not.
static bool find_end(const PlaybookPlace *place, const PlaybookRun *run, const RunSeen *seen, RunStatus *status,
                     Error *error)
{
    PlaybookRun first;
    bool objected = false;
    CustomerId root = identity_root(place->house->identity, run->customer);
    *status = RUN_RUNNING;
    if (!run_of_person(place, run->playbook, root, &first, error) || !objects(place, root, &objected, error))
        return false;
    if (first.id != run->id)
        *status = RUN_MERGED;
    else if (objected)
        *status = RUN_OBJECTED;
    else if (seen->goal)
        *status = RUN_GOAL;
    return true;
}

bool run_advance(const PlaybookPlace *place, const PlaybookRun *seen_run, const RunSeen *seen, bool *mailed,
                 Error *error)
{
    PlaybookRun run;
    RunStatus end;
    Advance advance = {.place = place, .run = &run, .event = seen->event, .mailed = mailed};
    if (!read_run(place, seen_run->id, &run, error)) return false;
    bool same = run.id && run.status == RUN_RUNNING && run.step == seen_run->step;
    if (!same) return true;
    if (identity_hidden(place->house->identity, run.customer)) return run_end(place, &run, RUN_STOPPED, 0, error);
    if (!find_end(place, &run, seen, &end, error)) return false;
    if (end != RUN_RUNNING) return run_end(place, &run, end, 0, error);
    if (!run_release(place, &run, &advance.steps, &advance.count, error)) return false;
    run.next_at = place->now;
    while (run.next_at <= place->now) {
        if (run.step >= (int64_t)advance.count) return run_end(place, &run, RUN_FINISHED, 0, error);
        if (!run_one_step(&advance, error)) return false;
        advance.event = false; // it was seen of the step that was under way
    }
    return run_move(place, &run, error);
}

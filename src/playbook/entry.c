#include "playbook/entry.h"

static const double usual_control_share = 0.1;

static PlaybookEntry take(const Rows *rows, Arena *arena)
{
    return (PlaybookEntry){.playbook = rows_integer(rows, 0),
                           .active = rows_integer(rows, 1),
                           .kind = (EntryKind)rows_integer(rows, 2),
                           .word = str_copy(arena, rows_text(rows, 3)),
                           .value_minor = rows_integer(rows, 4),
                           .present = rows_integer(rows, 5),
                           .day_max = rows_integer(rows, 6),
                           .goal = str_copy(arena, rows_text(rows, 7)),
                           .goal_days = rows_integer(rows, 8),
                           .control_share = rows_real(rows, 9),
                           .experiment = rows_integer(rows, 10),
                           .since = rows_integer(rows, 11),
                           .looked_at = rows_integer(rows, 12),
                           .changed_by = rows_integer(rows, 13),
                           .changed_at = rows_integer(rows, 14),
                           .version = rows_integer(rows, 15)};
}

bool entry_of(StoreSession *session, int64_t playbook, Arena *arena, PlaybookEntry *entry, Error *error)
{
    Rows rows;
    *entry = (PlaybookEntry){.playbook = playbook,
                             .word = STR(""),
                             .day_max = ENTRY_DAY_MAX_USUAL,
                             .goal = STR("Order Completed"),
                             .goal_days = ENTRY_GOAL_DAYS_USUAL,
                             .control_share = usual_control_share};
    if (!store_select(session, &query_playbook_entry_of, VALUES(value_integer(playbook)), &rows, error)) return false;
    if (rows_next(&rows)) *entry = take(&rows, arena);
    return rows_close(&rows, error);
}

bool entry_list(StoreSession *session, Arena *arena, PlaybookEntry **list, size_t *count, Error *error)
{
    Rows rows;
    size_t room = 64;
    *list = arena_array(arena, PlaybookEntry, room);
    *count = 0;
    if (!store_select(session, &query_playbook_entry_all, NO_VALUES, &rows, error)) return false;
    while (rows_next(&rows)) {
        if (*count == room) {
            PlaybookEntry *wider = arena_array(arena, PlaybookEntry, room *= 2);
            for (size_t i = 0; i < *count; i++) wider[i] = (*list)[i];
            *list = wider;
        }
        (*list)[(*count)++] = take(&rows, arena);
    }
    return rows_close(&rows, error);
}

bool entry_put(StoreSession *session, PlaybookEntry *entry, Error *error)
{
    entry->version++;
    entry->looked_at = 0;
    return store_execute(
        session, &query_playbook_entry_put,
        VALUES(value_integer(entry->playbook), value_integer(entry->active), value_integer(entry->kind),
               value_text(entry->word), value_integer(entry->value_minor), value_integer(entry->present),
               value_integer(entry->day_max), value_text(entry->goal), value_integer(entry->goal_days),
               value_real(entry->control_share), entry->experiment ? value_integer(entry->experiment) : value_null(),
               value_integer(entry->since), value_integer(entry->changed_by), value_integer(entry->changed_at)),
        NULL, error);
}

bool entry_looked(StoreSession *session, int64_t playbook, Instant at, Error *error)
{
    return store_execute(session, &query_playbook_entry_looked, VALUES(value_integer(playbook), value_integer(at)),
                         NULL, error);
}

// ---- the experiment ----

static bool fits(const Experiment *experiment, const PlaybookEntry *entry)
{
    bool same_share = experiment->arm[0].share - entry->control_share < 1e-9 &&
                      entry->control_share - experiment->arm[0].share < 1e-9;
    return experiment->id && experiment->status == EXPERIMENT_RUNNING && str_equal(experiment->event, entry->goal) &&
           experiment->follow_days == entry->goal_days && same_share;
}

// playbook-7, playbook-7-2 …: each draws lots of its own.
static bool free_key(StoreSession *session, const PlaybookEntry *entry, Arena *arena, Str *key, Error *error)
{
    Experiment other = {0};
    for (int n = 1; n == 1 || other.id; n++) {
        *key = n == 1 ? str_format(arena, "playbook-%lld", (long long)entry->playbook)
                      : str_format(arena, "playbook-%lld-%d", (long long)entry->playbook, n);
        if (!experiment_find(session, *key, arena, &other, error)) return false;
    }
    return true;
}

static bool stop_experiment(StoreSession *session, Experiment *experiment, Instant now, Error *error)
{
    if (!experiment->id || experiment->status != EXPERIMENT_RUNNING) return true;
    experiment->status = EXPERIMENT_STOPPED;
    experiment->stopped_at = now;
    return experiment_change(session, experiment, error);
}

static bool make_experiment(StoreSession *session, PlaybookEntry *entry, Str playbook_name, Locale locale, Arena *arena,
                            Error *error)
{
    Phrase name = PHRASE("Playbook: {0}", "Procédure\u00A0: {0}");
    Phrase hypothesis = PHRASE("Following it, more customers reach “{0}” than without it.",
                               "En la suivant, plus de clients atteignent «\u00A0{0}\u00A0» que sans elle.");
    Phrase control = PHRASE("Nothing is done", "Rien n’est fait"),
           treated = PHRASE("The playbook is followed", "La procédure est suivie");
    Experiment experiment = {.name = phrase_say(arena, locale, name, playbook_name),
                             .hypothesis = phrase_say(arena, locale, hypothesis, entry->goal),
                             .segment = STR(""),
                             .outcome = OUTCOME_EVENT,
                             .event = entry->goal,
                             .follow_days = entry->goal_days,
                             .made_by = entry->changed_by,
                             .made_at = entry->changed_at,
                             .lesson = STR(""),
                             .arm = {{STR("control"), str_of(control.in[locale]), entry->control_share},
                                     {STR("treated"), str_of(treated.in[locale]), 1 - entry->control_share}}};
    if (!free_key(session, entry, arena, &experiment.key, error) || !experiment_add(session, &experiment, error))
        return false;
    experiment.status = EXPERIMENT_RUNNING;
    experiment.started_at = entry->changed_at;
    entry->experiment = experiment.id;
    return experiment_change(session, &experiment, error);
}

bool entry_start_experiment(StoreSession *session, PlaybookEntry *entry, Str playbook_name, Locale locale, Arena *arena,
                            Error *error)
{
    Experiment there = {0};
    if (entry->experiment && !experiment_get(session, entry->experiment, arena, &there, error)) return false;
    if (fits(&there, entry)) return true;
    return stop_experiment(session, &there, entry->changed_at, error) &&
           make_experiment(session, entry, playbook_name, locale, arena, error);
}

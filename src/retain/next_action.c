#include "retain/next_action.h"

// ---- actions ----

static NextAction action_of(const Rows *rows, Arena *arena)
{
    return (NextAction){.id = rows_integer(rows, 0),
                        .key = str_copy(arena, rows_text(rows, 1)),
                        .label = str_copy(arena, rows_text(rows, 2)),
                        .channel = (ConsentChannel)rows_integer(rows, 3),
                        .cost_minor = rows_integer(rows, 4),
                        .currency = str_copy(arena, rows_text(rows, 5)),
                        .capacity_week = rows_null(rows, 6) ? -1 : rows_integer(rows, 6),
                        .segment = str_copy(arena, rows_text(rows, 7)),
                        .experiment = str_copy(arena, rows_text(rows, 8)),
                        .effect = rows_real(rows, 9),
                        .active = rows_integer(rows, 10),
                        .made_by = rows_integer(rows, 11),
                        .made_at = rows_integer(rows, 12),
                        .version = rows_integer(rows, 13)};
}

bool next_action_list(StoreSession *session, Arena *arena, NextAction **list, size_t *count, Error *error)
{
    Rows rows;
    *list = arena_array(arena, NextAction, NEXT_ACTIONS_MAX);
    *count = 0;
    if (!store_select(session, &query_next_action_all, NO_VALUES, &rows, error)) return false;
    while (*count < NEXT_ACTIONS_MAX && rows_next(&rows)) (*list)[(*count)++] = action_of(&rows, arena);
    return rows_close(&rows, error);
}

bool next_action_get(StoreSession *session, int64_t id, Arena *arena, NextAction *action, Error *error)
{
    NextAction *list;
    size_t count;
    if (!next_action_list(session, arena, &list, &count, error)) return false;
    for (size_t i = 0; i < count; i++)
        if (list[i].id == id) {
            *action = list[i];
            return true;
        }
    return error_code(error, ERROR_NOT_FOUND, "not_found",
                      PHRASE("there is no action of this number", "aucune action ne porte ce numéro"), STR(""));
}

static bool first_integer(StoreSession *session, const Query *query, const Value *values, size_t count, int64_t *number,
                          Error *error)
{
    Rows rows;
    *number = 0;
    if (!store_select(session, query, values, count, &rows, error)) return false;
    if (rows_next(&rows)) *number = rows_integer(&rows, 0);
    return rows_close(&rows, error);
}

static Value capacity_value(const NextAction *action)
{
    return action->capacity_week < 0 ? value_null() : value_integer(action->capacity_week);
}

static bool insert(StoreSession *session, NextAction *action, Error *error)
{
    NextAction *list;
    size_t count;
    Arena *arena = arena_open(0);
    bool fine = next_action_list(session, arena, &list, &count, error), taken = false;
    for (size_t i = 0; fine && i < count; i++) taken = taken || str_equal(list[i].key, action->key);
    bool full = fine && count == NEXT_ACTIONS_MAX;
    arena_close(arena);
    if (!fine) return false;
    if (taken)
        return error_code(error, ERROR_CONFLICT, "key_taken",
                          PHRASE("there is already an action {0}", "il y a déjà une action {0}"), action->key);
    if (full)
        return error_code(error, ERROR_CONFLICT, "too_many",
                          PHRASE("there are forty actions already: change one of them",
                                 "il y a déjà quarante actions\u00A0: modifiez-en une"),
                          STR(""));
    if (!first_integer(session, &query_next_action_last, NO_VALUES, &action->id, error)) return false;
    action->id++;
    return store_execute(session, &query_next_action_insert,
                         VALUES(value_integer(action->id), value_text(action->key), value_text(action->label),
                                value_integer(action->channel), value_integer(action->cost_minor),
                                value_text(action->currency), capacity_value(action), value_text(action->segment),
                                value_text(action->experiment), value_real(action->effect),
                                value_integer(action->active), value_integer(action->made_by),
                                value_integer(action->made_at)),
                         NULL, error);
}

bool next_action_put(StoreSession *session, NextAction *action, Error *error)
{
    action->version++;
    if (!action->id) return insert(session, action, error);
    return store_execute(session, &query_next_action_change,
                         VALUES(value_integer(action->id), value_text(action->label), value_integer(action->channel),
                                value_integer(action->cost_minor), value_text(action->currency), capacity_value(action),
                                value_text(action->segment), value_text(action->experiment), value_real(action->effect),
                                value_integer(action->active)),
                         NULL, error);
}

bool next_action_remove(StoreSession *session, int64_t id, Error *error)
{
    int64_t used = 0;
    if (!first_integer(session, &query_next_action_used, VALUES(value_integer(id)), &used, error)) return false;
    if (used)
        return error_code(error, ERROR_CONFLICT, "in_use",
                          PHRASE("it was chosen for somebody: make it inactive instead",
                                 "elle a été choisie pour quelqu’un\u00A0: désactivez-la plutôt"),
                          STR(""));
    return store_execute(session, &query_next_action_remove, VALUES(value_integer(id)), NULL, error);
}

// ---- settings ----

bool next_action_settings(StoreSession *session, Arena *arena, NextActionSettings *settings, Error *error)
{
    Rows rows;
    *settings = (NextActionSettings){.budget_minor = -1};
    if (!store_select(session, &query_next_action_setting, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows))
        *settings = (NextActionSettings){.explore_share = rows_real(&rows, 0),
                                         .follow_days = rows_integer(&rows, 1),
                                         .contacts_max = rows_integer(&rows, 2),
                                         .contact_days = rows_integer(&rows, 3),
                                         .budget_minor = rows_null(&rows, 4) ? -1 : rows_integer(&rows, 4),
                                         .currency = str_copy(arena, rows_text(&rows, 5)),
                                         .version = rows_integer(&rows, 6)};
    return rows_close(&rows, error);
}

bool next_action_set(StoreSession *session, const NextActionSettings *settings, Error *error)
{
    return store_execute(session, &query_next_action_set,
                         VALUES(value_real(settings->explore_share), value_integer(settings->follow_days),
                                value_integer(settings->contacts_max), value_integer(settings->contact_days),
                                settings->budget_minor < 0 ? value_null() : value_integer(settings->budget_minor),
                                value_text(settings->currency)),
                         NULL, error);
}

// ---- choices ----

bool next_choice_add(StoreSession *session, NextChoice *choice, Error *error)
{
    if (!first_integer(session, &query_next_choice_last, NO_VALUES, &choice->id, error)) return false;
    choice->id++;
    return store_execute(
        session, &query_next_choice_insert,
        VALUES(value_integer(choice->id), value_integer(choice->customer),
               choice->action ? value_integer(choice->action) : value_null(), value_real(choice->chance),
               value_text(choice->options), value_integer(choice->stratum), value_real(choice->probability),
               value_integer(choice->remaining_minor), value_integer(choice->cost_minor),
               choice->arm < 0 ? value_null() : value_integer(choice->arm), value_integer(choice->week),
               value_integer(choice->made_by), value_integer(choice->made_at)),
        NULL, error);
}

typedef struct ChoiceList {
    NextChoice *choice;
    size_t count, room;
    Arena *arena;
} ChoiceList;

static NextChoice *one_more(ChoiceList *list)
{
    if (list->count == list->room) {
        NextChoice *wider = arena_array(list->arena, NextChoice, list->room = list->room ? 2 * list->room : 64);
        for (size_t i = 0; i < list->count; i++) wider[i] = list->choice[i];
        list->choice = wider;
    }
    return &list->choice[list->count++];
}

bool next_choices_of(const Identity *identity, StoreSession *session, CustomerId root, Arena *arena, NextChoice **list,
                     size_t *count, Error *error)
{
    ChoiceList found = {.arena = arena};
    CustomerId *members;
    size_t member_count = identity_members(identity, root, arena, &members);
    for (size_t m = 0; m < member_count; m++) {
        Rows rows;
        if (!store_select(session, &query_next_choice_of_customer, VALUES(value_integer(members[m])), &rows, error))
            return false;
        while (rows_next(&rows))
            *one_more(&found) = (NextChoice){.id = rows_integer(&rows, 0),
                                             .customer = members[m],
                                             .action = rows_integer(&rows, 1),
                                             .chance = rows_real(&rows, 2),
                                             .arm = rows_null(&rows, 3) ? -1 : (int)rows_integer(&rows, 3),
                                             .week = rows_integer(&rows, 4),
                                             .made_by = rows_integer(&rows, 5),
                                             .made_at = rows_integer(&rows, 6)};
        if (!rows_close(&rows, error)) return false;
    }
    for (size_t i = 1; i < found.count; i++) // they are few
        for (size_t j = i; j > 0 && found.choice[j].id > found.choice[j - 1].id; j--) {
            NextChoice later = found.choice[j];
            found.choice[j] = found.choice[j - 1];
            found.choice[j - 1] = later;
        }
    *list = found.choice;
    *count = found.count;
    return true;
}

bool next_choices_until(StoreSession *session, Instant until, Arena *arena, NextChoice **list, size_t *count,
                        Error *error)
{
    Rows rows;
    ChoiceList found = {.arena = arena};
    if (!store_select(session, &query_next_choice_logged, VALUES(value_integer(until)), &rows, error)) return false;
    while (rows_next(&rows))
        *one_more(&found) = (NextChoice){.customer = (CustomerId)rows_integer(&rows, 0),
                                         .action = rows_integer(&rows, 1),
                                         .chance = rows_real(&rows, 2),
                                         .options = str_copy(arena, rows_text(&rows, 3)),
                                         .stratum = rows_integer(&rows, 4),
                                         .cost_minor = rows_integer(&rows, 5),
                                         .arm = (int)rows_integer(&rows, 6),
                                         .made_at = rows_integer(&rows, 7)};
    *list = found.choice;
    *count = found.count;
    return rows_close(&rows, error);
}

#include "workspace/workspace.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"

struct Workspace {
    Store *store;
    pthread_mutex_t lock; // of the arena
    Arena *arena;         // of all snapshots there have been: few, and small
    _Atomic(const WorkspaceSettings *) settings;
    const WorkspaceSettings *first;
    // Of the transaction that is under way; on the writing thread alone.
    const WorkspaceSettings *kept; // changed by a work that was kept
    const WorkspaceSettings *made; // changed by the work that is under way
};

Str locale_name(Locale locale)
{
    return locale == LOCALE_FR ? STR("fr") : STR("en");
}

// ---- loading ----

static bool fill(Rows *rows, Arena *arena, WorkspaceSettings *settings, Error *error)
{
    settings->version = rows_integer(rows, 0);
    settings->name = str_copy(arena, rows_text(rows, 1));
    settings->base_url = str_copy(arena, rows_text(rows, 5));
    settings->tracking_consent = str_equal(rows_text(rows, 7), STR("required"));
    if (!business_model_parse(rows_text(rows, 8), &settings->business_model))
        settings->business_model = BUSINESS_NOT_CHOSEN;
    if (!churn_rule_parse(rows_text(rows, 9), &settings->churn_rule)) settings->churn_rule = CHURN_BY_INACTIVITY;
    settings->window_days = (int32_t)rows_integer(rows, 10);
    if (!churn_recognition_parse(rows_text(rows, 11), &settings->churn_recognition))
        settings->churn_recognition = RECOGNISED_AT_END;
    if (!partial_loss_parse(rows_text(rows, 12), &settings->partial_loss))
        settings->partial_loss = PARTIAL_IS_CONTRACTION;
    Str secret = rows_text(rows, 6);
    bool sound = zone_open(rows_text(rows, 2), arena, &settings->zone, error) &&
                 currency_find(rows_text(rows, 3), &settings->currency) &&
                 locale_parse(rows_text(rows, 4), &settings->locale) && secret.size == sizeof settings->key;
    if (!sound) return false;
    memcpy(settings->key, secret.data, secret.size);
    return true;
}

static bool refuse_damaged(Error *error)
{
    return error_code(error, ERROR_FAILED, "corrupt",
                      PHRASE("the settings of the data folder are damaged: restore a backup",
                             "les réglages du dossier de données sont abîmés\u00A0: restaurez une sauvegarde"));
}

static bool load_into(StoreSession *session, Arena *arena, const WorkspaceSettings **loaded, Error *error)
{
    Rows rows;
    WorkspaceSettings *settings = arena_new(arena, WorkspaceSettings);
    if (!store_select(session, &query_workspace_load, NO_VALUES, &rows, error)) return false;
    bool sound = rows_next(&rows) && fill(&rows, arena, settings, error);
    if (!rows_close(&rows, error)) return false;
    *loaded = settings;
    return sound || refuse_damaged(error);
}

static bool load(Workspace *workspace, StoreSession *session, const WorkspaceSettings **loaded, Error *error)
{
    pthread_mutex_lock(&workspace->lock);
    bool good = load_into(session, workspace->arena, loaded, error);
    pthread_mutex_unlock(&workspace->lock);
    return good;
}

// ---- following the store ----

static bool follow_begin(void *context, StoreSession *session, Error *error)
{
    Workspace *workspace = context;
    const WorkspaceSettings *known = atomic_load(&workspace->settings), *loaded;
    workspace->kept = workspace->made = NULL;
    if (!known || !store_is_postgresql(workspace->store)) return true; // nobody else writes
    Rows rows;
    if (!store_select(session, &query_workspace_version, NO_VALUES, &rows, error)) return false;
    bool same = rows_next(&rows) && rows_integer(&rows, 0) == known->version;
    if (!rows_close(&rows, error)) return false;
    if (same) return true;
    if (!load(workspace, session, &loaded, error)) return false;
    atomic_store(&workspace->settings, loaded);
    return true;
}

static void follow_kept(void *context)
{
    Workspace *workspace = context;
    if (workspace->made) workspace->kept = workspace->made;
    workspace->made = NULL;
}

static void follow_undone(void *context)
{
    ((Workspace *)context)->made = NULL;
}

static void follow_commit(void *context)
{
    Workspace *workspace = context;
    if (workspace->kept) atomic_store(&workspace->settings, workspace->kept);
    workspace->kept = NULL;
}

static void follow_rollback(void *context)
{
    Workspace *workspace = context;
    workspace->kept = workspace->made = NULL;
}

// ---- changing ----

const WorkspaceSettings *workspace_current(const Workspace *workspace)
{
    if (workspace->made) return workspace->made;
    return workspace->kept ? workspace->kept : atomic_load(&workspace->settings);
}

bool workspace_change(Workspace *workspace, StoreSession *session, const WorkspaceSettings *settings, Error *error)
{
    return store_execute(session, &query_workspace_change,
                         VALUES(value_text(settings->name), value_text(zone_name(settings->zone)),
                                value_text(str_of(settings->currency.code)), value_text(locale_name(settings->locale)),
                                value_text(settings->base_url),
                                value_text(settings->tracking_consent ? STR("required") : STR("not_required")),
                                value_text(str_of(presets[settings->business_model].name)),
                                value_text(churn_rule_name(settings->churn_rule)), value_integer(settings->window_days),
                                value_text(churn_recognition_name(settings->churn_recognition)),
                                value_text(partial_loss_name(settings->partial_loss))),
                         NULL, error) &&
           load(workspace, session, &workspace->made, error);
}

// ---- opening ----

static bool make(StoreSession *session, void *context, Error *error)
{
    Workspace *workspace = context;
    unsigned char secret[SECRET_KEY_BYTES];
    secret_random(secret, sizeof secret);
    bool good = store_execute(session, &query_workspace_make,
                              VALUES(value_bytes((Str){(const char *)secret, sizeof secret})), NULL, error) &&
                load(workspace, session, &workspace->made, error);
    secret_wipe(secret, sizeof secret);
    return good;
}

bool workspace_open(Store *store, Workspace **workspace, Error *error)
{
    Workspace *opened = calloc(1, sizeof *opened);
    if (!opened) return error_say(error, ERROR_FAILED, PHRASE("not enough memory", "mémoire insuffisante"));
    opened->store = store;
    opened->arena = arena_open(0);
    pthread_mutex_init(&opened->lock, NULL);
    store_follow(store, &(StoreFollower){.context = opened,
                                         .begin = follow_begin,
                                         .work_kept = follow_kept,
                                         .work_undone = follow_undone,
                                         .commit = follow_commit,
                                         .rollback = follow_rollback});
    bool made = store_write(store, make, opened, error);
    opened->first = workspace_settings(opened);
    if (!made) workspace_close(opened);
    *workspace = made ? opened : NULL;
    return made;
}

void workspace_close(Workspace *workspace)
{
    if (!workspace) return;
    arena_close(workspace->arena);
    pthread_mutex_destroy(&workspace->lock);
    free(workspace);
}

const WorkspaceSettings *workspace_settings(const Workspace *workspace)
{
    return atomic_load(&workspace->settings);
}

const WorkspaceSettings *workspace_first(const Workspace *workspace)
{
    return workspace->first;
}

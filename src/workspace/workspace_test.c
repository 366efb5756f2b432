#include "workspace/workspace.h"

#include <string.h>

#include "store/store_test.h"

static Workspace *opened(Store *store)
{
    Workspace *workspace = NULL;
    Error error;
    if (!workspace_open(store, &workspace, &error)) fail_msg("%s", error.message[LOCALE_EN]);
    return workspace;
}

typedef struct Change {
    Workspace *workspace;
    const char *name, *zone;
    bool kept; // what the work returns
} Change;

static bool change(StoreSession *session, void *context, Error *error)
{
    const Change *wanted = context;
    WorkspaceSettings settings = *workspace_current(wanted->workspace);
    settings.name = str_of(wanted->name);
    CHECK(zone_open(str_of(wanted->zone), test_arena(), &settings.zone, error));
    return workspace_change(wanted->workspace, session, &settings, error) &&
           (wanted->kept || error_say(error, ERROR_INPUT, PHRASE("no", "non")));
}

static void check_settings(const Workspace *workspace, const char *name, const char *zone)
{
    const WorkspaceSettings *settings = workspace_settings(workspace);
    CHECK_TEXT(settings->name, name);
    CHECK_TEXT(zone_name(settings->zone), zone);
    CHECK_TEXT(str_of(settings->currency.code), "EUR");
    CHECK_INT(settings->locale, LOCALE_EN);
}

STORE_TEST(workspace_is_made_once_with_a_key_of_its_own)
{
    Store *store = store_test_open(kind);
    Workspace *workspace = opened(store);
    check_settings(workspace, "", "UTC");
    WorkspaceSettings first = *workspace_settings(workspace);
    const unsigned char zeros[sizeof first.key] = {0};
    CHECK(memcmp(first.key, zeros, sizeof zeros) != 0);
    store_close(store);
    workspace_close(workspace);
    store = store_test_reopen(kind);
    workspace = opened(store);
    CHECK(memcmp(first.key, workspace_settings(workspace)->key, sizeof first.key) == 0);
    store_close(store);
    workspace_close(workspace);
}

STORE_TEST(workspace_changes_with_the_commit_and_not_when_it_is_undone)
{
    Error error;
    Store *store = store_test_open(kind);
    Workspace *workspace = opened(store);
    CHECK(store_write(store, change, &(Change){workspace, "Maison", "Europe/Paris", true}, &error));
    check_settings(workspace, "Maison", "Europe/Paris");
    const WorkspaceSettings *before = workspace_settings(workspace);
    CHECK(!store_write(store, change, &(Change){workspace, "Nobody", "UTC", false}, &error));
    CHECK(workspace_settings(workspace) == before);
    CHECK(store_write(store, change, &(Change){workspace, "Boutique", "Asia/Tokyo", true}, &error));
    check_settings(workspace, "Boutique", "Asia/Tokyo");
    CHECK_INT(workspace_settings(workspace)->version, before->version + 1);
    CHECK_TEXT(before->name, "Maison"); // a snapshot that is still in use stays as it was
    store_close(store);
    workspace_close(workspace);
    store = store_test_reopen(kind);
    workspace = opened(store);
    check_settings(workspace, "Boutique", "Asia/Tokyo");
    store_close(store);
    workspace_close(workspace);
}

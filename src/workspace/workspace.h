// workspace.h - what holds for the whole data folder: its name, time zone, currency, language and address.
#ifndef FIDELE_WORKSPACE_WORKSPACE_H
#define FIDELE_WORKSPACE_WORKSPACE_H

#include "base/instant.h"
#include "base/money.h"
#include "base/zone.h"
#include "store/store.h"
#include "workspace/preset.h"

typedef struct Workspace Workspace;

// A snapshot; every member stays readable until workspace_close.
typedef struct WorkspaceSettings {
    int64_t version; // grows with each change
    Str name;
    const Zone *zone;  // days and periods are in it; UTC until it is set
    Currency currency; // default EUR
    Locale locale;
    bool tracking_consent; // behaviour is kept of those alone who consented to it (consent/consents.h)
    BusinessModel business_model;
    ChurnRule churn_rule;
    int32_t window_days; // of inactivity; 0: found in the data
    ChurnRecognition churn_recognition;
    PartialLoss partial_loss;
    Str base_url;          // "https://retention.example.com"; "": as the request came
    unsigned char key[32]; // made once: for hashes that nobody outside can choose to collide, and for signing cursors
} WorkspaceSettings;

// Makes the settings when the store is new. Follows the store: before other writes.
MUST_USE bool workspace_open(Store *store, Workspace **workspace, Error *error);
void workspace_close(Workspace *workspace);
const WorkspaceSettings *workspace_settings(const Workspace *workspace); // from any thread, without waiting

// As they were when this process opened them: what was arranged by day or currency then is still arranged so.
const WorkspaceSettings *workspace_first(const Workspace *workspace);

// Within a writing transaction: the settings as they stand there, by now perhaps newer than the snapshot.
const WorkspaceSettings *workspace_current(const Workspace *workspace);
// Stores name, zone, currency, locale and base_url (checked by the caller: workspace_http.c). The snapshot follows with
// the commit. With several servers the others see it at their next transaction.
MUST_USE bool workspace_change(Workspace *workspace, StoreSession *session, const WorkspaceSettings *settings,
                               Error *error);

Str locale_name(Locale locale); // "en", "fr"

#endif

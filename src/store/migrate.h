// migrate.h - a store is brought to the newest schema, one transaction a step.
#ifndef FIDELE_STORE_MIGRATE_H
#define FIDELE_STORE_MIGRATE_H

#include "store/engine.h"

int migrate_newest(const Migration *migrations);

// The highest step the store has had; 0 when it is new. Within a transaction.
MUST_USE bool migrate_reached_within(StoreSession *session, int *number, Error *error);

// Takes all steps up to `last` within one transaction.
MUST_USE bool migrate_within(StoreSession *session, const Migration *migrations, int last, Error *error);

// Takes the steps up to `last` that are missing, each with its row in schema_migration in one transaction: killed at
// any moment, the store is as before a step or as after it. Refuses a store that has steps we don't know.
MUST_USE bool migrate_to(StoreSession *session, const Migration *migrations, int last, Error *error);

// All steps; a store that is not new is copied into FOLDER/snapshots first.
MUST_USE bool migrate(const StoreSettings *settings, StoreSession *session, const Migration *migrations, Error *error);

#endif

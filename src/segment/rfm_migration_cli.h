// rfm_migration_cli.h - `fidele rfm --migration`, of a data folder or of a file of orders.
#ifndef FIDELE_SEGMENT_RFM_MIGRATION_CLI_H
#define FIDELE_SEGMENT_RFM_MIGRATION_CLI_H

#include "cli/reply.h"

// Refuses what can't stand together: options of files without a file, of moves without --migration.
MUST_USE bool rfm_check_options(const CommandCall *call, Error *error);
MUST_USE bool rfm_run_migration(const CommandCall *call, Error *error);

// What a file of orders says, as GET /api/v1/rfm/migration or …/months has it.
MUST_USE bool rfm_file_answer(const CommandCall *call, Text *answer, Error *error);

// A member {"amount","currency"} for people; "–" where it is not there.
Str rfm_money_text(const CommandCall *call, JsonValue object, const char *name);

#endif

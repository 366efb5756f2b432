// command_cli.h - what the commands of this folder share.
#ifndef FIDELE_STAFF_COMMAND_CLI_H
#define FIDELE_STAFF_COMMAND_CLI_H

#include "base/json.h"
#include "cli/command.h"
#include "cli/table.h"

bool wants_json(const CommandCall *call); // --format json

// A member as text: a string, or a number as it stands; "" for null and what is absent.
Str reply_text(const CommandCall *call, JsonValue object, const char *name);
MUST_USE bool print_line(Str line, Arena *arena, Error *error);

// Asks for a whole list, page after page, and calls `each` for every item. `target` has a query already.
MUST_USE bool each_item(const CommandCall *call, Str target, void (*each)(void *context, JsonValue item), void *context,
                        Error *error);

typedef struct Act {
    const char *word; // "create"
    bool (*run)(const CommandCall *call, Error *error);
} Act;
// The first argument says which of the acts; their list ends with one without a word.
MUST_USE bool run_act(const CommandCall *call, const Act *acts, Error *error);

#endif

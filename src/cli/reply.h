// reply.h - commands that are a thin edge over routes: what they ask, and how the answer is printed.
#ifndef FIDELE_CLI_REPLY_H
#define FIDELE_CLI_REPLY_H

#include "base/json.h"
#include "cli/command.h"

typedef enum ReplyForm { REPLY_TEXT, REPLY_JSON, REPLY_CSV } ReplyForm;

ReplyForm reply_form(const CommandCall *call); // --format text|json|csv

// ---- asking ----

// Adds "?name=value", or "&name=value" when the target has a query; nothing when the value is "".
void target_add(Text *target, const char *name, Str value);
// Adds options under the names that parameters have: --as-of is as_of. `names` ends with NULL.
void target_add_options(const CommandCall *call, const char *const *names, Text *target);

// A request whose answer is JSON; "" as body: none.
MUST_USE bool reply_ask(const CommandCall *call, const char *method, Str target, Str body, JsonValue *answer,
                        Error *error);
// Asks for a whole list, page after page, and calls `each` for every item. `target` has a query already.
MUST_USE bool reply_each(const CommandCall *call, Str target, void (*each)(void *context, JsonValue item),
                         void *context, Error *error);

// ---- acts: `fidele key create|list` ----

typedef struct Act {
    const char *word; // "create"
    bool (*run)(const CommandCall *call, Error *error);
} Act;
// The first argument says which of the acts; their list ends with one without a word.
MUST_USE bool run_act(const CommandCall *call, const Act *acts, Error *error);
// The number that is the second argument. `which` asks for it: "which key? …".
MUST_USE bool act_number(const CommandCall *call, Phrase which, Str *number, Error *error);

// What the file holds that is the second argument; "-" is standard input.
MUST_USE bool act_file(const CommandCall *call, Phrase which, Str *content, Error *error);
// Waits for the job that the answer names.
MUST_USE bool reply_follow(const CommandCall *call, JsonValue answer, Phrase label, Str *result, Error *error);

// ---- printing ----

// A member as text: a string, or a number or truth value as it stands; "" for null and what is absent. A dot leads
// into an object: "value.amount".
Str reply_text(const CommandCall *call, JsonValue object, const char *name);

// To --output when the command takes it, with a line end.
MUST_USE bool reply_print(const CommandCall *call, Str text, Error *error);
// A GET as it came, JSON or CSV.
MUST_USE bool reply_pass_on(const CommandCall *call, Str target, Error *error);

typedef struct ReplyColumn {
    const char *member;
    Phrase title;
    bool number;
} ReplyColumn;
enum { REPLY_COLUMNS_MAX = 12 };

// A whole list: a table, or with --format json its items as an array. `columns` end with one without a member.
MUST_USE bool reply_list(const CommandCall *call, Str target, const ReplyColumn *columns, Error *error);

#endif

// command.h - what a command is to the program that starts it: a name, texts, a table of options, a function.
//
// A module lists its commands; src/modules.c lists the modules; main.c finds the command, reads its options and calls
// it. `fidele help NAME` and `fidele NAME --help` print what stands here, so nothing else has to be kept in step.
#ifndef FIDELE_CLI_COMMAND_H
#define FIDELE_CLI_COMMAND_H

#include "cli/options.h"
#include "module.h"

typedef struct CommandDoor CommandDoor;

typedef struct CommandCall {
    const Options *options;
    Locale locale;
    Arena *arena; // lives until the command has returned
    const CommandDoor *door;
} CommandCall;

// Commands on a data folder are requests: made by the server that holds the folder, over its Unix socket, or, when none
// does, here, with the folder locked. --data, --database and --activity say which. (serve/ provides it.)
typedef struct CommandReply {
    int status; // HTTP; below 400 all went well
    Str type, body;
} CommandReply;
struct CommandDoor {
    // False (with *error from the answer's problem) also when the status is 400 or more.
    bool (*request)(const CommandCall *call, Str method, Str target, Str type, Str body, CommandReply *reply,
                    Error *error);
    // Makes the folder when there is none: requests that only read refuse to.
    bool (*make)(const CommandCall *call, Error *error);
    void (*close)(void); // when the command has returned
};

// Options that mean the same wherever they are taken. --locale and --help are taken by every command.
typedef enum CommonOption {
    COMMON_DATA = 1 << 0,      // --data DIR
    COMMON_DATABASE = 1 << 1,  // --database postgresql://…
    COMMON_ACTIVITY = 1 << 2,  // --activity clickhouse://…
    COMMON_OUTPUT = 1 << 3,    // --output PATH
    COMMON_TIME_ZONE = 1 << 4, // --time-zone ZONE
    COMMON_QUIET = 1 << 5,     // --quiet
    COMMON_THREADS = 1 << 6    // --threads N
} CommonOption;

typedef struct Command {
    const char *name;      // "audit"
    Phrase summary;        // one line, without a full stop
    const char *arguments; // "FILE…": what stands without a name, as the usage line shows it; NULL: nothing does
    size_t arguments_min, arguments_max;
    const Option *options; // its own, ends with an entry without a name; NULL: none
    unsigned common;       // CommonOption, or-ed
    bool unlisted_options; // takes `--NAME VALUE` that are not in the table, and judges them itself
    Phrase details;        // paragraphs of --help below the options; "" when there are none
    const char *examples;  // command lines, one a line; NULL: none
    bool (*run)(const CommandCall *call, Error *error); // false: *error says why, and decides the exit code
} Command;

// The options a command takes: its own, then the common ones it names, then --locale and --help. Ends with NULL.
const Option *const *command_options(const Command *command, Arena *arena);

// The page of `fidele help NAME`; `program` is the name that command lines begin with.
void command_help(const Command *command, const char *program, Locale locale, size_t width, Arena *arena, Text *out);

#endif

// program.h - from the words of a command line to the command, and from its error to the exit code.
#ifndef FIDELE_CLI_PROGRAM_H
#define FIDELE_CLI_PROGRAM_H

#include "cli/command.h"

typedef struct Program {
    const char *name, *version;
    Phrase summary;
    const Module *const *modules; // ends with NULL
    const CommandDoor *door;      // NULL: no data folders
    // How the process ends after an error of `command` (NULL: none was found); NULL: error_exit_code.
    int (*exit_code)(const Command *command, const Error *error);
} Program;

// Runs NAME …, help, help NAME, --help, --version; nothing at all asks for help. Results go to standard output, errors
// to standard error. `words` leave out the program's name; `environment` is the language of the environment
// ("fr_FR.UTF-8"), which --locale overrules. Returns the exit code (base/error.h).
MUST_USE int program_run(const Program *program, const char *const *words, size_t count, Str environment);

// The command of that name; NULL when there is none.
const Command *program_command(const Program *program, Str name);

#endif

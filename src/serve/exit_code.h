// exit_code.h - how the process ends: 0 done, 1 failed, 2 wrong use, 3 unusable input; `serve` with the codes of
// sysexits.h, so that a service manager can tell what a new start cannot mend.
#ifndef FIDELE_SERVE_EXIT_CODE_H
#define FIDELE_SERVE_EXIT_CODE_H

#include "cli/command.h"

// For Program.exit_code.
int exit_code_of(const Command *command, const Error *error);
int exit_code_of_server(const Error *error);

#endif

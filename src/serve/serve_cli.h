// serve_cli.h - `fidele serve`: the server on a data folder.
#ifndef FIDELE_SERVE_SERVE_CLI_H
#define FIDELE_SERVE_SERVE_CLI_H

#include "cli/command.h"

extern const Command serve_command;

#endif

// backup_cli.h - `fidele backup [PATH]`, `fidele verify`, and `fidele restore PATH` (serve/restore_cli.c, which takes
// the data folder for itself).
#ifndef FIDELE_STORE_BACKUP_CLI_H
#define FIDELE_STORE_BACKUP_CLI_H

#include "cli/command.h"

// Also to another file system: whole under another name first.
MUST_USE bool backup_file_move(const CommandCall *call, Str from, Str to, Error *error);

extern const Command restore_command;
extern const Command *const store_commands[];

#endif

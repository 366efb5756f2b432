// settings_file.h - the configuration file, read by the table of options (see settings.h).
#ifndef FIDELE_SERVE_SETTINGS_FILE_H
#define FIDELE_SERVE_SETTINGS_FILE_H

#include "cli/command.h"

// Errors (code): config_file, config.
MUST_USE bool settings_file_read(Str path, const Option *const *listed, Arena *arena, Options *options, Error *error);

// The same from its text; `name` is for messages.
MUST_USE bool settings_file_parse(Str name, Str text, const Option *const *listed, Arena *arena, Options *options,
                                  Error *error);

#endif

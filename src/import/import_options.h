// import_options.h - how a file is to be read, as it was asked: a JSON object that is kept with the import.
#ifndef FIDELE_IMPORT_IMPORT_OPTIONS_H
#define FIDELE_IMPORT_IMPORT_OPTIONS_H

#include "import/reading.h"
#include "workspace/workspace.h"

// {"mapping":{…},"date_order":"dmy","decimal":"comma","delimiter":";","charset":"utf-8","time_zone":"Europe/Paris",
// "currency":"EUR","event":"Visit"}: each may be absent. Errors (ERROR_INPUT) with code and path.
MUST_USE bool import_options_read(JsonValue options, ImportKind kind, const WorkspaceSettings *settings, Instant now,
                                  Arena *arena, ReadingOptions *read, Error *error);

#endif

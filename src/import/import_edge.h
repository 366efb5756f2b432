// import_edge.h - what the edge files of this folder share: the jobs, and the commands.
#ifndef FIDELE_IMPORT_IMPORT_EDGE_H
#define FIDELE_IMPORT_IMPORT_EDGE_H

#include "base/error.h"

struct Command;
struct JobCall;

bool import_run(struct JobCall *call, Error *error);
bool import_clear(struct JobCall *call, Error *error);

extern const struct Command *const import_commands[];

#endif

// privilege.h - what the process may do beyond an ordinary one: as little as possible, and less and less.
#ifndef FIDELE_SERVE_PRIVILEGE_H
#define FIDELE_SERVE_PRIVILEGE_H

#include <sys/types.h>

#include "base/error.h"

// From root to that user, for good. The right to listen on ports below 1024 is kept. Before any thread is started.
MUST_USE bool privilege_become(uid_t user, gid_t group, Error *error);
// Gives up every capability but the one to listen on ports below 1024, and that too unless `ports`. Before any thread
// is started: threads have capabilities of their own.
MUST_USE bool privilege_drop(bool ports, Error *error);

#endif

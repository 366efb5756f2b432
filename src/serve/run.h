// run.h - the life of a server process: opens everything, listens, obeys signals, stops.
#ifndef FIDELE_SERVE_RUN_H
#define FIDELE_SERVE_RUN_H

#include "serve/settings.h"

// Returns after a graceful stop (true) or when it can't start. `options` are read again on SIGHUP, with the file.
MUST_USE bool serve_run(const ServeSettings *settings, const Options *options, Locale locale, Arena *arena,
                        Error *error);

#endif

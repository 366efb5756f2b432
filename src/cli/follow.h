// follow.h - waits for a job of a data folder and draws how far it is.
#ifndef FIDELE_CLI_FOLLOW_H
#define FIDELE_CLI_FOLLOW_H

#include "cli/command.h"

// `job` is its number. *result is what the job answered (a JSON text in the call's arena). Errors: the job failed or
// was cancelled (ERROR_FAILED, with its own message).
MUST_USE bool command_follow_job(const CommandCall *call, int64_t job, Phrase label, Str *result, Error *error);

#endif

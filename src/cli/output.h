// output.h - where the result of a command goes.
#ifndef FIDELE_CLI_OUTPUT_H
#define FIDELE_CLI_OUTPUT_H

#include "base/error.h"

// Writes the whole result to the file `path`; "" and "-" are standard output. A file is replaced at once or not at all:
// the bytes go to a new file in the same folder, to the disk, and only then take the name (and the rights) of the old
// one. A device or a pipe is written to as it is. Errors (ERROR_FAILED): no such folder, a folder, no permission, full.
MUST_USE bool output_write(Str path, Str content, Error *error);

#endif

// import_say.h - what came of an import, in a sentence: "create 4, update 0, skip 1 (line 5: no e-mail)".
#ifndef FIDELE_IMPORT_IMPORT_SAY_H
#define FIDELE_IMPORT_IMPORT_SAY_H

#include "import/import.h"

// `rejects` are the first few of those that were left out.
Str import_say(Arena *arena, Locale locale, const ImportCounts *counts, const ImportReject *rejects, size_t count);

#endif

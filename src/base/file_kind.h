// file_kind.h - files that are no text, known by their first bytes.
#ifndef FIDELE_BASE_FILE_KIND_H
#define FIDELE_BASE_FILE_KIND_H

#include "base/phrase.h"

// Says what the file is and what to do with it; {0} is its name. NULL when nothing speaks against text.
const Phrase *file_kind_refusal(Str bytes);

#endif

// json_walk.h - what the check of a JSON text and the walk over it share.
#ifndef FIDELE_BASE_JSON_WALK_H
#define FIDELE_BASE_JSON_WALK_H

#include "base/json.h"
#include "base/utf8.h"

// The bytes of the escape that starts `text` with its backslash, and the character it stands for. 0 when it stands for
// none: unknown letters, lone surrogates, and NUL, which is a character no text of ours may hold.
size_t json_escape(Str text, char bytes[UTF8_BYTES_MAX], size_t *size);

// The bytes from `at` on that stand for themselves in a string: no quote, no backslash, no control character.
size_t json_plain_run(Str text, size_t at);

JsonType json_type_by_first(char byte);

#endif

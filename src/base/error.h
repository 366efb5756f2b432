// error.h - errors are values: a kind, what to tell the person, and what to tell the operator.
//
// A function that can fail returns bool and takes `Error *error` last; on false, *error is set and nothing else was
// changed. The message says what, where (file, line, column), which value, and what to do. It is kept in every
// language, since the place that meets the error does not know who reads it.
#ifndef FIDELE_BASE_ERROR_H
#define FIDELE_BASE_ERROR_H

#include "base/phrase.h"

// Each kind has an exit code (error.c) and an HTTP status (api/problem.c).
typedef enum ErrorKind {
    ERROR_NONE,
    ERROR_FAILED,            // the work failed (disk, memory, network): exit code 1, 500
    ERROR_USAGE,             // the command or the request was wrong: exit code 2, 400
    ERROR_INPUT,             // the input was unusable: exit code 3, 422
    ERROR_MALFORMED,         // it can't even be read: exit code 3, 400
    ERROR_UNAUTHENTICATED,   // 401
    ERROR_FORBIDDEN,         // 403
    ERROR_NOT_FOUND,         // 404
    ERROR_METHOD,            // 405
    ERROR_CONFLICT,          // 409
    ERROR_GONE,              // 410
    ERROR_VERSION,           // 412
    ERROR_TOO_LARGE,         // 413
    ERROR_UNSUPPORTED,       // 415
    ERROR_RATE_LIMITED,      // 429
    ERROR_HEADERS_TOO_LARGE, // 431: of a part of a body
    ERROR_UNAVAILABLE,       // 503: try again
    ERROR_STORAGE_FULL,      // 507: the disk is full, nothing was stored
    ERROR_KIND_COUNT
} ErrorKind;

enum { ERROR_MESSAGE_BYTES = 1024, ERROR_DETAIL_BYTES = 256, ERROR_PATH_BYTES = 256 };

typedef struct Error {
    ErrorKind kind;
    const char *code; // for programs: a literal as in "invalid_json"; NULL: none of its own
    char message[LOCALE_COUNT][ERROR_MESSAGE_BYTES]; // NUL-terminated, cut at a character when too long
    char detail[ERROR_DETAIL_BYTES];                 // for the operator, e.g. of errno
    char path[ERROR_PATH_BYTES]; // JSON pointer of the value that is wrong: "/traits/email"; "": none
    int retry_seconds;           // for Retry-After; 0: none
} Error;

// Both return false, so that a function can end in `return error_say(…)`.
bool error_set(Error *error, ErrorKind kind, Phrase phrase, const Str *arguments, size_t count);
bool error_set_system(Error *error, ErrorKind kind, int system_error, Phrase phrase, const Str *arguments,
                      size_t count);

// error_say(error, ERROR_INPUT, PHRASE("{0}: the file is empty", "{0}\u00A0: le fichier est vide"), name)
#define error_say(error, kind, phrase, ...)                                                                            \
    error_set((error), (kind), (phrase), (const Str[]){__VA_ARGS__}, COUNT_OF(((const Str[]){__VA_ARGS__})))

// error_code(error, ERROR_INPUT, "too_long", PHRASE(…), …): as error_say, with the code for programs.
#define error_code(error, kind, name, phrase, ...)                                                                     \
    (error_say((error), (kind), (phrase), __VA_ARGS__), (error)->code = (name), false)
// Says where in a JSON text the value stands. Returns false.
bool error_at(Error *error, Str path);

int error_exit_code(const Error *error);

// A value of the input, fit to stand in a message: at most 60 bytes, control characters as \xNN, within “ ”.
Str error_value(Arena *arena, Str value);
// A whole number, for the arguments of a message (line, column): plain digits.
Str error_number(Arena *arena, uint64_t number);

#endif

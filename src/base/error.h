// error.h - errors are values: a kind, what to tell the person, and what to tell the operator.
//
// A function that can fail returns bool and takes `Error *error` last; on false, *error is set and nothing else was
// changed. The message says what, where (file, line, column), which value, and what to do. It is kept in every
// language, since the place that meets the error does not know who reads it.
#ifndef FIDELE_BASE_ERROR_H
#define FIDELE_BASE_ERROR_H

#include "base/phrase.h"

typedef enum ErrorKind {
    ERROR_NONE,
    ERROR_FAILED, // the work failed (disk, memory, network): exit code 1
    ERROR_USAGE,  // the command was wrong: exit code 2
    ERROR_INPUT,  // the input was unusable: exit code 3
    ERROR_KIND_COUNT
} ErrorKind;

enum { ERROR_MESSAGE_BYTES = 1024, ERROR_DETAIL_BYTES = 256 };

typedef struct Error {
    ErrorKind kind;
    char message[LOCALE_COUNT][ERROR_MESSAGE_BYTES]; // NUL-terminated, cut at a character when too long
    char detail[ERROR_DETAIL_BYTES];                 // for the operator, e.g. of errno
} Error;

// Both return false, so that a function can end in `return error_say(…)`.
bool error_set(Error *error, ErrorKind kind, Phrase phrase, const Str *arguments, size_t count);
bool error_set_system(Error *error, ErrorKind kind, int system_error, Phrase phrase, const Str *arguments,
                      size_t count);

// error_say(error, ERROR_INPUT, PHRASE("{0}: the file is empty", "{0}\u00A0: le fichier est vide"), name)
#define error_say(error, kind, phrase, ...)                                                                            \
    error_set((error), (kind), (phrase), (const Str[]){__VA_ARGS__}, COUNT_OF(((const Str[]){__VA_ARGS__})))

int error_exit_code(const Error *error);

// A value of the input, fit to stand in a message: at most 60 bytes, control characters as \xNN, within “ ”.
Str error_value(Arena *arena, Str value);
// A whole number, for the arguments of a message (line, column): plain digits.
Str error_number(Arena *arena, uint64_t number);

#endif

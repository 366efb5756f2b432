// options.h - the options of a command as a table, from which parsing, checking and `--help` all come.
//
// `--name value` and `--name=value` are the same; `--` ends the options; "-" alone is an argument (standard input). A
// value that itself begins with "--" has to be joined by "=". An option may be given once. What is wrong is refused
// before the command runs (ERROR_USAGE): unknown names with the nearest known one, a missing value, a value out of
// range. The readers below therefore cannot fail.
#ifndef FIDELE_CLI_OPTIONS_H
#define FIDELE_CLI_OPTIONS_H

#include "base/calendar.h"
#include "base/error.h"

typedef enum OptionKind {
    OPTION_FLAG,   // no value
    OPTION_TEXT,   // any text but ""
    OPTION_COUNT,  // a whole number, low..high
    OPTION_NUMBER, // a decimal number, low..high
    OPTION_CHOICE, // one of the words of `value`: "text|json|csv"
    OPTION_DAY     // "2026-07-01"
} OptionKind;

typedef struct Option {
    const char *name;  // "output", written --output
    const char *alias; // a second name, or NULL
    const char *value; // what --help calls the value: "PATH"; for a choice its words, separated by '|'
    OptionKind kind;
    double low, high; // of a count or a number; both 0: no bounds
    Phrase help;
} Option;

typedef struct OptionGiven {
    Str name; // as listed, or as written when it is not listed
    Str value;
    const Option *option; // NULL when it is not listed
} OptionGiven;

// What a command line said.
typedef struct Options {
    const Option *const *listed; // ends with NULL
    size_t givens, arguments;
    OptionGiven *given; // in the order of the command line
    Str *argument;      // what stands without a name, in order
} Options;

// Reads `words` (without program and command). With `unlisted`, an option that is not in the table takes a value and is
// handed over as it stands; otherwise it is refused. All memory is the arena's.
MUST_USE bool options_parse(const Option *const *listed, bool unlisted, const char *const *words, size_t count,
                            Arena *arena, Options *options, Error *error);

// Readers. Asking for a name that is not in the table is a mistake of ours and stops the program.
bool option_given(const Options *options, const char *name);
Str option_text(const Options *options, const char *name, Str otherwise);
int64_t option_count(const Options *options, const char *name, int64_t otherwise);
double option_number(const Options *options, const char *name, double otherwise);
size_t option_choice(const Options *options, const char *name, size_t otherwise); // index of the word
Day option_day(const Options *options, const char *name, Day otherwise);

// For values that only the command can judge: {0} of the phrase is the name, {1} the value in quotes, as in
// "--{0} {1}: expected a number of days, auto or period". Returns false.
bool option_refuse(const Options *options, const char *name, Phrase phrase, Error *error);

// The table as lines of help, names on the left, texts wrapped on the right.
void options_help(const Option *const *listed, Locale locale, size_t width, Text *out);

#endif

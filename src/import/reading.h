// reading.h - what is understood of a file to be imported: its rows, what each column becomes, how its dates and
// numbers are written. A value of its own, so that it can be shown and corrected before anything is written.
#ifndef FIDELE_IMPORT_READING_H
#define FIDELE_IMPORT_READING_H

#include "base/instant.h"
#include "base/money.h"
#include "base/zone.h"
#include "import/dates.h"
#include "import/table.h"
#include "import/target.h"

typedef struct ReadingOptions {
    ImportKind kind; // 0: guessed by the columns
    TableOptions table;
    JsonValue mapping;    // {"Courriel":"email","Formule":"traits.plan","Interne":null}; JSON_NULL: as proposed
    DateOrder date_order; // FIND: found
    char decimal;         // 0: found
    const Zone *zone;     // of times without one
    Currency currency;    // of amounts without one
    Locale locale;        // of phone numbers
    Str event;            // of events without a column for it
    Instant now;
    bool lenient; // for a preview: what the person still has to decide is no error but `problem`
} ReadingOptions;

typedef enum ColumnUse { USE_SKIP, USE_TARGET, USE_PROPERTY } ColumnUse;

// What all values of a column look like that is kept under its own name.
typedef enum ColumnLooks { LOOKS_TEXT, LOOKS_NUMBER, LOOKS_FLAG } ColumnLooks;

typedef struct ColumnPlan {
    ColumnUse use;
    Target target;
    Str property; // among traits or properties
    bool told;    // by the mapping
    ColumnLooks looks;
} ColumnPlan;

typedef struct Reading {
    ReadingOptions options;
    Table table;
    ColumnPlan *column;
    int at[TARGET_COUNT]; // column of each target, -1 when none has it
    DateOrder date_order; // FIND: nothing hangs on it
    char decimal;         // 0: nothing hangs on it
    bool has_problem;
    Error problem; // required, ambiguous_date, ambiguous_number
} Reading;

// `bytes` are taken over, on failure too. Errors (ERROR_INPUT): what table_open says; unknown_column, unknown_field,
// duplicate_mapping, required, ambiguous_date, ambiguous_number.
MUST_USE bool reading_open(Bytes *bytes, Str name, const ReadingOptions *options, Arena *arena, Reading *reading,
                           Error *error);
void reading_close(Reading *reading);

// "traits.plan", "email", "-": the word of a mapping.
Str column_plan_word(const ReadingOptions *options, const ColumnPlan *plan, Arena *arena);

static inline bool reading_has(const Reading *reading, Target target)
{
    return reading->at[target] >= 0;
}

#endif

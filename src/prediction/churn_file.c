#include "prediction/churn_file.h"

#include <math.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/number.h"
#include "import/table.h"

enum { COLUMNS_AT_ONCE = 8, VALUES_NAMED = 5, NAMES_SHOWN = 40 };
#define NO_COLUMN SIZE_MAX

typedef struct Opening {
    const ChurnFileOptions *options;
    Table *table;
    Arena *arena;
    ChurnFile *file;
    size_t label, id, duration; // columns of the table, or NO_COLUMN
} Opening;

// ---- columns ----

static Str names_of(const Table *table, Arena *arena)
{
    Text names = text_in(arena);
    for (size_t i = 0; i < table->columns && i < NAMES_SHOWN; i++)
        text_addf(&names, "%s%.*s", i ? ", " : "", STR_ARGS(table->name[i]));
    if (table->columns > NAMES_SHOWN) text_add(&names, STR(", …"));
    return text_str(&names);
}

static size_t column_find(const Table *table, Str name)
{
    for (size_t i = 0; i < table->columns; i++)
        if (str_equal(table->name[i], name)) return i;
    for (size_t i = 0; i < table->columns; i++)
        if (str_equal_fold(table->name[i], name)) return i;
    return NO_COLUMN;
}

static bool column_named(const Opening *opening, Str name, size_t *column, Error *error)
{
    *column = NO_COLUMN;
    if (!name.size) return true;
    *column = column_find(opening->table, name);
    return *column != NO_COLUMN ||
           error_say(error, ERROR_INPUT,
                     PHRASE("{0}: there is no column {1}; its columns are {2}",
                            "{0}\u00A0: il n’y a pas de colonne {1}\u202F; ses colonnes sont {2}"),
                     opening->table->source.name, error_value(opening->arena, name),
                     names_of(opening->table, opening->arena));
}

static size_t id_find(const Table *table)
{
    static const Str names[] = {STR("customer_id"), STR("customerid"), STR("customer id"), STR("customer"),
                                STR("client_id"),   STR("client id"),  STR("client"),      STR("user_id"),
                                STR("userid"),      STR("account_id"), STR("id"),          STR("identifiant")};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        for (size_t c = 0; c < table->columns; c++)
            if (str_equal_fold(table->name[c], names[i])) return c;
    return NO_COLUMN;
}

// The texts of `count` columns from `first` on, one array each.
static void read_texts(const Opening *opening, const size_t *column, size_t count, Str **texts, Arena *scratch)
{
    Cells cells = cells_make(opening->table, scratch);
    for (size_t row = 0; row < opening->table->rows; row++) {
        RowStatus status = table_read(opening->table, row, opening->arena, &cells);
        for (size_t i = 0; i < count; i++) {
            bool there = status == ROW_READ && column[i] < cells.count;
            texts[i][row] = there && cells.type[column[i]] != JSON_NULL ? cells.value[column[i]] : STR("");
        }
    }
}

static Str *read_column(const Opening *opening, size_t column, Arena *arena)
{
    Arena *scratch = arena_open(0);
    Str *texts = arena_array(arena, Str, opening->table->rows);
    read_texts(opening, &column, 1, &texts, scratch);
    arena_close(scratch);
    return texts;
}

static void read_features(const Opening *opening)
{
    const Table *table = opening->table;
    FeatureColumn *made = arena_array(opening->arena, FeatureColumn, table->columns);
    size_t count = 0, next = 0;
    while (next < table->columns) {
        Arena *scratch = arena_open(0);
        size_t column[COLUMNS_AT_ONCE], taken = 0;
        Str *texts[COLUMNS_AT_ONCE];
        for (; next < table->columns && taken < COLUMNS_AT_ONCE; next++) {
            if (next == opening->label || next == opening->id || next == opening->duration) continue;
            texts[taken] = arena_array(scratch, Str, table->rows);
            column[taken++] = next;
        }
        if (taken) read_texts(opening, column, taken, texts, scratch);
        for (size_t i = 0; i < taken; i++)
            made[count++] = feature_column_read(table->name[column[i]], texts[i], table->rows, opening->arena);
        arena_close(scratch);
    }
    opening->file->features = (FeatureTable){table->rows, count, made};
}

// ---- the outcome ----

// Words that say that somebody left, when the outcome is in words.
static bool says_left(Str word)
{
    static const Str words[] = {
        STR("churned"),  STR("churn"),  STR("left"),      STR("lost"),     STR("cancelled"),
        STR("canceled"), STR("exited"), STR("inactive"),  STR("attrited"), STR("closed"),
        STR("parti"),    STR("perdu"),  STR("résilié"),   STR("inactif"),  STR("attrited customer"),
        STR("partie"),   STR("perdue"), STR("terminated")};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_equal_fold(word, words[i])) return true;
    return false;
}

static bool refuse_values(const Opening *opening, Str name, const FeatureColumn *column, Error *error)
{
    Text some = text_in(opening->arena);
    size_t named = 0;
    for (size_t row = 0; row < opening->table->rows && named < VALUES_NAMED; row++) {
        Str value = feature_value_text(column, row, opening->arena);
        bool again = !value.size;
        for (size_t before = 0; before < row && !again; before++)
            again = str_equal(feature_value_text(column, before, opening->arena), value);
        if (again) continue;
        text_addf(&some, "%s%.*s", named++ ? ", " : "", STR_ARGS(error_value(opening->arena, value)));
    }
    return error_say(error, ERROR_INPUT,
                     PHRASE("column {0} holds {1}: an outcome has exactly two values, such as yes and no",
                            "la colonne {0} contient {1}\u00A0: une issue a exactement deux valeurs, comme oui et non"),
                     error_value(opening->arena, name), named ? text_str(&some) : STR("–"));
}

// The two different numbers of a column; false: there are not two.
static bool two_numbers(const FeatureColumn *column, size_t rows, double value[2])
{
    size_t found = 0;
    for (size_t row = 0; row < rows; row++) {
        double number = column->number[row];
        if (!isfinite(number) || (found && number == value[0]) || (found == 2 && number == value[1])) continue;
        if (found == 2) return false;
        value[found++] = number;
    }
    if (found == 2 && value[0] > value[1]) {
        double higher = value[0];
        value[0] = value[1], value[1] = higher;
    }
    return found == 2;
}

static size_t positive_word(const FeatureColumn *column, size_t rows)
{
    size_t count[2] = {0};
    for (size_t word = 0; word < 2; word++)
        if (says_left(column->words[word])) return word;
    for (size_t row = 0; row < rows; row++)
        if (column->word[row] < 2) count[column->word[row]]++;
    return count[1] <= count[0]; // the rarer one
}

// Which of the two values is `yes`: 0 or 1; column->number holds numbers of `value`, column->word words.
static bool choose_yes(const Opening *opening, const FeatureColumn *column, const double value[2], size_t *yes,
                       Error *error)
{
    Str wanted = opening->options->positive;
    bool words = column->kind == FEATURE_WORD;
    *yes = words ? positive_word(column, opening->table->rows) : 1;
    if (!wanted.size) return true;
    Str name[2];
    for (size_t i = 0; i < 2; i++) {
        name[i] = words ? column->words[i] : number_decimal(opening->arena, value[i], 17);
        if (column->kind == FEATURE_YES_NO) name[i] = i ? STR("yes") : STR("no");
        *yes = i;
        if (str_equal_fold(name[i], wanted)) return true;
    }
    return error_say(
        error, ERROR_INPUT,
        PHRASE("--positive {0}: the outcome is {1} or {2}", "--positive {0}\u00A0: l’issue est {1} ou {2}"),
        error_value(opening->arena, wanted), error_value(opening->arena, name[0]),
        error_value(opening->arena, name[1]));
}

static bool read_label(const Opening *opening, Error *error)
{
    ChurnFile *file = opening->file;
    Arena *scratch = arena_open(0);
    Str *texts = read_column(opening, opening->label, scratch);
    FeatureColumn column = feature_column_read(opening->table->name[opening->label], texts, file->rows, opening->arena);
    double value[2] = {0, 1};
    size_t yes = 1;
    bool two = column.kind == FEATURE_WORD ? column.word_count == 2 : two_numbers(&column, file->rows, value);
    if (column.kind == FEATURE_YES_NO) two = true, value[0] = 0, value[1] = 1;
    bool good = (two || refuse_values(opening, column.name, &column, error)) &&
                choose_yes(opening, &column, value, &yes, error);
    file->label = arena_array(opening->arena, uint8_t, file->rows);
    for (size_t row = 0; row < file->rows && good; row++) {
        bool known = column.kind == FEATURE_WORD ? column.word[row] < 2 : isfinite(column.number[row]);
        bool is_yes =
            known && (column.kind == FEATURE_WORD ? column.word[row] == yes : column.number[row] == value[yes]);
        file->label[row] = known ? is_yes : LABEL_MISSING;
        file->missing_labels += !known;
        if (is_yes && !file->yes.size) file->yes = str_copy(opening->arena, texts[row]);
    }
    file->label_name = column.name;
    arena_close(scratch);
    return good;
}

static bool read_duration(const Opening *opening, Error *error)
{
    if (opening->duration == NO_COLUMN) return true;
    Arena *scratch = arena_open(0);
    Str *texts = read_column(opening, opening->duration, scratch);
    FeatureColumn column =
        feature_column_read(opening->table->name[opening->duration], texts, opening->file->rows, opening->arena);
    opening->file->duration = column.number;
    arena_close(scratch);
    return column.kind != FEATURE_WORD || error_say(error, ERROR_INPUT,
                                                    PHRASE("column {0} holds words: a duration is a number",
                                                           "la colonne {0} contient des mots\u00A0: une "
                                                           "durée est un nombre"),
                                                    error_value(opening->arena, column.name));
}

static int by_text(const void *a, const void *b)
{
    return str_compare(*(const Str *)a, *(const Str *)b);
}

static bool refuse_ids(const Opening *opening, Str name, Str twice, Error *error)
{
    if (!twice.size)
        return error_say(error, ERROR_INPUT,
                         PHRASE("column {0}: there are rows without a value, and each row is one customer",
                                "colonne {0}\u00A0: des lignes sont sans valeur, alors qu’une ligne est un client"),
                         error_value(opening->arena, name));
    return error_say(error, ERROR_INPUT,
                     PHRASE("column {0}: {1} stands for more than one row, and each row is one customer",
                            "colonne {0}\u00A0: {1} désigne plusieurs lignes, alors qu’une ligne est un client"),
                     error_value(opening->arena, name), error_value(opening->arena, twice));
}

static bool refuse_role(const Opening *opening, Error *error)
{
    return error_say(error, ERROR_USAGE,
                     PHRASE("--id {0}: the column is the outcome or the duration already; a customer has a name of "
                            "their own",
                            "--id {0}\u00A0: la colonne est déjà l’issue ou la durée\u00A0; chaque client a son propre "
                            "nom"),
                     error_value(opening->arena, opening->options->id));
}

// Names of the rows. A column that was only guessed is no id when a value stands twice or is missing.
static bool read_ids(Opening *opening, Error *error)
{
    ChurnFile *file = opening->file;
    bool asked = opening->id != NO_COLUMN;
    if (!asked) opening->id = id_find(opening->table);
    bool taken = opening->id != NO_COLUMN && (opening->id == opening->label || opening->id == opening->duration);
    if (taken && asked) return refuse_role(opening, error);
    if (taken) opening->id = NO_COLUMN;
    if (opening->id != NO_COLUMN) {
        Str *id = read_column(opening, opening->id, opening->arena), twice = STR("");
        Arena *scratch = arena_open(0);
        Str *sorted = arena_array(scratch, Str, file->rows);
        for (size_t row = 0; row < file->rows; row++) sorted[row] = id[row];
        qsort(sorted, file->rows, sizeof *sorted, by_text);
        bool unique = !file->rows || sorted[0].size > 0;
        for (size_t row = 1; row < file->rows && unique; row++)
            if (str_equal(sorted[row], sorted[row - 1])) unique = false, twice = sorted[row];
        arena_close(scratch);
        file->id = id, file->id_name = opening->table->name[opening->id];
        if (unique) return true;
        if (asked) return refuse_ids(opening, file->id_name, twice, error);
        opening->id = NO_COLUMN, file->id_name = STR("");
    }
    Str *number = arena_array(opening->arena, Str, file->rows);
    for (size_t row = 0; row < file->rows; row++) number[row] = str_format(opening->arena, "%zu", row + 1);
    file->id = number;
    return true;
}

bool churn_file_open(Str path, const ChurnFileOptions *options, Arena *arena, ChurnFile *file, Error *error)
{
    Bytes bytes;
    Table *table = arena_new(arena, Table);
    TableOptions reading = {.any_names = true};
    *file = (ChurnFile){0};
    if (!file_load(path, TABLE_BYTES_MAX, &bytes, error) ||
        !table_open(&bytes, file_name(path), &reading, arena, table, error))
        return false;
    *file = (ChurnFile){.rows = table->rows, .source = table};
    Opening opening = {.options = options, .table = table, .arena = arena, .file = file};
    bool good = column_named(&opening, options->label, &opening.label, error) &&
                column_named(&opening, options->id, &opening.id, error) &&
                column_named(&opening, options->duration, &opening.duration, error) && read_ids(&opening, error) &&
                read_label(&opening, error) && read_duration(&opening, error);
    if (good) read_features(&opening);
    if (!good) churn_file_close(file);
    return good;
}

void churn_file_close(ChurnFile *file)
{
    if (file->source) table_close(file->source);
    file->source = NULL;
}

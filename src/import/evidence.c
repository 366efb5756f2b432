#include "import/evidence.h"

enum { FEW = 1000 }; // one row in so many may be a slip of the pen

static void add(Evidence *sum, const Evidence *part)
{
    if (sum->rows == 0)
        *sum = *part;
    else
        sum->rows += part->rows;
}

static void add_currency(FileEvidence *sum, CurrencyEvidence seen)
{
    if (seen.currency.code[0] == '\0') return;
    CurrencyEvidence *first = &sum->currency[0], *other = &sum->currency[1];
    if (first->currency.code[0] == '\0')
        *first = seen;
    else if (other->currency.code[0] == '\0' && !str_equal(str_of(first->currency.code), str_of(seen.currency.code)))
        *other = seen;
}

FileEvidence evidence_of(const FileRows *rows)
{
    FileEvidence sum = {0};
    for (size_t i = 0; i < rows->count; i++) {
        const RowsRead *read = &rows->reads[i];
        add(&sum.day_first, &read->day_first);
        add(&sum.month_first, &read->month_first);
        add(&sum.point, &read->point);
        add(&sum.comma, &read->comma);
        add_currency(&sum, read->currency[0]);
        add_currency(&sum, read->currency[1]);
    }
    return sum;
}

static bool contradicts(const Evidence *a, const Evidence *b)
{
    const Evidence *fewer = a->rows < b->rows ? a : b;
    return fewer->rows > (a->rows + b->rows) / FEW;
}

typedef struct Contradiction {
    Str file, column;
    const Evidence *one, *other;
} Contradiction;

static bool refuse(const Contradiction *found, Phrase phrase, Error *error)
{
    Arena *scratch = arena_open(0);
    error_say(error, ERROR_INPUT, phrase, found->file, error_value(scratch, found->column),
              error_number(scratch, found->one->line), error_value(scratch, found->one->value),
              error_number(scratch, found->other->line), error_value(scratch, found->other->value));
    arena_close(scratch);
    return false;
}

static bool apply_dates(const FileEvidence *evidence, OrderFile *file, bool *changed, Error *error)
{
    const Evidence *day = &evidence->day_first, *month = &evidence->month_first;
    Layout *layout = &file->layout;
    if (day->rows + month->rows == 0) return true;
    if (contradicts(day, month))
        return refuse(
            &(Contradiction){file->source.name, layout->names[layout->column[COLUMN_DATE]], day, month},
            PHRASE("{0}: column {1} contradicts itself: line {2} ({3}) can only be read day first, line {4} ({5}) "
                   "only month first; say which it is with --date-order dmy or --date-order mdy, and the others "
                   "are left out",
                   "{0} : la colonne {1} se contredit : la ligne {2} ({3}) ne se lit que jour en premier, la "
                   "ligne {4} ({5}) que mois en premier ; précisez avec --date-order dmy ou --date-order mdy, et "
                   "les autres seront écartées"),
            error);
    const Evidence *most = month->rows > day->rows ? month : day;
    DateOrder order = most == month ? DATE_ORDER_MDY : DATE_ORDER_DMY;
    *changed |= layout->date.order != order;
    layout->date.order = order;
    layout->date.decided = true;
    layout->date.decided_line = most->line;
    layout->date.decided_value = most->value;
    return true;
}

static bool apply_decimals(const FileEvidence *evidence, OrderFile *file, bool *changed, Error *error)
{
    const Evidence *point = &evidence->point, *comma = &evidence->comma;
    Layout *layout = &file->layout;
    if (point->rows + comma->rows == 0) return true;
    ColumnRole role = layout_multiplies(layout) ? COLUMN_PRICE : COLUMN_AMOUNT;
    if (contradicts(point, comma))
        return refuse(
            &(Contradiction){file->source.name, layout->names[layout->column[role]], point, comma},
            PHRASE("{0}: column {1} contradicts itself: line {2} ({3}) has a decimal point, line {4} ({5}) a decimal "
                   "comma; say which it is with --decimal point or --decimal comma, and the others are left out",
                   "{0} : la colonne {1} se contredit : la ligne {2} ({3}) a un point décimal, la ligne {4} ({5}) "
                   "une virgule décimale ; précisez avec --decimal point ou --decimal comma, et les autres seront "
                   "écartées"),
            error);
    char decimal = comma->rows > point->rows ? ',' : '.';
    *changed |= layout->amount.decimal != decimal;
    layout->amount.decimal = decimal;
    layout->amount.decided = true;
    return true;
}

bool evidence_apply(const FileEvidence *evidence, const LayoutOptions *options, OrderFile *file, bool *changed,
                    Error *error)
{
    *changed = false;
    if (options->date_order == DATE_ORDER_FIND && !apply_dates(evidence, file, changed, error)) return false;
    return options->decimal || apply_decimals(evidence, file, changed, error);
}

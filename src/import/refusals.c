#include "import/refusals.h"

// “date” = “soon”; of a row refused as a whole, the row.
static Str what_stood_there(const Reject *reject, Arena *arena)
{
    Str value = error_value(arena, reject->column.size ? reject->value : reject->record);
    if (reject->column.size == 0) return value;
    return str_format(arena, "%.*s = %.*s", STR_ARGS(error_value(arena, reject->column)), STR_ARGS(value));
}

// "FILE, line 2: no customer (customer “”); …" in both languages; the values are arguments, since they may hold braces.
static Phrase list_rejects(const OrderReading *reading, Arena *scratch, Str *arguments, size_t *count)
{
    Phrase phrase;
    size_t said = reading->rejects < REJECTS_SAID ? reading->rejects : REJECTS_SAID;
    arguments[0] = error_number(scratch, reading->rows);
    for (Locale locale = 0; locale < LOCALE_COUNT; locale++) {
        Text text = text_in(scratch);
        *count = 1;
        text_add(&text, locale == LOCALE_FR ? STR("aucune des {0} lignes n’est utilisable : ")
                                            : STR("none of the {0} rows can be used: "));
        for (size_t i = 0; i < said; i++) {
            const Reject *reject = &reading->reject[i];
            const char *label = reject_reason_label(reject->reason).in[locale];
            text_addf(&text, "%s{%zu}, ", i == 0 ? "" : locale == LOCALE_FR ? " ; " : "; ", *count);
            text_addf(&text, locale == LOCALE_FR ? "ligne {%zu} : " : "line {%zu}: ", *count + 1);
            text_addf(&text, "%s ({%zu})", label, *count + 2);
            arguments[(*count)++] = reading->file[reject->file].source.name;
            arguments[(*count)++] = error_number(scratch, reject->line);
            arguments[(*count)++] = what_stood_there(reject, scratch);
        }
        phrase.in[locale] = str_c(scratch, text_str(&text));
    }
    return phrase;
}

bool refuse_all_rows(const OrderReading *reading, Error *error)
{
    Arena *scratch = arena_open(0);
    Str arguments[1 + 3 * REJECTS_SAID]; // a phrase takes at most ten
    size_t count;
    Phrase phrase = list_rejects(reading, scratch, arguments, &count);
    error_set(error, ERROR_INPUT, phrase, arguments, count);
    arena_close(scratch);
    return false;
}

bool refuse_sum(Str file, Error *error)
{
    return error_say(
        error, ERROR_INPUT,
        PHRASE("{0}: the amounts add up to more than can be counted; is the right column read as the amount? "
               "See --columns",
               "{0} : la somme des montants dépasse ce qui peut être compté ; la bonne colonne est-elle lue comme "
               "montant ? Voir --columns"),
        file);
}

bool refuse_currencies(Str file, const CurrencyEvidence *first, Str other_file, const CurrencyEvidence *other,
                       Error *error)
{
    Arena *scratch = arena_open(0);
    error_say(
        error, ERROR_INPUT,
        PHRASE("amounts are in several currencies: {0}, line {1}, is in {2}; {3}, line {4}, is in {5}. Say which to "
               "study, for example --currency {2}; rows of others are then left out",
               "les montants sont en plusieurs monnaies : {0}, ligne {1}, est en {2} ; {3}, ligne {4}, est en {5}. "
               "Dites laquelle étudier, par exemple --currency {2} ; les lignes des autres sont alors écartées"),
        file, error_number(scratch, first->line), str_of(first->currency.code), other_file,
        error_number(scratch, other->line), str_of(other->currency.code));
    arena_close(scratch);
    return false;
}

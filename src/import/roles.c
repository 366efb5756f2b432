#include "import/roles_parts.h"

void role_give(Layout *layout, size_t column, ColumnRole role)
{
    layout->roles[column] = role;
    if (layout->column[role] < 0) layout->column[role] = (int)column;
}

void role_take_back(Layout *layout, ColumnRole role)
{
    if (layout->column[role] < 0) return;
    layout->roles[layout->column[role]] = COLUMN_SKIP;
    layout->column[role] = -1;
}

bool roles_find(const Sample *sample, Str file, Layout *layout, Error *error)
{
    Arena *scratch = arena_open(0);
    ColumnLook *looks = arena_array(scratch, ColumnLook, layout->columns);
    for (size_t column = 0; column < layout->columns; column++) looks[column] = sample_look(sample, column);
    RoleSearch search = {sample, looks, layout};
    bool found = !layout->header || roles_by_names(&search, file, error);
    if (found) roles_by_values(&search);
    arena_close(scratch);
    return found;
}

// ---- what the person said ----

static bool refuse_word(Str word, Error *error)
{
    Arena *scratch = arena_open(0);
    Text roles = text_in(scratch);
    for (ColumnRole role = COLUMN_SKIP + 1; role < COLUMN_ROLE_COUNT; role++) {
        if (roles.size) text_add(&roles, STR(", "));
        text_add(&roles, column_role_name(role));
    }
    error_say(
        error, ERROR_USAGE,
        PHRASE("--columns: {0} is not a column this program knows; it knows {1}, and - for one to leave out",
               "--columns : {0} n’est pas une colonne connue ; le programme connaît {1}, et - pour en ignorer une"),
        error_value(scratch, word), text_str(&roles));
    arena_close(scratch);
    return false;
}

static bool refuse_twice(Str word, Error *error)
{
    return error_say(error, ERROR_USAGE,
                     PHRASE("--columns: “{0}” is named twice; name it once and put - for the other",
                            "--columns : « {0} » est cité deux fois ; citez-le une fois et mettez - pour l’autre"),
                     word);
}

static bool refuse_surplus(Str file, const Layout *layout, Error *error)
{
    Arena *scratch = arena_open(0);
    error_say(error, ERROR_USAGE,
              PHRASE("--columns names more columns than {0} has ({1}); name at most that many",
                     "--columns cite plus de colonnes que {0} n’en a ({1}) ; n’en citez pas davantage"),
              file, error_number(scratch, layout->columns));
    arena_close(scratch);
    return false;
}

bool roles_from_words(Str words, Str file, Layout *layout, Error *error)
{
    size_t column = 0;
    for (Str word; str_cut(&words, ',', &word); column++) {
        ColumnRole role;
        word = str_trim(word);
        if (!column_role_parse(word, &role)) return refuse_word(word, error);
        if (column >= layout->columns) return refuse_surplus(file, layout, error);
        if (role == COLUMN_SKIP) continue;
        if (has_role(layout, role)) return refuse_twice(word, error);
        role_give(layout, column, role);
    }
    return true;
}

// ---- what is missing ----

static Str columns_said(const Layout *layout, Arena *arena)
{
    enum { LONGEST = 400 }; // what to do comes after it
    Text text = text_in(arena);
    for (size_t column = 0; column < layout->columns; column++) {
        if (column) text_add(&text, STR(", "));
        if (text.size > LONGEST) {
            text_add(&text, STR("…"));
            break;
        }
        text_add(&text, error_value(arena, layout->names[column]));
    }
    return text_str(&text);
}

// "customer,date,-,amount": one word a column, as the person would write it.
static Str example_said(const Layout *layout, Arena *arena)
{
    static const ColumnRole wanted[] = {COLUMN_CUSTOMER, COLUMN_DATE, COLUMN_AMOUNT};
    enum { SHOWN = 8 };
    ColumnRole example[SHOWN] = {0};
    size_t last = 0, placed = 0;
    for (int missing = 0; missing < 2; missing++) // those found stand where they are, the others where there is room
        for (size_t i = 0; i < COUNT_OF(wanted); i++) {
            if (has_role(layout, wanted[i]) == (bool)missing) continue;
            size_t column = missing ? 0 : (size_t)layout->column[wanted[i]];
            while (column < SHOWN && example[column] != COLUMN_SKIP) column++;
            if (column >= SHOWN) break;
            example[column] = wanted[i];
            if (column > last) last = column;
            placed++;
        }
    if (placed < COUNT_OF(wanted)) return STR("customer,date,amount");
    Text text = text_in(arena);
    for (size_t column = 0; column <= last; column++) {
        if (column) text_add_byte(&text, ',');
        text_add(&text, column_role_name(example[column]));
    }
    return text_str(&text);
}

bool roles_complete(Str file, bool lines, const Layout *layout, Error *error)
{
    static const struct {
        ColumnRole role, instead;
        Phrase missing;
    } needs[] = {
        {COLUMN_CUSTOMER,
         COLUMN_CUSTOMER,
         {{"{0}: no column says which customer ordered. Its columns: {1}. Say what each is, for example --columns {2} "
           "(- "
           "leaves one out)",
           "{0} : aucune colonne ne dit quel client a commandé. Ses colonnes : {1}. Dites ce qu’est chacune, par "
           "exemple "
           "--columns {2} (- en ignore une)"}}},
        {COLUMN_DATE,
         COLUMN_DATE,
         {{"{0}: no column has the date of the order. Its columns: {1}. Say what each is, for example --columns {2} (- "
           "leaves "
           "one out)",
           "{0} : aucune colonne ne donne la date de la commande. Ses colonnes : {1}. Dites ce qu’est chacune, par "
           "exemple --columns {2} (- en ignore une)"}}},
        {COLUMN_AMOUNT,
         COLUMN_PRICE,
         {{"{0}: no column has the amount of the order. Its columns: {1}. Say what each is, for example --columns {2} "
           "(- "
           "leaves one out)",
           "{0} : aucune colonne ne donne le montant de la commande. Ses colonnes : {1}. Dites ce qu’est chacune, par "
           "exemple --columns {2} (- en ignore une)"}}},
        {COLUMN_PRODUCT,
         COLUMN_PRODUCT,
         {{"{0}: no column says which product was bought. Its columns: {1}. Say what each is, for example --columns "
           "customer,date,product (- leaves one out)",
           "{0}\u00A0: aucune colonne ne dit quel produit a été acheté. Ses colonnes\u00A0: {1}. Dites ce qu’est "
           "chacune, par "
           "exemple --columns customer,date,product (- en ignore une)"}}},
    };
    for (size_t i = 0; i < COUNT_OF(needs); i++) {
        if (needs[i].role == (lines ? COLUMN_AMOUNT : COLUMN_PRODUCT)) continue;
        if (has_role(layout, needs[i].role) || has_role(layout, needs[i].instead)) continue;
        Arena *scratch = arena_open(0);
        error_say(error, ERROR_INPUT, needs[i].missing, file, columns_said(layout, scratch),
                  example_said(layout, scratch));
        arena_close(scratch);
        return false;
    }
    return true;
}

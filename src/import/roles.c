#include "import/roles.h"

#include <string.h>

enum { NAME_BYTES = 64 };

typedef struct Finding {
    const Sample *sample;
    const ColumnLook *looks; // of each column
    Layout *layout;
} Finding;

static void give(Layout *layout, size_t column, ColumnRole role)
{
    layout->roles[column] = role;
    if (layout->column[role] < 0) layout->column[role] = (int)column;
}

static void take_back(Layout *layout, ColumnRole role)
{
    if (layout->column[role] < 0) return;
    layout->roles[layout->column[role]] = COLUMN_SKIP;
    layout->column[role] = -1;
}

static bool has(const Layout *layout, ColumnRole role)
{
    return layout->column[role] >= 0;
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
               "--columns : {0} n’est pas une colonne connue ; le programme connaît {1}, et - pour en ignorer une"),
        error_value(scratch, word), text_str(&roles));
    arena_close(scratch);
    return false;
}

static bool refuse_twice(Str word, Error *error)
{
    return error_say(error, ERROR_USAGE,
                     PHRASE("--columns: “{0}” is named twice; name it once and put - for the other",
                            "--columns : « {0} » est cité deux fois ; citez-le une fois et mettez - pour l’autre"),
                     word);
}

static bool refuse_surplus(Str file, const Layout *layout, Error *error)
{
    Arena *scratch = arena_open(0);
    error_say(error, ERROR_USAGE,
              PHRASE("--columns names more columns than {0} has ({1}); name at most that many",
                     "--columns cite plus de colonnes que {0} n’en a ({1}) ; n’en citez pas davantage"),
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
        if (has(layout, role)) return refuse_twice(word, error);
        give(layout, column, role);
    }
    return true;
}

// ---- by names ----

static Str folded_name(const Layout *layout, size_t column, char buffer[NAME_BYTES])
{
    return name_fold(layout->names[column], buffer, NAME_BYTES);
}

static bool any_name_starts(const Layout *layout, Str start)
{
    char buffer[NAME_BYTES];
    for (size_t column = 0; column < layout->columns; column++)
        if (str_starts_with(folded_name(layout, column, buffer), start)) return true;
    return false;
}

// Names that mean something else beside certain others: the order's "Name" of Shopify; the "item-price" of Amazon,
// which is for all pieces of the row.
static int rank_in_company(const Layout *layout, size_t column, ColumnRole role)
{
    char buffer[NAME_BYTES];
    Str name = folded_name(layout, column, buffer);
    bool shopify_name = str_equal(name, STR("name")) && any_name_starts(layout, STR("lineitem"));
    if (shopify_name) return role == COLUMN_ORDER ? 1 : 0;
    bool amazon_price = str_equal(name, STR("itemprice")) && any_name_starts(layout, STR("amazonorderid"));
    if (amazon_price) return role == COLUMN_AMOUNT ? 1 : 0;
    return name_rank(layout->names[column], role);
}

static bool mostly(size_t count, size_t of)
{
    return of > 0 && 2 * count >= of;
}

// Whether the values can be what the role needs.
static bool bears_out(const ColumnLook *look, ColumnRole role)
{
    switch (role) {
    case COLUMN_DATE:
    case COLUMN_ENDED: return mostly(look->dates, look->filled);
    case COLUMN_TIME: return mostly(look->times, look->filled);
    case COLUMN_AMOUNT:
    case COLUMN_PRICE:
    case COLUMN_QUANTITY:
    case COLUMN_COST:
    case COLUMN_MARGIN: return mostly(look->numbers, look->filled);
    case COLUMN_CURRENCY: return mostly(look->currencies, look->filled);
    case COLUMN_CUSTOMER: return mostly(look->filled, look->rows);
    case COLUMN_SKIP:
    case COLUMN_ORDER:
    case COLUMN_PRODUCT:
    case COLUMN_CHANNEL:
    case COLUMN_COUNTRY:
    case COLUMN_SEGMENT:
    case COLUMN_PLAN:
    case COLUMN_PROMOTION:
    case COLUMN_REASON:
    case COLUMN_STATUS:
    case COLUMN_ROLE_COUNT: return true;
    }
    return true;
}

static bool needed(ColumnRole role)
{
    return role == COLUMN_CUSTOMER || role == COLUMN_DATE || role == COLUMN_AMOUNT;
}

// 0: not this column. Known names of needed roles stand even against their values: then the rows say what is wrong.
static int fitness(const Finding *finding, size_t column, ColumnRole role)
{
    enum { AGAINST_VALUES = 2 * NAME_WEAK };
    if (finding->layout->roles[column] != COLUMN_SKIP) return 0;
    int rank = rank_in_company(finding->layout, column, role);
    if (rank == 0 || bears_out(&finding->looks[column], role)) return rank;
    return needed(role) && rank < NAME_WEAK ? rank + AGAINST_VALUES : 0;
}

static bool same_values(const Sample *sample, size_t a, size_t b)
{
    for (size_t row = 0; row < sample->rows; row++)
        if (!str_equal(sample_cell(sample, row, a), sample_cell(sample, row, b))) return false;
    return true;
}

static bool refuse_duplicate(const Finding *finding, Str file, size_t a, size_t b, Error *error)
{
    Arena *scratch = arena_open(0);
    error_say(
        error, ERROR_INPUT,
        PHRASE("{0}: two columns are called {1} (columns {2} and {3}); rename one, or say which column is what, for "
               "example --columns customer,date,amount with - for each to leave out",
               "{0} : deux colonnes s’appellent {1} (colonnes {2} et {3}) ; renommez-en une, ou dites ce qu’est chaque "
               "colonne, par exemple --columns customer,date,amount avec - pour celles à ignorer"),
        file, error_value(scratch, finding->layout->names[a]), error_number(scratch, a + 1),
        error_number(scratch, b + 1));
    arena_close(scratch);
    return false;
}

static bool find_by_name(const Finding *finding, ColumnRole role, Str file, Error *error)
{
    int best = 0;
    size_t found = 0;
    for (size_t column = 0; column < finding->layout->columns; column++) {
        int rank = fitness(finding, column, role);
        if (rank == 0 || (best && rank >= best)) continue;
        best = rank;
        found = column;
    }
    if (best == 0) return true;
    for (size_t column = found + 1; needed(role) && best < NAME_WEAK && column < finding->layout->columns; column++) {
        bool same_name = str_equal_fold(finding->layout->names[column], finding->layout->names[found]);
        if (same_name && fitness(finding, column, role) == best && !same_values(finding->sample, found, column))
            return refuse_duplicate(finding, file, found, column, error);
    }
    give(finding->layout, found, role);
    return true;
}

// ---- which of an amount and price × quantity counts ----

typedef struct Products {
    size_t rows, equal; // rows with all three; of these, amount = price × quantity
} Products;

static bool number_of(Str cell, double *number)
{
    AmountReading reading;
    if (amount_read(cell, '.', &reading) != AMOUNT_READ && amount_read(cell, ',', &reading) != AMOUNT_READ)
        return false;
    *number = (double)reading.value.digits;
    for (int i = 0; i < reading.value.scale; i++) *number /= 10;
    return true;
}

static Products products_of(const Sample *sample, size_t amount, size_t price, size_t quantity)
{
    Products products = {0};
    for (size_t row = 0; row < sample->rows; row++) {
        double total, each, pieces;
        if (!number_of(sample_cell(sample, row, amount), &total) ||
            !number_of(sample_cell(sample, row, price), &each) ||
            !number_of(sample_cell(sample, row, quantity), &pieces))
            continue;
        double difference = total - each * pieces;
        products.rows++;
        products.equal += -0.011 < difference && difference < 0.011;
    }
    return products;
}

// The total of the order stands on each of its lines: adding it up would count it once a line.
static bool total_is_repeated(const Sample *sample, size_t amount, size_t order)
{
    size_t pairs = 0, equal = 0;
    for (size_t row = 1; row < sample->rows; row++) {
        Str key = sample_cell(sample, row, order), total = sample_cell(sample, row, amount);
        if (!sample->follows[row] || !key.size || !total.size) continue;
        if (!str_equal(key, sample_cell(sample, row - 1, order))) continue;
        pairs++;
        equal += str_equal(total, sample_cell(sample, row - 1, amount));
    }
    return pairs > 0 && 10 * equal >= 9 * pairs;
}

static void choose_amount_or_price(const Finding *finding)
{
    Layout *layout = finding->layout;
    if (!has(layout, COLUMN_AMOUNT) || !has(layout, COLUMN_PRICE)) return;
    size_t amount = (size_t)layout->column[COLUMN_AMOUNT];
    bool unreadable = !bears_out(&finding->looks[amount], COLUMN_AMOUNT);
    bool repeated = false;
    if (has(layout, COLUMN_ORDER) && has(layout, COLUMN_QUANTITY)) {
        Products products = products_of(finding->sample, amount, (size_t)layout->column[COLUMN_PRICE],
                                        (size_t)layout->column[COLUMN_QUANTITY]);
        bool of_the_row = products.rows > 0 && 10 * products.equal >= 9 * products.rows;
        repeated = !of_the_row && total_is_repeated(finding->sample, amount, (size_t)layout->column[COLUMN_ORDER]);
    }
    if (unreadable || repeated) take_back(layout, COLUMN_AMOUNT);
}

// An "id" or "reference" alone is the order's where somebody else is the customer; otherwise it is the customer's.
static void settle_bare_id(const Finding *finding)
{
    char buffer[NAME_BYTES];
    Layout *layout = finding->layout;
    if (has(layout, COLUMN_CUSTOMER) || !has(layout, COLUMN_ORDER)) return;
    size_t column = (size_t)layout->column[COLUMN_ORDER];
    Str name = folded_name(layout, column, buffer);
    if (!str_equal(name, STR("id")) && !str_equal(name, STR("ref")) && !str_equal(name, STR("reference"))) return;
    if (!sample_repeats(finding->sample, column)) return;
    take_back(layout, COLUMN_ORDER);
    give(layout, column, COLUMN_CUSTOMER);
}

static bool find_by_names(const Finding *finding, Str file, Error *error)
{
    // Who is sure of its name comes first; what is left goes to vaguer ones.
    static const ColumnRole order[] = {COLUMN_CUSTOMER, COLUMN_ORDER,   COLUMN_ENDED,   COLUMN_DATE,
                                       COLUMN_CURRENCY, COLUMN_STATUS,  COLUMN_COST,    COLUMN_MARGIN,
                                       COLUMN_QUANTITY, COLUMN_PRICE,   COLUMN_AMOUNT,  COLUMN_TIME,
                                       COLUMN_PRODUCT,  COLUMN_COUNTRY, COLUMN_CHANNEL, COLUMN_PROMOTION,
                                       COLUMN_REASON,   COLUMN_PLAN,    COLUMN_SEGMENT};
    for (size_t i = 0; i < COUNT_OF(order); i++)
        if (!find_by_name(finding, order[i], file, error)) return false;
    settle_bare_id(finding);
    choose_amount_or_price(finding);
    return true;
}

// ---- by values ----

static bool nearly_all(size_t count, size_t of)
{
    return of > 0 && 10 * count >= 9 * of;
}

// A column whose name says nothing, so that its values may speak.
static bool is_open(const Finding *finding, size_t column)
{
    if (finding->layout->roles[column] != COLUMN_SKIP) return false;
    return !finding->layout->header || name_says_nothing(finding->layout->names[column]);
}

static void find_date(const Finding *finding)
{
    for (int unix_time = 0; unix_time < 2; unix_time++) // ids may look like numbers of seconds
        for (size_t column = 0; column < finding->layout->columns && !has(finding->layout, COLUMN_DATE); column++) {
            const ColumnLook *look = &finding->looks[column];
            size_t dates = unix_time ? look->dates : look->dates - look->dates_unix;
            if (is_open(finding, column) && nearly_all(dates, look->rows)) give(finding->layout, column, COLUMN_DATE);
        }
}

static bool is_number_column(const Finding *finding, size_t column)
{
    return is_open(finding, column) && nearly_all(finding->looks[column].numbers, finding->looks[column].filled);
}

static bool has_fractions(const Finding *finding, size_t column)
{
    return is_number_column(finding, column) && finding->looks[column].fractions > 0;
}

// Three columns of numbers, one the product of the two before: quantity, price and total (or price, quantity, total).
static bool find_product(const Finding *finding, size_t total)
{
    for (size_t a = 0; a < total; a++)
        for (size_t b = 0; b < total; b++) {
            bool could_be = a != b && is_number_column(finding, a) && has_fractions(finding, b) &&
                            nearly_all(finding->looks[a].counts, finding->looks[a].filled);
            if (!could_be) continue;
            Products products = products_of(finding->sample, total, b, a);
            if (!nearly_all(products.equal, finding->sample->rows)) continue;
            give(finding->layout, a, COLUMN_QUANTITY);
            give(finding->layout, b, COLUMN_PRICE);
            return true;
        }
    return false;
}

// The last column of money is the row's total; without decimals, the last column of numbers.
static void find_amount(const Finding *finding)
{
    Layout *layout = finding->layout;
    size_t found = layout->columns;
    for (size_t column = 0; column < layout->columns; column++)
        if (has_fractions(finding, column)) found = column;
    bool bare = !layout->header; // a column of whole numbers with a name we do not know may be anything
    for (size_t column = 1; bare && found == layout->columns && column < layout->columns; column++)
        if (is_number_column(finding, layout->columns - column)) found = layout->columns - column;
    if (found == layout->columns) return;
    bool product = !has(layout, COLUMN_PRICE) && !has(layout, COLUMN_QUANTITY) && find_product(finding, found);
    give(layout, found, COLUMN_AMOUNT);
    if (product || has(layout, COLUMN_QUANTITY)) return;
    for (size_t column = found; column-- > 1;) { // never the first: ids may be small numbers
        bool counts = is_number_column(finding, column) &&
                      nearly_all(finding->looks[column].counts, finding->looks[column].filled);
        if (counts && layout->header == false) give(layout, column, COLUMN_QUANTITY);
    }
}

static bool looks_like_id(const Finding *finding, size_t column)
{
    const ColumnLook *look = &finding->looks[column];
    return is_open(finding, column) && mostly(look->filled, look->rows) && look->fractions == 0;
}

// The first two columns of ids may be order and customer: an order has one customer and one date, a customer has many.
static void find_customer(const Finding *finding)
{
    Layout *layout = finding->layout;
    size_t ids[2], count = 0;
    for (size_t column = 0; column < layout->columns && count < 2; column++)
        if (looks_like_id(finding, column)) ids[count++] = column;
    if (count == 0) return;
    size_t customer = ids[0];
    if (count == 2 && has(layout, COLUMN_DATE) && !has(layout, COLUMN_ORDER)) {
        const ColumnLook *second = &finding->looks[ids[1]];
        bool second_is_id =
            nearly_all(second->with_digit, second->filled) || nearly_all(second->emails, second->filled);
        bool one_each = sample_determines(finding->sample, ids[0], ids[1]) &&
                        sample_determines(finding->sample, ids[0], (size_t)layout->column[COLUMN_DATE]);
        if (second_is_id && one_each && !sample_determines(finding->sample, ids[1], ids[0])) {
            give(layout, ids[0], COLUMN_ORDER);
            customer = ids[1];
        }
    }
    give(layout, customer, COLUMN_CUSTOMER);
}

bool roles_find(const Sample *sample, Str file, Layout *layout, Error *error)
{
    Arena *scratch = arena_open(0);
    ColumnLook *looks = arena_array(scratch, ColumnLook, layout->columns);
    for (size_t column = 0; column < layout->columns; column++) looks[column] = sample_look(sample, column);
    Finding finding = {sample, looks, layout};
    bool found = !layout->header || find_by_names(&finding, file, error);
    if (found && !has(layout, COLUMN_DATE)) find_date(&finding);
    if (found && !has(layout, COLUMN_AMOUNT) && !has(layout, COLUMN_PRICE)) find_amount(&finding);
    if (found && !has(layout, COLUMN_CUSTOMER)) find_customer(&finding);
    arena_close(scratch);
    return found;
}

// ---- what is missing ----

static Str columns_said(const Layout *layout, Arena *arena)
{
    enum { SHOWN = 20 };
    Text text = text_in(arena);
    for (size_t column = 0; column < layout->columns && column < SHOWN; column++) {
        if (column) text_add(&text, STR(", "));
        text_add(&text, layout->names[column].size ? layout->names[column] : STR("-"));
    }
    if (layout->columns > SHOWN) text_add(&text, STR(", …"));
    return text_str(&text);
}

// "customer,date,-,amount": one word a column, as the person would write it.
static Str example_said(const Layout *layout, Arena *arena)
{
    static const ColumnRole wanted[] = {COLUMN_CUSTOMER, COLUMN_DATE, COLUMN_AMOUNT};
    enum { SHOWN = 8 };
    ColumnRole example[SHOWN] = {0};
    size_t last = 0;
    for (size_t i = 0; i < COUNT_OF(wanted); i++) {
        size_t column = has(layout, wanted[i]) ? (size_t)layout->column[wanted[i]] : 0;
        while (column < SHOWN && example[column] != COLUMN_SKIP) column++;
        if (column >= SHOWN) return STR("customer,date,amount");
        example[column] = wanted[i];
        if (column > last) last = column;
    }
    Text text = text_in(arena);
    for (size_t column = 0; column <= last; column++) {
        if (column) text_add_byte(&text, ',');
        text_add(&text, column_role_name(example[column]));
    }
    return text_str(&text);
}

bool roles_complete(Str file, const Layout *layout, Error *error)
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
           "{0} : aucune colonne ne dit quel client a commandé. Ses colonnes : {1}. Dites ce qu’est chacune, par "
           "exemple "
           "--columns {2} (- en ignore une)"}}},
        {COLUMN_DATE,
         COLUMN_DATE,
         {{"{0}: no column has the date of the order. Its columns: {1}. Say what each is, for example --columns {2} (- "
           "leaves "
           "one out)",
           "{0} : aucune colonne ne donne la date de la commande. Ses colonnes : {1}. Dites ce qu’est chacune, par "
           "exemple --columns {2} (- en ignore une)"}}},
        {COLUMN_AMOUNT,
         COLUMN_PRICE,
         {{"{0}: no column has the amount of the order. Its columns: {1}. Say what each is, for example --columns {2} "
           "(- "
           "leaves one out)",
           "{0} : aucune colonne ne donne le montant de la commande. Ses colonnes : {1}. Dites ce qu’est chacune, par "
           "exemple --columns {2} (- en ignore une)"}}},
    };
    for (size_t i = 0; i < COUNT_OF(needs); i++) {
        if (has(layout, needs[i].role) || has(layout, needs[i].instead)) continue;
        Arena *scratch = arena_open(0);
        error_say(error, ERROR_INPUT, needs[i].missing, file, columns_said(layout, scratch),
                  example_said(layout, scratch));
        arena_close(scratch);
        return false;
    }
    return true;
}

#include "import/roles_parts.h"

enum { NAME_BYTES = 64 };

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
    case COLUMN_DATE: return mostly(look->dates, look->filled);
    case COLUMN_ENDED: return look->filled == 0 || mostly(look->dates, look->filled);
    case COLUMN_TIME: return look->filled == 0 || mostly(look->times, look->filled);
    case COLUMN_AMOUNT:
    case COLUMN_PRICE:
    case COLUMN_QUANTITY:
    case COLUMN_COST:
    case COLUMN_MARGIN: return mostly(look->numbers, look->filled);
    case COLUMN_CURRENCY: return look->filled == 0 || mostly(look->currencies, look->filled);
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

enum { AGAINST_VALUES = 2 * NAME_WEAK };

// 0: not this column. Known names of needed roles stand even against their values: then the rows say what is wrong.
static int fitness(const RoleSearch *search, size_t column, ColumnRole role)
{
    if (search->layout->roles[column] != COLUMN_SKIP) return 0;
    int rank = rank_in_company(search->layout, column, role);
    if (rank == 0 || bears_out(&search->looks[column], role)) return rank;
    return needed(role) && rank < NAME_WEAK ? rank + AGAINST_VALUES : 0;
}

static bool same_values(const Sample *sample, size_t a, size_t b)
{
    for (size_t row = 0; row < sample->rows; row++)
        if (!str_equal(sample_cell(sample, row, a), sample_cell(sample, row, b))) return false;
    return true;
}

static bool refuse_duplicate(const RoleSearch *search, Str file, size_t a, size_t b, Error *error)
{
    Arena *scratch = arena_open(0);
    error_say(
        error, ERROR_INPUT,
        PHRASE("{0}: two columns are called {1} (columns {2} and {3}); rename one, or say which column is what, for "
               "example --columns customer,date,amount with - for each to leave out",
               "{0} : deux colonnes s’appellent {1} (colonnes {2} et {3}) ; renommez-en une, ou dites ce qu’est chaque "
               "colonne, par exemple --columns customer,date,amount avec - pour celles à ignorer"),
        file, error_value(scratch, search->layout->names[a]), error_number(scratch, a + 1),
        error_number(scratch, b + 1));
    arena_close(scratch);
    return false;
}

// `weak`: by what a name sounds like, once all known names have their roles.
static bool find_by_name(const RoleSearch *search, ColumnRole role, bool weak, Str file, Error *error)
{
    int best = 0;
    size_t found = 0;
    if (has_role(search->layout, role)) return true;
    for (size_t column = 0; column < search->layout->columns; column++) {
        int rank = fitness(search, column, role);
        bool sounds = NAME_WEAK <= rank && rank < AGAINST_VALUES;
        if (rank == 0 || sounds != weak || (best && rank >= best)) continue;
        best = rank;
        found = column;
    }
    if (best == 0) return true;
    for (size_t column = found + 1; needed(role) && best < NAME_WEAK && column < search->layout->columns; column++) {
        bool same_name = str_equal_fold(search->layout->names[column], search->layout->names[found]);
        if (same_name && fitness(search, column, role) == best && !same_values(search->sample, found, column))
            return refuse_duplicate(search, file, found, column, error);
    }
    role_give(search->layout, found, role);
    return true;
}

// ---- which of an amount and price × quantity counts ----

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

static void choose_amount_or_price(const RoleSearch *search)
{
    Layout *layout = search->layout;
    if (!has_role(layout, COLUMN_AMOUNT) || !has_role(layout, COLUMN_PRICE)) return;
    size_t amount = (size_t)layout->column[COLUMN_AMOUNT];
    bool unreadable = !bears_out(&search->looks[amount], COLUMN_AMOUNT);
    bool repeated = has_role(layout, COLUMN_ORDER) &&
                    total_is_repeated(search->sample, amount, (size_t)layout->column[COLUMN_ORDER]);
    if (repeated && has_role(layout, COLUMN_QUANTITY)) { // or is it that all lines of an order are alike?
        Products products = products_of(search->sample, amount, (size_t)layout->column[COLUMN_PRICE],
                                        (size_t)layout->column[COLUMN_QUANTITY]);
        repeated = 10 * products.equal < 9 * products.rows;
    }
    if (unreadable || repeated) role_take_back(layout, COLUMN_AMOUNT);
}

// An "id" or "reference" alone is the order's where somebody else is the customer; otherwise it is the customer's.
static void settle_bare_id(const RoleSearch *search)
{
    char buffer[NAME_BYTES];
    Layout *layout = search->layout;
    if (has_role(layout, COLUMN_CUSTOMER) || !has_role(layout, COLUMN_ORDER)) return;
    size_t column = (size_t)layout->column[COLUMN_ORDER];
    Str name = folded_name(layout, column, buffer);
    if (!str_equal(name, STR("id")) && !str_equal(name, STR("ref")) && !str_equal(name, STR("reference"))) return;
    if (!sample_repeats(search->sample, column)) return;
    role_take_back(layout, COLUMN_ORDER);
    role_give(layout, column, COLUMN_CUSTOMER);
}

// An order has one customer and, but for a refund, one day. What has several is a product's reference, or a contract
// that is paid each month: rows of it are not one order.
static void settle_order(const RoleSearch *search)
{
    Layout *layout = search->layout;
    if (!has_role(layout, COLUMN_ORDER) || !has_role(layout, COLUMN_CUSTOMER) || !has_role(layout, COLUMN_DATE)) return;
    size_t order = (size_t)layout->column[COLUMN_ORDER];
    double customers = sample_agreement(search->sample, order, (size_t)layout->column[COLUMN_CUSTOMER], false);
    double days = sample_agreement(search->sample, order, (size_t)layout->column[COLUMN_DATE], true);
    if (customers >= 0.9 && days >= 0.5) return;
    char buffer[NAME_BYTES];
    Str name = folded_name(layout, order, buffer);
    bool reference = str_equal(name, STR("reference")) || str_equal(name, STR("ref"));
    role_take_back(layout, COLUMN_ORDER);
    if (reference && !has_role(layout, COLUMN_PRODUCT)) role_give(layout, order, COLUMN_PRODUCT);
}

bool roles_by_names(const RoleSearch *search, Str file, Error *error)
{
    // Who is sure of its name comes first; what is left goes to vaguer ones.
    static const ColumnRole order[] = {COLUMN_CUSTOMER, COLUMN_ORDER,   COLUMN_ENDED,   COLUMN_DATE,
                                       COLUMN_CURRENCY, COLUMN_STATUS,  COLUMN_COST,    COLUMN_MARGIN,
                                       COLUMN_QUANTITY, COLUMN_PRICE,   COLUMN_AMOUNT,  COLUMN_TIME,
                                       COLUMN_PRODUCT,  COLUMN_COUNTRY, COLUMN_CHANNEL, COLUMN_PROMOTION,
                                       COLUMN_REASON,   COLUMN_PLAN,    COLUMN_SEGMENT};
    for (int weak = 0; weak < 2; weak++)
        for (size_t i = 0; i < COUNT_OF(order); i++)
            if (!find_by_name(search, order[i], weak, file, error)) return false;
    settle_bare_id(search);
    settle_order(search);
    choose_amount_or_price(search);
    return true;
}

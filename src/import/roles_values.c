#include "import/roles_parts.h"

static bool number_of(Str cell, double *number)
{
    AmountReading reading;
    if (amount_read(cell, '.', &reading) != AMOUNT_READ && amount_read(cell, ',', &reading) != AMOUNT_READ)
        return false;
    *number = (double)reading.value.digits;
    for (int i = 0; i < reading.value.scale; i++) *number /= 10;
    return true;
}

Products products_of(const Sample *sample, size_t amount, size_t price, size_t quantity)
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

static bool nearly_all(size_t count, size_t of)
{
    return of > 0 && 10 * count >= 9 * of;
}

// A column whose name says nothing, so that its values may speak.
static bool is_open(const RoleSearch *search, size_t column)
{
    if (search->layout->roles[column] != COLUMN_SKIP) return false;
    return !search->layout->header || name_says_nothing(search->layout->names[column]);
}

static void find_date(const RoleSearch *search)
{
    for (int unix_time = 0; unix_time < 2; unix_time++) // ids may look like numbers of seconds
        for (size_t column = 0; column < search->layout->columns && !has_role(search->layout, COLUMN_DATE); column++) {
            const ColumnLook *look = &search->looks[column];
            size_t dates = unix_time ? look->dates : look->dates - look->dates_unix;
            if (is_open(search, column) && nearly_all(dates, look->rows))
                role_give(search->layout, column, COLUMN_DATE);
        }
}

static bool is_number_column(const RoleSearch *search, size_t column)
{
    return is_open(search, column) && nearly_all(search->looks[column].numbers, search->looks[column].filled);
}

static bool has_fractions(const RoleSearch *search, size_t column)
{
    return is_number_column(search, column) && search->looks[column].fractions > 0;
}

// Three columns of numbers, one the product of the two before: quantity, price and total (or price, quantity, total).
static void find_product(const RoleSearch *search, size_t total)
{
    for (size_t a = 0; a < total; a++)
        for (size_t b = 0; b < total; b++) {
            bool could_be = a != b && is_number_column(search, a) && has_fractions(search, b) &&
                            nearly_all(search->looks[a].counts, search->looks[a].filled);
            if (!could_be) continue;
            Products products = products_of(search->sample, total, b, a);
            if (!nearly_all(products.equal, search->sample->rows)) continue;
            role_give(search->layout, a, COLUMN_QUANTITY);
            role_give(search->layout, b, COLUMN_PRICE);
            return;
        }
}

// The last column of money is the row's total; without decimals, the last column of numbers.
static void find_amount(const RoleSearch *search)
{
    Layout *layout = search->layout;
    size_t found = layout->columns;
    for (size_t column = 0; column < layout->columns; column++)
        if (has_fractions(search, column)) found = column;
    bool bare = !layout->header; // a column of whole numbers with a name we do not know may be anything
    for (size_t column = 1; bare && found == layout->columns && column < layout->columns; column++)
        if (is_number_column(search, layout->columns - column)) found = layout->columns - column;
    if (found == layout->columns) return;
    if (!has_role(layout, COLUMN_PRICE) && !has_role(layout, COLUMN_QUANTITY)) find_product(search, found);
    role_give(layout, found, COLUMN_AMOUNT);
}

// Small whole numbers before the amount. Never the first column: ids may be small numbers.
static void find_quantity(const RoleSearch *search)
{
    Layout *layout = search->layout;
    if (layout->header || has_role(layout, COLUMN_QUANTITY) || !has_role(layout, COLUMN_AMOUNT)) return;
    for (size_t column = (size_t)layout->column[COLUMN_AMOUNT]; column-- > 1 && !has_role(layout, COLUMN_QUANTITY);) {
        const ColumnLook *look = &search->looks[column];
        if (is_number_column(search, column) && nearly_all(look->counts, look->filled))
            role_give(layout, column, COLUMN_QUANTITY);
    }
}

static bool looks_like_id(const RoleSearch *search, size_t column)
{
    const ColumnLook *look = &search->looks[column];
    return is_open(search, column) && 2 * look->filled >= look->rows && look->fractions == 0;
}

// The first two columns of ids may be order and customer: an order has one customer and one date, a customer has many.
static void find_customer(const RoleSearch *search)
{
    Layout *layout = search->layout;
    size_t ids[2], count = 0;
    for (size_t column = 0; column < layout->columns && count < 2; column++)
        if (looks_like_id(search, column)) ids[count++] = column;
    if (count == 0) return;
    size_t customer = ids[0];
    if (count == 2 && has_role(layout, COLUMN_DATE) && !has_role(layout, COLUMN_ORDER)) {
        const ColumnLook *second = &search->looks[ids[1]];
        bool digits = nearly_all(second->with_digit, second->filled),
             emails = nearly_all(second->emails, second->filled);
        bool quantity = nearly_all(second->counts, second->filled) && ids[1] != ids[0] + 1;
        bool second_is_id = !quantity && (digits || emails);
        bool one_each = sample_determines(search->sample, ids[0], ids[1]) &&
                        sample_determines(search->sample, ids[0], (size_t)layout->column[COLUMN_DATE]);
        if (second_is_id && one_each && !sample_determines(search->sample, ids[1], ids[0])) {
            role_give(layout, ids[0], COLUMN_ORDER);
            customer = ids[1];
        }
    }
    role_give(layout, customer, COLUMN_CUSTOMER);
}

void roles_by_values(const RoleSearch *search)
{
    if (!has_role(search->layout, COLUMN_DATE)) find_date(search);
    if (!has_role(search->layout, COLUMN_AMOUNT) && !has_role(search->layout, COLUMN_PRICE)) find_amount(search);
    if (!has_role(search->layout, COLUMN_CUSTOMER)) find_customer(search);
    find_quantity(search);
}

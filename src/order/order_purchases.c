// order_purchases.c - orders and refunds as the profile of a customer asks for them (customer/purchase.h).
#include <string.h>

#include "customer/purchase.h"
#include "customer/rhythm.h"
#include "house.h"
#include "order/order_parts.h"

typedef struct Reading {
    const House *house;
    StoreSession *session;
    CustomerId customer;
    Purchase *list;
    size_t count, room;
    Arena *arena;
} Reading;

static Purchase *next_line(Reading *reading)
{
    if (reading->count == reading->room) {
        size_t room = reading->room ? reading->room * 2 : 16;
        Purchase *larger = arena_array(reading->arena, Purchase, room);
        if (reading->count) memcpy(larger, reading->list, reading->count * sizeof *larger);
        reading->list = larger;
        reading->room = room;
    }
    Purchase *line = &reading->list[reading->count++];
    *line = (Purchase){.customer = reading->customer};
    return line;
}

// ---- amounts of other currencies: at the last rate up to the day, as figures have them (event/figure.h) ----

static bool read_rate(const Reading *reading, const Currency *base, const Currency *currency, Day day,
                      ActivityRate *rate, bool *found, Error *error)
{
    Rows rows;
    if (!store_select(reading->session, &query_order_purchases_rate,
                      VALUES(value_text(str_of(base->code)), value_text(str_of(currency->code)), value_integer(day)),
                      &rows, error))
        return false;
    *found = rows_next(&rows);
    if (*found) *rate = (ActivityRate){.day = (Day)rows_integer(&rows, 0), .rate = rows_integer(&rows, 1)};
    memcpy(rate->currency, currency->code, sizeof rate->currency);
    rate->shift = base->exponent - currency->exponent;
    return rows_close(&rows, error);
}

typedef struct Amount {
    bool known;
    int64_t minor;
    char currency[4];
} Amount;

static Amount amount_in(const Rows *rows, int currency_column, int amount_column)
{
    Amount amount = {.known = !rows_null(rows, amount_column), .minor = rows_integer(rows, amount_column)};
    Str code = rows_text(rows, currency_column);
    if (code.size < sizeof amount.currency) memcpy(amount.currency, code.data, code.size);
    return amount;
}

static bool value_line(const Reading *reading, const Amount *amount, Purchase *line, Error *error)
{
    const Currency *base = &workspace_first(reading->house->workspace)->currency;
    Currency currency;
    ActivityRate rate = {0};
    bool found = false;
    line->valued = amount->known && strcmp(amount->currency, base->code) == 0;
    line->amount_minor = line->valued ? amount->minor : 0;
    if (line->valued || !amount->known || !currency_find(str_of(amount->currency), &currency)) return true;
    Day day = day_of_instant(activity_zone(reading->house->activity), line->at);
    if (!read_rate(reading, base, &currency, day, &rate, &found, error)) return false;
    line->valued = found && activity_convert(&rate, amount->minor, &line->amount_minor);
    if (!line->valued) line->amount_minor = 0;
    return true;
}

// Amounts are worked out when the rows are closed: a session has one question at a time.
static bool value_lines(Reading *reading, const Amount *amounts, size_t first, int sign, Error *error)
{
    for (size_t i = first; i < reading->count; i++) {
        if (!value_line(reading, &amounts[i - first], &reading->list[i], error)) return false;
        reading->list[i].amount_minor *= sign;
    }
    return true;
}

static Amount *next_amount(Amount **amounts, size_t count, size_t *room, Arena *arena)
{
    if (count == *room) {
        *room = *room ? *room * 2 : 16;
        Amount *larger = arena_array(arena, Amount, *room);
        if (count) memcpy(larger, *amounts, count * sizeof *larger);
        *amounts = larger;
    }
    return &(*amounts)[count];
}

// ---- lines ----

static bool read_orders(Reading *reading, Error *error)
{
    Rows rows;
    Amount *amounts = NULL;
    size_t room = 0, first = reading->count;
    if (!store_select(reading->session, &query_order_purchases_orders,
                      VALUES(value_integer(reading->customer), value_integer(PURCHASES_MAX)), &rows, error))
        return false;
    while (rows_next(&rows)) {
        if (rows_integer(&rows, 6) & EVENT_HIDDEN) continue;
        *next_amount(&amounts, reading->count - first, &room, reading->arena) = amount_in(&rows, 4, 5);
        Purchase *line = next_line(reading);
        line->kind = PURCHASE_ORDER;
        line->event = rows_integer(&rows, 0);
        line->at = rows_integer(&rows, 1);
        line->reference = str_copy(reading->arena, rows_text(&rows, 2));
        line->counts = rows_integer(&rows, 3) != ORDER_REFUNDED;
    }
    return rows_close(&rows, error) && value_lines(reading, amounts, first, 1, error);
}

// `columns`: where number, currency, amount and flags stand; -1: they are not asked for.
static bool read_refunds(Reading *reading, const Query *query, const int columns[4], Error *error)
{
    Rows rows;
    Amount *amounts = NULL;
    size_t room = 0, first = reading->count;
    if (!store_select(reading->session, query, VALUES(value_integer(reading->customer), value_integer(PURCHASES_MAX)),
                      &rows, error))
        return false;
    while (rows_next(&rows)) {
        if (columns[3] >= 0 && rows_integer(&rows, columns[3]) & EVENT_HIDDEN) continue;
        *next_amount(&amounts, reading->count - first, &room, reading->arena) =
            amount_in(&rows, columns[1], columns[2]);
        Purchase *line = next_line(reading);
        line->kind = PURCHASE_REFUND;
        line->event = rows_integer(&rows, 0);
        line->at = rows_integer(&rows, 1);
        if (columns[0] >= 0) line->reference = str_copy(reading->arena, rows_text(&rows, columns[0]));
    }
    return rows_close(&rows, error) && value_lines(reading, amounts, first, -1, error);
}

static bool purchases_of(const House *house, StoreSession *session, CustomerId customer, Arena *arena, Purchase **list,
                         size_t *count, Error *error)
{
    Reading reading = {.house = house, .session = session, .customer = customer, .arena = arena};
    if (!read_orders(&reading, error) ||
        !read_refunds(&reading, &query_order_purchases_refunds, (const int[]){2, 3, 4, 5}, error) ||
        !read_refunds(&reading, &query_order_purchases_lone_refunds, (const int[]){-1, 2, 3, -1}, error))
        return false;
    *list = reading.list;
    *count = reading.count;
    return true;
}

static bool find_order(const House *house, StoreSession *session, Str number, size_t limit, Arena *arena,
                       NumberFound **found, size_t *count, Error *error)
{
    (void)house;
    OrderFound *orders = NULL;
    if (!order_find_number(session, number, limit, arena, &orders, count, error)) return false;
    *found = arena_array(arena, NumberFound, *count);
    for (size_t i = 0; i < *count; i++)
        (*found)[i] = (NumberFound){STR("order"), orders[i].number, orders[i].customer, orders[i].at};
    return true;
}

static bool orders_among(const House *house, StoreSession *session, const Str *numbers, size_t number_count,
                         size_t limit, Arena *arena, NumberFound **found, size_t *count, Error *error)
{
    (void)house;
    Rows rows;
    Value values[PURCHASE_NUMBERS_MAX + 1];
    for (size_t i = 0; i < PURCHASE_NUMBERS_MAX; i++)
        values[i] = i < number_count ? value_text(numbers[i]) : value_text(STR(""));
    values[PURCHASE_NUMBERS_MAX] = value_integer((int64_t)limit);
    *found = arena_array(arena, NumberFound, limit);
    *count = 0;
    if (!store_select(session, &query_order_purchases_numbers_among, values, COUNT_OF(values), &rows, error))
        return false;
    while (*count < limit && rows_next(&rows))
        (*found)[(*count)++] = (NumberFound){STR("order"), str_copy(arena, rows_text(&rows, 0)),
                                             (CustomerId)rows_integer(&rows, 1), rows_integer(&rows, 2)};
    return rows_close(&rows, error);
}

const PurchaseSource order_purchases[] = {
    {.name = "orders", .purchases = purchases_of, .find = find_order, .among = orders_among}, {0}};

// What an event says of an order: Segment's "V2 Ecommerce Events", and names of our own for what they lack (cost,
// margin, promotion). What can't be read is passed over: a reaction refuses nothing.
#include <math.h>

#include "base/number.h"
#include "event/tracking_values.h"
#include "order/order_parts.h"

static const int64_t amount_most = 1000000000000000; // 10^15 minor units, as of tracking

static JsonValue member(JsonValue object, const char *name)
{
    JsonValue value;
    return json_member(object, str_of(name), &value) ? value : (JsonValue){.type = JSON_NULL};
}

// Texts, and numbers as they are written: ids come as both.
static Str text_of(JsonValue value, Arena *arena)
{
    enum { TEXT_BYTES_MAX = 500 };
    Str text = value.type == JSON_STRING   ? str_trim(json_get_string(value, arena))
               : value.type == JSON_NUMBER ? value.text
                                           : STR("");
    return text.size <= TEXT_BYTES_MAX ? text : STR("");
}

static OptionalAmount amount_said(JsonValue value, const Currency *currency, Arena *arena)
{
    OptionalAmount amount = {0};
    amount.known = value.type != JSON_NULL && amount_of(value, currency, arena, &amount.minor) == AMOUNT_FINE;
    if (!amount.known) amount.minor = 0;
    return amount;
}

static Str first_text(JsonValue object, const char *const *names, Arena *arena)
{
    Str text = STR("");
    for (; *names && !text.size; names++) text = text_of(member(object, *names), arena);
    return text;
}

static OptionalAmount amount_at(JsonValue object, const char *name, const Currency *currency, Arena *arena)
{
    return amount_said(member(object, name), currency, arena);
}

static double quantity_of(JsonValue value, Arena *arena)
{
    double quantity = 1;
    bool good = value.type == JSON_STRING ? number_parse(str_trim(json_get_string(value, arena)), &quantity)
                                          : json_get_number(value, &quantity);
    return good && quantity >= 0 && quantity <= (double)amount_most ? quantity : 1;
}

OrderLine order_line_read(JsonValue object, const Currency *currency, Arena *arena)
{
    static const char *const ids[] = {"product_id", "productId", "id", NULL};
    OptionalAmount price = amount_at(object, "price", currency, arena),
                   cost = amount_at(object, "cost", currency, arena);
    return (OrderLine){.product_id = first_text(object, ids, arena),
                       .sku = text_of(member(object, "sku"), arena),
                       .name = text_of(member(object, "name"), arena),
                       .category = text_of(member(object, "category"), arena),
                       .variant = text_of(member(object, "variant"), arena),
                       .coupon = text_of(member(object, "coupon"), arena),
                       .quantity = quantity_of(member(object, "quantity"), arena),
                       .has_price = price.known,
                       .has_cost = cost.known,
                       .price_minor = price.minor,
                       .cost_minor = cost.minor,
                       .discount_minor =
                           (int64_t)number_magnitude(amount_at(object, "discount", currency, arena).minor)};
}

static bool times(int64_t minor, double quantity, int64_t *product)
{
    double exact = (double)minor * quantity;
    if (fabs(exact) > (double)amount_most) return false;
    *product = llround(exact);
    return true;
}

bool order_line_total(const OrderLine *line, int64_t *total_minor)
{
    if (!line->has_price || !times(line->price_minor, line->quantity, total_minor)) return false;
    *total_minor -= line->discount_minor;
    return true;
}

bool order_lines_total(const OrderStatement *statement, int64_t *total_minor)
{
    *total_minor = 0;
    for (size_t i = 0; i < statement->lines; i++) {
        int64_t line = 0;
        if (!order_line_total(&statement->line[i], &line)) return false;
        *total_minor += line; // of at most 1,000 below 2 · 10^15
    }
    return statement->lines > 0;
}

static void read_lines(JsonValue products, Arena *arena, OrderStatement *statement)
{
    JsonValue product;
    size_t count = products.type == JSON_ARRAY ? json_count(products) : 0;
    if (count > ORDER_LINES_MAX) count = ORDER_LINES_MAX;
    statement->line = arena_array(arena, OrderLine, count);
    for (size_t cursor = 0; statement->lines < count && json_next(products, &cursor, NULL, &product);)
        if (product.type == JSON_OBJECT)
            statement->line[statement->lines++] = order_line_read(product, &statement->currency, arena);
}

static OptionalAmount lines_cost(const OrderStatement *statement)
{
    OptionalAmount cost = {.known = statement->lines > 0};
    for (size_t i = 0; i < statement->lines && cost.known; i++) {
        int64_t line = 0;
        cost.known =
            statement->line[i].has_cost && times(statement->line[i].cost_minor, statement->line[i].quantity, &line);
        cost.minor += line;
    }
    return cost;
}

// What is read of the properties, in one pass: of each order that comes in.
typedef enum Said {
    SAID_CURRENCY,
    SAID_NUMBER, // and one more name for it
    SAID_COUPON = SAID_NUMBER + 2,
    SAID_PROMOTION = SAID_COUPON + 3,
    SAID_REFUND_ID = SAID_PROMOTION + 3,
    SAID_PRODUCTS,
    SAID_SUBTOTAL,
    SAID_TAX,
    SAID_SHIPPING,
    SAID_DISCOUNT,
    SAID_COST,
    SAID_MARGIN,
    SAID_COUNT
} Said;

static void read_said(JsonValue properties, JsonValue said[SAID_COUNT])
{
    static const Str names[SAID_COUNT] = {[SAID_CURRENCY] = STR("currency"),
                                          [SAID_NUMBER] = STR("order_id"),
                                          [SAID_NUMBER + 1] = STR("orderId"),
                                          [SAID_COUPON] = STR("coupon"),
                                          [SAID_COUPON + 1] = STR("coupon_code"),
                                          [SAID_COUPON + 2] = STR("coupon_id"),
                                          [SAID_PROMOTION] = STR("promotion"),
                                          [SAID_PROMOTION + 1] = STR("promotion_id"),
                                          [SAID_PROMOTION + 2] = STR("promotion_name"),
                                          [SAID_REFUND_ID] = STR("refund_id"),
                                          [SAID_PRODUCTS] = STR("products"),
                                          [SAID_SUBTOTAL] = STR("subtotal"),
                                          [SAID_TAX] = STR("tax"),
                                          [SAID_SHIPPING] = STR("shipping"),
                                          [SAID_DISCOUNT] = STR("discount"),
                                          [SAID_COST] = STR("cost"),
                                          [SAID_MARGIN] = STR("margin")};
    json_members(properties, names, SAID_COUNT, said);
}

static Str first_said(const JsonValue *said, size_t count, Arena *arena)
{
    Str text = STR("");
    for (size_t i = 0; i < count && !text.size; i++) text = text_of(said[i], arena);
    return text;
}

static void read_amounts(const JsonValue *said, const Event *event, Arena *arena, OrderStatement *statement)
{
    const Currency *currency = &statement->currency;
    statement->subtotal = amount_said(said[SAID_SUBTOTAL], currency, arena);
    statement->tax = amount_said(said[SAID_TAX], currency, arena);
    statement->shipping = amount_said(said[SAID_SHIPPING], currency, arena);
    statement->discount = amount_said(said[SAID_DISCOUNT], currency, arena);
    statement->cost = amount_said(said[SAID_COST], currency, arena);
    statement->margin = amount_said(said[SAID_MARGIN], currency, arena);
    if (!statement->cost.known) statement->cost = lines_cost(statement);
    statement->total = (OptionalAmount){event->has_amount, event->amount_minor};
    if (!statement->total.known && order_lines_total(statement, &statement->total.minor)) {
        statement->total.known = true;
        statement->total.minor +=
            statement->tax.minor + statement->shipping.minor - (int64_t)number_magnitude(statement->discount.minor);
    }
}

void order_statement_read(const Event *event, const Currency *currency, Arena *arena, OrderStatement *statement)
{
    JsonValue body, said[SAID_COUNT];
    Error unreadable;
    *statement = (OrderStatement){.currency = *currency};
    if (!json_parse(event->body, &body, &unreadable)) return;
    read_said(member(body, "properties"), said);
    Str code = event->has_amount ? event->currency : text_of(said[SAID_CURRENCY], arena);
    if (code.size && !currency_find(code, &statement->currency)) statement->currency = currency_unknown;
    statement->number = first_said(said + SAID_NUMBER, SAID_COUPON - SAID_NUMBER, arena);
    if (statement->number.size > ORDER_NUMBER_BYTES_MAX) statement->number = STR("");
    statement->coupon = first_said(said + SAID_COUPON, SAID_PROMOTION - SAID_COUPON, arena);
    statement->promotion = first_said(said + SAID_PROMOTION, SAID_REFUND_ID - SAID_PROMOTION, arena);
    statement->refund_id = text_of(said[SAID_REFUND_ID], arena);
    if (statement->refund_id.size > ORDER_NUMBER_BYTES_MAX) statement->refund_id = STR("");
    read_lines(said[SAID_PRODUCTS], arena, statement);
    if (statement->currency.code[0]) read_amounts(said, event, arena, statement);
}

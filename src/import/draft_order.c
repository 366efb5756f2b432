// The lines of an order: one "Order Completed" with its products (Segment Spec, V2 Ecommerce Events), or "Order
// Refunded" when it comes out below 0, or "Order Cancelled".
#include "import/draft_parts.h"

#include "import/names.h"

static const Target line_fields[] = {TARGET_SKU,   TARGET_PRODUCT, TARGET_CATEGORY,
                                     TARGET_BRAND, TARGET_VARIANT, TARGET_COST};
static const Target order_fields[] = {TARGET_COUPON,    TARGET_DISCOUNT, TARGET_TAX,     TARGET_SHIPPING,
                                      TARGET_PROMOTION, TARGET_CHANNEL,  TARGET_COUNTRY, TARGET_STATUS};

typedef struct OrderDraft {
    Str number;
    Instant at;
    Currency currency;
    __int128 total; // minor units
    bool has_total, cancelled;
    size_t used, refunds;
    Text products, rest;
    JsonWriter lines, properties;
} OrderDraft;

// ---- a line ----

// What the row adds to the total.
static bool line_amount(RowCells *row, const OrderDraft *order, bool total_of_order, int64_t *minor, bool *given)
{
    Decimal total = {0}, price = {0}, quantity = {.digits = 1}, product;
    bool has_total, has_price, has_quantity;
    if (!cell_decimal(row, TARGET_TOTAL, &total, &has_total) || !cell_decimal(row, TARGET_PRICE, &price, &has_price) ||
        !cell_decimal(row, TARGET_QUANTITY, &quantity, &has_quantity))
        return false;
    if (!has_quantity) quantity = (Decimal){.digits = 1};
    bool has_total_column = reading_has(row->reading, TARGET_TOTAL);
    *given = has_total_column ? has_total : has_price;
    if (!*given && has_total_column && (total_of_order || order->has_total || order->used)) return true;
    if (!*given) return row_refuse_cell(row, "no_amount", has_total_column ? TARGET_TOTAL : TARGET_PRICE);
    if (has_total_column)
        product = total;
    else if (!decimal_multiply(price, quantity, &product))
        return row_refuse_cell(row, "amount_overflow", TARGET_PRICE);
    return decimal_to_minor(product, order->currency.exponent, minor) ||
           row_refuse_cell(row, "amount_overflow", has_total_column ? TARGET_TOTAL : TARGET_PRICE);
}

static bool has_line(const RowCells *row)
{
    static const Target any[] = {TARGET_SKU, TARGET_PRODUCT, TARGET_PRICE, TARGET_QUANTITY};
    for (size_t i = 0; i < COUNT_OF(any); i++)
        if (cell_trimmed(row, any[i]).size) return true;
    return false;
}

static bool write_line(RowCells *row, OrderDraft *order)
{
    Decimal value;
    bool given;
    if (!has_line(row)) return true;
    size_t before = order->products.size;
    JsonWriter lines = order->lines;
    json_begin_object(&order->lines);
    Str sku = cell_trimmed(row, TARGET_SKU);
    if (sku.size) json_key(&order->lines, "product_id"), json_string(&order->lines, sku);
    bool fine = cells_write_fields(row, line_fields, COUNT_OF(line_fields), &order->lines);
    if (fine && cell_decimal(row, TARGET_PRICE, &value, &given) && given)
        json_key(&order->lines, "price"), json_decimal(&order->lines, row->arena, value);
    if (fine && cell_decimal(row, TARGET_QUANTITY, &value, &given) && given)
        json_key(&order->lines, "quantity"), json_decimal(&order->lines, row->arena, value);
    json_end_object(&order->lines);
    if (fine) return true;
    order->products.size = before;
    order->lines = lines;
    return false;
}

// ---- the order ----

// What stands on the first row that is used holds for the order.
static bool begin_order(Drafting *drafting, Draft *draft, OrderDraft *order)
{
    RowCells *row = &drafting->row;
    Target amount = reading_has(row->reading, TARGET_TOTAL) ? TARGET_TOTAL : TARGET_PRICE;
    Who who;
    Instant at;
    Currency currency;
    if (!cell_who(row, &who) || !cell_happened(row, TARGET_AT, &at) || !cell_currency(row, amount, &currency))
        return false;
    draft->who = who;
    order->at = at;
    order->currency = currency;
    order->cancelled = name_is_cancelled(cell_trimmed(row, TARGET_STATUS));
    return true;
}

static bool begin_properties(Drafting *drafting, OrderDraft *order)
{
    RowCells *row = &drafting->row;
    order->properties = draft_properties(drafting, &order->rest);
    if (!cells_write_fields(row, order_fields, COUNT_OF(order_fields), &order->properties)) return false;
    cells_write_rest(row, &order->properties);
    return true;
}

static int64_t civil_day(const Drafting *drafting, Instant at)
{
    int64_t seconds = zone_civil(drafting->reading->options.zone, at / MILLISECONDS_PER_SECOND);
    return (seconds - (seconds % SECONDS_PER_DAY + SECONDS_PER_DAY) % SECONDS_PER_DAY) / SECONDS_PER_DAY;
}

// A negative line of a later day gives back; one of the order's first day is a discount.
static bool is_refund(Drafting *drafting, const OrderDraft *order, int64_t minor, Instant *at)
{
    if (minor >= 0 || !order->used || !order->number.size) return false;
    return cell_happened(&drafting->row, TARGET_AT, at) && civil_day(drafting, *at) > civil_day(drafting, order->at);
}

static void add_refund(Drafting *drafting, Draft *draft, OrderDraft *order, int64_t minor, Instant at)
{
    Arena *arena = drafting->row.arena;
    Text text;
    JsonWriter json = draft_properties(drafting, &text);
    Str currency = str_copy(arena, str_of(order->currency.code));
    json_key(&json, "order_id"), json_string(&json, order->number);
    json_key(&json, "refund_id");
    json_string(&json, str_format(arena, "%.*s-%zu", STR_ARGS(order->number), ++order->refunds));
    json_key(&json, "total");
    json_value(&json, (JsonValue){JSON_NUMBER, money_decimal(arena, -minor, &order->currency)});
    json_key(&json, "currency"), json_string(&json, currency);
    json_end_object(&json);
    Record *record = draft_add(drafting, draft, EVENT_TRACK, STR("Order Refunded"), at, text_str(&text));
    record->has_amount = true;
    record->amount_minor = -minor;
    record->currency = currency;
}

static bool take_line(Drafting *drafting, Draft *draft, OrderDraft *order)
{
    RowCells *row = &drafting->row;
    bool first = order->used == 0, given = false;
    int64_t minor = 0;
    Instant at;
    if (first && !begin_order(drafting, draft, order)) return false;
    if (!line_amount(row, order, drafting->units->total_of_order, &minor, &given)) return false;
    if (given && is_refund(drafting, order, minor, &at)) {
        add_refund(drafting, draft, order, minor, at);
        return true;
    }
    if (first && !begin_properties(drafting, order)) return false;
    if (!write_line(row, order)) return false;
    if (!drafting->units->total_of_order || !order->has_total) order->total += given ? minor : 0;
    order->has_total |= given;
    order->used++;
    return true;
}

static bool take_lines(Drafting *drafting, Draft *draft, OrderDraft *order)
{
    for (size_t i = 0; i < unit_rows(drafting->units, draft->unit); i++) {
        size_t number = unit_row(drafting->units, draft->unit, i);
        bool read = row_cells_read(&drafting->row, number);
        if (!order->number.size && read) order->number = cell_trimmed(&drafting->row, TARGET_ORDER_ID);
        if (!read || !take_line(drafting, draft, order)) draft_reject_row(drafting, draft, number);
    }
    return order->used > 0;
}

static Str event_of(const OrderDraft *order)
{
    if (order->cancelled) return STR("Order Cancelled");
    return order->total < 0 ? STR("Order Refunded") : STR("Order Completed");
}

// Without a number of its own, an order is known by what it says.
static Str content_of(const Drafting *drafting, const Draft *draft, const OrderDraft *order)
{
    const Str said[] = {draft->who.user_id, draft->who.email, text_str(&order->products), text_str(&order->rest)};
    Text text = text_in(drafting->row.arena);
    text_addf(&text, "%lld %lld", (long long)order->at, (long long)order->total);
    for (size_t i = 0; i < COUNT_OF(said); i++) text_addf(&text, " %zu:", said[i].size), text_add(&text, said[i]);
    return text_str(&text);
}

static bool finish(Drafting *drafting, Draft *draft, OrderDraft *order)
{
    Arena *arena = drafting->row.arena;
    __int128 total = order->total < 0 ? -order->total : order->total;
    if (total > INT64_MAX / 2) {
        drafting->row.fault = (Fault){"amount_overflow", -1, STR("")};
        return false;
    }
    JsonWriter *json = &order->properties;
    // What gives back and names no order that is known counts as it is (docs/orders.md).
    json_key(json, order->total < 0 ? "refund_id" : "order_id"), json_string(json, order->number);
    json_key(json, "total");
    json_value(json, (JsonValue){JSON_NUMBER, money_decimal(arena, (int64_t)total, &order->currency)});
    Str currency = str_copy(arena, str_of(order->currency.code));
    json_key(json, "currency"), json_string(json, currency);
    json_end_array(&order->lines);
    json_key(json, "products");
    json_value(json, (JsonValue){JSON_ARRAY, text_str(&order->products)});
    json_end_object(json);
    Record *record = draft_add(drafting, draft, EVENT_TRACK, event_of(order), order->at, text_str(&order->rest));
    if (draft->records > 1) { // the order before what it gave back
        Record refund = draft->record[0];
        draft->record[0] = *record;
        *record = refund;
        record = &draft->record[0];
    }
    record->has_amount = true;
    record->amount_minor = (int64_t)total;
    record->currency = currency;
    return true;
}

bool draft_order(Drafting *drafting, Draft *draft)
{
    OrderDraft order = {.products = text_in(drafting->row.arena)};
    order.lines = json_writer(&order.products);
    order.currency = drafting->reading->options.currency;
    json_begin_array(&order.lines);
    if (!take_lines(drafting, draft, &order)) {
        draft->usable = false; // each row has a fault of its own
        return true;
    }
    if (!order.number.size) order.number = draft_number(drafting, content_of(drafting, draft, &order));
    if (!finish(drafting, draft, &order)) return false;
    if (str_equal(draft->record[0].name, STR("Order Completed"))) draft->updated = STR("Order Updated");
    draft_name(drafting, draft, str_format(drafting->row.arena, "order %.*s", STR_ARGS(order.number)));
    return true;
}

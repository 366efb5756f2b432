#include "integrate/commerce.h"

#include "event/tracking_values.h"

// ---- reading ----

JsonValue shop_member(JsonValue object, const char *name)
{
    JsonValue value;
    return json_member(object, str_of(name), &value) ? value : (JsonValue){JSON_NULL, STR("null")};
}

Str shop_text(JsonValue object, const char *name, Arena *arena)
{
    JsonValue value = shop_member(object, name);
    if (value.type == JSON_NUMBER) return value.text;
    return value.type == JSON_STRING ? json_get_string(value, arena) : STR("");
}

static bool refuse(const char *name, const char *code, Phrase phrase, Str value, Arena *arena, Error *error)
{
    return error_code(error, ERROR_INPUT, code, phrase, str_of(name), error_value(arena, value)) ||
           error_at(error, str_format(arena, "/%s", name));
}

bool shop_required(JsonValue object, const char *name, Arena *arena, Str *text, Error *error)
{
    enum { ID_BYTES_MAX = 64 };
    *text = shop_text(object, name, arena);
    if (!text->size)
        return refuse(name, "missing_field",
                      PHRASE("{0} is missing or no text ({1})", "{0} manque ou n’est pas un texte ({1})"), *text, arena,
                      error);
    return text->size <= ID_BYTES_MAX ||
           refuse(name, "too_long", PHRASE("{0} is too long: {1}", "{0} est trop long\u00A0: {1}"), *text, arena,
                  error);
}

bool shop_currency(JsonValue object, const char *name, Arena *arena, Currency *currency, Error *error)
{
    Str code = shop_text(object, name, arena);
    enum { CODE_BYTES = 3 };
    return (code.size == CODE_BYTES && currency_find(code, currency)) ||
           refuse(name, "unknown_currency",
                  PHRASE("{0} is {1}, which is no currency code of ISO 4217",
                         "{0} vaut {1}, qui n’est pas un code de devise ISO 4217"),
                  code, arena, error);
}

bool shop_amount(Str decimal, const char *name, const Currency *currency, Arena *arena, int64_t *amount_minor,
                 Error *error)
{
    JsonValue value = {JSON_STRING, str_format(arena, "\"%.*s\"", STR_ARGS(decimal))};
    bool plain = decimal.size > 0;
    for (size_t i = 0; i < decimal.size; i++) plain = plain && decimal.data[i] > ' ' && decimal.data[i] != '"';
    return (plain && amount_of(value, currency, arena, amount_minor) == AMOUNT_FINE) ||
           refuse(name, "invalid_amount",
                  PHRASE("{0} is {1}, which is no amount: a decimal with a dot is expected, as 12.50",
                         "{0} vaut {1}, qui n’est pas un montant\u00A0: un décimal avec un point est attendu, comme "
                         "12.50"),
                  decimal, arena, error);
}

Instant shop_instant(JsonValue object, const char *name, Arena *arena)
{
    Instant instant = 0;
    Str text = shop_text(object, name, arena);
    InstantFault fault = instant_parse(text, &instant);
    if (fault == INSTANT_NO_OFFSET) fault = instant_parse(str_format(arena, "%.*sZ", STR_ARGS(text)), &instant);
    return fault == INSTANT_FINE ? instant : 0;
}

// ---- message ids and people ----

Str shop_message(const Translation *translation, const char *thing, Str id, const char *what)
{
    return str_format(translation->arena, "%.*s:%s:%.*s:%s", STR_ARGS(translation->connection->prefix), thing,
                      STR_ARGS(id), what);
}

Str shop_message_at(const Translation *translation, const char *thing, Str id, const char *what, Instant at)
{
    return str_format(translation->arena, "%.*s:%lld", STR_ARGS(shop_message(translation, thing, id, what)),
                      (long long)at);
}

Who shop_who(const Translation *translation, const ShopCustomer *customer)
{
    return (Who){.external = translation_external(translation, customer->id),
                 .email = customer->email,
                 .phone = customer->phone};
}

// ---- properties ----

static void member(JsonWriter *json, const char *key, Str text)
{
    if (!text.size) return;
    json_key(json, key);
    json_string(json, text);
}

static void member_minor(JsonWriter *json, const char *key, int64_t minor, const Currency *currency, Arena *arena)
{
    member(json, key, money_decimal(arena, minor, currency));
}

static void write_line(JsonWriter *json, const ShopLine *line, const Currency *currency, Arena *arena)
{
    json_begin_object(json);
    member(json, "product_id", line->product_id);
    member(json, "variant_id", line->variant_id);
    member(json, "sku", line->sku);
    member(json, "name", line->name);
    member(json, "variant", line->variant);
    member(json, "brand", line->brand);
    member(json, "price", line->price);
    member(json, "quantity", line->quantity);
    if (line->discount_minor) member_minor(json, "discount", line->discount_minor, currency, arena);
    json_end_object(json);
}

static void write_lines(JsonWriter *json, const ShopOrder *order, Arena *arena)
{
    if (!order->line) return;
    json_key(json, "products");
    json_begin_array(json);
    for (size_t i = 0; i < order->lines; i++) write_line(json, &order->line[i], &order->currency, arena);
    json_end_array(json);
}

static void write_order(JsonWriter *json, const Translation *translation, const ShopOrder *order)
{
    if (order->id.size) member(json, "order_id", translation_id(translation, order->id));
    member(json, "order_number", order->number);
    member(json, "status", order->status);
    member(json, "currency", str_of(order->currency.code));
    member(json, "total", order->total);
    member(json, "subtotal", order->subtotal);
    member(json, "tax", order->tax);
    member(json, "shipping", order->shipping);
    member(json, "discount", order->discount);
    member(json, "coupon", order->coupon);
    member(json, "cart_id", order->cart_id);
    member(json, "notes", order->note);
    write_lines(json, order, translation->arena);
}

static uint32_t flags_of(const ShopOrder *order)
{
    return order->test ? (uint32_t)EVENT_TRAFFIC_INTERNAL : 0U;
}

bool shop_event(Translation *translation, const char *event, const ShopOrder *order, Str message, Instant at,
                Error *error)
{
    Text text = text_in(translation->arena);
    JsonWriter json = json_writer(&text);
    Record record = {.who = translation->who,
                     .kind = EVENT_TRACK,
                     .name = str_of(event),
                     .at = at,
                     .message_id = message,
                     .flags = flags_of(order),
                     .has_amount = order->total.size > 0,
                     .currency =
                         order->total.size ? str_copy(translation->arena, str_of(order->currency.code)) : STR("")};
    if (record.has_amount &&
        !shop_amount(order->total, "total", &order->currency, translation->arena, &record.amount_minor, error))
        return false;
    json_begin_object(&json);
    write_order(&json, translation, order);
    json_end_object(&json);
    record.properties = text_str(&text);
    return translation_add(translation, &record, error);
}

bool shop_refund(Translation *translation, const ShopOrder *order, const ShopRefund *refund, Instant at, Error *error)
{
    Arena *arena = translation->arena;
    Text text = text_in(arena);
    JsonWriter json = json_writer(&text);
    json_begin_object(&json);
    member(&json, "order_id", translation_id(translation, order->id));
    member(&json, "refund_id", translation_id(translation, refund->id));
    member_minor(&json, "total", refund->amount_minor, &order->currency, arena);
    member(&json, "currency", str_of(order->currency.code));
    member(&json, "comment", refund->reason);
    json_end_object(&json);
    return translation_add(translation,
                           &(Record){.who = translation->who,
                                     .kind = EVENT_TRACK,
                                     .name = STR("Order Refunded"),
                                     .at = at,
                                     .message_id = shop_message(translation, "refund", refund->id, "refunded"),
                                     .flags = flags_of(order),
                                     .properties = text_str(&text),
                                     .has_amount = true,
                                     .amount_minor = refund->amount_minor,
                                     .currency = str_copy(arena, str_of(order->currency.code))},
                           error);
}

// ---- people ----

static bool is_known(const Who *who)
{
    return who->external.size || who->email.size || who->phone.size;
}

static void write_address(JsonWriter *json, const ShopAddress *address)
{
    bool any = address->street.size || address->city.size || address->region.size || address->postcode.size ||
               address->country.size;
    if (!any) return;
    json_key(json, "address");
    json_begin_object(json);
    member(json, "street", address->street);
    member(json, "city", address->city);
    member(json, "state", address->region);
    member(json, "postalCode", address->postcode);
    member(json, "country", address->country);
    json_end_object(json);
    member(json, "country", address->country);
}

static Str traits_of(const ShopCustomer *customer, Arena *arena)
{
    Text text = text_in(arena);
    JsonWriter json = json_writer(&text);
    json_begin_object(&json);
    member(&json, "email", customer->email);
    member(&json, "phone", customer->phone);
    member(&json, "first_name", customer->first_name);
    member(&json, "last_name", customer->last_name);
    member(&json, "company", customer->address.company);
    write_address(&json, &customer->address);
    member(&json, "locale", customer->locale);
    member(&json, "shop_tags", customer->tags);
    member(&json, "notes", customer->note);
    if (customer->created) member(&json, "created_at", instant_text(arena, customer->created));
    json_end_object(&json);
    return text_str(&text);
}

bool shop_identify(Translation *translation, const ShopCustomer *customer, Str message, Instant at, Error *error)
{
    Who who = shop_who(translation, customer);
    if (!is_known(&who)) return true;
    return translation_add(translation,
                           &(Record){.who = who,
                                     .kind = EVENT_IDENTIFY,
                                     .at = at,
                                     .message_id = message,
                                     .properties = traits_of(customer, translation->arena)},
                           error);
}

bool shop_consent(Translation *translation, bool granted, const char *channel, Str message, Instant at, Error *error)
{
    Text text = text_in(translation->arena);
    JsonWriter json = json_writer(&text);
    json_begin_object(&json);
    member(&json, "purpose", STR("marketing"));
    member(&json, "channel", str_of(channel));
    member(&json, "source", translation->connection->prefix);
    json_end_object(&json);
    return translation_add(translation,
                           &(Record){.who = translation->who,
                                     .kind = EVENT_TRACK,
                                     .name = granted ? STR("Consent Granted") : STR("Consent Withdrawn"),
                                     .at = at,
                                     .message_id = message,
                                     .properties = text_str(&text)},
                           error);
}

// One item: what it says - properties, traits, context - and what of that has a meaning here.
#include "event/tracking_parts.h"

#include <string.h>

enum { KEYS_MAX = 512, NESTING_MAX = 8 };

// What is looked for among the properties.
typedef struct Known {
    JsonValue total, revenue, value, currency, quantity, email;
    size_t scripts;   // addresses that would run one
    JsonValue script; // the first
} Known;

static bool key_is(JsonValue key, Str quoted)
{
    return str_equal(key.text, quoted);
}

static bool is_script(JsonValue value)
{
    static const Str scheme = STR("\"javascript:");
    return value.type == JSON_STRING && value.text.size > scheme.size &&
           str_equal_fold((Str){value.text.data, scheme.size}, scheme);
}

static void drop_script(TrackingItem *item, Known *known, JsonValue key, JsonValue value)
{
    bool address = key_is(key, STR("\"url\"")) || key_is(key, STR("\"referrer\""));
    if (!address || !is_script(value)) return;
    if (known->scripts++ == 0) known->script = value;
    drop_value(item, value);
}

static void know(TrackingItem *item, Known *known, JsonValue key, JsonValue value)
{
    switch (key.text.size) {
    case sizeof "\"url\"" - 1: drop_script(item, known, key, value); break;
    case sizeof "\"total\"" - 1:
        if (key_is(key, STR("\"total\""))) known->total = value;
        if (key_is(key, STR("\"value\""))) known->value = value;
        if (key_is(key, STR("\"email\""))) known->email = value;
        break;
    case sizeof "\"revenue\"" - 1:
        if (key_is(key, STR("\"revenue\""))) known->revenue = value;
        break;
    case sizeof "\"currency\"" - 1:
        if (key_is(key, STR("\"currency\""))) known->currency = value;
        if (key_is(key, STR("\"quantity\""))) known->quantity = value;
        drop_script(item, known, key, value);
        break;
    default: break;
    }
}

static bool good_name(const TrackingBatch *batch, TrackingItem *item, JsonValue key, const char *member)
{
    bool empty = key.text.size == 2, dot = memchr(key.text.data, '.', key.text.size);
    if (!empty && !dot) return true;
    refuse_item(batch, item, "invalid_property_name", member,
                PHRASE("the name {0} is empty or holds a dot: dots stand between the names of a path here",
                       "le nom {0} est vide ou contient un point\u00A0: les points séparent ici les noms d’un chemin"),
                error_value(batch->arena, json_get_string(key, batch->arena)));
    return false;
}

static bool good_nesting(const TrackingBatch *batch, TrackingItem *item, JsonValue value, const char *member)
{
    if (json_nesting(value) <= NESTING_MAX) return true;
    refuse_item(batch, item, "too_deep", member,
                PHRASE("{0} holds objects or lists nested deeper than 8",
                       "{0} contient des objets ou des listes imbriqués à plus de 8 niveaux"),
                str_of(member + 1));
    return false;
}

static bool is_object(const TrackingBatch *batch, TrackingItem *item, JsonValue value, const char *member)
{
    if (value.type == JSON_OBJECT) return true;
    refuse_item(batch, item, "wrong_type", member, PHRASE("{0} has to be an object", "{0} doit être un objet"),
                str_of(member + 1));
    return false;
}

// Properties or traits: the names and the nesting; notes what is known.
static bool walk(const TrackingBatch *batch, TrackingItem *item, JsonValue object, const char *member, Known *known)
{
    if (absent(object)) return true;
    if (!is_object(batch, item, object, member)) return false;
    size_t keys = 0;
    JsonValue key, value;
    for (size_t cursor = 0; json_next(object, &cursor, &key, &value); keys++) {
        if (!good_name(batch, item, key, member) || !good_nesting(batch, item, value, member)) return false;
        know(item, known, key, value);
    }
    if (keys <= KEYS_MAX) return true;
    refuse_item(batch, item, "too_many_keys", member,
                PHRASE("{0} has more than 512 entries", "{0} a plus de 512 entrées"), str_of(member + 1));
    return false;
}

// ---- amounts ----

// A word that may mean something else is an amount only when it is a number.
static bool take_number(const TrackingBatch *batch, TrackingItem *item, JsonValue value, const char *member,
                        const Currency *currency, bool strict)
{
    switch (amount_of(value, currency, batch->arena, &item->amount_minor)) {
    case AMOUNT_FINE: item->has_amount = true; return true;
    case AMOUNT_NOT_DECIMAL:
        if (!strict) return true;
        refuse_item(
            batch, item, "invalid_amount", member,
            PHRASE("{0} is no amount: a decimal with a dot is expected, as 12.50",
                   "{0} n’est pas un montant\u00A0: un nombre à point décimal est attendu, comme 12.50"),
            error_value(batch->arena, value.type == JSON_STRING ? json_get_string(value, batch->arena) : value.text));
        return false;
    case AMOUNT_TOO_LARGE: break;
    }
    refuse_item(batch, item, "out_of_range", member,
                PHRASE("the amount {0} is too large", "le montant {0} est trop grand"), value.text);
    return false;
}

static bool take_currency(const TrackingBatch *batch, TrackingItem *item, JsonValue value, Currency *currency)
{
    *currency = workspace_settings(batch->tracking->workspace)->currency;
    if (absent(value)) return true;
    if (str_equal(json_get_string(value, batch->arena), str_of(currency->code))) return true;
    if (value.type == JSON_STRING && currency_find(json_get_string(value, batch->arena), currency)) return true;
    warn_item(batch, item, "unknown_currency", "/properties/currency",
              PHRASE("{0} is no currency code of ISO 4217: the amount is kept, but not counted",
                     "{0} n’est pas un code de devise ISO 4217\u00A0: le montant est gardé, mais pas compté"),
              error_value(batch->arena, value.type == JSON_STRING ? json_get_string(value, batch->arena) : value.text));
    return false;
}

static bool take_amount(const TrackingBatch *batch, TrackingItem *item, const Known *known)
{
    Currency currency;
    bool money = take_currency(batch, item, known->currency, &currency);
    if (!money) currency = currency_unknown;
    bool good = !absent(known->total) ? take_number(batch, item, known->total, "/properties/total", &currency, true)
                : !absent(known->revenue)
                    ? take_number(batch, item, known->revenue, "/properties/revenue", &currency, true)
                : !absent(known->value) ? take_number(batch, item, known->value, "/properties/value", &currency, false)
                                        : true;
    item->has_amount = item->has_amount && money;
    if (item->has_amount) item->currency = str_copy(batch->arena, str_of(currency.code));
    return good;
}

static bool good_quantity(const TrackingBatch *batch, TrackingItem *item, JsonValue value)
{
    double quantity;
    if (!json_get_number(value, &quantity) || quantity >= 0) return true;
    refuse_item(batch, item, "out_of_range", "/properties/quantity",
                PHRASE("the quantity {0} is below 0", "la quantité {0} est inférieure à 0"), value.text);
    return false;
}

// ---- what is kept all the same ----

static void check_email(const TrackingBatch *batch, TrackingItem *item, JsonValue email)
{
    if (email.type != JSON_STRING) return;
    Str text = json_get_string(email, batch->arena);
    item->email = text;
    if (text.size && !looks_like_email(str_trim(text)))
        warn_item(batch, item, "invalid_email", "/traits/email",
                  PHRASE("{0} is no e-mail address: it is kept as text and nothing is sent to it",
                         "{0} n’est pas une adresse e-mail\u00A0: elle est gardée comme texte et rien n’y est envoyé"),
                  error_value(batch->arena, text));
}

static void walk_page(TrackingItem *item, Known *known, JsonValue page)
{
    JsonValue key, value;
    for (size_t cursor = 0; json_next(page, &cursor, &key, &value);) drop_script(item, known, key, value);
}

static bool walk_context(const TrackingBatch *batch, TrackingItem *item, Known *known)
{
    JsonValue key, value, context = item->field.context;
    if (absent(context)) return true;
    if (!is_object(batch, item, context, "/context") || !good_nesting(batch, item, context, "/context")) return false;
    for (size_t cursor = 0; json_next(context, &cursor, &key, &value);) {
        if (key_is(key, STR("\"page\""))) walk_page(item, known, value);
        if (key_is(key, STR("\"userAgent\""))) item->user_agent = value;
        if (key_is(key, STR("\"ip\""))) item->address = value;
        if (key_is(key, STR("\"test\""))) item->test = value;
        if (key_is(key, STR("\"traits\""))) item->context_traits = value;
    }
    return true;
}

static void warn_of_script(const TrackingBatch *batch, TrackingItem *item, JsonValue script)
{
    warn_item(batch, item, "url_dropped", "/properties/url",
              PHRASE("an address that runs a script was left out: {0}",
                     "une adresse qui exécute un script a été omise\u00A0: {0}"),
              error_value(batch->arena, json_get_string(script, batch->arena)));
}

void check_values(TrackingBatch *batch, TrackingItem *item)
{
    Known known = {0}, traits = {0};
    if (!walk(batch, item, item->field.properties, "/properties", &known) ||
        !walk(batch, item, item->field.traits, "/traits", &traits) || !walk_context(batch, item, &known))
        return;
    if (item->kind == EVENT_TRACK && (!good_quantity(batch, item, known.quantity) || !take_amount(batch, item, &known)))
        return;
    check_email(batch, item, traits.email);
    item->mark =
        content_mark(item->field.properties.text,
                     content_mark(item->field.traits.text,
                                  content_mark(item->name, content_mark(item->user_id, (uint64_t)item->kind))));
    if (known.scripts) warn_of_script(batch, item, known.script);
}

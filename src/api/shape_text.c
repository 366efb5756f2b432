#include "api/shape_text.h"

#include <string.h>

#include "base/address.h"
#include "base/calendar.h"
#include "base/instant.h"
#include "base/zone.h"

static bool check_instant(ShapeCheck *check, const ShapePlace *place, Str text)
{
    Instant instant;
    switch (instant_parse(text, &instant)) {
    case INSTANT_FINE: return true;
    case INSTANT_NO_OFFSET:
        return shape_refuse(check, place, "missing_offset",
                            PHRASE("{0} needs Z or an offset at its end, as 2026-07-01T08:00:00Z: it is {1}",
                                   "{0} doit finir par Z ou un décalage, comme 2026-07-01T08:00:00Z\u00A0: "
                                   "c’est {1}"),
                            text);
    case INSTANT_YEAR_OUT:
        return shape_refuse(check, place, "invalid_date",
                            PHRASE("the year of {0} must be 1970-9999: it is {1}",
                                   "l’année de {0} doit être de 1970 à 9999\u00A0: c’est {1}"),
                            text);
    case INSTANT_NOT_A_DATE: break;
    }
    return shape_refuse(check, place, "invalid_date",
                        PHRASE("{0} is not a time as 2026-07-01T08:00:00Z: it is {1}",
                               "{0} n’est pas un instant comme 2026-07-01T08:00:00Z\u00A0: c’est {1}"),
                        text);
}

static bool check_day(ShapeCheck *check, const ShapePlace *place, Str text)
{
    Day day;
    bool good = day_parse(text, &day) && day >= 0;
    return good || shape_refuse(check, place, "invalid_date",
                                PHRASE("{0} is not a calendar date as 2026-07-01, from 1970 on: it is {1}",
                                       "{0} n’est pas une date comme 2026-07-01, depuis 1970\u00A0: "
                                       "c’est {1}"),
                                text);
}

static bool check_email(ShapeCheck *check, const ShapePlace *place, Str text)
{
    return email_valid(text) ||
           shape_refuse(check, place, "invalid_email",
                        PHRASE("{0} is not an e-mail address: {1}", "{0} n’est pas une adresse e-mail\u00A0: {1}"),
                        text);
}

static bool check_currency(ShapeCheck *check, const ShapePlace *place, Str text)
{
    Currency currency;
    bool good = text.size == 3 && currency_find(text, &currency) && str_equal(text, str_of(currency.code));
    return good || shape_refuse(check, place, "invalid_currency",
                                PHRASE("{0} must be an ISO 4217 code as EUR, not {1}",
                                       "{0} doit être un code ISO 4217 comme EUR, et non {1}"),
                                text);
}

static bool check_time_zone(ShapeCheck *check, const ShapePlace *place, Str text)
{
    const Zone *zone;
    Error why;
    return zone_open(text, check->arena, &zone, &why) ||
           shape_refuse(check, place, "unknown_timezone",
                        PHRASE("{0} must be an IANA time zone as Europe/Paris, not {1}",
                               "{0} doit être un fuseau horaire de l’IANA comme Europe/Paris, et non {1}"),
                        text);
}

static bool check_url(ShapeCheck *check, const ShapePlace *place, Str text)
{
    switch (url_check(text)) {
    case URL_FINE: return true;
    case URL_SCHEME:
        return shape_refuse(check, place, "invalid_url_scheme",
                            PHRASE("{0} must begin with https:// or http://: it is {1}",
                                   "{0} doit commencer par https:// ou http://\u00A0: c’est {1}"),
                            text);
    case URL_USER_INFO:
        return shape_refuse(check, place, "invalid_url",
                            PHRASE("{0} must not hold a user name or password",
                                   "{0} ne doit contenir ni nom d’utilisateur ni mot de passe"),
                            text);
    case URL_MALFORMED: break;
    }
    return shape_refuse(check, place, "invalid_url",
                        PHRASE("the host of {0} is malformed: {1}", "l’hôte de {0} est mal formé\u00A0: {1}"), text);
}

static bool is_subtag(Str tag, size_t shortest)
{
    for (size_t i = 0; i < tag.size; i++) {
        char byte = tag.data[i];
        bool letter = ('a' <= byte && byte <= 'z') || ('A' <= byte && byte <= 'Z');
        if (!letter && (byte < '0' || byte > '9')) return false;
    }
    return shortest <= tag.size && tag.size <= 8;
}

static bool check_locale(ShapeCheck *check, const ShapePlace *place, Str text)
{
    Str rest = text, tag;
    bool good = text.size <= 35 && str_cut(&rest, '-', &tag) && is_subtag(tag, 2) && tag.data[0] > '9';
    while (good && rest.data && str_cut(&rest, '-', &tag)) good = is_subtag(tag, 1);
    return good || shape_refuse(check, place, "invalid_locale",
                                PHRASE("{0} must be a BCP 47 tag as fr or pt-BR, not {1}",
                                       "{0} doit être une étiquette BCP 47 comme fr ou pt-BR, et non {1}"),
                                text);
}

bool shape_check_form(ShapeCheck *check, FieldType type, const ShapePlace *place, Str text)
{
    switch ((int)type) {
    case FIELD_INSTANT: return check_instant(check, place, text);
    case FIELD_DAY: return check_day(check, place, text);
    case FIELD_EMAIL: return check_email(check, place, text);
    case FIELD_CURRENCY: return check_currency(check, place, text);
    case FIELD_TIME_ZONE: return check_time_zone(check, place, text);
    case FIELD_URL: return check_url(check, place, text);
    case FIELD_LOCALE: return check_locale(check, place, text);
    default: return true;
    }
}

// ---- money ----

static size_t count_decimals(Str text)
{
    const char *point = text.size ? memchr(text.data, '.', text.size) : NULL;
    return point ? text.size - (size_t)(point - text.data) - 1 : 0;
}

static bool check_bounds(ShapeCheck *check, const Field *field, const ShapePlace *place, int64_t amount_minor, Str text)
{
    bool bounded = field->low != 0 || field->high != 0;
    if (!bounded || (field->low <= amount_minor && amount_minor <= field->high)) return true;
    if (field->low == 0 && amount_minor < 0)
        return shape_refuse(check, place, "out_of_range",
                            PHRASE("{0} must be 0 or more: it is {1}", "{0} doit valoir 0 ou plus\u00A0: c’est {1}"),
                            text);
    return shape_refuse(check, place, "out_of_range",
                        PHRASE("{0} is out of its bounds: {1}", "{0} sort de ses bornes\u00A0: {1}"), text);
}

static bool check_amount(ShapeCheck *check, const Field *field, const ShapePlace *place, Str text,
                         const Currency *currency)
{
    int64_t amount_minor;
    const Currency finest = {.exponent = 9};
    if (money_parse(text, currency, &amount_minor)) return check_bounds(check, field, place, amount_minor, text);
    if (count_decimals(text) > (size_t)currency->exponent && money_parse(text, &finest, &amount_minor))
        return shape_refuse(
            check, place, "too_many_decimals",
            PHRASE("{0} has more decimals than its currency: {1}", "{0} a plus de décimales que sa devise\u00A0: {1}"),
            text);
    return shape_refuse(check, place, "invalid_amount",
                        PHRASE("{0} must be a decimal text as \"12.50\", not {1}",
                               "{0} doit être un nombre décimal en texte comme \"12.50\", et non {1}"),
                        text);
}

static bool take_amount(ShapeCheck *check, const ShapePlace *place, JsonValue amount, Str *text)
{
    *text = amount.type == JSON_STRING ? json_get_string(amount, check->arena) : STR("");
    return amount.type == JSON_STRING ||
           shape_refuse(check, place, "invalid_amount",
                        PHRASE("{0} must be a decimal text as \"12.50\", not {1}",
                               "{0} doit être un nombre décimal en texte comme \"12.50\", et non {1}"),
                        amount.text);
}

bool shape_check_money(ShapeCheck *check, const Field *field, const ShapePlace *place, JsonValue value)
{
    JsonValue amount = {JSON_NULL, STR("")}, code = {JSON_NULL, STR("")};
    ShapePlace amount_place = {place, STR("amount")}, currency_place = {place, STR("currency")};
    Currency currency;
    Str text;
    json_member(value, STR("amount"), &amount);
    json_member(value, STR("currency"), &code);
    Str code_text = json_get_string(code, check->arena);
    if (!check_currency(check, &currency_place, code_text) || !currency_find(code_text, &currency)) return false;
    return take_amount(check, &amount_place, amount, &text) &&
           check_amount(check, field, &amount_place, text, &currency);
}

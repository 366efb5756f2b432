#include "base/money.h"

#include <string.h>

#include "base/number.h"

const Currency currency_unknown = {.code = "", .exponent = 2, .symbol = ""};

// ISO 4217, list one, as of 2026-01-01 (funds, metals and test codes left out), and the codes withdrawn since 2020,
// which older orders still bear: ANG, BGN, CUC, HRK, SLL, ZWL. Symbols are those that no other row has. No symbol: the
// code.
static const Currency currencies[] = {
    // clang-format off
    {"AED", 2, NULL}, {"AFN", 2, NULL}, {"ALL", 2, NULL}, {"AMD", 2, "֏"}, {"ANG", 2, NULL}, {"AOA", 2, NULL},
    {"ARS", 2, NULL}, {"AUD", 2, "A$"}, {"AWG", 2, NULL}, {"AZN", 2, "₼"}, {"BAM", 2, NULL}, {"BBD", 2, NULL},
    {"BDT", 2, "৳"}, {"BGN", 2, NULL}, {"BHD", 3, NULL}, {"BIF", 0, NULL}, {"BMD", 2, NULL}, {"BND", 2, NULL},
    {"BOB", 2, NULL}, {"BRL", 2, "R$"}, {"BSD", 2, NULL}, {"BTN", 2, NULL}, {"BWP", 2, NULL}, {"BYN", 2, NULL},
    {"BZD", 2, NULL}, {"CAD", 2, "CA$"}, {"CDF", 2, NULL}, {"CHF", 2, NULL}, {"CLP", 0, NULL}, {"CNY", 2, "CN¥"},
    {"COP", 2, NULL}, {"CRC", 2, "₡"}, {"CUC", 2, NULL}, {"CUP", 2, NULL}, {"CVE", 2, NULL}, {"CZK", 2, "Kč"},
    {"DJF", 0, NULL}, {"DKK", 2, NULL}, {"DOP", 2, NULL}, {"DZD", 2, NULL}, {"EGP", 2, NULL}, {"ERN", 2, NULL},
    {"ETB", 2, NULL}, {"EUR", 2, "€"}, {"FJD", 2, NULL}, {"FKP", 2, NULL}, {"GBP", 2, "£"}, {"GEL", 2, "₾"},
    {"GHS", 2, "GH₵"}, {"GIP", 2, NULL}, {"GMD", 2, NULL}, {"GNF", 0, NULL}, {"GTQ", 2, NULL}, {"GYD", 2, NULL},
    {"HKD", 2, "HK$"}, {"HNL", 2, NULL}, {"HRK", 2, NULL}, {"HTG", 2, NULL}, {"HUF", 2, "Ft"}, {"IDR", 2, NULL},
    {"ILS", 2, "₪"}, {"INR", 2, "₹"}, {"IQD", 3, NULL}, {"IRR", 2, NULL}, {"ISK", 0, NULL}, {"JMD", 2, NULL},
    {"JOD", 3, NULL}, {"JPY", 0, "¥"}, {"KES", 2, NULL}, {"KGS", 2, NULL}, {"KHR", 2, "៛"}, {"KMF", 0, NULL},
    {"KPW", 2, NULL}, {"KRW", 0, "₩"}, {"KWD", 3, NULL}, {"KYD", 2, NULL}, {"KZT", 2, "₸"}, {"LAK", 2, "₭"},
    {"LBP", 2, NULL}, {"LKR", 2, NULL}, {"LRD", 2, NULL}, {"LSL", 2, NULL}, {"LYD", 3, NULL}, {"MAD", 2, NULL},
    {"MDL", 2, NULL}, {"MGA", 2, NULL}, {"MKD", 2, NULL}, {"MMK", 2, NULL}, {"MNT", 2, "₮"}, {"MOP", 2, NULL},
    {"MRU", 2, NULL}, {"MUR", 2, NULL}, {"MVR", 2, NULL}, {"MWK", 2, NULL}, {"MXN", 2, "MX$"}, {"MYR", 2, NULL},
    {"MZN", 2, NULL}, {"NAD", 2, NULL}, {"NGN", 2, "₦"}, {"NIO", 2, NULL}, {"NOK", 2, NULL}, {"NPR", 2, NULL},
    {"NZD", 2, "NZ$"}, {"OMR", 3, NULL}, {"PAB", 2, NULL}, {"PEN", 2, NULL}, {"PGK", 2, NULL}, {"PHP", 2, "₱"},
    {"PKR", 2, NULL}, {"PLN", 2, "zł"}, {"PYG", 0, "₲"}, {"QAR", 2, NULL}, {"RON", 2, NULL}, {"RSD", 2, NULL},
    {"RUB", 2, "₽"}, {"RWF", 0, NULL}, {"SAR", 2, NULL}, {"SBD", 2, NULL}, {"SCR", 2, NULL}, {"SDG", 2, NULL},
    {"SEK", 2, NULL}, {"SGD", 2, "S$"}, {"SHP", 2, NULL}, {"SLE", 2, NULL}, {"SLL", 2, NULL}, {"SOS", 2, NULL},
    {"SRD", 2, NULL}, {"SSP", 2, NULL}, {"STN", 2, NULL}, {"SVC", 2, NULL}, {"SYP", 2, NULL}, {"SZL", 2, NULL},
    {"THB", 2, "฿"}, {"TJS", 2, NULL}, {"TMT", 2, NULL}, {"TND", 3, NULL}, {"TOP", 2, NULL}, {"TRY", 2, "₺"},
    {"TTD", 2, NULL}, {"TWD", 2, "NT$"}, {"TZS", 2, NULL}, {"UAH", 2, "₴"}, {"UGX", 0, NULL}, {"USD", 2, "$"},
    {"UYU", 2, NULL}, {"UZS", 2, NULL}, {"VED", 2, NULL}, {"VES", 2, NULL}, {"VND", 0, "₫"}, {"VUV", 0, NULL},
    {"WST", 2, NULL}, {"XAF", 0, "FCFA"}, {"XCD", 2, NULL}, {"XCG", 2, NULL}, {"XOF", 0, "F\u00A0CFA"}, {"XPF", 0, "FCFP"},
    {"YER", 2, NULL}, {"ZAR", 2, NULL}, {"ZMW", 2, NULL}, {"ZWG", 2, NULL}, {"ZWL", 2, NULL},
    // clang-format on
};

static bool symbol_matches(const Currency *currency, Str text)
{
    return currency->symbol && str_equal(text, str_of(currency->symbol));
}

bool currency_find(Str text, Currency *currency)
{
    if (str_equal_fold(text, STR("US$"))) text = STR("USD");
    for (size_t i = 0; i < COUNT_OF(currencies); i++) {
        const Currency *candidate = &currencies[i];
        if (!str_equal_fold(text, str_of(candidate->code)) && !symbol_matches(candidate, text)) continue;
        *currency = *candidate;
        if (!currency->symbol) currency->symbol = candidate->code;
        return true;
    }
    return false;
}

int64_t currency_minor_per_major(const Currency *currency)
{
    int64_t minor = 1;
    for (int i = 0; i < currency->exponent; i++) minor *= 10;
    return minor;
}

Str money_decimal(Arena *arena, int64_t amount_minor, const Currency *currency)
{
    uint64_t magnitude = number_magnitude(amount_minor);
    uint64_t per_major = (uint64_t)currency_minor_per_major(currency);
    Text text = text_in(arena);
    text_addf(&text, "%s%llu", amount_minor < 0 ? "-" : "", (unsigned long long)(magnitude / per_major));
    if (currency->exponent > 0)
        text_addf(&text, ".%0*llu", currency->exponent, (unsigned long long)(magnitude % per_major));
    return text_str(&text);
}

// For people ----------------------------------------------------------------------------------------------------------

// An amount as a person sees it: `magnitude` × 10^-decimals of `scale`, which is "" or the short word of a large unit
// ("m").
typedef struct Shown {
    bool negative;
    uint64_t magnitude;
    int decimals;
    const char *scale;
} Shown;

// "CHF" and "zł" stand apart from the number in English too; "€" and "CA$" do not.
static bool symbol_is_word(Str symbol)
{
    char first = (char)(symbol.data[0] | 0x20), last = symbol.data[symbol.size - 1]; // | 0x20: in lower case
    return 'a' <= first && first <= 'z' && last != '$';
}

static void add_english(Text *text, const Shown *shown, Str symbol)
{
    text_add(text, symbol);
    if (symbol.size && symbol_is_word(symbol)) text_add(text, STR("\u00A0"));
    number_add_scaled(text, LOCALE_EN, shown->magnitude, shown->decimals);
    text_add(text, str_of(shown->scale));
}

static void add_french(Text *text, const Shown *shown, Str symbol)
{
    number_add_scaled(text, LOCALE_FR, shown->magnitude, shown->decimals);
    bool scaled = shown->scale[0] != '\0';
    if (scaled) text_addf(text, "\u00A0%s", shown->scale);
    if (symbol.size && (!scaled || symbol_is_word(symbol))) text_add(text, STR("\u00A0"));
    text_add(text, symbol);
}

static Str say(Arena *arena, Locale locale, const Shown *shown, const Currency *currency)
{
    Text text = text_in(arena);
    if (shown->negative && shown->magnitude) text_add(&text, STR("\u2212"));
    (locale == LOCALE_FR ? add_french : add_english)(&text, shown, str_of(currency->symbol));
    return text_str(&text);
}

Str money_say(Arena *arena, Locale locale, int64_t amount_minor, const Currency *currency)
{
    Shown shown = {amount_minor < 0, number_magnitude(amount_minor), currency->exponent, ""};
    return say(arena, locale, &shown, currency);
}

// A half is rounded away from zero.
static uint64_t divide_rounded(uint64_t amount, uint64_t by)
{
    return amount / by + (amount % by >= by - by / 2);
}

Str money_say_round(Arena *arena, Locale locale, int64_t amount_minor, const Currency *currency)
{
    static const Phrase million = {{"m", "M"}}, billion = {{"bn", "Md"}};
    uint64_t minor = number_magnitude(amount_minor), per_major = (uint64_t)currency_minor_per_major(currency);
    Shown shown = {amount_minor < 0, divide_rounded(minor, per_major), 0, ""};
    if (shown.magnitude >= 1000000) {
        shown = (Shown){amount_minor < 0, divide_rounded(minor, per_major * 100000), 1, million.in[locale]};
        if (shown.magnitude >= 10000) // 1,000.0 m
            shown = (Shown){amount_minor < 0, divide_rounded(minor, per_major * 100000000), 1, billion.in[locale]};
    }
    return say(arena, locale, &shown, currency);
}

// The reader ----------------------------------------------------------------------------------------------------------

// Appends the digits of `text` to *amount, away from zero.
static bool take_digits(Str text, bool negative, int64_t *amount)
{
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') return false;
        int digit = text.data[i] - '0';
        if (!checked_multiply(*amount, 10, amount) || !checked_add(*amount, negative ? -digit : digit, amount))
            return false;
    }
    return true;
}

bool money_parse(Str text, const Currency *currency, int64_t *amount_minor)
{
    bool negative = str_starts_with(text, STR("-"));
    if (negative) text = (Str){text.data + 1, text.size - 1};
    Str whole, fraction = text;
    if (!str_cut(&fraction, '.', &whole)) return false;
    bool point = whole.size < text.size;
    if (whole.size == 0 || (point && fraction.size == 0) || fraction.size > (size_t)currency->exponent) return false;
    int64_t amount = 0;
    Str zeros = {"000000000", (size_t)currency->exponent - fraction.size};
    if (!take_digits(whole, negative, &amount) || !take_digits(fraction, negative, &amount) ||
        !take_digits(zeros, negative, &amount))
        return false;
    *amount_minor = amount;
    return true;
}

// money.h - amounts in whole minor units (cents) of an ISO 4217 currency.
#ifndef FIDELE_BASE_MONEY_H
#define FIDELE_BASE_MONEY_H

#include "base/phrase.h"

typedef struct Currency {
    char code[4];       // "EUR"; "" when it is not known
    int exponent;       // digits after the point: EUR 2, JPY 0, KWD 3; 2 when not known
    const char *symbol; // "€"; the code where it has none of its own; "" when not known
} Currency;

extern const Currency currency_unknown;
// By code ("eur") or symbol ("€", "US$", "$" which is read as USD). False when it is neither.
MUST_USE bool currency_find(Str text, Currency *currency);

int64_t currency_minor_per_major(const Currency *currency); // 100 for EUR

// "-1234.50": the decimal string of JSON and CSV, in major units.
Str money_decimal(Arena *arena, int64_t amount_minor, const Currency *currency);
// For a person: "€1,234.50", "1 234,50 €"; `money_say_round` drops the minor units and shortens: "€1.2m", "€12,345".
Str money_say(Arena *arena, Locale locale, int64_t amount_minor, const Currency *currency);
Str money_say_round(Arena *arena, Locale locale, int64_t amount_minor, const Currency *currency);
// Strict: "1234.5", at most the currency's digits; for the command line. False on anything else or overflow.
MUST_USE bool money_parse(Str text, const Currency *currency, int64_t *amount_minor);

#endif

// amounts.h - money and quantities as shops, spreadsheets and programs write them.
//
//   1234.5   1,234.50   1.234,50   1 234,50 (blank, no-break blanks)   1'234.50   .5   12,
//   €12.50   12,50 €   $-5   -$5   EUR 12.50   12.50 CHF   (12.50)   5-   −5 (U+2212)   +5
//
// Whether "1,234" is a thousand or one and a bit is decided by the column, see layout.h. Exponents (1e3), percentages
// and anything else are not amounts.
#ifndef FIDELE_IMPORT_AMOUNTS_H
#define FIDELE_IMPORT_AMOUNTS_H

#include "base/money.h"

typedef enum AmountStatus {
    AMOUNT_READ,
    AMOUNT_BAD,
    AMOUNT_TOO_LARGE,
    AMOUNT_OTHER_SIGN // an amount only with the other decimal sign
} AmountStatus;

// Exactly digits / 10^scale; scale 0..18 as read (digits beyond that are dropped), up to 36 as a product.
typedef struct Decimal {
    __int128 digits;
    int scale;
} Decimal;

typedef struct AmountReading {
    Decimal value;
    char decides;   // '.' or ',' when only this one can be the decimal sign; 0 when the value does not tell
    bool ambiguous; // "1,234": another number with the other decimal sign
    char group;     // what grouped thousands, 0 for nothing; ' ' for any blank
    Str currency;   // the sign or code that stood beside the number, "" for none
} AmountReading;

// `decimal` is '.' or ','. On OTHER_SIGN, `decides` is set.
AmountStatus amount_read(Str text, char decimal, AmountReading *reading);

// The short cut for plain numbers ("-1234.50", up to 18 characters). False: amount_read has to look. `group` and
// `currency` are left alone.
bool amount_read_plain(Str text, char decimal, AmountReading *reading);

// What a text beside an amount means: a currency, or currency_unknown for signs that several share ("kr", "Fr", "Rs").
// False when it is none: then the amount is not one.
MUST_USE bool amount_currency(Str text, Currency *currency);
// Whether a sign may stand for a currency: "$" for CAD, since it is written CA$.
bool amount_currency_fits(Str text, const Currency *currency);

// To minor units of a currency with `exponent` digits after the point, rounded half away from zero. False when it does
// not fit.
MUST_USE bool decimal_to_minor(Decimal value, int exponent, int64_t *minor);
// Digits beyond the 18th of either factor are dropped, those after the point.
MUST_USE bool decimal_multiply(Decimal a, Decimal b, Decimal *product);

#endif

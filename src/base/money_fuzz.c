// The first three bytes choose the currency; what is read as an amount reads back from what is written of it.
#include "base/money.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    Str text = {(const char *)bytes, size};
    Currency currency = currency_unknown;
    if (size >= 3 && currency_find((Str){text.data, 3}, &currency)) text = (Str){text.data + 3, size - 3};
    int64_t amount, again;
    if (!money_parse(text, &currency, &amount)) return 0;
    Arena *arena = arena_open(0);
    assert(money_parse(money_decimal(arena, amount, &currency), &currency, &again) && again == amount);
    for (Locale locale = 0; locale < LOCALE_COUNT; locale++) {
        (void)money_say(arena, locale, amount, &currency);
        (void)money_say_round(arena, locale, amount, &currency);
    }
    arena_close(arena);
    return 0;
}

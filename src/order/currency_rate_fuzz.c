// Tables of rates: never a crash, and what is read is a rate.
#include <stdlib.h>

#include "order/currency_rate.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static Arena *arena;
    CurrencyRate *rates;
    size_t count;
    Error error;
    Currency base, quoted;
    if (!arena) arena = arena_open(0);
    bool known = currency_find(STR("USD"), &base) && currency_find(size % 2 ? STR("EUR") : STR("USD"), &quoted);
    if (known && rates_read((Str){(const char *)bytes, size}, &base, &quoted, arena, &rates, &count, &error))
        for (size_t i = 0; i < count; i++)
            if (rates[i].rate <= 0 || !rates[i].currency.code[0]) abort();
    arena_reset(arena);
    return 0;
}

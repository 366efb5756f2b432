// Any bytes as an amount: the short cut agrees with the general way, and products and minor units never overflow
// unseen.
#include "import/amounts.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void compare(Str text, char decimal, const AmountReading *general, AmountStatus status)
{
    AmountReading fast;
    if (!amount_read_plain(text, decimal, &fast)) return;
    if (status != AMOUNT_READ || fast.value.digits != general->value.digits || fast.value.scale != general->value.scale)
        abort();
    if (fast.decides != general->decides || fast.ambiguous != general->ambiguous) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    char decimal = data[0] % 2 ? '.' : ',';
    char *bytes = malloc(size); // of its own, so that a read past the end is seen
    if (!bytes) return 0;
    memcpy(bytes, data + 1, size - 1);
    Str text = {bytes, size - 1};
    AmountReading reading = {0};
    Decimal square;
    int64_t minor;
    AmountStatus status = amount_read(text, decimal, &reading);
    compare(text, decimal, &reading, status);
    if (status == AMOUNT_READ) {
        for (int exponent = 0; exponent <= 3; exponent++) (void)!decimal_to_minor(reading.value, exponent, &minor);
        if (decimal_multiply(reading.value, reading.value, &square)) (void)!decimal_to_minor(square, 2, &minor);
    }
    Currency currency;
    (void)!amount_currency(reading.currency, &currency);
    free(bytes);
    return 0;
}

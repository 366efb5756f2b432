// Models of lifetimes read from any bytes: refused with a reason, or such that what they say of customers is finite.
#include <math.h>

#include "prediction/lifetime_training.h"

static void check(double number)
{
    assert(isfinite(number));
}

static void check_customer(const LifetimeFit *fit, const GammaGammaFit *amounts, BuyingFigures of)
{
    enum { DAYS = 1095 };
    double alive = lifetime_alive(fit, of), purchases = lifetime_expected(fit, of, DAYS);
    assert(alive >= 0 && alive <= 1 && purchases >= 0);
    check(purchases);
    NextPurchase next = lifetime_next_purchase(fit, of);
    check(next.days + next.low + next.high);
    if (amounts) check(lifetime_revenue(fit, amounts, of, 1999, DAYS, 0.1));
    if (purchases > 500) return; // ranges go through the numbers of purchases one by one
    Predicted range = lifetime_purchases(fit, of, DAYS);
    check(range.value + range.low + range.high);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const BuyingFigures people[] = {{0, 0, 0}, {0, 0, 400}, {1, 1, 2}, {3, 90, 95}, {200, 3000, 3650}};
    Arena *arena = arena_open(0);
    LifetimeFit fit;
    GammaGammaFit amounts;
    bool has_amounts;
    Error error = {0};
    if (lifetime_content_read((Str){(const char *)bytes, size}, arena, &fit, &amounts, &has_amounts, &error))
        for (size_t i = 0; i < COUNT_OF(people); i++) check_customer(&fit, has_amounts ? &amounts : NULL, people[i]);
    else
        assert(error.message[LOCALE_EN][0] && error.message[LOCALE_FR][0]);
    arena_close(arena);
    return 0;
}

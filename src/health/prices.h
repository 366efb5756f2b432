// prices.h - how much the prices that somebody pays for the same product differ.
#ifndef FIDELE_HEALTH_PRICES_H
#define FIDELE_HEALTH_PRICES_H

#include "health/health.h"

// The coefficient of variation of the unit prices paid, after discounts of the line and of the order, product by
// product: the root of the mean of (price / own mean price of that product - 1)², over products bought more than once
// at a price of one currency. 0: always the same price. Of the last 200 orders.
typedef struct PriceVolatility {
    bool observed; // some product was bought twice
    double value;
    int64_t prices; // it was made of
} PriceVolatility;
MUST_USE bool price_volatility(const HealthPlace *place, CustomerId root, PriceVolatility *volatility, Error *error);

// Pure: `product` numbers what was bought; prices above 0.
typedef struct PricePaid {
    uint32_t product;
    double price;
} PricePaid;
PriceVolatility price_volatility_of(PricePaid *paid, size_t count); // puts them in another order

#endif

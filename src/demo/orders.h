// orders.h - the orders of a shop that does not exist, with nothing wrong in it or with one planted fault.
//
// Customers differ as in real shops: purchase rates are gamma distributed, after each purchase a customer leaves for
// good with a probability that is beta distributed over customers (the BG/NBD model: Fader, Hardie & Lee 2005,
// Marketing Science 24:275), spending levels are log-normal. Acquisition grows; months and weekdays differ mildly; a
// small share of orders is refunded. A quarter of the customers are older than the file, as in every export that begins
// in the middle.
//
// The same seed and shop give the same orders on every machine.
#ifndef FIDELE_DEMO_ORDERS_H
#define FIDELE_DEMO_ORDERS_H

#include "base/calendar.h"

typedef enum DemoFault {
    DEMO_NOTHING_WRONG,
    DEMO_BAD_COHORT,         // the customers of one month leave after a purchase with the probability `strength` more
    DEMO_PRICE_RISE,         // amounts rise by a quarter; `strength` of the customers leave, later ones leave sooner
    DEMO_SECOND_ORDER_SLUMP, // of those won since then, `strength` never order twice who would have
    DEMO_BIG_CUSTOMER_LOST,  // a customer with the share `strength` of the revenue orders weekly, then no more
    DEMO_RETENTION_BREAK,    // as the price rise, with the same prices
    DEMO_ACQUISITION_SLUMP,  // `strength` fewer new customers
    DEMO_REFUND_SURGE,       // the share `strength` of orders is refunded
    DEMO_BAD_CHANNEL,        // the customers of one channel leave sooner, from the first day on
    DEMO_BAD_PRODUCT,        // … who began with one product
    DEMO_BAD_COUNTRY,        // … of one country
    DEMO_FREQUENCY_DECLINE,  // customers stay but order `strength` less often
    DEMO_ORDER_VALUE_DROP,   // amounts fall by `strength`
    DEMO_DATA_GAP,           // `strength` times 60 days are missing from the file
    DEMO_BEST_CUSTOMERS_SLEEPING, // `strength` of the best tenth of customers leave on one day
    DEMO_FAULT_COUNT
} DemoFault;

Str demo_fault_name(DemoFault fault); // "none", "bad_cohort" …
MUST_USE bool demo_fault_parse(Str name, DemoFault *fault);

typedef struct DemoShop {
    uint32_t customers;
    uint64_t orders; // aimed at, hit within some per cent; at least one a customer
    uint64_t seed;
    Day from, to;
    double rate_shape; // of the gamma distribution of purchase rates: small is unequal
    double dropout_a, dropout_b;
    double spend_median;                     // minor units
    double spend_deviation, order_deviation; // of log amounts: between customers, between orders of one
    double growth;                           // new customers a day at the end, as a multiple of the beginning
    double season;                           // 0: none; 1: from 0.85 in August to 1.3 in December
    double older_share;                      // of customers, who bought before the file begins
    double refund_share;                     // of orders
    DemoFault fault;
    Day fault_day;         // DAY_MAX: after seven tenths of the time
    double fault_strength; // 0: one that a shopkeeper would regret not to have been told
} DemoShop;

DemoShop demo_shop(uint32_t customers, uint64_t orders, uint64_t seed); // 2023-01-01 to 2026-10-31, nothing wrong

typedef struct DemoOrder {
    uint32_t second; // civil, since 1970-01-01
    uint32_t customer;
    int32_t amount_minor; // below 0: a refund
    uint8_t product, channel, country;
} DemoOrder;

// In order of time. Give back with demo_orders_close.
typedef struct DemoOrders {
    size_t count, capacity;
    DemoOrder *order;
} DemoOrders;

DemoOrders demo_orders(const DemoShop *shop);
void demo_orders_close(DemoOrders *orders);

Str demo_product(uint8_t product);
Str demo_channel(uint8_t channel);
Str demo_country(uint8_t country); // "FR" …
Str demo_email(Arena *arena, uint32_t customer);

#endif

// lifetime_text_cli.h - the report of `fidele predict lifetime` for a person.
#ifndef FIDELE_PREDICTION_LIFETIME_TEXT_CLI_H
#define FIDELE_PREDICTION_LIFETIME_TEXT_CLI_H

#include "import/orders.h"
#include "prediction/lifetime_report.h"

enum { CUSTOMERS_SHOWN = 20 };

typedef struct LifetimePage {
    const LifetimeReport *report;
    const OrderReading *reading;
    Locale locale;
    size_t width;
    Arena *arena;
    Text *out;
} LifetimePage;

void lifetime_text(const LifetimePage *page);

#endif

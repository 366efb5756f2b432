// orders_test.h - reads a small export and says what came of it, for tests.
#ifndef FIDELE_IMPORT_ORDERS_TEST_H
#define FIDELE_IMPORT_ORDERS_TEST_H

#include "base/test.h"
#include "import/orders.h"

// UTC, the date 2026-07-01, all rejects, one thread.
OrderReadOptions orders_test_options(void);

// One line a customer, by id: "ann 2026-01-05 350, 2026-01-06 10:30:00 -50"; then one a rejected row: "line 3 bad_date
// date “soon”". An error is its message alone.
Str orders_test_read(Str text, const OrderReadOptions *options);
Str orders_test_read_files(const Str *texts, size_t count, const OrderReadOptions *options);

#endif

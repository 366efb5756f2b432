#include "metric/order_columns.h"

// The root of each customer. A merge may be committed meanwhile: roots of one version are read, never a mixture.
static const Customer *roots_of(const Identity *identity, Arena *scratch, uint32_t *customers, uint64_t *version)
{
    Customer *root;
    do {
        *version = identity_version(identity);
        *customers = identity_count(identity) + 1; // numbers begin at 1
        root = arena_array(scratch, Customer, *customers);
        for (CustomerId c = 1; c < *customers; c++) root[c] = identity_root(identity, c);
    } while (identity_version(identity) != *version);
    return root;
}

static Second end_of(Day day)
{
    int64_t second = ((int64_t)day + 1) * SECONDS_PER_DAY - 1;
    return second < 1 ? 1 : (Second)smaller(second, UINT32_MAX);
}

bool order_columns(const OrderSources *sources, Day as_of, Arena *scratch, const ActivityView **view, Error *error)
{
    static const Str names[] = {STR("Order Completed"), STR("Order Refunded")};
    uint16_t classes[COUNT_OF(names)];
    bool negative[COUNT_OF(names)];
    ActivityAsk ask = {.classes = classes, .negative = negative, .until = end_of(as_of)};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (log_class(sources->log, EVENT_TRACK, names[i], &classes[ask.class_count]))
            negative[ask.class_count++] = i == 1;
    ask.root = roots_of(sources->identity, scratch, &ask.customers, &ask.root_version);
    *view = activity_view(sources->activity, &ask);
    if ((*view)->magnitude <= INT64_MAX) return true;
    activity_release(sources->activity, *view);
    return error_code(error, ERROR_FAILED, "amounts_too_large",
                      PHRASE("the amounts of {0} events are too large to be added up; look for wrong ones",
                             "les montants des événements {0} sont trop grands pour être additionnés\u202F; cherchez "
                             "ceux qui sont faux"),
                      names[0]);
}

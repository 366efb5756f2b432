// audit_lists.c - the two lists beside the report: rows that were refused, and customers one by one.
#include <math.h>
#include <stdlib.h>

#include "audit/audit.h"
#include "base/csv.h"

static void add_header(Text *text, const Str *names, size_t count)
{
    for (size_t i = 0; i < count; i++) csv_add(text, names[i]);
    csv_end_record(text);
}

void audit_rejects_csv(const Audit *audit, Arena *arena, Text *text)
{
    static const Str names[] = {STR("file"), STR("line"), STR("reason"), STR("column"), STR("value"), STR("record")};
    add_header(text, names, COUNT_OF(names));
    for (size_t i = 0; i < audit->reading.rejects; i++) {
        const Reject *reject = &audit->reading.reject[i];
        csv_add(text, audit->reading.file[reject->file].source.name);
        csv_add_number(text, str_format(arena, "%llu", (unsigned long long)reject->line));
        csv_add(text, reject_reason_name(reject->reason));
        csv_add(text, reject->column);
        csv_add(text, reject->value);
        csv_add(text, reject->record);
        csv_end_record(text);
    }
}

typedef struct Listed {
    double future;
    int64_t amount;
    Str id;
    Customer customer;
} Listed;

static int by_value_then_id(const void *a, const void *b)
{
    const Listed *first = a, *second = b;
    if (first->future != second->future) return first->future < second->future ? 1 : -1;
    if (first->amount != second->amount) return first->amount < second->amount ? 1 : -1;
    return str_compare(first->id, second->id);
}

static void add_customer(const Audit *audit, const Listed *listed, Arena *scratch, Text *text)
{
    Customer c = listed->customer;
    const Summaries *summaries = &audit->summaries;
    int64_t amount = summaries->amount[c];
    Day last = second_day(summaries->last[c]);
    int recency = rfm_score(-(int64_t)(audit->as_of - last), audit->rfm_cuts.recency);
    int frequency = rfm_score(summaries->orders[c], audit->rfm_cuts.frequency);
    int monetary = rfm_score(amount, audit->rfm_cuts.monetary);
    csv_add(text, listed->id);
    csv_add(text, day_name(scratch, second_day(summaries->first[c])));
    csv_add(text, day_name(scratch, last));
    csv_add_number(text, str_format(scratch, "%u", summaries->orders[c]));
    csv_add_number(text, money_decimal(scratch, amount, &audit->currency));
    csv_add_number(text, money_decimal(scratch, amount / summaries->orders[c], &audit->currency));
    csv_add(text, audit_customer_active(audit, c) ? STR("active") : STR("lost"));
    csv_add_number(text, str_format(scratch, "%d", recency));
    csv_add_number(text, str_format(scratch, "%d", frequency));
    csv_add_number(text, str_format(scratch, "%d", monetary));
    csv_add(text, rfm_group_name((RfmGroup)audit->rfm_group[c]));
    Str future = money_decimal(scratch, (int64_t)llround(listed->future), &audit->currency);
    csv_add_number(text, audit->lifetime.observed ? future : STR(""));
    csv_end_record(text);
}

void audit_customers_csv(const Audit *audit, Arena *arena, Text *text)
{
    static const Str names[] = {STR("customer"), STR("first_order"), STR("last_order"),
                                STR("orders"),   STR("revenue"),     STR("average_order_value"),
                                STR("state"),    STR("recency"),     STR("frequency"),
                                STR("monetary"), STR("rfm_group"),   STR("future_value")};
    add_header(text, names, COUNT_OF(names));
    Listed *listed = arena_array(arena, Listed, (size_t)audit->customers);
    size_t count = 0;
    for (uint32_t c = 0; c < audit->columns.customers; c++)
        if (audit->summaries.orders[c])
            listed[count++] =
                (Listed){audit_future_value(audit, c), audit->summaries.amount[c], audit->columns.ids[c], c};
    qsort(listed, count, sizeof *listed, by_value_then_id);
    for (size_t i = 0; i < count; i++) {
        Arena *scratch = arena_open(0);
        add_customer(audit, &listed[i], scratch, text);
        arena_close(scratch);
    }
}

#include "audit/audit_parts.h"

static bool read_orders(const Str *paths, size_t count, Arena *arena, Audit *audit, Error *error)
{
    OrderReadOptions read = audit->options.read;
    read.as_of = audit->options.as_of;
    read.threads = audit->options.threads;
    if (!orders_read(paths, count, &read, arena, &audit->reading, &audit->columns, error)) return false;
    audit->currency = audit->reading.currency;
    audit->first_day = second_day(audit->columns.first);
    audit->last_day = second_day(audit->columns.last);
    audit->as_of = audit->options.as_of == DAY_MAX ? audit->last_day : audit->options.as_of;
    return true;
}

static void choose_window(Audit *audit, Arena *arena)
{
    const AuditOptions *options = &audit->options;
    Gaps gaps = ask_gaps(&audit->columns, audit->as_of, options->threads, arena);
    audit->window_choice = window_choose(gaps.closed, gaps.open, gaps.days);
    if (options->window_days >= 0) {
        audit->window_choice.reason = WINDOW_GIVEN;
        audit->window_choice.days = options->window_days;
    }
    audit->window = (Window){.days = audit->window_choice.days, .unit = options->unit};
}

static void count_totals(Audit *audit)
{
    audit->customers = audit->summaries.buyers;
    audit->refund_only_customers = audit->summaries.others;
    for (uint32_t c = 0; c < audit->columns.customers; c++) audit->revenue += audit->summaries.amount[c];
    for (size_t p = 0; p < audit->periods; p++) {
        audit->orders += audit->period[p].presence.orders;
        audit->refunds += audit->period[p].presence.refunds;
    }
}

static bool fill(Audit *audit, Arena *arena, Error *error)
{
    choose_window(audit, arena);
    audit->summaries = ask_summaries(&audit->columns, audit->as_of, audit->options.threads, arena);
    if (!audit_fill_periods(audit, arena, error)) return false;
    count_totals(audit);
    audit_fill_value(audit);
    audit_fill_customers(audit, arena);
    audit_fill_groups(audit, arena);
    if (!audit_fill_prediction(audit, arena, error)) return false;
    audit_find(audit, arena);
    return true;
}

bool audit_run(const Str *paths, size_t count, const AuditOptions *options, Arena *arena, Audit *audit, Error *error)
{
    *audit = (Audit){.options = *options};
    if (!read_orders(paths, count, arena, audit, error)) return false;
    if (fill(audit, arena, error)) return true;
    audit_close(audit);
    return false;
}

bool audit_columns(const Columns *columns, const Currency *currency, const AuditOptions *options, Arena *arena,
                   Audit *audit, Error *error)
{
    *audit = (Audit){.options = *options, .columns = *columns, .currency = *currency, .as_of = options->as_of};
    audit->options.of_folder = true;
    audit->first_day = second_day(columns->first);
    audit->last_day = second_day(columns->last);
    return fill(audit, arena, error);
}

Str audit_customer_name(const Audit *audit, Customer customer, Arena *arena)
{
    if (audit->columns.ids) return audit->columns.ids[customer];
    return phrase_say(arena, audit->options.locale, PHRASE("no. {0}", "n°\u00A0{0}"), error_number(arena, customer));
}

void audit_close(Audit *audit)
{
    columns_close(&audit->columns);
    orders_close(&audit->reading);
}

const AuditPeriod *audit_last_period(const Audit *audit)
{
    if (audit->study) return audit->study;
    for (size_t p = audit->periods; p-- > 0;)
        if (audit->period[p].complete && audit->period[p].retention.observed) return &audit->period[p];
    return NULL;
}

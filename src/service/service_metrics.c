// service_metrics.c - the metrics that are read off tickets: volumes, times, backlog, contacts of customers.
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "house.h"
#include "measure/quantile.h"
#include "metric/order_base.h"
#include "metric/own_groups.h"
#include "metric/people_once.h"
#include "service/service.h"
#include "service/tickets_read.h"

enum { OPTION_AT_LEAST, AT_LEAST = 3, AT_LEAST_MAX = 1000 };

// ---- what is asked ----

typedef struct Desk {
    const MetricAsk *ask;
    OwnGroups groups;
    PeriodSpan span;
    bool any;
    Day first_day;
    Tickets tickets; // that were open at some time of the span
} Desk;

static Day last_of(const PeriodSpan *span, uint32_t period)
{
    return (Day)smaller(span_last_day(span, period), span->as_of);
}

static bool read_first(Desk *desk, Error *error)
{
    Rows rows;
    if (!store_select(desk->ask->session, &query_ticket_first, NO_VALUES, &rows, error)) return false;
    desk->any = rows_next(&rows) && !rows_null(&rows, 0);
    desk->first_day = desk->any ? reading_day(desk->ask, rows_integer(&rows, 0)) : desk->ask->series.as_of;
    desk->any = desk->any && desk->first_day <= desk->ask->series.as_of;
    return rows_close(&rows, error);
}

static bool read_tickets(Desk *desk, Error *error)
{
    const MetricAsk *ask = desk->ask;
    if (!desk->any || !desk->span.count) return true;
    Instant from = reading_day_start(ask, span_first_day(&desk->span, 0));
    Instant to = reading_day_start(ask, last_of(&desk->span, desk->span.count - 1) + 1);
    return tickets_read(ask->house->identity, ask->session, from, to, ask->arena, &desk->tickets, error);
}

static bool begin(const MetricAsk *ask, Desk *desk, MetricTable *table, Error *error)
{
    *desk = (Desk){.ask = ask};
    if (!read_first(desk, error) || !reading_span(ask, desk->first_day, &desk->span, error) ||
        !own_groups_read(ask, &query_ticket_groups, VALUES(value_text(ask->own_by)), &desk->groups, error))
        return false;
    own_groups_give(ask, &desk->groups, table);
    reading_begin(ask, desk->first_day, &desk->span, table);
    table->any = desk->any;
    return read_tickets(desk, error);
}

// Periods that lie wholly before the first ticket, or after as_of, are not observed.
static bool observed(const Desk *desk, uint32_t period)
{
    return desk->any && span_last_day(&desk->span, period) >= desk->first_day &&
           span_first_day(&desk->span, period) <= desk->span.as_of;
}

// ---- where a ticket counts ----

static Str told(const Ticket *ticket, Str by)
{
    return str_equal(by, STR("channel")) ? ticket->channel
           : str_equal(by, STR("agent")) ? ticket->agent
           : str_equal(by, STR("topic")) ? ticket->topic
                                         : ticket->priority;
}

// UINT32_MAX: in none.
static uint32_t group_of(const Desk *desk, const Ticket *ticket)
{
    uint16_t frame = reading_group(desk->ask, ticket->customer);
    if (frame == UINT16_MAX) return UINT32_MAX;
    if (!desk->ask->own_by.size) return frame;
    uint32_t own = own_group_of(&desk->groups, told(ticket, desk->ask->own_by));
    return own < desk->groups.count ? own : UINT32_MAX;
}

// UINT32_MAX: in none.
static uint32_t period_of(const Desk *desk, MaybeInstant at)
{
    const PeriodSpan *span = &desk->span;
    if (!at.known) return UINT32_MAX;
    Day day = reading_day(desk->ask, at.at);
    if (day > span->as_of) return UINT32_MAX;
    if (span->custom) return span->custom_first <= day && day <= span->custom_last ? 0 : UINT32_MAX;
    int64_t number = (int64_t)period_of_day(span->unit, day) - span->first;
    return 0 <= number && number < span->count ? (uint32_t)number : UINT32_MAX;
}

static PeriodValue *value_of(const Desk *desk, const MetricTable *table, const Ticket *ticket, MaybeInstant at)
{
    uint32_t group = group_of(desk, ticket), period = period_of(desk, at);
    return group == UINT32_MAX || period == UINT32_MAX ? NULL : reading_value(table, group, period);
}

// ---- volumes ----

static void observe(const Desk *desk, const MetricTable *table)
{
    for (uint32_t g = 0; g < table->groups; g++)
        for (uint32_t p = 0; p < desk->span.count; p++) reading_value(table, g, p)->observed = observed(desk, p);
}

static bool read_opened(const MetricAsk *ask, MetricTable *table, Error *error)
{
    Desk desk;
    if (!begin(ask, &desk, table, error)) return false;
    observe(&desk, table);
    for (size_t i = 0; i < desk.tickets.count; i++) {
        PeriodValue *value = value_of(&desk, table, &desk.tickets.ticket[i], desk.tickets.ticket[i].opened);
        if (value) value->number++;
    }
    return true;
}

static bool read_solved(const MetricAsk *ask, MetricTable *table, Error *error)
{
    Desk desk;
    if (!begin(ask, &desk, table, error)) return false;
    observe(&desk, table);
    for (size_t i = 0; i < desk.tickets.count; i++) {
        PeriodValue *value = value_of(&desk, table, &desk.tickets.ticket[i], desk.tickets.ticket[i].solved);
        if (value) value->number++;
    }
    return true;
}

static bool is_open(const OpenSpells *spells, Instant at)
{
    for (size_t i = 0; i < spells->count; i++)
        if (spells->spell[i].from < at && at <= spells->spell[i].to) return true;
    return false;
}

static bool add_backlog(const Desk *desk, const MetricTable *table, const Ticket *ticket, Error *error)
{
    OpenSpells spells;
    uint32_t group = group_of(desk, ticket);
    if (group == UINT32_MAX) return true;
    if (!ticket_spells(desk->ask->session, ticket, desk->ask->arena, &spells, error)) return false;
    for (uint32_t p = 0; p < desk->span.count; p++)
        if (observed(desk, p))
            reading_value(table, group, p)->number +=
                is_open(&spells, reading_day_start(desk->ask, last_of(&desk->span, p) + 1));
    return true;
}

static bool read_backlog(const MetricAsk *ask, MetricTable *table, Error *error)
{
    Desk desk;
    if (!begin(ask, &desk, table, error)) return false;
    observe(&desk, table);
    for (size_t i = 0; i < desk.tickets.count; i++)
        if (!add_backlog(&desk, table, &desk.tickets.ticket[i], error)) return false;
    return true;
}

// ---- times ----

typedef struct Wait {
    size_t cell; // group and period
    int64_t milliseconds;
} Wait;

typedef struct Waits {
    Wait *wait;
    size_t count;
    int64_t *open; // by cell: still waiting
} Waits;

static int by_cell(const void *a, const void *b)
{
    const Wait *x = a, *y = b;
    return (x->cell > y->cell) - (x->cell < y->cell);
}

// The first reply of those opened in the period, or the end of those that ended in it.
static Waits waits_of(const Desk *desk, const MetricTable *table, bool reply)
{
    Arena *arena = desk->ask->arena;
    Waits waits = {.wait = arena_array(arena, Wait, desk->tickets.count + 1),
                   .open = arena_array(arena, int64_t, (size_t)table->groups * desk->span.count + 1)};
    Instant known = reading_day_start(desk->ask, desk->span.as_of + 1);
    for (size_t i = 0; i < desk->tickets.count; i++) {
        const Ticket *ticket = &desk->tickets.ticket[i];
        MaybeInstant end = reply ? ticket->replied : ticket->solved;
        const PeriodValue *value = value_of(desk, table, ticket, reply ? ticket->opened : end);
        if (!value) continue;
        size_t cell = (size_t)(value - table->value);
        if (end.known && end.at < known)
            waits.wait[waits.count++] = (Wait){cell, larger(0, end.at - ticket->opened.at)};
        else
            waits.open[cell]++;
    }
    if (waits.count) qsort(waits.wait, waits.count, sizeof *waits.wait, by_cell);
    return waits;
}

static void fill_times(PeriodValue *value, int64_t *milliseconds, size_t n)
{
    enum { MINUTE = 60000 };
    value->observed = value->has_n = true;
    value->n = (int64_t)n;
    value->number = quantile_of(milliseconds, n, 0.5) / MINUTE;
    value->has_interval = median_interval(milliseconds, n, &value->low, &value->high);
    value->low /= MINUTE;
    value->high /= MINUTE;
    value_part_number(value, "p90", UNIT_MINUTES, quantile_of(milliseconds, n, 0.9) / MINUTE);
}

static bool read_times(const MetricAsk *ask, MetricTable *table, bool reply, Error *error)
{
    Desk desk;
    if (!begin(ask, &desk, table, error)) return false;
    Waits waits = waits_of(&desk, table, reply);
    int64_t *milliseconds = arena_array(ask->arena, int64_t, waits.count + 1);
    for (size_t i = 0, n; i < waits.count; i += n) {
        for (n = 0; i + n < waits.count && waits.wait[i + n].cell == waits.wait[i].cell; n++)
            milliseconds[n] = waits.wait[i + n].milliseconds;
        fill_times(&table->value[waits.wait[i].cell], milliseconds, n);
    }
    for (size_t cell = 0; reply && cell < (size_t)table->groups * desk.span.count; cell++)
        if (waits.open[cell]) value_part(&table->value[cell], "waiting", UNIT_COUNT, waits.open[cell]);
    return true;
}

static bool read_first_response(const MetricAsk *ask, MetricTable *table, Error *error)
{
    return read_times(ask, table, true, error);
}

static bool read_resolution(const MetricAsk *ask, MetricTable *table, Error *error)
{
    return read_times(ask, table, false, error);
}

// ---- contacts of customers ----

typedef struct Contact {
    Customer customer;
    size_t cell;
    Instant at;
    int64_t tickets;
} Contact;

static int by_customer(const void *a, const void *b)
{
    const Contact *x = a, *y = b;
    if (x->customer != y->customer) return x->customer < y->customer ? -1 : 1;
    return (x->cell > y->cell) - (x->cell < y->cell);
}

// A line for each customer and period, in the order of customers.
static Contact *contacts_of(const Desk *desk, const MetricTable *table, size_t *count)
{
    Contact *contacts = arena_array(desk->ask->arena, Contact, desk->tickets.count + 1);
    size_t all = 0;
    *count = 0;
    for (size_t i = 0; i < desk->tickets.count; i++) {
        const Ticket *ticket = &desk->tickets.ticket[i];
        const PeriodValue *value = value_of(desk, table, ticket, ticket->opened);
        if (value) contacts[all++] = (Contact){ticket->customer, (size_t)(value - table->value), ticket->opened.at, 1};
    }
    if (all) qsort(contacts, all, sizeof *contacts, by_customer);
    for (size_t i = 0; i < all; i++) {
        if (*count && by_customer(&contacts[*count - 1], &contacts[i]) == 0) {
            contacts[*count - 1].tickets++;
            contacts[*count - 1].at = larger(contacts[*count - 1].at, contacts[i].at);
        } else
            contacts[(*count)++] = contacts[i];
    }
    return contacts;
}

static bool read_at_least(const MetricAsk *ask, int64_t *least, Error *error)
{
    Str text = ask->option[OPTION_AT_LEAST];
    *least = AT_LEAST;
    if (!text.size || (number_parse_count(text, least) && 1 <= *least && *least <= AT_LEAST_MAX)) return true;
    return error_code(error, ERROR_USAGE, "invalid_parameter",
                      PHRASE("at_least {0}: expected: tickets, 1 to 1000",
                             "at_least {0}\u00A0: attendu\u00A0: des tickets, de 1 à 1000"),
                      error_value(ask->arena, text));
}

static bool read_frequent(const MetricAsk *ask, MetricTable *table, Error *error)
{
    Desk desk;
    int64_t least;
    size_t count;
    if (!read_at_least(ask, &least, error) || !begin(ask, &desk, table, error)) return false;
    observe(&desk, table);
    const Contact *contacts = contacts_of(&desk, table, &count);
    for (size_t i = 0; i < count; i++) table->value[contacts[i].cell].number += contacts[i].tickets >= least;
    return true;
}

static bool frequent_people(const MetricAsk *ask, uint32_t group, uint32_t period, Str part, MetricPeople *people,
                            Error *error)
{
    Desk desk;
    MetricTable table = {0};
    int64_t least;
    size_t count;
    (void)part;
    *people = (MetricPeople){0};
    if (!read_at_least(ask, &least, error) || !begin(ask, &desk, &table, error)) return false;
    if (period >= desk.span.count || group >= table.groups) return true;
    const Contact *contacts = contacts_of(&desk, &table, &count);
    people->person = arena_array(ask->arena, MetricPerson, count + 1);
    for (size_t i = 0; i < count; i++) {
        if (contacts[i].cell != (size_t)group * desk.span.count + period || contacts[i].tickets < least) continue;
        people->person[people->count++] =
            (MetricPerson){.customer = contacts[i].customer,
                           .at = contacts[i].at,
                           .detail = str_format(ask->arena, "%lld tickets", (long long)contacts[i].tickets)};
    }
    return true;
}

// Who was a customer at some time of the period.
static int64_t customers_of(const Presence *presence)
{
    return presence->start + presence->new_ + presence->reactivated + presence->passed_through;
}

static bool read_contact_rate(const MetricAsk *ask, MetricTable *table, Error *error)
{
    enum { PER_HUNDRED = 100 };
    OrderBase base;
    Desk desk = {.ask = ask};
    if (!order_base_read(ask, 0, &base, table, error) || !read_first(&desk, error)) return false;
    desk.span = table->span;
    if (!read_tickets(&desk, error)) return false;
    for (size_t i = 0; i < desk.tickets.count; i++) {
        PeriodValue *value = value_of(&desk, table, &desk.tickets.ticket[i], desk.tickets.ticket[i].opened);
        if (value) value->number++;
    }
    for (uint32_t g = 0; g < table->groups; g++)
        for (uint32_t p = 0; p < table->span.count; p++) {
            PeriodValue *value = reading_value(table, g, p);
            PeriodFigures figures = order_base_figures(&base, g, p);
            int64_t contacts = (int64_t)value->number, customers = customers_of(&figures.presence);
            *value = (PeriodValue){0};
            if (customers <= 0 || !observed(&desk, p)) continue;
            value->observed = value->has_n = value->has_interval = true;
            value->number = (double)(PER_HUNDRED * contacts) / (double)customers;
            value->n = customers;
            count_interval(contacts, &value->low, &value->high);
            value->low *= (double)PER_HUNDRED / (double)customers;
            value->high *= (double)PER_HUNDRED / (double)customers;
            value_part(value, "tickets", UNIT_COUNT, contacts);
            value_part(value, "customers", UNIT_COUNT, customers);
        }
    return true;
}

// ---- the people behind tickets ----

static int in_order_of_people(const void *a, const void *b)
{
    const Ticket *x = a, *y = b;
    if (x->customer != y->customer) return x->customer < y->customer ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

static bool ticket_people(const MetricAsk *ask, uint32_t group, uint32_t period, Str part, MetricPeople *people,
                          Error *error)
{
    Desk desk;
    MetricTable table = {0};
    (void)part;
    *people = (MetricPeople){0};
    bool solved = strcmp(ask->metric->name, "tickets_solved") == 0;
    if (!begin(ask, &desk, &table, error)) return false;
    if (period >= desk.span.count || group >= table.groups) return true;
    if (desk.tickets.count)
        qsort(desk.tickets.ticket, desk.tickets.count, sizeof *desk.tickets.ticket, in_order_of_people);
    people->person = arena_array(ask->arena, MetricPerson, desk.tickets.count + 1);
    for (size_t i = 0; i < desk.tickets.count; i++) {
        const Ticket *ticket = &desk.tickets.ticket[i];
        MaybeInstant at = solved ? ticket->solved : ticket->opened;
        if (value_of(&desk, &table, ticket, at) != reading_value(&table, group, period)) continue;
        people->person[people->count++] =
            (MetricPerson){.customer = ticket->customer, .at = at.at, .detail = ticket->reference};
    }
    people_once(people, ask->arena);
    return true;
}

// ---- the list ----

#define DESK .reads = READS_GROUPS, .own_by = "channel|agent|topic|priority"

const MetricReader ticket_metrics[] = {
    {.metric = "tickets", DESK, .read = read_opened, .parts = "value", .people = ticket_people},
    {.metric = "tickets_solved", DESK, .read = read_solved, .parts = "value", .people = ticket_people},
    {.metric = "ticket_backlog", DESK, .read = read_backlog},
    {.metric = "first_response_time", DESK, .read = read_first_response},
    {.metric = "resolution_time", DESK, .read = read_resolution},
    {.metric = "contact_rate", .reads = READS_GROUPS | READS_WINDOW, .read = read_contact_rate},
    {.metric = "frequent_contacts",
     DESK,
     .options = {[OPTION_AT_LEAST] = {"at_least", NULL,
                                      PHRASE("from how many tickets on (3)", "à partir de combien de tickets (3)")}},
     .read = read_frequent,
     .parts = "value",
     .people = frequent_people},
    {.metric = NULL}};

#include "cost/customer_base.h"

#include <string.h>

#include "house.h"
#include "revenue/recurring_read.h"

typedef struct Subscriber {
    const RecurringPerson *person;
    CustomerRows rows; // of their orders
    Day since;
} Subscriber;

typedef struct Joining {
    const MetricAsk *ask;
    CustomerBase *base;
    const Columns *columns; // NULL: there are no orders
    size_t paid_room;
} Joining;

static bool read_recurring(const MetricAsk *ask, CustomerBase *base, Day *since, Error *error)
{
    RecurringSource source = recurring_source(ask->house->workspace, ask->house->identity, ask->now);
    source.as_of = ask->series.as_of;
    if (ask->constant_currency) source.constant = ask->series.as_of;
    *since = DAY_MAX;
    if (!recurring_read(&source, ask->session, ask->arena, &base->recurring, error)) return false;
    for (size_t i = 0; i < base->recurring.persons; i++)
        *since = (Day)smaller(*since, subscriber_since(&base->recurring, &base->recurring.person[i]));
    base->subscribed = *since <= ask->series.as_of;
    return true;
}

// The groups asked for, without those who ever subscribed: they are looked at one by one.
static Grouping without_subscribers(const MetricAsk *ask, const CustomerBase *base)
{
    const RecurringTable *table = &base->recurring;
    uint32_t count = identity_count(ask->house->identity) + 1;
    uint16_t *group = arena_array(ask->arena, uint16_t, count);
    for (uint32_t c = 0; c < count; c++) group[c] = reading_group(ask, c);
    for (size_t i = 0; i < table->persons; i++)
        if (table->person[i].root < count && subscriber_since(table, &table->person[i]) != DAY_MAX)
            group[table->person[i].root] = UINT16_MAX;
    return (Grouping){group, count, ask->grouping.groups ? ask->grouping.groups : 1};
}

// ---- one subscriber ----

// The first row later than a day.
static uint32_t row_after(const CustomerRows *rows, Day day)
{
    uint32_t from = rows->from, to = rows->to;
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        if (second_day(rows->piece->second[middle]) <= day)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static bool orders_on(const CustomerRows *rows, Window window, Day day)
{
    uint32_t row = row_after(rows, day);
    while (row > rows->from && row_amount(rows->piece, row - 1) <= 0) row--;
    if (row == rows->from) return false;
    Day last = second_day(rows->piece->second[row - 1]);
    return window.days ? day - last < window.days : period_of_day(window.unit, last) == period_of_day(window.unit, day);
}

static bool is_customer(const Joining *joining, const Subscriber *one, Day day)
{
    return orders_on(&one->rows, joining->base->orders.window, day) ||
           subscriber_holds(&joining->base->recurring, one->person, day);
}

static void keep_paid(Joining *joining, Customer root, Day day, int64_t minor)
{
    enum { USUAL = 64 };
    CustomerBase *base = joining->base;
    if (base->paid_count == joining->paid_room) {
        joining->paid_room = joining->paid_room ? 2 * joining->paid_room : USUAL;
        SubscriptionOrder *larger = arena_array(joining->ask->arena, SubscriptionOrder, joining->paid_room);
        if (base->paid_count) memcpy(larger, base->paid, base->paid_count * sizeof *larger);
        base->paid = larger;
    }
    base->paid[base->paid_count++] = (SubscriptionOrder){root, day, minor};
}

static void find_paid(Joining *joining, const Subscriber *one)
{
    for (uint32_t row = one->rows.from; row < one->rows.to; row++) {
        int64_t minor = row_amount(one->rows.piece, row);
        Day day = second_day(one->rows.piece->second[row]);
        if (minor > 0 && order_pays_subscription(&joining->base->recurring, one->person, day, minor))
            keep_paid(joining, one->person->root, day, minor);
    }
}

// What they bought from..to.
static void add_orders(const Joining *joining, const Subscriber *one, Day from, Day to, Presence *sum)
{
    for (uint32_t row = row_after(&one->rows, from - 1); row < one->rows.to; row++) {
        int64_t minor = row_amount(one->rows.piece, row);
        Day day = second_day(one->rows.piece->second[row]);
        if (day > to) break;
        if (minor > 0 && order_pays_subscription(&joining->base->recurring, one->person, day, minor)) continue;
        sum->orders += minor > 0;
        sum->purchase_amount += minor > 0 ? minor : 0;
        sum->refund_amount += minor < 0 ? minor : 0;
        sum->refunds += minor < 0;
    }
}

static void add_standing(const Joining *joining, const Subscriber *one, Day from, Day to, Presence *sum)
{
    bool start = is_customer(joining, one, from - 1), end = is_customer(joining, one, to);
    bool won = from <= one->since && one->since <= to;
    bool there = won || sum->orders > 0;
    sum->start = start;
    sum->end = end;
    sum->retained = start && end;
    sum->lost = start && !end;
    sum->new_ = !start && end && won;
    sum->reactivated = !start && end && !won;
    sum->passed_through = !start && !end && there;
    sum->first_orders = won;
    sum->first_amount = won ? sum->purchase_amount : 0;
    sum->buyers = sum->orders > 0;
}

static void add_presence(const Presence *one, Presence *all)
{
    all->start += one->start;
    all->end += one->end;
    all->retained += one->retained;
    all->lost += one->lost;
    all->new_ += one->new_;
    all->reactivated += one->reactivated;
    all->passed_through += one->passed_through;
    all->first_orders += one->first_orders;
    all->first_amount += one->first_amount;
    all->buyers += one->buyers;
    all->orders += one->orders;
    all->purchase_amount += one->purchase_amount;
    all->refund_amount += one->refund_amount;
    all->refunds += one->refunds;
}

static void add_period(const Joining *joining, const Subscriber *one, uint16_t group, uint32_t period)
{
    Presence seen = {0};
    const PeriodSpan *span = &joining->base->orders.span;
    Day from = span_first_day(span, period), to = (Day)smaller(span_last_day(span, period), span->as_of);
    if (from > to || one->since > to) return;
    add_orders(joining, one, from, to, &seen);
    int64_t accrued = subscriber_accrued(&joining->base->recurring, one->person, from, to);
    seen.orders += accrued > 0;
    seen.purchase_amount += accrued;
    add_standing(joining, one, from, to, &seen);
    add_presence(&seen, &joining->base->orders.presence[(size_t)group * span->count + period]);
}

static Day first_purchase(const CustomerRows *rows)
{
    for (uint32_t row = rows->from; row < rows->to; row++)
        if (row_amount(rows->piece, row) > 0) return second_day(rows->piece->second[row]);
    return DAY_MAX;
}

static void add_subscribers(Joining *joining)
{
    CustomerBase *base = joining->base;
    for (size_t i = 0; i < base->recurring.persons; i++) {
        Subscriber one = {.person = &base->recurring.person[i]};
        uint16_t group = reading_group(joining->ask, one.person->root);
        one.since = subscriber_since(&base->recurring, one.person);
        if (group == UINT16_MAX || one.since == DAY_MAX) continue;
        if (joining->columns && one.person->root < joining->columns->customers)
            one.rows = columns_find(joining->columns, one.person->root);
        one.since = (Day)smaller(one.since, first_purchase(&one.rows));
        find_paid(joining, &one);
        for (uint32_t p = 0; p < base->orders.span.count; p++) add_period(joining, &one, group, p);
    }
}

static void say_so(const MetricAsk *ask, const CustomerBase *base, MetricTable *table)
{
    Str also =
        ask->locale == LOCALE_FR
            ? STR("clients\u00A0: ceux qui commandent et ceux qui sont abonnés, chacun une fois\u202F; un "
                  "abonnement compte sa valeur mensuelle, jour par jour, et une commande qui le paie ne s’ajoute "
                  "pas")
            : STR("customers: those who order and those who subscribe, each once; a subscription counts with "
                  "its monthly value, day by day, and an order that pays for it is not added");
    Str alone = ask->locale == LOCALE_FR
                    ? STR("il n’y a pas de commandes\u00A0: les clients sont ceux qui sont abonnés, et un abonnement "
                          "compte sa valeur mensuelle, jour par jour")
                    : STR("there are no orders: customers are those who subscribe, and a subscription counts with its "
                          "monthly value, day by day");
    reading_note(table, base->orders.any ? also : alone);
}

bool customer_base_read(const MetricAsk *ask, uint32_t back, CustomerBase *base, MetricTable *table, Error *error)
{
    Day since;
    base->paid_count = 0;
    base->paid = NULL;
    if (!read_recurring(ask, base, &since, error)) return false;
    if (!base->subscribed) return order_base_read(ask, back, &base->orders, table, error);
    Grouping others = without_subscribers(ask, base);
    Joining joining = {.ask = ask, .base = base};
    if (!order_base_read_of(ask, back, &others, since, &base->orders, table, error)) return false;
    say_so(ask, base, table);
    if (!base->orders.presence) return true;
    if (base->orders.any && !ask->port->ask->hold(ask->port, &base->orders.orders.lane, &joining.columns, error))
        return false;
    add_subscribers(&joining);
    if (joining.columns) ask->port->ask->release(ask->port, joining.columns);
    return true;
}

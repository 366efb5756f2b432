// subscription_state.c - from dated events to state and value. Pure.
#include "order/subscription.h"

// ---- words ----

static const Str status_names[SUBSCRIPTION_STATUS_COUNT] = {
    [SUBSCRIPTION_NONE] = STR(""),
    [SUBSCRIPTION_PENDING] = STR("pending"),
    [SUBSCRIPTION_TRIALING] = STR("trialing"),
    [SUBSCRIPTION_ACTIVE] = STR("active"),
    [SUBSCRIPTION_PAST_DUE] = STR("past_due"),
    [SUBSCRIPTION_UNPAID] = STR("unpaid"),
    [SUBSCRIPTION_PAUSED] = STR("paused"),
    [SUBSCRIPTION_CANCELLED] = STR("cancelled"),
};

static const Str word_events[WORD_COUNT] = {
    [WORD_TRIAL_STARTED] = STR("Subscription Trial Started"),
    [WORD_STARTED] = STR("Subscription Started"),
    [WORD_RESUMED] = STR("Subscription Resumed"),
    [WORD_RENEWED] = STR("Subscription Renewed"),
    [WORD_INVOICE_PAID] = STR("Invoice Paid"),
    [WORD_PAYMENT_REFUNDED] = STR("Payment Refunded"),
    [WORD_CHANGED] = STR("Subscription Changed"),
    [WORD_UPGRADED] = STR("Subscription Upgraded"),
    [WORD_DOWNGRADED] = STR("Subscription Downgraded"),
    [WORD_PAYMENT_FAILED] = STR("Payment Failed"),
    [WORD_PAUSED] = STR("Subscription Paused"),
    [WORD_CANCEL_SCHEDULED] = STR("Subscription Cancel Scheduled"),
    [WORD_CANCELLED] = STR("Subscription Cancelled"),
};

Str subscription_status_name(SubscriptionStatus status)
{
    return status_names[status];
}

bool subscription_status_parse(Str name, SubscriptionStatus *status)
{
    for (int i = SUBSCRIPTION_PENDING; i < SUBSCRIPTION_STATUS_COUNT; i++)
        if (str_equal(status_names[i], name)) return *status = (SubscriptionStatus)i, true;
    return false;
}

Str subscription_word_event(SubscriptionWord word)
{
    return word_events[word];
}

SubscriptionWord subscription_word_of(Str event)
{
    for (int i = WORD_NONE + 1; i < WORD_COUNT; i++)
        if (str_equal(word_events[i], event)) return (SubscriptionWord)i;
    return WORD_NONE;
}

Str reason_kind_name(ReasonKind kind)
{
    static const Str names[REASON_KIND_COUNT] = {STR(""), STR("voluntary"), STR("involuntary")};
    return names[kind];
}

// ---- what holds after an event ----

static bool is_payment(SubscriptionWord word)
{
    return word == WORD_INVOICE_PAID || word == WORD_PAYMENT_FAILED || word == WORD_PAYMENT_REFUNDED;
}

static bool is_alive(SubscriptionStatus status)
{
    return status != SUBSCRIPTION_NONE && status != SUBSCRIPTION_CANCELLED;
}

bool subscription_comes_after(const Subscription *subscription, const SubscriptionNews *news)
{
    if (news->at != subscription->last_at) return news->at > subscription->last_at;
    if (news->word != subscription->last_word) return news->word > subscription->last_word;
    return news->mark >= subscription->last_mark;
}

void subscription_as_of(Subscription *subscription, Instant instant)
{
    MaybeNumber cancel_at = subscription->terms.cancel_at;
    if (!is_alive(subscription->status) || !cancel_at.said || cancel_at.value > instant) return;
    subscription->status = SUBSCRIPTION_CANCELLED;
    subscription->scheduled = true;
    subscription->cancelled_at = cancel_at;
}

static void revive(Subscription *subscription)
{
    subscription->terms.cancel_at = subscription->cancelled_at = (MaybeNumber){0};
    subscription->terms.reason = STR("");
    subscription->terms.reason_kind = REASON_UNKNOWN;
    subscription->scheduled = false;
}

static void take_number(MaybeNumber *held, MaybeNumber said)
{
    if (said.said) *held = said;
}

static void take_text(Str *held, Str said)
{
    if (said.size) *held = said;
}

// An amount of the whole goes before price × quantity until a price is said again.
static void take_terms(SubscriptionTerms *held, const SubscriptionTerms *said, uint32_t taken_back)
{
    if (taken_back & TAKEN_CANCEL_AT) held->cancel_at = (MaybeNumber){0};
    if (taken_back & TAKEN_TRIAL_END) held->trial_end = (MaybeNumber){0};
    if (taken_back & TAKEN_DISCOUNT) held->discount_micros = held->discount_ppm = (MaybeNumber){0};
    if (taken_back & TAKEN_PRICE) held->price_micros = held->amount_micros = (MaybeNumber){0};
    if (said->price_micros.said) held->amount_micros = (MaybeNumber){0};
    if (said->cycle_count.said) held->cycle_unit = said->cycle_unit;
    take_text(&held->plan, said->plan);
    take_text(&held->currency, said->currency);
    take_text(&held->reason, said->reason);
    take_number(&held->price_micros, said->price_micros);
    take_number(&held->quantity, said->quantity);
    take_number(&held->amount_micros, said->amount_micros);
    take_number(&held->discount_micros, said->discount_micros);
    take_number(&held->discount_ppm, said->discount_ppm);
    take_number(&held->cycle_count, said->cycle_count);
    take_number(&held->trial_end, said->trial_end);
    take_number(&held->period_end, said->period_end);
    take_number(&held->cancel_at, said->cancel_at);
    if (said->reason_kind) held->reason_kind = said->reason_kind;
}

// Only what comes before the end is a plan for it; without a day it ends with the period.
static void schedule_cancel(Subscription *subscription, Instant at)
{
    MaybeNumber *cancel_at = &subscription->terms.cancel_at;
    if (!cancel_at->said) *cancel_at = subscription->terms.period_end;
    if (cancel_at->said && cancel_at->value < at) cancel_at->value = at;
}

static SubscriptionStatus after_renewal(const Subscription *subscription)
{
    bool ended = subscription->status == SUBSCRIPTION_CANCELLED && !subscription->scheduled;
    return ended ? SUBSCRIPTION_CANCELLED : SUBSCRIPTION_ACTIVE;
}

static SubscriptionStatus after_payment(SubscriptionStatus status)
{
    bool waited = status == SUBSCRIPTION_PAST_DUE || status == SUBSCRIPTION_UNPAID || status == SUBSCRIPTION_PENDING;
    return waited ? SUBSCRIPTION_ACTIVE : status;
}

static SubscriptionStatus after_word(const Subscription *subscription, const SubscriptionNews *news)
{
    SubscriptionStatus status = subscription->status;
    MaybeNumber trial_end = news->terms.trial_end, cancel_at = news->terms.cancel_at;
    switch (news->word) {
    case WORD_TRIAL_STARTED: return SUBSCRIPTION_TRIALING;
    case WORD_STARTED:
        return trial_end.said && trial_end.value > news->at ? SUBSCRIPTION_TRIALING : SUBSCRIPTION_ACTIVE;
    case WORD_RESUMED: return SUBSCRIPTION_ACTIVE;
    case WORD_RENEWED: return after_renewal(subscription);
    case WORD_INVOICE_PAID: return after_payment(status);
    case WORD_PAYMENT_FAILED: return status == SUBSCRIPTION_ACTIVE ? SUBSCRIPTION_PAST_DUE : status;
    case WORD_PAUSED: return status == SUBSCRIPTION_CANCELLED ? status : SUBSCRIPTION_PAUSED;
    case WORD_CANCELLED:
        if (!cancel_at.said || cancel_at.value <= news->at) return SUBSCRIPTION_CANCELLED;
        break; // it says when it will end
    case WORD_CHANGED:
    case WORD_UPGRADED:
    case WORD_DOWNGRADED:
    case WORD_CANCEL_SCHEDULED: break;
    case WORD_PAYMENT_REFUNDED:
    case WORD_NONE:
    case WORD_COUNT: return status;
    }
    return status == SUBSCRIPTION_NONE ? SUBSCRIPTION_ACTIVE : status;
}

static void note_dates(Subscription *subscription, SubscriptionStatus before, Instant at)
{
    bool begins = before == SUBSCRIPTION_NONE && is_alive(subscription->status);
    if (begins && !subscription->started_at.said) subscription->started_at = (MaybeNumber){true, at};
    if (subscription->status != SUBSCRIPTION_CANCELLED) subscription->cancelled_at = (MaybeNumber){0};
    if (subscription->status != SUBSCRIPTION_CANCELLED) subscription->scheduled = false;
    if (subscription->status == SUBSCRIPTION_CANCELLED && before != SUBSCRIPTION_CANCELLED)
        subscription->cancelled_at = (MaybeNumber){true, at};
}

void subscription_apply(Subscription *subscription, const SubscriptionNews *news)
{
    subscription_as_of(subscription, subscription_meets(news));
    SubscriptionStatus before = subscription->status, after = after_word(subscription, news);
    bool tells = !is_payment(news->word) && news->word != WORD_CANCELLED;
    if (news->status != SUBSCRIPTION_NONE && tells) after = news->status;
    bool lives_on = is_alive(after) && (before == SUBSCRIPTION_CANCELLED || news->word == WORD_RESUMED);
    if (lives_on) revive(subscription);
    take_terms(&subscription->terms, &news->terms, news->taken_back);
    if (news->word == WORD_CANCEL_SCHEDULED) schedule_cancel(subscription, news->at);
    subscription->status = after;
    note_dates(subscription, before, news->at);
    subscription->last_at = news->at;
    subscription->last_word = news->word;
    subscription->last_mark = news->mark;
    subscription->events++;
}

// ---- what it is worth ----

Currency subscription_currency(const Subscription *subscription, const Currency *otherwise)
{
    Currency currency;
    Str code = subscription->terms.currency;
    if (str_equal(code, str_of(otherwise->code))) return *otherwise; // as almost always
    return code.size && currency_find(code, &currency) ? currency : *otherwise;
}

typedef __int128 Wide; // micros × quantity × ppm × 365 stays below 2^127: each is bounded where it is read

// numerator / denominator, both 0 or more, a half away from zero.
static int64_t rounded(Wide numerator, Wide denominator)
{
    Wide quotient = (2 * numerator + denominator) / (2 * denominator);
    return quotient > INT64_MAX ? INT64_MAX : (int64_t)quotient;
}

// A cycle in millionths of a micro, discount off.
static bool cycle_price(const SubscriptionTerms *terms, Wide *price)
{
    if (!terms->amount_micros.said && !terms->price_micros.said) return false;
    Wide quantity = terms->quantity.said ? terms->quantity.value : 1;
    Wide micros = terms->amount_micros.said ? terms->amount_micros.value : terms->price_micros.value * quantity;
    if (terms->discount_micros.said) micros -= terms->discount_micros.value;
    if (micros < 0) micros = 0;
    *price = micros * (PPM - (terms->discount_ppm.said ? terms->discount_ppm.value : 0));
    return true;
}

// How many months a cycle lasts, as a fraction.
static void cycle_months(const SubscriptionTerms *terms, Wide *numerator, Wide *denominator)
{
    enum { MONTHS_A_YEAR = 12, DAYS_A_YEAR = 365, DAYS_A_WEEK = 7, MONTHS_A_QUARTER = 3 };
    Wide count = terms->cycle_count.said ? terms->cycle_count.value : 1;
    *numerator = count;
    *denominator = 1;
    switch (terms->cycle_count.said ? terms->cycle_unit : PERIOD_MONTH) {
    case PERIOD_DAY: *numerator *= MONTHS_A_YEAR, *denominator = DAYS_A_YEAR; break;
    case PERIOD_WEEK: *numerator *= (Wide)MONTHS_A_YEAR * DAYS_A_WEEK, *denominator = DAYS_A_YEAR; break;
    case PERIOD_QUARTER: *numerator *= MONTHS_A_QUARTER; break;
    case PERIOD_YEAR: *numerator *= MONTHS_A_YEAR; break;
    case PERIOD_MONTH:
    case PERIOD_UNIT_COUNT: break;
    }
}

static Wide unit_of(const Subscription *subscription, const Currency *otherwise)
{
    Currency currency = subscription_currency(subscription, otherwise);
    return (Wide)PPM * (MICROS_PER_MAJOR / currency_minor_per_major(&currency));
}

MonthlyValue subscription_cycle_value(const Subscription *subscription, const Currency *currency)
{
    Wide price;
    if (!cycle_price(&subscription->terms, &price)) return (MonthlyValue){0};
    return (MonthlyValue){true, rounded(price, unit_of(subscription, currency))};
}

MonthlyValue subscription_monthly(const Subscription *subscription, const Currency *currency)
{
    Wide price, months, parts;
    if (subscription->status != SUBSCRIPTION_ACTIVE && subscription->status != SUBSCRIPTION_PAST_DUE)
        return (MonthlyValue){true, 0};
    if (!cycle_price(&subscription->terms, &price)) return (MonthlyValue){0};
    cycle_months(&subscription->terms, &months, &parts);
    return (MonthlyValue){true, rounded(price * parts, unit_of(subscription, currency) * months)};
}

#include "health/facts_take.h"

#include "feedback/answer.h"
#include "health/sign.h"

enum { DAYS_30 = 30, DAYS_90 = 90, DAYS_180 = 180, DAYS_365 = 365, SLOW_DAYS = 3 };

// Within so many days of 24 hours up to as_of.
static bool within(const Moment *moment, Instant at, int64_t days)
{
    return at <= moment->as_of && at > moment->as_of - days * HEALTH_DAY;
}

static void latest(Instant *last, Instant at)
{
    *last = larger(*last, at);
}

static bool comes_after(const Moment *moment, Instant at)
{
    return at > moment->as_of && at <= moment->as_of + moment->window_days * HEALTH_DAY;
}

void take_order(HealthFacts *facts, const Moment *moment, const OrderRow *order)
{
    facts->bought_after |= comes_after(moment, order->at);
    if (order->at > moment->as_of) return;
    facts->any = true;
    if (!facts->purchases || order->at < facts->first_purchase) facts->first_purchase = order->at;
    latest(&facts->last_purchase, order->at);
    facts->purchases++;
    facts->promoted += order->promoted;
    facts->purchases_90d += within(moment, order->at, DAYS_90);
    facts->purchases_before_90d += within(moment, order->at, DAYS_180) && !within(moment, order->at, DAYS_90);
    facts->purchases_365d += within(moment, order->at, DAYS_365);
    if (!order->has_amount || order->discount_minor < 0 || order->total_minor < 0 ||
        (order->total_minor == 0 && order->discount_minor == 0))
        return;
    facts->discounted++;
    facts->discount += (double)order->discount_minor / ((double)order->total_minor + (double)order->discount_minor);
}

void take_answer(HealthFacts *facts, const Moment *moment, const AnswerRow *answer)
{
    if (answer->at > moment->as_of) return;
    facts->any = true;
    if (!answer->in_words && answer->kind == ANSWER_NPS && answer->at >= facts->nps_at) {
        facts->nps_at = answer->at;
        facts->nps = 10 * answer->level;
    }
    if (!answer->in_words && answer->kind == ANSWER_CSAT && answer->at >= facts->csat_at) {
        facts->csat_at = answer->at;
        facts->csat = answer->level;
    }
    if (answer->mood < 0) latest(&facts->negative_at, answer->at);
    if (!within(moment, answer->at, DAYS_90)) return;
    facts->moods++;
    facts->mood += answer->mood;
}

// The newest first; of more than there is room for, the oldest go.
static void keep_ticket(HealthFacts *facts, Instant at)
{
    uint32_t kept = facts->tickets < TICKETS_RECENT_MAX ? facts->tickets : TICKETS_RECENT_MAX, place = kept;
    while (place && facts->ticket[place - 1] < at) place--;
    if (place == TICKETS_RECENT_MAX) return;
    for (uint32_t i = kept < TICKETS_RECENT_MAX ? kept : kept - 1; i > place; i--)
        facts->ticket[i] = facts->ticket[i - 1];
    facts->ticket[place] = at;
}

void take_ticket(HealthFacts *facts, const Moment *moment, const TicketRow *ticket)
{
    if (ticket->opened_at > moment->as_of) return;
    facts->any = true;
    keep_ticket(facts, ticket->opened_at);
    facts->tickets++;
    facts->tickets_30d += within(moment, ticket->opened_at, DAYS_30);
    bool open = !ticket->solved_at || ticket->solved_at > moment->as_of;
    if (open && (!facts->open_since || ticket->opened_at < facts->open_since)) facts->open_since = ticket->opened_at;
    if (!open && ticket->solved_at - ticket->opened_at > SLOW_DAYS * HEALTH_DAY)
        latest(&facts->slow_at, ticket->solved_at);
}

void take_promise(HealthFacts *facts, const Moment *moment, Instant broken_at)
{
    if (broken_at <= moment->as_of) latest(&facts->broken_at, broken_at);
}

void take_sign(HealthFacts *facts, const Moment *moment, const SignRow *sign)
{
    if (sign->at > moment->as_of) return;
    bool recent = within(moment, sign->at, DAYS_180);
    switch ((SignKind)sign->kind) {
    case SIGN_THUMBS_DOWN:
        facts->any = true;
        latest(&facts->thumbs_down_at, sign->at);
        latest(&facts->negative_at, sign->at);
        break;
    case SIGN_DELIVERED:
        facts->deliveries += recent;
        facts->late += recent && sign->flag;
        if (sign->flag) latest(&facts->late_at, sign->at);
        break;
    case SIGN_TROUBLE:
        facts->troubles_30d += within(moment, sign->at, DAYS_30);
        latest(&facts->trouble_at, sign->at);
        break;
    case SIGN_PROMISED:
    case SIGN_DELAYED:
    case SIGN_NOT_DELIVERED:
    case SIGN_MESSAGE:
    case SIGN_KIND_END: break;
    }
}

// ---- subscriptions ----

static bool runs(SubscriptionStatus status)
{
    return status >= SUBSCRIPTION_TRIALING && status <= SUBSCRIPTION_PAUSED;
}

// What was told to the company last holds: a pause until it is resumed, a failed payment until one is made.
static void take_word(SubscriptionTally *tally, const SubscriptionStep *step)
{
    if (step->word == WORD_PAUSED) tally->paused_at = step->at;
    if (step->word == WORD_DOWNGRADED) tally->downgraded_at = step->at;
    if (step->word == WORD_PAYMENT_FAILED) tally->payment_failed_at = step->at;
    if (step->word == WORD_RENEWED || step->word == WORD_INVOICE_PAID) tally->payment_failed_at = 0;
    if (step->status != SUBSCRIPTION_PAUSED) tally->paused_at = 0;
    if (step->status == SUBSCRIPTION_PAUSED && !tally->paused_at) tally->paused_at = step->at;
    if (!step->cancels) tally->cancel_scheduled_at = 0;
    if (step->cancels && !tally->cancel_scheduled_at) tally->cancel_scheduled_at = step->at;
}

void take_step(SubscriptionTally *tally, const Moment *moment, const SubscriptionStep *step)
{
    bool alive = runs(step->status);
    if (step->at > moment->as_of) {
        if (step->at <= moment->as_of + moment->window_days * HEALTH_DAY) tally->ran_later = alive;
        return;
    }
    if (alive && !tally->runs) tally->since = step->at;
    if (!alive) *tally = (SubscriptionTally){0};
    tally->runs = tally->ran_then = tally->ran_later = alive;
    tally->paid = tally->paid_then = alive && !step->free && step->status != SUBSCRIPTION_TRIALING;
    if (alive) take_word(tally, step);
}

void take_subscription(HealthFacts *facts, const SubscriptionTally *tally)
{
    facts->contract_after |= tally->ran_later;
    if (!tally->runs) return;
    facts->any = true;
    facts->contract = true;
    facts->contract_paid |= tally->paid;
    if (tally->paid && !tally->ran_later) facts->contract_ended_after = true;
    if (!facts->contract_since || tally->since < facts->contract_since) facts->contract_since = tally->since;
    latest(&facts->paused_at, tally->paused_at);
    latest(&facts->downgraded_at, tally->downgraded_at);
    latest(&facts->cancel_scheduled_at, tally->cancel_scheduled_at);
    latest(&facts->payment_failed_at, tally->payment_failed_at);
}

// ---- use ----

void take_use(HealthFacts *facts, const uint32_t *second, uint32_t count, int64_t as_of)
{
    int64_t today = as_of / SECONDS_PER_DAY, seen = -1;
    for (uint32_t i = count; i-- > 0;) {
        int64_t day = second[i] / SECONDS_PER_DAY, age = today - day;
        if ((int64_t)second[i] > as_of) continue;
        facts->any = facts->used = true;
        if (age >= 2 * DAYS_30) return;
        if (day == seen) continue;
        seen = day;
        if (age < DAYS_30)
            facts->active_days_30d++;
        else
            facts->active_days_before_30d++;
    }
}

void take_referrals(HealthFacts *facts, uint32_t count)
{
    facts->referrals += count;
}

// ---- what follows from them ----

double facts_gap_days(const HealthFacts *facts, int64_t window_days)
{
    enum { OWN_FROM = 3 };
    double gap = (double)window_days / 2;
    if (facts->purchases >= OWN_FROM)
        gap = (double)(facts->last_purchase - facts->first_purchase) / (double)HEALTH_DAY / (facts->purchases - 1);
    return gap < 1 ? 1 : gap;
}

HealthOutcome facts_outcome(const HealthFacts *facts, Instant as_of, int64_t window_days)
{
    if (facts->contract_paid)
        return facts->contract_ended_after && !facts->contract_after ? OUTCOME_LEFT : OUTCOME_STAYED;
    bool active = facts->purchases && facts->last_purchase > as_of - window_days * HEALTH_DAY;
    if (!active) return OUTCOME_NONE;
    return facts->bought_after ? OUTCOME_STAYED : OUTCOME_LEFT;
}

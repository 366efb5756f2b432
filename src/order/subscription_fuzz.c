// subscription_fuzz.c - properties of any form: what is read stays within bounds, and the state never overflows.
#include <stdlib.h>

#include "order/subscription.h"

static void must(bool condition)
{
    if (!condition) abort();
}

static void check_state(const SubscriptionNews *news, Subscription *state)
{
    static const Currency euro = {.code = "EUR", .exponent = 2, .symbol = ""};
    subscription_apply(state, news);
    must(state->status < SUBSCRIPTION_STATUS_COUNT);
    MonthlyValue monthly = subscription_monthly(state, &euro), cycle = subscription_cycle_value(state, &euro);
    must(monthly.minor >= 0 && cycle.minor >= 0 && (monthly.known || !cycle.known));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_open(0);
    Subscription state = {0};
    for (int word = WORD_NONE + 1; word < WORD_COUNT; word++) {
        Event event = {.seq = word,
                       .kind = EVENT_TRACK,
                       .name = subscription_word_event((SubscriptionWord)word),
                       .customer = 1,
                       .at = word,
                       .body = {(const char *)data, size}};
        Str reference;
        SubscriptionNews news;
        if (!subscription_news(&event, arena, &reference, &news)) continue;
        must(reference.size <= SUBSCRIPTION_REFERENCE_BYTES_MAX && news.terms.plan.size <= SUBSCRIPTION_TEXT_BYTES_MAX);
        check_state(&news, &state);
    }
    arena_close(arena);
    return 0;
}

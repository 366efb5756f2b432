// subscription_follow.c - the events that subscriptions are made of, taken in the transaction that appends them; and
// where subscriptions hold personal data.
#include "order/subscription_parts.h"

static bool follow_event(const struct House *house, StoreSession *session, const Event *event, Error *error)
{
    (void)house;
    Arena *arena = arena_open(0);
    SubscriptionNews news;
    Str reference;
    bool fine = !subscription_news(event, arena, &reference, &news) ||
                subscription_take(session, reference, &news, arena, error);
    arena_close(arena);
    return fine;
}

static bool undo_event(const struct House *house, StoreSession *session, const Event *event, Error *error)
{
    (void)house;
    Arena *arena = arena_open(0);
    bool fine = subscription_forget(session, event->seq, arena, error);
    arena_close(arena);
    return fine;
}

#define ON(event_name)                                                                                                 \
    {                                                                                                                  \
        .name = "subscription", .kinds = 1U << EVENT_TRACK | 1U << EVENT_INTERNAL, .event = (event_name),              \
        .within = follow_event, .undo = undo_event                                                                     \
    }

const Reaction subscription_reactions[] = {
    ON("Subscription Started"),   ON("Subscription Trial Started"),
    ON("Subscription Upgraded"),  ON("Subscription Downgraded"),
    ON("Subscription Changed"),   ON("Subscription Paused"),
    ON("Subscription Resumed"),   ON("Subscription Cancel Scheduled"),
    ON("Subscription Cancelled"), ON("Subscription Renewed"),
    ON("Invoice Paid"),           ON("Payment Failed"),
    ON("Payment Refunded"),       {0},
};

// ---- personal data ----

// Queries of subscription.sql name the status by its number.
_Static_assert(SUBSCRIPTION_CANCELLED == 7, "subscription.sql: list, expire");

#define PURPOSE PHRASE("keeping track of what is subscribed to", "suivre ce à quoi la personne est abonnée")

// Events first: their queries look at the subscriptions.
const PersonalTable subscription_personal[] = {
    {.table = "subscription_event",
     .name = "subscription_events",
     .purpose = PURPOSE,
     .retention = RETENTION_PURCHASE,
     .read = &query_subscription_personal_events,
     .columns = "word at:instant plan currency amount_micros price_micros quantity cancel_at:instant reason",
     .erase = &query_subscription_erase_events,
     .expire = &query_subscription_expire_events},
    {.table = "subscription",
     .name = "subscriptions",
     .purpose = PURPOSE,
     .retention = RETENTION_PURCHASE,
     .read = &query_subscription_personal,
     .columns = "reference status plan currency amount_micros price_micros quantity started_at:instant "
                "trial_end:instant period_end:instant cancel_at:instant cancelled_at:instant reason",
     .erase = &query_subscription_erase,
     .expire = &query_subscription_expire},
    {0},
};

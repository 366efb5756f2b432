// follow.c - the events that are followed, and where personal data lies.
#include "health/follow.h"

#include "health/health_job.h"

enum { SAID = 1U << EVENT_TRACK | 1U << EVENT_INTERNAL };

#define FOLLOWED(label, said)                                                                                          \
    {                                                                                                                  \
        .name = (label), .kinds = SAID, .event = (said), .within = sign_follow, .undo = sign_undo                      \
    }

const Reaction health_reactions[] = {
    FOLLOWED("thumbs down", "Thumbs Down"),
    FOLLOWED("feedback given", "Feedback Given"),
    FOLLOWED("content rated", "Content Rated"),
    FOLLOWED("orders promised", "Order Completed"),
    FOLLOWED("orders promised anew", "Order Updated"),
    FOLLOWED("orders shipped", "Order Shipped"),
    FOLLOWED("orders fulfilled", "Order Fulfilled"),
    FOLLOWED("orders delayed", "Order Delayed"),
    FOLLOWED("orders delivered", "Order Delivered"),
    FOLLOWED("orders not delivered", "Order Cancelled"),
    FOLLOWED("errors met", "App Error"),
    FOLLOWED("errors shown", "Error Shown"),
    FOLLOWED("checkouts failed", "Checkout Failed"),
    FOLLOWED("mails sent", "Email Sent"),
    FOLLOWED("mails delivered", "Email Delivered"),
    FOLLOWED("text messages sent", "Text Message Sent"),
    FOLLOWED("push messages sent", "Push Notification Sent"),
    FOLLOWED("letters sent", "Letter Sent"),
    // After those above: what they keep is read then.
    {.name = "health watch", .kinds = SAID, .within = health_watch_follow},
    {.name = NULL},
};

const PersonalTable health_personal[] = {
    {.table = "health_sign",
     .name = "signs",
     .purpose = PHRASE("deliveries, errors and messages that reached you, to serve you better",
                       "vos livraisons, les erreurs rencontrées et les messages reçus, pour mieux vous servir"),
     .retention = RETENTION_SERVICE,
     .read = &query_sign_export,
     .columns = "kind at:instant reference due_at:instant flag",
     .erase = &query_sign_erase,
     .expire = &query_sign_expire},
    {.table = "health_override",
     .name = "health_said",
     .purpose =
         PHRASE("what our team says of how well we serve you", "ce que notre équipe dit de votre relation avec nous"),
     .retention = RETENTION_CUSTOMER,
     .read = &query_health_override_export,
     .columns = "band reason until_day:day made_at:instant",
     .erase = &query_health_override_remove},
    {.table = "health_day",
     .name = "health_scores",
     .purpose =
         PHRASE("how well we serve you, as a score, over time", "votre relation avec nous, en score, au fil du temps"),
     .retention = RETENTION_EVENT,
     .read = &query_health_days_export,
     .columns = "day:day score_tenths band",
     .erase = &query_health_days_erase,
     .expire = &query_health_days_expire},
    {.table = "health_alert",
     .name = "health_alerts",
     .purpose =
         PHRASE("when our team was told to look after you", "quand notre équipe a été prévenue de s’occuper de vous"),
     .retention = RETENTION_SERVICE,
     .read = &query_alert_export,
     .columns = "kind at:instant from_band to_band from_tenths to_tenths reasons note",
     .erase = &query_alert_erase,
     .expire = &query_alert_expire},
    {.table = "health_touched",
     .name = "health_touched",
     .purpose = PHRASE("to look soon at how well we serve you", "pour regarder bientôt votre relation avec nous"),
     .retention = RETENTION_TRANSIENT,
     .read = &query_watch_export,
     .columns = "at:instant",
     .erase = &query_watch_erase},
    {0},
};

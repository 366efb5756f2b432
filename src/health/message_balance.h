// message_balance.h - offers among the last messages that reached somebody (R308): when there are too many, the next
// one should be of use to them.
//
// What a message was is said by its event (content_kind: "offer", "content" …; docs/health.md); those of which it is
// not known are counted apart and have no part in the share. With fewer than five known ones nothing is proposed.
#ifndef FIDELE_HEALTH_MESSAGE_BALANCE_H
#define FIDELE_HEALTH_MESSAGE_BALANCE_H

#include "base/json.h"
#include "health/health.h"

enum { BALANCE_MESSAGES_MIN = 5 };

typedef struct MessageBalance {
    int64_t promotional, useful, unknown; // among the last messages of the definition
    double share;                         // of offers among those that are known; NaN of none
    bool content_next;
} MessageBalance;

// Pure.
MessageBalance message_balance_of(int64_t promotional, int64_t useful, int64_t unknown, double share_max);

MUST_USE bool message_balance(const HealthPlace *place, CustomerId root, const HealthDefinition *definition,
                              MessageBalance *balance, Error *error);
// "message_balance": {"last","promotional","useful","unknown","share","target","next","sentence"}.
MUST_USE bool put_message_balance(JsonWriter *json, const HealthPlace *place, CustomerId root,
                                  const HealthDefinition *definition, Locale locale, Error *error);

// Messages that reached each person after `since`: count[root], of `customers` of them. Those that were said to be of
// use (service, content) are not counted: they ask for nothing.
MUST_USE bool messages_since(const HealthPlace *place, Instant since, uint16_t *count, uint32_t customers,
                             Error *error);

#endif

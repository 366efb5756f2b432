// schedule.c - when a message that could not be delivered is tried again.
#include "base/number.h"
#include "webhook/webhook.h"

enum { SECONDS_MIN = 1, SECONDS_MAX = 60 * 60 };

#define AFTER_MINUTES(n) ((int64_t)(n)*60)
#define AFTER_HOURS(n) AFTER_MINUTES((n)*60)

static const int64_t pauses[WEBHOOK_TRIES - 1] = {
    5,
    AFTER_MINUTES(5),
    AFTER_MINUTES(30),
    AFTER_HOURS(2),
    AFTER_HOURS(5),
    AFTER_HOURS(10),
    AFTER_HOURS(14),
    AFTER_HOURS(20),
    AFTER_HOURS(24),
};

// What the receiver asked for, within its bounds; 0: it said nothing that is understood. A date is no number of
// seconds: it is taken for a wish to be asked within the hour.
static int64_t asked_seconds(Str retry_after, int64_t pause)
{
    int64_t seconds = pause;
    if (!retry_after.size) return 0;
    if (!number_parse_count(retry_after, &seconds)) seconds = pause;
    return seconds < SECONDS_MIN ? SECONDS_MIN : seconds > SECONDS_MAX ? SECONDS_MAX : seconds;
}

Instant webhook_next(int64_t attempts, double spread, Str retry_after, Instant now)
{
    if (attempts < 1 || attempts >= WEBHOOK_TRIES) return 0;
    int64_t pause = pauses[attempts - 1], asked = asked_seconds(retry_after, pause);
    // up to a tenth later, so that what failed together does not come back together
    int64_t late = (int64_t)((double)(pause * MILLISECONDS_PER_SECOND) * 0.1 * spread);
    return now + (asked ? asked * MILLISECONDS_PER_SECOND : pause * MILLISECONDS_PER_SECOND + late);
}

#include "behaviour/engagement.h"

#include <math.h>

static const BehaviourNumber weights[ENGAGED_PARTS] = {TIME_ON_SITE_WEIGHT, CLICK_RATE_WEIGHT, SOCIAL_WEIGHT};

bool doings_any(const Doings *doings, const bool known[ENGAGED_PARTS])
{
    return (known[ENGAGED_TIME] && doings->visits > 0) ||
           (known[ENGAGED_CLICKS] && (doings->delivered > 0 || doings->clicks > 0)) ||
           (known[ENGAGED_SOCIAL] && doings->actions > 0);
}

static double filled(double done, double full)
{
    return fmin(1, done / full);
}

Engagement engagement_of(const Doings *doings, const bool known[ENGAGED_PARTS], int64_t days,
                         const BehaviourSettings *settings)
{
    enum { DAYS_OF_ACTIONS = 30 };
    const double *number = settings->number;
    Engagement engagement = {
        .known = {known[ENGAGED_TIME], known[ENGAGED_CLICKS] && doings->delivered > 0, known[ENGAGED_SOCIAL]}};
    if (engagement.known[ENGAGED_TIME] && doings->visits > 0)
        engagement.part[ENGAGED_TIME] =
            filled((double)doings->seconds / (double)doings->visits, number[TIME_ON_SITE_FULL_SECONDS]);
    if (engagement.known[ENGAGED_CLICKS])
        engagement.part[ENGAGED_CLICKS] =
            filled(filled((double)doings->clicks, (double)doings->delivered), number[CLICK_RATE_FULL]);
    if (engagement.known[ENGAGED_SOCIAL])
        engagement.part[ENGAGED_SOCIAL] =
            filled((double)doings->actions * DAYS_OF_ACTIONS / (double)days, number[SOCIAL_FULL_ACTIONS]);
    double sum = 0, weight_sum = 0;
    for (int i = 0; i < ENGAGED_PARTS; i++) {
        if (!engagement.known[i]) continue;
        sum += number[weights[i]] * engagement.part[i];
        weight_sum += number[weights[i]];
    }
    engagement.scored = weight_sum > 0;
    if (engagement.scored) engagement.score = 100 * sum / weight_sum;
    return engagement;
}

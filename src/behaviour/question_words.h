// question_words.h - how questions about what people do are written: the steps of a funnel, its window and exclusions,
// brackets of days. Pure; false when a text is none.
#ifndef FIDELE_BEHAVIOUR_QUESTION_WORDS_H
#define FIDELE_BEHAVIOUR_QUESTION_WORDS_H

#include "activity/funnel.h"
#include "activity/retention.h"

// A step: events as event_lane.h reads them, perhaps only those with one value of a dimension.
typedef struct FunnelStep {
    Str event;
    Str dimension, value; // "" and "": all of them
} FunnelStep;

// "page, Product Added[channel=web], orders": a comma within brackets separates nothing, and the value ends at the last
// bracket of the step. Or as the rules of segments have it, for names with such characters:
// [{"event":"Product Added","where":{"channel":"web"}}, …]. 1 to FUNNEL_STEPS_MAX of them.
MUST_USE bool funnel_steps_parse(Str text, Arena *arena, FunnelStep steps[FUNNEL_STEPS_MAX], uint32_t *count);

// "7d", "12h", "30m", "90s", "7" (days); up to 366 days.
MUST_USE bool funnel_window_parse(Str text, uint32_t *seconds);

// "Order Cancelled:0-2": an event, and the steps between which it takes an attempt out; without: from the first to the
// last of `steps`.
MUST_USE bool funnel_exclusion_parse(Str text, uint32_t steps, Str *event, FunnelExclusion *exclusion);

// "0,1-7,8-30"
MUST_USE bool brackets_parse(Str text, RetentionBracket bracket[RETENTION_BRACKETS_MAX], uint32_t *count);

#endif

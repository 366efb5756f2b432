// pattern.h - what of service comes before leaving (R117): topics, channels and priorities of tickets, and how they
// went, of those who were customers at a time, in the window before it; and whether they left in the window after it.
//
// Three times are looked at, a window apart, the last one a window ago. Somebody who was a customer at several of them
// counts at each. People who objected to profiling are left out.
#ifndef FIDELE_HEALTH_PATTERN_H
#define FIDELE_HEALTH_PATTERN_H

#include "health/health.h"
#include "predict/health_pattern.h"

enum { PATTERNS_MAX = 64, PATTERN_PEOPLE_MIN = 10, PATTERN_TIMES = 3 };

typedef enum PatternKind {
    PATTERN_TOPIC,
    PATTERN_CHANNEL,
    PATTERN_PRIORITY,
    PATTERN_REOPENED,
    PATTERN_SLOW_REPLY, // the first one after more than a day, or none in a day
    PATTERN_SLOW,       // not solved within three days
    PATTERN_SEVERAL,    // two tickets or more
    PATTERN_MANY,       // four or more
    PATTERN_KIND_END
} PatternKind;
Str pattern_kind_name(PatternKind kind);

typedef struct ServicePattern {
    PatternKind kind;
    Str value; // of a topic, channel or priority; "" of the others
    PatternCounts counts;
    Pattern pattern;
    double adjusted; // p
} ServicePattern;

typedef struct ServicePatterns {
    ServicePattern list[PATTERNS_MAX]; // the surest first: by adjusted p, then by lift
    size_t count;
    int64_t window_days, people, left;
} ServicePatterns;
MUST_USE bool service_patterns(const HealthPlace *place, ServicePatterns *patterns, Error *error);

#endif

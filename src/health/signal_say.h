// signal_say.h - a signal with its evidence in words: "4 tickets in 30 days".
#ifndef FIDELE_HEALTH_SIGNAL_SAY_H
#define FIDELE_HEALTH_SIGNAL_SAY_H

#include "base/json.h"
#include "health/score.h"

// English has one thing and 0 or 2 things, French 0 or 1 thing and 2 things.
bool health_says_one(Locale locale, int64_t number);
Str health_say_days(Arena *arena, Locale locale, int64_t number); // "1 day", "3 days"

Str signal_evidence(HealthSignal signal, const HealthFacts *facts, const HealthMoment *moment, Locale locale,
                    Arena *arena);
// "key", "label", "since", "evidence": members of the object that is open.
void put_signal(JsonWriter *json, Locale locale, HealthSignal signal, Instant since, const HealthFacts *facts,
                const HealthMoment *moment, Arena *arena);

#define SIGNAL_FIELDS                                                                                                  \
    {.name = "key", .type = FIELD_TEXT, .required = true}, {.name = "label", .type = FIELD_TEXT, .required = true},    \
        {.name = "since", .type = FIELD_INSTANT, .required = true},                                                    \
    {                                                                                                                  \
        .name = "evidence", .type = FIELD_TEXT, .required = true,                                                      \
        .help = PHRASE("what it rests on, in words", "ce sur quoi il repose, en mots")                                 \
    }

#endif

// signal_say.h - a signal with its evidence in words: "4 tickets in 30 days".
#ifndef FIDELE_HEALTH_SIGNAL_SAY_H
#define FIDELE_HEALTH_SIGNAL_SAY_H

#include "base/json.h"
#include "health/score.h"

// English has one thing and 0 or 2 things, French 0 or 1 thing and 2 things.
bool health_says_one(Locale locale, int64_t number);
Str health_say_days(Arena *arena, Locale locale, int64_t number); // "1 day", "3 days"

// Of whom it is said, by which definition, and in which language.
typedef struct SignalSaying {
    const HealthDefinition *definition;
    const HealthFacts *facts;
    const HealthMoment *moment;
    Locale locale;
    Arena *arena;
} SignalSaying;
// "4 tickets in 30 days", in the days of the definition; of more than are known one by one "20 tickets or more".
Str signal_say_tickets(const SignalSaying *saying);
Str signal_evidence(const SignalSaying *saying, HealthSignal signal);
// "key", "label", "since", "evidence": members of the object that is open.
void put_signal(JsonWriter *json, const SignalSaying *saying, HealthSignal signal, Instant since);

#define SIGNAL_FIELDS                                                                                                  \
    {.name = "key", .type = FIELD_TEXT, .required = true}, {.name = "label", .type = FIELD_TEXT, .required = true},    \
        {.name = "since", .type = FIELD_INSTANT, .required = true},                                                    \
    {                                                                                                                  \
        .name = "evidence", .type = FIELD_TEXT, .required = true,                                                      \
        .help = PHRASE("what it rests on, in words", "ce sur quoi il repose, en mots")                                 \
    }

#endif

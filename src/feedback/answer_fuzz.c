// answer_fuzz.c - properties of any form: what is read of an answer stays within its scale and its sizes.
#include <stdlib.h>

#include "feedback/answer.h"

static void must(bool condition)
{
    if (!condition) abort();
}

static void check(const Answer *answer)
{
    double level = answer_level(answer);
    AnswerMood mood = answer_mood(answer);
    must(0 <= level && level <= 1 && MOOD_NEGATIVE <= mood && mood <= MOOD_POSITIVE);
    must(answer->survey.size <= ANSWER_TEXT_BYTES_MAX && answer->agent.size <= ANSWER_TEXT_BYTES_MAX);
    must(0 < answer->kind && answer->kind < ANSWER_KIND_END);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const Str names[] = {STR("Survey Answered"), STR("Product Reviewed"), STR("Ticket Solved")};
    Arena *arena = arena_open(0);
    Answer answer;
    Event event = {.seq = 1, .kind = EVENT_TRACK, .customer = 1, .body = {(const char *)data, size}};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        event.name = names[i];
        if (answer_of_event(&event, arena, &answer)) check(&answer);
    }
    static const Str said[] = {STR("Survey Answered"), STR("Product Reviewed"), STR("Brand Mentioned")};
    for (size_t i = 0; i < COUNT_OF(said); i++) {
        event.name = said[i];
        if (verbatim_of_event(&event, arena, &answer)) must(answer.in_words && answer.kind < ANSWER_KIND_END);
    }
    event.name = STR("Survey Sent");
    if (invitation_of_event(&event, arena, &answer)) must(answer.survey.size <= ANSWER_TEXT_BYTES_MAX);
    arena_close(arena);
    return 0;
}

// answer.h - answers to surveys and reviews, as the events of the log say: docs/feedback.md names events and
// properties.
//
// "Survey Answered" (response_id, metric, score, scale, survey, channel, agent), "Product Reviewed" (review_id, rating)
// and the satisfaction of "Ticket Solved" are answers; "Survey Sent" asks for one. An answer is known by its kind and
// response id over the whole workspace: what was said of it last holds, and it counts at the time at which it was first
// given, whatever the order in which the events come. What bots and the company's own traffic say counts for nothing.
//
// Rows are written within the transaction that appends the event (answer_follow.c), and read for a person.
#ifndef FIDELE_FEEDBACK_ANSWER_H
#define FIDELE_FEEDBACK_ANSWER_H

#include "event/log.h"

typedef enum AnswerKind {
    ANSWER_NPS = 1, // 0 to 10
    ANSWER_CSAT,    // 1 to 5 unless `scale` says otherwise
    ANSWER_CES,     // 1 to 7 unless `scale` says otherwise: 7 is the least effort
    ANSWER_OTHER,   // 1 to 5 unless `scale` says otherwise
    ANSWER_REVIEW,  // of a product: 1 to 5 unless `scale` says otherwise
    ANSWER_MENTION, // of the brand, wherever it was: words alone
    ANSWER_KIND_END
} AnswerKind;

extern const char *const answer_kind_names[ANSWER_KIND_END]; // "nps" … (from 1)
#define ANSWER_KINDS "nps|csat|ces|other|review"             // those with a rating
AnswerKind answer_kind_parse(Str name);                      // 0: none of them

enum {
    ANSWER_REFERENCE_BYTES_MAX = 200,
    ANSWER_TEXT_BYTES_MAX = 200,
    ANSWER_SCALE_MAX = 1000,
    MILLI = 1000,
    MOOD_NOT_KNOWN = 2
};

typedef struct Answer {
    int64_t event;
    CustomerId customer;
    Str reference; // "nps:R17"; "": none
    AnswerKind kind;
    Str survey, channel, agent;
    int64_t score_milli; // thousandths
    int64_t scale_low, scale_high;
    Instant at;
    bool in_words;   // without a rating: there is no score
    bool mood_known; // of these: what they say (mood_text.h)
    int mood;        // AnswerMood
} Answer;

// What an event says, texts in the arena. False: it is no answer, or its score is not on its scale.
bool answer_of_event(const Event *event, Arena *arena, Answer *answer);
// What was said without a usable rating: the comment of an answer, the body of a review, or "Brand Mentioned" (text,
// mention_id, channel). False: there are no words either.
bool verbatim_of_event(const Event *event, Arena *arena, Answer *answer);
// The same of "Survey Sent"; it has no score.
bool invitation_of_event(const Event *event, Arena *arena, Answer *invitation);

// ---- what a score says ----

double answer_level(const Answer *answer); // 0 (the lowest of the scale) to 1

typedef enum AnswerMood { MOOD_NEGATIVE = -1, MOOD_NEUTRAL, MOOD_POSITIVE } AnswerMood;
// In words: what they say. NPS: 9-10, 7-8, 0-6. Others: the upper quarter of the scale is positive (4 and 5 of 5),
// below its middle negative.
AnswerMood answer_mood(const Answer *answer);

#endif

// interest.h - what to read next: contents whose tags are what somebody reads about.
//
// Somebody's interest in a tag is the share of their readings that have it (a reading with several tags counts a part
// for each), where a reading counts half for each 90 days of its age and what everybody reads counts as one reading
// more (a Dirichlet prior: Zhai & Lafferty 2001, SIGIR, p. 334). A content is worth the mean interest of its tags. What
// was read already is left out; equal ones are in order of readers, then of number.
#ifndef FIDELE_PREDICT_INTEREST_H
#define FIDELE_PREDICT_INTEREST_H

#include "predict/affinity.h"

enum { INTEREST_HALF_LIFE_DAYS = 90 };

typedef struct Interest {
    uint32_t contents, tags;
    const uint32_t *tag_start, *tag_of; // contents + 1; tags of each content
    uint32_t *readers;                  // of each content: people
    double *share;                      // of each tag, of all readings
    int64_t readings;
} Interest;

// Lines are readings: item is the content.
void interest_count(const AffinityLine *read, size_t reads, uint32_t contents, uint32_t tags, const uint32_t *tag_start,
                    const uint32_t *tag_of, int32_t end, Arena *arena, Interest *interest);

typedef struct ContentSuggestion {
    uint32_t content;
    double score;   // 0 to 1
    uint32_t tag;   // that speaks for it most; UINT32_MAX: it has none
    uint32_t times; // readings of theirs with that tag
} ContentSuggestion;

// Of one person, sorted readings up to `day`. At most `most`; how many.
size_t interest_suggest(const Interest *interest, const AffinityLine *read, size_t reads, int32_t day, size_t most,
                        Arena *scratch, ContentSuggestion *suggestion);

// The strongest tags of one person, at most `most`, and how many of their readings have it.
typedef struct TagShare {
    uint32_t tag, times;
    double share;
} TagShare;
size_t interest_tags(const Interest *interest, const AffinityLine *read, size_t reads, int32_t day, size_t most,
                     Arena *scratch, TagShare *share);

typedef struct InterestQuality {
    int32_t from, to;
    int64_t people;           // read before it, and something they had not read in it
    Rate hit, popularity_hit; // of them, with one of these among the first 3
    bool better;              // hits are not fewer than those of popularity, and 30 people at least
} InterestQuality;
// Judged on the last `horizon_days` (at most a quarter of the span), counted from what was before.
void interest_judge(const Interest *interest, const AffinityLine *read, size_t reads, int32_t end, int32_t horizon_days,
                    InterestQuality *quality);

#endif

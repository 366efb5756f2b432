#include "predict/interest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { JUDGED_FIRST = 3, PEOPLE_LEAST = 30, PARTS = 4 };

static uint32_t tags_of(const Interest *interest, uint32_t content)
{
    return interest->tag_start[content + 1] - interest->tag_start[content];
}

void interest_count(const AffinityLine *read, size_t reads, uint32_t contents, uint32_t tags, const uint32_t *tag_start,
                    const uint32_t *tag_of, int32_t end, Arena *arena, Interest *interest)
{
    *interest = (Interest){.contents = contents, .tags = tags, .tag_start = tag_start, .tag_of = tag_of};
    interest->readers = arena_array(arena, uint32_t, contents ? contents : 1);
    interest->share = arena_array(arena, double, tags ? tags : 1);
    Arena *scratch = arena_open(0);
    uint32_t *last = arena_array(scratch, uint32_t, contents ? contents : 1); // 1 + who read it last
    for (size_t i = 0; i < reads; i++) {
        uint32_t content = read[i].item, count = content < contents ? tags_of(interest, content) : 0;
        if (content >= contents || read[i].day > end) continue;
        interest->readings++;
        if (last[content] != read[i].customer + 1) interest->readers[content]++;
        last[content] = read[i].customer + 1;
        for (uint32_t t = 0; t < count; t++) interest->share[tag_of[tag_start[content] + t]] += 1.0 / count;
    }
    for (uint32_t t = 0; t < tags; t++) interest->share[t] /= fmax(1, (double)interest->readings);
    arena_close(scratch);
}

// ---- one person ----

typedef struct Reader {
    double *weight; // of each tag; they sum to 1 with what everybody reads
    uint32_t *times;
    bool *had; // of each content
} Reader;

static Reader reader_of(const Interest *interest, const AffinityLine *read, size_t reads, int32_t day, Arena *scratch)
{
    Reader reader = {arena_array(scratch, double, interest->tags + 1),
                     arena_array(scratch, uint32_t, interest->tags + 1),
                     arena_array(scratch, bool, interest->contents + 1)};
    double sum = 1;
    for (uint32_t t = 0; t < interest->tags; t++) reader.weight[t] = interest->share[t];
    for (size_t i = 0; i < reads; i++) {
        uint32_t content = read[i].item;
        if (content >= interest->contents || read[i].day > day) continue;
        uint32_t count = tags_of(interest, content);
        double worth = exp2(-((double)day - read[i].day) / INTEREST_HALF_LIFE_DAYS);
        reader.had[content] = true;
        sum += worth;
        for (uint32_t t = 0; t < count; t++) {
            uint32_t tag = interest->tag_of[interest->tag_start[content] + t];
            reader.weight[tag] += worth / count;
            reader.times[tag]++;
        }
    }
    for (uint32_t t = 0; t < interest->tags; t++) reader.weight[t] /= sum;
    return reader;
}

typedef struct Ranked {
    ContentSuggestion suggestion;
    uint32_t readers;
} Ranked;

static int best_first(const void *left, const void *right)
{
    const Ranked *a = left, *b = right;
    if (a->suggestion.score != b->suggestion.score) return a->suggestion.score > b->suggestion.score ? -1 : 1;
    if (a->readers != b->readers) return a->readers > b->readers ? -1 : 1;
    return (a->suggestion.content > b->suggestion.content) - (a->suggestion.content < b->suggestion.content);
}

static ContentSuggestion suggestion_of(const Interest *interest, const Reader *reader, uint32_t content)
{
    ContentSuggestion suggestion = {.content = content, .tag = UINT32_MAX};
    uint32_t count = tags_of(interest, content);
    double strongest = -1;
    for (uint32_t t = 0; t < count; t++) {
        uint32_t tag = interest->tag_of[interest->tag_start[content] + t];
        suggestion.score += reader->weight[tag] / count;
        if (reader->weight[tag] <= strongest) continue;
        strongest = reader->weight[tag];
        suggestion.tag = tag;
        suggestion.times = reader->times[tag];
    }
    return suggestion;
}

size_t interest_suggest(const Interest *interest, const AffinityLine *read, size_t reads, int32_t day, size_t most,
                        Arena *scratch, ContentSuggestion *suggestion)
{
    Reader reader = reader_of(interest, read, reads, day, scratch);
    Ranked *ranked = arena_array(scratch, Ranked, interest->contents + 1);
    size_t count = 0;
    for (uint32_t c = 0; c < interest->contents; c++)
        if (!reader.had[c]) ranked[count++] = (Ranked){suggestion_of(interest, &reader, c), interest->readers[c]};
    qsort(ranked, count, sizeof *ranked, best_first);
    if (count > most) count = most;
    for (size_t i = 0; i < count; i++) suggestion[i] = ranked[i].suggestion;
    return count;
}

static int strongest_first(const void *left, const void *right)
{
    const TagShare *a = left, *b = right;
    if (a->share != b->share) return a->share > b->share ? -1 : 1;
    return (a->tag > b->tag) - (a->tag < b->tag);
}

size_t interest_tags(const Interest *interest, const AffinityLine *read, size_t reads, int32_t day, size_t most,
                     Arena *scratch, TagShare *share)
{
    Reader reader = reader_of(interest, read, reads, day, scratch);
    TagShare *all = arena_array(scratch, TagShare, interest->tags + 1);
    size_t count = 0;
    for (uint32_t t = 0; t < interest->tags; t++)
        if (reader.times[t]) all[count++] = (TagShare){t, reader.times[t], reader.weight[t]};
    qsort(all, count, sizeof *all, strongest_first);
    if (count > most) count = most;
    if (count) memcpy(share, all, count * sizeof *share);
    return count;
}

// ---- judging ----

static bool reads_among(const AffinityLine *read, size_t from, size_t to, uint32_t content)
{
    for (size_t i = from; i < to; i++)
        if (read[i].item == content) return true;
    return false;
}

// What they read later and had not read before.
static bool reads_new(const AffinityLine *read, size_t from, size_t cut, size_t to)
{
    for (size_t i = cut; i < to; i++)
        if (!reads_among(read, from, cut, read[i].item)) return true;
    return false;
}

typedef struct Judged {
    int64_t people, hits, popular_hits;
} Judged;

static bool any_read(const AffinityLine *read, size_t from, size_t to, const ContentSuggestion *suggestion,
                     size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (reads_among(read, from, to, suggestion[i].content)) return true;
    return false;
}

// Popularity is interest without readings: every tag's share is everybody's, so the order is asked for by readers.
static size_t most_read(const Interest *interest, const AffinityLine *read, size_t from, size_t cut,
                        ContentSuggestion *suggestion)
{
    size_t count = 0;
    for (uint32_t c = 0; c < interest->contents; c++) {
        if (reads_among(read, from, cut, c)) continue;
        size_t at = count < JUDGED_FIRST ? count++ : JUDGED_FIRST;
        while (at > 0 && interest->readers[suggestion[at - 1].content] < interest->readers[c]) {
            if (at < JUDGED_FIRST) suggestion[at] = suggestion[at - 1];
            at--;
        }
        if (at < JUDGED_FIRST) suggestion[at] = (ContentSuggestion){.content = c};
    }
    return count;
}

static void judge_person(const Interest *interest, const AffinityLine *read, size_t from, size_t cut, size_t to,
                         Judged *judged)
{
    ContentSuggestion suggestion[JUDGED_FIRST + 1];
    if (cut == from || !reads_new(read, from, cut, to)) return;
    Arena *scratch = arena_open(0);
    size_t count =
        interest_suggest(interest, read + from, cut - from, read[cut - 1].day, JUDGED_FIRST, scratch, suggestion);
    judged->people++;
    judged->hits += any_read(read, cut, to, suggestion, count);
    count = most_read(interest, read, from, cut, suggestion);
    judged->popular_hits += any_read(read, cut, to, suggestion, count);
    arena_close(scratch);
}

void interest_judge(const Interest *interest, const AffinityLine *read, size_t reads, int32_t end, int32_t horizon_days,
                    InterestQuality *quality)
{
    enum { PEOPLE_MAX = 5000 };
    Judged judged = {0};
    Interest before;
    Arena *scratch = arena_open(0);
    int32_t first = end;
    for (size_t i = 0; i < reads; i++)
        if (read[i].day < first) first = read[i].day;
    int32_t horizon = (int32_t)smaller(horizon_days, (end - first + 1) / PARTS), day = end - horizon;
    interest_count(read, reads, interest->contents, interest->tags, interest->tag_start, interest->tag_of, day, scratch,
                   &before);
    for (size_t from = 0, to; from < reads && judged.people < PEOPLE_MAX; from = to) {
        size_t cut = from;
        for (to = from; to < reads && read[to].customer == read[from].customer; to++) cut += read[to].day <= day;
        judge_person(&before, read, from, cut, to, &judged);
    }
    *quality = (InterestQuality){.from = day + 1,
                                 .to = end,
                                 .people = judged.people,
                                 .hit = rate_of(judged.hits, judged.people),
                                 .popularity_hit = rate_of(judged.popular_hits, judged.people)};
    quality->better = judged.people >= PEOPLE_LEAST && judged.hits >= judged.popular_hits;
    arena_close(scratch);
}

// segment_clauses.c - who each clause of a rule holds for: the simple ones are asked, the others are made of them.
#include "house.h"
#include "segment/figure.h"
#include "segment/stored_parts.h"

typedef struct Walk {
    const SegmentPlace *place;
    SegmentClause *clause;
    size_t count;
    uint32_t customers;
} Walk;

static size_t words_of(const CustomerSet *set)
{
    return (size_t)set->customers / 64 + 1;
}

static void recount(CustomerSet *set)
{
    set->count = 0;
    for (size_t w = 0; w < words_of(set); w++) set->count += (uint64_t)__builtin_popcountll(set->word[w]);
}

static uint64_t word_at(const CustomerSet *set, size_t w)
{
    return w < words_of(set) ? set->word[w] : 0;
}

// Everybody it may hold for: the roots.
static void add_everybody(const Walk *walk, CustomerSet *set)
{
    const Identity *identity = walk->place->house->identity;
    for (CustomerId c = 1; c < walk->customers; c++) {
        if (walk->place->only && !customer_set_has(walk->place->only, c)) continue;
        if (identity_root(identity, c) == c) set->word[c / 64] |= UINT64_C(1) << c % 64;
    }
}

static bool look_at(Walk *walk, const SegmentRule *rule, CustomerSet **set, Error *error);

static bool combine(Walk *walk, const SegmentRule *rule, CustomerSet *set, Error *error)
{
    bool all = rule->kind == SEGMENT_ALL, not = rule->kind == SEGMENT_NOT;
    *set = (CustomerSet){.customers = walk->customers};
    set->word = arena_array(walk->place->arena, uint64_t, words_of(set));
    if (all || not ) add_everybody(walk, set);
    for (size_t i = 0; i < rule->child_count; i++) {
        CustomerSet *child;
        if (!look_at(walk, &rule->children[i], &child, error)) return false;
        for (size_t w = 0; w < words_of(set); w++) {
            uint64_t word = word_at(child, w);
            set->word[w] = not ? set->word[w] & ~word : all ? set->word[w] & word : set->word[w] | word;
        }
    }
    recount(set);
    return true;
}

static bool look_at(Walk *walk, const SegmentRule *rule, CustomerSet **set, Error *error)
{
    SegmentClause *clause = &walk->clause[walk->count++];
    clause->rule = rule;
    *set = &clause->set;
    if (rule->kind <= SEGMENT_NOT) return combine(walk, rule, &clause->set, error);
    return segment_people(walk->place, rule, &clause->set, error);
}

bool segment_clauses(const SegmentPlace *place, const SegmentRule *rule, SegmentClause **clauses, size_t *count,
                     Error *error)
{
    CustomerSet *whole;
    SegmentPlace with_memo = segment_place_with_memo(place);
    Walk walk = {.place = &with_memo, .customers = identity_count(place->house->identity) + 1};
    walk.clause = arena_array(place->arena, SegmentClause, SEGMENT_CLAUSES_MAX);
    if (!look_at(&walk, rule, &whole, error)) return false;
    *clauses = walk.clause;
    *count = walk.count;
    return true;
}

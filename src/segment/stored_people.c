// stored_people.c - who is in a segment that is kept: by its rule, and by its list.
#include <string.h>

#include "house.h"
#include "segment/figure.h"
#include "segment/stored_parts.h"
#include "workspace/workspace.h"

enum { WITHIN_MAX = 32 }; // segments within segments; a rule that leads back to itself is refused when it is kept

static bool refuse_unknown(const SegmentRule *rule, Arena *arena, Error *error)
{
    Str place = rule->path.size ? rule->path : STR("/");
    (void)error_code(error, ERROR_INPUT, "invalid_segment",
                     PHRASE("segment, at {0}: there is no segment {1}; GET /api/v1/segments lists them",
                            "segment, à {0}\u00A0: il n’y a pas de segment {1}\u202F; GET /api/v1/segments les liste"),
                     place, error_value(arena, rule->name));
    return error_at(error, rule->path.size ? str_format(arena, "%.*s/segment", STR_ARGS(rule->path)) : STR("/segment"));
}

static bool refuse_deep(Error *error)
{
    return error_code(error, ERROR_INPUT, "invalid_segment",
                      PHRASE("segments within segments go too deep", "les segments imbriqués vont trop loin"), STR(""));
}

// ---- a segment ----

static void combine(StoredPeople *people, const CustomerSet *in, const CustomerSet *out, const CustomerSet *only)
{
    CustomerSet *all = &people->all;
    size_t words = (size_t)in->customers / 64 + 1;
    all->count = people->by_list.count = 0;
    for (size_t w = 0; w < words && w < (size_t)all->customers / 64 + 1; w++) {
        uint64_t asked = only ? (w < (size_t)only->customers / 64 + 1 ? only->word[w] : 0) : UINT64_MAX;
        people->by_list.word[w] = in->word[w] & asked;
        all->word[w] = (all->word[w] & ~out->word[w]) | people->by_list.word[w];
        all->count += (uint64_t)__builtin_popcountll(all->word[w]);
        people->by_list.count += (uint64_t)__builtin_popcountll(people->by_list.word[w]);
    }
}

// Who was erased is nobody any more.
static void leave_out_hidden(const Identity *identity, CustomerSet *set)
{
    for (size_t w = 0; w < (size_t)set->customers / 64 + 1; w++)
        for (uint64_t rest = set->word[w]; rest; rest &= rest - 1) {
            CustomerId customer = (CustomerId)(w * 64 + (size_t)__builtin_ctzll(rest));
            if (!identity_hidden(identity, customer)) continue;
            set->word[w] &= ~(UINT64_C(1) << customer % 64);
            set->count--;
        }
}

bool stored_people(const SegmentPlace *place, const StoredSegment *stored, StoredPeople *people, Error *error)
{
    SegmentRule *rule;
    CustomerSet in, out;
    Currency currency = workspace_first(place->house->workspace)->currency;
    if (!segment_parse(stored->rule, &currency, place->arena, &rule, error) ||
        !segment_people(place, rule, &people->all, error) || !listed_people(place, stored->id, &in, &out, error))
        return false;
    people->by_list = (CustomerSet){.customers = people->all.customers};
    people->by_list.word = arena_array(place->arena, uint64_t, (size_t)people->all.customers / 64 + 1);
    combine(people, &in, &out, place->only);
    leave_out_hidden(place->house->identity, &people->all);
    return true;
}

// ---- what is worked out once ----

SegmentPlace segment_place_with_memo(const SegmentPlace *place)
{
    SegmentPlace with = *place;
    if (with.memo) return with;
    with.memo = arena_new(place->arena, SegmentMemo);
    with.memo->place = with;
    return with;
}

FigureBase *segment_figures(const SegmentPlace *place)
{
    if (place->figures) return place->figures;
    if (!place->memo->figures) place->memo->figures = figure_base(&place->memo->place);
    return place->memo->figures;
}

// ---- within another ----

static bool work_out(SegmentMemo *memo, const SegmentRule *rule, Remembered *one, Error *error)
{
    StoredSegment stored;
    const SegmentPlace *place = &memo->place;
    if (!stored_of_key(place->session, rule->name, place->arena, &stored, error)) return false;
    if (!stored.id) return refuse_unknown(rule, place->arena, error);
    if (memo->depth == WITHIN_MAX) return refuse_deep(error);
    memo->depth++;
    bool fine = stored_people(place, &stored, &one->people, error);
    memo->depth--;
    return fine;
}

static bool remember(const SegmentPlace *place, const SegmentRule *rule, const Remembered **found, Error *error)
{
    SegmentMemo *memo = place->memo;
    for (*found = memo->remembered; *found; *found = (*found)->next)
        if (str_equal((*found)->key, rule->name)) return true;
    Remembered *one = arena_new(memo->place.arena, Remembered);
    one->key = str_copy(memo->place.arena, rule->name);
    if (!work_out(memo, rule, one, error)) return false;
    one->next = memo->remembered;
    memo->remembered = one;
    *found = one;
    return true;
}

bool named_people(const SegmentPlace *place, const SegmentRule *rule, CustomerSet *set, Error *error)
{
    const Remembered *found;
    if (!remember(place, rule, &found, error)) return false;
    const CustomerSet *all = &found->people.all;
    size_t words = (size_t)(set->customers < all->customers ? set->customers : all->customers) / 64 + 1;
    memcpy(set->word, all->word, words * sizeof *all->word);
    set->count = all->count;
    return true;
}

#include "segment/segment_place_http.h"

#include "api/mask.h"
#include "customer/customer_http.h"
#include "house.h"
#include "workspace/workspace.h"

static bool hides_trait(const void *context, Str name)
{
    const Call *call = context;
    return call->principal.masked & trait_mask(name);
}

SegmentPlace place_of_house(const Call *call, StoreSession *session)
{
    return (SegmentPlace){.house = call->house,
                          .session = session,
                          .port = call->house->questions,
                          .now = call->now,
                          .arena = call->arena};
}

SegmentPlace place_of_call(const Call *call, StoreSession *session)
{
    SegmentPlace place = place_of_house(call, session);
    place.hides_amounts = call->principal.masked & MASK_AMOUNTS;
    place.hides_trait = hides_trait;
    place.hides_context = call;
    return place;
}

bool asked_segment(const SegmentPlace *place, Str segment, CustomerSet **set, Error *error)
{
    SegmentRule *rule;
    *set = NULL;
    if (!segment.size) return true;
    Currency currency = workspace_first(place->house->workspace)->currency;
    *set = arena_new(place->arena, CustomerSet);
    return segment_parse(segment, &currency, place->arena, &rule, error) && segment_people(place, rule, *set, error);
}

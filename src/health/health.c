#include "health/health.h"

#include <math.h>

#include "base/zone.h"
#include "consent/consents.h"
#include "consent/profiling.h"
#include "customer/lifecycle.h"
#include "house.h"

bool health_window(const HealthPlace *place, int64_t *days, Error *error)
{
    LifecycleSetting setting;
    if (!lifecycle_setting(place->session, &setting, error)) return false;
    *days = lifecycle_rules(place->house->workspace, &setting).window_days;
    return true;
}

Day health_today(const HealthPlace *place)
{
    const Zone *zone = workspace_settings(place->house->workspace)->zone;
    return (Day)(zone_civil(zone, place->now / MILLISECONDS_PER_SECOND) / SECONDS_PER_DAY);
}

// ---- overrides ----

bool health_override(StoreSession *session, const CustomerId *members, size_t count, Day today, Arena *arena,
                     HealthOverride *override, Error *error)
{
    *override = (HealthOverride){0};
    for (size_t i = 0; i < count; i++) {
        Rows rows;
        if (!store_select(session, &query_health_override, VALUES(value_integer(members[i]), value_integer(today)),
                          &rows, error))
            return false;
        if (rows_next(&rows) && (!override->set || rows_integer(&rows, 4) >= override->made_at))
            *override = (HealthOverride){.set = true,
                                         .band = (HealthBand)rows_integer(&rows, 0),
                                         .reason = str_copy(arena, rows_text(&rows, 1)),
                                         .ends = !rows_null(&rows, 2),
                                         .until = (Day)rows_integer(&rows, 2),
                                         .made_by = rows_integer(&rows, 3),
                                         .made_at = rows_integer(&rows, 4)};
        if (!rows_close(&rows, error)) return false;
    }
    return true;
}

bool health_overrides(const HealthPlace *place, const PeopleBands *people, Error *error)
{
    Rows rows;
    if (!store_select(place->session, &query_health_overrides, VALUES(value_integer(health_today(place))), &rows,
                      error))
        return false;
    while (rows_next(&rows)) {
        CustomerId root = identity_root(place->house->identity, (CustomerId)rows_integer(&rows, 0));
        if (root >= people->customers || isnan(people->score[root])) continue;
        people->band[root] = (uint8_t)rows_integer(&rows, 1);
        people->overrides[root] = 1;
    }
    return rows_close(&rows, error);
}

// ---- one person ----

static bool read_person(const HealthPlace *place, CustomerId root, Instant as_of, PersonHealth *health, Error *error)
{
    bool allowed;
    *health = (PersonHealth){.moment.as_of = as_of};
    const FactsAsk ask = {.house = place->house, .session = place->session, .as_of = as_of, .arena = place->arena};
    if (!health_definition_get(place->session, place->arena, &health->definition, error) ||
        !health_window(place, &health->moment.window_days, error) ||
        !consent_profiling_allowed(place->house->identity, place->session, root, place->now, place->arena, &allowed,
                                   error) ||
        (allowed && !facts_of_person(&ask, root, &health->facts, error)))
        return false;
    health->standing = allowed ? health_standing(&health->facts, &health->moment) : STANDING_OBJECTED;
    if (health->standing == STANDING_CUSTOMER)
        health->score = health_score(&health->definition, &health->facts, &health->moment);
    health->band = health->score.band;
    if (allowed) health->loyalty = loyalty_index(&health->definition, &health->facts, &health->moment);
    return true;
}

bool health_of_person(const HealthPlace *place, CustomerId root, PersonHealth *health, Error *error)
{
    CustomerId *members;
    size_t count = identity_members(place->house->identity, root, place->arena, &members);
    if (!read_person(place, root, place->now, health, error) ||
        !health_override(place->session, members, count, health_today(place), place->arena, &health->override, error))
        return false;
    if (health->override.set) health->band = health->override.band;
    return true;
}

bool health_of_person_then(const HealthPlace *place, CustomerId root, Instant as_of, PersonHealth *health, Error *error)
{
    return read_person(place, root, as_of, health, error);
}

// ---- everybody ----

static bool open_people(const HealthPlace *place, const PeopleAsk *ask, PeopleHealth *people, Error *error)
{
    PeopleFacts facts;
    const FactsAsk facts_ask = {place->house, place->session, ask->as_of, ask->outcome_days, place->arena};
    *people = (PeopleHealth){.moment.as_of = ask->as_of};
    if (ask->definition)
        people->definition = *ask->definition;
    else if (!health_definition_get(place->session, place->arena, &people->definition, error))
        return false;
    if (!health_window(place, &people->moment.window_days, error) || !facts_of_all(&facts_ask, &facts, error))
        return false;
    people->facts = facts.facts;
    people->customers = facts.customers;
    people->standing = arena_array(place->arena, uint8_t, facts.customers);
    people->score = arena_array(place->arena, double, facts.customers);
    people->band = arena_array(place->arena, uint8_t, facts.customers);
    people->overrides = arena_array(place->arena, uint8_t, facts.customers);
    return true;
}

bool health_of_all(const HealthPlace *place, const PeopleAsk *ask, PeopleHealth *people, Error *error)
{
    uint8_t *allowed;
    if (!open_people(place, ask, people, error) || !profiling_of_all(place->house->identity, place->session, place->now,
                                                                     people->customers, place->arena, &allowed, error))
        return false;
    for (uint32_t c = 0; c < people->customers; c++) {
        people->score[c] = (double)NAN;
        people->standing[c] = STANDING_NO_CUSTOMER;
        if (!people->facts[c].any) continue;
        people->standing[c] =
            allowed[c] ? (uint8_t)health_standing(&people->facts[c], &people->moment) : STANDING_OBJECTED;
        if (people->standing[c] != STANDING_CUSTOMER) continue;
        HealthScore score = health_score(&people->definition, &people->facts[c], &people->moment);
        if (!score.scored) continue;
        people->score[c] = score.score;
        people->band[c] = (uint8_t)score.band;
    }
    const PeopleBands bands = {people->customers, people->score, people->band, people->overrides};
    return !ask->overrides || health_overrides(place, &bands, error);
}

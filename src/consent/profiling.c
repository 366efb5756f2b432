#include "consent/profiling.h"

#include <string.h>

#include "consent/ground.h"

typedef struct ProfilingPass {
    const Identity *identity;
    StoreSession *session;
    const Purpose *purpose;
    Instant now;
    uint32_t customers;
    uint8_t *allowed;
    uint8_t *merged; // roots of persons of several customers, one of whom said something
} ProfilingPass;

static bool may(const ProfilingPass *pass, const ConsentEvent *events, size_t count, Instant merged_at)
{
    return ground(&(GroundAsk){.purpose = pass->purpose,
                               .channel = CONSENT_ANY,
                               .events = events,
                               .count = count,
                               .merged_at = merged_at,
                               .now = pass->now})
        .allowed;
}

static bool take_customer(void *context, CustomerId customer, const ConsentEvent *events, size_t count, Error *error)
{
    (void)error;
    ProfilingPass *pass = context;
    CustomerId root = identity_root(pass->identity, customer), *members;
    if (!root || root >= pass->customers) return true;
    Arena *scratch = arena_open(0);
    if (root == customer && identity_members(pass->identity, root, scratch, &members) == 1)
        pass->allowed[root] = may(pass, events, count, INT64_MIN);
    else
        pass->merged[root] = 1;
    arena_close(scratch);
    return true;
}

// What each of the person's customers said, together.
static bool take_merged(ProfilingPass *pass, CustomerId root, Error *error)
{
    Arena *scratch = arena_open(0);
    CustomerId *members;
    ConsentEvent *events = NULL;
    size_t said = 0, count = identity_members(pass->identity, root, scratch, &members);
    Instant merged_at = INT64_MIN;
    bool fine = consent_events(pass->session, members, count, scratch, &events, &said, error) &&
                consent_merged_at(pass->identity, pass->session, members, count, scratch, &merged_at, error);
    if (fine) pass->allowed[root] = may(pass, events, said, merged_at);
    arena_close(scratch);
    return fine;
}

bool profiling_of_all(const Identity *identity, StoreSession *session, Instant now, uint32_t customers, Arena *arena,
                      uint8_t **allowed, Error *error)
{
    Purpose purpose;
    if (!purpose_get(session, STR("profiling"), arena, &purpose, error)) return false;
    ProfilingPass pass = {.identity = identity,
                          .session = session,
                          .purpose = &purpose,
                          .now = now,
                          .customers = customers,
                          .allowed = arena_array(arena, uint8_t, customers),
                          .merged = arena_array(arena, uint8_t, customers)};
    if (customers) memset(pass.allowed, may(&pass, NULL, 0, INT64_MIN), customers);
    if (!consent_each(session, take_customer, &pass, error)) return false;
    for (CustomerId root = 1; root < customers; root++)
        if (pass.merged[root] && !take_merged(&pass, root, error)) return false;
    *allowed = pass.allowed;
    return true;
}

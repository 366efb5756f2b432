#include "experiment/exposure_job.h"

#include "event/properties.h"
#include "house.h"
#include "workspace/workspace.h"

// ---- from the log ----

static int arm_of_key(const Experiment *experiment, Str key)
{
    for (int i = 0; i < EXPERIMENT_ARMS; i++)
        if (str_equal(experiment->arm[i].key, key)) return i;
    return -1;
}

static bool keep_exposure(StoreSession *session, const Experiment *experiment, CustomerId customer, int arm, Instant at,
                          Value event, Error *error)
{
    return store_execute(
        session, &query_experiment_expose,
        VALUES(value_integer(experiment->id), value_integer(customer), value_integer(arm), value_integer(at), event),
        NULL, error);
}

static bool see_viewed(StoreSession *session, const Event *event, Arena *arena, Error *error)
{
    JsonValue properties;
    Experiment experiment;
    if (event->flags & EVENT_HIDDEN || !event_properties(event, &properties)) return true;
    Str key = property_text(properties, "experiment_id experiment_key", EXPERIMENT_KEY_BYTES_MAX, arena);
    Str arm_key = property_text(properties, "variation_id variation_key", EXPERIMENT_KEY_BYTES_MAX, arena);
    if (!key.size || !arm_key.size) return true;
    if (!experiment_find(session, key, arena, &experiment, error)) return false;
    int arm = arm_of_key(&experiment, arm_key);
    bool counts = experiment.id && experiment.status == EXPERIMENT_RUNNING && arm >= 0;
    return !counts ||
           keep_exposure(session, &experiment, event->customer, arm, event->at, value_integer(event->seq), error);
}

static bool react(const House *house, StoreSession *session, const Event *event, Error *error)
{
    (void)house;
    Arena *arena = arena_open(0);
    bool fine = see_viewed(session, event, arena, error);
    arena_close(arena);
    return fine;
}

static bool undo_react(const House *house, StoreSession *session, const Event *event, Error *error)
{
    (void)house;
    return store_execute(session, &query_experiment_unexpose,
                         VALUES(value_integer(event->customer), value_integer(event->seq)), NULL, error);
}

const Reaction experiment_reactions[] = {
    {.name = "exposures", .event = "Experiment Viewed", .within = react, .undo = undo_react},
    {.name = NULL},
};

// ---- everybody of a segment ----

bool experiment_people(const House *house, StoreSession *session, const Experiment *experiment, Instant now,
                       Arena *arena, CustomerSet **set, Error *error)
{
    SegmentRule *rule;
    Currency currency = workspace_first(house->workspace)->currency;
    SegmentPlace place = {.house = house, .session = session, .port = house->questions, .now = now, .arena = arena};
    *set = NULL;
    if (!experiment->segment.size) return true;
    *set = arena_new(arena, CustomerSet);
    return segment_parse(experiment->segment, &currency, arena, &rule, error) &&
           segment_people(&place, rule, *set, error);
}

typedef struct Enrolling {
    JobCall *call;
    Experiment experiment;
    CustomerSet *people;
    CustomerId after, count; // all customers: those with numbers from after + 1 on
    int64_t exposed[EXPERIMENT_ARMS], left_out;
} Enrolling;

static bool enrol_one(Enrolling *enrolling, StoreSession *session, CustomerId customer, Arena *arena, Error *error)
{
    const House *house = enrolling->call->house;
    Exposure exposure;
    if (identity_root(house->identity, customer) != customer ||
        (enrolling->people && !customer_set_has(enrolling->people, customer)))
        return true;
    if (!experiment_exposure(house->identity, session, &enrolling->experiment, customer, arena, &exposure, error))
        return false;
    int arm = exposure.arm >= 0 ? exposure.arm : experiment_draw(&enrolling->experiment, customer);
    if (arm < 0) {
        enrolling->left_out++;
        return true;
    }
    enrolling->exposed[arm]++;
    return exposure.arm >= 0 ||
           keep_exposure(session, &enrolling->experiment, customer, arm, enrolling->call->now, value_null(), error);
}

static bool enrol_some(StoreSession *session, void *context, Error *error)
{
    enum { AT_ONCE = 500 }; // so that nobody who writes waits for long
    Enrolling *enrolling = context, before = *enrolling;
    Arena *arena = arena_open(0);
    bool fine = job_hold_within(enrolling->call, session, error);
    CustomerId last = (CustomerId)smaller(enrolling->count, (int64_t)enrolling->after + AT_ONCE);
    for (CustomerId customer = enrolling->after + 1; fine && customer <= last; customer++)
        fine = enrol_one(enrolling, session, customer, arena, error);
    if (fine) enrolling->after = last;
    if (!fine) *enrolling = before; // it may be run again
    arena_close(arena);
    return fine;
}

static bool prepare(Enrolling *enrolling, Error *error)
{
    JobCall *call = enrolling->call;
    StoreSession *session;
    JsonValue id;
    int64_t number = 0;
    bool said = json_member(call->argument, STR("experiment"), &id) && json_get_integer(id, &number);
    if (!said)
        return error_code(error, ERROR_INPUT, "invalid_argument", PHRASE("no experiment", "pas d’expérience"), STR(""));
    if (!store_read_begin(call->house->store, &session, error)) return false;
    bool fine = experiment_get(session, number, call->arena, &enrolling->experiment, error) &&
                experiment_people(call->house, session, &enrolling->experiment, call->now, call->arena,
                                  &enrolling->people, error);
    store_read_end(session);
    enrolling->count = (CustomerId)identity_count(call->house->identity);
    return fine;
}

static bool run(JobCall *call, Error *error)
{
    Enrolling enrolling = {.call = call};
    if (!prepare(&enrolling, error)) return false;
    atomic_store(&call->progress->total, (uint64_t)enrolling.count);
    while (enrolling.after < enrolling.count && !*call->cancelled) {
        CustomerId before = enrolling.after;
        if (!store_write(call->house->store, enrol_some, &enrolling, error)) return false;
        progress_add(call->progress, enrolling.after - before);
    }
    text_addf(&call->result, "{\"exposed\":[%lld,%lld],\"left_out\":%lld}", (long long)enrolling.exposed[0],
              (long long)enrolling.exposed[1], (long long)enrolling.left_out);
    return true;
}

const JobKind experiment_jobs[] = {{.name = ENROLMENT_JOB, .alone = true, .run = run}, {0}};

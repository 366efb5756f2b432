#include "health/validation.h"

#include <math.h>

// Those who were customers then, in a row.
typedef struct Sample {
    size_t people;
    double *score;
    uint8_t *left, *band;
    double *points[HEALTH_MEASURE_COUNT];
} Sample;

static Sample sample_open(uint32_t room, Arena *arena)
{
    Sample sample = {.score = arena_array(arena, double, room),
                     .left = arena_array(arena, uint8_t, room),
                     .band = arena_array(arena, uint8_t, room)};
    for (int i = 0; i < HEALTH_MEASURE_COUNT; i++) sample.points[i] = arena_array(arena, double, room);
    return sample;
}

static void take_people(const PeopleHealth *people, Sample *sample)
{
    for (uint32_t c = 0; c < people->customers; c++) {
        if (isnan(people->score[c])) continue;
        HealthOutcome outcome = facts_outcome(&people->facts[c], people->moment.as_of, people->moment.window_days);
        if (outcome == OUTCOME_NONE) continue;
        HealthScore score = health_score(&people->definition, &people->facts[c], &people->moment);
        sample->score[sample->people] = people->score[c];
        sample->band[sample->people] = people->band[c];
        sample->left[sample->people] = outcome == OUTCOME_LEFT;
        for (int i = 0; i < HEALTH_MEASURE_COUNT; i++) sample->points[i][sample->people] = score.measure[i].points;
        sample->people++;
    }
}

static HealthSample judged(const Sample *sample)
{
    return (HealthSample){sample->people, sample->score, sample->left, sample->band};
}

// By group; what a group has is shared out among its measures by `weights` itself.
static void sum_groups(DefinitionValidation *validation)
{
    for (int i = 0; i < HEALTH_MEASURE_COUNT; i++)
        validation->group_weight[health_measures[i].group] += validation->weights.weight[i];
}

bool validate_definition(const HealthPlace *place, const HealthDefinition *definition, DefinitionValidation *validation,
                         Error *error)
{
    PeopleHealth earlier, later;
    *validation = (DefinitionValidation){0};
    if (!health_window(place, &validation->window_days, error)) return false;
    Instant window = validation->window_days * HEALTH_DAY;
    validation->judged_at = place->now - window;
    validation->fitted_at = place->now - 2 * window;
    const PeopleAsk ask_later = {validation->judged_at, validation->window_days, definition, false};
    const PeopleAsk ask_earlier = {validation->fitted_at, validation->window_days, definition, false};
    if (!health_of_all(place, &ask_later, &later, error) || !health_of_all(place, &ask_earlier, &earlier, error))
        return false;
    Sample first = sample_open(earlier.customers, place->arena), second = sample_open(later.customers, place->arena);
    take_people(&earlier, &first);
    take_people(&later, &second);
    HealthSample fitted_on = judged(&first), judged_on = judged(&second);
    validation->result = health_validate(&fitted_on, &judged_on, place->arena);
    // From the earlier time alone, so that what is suggested can be tried on the later one.
    validation->weights = health_weights((const double *const *)first.points, HEALTH_MEASURE_COUNT, first.people,
                                         first.left, place->arena);
    sum_groups(validation);
    return true;
}

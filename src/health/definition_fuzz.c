// Definitions of the health score as anybody may write them: refused with a reason, or such that every score is from 0
// to 100, and the definition, written, reads back as the same.
#include "health/score.h"

static void check_points(double points)
{
    assert(points >= 0 && points <= 100);
}

static void check_scores(const HealthDefinition *definition, double value)
{
    HealthPart part[HEALTH_MEASURE_COUNT], loyalty[LOYALTY_PART_COUNT];
    for (int i = 0; i < HEALTH_MEASURE_COUNT; i++) {
        part[i] = (HealthPart){definition->measure_weight[i], health_points(definition->measure_scale[i], value)};
        check_points(part[i].points);
    }
    for (int i = 0; i < LOYALTY_PART_COUNT; i++)
        loyalty[i] = (HealthPart){definition->loyalty_weight[i], health_points(definition->loyalty_scale[i], value)};
    HealthMean mean = health_mean(part, HEALTH_MEASURE_COUNT), index = health_mean(loyalty, LOYALTY_PART_COUNT);
    assert(index.observed); // some part has a weight
    check_points(index.value);
    if (mean.observed) check_points(mean.value);
    check_points(health_after(definition->thresholds, mean.observed ? mean.value : 0, value > 0 ? 7 : 0, true));
}

// Facts of a few kinds of people; all moments in 2026.
static void check_people(const HealthDefinition *definition)
{
    const HealthMoment moment = {.as_of = INT64_C(1781000000000), .window_days = 90};
    const Instant month_ago = moment.as_of - 30 * HEALTH_DAY;
    const HealthFacts people[] = {
        {0},
        {.last_purchase = month_ago},
        {.last_purchase = month_ago, .tickets_30d = 40, .late = 3, .deliveries = 3, .payment_failed_at = month_ago},
    };
    for (size_t i = 0; i < COUNT_OF(people); i++) {
        HealthScore score = health_score(definition, &people[i], &moment);
        if (score.scored) check_points(score.score), check_points(score.before);
        LoyaltyIndex index = loyalty_index(definition, &people[i], &moment);
        if (index.mean.observed) check_points(index.mean.value);
    }
}

static Str written(const HealthDefinition *definition, Arena *arena)
{
    Text text = text_in(arena);
    JsonWriter json = json_writer(&text);
    json_begin_object(&json);
    health_definition_write(&json, definition);
    json_end_object(&json);
    return text_str(&text);
}

static void check_kept(const HealthDefinition *definition, Arena *arena)
{
    JsonValue object;
    Error error = {0};
    HealthDefinition again = health_definition_usual();
    Str text = written(definition, arena);
    if (!json_parse(text, &object, &error) || !health_definition_read(object, arena, &again, &error)) __builtin_trap();
    assert(str_equal(text, written(&again, arena)));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    Arena *arena = arena_open(0);
    JsonValue object;
    Error error = {0};
    HealthDefinition definition = health_definition_usual();
    if (json_parse((Str){(const char *)bytes, size}, &object, &error)) {
        if (health_definition_read(object, arena, &definition, &error)) {
            check_scores(&definition, -1e6);
            check_scores(&definition, 0);
            check_scores(&definition, 3);
            check_people(&definition);
            check_kept(&definition, arena);
        } else {
            assert(error.message[LOCALE_EN][0] && error.message[LOCALE_FR][0]);
        }
    }
    arena_close(arena);
    return 0;
}

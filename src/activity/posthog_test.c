// posthog_test.c - the published cases of PostHog's test suite (vectors/*_posthog.json of the outside data: events and
// expected numbers, MIT part): each is asked here in the words of retention.h and funnel.h.
#include "activity/funnel.h"
#include "activity/people_test.h"
#include "activity/retention.h"
#include "base/file.h"
#include "base/instant.h"
#include "base/json.h"
#include "base/zone.h"

#include <string.h>

typedef struct Case {
    JsonValue vector, query, expected;
    const Zone *zone;
    TestPeople people;  // event i of the case has code 1 when it passes the filters on events
    uint16_t group[64]; // 1: left out by a filter on people
} Case;

static JsonValue member(JsonValue object, const char *name)
{
    JsonValue value = {.type = JSON_NULL};
    (void)json_member(object, str_of(name), &value);
    return value;
}

static Str text_of(JsonValue object, const char *name)
{
    return json_get_string(member(object, name), test_arena());
}

static int64_t number_of(JsonValue value)
{
    double number = 0;
    CHECK(json_get_number(value, &number));
    return (int64_t)number;
}

static bool listed(JsonValue list, Str text)
{
    JsonValue item;
    for (size_t cursor = 0; json_next(list, &cursor, NULL, &item);)
        if (str_equal(json_get_string(item, test_arena()), text)) return true;
    return false;
}

// ---- people and events ----

static Customer person_of(const Case *of, Str id)
{
    JsonValue person;
    Customer number = 0;
    for (size_t cursor = 0; json_next(member(of->vector, "persons"), &cursor, NULL, &person); number++)
        if (listed(member(person, "ids"), id)) return number;
    CHECK(false);
    return 0;
}

static Second civil_second(const Case *of, Str instant)
{
    Instant at;
    CHECK(instant_parse(instant, &at) == INSTANT_FINE);
    return (Second)zone_civil(of->zone, at / 1000);
}

static bool contains(Str text, Str part)
{
    return part.size == 0 || (text.size && memmem(text.data, text.size, part.data, part.size));
}

// Whether properties pass the filters of a query on `events` or on `people`.
static bool passes(const Case *of, JsonValue properties, const char *on)
{
    JsonValue filter;
    for (size_t cursor = 0; json_next(member(of->query, "filters"), &cursor, NULL, &filter);) {
        if (!str_equal(text_of(filter, "on"), str_of(on))) continue;
        JsonValue found = {.type = JSON_NULL};
        (void)json_member(properties, text_of(filter, "key"), &found);
        Str value = found.type == JSON_STRING ? json_get_string(found, test_arena()) : found.text;
        JsonValue wanted = member(filter, "value");
        bool exact =
            wanted.type == JSON_ARRAY ? listed(wanted, value) : str_equal(json_get_string(wanted, test_arena()), value);
        bool fine = str_equal(text_of(filter, "op"), STR("not_icontains"))
                        ? !contains(value, json_get_string(wanted, test_arena()))
                        : exact;
        if (!fine) return false;
    }
    return true;
}

static void read_people(Case *of)
{
    JsonValue person;
    for (size_t cursor = 0; json_next(member(of->vector, "persons"), &cursor, NULL, &person); of->people.people++) {
        CHECK(of->people.people < COUNT_OF(of->group));
        of->group[of->people.people] = !passes(of, member(person, "properties"), "person");
    }
}

// A lane for each list of events (JSON_NULL: any event); the last one, where asked for, of all that are in no other.
static void read_events(Case *of, const JsonValue *lanes, uint32_t count, bool others)
{
    JsonValue events = member(of->vector, "events"), event;
    of->people.event = arena_array(test_arena(), TestEvent, json_count(events) * (count + 1) + 64);
    for (size_t cursor = 0; json_next(events, &cursor, NULL, &event);) {
        TestEvent made = {.person = person_of(of, text_of(event, "user")),
                          .second = civil_second(of, text_of(event, "ts")),
                          .code = passes(of, member(event, "properties"), "event")};
        bool taken = false;
        for (made.lane = 0; made.lane < count; made.lane++) {
            if (lanes[made.lane].type != JSON_NULL && !listed(lanes[made.lane], text_of(event, "event"))) continue;
            of->people.event[of->people.count++] = made;
            taken = true;
        }
        if (!taken && others) of->people.event[of->people.count++] = made;
    }
    of->people.lanes = count + others;
}

static RowFilter event_filter(const Case *of)
{
    JsonValue filter;
    for (size_t cursor = 0; json_next(member(of->query, "filters"), &cursor, NULL, &filter);)
        if (str_equal(text_of(filter, "on"), STR("event"))) return (RowFilter){1, 1};
    return (RowFilter){0};
}

static BucketUnit unit_of(const Case *of)
{
    static const struct {
        Str name;
        BucketUnit unit;
    } units[] = {{STR("hour"), BUCKET_HOUR}, {STR("day"), BUCKET_DAY}, {STR("month"), BUCKET_MONTH}};
    Str name = text_of(of->query, "period");
    for (size_t i = 0; i < COUNT_OF(units); i++)
        if (str_equal(name, units[i].name)) return units[i].unit;
    CHECK_TEXT(name, "week");
    return str_equal(text_of(of->vector, "week_start"), STR("sunday")) ? BUCKET_WEEK_SUNDAY : BUCKET_WEEK;
}

// "2020-01-12", "2020-01-12T06:00:00", with or without an offset of UTC: what the clock on the wall shows.
static BucketSecond wall_second(Str text)
{
    Day day;
    CHECK(day_parse((Str){text.data, 10}, &day));
    BucketSecond second = (BucketSecond)day * SECONDS_PER_DAY;
    if (text.size < 19) return second;
    const char *clock = text.data + 11;
    return second + ((clock[0] - '0') * 10 + clock[1] - '0') * 3600 + ((clock[3] - '0') * 10 + clock[4] - '0') * 60;
}

static void check_starts(const Case *of, const BucketSpan *span)
{
    JsonValue starts = member(of->expected, "bucket_starts_utc");
    CHECK_INT(json_count(starts), span->count);
    for (uint32_t i = 0; i < span->count; i++) {
        Instant at;
        CHECK(instant_parse(json_get_string(json_item(starts, i), test_arena()), &at) == INSTANT_FINE);
        CHECK_INT(zone_instant(of->zone, bucket_span_from(span, i)), at / 1000);
    }
}

static uint32_t each_case(const char *file, void (*check)(Case *of))
{
    Bytes bytes;
    Error error = {0};
    JsonValue all, vector;
    uint32_t cases = 0;
    CHECK(file_load(test_shared_path(file), 1 << 24, &bytes, &error));
    CHECK(json_parse((Str){(const char *)bytes.data, bytes.size}, &all, &error));
    for (size_t cursor = 0; json_next(member(all, "vectors"), &cursor, NULL, &vector); cases++) {
        Case *of = arena_new(test_arena(), Case);
        *of = (Case){.vector = vector, .query = member(vector, "query"), .expected = member(vector, "expected")};
        CHECK(zone_open(text_of(vector, "timezone"), test_arena(), &of->zone, &error));
        read_people(of);
        check(of);
    }
    return cases;
}

// ---- retention ----

static void check_retention(Case *of)
{
    JsonValue lanes[] = {member(of->query, "start_event"), member(of->query, "return_event")};
    read_events(of, lanes, 2, false);
    test_people_arrange(&of->people);
    uint32_t count = (uint32_t)number_of(member(of->query, "intervals"));
    RetentionAsk ask = {
        .bucket = unit_of(of), .buckets = count, .start = event_filter(of), .returning = event_filter(of)};
    ask.recurring = str_equal(text_of(of->query, "mode"), STR("recurring"));
    if (json_get_boolean(member(of->query, "cumulative"))) ask.mode = RETENTION_ON_OR_AFTER;
    ask.cohorts = (BucketSpan){.unit = ask.bucket, .count = count};
    ask.cohorts.first =
        bucket_of_second(ask.bucket, wall_second(text_of(of->query, "as_of"))) - (BucketNumber)count + 1;
    ask.cohorts.known_to = (Second)bucket_span_from(&ask.cohorts, count);
    check_starts(of, &ask.cohorts);
    Retention answer;
    ask_retention(of->people.lane_at, 2, of->people.people, &ask, of->group, 1, 2, test_arena(), &answer);
    for (uint32_t c = 0; c < count; c++) {
        JsonValue row = json_item(member(of->expected, "matrix"), c);
        CHECK_INT(answer.size[c], number_of(json_item(row, 0)));
        for (uint32_t k = 1; k < count - c; k++)
            CHECK_INT(answer.cell[c * count + k].active, number_of(json_item(row, k)));
    }
}

TEST(retention_agrees_with_the_published_cases_of_posthog)
{
    CHECK_INT(each_case("vectors/retention_posthog.json", check_retention), 14);
}

// ---- stickiness ----

static void check_stickiness(Case *of)
{
    JsonValue lanes[] = {member(of->query, "event")};
    read_events(of, lanes, 1, false);
    test_people_arrange(&of->people);
    ActiveAsk ask = {.inner = unit_of(of), .filter = event_filter(of)};
    BucketNumber last = bucket_of_second(ask.inner, wall_second(text_of(of->query, "to")));
    ask.span = (BucketSpan){.count = 1, .custom = true, .known_to = UINT32_MAX};
    ask.span.custom_from = (Second)wall_second(text_of(of->query, "from"));
    ask.span.custom_to = (Second)bucket_first_second(ask.inner, last + 1);
    Active answer;
    ask_active_people(of->people.lane_at, 1, of->people.people, &ask, of->group, 1, 2, test_arena(), &answer);
    JsonValue expected = member(of->expected, "users_by_active_intervals");
    CHECK_INT(answer.inner_max, json_count(expected));
    for (uint32_t k = 0; k < answer.inner_max; k++) CHECK_INT(answer.by_buckets[k], number_of(json_item(expected, k)));
}

TEST(stickiness_agrees_with_the_published_cases_of_posthog)
{
    CHECK_INT(each_case("vectors/stickiness_posthog.json", check_stickiness), 7);
}

// ---- lifecycle: a person is new in the bucket in which they were created ----

// Where the case does not say when, with their first event.
static void add_births(Case *of)
{
    JsonValue person;
    Customer number = 0;
    size_t events = of->people.count;
    for (size_t cursor = 0; json_next(member(of->vector, "persons"), &cursor, NULL, &person); number++) {
        TestEvent birth = {.person = number, .lane = 1};
        bool said = member(person, "created").type != JSON_NULL;
        if (said) birth.second = civil_second(of, text_of(person, "created"));
        for (size_t i = 0; !said && i < events; i++)
            if (of->people.event[i].person == number) birth.second = of->people.event[i].second;
        for (size_t i = 0; !said && i < events; i++)
            if (of->people.event[i].person == number && of->people.event[i].second < birth.second)
                birth.second = of->people.event[i].second;
        of->people.event[of->people.count++] = birth;
    }
    of->people.lanes = 2;
}

static void check_row(const Case *of, const char *name, uint32_t bucket, int64_t value)
{
    CHECK_INT(value, number_of(json_item(member(of->expected, name), bucket)));
}

static void check_lifecycle(Case *of)
{
    JsonValue lanes[] = {member(of->query, "event")};
    read_events(of, lanes, 1, false);
    add_births(of);
    test_people_arrange(&of->people);
    ActiveAsk ask = {.inner = BUCKET_DAY, .filter = event_filter(of)};
    ask.span = (BucketSpan){.unit = unit_of(of), .known_to = UINT32_MAX};
    ask.span.first = bucket_of_second(ask.span.unit, wall_second(text_of(of->query, "from")));
    BucketNumber last = bucket_of_second(ask.span.unit, wall_second(text_of(of->query, "to")));
    ask.span.count = (uint32_t)(last - ask.span.first) + 1;
    check_starts(of, &ask.span);
    Active answer;
    ask_active_people(of->people.lane_at, 2, of->people.people, &ask, of->group, 1, 2, test_arena(), &answer);
    for (uint32_t b = 0; b < ask.span.count; b++) {
        check_row(of, "new", b, answer.cell[b].new_);
        check_row(of, "returning", b, answer.cell[b].returning);
        check_row(of, "resurrecting", b, answer.cell[b].resurrected);
        check_row(of, "dormant", b, -answer.cell[b].dormant);
    }
}

TEST(lifecycle_agrees_with_the_published_cases_of_posthog)
{
    CHECK_INT(each_case("vectors/lifecycle_posthog.json", check_lifecycle), 10);
}

// ---- funnels ----

// `list` is the text of a JSON array that holds one event name.
static JsonValue list_of(Str name)
{
    Str text = str_format(test_arena(), "[\"%.*s\"]", (int)name.size, name.data);
    return (JsonValue){JSON_ARRAY, text};
}

static FunnelAsk funnel_ask(const Case *of, JsonValue *lanes, uint32_t *count)
{
    JsonValue steps = member(of->query, "steps"), exclusions = member(of->query, "exclusions"), item;
    JsonValue window = member(of->query, "window");
    CHECK_TEXT(json_get_string(json_item(window, 1), test_arena()), "day");
    FunnelAsk ask = {.window_seconds = (uint32_t)number_of(json_item(window, 0)) * SECONDS_PER_DAY};
    for (size_t cursor = 0; json_next(steps, &cursor, NULL, &item); (*count)++) {
        lanes[*count] = member(item, "event");
        ask.step[ask.steps++] = *count;
    }
    for (size_t cursor = 0; json_next(exclusions, &cursor, NULL, &item); (*count)++) {
        lanes[*count] = list_of(text_of(item, "id"));
        FunnelExclusion *exclusion = &ask.exclusion[ask.exclusions++];
        *exclusion = (FunnelExclusion){.lane = *count};
        exclusion->after = (uint32_t)number_of(member(item, "funnel_from_step"));
        exclusion->before = (uint32_t)number_of(member(item, "funnel_to_step"));
    }
    Str order = text_of(of->query, "order");
    if (str_equal(order, STR("strict"))) ask.order = FUNNEL_STRICT;
    if (str_equal(order, STR("unordered"))) ask.order = FUNNEL_UNORDERED;
    if (member(of->query, "from").type != JSON_NULL) ask.from = (Second)wall_second(text_of(of->query, "from"));
    if (member(of->query, "to").type != JSON_NULL) ask.to = (Second)wall_second(text_of(of->query, "to"));
    return ask;
}

static void check_people(const Case *of, const Funnel *answer)
{
    JsonValue key, people, id;
    for (size_t cursor = 0; json_next(member(of->expected, "people_at_step"), &cursor, &key, &people);) {
        Str step = json_get_string(key, test_arena()); // from 1
        int64_t there = 0;
        for (Customer c = 0; c < answer->customers; c++) there += answer->depth[c] >= step.data[0] - '0';
        CHECK_INT(there, json_count(people));
        for (size_t at = 0; json_next(people, &at, NULL, &id);)
            CHECK(answer->depth[person_of(of, json_get_string(id, test_arena()))] >= step.data[0] - '0');
    }
}

static void check_funnel(Case *of)
{
    JsonValue lanes[FUNNEL_LANES_MAX], key, value;
    uint32_t count = 0;
    FunnelAsk ask = funnel_ask(of, lanes, &count);
    CHECK(count < TEST_LANES_MAX);
    read_events(of, lanes, count, true);
    test_people_arrange(&of->people);
    Funnel answer;
    ask_funnel(of->people.lane_at, count + 1, of->people.people, &ask, of->group, 1, 2, test_arena(), &answer);
    for (size_t cursor = 0; json_next(member(of->expected, "counts"), &cursor, &key, &value);)
        CHECK_INT(answer.reached[json_get_string(key, test_arena()).data[0] - '0'], number_of(value));
    for (size_t cursor = 0; json_next(member(of->expected, "average_conversion_seconds"), &cursor, &key, &value);) {
        int step = json_get_string(key, test_arena()).data[0] - '0';
        CHECK_INT(answer.seconds[step] / answer.reached[step], number_of(value));
    }
    check_people(of, &answer);
}

TEST(funnels_agree_with_the_published_cases_of_posthog)
{
    CHECK_INT(each_case("vectors/funnel_posthog.json", check_funnel), 14);
}

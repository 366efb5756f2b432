#include "event/dimension_parts.h"

#include "event/event_test.h"

// "product=Mug Cup|channel=web": the values of each dimension that has any, in the order of their codes.
static Str values_text(const Dimensions *dimensions)
{
    Str all = STR("");
    for (uint32_t d = 0; d < dimension_count(dimensions); d++) {
        uint32_t count = dimension_values(dimensions, d);
        if (count == 0) continue;
        all = str_format(test_arena(), "%.*s%s%.*s=", STR_ARGS(all), all.size ? "|" : "",
                         STR_ARGS(dimension_name(dimensions, d)));
        for (uint32_t code = 0; code < count; code++)
            all = str_format(test_arena(), "%.*s%s%.*s", STR_ARGS(all), code ? "," : "",
                             STR_ARGS(dimension_text(dimensions, d, (uint16_t)code)));
    }
    return all;
}

static void send(EventHouse *house, const char *id, const char *properties)
{
    Str body = str_format(test_arena(), "{\"userId\":\"u\",\"event\":\"E\",\"messageId\":\"%s\",\"properties\":%s}", id,
                          properties);
    CHECK_TEXT(track_short(house, "/v1/track", str_c(test_arena(), body)), "200 accepted 1");
}

STORE_TEST(values_have_numbers_in_the_order_of_first_use)
{
    EventHouse house = event_house_open(kind);
    send(&house, "1", "{\"channel\":\"web\",\"products\":[{\"name\":\"Mug\"},{\"name\":\"Cup\"}]}");
    send(&house, "2", "{\"channel\":\" shop \",\"product\":\"Plate\"}");
    send(&house, "3", "{\"product\":\"Plate\",\"products\":[{\"name\":\"Mug\"}]}"); // the earlier path counts
    send(&house, "4", "{\"channel\":\"ana@example.com\",\"plan\":3,\"coupon\":true,\"category\":null}");
    const char *all = "product=Mug,Plate|channel=web,shop|plan=3|coupon=true";
    CHECK_TEXT(values_text(house.dimensions), all);
    uint16_t code;
    uint32_t number;
    CHECK(dimension_find(house.dimensions, STR("channel"), &number));
    CHECK(dimension_code(house.dimensions, number, STR("shop"), &code));
    CHECK_INT(code, 1);
    CHECK(!dimension_code(house.dimensions, number, STR("phone"), &code));
    event_house_reopen(&house, kind);
    CHECK_TEXT(values_text(house.dimensions), all);
    event_house_lose_files(&house, kind);
    CHECK_TEXT(values_text(house.dimensions), all);
    event_house_close(&house);
}

typedef struct Reading {
    Dimensions *dimensions;
    const char *body;
    bool fails;
    uint16_t value[ACTIVITY_DIMENSIONS_MAX];
} Reading;

static bool read_one(StoreSession *session, void *context, Error *error)
{
    Reading *reading = context;
    Arena *scratch = arena_open(0);
    DimensionMark mark = dimensions_mark(reading->dimensions);
    bool good = dimensions_read(reading->dimensions, session, str_of(reading->body), scratch, reading->value, error);
    arena_close(scratch);
    if (!good || !reading->fails) return good;
    dimensions_cut(reading->dimensions, &mark); // as the log's follower does
    return error_set(error, ERROR_INPUT, PHRASE("no", "non"), NULL, 0);
}

STORE_TEST(a_value_of_what_was_undone_has_no_number)
{
    Error error;
    EventHouse house = event_house_open(kind);
    Reading first = {house.dimensions, "{\"properties\":{\"plan\":\"pro\"}}", true, {0}};
    CHECK(!store_write(house.store, read_one, &first, &error));
    CHECK_TEXT(values_text(house.dimensions), "");
    Reading second = {house.dimensions, "{\"properties\":{\"plan\":\"basic\"}}", false, {0}};
    CHECK(store_write(house.store, read_one, &second, &error));
    CHECK_INT(second.value[4], 1);
    event_house_reopen(&house, kind);
    CHECK_TEXT(values_text(house.dimensions), "plan=basic");
    event_house_close(&house);
}

static bool choose(StoreSession *session, void *context, Error *error)
{
    return store_execute(session, &query_dimension_clear, NO_VALUES, NULL, error) &&
           store_execute(session, &query_dimension_add,
                         VALUES(value_integer(0), value_text(STR("size")), value_text(str_of(context))), NULL, error);
}

STORE_TEST(events_of_before_have_the_values_of_other_definitions_after_a_start)
{
    Error error;
    char paths[] = "properties.missing | properties.size.label";
    EventHouse house = event_house_open(kind);
    send(&house, "1", "{\"channel\":\"web\",\"size\":{\"label\":\"L\"}}");
    send(&house, "2", "{\"channel\":\"web\",\"size\":{\"label\":\"XL\"}}");
    CHECK(store_write(house.store, choose, paths, &error));
    CHECK_TEXT(values_text(house.dimensions), "channel=web");
    event_house_reopen(&house, kind);
    CHECK_TEXT(values_text(house.dimensions), "size=L,XL");
    event_house_close(&house);
}

TEST(paths_that_cannot_be_are_refused)
{
    Error error;
    DimensionPaths paths;
    Arena *arena = test_arena();
    CHECK(dimension_paths(STR("a"), STR("properties.a | context.b[0].c"), arena, &paths, &error));
    CHECK_INT(paths.count, 2);
    CHECK(!dimension_paths(STR("a"), STR(""), arena, &paths, &error));
    CHECK(!dimension_paths(STR("a"), STR("a[*].b"), arena, &paths, &error));
    CHECK_TEXT(str_of(error.code), "invalid_value");
    CHECK(!dimension_paths(STR("a"), STR("a..b"), arena, &paths, &error));
    CHECK_TEXT(str_of(error.code), "bad_path");
    CHECK(!dimension_paths(STR("a"), STR("a | b | c | d | e"), arena, &paths, &error));
}

static bool remove_all(StoreSession *session, void *context, Error *error)
{
    const EventHouse *house = context;
    const int64_t seqs[] = {1, 2};
    return log_remove(house->log, session, seqs, COUNT_OF(seqs), event_test_now, error);
}

STORE_TEST(a_value_that_only_removed_events_had_is_forgotten)
{
    Error error;
    uint16_t code;
    EventHouse house = event_house_open(kind);
    send(&house, "1", "{\"channel\":\"web\",\"coupon\":\"ANA-40\"}");
    send(&house, "2", "{\"channel\":\"web\",\"coupon\":\"SPRING\"}");
    send(&house, "3", "{\"channel\":\"web\",\"coupon\":\"SPRING\"}");
    CHECK(store_write(house.store, remove_all, &house, &error));
    CHECK_TEXT(values_text(house.dimensions), "channel=web|coupon=ANA-40,SPRING");
    CHECK(log_purge(house.log, event_test_now, &error));
    CHECK_TEXT(values_text(house.dimensions), "channel=web|coupon=,SPRING");
    CHECK(!dimension_code(house.dimensions, 5, STR("ANA-40"), &code));
    send(&house, "4", "{\"coupon\":\"ANA-40\"}"); // said anew, by somebody else
    CHECK_TEXT(values_text(house.dimensions), "channel=web|coupon=,SPRING,ANA-40");
    event_house_reopen(&house, kind);
    CHECK_TEXT(values_text(house.dimensions), "channel=web|coupon=,SPRING,ANA-40");
    event_house_close(&house);
}

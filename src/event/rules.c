#include "event/rules.h"

#include <arpa/inet.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

// ---- reading what was set ----

static RuleMode mode_of(JsonValue plan, Str name, Arena *arena)
{
    JsonValue mode;
    if (!json_member(plan, name, &mode)) return RULE_ALLOW;
    Str word = json_get_string(mode, arena);
    return str_equal(word, STR("block")) ? RULE_BLOCK : str_equal(word, STR("flag")) ? RULE_FLAG : RULE_ALLOW;
}

static Str text_member(JsonValue object, Str name, Arena *arena)
{
    JsonValue value;
    return json_member(object, name, &value) ? json_get_string(value, arena) : STR("");
}

static void read_properties(JsonValue list, Arena *arena, PlannedEvent *event)
{
    PlannedProperty *property = arena_array(arena, PlannedProperty, json_count(list));
    JsonValue item, required;
    for (size_t cursor = 0; json_next(list, &cursor, NULL, &item); event->properties++)
        property[event->properties] =
            (PlannedProperty){text_member(item, STR("name"), arena), text_member(item, STR("type"), arena),
                              json_member(item, STR("required"), &required) && json_get_boolean(required)};
    event->property = property;
}

static int compare_events(const void *a, const void *b)
{
    return str_compare(((const PlannedEvent *)a)->name, ((const PlannedEvent *)b)->name);
}

static void read_plan(JsonValue body, int64_t source, Arena *arena, TrackingPlan *plan)
{
    *plan = (TrackingPlan){.source = source,
                           .unplanned = mode_of(body, STR("unplanned"), arena),
                           .wrong = mode_of(body, STR("wrong"), arena)};
    JsonValue list = {0}, item, properties;
    if (!json_member(body, STR("events"), &list)) return;
    PlannedEvent *event = arena_array(arena, PlannedEvent, json_count(list));
    for (size_t cursor = 0; json_next(list, &cursor, NULL, &item); plan->events++) {
        event[plan->events].name = text_member(item, STR("name"), arena);
        if (json_member(item, STR("properties"), &properties)) read_properties(properties, arena, &event[plan->events]);
    }
    if (plan->events) qsort(event, plan->events, sizeof *event, compare_events);
    plan->event = event;
}

static bool read_plans(StoreSession *session, TrackingRules *rules, Error *error)
{
    Rows rows;
    Error ignored;
    if (!store_select(session, &query_plan_all, VALUES(value_integer(RULES_LISTED_MAX)), &rows, error)) return false;
    TrackingPlan *plan = arena_array(rules->arena, TrackingPlan, RULES_LISTED_MAX);
    while (rows_next(&rows) && rules->plans < RULES_LISTED_MAX) {
        JsonValue body;
        if (!json_parse(str_copy(rules->arena, rows_text(&rows, 1)), &body, &ignored)) continue;
        read_plan(body, rows_integer(&rows, 0), rules->arena, &plan[rules->plans++]);
    }
    rules->plan = plan;
    return rows_close(&rows, error);
}

static void read_traffic(JsonValue setting, TrackingRules *rules)
{
    JsonValue list, item;
    if (json_member(setting, STR("addresses"), &list)) {
        AddressRange *range = arena_array(rules->arena, AddressRange, json_count(list));
        for (size_t cursor = 0; json_next(list, &cursor, NULL, &item);)
            rules->ranges += address_range_parse(json_get_string(item, rules->arena), &range[rules->ranges]);
        rules->range = range;
    }
    if (json_member(setting, STR("email_domains"), &list)) {
        Str *domain = arena_array(rules->arena, Str, json_count(list));
        for (size_t cursor = 0; json_next(list, &cursor, NULL, &item);)
            domain[rules->domains++] = json_get_string(item, rules->arena);
        rules->domain = domain;
    }
    if (json_member(setting, STR("test_events"), &item)) rules->test_events = json_get_boolean(item);
}

static bool read_setting(StoreSession *session, TrackingRules *rules, Error *error)
{
    Rows rows;
    Error ignored;
    JsonValue setting;
    if (!store_select(session, &query_plan_traffic, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows) && json_parse(str_copy(rules->arena, rows_text(&rows, 0)), &setting, &ignored))
        read_traffic(setting, rules);
    return rows_close(&rows, error);
}

bool rules_read(StoreSession *session, const TrackingRules *previous, TrackingRules **result, Error *error)
{
    Arena *arena = arena_open(0);
    TrackingRules *rules = arena_new(arena, TrackingRules);
    *rules = (TrackingRules){.arena = arena, .previous = previous, .test_events = true};
    if (!read_plans(session, rules, error) || !read_setting(session, rules, error)) {
        arena_close(arena);
        return false;
    }
    *result = rules;
    return true;
}

void rules_close(const TrackingRules *rules)
{
    while (rules) {
        const TrackingRules *previous = rules->previous;
        arena_close(rules->arena);
        rules = previous;
    }
}

const TrackingPlan *rules_plan(const TrackingRules *rules, int64_t source)
{
    const TrackingPlan *general = NULL;
    for (size_t i = 0; i < rules->plans; i++) {
        if (rules->plan[i].source == source) return &rules->plan[i];
        if (rules->plan[i].source == 0) general = &rules->plan[i];
    }
    return general;
}

// ---- internal traffic ----

static bool address_parse(Str text, AddressRange *address)
{
    char copy[64] = {0};
    if (text.size >= sizeof copy || text.size == 0) return false;
    memcpy(copy, text.data, text.size);
    *address = (AddressRange){.family = AF_INET, .bits = 32};
    if (inet_pton(AF_INET, copy, address->bytes) == 1) return true;
    *address = (AddressRange){.family = AF_INET6, .bits = 128};
    return inet_pton(AF_INET6, copy, address->bytes) == 1;
}

bool address_range_parse(Str text, AddressRange *range)
{
    Str rest = text, address;
    if (!str_cut(&rest, '/', &address) || !address_parse(address, range)) return false;
    if (address.size == text.size) return true;
    int bits = 0, most = range->bits;
    if (rest.size == 0 || rest.size > 3) return false;
    for (size_t i = 0; i < rest.size; i++) {
        if (rest.data[i] < '0' || rest.data[i] > '9') return false;
        bits = bits * 10 + (rest.data[i] - '0');
    }
    range->bits = bits;
    return bits <= most;
}

static bool is_within(const AddressRange *address, const AddressRange *range)
{
    if (address->family != range->family) return false;
    size_t whole = (size_t)range->bits / 8;
    int rest = range->bits % 8;
    if (memcmp(address->bytes, range->bytes, whole) != 0) return false;
    return rest == 0 || (address->bytes[whole] ^ range->bytes[whole]) >> (8 - rest) == 0;
}

bool rules_internal_address(const TrackingRules *rules, Str address)
{
    AddressRange parsed;
    if (rules->ranges == 0 || !address_parse(address, &parsed)) return false;
    for (size_t i = 0; i < rules->ranges; i++)
        if (is_within(&parsed, &rules->range[i])) return true;
    return false;
}

bool rules_internal_email(const TrackingRules *rules, Str email)
{
    email = str_trim(email);
    for (size_t i = 0; i < rules->domains; i++) {
        Str domain = rules->domain[i];
        if (email.size <= domain.size || email.data[email.size - domain.size - 1] != '@') continue;
        if (str_equal_fold((Str){email.data + email.size - domain.size, domain.size}, domain)) return true;
    }
    return false;
}

// ---- the plan ----

static bool is_of_type(JsonValue value, Str type, Arena *arena)
{
    int64_t integer;
    Instant instant;
    if (value.type == JSON_NULL) return true; // not given
    if (str_equal(type, STR("text"))) return value.type == JSON_STRING;
    if (str_equal(type, STR("number"))) return value.type == JSON_NUMBER;
    if (str_equal(type, STR("integer"))) return json_get_integer(value, &integer);
    if (str_equal(type, STR("boolean"))) return value.type == JSON_BOOLEAN;
    if (str_equal(type, STR("object"))) return value.type == JSON_OBJECT;
    if (str_equal(type, STR("list"))) return value.type == JSON_ARRAY;
    if (str_equal(type, STR("instant")))
        return value.type == JSON_STRING && instant_parse(json_get_string(value, arena), &instant) == INSTANT_FINE;
    return true;
}

PlanFault plan_check(const TrackingPlan *plan, Str event, JsonValue properties, Arena *arena)
{
    const PlannedEvent wanted = {.name = event};
    const PlannedEvent *planned =
        plan->events ? bsearch(&wanted, plan->event, plan->events, sizeof wanted, compare_events) : NULL;
    if (!planned)
        return (PlanFault){plan->unplanned == RULE_ALLOW ? NULL : "unplanned_event", STR(""), plan->unplanned};
    for (size_t i = 0; i < planned->properties && plan->wrong != RULE_ALLOW; i++) {
        const PlannedProperty *property = &planned->property[i];
        JsonValue value = {0};
        bool there = json_member(properties, property->name, &value) && value.type != JSON_NULL;
        if (!there && property->required) return (PlanFault){"missing_property", property->name, plan->wrong};
        if (there && !is_of_type(value, property->type, arena))
            return (PlanFault){"type_conflict", property->name, plan->wrong};
    }
    return (PlanFault){NULL, STR(""), RULE_ALLOW};
}

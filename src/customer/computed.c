#include "customer/computed.h"

#include "event/figure.h"

#include <stdlib.h>
#include <string.h>

const char *const computed_measure_names[MEASURE_END] = {"",        "count", "sum",  "min",          "max",
                                                         "average", "first", "last", "most_frequent"};

// ---- definitions ----

bool computed_list(StoreSession *session, Arena *arena, ComputedTrait **list, size_t *count, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_computed_list, NO_VALUES, &rows, error)) return false;
    *list = arena_array(arena, ComputedTrait, COMPUTED_MAX);
    *count = 0;
    while (*count < COMPUTED_MAX && rows_next(&rows)) {
        int64_t measure = rows_integer(&rows, 3);
        if (measure < MEASURE_COUNT || measure >= MEASURE_END) continue;
        (*list)[(*count)++] = (ComputedTrait){.id = rows_integer(&rows, 0),
                                              .name = str_copy(arena, rows_text(&rows, 1)),
                                              .event = str_copy(arena, rows_text(&rows, 2)),
                                              .measure = (ComputedMeasure)measure,
                                              .property = str_copy(arena, rows_text(&rows, 4)),
                                              .window_days = rows_integer(&rows, 5),
                                              .by = rows_integer(&rows, 6),
                                              .made_at = rows_integer(&rows, 7)};
    }
    return rows_close(&rows, error);
}

static bool check_name(const ComputedTrait *computed, const ComputedTrait *list, size_t count, Arena *arena,
                       Error *error)
{
    if (trait_name_reserved(computed->name))
        return error_code(error, ERROR_INPUT, "reserved_name",
                          PHRASE("{0} is a built-in field: choose another name",
                                 "{0} est un champ prédéfini\u00A0: choisissez un autre nom"),
                          error_value(arena, computed->name));
    if (count == COMPUTED_MAX)
        return error_code(error, ERROR_INPUT, "too_many_fields",
                          PHRASE("there are at most 100 computed traits", "il y a au plus 100 attributs calculés"),
                          STR(""));
    for (size_t i = 0; i < count; i++)
        if (str_equal(list[i].name, computed->name))
            return error_code(error, ERROR_CONFLICT, "name_taken",
                              PHRASE("there is a computed trait {0} already", "un attribut calculé {0} existe déjà"),
                              error_value(arena, computed->name));
    return true;
}

bool computed_add(StoreSession *session, const ComputedTrait *computed, Arena *arena, int64_t *id, Error *error)
{
    ComputedTrait *list = NULL;
    size_t count = 0;
    if (!computed_list(session, arena, &list, &count, error) || !check_name(computed, list, count, arena, error) ||
        !store_execute(session, &query_computed_insert,
                       VALUES(value_text(computed->name), value_text(computed->event), value_integer(computed->measure),
                              value_text(computed->property), value_integer(computed->window_days),
                              value_integer(computed->by), value_integer(computed->made_at)),
                       NULL, error) ||
        !computed_list(session, arena, &list, &count, error))
        return false;
    *id = list[count - 1].id;
    return true;
}

bool computed_remove(StoreSession *session, int64_t id, Error *error)
{
    int64_t rows = 0;
    if (!store_execute(session, &query_computed_remove, VALUES(value_integer(id)), &rows, error)) return false;
    return rows || error_code(error, ERROR_NOT_FOUND, "not_found",
                              PHRASE("there is no such computed trait", "cet attribut calculé n’existe pas"), STR(""));
}

// ---- one event ----

// The member at "address.city"; JSON_NULL when there is none.
static JsonValue property_of(const Event *event, Str path)
{
    JsonValue body, value = {.type = JSON_NULL}, member;
    Error unreadable;
    Str part;
    if (!json_parse(event->body, &body, &unreadable) || !json_member(body, STR("properties"), &value)) return value;
    while (str_cut(&path, '.', &part)) {
        if (!json_member(value, part, &member)) return (JsonValue){.type = JSON_NULL};
        value = member;
    }
    return value;
}

typedef struct Sums {
    const ComputedAsk *ask;
    const ComputedTrait *computed;
    int64_t events, other_currency;
    int64_t sum_minor, min_minor, max_minor;
    double sum, min, max;
    bool overflow;
    Str first, last; // JSON; events come newest first
    Str *values;     // of MEASURE_MOST_FREQUENT
    size_t value_count, value_room;
} Sums;

static void keep_value(Sums *sums, Str value)
{
    if (!sums->last.size) sums->last = value;
    sums->first = value;
    if (sums->computed->measure != MEASURE_MOST_FREQUENT) return;
    if (sums->value_count == sums->value_room) {
        size_t room = sums->value_room ? sums->value_room * 2 : 64;
        Str *larger = arena_array(sums->ask->arena, Str, room);
        if (sums->value_count) memcpy(larger, sums->values, sums->value_count * sizeof *larger);
        sums->values = larger;
        sums->value_room = room;
    }
    sums->values[sums->value_count++] = value;
}

static Str money_text(const Sums *sums, int64_t amount_minor)
{
    Text text = text_in(sums->ask->arena);
    JsonWriter writer = json_writer(&text);
    json_begin_object(&writer);
    json_key(&writer, "amount");
    json_string(&writer, money_decimal(sums->ask->arena, amount_minor, &sums->ask->currency));
    json_key(&writer, "currency");
    json_string(&writer, str_of(sums->ask->currency.code));
    json_end_object(&writer);
    return text_str(&text);
}

static void add_amount(Sums *sums, const Event *event)
{
    int64_t amount;
    CountedAs counted = log_counted(sums->ask->log, event, &amount);
    if (counted == COUNTED_NOT || (!event->has_amount && amount == 0)) return;
    if (counted == COUNTED_UNCONVERTED) {
        sums->other_currency++;
        return;
    }
    sums->min_minor = sums->events ? smaller(sums->min_minor, amount) : amount;
    sums->max_minor = sums->events ? larger(sums->max_minor, amount) : amount;
    sums->overflow |= !checked_add(sums->sum_minor, amount, &sums->sum_minor);
    sums->events++;
    keep_value(sums, money_text(sums, amount));
}

static bool measures_numbers(ComputedMeasure measure)
{
    return measure >= MEASURE_SUM && measure <= MEASURE_AVERAGE;
}

static void add_property(Sums *sums, const Event *event)
{
    JsonValue value = property_of(event, sums->computed->property);
    double number = 0;
    if (value.type == JSON_NULL) return;
    if (measures_numbers(sums->computed->measure) && !json_get_number(value, &number)) return;
    sums->min = sums->events && sums->min < number ? sums->min : number;
    sums->max = sums->events && sums->max > number ? sums->max : number;
    sums->sum += number;
    sums->events++;
    keep_value(sums, trait_value_text(value, sums->ask->arena));
}

static void add_event(Sums *sums, const Event *event)
{
    int64_t amount;
    bool counts = log_counted(sums->ask->log, event, &amount) != COUNTED_NOT;
    if (!counts) return; // an order that was sent twice, or cancelled
    if (sums->computed->measure == MEASURE_COUNT)
        sums->events++;
    else if (sums->computed->property.size)
        add_property(sums, event);
    else
        add_amount(sums, event);
}

// ---- all events ----

enum { PAGE_EVENTS = 500 };

static size_t classes_of(const ComputedAsk *ask, Str name, uint16_t classes[EVENT_INTERNAL])
{
    size_t count = 0;
    for (EventKind kind = EVENT_TRACK; kind <= EVENT_INTERNAL; kind++)
        count += log_class(ask->log, kind, name, &classes[count]);
    return count;
}

static bool add_page(Sums *sums, const TimelineEntry *entries, size_t count, Instant from, Error *error)
{
    const ComputedAsk *ask = sums->ask;
    for (size_t i = 0; i < count; i++) {
        Event event;
        if (!log_get(ask->log, ask->session, entries[i].seq, ask->arena, &event, error)) return false;
        if (event.seq && !(event.flags & EVENT_HIDDEN) && event.at >= from && event.at <= ask->now)
            add_event(sums, &event);
    }
    return true;
}

static bool add_all(Sums *sums, Error *error)
{
    const ComputedAsk *ask = sums->ask;
    uint16_t classes[EVENT_INTERNAL];
    size_t class_count = classes_of(ask, sums->computed->event, classes), count = PAGE_EVENTS;
    Instant window = sums->computed->window_days * INT64_C(86400) * MILLISECONDS_PER_SECOND;
    Instant from = window ? ask->now - window : INT64_MIN;
    TimelineEntry last, *before = NULL;
    while (class_count && count == PAGE_EVENTS) {
        const TimelineEntry *entries = activity_timeline(ask->activity, ask->person->members, ask->person->member_count,
                                                         classes, class_count, before, PAGE_EVENTS, ask->arena, &count);
        if (!add_page(sums, entries, count, from, error)) return false;
        if (!count) break;
        last = entries[count - 1];
        before = &last;
    }
    return true;
}

// ---- the figure ----

static int by_text(const void *a, const void *b)
{
    return str_compare(*(const Str *)a, *(const Str *)b);
}

// Of equally frequent ones the first in the order of their texts.
static Str most_frequent(Sums *sums)
{
    Str best = STR("null");
    size_t most = 0;
    if (sums->value_count) qsort(sums->values, sums->value_count, sizeof *sums->values, by_text);
    for (size_t first = 0, end; first < sums->value_count; first = end) {
        for (end = first + 1; end < sums->value_count && str_equal(sums->values[end], sums->values[first]);) end++;
        if (end - first <= most) continue;
        most = end - first;
        best = sums->values[first];
    }
    return best;
}

static Str number_text(const Sums *sums, double number)
{
    Text text = text_in(sums->ask->arena);
    JsonWriter writer = json_writer(&text);
    json_number(&writer, number);
    return text_str(&text);
}

// Half a minor unit is rounded away from zero.
static int64_t average_minor(const Sums *sums)
{
    int64_t half = sums->events / 2;
    return (sums->sum_minor >= 0 ? sums->sum_minor + half : sums->sum_minor - half) / sums->events;
}

static Str amount_figure(const Sums *sums)
{
    if (sums->overflow) return STR("null");
    switch (sums->computed->measure) {
    case MEASURE_SUM: return money_text(sums, sums->sum_minor);
    case MEASURE_MIN: return money_text(sums, sums->min_minor);
    case MEASURE_MAX: return money_text(sums, sums->max_minor);
    case MEASURE_AVERAGE: return money_text(sums, average_minor(sums));
    case MEASURE_COUNT:
    case MEASURE_FIRST:
    case MEASURE_LAST:
    case MEASURE_MOST_FREQUENT:
    case MEASURE_END: break;
    }
    return STR("null");
}

static Str number_figure(const Sums *sums)
{
    switch (sums->computed->measure) {
    case MEASURE_SUM: return number_text(sums, sums->sum);
    case MEASURE_MIN: return number_text(sums, sums->min);
    case MEASURE_MAX: return number_text(sums, sums->max);
    case MEASURE_AVERAGE: return number_text(sums, sums->sum / (double)sums->events);
    case MEASURE_COUNT:
    case MEASURE_FIRST:
    case MEASURE_LAST:
    case MEASURE_MOST_FREQUENT:
    case MEASURE_END: break;
    }
    return STR("null");
}

static Str figure(Sums *sums)
{
    ComputedMeasure measure = sums->computed->measure;
    if (measure == MEASURE_COUNT) return str_format(sums->ask->arena, "%lld", (long long)sums->events);
    if (!sums->events) return STR("null");
    if (measure == MEASURE_FIRST) return sums->first;
    if (measure == MEASURE_LAST) return sums->last;
    if (measure == MEASURE_MOST_FREQUENT) return most_frequent(sums);
    return sums->computed->property.size ? number_figure(sums) : amount_figure(sums);
}

bool computed_value(const ComputedAsk *ask, const ComputedTrait *computed, ComputedValue *value, Error *error)
{
    Sums sums = {.ask = ask, .computed = computed};
    if (!add_all(&sums, error)) return false;
    *value = (ComputedValue){figure(&sums), sums.events, sums.other_currency};
    return true;
}

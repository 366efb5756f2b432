#include "behaviour/behaviour_http.h"

#include <math.h>
#include <string.h>

#include "base/csv.h"
#include "customer/customer_http.h"
#include "event/log.h"
#include "house.h"
#include "measure/rate.h"

// ---- the question ----

Str word_or(const Call *call, const char *name, const char *otherwise)
{
    Str said = call_query(call, name);
    return said.size ? said : str_of(otherwise);
}

bool call_day(const Call *call, const char *name, Day *day)
{
    return day_parse(call_query(call, name), day);
}

static Day civil_day(const MetricPlace *place, Instant at)
{
    int64_t second = at / MILLISECONDS_PER_SECOND - (at % MILLISECONDS_PER_SECOND < 0);
    int64_t civil = zone_civil(activity_zone(place->house->activity), second);
    return (Day)(civil / SECONDS_PER_DAY - (civil % SECONDS_PER_DAY < 0));
}

Day day_known(const Call *call, const MetricPlace *place)
{
    Day day;
    return call_day(call, "as_of", &day) ? day : civil_day(place, place->now);
}

bool wants_csv(const Call *call)
{
    return str_equal(call_query(call, "format"), STR("csv"));
}

bool refuse_word(const char *name, Str said, Phrase expected, Arena *arena, Error *error)
{
    (void)error_code(error, ERROR_USAGE, "invalid_parameter",
                     PHRASE("{0} {1}: expected {2}", "{0} {1}\u00A0: attendu\u00A0: {2}"), str_of(name),
                     error_value(arena, said), str_of(expected.in[LOCALE_EN]));
    Error french;
    (void)error_code(&french, ERROR_USAGE, "invalid_parameter",
                     PHRASE("{0} {1}: expected {2}", "{0} {1}\u00A0: attendu\u00A0: {2}"), str_of(name),
                     error_value(arena, said), str_of(expected.in[LOCALE_FR]));
    memcpy(error->message[LOCALE_FR], french.message[LOCALE_FR], sizeof error->message[LOCALE_FR]);
    return false;
}

const MetricReader *behaviour_reader(const MetricPlace *place, const char *metric)
{
    const Metric *found = NULL;
    bool known = metric_find(str_of(metric), &found);
    assert(known);
    (void)known;
    return metric_reader(found, workspace_settings(place->house->workspace));
}

static const char *const unit_names[BUCKET_UNIT_COUNT] = {"hour",  "day",     "week", "week_sunday",
                                                          "month", "quarter", "year"};

bool bucket_unit_named(Str name, BucketUnit *unit)
{
    for (int i = 0; i < BUCKET_UNIT_COUNT; i++)
        if (str_equal(name, str_of(unit_names[i]))) {
            *unit = (BucketUnit)i;
            return true;
        }
    return false;
}

Str bucket_unit_said(BucketUnit unit)
{
    return str_of(unit_names[unit]);
}

Str bucket_name(Arena *arena, BucketUnit unit, BucketSecond first)
{
    Day day = (Day)(first / SECONDS_PER_DAY - (first % SECONDS_PER_DAY < 0));
    PeriodUnit period;
    if (unit == BUCKET_HOUR) {
        Str name = day_name(arena, day);
        return str_format(arena, "%.*sT%02d", (int)name.size, name.data, (int)(first % SECONDS_PER_DAY / 3600));
    }
    if (unit == BUCKET_DAY || unit == BUCKET_WEEK_SUNDAY || !period_unit_parse(str_of(unit_names[unit]), &period))
        return day_name(arena, day);
    return period_name(arena, period, period_of_day(period, day));
}

// ---- JSON ----

void write_text_member(JsonWriter *json, const char *key, Str value)
{
    json_key(json, key);
    json_string(json, value);
}

void write_integer_member(JsonWriter *json, const char *key, int64_t value)
{
    json_key(json, key);
    json_integer(json, value);
}

void write_number_member(JsonWriter *json, const char *key, bool known, double value)
{
    json_key(json, key);
    if (known)
        json_number(json, value);
    else
        json_null(json);
}

void write_boolean_member(JsonWriter *json, const char *key, bool value)
{
    json_key(json, key);
    json_boolean(json, value);
}

static Currency currency_of(const Call *call)
{
    Currency currency;
    return currency_find(activity_currency(call->house->activity), &currency) ? currency : currency_unknown;
}

void write_money_member(JsonWriter *json, const Call *call, const char *key, bool known, double minor)
{
    Currency currency = currency_of(call);
    json_key(json, key);
    if (!known) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    write_text_member(json, "amount", money_decimal(call->arena, (int64_t)llround(minor), &currency));
    write_text_member(json, "currency", str_of(currency.code));
    json_end_object(json);
}

void write_rate_members(JsonWriter *json, int64_t count, int64_t n)
{
    Rate rate = rate_of(count, n);
    write_number_member(json, "value", rate.observed, rate.value);
    write_number_member(json, "low", rate.observed, rate.low);
    write_number_member(json, "high", rate.observed, rate.high);
    write_integer_member(json, "n", n);
}

void write_terms(JsonWriter *json, const Call *call, const char *metric, Day as_of)
{
    const Metric *found = NULL;
    if (!metric_find(str_of(metric), &found)) return;
    write_text_member(json, "name", str_of(found->name));
    write_text_member(json, "label", str_of(found->label.in[call->locale]));
    write_text_member(json, "definition", str_of(found->definition.in[call->locale]));
    write_text_member(json, "formula", str_of(found->formula));
    write_text_member(json, "exclusions", str_of(found->exclusions.in[call->locale]));
    write_text_member(json, "time_zone", zone_name(activity_zone(call->house->activity)));
    write_text_member(json, "as_of", day_name(call->arena, as_of));
}

void write_group_members(JsonWriter *json, const MetricGroups *groups, uint32_t group)
{
    json_key(json, "by");
    if (!groups->by || !groups->group) {
        json_null(json);
        return;
    }
    json_string(json, group_key_shown(groups->group[group].key));
    write_text_member(json, "by_label", groups->group[group].label);
}

// ---- CSV ----

Str csv_number(Arena *arena, bool known, double value)
{
    return known ? str_format(arena, "%.12g", value) : STR("");
}

Str csv_money(const Call *call, bool known, double minor)
{
    Currency currency = currency_of(call);
    return known ? money_decimal(call->arena, (int64_t)llround(minor), &currency) : STR("");
}

// ---- people ----

static size_t people_after(const Customer *person, size_t count, Str after)
{
    int64_t last = 0;
    size_t at = 0;
    for (size_t i = 0; i < after.size; i++) last = last * 10 + (after.data[i] - '0');
    while (at < count && after.size && person[at] <= last) at++;
    return at;
}

bool answer_people(Call *call, StoreSession *session, const Customer *person, size_t count, Error *error)
{
    Str after;
    if (!call_cursor(call, &after, error)) return false;
    size_t from = people_after(person, count, after), to = from + (size_t)call_limit(call);
    if (to > count) to = count;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = from; i < to; i++) {
        Person shown;
        if (!person_read(call->house->identity, session, person[i], call->arena, &shown, error)) return false;
        call_reads(call, person[i]);
        json_begin_object(&json);
        if (!write_person(&json, call, session, &shown, error)) return false;
        json_end_object(&json);
    }
    json_end_array(&json);
    Str next = to > from ? str_format(call->arena, "%u", person[to - 1]) : STR("");
    write_next(&json, call, to < count, next);
    json_end_object(&json);
    return true;
}

bool group_named(const Call *call, const MetricGroups *groups, uint32_t *group, Error *error)
{
    Str key = call_query(call, "by_value");
    *group = 0;
    if (!groups->by) return true;
    for (; *group < groups->groups; ++*group)
        if (groups->group && str_equal(group_key_shown(groups->group[*group].key), key)) return true;
    return refuse_word("by_value", key, PHRASE("a group of by", "un groupe de by"), call->arena, error);
}

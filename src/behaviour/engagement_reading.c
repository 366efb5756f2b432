#include "behaviour/engagement_reading.h"

#include <math.h>
#include <string.h>

#include "behaviour/engagement.h"
#include "behaviour/event_lane.h"
#include "behaviour/visits.h"
#include "house.h"
#include "order/order_lane.h"

// ---- what is looked at ----

typedef enum DoingLane { LANE_VISITS, LANE_DELIVERED, LANE_CLICKS, LANE_SOCIAL, DOING_LANES } DoingLane;

typedef struct EngagementReading {
    BehaviourSettings settings;
    EventLane lane[DOING_LANES];
    bool seen[ENGAGED_PARTS]; // of the component, ever
    Day from[ENGAGED_PARTS];  // first day of it
    const Columns *columns[DOING_LANES];
    uint32_t customers;
    Doings *of_period;   // of the person that is looked at
    int64_t least, most; // periods of it in which something stands
} EngagementReading;

static const BehaviourEvents lane_events[DOING_LANES] = {VISIT_EVENTS, DELIVERED_EVENTS, CLICK_EVENTS, SOCIAL_EVENTS};
// Without what is delivered there is no click rate.
static const DoingLane lane_of_part[ENGAGED_PARTS] = {LANE_VISITS, LANE_DELIVERED, LANE_SOCIAL};

static bool find_parts(const MetricAsk *ask, EngagementReading *reading, Error *error)
{
    for (int part = 0; part < ENGAGED_PARTS; part++) {
        LaneFacts facts;
        if (!lane_facts(ask->port, &reading->lane[lane_of_part[part]].lane, &facts, error)) return false;
        reading->seen[part] = facts.rows > 0;
        reading->from[part] = facts.rows ? second_day(facts.first) : ask->series.as_of;
    }
    return true;
}

static bool begin(const MetricAsk *ask, EngagementReading *reading, MetricTable *table, Error *error)
{
    PeriodSpan span;
    *reading = (EngagementReading){0};
    if (!behaviour_settings_read(ask->session, ask->arena, &reading->settings, error)) return false;
    for (int i = 0; i < DOING_LANES; i++)
        event_lane_seen(ask->house->log, reading->settings.events[lane_events[i]], ask->series.as_of, ask->arena,
                        &reading->lane[i]);
    if (!find_parts(ask, reading, error)) return false;
    Day first_day = ask->series.as_of;
    for (int part = 0; part < ENGAGED_PARTS; part++) first_day = (Day)smaller(first_day, reading->from[part]);
    if (!reading_span(ask, first_day, &span, error)) return false;
    reading_begin(ask, first_day, &span, table);
    table->any = reading->seen[ENGAGED_TIME] || reading->seen[ENGAGED_CLICKS] || reading->seen[ENGAGED_SOCIAL];
    reading->of_period = arena_array(ask->arena, Doings, (size_t)span.count + 1);
    return true;
}

static void release(const MetricAsk *ask, EngagementReading *reading)
{
    for (int i = 0; i < DOING_LANES && reading->columns[i]; i++)
        ask->port->ask->release(ask->port, reading->columns[i]);
}

static bool hold(const MetricAsk *ask, EngagementReading *reading, Error *error)
{
    for (int i = 0; i < DOING_LANES; i++) {
        if (!ask->port->ask->hold(ask->port, &reading->lane[i].lane, &reading->columns[i], error)) {
            reading->columns[i] = NULL;
            release(ask, reading);
            return false;
        }
        if (reading->columns[i]->customers > reading->customers) reading->customers = reading->columns[i]->customers;
    }
    return true;
}

// ---- one person ----

static Doings *doings_on(EngagementReading *reading, const PeriodSpan *span, Second at)
{
    int64_t period = span_period_of(span, second_day(at));
    if (period < 0) return NULL;
    reading->least = smaller(reading->least, period);
    reading->most = larger(reading->most, period);
    return &reading->of_period[period];
}

static PersonRows rows_of(const EngagementReading *reading, DoingLane lane, Customer person)
{
    const Columns *columns = reading->columns[lane];
    return person < columns->customers ? person_rows(columns, person, (RowFilter){0}) : (PersonRows){0};
}

static void add_visits(EngagementReading *reading, const PeriodSpan *span, Customer person)
{
    enum { MINUTE = 60 };
    PersonRows rows = rows_of(reading, LANE_VISITS, person);
    uint32_t gap = (uint32_t)lround(reading->settings.number[SESSION_MINUTES] * MINUTE);
    for (Visit visit = {0}; visit_next(&rows, gap, &visit);) {
        Doings *doings = doings_on(reading, span, visit.first);
        if (!doings) continue;
        doings->visits++;
        doings->seconds += visit.last - visit.first;
    }
}

static void add_counts(EngagementReading *reading, const PeriodSpan *span, Customer person)
{
    for (DoingLane lane = LANE_DELIVERED; lane < DOING_LANES; lane++) {
        PersonRows rows = rows_of(reading, lane, person);
        for (uint32_t row = 0; row < rows.count; row++) {
            Doings *doings = doings_on(reading, span, rows.second[row]);
            if (!doings) continue;
            doings->delivered += lane == LANE_DELIVERED;
            doings->clicks += lane == LANE_CLICKS;
            doings->actions += lane == LANE_SOCIAL;
        }
    }
}

// Afterwards of_period holds it between least and most.
static void look_at(EngagementReading *reading, const PeriodSpan *span, Customer person)
{
    for (int64_t period = reading->least; period <= reading->most; period++) reading->of_period[period] = (Doings){0};
    reading->least = span->count;
    reading->most = -1;
    add_visits(reading, span, person);
    add_counts(reading, span, person);
}

static void known_in(const EngagementReading *reading, const PeriodSpan *span, uint32_t period,
                     bool known[ENGAGED_PARTS])
{
    for (int part = 0; part < ENGAGED_PARTS; part++)
        known[part] = reading->seen[part] && reading->from[part] <= span_last_day(span, period);
}

static int64_t days_known(const MetricTable *table, uint32_t period)
{
    int64_t from = larger(span_first_day(&table->span, period), table->first_day);
    int64_t to = smaller(span_last_day(&table->span, period), table->span.as_of);
    return larger(1, to - from + 1);
}

// ---- all of them ----

typedef struct EngagementSum {
    int64_t people; // scored
    double score, squares;
    int64_t with[ENGAGED_PARTS]; // people who have the component
    double part[ENGAGED_PARTS];
    Doings doings;
} EngagementSum;

static void add_person(const Doings *doings, const Engagement *engagement, EngagementSum *sum)
{
    sum->people++;
    sum->score += engagement->score;
    sum->squares += engagement->score * engagement->score;
    for (int part = 0; part < ENGAGED_PARTS; part++) {
        sum->with[part] += engagement->known[part];
        sum->part[part] += engagement->part[part];
    }
    sum->doings.seconds += doings->seconds;
    sum->doings.visits += doings->visits;
    sum->doings.delivered += doings->delivered;
    sum->doings.clicks += doings->clicks;
    sum->doings.actions += doings->actions;
}

// Of who did anything and can be scored; false: they are not counted.
static bool engagement_in(const EngagementReading *reading, const MetricTable *table, uint32_t period,
                          Engagement *engagement)
{
    bool known[ENGAGED_PARTS];
    known_in(reading, &table->span, period, known);
    const Doings *doings = &reading->of_period[period];
    if (!doings_any(doings, known)) return false;
    *engagement = engagement_of(doings, known, days_known(table, period), &reading->settings);
    return engagement->scored;
}

static void add_up(const MetricAsk *ask, EngagementReading *reading, const MetricTable *table, EngagementSum *sums)
{
    for (Customer person = 0; person < reading->customers; person++) {
        uint16_t group = reading_group(ask, person);
        if (group >= table->groups) continue;
        look_at(reading, &table->span, person);
        for (int64_t period = reading->least; period <= reading->most; period++) {
            Engagement engagement;
            if (!engagement_in(reading, table, (uint32_t)period, &engagement)) continue;
            add_person(&reading->of_period[period], &engagement,
                       &sums[(size_t)group * table->span.count + (size_t)period]);
        }
    }
}

static void fill_part(const EngagementReading *reading, const EngagementSum *sum, EngagementPart part,
                      PeriodValue *value)
{
    static const char *const names[ENGAGED_PARTS] = {"time_on_site", "click_rate", "social"};
    static const char *const weight_names[ENGAGED_PARTS] = {"time_on_site_weight", "click_rate_weight",
                                                            "social_weight"};
    static const BehaviourNumber weights[ENGAGED_PARTS] = {TIME_ON_SITE_WEIGHT, CLICK_RATE_WEIGHT, SOCIAL_WEIGHT};
    bool known = sum->with[part] > 0;
    value_part_number(value, names[part], UNIT_NUMBER, known ? sum->part[part] / (double)sum->with[part] : NAN);
    value_part_number(value, weight_names[part], UNIT_NUMBER, known ? reading->settings.number[weights[part]] : 0);
}

static void fill(const EngagementReading *reading, const EngagementSum *sum, PeriodValue *value)
{
    enum { SECONDS = 60 };
    value_mean(value, sum->score, sum->squares, sum->people);
    if (value->has_interval) {
        value->low = fmax(0, value->low);
        value->high = fmin(100, value->high);
    }
    for (int part = 0; part < ENGAGED_PARTS; part++) fill_part(reading, sum, (EngagementPart)part, value);
    double minutes = sum->doings.visits ? (double)sum->doings.seconds / SECONDS / (double)sum->doings.visits : NAN;
    value_part(value, "people", UNIT_COUNT, sum->people);
    value_part_number(value, "minutes_a_visit", UNIT_MINUTES, minutes);
    value_part(value, "visits", UNIT_COUNT, sum->doings.visits);
    value_part(value, "messages_delivered", UNIT_COUNT, sum->doings.delivered);
    value_part(value, "clicks", UNIT_COUNT, sum->doings.clicks);
    value_part(value, "social_actions", UNIT_COUNT, sum->doings.actions);
}

// ---- what is said of it ----

static void note_recipe(const MetricAsk *ask, const BehaviourSettings *settings, MetricTable *table)
{
    const double *number = settings->number;
    Str time = str_format(ask->arena, "%g", number[TIME_ON_SITE_FULL_SECONDS]),
        clicks = str_format(ask->arena, "%g", number[CLICK_RATE_FULL]),
        social = str_format(ask->arena, "%g", number[SOCIAL_FULL_ACTIONS]),
        silence = str_format(ask->arena, "%g", number[SESSION_MINUTES]);
    reading_note(
        table,
        phrase_say(ask->arena, ask->locale,
                   PHRASE("In full: visits of {0} seconds on average (a silence of more than {1} minutes ends "
                          "one); a click rate of {2}; {3} social actions in 30 days. Change it under "
                          "/api/v1/behaviour-settings.",
                          "En plein\u00A0: des visites de {0} secondes en moyenne (un silence de plus de {1} "
                          "minutes en termine une)\u202F; un taux de clic de {2}\u202F; {3} actions sociales en 30 "
                          "jours. À modifier sous /api/v1/behaviour-settings."),
                   time, silence, clicks, social));
}

static void note_missing(const MetricAsk *ask, const EngagementReading *reading, MetricTable *table)
{
    static const Phrase missing[ENGAGED_PARTS] = {
        PHRASE("No visit has been tracked ({0}): time on site is left out of the weights.",
               "Aucune visite n’a été suivie ({0})\u00A0: le temps passé sur le site est laissé hors des poids."),
        PHRASE("No message has been delivered ({0}): the click rate is left out of the weights.",
               "Aucun message n’a été remis ({0})\u00A0: le taux de clic est laissé hors des poids."),
        PHRASE(
            "No social action has been tracked ({0}): social participation is left out of the weights.",
            "Aucune action sociale n’a été suivie ({0})\u00A0: la participation sociale est laissée hors des poids.")};
    for (int part = 0; part < ENGAGED_PARTS; part++)
        if (!reading->seen[part])
            reading_note(table,
                         phrase_say(ask->arena, ask->locale, missing[part], reading->lane[lane_of_part[part]].said));
}

bool read_engagement(const MetricAsk *ask, MetricTable *table, Error *error)
{
    EngagementReading reading;
    if (!begin(ask, &reading, table, error)) return false;
    note_recipe(ask, &reading.settings, table);
    note_missing(ask, &reading, table);
    if (!table->any || table->span.count == 0) return true;
    if (!hold(ask, &reading, error)) return false;
    size_t cells = (size_t)table->groups * table->span.count;
    EngagementSum *sums = arena_array(ask->arena, EngagementSum, cells);
    add_up(ask, &reading, table, sums);
    release(ask, &reading);
    for (size_t cell = 0; cell < cells; cell++)
        if (sums[cell].people) fill(&reading, &sums[cell], &table->value[cell]);
    return true;
}

// ---- who ----

static Str component_text(const MetricAsk *ask, bool known, double value)
{
    return known ? str_format(ask->arena, "%.2f", value) : STR("n/a");
}

static Str detail_of(const MetricAsk *ask, const Engagement *engagement)
{
    return phrase_say(ask->arena, ask->locale,
                      PHRASE("{0} of 100: time on site {1}, click rate {2}, social {3}",
                             "{0} sur 100\u00A0: temps sur le site {1}, taux de clic {2}, social {3}"),
                      str_format(ask->arena, "%.1f", engagement->score),
                      component_text(ask, engagement->known[ENGAGED_TIME], engagement->part[ENGAGED_TIME]),
                      component_text(ask, engagement->known[ENGAGED_CLICKS], engagement->part[ENGAGED_CLICKS]),
                      component_text(ask, engagement->known[ENGAGED_SOCIAL], engagement->part[ENGAGED_SOCIAL]));
}

bool engagement_people(const MetricAsk *ask, uint32_t group, uint32_t period, Str part, MetricPeople *people,
                       Error *error)
{
    EngagementReading reading;
    MetricTable table = {0};
    (void)part;
    *people = (MetricPeople){0};
    if (!begin(ask, &reading, &table, error)) return false;
    if (!table.any || period >= table.span.count) return true;
    if (!hold(ask, &reading, error)) return false;
    people->person = arena_array(ask->arena, MetricPerson, reading.customers);
    for (Customer person = 0; person < reading.customers; person++) {
        Engagement engagement;
        if (reading_group(ask, person) != group) continue;
        look_at(&reading, &table.span, person);
        if (!engagement_in(&reading, &table, period, &engagement)) continue;
        people->person[people->count++] = (MetricPerson){.customer = person, .detail = detail_of(ask, &engagement)};
    }
    release(ask, &reading);
    return true;
}

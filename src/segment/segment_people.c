// segment_people.c - who a rule holds for: what is kept of people becomes sets, and the questions over events are asked
// together with them, in one pass.
#include <string.h>

#include "base/number.h"
#include "base/secret.h"
#include "consent/ground.h"
#include "customer/customer.h"
#include "event/dimension.h"
#include "event/log.h"
#include "house.h"
#include "segment/figure.h"
#include "segment/stored_parts.h"

enum { LANES_MAX = MATCH_CLAUSES_MAX };

typedef struct Gathering {
    const SegmentPlace *place;
    uint32_t customers;
    Lane *lane;
    uint16_t *class_of; // of each lane but that of all events
    bool *negative;
    size_t lanes;
} Gathering;

// ---- sets ----

static CustomerSet *new_set(const Gathering *gathering)
{
    CustomerSet *set = arena_new(gathering->place->arena, CustomerSet);
    set->customers = gathering->customers;
    set->word = arena_array(gathering->place->arena, uint64_t, (size_t)gathering->customers / 64 + 1);
    return set;
}

static void set_add(CustomerSet *set, CustomerId customer)
{
    uint64_t bit = UINT64_C(1) << customer % 64;
    if (customer >= set->customers || set->word[customer / 64] & bit) return;
    set->word[customer / 64] |= bit;
    set->count++;
}

static CustomerId root_of(const Gathering *gathering, CustomerId customer)
{
    return identity_root(gathering->place->house->identity, customer);
}

static bool refuse_hidden(Error *error)
{
    return error_code(error, ERROR_FORBIDDEN, "forbidden",
                      PHRASE("this field is hidden for your role", "ce champ est caché à votre rôle"), STR(""));
}

static bool within(const SegmentBounds *bounds, double number)
{
    if (bounds->has_low && (bounds->low_strict ? number <= bounds->low : number < bounds->low)) return false;
    return !bounds->has_high || (bounds->high_strict ? number < bounds->high : number <= bounds->high);
}

static bool is_one_of(const SegmentRule *rule, Str text)
{
    for (size_t i = 0; i < rule->in_count; i++)
        if (str_equal(rule->in[i], text)) return true;
    return false;
}

// ---- traits ----

typedef struct TraitTest {
    const Gathering *gathering;
    const SegmentRule *rule;
    CustomerSet *set;
    const Day *today; // of each customer, for dates
} TraitTest;

static Str trait_words(const Trait *trait, Arena *arena)
{
    bool text = trait->type == TRAIT_TEXT || trait->type == TRAIT_DATE;
    return text ? trait_text(trait, arena) : trait->value;
}

static bool trait_holds(const SegmentRule *rule, const Trait *trait, Arena *arena)
{
    double number;
    Str text = trait_words(trait, arena);
    bool bounded = rule->bounds.has_low || rule->bounds.has_high;
    if (rule->in_count && !is_one_of(rule, text)) return false;
    if (rule->contains.size && !str_contains(text, rule->contains)) return false;
    return !bounded || (number_parse(text, &number) && within(&rule->bounds, number));
}

static void test_trait(void *context, CustomerId root, const Trait *trait)
{
    const TraitTest *test = context;
    if (trait_holds(test->rule, trait, test->gathering->place->arena)) set_add(test->set, root);
}

static bool hidden(const Gathering *gathering, Str trait)
{
    const SegmentPlace *place = gathering->place;
    return place->hides_trait && place->hides_trait(place->hides_context, trait);
}

static bool walk_trait(const Gathering *gathering, const SegmentRule *rule, CustomerSet *set,
                       void (*see)(void *context, CustomerId root, const Trait *trait), Error *error)
{
    const SegmentPlace *place = gathering->place;
    Day *today = NULL;
    if (hidden(gathering, rule->name)) return refuse_hidden(error);
    if (rule->kind == SEGMENT_DATE && !segment_days(place, &today, error)) return false;
    TraitTest test = {gathering, rule, set, today};
    return trait_of_all(place->house->identity, place->session, rule->name, place->arena, see, &test, error);
}

// {"exists":false} is nobody of those that have it; turned round by the caller.
static bool trait_people(const Gathering *gathering, const SegmentRule *rule, CustomerSet *set, Error *error)
{
    return walk_trait(gathering, rule, set, test_trait, error);
}

// ---- dates ----

static Day same_day_in(CivilDate date, int year)
{
    date.year = year;
    if (!civil_date_valid(date)) date.day = 28; // 29 February
    return day_of_civil(date);
}

static bool date_holds(const SegmentRule *rule, Day day, Day today)
{
    bool next = rule->next_days >= 0;
    Day from = next ? today : today - (Day)rule->last_days, to = next ? today + (Day)rule->next_days : today;
    if (!rule->yearly) return day >= from && day <= to;
    if (to - from >= 366) return true;
    CivilDate date = civil_of_day(day);
    for (int year = civil_of_day(from).year; year <= civil_of_day(to).year; year++) {
        Day then = same_day_in(date, year);
        if (then >= from && then <= to) return true;
    }
    return false;
}

static void test_date(void *context, CustomerId root, const Trait *trait)
{
    const TraitTest *test = context;
    Day day;
    Str text = trait_words(trait, test->gathering->place->arena);
    enum { DAY_TEXT = 10 }; // "1990-05-17", also before the hour
    if (text.size > DAY_TEXT) text.size = DAY_TEXT;
    if (root < test->set->customers && day_parse(text, &day) && date_holds(test->rule, day, test->today[root]))
        set_add(test->set, root);
}

// ---- figures ----

static bool metric_people(Gathering *gathering, const SegmentRule *rule, CustomerSet *set, Error *error)
{
    return figure_people(segment_figures(gathering->place), rule, set, error);
}

static bool marked_people(const Gathering *gathering, const Query *query, Str name, CustomerSet *set, Error *error)
{
    Rows rows;
    if (!store_select(gathering->place->session, query, VALUES(value_text(name)), &rows, error)) return false;
    while (rows_next(&rows)) set_add(set, root_of(gathering, (CustomerId)rows_integer(&rows, 0)));
    return rows_close(&rows, error);
}

// ---- consent ----

typedef struct ConsentTest {
    const Gathering *gathering;
    const SegmentRule *rule;
    Purpose purpose;
    ConsentChannel channel;
    CustomerSet *set;
    CustomerSet *said; // anything at all
} ConsentTest;

static const char *state_word(ConsentState state)
{
    static const char *const words[CONSENT_STATE_COUNT] = {"unknown", "granted", "refused", "withdrawn"};
    return words[state];
}

// Of the person, with all that their customers said.
static bool test_consent(void *context, CustomerId customer, const ConsentEvent *said, size_t said_count, Error *error)
{
    (void)said, (void)said_count;
    const ConsentTest *test = context;
    const SegmentPlace *place = test->gathering->place;
    CustomerId root = root_of(test->gathering, customer);
    Arena *scratch = arena_open(0);
    CustomerId *members;
    ConsentEvent *events = NULL;
    const ConsentEvent *because;
    GroundAsk ask = {.purpose = &test->purpose, .channel = test->channel, .now = place->now};
    size_t count = identity_members(place->house->identity, root, scratch, &members);
    bool fine =
        customer_set_has(test->said, root) ||
        (consent_events(place->session, members, count, scratch, &events, &ask.count, error) &&
         consent_merged_at(place->house->identity, place->session, members, count, scratch, &ask.merged_at, error));
    if (fine && !customer_set_has(test->said, root)) {
        ask.events = events;
        if (str_equal(test->rule->state, str_of(state_word(consent_state(&ask, &because))))) set_add(test->set, root);
        set_add(test->said, root);
    }
    arena_close(scratch);
    return fine;
}

static bool consent_people(const Gathering *gathering, const SegmentRule *rule, CustomerSet *set, Error *error)
{
    ConsentTest test = {.gathering = gathering, .rule = rule, .set = set, .said = new_set(gathering)};
    if (!consent_channel_parse(rule->channel, &test.channel)) test.channel = CONSENT_ANY;
    if (!purpose_get(gathering->place->session, rule->name, gathering->place->arena, &test.purpose, error))
        return error->kind == ERROR_NOT_FOUND &&
               error_code(error, ERROR_INPUT, "invalid_segment",
                          PHRASE("segment: there is no purpose {0}", "segment\u00A0: il n’y a pas de finalité {0}"),
                          error_value(gathering->place->arena, rule->name));
    if (!consent_each(gathering->place->session, test_consent, &test, error)) return false;
    for (CustomerId c = 1; str_equal(rule->state, STR("unknown")) && c < gathering->customers; c++)
        if (!customer_set_has(test.said, c) && root_of(gathering, c) == c) set_add(set, c);
    return true;
}

// ---- a share of all people ----

static void sample_people(const Gathering *gathering, const SegmentRule *rule, CustomerSet *set)
{
    unsigned char digest[DIGEST_BYTES], key[16];
    digest_sha256(rule->name, digest);
    memcpy(key, digest, sizeof key);
    for (CustomerId c = 1; c < gathering->customers; c++) {
        uint64_t word[2];
        char number[sizeof c];
        memcpy(number, &c, sizeof c);
        if (root_of(gathering, c) != c) continue;
        digest_short(key, (Str){number, sizeof number}, word);
        if ((double)(word[0] >> 11) * 0x1p-53 < rule->share) set_add(set, c);
    }
}

// ---- lanes ----

static uint32_t lane_of(Gathering *gathering, Str event)
{
    uint16_t class_number;
    bool known = log_class(gathering->place->house->log, EVENT_TRACK, event, &class_number);
    for (size_t i = 0; known && i < gathering->lanes; i++)
        if (gathering->lane[i].class_count == 1 && gathering->class_of[i] == class_number) return (uint32_t)i;
    size_t at = gathering->lanes++;
    gathering->class_of[at] = known ? class_number : 0;
    gathering->negative[at] = str_equal(event, STR("Order Refunded"));
    gathering->lane[at] = (Lane){&gathering->class_of[at], &gathering->negative[at], known, 0};
    return (uint32_t)at;
}

static uint32_t lane_of_those(Gathering *gathering, bool interest)
{
    const EventLog *log = gathering->place->house->log;
    size_t at = gathering->lanes++;
    uint16_t *classes = arena_array(gathering->place->arena, uint16_t, ACTIVITY_CLASSES_MAX);
    size_t count = 0;
    EventKind kind;
    for (uint32_t one = 0; one < ACTIVITY_CLASSES_MAX && (kind = log_class_kind(log, (uint16_t)one)) != 0; one++)
        if (!interest || figure_tells_interest(kind, log_class_name(log, (uint16_t)one)))
            classes[count++] = (uint16_t)one;
    gathering->lane[at] = (Lane){.classes = classes, .class_count = count};
    return (uint32_t)at;
}

static uint32_t lane_of_all(Gathering *gathering)
{
    return lane_of_those(gathering, false);
}

// ---- clauses as questions ----

static Second civil_now(const SegmentPlace *place)
{
    int64_t civil = zone_civil(activity_zone(place->house->activity), place->now / MILLISECONDS_PER_SECOND);
    return (Second)larger(0, smaller(civil, UINT32_MAX));
}

static void set_times(const Gathering *gathering, const SegmentRule *rule, MatchRule *match)
{
    int64_t now = civil_now(gathering->place), from = rule->has_from ? (int64_t)rule->from * SECONDS_PER_DAY : 0;
    if (rule->within_days) from = larger(0, now - rule->within_days * SECONDS_PER_DAY + 1);
    match->from = (Second)from;
    if (rule->has_to) match->to = (Second)smaller(UINT32_MAX, ((int64_t)rule->to + 1) * SECONDS_PER_DAY - 1);
}

static bool set_where(const Gathering *gathering, const SegmentRule *rule, MatchRule *match, Error *error)
{
    uint32_t number;
    const struct Dimensions *dimensions = gathering->place->house->dimensions;
    match->dimension = -1;
    if (rule->dimension.size == 0) return true;
    if (!dimension_find(dimensions, rule->dimension, &number))
        return error_code(error, ERROR_INPUT, "invalid_segment",
                          PHRASE("segment: {0} is no dimension of events; GET /api/v1/dimensions lists them",
                                 "segment\u00A0: {0} n’est pas une dimension des événements\u202F; GET "
                                 "/api/v1/dimensions les liste"),
                          error_value(gathering->place->arena, rule->dimension));
    match->dimension = (int32_t)number;
    if (!dimension_code(dimensions, number, rule->value, &match->code))
        match->code = DIMENSION_OTHER - 1; // nobody ever had it
    return true;
}

static bool event_question(Gathering *gathering, const SegmentRule *rule, MatchRule *match, Error *error)
{
    *match = (MatchRule){.kind = MATCH_ROWS, .measure = rule->measure, .low = rule->low, .high = rule->high};
    if (gathering->place->hides_amounts && (rule->measure == MATCH_SUM || rule->measure == MATCH_AVERAGE))
        return refuse_hidden(error);
    match->lane = lane_of(gathering, rule->name);
    set_times(gathering, rule, match);
    return set_where(gathering, rule, match, error);
}

static void then_question(Gathering *gathering, const SegmentRule *rule, MatchRule *match)
{
    *match = (MatchRule){.kind = MATCH_THEN, .dimension = -1};
    match->lane = lane_of(gathering, rule->name);
    match->then_lane = lane_of(gathering, rule->then_name);
    match->then_seconds = (uint32_t)smaller(UINT32_MAX, rule->then_days * SECONDS_PER_DAY);
}

static bool dimension_question(Gathering *gathering, const SegmentRule *rule, MatchRule *match, Error *error)
{
    SegmentRule where = {.dimension = rule->name, .value = rule->value};
    *match = (MatchRule){.kind = MATCH_ROWS, .measure = MATCH_COUNT, .low = 1, .high = INT64_MAX};
    match->lane = lane_of_all(gathering);
    return set_where(gathering, &where, match, error);
}

// Of one of these words, often enough.
static bool interest_question(Gathering *gathering, const SegmentRule *rule, MatchRule *match, Error *error)
{
    MatchRule *words = arena_array(gathering->place->arena, MatchRule, rule->in_count);
    for (size_t i = 0; i < rule->in_count; i++) {
        SegmentRule where = {.dimension = STR(INTEREST_DIMENSION), .value = rule->in[i]};
        words[i] = (MatchRule){.kind = MATCH_ROWS, .measure = MATCH_COUNT, .low = INTEREST_TIMES, .high = INT64_MAX};
        words[i].lane = i ? words[0].lane : lane_of_those(gathering, true);
        if (!set_where(gathering, &where, &words[i], error)) return false;
    }
    *match = (MatchRule){.kind = MATCH_ANY, .children = words, .child_count = rule->in_count, .dimension = -1};
    return true;
}

static bool kept_people(Gathering *gathering, const SegmentRule *rule, CustomerSet *set, Error *error)
{
    switch ((int)rule->kind) {
    case SEGMENT_TRAIT: return trait_people(gathering, rule, set, error);
    case SEGMENT_METRIC: return metric_people(gathering, rule, set, error);
    case SEGMENT_CONSENT: return consent_people(gathering, rule, set, error);
    case SEGMENT_DATE: return walk_trait(gathering, rule, set, test_date, error);
    case SEGMENT_TAG: return marked_people(gathering, &query_segment_tagged, rule->name, set, error);
    case SEGMENT_STORED: return named_people(gathering->place, rule, set, error);
    case SEGMENT_ACCOUNT: return marked_people(gathering, &query_segment_members, rule->name, set, error);
    default: sample_people(gathering, rule, set); return true;
    }
}

static bool question_of(Gathering *gathering, const SegmentRule *rule, MatchRule *match, Error *error);

static bool questions_of(Gathering *gathering, const SegmentRule *rule, MatchRule *match, Error *error)
{
    static const MatchKind kinds[] = {[SEGMENT_ALL] = MATCH_ALL, [SEGMENT_ANY] = MATCH_ANY, [SEGMENT_NOT] = MATCH_NOT};
    MatchRule *children = arena_array(gathering->place->arena, MatchRule, rule->child_count);
    for (size_t i = 0; i < rule->child_count; i++)
        if (!question_of(gathering, &rule->children[i], &children[i], error)) return false;
    *match =
        (MatchRule){.kind = kinds[rule->kind], .children = children, .child_count = rule->child_count, .dimension = -1};
    return true;
}

static bool question_of(Gathering *gathering, const SegmentRule *rule, MatchRule *match, Error *error)
{
    if (rule->kind <= SEGMENT_NOT) return questions_of(gathering, rule, match, error);
    if (rule->kind == SEGMENT_EVENT) return event_question(gathering, rule, match, error);
    if (rule->kind == SEGMENT_DIMENSION) return dimension_question(gathering, rule, match, error);
    if (rule->kind == SEGMENT_METRIC && str_equal(rule->name, STR("interest")))
        return interest_question(gathering, rule, match, error);
    if (rule->kind == SEGMENT_THEN) {
        then_question(gathering, rule, match);
        return true;
    }
    CustomerSet *set = new_set(gathering);
    MatchRule *inner = arena_new(gathering->place->arena, MatchRule);
    *inner = (MatchRule){.kind = MATCH_SET, .set = set, .dimension = -1};
    *match = *inner;
    if (rule->has_exists && !rule->exists)
        *match = (MatchRule){.kind = MATCH_NOT, .children = inner, .child_count = 1, .dimension = -1};
    return kept_people(gathering, rule, set, error);
}

// ---- rules without events need no question ----

static bool holds_for(const MatchRule *match, CustomerId customer)
{
    switch ((int)match->kind) {
    case MATCH_SET: return match->set && customer_set_has(match->set, customer);
    case MATCH_NOT: return !holds_for(match->children, customer);
    case MATCH_ALL:
        for (size_t i = 0; i < match->child_count; i++)
            if (!holds_for(&match->children[i], customer)) return false;
        return true;
    default:
        for (size_t i = 0; i < match->child_count; i++)
            if (holds_for(&match->children[i], customer)) return true;
        return false;
    }
}

// Numbers that are merged into others are nobody.
static void keep_roots(const Gathering *gathering, CustomerSet *set)
{
    set->count = 0;
    for (CustomerId c = 0; c < set->customers; c++) {
        bool root = c > 0 && c < gathering->customers && root_of(gathering, c) == c;
        if (!root) set->word[c / 64] &= ~(UINT64_C(1) << c % 64);
        set->count += customer_set_has(set, c);
    }
}

// Of some people alone, where that is asked for.
static MatchRule of_these(const SegmentPlace *place, MatchRule match)
{
    if (!place->only) return match;
    MatchRule *both = arena_array(place->arena, MatchRule, 2);
    both[0] = (MatchRule){.kind = MATCH_SET, .set = place->only, .dimension = -1};
    both[1] = match;
    return (MatchRule){.kind = MATCH_ALL, .children = both, .child_count = 2, .dimension = -1};
}

static bool people(const SegmentPlace *place, const SegmentRule *rule, CustomerSet *set, Error *error)
{
    MatchRule match;
    Gathering gathering = {.place = place, .customers = identity_count(place->house->identity) + 1};
    gathering.lane = arena_array(place->arena, Lane, LANES_MAX);
    gathering.class_of = arena_array(place->arena, uint16_t, LANES_MAX);
    gathering.negative = arena_array(place->arena, bool, LANES_MAX);
    if (!question_of(&gathering, rule, &match, error)) return false;
    match = of_these(place, match);
    if (gathering.lanes) {
        if (!place->port->ask->match)
            return error_say(error, ERROR_UNAVAILABLE,
                             PHRASE("rules over events can't be asked here", "les règles sur les événements ne peuvent "
                                                                             "pas être posées ici"),
                             STR(""));
        if (!place->port->ask->match(place->port, gathering.lane, gathering.lanes, &match, place->arena, set, error))
            return false;
    } else {
        *set = *new_set(&gathering);
        for (CustomerId c = 1; c < gathering.customers; c++)
            if (holds_for(&match, c)) set_add(set, c);
    }
    keep_roots(&gathering, set);
    return true;
}

bool segment_people(const SegmentPlace *place, const SegmentRule *rule, CustomerSet *set, Error *error)
{
    SegmentPlace with_memo = segment_place_with_memo(place);
    return people(&with_memo, rule, set, error);
}

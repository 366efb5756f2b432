// figure_columns.c - figures from the columns of events: one pass each.
#include "event/dimension.h"
#include "event/vocabulary.h"
#include "house.h"
#include "order/order_lane.h"
#include "segment/figure_parts.h"

enum { RECENT_DAYS = 30, SESSION_GAP_SECONDS = 1800 };

// ---- orders ----

bool figure_orders(FigureBase *base, const Summaries **summaries, Error *error)
{
    const SegmentPlace *place = base->place;
    OrderLane orders;
    LaneFacts facts;
    if (!base->orders) {
        Summaries *read = arena_new(place->arena, Summaries);
        order_lane(place->house->log, base->today, &orders);
        if (!lane_facts(place->port, &orders.lane, &facts, error) ||
            !place->port->ask->summaries(place->port, &orders.lane, base->today, place->arena, read, error))
            return false;
        base->orders = read;
    }
    *summaries = base->orders;
    return true;
}

bool figure_rfm(FigureBase *base, const RfmPeople **people, Error *error)
{
    const Summaries *summaries;
    if (!figure_orders(base, &summaries, error)) return false;
    if (!base->rfm) {
        base->rfm = arena_new(base->place->arena, RfmPeople);
        *base->rfm = rfm_people(summaries, base->today, base->place->arena);
    }
    *people = base->rfm;
    return true;
}

// Of buyers alone.
static void put_scores(const FigureBase *base, const RfmPeople *people, const uint8_t *score, double *value)
{
    for (Customer c = 0; c < people->customers && c < base->customers; c++)
        if (people->group[c] != RFM_GROUP_COUNT) value[c] = score[c];
}

bool read_rfm_group(FigureBase *base, double *value, Error *error)
{
    const RfmPeople *people;
    if (!figure_rfm(base, &people, error)) return false;
    put_scores(base, people, people->group, value);
    return true;
}

bool read_rfm_recency(FigureBase *base, double *value, Error *error)
{
    const RfmPeople *people;
    if (!figure_rfm(base, &people, error)) return false;
    put_scores(base, people, people->recency, value);
    return true;
}

bool read_rfm_frequency(FigureBase *base, double *value, Error *error)
{
    const RfmPeople *people;
    if (!figure_rfm(base, &people, error)) return false;
    put_scores(base, people, people->frequency, value);
    return true;
}

bool read_rfm_monetary(FigureBase *base, double *value, Error *error)
{
    const RfmPeople *people;
    if (!figure_rfm(base, &people, error)) return false;
    put_scores(base, people, people->monetary, value);
    return true;
}

bool read_rfm_mean(FigureBase *base, double *value, Error *error)
{
    const RfmPeople *people;
    if (!figure_rfm(base, &people, error)) return false;
    for (Customer c = 0; c < people->customers && c < base->customers; c++)
        if (people->group[c] != RFM_GROUP_COUNT) value[c] = rfm_mean_score(people->frequency[c], people->monetary[c]);
    return true;
}

Str rfm_group_word(int number)
{
    return number < RFM_GROUP_COUNT ? rfm_group_name((RfmGroup)number) : STR("");
}

bool read_average_order_value(FigureBase *base, double *value, Error *error)
{
    const Summaries *summaries;
    Currency currency = workspace_first(base->place->house->workspace)->currency;
    double minors = (double)currency_minor_per_major(&currency);
    if (!figure_orders(base, &summaries, error)) return false;
    for (Customer c = 0; c < summaries->customers && c < base->customers; c++)
        if (summaries->orders[c]) value[c] = (double)summaries->amount[c] / minors / (double)summaries->orders[c];
    return true;
}

bool read_days_since_first_purchase(FigureBase *base, double *value, Error *error)
{
    const Summaries *summaries;
    if (!figure_orders(base, &summaries, error)) return false;
    for (Customer c = 0; c < summaries->customers && c < base->customers; c++)
        if (summaries->orders[c]) value[c] = (double)(base->today - second_day(summaries->first[c]));
    return true;
}

// ---- counts of events ----

static bool ask_one(FigureBase *base, const Lane *lane, FeatureMeasure kind, int32_t days, double *value, Error *error)
{
    const SegmentPlace *place = base->place;
    Features features;
    int64_t from = days ? ((int64_t)base->today - days + 1) * SECONDS_PER_DAY : 0;
    const Feature feature = {.kind = kind, .lane = 0, .from = (Second)larger(from, 0)};
    const FeatureAsk ask = {&feature, 1, lane->until + 1};
    if (lane->class_count && !place->port->ask->features(place->port, lane, 1, &ask, place->arena, &features, error))
        return false;
    for (Customer c = 1; lane->class_count && c < features.customers && c < base->customers; c++)
        if (features.known[c]) value[c] = (double)feature_value(&features, 0, c);
    figure_fill(base, value, 0);
    return true;
}

bool read_referrals(FigureBase *base, double *value, Error *error)
{
    uint16_t number;
    bool known = log_class(base->place->house->log, EVENT_TRACK, STR("Referral Completed"), &number);
    const Lane lane = {.classes = &number, .class_count = known, .until = second_at_end_of(base->today)};
    return ask_one(base, &lane, FEATURE_COUNT, 0, value, error);
}

// What customers did themselves.
static Lane activity_lane(const FigureBase *base)
{
    const EventLog *log = base->place->house->log;
    uint16_t *number = arena_array(base->place->arena, uint16_t, ACTIVITY_CLASSES_MAX);
    size_t count = 0;
    for (uint32_t one = 0; one < ACTIVITY_CLASSES_MAX; one++) {
        EventKind kind = log_class_kind(log, (uint16_t)one);
        bool own = kind == EVENT_PAGE || kind == EVENT_SCREEN ||
                   (kind == EVENT_TRACK && !happens_to_customer(log_class_name(log, (uint16_t)one)));
        if (own) number[count++] = (uint16_t)one;
    }
    return (Lane){.classes = number, .class_count = count, .until = second_at_end_of(base->today)};
}

bool read_active_days(FigureBase *base, double *value, Error *error)
{
    Lane lane = activity_lane(base);
    return ask_one(base, &lane, FEATURE_DISTINCT_DAYS, RECENT_DAYS, value, error);
}

bool figure_tells_interest(EventKind kind, Str event)
{
    if (kind == EVENT_PAGE || kind == EVENT_SCREEN) return true;
    HappeningKind happening = happening_kind(kind, event);
    return kind == EVENT_TRACK && !happens_to_customer(event) &&
           (happening == HAPPENING_VISIT || happening == HAPPENING_CART || happening == HAPPENING_OTHER);
}

static Lane interest_lane(const FigureBase *base)
{
    const EventLog *log = base->place->house->log;
    uint16_t *number = arena_array(base->place->arena, uint16_t, ACTIVITY_CLASSES_MAX);
    size_t count = 0;
    for (uint32_t one = 0; one < ACTIVITY_CLASSES_MAX; one++) {
        EventKind kind = log_class_kind(log, (uint16_t)one);
        if (kind && figure_tells_interest(kind, log_class_name(log, (uint16_t)one))) number[count++] = (uint16_t)one;
    }
    return (Lane){.classes = number, .class_count = count, .until = second_at_end_of(base->today)};
}

// ---- walks over rows ----

typedef struct RowWalk {
    FigureBase *base;
    double *value;
    void (*person)(const struct RowWalk *walk, Customer customer, const ColumnPiece *piece, uint32_t from, uint32_t to);
    // of early adoptions
    uint32_t dimension;
    const Second *launch; // of each product, 0: not a new one
} RowWalk;

static void walk_rows(const Columns *columns, const RowWalk *walk)
{
    for (uint32_t p = 0; p < columns->pieces; p++) {
        const ColumnPiece *piece = &columns->piece[p];
        for (uint32_t run = 0; run < piece->runs; run++) {
            Customer customer = run_customer(piece, run);
            if (run_counts(piece, run) && customer < walk->base->customers)
                walk->person(walk, customer, piece, piece->first_row[run], piece->first_row[run + 1]);
        }
    }
}

static void count_sessions(const RowWalk *walk, Customer customer, const ColumnPiece *piece, uint32_t from, uint32_t to)
{
    int64_t since = ((int64_t)walk->base->today - RECENT_DAYS + 1) * SECONDS_PER_DAY;
    uint32_t sessions = 0;
    for (uint32_t row = to; row > from && piece->second[row - 1] >= since; row--)
        sessions += row - 1 == from || piece->second[row - 1] - piece->second[row - 2] > SESSION_GAP_SECONDS ||
                    piece->second[row - 2] < since;
    walk->value[customer] = sessions;
}

bool read_sessions(FigureBase *base, double *value, Error *error)
{
    const SegmentPlace *place = base->place;
    Lane lane = activity_lane(base);
    const Columns *columns;
    RowWalk walk = {.base = base, .value = value, .person = count_sessions};
    if (lane.class_count) {
        if (!place->port->ask->hold(place->port, &lane, &columns, error)) return false;
        walk_rows(columns, &walk);
        place->port->ask->release(place->port, columns);
    }
    figure_fill(base, value, 0);
    return true;
}

// ---- products bought when they were new ----

enum { LAUNCH_DAYS = 30, OLD_DAYS = 90 };

// When each product was first sold; 0 of those that may have been sold before the first order we know.
static Second *find_launches(const Columns *columns, uint32_t dimension, uint32_t products, Arena *arena)
{
    Second *launch = arena_array(arena, Second, products);
    Second old = columns->first + OLD_DAYS * SECONDS_PER_DAY;
    for (uint32_t p = 0; p < columns->pieces; p++) {
        const ColumnPiece *piece = &columns->piece[p];
        for (uint32_t run = 0; run < piece->runs; run++)
            for (uint32_t row = piece->first_row[run]; run_counts(piece, run) && row < piece->first_row[run + 1];
                 row++) {
                uint16_t code = row_code(piece, dimension, row);
                if (code >= products || row_amount(piece, row) <= 0) continue;
                if (!launch[code] || piece->second[row] < launch[code]) launch[code] = piece->second[row];
            }
    }
    for (uint32_t i = 0; i < products; i++)
        if (launch[i] < old) launch[i] = 0;
    return launch;
}

static void count_adoptions(const RowWalk *walk, Customer customer, const ColumnPiece *piece, uint32_t from,
                            uint32_t to)
{
    enum { SEEN_MAX = 64 };
    uint16_t seen[SEEN_MAX];
    size_t count = 0;
    for (uint32_t row = from; row < to && count < SEEN_MAX; row++) {
        uint16_t code = row_code(piece, walk->dimension, row);
        bool known = code == DIMENSION_OTHER || row_amount(piece, row) <= 0 || !walk->launch[code] ||
                     piece->second[row] - walk->launch[code] >= LAUNCH_DAYS * SECONDS_PER_DAY;
        for (size_t i = 0; i < count; i++) known |= seen[i] == code;
        if (!known) seen[count++] = code;
    }
    walk->value[customer] = (double)count;
}

bool read_early_adoptions(FigureBase *base, double *value, Error *error)
{
    const SegmentPlace *place = base->place;
    OrderLane orders;
    const Columns *columns;
    RowWalk walk = {.base = base, .value = value, .person = count_adoptions};
    if (dimension_find(place->house->dimensions, STR("product"), &walk.dimension)) {
        order_lane(place->house->log, base->today, &orders);
        if (!place->port->ask->hold(place->port, &orders.lane, &columns, error)) return false;
        // Every code of the columns was known to the dimension before its row was written.
        walk.launch = find_launches(columns, walk.dimension, DIMENSION_VALUES_MAX + 1, place->arena);
        walk_rows(columns, &walk);
        place->port->ask->release(place->port, columns);
    }
    figure_fill(base, value, 0);
    return true;
}

// ---- shares of values ----

typedef struct ShareWalk {
    uint32_t dimension, customers;
    const uint8_t *place_of; // of each code: 1.. of those that are told apart, 0 of the others
    FigureShare *share;
    size_t count;
} ShareWalk;

static void count_codes(const Columns *columns, uint32_t dimension, uint64_t *rows)
{
    for (uint32_t p = 0; p < columns->pieces; p++) {
        const ColumnPiece *piece = &columns->piece[p];
        for (uint32_t run = 0; piece->codes[dimension] && run < piece->runs; run++)
            for (uint32_t row = piece->first_row[run]; run_counts(piece, run) && row < piece->first_row[run + 1]; row++)
                rows[piece->codes[dimension][row]]++;
    }
}

static void share_run(const ShareWalk *walk, const ColumnPiece *piece, uint32_t run)
{
    uint32_t n = 0, of[FIGURE_SHARES_MAX + 1] = {0};
    Customer customer = run_customer(piece, run);
    for (uint32_t row = piece->first_row[run]; row < piece->first_row[run + 1]; row++) {
        uint16_t code = row_code(piece, walk->dimension, row);
        n += code != DIMENSION_OTHER;
        of[code == DIMENSION_OTHER ? 0 : walk->place_of[code]]++;
    }
    for (size_t i = 0; n && i < walk->count; i++) walk->share[i].share[customer] = (double)of[i + 1] / n;
}

static void share_columns(const FigureBase *base, const Columns *columns, ShareWalk *walk)
{
    Arena *arena = base->place->arena;
    const struct Dimensions *dimensions = base->place->house->dimensions;
    uint64_t *rows = arena_array(arena, uint64_t, DIMENSION_OTHER + 1);
    uint8_t *place_of = arena_array(arena, uint8_t, DIMENSION_OTHER + 1);
    count_codes(columns, walk->dimension, rows);
    while (walk->count < FIGURE_SHARES_MAX) {
        uint32_t best = 0;
        for (uint32_t code = 1; code < DIMENSION_OTHER; code++)
            if (rows[code] > rows[best]) best = code;
        if (rows[best] == 0) break;
        rows[best] = 0;
        walk->share[walk->count].value = dimension_text(dimensions, walk->dimension, (uint16_t)best);
        walk->share[walk->count].share = figure_column(base);
        place_of[best] = (uint8_t)++walk->count;
    }
    walk->place_of = place_of;
    for (uint32_t p = 0; p < columns->pieces; p++)
        for (uint32_t run = 0; run < columns->piece[p].runs; run++)
            if (run_counts(&columns->piece[p], run) && run_customer(&columns->piece[p], run) < base->customers)
                share_run(walk, &columns->piece[p], run);
}

bool figure_shares(FigureBase *base, Str dimension, bool interest, FigureShare share[FIGURE_SHARES_MAX], size_t *count,
                   Error *error)
{
    const SegmentPlace *place = base->place;
    OrderLane orders;
    const Columns *columns;
    ShareWalk walk = {.customers = base->customers, .share = share};
    *count = 0;
    if (!dimension_find(place->house->dimensions, dimension, &walk.dimension)) return true;
    order_lane(place->house->log, base->today, &orders);
    Lane lane = interest ? interest_lane(base) : orders.lane;
    if (lane.class_count == 0) return true;
    if (!place->port->ask->hold(place->port, &lane, &columns, error)) return false;
    share_columns(base, columns, &walk);
    place->port->ask->release(place->port, columns);
    *count = walk.count;
    return true;
}

// Features in SQL: a row a person, a number a feature.
#include <string.h>

#include "clickhouse/ask_parts.h"

enum { FEATURES_AT_ONCE = (STREAM_ROW_BYTES_MAX - 16) / 8 };

typedef struct FeaturesSql {
    const Settled *settled;
    const Lane *lanes;
    size_t lane_count;
    const FeatureAsk *ask;
    size_t first, end; // of the features that are asked for now
    Features *features;
    double magnitude;
    Arena *scratch;
} FeaturesSql;

static size_t first_lane(const Feature *feature)
{
    return feature->lane == FEATURE_ANY_LANE ? 0 : feature->lane;
}

static size_t end_lane(const FeaturesSql *sql, const Feature *feature)
{
    return feature->lane == FEATURE_ANY_LANE ? sql->lane_count : feature->lane + 1;
}

static Str window_of(const FeaturesSql *sql, const Feature *feature)
{
    bool whole = feature->kind == FEATURE_RECENCY || feature->kind == FEATURE_TENURE || feature->from == 0;
    return whole ? STR("") : str_format(sql->scratch, " AND second >= %u", feature->from);
}

// Rows of any of its lanes.
static Str rows_of_any(const FeaturesSql *sql, const Feature *feature)
{
    Text text = text_in(sql->scratch);
    text_add(&text, STR("(0"));
    for (size_t lane = first_lane(feature); lane < end_lane(sql, feature); lane++)
        text_addf(&text, " OR %.*s", STR_ARGS(sql_lane_holds(&sql->lanes[lane], sql->scratch)));
    text_addf(&text, ")%.*s", STR_ARGS(window_of(sql, feature)));
    return text_str(&text);
}

// Lane by lane: a row of two lanes counts in both.
static void add_each_lane(Text *text, const FeaturesSql *sql, const Feature *feature)
{
    for (size_t lane = first_lane(feature); lane < end_lane(sql, feature); lane++) {
        Str rows = sql_lane_holds(&sql->lanes[lane], sql->scratch), window = window_of(sql, feature);
        if (feature->kind == FEATURE_COUNT)
            text_addf(text, " + toInt64(countIf(%.*s%.*s))", STR_ARGS(rows), STR_ARGS(window));
        else
            text_addf(text, " + sumIf(%.*s, %.*s%.*s)", STR_ARGS(sql_lane_money(&sql->lanes[lane], sql->scratch)),
                      STR_ARGS(rows), STR_ARGS(window));
    }
}

static void add_feature(Text *text, const FeaturesSql *sql, const Feature *feature)
{
    Str rows = rows_of_any(sql, feature);
    long long as_of = sql->ask->as_of;
    switch (feature->kind) {
    case FEATURE_COUNT:
    case FEATURE_SUM:
        text_add(text, STR(", toInt64(0"));
        add_each_lane(text, sql, feature);
        break;
    case FEATURE_RECENCY:
        text_addf(text, ", toInt64(if(countIf(%.*s) = 0, -1, %lld - maxIf(second, %.*s))", STR_ARGS(rows), as_of,
                  STR_ARGS(rows));
        break;
    case FEATURE_TENURE:
        text_addf(text, ", toInt64(if(countIf(%.*s) = 0, -1, %lld - minIf(second, %.*s))", STR_ARGS(rows), as_of,
                  STR_ARGS(rows));
        break;
    case FEATURE_DISTINCT_DAYS: text_addf(text, ", toInt64(uniqExactIf(" DAY_SQL ", %.*s)", STR_ARGS(rows)); break;
    }
    text_add_byte(text, ')');
}

static bool weighs_amounts(const FeaturesSql *sql)
{
    for (size_t f = sql->first; f < sql->end; f++)
        if (sql->ask->feature[f].kind == FEATURE_SUM) return true;
    return false;
}

static Str features_sql(const FeaturesSql *sql)
{
    Text text = text_in(sql->scratch);
    text_addf(&text, "SELECT toUInt64(person), %s",
              weighs_amounts(sql) ? "sum(toFloat64(abs(amount)))" : "toFloat64(0)");
    for (size_t f = sql->first; f < sql->end; f++) add_feature(&text, sql, &sql->ask->feature[f]);
    text_addf(&text, " FROM %.*s AND second < %u GROUP BY person",
              STR_ARGS(sql_of_lanes(sql->settled, sql->lanes, sql->lane_count, sql->scratch)), sql->ask->as_of);
    return text_str(&text);
}

static bool take_person(void *context, const unsigned char *row)
{
    FeaturesSql *sql = context;
    uint64_t person = stream_u64(row), size = stream_u64(row + 8);
    double magnitude;
    memcpy(&magnitude, &size, sizeof magnitude);
    sql->magnitude += magnitude;
    if (person >= sql->features->customers) return false;
    sql->features->known[person] = 1;
    for (size_t f = sql->first; f < sql->end; f++)
        feature_put(sql->features, f, (Customer)person, stream_i64(row + 16 + 8 * (f - sql->first)));
    return true;
}

static void open_features(FeaturesSql *sql, Arena *arena)
{
    *sql->features = features_open(sql->ask, sql->settled->customers, arena);
    features_forget(sql->features, sql->ask);
}

static bool ask_some(FeaturesSql *sql, Error *error)
{
    const StreamAsk ask = {.query = features_sql(sql),
                           .settings = STR("distributed_group_by_no_merge=1"),
                           .row_bytes = 16 + 8 * (sql->end - sql->first),
                           .take = take_person,
                           .context = sql};
    sql->magnitude = 0;
    return shards_ask(sql->settled->port->wire, &sql->settled->shards, &ask, error) &&
           (sql->magnitude < AMOUNTS_SIZE_MAX || port_refuse_amounts(error));
}

bool sql_features(const Settled *settled, const Lane *lanes, size_t lane_count, const FeatureAsk *ask, Arena *arena,
                  Features *features, Error *error)
{
    bool fine = true;
    FeaturesSql sql = {.settled = settled,
                       .lanes = lanes,
                       .lane_count = lane_count,
                       .ask = ask,
                       .features = features,
                       .scratch = arena_open(0)};
    open_features(&sql, arena);
    do { // without features, too: who is known
        sql.end = (size_t)smaller((int64_t)(sql.first + FEATURES_AT_ONCE), (int64_t)ask->count);
        fine = ask_some(&sql, error);
        sql.first = sql.end;
    } while (fine && sql.first < ask->count);
    arena_close(sql.scratch);
    return fine;
}

// order_gaps_http.c - GET /api/v1/order-gaps: how long people take from one order to the next, by number of the order.
#include "behaviour/order_gaps.h"

#include "base/csv.h"
#include "behaviour/behaviour_http.h"
#include "behaviour/event_lane.h"
#include "event/log.h"
#include "house.h"
#include "measure/rate.h"

enum { NUMBERS = 5, BIN_DAYS = 7, BINS_MAX = 53 };

typedef struct GapQuestion {
    OrderGapsAsk ask;
    EventLane orders;
    int64_t bin_days;
    MetricGroups groups;
} GapQuestion;

typedef struct GapLayers {
    OrderGaps *of; // of each layer of the groups
} GapLayers;

// One row of the table: gaps of one number in one group.
typedef struct GapRow {
    uint32_t group, number; // 0: all of them together
    const OrderGaps *gaps;
    uint32_t layer_group;
    OrderGapSummary summary;
} GapRow;

// ---- the question ----

static bool read_question(const Call *call, const MetricPlace *place, GapQuestion *question, Error *error)
{
    int64_t numbers = NUMBERS;
    *question = (GapQuestion){.bin_days = BIN_DAYS};
    (void)call_query_integer(call, "numbers", &numbers);
    (void)call_query_integer(call, "bin_days", &question->bin_days);
    question->ask = (OrderGapsAsk){.as_of = day_known(call, place), .from = DAY_MIN, .numbers = (uint32_t)numbers};
    question->ask.to = question->ask.as_of;
    (void)call_day(call, "from", &question->ask.from);
    (void)call_day(call, "to", &question->ask.to);
    if (question->ask.from > question->ask.to)
        return refuse_word("from", day_name(call->arena, question->ask.from),
                           PHRASE("a day not after to", "un jour au plus tard égal à to"), call->arena, error);
    return event_lane(call->house->log, "entry", STR("orders"), question->ask.as_of, call->arena, &question->orders,
                      error) &&
           metric_groups(place, behaviour_reader(place, "survival"), call_query(call, "segment"),
                         call_query(call, "by"), &question->groups, error);
}

static bool count_layer(const MetricPlace *place, const GapQuestion *question, size_t layer, OrderGaps *gaps,
                        Error *error)
{
    const Columns *columns;
    bool refused;
    if (!place->port->ask->hold(place->port, &question->orders.lane, &columns, error)) return false;
    *gaps = order_gaps_count(columns, &question->ask, &question->groups.layer[layer], place->arena, &refused);
    place->port->ask->release(place->port, columns);
    return !refused || refuse_word("numbers", str_format(place->arena, "%u", question->ask.numbers),
                                   PHRASE("fewer numbers or fewer groups: the table would be too large",
                                          "moins de numéros ou moins de groupes\u00A0: le tableau serait trop grand"),
                                   place->arena, error);
}

static bool count_gaps(const MetricPlace *place, const GapQuestion *question, GapLayers *layers, Error *error)
{
    layers->of = arena_array(place->arena, OrderGaps, question->groups.layers);
    for (size_t layer = 0; layer < question->groups.layers; layer++)
        if (!count_layer(place, question, layer, &layers->of[layer], error)) return false;
    return true;
}

static GapRow row_of(const GapQuestion *question, const GapLayers *layers, uint32_t group, uint32_t number,
                     Arena *arena)
{
    GapRow row = {.group = group, .number = number, .layer_group = group};
    size_t layer = 0;
    for (; layer + 1 < question->groups.layers && row.layer_group >= layers->of[layer].groups; layer++)
        row.layer_group -= layers->of[layer].groups;
    row.gaps = &layers->of[layer];
    row.summary = order_gap_summary(row.gaps, row.layer_group, number, arena);
    return row;
}

// ---- the histogram: bins of bin_days, the last one of all that is longer ----

typedef struct GapBin {
    int64_t from, to; // days, both in it; to -1: no end
    int64_t count;
} GapBin;

static size_t bins_of(const GapQuestion *question, const GapRow *row, GapBin bins[BINS_MAX])
{
    size_t count = 0;
    if (row->summary.ended == 0) return 0;
    const int64_t *ended = order_gap_ended(row->gaps, row->layer_group, row->number);
    for (uint32_t day = 0; day < row->gaps->days; day++) {
        size_t bin = (size_t)smaller(day / question->bin_days, BINS_MAX - 1);
        if (ended[day] == 0) continue;
        for (; count <= bin; count++)
            bins[count] =
                (GapBin){(int64_t)count * question->bin_days, ((int64_t)count + 1) * question->bin_days - 1, 0};
        bins[bin].count += ended[day];
    }
    if (count == BINS_MAX) bins[BINS_MAX - 1].to = -1;
    return count;
}

// ---- JSON ----

static void write_bins(JsonWriter *json, const GapQuestion *question, const GapRow *row)
{
    GapBin bins[BINS_MAX];
    size_t count = bins_of(question, row, bins);
    json_key(json, "histogram");
    json_begin_array(json);
    for (size_t i = 0; i < count; i++) {
        json_begin_object(json);
        write_integer_member(json, "from_days", bins[i].from);
        write_number_member(json, "to_days", bins[i].to >= 0, (double)bins[i].to);
        write_integer_member(json, "gaps", bins[i].count);
        write_number_member(json, "share", true, (double)bins[i].count / (double)row->summary.ended);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_delays(JsonWriter *json, const OrderGapSummary *summary)
{
    json_key(json, "ordered_again");
    json_begin_array(json);
    for (int i = 0; i < ORDER_GAP_DELAYS; i++) {
        const OrderGapDelay *delay = &summary->delay[i];
        json_begin_object(json);
        write_integer_member(json, "within_days", delay->days);
        write_number_member(json, "value", delay->known, delay->value);
        write_number_member(json, "low", delay->known, delay->low);
        write_number_member(json, "high", delay->known, delay->high);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_row(JsonWriter *json, const GapQuestion *question, const GapRow *row)
{
    static const char *const names[ORDER_GAP_QUANTILES] = {"p25_days", "median_days", "p75_days", "p90_days"};
    json_begin_object(json);
    write_group_members(json, &question->groups, row->group);
    write_number_member(json, "from_order", row->number > 0, row->number);
    write_number_member(json, "to_order", row->number > 0, row->number + 1);
    write_integer_member(json, "n", row->summary.n);
    write_boolean_member(json, "small_sample", row->summary.n < RATE_SMALL_SAMPLE);
    write_integer_member(json, "ended", row->summary.ended);
    write_integer_member(json, "open", row->summary.open);
    for (int i = 0; i < ORDER_GAP_QUANTILES; i++)
        write_number_member(json, names[i], row->summary.quantile[i].reached, row->summary.quantile[i].days);
    write_delays(json, &row->summary);
    write_bins(json, question, row);
    json_end_object(json);
}

static const Phrase definition = PHRASE(
    "The days from an order to the next one of the same person, by the number of the order (from_order null: of "
    "all). A gap that has not ended is not observed: it counts for as long as it has lasted (Kaplan–Meier), "
    "neither as never nor as nothing. A quantile is null while fewer have ordered again.",
    "Les jours d’une commande à la suivante de la même personne, selon le numéro de la commande (from_order "
    "null\u00A0: toutes). Un intervalle qui n’est pas fini n’est pas observé\u00A0: il compte pour le temps qu’il "
    "a duré (Kaplan–Meier), ni comme jamais ni comme rien. Un quantile est null tant que moins ont recommandé.");

static void write_table(JsonWriter *json, const Call *call, const GapQuestion *question, const GapLayers *layers)
{
    json_begin_object(json);
    write_text_member(json, "name", STR("order_gaps"));
    write_text_member(json, "definition", str_of(definition.in[call->locale]));
    write_integer_member(json, "bin_days", question->bin_days);
    write_text_member(json, "time_zone", zone_name(activity_zone(call->house->activity)));
    write_text_member(json, "as_of", day_name(call->arena, question->ask.as_of));
    json_key(json, "rows");
    json_begin_array(json);
    for (uint32_t g = 0; g < question->groups.groups; g++)
        for (uint32_t number = 0; number <= question->ask.numbers; number++) {
            GapRow row = row_of(question, layers, g, number, call->arena);
            write_row(json, question, &row);
        }
    json_end_array(json);
    json_end_object(json);
}

// ---- CSV: a line a bin; the figures of the row stand on each ----

static void begin_line(const Call *call, const GapQuestion *question, const GapRow *row, Text *out)
{
    const OrderGapSummary *summary = &row->summary;
    const int64_t counts[] = {summary->n, summary->ended, summary->open};
    csv_add(out, question->groups.by && question->groups.group ? group_key_shown(question->groups.group[row->group].key)
                                                               : STR(""));
    csv_add_number(out, csv_number(call->arena, row->number > 0, row->number));
    csv_add_number(out, csv_number(call->arena, row->number > 0, row->number + 1));
    for (size_t i = 0; i < COUNT_OF(counts); i++) csv_add_number(out, csv_number(call->arena, true, (double)counts[i]));
    for (int i = 0; i < ORDER_GAP_QUANTILES; i++)
        csv_add_number(out, csv_number(call->arena, summary->quantile[i].reached, summary->quantile[i].days));
    for (int i = 0; i < ORDER_GAP_DELAYS; i++) {
        csv_add_number(out, csv_number(call->arena, summary->delay[i].known, summary->delay[i].value));
        csv_add_number(out, csv_number(call->arena, summary->delay[i].known, summary->delay[i].low));
        csv_add_number(out, csv_number(call->arena, summary->delay[i].known, summary->delay[i].high));
    }
}

static void add_row(const Call *call, const GapQuestion *question, const GapRow *row, Text *out)
{
    GapBin bins[BINS_MAX];
    size_t count = bins_of(question, row, bins);
    for (size_t i = 0; i < (count ? count : 1); i++) {
        begin_line(call, question, row, out);
        csv_add_number(out, csv_number(call->arena, count > 0, count ? (double)bins[i].from : 0));
        csv_add_number(out, csv_number(call->arena, count && bins[i].to >= 0, count ? (double)bins[i].to : 0));
        csv_add_number(out, csv_number(call->arena, count > 0, count ? (double)bins[i].count : 0));
        csv_add(out, day_name(call->arena, question->ask.as_of));
        csv_add(out, zone_name(activity_zone(call->house->activity)));
        csv_end_record(out);
    }
}

static void write_csv(const Call *call, const GapQuestion *question, const GapLayers *layers, Text *out)
{
    text_add(out,
             STR("by,from_order,to_order,n,ended,open,p25_days,median_days,p75_days,p90_days,again_30,again_30_low,"
                 "again_30_high,again_60,again_60_low,again_60_high,again_90,again_90_low,again_90_high,bin_from,"
                 "bin_to,gaps,as_of,time_zone\n"));
    for (uint32_t g = 0; g < question->groups.groups; g++)
        for (uint32_t number = 0; number <= question->ask.numbers; number++) {
            GapRow row = row_of(question, layers, g, number, call->arena);
            add_row(call, question, &row, out);
        }
}

// ---- the route ----

static bool get_gaps(Call *call, StoreSession *session, Error *error)
{
    MetricPlace place = metric_place(call, session);
    GapQuestion question;
    GapLayers layers;
    if (!log_catch_up(call->house->log, session, error) || !read_question(call, &place, &question, error) ||
        !count_gaps(&place, &question, &layers, error))
        return false;
    if (wants_csv(call)) {
        call->type = STR("text/csv; charset=utf-8; header=present");
        write_csv(call, &question, &layers, &call->text);
        return true;
    }
    JsonWriter json = call_json(call);
    write_table(&json, call, &question, &layers);
    return true;
}

static const Parameter gap_parameters[] = {
    {.name = "numbers",
     .type = FIELD_INTEGER,
     .low = 1,
     .high = ORDER_GAP_NUMBERS_MAX,
     .help = PHRASE("up to the gap after which order; default 5",
                    "jusqu’à l’intervalle après quelle commande\u202F; par défaut 5")},
    {.name = "bin_days",
     .type = FIELD_INTEGER,
     .low = 1,
     .high = 366,
     .help = PHRASE("width of the bars of the histogram; default 7",
                    "largeur des barres de l’histogramme\u202F; par défaut 7")},
    {.name = "from",
     .type = FIELD_DAY,
     .help = PHRASE("gaps that begin from this day on", "intervalles qui commencent à partir de ce jour")},
    {.name = "to",
     .type = FIELD_DAY,
     .help = PHRASE("gaps that begin up to this day", "intervalles qui commencent jusqu’à ce jour")},
    SEGMENT_PARAMETERS,
    FORMAT_PARAMETER,
    {.name = NULL}};

static const Field gap_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .required = true, .help = PHRASE("order_gaps", "order_gaps")},
    {.name = "definition", .type = FIELD_TEXT, .required = true, .help = PHRASE("what it is", "ce que c’est")},
    {.name = "bin_days",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("width of the bars", "largeur des barres")},
    {.name = "time_zone", .type = FIELD_TEXT, .required = true, .help = PHRASE("of days", "des jours")},
    {.name = "as_of",
     .type = FIELD_DAY,
     .required = true,
     .help = PHRASE("the last day that is known", "le dernier jour connu")},
    {.name = "rows",
     .type = FIELD_ARRAY,
     .item = FIELD_ANY,
     .required = true,
     .help = PHRASE("by, from_order (null: all), n, ended, open, p25_days … p90_days (null: not reached yet), "
                    "ordered_again within 30, 60 and 90 days with its interval, histogram",
                    "by, from_order (null\u00A0: toutes), n, ended, open, p25_days … p90_days (null\u00A0: pas encore "
                    "atteint), ordered_again en 30, 60 et 90 jours avec son intervalle, histogram")},
    {.name = NULL}};
static const Shape gap_shape = {.name = "OrderGaps", .open = true, .fields = gap_fields};

const Route order_gap_routes[] = {{.method = "GET",
                                   .path = "/api/v1/order-gaps",
                                   .name = "getOrderGaps",
                                   .access = ACCESS_READ,
                                   .cost = COST_REPORT,
                                   .summary = PHRASE("the time between orders, by number of the order",
                                                     "le temps entre les commandes, selon leur numéro"),
                                   .parameters = gap_parameters,
                                   .answer = &gap_shape,
                                   .read = get_gaps},
                                  {.method = NULL}};

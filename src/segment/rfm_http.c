// rfm_http.c - GET /api/v1/rfm: the grid of recency against frequency and spending, and the eleven groups, of the
// people of a segment. The scores are those among all buyers, and the same as `fidele audit` has for the same orders.
#include "api/csv_answer.h"
#include "api/mask.h"
#include "base/json_put.h"
#include "customer/customer_http.h"
#include "event/log.h"
#include "house.h"
#include "module.h"
#include "segment/figure.h"
#include "segment/segment_place_http.h"
#include "workspace/workspace.h"

// ---- shapes ----

#define COUNT_FIELDS                                                                                                   \
    {.name = "customers", .type = FIELD_INTEGER, .required = true, .help = PHRASE("buyers", "acheteurs")},             \
        {.name = "share",                                                                                              \
         .type = FIELD_NUMBER,                                                                                         \
         .required = true,                                                                                             \
         .nullable = true,                                                                                             \
         .help = PHRASE("of all that are counted; null: nobody is",                                                    \
                        "de tous ceux qui sont comptés\u202F; null\u00A0: personne")},                                 \
    {                                                                                                                  \
        .name = "revenue", .type = FIELD_MONEY,                                                                        \
        .help = PHRASE("less refunds; absent where amounts are hidden",                                                \
                       "moins les remboursements\u202F; absent si les montants sont cachés")                           \
    }

static const Field cell_fields[] = {
    {.name = "recency",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("1 (longest ago) to 5", "1 (le plus ancien) à 5")},
    {.name = "frequency",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("mean of the scores of frequency and monetary, rounded half up: 1 to 5",
                    "moyenne des notes de fréquence et de montant, arrondie\u00A0: 1 à 5")},
    {.name = "group", .type = FIELD_TEXT, .required = true, .help = PHRASE("that the cell belongs to", "de la case")},
    COUNT_FIELDS,
    {.name = NULL}};
static const Shape cell_shape = {.name = "RfmCell", .fields = cell_fields};

static const Field group_fields[] = {
    {.name = "key", .type = FIELD_TEXT, .required = true, .help = PHRASE("as in rules", "comme dans les règles")},
    {.name = "name", .type = FIELD_TEXT, .required = true, .help = PHRASE("for people", "pour les personnes")},
    {.name = "meaning", .type = FIELD_TEXT, .required = true, .help = PHRASE("who they are", "qui ils sont")},
    {.name = "action", .type = FIELD_TEXT, .required = true, .help = PHRASE("what to do first", "que faire d’abord")},
    COUNT_FIELDS,
    {.name = "average_order_value",
     .type = FIELD_MONEY,
     .nullable = true,
     .help = PHRASE("of an order, less refunds", "d’une commande, moins les remboursements")},
    {.name = "recency_days",
     .type = FIELD_NUMBER,
     .required = true,
     .nullable = true,
     .help = PHRASE("mean days since the last purchase", "jours moyens depuis le dernier achat")},
    {.name = NULL}};
static const Shape group_shape = {.name = "RfmGroup", .fields = group_fields};

static const Field rfm_fields[] = {
    {.name = "as_of",
     .type = FIELD_DAY,
     .required = true,
     .help = PHRASE("the last day known", "le dernier jour connu")},
    {.name = "n", .type = FIELD_INTEGER, .required = true, .help = PHRASE("buyers counted", "acheteurs comptés")},
    {.name = "buyers",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("all, among whom the scores are", "tous, parmi lesquels sont les notes")},
    {.name = "cells", .type = FIELD_ARRAY, .required = true, .shape = &cell_shape, .help = PHRASE("all 25", "les 25")},
    {.name = "groups",
     .type = FIELD_ARRAY,
     .required = true,
     .shape = &group_shape,
     .help = PHRASE("all eleven, the best first", "les onze, les meilleurs d’abord")},
    {.name = "masked",
     .type = FIELD_ARRAY,
     .item = FIELD_TEXT,
     .help = PHRASE("what is hidden from the caller", "ce qui est caché à l’appelant")},
    {.name = NULL}};
static const Shape rfm_shape = {.name = "Rfm", .fields = rfm_fields};

// ---- writing ----

typedef struct RfmWriting {
    Call *call;
    JsonWriter *json;
    const RfmTally *tally;
    Currency currency;
    bool amounts;
} RfmWriting;

static void write_count(const RfmWriting *writing, const RfmCount *count)
{
    int64_t n = writing->tally->all.customers;
    put_integer(writing->json, "customers", count->customers);
    put_number_or_null(writing->json, "share", n > 0, n ? (double)count->customers / (double)n : 0);
    if (writing->amounts) put_money(writing->json, "revenue", count->revenue, &writing->currency, writing->call->arena);
}

static void write_cell(const RfmWriting *writing, int recency, int worth)
{
    json_begin_object(writing->json);
    put_integer(writing->json, "recency", recency);
    put_integer(writing->json, "frequency", worth);
    put_text(writing->json, "group", rfm_group_name(rfm_group(recency, worth, worth)));
    write_count(writing, &writing->tally->cell[recency - 1][worth - 1]);
    json_end_object(writing->json);
}

// Half a minor unit is rounded away from zero.
static int64_t mean_minor(int64_t sum, int64_t count)
{
    return (sum >= 0 ? sum + count / 2 : sum - count / 2) / count;
}

static Str said(const RfmWriting *writing, Phrase phrase)
{
    return str_of(phrase.in[writing->call->locale]);
}

static void write_group(const RfmWriting *writing, RfmGroup group)
{
    const RfmCount *count = &writing->tally->group[group];
    json_begin_object(writing->json);
    put_text(writing->json, "key", rfm_group_name(group));
    put_text(writing->json, "name", said(writing, rfm_group_label(group)));
    put_text(writing->json, "meaning", said(writing, rfm_group_meaning(group)));
    put_text(writing->json, "action", said(writing, rfm_group_action(group)));
    write_count(writing, count);
    if (writing->amounts && count->orders)
        put_money(writing->json, "average_order_value", mean_minor(count->revenue, count->orders), &writing->currency,
                  writing->call->arena);
    else if (writing->amounts)
        put_text_or_null(writing->json, "average_order_value", STR(""));
    put_number_or_null(writing->json, "recency_days", count->customers > 0,
                       count->customers ? (double)count->recency_days / (double)count->customers : 0);
    json_end_object(writing->json);
}

static void write_rfm(const RfmWriting *writing, Day as_of, int64_t buyers)
{
    JsonWriter *json = writing->json;
    json_begin_object(json);
    put_text(json, "as_of", day_name(writing->call->arena, as_of));
    put_integer(json, "n", writing->tally->all.customers);
    put_integer(json, "buyers", buyers);
    json_key(json, "cells");
    json_begin_array(json);
    for (int worth = 5; worth >= 1; worth--)
        for (int recency = 1; recency <= 5; recency++) write_cell(writing, recency, worth);
    json_end_array(json);
    json_key(json, "groups");
    json_begin_array(json);
    for (RfmGroup group = 0; group < RFM_GROUP_COUNT; group++) write_group(writing, group);
    json_end_array(json);
    write_masked(json, writing->call);
    json_end_object(json);
}

// ---- the route ----

static const char *const group_columns[] = {
    "key", "name", "customers", "share", "revenue", "average_order_value", "recency_days", NULL};

static bool get_rfm(Call *call, StoreSession *session, Error *error)
{
    CustomerSet *among;
    const Summaries *summaries;
    const RfmPeople *people;
    RfmTally tally;
    if (!log_catch_up(call->house->log, session, error)) return false;
    SegmentPlace place = place_of_call(call, session);
    FigureBase *base = figure_base(&place);
    Str as_of = call_query(call, "as_of");
    Day day;
    if (as_of.size && day_parse(as_of, &day)) figure_as_of(base, day);
    if (!asked_segment(&place, call_query(call, "segment"), &among, error) || !figure_rfm(base, &people, error) ||
        !figure_orders(base, &summaries, error))
        return false;
    rfm_tally(people, summaries, figure_today(base), among, &tally);
    JsonWriter json = call_json(call);
    const RfmWriting writing = {.call = call,
                                .json = &json,
                                .tally = &tally,
                                .currency = workspace_first(call->house->workspace)->currency,
                                .amounts = !(call->principal.masked & MASK_AMOUNTS)};
    write_rfm(&writing, figure_today(base), summaries->buyers);
    call_as_csv(call, "groups", group_columns);
    return true;
}

static const Parameter rfm_parameters[] = {
    {.name = "segment",
     .type = FIELD_TEXT,
     .high = SEGMENT_TEXT_BYTES_MAX,
     .help = PHRASE("who is counted: segment:KEY, trait:country=FR, or a rule as JSON",
                    "qui est compté\u00A0: segment:CLÉ, trait:country=FR, ou une règle en JSON")},
    {.name = "as_of",
     .type = FIELD_DAY,
     .help =
         PHRASE("the last day that is known; default: today", "le dernier jour connu\u202F; par défaut aujourd’hui")},
    CSV_FORMAT_PARAMETER,
    {.name = NULL}};

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/rfm",
     .name = "getRfm",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary = PHRASE("customers by recency, frequency and value: the grid and the eleven groups",
                       "les clients par récence, fréquence et montant\u00A0: la grille et les onze groupes"),
     .parameters = rfm_parameters,
     .answer = &rfm_shape,
     .read = get_rfm},
    {.method = NULL}};

extern const struct Command *const rfm_commands[];
extern const Module rfm_module;
const Module rfm_module = {.name = "rfm", .routes = routes, .commands = rfm_commands};

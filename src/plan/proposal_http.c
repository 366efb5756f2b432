// proposal_http.c - which levers for a segment and an aim, with reasons, cost and what they may bring by the
// workspace's own figures; what the levers that were tried gave; and what keeping customers brings.
#include "base/json_put.h"
#include "base/number.h"
#include "event/log.h"
#include "house.h"
#include "metric/metric_http.h"
#include "module.h"
#include "plan/initiative.h"
#include "plan/lever_own.h"
#include "plan/own_figure.h"
#include "segment/segment.h"
#include "workspace/workspace.h"

#include <math.h>
#include <stdlib.h>

// ---- what is at stake ----

typedef struct Stake {
    bool known;
    double minor;
    Str text;
} Stake;

static Str segment_words(const Call *call, Str segment)
{
    bool written = !segment.size || segment.data[0] == '{' || str_contains(segment, STR(":"));
    return written ? segment : str_format(call->arena, "segment:%.*s", STR_ARGS(segment));
}

static Str say_money(const Call *call, double minor)
{
    return money_say_round(call->arena, call->locale, llround(minor),
                           &workspace_settings(call->house->workspace)->currency);
}

static void not_known(const Call *call, Stake *stake, Str reason)
{
    stake->text = phrase_say(
        call->arena, call->locale,
        PHRASE("the value at stake is not known: {0}", "la valeur en jeu n’est pas connue\u00A0: {0}"), reason);
}

// Revenue of the segment over a year; of those who leave, the share of it that churn takes. Of people who do not pay
// yet there is none: what a paying one brings, times how many pay, is not guessed.
static bool find_stake(const Call *call, const MetricPlace *place, Str segment, Str aim, Stake *stake, Error *error)
{
    OwnFigure revenue, churn;
    Str year = own_year(place), words = segment_words(call, segment);
    bool leaving = str_equal(aim, STR("reduce_churn")) || str_equal(aim, STR("win_back"));
    *stake = (Stake){0};
    if (!own_figure(place, "revenue", year, words, &revenue, error)) return false;
    if (!revenue.value) return not_known(call, stake, revenue.reason), true;
    double minor = (double)revenue.value->amount_minor;
    Str said = say_money(call, minor);
    if (!leaving) {
        *stake = (Stake){
            minor > 0, minor,
            phrase_say(call->arena, call->locale,
                       PHRASE("revenue of this segment over 365 days{0}", "revenu de ce segment sur 365 jours{0}"),
                       STR(""))};
        if (minor <= 0) not_known(call, stake, stake->text);
        return true;
    }
    if (!own_figure(place, "churn", year, words, &churn, error)) return false;
    if (!churn.value) return not_known(call, stake, churn.reason), true;
    *stake = (Stake){minor > 0, minor * churn.value->number,
                     phrase_say(call->arena, call->locale,
                                PHRASE("revenue of this segment over 365 days ({0}) times its churn ({1})",
                                       "revenu de ce segment sur 365 jours ({0}) fois son attrition ({1})"),
                                said, number_say_rate(call->arena, call->locale, churn.value->number, 1))};
    return true;
}

// ---- the ledger: what was tried ----

typedef struct Proof {
    size_t initiatives;
    bool has_cost, has_result, has_interval, falls;
    int64_t cost;
    double result, low, high;
    Str kpi;
} Proof;

// Newest first: the latest pilot speaks.
static Proof proof_of(const SheetRow *rows, size_t count, Str lever)
{
    Proof proof = {0};
    for (size_t i = 0; i < count; i++) {
        const Value *column = rows[i].column;
        if (!str_equal(initiative_text(&rows[i], INITIATIVE_LEVER), lever)) continue;
        Value cost = column[INITIATIVE_BUDGET_ACTUAL];
        if (cost.type == VALUE_NULL) cost = column[INITIATIVE_BUDGET_PLANNED];
        proof.initiatives++;
        if (cost.type == VALUE_INTEGER) proof.cost += cost.integer, proof.has_cost = true;
        if (proof.has_result || column[INITIATIVE_PILOT_RESULT].type != VALUE_REAL) continue;
        Value low = column[INITIATIVE_PILOT_LOW], high = column[INITIATIVE_PILOT_HIGH];
        Value criterion = column[INITIATIVE_PILOT_CRITERION];
        proof.has_result = true;
        proof.result = column[INITIATIVE_PILOT_RESULT].real;
        proof.kpi = initiative_text(&rows[i], INITIATIVE_KPI);
        proof.falls = criterion.type == VALUE_REAL && criterion.real < 0;
        proof.has_interval = low.type == VALUE_REAL && high.type == VALUE_REAL;
        if (proof.has_interval) proof.low = low.real, proof.high = high.real;
    }
    return proof;
}

static Str proof_status(const Proof *proof)
{
    if (!proof->has_result || !proof->has_interval) return STR("unproven");
    bool up = proof->low > 0, down = proof->high < 0;
    if (proof->falls ? down : up) return STR("proven");
    return (proof->falls ? up : down) ? STR("harmful") : STR("unproven");
}

static const Field ledger_fields[] = {
    {.name = "lever", .type = FIELD_TEXT, .required = true},
    {.name = "name", .type = FIELD_TEXT},
    {.name = "initiatives", .type = FIELD_INTEGER},
    {.name = "cost",
     .type = FIELD_MONEY,
     .nullable = true,
     .help = PHRASE("spent, else planned", "dépensé, sinon prévu")},
    {.name = "kpi", .type = FIELD_TEXT, .nullable = true},
    {.name = "increment",
     .type = FIELD_NUMBER,
     .nullable = true,
     .help = PHRASE("change of the KPI, in its unit", "changement de l’indicateur, dans son unité")},
    {.name = "low", .type = FIELD_NUMBER, .nullable = true},
    {.name = "high", .type = FIELD_NUMBER, .nullable = true},
    {.name = "status", .type = FIELD_TEXT, .words = "proven|unproven|harmful"},
    {.name = "evidence",
     .type = FIELD_TEXT,
     .words = "none|pilot",
     .help = PHRASE("pilot: its result as it was entered", "pilot\u00A0: son résultat tel que saisi")},
    {0},
};
static const Shape ledger_row = {.name = "LeverLedgerLine", .fields = ledger_fields};
LIST_SHAPE(ledger_shape, "LeverLedger", ledger_row);

static bool get_ledger(Call *call, StoreSession *session, Error *error)
{
    LeverList list;
    SheetRow *rows;
    size_t count;
    const Currency *currency = &workspace_settings(call->house->workspace)->currency;
    if (!levers_read(session, call->locale, call->arena, &list, error) ||
        !initiatives_read(session, call->arena, &rows, &count, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < list.count; i++) {
        Proof proof = proof_of(rows, count, list.line[i].key);
        if (!proof.initiatives) continue;
        json_begin_object(&json);
        put_text(&json, "lever", list.line[i].key);
        put_text(&json, "name", list.line[i].name);
        put_integer(&json, "initiatives", (int64_t)proof.initiatives);
        if (proof.has_cost)
            put_money(&json, "cost", proof.cost, currency, call->arena);
        else
            json_key(&json, "cost"), json_null(&json);
        put_text_or_null(&json, "kpi", proof.kpi);
        put_number_or_null(&json, "increment", proof.has_result, proof.result);
        put_number_or_null(&json, "low", proof.has_interval, proof.low);
        put_number_or_null(&json, "high", proof.has_interval, proof.high);
        put_text(&json, "status", proof_status(&proof));
        put_text(&json, "evidence", proof.has_result ? STR("pilot") : STR("none"));
        json_end_object(&json);
    }
    json_end_array(&json);
    write_list_end(&json, call, false, 0);
    return true;
}

// ---- proposals ----

typedef struct Proposal {
    const LeverLine *line;
    size_t order;
    bool named, proven;
    double low, high; // of the value at stake
    bool has_effect;
    Proof proof;
    int score;
} Proposal;

static int level_points(Str level, int most)
{
    return str_equal(level, STR("low")) ? most : str_equal(level, STR("medium")) ? most / 2 : 0;
}

// Fit 40, effect 15, cost 15, effort 10, integration 10, scalability 10.
static int score_of(const Proposal *proposal)
{
    enum { FIT = 40, OTHER_FIT = 25, EFFECT = 15, COST = 15, EFFORT = 10 };
    const Value *column = proposal->line->row.column;
    double middle = proposal->has_effect ? (proposal->low + proposal->high) / 2 : 0;
    int effect = (int)smaller(larger((int64_t)(middle * 300), 0), EFFECT); // 5 % of what is at stake: all of it
    return (proposal->named ? FIT : OTHER_FIT) + effect + level_points(column[LEVER_COST].text, COST) +
           level_points(column[LEVER_EFFORT].text, EFFORT) + 2 * (int)column[LEVER_INTEGRATION].integer +
           2 * (int)column[LEVER_SCALABILITY].integer;
}

static int best_first(const void *a, const void *b)
{
    const Proposal *x = a, *y = b;
    if (x->score != y->score) return y->score - x->score;
    int64_t x_in = x->line->row.column[LEVER_INTEGRATED].integer, y_in = y->line->row.column[LEVER_INTEGRATED].integer;
    if (x_in != y_in) return x_in ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

static const Field reason_fields[] = {
    {.name = "lever", .type = FIELD_TEXT, .required = true},
    {.name = "name", .type = FIELD_TEXT},
    {.name = "family", .type = FIELD_TEXT, .words = LEVER_FAMILIES},
    {.name = "score", .type = FIELD_INTEGER, .help = PHRASE("0 to 100", "de 0 à 100")},
    {.name = "named",
     .type = FIELD_BOOLEAN,
     .help = PHRASE("the table names it for this segment and aim", "le tableau le nomme pour ce segment et cette fin")},
    {.name = "reasons", .type = FIELD_ARRAY, .item = FIELD_TEXT},
    {.name = "cost", .type = FIELD_TEXT, .words = LEVER_LEVELS},
    {.name = "effort", .type = FIELD_TEXT, .words = LEVER_LEVELS},
    {.name = "own_cost",
     .type = FIELD_MONEY,
     .nullable = true,
     .help = PHRASE("of an initiative with it so far, on average", "d’une initiative qui l’emploie, en moyenne")},
    {.name = "integration", .type = FIELD_INTEGER},
    {.name = "scalability", .type = FIELD_INTEGER},
    {.name = "integrated", .type = FIELD_BOOLEAN},
    {.name = "expected_low",
     .type = FIELD_MONEY,
     .nullable = true,
     .help = PHRASE("a year, value at stake times effect", "par an, valeur en jeu fois effet")},
    {.name = "expected_high", .type = FIELD_MONEY, .nullable = true},
    {.name = "effect_source", .type = FIELD_TEXT, .nullable = true},
    {.name = "kpi", .type = FIELD_TEXT},
    {0},
};
static const Shape proposal_shape = {.name = "LeverProposal", .fields = reason_fields};
static const Field proposals_fields[] = {
    {.name = "segment", .type = FIELD_TEXT},
    {.name = "aim", .type = FIELD_TEXT, .words = PLAN_AIMS},
    {.name = "value_at_stake", .type = FIELD_MONEY, .nullable = true},
    {.name = "value_text", .type = FIELD_TEXT},
    {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &proposal_shape},
    {0},
};
static const Shape proposals_shape = {.name = "LeverProposals", .fields = proposals_fields};

static Proposal proposal_of(const LeverLine *line, size_t order, Str chosen, const SheetRow *rows, size_t count)
{
    const Value *column = line->row.column;
    Proposal proposal = {.line = line,
                         .order = order,
                         .named = list_has(chosen, line->key),
                         .proof = proof_of(rows, count, line->key),
                         .has_effect = column[LEVER_EFFECT_LOW].type == VALUE_REAL};
    if (proposal.has_effect)
        proposal.low = column[LEVER_EFFECT_LOW].real, proposal.high = column[LEVER_EFFECT_HIGH].real;
    proposal.proven = str_equal(proof_status(&proposal.proof), STR("proven"));
    proposal.score = score_of(&proposal);
    return proposal;
}

static void write_reasons(JsonWriter *json, const Call *call, const Proposal *proposal, Str segment, Str aim)
{
    const Value *column = proposal->line->row.column;
    Str status = proof_status(&proposal->proof), aim_name = plan_word(WORDS_AIM, aim, call->locale);
    json_key(json, "reasons");
    json_begin_array(json);
    json_string(json,
                proposal->named
                    ? phrase_say(call->arena, call->locale,
                                 PHRASE("Named for {0} / {1} in the table.", "Nommé pour {0} / {1} dans le tableau."),
                                 plan_word(WORDS_SEGMENT, segment, call->locale), aim_name)
                    : phrase_say(call->arena, call->locale,
                                 PHRASE("Serves this aim: {0}.", "Sert cette fin\u00A0: {0}."), aim_name));
    if (column[LEVER_WHEN].text.size) json_string(json, column[LEVER_WHEN].text);
    if (proposal->proven)
        json_string(json, str_of(PHRASE("Proven here by a pilot.", "Prouvé ici par un pilote.").in[call->locale]));
    if (str_equal(status, STR("harmful")))
        json_string(json, str_of(PHRASE("A pilot here did harm.", "Un pilote a nui ici.").in[call->locale]));
    if (column[LEVER_INTEGRATED].integer)
        json_string(
            json, str_of(PHRASE("Nothing has to be connected for it.", "Rien à raccorder pour lui.").in[call->locale]));
    json_end_array(json);
}

static void put_expected(JsonWriter *json, const Call *call, const char *key, bool known, double minor)
{
    if (known) {
        put_money(json, key, llround(minor), &workspace_settings(call->house->workspace)->currency, call->arena);
        return;
    }
    json_key(json, key);
    json_null(json);
}

static void write_proposal(JsonWriter *json, const Call *call, const Proposal *proposal, const Stake *stake,
                           Str segment, Str aim)
{
    const LeverLine *line = proposal->line;
    const Value *column = line->row.column;
    const Proof *proof = &proposal->proof;
    bool expected = stake->known && proposal->has_effect;
    json_begin_object(json);
    put_text(json, "lever", line->key);
    put_text(json, "name", line->name);
    put_text(json, "family", line->family);
    put_integer(json, "score", proposal->score);
    put_boolean(json, "named", proposal->named);
    write_reasons(json, call, proposal, segment, aim);
    put_text(json, "cost", column[LEVER_COST].text);
    put_text(json, "effort", column[LEVER_EFFORT].text);
    put_expected(json, call, "own_cost", proof->has_cost,
                 proof->initiatives ? (double)proof->cost / (double)proof->initiatives : 0);
    put_integer(json, "integration", column[LEVER_INTEGRATION].integer);
    put_integer(json, "scalability", column[LEVER_SCALABILITY].integer);
    put_boolean(json, "integrated", column[LEVER_INTEGRATED].integer != 0);
    put_expected(json, call, "expected_low", expected, stake->minor * proposal->low);
    put_expected(json, call, "expected_high", expected, stake->minor * proposal->high);
    put_text_or_null(json, "effect_source", proposal->has_effect ? column[LEVER_SOURCE].text : STR(""));
    put_text(json, "kpi", line->kpi);
    json_end_object(json);
}

static bool get_proposals(Call *call, StoreSession *session, Error *error)
{
    Stake stake;
    LeverList list;
    SheetRow *rows;
    size_t count, found = 0;
    Str chosen, segment = call_query(call, "segment"), aim = call_query(call, "goal");
    MetricPlace place = metric_place(call, session);
    if (!aim.size) aim = STR("reduce_churn");
    if (!log_catch_up(call->house->log, session, error) ||
        !levers_read(session, call->locale, call->arena, &list, error) ||
        !initiatives_read(session, call->arena, &rows, &count, error) ||
        !lever_choice_read(session, segment, aim, call->arena, &chosen, error) ||
        !find_stake(call, &place, segment, aim, &stake, error))
        return false;
    Proposal *proposals = arena_array(call->arena, Proposal, list.count + 1);
    for (size_t i = 0; i < list.count; i++)
        if (list_has(chosen, list.line[i].key) || list_has(list.line[i].aims, aim))
            proposals[found++] = proposal_of(&list.line[i], i, chosen, rows, count);
    qsort(proposals, found, sizeof *proposals, best_first);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    put_text(&json, "segment", segment);
    put_text(&json, "aim", aim);
    put_expected(&json, call, "value_at_stake", stake.known, stake.minor);
    put_text(&json, "value_text", stake.text);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < found; i++) write_proposal(&json, call, &proposals[i], &stake, segment, aim);
    json_end_array(&json);
    json_end_object(&json);
    return true;
}

// ---- benefits ----

typedef struct Benefit {
    const char *key, *metric;
    Phrase name, why;
} Benefit;

static const Benefit benefits[] = {
    {"cost_efficiency", "cac_ratio", PHRASE("Cost efficiency", "Efficacité des coûts"),
     PHRASE("Keeping customers costs less than winning others: by how much, here.",
            "Garder coûte moins que gagner\u00A0: de combien, ici.")},
    {"revenue_growth", "expansion_mrr", PHRASE("Revenue growth", "Croissance du revenu"),
     PHRASE("Customers who stay buy more.", "Les clients qui restent achètent davantage.")},
    {"brand_loyalty", "repeat_purchase_rate", PHRASE("Brand loyalty", "Fidélité à la marque"),
     PHRASE("Those who come back by their own choice.", "Ceux qui reviennent de leur propre choix.")},
    {"satisfied_customers", "referrals", PHRASE("Satisfied customers", "Clients satisfaits"),
     PHRASE("Those who brought a friend.", "Ceux qui ont amené un ami.")},
};

static const Field benefit_fields[] = {
    {.name = "key", .type = FIELD_TEXT, .required = true},
    {.name = "name", .type = FIELD_TEXT},
    {.name = "why", .type = FIELD_TEXT},
    {.name = "metric", .type = FIELD_TEXT},
    {.name = "label", .type = FIELD_TEXT},
    {.name = "unit", .type = FIELD_TEXT},
    VALUE_FIELDS,
    {.name = "reason", .type = FIELD_TEXT, .nullable = true},
    {0},
};
static const Shape benefit_row = {.name = "Benefit", .fields = benefit_fields};
LIST_SHAPE(benefit_shape, "BenefitList", benefit_row);

// Customers who referred somebody: a figure of persons, not of the catalogue.
static bool write_referrals(JsonWriter *json, const MetricPlace *place, Error *error)
{
    Error unfit;
    CustomerSet set;
    SegmentRule *rule;
    SegmentPlace where = {.house = place->house,
                          .session = place->session,
                          .port = place->port,
                          .now = place->now,
                          .arena = place->arena,
                          .hides_amounts = place->hides_amounts,
                          .hides_trait = place->hides_trait,
                          .hides_context = place->hides_context};
    const Currency *currency = &workspace_settings(place->house->workspace)->currency;
    put_text(json, "label",
             str_of(PHRASE("Customers who referred somebody", "Clients qui ont parrainé").in[place->locale]));
    put_text(json, "unit", STR("count"));
    bool known = segment_parse(STR("{\"metric\":\"referrals\",\"gte\":1}"), currency, place->arena, &rule, &unfit);
    if (known && !segment_people(&where, rule, &set, error)) return false;
    put_integer_or_null(json, "value", known, known ? (int64_t)set.count : 0);
    json_key(json, "low"), json_null(json);
    json_key(json, "high"), json_null(json);
    json_key(json, "n"), json_null(json);
    put_text_or_null(json, "reason", known ? STR("") : str_of(unfit.message[place->locale]));
    return true;
}

static bool write_benefit(JsonWriter *json, const MetricPlace *place, const Benefit *benefit, Error *error)
{
    OwnFigure figure;
    json_begin_object(json);
    put_text(json, "key", str_of(benefit->key));
    put_text(json, "name", str_of(benefit->name.in[place->locale]));
    put_text(json, "why", str_of(benefit->why.in[place->locale]));
    put_text(json, "metric", str_of(benefit->metric));
    if (str_equal(str_of(benefit->metric), STR("referrals"))) {
        if (!write_referrals(json, place, error)) return false;
    } else {
        if (!own_figure(place, benefit->metric, own_year(place), STR(""), &figure, error)) return false;
        put_text(json, "label", str_of(figure.metric->label.in[place->locale]));
        put_text(json, "unit", unit_name(figure.metric->unit));
        write_value(&figure.answer, json, figure.value);
        put_text_or_null(json, "reason", figure.reason);
    }
    json_end_object(json);
    return true;
}

static bool get_benefits(Call *call, StoreSession *session, Error *error)
{
    MetricPlace place = metric_place(call, session);
    if (!log_catch_up(call->house->log, session, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < COUNT_OF(benefits); i++)
        if (!write_benefit(&json, &place, &benefits[i], error)) return false;
    json_end_array(&json);
    write_list_end(&json, call, false, 0);
    return true;
}

static const Parameter parameters[] = {
    {.name = "segment",
     .type = FIELD_TEXT,
     .high = 16384,
     .help = PHRASE("its key, or as metrics take it", "sa clé, ou comme pour les indicateurs")},
    {.name = "goal",
     .type = FIELD_TEXT,
     .words = PLAN_AIMS,
     .help = PHRASE("the aim; default: reduce_churn", "la fin\u202F; par défaut reduce_churn")},
    {0},
};

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/levers/proposals",
     .name = "getLeverProposals",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary =
         PHRASE("Levers for a segment and an aim, best first, with reasons, cost and expected value",
                "Les leviers pour un segment et une fin, les meilleurs d’abord, avec raisons, coût et valeur attendue"),
     .parameters = parameters,
     .answer = &proposals_shape,
     .read = get_proposals},
    {.method = "GET",
     .path = "/api/v1/levers/ledger",
     .name = "getLeverLedger",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary =
         PHRASE("What the levers that were tried cost and gave", "Ce que les leviers essayés ont coûté et donné"),
     .answer = &ledger_shape,
     .read = get_ledger},
    {.method = "GET",
     .path = "/api/v1/benefits",
     .name = "getBenefits",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary = PHRASE("What keeping customers brings, by figures of one's own",
                       "Ce qu’apporte la rétention, par ses propres chiffres"),
     .answer = &benefit_shape,
     .read = get_benefits},
    {0},
};

extern const Module proposal_module;
const Module proposal_module = {.name = "proposals", .routes = routes};

// survival_http.c - GET /api/v1/survival: the share still there at each age, by group, and whether groups differ.
#include "base/csv.h"
#include "behaviour/behaviour_http.h"
#include "behaviour/survival_table.h"
#include "event/log.h"
#include "house.h"

static bool read_question(const Call *call, const MetricPlace *place, SurvivalQuestion *question, Error *error)
{
    int64_t days = 0;
    Str window = word_or(call, "window", "auto"), rule = call_query(call, "rule");
    const WorkspaceSettings *settings = workspace_settings(call->house->workspace);
    *question = (SurvivalQuestion){.as_of = day_known(call, place), .hazard_days = 30};
    if (call_query_integer(call, "hazard_days", &days)) question->hazard_days = (int32_t)days;
    question->contractual = rule.size ? str_equal(rule, STR("contractual")) : settings->churn_rule == CHURN_CONTRACTUAL;
    for (size_t i = 0; !str_equal(window, STR("auto")) && i < window.size; i++) {
        if (window.data[i] < '0' || window.data[i] > '9' || question->window_days > 3660)
            return refuse_word("window", window, PHRASE("auto or days", "auto ou des jours"), call->arena, error);
        question->window_days = question->window_days * 10 + (window.data[i] - '0');
    }
    return event_lane(call->house->log, "event", word_or(call, "event", "orders"), question->as_of, call->arena,
                      &question->event, error) &&
           metric_groups(place, behaviour_reader(place, "survival"), call_query(call, "segment"),
                         call_query(call, "by"), &question->groups, error);
}

// ---- JSON ----

static void write_point(JsonWriter *json, const SurvivalPoint *point)
{
    json_begin_object(json);
    write_integer_member(json, "day", point->day);
    write_integer_member(json, "at_risk", point->at_risk);
    write_integer_member(json, "left", point->left);
    write_integer_member(json, "censored", point->censored);
    write_number_member(json, "survival", true, point->survival);
    write_number_member(json, "standard_error", point->survival > 0, point->standard_error);
    write_number_member(json, "low", point->survival > 0, point->low);
    write_number_member(json, "high", point->survival > 0, point->high);
    json_end_object(json);
}

static void write_peak(JsonWriter *json, const SurvivalGroup *group)
{
    json_key(json, "peak_hazard");
    if (!group->has_peak) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    write_integer_member(json, "from_day", group->peak.from_day);
    write_integer_member(json, "to_day", group->peak.to_day);
    write_integer_member(json, "at_risk", group->peak.at_risk);
    write_integer_member(json, "left", group->peak.left);
    write_number_member(json, "rate", true, group->peak.rate);
    write_number_member(json, "per_day", true, group->peak.per_day);
    json_end_object(json);
}

static void write_group(JsonWriter *json, const SurvivalQuestion *question, const SurvivalTable *table, uint32_t g)
{
    const SurvivalGroup *group = &table->group[g];
    json_begin_object(json);
    write_group_members(json, &question->groups, g);
    write_integer_member(json, "n", group->people);
    write_integer_member(json, "left", group->left);
    write_number_member(json, "median_days", group->curve.median_reached, group->curve.median_day);
    write_number_member(json, "median_low", group->median_low >= 0, group->median_low);
    write_number_member(json, "median_high", group->median_high >= 0, group->median_high);
    write_peak(json, group);
    json_key(json, "points");
    json_begin_array(json);
    for (size_t i = 0; i < group->curve.count; i++) write_point(json, &group->curve.points[i]);
    json_end_array(json);
    json_end_object(json);
}

static void write_test(JsonWriter *json, const SurvivalQuestion *question, const SurvivalTable *table)
{
    json_key(json, "log_rank");
    if (!table->test.observed) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    write_number_member(json, "chi_square", true, table->test.chi_square);
    write_integer_member(json, "degrees", table->test.degrees);
    write_number_member(json, "p", true, table->test.p);
    json_key(json, "groups");
    json_begin_array(json);
    for (uint32_t g = 0; g < table->groups; g++) {
        json_begin_object(json);
        write_group_members(json, &question->groups, g);
        write_integer_member(json, "left", table->test.left[g]);
        write_number_member(json, "expected", true, table->test.expected[g]);
        json_end_object(json);
    }
    json_end_array(json);
    json_end_object(json);
}

static void write_table(JsonWriter *json, const Call *call, const SurvivalQuestion *question,
                        const SurvivalTable *table)
{
    json_begin_object(json);
    write_terms(json, call, "survival", question->as_of);
    write_text_member(json, "rule", str_of(question->contractual ? "contractual" : "inactivity"));
    write_text_member(json, "event", question->contractual ? STR("") : question->event.said);
    write_number_member(json, "window_days", !question->contractual, table->window_days);
    write_text_member(json, "segment", call_query(call, "segment"));
    json_key(json, "groups");
    json_begin_array(json);
    for (uint32_t g = 0; g < table->groups; g++) write_group(json, question, table, g);
    json_end_array(json);
    write_test(json, question, table);
    json_end_object(json);
}

static void write_csv(const Call *call, const SurvivalQuestion *question, const SurvivalTable *table, Text *out)
{
    text_add(out, STR("by,day,at_risk,left,censored,survival,low,high,as_of,time_zone\n"));
    for (uint32_t g = 0; g < table->groups; g++)
        for (size_t i = 0; i < table->group[g].curve.count; i++) {
            const SurvivalPoint *point = &table->group[g].curve.points[i];
            const double numbers[] = {point->day, (double)point->at_risk, (double)point->left, (double)point->censored,
                                      point->survival};
            csv_add(out, question->groups.by && question->groups.group ? group_key_shown(question->groups.group[g].key)
                                                                       : STR(""));
            for (size_t n = 0; n < COUNT_OF(numbers); n++)
                csv_add_number(out, csv_number(call->arena, true, numbers[n]));
            csv_add_number(out, csv_number(call->arena, point->survival > 0, point->low));
            csv_add_number(out, csv_number(call->arena, point->survival > 0, point->high));
            csv_add(out, day_name(call->arena, question->as_of));
            csv_add(out, zone_name(activity_zone(call->house->activity)));
            csv_end_record(out);
        }
}

static bool get_survival(Call *call, StoreSession *session, Error *error)
{
    MetricPlace place = metric_place(call, session);
    SurvivalQuestion question;
    SurvivalTable table;
    if (!log_catch_up(call->house->log, session, error) || !read_question(call, &place, &question, error) ||
        !survival_table(&place, &question, &table, error))
        return false;
    if (wants_csv(call)) {
        call->type = STR("text/csv; charset=utf-8; header=present");
        write_csv(call, &question, &table, &call->text);
        return true;
    }
    JsonWriter json = call_json(call);
    write_table(&json, call, &question, &table);
    return true;
}

static const Parameter survival_parameters[] = {
    {.name = "event",
     .type = FIELD_TEXT,
     .help =
         PHRASE("whose silence is leaving: orders (default), any, page, screen, names separated by |",
                "dont le silence est un départ\u00A0: orders (par défaut), any, page, screen, des noms séparés par |")},
    {.name = "rule",
     .type = FIELD_TEXT,
     .words = "inactivity|contractual",
     .help =
         PHRASE("what leaving is; default: as the workspace says", "ce qu’est partir\u202F; par défaut comme le dit "
                                                                   "l’espace de travail")},
    {.name = "window",
     .type = FIELD_TEXT,
     .help = PHRASE("days of silence; auto (default): from the data (orders), else 30",
                    "jours de silence\u202F; auto (par défaut)\u00A0: d’après les données (commandes), sinon 30")},
    {.name = "hazard_days",
     .type = FIELD_INTEGER,
     .low = 1,
     .high = 366,
     .help = PHRASE("width of the stretches in which the peak of leaving is looked for; default 30",
                    "largeur des tranches où le pic des départs est cherché\u202F; par défaut 30")},
    SEGMENT_PARAMETERS,
    FORMAT_PARAMETER,
    {.name = NULL}};

static const Field survival_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .required = true, .help = PHRASE("survival", "survival")},
    {.name = "definition", .type = FIELD_TEXT, .required = true, .help = PHRASE("what it is", "ce que c’est")},
    {.name = "time_zone", .type = FIELD_TEXT, .required = true, .help = PHRASE("of days", "des jours")},
    {.name = "as_of",
     .type = FIELD_DAY,
     .required = true,
     .help = PHRASE("the last day that is known", "le dernier jour connu")},
    {.name = "groups",
     .type = FIELD_ARRAY,
     .item = FIELD_ANY,
     .required = true,
     .help = PHRASE("by, n, left, median_days with its interval, peak_hazard, points (day, at_risk, left, censored, "
                    "survival, low, high)",
                    "by, n, left, median_days avec son intervalle, peak_hazard, points (day, at_risk, left, censored, "
                    "survival, low, high)")},
    {.name = "log_rank",
     .type = FIELD_ANY,
     .required = true,
     .nullable = true,
     .help = PHRASE("chi_square, degrees, p and what was expected of each group; null: one group, or more than 64",
                    "chi_square, degrees, p et l’attendu de chaque groupe\u202F; null\u00A0: un seul groupe, ou "
                    "plus de 64")},
    {.name = NULL}};
static const Shape survival_shape = {.name = "Survival", .open = true, .fields = survival_fields};

const Route survival_routes[] = {{.method = "GET",
                                  .path = "/api/v1/survival",
                                  .name = "getSurvival",
                                  .access = ACCESS_READ,
                                  .cost = COST_REPORT,
                                  .summary = PHRASE("how long people stay: Kaplan–Meier by group",
                                                    "combien de temps les gens restent\u00A0: Kaplan–Meier par groupe"),
                                  .parameters = survival_parameters,
                                  .answer = &survival_shape,
                                  .read = get_survival},
                                 {.method = NULL}};

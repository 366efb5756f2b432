// plan_http.c - the plan as a whole: what the initiatives are together, beside what there is to do with; what is
// missing; its settings, the checklist of seven and the practices for net dollar retention.
#include "base/json_put.h"
#include "base/number.h"
#include "house.h"
#include "module.h"
#include "plan/checklist.h"
#include "plan/plan_check.h"
#include "workspace/workspace.h"

// ---- shapes ----

static const Field item_fields[] = {
    {.name = "key", .type = FIELD_TEXT, .required = true, .low = 1, .high = 60},
    {.name = "name", .type = FIELD_TEXT, .required = true, .low = 1, .high = TITLE_BYTES_MAX},
    {.name = "text", .type = FIELD_TEXT, .high = 2000},
    {.name = "rule",
     .type = FIELD_TEXT,
     .words = PLAN_RULES,
     .help = PHRASE("what the plan is looked at for; said: somebody says whether it is met",
                    "ce que l’on regarde dans le plan\u202F; said\u00A0: quelqu’un dit si c’est rempli")},
    {.name = "met", .type = FIELD_BOOLEAN},
    {0},
};
const Shape plan_item_shape = {.name = "PlanItem", .fields = item_fields};

static const Field setting_fields[] = {
    {.name = "budget", .type = FIELD_MONEY, .nullable = true},
    {.name = "horizon_days",
     .type = FIELD_INTEGER,
     .low = 1,
     .high = 3650,
     .help = PHRASE("how far the plan has to reach", "jusqu’où le plan doit aller")},
    {.name = "skills",
     .type = FIELD_ARRAY,
     .item = FIELD_TEXT,
     .high = 200,
     .help = PHRASE("what the team can do", "ce que l’équipe sait faire")},
    {.name = "systems",
     .type = FIELD_ARRAY,
     .item = FIELD_TEXT,
     .high = 200,
     .help = PHRASE("what is in use", "ce qui est en usage")},
    {.name = "market_owner",
     .type = FIELD_INTEGER,
     .nullable = true,
     .help = PHRASE("who watches the market", "qui surveille le marché")},
    {.name = "market_days",
     .type = FIELD_INTEGER,
     .low = 1,
     .high = 3650,
     .help =
         PHRASE("after how long without a note there is a reminder", "après combien de temps sans note on rappelle")},
    {.name = "market_from", .type = FIELD_INTEGER, .read_only = true},
    {.name = "version", .type = FIELD_INTEGER, .read_only = true, .help = PHRASE("for If-Match", "pour If-Match")},
    {0},
};
const Shape plan_setting_shape = {.name = "PlanSetting", .fields = setting_fields};
static const Field set_fields[] = {
    {.name = "budget", .type = FIELD_MONEY, .nullable = true},
    {.name = "horizon_days", .type = FIELD_INTEGER, .low = 1, .high = 3650},
    {.name = "skills", .type = FIELD_ARRAY, .item = FIELD_TEXT, .high = 200},
    {.name = "systems", .type = FIELD_ARRAY, .item = FIELD_TEXT, .high = 200},
    {.name = "market_owner", .type = FIELD_TEXT, .nullable = true, .high = 300},
    {.name = "market_days", .type = FIELD_INTEGER, .low = 1, .high = 3650},
    {0},
};
static const Shape set_shape = {.name = "PlanSet", .fields = set_fields};

static const Field family_fields[] = {
    {.name = "family", .type = FIELD_TEXT, .words = LEVER_FAMILIES},
    {.name = "name", .type = FIELD_TEXT},
    {.name = "initiatives", .type = FIELD_INTEGER},
    {.name = "budget", .type = FIELD_MONEY},
    {0},
};
static const Shape family_shape = {.name = "PlanFamily", .fields = family_fields};
static const Field mix_fields[] = {
    {.name = "families", .type = FIELD_ARRAY, .shape = &family_shape},
    {.name = "single_tactic", .type = FIELD_BOOLEAN},
    {0},
};
static const Shape mix_shape = {.name = "PlanMix", .fields = mix_fields};
static const Field covered_fields[] = {
    {.name = "key", .type = FIELD_TEXT},
    {.name = "name", .type = FIELD_TEXT},
    {.name = "met", .type = FIELD_BOOLEAN},
    {0},
};
static const Shape covered_shape = {.name = "PlanCovered", .fields = covered_fields};
static const Field cover_fields[] = {
    {.name = "met", .type = FIELD_INTEGER},
    {.name = "of", .type = FIELD_INTEGER},
    {.name = "text", .type = FIELD_TEXT},
    {.name = "items", .type = FIELD_ARRAY, .shape = &covered_shape},
    {0},
};
static const Shape cover_shape = {.name = "PlanCover", .fields = cover_fields};
static const Field need_fields[] = {
    {.name = "word", .type = FIELD_TEXT},
    {.name = "name", .type = FIELD_TEXT},
    {.name = "there", .type = FIELD_BOOLEAN},
    {.name = "initiatives", .type = FIELD_ARRAY, .item = FIELD_INTEGER},
    {0},
};
static const Shape need_shape = {.name = "PlanNeed", .fields = need_fields};
static const Field budget_fields[] = {
    {.name = "budget", .type = FIELD_MONEY, .nullable = true},
    {.name = "planned", .type = FIELD_MONEY},
    {.name = "actual", .type = FIELD_MONEY},
    {.name = "over", .type = FIELD_MONEY, .nullable = true},
    {.name = "text",
     .type = FIELD_TEXT,
     .nullable = true,
     .help = PHRASE("over budget by 2000", "budget dépassé de 2000")},
    {0},
};
static const Shape budget_shape = {.name = "PlanBudget", .fields = budget_fields};
static const Field checked_fields[] = {
    {.name = "key", .type = FIELD_TEXT},
    {.name = "name", .type = FIELD_TEXT},
    {.name = "text", .type = FIELD_TEXT},
    {.name = "rule", .type = FIELD_TEXT, .words = PLAN_RULES},
    {.name = "met", .type = FIELD_BOOLEAN},
    {.name = "initiatives", .type = FIELD_ARRAY, .item = FIELD_INTEGER},
    {0},
};
static const Shape checked_shape = {.name = "PlanChecked", .fields = checked_fields};
static const Field horizon_fields[] = {
    {.name = "days", .type = FIELD_INTEGER},
    {.name = "ends", .type = FIELD_DAY, .nullable = true},
    {.name = "days_left", .type = FIELD_INTEGER, .nullable = true},
    {.name = "reached", .type = FIELD_BOOLEAN},
    {0},
};
static const Shape horizon_shape = {.name = "PlanHorizon", .fields = horizon_fields};
static const Field notice_fields[] = {
    {.name = "code",
     .type = FIELD_TEXT,
     .words = "no_initiative|over_budget|initiative_over_budget|missing_skill|missing_system|single_tactic|"
              "pillars_missing|conditions_uncovered|short_horizon|market_watch_due"},
    {.name = "severity", .type = FIELD_TEXT, .words = "warning|information"},
    {.name = "text", .type = FIELD_TEXT},
    {.name = "initiative", .type = FIELD_INTEGER, .nullable = true},
    {0},
};
static const Shape notice_shape = {.name = "PlanNotice", .fields = notice_fields};

static const Field plan_fields[] = {
    {.name = "initiatives", .type = FIELD_INTEGER, .required = true},
    {.name = "settings", .type = FIELD_OBJECT, .shape = &plan_setting_shape},
    {.name = "budget", .type = FIELD_OBJECT, .shape = &budget_shape},
    {.name = "mix", .type = FIELD_OBJECT, .shape = &mix_shape},
    {.name = "pillars", .type = FIELD_OBJECT, .shape = &cover_shape},
    {.name = "conditions", .type = FIELD_OBJECT, .shape = &cover_shape},
    {.name = "skills", .type = FIELD_ARRAY, .shape = &need_shape},
    {.name = "systems", .type = FIELD_ARRAY, .shape = &need_shape},
    {.name = "checklist", .type = FIELD_ARRAY, .shape = &checked_shape},
    {.name = "practices", .type = FIELD_ARRAY, .shape = &checked_shape},
    {.name = "horizon", .type = FIELD_OBJECT, .shape = &horizon_shape},
    {.name = "market_looked_at", .type = FIELD_INSTANT, .nullable = true},
    {.name = "notices", .type = FIELD_ARRAY, .shape = &notice_shape},
    {0},
};
static const Shape plan_shape = {.name = "Plan", .fields = plan_fields};

// ---- what is read ----

typedef struct Plan {
    Call *call;
    const Currency *currency;
    SheetRow setting;
    SheetRow *rows;
    size_t count;
    PlanCheck check;
    Day today;
    Instant market_at;
    SheetRow *checklist, *practices;
    size_t checklist_count, practice_count;
} Plan;

static bool read_plan(Call *call, StoreSession *session, Plan *plan, Error *error)
{
    bool shipped;
    const WorkspaceSettings *workspace = workspace_settings(call->house->workspace);
    *plan = (Plan){.call = call,
                   .currency = &workspace->currency,
                   .today = (Day)(zone_civil(workspace->zone, call->now / MILLISECONDS_PER_SECOND) / SECONDS_PER_DAY)};
    if (!plan_setting_read(session, call->arena, &plan->setting, error) ||
        !initiatives_read(session, call->arena, &plan->rows, &plan->count, error) ||
        !market_last_look(session, &plan->market_at, error) ||
        !plan_items_read(session, CHECKLIST, call->locale, call->arena, &plan->checklist, &plan->checklist_count,
                         &shipped, error) ||
        !plan_items_read(session, PRACTICES, call->locale, call->arena, &plan->practices, &plan->practice_count,
                         &shipped, error))
        return false;
    plan->check = plan_look(plan->rows, plan->count);
    return true;
}

// ---- pieces ----

static void write_budget(JsonWriter *json, const Plan *plan)
{
    Arena *arena = plan->call->arena;
    Value budget = plan->setting.column[PLAN_BUDGET];
    int64_t over = plan_over_budget(&plan->check, budget);
    json_key(json, "budget");
    json_begin_object(json);
    if (budget.type == VALUE_NULL)
        json_key(json, "budget"), json_null(json);
    else
        put_money(json, "budget", budget.integer, plan->currency, arena);
    put_money(json, "planned", plan->check.planned, plan->currency, arena);
    put_money(json, "actual", plan->check.actual, plan->currency, arena);
    if (over)
        put_money(json, "over", over, plan->currency, arena);
    else
        json_key(json, "over"), json_null(json);
    put_text_or_null(json, "text",
                     over ? phrase_say(arena, plan->call->locale, PHRASE("over budget by {0}", "budget dépassé de {0}"),
                                       money_say(arena, plan->call->locale, over, plan->currency))
                          : STR(""));
    json_end_object(json);
}

static void write_mix(JsonWriter *json, const Plan *plan)
{
    Str rest = STR(LEVER_FAMILIES), word;
    json_key(json, "mix");
    json_begin_object(json);
    json_key(json, "families");
    json_begin_array(json);
    for (int i = 0; str_cut(&rest, '|', &word); i++) {
        json_begin_object(json);
        put_text(json, "family", word);
        put_text(json, "name", plan_word(WORDS_FAMILY, word, plan->call->locale));
        put_integer(json, "initiatives", (int64_t)plan->check.family[i]);
        put_money(json, "budget", plan->check.family_budget[i], plan->currency, plan->call->arena);
        json_end_object(json);
    }
    json_end_array(json);
    put_boolean(json, "single_tactic", plan_is_single_tactic(&plan->check));
    json_end_object(json);
}

static void write_cover(JsonWriter *json, const Plan *plan, const char *key, const char *list, PlanWords kind,
                        uint32_t bits, Str text)
{
    Str rest = str_of(list), word;
    json_key(json, key);
    json_begin_object(json);
    put_integer(json, "met", __builtin_popcount(bits));
    put_integer(json, "of", PILLAR_COUNT);
    put_text(json, "text", text);
    json_key(json, "items");
    json_begin_array(json);
    for (uint32_t bit = 1; str_cut(&rest, '|', &word); bit <<= 1) {
        json_begin_object(json);
        put_text(json, "key", word);
        put_text(json, "name", plan_word(kind, word, plan->call->locale));
        put_boolean(json, "met", bits & bit);
        json_end_object(json);
    }
    json_end_array(json);
    json_end_object(json);
}

// Who of the plan's initiatives has a word in a list of theirs.
static size_t write_users(JsonWriter *json, const Plan *plan, int column, Str word)
{
    size_t users = 0;
    json_key(json, "initiatives");
    json_begin_array(json);
    for (size_t i = 0; i < plan->count; i++)
        if (initiative_counts(&plan->rows[i]) && list_has(initiative_text(&plan->rows[i], column), word)) {
            json_integer(json, plan->rows[i].column[INITIATIVE_ID].integer);
            users++;
        }
    json_end_array(json);
    return users;
}

// Each word that initiatives need, once. *missing names those that are not there.
static void write_needs(JsonWriter *json, const Plan *plan, const char *key, int column, int there_column,
                        Text *missing)
{
    Text seen = text_in(plan->call->arena);
    Error unfit;
    text_add(&seen, STR("[]"));
    json_key(json, key);
    json_begin_array(json);
    for (size_t i = 0; i < plan->count; i++) {
        JsonValue array, item;
        if (!initiative_counts(&plan->rows[i]) || !json_parse(initiative_text(&plan->rows[i], column), &array, &unfit))
            continue;
        for (size_t cursor = 0; json_next(array, &cursor, NULL, &item);) {
            Str word = json_get_string(item, plan->call->arena), name;
            if (!word.size || list_has(text_str(&seen), word)) continue;
            list_add(&seen, word);
            bool there = list_has(plan->setting.column[there_column].text, word);
            name = plan_word(WORDS_SKILL, word, plan->call->locale);
            json_begin_object(json);
            put_text(json, "word", word);
            put_text(json, "name", name);
            put_boolean(json, "there", there);
            (void)write_users(json, plan, column, word);
            json_end_object(json);
            if (there) continue;
            if (missing->size) text_add(missing, STR(", "));
            text_add(missing, name);
        }
    }
    json_end_array(json);
}

static void write_items(JsonWriter *json, const Plan *plan, const char *key, const SheetRow *rows, size_t count,
                        bool practices)
{
    int64_t left = plan_days_left(&plan->check, plan->today);
    json_key(json, key);
    json_begin_array(json);
    for (size_t i = 0; i < count; i++) {
        const Value *column = rows[i].column;
        bool met =
            plan_rule_met(&plan->check, column[PLAN_ITEM_RULE].text, column[PLAN_ITEM_MET].integer != 0,
                          plan->setting.column[PLAN_BUDGET], left, plan->setting.column[PLAN_HORIZON_DAYS].integer);
        json_begin_object(json);
        put_text(json, "key", column[PLAN_ITEM_KEY].text);
        put_text(json, "name", column[PLAN_ITEM_NAME].text);
        put_text(json, "text", column[PLAN_ITEM_TEXT].text);
        put_text(json, "rule", column[PLAN_ITEM_RULE].text);
        if (practices) met = write_users(json, plan, INITIATIVE_PRACTICES, column[PLAN_ITEM_KEY].text) > 0;
        put_boolean(json, "met", met);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_horizon(JsonWriter *json, const Plan *plan)
{
    int64_t left = plan_days_left(&plan->check, plan->today), days = plan->setting.column[PLAN_HORIZON_DAYS].integer;
    json_key(json, "horizon");
    json_begin_object(json);
    put_integer(json, "days", days);
    put_text_or_null(json, "ends", plan->check.has_end ? day_name(plan->call->arena, plan->check.ends) : STR(""));
    put_integer_or_null(json, "days_left", plan->check.has_end, left);
    put_boolean(json, "reached", left >= days);
    json_end_object(json);
}

// ---- notices ----

static void put_notice(JsonWriter *json, const char *code, bool warning, int64_t initiative, Str text)
{
    json_begin_object(json);
    put_text(json, "code", str_of(code));
    put_text(json, "severity", warning ? STR("warning") : STR("information"));
    put_text(json, "text", text);
    put_integer_or_null(json, "initiative", initiative != 0, initiative);
    json_end_object(json);
}

static Str say_number(const Plan *plan, int64_t number)
{
    return number_say_count(plan->call->arena, plan->call->locale, number);
}

#define SAY(plan, phrase, ...) phrase_say((plan)->call->arena, (plan)->call->locale, phrase, __VA_ARGS__)

static void write_horizon_notice(JsonWriter *json, const Plan *plan)
{
    int64_t left = plan_days_left(&plan->check, plan->today), days = plan->setting.column[PLAN_HORIZON_DAYS].integer;
    if (left >= days) return;
    Str wanted = say_number(plan, days);
    Str text = !plan->check.has_end
                   ? SAY(plan,
                         PHRASE("No initiative has an end: the plan should reach {0} days ahead.",
                                "Aucune initiative n’a de fin\u00A0: le plan devrait aller à {0} jours."),
                         wanted)
               : left < 0 ? SAY(plan,
                                PHRASE("The plan has ended; it should reach {0} days ahead.",
                                       "Le plan est terminé\u202F; il devrait aller à {0} jours."),
                                wanted)
                          : SAY(plan,
                                PHRASE("The plan ends in {0} days; it should reach {1} days ahead.",
                                       "Le plan se termine dans {0} jours\u202F; il devrait aller à {1} jours."),
                                say_number(plan, left), wanted);
    put_notice(json, "short_horizon", true, 0, text);
}

static void write_overruns(JsonWriter *json, const Plan *plan)
{
    double overrun;
    for (size_t i = 0; i < plan->count; i++) {
        const SheetRow *row = &plan->rows[i];
        if (!initiative_counts(row) || !initiative_overrun(row, &overrun) || overrun <= 0) continue;
        Str rate = number_say_rate(plan->call->arena, plan->call->locale, overrun, 1);
        put_notice(json, "initiative_over_budget", true, row->column[INITIATIVE_ID].integer,
                   SAY(plan, PHRASE("{0}: +{1} over its budget", "{0}\u00A0: +{1} par rapport à son budget"),
                       initiative_text(row, INITIATIVE_NAME), rate));
    }
}

static void write_market_notice(JsonWriter *json, const Plan *plan)
{
    int64_t days = plan->setting.column[PLAN_MARKET_DAYS].integer;
    Instant day = (Instant)SECONDS_PER_DAY * MILLISECONDS_PER_SECOND;
    if (plan->market_at == 0 || plan->call->now - plan->market_at < days * day) return;
    put_notice(json, "market_watch_due", true, 0,
               SAY(plan,
                   PHRASE("Nothing was written about the market for {0} days.",
                          "Rien n’a été noté sur le marché depuis {0} jours."),
                   say_number(plan, (plan->call->now - plan->market_at) / day)));
}

static void write_notices(JsonWriter *json, const Plan *plan, Str skills, Str systems)
{
    Locale locale = plan->call->locale;
    Arena *arena = plan->call->arena;
    int64_t over = plan_over_budget(&plan->check, plan->setting.column[PLAN_BUDGET]);
    json_key(json, "notices");
    json_begin_array(json);
    write_market_notice(json, plan);
    if (!plan->check.initiatives) {
        put_notice(json, "no_initiative", false, 0,
                   str_of(PHRASE("There is no initiative yet.", "Il n’y a pas encore d’initiative.").in[locale]));
        json_end_array(json);
        return;
    }
    write_horizon_notice(json, plan);
    if (over)
        put_notice(json, "over_budget", true, 0,
                   SAY(plan, PHRASE("The plan is over budget by {0}.", "Le plan dépasse le budget de {0}."),
                       money_say(arena, locale, over, plan->currency)));
    write_overruns(json, plan);
    if (skills.size)
        put_notice(json, "missing_skill", true, 0,
                   SAY(plan, PHRASE("Missing skills: {0}", "Compétences manquantes\u00A0: {0}"), skills));
    if (systems.size)
        put_notice(json, "missing_system", true, 0,
                   SAY(plan, PHRASE("Not in use here: {0}", "Pas en usage ici\u00A0: {0}"), systems));
    if (plan_is_single_tactic(&plan->check))
        put_notice(json, "single_tactic", true, 0,
                   str_of(PHRASE("Single tactic: all initiatives are of one family.",
                                 "Une seule tactique\u00A0: toutes les initiatives sont d’une même famille.")
                              .in[locale]));
    if (__builtin_popcount(plan->check.pillars) < PILLAR_COUNT)
        put_notice(json, "pillars_missing", false, 0, plan_say_pillars(&plan->check, locale, arena));
    Str uncovered = plan_say_conditions(&plan->check, locale, arena);
    if (uncovered.size) put_notice(json, "conditions_uncovered", false, 0, uncovered);
    json_end_array(json);
}

static bool get_plan(Call *call, StoreSession *session, Error *error)
{
    Plan plan;
    if (!read_plan(call, session, &plan, error)) return false;
    Text skills = text_in(call->arena), systems = text_in(call->arena);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    put_integer(&json, "initiatives", (int64_t)plan.check.initiatives);
    json_key(&json, "settings");
    sheet_write(&json, call, &plan_setting_shape, &plan.setting);
    write_budget(&json, &plan);
    write_mix(&json, &plan);
    write_cover(&json, &plan, "pillars", PLAN_PILLARS, WORDS_PILLAR, plan.check.pillars,
                plan_say_pillars(&plan.check, call->locale, call->arena));
    write_cover(&json, &plan, "conditions", PLAN_CONDITIONS, WORDS_CONDITION, plan.check.conditions,
                plan_say_conditions(&plan.check, call->locale, call->arena));
    write_needs(&json, &plan, "skills", INITIATIVE_SKILLS, PLAN_SKILLS, &skills);
    write_needs(&json, &plan, "systems", INITIATIVE_SYSTEMS, PLAN_SYSTEMS, &systems);
    write_items(&json, &plan, "checklist", plan.checklist, plan.checklist_count, false);
    write_items(&json, &plan, "practices", plan.practices, plan.practice_count, true);
    write_horizon(&json, &plan);
    put_instant(&json, "market_looked_at", plan.market_at, call->arena);
    write_notices(&json, &plan, text_str(&skills), text_str(&systems));
    json_end_object(&json);
    return true;
}

// ---- settings and lists ----

static bool answer_settings(Call *call, StoreSession *session, Error *error)
{
    SheetRow row;
    if (!plan_setting_read(session, call->arena, &row, error)) return false;
    JsonWriter json = call_json(call);
    call_version(call, row.column[PLAN_VERSION].integer);
    call->audit_object = STR("plan");
    sheet_write(&json, call, &plan_setting_shape, &row);
    return true;
}

static bool change_settings(Call *call, StoreSession *session, Error *error)
{
    SheetRow row;
    return plan_setting_read(session, call->arena, &row, error) &&
           call_if_match(call, row.column[PLAN_VERSION].integer, error) &&
           sheet_take(call, session, &plan_setting_shape, &row, error) &&
           store_execute(session, &query_checklist_set, row.column, PLAN_MARKET_FROM, NULL, error) &&
           answer_settings(call, session, error);
}

static const Field list_fields[] = {
    {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &plan_item_shape},
    {.name = "shipped", .type = FIELD_BOOLEAN, .help = PHRASE("not edited yet", "pas encore modifiée")},
    {0},
};
static const Shape items_shape = {.name = "PlanItems", .fields = list_fields};
static const Field put_fields[] = {
    {.name = "items",
     .type = FIELD_ARRAY,
     .required = true,
     .low = 0,
     .high = PLAN_ITEMS_MAX,
     .shape = &plan_item_shape,
     .help = PHRASE("none: as shipped again", "aucun\u00A0: de nouveau comme livré")},
    {0},
};
static const Shape put_shape = {.name = "PlanItemsPut", .fields = put_fields};

static bool answer_items_of(Call *call, StoreSession *session, const char *list, Error *error)
{
    bool shipped;
    size_t count;
    SheetRow *rows;
    if (!plan_items_read(session, list, call->locale, call->arena, &rows, &count, &shipped, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++) sheet_write(&json, call, &plan_item_shape, &rows[i]);
    json_end_array(&json);
    put_boolean(&json, "shipped", shipped);
    json_end_object(&json);
    call->audit_object = str_format(call->arena, "plan:%s", list);
    return true;
}

static bool put_item(Call *call, StoreSession *session, const char *list, int64_t place, JsonValue item, Error *error)
{
    JsonValue met;
    Str rule = shape_text(item, "rule", call->arena);
    bool is_met = json_member(item, STR("met"), &met) && json_get_boolean(met);
    return store_execute(
        session, &query_checklist_put,
        VALUES(value_text(str_of(list)), value_integer(place), value_text(shape_text(item, "key", call->arena)),
               value_text(shape_text(item, "name", call->arena)), value_text(shape_text(item, "text", call->arena)),
               value_text(rule.size ? rule : STR("said")), value_integer(is_met)),
        NULL, error);
}

static bool refuse_twice(Call *call, JsonValue items, Error *error)
{
    JsonValue item;
    Text seen = text_in(call->arena);
    text_add(&seen, STR("[]"));
    for (size_t cursor = 0, i = 0; json_next(items, &cursor, NULL, &item); i++) {
        Str key = shape_text(item, "key", call->arena);
        if (list_has(text_str(&seen), key))
            return error_code(error, ERROR_INPUT, "invalid_value",
                              PHRASE("this key stands twice", "cette clé figure deux fois"), STR("")) ||
                   error_at(error, str_format(call->arena, "/items/%zu/key", i));
        list_add(&seen, key);
    }
    return true;
}

static bool put_items(Call *call, StoreSession *session, const char *list, Error *error)
{
    JsonValue items, item;
    int64_t place = 0;
    if (!json_member(call->body, STR("items"), &items) || !refuse_twice(call, items, error) ||
        !store_execute(session, &query_checklist_clear, VALUES(value_text(str_of(list))), NULL, error))
        return false;
    for (size_t cursor = 0; json_next(items, &cursor, NULL, &item);)
        if (!put_item(call, session, list, ++place, item, error)) return false;
    return answer_items_of(call, session, list, error);
}

static bool get_checklist(Call *call, StoreSession *session, Error *error)
{
    return answer_items_of(call, session, CHECKLIST, error);
}

static bool put_checklist(Call *call, StoreSession *session, Error *error)
{
    return put_items(call, session, CHECKLIST, error);
}

static bool get_practices(Call *call, StoreSession *session, Error *error)
{
    return answer_items_of(call, session, PRACTICES, error);
}

static bool put_practices(Call *call, StoreSession *session, Error *error)
{
    return put_items(call, session, PRACTICES, error);
}

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/plan",
     .name = "getPlan",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("The plan as a whole: budget, mix, pillars, what is missing, and what has to be said of it",
                       "Le plan d’ensemble\u00A0: budget, mélange, piliers, ce qui manque, et ce qu’il faut en dire"),
     .answer = &plan_shape,
     .read = get_plan},
    {.method = "PATCH",
     .path = "/api/v1/plan/settings",
     .name = "changePlanSettings",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Says what there is to do with: budget, skills, systems, horizon",
                       "Dit de quoi l’on dispose\u00A0: budget, compétences, systèmes, horizon"),
     .body = &set_shape,
     .answer = &plan_setting_shape,
     .write = change_settings},
    {.method = "GET",
     .path = "/api/v1/plan/checklist",
     .name = "getPlanChecklist",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary =
         PHRASE("The elements of a strategy, as shipped or edited", "Les éléments d’une stratégie, livrés ou modifiés"),
     .answer = &items_shape,
     .read = get_checklist},
    {.method = "PUT",
     .path = "/api/v1/plan/checklist",
     .name = "putPlanChecklist",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Edits the elements of a strategy", "Modifie les éléments d’une stratégie"),
     .body = &put_shape,
     .answer = &items_shape,
     .write = put_checklist},
    {.method = "GET",
     .path = "/api/v1/plan/practices",
     .name = "getPlanPractices",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("Practices that raise net dollar retention", "Les pratiques qui augmentent la rétention nette"),
     .answer = &items_shape,
     .read = get_practices},
    {.method = "PUT",
     .path = "/api/v1/plan/practices",
     .name = "putPlanPractices",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Edits the practices", "Modifie les pratiques"),
     .body = &put_shape,
     .answer = &items_shape,
     .write = put_practices},
    {0},
};

extern const Module plan_module;
const Module plan_module = {.name = "plan", .routes = routes};

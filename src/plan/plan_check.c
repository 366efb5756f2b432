#include "plan/plan_check.h"

static uint32_t bits_of(const char *words, Str list)
{
    uint32_t bits = 0;
    Str rest = str_of(words), word;
    for (uint32_t bit = 1; str_cut(&rest, '|', &word); bit <<= 1)
        if (list_has(list, word)) bits |= bit;
    return bits;
}

static int64_t amount_of(const SheetRow *row, int column)
{
    return row->column[column].type == VALUE_INTEGER ? row->column[column].integer : 0;
}

static bool said(const SheetRow *row, int column)
{
    return row->column[column].type != VALUE_NULL;
}

static void add(PlanCheck *check, const SheetRow *row)
{
    int family = word_number(LEVER_FAMILIES, initiative_text(row, INITIATIVE_TYPE));
    check->initiatives++;
    check->planned += amount_of(row, INITIATIVE_BUDGET_PLANNED);
    check->actual += amount_of(row, INITIATIVE_BUDGET_ACTUAL);
    if (family >= 0) {
        if (!check->family[family]++) check->families++;
        check->family_budget[family] += amount_of(row, INITIATIVE_BUDGET_PLANNED);
    }
    check->pillars |= bits_of(PLAN_PILLARS, initiative_text(row, INITIATIVE_PILLARS));
    check->conditions |= bits_of(PLAN_CONDITIONS, initiative_text(row, INITIATIVE_CONDITIONS));
    check->with_goal += said(row, INITIATIVE_GOAL);
    check->with_segment += initiative_text(row, INITIATIVE_SEGMENT).size > 0;
    check->with_budget += said(row, INITIATIVE_BUDGET_PLANNED);
    check->with_owner += said(row, INITIATIVE_OWNER) && said(row, INITIATIVE_STARTS) && said(row, INITIATIVE_ENDS);
    check->with_kpi += initiative_text(row, INITIATIVE_KPI).size > 0;
    if (!said(row, INITIATIVE_ENDS)) return;
    Day ends = (Day)row->column[INITIATIVE_ENDS].integer;
    if (!check->has_end || ends > check->ends) check->ends = ends;
    check->has_end = true;
}

PlanCheck plan_look(const SheetRow *rows, size_t count)
{
    PlanCheck check = {0};
    for (size_t i = 0; i < count; i++)
        if (initiative_counts(&rows[i])) add(&check, &rows[i]);
    return check;
}

int64_t plan_over_budget(const PlanCheck *check, Value budget)
{
    return budget.type == VALUE_INTEGER && check->planned > budget.integer ? check->planned - budget.integer : 0;
}

int64_t plan_days_left(const PlanCheck *check, Day today)
{
    return check->has_end ? (int64_t)check->ends - today : -1;
}

bool plan_rule_met(const PlanCheck *check, Str rule, bool said_so, Value budget, int64_t days_left,
                   int64_t horizon_days)
{
    size_t all = check->initiatives;
    if (str_equal(rule, STR("said"))) return said_so;
    if (!all) return false;
    if (str_equal(rule, STR("goal"))) return check->with_goal > 0;
    if (str_equal(rule, STR("segment"))) return check->with_segment > 0;
    if (str_equal(rule, STR("mix"))) return check->families > 1;
    if (str_equal(rule, STR("owner"))) return check->with_owner == all;
    if (str_equal(rule, STR("measure"))) return check->with_kpi == all;
    if (str_equal(rule, STR("horizon"))) return days_left >= horizon_days;
    return str_equal(rule, STR("budget")) && budget.type == VALUE_INTEGER && check->with_budget == all &&
           !plan_over_budget(check, budget);
}

// ---- in words ----

Str plan_say_missing(const char *list, PlanWords kind, uint32_t bits, Locale locale, Arena *arena)
{
    Text text = text_in(arena);
    Str rest = str_of(list), word;
    for (uint32_t bit = 1; str_cut(&rest, '|', &word); bit <<= 1) {
        if (bits & bit) continue;
        if (text.size) text_add(&text, STR(", "));
        text_add(&text, plan_word(kind, word, locale));
    }
    return text_str(&text);
}

Str plan_say_pillars(const PlanCheck *check, Locale locale, Arena *arena)
{
    int met = __builtin_popcount(check->pillars);
    Str count = str_format(arena, "%d/%d", met, PILLAR_COUNT);
    if (met == PILLAR_COUNT) return phrase_say(arena, locale, PHRASE("{0} pillars", "{0} piliers"), count);
    Str missing = plan_say_missing(PLAN_PILLARS, WORDS_PILLAR, check->pillars, locale, arena);
    return phrase_say(arena, locale, PHRASE("{0} pillars, missing: {1}", "{0} piliers, il manque\u00A0: {1}"), count,
                      missing);
}

Str plan_say_conditions(const PlanCheck *check, Locale locale, Arena *arena)
{
    Str missing = plan_say_missing(PLAN_CONDITIONS, WORDS_CONDITION, check->conditions, locale, arena);
    if (!missing.size) return STR("");
    return phrase_say(arena, locale,
                      PHRASE("conditions of retention without an initiative: {0}",
                             "conditions de la rétention sans initiative\u00A0: {0}"),
                      missing);
}

#include "plan/lever_own.h"

#define ASSUMPTION                                                                                                     \
    PHRASE("a working assumption, until a pilot of yours replaces it",                                                 \
           "une hypothèse de travail, jusqu’à ce qu’un pilote à vous la remplace")

static Str skills_of(const Lever *lever, Arena *arena)
{
    Text list = text_in(arena);
    text_add(&list, STR("[]"));
    for (size_t i = 0; i < COUNT_OF(lever->skills) && lever->skills[i]; i++) list_add(&list, str_of(lever->skills[i]));
    return text_str(&list);
}

static SheetRow shipped_row(const Lever *lever, Locale locale, Arena *arena)
{
    bool known = lever->effect_low != 0 || lever->effect_high != 0;
    return (SheetRow){.column = {
                          [LEVER_KEY] = value_text(str_of(lever->key)),
                          [LEVER_FAMILY] = value_text(str_of(lever->family)),
                          [LEVER_NAME] = value_text(str_of(lever->name.in[locale])),
                          [LEVER_WHEN] = value_text(str_of(lever->when.in[locale])),
                          [LEVER_PREREQUISITES] = value_text(str_of(lever->prerequisites.in[locale])),
                          [LEVER_KPI] = value_text(str_of(lever->kpi)),
                          [LEVER_AIMS] = value_text(list_of_words(arena, lever->aims)),
                          [LEVER_PILLARS] = value_text(list_of_words(arena, lever->pillars)),
                          [LEVER_CONDITIONS] = value_text(list_of_words(arena, lever->conditions)),
                          [LEVER_SKILLS] = value_text(skills_of(lever, arena)),
                          [LEVER_COST] = value_text(str_of(lever->cost)),
                          [LEVER_EFFORT] = value_text(str_of(lever->effort)),
                          [LEVER_INTEGRATION] = value_integer(lever->integration),
                          [LEVER_SCALABILITY] = value_integer(lever->scalability),
                          [LEVER_INTEGRATED] = value_integer(lever->integrated),
                          [LEVER_EFFECT_LOW] = known ? value_real(lever->effect_low) : value_null(),
                          [LEVER_EFFECT_HIGH] = known ? value_real(lever->effect_high) : value_null(),
                          [LEVER_SOURCE] = value_text(str_of(ASSUMPTION.in[locale])),
                          [LEVER_CHANGED_BY] = value_integer(0),
                          [LEVER_CHANGED_AT] = value_null(),
                          [LEVER_VERSION] = value_integer(0),
                      }};
}

static LeverLine line_of(const SheetRow *row, const Lever *shipped, bool own)
{
    return (LeverLine){.row = *row,
                       .key = row->column[LEVER_KEY].text,
                       .family = row->column[LEVER_FAMILY].text,
                       .name = row->column[LEVER_NAME].text,
                       .kpi = row->column[LEVER_KPI].text,
                       .aims = row->column[LEVER_AIMS].text,
                       .pillars = row->column[LEVER_PILLARS].text,
                       .conditions = row->column[LEVER_CONDITIONS].text,
                       .skills = row->column[LEVER_SKILLS].text,
                       .shipped = shipped,
                       .own = own,
                       .evidence = str_of(shipped && shipped->evidence ? shipped->evidence : "")};
}

static const SheetRow *row_of(const SheetRow *rows, size_t count, Str key)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(rows[i].column[LEVER_KEY].text, key)) return &rows[i];
    return NULL;
}

bool levers_read(StoreSession *session, Locale locale, Arena *arena, LeverList *list, Error *error)
{
    size_t own;
    SheetRow *rows;
    if (!sheet_select(session, &query_lever_own, VALUES(value_integer(LEVERS_OWN_MAX)), &lever_row_shape,
                      LEVERS_OWN_MAX, arena, &rows, &own, error))
        return false;
    *list = (LeverList){.line = arena_array(arena, LeverLine, lever_count() + own)};
    for (const Lever *lever = levers; lever->key; lever++) {
        const SheetRow *changed = row_of(rows, own, str_of(lever->key));
        SheetRow shipped = shipped_row(lever, locale, arena);
        list->line[list->count++] = line_of(changed ? changed : &shipped, lever, changed != NULL);
    }
    for (size_t i = 0; i < own; i++)
        if (!lever_find(rows[i].column[LEVER_KEY].text)) list->line[list->count++] = line_of(&rows[i], NULL, true);
    return true;
}

const LeverLine *lever_of(const LeverList *list, Str key)
{
    for (size_t i = 0; key.size && i < list->count; i++)
        if (str_equal(list->line[i].key, key)) return &list->line[i];
    return NULL;
}

bool lever_choice_read(StoreSession *session, Str segment, Str aim, Arena *arena, Str *levers_chosen, Error *error)
{
    Rows rows;
    *levers_chosen = STR("[]");
    if (!store_select(session, &query_lever_choice, VALUES(value_text(segment), value_text(aim)), &rows, error))
        return false;
    if (rows_next(&rows)) *levers_chosen = str_copy(arena, rows_text(&rows, 0));
    return rows_close(&rows, error);
}

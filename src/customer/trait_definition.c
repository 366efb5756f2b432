// trait_definition.c - what a trait may hold and whose word counts.
#include <string.h>

#include "customer/trait.h"

static TraitType type_of(int64_t number)
{
    return TRAIT_ANY <= number && number < TRAIT_TYPE_COUNT ? (TraitType)number : TRAIT_ANY;
}

static TraitRule rule_of(int64_t number)
{
    return RULE_NEWEST <= number && number < TRAIT_RULE_COUNT ? (TraitRule)number : RULE_NEWEST;
}

bool trait_definition(StoreSession *session, Str name, Arena *arena, TraitDefinition *definition, Error *error)
{
    *definition = (TraitDefinition){.name = name, .rule = RULE_NEWEST};
    Rows rows;
    if (!store_select(session, &query_trait_definition, VALUES(value_text(name)), &rows, error)) return false;
    if (rows_next(&rows)) {
        definition->type = type_of(rows_integer(&rows, 0));
        definition->rule = rule_of(rows_integer(&rows, 1));
        definition->sources = str_copy(arena, rows_text(&rows, 2));
    }
    return rows_close(&rows, error);
}

bool trait_definitions(StoreSession *session, Arena *arena, TraitDefinition **definitions, size_t *count, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_trait_definitions, NO_VALUES, &rows, error)) return false;
    size_t room = 16;
    TraitDefinition *list = arena_array(arena, TraitDefinition, room);
    *count = 0;
    while (rows_next(&rows)) {
        if (*count == room) {
            TraitDefinition *larger = arena_array(arena, TraitDefinition, room * 2);
            memcpy(larger, list, room * sizeof *larger);
            list = larger;
            room *= 2;
        }
        list[(*count)++] = (TraitDefinition){.name = str_copy(arena, rows_text(&rows, 0)),
                                             .type = type_of(rows_integer(&rows, 1)),
                                             .rule = rule_of(rows_integer(&rows, 2)),
                                             .sources = str_copy(arena, rows_text(&rows, 3)),
                                             .by = rows_integer(&rows, 4),
                                             .at = rows_integer(&rows, 5)};
    }
    *definitions = list;
    return rows_close(&rows, error);
}

static bool count_misfits(StoreSession *session, const TraitDefinition *definition, uint64_t *misfits, Error *error)
{
    Rows rows;
    *misfits = 0;
    if (!store_select(session, &query_trait_values_of, VALUES(value_text(definition->name)), &rows, error))
        return false;
    while (rows_next(&rows)) {
        TraitType type = type_of(rows_integer(&rows, 0));
        bool text_of_date = definition->type == TRAIT_TEXT && type == TRAIT_DATE;
        *misfits += type != definition->type && !text_of_date;
    }
    return rows_close(&rows, error);
}

bool trait_define(StoreSession *session, const TraitDefinition *definition, Arena *arena, Error *error)
{
    uint64_t misfits = 0;
    if (definition->type != TRAIT_ANY && !count_misfits(session, definition, &misfits, error)) return false;
    if (misfits)
        return error_code(error, ERROR_CONFLICT, "type_conflict",
                          PHRASE("{0} values do not fit: correct them first", "{0} valeurs ne conviennent pas\u00A0: "
                                                                              "corrigez-les d’abord"),
                          error_number(arena, misfits));
    return store_execute(session, &query_trait_define,
                         VALUES(value_text(definition->name), value_integer(definition->type),
                                value_integer(definition->rule), value_text(definition->sources),
                                value_integer(definition->by), value_integer(definition->at)),
                         NULL, error);
}

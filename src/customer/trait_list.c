// trait_list.c - what a person shows: one value a trait, chosen by its rule among those of its customers and sources.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "customer/trait.h"

typedef struct TraitRows {
    Trait *row;
    size_t count, room;
} TraitRows;

static Trait *add_row(TraitRows *rows, Arena *arena)
{
    if (rows->count == rows->room) {
        size_t room = rows->room ? rows->room * 2 : 32;
        Trait *larger = arena_array(arena, Trait, room);
        if (rows->count) memcpy(larger, rows->row, rows->count * sizeof *larger);
        rows->row = larger;
        rows->room = room;
    }
    return &rows->row[rows->count++];
}

static bool read_rows(StoreSession *session, CustomerId customer, Arena *arena, TraitRows *all, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_trait_of_customer, VALUES(value_integer(customer)), &rows, error)) return false;
    while (rows_next(&rows))
        *add_row(all, arena) = (Trait){.customer = customer,
                                       .name = str_copy(arena, rows_text(&rows, 0)),
                                       .source = rows_integer(&rows, 1),
                                       .type = (TraitType)rows_integer(&rows, 2),
                                       .value = str_copy(arena, rows_text(&rows, 3)),
                                       .by = rows_integer(&rows, 4),
                                       .at = rows_integer(&rows, 5)};
    return rows_close(&rows, error);
}

// By name; of one name what was said last comes first. Ties are broken by what does not depend on merges' order.
static int by_name_newest(const void *a, const void *b)
{
    const Trait *left = a, *right = b;
    int order = str_compare(left->name, right->name);
    if (order) return order;
    if (left->at != right->at) return left->at < right->at ? 1 : -1;
    if (left->customer != right->customer) return left->customer < right->customer ? -1 : 1;
    return (left->source > right->source) - (left->source < right->source);
}

static size_t votes(const Trait *same_name, size_t count, Str value)
{
    size_t sum = 0;
    for (size_t i = 0; i < count; i++) sum += str_equal(same_name[i].value, value);
    return sum;
}

static size_t most_frequent(const Trait *same_name, size_t count)
{
    size_t best = 0, best_votes = 0;
    for (size_t i = 0; i < count; i++) {
        size_t sum = votes(same_name, count, same_name[i].value);
        if (sum <= best_votes) continue;
        best = i;
        best_votes = sum;
    }
    return best;
}

static size_t first_of_sources(const Trait *same_name, size_t count, Str sources)
{
    Str part;
    while (str_cut(&sources, ',', &part))
        for (size_t i = 0; i < count; i++) {
            char number[24];
            int size = snprintf(number, sizeof number, "%lld", (long long)same_name[i].source);
            if (str_equal(str_trim(part), (Str){number, (size_t)size})) return i;
        }
    return 0; // said by none of them: the newest
}

static size_t choose(const Trait *same_name, size_t count, const TraitDefinition *definition)
{
    if (definition && definition->rule == RULE_MOST_FREQUENT) return most_frequent(same_name, count);
    if (definition && definition->rule == RULE_SOURCE_ORDER)
        return first_of_sources(same_name, count, definition->sources);
    return 0;
}

static const TraitDefinition *definition_of(const TraitDefinition *definitions, size_t count, Str name)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(definitions[i].name, name)) return &definitions[i];
    return NULL;
}

bool trait_list(StoreSession *session, const CustomerId *members, size_t member_count, Arena *arena, Trait **traits,
                size_t *count, Error *error)
{
    TraitRows all = {0};
    TraitDefinition *definitions = NULL;
    size_t definition_count = 0;
    if (!trait_definitions(session, arena, &definitions, &definition_count, error)) return false;
    for (size_t m = 0; m < member_count; m++)
        if (!read_rows(session, members[m], arena, &all, error)) return false;
    if (all.count) qsort(all.row, all.count, sizeof *all.row, by_name_newest);
    *traits = arena_array(arena, Trait, all.count);
    *count = 0;
    for (size_t first = 0, end; first < all.count; first = end) {
        for (end = first + 1; end < all.count && str_equal(all.row[end].name, all.row[first].name);) end++;
        const TraitDefinition *definition = definition_of(definitions, definition_count, all.row[first].name);
        Trait *shown = &(*traits)[(*count)++];
        *shown = all.row[first + choose(all.row + first, end - first, definition)];
        shown->sources = end - first;
    }
    return true;
}

// ---- one trait of all persons ----

typedef struct TraitOf {
    CustomerId root;
    Trait trait;
} TraitOf;

static int by_root_newest(const void *a, const void *b)
{
    const TraitOf *left = a, *right = b;
    if (left->root != right->root) return left->root < right->root ? -1 : 1;
    return by_name_newest(&left->trait, &right->trait);
}

static bool read_of_all(const Identity *identity, StoreSession *session, Str name, Arena *arena, TraitOf **all,
                        size_t *count, Error *error)
{
    Rows rows;
    size_t room = 0;
    *all = NULL;
    *count = 0;
    if (!store_select(session, &query_trait_of_all, VALUES(value_text(name)), &rows, error)) return false;
    while (rows_next(&rows)) {
        if (*count == room) {
            room = room ? room * 2 : 256;
            TraitOf *larger = arena_array(arena, TraitOf, room);
            if (*count) memcpy(larger, *all, *count * sizeof *larger);
            *all = larger;
        }
        CustomerId customer = (CustomerId)rows_integer(&rows, 0);
        (*all)[(*count)++] = (TraitOf){.root = identity_root(identity, customer),
                                       .trait = {.customer = customer,
                                                 .name = name,
                                                 .source = rows_integer(&rows, 1),
                                                 .type = (TraitType)rows_integer(&rows, 2),
                                                 .value = str_copy(arena, rows_text(&rows, 3)),
                                                 .by = rows_integer(&rows, 4),
                                                 .at = rows_integer(&rows, 5)}};
    }
    return rows_close(&rows, error);
}

bool trait_of_all(const Identity *identity, StoreSession *session, Str name, Arena *arena,
                  void (*see)(void *context, CustomerId root, const Trait *trait), void *context, Error *error)
{
    TraitOf *all;
    size_t count;
    TraitDefinition definition;
    if (!trait_definition(session, name, arena, &definition, error) ||
        !read_of_all(identity, session, name, arena, &all, &count, error))
        return false;
    if (count) qsort(all, count, sizeof *all, by_root_newest);
    Trait *same = arena_array(arena, Trait, count);
    for (size_t i = 0; i < count; i++) same[i] = all[i].trait;
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first + 1; end < count && all[end].root == all[first].root;) end++;
        same[first + choose(same + first, end - first, &definition)].sources = end - first;
        see(context, all[first].root, &same[first + choose(same + first, end - first, &definition)]);
    }
    return true;
}

const Trait *trait_find(const Trait *traits, size_t count, Str name)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(traits[i].name, name)) return &traits[i];
    return NULL;
}

Str trait_text(const Trait *trait, Arena *arena)
{
    if (!trait || (trait->type != TRAIT_TEXT && trait->type != TRAIT_DATE)) return STR("");
    return json_get_string((JsonValue){JSON_STRING, trait->value}, arena);
}

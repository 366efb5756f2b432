#include "metric/grouping.h"

#include <stdlib.h>
#include <string.h>

#include "activity/names.h"
#include "customer/trait.h"
#include "house.h"
#include "metric/grouping_parts.h"

const MetricReader *place_reader(const MetricPlace *place, const Metric *metric)
{
    return metric_reader(metric, workspace_settings(place->house->workspace));
}

// ---- what is refused ----

// "crr, churn, revenue": the metrics whose readers have the flag.
Str metrics_reading(const MetricPlace *place, uint32_t reads)
{
    Text list = text_in(place->arena);
    for (size_t i = 0; i < metric_count(); i++) {
        const MetricReader *reader = place_reader(place, metric_at(i));
        if (!metric_reads_itself(reader) || !(reader->reads & reads)) continue;
        if (list.size) text_add(&list, STR(", "));
        text_add(&list, str_of(metric_at(i)->name));
    }
    return text_str(&list);
}

bool refuse_reading(const MetricPlace *place, const MetricReader *reader, const char *parameter, uint32_t reads,
                    Error *error)
{
    return error_code(
        error, ERROR_USAGE, "invalid_parameter",
        PHRASE("{1} takes no {0}; these do: {2}", "{1} ne prend pas {0}\u00A0; ceux-ci le prennent\u00A0: {2}"),
        str_of(parameter), str_of(reader->metric), metrics_reading(place, reads));
}

bool refuse_masked(Error *error)
{
    return error_code(error, ERROR_FORBIDDEN, "forbidden",
                      PHRASE("this field is hidden for your role", "ce champ est caché à votre rôle"), STR(""));
}

// ---- values of persons ----

PersonValues person_values(const MetricPlace *place)
{
    PersonValues values = {.customers = identity_count(place->house->identity) + 1, .arena = place->arena};
    values.number = arena_array(place->arena, uint32_t, values.customers);
    values.names = names_open(0);
    return values;
}

void person_value_set(PersonValues *values, CustomerId root, Str text)
{
    if (root >= values->customers || text.size == 0) return;
    if (text.size > NAME_BYTES_MAX) text.size = NAME_BYTES_MAX;
    values->number[root] = names_add(&values->names, str_copy(values->arena, text)) + 1;
}

typedef struct ValueCount {
    uint32_t number; // from 1; 0: without a value
    int64_t people;
    Str text;
} ValueCount;

static int by_people(const void *a, const void *b)
{
    const ValueCount *left = a, *right = b;
    if (!left->number != !right->number) return left->number ? -1 : 1;
    if (left->people != right->people) return left->people < right->people ? 1 : -1;
    return str_compare(left->text, right->text);
}

static bool is_person(const MetricPlace *place, CustomerId customer)
{
    return identity_root(place->house->identity, customer) == customer;
}

static ValueCount *count_values(const MetricPlace *place, const PersonValues *values, size_t *count)
{
    *count = (size_t)values->names.count + 1;
    ValueCount *counts = arena_array(place->arena, ValueCount, *count);
    for (uint32_t i = 0; i < *count; i++) {
        counts[i].number = i;
        if (i) counts[i].text = name_text(values->names.name[i - 1]);
    }
    for (CustomerId c = 1; c < values->customers; c++)
        if (is_person(place, c)) counts[values->number[c]].people++;
    qsort(counts, *count, sizeof *counts, by_people);
    return counts;
}

// The largest groups by themselves, then the rest, then those without a value.
void group_by_values(const MetricPlace *place, PersonValues *values, GroupsMade *made)
{
    size_t count;
    ValueCount *counts = count_values(place, values, &count);
    uint16_t *group_of = arena_array(place->arena, uint16_t, count);
    MetricGroup *group = arena_array(place->arena, MetricGroup, METRIC_GROUPS_MAX + 2);
    made->groups = 0;
    for (size_t i = 0; i < count; i++) {
        bool rest = counts[i].number && i >= METRIC_GROUPS_MAX;
        if (counts[i].people == 0) continue;
        if (!counts[i].number)
            group[made->groups++] = (MetricGroup){STR(""), reading_none_label(place->locale)};
        else if (!rest)
            group[made->groups++] =
                (MetricGroup){str_copy(place->arena, counts[i].text), str_copy(place->arena, counts[i].text)};
        else if (i == METRIC_GROUPS_MAX)
            group[made->groups++] = (MetricGroup){METRIC_REST, reading_rest_label(place->locale)};
        group_of[counts[i].number] = (uint16_t)(made->groups - 1);
    }
    made->group = group;
    made->customers = values->customers;
    made->of = arena_array(place->arena, uint16_t, values->customers);
    for (CustomerId c = 1; c < values->customers; c++) made->of[c] = group_of[values->number[c]];
    names_close(&values->names);
}

// ---- traits ----

typedef struct TraitSeeing {
    PersonValues *values;
    Arena *arena;
} TraitSeeing;

// As one would write it: a text without quotes.
Str trait_shown_text(const Trait *trait, Arena *arena)
{
    bool text = trait->type == TRAIT_TEXT || trait->type == TRAIT_DATE;
    return text ? trait_text(trait, arena) : trait->value;
}

static void see_trait(void *context, CustomerId root, const Trait *trait)
{
    const TraitSeeing *seeing = context;
    person_value_set(seeing->values, root, trait_shown_text(trait, seeing->arena));
}

static bool group_by_trait(const MetricPlace *place, Str name, GroupsMade *made, bool *known, Error *error)
{
    if (place->hides_trait && place->hides_trait(place->hides_context, name)) return refuse_masked(error);
    PersonValues values = person_values(place);
    TraitSeeing seeing = {&values, place->arena};
    bool fine = trait_of_all(place->house->identity, place->session, name, place->arena, see_trait, &seeing, error);
    *known = values.names.count > 0;
    if (fine && *known)
        group_by_values(place, &values, made);
    else
        names_close(&values.names);
    return fine;
}

// ---- by ----

static bool refuse_by(const MetricPlace *place, const MetricReader *reader, Str by, Error *error)
{
    return error_code(error, ERROR_USAGE, "invalid_parameter",
                      PHRASE("by {0}: neither a trait of customers nor a dimension of events nor one of {1}",
                             "by {0}\u00A0: ni un attribut de clients, ni une dimension d’événements, ni l’un de {1}"),
                      error_value(place->arena, by),
                      str_format(place->arena, "lifecycle_stage, tag, account%s%s", reader->own_by ? ", " : "",
                                 reader->own_by ? reader->own_by : ""));
}

bool word_among(const char *words, Str word)
{
    Str rest = str_of(words ? words : ""), one;
    while (str_cut(&rest, '|', &one))
        if (str_equal(one, word)) return true;
    return false;
}

static bool cut_prefix(Str *text, Str prefix)
{
    if (!str_starts_with(*text, prefix)) return false;
    *text = (Str){text->data + prefix.size, text->size - prefix.size};
    return true;
}

static bool group_by(const MetricPlace *place, const MetricReader *reader, Str by, GroupsMade *made, Error *error)
{
    bool known = false;
    Str trait = by;
    if (!(reader->reads & READS_GROUPS)) return refuse_reading(place, reader, "by", READS_GROUPS, error);
    (void)cut_prefix(&trait, STR("trait:"));
    if (!group_by_trait(place, trait, made, &known, error)) return false;
    return known || refuse_by(place, reader, by, error);
}

// ---- segments: who is in ----

static bool segment_members(const MetricPlace *place, Str segment, uint8_t **in, uint32_t *customers, Error *error)
{
    Str name, value = segment;
    if (!cut_prefix(&value, STR("trait:")) || !str_cut(&value, '=', &name) || name.size == 0)
        return error_code(
            error, ERROR_USAGE, "invalid_parameter",
            PHRASE("segment {0}: expected trait:NAME=VALUE", "segment {0}\u00A0: attendu\u00A0: trait:NOM=VALEUR"),
            error_value(place->arena, segment));
    if (place->hides_trait && place->hides_trait(place->hides_context, name)) return refuse_masked(error);
    PersonValues values = person_values(place);
    TraitSeeing seeing = {&values, place->arena};
    bool fine = trait_of_all(place->house->identity, place->session, name, place->arena, see_trait, &seeing, error);
    *customers = values.customers;
    *in = arena_array(place->arena, uint8_t, values.customers);
    for (CustomerId c = 1; fine && c < values.customers; c++)
        (*in)[c] = values.number[c] && str_equal(name_text(values.names.name[values.number[c] - 1]), value);
    names_close(&values.names);
    return fine;
}

static void everybody(const MetricPlace *place, GroupsMade *made)
{
    made->groups = 1;
    made->customers = identity_count(place->house->identity) + 1;
    made->of = arena_array(place->arena, uint16_t, made->customers);
}

bool metric_groups(const MetricPlace *place, const MetricReader *reader, Str segment, Str by, MetricGroups *groups,
                   Error *error)
{
    GroupsMade made = {0};
    uint8_t *in;
    uint32_t customers = 0;
    *groups = (MetricGroups){.by = by.size > 0, .layers = 1, .groups = 1, .row_dimension = -1};
    if (segment.size && !(reader->reads & READS_GROUPS))
        return refuse_reading(place, reader, "segment", READS_GROUPS, error);
    if (by.size && word_among(reader->own_by, by))
        groups->own_by = by;
    else if (by.size && !group_by(place, reader, by, &made, error))
        return false;
    if (segment.size) {
        if (!segment_members(place, segment, &in, &customers, error)) return false;
        if (!made.of) everybody(place, &made);
        for (uint32_t c = 0; c < made.customers; c++)
            if (c >= customers || !in[c]) made.of[c] = UINT16_MAX;
    }
    Grouping *layer = arena_new(place->arena, Grouping);
    *layer = (Grouping){made.of, made.customers, made.of ? made.groups : 1};
    groups->layer = layer;
    groups->group = made.group;
    if (made.of) groups->groups = made.groups;
    return true;
}

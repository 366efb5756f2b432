#include "metric/grouping.h"

#include <stdlib.h>
#include <string.h>

#include "customer/stage.h"
#include "event/dimension.h"
#include "house.h"
#include "metric/grouping_parts.h"
#include "order/order_lane.h"
#include "segment/segment.h"

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

// ---- by a dimension of what people bought first, or last ----

static bool group_by_bought(const MetricPlace *place, uint32_t dimension, bool first, GroupsMade *made, Error *error)
{
    OrderLane orders;
    Summaries summaries;
    Day today = reading_day(&(MetricAsk){.house = place->house}, place->now);
    PersonValues values = person_values(place);
    order_lane(place->house->log, today, &orders);
    if (!place->port->ask->summaries(place->port, &orders.lane, today, place->arena, &summaries, error)) {
        names_close(&values.names);
        return false;
    }
    const uint16_t *code = first ? summaries.group[dimension] : summaries.last_group[dimension];
    for (Customer c = 1; code && c < summaries.customers; c++)
        if (summaries.orders[c] && code[c] != DIMENSION_OTHER)
            person_value_set(&values, c, dimension_text(place->house->dimensions, dimension, code[c]));
    group_by_values(place, &values, made);
    return true;
}

// ---- by what the program keeps of each person ----

static bool group_by_stage(const MetricPlace *place, GroupsMade *made, Error *error)
{
    Rows rows;
    PersonValues values = person_values(place);
    for (CustomerId c = 1; c < values.customers; c++)
        if (is_person(place, c)) person_value_set(&values, c, stage_name(STAGE_PROSPECT)); // without a row
    bool fine = store_select(place->session, &query_grouping_stages, NO_VALUES, &rows, error);
    while (fine && rows_next(&rows))
        person_value_set(&values, (CustomerId)rows_integer(&rows, 0), stage_name((Stage)rows_integer(&rows, 1)));
    if (fine) fine = rows_close(&rows, error);
    group_by_values(place, &values, made);
    return fine;
}

// The account that a person joined first.
static bool group_by_account(const MetricPlace *place, GroupsMade *made, Error *error)
{
    Rows rows;
    PersonValues values = person_values(place);
    bool fine = store_select(place->session, &query_grouping_accounts, NO_VALUES, &rows, error);
    while (fine && rows_next(&rows)) {
        CustomerId root = identity_root(place->house->identity, (CustomerId)rows_integer(&rows, 0));
        if (root < values.customers && !values.number[root]) person_value_set(&values, root, rows_text(&rows, 1));
    }
    if (fine) fine = rows_close(&rows, error);
    group_by_values(place, &values, made);
    return fine;
}

// ---- by tag: a person may have several, so that each is a layer ----

typedef struct TagOf {
    Str tag;
    CustomerId root;
} TagOf;

static bool read_tags(const MetricPlace *place, TagOf **tags, size_t *count, Error *error)
{
    Rows rows;
    size_t room = 0;
    *tags = NULL;
    *count = 0;
    if (!store_select(place->session, &query_grouping_tags, NO_VALUES, &rows, error)) return false;
    while (rows_next(&rows)) {
        if (*count == room) {
            room = room ? room * 2 : 256;
            TagOf *larger = arena_array(place->arena, TagOf, room);
            if (*count) memcpy(larger, *tags, *count * sizeof *larger);
            *tags = larger;
        }
        Str tag = rows_text(&rows, 0);
        bool same = *count && str_equal((*tags)[*count - 1].tag, tag);
        CustomerId root = identity_root(place->house->identity, (CustomerId)rows_integer(&rows, 1));
        (*tags)[*count] = (TagOf){same ? (*tags)[*count - 1].tag : str_copy(place->arena, tag), root};
        ++*count;
    }
    return rows_close(&rows, error);
}

typedef struct TagCount {
    Str tag;
    size_t from, to; // of TagOf
} TagCount;

static int by_size(const void *a, const void *b)
{
    const TagCount *left = a, *right = b;
    size_t left_size = left->to - left->from, right_size = right->to - right->from;
    if (left_size != right_size) return left_size < right_size ? 1 : -1;
    return str_compare(left->tag, right->tag);
}

static uint16_t *nobody(uint32_t customers, Arena *arena)
{
    uint16_t *of = arena_array(arena, uint16_t, customers);
    memset(of, 0xFF, customers * sizeof *of);
    return of;
}

typedef struct Layers {
    Grouping *layer;
    MetricGroup *group;
    size_t count;
    uint32_t customers;
    Arena *arena;
} Layers;

static uint16_t *add_layer(Layers *layers, Str key, Str label)
{
    uint16_t *of = nobody(layers->customers, layers->arena);
    layers->layer[layers->count] = (Grouping){of, layers->customers, 1};
    layers->group[layers->count++] = (MetricGroup){key, label};
    return of;
}

static void put_tagged(const TagOf *tags, const TagCount *count, uint32_t customers, uint16_t *of)
{
    for (size_t i = count->from; i < count->to; i++)
        if (tags[i].root < customers) of[tags[i].root] = 0;
}

static bool group_by_tag(const MetricPlace *place, MetricGroups *groups, Error *error)
{
    TagOf *tags;
    size_t rows, counts = 0;
    if (!read_tags(place, &tags, &rows, error)) return false;
    TagCount *count = arena_array(place->arena, TagCount, rows);
    for (size_t from = 0, to; from < rows; from = to) {
        for (to = from; to < rows && str_equal(tags[to].tag, tags[from].tag);) to++;
        count[counts++] = (TagCount){tags[from].tag, from, to};
    }
    if (counts) qsort(count, counts, sizeof *count, by_size);
    Layers layers = {.customers = identity_count(place->house->identity) + 1, .arena = place->arena};
    layers.layer = arena_array(place->arena, Grouping, METRIC_GROUPS_MAX + 2);
    layers.group = arena_array(place->arena, MetricGroup, METRIC_GROUPS_MAX + 2);
    uint16_t *rest = NULL, *tagged = nobody(layers.customers, place->arena);
    for (size_t i = 0; i < counts; i++) {
        if (i == METRIC_GROUPS_MAX) rest = add_layer(&layers, METRIC_REST, reading_rest_label(place->locale));
        uint16_t *of = rest ? rest : add_layer(&layers, count[i].tag, count[i].tag);
        put_tagged(tags, &count[i], layers.customers, of);
        put_tagged(tags, &count[i], layers.customers, tagged);
    }
    uint16_t *none = add_layer(&layers, STR(""), reading_none_label(place->locale));
    for (CustomerId c = 0; c < layers.customers; c++)
        if (tagged[c] == UINT16_MAX) none[c] = 0;
    groups->layers = layers.count;
    groups->layer = layers.layer;
    groups->group = layers.group;
    groups->groups = (uint32_t)layers.count;
    return true;
}

// ---- by ----

static bool refuse_by(const MetricPlace *place, const MetricReader *reader, Str by, Error *error)
{
    const struct Dimensions *dimensions = place->house->dimensions;
    Text known = text_in(place->arena);
    text_add(&known, STR("lifecycle_stage, tag, account"));
    for (uint32_t d = 0; d < dimension_count(dimensions); d++) {
        Str name = dimension_name(dimensions, d);
        if (reader->reads & READS_ROW_DIMENSION) text_addf(&known, ", %.*s", STR_ARGS(name));
        text_addf(&known, ", first_%.*s, last_%.*s", STR_ARGS(name), STR_ARGS(name));
    }
    for (Str rest = str_of(reader->own_by ? reader->own_by : ""), one; rest.size && str_cut(&rest, '|', &one);)
        text_addf(&known, ", %.*s", STR_ARGS(one));
    return error_code(error, ERROR_USAGE, "invalid_parameter",
                      PHRASE("by {0}: no customer has such a trait, and it is none of {1}",
                             "by {0}\u00A0: aucun client n’a un tel attribut, et ce n’est aucun de\u00A0: {1}"),
                      error_value(place->arena, by), text_str(&known));
}

static bool refuse_dimension(const MetricPlace *place, const MetricReader *reader, Str name, Error *error)
{
    return error_code(error, ERROR_USAGE, "invalid_parameter",
                      PHRASE("{0} can't be told apart by {1} of each event, only by first_{1} or last_{1} of each "
                             "person; these can: {2}",
                             "{0} ne se distingue pas par {1} de chaque événement, seulement par first_{1} ou last_{1} "
                             "de chaque personne\u202F; ceux-ci, oui\u00A0: {2}"),
                      str_of(reader->metric), name, metrics_reading(place, READS_ROW_DIMENSION));
}

bool word_among(const char *words, Str word)
{
    Str rest = str_of(words ? words : ""), one;
    while (rest.size && str_cut(&rest, '|', &one))
        if (str_equal(one, word)) return true;
    return false;
}

static bool cut_prefix(Str *text, Str prefix)
{
    if (!str_starts_with(*text, prefix)) return false;
    *text = (Str){text->data + prefix.size, text->size - prefix.size};
    return true;
}

typedef struct ByAsk {
    const MetricPlace *place;
    const MetricReader *reader;
    Str by;
    MetricGroups *groups;
    GroupsMade *made;
} ByAsk;

static bool by_dimension(const ByAsk *ask, Str name, Error *error)
{
    uint32_t number;
    if (!dimension_find(ask->place->house->dimensions, name, &number))
        return refuse_by(ask->place, ask->reader, ask->by, error);
    if (!(ask->reader->reads & READS_ROW_DIMENSION)) return refuse_dimension(ask->place, ask->reader, name, error);
    ask->groups->row_dimension = (int32_t)number;
    return true;
}

// *known: the word was taken.
static bool by_kept(const ByAsk *ask, bool *known, Error *error)
{
    Str name = ask->by;
    uint32_t number;
    bool first = cut_prefix(&name, STR("first_")), last = !first && cut_prefix(&name, STR("last_"));
    *known = true;
    if (str_equal(ask->by, STR("lifecycle_stage"))) return group_by_stage(ask->place, ask->made, error);
    if (str_equal(ask->by, STR("account"))) return group_by_account(ask->place, ask->made, error);
    if (str_equal(ask->by, STR("tag"))) return group_by_tag(ask->place, ask->groups, error);
    if ((first || last) && dimension_find(ask->place->house->dimensions, name, &number))
        return group_by_bought(ask->place, number, first, ask->made, error);
    *known = false;
    return true;
}

static bool group_by(const ByAsk *ask, Error *error)
{
    Str name = ask->by;
    bool known = false, trait = cut_prefix(&name, STR("trait:"));
    if (word_among(ask->reader->own_by, ask->by)) {
        ask->groups->own_by = ask->by;
        return true;
    }
    if (!trait && cut_prefix(&name, STR("dimension:"))) return by_dimension(ask, name, error);
    if (!(ask->reader->reads & READS_GROUPS)) return refuse_reading(ask->place, ask->reader, "by", READS_GROUPS, error);
    if (!trait && !by_kept(ask, &known, error)) return false;
    if (known) return true;
    if (!group_by_trait(ask->place, name, ask->made, &known, error)) return false;
    if (known) return true;
    return trait ? refuse_by(ask->place, ask->reader, ask->by, error) : by_dimension(ask, name, error);
}

// ---- segments: who is in ----

static bool segment_of(const MetricPlace *place, Str segment, CustomerSet *set, Error *error)
{
    SegmentRule *rule;
    SegmentPlace where = {.house = place->house,
                          .session = place->session,
                          .port = place->port,
                          .now = place->now,
                          .arena = place->arena,
                          .hides_amounts = place->hides_amounts,
                          .hides_trait = place->hides_trait,
                          .hides_context = place->hides_context};
    Currency currency = workspace_first(place->house->workspace)->currency;
    return segment_parse(segment, &currency, place->arena, &rule, error) && segment_people(&where, rule, set, error);
}

static void everybody(const MetricPlace *place, GroupsMade *made)
{
    made->groups = 1;
    made->customers = identity_count(place->house->identity) + 1;
    made->of = arena_array(place->arena, uint16_t, made->customers);
}

static void keep_members(const Grouping *grouping, const CustomerSet *set, Arena *arena, Grouping *kept)
{
    uint16_t *of = arena_array(arena, uint16_t, grouping->customers);
    for (uint32_t c = 0; c < grouping->customers; c++)
        of[c] = !customer_set_has(set, c) ? UINT16_MAX : grouping->group ? grouping->group[c] : 0;
    *kept = (Grouping){of, grouping->customers, grouping->groups};
}

// Who is not in the segment is in no group of any layer.
static bool use_segment(const MetricPlace *place, Str segment, MetricGroups *groups, Error *error)
{
    CustomerSet set;
    if (!segment_of(place, segment, &set, error)) return false;
    Grouping *layer = arena_array(place->arena, Grouping, groups->layers);
    for (size_t i = 0; i < groups->layers; i++) keep_members(&groups->layer[i], &set, place->arena, &layer[i]);
    groups->layer = layer;
    return true;
}

bool metric_groups(const MetricPlace *place, const MetricReader *reader, Str segment, Str by, MetricGroups *groups,
                   Error *error)
{
    GroupsMade made = {0};
    ByAsk ask = {place, reader, by, groups, &made};
    *groups = (MetricGroups){.by = by.size > 0, .layers = 1, .groups = 1, .row_dimension = -1};
    if (segment.size && !(reader->reads & READS_GROUPS))
        return refuse_reading(place, reader, "segment", READS_GROUPS, error);
    if (by.size && !group_by(&ask, error)) return false;
    if (segment.size && !made.of && groups->layers == 1 && !groups->layer) everybody(place, &made);
    if (!groups->layer) {
        Grouping *layer = arena_new(place->arena, Grouping);
        *layer = (Grouping){made.of, made.customers, made.of ? made.groups : 1};
        groups->layer = layer;
        groups->group = made.group;
        if (made.of) groups->groups = made.groups;
    }
    return segment.size == 0 || use_segment(place, segment, groups, error);
}

#include "segment/persona_people.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_put.h"
#include "base/number.h"
#include "house.h"
#include "workspace/workspace.h"

// ---- what people are like ----

typedef struct Chosen {
    const char *figure;
    bool logarithm;
} Chosen;

static const Chosen chosen[] = {{"days_since_purchase", true},
                                {"purchases", true},
                                {"value", true},
                                {"days_since_first_purchase", false},
                                {"average_order_value", true},
                                {"promotion_share", false},
                                {"active_days_30d", true},
                                {"referrals", true},
                                {"age", false}};

static bool add_figure(PersonaBase *base, const Chosen *one, Error *error)
{
    const Figure *figure;
    const double *value;
    (void)figure_find(str_of(one->figure), &figure);
    if (!figure_values(base->figures, figure, &value, error)) return false;
    base->attribute[base->attributes++] = (Attribute){.name = str_of(figure->name),
                                                      .label = figure->label,
                                                      .unit = figure->unit,
                                                      .amount = figure->amount,
                                                      .logarithm = one->logarithm,
                                                      .weight = 1,
                                                      .asked = figure,
                                                      .value = value};
    return true;
}

static bool add_paid(PersonaBase *base, Error *error)
{
    const Figure *figure;
    const double *kind;
    (void)figure_find(STR("contract"), &figure);
    if (!figure_values(base->figures, figure, &kind, error)) return false;
    uint32_t customers = figure_customers(base->figures);
    double *paid = arena_array(base->place.arena, double, customers);
    for (uint32_t c = 0; c < customers; c++)
        paid[c] = isnan(kind[c]) ? (double)NAN : (double)str_equal(figure->word((int)kind[c]), STR("paid"));
    base->attribute[base->attributes++] =
        (Attribute){.name = STR("contract:paid"),
                    .label = PHRASE("With a paid subscription", "Avec un abonnement payant"),
                    .unit = "share",
                    .weight = 1,
                    .value = paid};
    return true;
}

typedef struct ShareOf {
    const char *dimension;
    bool own;
    Phrase label;
} ShareOf;

static const ShareOf share_of[] = {
    {"category", false, PHRASE("Share of orders, category: {0}", "Part des commandes, catégorie\u00A0: {0}")},
    {"channel", false, PHRASE("Share of orders, channel: {0}", "Part des commandes, canal\u00A0: {0}")},
    {INTEREST_DIMENSION, true, PHRASE("Share of visits about: {0}", "Part des visites sur\u00A0: {0}")}};

static bool add_shares(PersonaBase *base, const ShareOf *one, Error *error)
{
    FigureShare share[FIGURE_SHARES_MAX];
    size_t count;
    if (!figure_shares(base->figures, str_of(one->dimension), one->own, share, &count, error)) return false;
    for (size_t i = 0; i < count; i++)
        base->attribute[base->attributes++] =
            (Attribute){.name = str_format(base->place.arena, "%s:%.*s", one->dimension, STR_ARGS(share[i].value)),
                        .label = one->label,
                        .value_of = share[i].value,
                        .unit = "share",
                        .weight = 1 / sqrt((double)count),
                        .value = share[i].share};
    return true;
}

static void measure_everybody(const PersonaBase *base, Attribute *attribute)
{
    double sum = 0, squares = 0, known = 0;
    const double *value = attribute->value;
    uint32_t customers = figure_customers(base->figures);
    for (uint32_t c = 1; c < customers; c++)
        if (!isnan(value[c])) sum += value[c], known++;
    attribute->mean = known > 0 ? sum / known : (double)NAN;
    for (uint32_t c = 1; c < customers; c++)
        if (!isnan(value[c])) squares += (value[c] - attribute->mean) * (value[c] - attribute->mean);
    attribute->deviation = known > 0 ? sqrt(squares / known) : 0;
}

static void count_people(PersonaBase *base)
{
    const struct Identity *identity = base->place.house->identity;
    uint32_t customers = figure_customers(base->figures);
    for (CustomerId c = 1; c < customers; c++)
        base->total += identity_root(identity, c) == c && !identity_hidden(identity, c);
}

bool persona_base(const SegmentPlace *place, PersonaBase *base, Error *error)
{
    *base = (PersonaBase){.place = *place};
    base->figures = figure_base(&base->place);
    base->place.figures = base->figures;
    for (size_t i = 0; i < COUNT_OF(chosen); i++)
        if (!add_figure(base, &chosen[i], error)) return false;
    if (!add_paid(base, error)) return false;
    for (size_t i = 0; i < COUNT_OF(share_of); i++)
        if (!add_shares(base, &share_of[i], error)) return false;
    for (size_t i = 0; i < base->attributes; i++) measure_everybody(base, &base->attribute[i]);
    count_people(base);
    return true;
}

// ---- those of a rule ----

static void measure_people(const PersonaBase *base, const CustomerSet *set, PersonaView *view)
{
    for (size_t i = 0; i < base->attributes; i++) {
        double sum = 0, known = 0;
        const Attribute *attribute = &base->attribute[i];
        uint32_t customers = figure_customers(base->figures);
        for (CustomerId c = 1; c < customers; c++)
            if (customer_set_has(set, c) && !isnan(attribute->value[c])) sum += attribute->value[c], known++;
        if (!(known > 0)) continue;
        double mean = sum / known;
        view->mean[i] =
            (AttributeMean){true, mean, attribute->deviation > 0 ? (mean - attribute->mean) / attribute->deviation : 0};
    }
}

static double share_of_base(const PersonaBase *base, int64_t size)
{
    return base->total ? (double)size / (double)base->total : 0;
}

Str persona_basis(const PersonaBase *base, const PersonaView *view, Arena *arena)
{
    Text text = text_in(arena);
    JsonWriter json = json_writer(&text);
    json_begin_object(&json);
    put_number(&json, "share", share_of_base(base, view->size));
    for (size_t i = 0; i < base->attributes; i++)
        if (view->mean[i].known) put_number(&json, str_c(arena, base->attribute[i].name), view->mean[i].value);
    json_end_object(&json);
    return text_str(&text);
}

// The largest of all changes: of means in deviations of everybody, of the share in itself.
// What arithmetic leaves behind is no change.
static double rounded(double number)
{
    return round(number * 1e6) / 1e6;
}

static void measure_drift(const PersonaBase *base, const Persona *persona, PersonaView *view)
{
    Error unread;
    JsonValue then, value;
    double was;
    if (!persona->basis.size || !json_parse(persona->basis, &then, &unread)) return;
    view->drifted = true;
    if (json_member(then, STR("share"), &value) && json_get_number(value, &was) && was > 0)
        view->drift = fabs(share_of_base(base, view->size) - was) / was;
    for (size_t i = 0; i < base->attributes; i++) {
        const Attribute *attribute = &base->attribute[i];
        if (!view->mean[i].known || !(attribute->deviation > 0)) continue;
        if (!json_member(then, attribute->name, &value) || !json_get_number(value, &was)) continue;
        view->drift = fmax(view->drift, fabs(view->mean[i].value - was) / attribute->deviation);
    }
    view->drift = rounded(view->drift);
}

static bool find_people(PersonaBase *base, const Persona *persona, Locale locale, CustomerSet *set, PersonaView *view,
                        Error *error)
{
    SegmentRule *rule;
    Arena *arena = base->place.arena;
    Currency currency = workspace_first(base->place.house->workspace)->currency;
    Str text = persona->segment.size ? str_format(arena, "segment:%.*s", STR_ARGS(persona->segment)) : persona->rule;
    if (!segment_parse(text, &currency, arena, &rule, error) || !segment_people(&base->place, rule, set, error))
        return false;
    view->sentence = segment_say(rule, &currency, locale, arena);
    return true;
}

bool persona_view(PersonaBase *base, const Persona *persona, Locale locale, PersonaView *view, Error *error)
{
    CustomerSet set;
    Error unknown;
    *view = (PersonaView){0};
    if (!persona->segment.size && !persona->rule.size) return true;
    if (!find_people(base, persona, locale, &set, view, &unknown)) {
        if (unknown.kind == ERROR_INPUT || unknown.kind == ERROR_NOT_FOUND) return true;
        *error = unknown;
        return false;
    }
    view->tied = true;
    view->size = (int64_t)set.count;
    measure_people(base, &set, view);
    measure_drift(base, persona, view);
    return true;
}

typedef struct Ranked {
    size_t number;
    double effect;
} Ranked;

static int by_effect(const void *a, const void *b)
{
    const Ranked *left = a, *right = b;
    if (left->effect > right->effect) return -1;
    if (left->effect < right->effect) return 1;
    return (left->number > right->number) - (left->number < right->number);
}

size_t persona_shown(const PersonaBase *base, const PersonaView *view, size_t shown[ATTRIBUTES_SHOWN])
{
    Ranked ranked[ATTRIBUTES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < base->attributes; i++)
        if (view->mean[i].known) ranked[count++] = (Ranked){i, fabs(view->mean[i].effect)};
    if (count) qsort(ranked, count, sizeof *ranked, by_effect);
    if (count > ATTRIBUTES_SHOWN) count = ATTRIBUTES_SHOWN;
    for (size_t i = 0; i < count; i++) shown[i] = ranked[i].number;
    return count;
}

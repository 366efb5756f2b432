// persona_draft.c - personas found by grouping people, each tied to the rule that tells it best.
#include <math.h>
#include <string.h>

#include "base/json_put.h"
#include "measure/describe_group.h"
#include "segment/persona_people.h"

enum { DRAFT_SEED = 20020603 };

typedef struct Drafting {
    PersonaBase *base;
    const CustomerSet *among; // NULL: all who bought or subscribe
    Locale locale;
    CustomerId *person;
    size_t people;
    ClusterPoints points;
    const double *asked[ATTRIBUTES_MAX]; // figures that rules can ask for, of each of `person`
    const Attribute *attribute[ATTRIBUTES_MAX];
    size_t figures;
} Drafting;

// ---- who is grouped ----

static const Attribute *attribute_named(const PersonaBase *base, const char *name)
{
    for (size_t i = 0; i < base->attributes; i++)
        if (str_equal(base->attribute[i].name, str_of(name))) return &base->attribute[i];
    return NULL;
}

static void choose_people(Drafting *drafting)
{
    const PersonaBase *base = drafting->base;
    uint32_t customers = figure_customers(base->figures);
    const double *purchases = attribute_named(base, "purchases")->value,
                 *paid = attribute_named(base, "contract:paid")->value;
    drafting->person = arena_array(base->place.arena, CustomerId, customers);
    for (CustomerId c = 1; c < customers; c++) {
        if (isnan(purchases[c])) continue; // merged into another
        bool in = drafting->among ? customer_set_has(drafting->among, c) : purchases[c] > 0 || paid[c] > 0;
        if (in) drafting->person[drafting->people++] = c;
    }
}

static void place_people(Drafting *drafting)
{
    const PersonaBase *base = drafting->base;
    Arena *arena = base->place.arena;
    size_t width = base->attributes;
    double *number = arena_array(arena, double, drafting->people *width), weight[ATTRIBUTES_MAX];
    for (size_t d = 0; d < width; d++) {
        const Attribute *attribute = &base->attribute[d];
        weight[d] = attribute->weight;
        for (size_t i = 0; i < drafting->people; i++) {
            double value = attribute->value[drafting->person[i]];
            number[i * width + d] = attribute->logarithm && !isnan(value) ? log1p(fmax(value, 0)) : value;
        }
    }
    cluster_standardise(number, drafting->people, width, weight);
    drafting->points = (ClusterPoints){number, drafting->people, width};
}

static void gather_figures(Drafting *drafting)
{
    const PersonaBase *base = drafting->base;
    for (size_t d = 0; d < base->attributes; d++) {
        if (!base->attribute[d].asked) continue;
        double *of = arena_array(base->place.arena, double, drafting->people);
        for (size_t i = 0; i < drafting->people; i++) of[i] = base->attribute[d].value[drafting->person[i]];
        drafting->asked[drafting->figures] = of;
        drafting->attribute[drafting->figures++] = &base->attribute[d];
    }
}

// ---- the rule of a group ----

static void write_path(const Drafting *drafting, JsonWriter *json, const GroupPath *path)
{
    bool several = path->count > 1;
    if (several) {
        json_begin_object(json);
        json_key(json, "all");
        json_begin_array(json);
    }
    for (size_t i = 0; i < path->count; i++) {
        const GroupBound *bound = &path->bound[i];
        json_begin_object(json);
        put_text(json, "metric", drafting->attribute[bound->figure]->name);
        if (bound->has_low) put_number(json, "gt", bound->low);
        if (bound->has_high) put_number(json, "lte", bound->high);
        json_end_object(json);
    }
    if (several) {
        json_end_array(json);
        json_end_object(json);
    }
}

static Str rule_text(const Drafting *drafting, const GroupRule *rule)
{
    Text text = text_in(drafting->base->place.arena);
    JsonWriter json = json_writer(&text);
    bool several = rule->count > 1;
    if (rule->count == 0) return STR("");
    if (several) {
        json_begin_object(&json);
        json_key(&json, "any");
        json_begin_array(&json);
    }
    for (size_t i = 0; i < rule->count; i++) write_path(drafting, &json, &rule->path[i]);
    if (several) {
        json_end_array(&json);
        json_end_object(&json);
    }
    return text_str(&text);
}

static bool draft_one(const Drafting *drafting, const Clusters *clusters, size_t group, PersonaDrafts *drafts,
                      Error *error)
{
    static const Phrase name = PHRASE("Persona {0}", "Persona {0}");
    GroupRule rule;
    Arena *arena = drafting->base->place.arena;
    bool *in = arena_array(arena, bool, drafting->people);
    Persona *persona = &drafts->persona[drafts->count];
    PersonaView *view = &drafts->view[drafts->count];
    for (size_t i = 0; i < drafting->people; i++) in[i] = clusters->of[i] == group;
    describe_group(drafting->asked, drafting->figures, in, drafting->people, &rule);
    Text said = text_in(arena);
    Str number = str_format(arena, "%zu", drafts->count + 1);
    phrase_add(&said, drafting->locale, name, &number, 1);
    *persona = (Persona){.name = text_str(&said),
                         .rule = rule_text(drafting, &rule),
                         .draft = true,
                         .proposed = true,
                         .fitted = true,
                         .fit = rule.fit};
    if (!persona_view(drafting->base, persona, drafting->locale, view, error)) return false;
    if (view->tied) persona->basis = persona_basis(drafting->base, view, arena);
    view->drifted = view->tied;
    view->drift = 0;
    drafts->count++;
    return true;
}

// The largest group first.
static size_t next_largest(const Clusters *clusters, bool *taken)
{
    size_t best = clusters->k;
    for (size_t c = 0; c < clusters->k; c++)
        if (!taken[c] && (best == clusters->k || clusters->size[c] > clusters->size[best])) best = c;
    taken[best] = true;
    return best;
}

static bool draft_all(const Drafting *drafting, PersonaDrafts *drafts, Error *error)
{
    bool taken[CLUSTERS_MAX] = {false};
    drafts->k = cluster_choose(&drafting->points, DRAFT_SEED, drafts->stability);
    if (drafts->k < CLUSTERS_MIN) return true;
    Clusters clusters = cluster_points(&drafting->points, drafts->k, DRAFT_SEED, drafting->base->place.arena);
    for (size_t i = 0; i < clusters.k; i++)
        if (!draft_one(drafting, &clusters, next_largest(&clusters, taken), drafts, error)) return false;
    return true;
}

bool persona_draft(PersonaBase *base, const CustomerSet *among, Locale locale, PersonaDrafts *drafts, Error *error)
{
    Drafting drafting = {.base = base, .among = among, .locale = locale};
    *drafts = (PersonaDrafts){0};
    choose_people(&drafting);
    drafts->n = (int64_t)drafting.people;
    if (drafting.people < DRAFT_PEOPLE_MIN)
        return error_code(error, ERROR_INPUT, "too_few_customers",
                          PHRASE("there are too few customers to find groups among them: at least {0} who bought or "
                                 "subscribe",
                                 "il y a trop peu de clients pour y trouver des groupes\u00A0: au moins {0} qui ont "
                                 "acheté ou sont abonnés"),
                          STR("20"));
    place_people(&drafting);
    gather_figures(&drafting);
    return draft_all(&drafting, drafts, error);
}

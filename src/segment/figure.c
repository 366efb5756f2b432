#include "segment/figure.h"

#include <assert.h>
#include <math.h>

#include "house.h"
#include "module.h"
#include "segment/figure_parts.h"

static const Figure figures[] = {
    {.name = "purchases", .unit = "count", .label = PHRASE("Purchases", "Achats"), .read = read_purchases},
    {.name = "value",
     .unit = "amount",
     .amount = true,
     .label = PHRASE("Value so far", "Valeur à ce jour"),
     .read = read_value},
    {.name = "days_since_purchase",
     .unit = "days",
     .label = PHRASE("Days since the last purchase", "Jours depuis le dernier achat"),
     .read = read_days_since_purchase},
    {.name = "lifecycle_stage", .label = PHRASE("Stage", "Étape"), .read = read_stage, .word = stage_word},
    {.name = "recommendation",
     .unit = "score",
     .label = PHRASE("Would recommend us (0 to 10)", "Nous recommanderait (0 à 10)"),
     .read = read_recommendation},
    {.name = "rfm_group",
     .amount = true,
     .dated = true,
     .label = PHRASE("RFM group", "Groupe RFM"),
     .read = read_rfm_group,
     .word = rfm_group_word},
    {.name = "rfm_recency",
     .unit = "score",
     .dated = true,
     .label = PHRASE("Recency (1 to 5)", "Récence (1 à 5)"),
     .read = read_rfm_recency},
    {.name = "rfm_frequency",
     .unit = "score",
     .dated = true,
     .label = PHRASE("Frequency (1 to 5)", "Fréquence (1 à 5)"),
     .read = read_rfm_frequency},
    {.name = "rfm_monetary",
     .unit = "score",
     .amount = true,
     .dated = true,
     .label = PHRASE("Monetary (1 to 5)", "Montant (1 à 5)"),
     .read = read_rfm_monetary},
    {.name = "rfm_mean",
     .unit = "score",
     .amount = true,
     .dated = true,
     .label = PHRASE("Mean of frequency and monetary (1 to 5)", "Moyenne de la fréquence et du montant (1 à 5)"),
     .read = read_rfm_mean},
    {.name = "value_decile",
     .unit = "score",
     .amount = true,
     .label = PHRASE("Value decile (10: the highest)", "Décile de valeur (10\u00A0: le plus haut)"),
     .read = read_value_decile},
    {.name = "promotion_share",
     .unit = "share",
     .label = PHRASE("Share of orders on promotion", "Part des commandes en promotion"),
     .read = read_promotion_share},
    {.name = "average_order_value",
     .unit = "amount",
     .amount = true,
     .dated = true,
     .label = PHRASE("Average order", "Panier moyen"),
     .read = read_average_order_value},
    {.name = "days_since_first_purchase",
     .unit = "days",
     .dated = true,
     .label = PHRASE("Days since the first purchase", "Jours depuis le premier achat"),
     .read = read_days_since_first_purchase},
    {.name = "referrals", .unit = "count", .label = PHRASE("Friends referred", "Filleuls"), .read = read_referrals},
    {.name = "early_adoptions",
     .unit = "count",
     .label = PHRASE("Products bought when new", "Produits achetés dès leur sortie"),
     .read = read_early_adoptions},
    {.name = "active_days_30d",
     .unit = "days",
     .label = PHRASE("Active days of the last 30", "Jours d’activité sur les 30 derniers"),
     .read = read_active_days},
    {.name = "sessions_30d",
     .unit = "count",
     .label = PHRASE("Visits of the last 30 days", "Visites des 30 derniers jours"),
     .read = read_sessions},
    {.name = "age", .unit = "years", .label = PHRASE("Age", "Âge"), .read = read_age},
    {.name = "contract", .label = PHRASE("Subscription", "Abonnement"), .read = read_contract, .word = contract_word},
    {.name = "interest", .label = PHRASE("Interest", "Centre d’intérêt")},
    {0}};

const Figure *figure_numbered(size_t number)
{
    if (number < COUNT_OF(figures) - 1) return &figures[number];
    number -= COUNT_OF(figures) - 1;
    for (size_t i = 0; modules[i]; i++)
        for (const Figure *one = modules[i]->figures; one && one->name; one++)
            if (number-- == 0) return one;
    return NULL;
}

size_t figure_index(const Figure *figure)
{
    size_t number = 0;
    while (figure_numbered(number) != figure) number++;
    assert(number < FIGURES_MAX);
    return number;
}

bool figure_find(Str name, const Figure **figure)
{
    for (size_t i = 0; (*figure = figure_numbered(i)) != NULL; i++)
        if (str_equal(name, str_of((*figure)->name))) return true;
    return false;
}

bool figure_word_known(const Figure *figure, Str word)
{
    if (!figure->word) return true;
    for (int i = 0; figure->word(i).size; i++)
        if (str_equal(figure->word(i), word)) return true;
    return false;
}

FigureBase *figure_base(const SegmentPlace *place)
{
    FigureBase *base = arena_new(place->arena, FigureBase);
    int64_t second = place->now / MILLISECONDS_PER_SECOND;
    base->place = place;
    base->customers = identity_count(place->house->identity) + 1;
    base->today = (Day)(zone_civil(activity_zone(place->house->activity), second) / SECONDS_PER_DAY);
    return base;
}

void figure_as_of(FigureBase *base, Day day)
{
    base->today = day;
}

FigureBase *figure_base_of(FigureBase *base, Day day)
{
    if (base->today == day) return base;
    for (FigureBase *kept = base->next; kept; kept = kept->next)
        if (kept->today == day) return kept;
    FigureBase *other = arena_new(base->place->arena, FigureBase);
    *other = (FigureBase){.place = base->place, .customers = base->customers, .today = day, .next = base->next};
    return base->next = other;
}

uint32_t figure_customers(const FigureBase *base)
{
    return base->customers;
}

Day figure_today(const FigureBase *base)
{
    return base->today;
}

double *figure_column(const FigureBase *base)
{
    double *value = arena_array(base->place->arena, double, base->customers);
    for (uint32_t c = 0; c < base->customers; c++) value[c] = (double)NAN;
    return value;
}

const SegmentPlace *figure_place(const FigureBase *base)
{
    return base->place;
}

CustomerId figure_root(const FigureBase *base, CustomerId customer)
{
    return identity_root(base->place->house->identity, customer);
}

void figure_fill(const FigureBase *base, double *value, double number)
{
    for (CustomerId c = 1; c < base->customers; c++)
        if (isnan(value[c]) && figure_root(base, c) == c) value[c] = number;
}

bool figure_values(FigureBase *base, const Figure *figure, const double **value, Error *error)
{
    size_t number = figure_index(figure);
    if (!base->value[number]) {
        double *column = figure_column(base);
        if (!figure->read(base, column, error)) return false;
        base->value[number] = column;
    }
    *value = base->value[number];
    return true;
}

static bool within(const SegmentBounds *bounds, double number)
{
    if (isnan(number)) return false;
    if (bounds->has_low && (bounds->low_strict ? number <= bounds->low : number < bounds->low)) return false;
    return !bounds->has_high || (bounds->high_strict ? number < bounds->high : number <= bounds->high);
}

// A bit for each word of the rule.
static uint64_t words_of(const Figure *figure, const SegmentRule *rule)
{
    uint64_t words = 0;
    for (size_t i = 0; i < rule->in_count; i++)
        for (int word = 0; figure->word(word).size; word++)
            if (str_equal(figure->word(word), rule->in[i])) words |= UINT64_C(1) << word;
    return words;
}

static bool refuse_day(const FigureBase *base, const SegmentRule *rule, Error *error)
{
    Arena *arena = base->place->arena;
    (void)error_code(error, ERROR_INPUT, "invalid_segment",
                     PHRASE("segment, at {0}: {1} is later than today, {2}; expected a day up to today",
                            "segment, à {0}\u00A0: {1} est après aujourd’hui, {2}\u202F; attendu\u00A0: un jour "
                            "jusqu’à aujourd’hui"),
                     rule->path.size ? rule->path : STR("/"), day_name(arena, rule->as_of),
                     day_name(arena, base->today));
    return error_at(error, str_format(arena, "%.*s/as_of", STR_ARGS(rule->path)));
}

static bool holds(const Figure *figure, const SegmentRule *rule, uint64_t words, double number)
{
    if (isnan(number) || rule->has_exists) return !isnan(number);
    return figure->word ? words >> (int)number & 1 : within(&rule->bounds, number);
}

bool figure_people(FigureBase *base, const SegmentRule *rule, CustomerSet *set, Error *error)
{
    const Figure *figure;
    const double *value;
    (void)figure_find(rule->name, &figure);
    if (figure->amount && base->place->hides_amounts)
        return error_code(error, ERROR_FORBIDDEN, "forbidden",
                          PHRASE("this field is hidden for your role", "ce champ est caché à votre rôle"), STR(""));
    if (rule->has_as_of && rule->as_of > base->today) return refuse_day(base, rule, error);
    if (rule->has_as_of) base = figure_base_of(base, rule->as_of);
    if (rule->days_ago) base = figure_base_of(base, base->today - (Day)rule->days_ago);
    if (!figure_values(base, figure, &value, error)) return false;
    uint64_t words = figure->word ? words_of(figure, rule) : 0;
    for (CustomerId c = 1; c < base->customers; c++) {
        if (!holds(figure, rule, words, value[c]) || c >= set->customers) continue;
        set->word[c / 64] |= UINT64_C(1) << c % 64;
        set->count++;
    }
    return true;
}

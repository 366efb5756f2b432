#include "health/health_figures.h"

#include <math.h>

#include "health/health.h"

static bool read_people(FigureBase *base, PeopleHealth *people, Error *error)
{
    const SegmentPlace *at = figure_place(base);
    const HealthPlace place = {at->house, at->session, at->now, at->arena};
    return health_of_all(&place, &(PeopleAsk){.as_of = at->now, .overrides = true}, people, error);
}

static bool read_score(FigureBase *base, double *value, Error *error)
{
    PeopleHealth people;
    if (!read_people(base, &people, error)) return false;
    for (uint32_t c = 0; c < people.customers && c < figure_customers(base); c++) value[c] = people.score[c];
    return true;
}

static bool read_band(FigureBase *base, double *value, Error *error)
{
    PeopleHealth people;
    if (!read_people(base, &people, error)) return false;
    for (uint32_t c = 0; c < people.customers && c < figure_customers(base); c++)
        if (!isnan(people.score[c])) value[c] = people.band[c];
    return true;
}

static Str band_word(int number)
{
    return number < HEALTH_BAND_COUNT ? health_band_name((HealthBand)number) : STR("");
}

// Of who has been a customer.
static bool read_loyalty(FigureBase *base, double *value, Error *error)
{
    PeopleHealth people;
    if (!read_people(base, &people, error)) return false;
    for (uint32_t c = 0; c < people.customers && c < figure_customers(base); c++) {
        if (people.standing[c] != STANDING_CUSTOMER && people.standing[c] != STANDING_LOST) continue;
        LoyaltyIndex index = loyalty_index(&people.definition, &people.facts[c], &people.moment);
        if (index.mean.observed) value[c] = index.mean.value;
    }
    return true;
}

static bool read_price_sensitivity(FigureBase *base, double *value, Error *error)
{
    PeopleHealth people;
    if (!read_people(base, &people, error)) return false;
    for (uint32_t c = 0; c < people.customers && c < figure_customers(base); c++)
        if (people.standing[c] != STANDING_OBJECTED) value[c] = price_sensitivity(&people.facts[c]);
    return true;
}

const Figure health_figures[] = {
    {.name = "health_score", .unit = "score", .label = PHRASE("Health score", "Score de santé"), .read = read_score},
    {.name = "health_band", .label = PHRASE("Health", "Santé"), .read = read_band, .word = band_word},
    {.name = "loyalty_index",
     .unit = "score",
     .label = PHRASE("Loyalty index", "Indice de fidélité"),
     .read = read_loyalty},
    {.name = "price_sensitivity",
     .unit = "share",
     .label = PHRASE("Share of the price let off", "Part du prix remise"),
     .read = read_price_sensitivity},
    {0}};

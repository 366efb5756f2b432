#include <math.h>

#include "demo/business.h"

typedef struct Country {
    const char *code, *language;
    double share;
} Country;

static const Country countries[] = {{"FR", "fr", 0.56}, {"BE", "fr", 0.14}, {"DE", "de", 0.1},
                                    {"GB", "en", 0.08}, {"CA", "fr", 0.07}, {"CH", "fr", 0.05}};

static const char *const first_names[] = {
    "Camille",  "Louise",   "Emma",    "Jade",  "Alice",  "Chloé",  "Inès",   "Léa",    "Manon",  "Zoé",
    "Juliette", "Sarah",    "Clara",   "Anna",  "Éloïse", "Maëlle", "Nora",   "Sofia",  "Hélène", "Margot",
    "Gabriel",  "Léo",      "Raphaël", "Louis", "Jules",  "Adam",   "Hugo",   "Arthur", "Noé",    "Paul",
    "Théo",     "François", "Antoine", "Yanis", "Mathis", "Karim",  "Benoît", "Oscar",  "Simon",  "Émile"};
static const char *const last_names[] = {
    "Martin",   "Bernard", "Dubois",  "Thomas",  "Robert", "Richard", "Petit",    "Durand",   "Leroy",   "Moreau",
    "Simon",    "Laurent", "Lefèvre", "Michel",  "Garcia", "David",   "Bertrand", "Roux",     "Vincent", "Fournier",
    "Morel",    "Girard",  "André",   "Mercier", "Dupont", "Lambert", "Bonnet",   "François", "Müller",  "Schmidt",
    "Janssens", "Peeters", "Nguyen",  "Lopez",   "Smith",  "Taylor",  "Tremblay", "Gagnon",   "Benali",  "Traoré"};

typedef struct Channel {
    const char *name;
    double share;
} Channel;
enum { CHANNEL_SOCIAL = 1 };
static const Channel channels[] = {
    {"search", 0.36}, {"social", 0.22}, {"referral", 0.14}, {"newsletter", 0.16}, {"store", 0.12}};

// More come every month: at the end twice as many a day as at the beginning.
static Day draw_joined(const DemoBusiness *business, Random *random)
{
    double days = business->to - business->from, u = random_unit(random);
    double t = (sqrt(1 + 3 * u) - 1) * days; // inverse of (t + t²/2) / 1.5 on 0..1
    return business->from + (Day)fmin(t, days);
}

static size_t draw_share(Random *random, const double *shares, size_t stride, size_t count)
{
    double left = random_unit(random);
    for (size_t i = 0; i + 1 < count; i++)
        if ((left -= *(const double *)((const char *)shares + i * stride)) < 0) return i;
    return count - 1;
}

DemoPerson demo_person(const DemoBusiness *business, uint32_t customer)
{
    Random random = random_start(business->seed, ~(uint64_t)customer);
    const Country *country =
        &countries[draw_share(&random, &countries[0].share, sizeof *countries, COUNT_OF(countries))];
    size_t channel = draw_share(&random, &channels[0].share, sizeof *channels, COUNT_OF(channels));
    DemoPerson person = {
        .first_name = first_names[random_bits(&random) % COUNT_OF(first_names)],
        .last_name = last_names[random_bits(&random) % COUNT_OF(last_names)],
        .country = country->code,
        .language = country->language,
        .channel = channels[channel].name,
        .social = channel == CHANNEL_SOCIAL,
        .joined = draw_joined(business, &random),
        .born = business->from - (Day)(365.25 * (18 + 50 * random_unit(&random))),
    };
    double kind = random_unit(&random);
    person.shopper = kind < 0.85;
    person.subscriber = kind > 0.65;
    return person;
}

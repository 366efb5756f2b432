#include "measure/rfm.h"

#include "measure/select.h"

typedef struct GroupTexts {
    Str name;
    Phrase label, meaning, action;
} GroupTexts;

// clang-format off
static const GroupTexts GROUPS[RFM_GROUP_COUNT] = {
    [RFM_CHAMPIONS] = {
        .name = STR("champions"),
        .label = PHRASE("Champions", "Champions"),
        .meaning = PHRASE("They bought recently, buy often and spend the most.",
                       "Ils ont acheté récemment, achètent souvent et dépensent le plus."),
        .action = PHRASE("Thank them, show them what is new before anyone else, and ask them for a review or a referral.",
                      "Remerciez-les, montrez-leur les nouveautés avant tout le monde et demandez-leur un avis ou un parrainage."),
    },
    [RFM_LOYAL] = {
        .name = STR("loyal"),
        .label = PHRASE("Loyal customers", "Clients fidèles"),
        .meaning = PHRASE("They buy often, spend well and were here not long ago.",
                       "Ils achètent souvent, dépensent bien et sont venus il y a peu."),
        .action = PHRASE("Reward their loyalty and suggest a product that goes with what they already buy.",
                      "Récompensez leur fidélité et proposez-leur un produit qui complète ce qu’ils achètent déjà."),
    },
    [RFM_POTENTIAL_LOYALISTS] = {
        .name = STR("potential_loyalists"),
        .label = PHRASE("Potential loyalists", "Fidèles potentiels"),
        .meaning = PHRASE("They bought recently and more than once, or spent a fair amount.",
                       "Ils ont acheté récemment, plus d’une fois ou pour un bon montant."),
        .action = PHRASE("Invite them into the loyalty programme and give them a reason for the next order.",
                      "Invitez-les dans le programme de fidélité et donnez-leur une raison de commander à nouveau."),
    },
    [RFM_NEW_CUSTOMERS] = {
        .name = STR("new_customers"),
        .label = PHRASE("New customers", "Nouveaux clients"),
        .meaning = PHRASE("They bought very recently, for the first time or nearly so.",
                       "Ils viennent d’acheter, pour la première fois ou presque."),
        .action = PHRASE("Welcome them, make sure the first order went well, and help them towards the second.",
                      "Accueillez-les, vérifiez que la première commande s’est bien passée et amenez-les vers la deuxième."),
    },
    [RFM_PROMISING] = {
        .name = STR("promising"),
        .label = PHRASE("Promising", "Prometteurs"),
        .meaning = PHRASE("They bought fairly recently, but little so far.",
                       "Ils ont acheté assez récemment, mais encore peu."),
        .action = PHRASE("Stay in their mind with useful content and a small offer on a second order.",
                      "Restez présent à leur esprit avec des conseils utiles et une petite offre sur la deuxième commande."),
    },
    [RFM_NEED_ATTENTION] = {
        .name = STR("need_attention"),
        .label = PHRASE("Need attention", "À surveiller"),
        .meaning = PHRASE("Average customers in every respect whose last order is getting old.",
                       "Des clients moyens en tout, dont la dernière commande commence à dater."),
        .action = PHRASE("Write to them now, with a suggestion based on what they bought.",
                      "Écrivez-leur maintenant, avec une suggestion tirée de leurs achats."),
    },
    [RFM_ABOUT_TO_SLEEP] = {
        .name = STR("about_to_sleep"),
        .label = PHRASE("About to sleep", "Sur le point de s’endormir"),
        .meaning = PHRASE("They buy little, and have not come back for a while.",
                       "Ils achètent peu et ne sont pas revenus depuis un moment."),
        .action = PHRASE("Remind them of you with your best sellers or an offer that ends soon.",
                      "Rappelez-vous à eux avec vos meilleures ventes ou une offre à durée limitée."),
    },
    [RFM_AT_RISK] = {
        .name = STR("at_risk"),
        .label = PHRASE("At risk", "À risque"),
        .meaning = PHRASE("They used to buy often or spend well, but have been silent for long.",
                       "Ils achetaient souvent ou dépensaient bien, mais se taisent depuis longtemps."),
        .action = PHRASE("Contact them personally, ask what went wrong, and offer them a good reason to return.",
                      "Contactez-les personnellement, demandez ce qui n’a pas convenu et offrez-leur une bonne raison de revenir."),
    },
    [RFM_CANNOT_LOSE_THEM] = {
        .name = STR("cannot_lose_them"),
        .label = PHRASE("Can't lose them", "À ne pas perdre"),
        .meaning = PHRASE("They were among the best customers and have been silent for long.",
                       "Ils comptaient parmi les meilleurs clients et se taisent depuis longtemps."),
        .action = PHRASE("Call them one by one before a competitor wins them for good.",
                      "Appelez-les un par un, avant qu’un concurrent ne les gagne pour de bon."),
    },
    [RFM_HIBERNATING] = {
        .name = STR("hibernating"),
        .label = PHRASE("Hibernating", "En hibernation"),
        .meaning = PHRASE("Their last order is old, and they bought seldom and little.",
                       "Leur dernière commande est ancienne, et ils ont acheté rarement et peu."),
        .action = PHRASE("Try one inexpensive offer in a product they bought, and leave it at that if it stays unanswered.",
                      "Tentez une offre peu coûteuse sur un produit déjà acheté, et restez-en là si elle reste sans réponse."),
    },
    [RFM_LOST] = {
        .name = STR("lost"),
        .label = PHRASE("Lost", "Perdus"),
        .meaning = PHRASE("They bought the least, and longest ago.",
                       "Ils ont acheté le moins, et il y a le plus longtemps."),
        .action = PHRASE("Spend nothing on them but a place in a general campaign, and learn why they left.",
                      "Ne dépensez rien pour eux, sinon une place dans une campagne générale, et cherchez pourquoi ils sont partis."),
    },
};

// [FM - 1][R - 1]; drawn in rfm.h with FM 5 on top.
static const RfmGroup GRID[5][5] = {
    {RFM_LOST, RFM_HIBERNATING, RFM_ABOUT_TO_SLEEP, RFM_PROMISING, RFM_NEW_CUSTOMERS},
    {RFM_HIBERNATING, RFM_HIBERNATING, RFM_ABOUT_TO_SLEEP, RFM_POTENTIAL_LOYALISTS, RFM_POTENTIAL_LOYALISTS},
    {RFM_AT_RISK, RFM_AT_RISK, RFM_NEED_ATTENTION, RFM_POTENTIAL_LOYALISTS, RFM_POTENTIAL_LOYALISTS},
    {RFM_AT_RISK, RFM_AT_RISK, RFM_LOYAL, RFM_LOYAL, RFM_CHAMPIONS},
    {RFM_CANNOT_LOSE_THEM, RFM_CANNOT_LOSE_THEM, RFM_LOYAL, RFM_LOYAL, RFM_CHAMPIONS},
};
// clang-format on

Str rfm_group_name(RfmGroup group)
{
    return GROUPS[group].name;
}

Phrase rfm_group_label(RfmGroup group)
{
    return GROUPS[group].label;
}

Phrase rfm_group_meaning(RfmGroup group)
{
    return GROUPS[group].meaning;
}

Phrase rfm_group_action(RfmGroup group)
{
    return GROUPS[group].action;
}

// Values are counted by where they lie between the smallest and the largest, and only those are looked at one by one
// that lie where a cut does: few passes over all instead of a selection for each cut.
enum { PLACES = 1 << 16 };

typedef struct Spread {
    int64_t smallest;
    int shift;
    uint32_t counts[PLACES];
} Spread;

static size_t place_of(const Spread *spread, int64_t value)
{
    return (size_t)(((uint64_t)value - (uint64_t)spread->smallest) >> spread->shift);
}

static void spread_values(Spread *spread, const int64_t *values, size_t n)
{
    int64_t largest = spread->smallest = values[0];
    for (size_t i = 1; i < n; i++) {
        spread->smallest = smaller(spread->smallest, values[i]);
        largest = larger(largest, values[i]);
    }
    while (place_of(spread, largest) >= PLACES) spread->shift++;
    for (size_t i = 0; i < n; i++) spread->counts[place_of(spread, values[i])]++;
}

// The value at `rank`, from 0.
static int64_t value_at(const Spread *spread, const int64_t *values, size_t n, size_t rank)
{
    size_t place = 0, found = 0;
    while (rank >= spread->counts[place]) rank -= spread->counts[place++];
    if (spread->shift == 0) return (int64_t)((uint64_t)spread->smallest + place);
    Arena *scratch = arena_open(0);
    int64_t *there = arena_array(scratch, int64_t, spread->counts[place]);
    for (size_t i = 0; i < n; i++)
        if (place_of(spread, values[i]) == place) there[found++] = values[i];
    int64_t value = select_rank(there, found, rank);
    arena_close(scratch);
    return value;
}

void rfm_cut_values(const int64_t *values, size_t n, int64_t cuts[4])
{
    assert(n <= UINT32_MAX);
    Arena *scratch = arena_open(0);
    Spread *spread = arena_new(scratch, Spread);
    if (n > 0) spread_values(spread, values, n);
    for (size_t k = 1; k <= 4; k++) {
        size_t rank = (k * n + 4) / 5; // ceil(k n / 5), counted from 1
        cuts[k - 1] = n > 0 ? value_at(spread, values, n, rank - 1) : 0;
    }
    arena_close(scratch);
}

int rfm_score(int64_t value, const int64_t cuts[4])
{
    return 1 + (cuts[0] < value) + (cuts[1] < value) + (cuts[2] < value) + (cuts[3] < value);
}

int rfm_mean_score(int frequency, int monetary)
{
    return (frequency + monetary + 1) / 2;
}

RfmGroup rfm_group(int recency, int frequency, int monetary)
{
    assert(1 <= recency && recency <= 5 && 1 <= frequency && frequency <= 5 && 1 <= monetary && monetary <= 5);
    return GRID[rfm_mean_score(frequency, monetary) - 1][recency - 1];
}

// findings_chances.c - what is worth doing in any shop, and what to say when nothing is wrong or nothing can be told.
#include "audit/findings.h"

#include <math.h>

enum { SHOWN_MIN = 20, CUSTOMERS_ENOUGH = 100, SECOND_ORDERS_ENOUGH = 60, YEAR_DAYS = 365 };

static const double REPEAT_MANY = 0.85; // of customers order again: little is left to win
static const double ONE_MORE_IN = 0.05; // of first-time buyers who could be brought to a second order
static const double BIG_SHARE = 0.25;   // of revenue from one customer: a risk by itself
static const double ANONYMOUS_MIN = 0.02, ANONYMOUS_MANY = 0.15; // of rows without a customer
static const double PROMOTION_MIN = 0.3;                         // of orders

static double years_of(const Lens *lens)
{
    return fmax(lens->days, YEAR_DAYS) / (double)YEAR_DAYS;
}

static Finding money_of(Finding finding, double amount)
{
    finding.has_value = amount >= 1;
    finding.value_at_stake = finding.has_value ? llround(amount) : 0;
    return finding;
}

// ---- the best who are silent ----

static bool best_sleeping(const Speaker *speaker, Finding *finding)
{
    const AuditRfmGroup *at_risk = &speaker->audit->rfm[RFM_AT_RISK],
                        *cannot = &speaker->audit->rfm[RFM_CANNOT_LOSE_THEM];
    int64_t customers = at_risk->customers + cannot->customers;
    if (customers == 0 || speaker->lens->periods < LENS_PERIODS_MIN) return false;
    *finding = (Finding){.kind = FINDING_BEST_SLEEPING, .severity = SEVERITY_OPPORTUNITY, .p_value = 1};
    finding->title = SAY(speaker,
                         PHRASE("{0} who used to buy often and well are silent: win them back first",
                                "{0} qui achetaient souvent et bien se taisent\u00A0: faites-les revenir en premier"),
                         say_customers(speaker->audit, customers, speaker->arena));
    double revenue = (double)(at_risk->revenue + cannot->revenue);
    finding->evidence = SAY(
        speaker,
        PHRASE("They brought {0} over the time of the file, {1} of its revenue; their last orders are among the older "
               "ones.",
               "Ils ont apporté {0} sur la durée du fichier, soit {1} du chiffre d’affaires\u00A0; leurs dernières "
               "commandes "
               "sont parmi les plus anciennes."),
        speak_money(speaker, revenue), speak_share(speaker, revenue / fmax(1, (double)speaker->audit->revenue)));
    finding->action =
        SAY(speaker,
            PHRASE("Write to each by name this week with what they liked to buy: list them with --customers "
                   "FILE (groups {0} and {1}).",
                   "Écrivez à chacun par son nom cette semaine avec ce qu’il aimait acheter\u00A0: listez-les avec "
                   "--customers FICHIER (groupes {0} et {1})."),
            rfm_group_name(RFM_AT_RISK), rfm_group_name(RFM_CANNOT_LOSE_THEM));
    finding->value_basis = PHRASE("of revenue a year, which they brought so far",
                                  "de chiffre d’affaires par an, qu’ils apportaient jusqu’ici");
    *finding = money_of(*finding, revenue / years_of(speaker->lens));
    return true;
}

// ---- those who bought once ----

static bool one_time_buyers(const Speaker *speaker, Finding *finding)
{
    const Audit *audit = speaker->audit;
    if (audit->lifetime_repeat.n < SHOWN_MIN || audit->lifetime_repeat.value > REPEAT_MANY) return false;
    *finding = (Finding){.kind = FINDING_ONE_TIME_BUYERS, .severity = SEVERITY_OPPORTUNITY, .p_value = 1};
    finding->title =
        SAY(speaker,
            PHRASE("{0} of 100 customers have ordered only once: the second order is the one to win",
                   "{0} clients sur 100 n’ont commandé qu’une fois\u00A0: c’est la deuxième commande qu’il faut "
                   "gagner"),
            speak_count(speaker, 100 * (1 - audit->lifetime_repeat.value)));
    int64_t once = audit->lifetime_repeat.n - audit->lifetime_repeat.count;
    finding->evidence = SAY(speaker, PHRASE("{0} of {1} customers.", "{0} clients sur {1}."),
                            speak_count(speaker, (double)once), speak_count(speaker, (double)audit->lifetime_repeat.n));
    int32_t days = audit->window_choice.median_gap_days > 0 ? audit->window_choice.median_gap_days : 30;
    finding->action = SAY(
        speaker,
        PHRASE("Write to every first-time buyer {0} days after the order, when half of those who come back have done "
               "so; leave out one in ten at random to see what it brings.",
               "Écrivez à chaque nouvel acheteur {0} jours après sa commande, quand la moitié de ceux qui reviennent "
               "l’ont fait\u00A0; laissez-en un sur dix de côté au hasard pour mesurer l’effet."),
        speak_count(speaker, days));
    finding->value_basis =
        PHRASE("of revenue a year if 5 more in 100 new customers ordered once more",
               "de chiffre d’affaires par an si 5 nouveaux clients sur 100 de plus recommandaient une "
               "fois");
    double order = (double)audit->revenue / fmax(1, (double)audit->orders);
    double newcomers = (double)audit->customers / years_of(speaker->lens);
    *finding = money_of(*finding, ONE_MORE_IN * newcomers * order);
    return true;
}

// ---- on whom the revenue hangs ----

static Customer largest_customer(const Audit *audit)
{
    Customer largest = 0;
    for (Customer c = 1; c < audit->columns.customers; c++)
        if (audit->summaries.last_year_amount[c] > audit->summaries.last_year_amount[largest]) largest = c;
    return largest;
}

static bool one_customer(const Speaker *speaker, Finding *finding)
{
    const Audit *audit = speaker->audit;
    if (audit->customers < 2 || audit->orders < SHOWN_MIN) return false;
    Customer largest = largest_customer(audit);
    double year = 0, amount = (double)audit->summaries.last_year_amount[largest];
    for (Customer c = 0; c < audit->columns.customers; c++)
        year += (double)larger(0, audit->summaries.last_year_amount[c]);
    if (year <= 0 || amount < BIG_SHARE * year) return false;
    *finding = (Finding){.kind = FINDING_CONCENTRATION,
                         .severity = SEVERITY_WARNING,
                         .p_value = 1,
                         .of_customer = true,
                         .customer = largest};
    finding->title = SAY(speaker,
                         PHRASE("One customer, {0}, makes {1} of your revenue",
                                "Un seul client, {0}, fait {1} de votre chiffre d’affaires"),
                         audit_customer_name(audit, largest, speaker->arena), speak_share(speaker, amount / year));
    finding->evidence =
        SAY(speaker, PHRASE("{0} of {1} in the last 365 days.", "{0} sur {1} dans les 365 derniers jours."),
            speak_money(speaker, amount), speak_money(speaker, year));
    finding->action =
        SAY(speaker,
            PHRASE("Meet {0} this month, agree on the next twelve months, and set a share above which you "
                   "look for others.",
                   "Rencontrez {0} ce mois-ci, convenez des douze prochains mois, et fixez la part au-delà "
                   "de laquelle vous cherchez d’autres clients."),
            audit_customer_name(audit, largest, speaker->arena));
    finding->value_basis =
        PHRASE("of revenue a year, from one customer", "de chiffre d’affaires par an, d’un seul client");
    *finding = money_of(*finding, amount);
    return true;
}

static bool concentration(const Speaker *speaker, Finding *finding)
{
    const Concentration *top = &speaker->audit->concentration;
    if (one_customer(speaker, finding)) return true;
    if (!top->observed || speaker->audit->customers < SHOWN_MIN) return false;
    *finding = (Finding){.kind = FINDING_CONCENTRATION, .severity = SEVERITY_INFORMATION, .p_value = 1};
    finding->title = SAY(speaker,
                         PHRASE("The best {0} of customers bring {1} of the revenue",
                                "Les meilleurs {0} des clients font {1} du chiffre d’affaires"),
                         speak_share(speaker, top->share), speak_share(speaker, top->value_share));
    finding->evidence = SAY(speaker, PHRASE("{0}, each with {1} or more.", "{0}, chacun avec {1} ou plus."),
                            say_customers(speaker->audit, top->customers, speaker->arena),
                            speak_money(speaker, (double)top->threshold));
    finding->action = speak_plain(
        speaker,
        PHRASE("Give them a name to call and hear of each of their complaints the same day: list them with "
               "--customers FILE (most valuable first).",
               "Donnez-leur un interlocuteur et entendez chacune de leurs plaintes le jour même\u00A0: listez-les avec "
               "--customers FICHIER (les plus précieux d’abord)."));
    return true;
}

// ---- rows without a customer ----

static bool anonymous(const Speaker *speaker, Finding *finding)
{
    const OrderReading *reading = &speaker->audit->reading;
    double rows = (double)reading->rejected_by[REJECT_NO_CUSTOMER];
    double share = rows / fmax(1, (double)reading->rows);
    if (share < ANONYMOUS_MIN) return false;
    *finding = (Finding){.kind = FINDING_ANONYMOUS, .p_value = 1};
    finding->severity = share < ANONYMOUS_MANY ? SEVERITY_OPPORTUNITY : SEVERITY_WARNING;
    finding->title = SAY(speaker,
                         PHRASE("{0} of the rows name no customer: nobody can be won back there",
                                "{0} des lignes ne nomment aucun client\u00A0: là, personne ne peut être reconquis"),
                         speak_share(speaker, share));
    finding->evidence =
        SAY(speaker,
            PHRASE("{0} of {1} rows were left out; if known customers are among them, retention is higher "
                   "than shown.",
                   "{0} lignes sur {1} ont été écartées\u00A0; si des clients connus s’y trouvent, la rétention "
                   "est plus haute qu’affiché."),
            speak_count(speaker, rows), speak_count(speaker, (double)reading->rows));
    finding->action = speak_plain(
        speaker, PHRASE("Ask for an e-mail address at the till or at checkout, with a reason to give it (receipt, "
                        "guarantee, points).",
                        "Demandez une adresse e-mail en caisse ou à la commande, avec une raison de la donner (reçu, "
                        "garantie, points)."));
    finding->value_basis =
        PHRASE("of revenue a year from buyers without a name", "de chiffre d’affaires par an d’acheteurs sans nom");
    *finding = money_of(*finding, fmax(0, (double)reading->no_customer_amount) / years_of(speaker->lens));
    return true;
}

// ---- orders that hang on promotions ----

static bool promotion(const Speaker *speaker, Finding *finding)
{
    const Audit *audit = speaker->audit;
    for (size_t b = 0; b < audit->breakdowns; b++) {
        if (audit->breakdown[b].role != COLUMN_PROMOTION) continue;
        int64_t with = 0, all = 0;
        for (size_t g = 0; g < audit->breakdown[b].groups; g++) {
            const AuditGroup *group = &audit->breakdown[b].group[g];
            all += group->orders;
            with += group->name.size ? group->orders : 0;
        }
        double share = (double)with / fmax(1, (double)all);
        if (share < PROMOTION_MIN) return false;
        *finding = (Finding){.kind = FINDING_PROMOTION, .severity = SEVERITY_OPPORTUNITY, .p_value = 1};
        finding->title =
            SAY(speaker, PHRASE("{0} of orders use a promotion", "{0} des commandes utilisent une promotion"),
                speak_share(speaker, share));
        finding->evidence = SAY(speaker, PHRASE("{0} of {1} orders.", "{0} commandes sur {1}."),
                                speak_count(speaker, (double)with), speak_count(speaker, (double)all));
        finding->action = speak_plain(
            speaker, PHRASE("Leave the next promotion out for a random tenth of customers and see how many buy anyway.",
                            "Privez de la prochaine promotion un dixième des clients tiré au sort et voyez combien "
                            "achètent quand même."));
        return true;
    }
    return false;
}

typedef bool FindChance(const Speaker *speaker, Finding *finding);

size_t find_chances(const Speaker *speaker, Finding *findings, size_t most)
{
    static FindChance *const chances[] = {concentration, anonymous, best_sleeping, one_time_buyers, promotion};
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(chances) && count < most; i++) count += chances[i](speaker, &findings[count]);
    return count;
}

// ---- nothing wrong, or nothing to be told ----

static double second_orders_of(const Lens *lens)
{
    PeriodSum all = {0};
    for (uint32_t day = 0; day < lens->days; day++) {
        all.orders += lens->day[day].orders;
        all.newcomers += lens->day[day].newcomers;
    }
    return all.orders - all.newcomers;
}

bool too_few_to_tell(const Lens *lens)
{
    return lens->summaries->buyers < CUSTOMERS_ENOUGH || lens->periods < LENS_PERIODS_MIN ||
           second_orders_of(lens) < SECOND_ORDERS_ENOUGH;
}

Finding say_too_few(const Speaker *speaker)
{
    const Lens *lens = speaker->lens;
    Finding finding = {.kind = FINDING_TOO_FEW, .severity = SEVERITY_INFORMATION, .p_value = 1};
    finding.title = speak_plain(speaker, PHRASE("Too few customers to tell what is wrong or right",
                                                "Trop peu de clients pour dire ce qui va ou ne va pas"));
    finding.evidence = SAY(
        speaker,
        PHRASE(
            "The file has {0}, {1} orders after a first one, over {2} days. About {3} customers with {4} such orders "
            "over some months are needed to tell a change from chance.",
            "Le fichier a {0} et {1} commandes après une première, {2}. Il faut environ {3} clients et {4} "
            "commandes de ce genre sur quelques mois pour distinguer un changement du hasard."),
        say_customers(speaker->audit, speaker->audit->customers, speaker->arena),
        speak_count(speaker, second_orders_of(lens)), speak_days(speaker, lens->first_day, lens->as_of),
        speak_count(speaker, CUSTOMERS_ENOUGH), speak_count(speaker, SECOND_ORDERS_ENOUGH));
    finding.action =
        speak_plain(speaker, PHRASE("Export a longer time, or run the audit again in some months; until then, "
                                    "talk to each customer.",
                                    "Exportez une plus longue durée, ou relancez l’audit dans quelques mois\u00A0; "
                                    "d’ici là, parlez à chaque client."));
    return finding;
}

Finding say_nothing_wrong(const Speaker *speaker)
{
    const Lens *lens = speaker->lens;
    Finding finding = {.kind = FINDING_NOTHING_WRONG, .severity = SEVERITY_INFORMATION, .p_value = 1};
    finding.title = speak_plain(speaker, PHRASE("Nothing is wrong: nothing out of the ordinary was found",
                                                "Rien d’anormal\u00A0: rien d’inhabituel n’a été trouvé"));
    finding.evidence = SAY(
        speaker,
        PHRASE("Over {0} {1} and {2}, returns, second orders, order value, new customers, refunds, each cohort and "
               "each group move no more than chance and season explain.",
               "Sur {0} {1} et {2}, les retours, les deuxièmes commandes, la commande moyenne, les nouveaux clients, "
               "les remboursements, chaque cohorte et chaque groupe ne varient pas plus que le hasard et la saison."),
        speak_count(speaker, lens->periods), speak_plain(speaker, unit_nouns(lens->unit)),
        say_customers(speaker->audit, speaker->audit->customers, speaker->arena));
    finding.action = speak_plain(speaker, PHRASE("Go for what follows, and run the audit again next month.",
                                                 "Saisissez ce qui suit, et relancez l’audit le mois prochain."));
    return finding;
}

// findings_say_levels.c - faults of levels, of one customer and of the file, in sentences a shopkeeper understands.
#include "audit/findings.h"

#include <math.h>

// "a month"
static Str unit_of(const Speaker *speaker)
{
    return speak_plain(speaker, unit_noun(speaker->lens->unit));
}

static void say_acquisition(const Speaker *speaker, const Fault *fault, Finding *finding)
{
    Str since = speak_since(speaker, fault->from);
    finding->title =
        SAY(speaker,
            PHRASE("Fewer new customers {0}: {1} a {3} instead of {2}",
                   "Moins de nouveaux clients {0}\u00A0: {1} par {3} au lieu de {2}"),
            since, speak_count(speaker, fault->after), speak_count(speaker, fault->before), unit_of(speaker));
    finding->evidence = SAY(
        speaker,
        PHRASE("The number of first orders fell by {0} {1} and has not recovered; the season and the trend before "
               "do not explain it.",
               "Le nombre de premières commandes a baissé de {0} {1} et n’est pas remonté\u00A0; ni la saison ni la "
               "tendance d’avant ne l’expliquent."),
        speak_share(speaker, 1 - fault->after / fmax(1e-9, fault->before)), since);
    finding->action =
        SAY(speaker,
            PHRASE("Look first at what brought new customers before and stopped {0}: an advertisement, a "
                   "partner, a place in search results, a page that fails.",
                   "Regardez d’abord ce qui amenait de nouveaux clients et s’est arrêté {0}\u00A0: une publicité, "
                   "un partenaire, une place dans les résultats de recherche, une page en panne."),
            since);
    finding->value_basis =
        PHRASE("of revenue from each year's missing customers, at what customers have brought so far",
               "de chiffre d’affaires des clients manquants de chaque année, selon ce que les clients "
               "ont rapporté jusqu’ici");
}

static void say_refunds(const Speaker *speaker, const Fault *fault, Finding *finding)
{
    bool lasts = fault->to == speaker->lens->periods;
    Str when = lasts ? speak_since(speaker, fault->from) : speak_during(speaker, fault->from, fault->to);
    finding->title = SAY(speaker,
                         PHRASE("More orders were refunded {0}: {1} instead of {2}",
                                "Plus de commandes ont été remboursées {0}\u00A0: {1} au lieu de {2}"),
                         when, speak_share(speaker, fault->after), speak_share(speaker, fault->before));
    PeriodSum within = lens_sum(speaker->lens, fault->from, fault->to);
    finding->evidence = SAY(speaker, PHRASE("{0} refunds on {1} orders.", "{0} remboursements pour {1} commandes."),
                            speak_count(speaker, within.refunds), speak_count(speaker, within.orders));
    finding->action =
        SAY(speaker,
            PHRASE("Read the reasons of the last twenty refunds and look for what they share: a product, a "
                   "batch, a carrier; stop selling it until it is mended.",
                   "Lisez les motifs des vingt derniers remboursements et cherchez ce qu’ils ont en commun\u00A0: "
                   "un produit, un lot, un transporteur\u00A0; suspendez-le jusqu’à ce que ce soit réparé."),
            when);
    finding->value_basis = PHRASE("a year refunded beyond the usual", "par an remboursés au-delà de l’habitude");
}

static void say_order_value(const Speaker *speaker, const Fault *fault, Finding *finding)
{
    Str since = speak_since(speaker, fault->from);
    finding->title = SAY(speaker,
                         PHRASE("The average order has fallen {0}: {1} instead of {2}",
                                "La commande moyenne a baissé {0}\u00A0: {1} au lieu de {2}"),
                         since, speak_money(speaker, fault->after), speak_money(speaker, fault->before));
    finding->evidence = speak_plain(
        speaker,
        PHRASE("The same customers spend less on an order than they did; it is no change of customers and no "
               "season.",
               "Les mêmes clients dépensent moins par commande qu’avant\u00A0; ce n’est ni un changement de clientèle "
               "ni une saison."));
    finding->action =
        SAY(speaker,
            PHRASE("Compare the baskets {0} with those before: which product, pack size or delivery "
                   "threshold is no longer in them?",
                   "Comparez les paniers {0} à ceux d’avant\u00A0: quel produit, quel format ou quel seuil de "
                   "livraison n’y est plus\u00A0?"),
            since);
    finding->value_basis = PHRASE("of revenue a year, at the present number of orders",
                                  "de chiffre d’affaires par an, au nombre actuel de commandes");
}

static void say_big_customer(const Speaker *speaker, const Fault *fault, Finding *finding)
{
    Str name = audit_customer_name(speaker->audit, fault->customer, speaker->arena),
        last = speak_day(speaker, fault->to_day);
    finding->title =
        SAY(speaker,
            PHRASE("You lost your customer {0}, who made {1} of your revenue: no order since {2}",
                   "Vous avez perdu votre client {0}, qui faisait {1} de votre chiffre d’affaires\u00A0: aucune "
                   "commande depuis le {2}"),
            name, speak_share(speaker, fault->before), last);
    double gap = (fault->to_day - fault->from_day) / fmax(1, fault->lost_orders - 1);
    finding->evidence = SAY(
        speaker,
        PHRASE(
            "{0} orders for {1} in the year before, one every {2} days; silent for {3} days now.",
            "{0} commandes pour {1} dans l’année qui précède, une tous les {2} jours\u00A0; silence depuis {3} jours."),
        speak_count(speaker, fault->lost_orders), speak_money(speaker, fault->amount),
        speak_count(speaker, fmax(1, gap)), speak_count(speaker, speaker->lens->as_of - fault->to_day));
    finding->action =
        SAY(speaker,
            PHRASE("Call {0} today and ask what happened; then see who else depends on the same contact, "
                   "product or price.",
                   "Appelez {0} aujourd’hui et demandez ce qui s’est passé\u00A0; voyez ensuite qui d’autre "
                   "dépend du même contact, du même produit ou du même prix."),
            name);
    finding->of_customer = true;
    finding->customer = fault->customer;
    finding->value_basis = PHRASE("of revenue a year, from this customer's last year",
                                  "de chiffre d’affaires par an, selon la dernière année de ce client");
}

static void say_gap(const Speaker *speaker, const Fault *fault, Finding *finding)
{
    Str from = speak_day(speaker, fault->from_day), to = speak_day(speaker, fault->to_day);
    finding->title = SAY(speaker,
                         PHRASE("Data are missing: the file has no order from {0} to {1}",
                                "Des données manquent\u00A0: le fichier n’a aucune commande du {0} au {1}"),
                         from, to);
    finding->evidence = SAY(
        speaker,
        PHRASE(
            "By the weeks before and after, some {0} orders were to be expected, and no other year has such a gap at "
            "that time. The figures of these weeks, and losses just after, are not to be trusted.",
            "D’après les semaines d’avant et d’après, on attendait environ {0} commandes, et aucune autre année n’a "
            "un tel trou à cette date. Les chiffres de ces semaines, et les pertes juste après, ne sont pas "
            "fiables."),
        speak_count(speaker, fault->lost_orders));
    finding->action =
        SAY(speaker,
            PHRASE("Export the orders from {0} to {1} again, and run the audit on both files together; if "
                   "the shop was closed, nothing is missing.",
                   "Exportez de nouveau les commandes du {0} au {1} et relancez l’audit sur les deux fichiers "
                   "ensemble\u00A0; si la boutique était fermée, rien ne manque."),
            from, to);
    finding->value_basis = PHRASE("of sales missing from the file", "de ventes absentes du fichier");
}

typedef void SayFault(const Speaker *speaker, const Fault *fault, Finding *finding);

static SayFault *const say_by_kind[FINDING_KIND_COUNT] = {
    [FINDING_ACQUISITION] = say_acquisition,
    [FINDING_REFUNDS] = say_refunds,
    [FINDING_ORDER_VALUE] = say_order_value,
    [FINDING_BIG_CUSTOMER_LOST] = say_big_customer,
    [FINDING_DATA_GAP] = say_gap,
};

Finding say_level_fault(const Speaker *speaker, const Fault *fault)
{
    Finding finding = {.kind = fault->kind, .p_value = fault->p_value};
    say_by_kind[fault->kind](speaker, fault, &finding);
    return finding;
}

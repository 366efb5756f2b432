// findings_say.c - faults of returning customers, in sentences a shopkeeper understands.
#include "audit/findings.h"

#include <math.h>

#include "base/number.h"

Str speak(const Speaker *speaker, Phrase phrase, const Str *arguments, size_t count)
{
    return phrase_str(speaker->arena, speaker->locale, phrase, arguments, count);
}

Str speak_plain(const Speaker *speaker, Phrase phrase)
{
    return str_of(phrase.in[speaker->locale]);
}

Str speak_count(const Speaker *speaker, double number)
{
    return number_say_count(speaker->arena, speaker->locale, llround(number));
}

Str speak_share(const Speaker *speaker, double share)
{
    return number_say_rate(speaker->arena, speaker->locale, share, share < 0.1 ? 1 : 0);
}

Str speak_money(const Speaker *speaker, double amount_minor)
{
    return money_say_round(speaker->arena, speaker->locale, llround(amount_minor), &speaker->audit->currency);
}

static bool named_plainly(PeriodUnit unit) // "in June 2025", "in 2025"; weeks and quarters are said by their days
{
    return unit == PERIOD_MONTH || unit == PERIOD_YEAR;
}

Str speak_day(const Speaker *speaker, Day day)
{
    return day_say(speaker->arena, speaker->locale, day);
}

static Str speak_period_name(const Speaker *speaker, uint32_t period)
{
    const Lens *lens = speaker->lens;
    return period_say(speaker->arena, speaker->locale, lens->unit, lens->first + (PeriodNumber)period);
}

Str speak_since(const Speaker *speaker, uint32_t period)
{
    if (named_plainly(speaker->lens->unit))
        return SAY(speaker, PHRASE("since {0}", "depuis {0}"), speak_period_name(speaker, period));
    return SAY(speaker, PHRASE("since {0}", "depuis le {0}"),
               speak_day(speaker, lens_first_day(speaker->lens, period)));
}

// The day or month in which something began.
static Str speak_beginning(const Speaker *speaker, uint32_t period)
{
    if (named_plainly(speaker->lens->unit))
        return SAY(speaker, PHRASE("in {0}", "en {0}"), speak_period_name(speaker, period));
    return SAY(speaker, PHRASE("on {0}", "le {0}"), speak_day(speaker, lens_first_day(speaker->lens, period)));
}

Str speak_days(const Speaker *speaker, Day first, Day last)
{
    return SAY(speaker, PHRASE("from {0} to {1}", "du {0} au {1}"), speak_day(speaker, first),
               speak_day(speaker, last));
}

Str speak_during(const Speaker *speaker, uint32_t from, uint32_t to)
{
    if (to == from + 1 && named_plainly(speaker->lens->unit))
        return SAY(speaker, PHRASE("in {0}", "en {0}"), speak_period_name(speaker, from));
    return speak_days(speaker, lens_first_day(speaker->lens, from), lens_last_day(speaker->lens, to - 1));
}

// "since June 2025", or "from May to July" when it has passed.
static Str say_when(const Speaker *speaker, const Fault *fault)
{
    bool lasts = fault->to == speaker->lens->periods;
    return lasts ? speak_since(speaker, fault->from) : speak_during(speaker, fault->from, fault->to);
}

// Of 100 expected back, how many came.
static Str say_came(const Speaker *speaker, const Fault *fault)
{
    return speak_count(speaker, 100 * fault->returns.came / fmax(1, fault->returns.expected));
}

static Str say_expected(const Speaker *speaker, const Fault *fault)
{
    return SAY(
        speaker,
        PHRASE("Customers came back {0} times where {1} were to be expected of customers who had bought as often "
               "and as recently (counted once for each customer and {2}).",
               "Des clients sont revenus {0} fois, contre {1} attendues de clients ayant acheté aussi souvent et "
               "aussi récemment (comptés une fois par client et par {2})."),
        speak_count(speaker, fault->returns.came * speaker->lens->sample_of),
        speak_count(speaker, fault->returns.expected * speaker->lens->sample_of),
        speak_plain(speaker, unit_noun(speaker->lens->unit)));
}

// ---- everybody ----

static void say_break(const Speaker *speaker, const Fault *fault, Finding *finding)
{
    bool lasts = fault->to == speaker->lens->periods;
    Str began = lasts ? speak_beginning(speaker, fault->from) : speak_during(speaker, fault->from, fault->to);
    finding->title = SAY(speaker,
                         PHRASE("Retention broke {0}: of 100 customers expected back since then, {1} came",
                                "La rétention a chuté {0}\u00A0: sur 100 clients attendus depuis, {1} sont revenus"),
                         began, say_came(speaker, fault));
    finding->evidence = SAY(
        speaker,
        PHRASE(
            "{0} It concerns old and new customers alike, and the longer they have been silent, the surer they are "
            "gone.",
            "{0} Anciens et nouveaux clients sont touchés, et plus leur silence dure, plus leur départ est certain."),
        say_expected(speaker, fault));
    finding->action = SAY(
        speaker,
        PHRASE("Find out what changed for customers then (delivery, quality, service, the site), call ten who stopped "
               "{0}, and win back the best first: list them with --customers FILE.",
               "Cherchez ce qui a changé alors pour les clients (livraison, qualité, service, site), appelez-en dix "
               "qui se sont arrêtés {0}, et faites revenir les meilleurs d’abord\u00A0: listez-les avec --customers "
               "FICHIER."),
        say_when(speaker, fault));
}

static void say_frequency(const Speaker *speaker, const Fault *fault, Finding *finding)
{
    Str when = say_when(speaker, fault);
    finding->title =
        SAY(speaker,
            PHRASE("Customers have ordered less often {0}: about {1} orders a year are missing",
                   "Les clients commandent moins souvent {0}\u00A0: il manque environ {1} commandes par an"),
            when, speak_count(speaker, fault->lost_orders));
    finding->evidence =
        SAY(speaker,
            PHRASE("{0} They have not left: after a long silence they come back as they used to, only "
                   "later and for fewer orders.",
                   "{0} Ils ne sont pas partis\u00A0: après un long silence ils reviennent comme avant, mais "
                   "plus tard et pour moins de commandes."),
            say_expected(speaker, fault));
    finding->action = speak_plain(
        speaker,
        PHRASE("Ask ten regular customers what they now buy elsewhere, and remind each when their usual time to order "
               "has passed: list them with --customers FILE, by last order.",
               "Demandez à dix clients réguliers ce qu’ils achètent désormais ailleurs, et relancez chacun quand son "
               "délai habituel est passé\u00A0: listez-les avec --customers FICHIER, par dernière commande."));
}

static void say_dearer(const Speaker *speaker, const Fault *fault, Finding *finding)
{
    Str since = speak_since(speaker, fault->from);
    finding->title = SAY(
        speaker,
        PHRASE(
            "Prices rose, and customers have stayed so far: an average order is {1} {0} instead of {2}",
            "Les prix ont monté, et les clients restent jusqu’ici\u00A0: la commande moyenne est de {1} {0} au lieu de "
            "{2}"),
        since, speak_money(speaker, fault->after), speak_money(speaker, fault->before));
    finding->evidence = speak_plain(
        speaker, PHRASE("The same customers pay more for an order than before, and come back as often as before.",
                        "Les mêmes clients paient plus par commande qu’avant, et reviennent aussi souvent qu’avant."));
    finding->action = speak_plain(
        speaker,
        PHRASE("If the rise was not meant, look for the cause (prices, pack sizes, delivery fees); if it was, run "
               "the audit again next month: who leaves over a price leaves late.",
               "Si la hausse n’était pas voulue, cherchez-en la cause (prix, formats, frais de livraison)\u00A0; si "
               "elle l’était, relancez l’audit le mois prochain\u00A0: qui part pour un prix part tard."));
}

static void say_price(const Speaker *speaker, const Fault *fault, Finding *finding)
{
    if (fault->returns.expected == 0) {
        say_dearer(speaker, fault, finding);
        return;
    }
    Str since = speak_since(speaker, fault->from);
    finding->title = SAY(
        speaker,
        PHRASE(
            "Prices rose and customers have left {0}: an average order went from {1} to {2}, and of 100 orders "
            "to be expected {3} came",
            "Les prix ont monté et des clients sont partis {0}\u00A0: la commande moyenne est passée de {1} à {2}, et "
            "sur 100 commandes attendues {3} sont venues"),
        since, speak_money(speaker, fault->before), speak_money(speaker, fault->after),
        speak_count(speaker, 100 * fault->orders_share));
    finding->evidence =
        SAY(speaker,
            PHRASE("{0} The same customers pay more for an order than before, and both began together: the "
                   "price rise is the likeliest cause.",
                   "{0} Les mêmes clients paient plus par commande qu’avant, et les deux ont commencé "
                   "ensemble\u00A0: la hausse des prix en est la cause la plus probable."),
            say_expected(speaker, fault));
    finding->action = SAY(
        speaker,
        PHRASE("Offer the old price, or a smaller pack, to a random half of those who stopped {0} and compare the "
               "halves after a month before deciding for all: list them with --customers FILE.",
               "Proposez l’ancien prix, ou un plus petit format, à une moitié tirée au sort de ceux qui se sont "
               "arrêtés {0}, et comparez les moitiés après un mois avant de décider pour tous\u00A0: listez-les avec "
               "--customers FICHIER."),
        since);
}

// ---- some ----

static Str say_contrast(const Speaker *speaker, const RepeatContrast *contrast)
{
    return SAY(speaker,
               PHRASE("{0} of 100 ordered a second time within {1} days instead of {2}",
                      "{0} sur 100 ont commandé une deuxième fois en {1} jours au lieu de {2}"),
               speak_count(speaker, 100 * contrast->here.value), speak_count(speaker, contrast->days),
               speak_count(speaker, 100 * contrast->elsewhere.value));
}

static bool is_lower(const RepeatContrast *contrast)
{
    return contrast->observed && contrast->here.value < 0.95 * contrast->elsewhere.value;
}

// What the title promises: by second orders when enough are old enough, else by returns.
static Str say_how_few(const Speaker *speaker, const Fault *fault, const RepeatContrast *contrast)
{
    if (is_lower(contrast)) return say_contrast(speaker, contrast);
    return SAY(speaker, PHRASE("of 100 expected back, {0} came", "sur 100 attendus, {0} sont revenus"),
               say_came(speaker, fault));
}

static Str say_numbers(const Speaker *speaker, const Fault *fault, const RepeatContrast *contrast)
{
    if (!is_lower(contrast)) return say_expected(speaker, fault);
    return SAY(
        speaker,
        PHRASE(
            "Second orders within {0} days: {1} of {2} customers ({3}) against {4} of {5} others ({6}). {7}",
            "Deuxièmes commandes en {0} jours\u00A0: {1} sur {2} clients ({3}) contre {4} sur {5} autres ({6}). {7}"),
        speak_count(speaker, contrast->days), speak_count(speaker, (double)contrast->here.count),
        speak_count(speaker, (double)contrast->here.n), say_interval(speaker->audit, contrast->here, speaker->arena),
        speak_count(speaker, (double)contrast->elsewhere.count), speak_count(speaker, (double)contrast->elsewhere.n),
        say_interval(speaker->audit, contrast->elsewhere, speaker->arena), say_expected(speaker, fault));
}

static void say_second_orders(const Speaker *speaker, const Fault *fault, Finding *finding)
{
    RepeatContrast contrast = repeat_contrast(speaker->lens, &fault->region);
    Str since = speak_since(speaker, fault->from);
    finding->title = SAY(speaker,
                         PHRASE("Fewer new customers have placed a second order {0}: {1}",
                                "Moins de nouveaux clients passent une deuxième commande {0}\u00A0: {1}"),
                         since, say_how_few(speaker, fault, &contrast));
    finding->evidence = SAY(speaker,
                            PHRASE("{0} Customers won earlier come back as they always did.",
                                   "{0} Les clients gagnés plus tôt reviennent comme toujours."),
                            say_numbers(speaker, fault, &contrast));
    finding->action = SAY(
        speaker,
        PHRASE(
            "Compare what first-time buyers met {0} with what they met before (source, welcome, delivery, first "
            "product), and write to those who have not ordered again: list them with --customers FILE.",
            "Comparez ce que les nouveaux clients ont rencontré {0} avec ce qu’ils rencontraient avant (origine, "
            "accueil, livraison, premier produit), et écrivez à ceux qui n’ont pas recommandé\u00A0: listez-les avec "
            "--customers FICHIER."),
        since);
}

static void say_cohort(const Speaker *speaker, const Fault *fault, Finding *finding)
{
    RepeatContrast contrast = repeat_contrast(speaker->lens, &fault->region);
    Str during = speak_during(speaker, fault->from, fault->to);
    finding->title = SAY(speaker,
                         PHRASE("The customers won {0} stay less than others: {1}",
                                "Les clients gagnés {0} restent moins que les autres\u00A0: {1}"),
                         during, say_how_few(speaker, fault, &contrast));
    finding->evidence =
        SAY(speaker,
            PHRASE("{0} Only this cohort is concerned: those won shortly before and after do better.",
                   "{0} Seule cette cohorte est touchée\u00A0: les clients gagnés peu avant et peu après font "
                   "mieux."),
            say_numbers(speaker, fault, &contrast));
    finding->action = SAY(
        speaker,
        PHRASE("Look up which campaign, discount or source brought them {0} and do not repeat it as it was; make one "
               "offer to those left: list them with --customers FILE (first order).",
               "Retrouvez la campagne, la remise ou la source qui les a amenés {0} et ne la répétez pas telle "
               "quelle\u00A0; "
               "faites une offre à ceux qui restent\u00A0: listez-les avec --customers FICHIER (première commande)."),
        during);
}

static void say_fallen_group(const Speaker *speaker, const Fault *fault, Finding *finding)
{
    const ActivityDimension *dimension = &speaker->lens->columns->dimension[fault->region.dimension];
    Str value = dimension->texts[fault->region.group], since = speak_since(speaker, fault->from);
    finding->title = SAY(
        speaker,
        PHRASE("Customers won by {0} “{1}” have come back less {2}: of 100 expected back, {3} came",
               "Les clients gagnés par {0} «\u00A0{1}\u00A0» reviennent moins {2}\u00A0: sur 100 attendus, {3} sont "
               "revenus"),
        dimension->name, value, since, say_came(speaker, fault));
    finding->evidence =
        SAY(speaker, PHRASE("{0} The others come back as before.", "{0} Les autres reviennent comme avant."),
            say_expected(speaker, fault));
    finding->action = SAY(
        speaker,
        PHRASE("Find out what changed for “{0}” {1} (offer, delivery, service, price) and call ten of these customers.",
               "Cherchez ce qui a changé pour «\u00A0{0}\u00A0» {1} (offre, livraison, service, prix) et appelez dix "
               "de ces "
               "clients."),
        value, since);
}

static void say_group(const Speaker *speaker, const Fault *fault, Finding *finding)
{
    RepeatContrast contrast = repeat_contrast(speaker->lens, &fault->region);
    const ActivityDimension *dimension = &speaker->lens->columns->dimension[fault->region.dimension];
    Str value = dimension->texts[fault->region.group];
    if (fault->from > 0) {
        say_fallen_group(speaker, fault, finding);
        return;
    }
    finding->title = SAY(speaker,
                         PHRASE("Customers won by {0} “{1}” stay less than others: {2}",
                                "Les clients gagnés par {0} «\u00A0{1}\u00A0» restent moins que les autres\u00A0: {2}"),
                         dimension->name, value, say_how_few(speaker, fault, &contrast));
    finding->evidence = say_numbers(speaker, fault, &contrast);
    finding->action =
        SAY(speaker,
            PHRASE("Ask ten customers of “{0}” why they did not come back, and spend less on winning "
                   "customers there until the answer is known.",
                   "Demandez à dix clients de «\u00A0{0}\u00A0» pourquoi ils ne sont pas revenus, et dépensez moins "
                   "pour y gagner des clients tant que la réponse n’est pas connue."),
            value);
}

static void say_best(const Speaker *speaker, const Fault *fault, Finding *finding)
{
    Str during = speak_during(speaker, fault->from, fault->to);
    finding->title = SAY(speaker,
                         PHRASE("Your best customers fell silent {0}: of 100 expected back, {1} came",
                                "Vos meilleurs clients se sont tus {0}\u00A0: sur 100 attendus, {1} sont revenus"),
                         during, say_came(speaker, fault));
    finding->evidence =
        SAY(speaker,
            PHRASE("{0} They are the tenth that spends most; the other customers come back as before.",
                   "{0} Il s’agit du dixième qui dépense le plus\u00A0; les autres clients reviennent comme "
                   "avant."),
            say_expected(speaker, fault));
    finding->action = speak_plain(
        speaker,
        PHRASE("Call them one by one this week, the one with the highest revenue first: list those silent since "
               "then with --customers FILE.",
               "Appelez-les un par un cette semaine, en commençant par le plus gros chiffre d’affaires\u00A0: listez "
               "ceux qui se taisent depuis lors avec --customers FICHIER."));
}

// ---- all kinds ----

typedef void SayFault(const Speaker *speaker, const Fault *fault, Finding *finding);

static SayFault *const say_by_kind[FINDING_KIND_COUNT] = {
    [FINDING_RETENTION_BREAK] = say_break,      [FINDING_FREQUENCY] = say_frequency, [FINDING_PRICE_RISE] = say_price,
    [FINDING_SECOND_ORDER] = say_second_orders, [FINDING_BAD_COHORT] = say_cohort,   [FINDING_GROUP] = say_group,
    [FINDING_BEST_SLEEPING] = say_best,
};

Finding say_fault(const Speaker *speaker, const Fault *fault)
{
    if (!say_by_kind[fault->kind]) return say_level_fault(speaker, fault);
    Finding finding = {.kind = fault->kind, .p_value = fault->p_value};
    say_by_kind[fault->kind](speaker, fault, &finding);
    finding.value_basis = PHRASE("of revenue a year, from the orders that no longer come",
                                 "de chiffre d’affaires par an, des commandes qui ne viennent plus");
    return finding;
}

#include "audit/audit_sentences.h"

#include <math.h>

#include "base/number.h"

// The locale and currency stand in the audit; these shorten what every sentence needs.
static Str count_text(const Audit *audit, int64_t count, Arena *arena)
{
    return number_say_count(arena, audit->options.locale, count);
}

static Str rate_text(const Audit *audit, double rate, Arena *arena)
{
    return number_say_rate(arena, audit->options.locale, rate, 1);
}

static Str round_amount(const Audit *audit, double amount_minor, Arena *arena)
{
    return money_say_round(arena, audit->options.locale, (int64_t)llround(amount_minor), &audit->currency);
}

#define SAY(...) phrase_say(arena, audit->options.locale, __VA_ARGS__)

Str say_amount(const Audit *audit, double amount_minor, Arena *arena)
{
    return money_say(arena, audit->options.locale, (int64_t)llround(amount_minor), &audit->currency);
}

Phrase unit_noun(PeriodUnit unit)
{
    static const Phrase nouns[PERIOD_UNIT_COUNT] = {[PERIOD_DAY] = PHRASE("day", "jour"),
                                                    [PERIOD_WEEK] = PHRASE("week", "semaine"),
                                                    [PERIOD_MONTH] = PHRASE("month", "mois"),
                                                    [PERIOD_QUARTER] = PHRASE("quarter", "trimestre"),
                                                    [PERIOD_YEAR] = PHRASE("year", "an")};
    return nouns[unit];
}

Phrase unit_nouns(PeriodUnit unit)
{
    static const Phrase nouns[PERIOD_UNIT_COUNT] = {[PERIOD_DAY] = PHRASE("days", "jours"),
                                                    [PERIOD_WEEK] = PHRASE("weeks", "semaines"),
                                                    [PERIOD_MONTH] = PHRASE("months", "mois"),
                                                    [PERIOD_QUARTER] = PHRASE("quarters", "trimestres"),
                                                    [PERIOD_YEAR] = PHRASE("years", "ans")};
    return nouns[unit];
}

Phrase role_label(ColumnRole role)
{
    static const Phrase labels[COLUMN_ROLE_COUNT] = {
        [COLUMN_SKIP] = PHRASE("not used", "non utilisée"),
        [COLUMN_CUSTOMER] = PHRASE("customer", "client"),
        [COLUMN_DATE] = PHRASE("date", "date"),
        [COLUMN_TIME] = PHRASE("time", "heure"),
        [COLUMN_AMOUNT] = PHRASE("amount", "montant"),
        [COLUMN_PRICE] = PHRASE("price", "prix"),
        [COLUMN_QUANTITY] = PHRASE("quantity", "quantité"),
        [COLUMN_ORDER] = PHRASE("order", "commande"),
        [COLUMN_PRODUCT] = PHRASE("product", "produit"),
        [COLUMN_CHANNEL] = PHRASE("channel", "canal"),
        [COLUMN_COUNTRY] = PHRASE("country", "pays"),
        [COLUMN_SEGMENT] = PHRASE("segment", "segment"),
        [COLUMN_PLAN] = PHRASE("plan", "formule"),
        [COLUMN_PROMOTION] = PHRASE("promotion", "promotion"),
        [COLUMN_REASON] = PHRASE("reason", "raison"),
        [COLUMN_COST] = PHRASE("cost", "coût"),
        [COLUMN_MARGIN] = PHRASE("margin", "marge"),
        [COLUMN_ENDED] = PHRASE("end of contract", "fin de contrat"),
        [COLUMN_CURRENCY] = PHRASE("currency", "devise"),
        [COLUMN_STATUS] = PHRASE("status", "statut"),
    };
    return labels[role];
}

// English has one thing and 0 or 2 things, French 0 or 1 thing and 2 things.
bool says_one(const Audit *audit, double count)
{
    return audit->options.locale == LOCALE_FR ? count < 2 : count >= 1 && count <= 1;
}

Str say_customers(const Audit *audit, int64_t count, Arena *arena)
{
    return SAY(says_one(audit, (double)count) ? PHRASE("{0} customer", "{0} client")
                                              : PHRASE("{0} customers", "{0} clients"),
               count_text(audit, count, arena));
}

Str say_orders(const Audit *audit, int64_t count, Arena *arena)
{
    return SAY(says_one(audit, (double)count) ? PHRASE("{0} order", "{0} commande")
                                              : PHRASE("{0} orders", "{0} commandes"),
               count_text(audit, count, arena));
}

Str say_period(const Audit *audit, const AuditPeriod *period, Arena *arena)
{
    Locale locale = audit->options.locale;
    if (period != audit->study) return period_say(arena, locale, audit->span.unit, period->number);
    return SAY(PHRASE("{0} to {1}", "{0} au {1}"), day_say(arena, locale, period->first_day),
               day_say(arena, locale, period->last_day));
}

Str say_interval(const Audit *audit, Rate rate, Arena *arena)
{
    return SAY(PHRASE("{0} to {1}", "{0} à {1}"), rate_text(audit, rate.low, arena),
               rate_text(audit, rate.high, arena));
}

static Phrase date_form(const DateFormat *date)
{
    switch (date->order) {
    case DATE_ORDER_DMY: return PHRASE("day, month, year", "jour, mois, année");
    case DATE_ORDER_MDY: return PHRASE("month, day, year", "mois, jour, année");
    case DATE_ORDER_YMD: return PHRASE("year, month, day", "année, mois, jour");
    case DATE_ORDER_FIND: break;
    }
    if (date->unix_seconds) return PHRASE("seconds since 1970", "secondes depuis 1970");
    if (date->month_names) return PHRASE("with the name of the month", "avec le nom du mois");
    return PHRASE("year, month, day", "année, mois, jour");
}

Str sentence_dates(const Audit *audit, const DateFormat *date, Arena *arena)
{
    Locale locale = audit->options.locale;
    Str text = str_of(date_form(date).in[locale]);
    if (!date->decided && date->assumed.in[locale])
        text = SAY(PHRASE("{0} (assumed: {1})", "{0} (supposé\u00A0: {1})"), text, str_of(date->assumed.in[locale]));
    else if (date->decided_line)
        text = SAY(PHRASE("{0}: line {1} ({2}) decides", "{0}\u00A0: la ligne {1} ({2}) en décide"), text,
                   number_say_count(arena, locale, (int64_t)date->decided_line), date->decided_value);
    if (!date->has_zone) return text;
    return SAY(
        PHRASE("{0}; times with a zone are counted in {1}", "{0}\u00A0; les heures avec fuseau sont comptées en {1}"),
        text, zone_name(audit->options.read.zone));
}

Str sentence_as_of(const Audit *audit, Arena *arena)
{
    Str day = day_say(arena, audit->options.locale, audit->as_of);
    if (audit->options.as_of != DAY_MAX)
        return SAY(PHRASE("Counted as of the end of {0}, the day you gave.",
                          "Compté à la fin du {0}, le jour que vous avez donné."),
                   day);
    return SAY(PHRASE("Counted as of the end of {0}, the last day in the file.",
                      "Compté à la fin du {0}, le dernier jour du fichier."),
               day);
}

static Phrase window_reason(WindowReason reason)
{
    switch (reason) {
    case WINDOW_GIVEN:
        return PHRASE("A customer counts as lost after {0} days without an order: the window you gave.",
                      "Un client est compté comme perdu après {0} jours sans commande\u00A0: la fenêtre que vous avez "
                      "donnée.");
    case WINDOW_FROM_GAPS:
        return PHRASE(
            "A customer counts as lost after {0} days without an order. That is found in your data: of the gaps "
            "between orders that ever close, nine in ten have closed by then.",
            "Un client est compté comme perdu après {0} jours sans commande. C’est tiré de vos données\u00A0: "
            "parmi les silences entre commandes qui finissent, neuf sur dix sont alors finis.");
    case WINDOW_TOO_FEW_GAPS:
        return PHRASE(
            "A customer counts as lost after {0} days without an order: a default, as there are too few repeat "
            "orders to find it in your data.",
            "Un client est compté comme perdu après {0} jours sans commande\u00A0: une valeur par défaut, car "
            "trop peu de clients ont recommandé pour la tirer de vos données.");
    case WINDOW_CUT_TO_HALF:
        return PHRASE(
            "A customer counts as lost after {0} days without an order. Your customers' gaps ask for more, but "
            "this is half of the time the file covers, and with more no loss could be seen.",
            "Un client est compté comme perdu après {0} jours sans commande. Les silences de vos clients "
            "demanderaient plus, mais c’est la moitié du temps couvert par le fichier\u00A0: au-delà, aucune "
            "perte ne serait visible.");
    }
    return PHRASE("", "");
}

Str sentence_window(const Audit *audit, Arena *arena)
{
    if (audit->window.days == 0)
        return SAY(
            PHRASE("A customer is active in a period when they order within it: the rule you chose.",
                   "Un client est actif dans une période s’il y commande\u00A0: la règle que vous avez choisie."));
    Str days = count_text(audit, audit->window.days, arena);
    Str sentence = SAY(window_reason(audit->window_choice.reason), days);
    if (audit->window_choice.gaps == 0 || !(audit->window_choice.return_after > 0)) return sentence;
    return SAY(PHRASE("{0} About {1} of those counted as lost come back later all the same.",
                      "{0} Environ {1} de ceux comptés comme perdus reviennent malgré tout plus tard."),
               sentence, rate_text(audit, audit->window_choice.return_after, arena));
}

// A whole number of every 100, but never "100" or "0" for what is not quite all or none.
Str sentence_kept(const Audit *audit, Rate retention, Arena *arena)
{
    if (!retention.observed) return STR("");
    double kept = retention.value * 100;
    bool all_but = (kept >= 99.5 && retention.count < retention.n) || (kept < 0.5 && retention.count > 0);
    int decimals = all_but ? 1 : 0;
    double unit = all_but ? 10 : 1, shown = round(kept * unit) / unit;
    Phrase phrase = says_one(audit, 100 - shown)
                        ? PHRASE("You kept {0} of every 100 existing customers; {1} stopped buying.",
                                 "Vous avez gardé {0} clients existants sur 100\u00A0; {1} a cessé d’acheter.")
                        : PHRASE("You kept {0} of every 100 existing customers; {1} stopped buying.",
                                 "Vous avez gardé {0} clients existants sur 100\u00A0; {1} ont cessé d’acheter.");
    return SAY(phrase, number_say(arena, audit->options.locale, shown, decimals),
               number_say(arena, audit->options.locale, 100 - shown, decimals));
}

Str sentence_trend(const Audit *audit, Arena *arena)
{
    Str points = number_say_points(arena, audit->options.locale, fabs(audit->retention_slope), 2);
    Str unit = SAY(unit_noun(audit->span.unit));
    switch (audit->retention_trend) {
    case TREND_RISING:
        return SAY(PHRASE("Over the whole file retention rises, by about {0} a {1}.",
                          "Sur tout le fichier, la rétention monte d’environ {0} par {1}."),
                   points, unit);
    case TREND_FALLING:
        return SAY(PHRASE("Over the whole file retention falls, by about {0} a {1}.",
                          "Sur tout le fichier, la rétention baisse d’environ {0} par {1}."),
                   points, unit);
    case TREND_FLAT:
        return SAY(PHRASE("Over the whole file retention neither rises nor falls beyond what chance explains.",
                          "Sur tout le fichier, la rétention ne monte ni ne baisse au-delà du hasard."));
    case TREND_UNKNOWN: break;
    }
    return SAY(PHRASE("There are too few periods to speak of a trend.",
                      "Il y a trop peu de périodes pour parler de tendance."));
}

Str sentence_break(const Audit *audit, const Break *level, Arena *arena)
{
    return SAY(
        PHRASE("From {0} on, retention runs at another level: {2} instead of {1}.",
               "À partir de cette période ({0}), la rétention passe à un autre niveau\u00A0: {2} au lieu de {1}."),
        say_period(audit, &audit->period[level->at], arena), rate_text(audit, level->before, arena),
        rate_text(audit, level->after, arena));
}

Str sentence_balance(const Audit *audit, const AuditPeriod *period, Arena *arena)
{
    const Presence *presence = &period->presence;
    int64_t net = presence->end - presence->start;
    Str sign = net > 0 ? STR("+") : STR("");
    return SAY(PHRASE("In {0} you kept {1} customers, won {2}, saw {3} come back and lost {4}: {5}{6} in all.",
                      "Sur la période ({0}), vous avez gardé {1} clients, gagné {2}, vu revenir {3} et perdu "
                      "{4}\u00A0: {5}{6} au total."),
               say_period(audit, period, arena), count_text(audit, presence->retained, arena),
               count_text(audit, presence->new_, arena), count_text(audit, presence->reactivated, arena),
               count_text(audit, presence->lost, arena), sign, count_text(audit, net, arena));
}

Str sentence_survival(const Audit *audit, Arena *arena)
{
    const Survival *survival = &audit->survival;
    if (survival->count == 0)
        return SAY(PHRASE("Nobody was observed long enough to say how long customers stay.",
                          "Personne n’a été observé assez longtemps pour dire combien de temps les clients restent."));
    if (survival->median_reached && survival->median_day == 0)
        return SAY(PHRASE("Half of your customers or more never come back after the day of their first order.",
                          "La moitié de vos clients ou plus ne reviennent jamais après le jour de leur première "
                          "commande."));
    if (survival->median_reached)
        return SAY(PHRASE("Half of your customers are gone {0} days after their first order.",
                          "La moitié de vos clients sont partis {0} jours après leur première commande."),
                   count_text(audit, survival->median_day, arena));
    const SurvivalPoint *last = &survival->points[survival->count - 1];
    return SAY(PHRASE("After {0} days, the longest that can be seen, {1} of your customers are still there.",
                      "Après {0} jours, le plus long que l’on puisse voir, {1} de vos clients sont encore là."),
               count_text(audit, last->day, arena), rate_text(audit, last->survival, arena));
}

Str sentence_peak_hazard(const Audit *audit, Arena *arena)
{
    if (!audit->has_peak_hazard) return STR("");
    const Hazard *peak = &audit->peak_hazard;
    return SAY(
        PHRASE("The critical moment lies between day {0} and day {1}: {2} of the {3} customers still there then "
               "left within it.",
               "Le moment critique se situe entre le jour {0} et le jour {1}\u00A0: {2} des {3} clients encore là "
               "sont alors partis."),
        count_text(audit, peak->from_day, arena), count_text(audit, peak->to_day, arena),
        rate_text(audit, peak->rate, arena), count_text(audit, peak->at_risk, arena));
}

Str sentence_conversion(const Audit *audit, const AuditConversion *conversion, Arena *arena)
{
    Str days = count_text(audit, conversion->days, arena);
    if (!conversion->rate.observed)
        return SAY(PHRASE("No first order is {0} days old yet.", "Aucune première commande n’a encore {0} jours."),
                   days);
    return SAY(PHRASE("Of every 100 new customers, {0} order again within {1} days.",
                      "Sur 100 nouveaux clients, {0} recommandent dans les {1} jours."),
               number_say(arena, audit->options.locale, conversion->rate.value * 100, 0), days);
}

Str sentence_concentration(const Audit *audit, Arena *arena)
{
    const Concentration *top = &audit->concentration;
    if (!top->observed)
        return SAY(PHRASE("There is no revenue to share out.", "Il n’y a pas de chiffre d’affaires à répartir."));
    return SAY(
        PHRASE("The best {0} of customers ({1} of them, from {2} each) bring {3} of the revenue.",
               "Les meilleurs {0} des clients ({1}, à partir de {2} chacun) apportent {3} du chiffre d’affaires."),
        number_say_rate(arena, audit->options.locale, top->share, 0), count_text(audit, top->customers, arena),
        say_amount(audit, (double)top->threshold, arena), rate_text(audit, top->value_share, arena));
}

Str sentence_returning(const Audit *audit, Arena *arena)
{
    if (!audit->returning_observed)
        return SAY(PHRASE("Nobody has ordered twice yet.", "Personne n’a encore commandé deux fois."));
    Phrase phrase =
        audit->spend_premium < 0
            ? PHRASE("Customers who come back bring {0} of the revenue; their orders are {1} smaller than first "
                     "orders ({2} against {3}).",
                     "Les clients qui reviennent apportent {0} du chiffre d’affaires\u00A0; leurs commandes "
                     "sont inférieures de {1} aux premières ({2} contre {3}).")
            : PHRASE("Customers who come back bring {0} of the revenue; their orders are {1} larger than first "
                     "orders ({2} against {3}).",
                     "Les clients qui reviennent apportent {0} du chiffre d’affaires\u00A0; leurs commandes "
                     "sont supérieures de {1} aux premières ({2} contre {3}).");
    return SAY(
        phrase, rate_text(audit, audit->returning_share, arena), rate_text(audit, fabs(audit->spend_premium), arena),
        say_amount(audit, audit->returning_order_value, arena), say_amount(audit, audit->first_order_value, arena));
}

Str sentence_resilience(const Audit *audit, Arena *arena)
{
    if (!audit->loyal_variation_observed || !audit->new_variation_observed)
        return SAY(PHRASE("There are too few periods to compare how steady the revenue is.",
                          "Il y a trop peu de périodes pour comparer la régularité du chiffre d’affaires."));
    Phrase phrase =
        audit->loyal_variation <= audit->new_variation
            ? PHRASE("Revenue of loyal customers is the steadier one: it varies by {0} around its mean, that "
                     "of new customers by {1}.",
                     "Le chiffre d’affaires des clients fidèles est le plus régulier\u00A0: il varie de {0} "
                     "autour de sa moyenne, celui des nouveaux de {1}.")
            : PHRASE("Revenue of loyal customers is the less steady one: it varies by {0} around its mean, "
                     "that of new customers by {1}.",
                     "Le chiffre d’affaires des clients fidèles est le moins régulier\u00A0: il varie de {0} "
                     "autour de sa moyenne, celui des nouveaux de {1}.");
    return SAY(phrase, rate_text(audit, audit->loyal_variation, arena), rate_text(audit, audit->new_variation, arena));
}

Str sentence_lifetime(const Audit *audit, Arena *arena)
{
    const LifetimeValue *lifetime = &audit->lifetime;
    if (!lifetime->observed)
        return SAY(PHRASE("Not observed yet: it takes a complete period with orders and with customers who left.",
                          "Pas encore observé\u00A0: il faut une période complète avec des commandes et des départs."));
    return SAY(PHRASE("A customer brings {0} an order, {1} orders a {2}, for {3} {4}.",
                      "Un client rapporte {0} par commande, à raison de {1} par {2}, pendant {3} {4}."),
               say_amount(audit, lifetime->average_order_value, arena),
               number_say(arena, audit->options.locale, lifetime->purchases_per_period, 2),
               SAY(unit_noun(audit->lifetime_unit)),
               number_say(arena, audit->options.locale, lifetime->retention_periods, 1),
               SAY(unit_nouns(audit->lifetime_unit)));
}

Str sentence_losses(const Audit *audit, Arena *arena)
{
    if (!audit->lifetime.observed)
        return SAY(PHRASE("The cost of lost customers is not known while their lifetime value is not.",
                          "Le coût des clients perdus n’est pas connu tant que leur valeur vie ne l’est pas."));
    return SAY(
        PHRASE("Over the periods of the file {0} were lost, and with them about {1} of revenue to come.",
               "Sur les périodes du fichier, {0} ont été perdus, et avec eux environ {1} de chiffre d’affaires à "
               "venir."),
        say_customers(audit, audit->lost_customers, arena), round_amount(audit, (double)audit->lost_value, arena));
}

Str sentence_uplift(const Audit *audit, Arena *arena)
{
    if (!(audit->uplift.revenue > 0))
        return SAY(PHRASE("What one more point of retention would bring is not known yet.",
                          "Ce que rapporterait un point de rétention de plus n’est pas encore connu."));
    return SAY(
        PHRASE("One more point of retention keeps {0} customers more, worth {1} of revenue a year.",
               "Un point de rétention de plus, c’est {0} clients gardés, soit {1} de chiffre d’affaires par an."),
        number_say(arena, audit->options.locale, audit->uplift.customers, 1),
        round_amount(audit, audit->uplift.revenue, arena));
}

Str sentence_replacement(const Audit *audit, Arena *arena)
{
    Str customers = say_customers(audit, audit->replacement_customers, arena), unit = SAY(unit_noun(audit->span.unit));
    if (audit->replacement_cost < 0)
        return SAY(
            PHRASE("Just to replace those lost, you need to win {0} a {1}. Give --cac AMOUNT to see what that costs.",
                   "Rien que pour remplacer les pertes, il faut gagner {0} par {1}. Donnez --cac MONTANT pour en "
                   "voir le coût."),
            customers, unit);
    return SAY(PHRASE("Just to replace those lost, you need to win {0} a {1}, at a cost of {2}.",
                      "Rien que pour remplacer les pertes, il faut gagner {0} par {1}, pour un coût de {2}."),
               customers, unit, round_amount(audit, (double)audit->replacement_cost, arena));
}

Str sentence_forecast(const Audit *audit, Arena *arena)
{
    if (!audit->forecast_observed)
        return SAY(PHRASE("What today's customers will bring can't be told yet.",
                          "Ce que rapporteront les clients d’aujourd’hui ne peut pas encore être estimé."));
    return SAY(
        PHRASE("Without a single new customer, those of today would bring {0} over the next {1} periods.",
               "Sans aucun nouveau client, ceux d’aujourd’hui rapporteraient {0} sur les {1} prochaines périodes."),
        round_amount(audit, audit->forecast_total, arena), count_text(audit, audit->forecast_periods, arena));
}

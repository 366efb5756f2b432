#include "prediction/lifetime_text_cli.h"

#include <math.h>

#include "base/number.h"
#include "cli/display.h"
#include "cli/table.h"

// ---- words and numbers ----

static Str say(const LifetimePage *page, Phrase phrase)
{
    return str_of(phrase.in[page->locale]);
}

static Str number(const LifetimePage *page, double value, int decimals)
{
    return number_say(page->arena, page->locale, value, decimals);
}

static Str count(const LifetimePage *page, size_t value)
{
    return number_say_count(page->arena, page->locale, (int64_t)value);
}

static Str money(const LifetimePage *page, double amount_minor)
{
    return money_say(page->arena, page->locale, (int64_t)llround(fmax(-9e15, fmin(9e15, amount_minor))),
                     &page->report->currency);
}

static Str day(const LifetimePage *page, Day of)
{
    return day_say(page->arena, page->locale, of);
}

static void heading(const LifetimePage *page, Phrase title)
{
    Str text = say(page, title);
    text_addf(page->out, "\n%.*s\n", STR_ARGS(text));
    for (size_t i = 0; i < display_width(text); i++) text_add(page->out, STR("─"));
    text_add_byte(page->out, '\n');
}

static void paragraph(const LifetimePage *page, Str text)
{
    display_wrap(page->out, display_clean(page->arena, text), 0, page->width);
    text_add_byte(page->out, '\n');
}

// ---- parts ----

static void add_input(const LifetimePage *page)
{
    const LifetimeReport *report = page->report;
    paragraph(page,
              phrase_say(page->arena, page->locale,
                         PHRASE("{0}: {1} rows used, {2} refused; {3} customers from {4} to {5}.",
                                "{0}\u00A0: {1} lignes utilisées, {2} refusées\u202F; {3} clients du {4} au {5}."),
                         page->reading->file[0].source.name, count(page, page->reading->accepted),
                         count(page, page->reading->rejected), count(page, report->buying.count),
                         day(page, report->first), day(page, report->as_of)));
}

static Str interval(const LifetimePage *page, double value, double low, double high)
{
    return phrase_say(page->arena, page->locale, PHRASE("{0} ({1} to {2})", "{0} ({1} à {2})"), number(page, value, 3),
                      number(page, low, 3), number(page, high, 3));
}

static Str parameters(const LifetimePage *page, LifetimeModel model)
{
    const LifetimeFit *fit = &page->report->fit[model];
    Text text = text_in(page->arena);
    for (size_t i = 0; i < LIFETIME_PARAMETERS; i++)
        text_addf(&text, "%s%.*s %.*s", i ? ", " : "", STR_ARGS(lifetime_parameter_name(model, i)),
                  STR_ARGS(interval(page, fit->parameter[i], fit->low[i], fit->high[i])));
    return text_str(&text);
}

static void add_models(const LifetimePage *page)
{
    const LifetimeReport *report = page->report;
    heading(page, PHRASE("Models of how often customers buy, and whether they still will",
                         "Modèles du rythme d’achat et de la fidélité des clients"));
    for (LifetimeModel m = 0; m < LIFETIME_MODEL_COUNT; m++) {
        Str title = say(page, lifetime_title(m));
        if (!report->fitted[m]) {
            Str told = report->choice.trial[m].refusal[page->locale];
            paragraph(page, phrase_say(page->arena, page->locale,
                                       PHRASE("{0}: not fitted: {1}.", "{0}\u00A0: pas ajusté\u00A0: {1}."), title,
                                       told.size ? told : str_of(report->refusal[m].message[page->locale])));
            continue;
        }
        paragraph(page,
                  phrase_say(page->arena, page->locale,
                             PHRASE("{0}: {1}; log-likelihood {2}.", "{0}\u00A0: {1}\u202F; log-vraisemblance {2}."),
                             title, parameters(page, m), number(page, report->fit[m].log_likelihood, 1)));
    }
    paragraph(page, phrase_say(page->arena, page->locale, PHRASE("Chosen: {0}.", "Choisi\u00A0: {0}."),
                               report->because[page->locale]));
    const LifetimeFit *fit = lifetime_chosen(report);
    Phrase few = PHRASE("Few customers: {0} of what is known of the parameters is what is usual elsewhere.",
                        "Peu de clients\u00A0: {0} de ce qui est su des paramètres est ce qui est habituel ailleurs.");
    Phrase silent =
        PHRASE("The data leave a parameter open (hardly anybody seems to leave, or all are alike): {0} of what is "
               "known of them is what is usual elsewhere.",
               "Les données laissent un paramètre ouvert (presque personne ne semble partir, ou tous se "
               "ressemblent)\u00A0: {0} de ce qui en est su est ce qui est habituel ailleurs.");
    if (fit->shrunk > 0)
        paragraph(page, phrase_say(page->arena, page->locale, fit->customers < LIFETIME_CUSTOMERS_MANY ? few : silent,
                                   number_say_rate(page->arena, page->locale, fit->shrunk, 0)));
}

static void add_amounts(const LifetimePage *page)
{
    const LifetimeReport *report = page->report;
    const GammaGammaFit *fit = &report->amounts;
    if (!report->has_amounts) {
        paragraph(page, phrase_say(page->arena, page->locale, PHRASE("No value: {0}.", "Pas de valeur\u00A0: {0}."),
                                   str_of(report->amounts_refusal.message[page->locale])));
        return;
    }
    paragraph(page,
              phrase_say(page->arena, page->locale,
                         PHRASE("Amounts (Gamma-Gamma): p {0}, q {1}, gamma {2}, of {3} customers who bought again; "
                                "a purchase brings {4} on average.",
                                "Montants (Gamma-Gamma)\u00A0: p {0}, q {1}, gamma {2}, de {3} clients qui ont "
                                "racheté\u202F; un achat rapporte {4} en moyenne."),
                         interval(page, fit->parameter[0], fit->low[0], fit->high[0]),
                         interval(page, fit->parameter[1], fit->low[1], fit->high[1]),
                         interval(page, fit->parameter[2], fit->low[2], fit->high[2]), count(page, fit->customers),
                         money(page, fit->population)));
}

static void add_groups(const LifetimePage *page)
{
    const TableColumn columns[] = {{say(page, PHRASE("repeat purchases before", "rachats avant")), true},
                                   {say(page, PHRASE("customers", "clients")), true},
                                   {say(page, PHRASE("purchases after", "achats après")), true},
                                   {say(page, PHRASE("predicted", "prédits")), true}};
    Table *table = table_new(page->arena, columns, COUNT_OF(columns));
    for (size_t x = 0; x < JUDGED_GROUPS; x++) {
        const JudgedGroup *group = &page->report->group[x];
        if (!group->customers) continue;
        const Str cells[] = {str_format(page->arena, x == JUDGED_GROUPS - 1 ? "%zu+" : "%zu", x),
                             count(page, group->customers), number(page, group->actual, 0),
                             number(page, group->predicted, 1)};
        table_row(table, cells);
    }
    table_print(table, page->width, page->out);
}

static void add_holdout(const LifetimePage *page)
{
    const LifetimeReport *report = page->report;
    const LifetimeTrial *trial = &report->choice.trial[report->choice.model];
    heading(page, PHRASE("Judged on what came later", "Jugé sur la suite"));
    if (!report->judged) {
        paragraph(page, phrase_say(page->arena, page->locale, PHRASE("Not judged: {0}.", "Pas jugé\u00A0: {0}."),
                                   report->unjudged[page->locale]));
        return;
    }
    paragraph(page,
              phrase_say(page->arena, page->locale,
                         PHRASE("From {0} to {1}, {2} customers made {3} purchases; predicted were {4}. Off by {5} "
                                "purchases a customer on average, the naive rule (each goes on as before) by {6}.",
                                "Du {0} au {1}, {2} clients ont fait {3} achats\u202F; la prédiction était de {4}. "
                                "Écart moyen de {5} achat par client, de {6} pour la règle naïve (chacun continue "
                                "comme avant)."),
                         day(page, report->judged_from), day(page, report->judged_to),
                         count(page, report->choice.judged), number(page, report->choice.actual, 0),
                         number(page, trial->predicted, 0), number(page, trial->mean_absolute_error, 3),
                         number(page, report->choice.naive_mean_absolute_error, 3)));
    add_groups(page);
}

static Str range(const LifetimePage *page, size_t place)
{
    const LifetimeReport *report = page->report;
    Str value = number(page, report->purchases[report->order[place]], 1);
    if (place >= report->intervals) return value;
    Predicted purchases = report->purchases_range[place];
    return phrase_say(page->arena, page->locale, PHRASE("{0} ({1} to {2})", "{0} ({1} à {2})"), value,
                      number(page, purchases.low, 0), number(page, purchases.high, 0));
}

static void add_row(const LifetimePage *page, Table *table, size_t place)
{
    const LifetimeReport *report = page->report;
    const Str none = STR("–");
    size_t i = report->order[place];
    const NextPurchase *next = &report->next[i];
    const Str cells[] = {display_clean(page->arena, report->columns->ids[report->buying.customer[i]]),
                         count(page, report->buying.x[i] + 1),
                         number_say_rate(page->arena, page->locale, report->alive[i], 0),
                         range(page, place),
                         next->likely ? day_name(page->arena, report->as_of + (Day)ceil(next->days)) : none,
                         money(page, report->past[i]),
                         report->has_amounts ? money(page, report->future[i]) : none,
                         report->has_amounts ? money(page, report->past[i] + report->future[i]) : none};
    table_row(table, cells);
}

static void add_customers(const LifetimePage *page)
{
    const LifetimeReport *report = page->report;
    const TableColumn columns[] = {{say(page, PHRASE("customer", "client")), false},
                                   {say(page, PHRASE("days bought", "jours d’achat")), true},
                                   {say(page, PHRASE("still active", "encore actif")), true},
                                   {say(page, PHRASE("purchases to come (95 %)", "achats à venir (95\u202F%)")), true},
                                   {say(page, PHRASE("next", "prochain")), true},
                                   {say(page, PHRASE("past", "passé")), true},
                                   {say(page, PHRASE("future", "avenir")), true},
                                   {say(page, PHRASE("CLV", "CLV")), true}};
    heading(page, PHRASE("Customers", "Clients"));
    Str horizon = number(page, report->options.horizon_days, 0);
    paragraph(page, phrase_say(page->arena, page->locale,
                               PHRASE("Within {0} days of {1}: {2} purchases are expected of all of them{3}.",
                                      "Dans les {0} jours après le {1}\u00A0: {2} achats attendus de tous{3}."),
                               horizon, day(page, report->as_of), number(page, report->total_purchases, 0),
                               report->has_amounts
                                   ? phrase_say(page->arena, page->locale, PHRASE(", worth {0}", ", soit {0}"),
                                                money(page, report->total_future))
                                   : STR("")));
    Table *table = table_new(page->arena, columns, COUNT_OF(columns));
    for (size_t i = 0; i < report->buying.count && i < CUSTOMERS_SHOWN; i++) add_row(page, table, i);
    table_print(table, page->width, page->out);
    if (report->buying.count > CUSTOMERS_SHOWN)
        paragraph(page, say(page, PHRASE("Those who will bring most; --format csv lists everybody.",
                                         "Ceux qui rapporteront le plus\u202F; --format csv les liste tous.")));
}

void lifetime_text(const LifetimePage *page)
{
    add_input(page);
    add_models(page);
    add_amounts(page);
    add_holdout(page);
    add_customers(page);
}

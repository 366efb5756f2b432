#include "plan/checklist.h"

#include <string.h>

typedef struct ShippedItem {
    const char *list, *key;
    Phrase name, text;
    const char *rule;
} ShippedItem;

static const ShippedItem shipped_items[] = {
    {CHECKLIST, "goals", PHRASE("Goals", "Objectifs"),
     PHRASE("At least one initiative serves a SMART goal.", "Au moins une initiative sert un objectif SMART."), "goal"},
    {CHECKLIST, "audience", PHRASE("Audience", "Public visé"),
     PHRASE("At least one initiative is for a segment, not for everybody.",
            "Au moins une initiative est pour un segment, non pour tout le monde."),
     "segment"},
    {CHECKLIST, "tactics", PHRASE("Several tactics", "Plusieurs tactiques"),
     PHRASE("Initiatives of two families or more.", "Des initiatives de deux familles ou plus."), "mix"},
    {CHECKLIST, "resources", PHRASE("Resources", "Moyens"),
     PHRASE("A budget for the plan and for each initiative, and the sum within it.",
            "Un budget pour le plan et pour chaque initiative, et la somme y tient."),
     "budget"},
    {CHECKLIST, "people", PHRASE("People and dates", "Responsables et dates"),
     PHRASE("Each initiative has an owner, a start and an end.",
            "Chaque initiative a un responsable, un début et une fin."),
     "owner"},
    {CHECKLIST, "measurement", PHRASE("Measurement", "Mesure"),
     PHRASE("Each initiative has a figure that it should move.",
            "Chaque initiative a un indicateur qu’elle doit faire bouger."),
     "measure"},
    {CHECKLIST, "long_term", PHRASE("Long term", "Long terme"),
     PHRASE("The plan reaches as far as the horizon that was set.", "Le plan va jusqu’à l’horizon fixé."), "horizon"},
    {PRACTICES, "first_success", PHRASE("Lead to the first success", "Mener au premier succès"),
     PHRASE("New accounts reach what they bought it for within their first weeks.",
            "Les nouveaux comptes atteignent ce pour quoi ils ont acheté dès les premières semaines."),
     "said"},
    {PRACTICES, "watch_use", PHRASE("Watch use and signs of shrinking", "Suivre l’usage et les signes de baisse"),
     PHRASE("Falling use, fewer seats and open complaints are seen before the renewal.",
            "La baisse d’usage, de sièges et les plaintes ouvertes sont vues avant l’échéance."),
     "said"},
    {PRACTICES, "grow_with_need",
     PHRASE("Offer more to who outgrows their plan", "Proposer plus à qui dépasse son offre"),
     PHRASE("Accounts near the limits of their plan hear of the next one, with what it would give them.",
            "Les comptes proches des limites de leur offre apprennent ce que la suivante leur apporterait."),
     "said"},
    {PRACTICES, "renew_early", PHRASE("Prepare renewals early", "Préparer tôt les renouvellements"),
     PHRASE("Ninety days before the end somebody speaks with the account about what it got.",
            "Quatre-vingt-dix jours avant la fin, quelqu’un parle avec le compte de ce qu’il a obtenu."),
     "said"},
    {PRACTICES, "recover_payments", PHRASE("Recover failed payments", "Récupérer les paiements échoués"),
     PHRASE("A refused card is followed up within a day, before it ends the subscription.",
            "Une carte refusée est relancée sous un jour, avant qu’elle ne mette fin à l’abonnement."),
     "said"},
};

static size_t fill_shipped(const char *list, Locale locale, SheetRow *rows)
{
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(shipped_items); i++) {
        const ShippedItem *item = &shipped_items[i];
        if (strcmp(item->list, list) != 0) continue;
        rows[count++] = (SheetRow){.column = {[PLAN_ITEM_KEY] = value_text(str_of(item->key)),
                                              [PLAN_ITEM_NAME] = value_text(str_of(item->name.in[locale])),
                                              [PLAN_ITEM_TEXT] = value_text(str_of(item->text.in[locale])),
                                              [PLAN_ITEM_RULE] = value_text(str_of(item->rule)),
                                              [PLAN_ITEM_MET] = value_integer(0)}};
    }
    return count;
}

bool plan_items_read(StoreSession *session, const char *list, Locale locale, Arena *arena, SheetRow **rows,
                     size_t *count, bool *shipped, Error *error)
{
    if (!sheet_select(session, &query_checklist_items, VALUES(value_text(str_of(list))), &plan_item_shape,
                      PLAN_ITEMS_MAX, arena, rows, count, error))
        return false;
    *shipped = *count == 0;
    if (*shipped) *count = fill_shipped(list, locale, *rows);
    return true;
}

bool plan_setting_read(StoreSession *session, Arena *arena, SheetRow *row, Error *error)
{
    return sheet_one(session, &query_checklist_setting, NO_VALUES, &plan_setting_shape, arena, row, error);
}

bool market_last_look(StoreSession *session, Instant *at, Error *error)
{
    Rows rows;
    *at = 0;
    if (!store_select(session, &query_market_watch_last, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows)) *at = rows_integer(&rows, 0);
    return rows_close(&rows, error);
}

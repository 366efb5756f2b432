// profile_shapes_http.c - the answers of the routes about one customer as a whole.
#include "customer/shapes_http.h"

static const Field figure_money_fields[] = {
    {.name = "value", .type = FIELD_MONEY, .required = true, .nullable = true},
    {.name = "link", .type = FIELD_TEXT, .nullable = true, .help = PHRASE("its records", "ses données")},
    {0},
};
static const Shape figure_money_shape = {.name = "FigureMoney", .fields = figure_money_fields};

static const Field figure_count_fields[] = {
    {.name = "value", .type = FIELD_INTEGER, .required = true, .nullable = true},
    {.name = "link", .type = FIELD_TEXT, .nullable = true, .help = PHRASE("its records", "ses données")},
    {0},
};
static const Shape figure_count_shape = {.name = "FigureCount", .fields = figure_count_fields};

static const Field figure_instant_fields[] = {
    {.name = "value", .type = FIELD_INSTANT, .required = true, .nullable = true},
    {.name = "link", .type = FIELD_TEXT, .nullable = true, .help = PHRASE("its record", "sa donnée")},
    {0},
};
static const Shape figure_instant_shape = {.name = "FigureInstant", .fields = figure_instant_fields};

static const Field next_order_fields[] = {
    {.name = "value", .type = FIELD_DAY, .required = true, .nullable = true},
    {.name = "median_gap_days", .type = FIELD_INTEGER, .nullable = true},
    {.name = "link", .type = FIELD_TEXT, .nullable = true, .help = PHRASE("its records", "ses données")},
    {0},
};
static const Shape next_order_shape = {.name = "FigureNextOrder", .fields = next_order_fields};

static const Field header_fields[] = {
    {.name = "lifetime_value",
     .type = FIELD_OBJECT,
     .shape = &figure_money_shape,
     .help = PHRASE("so far, net of refunds, in the workspace’s currency",
                    "à ce jour, remboursements déduits, dans la devise de l’espace")},
    {.name = "average_order_value",
     .type = FIELD_OBJECT,
     .shape = &figure_money_shape,
     .help = PHRASE("of orders that stand, before refunds", "des commandes maintenues, avant remboursements")},
    {.name = "amounts_unknown",
     .type = FIELD_OBJECT,
     .shape = &figure_count_shape,
     .help = PHRASE("records without an amount in the workspace’s currency: in no amount",
                    "données sans montant dans la devise de l’espace\u00A0: dans aucun montant")},
    {.name = "orders", .type = FIELD_OBJECT, .shape = &figure_count_shape},
    {.name = "first_order", .type = FIELD_OBJECT, .shape = &figure_instant_shape},
    {.name = "last_order", .type = FIELD_OBJECT, .shape = &figure_instant_shape},
    {.name = "days_since_last_order", .type = FIELD_OBJECT, .shape = &figure_count_shape},
    {.name = "tenure_days",
     .type = FIELD_OBJECT,
     .shape = &figure_count_shape,
     .help = PHRASE("since the first order", "depuis la première commande")},
    {.name = "next_order_expected",
     .type = FIELD_OBJECT,
     .shape = &next_order_shape,
     .help = PHRASE("the last order plus the median gap; null with fewer than two orders",
                    "la dernière commande plus l’écart médian\u202F; null avec moins de deux commandes")},
    {.name = "nps",
     .type = FIELD_OBJECT,
     .shape = &figure_count_shape,
     .help = PHRASE("the last answer, 0 to 10", "la dernière réponse, de 0 à 10")},
    {.name = "rfm",
     .type = FIELD_ANY,
     .help = PHRASE("scores 1 to 5 and group among all buyers", "notes de 1 à 5 et groupe parmi tous les acheteurs")},
    {0},
};
static const Shape header_shape = {.name = "ProfileHeader", .open = true, .fields = header_fields};

static const Field profile_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "header", .type = FIELD_OBJECT, .shape = &header_shape, .required = true},
    {.name = "stage", .type = FIELD_OBJECT, .shape = &stage_shape, .required = true},
    {.name = "inactive",
     .type = FIELD_ANY,
     .help = PHRASE("since when, and the last activity; null: active",
                    "depuis quand, et la dernière activité\u202F; null\u00A0: actif")},
    {.name = "preferred_channel",
     .type = FIELD_ANY,
     .help = PHRASE("declared, else the one that is used most", "déclaré, sinon le plus utilisé")},
    {.name = "usage", .type = FIELD_ANY, .help = PHRASE("of products and features", "de produits et fonctions")},
    {.name = "touchpoints", .type = FIELD_ANY, .help = PHRASE("by origin", "par provenance")},
    {.name = "age",
     .type = FIELD_ANY,
     .help = PHRASE("today, from the date of birth", "aujourd’hui, d’après la naissance")},
    {.name = "preferences", .type = FIELD_ANY},
    {.name = "contact",
     .type = FIELD_ANY,
     .help = PHRASE("over which channel first, and within what time: declared, else the strategy of a segment",
                    "par quel canal d’abord, et sous quel délai\u00A0: déclaré, sinon la stratégie d’un segment")},
    {.name = "orders", .type = FIELD_ANY},
    {.name = "subscriptions", .type = FIELD_ANY},
    {.name = "interactions", .type = FIELD_ANY, .help = PHRASE("on all channels", "sur tous les canaux")},
    {.name = "tickets", .type = FIELD_ANY},
    {.name = "feedback", .type = FIELD_ANY},
    {.name = "loyalty", .type = FIELD_ANY},
    {.name = "campaigns", .type = FIELD_ANY, .help = PHRASE("received", "reçues")},
    {.name = "consents", .type = FIELD_ANY},
    {.name = "notes", .type = FIELD_ANY},
    {.name = "scores", .type = FIELD_ANY},
    {0},
};
const Shape profile_shape = {.name = "Profile", .open = true, .fields = profile_fields};

static const Field purchase_fields[] = {
    {.name = "kind", .type = FIELD_TEXT, .words = "order|refund|payment", .required = true},
    {.name = "counts",
     .type = FIELD_BOOLEAN,
     .required = true,
     .help = PHRASE("it stands: not cancelled, not wholly refunded",
                    "elle tient\u00A0: ni annulée, ni entièrement remboursée")},
    {.name = "at", .type = FIELD_INSTANT, .required = true},
    {.name = "reference", .type = FIELD_TEXT, .nullable = true},
    {.name = "customer", .type = FIELD_INTEGER},
    {.name = "amount", .type = FIELD_MONEY, .nullable = true},
    {.name = "link", .type = FIELD_TEXT},
    {0},
};
static const Shape purchase_shape = {.name = "Purchase", .fields = purchase_fields};

static const Field purchase_list_fields[] = {
    {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &purchase_shape},
    {.name = "next_cursor",
     .type = FIELD_TEXT,
     .nullable = true,
     .help = PHRASE("null: that was all", "null\u00A0: c’était tout")},
    {.name = "masked", .type = FIELD_ARRAY, .item = FIELD_TEXT},
    {0},
};
const Shape purchase_list_shape = {.name = "PurchaseList", .fields = purchase_list_fields};

#include "event/vocabulary.h"

#define ROW(event, kind, channel, english, french)                                                                     \
    {                                                                                                                  \
        event, HAPPENING_##kind, channel, PHRASE(english, french)                                                      \
    }

// Fewer than 100, looked up when a timeline is read: a walk is quick enough.
const Happening happenings[] = {
    ROW("Order Completed", ORDER, NULL, "Order completed", "Commande passée"),
    ROW("Order Updated", ORDER, NULL, "Order updated", "Commande modifiée"),
    ROW("Order Refunded", ORDER, NULL, "Order refunded", "Commande remboursée"),
    ROW("Order Cancelled", ORDER, NULL, "Order cancelled", "Commande annulée"),
    ROW("Product Added", CART, NULL, "Product added to the cart", "Produit ajouté au panier"),
    ROW("Product Removed", CART, NULL, "Product removed from the cart", "Produit retiré du panier"),
    ROW("Cart Updated", CART, NULL, "Cart updated", "Panier modifié"),
    ROW("Cart Viewed", CART, NULL, "Cart viewed", "Panier consulté"),
    ROW("Checkout Started", CART, NULL, "Checkout started", "Paiement commencé"),
    ROW("Checkout Step Viewed", CART, NULL, "Checkout step viewed", "Étape de paiement vue"),
    ROW("Checkout Step Completed", CART, NULL, "Checkout step completed", "Étape de paiement terminée"),
    ROW("Payment Info Entered", CART, NULL, "Payment details entered", "Moyen de paiement saisi"),
    ROW("Coupon Entered", CART, NULL, "Coupon entered", "Code promotionnel saisi"),
    ROW("Coupon Applied", CART, NULL, "Coupon applied", "Code promotionnel appliqué"),
    ROW("Coupon Denied", CART, NULL, "Coupon denied", "Code promotionnel refusé"),
    ROW("Coupon Removed", CART, NULL, "Coupon removed", "Code promotionnel retiré"),
    ROW("Products Searched", VISIT, NULL, "Products searched", "Recherche de produits"),
    ROW("Product List Viewed", VISIT, NULL, "Product list viewed", "Liste de produits vue"),
    ROW("Product List Filtered", VISIT, NULL, "Product list filtered", "Liste de produits filtrée"),
    ROW("Product Clicked", VISIT, NULL, "Product clicked", "Produit choisi"),
    ROW("Product Viewed", VISIT, NULL, "Product viewed", "Produit vu"),
    ROW("Product Shared", VISIT, NULL, "Product shared", "Produit partagé"),
    ROW("Product Added to Wishlist", VISIT, NULL, "Product added to the wish list",
        "Produit ajouté à la liste d’envies"),
    ROW("Product Removed from Wishlist", VISIT, NULL, "Product removed from the wish list",
        "Produit retiré de la liste d’envies"),
    ROW("Promotion Viewed", VISIT, NULL, "Promotion viewed", "Promotion vue"),
    ROW("Promotion Clicked", VISIT, NULL, "Promotion clicked", "Promotion choisie"),
    ROW("Article Read", VISIT, NULL, "Article read", "Article lu"),
    ROW("Content Viewed", VISIT, NULL, "Content viewed", "Contenu consulté"),
    ROW("Referral Completed", ANSWER, NULL, "Friend won as a customer", "Filleul devenu client"),
    ROW("Product Reviewed", ANSWER, NULL, "Product reviewed", "Avis sur un produit"),
    ROW("Brand Mentioned", ANSWER, NULL, "Brand mentioned", "Marque mentionnée"),
    ROW("Subscription Started", SUBSCRIPTION, NULL, "Subscription started", "Abonnement souscrit"),
    ROW("Subscription Trial Started", SUBSCRIPTION, NULL, "Trial started", "Essai commencé"),
    ROW("Subscription Upgraded", SUBSCRIPTION, NULL, "Subscription upgraded",
        "Abonnement passé à une offre supérieure"),
    ROW("Subscription Downgraded", SUBSCRIPTION, NULL, "Subscription downgraded",
        "Abonnement passé à une offre inférieure"),
    ROW("Subscription Changed", SUBSCRIPTION, NULL, "Subscription changed", "Abonnement modifié"),
    ROW("Subscription Paused", SUBSCRIPTION, NULL, "Subscription paused", "Abonnement suspendu"),
    ROW("Subscription Resumed", SUBSCRIPTION, NULL, "Subscription resumed", "Abonnement repris"),
    ROW("Subscription Cancel Scheduled", SUBSCRIPTION, NULL, "Cancellation scheduled", "Résiliation programmée"),
    ROW("Subscription Cancelled", SUBSCRIPTION, NULL, "Subscription cancelled", "Abonnement résilié"),
    ROW("Subscription Renewed", SUBSCRIPTION, NULL, "Subscription renewed", "Abonnement renouvelé"),
    ROW("Invoice Paid", SUBSCRIPTION, NULL, "Invoice paid", "Facture payée"),
    ROW("Payment Failed", SUBSCRIPTION, NULL, "Payment failed", "Paiement échoué"),
    ROW("Payment Refunded", SUBSCRIPTION, NULL, "Payment refunded", "Paiement remboursé"),
    ROW("Email Sent", MESSAGE, "email", "E-mail sent", "E-mail envoyé"),
    ROW("Email Delivered", MESSAGE, "email", "E-mail delivered", "E-mail remis"),
    ROW("Email Opened", MESSAGE, "email", "E-mail opened", "E-mail ouvert"),
    ROW("Email Link Clicked", MESSAGE, "email", "Link in an e-mail clicked", "Lien d’un e-mail suivi"),
    ROW("Email Bounced", MESSAGE, "email", "E-mail bounced", "E-mail rejeté"),
    ROW("Email Received", MESSAGE, "email", "E-mail received", "E-mail reçu"),
    ROW("Unsubscribed", MESSAGE, "email", "Unsubscribed", "Désinscription"),
    ROW("Chat Message Sent", MESSAGE, "chat", "Chat message sent", "Message de chat envoyé"),
    ROW("Chat Message Received", MESSAGE, "chat", "Chat message received", "Message de chat reçu"),
    ROW("Call Made", MESSAGE, "call", "Call made", "Appel passé"),
    ROW("Call Received", MESSAGE, "call", "Call received", "Appel reçu"),
    ROW("Text Message Sent", MESSAGE, "sms", "Text message sent", "SMS envoyé"),
    ROW("Text Message Received", MESSAGE, "sms", "Text message received", "SMS reçu"),
    ROW("Social Message Sent", MESSAGE, "social", "Message on a social network sent",
        "Message envoyé sur un réseau social"),
    ROW("Social Message Received", MESSAGE, "social", "Message on a social network received",
        "Message reçu sur un réseau social"),
    ROW("Letter Sent", MESSAGE, "letter", "Letter sent", "Courrier envoyé"),
    ROW("Letter Received", MESSAGE, "letter", "Letter received", "Courrier reçu"),
    ROW("Meeting Held", MESSAGE, "in_person", "Meeting held", "Rendez-vous tenu"),
    ROW("Ticket Opened", TICKET, NULL, "Ticket opened", "Ticket ouvert"),
    ROW("Ticket Replied", TICKET, NULL, "Ticket answered", "Ticket\u00A0: réponse"),
    ROW("Ticket Solved", TICKET, NULL, "Ticket solved", "Ticket résolu"),
    ROW("Ticket Reopened", TICKET, NULL, "Ticket reopened", "Ticket rouvert"),
    ROW("Ticket Closed", TICKET, NULL, "Ticket closed", "Ticket clos"),
    ROW("Survey Sent", ANSWER, NULL, "Survey sent", "Enquête envoyée"),
    ROW("Survey Answered", ANSWER, NULL, "Survey answered", "Enquête\u00A0: réponse"),
    ROW("Points Earned", POINTS, NULL, "Points earned", "Points gagnés"),
    ROW("Points Spent", POINTS, NULL, "Points spent", "Points dépensés"),
    ROW("Points Expired", POINTS, NULL, "Points expired", "Points expirés"),
    ROW("Points Adjusted", POINTS, NULL, "Points adjusted", "Points corrigés"),
    ROW("Reward Redeemed", POINTS, NULL, "Reward redeemed", "Récompense utilisée"),
    ROW("Consent Granted", CONSENT, NULL, "Consent granted", "Consentement donné"),
    ROW("Consent Refused", CONSENT, NULL, "Consent refused", "Consentement refusé"),
    ROW("Consent Withdrawn", CONSENT, NULL, "Consent withdrawn", "Consentement retiré"),
    ROW("Objection Recorded", CONSENT, NULL, "Objection recorded", "Opposition enregistrée"),
    ROW("Objection Withdrawn", CONSENT, NULL, "Objection withdrawn", "Opposition levée"),
    ROW("Processing Restricted", CONSENT, NULL, "Processing restricted", "Traitement limité"),
    ROW("Privacy Request Due", CONSENT, NULL, "Privacy request is due soon", "Échéance d’une demande sur les données"),
    ROW("Restriction Lifted", CONSENT, NULL, "Restriction lifted", "Limitation levée"),
    ROW("Note Added", NOTE, NULL, "Note added", "Note ajoutée"),
    ROW("Task Added", NOTE, NULL, "Task added", "Tâche ajoutée"),
    ROW("Task Completed", NOTE, NULL, "Task completed", "Tâche terminée"),
    ROW("File Added", NOTE, NULL, "File added", "Fichier ajouté"),
    ROW("Promise Made", NOTE, NULL, "Promise made", "Promesse faite"),
    ROW("Promise Kept", NOTE, NULL, "Promise kept", "Promesse tenue"),
    ROW("Promise Broken", NOTE, NULL, "Promise broken", "Promesse non tenue"),
    ROW("Need Recorded", NOTE, NULL, "Need recorded", "Besoin noté"),
    ROW("Frustration Recorded", NOTE, NULL, "Frustration recorded", "Frustration notée"),
    ROW("Exit Recorded", NOTE, NULL, "Departure noted", "Départ noté"),
    ROW("Retention Case Opened", NOTE, NULL, "Work on keeping them began", "Suivi du risque de départ commencé"),
    ROW("Retention Case Closed", NOTE, NULL, "Work on keeping them ended", "Suivi du risque de départ terminé"),
    ROW("Playbook Started", NOTE, NULL, "Playbook started", "Procédure commencée"),
    ROW("Playbook Ended", NOTE, NULL, "Playbook ended", "Procédure terminée"),
    ROW("Playbook Step Overdue", NOTE, NULL, "Step of a playbook overdue", "Étape d’une procédure en retard"),
    ROW("Stage Changed", STAGE, NULL, "Stage changed", "Étape modifiée"),
    ROW("Health Dropped", STAGE, NULL, "Health fell", "Santé en baisse"),
    ROW("Signal Raised", STAGE, NULL, "Early signal", "Signe avant-coureur"),
    ROW("Experiment Viewed", STAGE, NULL, "Took part in an experiment", "A participé à une expérience"),
    ROW("Segment Entered", STAGE, NULL, "Came into a segment", "Entrée dans un segment"),
    ROW("Segment Exited", STAGE, NULL, "Left a segment", "Sortie d’un segment"),
    ROW("Customers Merged", PROFILE, NULL, "Customers merged", "Clients fusionnés"),
    ROW("Customers Unmerged", PROFILE, NULL, "Customers unmerged", "Clients séparés"),
    {0},
};

const Happening *happening_of(Str event)
{
    for (const Happening *one = happenings; one->event; one++)
        if (str_equal(str_of(one->event), event)) return one;
    return NULL;
}

HappeningKind happening_kind(EventKind kind, Str event)
{
    if (kind == EVENT_PAGE || kind == EVENT_SCREEN) return HAPPENING_VISIT;
    if (kind == EVENT_IDENTIFY || kind == EVENT_GROUP || kind == EVENT_ALIAS) return HAPPENING_PROFILE;
    const Happening *known = happening_of(event);
    return known ? known->kind : HAPPENING_OTHER;
}

bool happens_to_customer(Str event)
{
    static const char *const names[] = {
        "Email Sent",      "Email Delivered",      "Email Bounced",    "Text Message Sent", "Chat Message Sent",
        "Call Made",       "Social Message Sent",  "Letter Sent",      "Survey Sent",       "Points Expired",
        "Points Adjusted", "Payment Failed",       "Payment Refunded", "Order Refunded",    "Order Updated",
        "Order Cancelled", "Subscription Renewed", "Invoice Paid",
    };
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (str_equal(event, str_of(names[i]))) return true;
    return false;
}

typedef struct KindName {
    Str name;
    Phrase label;
} KindName;

static const KindName kind_names[HAPPENING_KIND_COUNT] = {
    [HAPPENING_OTHER] = {STR("other"), PHRASE("Use", "Utilisation")},
    [HAPPENING_ORDER] = {STR("order"), PHRASE("Orders", "Commandes")},
    [HAPPENING_CART] = {STR("cart"), PHRASE("Carts", "Paniers")},
    [HAPPENING_SUBSCRIPTION] = {STR("subscription"), PHRASE("Subscriptions", "Abonnements")},
    [HAPPENING_VISIT] = {STR("visit"), PHRASE("Visits", "Visites")},
    [HAPPENING_MESSAGE] = {STR("message"), PHRASE("Messages", "Messages")},
    [HAPPENING_TICKET] = {STR("ticket"), PHRASE("Tickets", "Tickets")},
    [HAPPENING_ANSWER] = {STR("answer"), PHRASE("Answers", "Réponses")},
    [HAPPENING_POINTS] = {STR("points"), PHRASE("Points", "Points")},
    [HAPPENING_CONSENT] = {STR("consent"), PHRASE("Consents", "Consentements")},
    [HAPPENING_NOTE] = {STR("note"), PHRASE("Notes and tasks", "Notes et tâches")},
    [HAPPENING_STAGE] = {STR("stage"), PHRASE("Stages", "Étapes")},
    [HAPPENING_PROFILE] = {STR("profile"), PHRASE("Profile", "Profil")},
};

Str happening_kind_name(HappeningKind kind)
{
    return kind < HAPPENING_KIND_COUNT ? kind_names[kind].name : STR("");
}

bool happening_kind_parse(Str name, HappeningKind *kind)
{
    for (size_t i = 0; i < HAPPENING_KIND_COUNT; i++)
        if (str_equal(kind_names[i].name, name)) {
            *kind = (HappeningKind)i;
            return true;
        }
    return false;
}

Phrase happening_kind_label(HappeningKind kind)
{
    return kind_names[kind].label;
}

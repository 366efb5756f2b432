// integrate_http.c - the routes of this folder.
#include "integrate/integrate_http.h"

#include "identity/personal.h"
#include "job/job.h"
#include "module.h"

enum { BODY_BYTES_MAX = 1 << 20 };

static const Parameter page_parameters[] = {
    {.name = "limit", .type = FIELD_INTEGER, .low = 1, .high = 1000, .help = PHRASE("how many", "combien")},
    {.name = "cursor",
     .type = FIELD_TEXT,
     .help = PHRASE("next_cursor of the page before", "next_cursor de la page précédente")},
    {.name = NULL}};

// {key} is in no log (serve/): of a webhook without a signature it is what keeps strangers out.
#define INBOUND(where, operation, english, french)                                                                     \
    {                                                                                                                  \
        .method = "POST", .path = "/api/v1/integrations/" where, .name = (operation), .access = ACCESS_PUBLIC,         \
        .cost = COST_INGEST, .summary = PHRASE(english, french), .answer = &inbound_shape, .body_type = "*/*",         \
        .body_bytes_max = BODY_BYTES_MAX, .quiet = true, .prepare = inbound_read, .write = inbound_store               \
    }

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/connections",
     .name = "listConnections",
     .access = ACCESS_ADMIN,
     .cost = COST_READ,
     .summary = PHRASE("Who may send us what happens there", "Qui peut nous envoyer ce qui se passe chez lui"),
     .parameters = page_parameters,
     .answer = &connection_list_shape,
     .read = list_connections},
    {.method = "POST",
     .path = "/api/v1/connections",
     .name = "createConnection",
     .access = ACCESS_ADMIN,
     .cost = COST_WRITE,
     .summary = PHRASE("Connects a shop or another system; a secret that is made is shown once",
                       "Connecte une boutique ou un autre système\u202F; un secret créé n’est montré qu’une fois"),
     .body = &connection_create_shape,
     .answer = &connection_shape,
     .write = create_connection},
    {.method = "GET",
     .path = "/api/v1/connections/{id}",
     .name = "getConnection",
     .access = ACCESS_ADMIN,
     .cost = COST_READ,
     .summary = PHRASE("A connection, with what came of it", "Une connexion, et ce qui en est venu"),
     .answer = &connection_shape,
     .read = get_connection},
    {.method = "PATCH",
     .path = "/api/v1/connections/{id}",
     .name = "changeConnection",
     .access = ACCESS_ADMIN,
     .cost = COST_WRITE,
     .summary = PHRASE("Renames, pauses, changes settings", "Renomme, met en pause, change les réglages"),
     .body = &connection_change_shape,
     .answer = &connection_shape,
     .write = change_connection},
    {.method = "DELETE",
     .path = "/api/v1/connections/{id}",
     .name = "deleteConnection",
     .access = ACCESS_ADMIN,
     .cost = COST_WRITE,
     .summary =
         PHRASE("Takes nothing more from it; what came stays", "N’en reçoit plus rien\u202F; ce qui est venu reste"),
     .write = delete_connection},
    {.method = "GET",
     .path = "/api/v1/connections/{id}/secret",
     .name = "getConnectionSecret",
     .access = ACCESS_ADMIN,
     .cost = COST_READ,
     .summary = PHRASE("Always refused: secrets are shown once", "Toujours refusé\u00A0: un secret n’est montré "
                                                                 "qu’une fois"),
     .read = get_connection_secret},
    {.method = "POST",
     .path = "/api/v1/connections/{id}/rotate",
     .name = "rotateConnection",
     .access = ACCESS_ADMIN,
     .cost = COST_WRITE,
     .summary = PHRASE("Another secret; the one before is good for 24 hours more",
                       "Un autre secret\u202F; le précédent vaut encore 24\u00A0heures"),
     .body = &connection_rotate_shape,
     .answer = &connection_shape,
     .write = rotate_connection},
    {.method = "POST",
     .path = "/api/v1/connections/{id}/preview",
     .name = "previewConnection",
     .access = ACCESS_ADMIN,
     .cost = COST_READ,
     .summary = PHRASE("What a sample would become; nothing is stored",
                       "Ce qu’un exemple deviendrait\u202F; rien n’est enregistré"),
     .body = &preview_body_shape,
     .answer = &preview_shape,
     .read = preview_connection},
    {.method = "GET",
     .path = "/api/v1/connections/{id}/deliveries",
     .name = "listConnectionDeliveries",
     .access = ACCESS_ADMIN,
     .cost = COST_READ,
     .summary = PHRASE("What came in the last 90 days", "Ce qui est venu ces 90 derniers jours"),
     .parameters = page_parameters,
     .answer = &delivery_list_shape,
     .read = list_deliveries},
    {.method = "GET",
     .path = "/api/v1/connections/{id}/dead-letters",
     .name = "listDeadLetters",
     .access = ACCESS_ADMIN,
     .cost = COST_READ,
     .summary =
         PHRASE("Deliveries that could not be used, and why", "Les livraisons qui n’ont pas pu servir, et pourquoi"),
     .parameters = page_parameters,
     .answer = &dead_letter_list_shape,
     .read = list_dead_letters},
    {.method = "GET",
     .path = "/api/v1/connections/{id}/dead-letters/{letter}",
     .name = "getDeadLetter",
     .access = ACCESS_ADMIN,
     .cost = COST_READ,
     .summary = PHRASE("One of them, with its body", "L’une d’elles, avec son corps"),
     .answer = &dead_letter_shape,
     .read = get_dead_letter},
    {.method = "POST",
     .path = "/api/v1/connections/{id}/dead-letters/{letter}/replay",
     .name = "replayDeadLetter",
     .access = ACCESS_ADMIN,
     .cost = COST_WRITE,
     .summary = PHRASE("Tries again with the settings of now", "Réessaie avec les réglages actuels"),
     .answer = &replay_shape,
     .write = replay_dead_letter},
    {.method = "DELETE",
     .path = "/api/v1/connections/{id}/dead-letters/{letter}",
     .name = "deleteDeadLetter",
     .access = ACCESS_ADMIN,
     .cost = COST_WRITE,
     .summary = PHRASE("It will not be needed", "On n’en aura pas besoin"),
     .write = delete_dead_letter},
    INBOUND("shopify", "receiveShopify", "Webhooks of Shopify", "Webhooks de Shopify"),
    INBOUND("shopify/{key}", "receiveShopifyOf", "Webhooks of one Shopify shop of several",
            "Webhooks d’une boutique Shopify parmi plusieurs"),
    INBOUND("woocommerce", "receiveWooCommerce", "Webhooks of WooCommerce", "Webhooks de WooCommerce"),
    INBOUND("woocommerce/{key}", "receiveWooCommerceOf", "Webhooks of one WooCommerce shop of several",
            "Webhooks d’une boutique WooCommerce parmi plusieurs"),
    INBOUND("webhook/{key}", "receiveWebhook", "Webhooks of any system, mapped by paths",
            "Webhooks de tout système, lus par des chemins"),
    INBOUND("stripe", "receiveStripe", "Webhooks of Stripe", "Webhooks de Stripe"),
    INBOUND("stripe/{key}", "receiveStripeOf", "Webhooks of one Stripe account of several",
            "Webhooks d’un compte Stripe parmi plusieurs"),
    {.method = NULL}};

// ---- what lies here of customers ----

static const PersonalTable personal[] = {
    {.table = "connection_dead_letter",
     .name = "unusable_deliveries",
     .purpose = PHRASE("messages of connected shops that could not be read, kept to repair the connection",
                       "messages de boutiques connectées qui n’ont pas pu être lus, gardés pour réparer la connexion"),
     .retention = RETENTION_TRANSIENT,
     .read = &query_connection_letters_read,
     .columns = "at:instant topic code message body",
     .erase = &query_connection_letters_erase,
     .expire = &query_connection_letters_expire,
     .why = "letters whose customer could not be told from their body hold no customer: they go after 30 days; a "
            "request about personal data stays until somebody has answered and deleted it"},
    {.table = NULL}};

extern const JobKind integrate_jobs[]; // integrate_job.c

const Module integrate_module = {.name = "integrate", .routes = routes, .jobs = integrate_jobs, .personal = personal};

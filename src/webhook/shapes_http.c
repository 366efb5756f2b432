#include "webhook/shapes_http.h"

#define NAME_HELP PHRASE("for people", "pour les personnes")
#define TOPICS_HELP                                                                                                    \
    PHRASE("what it is told: names of events, kinds of happenings (order, ticket …), or *",                            \
           "ce qui lui est dit\u00A0: noms d’événements, genres (order, ticket…), ou *")
#define IDENTITIES_HELP                                                                                                \
    PHRASE("whether ids, e-mails and phones of the customer are told too; false when not given",                       \
           "si identifiants, e-mails et téléphones du client sont dits aussi\u00A0; false par défaut")
#define HEADERS_HELP                                                                                                   \
    PHRASE("more headers of each request, such as Authorization", "en-têtes ajoutés, comme Authorization")

static const Field create_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .required = true, .low = 1, .high = 200, .help = NAME_HELP},
    {.name = "url",
     .type = FIELD_TEXT,
     .required = true,
     .low = 1,
     .high = 2048,
     .help = PHRASE("where it is sent: https://…", "où c’est envoyé\u00A0: https://…")},
    {.name = "topics",
     .type = FIELD_ARRAY,
     .item = FIELD_TEXT,
     .required = true,
     .low = 1,
     .high = 100,
     .help = TOPICS_HELP},
    {.name = "identities", .type = FIELD_BOOLEAN, .help = IDENTITIES_HELP},
    {.name = "headers", .type = FIELD_MAP, .help = HEADERS_HELP},
    {0},
};
const Shape webhook_create_shape = {.name = "WebhookCreate", .fields = create_fields};

static const Field update_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .low = 1, .high = 200, .help = NAME_HELP},
    {.name = "url", .type = FIELD_TEXT, .low = 1, .high = 2048, .help = PHRASE("where it is sent", "où c’est envoyé")},
    {.name = "topics", .type = FIELD_ARRAY, .item = FIELD_TEXT, .low = 1, .high = 100, .help = TOPICS_HELP},
    {.name = "identities", .type = FIELD_BOOLEAN, .help = IDENTITIES_HELP},
    {.name = "headers", .type = FIELD_MAP, .help = HEADERS_HELP},
    {.name = "status",
     .type = FIELD_TEXT,
     .words = "active|paused",
     .help = PHRASE("paused: what happens is kept as dead messages, which can be replayed",
                    "paused\u00A0: ce qui se passe reste en messages morts, qui peuvent être rejoués")},
    {0},
};
const Shape webhook_update_shape = {.name = "WebhookUpdate", .fields = update_fields};

#define WEBHOOK_FIELDS                                                                                                    \
    {.name = "id", .type = FIELD_INTEGER, .required = true, .help = PHRASE("its number", "son numéro")},                  \
        {.name = "name", .type = FIELD_TEXT, .required = true, .help = NAME_HELP},                                        \
        {.name = "url", .type = FIELD_TEXT, .required = true, .help = PHRASE("where it is sent", "où c’est envoyé")},     \
        {.name = "topics", .type = FIELD_ARRAY, .item = FIELD_TEXT, .required = true, .help = TOPICS_HELP},               \
        {.name = "identities", .type = FIELD_BOOLEAN, .required = true, .help = IDENTITIES_HELP},                         \
        {.name = "headers",                                                                                               \
         .type = FIELD_ARRAY,                                                                                             \
         .item = FIELD_TEXT,                                                                                              \
         .required = true,                                                                                                \
         .help = PHRASE("names of the headers that are added; values are not shown",                                      \
                        "noms des en-têtes ajoutés\u00A0; les valeurs ne sont pas montrées")},                            \
        {.name = "status",                                                                                                \
         .type = FIELD_TEXT,                                                                                              \
         .required = true,                                                                                                \
         .words = "active|paused|gone|failing",                                                                           \
         .help = PHRASE("gone: the receiver answered 410; failing: nothing arrived for three days",                       \
                        "gone\u00A0: le destinataire a répondu 410\u00A0; failing\u00A0: rien n’est arrivé en trois " \
                        "jours")},                                                                                        \
        {.name = "failing_since",                                                                                         \
         .type = FIELD_INSTANT,                                                                                           \
         .required = true,                                                                                                \
         .nullable = true,                                                                                                \
         .help = PHRASE("since when every try failed", "depuis quand tout essai échoue")},                                \
        {.name = "succeeded_at",                                                                                          \
         .type = FIELD_INSTANT,                                                                                           \
         .required = true,                                                                                                \
         .nullable = true,                                                                                                \
         .help = PHRASE("the last delivery", "la dernière remise")},                                                      \
        {.name = "failed_at",                                                                                             \
         .type = FIELD_INSTANT,                                                                                           \
         .required = true,                                                                                                \
         .nullable = true,                                                                                                \
         .help = PHRASE("the last failure", "le dernier échec")},                                                         \
        {.name = "failure",                                                                                               \
         .type = FIELD_TEXT,                                                                                              \
         .required = true,                                                                                                \
         .nullable = true,                                                                                                \
         .help = PHRASE("its code", "son code")},                                                                         \
        {.name = "waiting",                                                                                               \
         .type = FIELD_INTEGER,                                                                                           \
         .required = true,                                                                                                \
         .help = PHRASE("messages that are still to be sent", "messages encore à envoyer")},                              \
        {.name = "old_secret_until",                                                                                      \
         .type = FIELD_INSTANT,                                                                                           \
         .required = true,                                                                                                \
         .nullable = true,                                                                                                \
         .help = PHRASE("until when the secret before signs too", "jusqu’à quand l’ancien secret signe aussi")},          \
        {.name = "made_at", .type = FIELD_INSTANT, .required = true, .help = PHRASE("when", "quand")},                    \
    {                                                                                                                     \
        .name = "version", .type = FIELD_INTEGER, .required = true,                                                       \
        .help = PHRASE("grows with each change", "croît à chaque changement")                                             \
    }

static const Field webhook_fields[] = {WEBHOOK_FIELDS, {0}};
const Shape webhook_shape = {.name = "Webhook", .fields = webhook_fields};

static const Field secret_fields[] = {
    WEBHOOK_FIELDS,
    {.name = "secret",
     .type = FIELD_TEXT,
     .required = true,
     .help = PHRASE("whsec_…, shown this once, for the receiver to check signatures with",
                    "whsec_…, montré cette seule fois, pour que le destinataire vérifie les signatures")},
    {0},
};
const Shape webhook_secret_shape = {.name = "WebhookWithSecret", .fields = secret_fields};

#define PAGE_OF(shape_of_item)                                                                                         \
    {.name = "items",                                                                                                  \
     .type = FIELD_ARRAY,                                                                                              \
     .required = true,                                                                                                 \
     .shape = (shape_of_item),                                                                                         \
     .help = PHRASE("one page", "une page")},                                                                          \
    {                                                                                                                  \
        .name = "next_cursor", .type = FIELD_TEXT, .required = true, .nullable = true,                                 \
        .help = PHRASE("for the next page; null: that was all", "pour la page suivante\u00A0; null\u00A0: c’était " \
                                                                "tout")                                                \
    }

static const Field list_fields[] = {PAGE_OF(&webhook_shape), {0}};
const Shape webhook_list_shape = {.name = "WebhookList", .fields = list_fields};

#define MESSAGE_FIELDS                                                                                                 \
    {.name = "id", .type = FIELD_INTEGER, .required = true, .help = PHRASE("its number", "son numéro")},               \
        {.name = "webhook_id",                                                                                         \
         .type = FIELD_TEXT,                                                                                           \
         .required = true,                                                                                             \
         .help = PHRASE("as the receiver has it", "tel que le destinataire l’a")},                                     \
        {.name = "topic", .type = FIELD_TEXT, .required = true, .help = PHRASE("the event", "l’événement")},           \
        {.name = "event",                                                                                              \
         .type = FIELD_INTEGER,                                                                                        \
         .required = true,                                                                                             \
         .nullable = true,                                                                                             \
         .help = PHRASE("its number in the log; null: a test", "son numéro au journal\u00A0; null\u00A0: un essai")},  \
        {.name = "status",                                                                                             \
         .type = FIELD_TEXT,                                                                                           \
         .required = true,                                                                                             \
         .words = "waiting|delivered|dead|erased",                                                                     \
         .help = PHRASE("dead: given up, can be replayed", "dead\u00A0: abandonné, peut être rejoué")},                \
        {.name = "attempts", .type = FIELD_INTEGER, .required = true, .help = PHRASE("tries", "essais")},              \
        {.name = "next_at",                                                                                            \
         .type = FIELD_INSTANT,                                                                                        \
         .required = true,                                                                                             \
         .nullable = true,                                                                                             \
         .help = PHRASE("the next try", "le prochain essai")},                                                         \
        {.name = "made_at", .type = FIELD_INSTANT, .required = true, .help = PHRASE("when", "quand")},                 \
    {                                                                                                                  \
        .name = "ended_at", .type = FIELD_INSTANT, .required = true, .nullable = true,                                 \
        .help = PHRASE("when it was delivered or given up", "quand il a été remis ou abandonné")                       \
    }

static const Field message_fields[] = {MESSAGE_FIELDS, {0}};
const Shape webhook_message_shape = {.name = "WebhookMessage", .fields = message_fields};
static const Field message_list_fields[] = {PAGE_OF(&webhook_message_shape), {0}};
const Shape webhook_message_list_shape = {.name = "WebhookMessageList", .fields = message_list_fields};

static const Field attempt_fields[] = {
    {.name = "number", .type = FIELD_INTEGER, .required = true, .help = PHRASE("from 1", "à partir de 1")},
    {.name = "at", .type = FIELD_INSTANT, .required = true, .help = PHRASE("when", "quand")},
    {.name = "status",
     .type = FIELD_INTEGER,
     .required = true,
     .nullable = true,
     .help = PHRASE("of the answer; null: there was none", "de la réponse\u00A0; null\u00A0: aucune")},
    {.name = "failure",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("why it failed; null: it did not", "pourquoi elle a échoué\u00A0; null\u00A0: réussie")},
    {.name = "milliseconds", .type = FIELD_INTEGER, .required = true, .help = PHRASE("how long", "combien de temps")},
    {.name = "answer",
     .type = FIELD_TEXT,
     .required = true,
     .help = PHRASE("the beginning of what it answered", "le début de sa réponse")},
    {0},
};
static const Shape attempt_shape = {.name = "WebhookAttempt", .fields = attempt_fields};

static const Field delivery_fields[] = {
    MESSAGE_FIELDS,
    {.name = "tries",
     .type = FIELD_ARRAY,
     .required = true,
     .shape = &attempt_shape,
     .help = PHRASE("each try", "chaque essai")},
    {0},
};
const Shape webhook_delivery_shape = {.name = "WebhookDelivery", .fields = delivery_fields};

static const Field replay_fields[] = {
    {.name = "from", .type = FIELD_INSTANT, .help = PHRASE("messages made since", "messages faits depuis")},
    {.name = "until", .type = FIELD_INSTANT, .help = PHRASE("and until", "et jusqu’à")},
    {0},
};
const Shape webhook_replay_shape = {.name = "WebhookReplay", .fields = replay_fields};

static const Field replayed_fields[] = {
    {.name = "replayed",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("messages that are sent again", "messages renvoyés")},
    {0},
};
const Shape webhook_replayed_shape = {.name = "WebhookReplayed", .fields = replayed_fields};

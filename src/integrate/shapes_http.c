// shapes_http.c - the bodies and answers of the routes of this folder.
#include "integrate/integrate_http.h"

#define TEXT_FIELD(field, english, french)                                                                             \
    {                                                                                                                  \
        .name = (field), .type = FIELD_TEXT, .required = true, .help = PHRASE(english, french)                         \
    }
#define NEXT_CURSOR                                                                                                    \
    {                                                                                                                  \
        .name = "next_cursor", .type = FIELD_TEXT, .nullable = true, .required = true,                                 \
        .help = PHRASE("null: that was all", "null\u00A0: c’était tout")                                               \
    }

enum { NAME_CHARACTERS_MAX = 100, SECRET_LOW = 8 };

// ---- connections ----

static const Field connection_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true, .help = PHRASE("its number", "son numéro")},
    TEXT_FIELD("kind", "shopify, woocommerce, stripe or webhook", "shopify, woocommerce, stripe ou webhook"),
    TEXT_FIELD("name", "what staff call it", "comment on l’appelle"),
    TEXT_FIELD("path", "where deliveries are to be sent", "où les livraisons sont à envoyer"),
    TEXT_FIELD("prefix", "what ids of customers begin with, as in shopify:12345",
               "le début des identifiants de clients, comme dans shopify:12345"),
    {.name = "settings",
     .type = FIELD_MAP,
     .required = true,
     .help = PHRASE("of its kind: docs/integrations.md", "de son type\u00A0: docs/integrations.md")},
    {.name = "secret",
     .type = FIELD_TEXT,
     .help = PHRASE("shown once, when it was made here", "montré une fois, quand il est créé ici")},
    {.name = "has_secret",
     .type = FIELD_BOOLEAN,
     .required = true,
     .help = PHRASE("whether deliveries have to be signed", "si les livraisons doivent être signées")},
    {.name = "old_secret_until",
     .type = FIELD_INSTANT,
     .required = true,
     .nullable = true,
     .help =
         PHRASE("how long the secret before the present one is good", "jusqu’à quand vaut le secret d’avant l’actuel")},
    {.name = "version", .type = FIELD_INTEGER, .required = true, .help = PHRASE("for If-Match", "pour If-Match")},
    {.name = "created_at", .type = FIELD_INSTANT, .required = true, .help = PHRASE("made at", "créée le")},
    {.name = "paused_at",
     .type = FIELD_INSTANT,
     .required = true,
     .nullable = true,
     .help = PHRASE("null: it is not paused", "null\u00A0: elle n’est pas en pause")},
    {.name = "last_delivery_at",
     .type = FIELD_INSTANT,
     .required = true,
     .nullable = true,
     .help = PHRASE("the last signed delivery; null: none yet",
                    "la dernière livraison signée\u202F; null\u00A0: aucune encore")},
    {.name = "counts",
     .type = FIELD_MAP,
     .required = true,
     .help = PHRASE("accepted, duplicate, ignored, dead_letter, other_body (a known delivery with another body), and "
                    "refusals by code",
                    "accepted, duplicate, ignored, dead_letter, other_body (une livraison connue avec un autre corps), "
                    "et les refus par code")},
    {.name = NULL}};
const Shape connection_shape = {.name = "Connection", .fields = connection_fields};

static const Field connection_list_fields[] = {
    {.name = "items",
     .type = FIELD_ARRAY,
     .shape = &connection_shape,
     .required = true,
     .help = PHRASE("in the order of their numbers", "dans l’ordre de leurs numéros")},
    NEXT_CURSOR,
    {.name = NULL}};
const Shape connection_list_shape = {.name = "Connections", .fields = connection_list_fields};

#define SECRET_FIELD                                                                                                   \
    {                                                                                                                  \
        .name = "secret", .type = FIELD_TEXT, .low = SECRET_LOW, .high = SECRET_BYTES_MAX,                             \
        .help = PHRASE("with which the other side signs; without it one is made, where the kind allows it",            \
                       "avec lequel l’autre côté signe\u202F; sans lui il en est créé un, si le type le permet")       \
    }

static const Field connection_create_fields[] = {
    {.name = "kind",
     .type = FIELD_TEXT,
     .required = true,
     .words = "shopify|woocommerce|webhook|stripe",
     .help = PHRASE("who sends", "qui envoie")},
    {.name = "name",
     .type = FIELD_TEXT,
     .required = true,
     .low = 1,
     .high = NAME_CHARACTERS_MAX,
     .help = PHRASE("what you call it", "comment vous l’appelez")},
    SECRET_FIELD,
    {.name = "settings",
     .type = FIELD_MAP,
     .help = PHRASE("of its kind: docs/integrations.md", "de son type\u00A0: docs/integrations.md")},
    {.name = NULL}};
const Shape connection_create_shape = {.name = "ConnectionCreate", .fields = connection_create_fields};

static const Field connection_change_fields[] = {
    {.name = "name",
     .type = FIELD_TEXT,
     .low = 1,
     .high = NAME_CHARACTERS_MAX,
     .help = PHRASE("what you call it", "comment vous l’appelez")},
    {.name = "settings", .type = FIELD_MAP, .help = PHRASE("instead of those it has", "à la place des siens")},
    {.name = "paused",
     .type = FIELD_BOOLEAN,
     .help = PHRASE("true: deliveries are answered 503, so that they are sent again later",
                    "true\u00A0: les livraisons reçoivent 503, pour être renvoyées plus tard")},
    {.name = NULL}};
const Shape connection_change_shape = {.name = "ConnectionChange", .fields = connection_change_fields};

static const Field connection_rotate_fields[] = {SECRET_FIELD, {.name = NULL}};
const Shape connection_rotate_shape = {.name = "ConnectionRotate", .fields = connection_rotate_fields};

// ---- deliveries ----

static const Field inbound_fields[] = {
    {.name = "outcome",
     .type = FIELD_TEXT,
     .required = true,
     .words = "accepted|duplicate|ignored|dead_letter",
     .help = PHRASE("what became of it", "ce qu’elle est devenue")},
    {.name = "events",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("how many were new", "combien étaient nouveaux")},
    {.name = "reason",
     .type = FIELD_TEXT,
     .help = PHRASE("why nothing was made of it", "pourquoi rien n’en a été fait")},
    {.name = "code", .type = FIELD_TEXT, .help = PHRASE("of the dead letter", "de la livraison inutilisable")},
    {.name = "path", .type = FIELD_TEXT, .help = PHRASE("where in the body", "où dans le corps")},
    {.name = "message", .type = FIELD_TEXT, .help = PHRASE("what to do", "ce qu’il faut faire")},
    {.name = "dead_letter", .type = FIELD_INTEGER, .help = PHRASE("its number", "son numéro")},
    {.name = NULL}};
const Shape inbound_shape = {.name = "DeliveryOutcome", .fields = inbound_fields};
const Shape replay_shape = {.name = "ReplayOutcome", .fields = inbound_fields};

static const Field delivery_fields[] = {
    TEXT_FIELD("delivery", "the sender's id for it", "l’identifiant que l’expéditeur lui donne"),
    TEXT_FIELD("topic", "what it is about", "de quoi il s’agit"),
    {.name = "at", .type = FIELD_INSTANT, .required = true, .help = PHRASE("when it came", "quand elle est arrivée")},
    TEXT_FIELD("outcome", "what became of it", "ce qu’elle est devenue"),
    {.name = "events",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("how many events were made", "combien d’événements en sont nés")},
    {.name = NULL}};
static const Shape delivery_shape = {.name = "Delivery", .fields = delivery_fields};
static const Field delivery_list_fields[] = {{.name = "items",
                                              .type = FIELD_ARRAY,
                                              .shape = &delivery_shape,
                                              .required = true,
                                              .help = PHRASE("the latest first", "la plus récente d’abord")},
                                             NEXT_CURSOR,
                                             {.name = NULL}};
const Shape delivery_list_shape = {.name = "Deliveries", .fields = delivery_list_fields};

static const Field letter_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true, .help = PHRASE("its number", "son numéro")},
    TEXT_FIELD("delivery", "the sender's id for it", "l’identifiant que l’expéditeur lui donne"),
    TEXT_FIELD("topic", "what it is about", "de quoi il s’agit"),
    {.name = "at", .type = FIELD_INSTANT, .required = true, .help = PHRASE("when it came", "quand elle est arrivée")},
    TEXT_FIELD("code", "why it could not be used", "pourquoi elle n’a pas pu servir"),
    TEXT_FIELD("path", "where in the body", "où dans le corps"),
    {.name = "message", .type = FIELD_TEXT, .help = PHRASE("what to do", "ce qu’il faut faire")},
    {.name = "bytes", .type = FIELD_INTEGER, .required = true, .help = PHRASE("of its body", "de son corps")},
    {.name = "tries", .type = FIELD_INTEGER, .required = true, .help = PHRASE("how often", "combien de fois")},
    {.name = "customer",
     .type = FIELD_INTEGER,
     .required = true,
     .nullable = true,
     .help = PHRASE("whom it is about; null: not known", "de qui il s’agit\u202F; null\u00A0: inconnu")},
    {.name = "body",
     .type = FIELD_TEXT,
     .help = PHRASE("as it came; hidden from callers from whom anything of a customer is",
                    "tel qu’il est venu\u202F; caché aux appelants à qui quoi que ce soit d’un client l’est")},
    {.name = "masked",
     .type = FIELD_ARRAY,
     .item = FIELD_TEXT,
     .help = PHRASE("what is hidden from the caller", "ce qui est caché à l’appelant")},
    {.name = NULL}};
const Shape dead_letter_shape = {.name = "DeadLetter", .fields = letter_fields};
static const Field letter_list_fields[] = {{.name = "items",
                                            .type = FIELD_ARRAY,
                                            .shape = &dead_letter_shape,
                                            .required = true,
                                            .help = PHRASE("the oldest first", "la plus ancienne d’abord")},
                                           NEXT_CURSOR,
                                           {.name = NULL}};
const Shape dead_letter_list_shape = {.name = "DeadLetters", .fields = letter_list_fields};

// ---- preview ----

static const Field preview_body_fields[] = {
    {.name = "topic",
     .type = FIELD_TEXT,
     .high = NAME_CHARACTERS_MAX,
     .help = PHRASE("what the sender would say it is about", "de quoi l’expéditeur dirait qu’il s’agit")},
    {.name = "sample", .type = FIELD_ANY, .required = true, .help = PHRASE("a body", "un corps")},
    {.name = "settings",
     .type = FIELD_MAP,
     .help = PHRASE("instead of those that are stored", "à la place de ceux qui sont enregistrés")},
    {.name = NULL}};
const Shape preview_body_shape = {.name = "ConnectionSample", .fields = preview_body_fields};

static const Field fault_fields[] = {TEXT_FIELD("code", "why it can't be used", "pourquoi cela ne peut servir"),
                                     TEXT_FIELD("path", "where", "où"),
                                     TEXT_FIELD("message", "what to do", "ce qu’il faut faire"),
                                     {.name = NULL}};
static const Shape fault_shape = {.name = "TranslationFault", .fields = fault_fields};
static const Field preview_fields[] = {
    {.name = "events",
     .type = FIELD_ARRAY,
     .item = FIELD_MAP,
     .required = true,
     .help = PHRASE("what would be recorded, in this order", "ce qui serait enregistré, dans cet ordre")},
    {.name = "fault",
     .type = FIELD_OBJECT,
     .shape = &fault_shape,
     .help = PHRASE("why it would be a dead letter", "pourquoi elle serait inutilisable")},
    {.name = "ignored",
     .type = FIELD_TEXT,
     .help = PHRASE("why nothing would be made of it", "pourquoi rien n’en serait fait")},
    {.name = NULL}};
const Shape preview_shape = {.name = "ConnectionPreview", .fields = preview_fields};

#include "message/shapes_http.h"

#include "message/outbox.h"

#define ALWAYS(name_, type_, english, french)                                                                          \
    {                                                                                                                  \
        .name = (name_), .type = (type_), .required = true, .help = PHRASE(english, french)                            \
    }
#define NULLABLE(name_, type_, english, french)                                                                        \
    {                                                                                                                  \
        .name = (name_), .type = (type_), .required = true, .nullable = true, .help = PHRASE(english, french)          \
    }

#define HOST_HELP PHRASE("name or address of the mail server", "nom ou adresse du serveur de courrier")
#define SECURITY_HELP                                                                                                  \
    PHRASE("starttls (port 587), tls (465), or none: not encrypted, private addresses alone",                          \
           "starttls (port 587), tls (465) ou none\u00A0: sans chiffrement, adresses privées seulement")
#define FROM_HELP PHRASE("address mail comes from", "adresse d’expéditeur")
#define TIMEOUT_HELP PHRASE("how long one mail may take", "durée maximale d’un envoi")

// ---- settings ----

static const Field trouble_fields[] = {
    ALWAYS("code", FIELD_TEXT, "connect_failed, tls_error, login_refused …",
           "connect_failed, tls_error, "
           "login_refused…"),
    ALWAYS("message", FIELD_TEXT, "for people", "pour les personnes"),
    NULLABLE("answer", FIELD_TEXT, "what the mail server said", "ce que le serveur de courrier a dit"),
    NULLABLE("since", FIELD_INSTANT, "since when", "depuis quand"),
    NULLABLE("next_try_at", FIELD_INSTANT, "when it is tried again", "prochain essai"),
    {0},
};
static const Shape trouble_shape = {.name = "MailTrouble", .fields = trouble_fields};

static const Field mail_fields[] = {
    {.name = "host", .type = FIELD_TEXT, .required = true, .nullable = true, .help = HOST_HELP},
    ALWAYS("port", FIELD_INTEGER, "of the mail server", "du serveur de courrier"),
    {.name = "security", .type = FIELD_TEXT, .required = true, .words = "starttls|tls|none", .help = SECURITY_HELP},
    NULLABLE("user", FIELD_TEXT, "who signs in; null: nobody", "qui se connecte\u00A0; null\u00A0: personne"),
    ALWAYS("password_set", FIELD_BOOLEAN, "whether there is one; it is never shown",
           "s’il y en a un\u00A0; il n’est jamais montré"),
    {.name = "from_address", .type = FIELD_TEXT, .required = true, .nullable = true, .help = FROM_HELP},
    NULLABLE("from_name", FIELD_TEXT, "name beside it", "nom qui l’accompagne"),
    NULLABLE("reply_to", FIELD_TEXT, "where answers go", "où vont les réponses"),
    {.name = "timeout_seconds", .type = FIELD_INTEGER, .required = true, .help = TIMEOUT_HELP},
    {.name = "trouble",
     .type = FIELD_OBJECT,
     .shape = &trouble_shape,
     .required = true,
     .nullable = true,
     .help = PHRASE("why the mail server can't be used now; null: it can",
                    "pourquoi le serveur de courrier est inutilisable\u00A0; null\u00A0: il est utilisable")},
    ALWAYS("queued", FIELD_INTEGER, "mails that wait", "courriels en attente"),
    ALWAYS("sending", FIELD_INTEGER, "mails on their way", "courriels en cours d’envoi"),
    ALWAYS("unknown", FIELD_INTEGER, "mails that were handed over without an answer and not sent again",
           "courriels remis sans réponse et non renvoyés"),
    ALWAYS("version", FIELD_INTEGER, "grows with each change; the ETag", "croît à chaque changement\u00A0; l’ETag"),
    {0},
};
const Shape mail_shape = {.name = "Mail", .fields = mail_fields};

static const Field change_fields[] = {
    {.name = "host", .type = FIELD_TEXT, .low = 0, .high = 253, .help = HOST_HELP},
    {.name = "port", .type = FIELD_INTEGER, .low = 1, .high = 65535},
    {.name = "security", .type = FIELD_TEXT, .words = "starttls|tls|none", .help = SECURITY_HELP},
    {.name = "accept_unencrypted",
     .type = FIELD_BOOLEAN,
     .help = PHRASE("true: needed for security none", "true\u00A0: nécessaire pour security none")},
    {.name = "user", .type = FIELD_TEXT, .low = 0, .high = 320},
    {.name = "password",
     .type = FIELD_TEXT,
     .low = 0,
     .high = MAIL_PASSWORD_BYTES_MAX,
     .help = PHRASE("kept sealed; forgotten when host, port, security or user change without it",
                    "gardé scellé\u00A0; oublié quand host, port, security ou user changent sans lui")},
    {.name = "from_address", .type = FIELD_TEXT, .low = 0, .high = 254, .help = FROM_HELP},
    {.name = "from_name", .type = FIELD_TEXT, .low = 0, .high = 200},
    {.name = "reply_to", .type = FIELD_TEXT, .low = 0, .high = 254},
    {.name = "timeout_seconds",
     .type = FIELD_INTEGER,
     .low = MAIL_TIMEOUT_MIN,
     .high = MAIL_TIMEOUT_MAX,
     .help = TIMEOUT_HELP},
    {0},
};
const Shape mail_change_shape = {.name = "MailChange", .fields = change_fields};

static const Field test_fields[] = {
    {.name = "to", .type = FIELD_EMAIL, .required = true, .help = PHRASE("where it goes", "où il va")},
    {0},
};
const Shape mail_test_shape = {.name = "MailTest", .fields = test_fields};

static const Field tested_fields[] = {
    ALWAYS("message", FIELD_INTEGER, "its number: GET /messages/{id} says what became of it",
           "son numéro\u00A0: GET /messages/{id} dit ce qu’il devient"),
    {0},
};
const Shape mail_tested_shape = {.name = "MailTested", .fields = tested_fields};

// ---- messages ----

#define MESSAGE_FIELDS                                                                                                 \
    ALWAYS("id", FIELD_INTEGER, "its number", "son numéro"),                                                           \
        ALWAYS("kind", FIELD_TEXT, "report, alert, test", "report, alert, test"),                                      \
        {.name = "recipient", .type = FIELD_TEXT, .help = PHRASE("to whom", "à qui")},                                 \
        {.name = "masked",                                                                                             \
         .type = FIELD_ARRAY,                                                                                          \
         .item = FIELD_TEXT,                                                                                           \
         .help = PHRASE("what the caller may not see", "ce que l’appelant ne peut pas voir")},                         \
        NULLABLE("customer", FIELD_INTEGER, "null: it went to no customer",                                            \
                 "null\u00A0: il n’est pas allé à un "                                                             \
                 "client"),                                                                                            \
        ALWAYS("subject", FIELD_TEXT, "its subject", "son objet"),                                                     \
        {.name = "status",                                                                                             \
         .type = FIELD_TEXT,                                                                                           \
         .required = true,                                                                                             \
         .words = "queued|sending|sent|failed|unknown|suppressed",                                                     \
         .help = PHRASE("sent: the mail server took it; unknown: handed over without an answer, not sent again",       \
                        "sent\u00A0: accepté par le serveur de courrier\u00A0; unknown\u00A0: remis sans réponse, "  \
                        "pas renvoyé")},                                                                               \
        ALWAYS("attempts", FIELD_INTEGER, "tries", "essais"),                                                          \
        ALWAYS("doubtful", FIELD_INTEGER, "tries that ended without an answer: it may have arrived more than once",    \
               "essais sans réponse\u00A0: il est peut-être arrivé plusieurs fois"),                                   \
        NULLABLE("next_at", FIELD_INSTANT, "when it is tried next", "prochain essai"),                                 \
        ALWAYS("made_at", FIELD_INSTANT, "when it was queued", "mise en file"),                                        \
        NULLABLE("ended_at", FIELD_INSTANT, "when it ended", "fin"),                                                   \
        NULLABLE("failure", FIELD_TEXT, "code of the last failure", "code du dernier échec"),                          \
        NULLABLE("reason", FIELD_TEXT, "the same for people", "le même pour les personnes"),                           \
        NULLABLE("answer", FIELD_TEXT, "what the mail server said last",                                               \
                 "ce que le serveur de courrier a dit en "                                                             \
                 "dernier")

static const Field message_fields[] = {MESSAGE_FIELDS, {0}};
static const Shape message_shape = {.name = "Message", .fields = message_fields};

#define LIST_FIELDS(shape_, english, french)                                                                           \
    {.name = "items", .type = FIELD_ARRAY, .shape = &(shape_), .required = true, .help = PHRASE(english, french)},     \
        NULLABLE("next_cursor", FIELD_TEXT, "for the next page; null: this is the last",                               \
                 "pour la page suivante\u00A0; null\u00A0: c’est la dernière")

static const Field message_list_fields[] = {LIST_FIELDS(message_shape, "newest first", "les derniers d’abord"), {0}};
const Shape message_list_shape = {.name = "MessageList", .fields = message_list_fields};

static const Field attempt_fields[] = {
    ALWAYS("number", FIELD_INTEGER, "from 1", "à partir de 1"),
    ALWAYS("at", FIELD_INSTANT, "when", "quand"),
    ALWAYS("outcome", FIELD_TEXT, "sent, later, refused, unknown, trouble", "sent, later, refused, unknown, trouble"),
    NULLABLE("code", FIELD_INTEGER, "of the mail server's answer", "de la réponse du serveur de courrier"),
    NULLABLE("failure", FIELD_TEXT, "code; null: it was sent", "code\u00A0; null\u00A0: envoyé"),
    NULLABLE("reason", FIELD_TEXT, "the same for people", "le même pour les personnes"),
    NULLABLE("answer", FIELD_TEXT, "what the mail server said", "ce que le serveur de courrier a dit"),
    ALWAYS("milliseconds", FIELD_INTEGER, "how long it took", "durée"),
    {0},
};
static const Shape attempt_shape = {.name = "MessageTry", .fields = attempt_fields};

static const Field detail_fields[] = {
    MESSAGE_FIELDS,
    {.name = "tries",
     .type = FIELD_ARRAY,
     .shape = &attempt_shape,
     .required = true,
     .help = PHRASE("each try", "chaque essai")},
    {0},
};
const Shape message_detail_shape = {.name = "MessageDetail", .fields = detail_fields};

static const Field suppression_fields[] = {
    ALWAYS("id", FIELD_TEXT, "stands for the address, which can't be read from it",
           "tient lieu de l’adresse, qui ne peut pas en être tirée"),
    NULLABLE("address", FIELD_TEXT, "to which nothing is sent; null: erased, or the mail was forgotten",
             "à laquelle rien n’est envoyé\u00A0; null\u00A0: effacée, ou le courriel a été oublié"),
    ALWAYS("reason", FIELD_TEXT, "refused: the mail server knows nobody there",
           "refused\u00A0: le serveur de courrier n’y connaît personne"),
    NULLABLE("answer", FIELD_TEXT, "what the mail server said", "ce que le serveur de courrier a dit"),
    ALWAYS("message", FIELD_INTEGER, "the mail that was refused", "le courriel refusé"),
    ALWAYS("at", FIELD_INSTANT, "when", "quand"),
    {0},
};
static const Shape suppression_shape = {.name = "MailSuppression", .fields = suppression_fields};
static const Field suppression_list_fields[] = {
    LIST_FIELDS(suppression_shape, "in the order of ids", "dans l’ordre des ids"), {0}};
const Shape suppression_list_shape = {.name = "MailSuppressionList", .fields = suppression_list_fields};

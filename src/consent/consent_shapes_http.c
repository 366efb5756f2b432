// consent_shapes_http.c - the bodies and answers of the routes about consent, as tables.
#include "consent/consent_http.h"

#define SAID_FIELDS                                                                                                    \
    {.name = "at", .type = FIELD_INSTANT, .nullable = true, .help = PHRASE("when it was said", "quand il a été dit")}, \
        {.name = "source",                                                                                             \
         .type = FIELD_TEXT,                                                                                           \
         .nullable = true,                                                                                             \
         .help = PHRASE("where it was said", "où il a été dit")},                                                      \
        {.name = "text_version",                                                                                       \
         .type = FIELD_INTEGER,                                                                                        \
         .nullable = true,                                                                                             \
         .help = PHRASE("of the text that was shown", "du texte montré")},                                             \
    {                                                                                                                  \
        .name = "text_hash", .type = FIELD_TEXT, .nullable = true,                                                     \
        .help = PHRASE("SHA-256 of that text", "SHA-256 de ce texte")                                                  \
    }

static const Field said_fields[] = {SAID_FIELDS, {0}};
static const Shape said_shape = {.name = "ConsentSaid", .fields = said_fields};

static const Field channel_fields[] = {
    {.name = "channel", .type = FIELD_TEXT, .required = true, .words = CONSENT_CHANNEL_WORDS},
    {.name = "state",
     .type = FIELD_TEXT,
     .required = true,
     .words = "unknown|granted|refused|withdrawn",
     .help = PHRASE("what the person said; unknown: nothing", "ce que la personne a dit\u00A0; unknown\u00A0: rien")},
    {.name = "allowed",
     .type = FIELD_BOOLEAN,
     .required = true,
     .help = PHRASE("whether it may be done now", "si cela est permis maintenant")},
    {.name = "reason",
     .type = FIELD_TEXT,
     .required = true,
     .help = PHRASE("why, for programs", "pourquoi, pour les "
                                         "programmes")},
    {.name = "why", .type = FIELD_TEXT, .required = true, .help = PHRASE("why, in words", "pourquoi, en mots")},
    SAID_FIELDS,
    {0},
};
static const Shape channel_shape = {.name = "ConsentChannel", .fields = channel_fields};

static const Field line_fields[] = {
    {.name = "purpose", .type = FIELD_TEXT, .required = true},
    {.name = "label", .type = FIELD_TEXT, .required = true},
    {.name = "ground",
     .type = FIELD_TEXT,
     .required = true,
     .help = PHRASE("legal ground (Art. 6 GDPR)", "base légale "
                                                  "(art. 6 RGPD)")},
    {.name = "objection",
     .type = FIELD_OBJECT,
     .shape = &said_shape,
     .nullable = true,
     .required = true,
     .help = PHRASE("the objection that stands (Art. 21 GDPR)", "l’opposition en vigueur (art. 21 RGPD)")},
    {.name = "channels", .type = FIELD_ARRAY, .shape = &channel_shape, .required = true},
    {0},
};
static const Shape line_shape = {.name = "ConsentLine", .fields = line_fields};

static const Field panel_fields[] = {
    {.name = "customer", .type = FIELD_INTEGER, .required = true},
    {.name = "restriction",
     .type = FIELD_OBJECT,
     .shape = &said_shape,
     .nullable = true,
     .required = true,
     .help = PHRASE("data are stored and not used (Art. 18 GDPR)", "données conservées sans être utilisées (art. 18 "
                                                                   "RGPD)")},
    {.name = "items", .type = FIELD_ARRAY, .shape = &line_shape, .required = true},
    {.name = "events",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("how much was said in all", "combien de déclarations en tout")},
    {0},
};
const Shape consent_panel_shape = {.name = "Consents", .fields = panel_fields};

static const Field source_fields[] = {
    {.name = "kind", .type = FIELD_TEXT, .required = true},
    {.name = "id", .type = FIELD_INTEGER, .nullable = true},
    {0},
};
static const Shape source_shape = {.name = "ConsentSource", .fields = source_fields};

static const Field event_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "kind", .type = FIELD_TEXT, .required = true, .words = "consent|objection|restriction"},
    {.name = "purpose", .type = FIELD_TEXT, .nullable = true},
    {.name = "channel", .type = FIELD_TEXT, .required = true},
    {.name = "state", .type = FIELD_TEXT, .required = true, .words = "granted|refused|withdrawn|raised|lifted"},
    SAID_FIELDS,
    {.name = "locale", .type = FIELD_TEXT, .nullable = true},
    {.name = "evidence",
     .type = FIELD_TEXT,
     .nullable = true,
     .help = PHRASE("where the proof lies", "où est la "
                                            "preuve")},
    {.name = "received_at", .type = FIELD_INSTANT, .required = true},
    {.name = "customer", .type = FIELD_INTEGER, .required = true},
    {.name = "said_to",
     .type = FIELD_OBJECT,
     .shape = &source_shape,
     .required = true,
     .help = PHRASE("the key, connection, import or person that noted it", "la clé, la connexion, l’import ou la "
                                                                           "personne qui l’a noté")},
    {0},
};
static const Shape event_shape = {.name = "ConsentEvent", .fields = event_fields};
static const Field history_fields[] = {
    {.name = "items", .type = FIELD_ARRAY, .shape = &event_shape, .required = true},
    {.name = "next_cursor", .type = FIELD_TEXT, .required = true, .nullable = true},
    {.name = "masked", .type = FIELD_ARRAY, .item = FIELD_TEXT},
    {0},
};
const Shape consent_history_shape = {.name = "ConsentHistory", .fields = history_fields};

static const Field change_fields[] = {
    {.name = "kind",
     .type = FIELD_TEXT,
     .words = "consent|objection|restriction",
     .help = PHRASE("consent when not given", "consent par défaut")},
    {.name = "purpose",
     .type = FIELD_TEXT,
     .low = 1,
     .high = PURPOSE_BYTES_MAX,
     .help = PHRASE("required but for a restriction", "obligatoire sauf pour une limitation")},
    {.name = "channel",
     .type = FIELD_TEXT,
     .words = CONSENT_CHANNEL_WORDS,
     .help = PHRASE("any when not given", "any par défaut")},
    {.name = "state",
     .type = FIELD_TEXT,
     .required = true,
     .words = "granted|refused|withdrawn|raised|lifted",
     .help = PHRASE("raised or lifted: of objections and restrictions", "raised ou lifted\u00A0: oppositions et "
                                                                        "limitations")},
    {.name = "text_version", .type = FIELD_INTEGER, .low = 1, .high = 1000000, .nullable = true},
    {.name = "locale", .type = FIELD_LOCALE, .nullable = true},
    {.name = "source",
     .type = FIELD_TEXT,
     .low = 1,
     .high = CONSENT_SOURCE_BYTES_MAX,
     .help = PHRASE("where it was said: telephone, form:newsletter …", "où cela a été dit\u00A0: téléphone, "
                                                                       "form:newsletter…")},
    {.name = "evidence", .type = FIELD_TEXT, .low = 0, .high = CONSENT_EVIDENCE_BYTES_MAX, .nullable = true},
    {.name = "at",
     .type = FIELD_INSTANT,
     .help = PHRASE("when it was said; now when not given", "quand cela a été "
                                                            "dit\u202F; "
                                                            "maintenant par "
                                                            "défaut")},
    {0},
};
const Shape consent_change_shape = {.name = "ConsentChange", .fields = change_fields};

// ---- purposes ----

#define PURPOSE_FIELDS(required_)                                                                                      \
    {.name = "ground",                                                                                                 \
     .type = FIELD_TEXT,                                                                                               \
     .required = (required_),                                                                                          \
     .words = "consent|contract|legitimate_interest|legal_obligation",                                                 \
     .help = PHRASE("Art. 6 GDPR", "art. 6 RGPD")},                                                                    \
        {.name = "marketing",                                                                                          \
         .type = FIELD_BOOLEAN,                                                                                        \
         .required = (required_),                                                                                      \
         .help = PHRASE("direct marketing: an objection is absolute", "prospection\u00A0: une opposition est "         \
                                                                      "absolue")},                                     \
        {.name = "profiling",                                                                                          \
         .type = FIELD_BOOLEAN,                                                                                        \
         .required = (required_),                                                                                      \
         .help = PHRASE("covered by an objection to profiling", "visée par une opposition au profilage")},             \
        {.name = "label_en", .type = FIELD_TEXT, .required = (required_), .low = (required_) ? 0 : 1, .high = 200},    \
        {.name = "label_fr", .type = FIELD_TEXT, .required = (required_), .low = (required_) ? 0 : 1, .high = 200},    \
    {                                                                                                                  \
        .name = "categories", .type = FIELD_ARRAY, .item = FIELD_TEXT, .required = (required_), .low = 0, .high = 10,  \
        .help = PHRASE("what consent managers of web sites call it", "son nom dans les gestionnaires de consentement") \
    }

static const Field purpose_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .required = true},
    PURPOSE_FIELDS(true),
    {.name = "version", .type = FIELD_INTEGER, .required = true},
    {.name = "changed_at", .type = FIELD_INSTANT, .required = true, .nullable = true},
    {0},
};
const Shape purpose_shape = {.name = "Purpose", .fields = purpose_fields};
static const Field purposes_fields[] = {
    {.name = "items", .type = FIELD_ARRAY, .shape = &purpose_shape, .required = true}, {0}};
const Shape purpose_list_shape = {.name = "Purposes", .fields = purposes_fields};
static const Field purpose_change_fields[] = {PURPOSE_FIELDS(false), {0}};
const Shape purpose_change_shape = {.name = "PurposeChange", .fields = purpose_change_fields};

static const Field text_fields[] = {
    {.name = "version", .type = FIELD_INTEGER, .required = true},
    {.name = "locale", .type = FIELD_TEXT, .required = true},
    {.name = "text", .type = FIELD_TEXT, .required = true},
    {.name = "hash", .type = FIELD_TEXT, .required = true, .help = PHRASE("SHA-256, in hex", "SHA-256, en hexa")},
    {.name = "made_at", .type = FIELD_INSTANT, .required = true},
    {0},
};
static const Shape text_shape = {.name = "ConsentText", .fields = text_fields};
static const Field texts_fields[] = {
    {.name = "items",
     .type = FIELD_ARRAY,
     .shape = &text_shape,
     .required = true,
     .help = PHRASE("newest first", "la plus récente d’abord")},
    {0},
};
const Shape consent_texts_shape = {.name = "ConsentTexts", .fields = texts_fields};
static const Field text_add_fields[] = {
    {.name = "en", .type = FIELD_TEXT, .low = 1, .high = CONSENT_TEXT_BYTES_MAX},
    {.name = "fr", .type = FIELD_TEXT, .low = 1, .high = CONSENT_TEXT_BYTES_MAX},
    {0},
};
const Shape consent_text_add_shape = {.name = "ConsentTextAdd", .fields = text_add_fields};

// ---- the summary ----

static const Field count_fields[] = {
    {.name = "channel", .type = FIELD_TEXT, .required = true},
    {.name = "granted", .type = FIELD_INTEGER, .required = true},
    {.name = "refused", .type = FIELD_INTEGER, .required = true},
    {.name = "withdrawn", .type = FIELD_INTEGER, .required = true},
    {0},
};
static const Shape count_shape = {.name = "ConsentCount", .fields = count_fields};
static const Field counts_fields[] = {
    {.name = "purpose", .type = FIELD_TEXT, .required = true},
    {.name = "objected", .type = FIELD_INTEGER, .required = true},
    {.name = "channels", .type = FIELD_ARRAY, .shape = &count_shape, .required = true},
    {0},
};
static const Shape counts_shape = {.name = "ConsentCounts", .fields = counts_fields};
static const Field summary_fields[] = {
    {.name = "persons",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("who said anything", "qui ont dit quelque chose")},
    {.name = "restricted", .type = FIELD_INTEGER, .required = true},
    {.name = "not_profiled",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("of these, who may not be scored", "dont celles qu’on ne peut évaluer")},
    {.name = "items", .type = FIELD_ARRAY, .shape = &counts_shape, .required = true},
    {0},
};
const Shape consent_summary_shape = {.name = "ConsentSummary", .fields = summary_fields};

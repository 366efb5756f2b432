// segment_routes_http.c - the routes of segments, with the bodies and answers they have.
#include "customer/shapes_http.h"
#include "identity/personal.h"
#include "module.h"
#include "segment/segment_http.h"

#define KEY_FIELD                                                                                                      \
    {                                                                                                                  \
        .name = "key", .type = FIELD_TEXT, .low = 1, .high = SEGMENT_KEY_BYTES_MAX,                                    \
        .help = PHRASE("a word for rules and addresses: segment:vip; without: from the name",                          \
                       "un mot pour les règles et adresses\u00A0: segment:vip\u202F; sans\u00A0: d’après le nom")      \
    }
#define RULE_FIELD(required_)                                                                                          \
    {                                                                                                                  \
        .name = "rule", .type = FIELD_ANY, .required = (required_),                                                    \
        .help = PHRASE("a tree of clauses, or a short form: tag:vip (docs/segments.md)",                               \
                       "un arbre de clauses, ou une forme courte\u00A0: tag:vip (docs/segments.md)")                   \
    }
#define EVENTS_FIELD                                                                                                    \
    {                                                                                                                   \
        .name = "events", .type = FIELD_BOOLEAN,                                                                        \
        .help =                                                                                                         \
            PHRASE("entries and exits are events Segment Entered and Segment Exited of the person; ready-made "         \
                   "segments begin without",                                                                            \
                   "entrées et sorties sont des événements Segment Entered et Segment Exited de la personne\u202F; " \
                   "les segments prêts à l’emploi commencent sans")                                                     \
    }

// ---- segments ----

static const Field segment_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "key", .type = FIELD_TEXT, .required = true},
    {.name = "name", .type = FIELD_TEXT, .required = true},
    {.name = "description", .type = FIELD_TEXT, .required = true},
    {.name = "ready",
     .type = FIELD_BOOLEAN,
     .required = true,
     .help = PHRASE("came with the product; its rule may be changed",
                    "livré avec le produit\u202F; sa règle peut être changée")},
    EVENTS_FIELD,
    {.name = "rule",
     .type = FIELD_ANY,
     .required = true,
     .help = PHRASE("a tree of clauses, or a short form", "un arbre de clauses, ou une forme courte")},
    {.name = "rule_text", .type = FIELD_TEXT, .required = true, .help = PHRASE("the same as text", "la même en texte")},
    {.name = "sentence",
     .type = FIELD_TEXT,
     .nullable = true,
     .required = true,
     .help = PHRASE("the rule in plain words", "la règle en langage courant")},
    {.name = "size",
     .type = FIELD_INTEGER,
     .nullable = true,
     .required = true,
     .help = PHRASE("null: not counted yet", "null\u00A0: pas encore comptés")},
    {.name = "total", .type = FIELD_INTEGER, .required = true, .help = PHRASE("all customers", "tous les clients")},
    {.name = "share", .type = FIELD_NUMBER, .nullable = true, .required = true},
    {.name = "evaluated_at", .type = FIELD_INSTANT, .nullable = true, .required = true},
    {.name = "entered",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("within the last 7 days", "dans les 7 derniers jours")},
    {.name = "left", .type = FIELD_INTEGER, .required = true, .help = PHRASE("likewise", "de même")},
    {.name = "made_at", .type = FIELD_INSTANT, .required = true},
    {.name = "changed_at", .type = FIELD_INSTANT, .required = true},
    {.name = "version", .type = FIELD_INTEGER, .required = true, .help = PHRASE("for If-Match", "pour If-Match")},
    {0},
};
const Shape segment_shape = {.name = "Segment", .fields = segment_fields};

#define LIST_FIELDS(shape_)                                                                                            \
    {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &(shape_)},                                      \
    {                                                                                                                  \
        .name = "next_cursor", .type = FIELD_TEXT, .nullable = true,                                                   \
        .help = PHRASE("null: that was all", "null\u00A0: c’était tout")                                               \
    }
#define MASKED_FIELD                                                                                                   \
    {                                                                                                                  \
        .name = "masked", .type = FIELD_ARRAY, .item = FIELD_TEXT,                                                     \
        .help = PHRASE("what is hidden from the caller", "ce qui est caché à l’appelant")                              \
    }

static const Field segment_list_fields[] = {LIST_FIELDS(segment_shape), {0}};
const Shape segment_list_shape = {.name = "SegmentList", .fields = segment_list_fields};

static const Field create_fields[] = {
    KEY_FIELD,
    {.name = "name", .type = FIELD_TEXT, .required = true, .low = 1, .high = SEGMENT_NAME_BYTES_MAX},
    {.name = "description", .type = FIELD_TEXT, .high = SEGMENT_DESCRIPTION_BYTES_MAX},
    RULE_FIELD(true),
    EVENTS_FIELD,
    {0},
};
const Shape segment_create_shape = {.name = "SegmentCreate", .fields = create_fields};

static const Field change_fields[] = {
    KEY_FIELD,
    {.name = "name", .type = FIELD_TEXT, .low = 1, .high = SEGMENT_NAME_BYTES_MAX},
    {.name = "description", .type = FIELD_TEXT, .high = SEGMENT_DESCRIPTION_BYTES_MAX},
    RULE_FIELD(false),
    EVENTS_FIELD,
    {0},
};
const Shape segment_change_shape = {.name = "SegmentChange", .fields = change_fields};

// ---- preview ----

enum { PREVIEW_LISTED_MAX = 1000 };

static const Field preview_fields[] = {
    RULE_FIELD(true),
    {.name = "include",
     .type = FIELD_ARRAY,
     .item = FIELD_ANY,
     .high = PREVIEW_LISTED_MAX,
     .help = PHRASE("customers who are in all the same: numbers, or as in paths (email:…)",
                    "clients qui y sont quand même\u00A0: numéros, ou comme dans les chemins (email:…)")},
    {.name = "exclude", .type = FIELD_ARRAY, .item = FIELD_ANY, .high = PREVIEW_LISTED_MAX},
    {0},
};
const Shape segment_preview_shape = {.name = "SegmentPreviewAsk", .fields = preview_fields};

static const Field clause_size_fields[] = {
    {.name = "path",
     .type = FIELD_TEXT,
     .required = true,
     .help = PHRASE("where it stands in the rule: /all/2; empty: all of it",
                    "où elle se trouve dans la règle\u00A0: /all/2\u202F; vide\u00A0: toute la règle")},
    {.name = "sentence", .type = FIELD_TEXT, .required = true},
    {.name = "size", .type = FIELD_INTEGER, .required = true},
    {0},
};
static const Shape clause_size_shape = {.name = "SegmentClauseSize", .fields = clause_size_fields};

static const Field line_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "name", .type = FIELD_TEXT, .nullable = true},
    {.name = "email", .type = FIELD_TEXT, .nullable = true},
    {.name = "phone", .type = FIELD_TEXT, .nullable = true},
    {.name = "first_seen", .type = FIELD_INSTANT},
    {.name = "stage", .type = FIELD_TEXT},
    {.name = "inactive_since", .type = FIELD_INSTANT, .nullable = true},
    {.name = "last_order", .type = FIELD_INSTANT, .nullable = true},
    {.name = "last_activity", .type = FIELD_INSTANT, .nullable = true},
    {.name = "value", .type = FIELD_MONEY, .nullable = true},
    {0},
};
static const Shape line_shape = {.name = "SegmentSample", .fields = line_fields};

static const Field preview_answer_fields[] = {
    {.name = "size", .type = FIELD_INTEGER, .required = true},
    {.name = "total", .type = FIELD_INTEGER, .required = true},
    {.name = "share", .type = FIELD_NUMBER, .nullable = true, .required = true},
    {.name = "sentence", .type = FIELD_TEXT, .required = true},
    {.name = "sample", .type = FIELD_ARRAY, .required = true, .shape = &line_shape},
    {.name = "clauses", .type = FIELD_ARRAY, .required = true, .shape = &clause_size_shape},
    MASKED_FIELD,
    {0},
};
const Shape segment_preview_answer_shape = {.name = "SegmentPreview", .fields = preview_answer_fields};

// ---- people ----

#define SINCE_FIELD                                                                                                    \
    {                                                                                                                  \
        .name = "since", .type = FIELD_INSTANT, .nullable = true,                                                      \
        .help = PHRASE("null: within the last seconds", "null\u00A0: dans les dernières secondes")                     \
    }

static const Field member_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "name", .type = FIELD_TEXT, .nullable = true},
    {.name = "email", .type = FIELD_TEXT, .nullable = true},
    {.name = "phone", .type = FIELD_TEXT, .nullable = true},
    {.name = "first_seen", .type = FIELD_INSTANT},
    {.name = "stage", .type = FIELD_TEXT},
    {.name = "inactive_since", .type = FIELD_INSTANT, .nullable = true},
    {.name = "last_order", .type = FIELD_INSTANT, .nullable = true},
    {.name = "last_activity", .type = FIELD_INSTANT, .nullable = true},
    {.name = "value", .type = FIELD_MONEY, .nullable = true},
    SINCE_FIELD,
    {.name = "by", .type = FIELD_TEXT, .words = "rule|list"},
    {0},
};
static const Shape member_shape = {.name = "SegmentCustomer", .fields = member_fields};

static const Field member_list_fields[] = {
    LIST_FIELDS(member_shape), {.name = "size", .type = FIELD_INTEGER, .required = true}, MASKED_FIELD, {0}};
const Shape segment_customer_list_shape = {.name = "SegmentCustomerList", .fields = member_list_fields};

static const Field clause_holds_fields[] = {
    {.name = "path", .type = FIELD_TEXT, .required = true},
    {.name = "sentence", .type = FIELD_TEXT, .required = true},
    {.name = "holds", .type = FIELD_BOOLEAN, .required = true},
    {0},
};
static const Shape clause_holds_shape = {.name = "SegmentClauseHolds", .fields = clause_holds_fields};

static const Field why_fields[] = {
    {.name = "member", .type = FIELD_BOOLEAN, .required = true},
    SINCE_FIELD,
    {.name = "by", .type = FIELD_TEXT, .words = "rule|list", .nullable = true},
    {.name = "reason",
     .type = FIELD_TEXT,
     .nullable = true,
     .help = PHRASE("why the person is on the list", "pourquoi la personne est sur la liste")},
    {.name = "clauses", .type = FIELD_ARRAY, .required = true, .shape = &clause_holds_shape},
    {0},
};
const Shape segment_why_shape = {.name = "SegmentWhy", .fields = why_fields};

static const Field day_fields[] = {
    {.name = "day", .type = FIELD_DAY, .required = true},
    {.name = "size", .type = FIELD_INTEGER, .required = true},
    {.name = "entered", .type = FIELD_INTEGER, .required = true},
    {.name = "left", .type = FIELD_INTEGER, .required = true},
    {0},
};
static const Shape day_shape = {.name = "SegmentDay", .fields = day_fields};
static const Field history_fields[] = {LIST_FIELDS(day_shape), {0}};
const Shape segment_history_shape = {.name = "SegmentHistory", .fields = history_fields};

// ---- lists ----

static const Field listed_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "kind", .type = FIELD_TEXT, .required = true, .words = "include|exclude"},
    {.name = "reason", .type = FIELD_TEXT, .required = true},
    {.name = "put_by", .type = FIELD_INTEGER, .required = true},
    {.name = "put_at", .type = FIELD_INSTANT, .required = true},
    {0},
};
const Shape segment_listed_shape = {.name = "SegmentListed", .fields = listed_fields};

static const Field listed_line_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "name", .type = FIELD_TEXT, .nullable = true},
    {.name = "email", .type = FIELD_TEXT, .nullable = true},
    {.name = "kind", .type = FIELD_TEXT, .required = true, .words = "include|exclude"},
    {.name = "reason", .type = FIELD_TEXT, .required = true},
    {.name = "put_by", .type = FIELD_INTEGER, .required = true},
    {.name = "put_at", .type = FIELD_INSTANT, .required = true},
    {0},
};
static const Shape listed_line_shape = {.name = "SegmentListedCustomer", .open = true, .fields = listed_line_fields};
static const Field listed_list_fields[] = {LIST_FIELDS(listed_line_shape), MASKED_FIELD, {0}};
const Shape segment_listed_list_shape = {.name = "SegmentListedCustomerList", .fields = listed_list_fields};

static const Field put_fields[] = {
    {.name = "kind", .type = FIELD_TEXT, .required = true, .words = "include|exclude"},
    {.name = "reason", .type = FIELD_TEXT, .required = true, .low = 1, .high = 1000},
    {0},
};
const Shape segment_list_put_shape = {.name = "SegmentListPut", .fields = put_fields};

// ---- overlap ----

static const Field pair_fields[] = {
    {.name = "a", .type = FIELD_TEXT, .required = true},
    {.name = "b", .type = FIELD_TEXT, .required = true},
    {.name = "both", .type = FIELD_INTEGER, .required = true},
    {.name = "only_a", .type = FIELD_INTEGER, .required = true},
    {.name = "only_b", .type = FIELD_INTEGER, .required = true},
    {0},
};
static const Shape pair_shape = {.name = "SegmentOverlap", .fields = pair_fields};
static const Field overlap_fields[] = {LIST_FIELDS(pair_shape), {0}};
const Shape segment_overlap_shape = {.name = "SegmentOverlapList", .fields = overlap_fields};

// ---- all as one text ----

static const Field text_item_fields[] = {
    {.name = "key", .type = FIELD_TEXT, .required = true, .low = 1, .high = SEGMENT_KEY_BYTES_MAX},
    {.name = "name", .type = FIELD_TEXT, .high = SEGMENT_NAME_BYTES_MAX},
    {.name = "description", .type = FIELD_TEXT, .high = SEGMENT_DESCRIPTION_BYTES_MAX},
    {.name = "events", .type = FIELD_BOOLEAN},
    RULE_FIELD(true),
    {0},
};
static const Shape text_item_shape = {.name = "SegmentTextItem", .fields = text_item_fields};
static const Field text_fields[] = {
    {.name = "segments", .type = FIELD_ARRAY, .required = true, .shape = &text_item_shape, .high = SEGMENTS_MAX}, {0}};
const Shape segment_text_shape = {.name = "SegmentText", .fields = text_fields};

static const Field difference_fields[] = {
    {.name = "key", .type = FIELD_TEXT, .required = true},
    {.name = "change", .type = FIELD_TEXT, .required = true, .words = "added|changed|removed"},
    {.name = "before", .type = FIELD_TEXT, .nullable = true, .help = PHRASE("the rule", "la règle")},
    {.name = "after", .type = FIELD_TEXT, .nullable = true, .help = PHRASE("the rule", "la règle")},
    {0},
};
static const Shape difference_shape = {.name = "SegmentDifference", .fields = difference_fields};
static const Field imported_fields[] = {
    {.name = "dry_run", .type = FIELD_BOOLEAN, .required = true},
    {.name = "differences", .type = FIELD_ARRAY, .required = true, .shape = &difference_shape},
    {.name = "added", .type = FIELD_INTEGER, .required = true},
    {.name = "changed", .type = FIELD_INTEGER, .required = true},
    {.name = "same", .type = FIELD_INTEGER, .required = true},
    {.name = "removed", .type = FIELD_INTEGER, .required = true},
    {0},
};
static const Shape segment_imported_shape = {.name = "SegmentsImported", .fields = imported_fields};

static const Field list_put_fields[] = {
    {.name = "put", .type = FIELD_INTEGER, .required = true, .help = PHRASE("people", "personnes")},
    {.name = "unknown",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("lines of nobody", "lignes de personne")},
    {.name = "unknown_ids", .type = FIELD_ARRAY, .item = FIELD_TEXT, .required = true},
    {0},
};
static const Shape segment_put_shape = {.name = "SegmentListWasPut", .fields = list_put_fields};

// ---- of a person ----

static const Field membership_fields[] = {
    {.name = "key", .type = FIELD_TEXT, .required = true},
    {.name = "name", .type = FIELD_TEXT, .required = true},
    {.name = "since", .type = FIELD_INSTANT, .required = true},
    {0},
};
static const Shape membership_shape = {.name = "SegmentOfCustomer", .fields = membership_fields};
static const Field move_fields[] = {
    {.name = "key", .type = FIELD_TEXT, .required = true},
    {.name = "name", .type = FIELD_TEXT, .required = true},
    {.name = "move", .type = FIELD_TEXT, .required = true, .words = "entered|left"},
    {.name = "at", .type = FIELD_INSTANT, .required = true},
    {0},
};
static const Shape move_shape = {.name = "SegmentMove", .fields = move_fields};
static const Field memberships_fields[] = {
    LIST_FIELDS(membership_shape),
    {.name = "moves",
     .type = FIELD_ARRAY,
     .required = true,
     .shape = &move_shape,
     .help = PHRASE("entries and exits, the last 200, newest first",
                    "entrées et sorties, les 200 dernières, la plus récente d’abord")},
    {0},
};
static const Shape memberships_shape = {.name = "SegmentsOfCustomer", .fields = memberships_fields};

// ---- parameters ----

static const Parameter import_parameters[] = {
    {.name = "dry_run",
     .type = FIELD_BOOLEAN,
     .help = PHRASE("true: only say what would change", "true\u00A0: dire seulement ce qui changerait")},
    {.name = "remove",
     .type = FIELD_BOOLEAN,
     .help = PHRASE("true: segments that the text lacks are deleted", "true\u00A0: les segments absents du texte sont "
                                                                      "supprimés")},
    {0},
};
static const Parameter listed_parameters[] = {
    {.name = "kind",
     .type = FIELD_TEXT,
     .words = "include|exclude",
     .help = PHRASE("include when not given", "include par défaut")},
    {.name = "reason", .type = FIELD_TEXT, .high = 1000, .help = PHRASE("why", "pourquoi")},
    {0},
};

#define PAGE_PARAMETERS                                                                                                \
    {.name = "limit", .type = FIELD_INTEGER, .low = 1, .high = 1000, .help = PHRASE("how many", "combien")},           \
    {                                                                                                                  \
        .name = "cursor", .type = FIELD_TEXT,                                                                          \
        .help = PHRASE("next_cursor of the page before", "next_cursor de la page précédente")                          \
    }

static const Parameter page_parameters[] = {PAGE_PARAMETERS, {0}};
static const Parameter list_parameters[] = {
    PAGE_PARAMETERS,
    {.name = "strategy",
     .type = FIELD_TEXT,
     .words = "none",
     .help = PHRASE("none: only those without a strategy", "none\u00A0: seulement ceux sans stratégie")},
    {0}};
static const Parameter history_parameters[] = {
    {.name = "from", .type = FIELD_DAY, .help = PHRASE("the first day", "le premier jour")},
    {.name = "to", .type = FIELD_DAY, .help = PHRASE("the last day", "le dernier jour")},
    {0},
};
static const Parameter overlap_parameters[] = {
    {.name = "segments",
     .type = FIELD_TEXT,
     .high = 1000,
     .help = PHRASE("2 to 12 keys, separated by commas", "2 à 12 clés, séparées par des virgules")},
    {0},
};

// ---- routes ----

#define ROUTE(method_, path_, name_, access_, cost_, english, french)                                                  \
    .method = (method_), .path = "/api/v1/segments" path_, .name = (name_), .access = (access_), .cost = (cost_),      \
    .summary = PHRASE(english, french)

// clang-format off
const Route segment_routes[] = {
    {ROUTE("GET", "", "listSegments", ACCESS_READ, COST_READ, "Segments with their sizes",
           "Les segments et leurs tailles"),
     .parameters = list_parameters, .answer = &segment_list_shape, .read = list_segments},
    {ROUTE("POST", "", "createSegment", ACCESS_WRITE, COST_WRITE, "Makes a segment", "Crée un segment"),
     .body = &segment_create_shape, .answer = &segment_shape, .prepare = prepare_new_segment, .write = create_segment},
    {ROUTE("POST", "/preview", "previewSegment", ACCESS_READ, COST_REPORT,
           "Who a rule holds for, before it is kept: size, sample, size of each clause",
           "Pour qui une règle vaut, avant de l’enregistrer\u00A0: taille, échantillon, taille de chaque clause"),
     .body = &segment_preview_shape, .answer = &segment_preview_answer_shape, .read = preview_segment},
    {ROUTE("GET", "/overlap", "getSegmentOverlap", ACCESS_READ, COST_REPORT,
           "How many people are in two segments at once, pair by pair",
           "Combien de personnes sont dans deux segments à la fois, paire par paire"),
     .parameters = overlap_parameters, .answer = &segment_overlap_shape, .read = get_segment_overlap},
    {ROUTE("GET", "/export", "exportSegments", ACCESS_READ, COST_READ,
           "All segments as one text, for Git: in the order of keys, a clause a line",
           "Tous les segments en un texte, pour Git\u00A0: par clé, une clause par ligne"),
     .answer = &segment_text_shape, .read = export_segments},
    {ROUTE("POST", "/import", "importSegments", ACCESS_WRITE, COST_WRITE,
           "Takes such a text in; with dry_run it only says the differences",
           "Reprend un tel texte\u202F; avec dry_run, dit seulement les différences"),
     .parameters = import_parameters, .body_type = "*/*", .body_bytes_max = 4 << 20, .answer = &segment_imported_shape,
     .write = import_segments},
    {ROUTE("GET", "/{id}", "getSegment", ACCESS_READ, COST_REPORT, "One segment, by number or key, counted now",
           "Un segment, par numéro ou clé, compté maintenant"),
     .answer = &segment_shape, .read = get_segment},
    {ROUTE("PATCH", "/{id}", "changeSegment", ACCESS_WRITE, COST_WRITE, "Changes it", "Le change"),
     .body = &segment_change_shape, .answer = &segment_shape, .prepare = prepare_segment_change,
     .write = change_segment},
    {ROUTE("DELETE", "/{id}", "deleteSegment", ACCESS_WRITE, COST_WRITE,
           "Deletes it, unless another segment names it", "Le supprime, sauf si un autre segment le nomme"),
     .write = delete_segment},
    {ROUTE("GET", "/{id}/customers", "listSegmentCustomers", ACCESS_READ, COST_REPORT, "Who is in it, since when",
           "Qui y est, depuis quand"),
     .parameters = page_parameters, .answer = &segment_customer_list_shape, .read = list_segment_customers},
    {ROUTE("GET", "/{id}/customers/{customer}", "getSegmentCustomer", ACCESS_READ, COST_REPORT,
           "Why a customer is in or out: which clauses hold",
           "Pourquoi un client y est ou non\u00A0: quelles clauses valent"),
     .answer = &segment_why_shape, .read = get_segment_customer},
    {ROUTE("GET", "/{id}/history", "listSegmentHistory", ACCESS_READ, COST_READ,
           "Its size, entries and exits, day by day", "Sa taille, ses entrées et sorties, jour par jour"),
     .parameters = history_parameters, .answer = &segment_history_shape, .read = list_segment_history},
    {ROUTE("GET", "/{id}/list", "listSegmentListed", ACCESS_READ, COST_READ,
           "People who are in or out whatever the rule says",
           "Les personnes qui y sont, ou n’y sont pas, quoi que dise la règle"),
     .parameters = page_parameters, .answer = &segment_listed_list_shape, .read = list_segment_listed},
    {ROUTE("POST", "/{id}/list", "putSegmentList", ACCESS_WRITE, COST_WRITE,
           "Puts many customers in or out: a CSV whose first column is a number, an address or an id",
           "Y met ou en sort beaucoup de clients\u00A0: un CSV dont la première colonne est un numéro, une adresse ou "
           "un identifiant"),
     .parameters = listed_parameters, .body_type = "*/*", .body_bytes_max = 4 << 20, .answer = &segment_put_shape,
     .write = put_segment_list},
    {ROUTE("PUT", "/{id}/list/{customer}", "putSegmentListed", ACCESS_WRITE, COST_WRITE,
           "Puts a customer in or out, with the reason", "Y met ou en sort un client, avec la raison"),
     .body = &segment_list_put_shape, .answer = &segment_listed_shape, .write = put_segment_listed},
    {ROUTE("DELETE", "/{id}/list/{customer}", "takeSegmentListed", ACCESS_WRITE, COST_WRITE,
           "Leaves a customer to the rule again", "Rend un client à la règle"),
     .write = take_segment_listed},
    {.method = "GET", .path = "/api/v1/customers/{id}/segments", .name = "listCustomerSegments", .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("The segments of a customer since when, and entries and exits, as kept within seconds",
                       "Les segments d’un client et depuis quand, ses entrées et sorties, tenus en quelques secondes"),
     .answer = &memberships_shape, .read = list_customer_segments},
    {0},
};
// clang-format on

static const PersonalTable personal_tables[] = {
    {.table = "segment_member",
     .name = "segments",
     .purpose = PHRASE("to treat customers alike who are alike", "traiter de même les clients qui se ressemblent"),
     .retention = RETENTION_CUSTOMER,
     .read = &query_stored_personal_members,
     .columns = "segment name since:instant",
     .erase = &query_stored_erase_members},
    {.table = "segment_listed",
     .name = "segment_lists",
     .purpose = PHRASE("to keep what staff decided about a segment", "garder ce que l’équipe a décidé d’un segment"),
     .retention = RETENTION_CUSTOMER,
     .read = &query_stored_personal_listed,
     .columns = "segment name reason at:instant",
     .erase = &query_stored_erase_listed},
    {.table = "segment_move",
     .name = "segment_moves",
     .purpose = PHRASE("to know when somebody came into a segment and left it",
                       "savoir quand quelqu’un est entré dans un segment et en est sorti"),
     .retention = RETENTION_CUSTOMER,
     .read = &query_stored_personal_moves,
     .columns = "segment entered at:instant",
     .erase = &query_stored_erase_moves},
    {.table = "segment_touched",
     .name = "segments_to_look_at",
     .purpose = PHRASE("to keep segments true", "tenir les segments à jour"),
     .retention = RETENTION_TRANSIENT,
     .erase = &query_stored_erase_touched,
     .why = "a number in a queue that is emptied within seconds: nothing is known by it"},
    {0},
};

extern const struct Command *const segment_commands[];

const Module segment_module = {
    .name = "segment", .commands = segment_commands, .routes = segment_routes, .personal = personal_tables};

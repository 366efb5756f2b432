// shapes_http.c - the bodies and answers of the routes about customers, as tables.
#include "customer/shapes_http.h"

static const Field source_fields[] = {
    {.name = "kind", .type = FIELD_TEXT, .words = "key|connection|import|staff|program", .required = true},
    {.name = "id", .type = FIELD_INTEGER, .nullable = true},
    {.name = "name", .type = FIELD_TEXT, .nullable = true},
    {0},
};
static const Shape source_shape = {.name = "Source", .fields = source_fields};

static const Field identity_fields[] = {
    {.name = "kind", .type = FIELD_TEXT, .required = true},
    {.name = "value", .type = FIELD_TEXT, .required = true, .help = PHRASE("in normal form", "en forme normale")},
    {.name = "shown", .type = FIELD_TEXT, .help = PHRASE("as it was given", "telle que donnée")},
    {.name = "customer", .type = FIELD_INTEGER, .help = PHRASE("that it was given to", "à qui elle a été donnée")},
    {.name = "source", .type = FIELD_OBJECT, .shape = &source_shape},
    {.name = "at", .type = FIELD_INSTANT},
    {0},
};
static const Shape identity_shape = {.name = "Identity", .fields = identity_fields};

static const Field membership_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "group_id", .type = FIELD_TEXT},
    {.name = "role", .type = FIELD_TEXT},
    {.name = "customer", .type = FIELD_INTEGER},
    {0},
};
static const Shape membership_shape = {.name = "Membership", .fields = membership_fields};

static const Field customer_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true, .help = PHRASE("of the root", "de la racine")},
    {.name = "customers",
     .type = FIELD_ARRAY,
     .item = FIELD_INTEGER,
     .help = PHRASE("merged into this person, the root first", "fusionnés en cette personne, la racine d’abord")},
    {.name = "identities", .type = FIELD_ARRAY, .shape = &identity_shape},
    {.name = "traits",
     .type = FIELD_MAP,
     .help = PHRASE("name: value, type, source, time", "nom\u00A0: valeur, type, source, date")},
    {.name = "unverified",
     .type = FIELD_ARRAY,
     .item = FIELD_TEXT,
     .help = PHRASE("claims that are no identity of theirs", "affirmations qui ne sont pas leurs identités")},
    {.name = "computed",
     .type = FIELD_MAP,
     .help = PHRASE("worked out from the events at this moment", "calculés à l’instant d’après les événements")},
    {.name = "accounts", .type = FIELD_ARRAY, .shape = &membership_shape},
    {.name = "first_seen", .type = FIELD_INSTANT},
    {.name = "last_seen", .type = FIELD_INSTANT, .nullable = true},
    {.name = "duplicates_pending", .type = FIELD_INTEGER},
    {.name = "version", .type = FIELD_INTEGER, .help = PHRASE("for If-Match", "pour If-Match")},
    {.name = "masked", .type = FIELD_ARRAY, .item = FIELD_TEXT},
    {0},
};
const Shape customer_shape = {.name = "Customer", .fields = customer_fields};

static const Field customer_line_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "name", .type = FIELD_TEXT, .nullable = true},
    {.name = "email", .type = FIELD_TEXT, .nullable = true},
    {.name = "phone", .type = FIELD_TEXT, .nullable = true},
    {.name = "first_seen", .type = FIELD_INSTANT},
    {.name = "stage",
     .type = FIELD_TEXT,
     .words = "prospect|new|first_time|repeat|loyal|ambassador|at_risk|inactive|lost|won_back"},
    {.name = "inactive_since", .type = FIELD_INSTANT, .nullable = true},
    {.name = "last_order", .type = FIELD_INSTANT, .nullable = true},
    {.name = "last_activity", .type = FIELD_INSTANT, .nullable = true},
    {.name = "value",
     .type = FIELD_MONEY,
     .nullable = true,
     .help = PHRASE("lifetime value so far", "valeur vie à ce jour")},
    {0},
};
static const Shape customer_line_shape = {.name = "CustomerLine", .fields = customer_line_fields};

static const Field customer_list_fields[] = {
    {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &customer_line_shape},
    {.name = "next_cursor",
     .type = FIELD_TEXT,
     .nullable = true,
     .help = PHRASE("null: that was all", "null\u00A0: c’était tout")},
    {.name = "masked",
     .type = FIELD_ARRAY,
     .item = FIELD_TEXT,
     .help = PHRASE("what is hidden from the caller", "ce qui est caché à l’appelant")},
    {0},
};
const Shape customer_list_shape = {.name = "CustomerList", .fields = customer_list_fields};

static const Field customer_create_fields[] = {
    {.name = "user_id", .type = FIELD_TEXT, .low = 1, .high = 200},
    {.name = "anonymous_id", .type = FIELD_TEXT, .low = 1, .high = 200},
    {.name = "email", .type = FIELD_EMAIL},
    {.name = "phone", .type = FIELD_TEXT, .low = 1, .high = 40},
    {.name = "external", .type = FIELD_TEXT, .low = 1, .high = 300, .help = PHRASE("source:id", "source:identifiant")},
    {.name = "traits", .type = FIELD_MAP},
    {0},
};
const Shape customer_create_shape = {.name = "CustomerCreate", .fields = customer_create_fields};

static const Field customer_update_fields[] = {
    {.name = "traits",
     .type = FIELD_MAP,
     .required = true,
     .help = PHRASE("null takes a trait away", "null retire un attribut")},
    {0},
};
const Shape customer_update_shape = {.name = "CustomerUpdate", .fields = customer_update_fields};

static const Field entry_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "kind",
     .type = FIELD_TEXT,
     .words = "other|order|cart|subscription|visit|message|ticket|answer|points|consent|note|stage|profile"},
    {.name = "label", .type = FIELD_TEXT, .help = PHRASE("for people", "pour les gens")},
    {.name = "type", .type = FIELD_TEXT, .help = PHRASE("track, identify …", "track, identify…")},
    {.name = "event", .type = FIELD_TEXT},
    {.name = "at", .type = FIELD_INSTANT},
    {.name = "received_at", .type = FIELD_INSTANT},
    {.name = "customer", .type = FIELD_INTEGER},
    {.name = "source", .type = FIELD_OBJECT, .shape = &source_shape},
    {.name = "channel", .type = FIELD_TEXT, .nullable = true, .help = PHRASE("email, chat …", "email, chat…")},
    {.name = "origin",
     .type = FIELD_TEXT,
     .nullable = true,
     .words = "web|mobile|social|server",
     .help = PHRASE("the kind of place it was seen at", "le genre d’endroit où il a été vu")},
    {.name = "hidden",
     .type = FIELD_BOOLEAN,
     .help = PHRASE("bot or internal traffic: in no figure", "robot ou trafic interne\u00A0: dans aucun chiffre")},
    {.name = "amount", .type = FIELD_MONEY, .nullable = true},
    {.name = "properties", .type = FIELD_MAP},
    {.name = "traits", .type = FIELD_MAP},
    {.name = "context", .type = FIELD_MAP},
    {0},
};
const Shape timeline_item_shape = {.name = "TimelineEntry", .fields = entry_fields};

static const Field timeline_fields[] = {
    {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &timeline_item_shape},
    {.name = "next_cursor",
     .type = FIELD_TEXT,
     .nullable = true,
     .help = PHRASE("null: that was all", "null\u00A0: c’était tout")},
    {.name = "masked",
     .type = FIELD_ARRAY,
     .item = FIELD_TEXT,
     .help = PHRASE("what is hidden from the caller", "ce qui est caché à l’appelant")},
    {0},
};
const Shape timeline_shape = {.name = "Timeline", .fields = timeline_fields};

static const Field change_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "value", .type = FIELD_ANY, .nullable = true, .help = PHRASE("null: taken away", "null\u00A0: retiré")},
    {.name = "customer", .type = FIELD_INTEGER},
    {.name = "source", .type = FIELD_OBJECT, .shape = &source_shape},
    {.name = "at", .type = FIELD_INSTANT},
    {.name = "event", .type = FIELD_INTEGER, .nullable = true, .help = PHRASE("in the log", "dans le journal")},
    {0},
};
static const Shape change_shape = {.name = "TraitChange", .fields = change_fields};

static const Field trait_history_fields[] = {
    {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &change_shape},
    {.name = "next_cursor",
     .type = FIELD_TEXT,
     .nullable = true,
     .help = PHRASE("null: that was all", "null\u00A0: c’était tout")},
    {0},
};
const Shape trait_history_shape = {.name = "TraitHistory", .fields = trait_history_fields};

static const Field identity_add_fields[] = {
    {.name = "kind", .type = FIELD_TEXT, .required = true, .words = "user_id|anonymous_id|email|phone|external"},
    {.name = "value", .type = FIELD_TEXT, .required = true, .low = 1, .high = 300},
    {0},
};
const Shape identity_add_shape = {.name = "IdentityAdd", .fields = identity_add_fields};

static const Field merge_fields[] = {
    {.name = "with",
     .type = FIELD_TEXT,
     .required = true,
     .low = 1,
     .high = 300,
     .help = PHRASE("the other: a number, email:…, user_id:…", "l’autre\u00A0: un numéro, email:…, user_id:…")},
    {.name = "reason", .type = FIELD_TEXT, .required = true, .low = 1, .high = 500},
    {0},
};
const Shape merge_shape = {.name = "Merge", .fields = merge_fields};

static const Field unmerge_fields[] = {
    {.name = "edge",
     .type = FIELD_INTEGER,
     .required = true,
     .low = 1,
     .high = INT64_MAX,
     .help = PHRASE("that the merge answered", "que la fusion a répondu")},
    {0},
};
const Shape unmerge_shape = {.name = "Unmerge", .fields = unmerge_fields};

static const Field merged_fields[] = {
    {.name = "edge", .type = FIELD_INTEGER, .required = true},
    {.name = "customer", .type = FIELD_INTEGER, .required = true},
    {0},
};
const Shape merged_shape = {.name = "Merged", .fields = merged_fields};

static const Field edge_fields[] = {
    {.name = "edge", .type = FIELD_INTEGER, .required = true},
    {.name = "kind", .type = FIELD_TEXT, .words = "stitch|staff"},
    {.name = "winner", .type = FIELD_INTEGER},
    {.name = "loser", .type = FIELD_INTEGER},
    {.name = "reason", .type = FIELD_TEXT},
    {.name = "source", .type = FIELD_OBJECT, .shape = &source_shape},
    {.name = "at", .type = FIELD_INSTANT},
    {.name = "undone_at", .type = FIELD_INSTANT, .nullable = true},
    {0},
};
static const Shape edge_shape = {.name = "MergeEdge", .fields = edge_fields};

static const Field merge_list_fields[] = {
    {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &edge_shape},
    {.name = "next_cursor",
     .type = FIELD_TEXT,
     .nullable = true,
     .help = PHRASE("null: that was all", "null\u00A0: c’était tout")},
    {0},
};
const Shape merge_list_shape = {.name = "MergeList", .fields = merge_list_fields};

static const Field reason_fields[] = {
    {.name = "code", .type = FIELD_TEXT, .required = true},
    {.name = "text", .type = FIELD_TEXT, .required = true},
    {0},
};
static const Shape reason_shape = {.name = "DuplicateReason", .fields = reason_fields};

static const Field duplicate_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "customers", .type = FIELD_ARRAY, .item = FIELD_INTEGER},
    {.name = "score", .type = FIELD_NUMBER, .help = PHRASE("0 to 1", "de 0 à 1")},
    {.name = "reasons", .type = FIELD_ARRAY, .shape = &reason_shape},
    {.name = "status", .type = FIELD_TEXT, .words = "pending|confirmed|dismissed"},
    {.name = "found_at", .type = FIELD_INSTANT},
    {.name = "edge", .type = FIELD_INTEGER, .nullable = true},
    {0},
};
const Shape duplicate_shape = {.name = "Duplicate", .fields = duplicate_fields};

static const Field duplicate_list_fields[] = {
    {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &duplicate_shape},
    {.name = "next_cursor",
     .type = FIELD_TEXT,
     .nullable = true,
     .help = PHRASE("null: that was all", "null\u00A0: c’était tout")},
    {0},
};
const Shape duplicate_list_shape = {.name = "DuplicateList", .fields = duplicate_list_fields};

static const Field duplicate_confirm_fields[] = {
    {.name = "winner",
     .type = FIELD_INTEGER,
     .low = 1,
     .high = INT64_MAX,
     .help = PHRASE("who stays root; else the older one", "qui reste racine\u202F; sinon le plus ancien")},
    {0},
};
const Shape duplicate_confirm_shape = {.name = "DuplicateConfirm", .fields = duplicate_confirm_fields};

static const Field empty_fields[] = {{0}};
const Shape empty_shape = {.name = "Empty", .fields = empty_fields};

static const Field trait_definition_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .required = true},
    {.name = "type", .type = FIELD_TEXT, .words = "any|string|number|boolean|date|list|json"},
    {.name = "rule", .type = FIELD_TEXT, .words = "newest|most_frequent|source_order"},
    {.name = "sources", .type = FIELD_ARRAY, .item = FIELD_INTEGER},
    {.name = "changed_at", .type = FIELD_INSTANT},
    {0},
};
const Shape trait_definition_shape = {.name = "TraitDefinition", .fields = trait_definition_fields};

static const Field trait_definition_list_fields[] = {
    {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &trait_definition_shape},
    {.name = "next_cursor",
     .type = FIELD_TEXT,
     .nullable = true,
     .help = PHRASE("null: that was all", "null\u00A0: c’était tout")},
    {0},
};
const Shape trait_definition_list_shape = {.name = "TraitDefinitionList", .fields = trait_definition_list_fields};

static const Field trait_define_fields[] = {
    {.name = "type", .type = FIELD_TEXT, .words = "any|string|number|boolean|date|list|json"},
    {.name = "rule",
     .type = FIELD_TEXT,
     .words = "newest|most_frequent|source_order",
     .help = PHRASE("whose word counts", "quelle parole compte")},
    {.name = "sources",
     .type = FIELD_ARRAY,
     .item = FIELD_INTEGER,
     .high = 50,
     .help = PHRASE("keys, the first one counts; 0: staff", "clés, la première compte\u202F; 0\u00A0: l’équipe")},
    {0},
};
const Shape trait_define_shape = {.name = "TraitDefine", .fields = trait_define_fields};

static const Field computed_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "name", .type = FIELD_TEXT, .required = true, .low = 1, .high = 100},
    {.name = "event", .type = FIELD_TEXT, .required = true, .low = 1, .high = 200},
    {.name = "measure",
     .type = FIELD_TEXT,
     .required = true,
     .words = "count|sum|min|max|average|first|last|most_frequent"},
    {.name = "property",
     .type = FIELD_TEXT,
     .nullable = true,
     .high = 200,
     .help = PHRASE("none: the amount", "aucune\u00A0: le montant")},
    {.name = "window_days",
     .type = FIELD_INTEGER,
     .nullable = true,
     .low = 1,
     .high = 36500,
     .help = PHRASE("none: all time", "aucune\u00A0: depuis toujours")},
    {.name = "made_at", .type = FIELD_INSTANT},
    {0},
};
const Shape computed_shape = {.name = "ComputedTrait", .fields = computed_fields};

static const Field computed_list_fields[] = {
    {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &computed_shape},
    {.name = "next_cursor",
     .type = FIELD_TEXT,
     .nullable = true,
     .help = PHRASE("null: that was all", "null\u00A0: c’était tout")},
    {0},
};
const Shape computed_list_shape = {.name = "ComputedTraitList", .fields = computed_list_fields};

static const Field computed_create_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .required = true, .low = 1, .high = 100},
    {.name = "event", .type = FIELD_TEXT, .required = true, .low = 1, .high = 200},
    {.name = "measure",
     .type = FIELD_TEXT,
     .required = true,
     .words = "count|sum|min|max|average|first|last|most_frequent"},
    {.name = "property",
     .type = FIELD_TEXT,
     .nullable = true,
     .high = 200,
     .help = PHRASE("none: the amount", "aucune\u00A0: le montant")},
    {.name = "window_days",
     .type = FIELD_INTEGER,
     .nullable = true,
     .low = 1,
     .high = 36500,
     .help = PHRASE("none: all time", "aucune\u00A0: depuis toujours")},
    {0},
};
const Shape computed_create_shape = {.name = "ComputedTraitCreate", .fields = computed_create_fields};

static const Field account_line_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},          {.name = "group_id", .type = FIELD_TEXT},
    {.name = "parent", .type = FIELD_INTEGER, .nullable = true},      {.name = "made_at", .type = FIELD_INSTANT},
    {.name = "source", .type = FIELD_OBJECT, .shape = &source_shape}, {0},
};
static const Shape account_line_shape = {.name = "AccountLine", .fields = account_line_fields};

static const Field account_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "group_id", .type = FIELD_TEXT},
    {.name = "parent", .type = FIELD_INTEGER, .nullable = true},
    {.name = "made_at", .type = FIELD_INSTANT},
    {.name = "source", .type = FIELD_OBJECT, .shape = &source_shape},
    {.name = "traits", .type = FIELD_MAP},
    {.name = "children", .type = FIELD_ARRAY, .item = FIELD_INTEGER},
    {.name = "masked", .type = FIELD_ARRAY, .item = FIELD_TEXT},
    {0},
};
const Shape account_shape = {.name = "Account", .fields = account_fields};

static const Field account_list_fields[] = {
    {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &account_line_shape},
    {.name = "next_cursor",
     .type = FIELD_TEXT,
     .nullable = true,
     .help = PHRASE("null: that was all", "null\u00A0: c’était tout")},
    {0},
};
const Shape account_list_shape = {.name = "AccountList", .fields = account_list_fields};

static const Field account_create_fields[] = {
    {.name = "group_id", .type = FIELD_TEXT, .required = true, .low = 1, .high = 200},
    {.name = "parent", .type = FIELD_INTEGER, .nullable = true, .low = 1, .high = INT64_MAX},
    {.name = "traits", .type = FIELD_MAP},
    {0},
};
const Shape account_create_shape = {.name = "AccountCreate", .fields = account_create_fields};

static const Field account_update_fields[] = {
    {.name = "parent", .type = FIELD_INTEGER, .nullable = true, .low = 1, .high = INT64_MAX},
    {.name = "traits", .type = FIELD_MAP},
    {0},
};
const Shape account_update_shape = {.name = "AccountUpdate", .fields = account_update_fields};

static const Field member_fields[] = {
    {.name = "customer", .type = FIELD_INTEGER, .required = true},
    {.name = "role", .type = FIELD_TEXT},
    {.name = "source", .type = FIELD_OBJECT, .shape = &source_shape},
    {.name = "at", .type = FIELD_INSTANT},
    {0},
};
static const Shape member_shape = {.name = "AccountMember", .fields = member_fields};

static const Field member_list_fields[] = {
    {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &member_shape},
    {.name = "next_cursor",
     .type = FIELD_TEXT,
     .nullable = true,
     .help = PHRASE("null: that was all", "null\u00A0: c’était tout")},
    {0},
};
const Shape member_list_shape = {.name = "AccountMemberList", .fields = member_list_fields};

static const Field member_put_fields[] = {
    {.name = "role", .type = FIELD_TEXT, .high = 100},
    {0},
};
const Shape member_put_shape = {.name = "AccountMemberPut", .fields = member_put_fields};

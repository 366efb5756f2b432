// persona_http.c - personas: made, changed, proposed by grouping, and shown with the people they stand for as they are
// now. Whatever walks over people is done before the transaction.
#include "api/mask.h"
#include "base/json_put.h"
#include "base/number.h"
#include "customer/customer_http.h"
#include "event/log.h"
#include "house.h"
#include "module.h"
#include "segment/persona_people.h"
#include "segment/segment_place_http.h"
#include "workspace/workspace.h"

// ---- shapes ----

enum { NAME_MAX_BYTES = 200, DESCRIPTION_MAX = 4000, WORDS_MAX = 30 };

#define WORDS_FIELD(field, must, english, french)                                                                      \
    {                                                                                                                  \
        .name = (field), .type = FIELD_ARRAY, .item = FIELD_TEXT, .required = (must), .low = (must),                   \
        .high = WORDS_MAX, .help = PHRASE(english, french)                                                             \
    }

static const Field attribute_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .required = true, .help = PHRASE("of the figure", "du chiffre")},
    {.name = "label", .type = FIELD_TEXT, .required = true, .help = PHRASE("for people", "pour les personnes")},
    {.name = "unit", .type = FIELD_TEXT, .required = true, .help = PHRASE("of value and base", "de value et base")},
    {.name = "value",
     .type = FIELD_NUMBER,
     .required = true,
     .help = PHRASE("mean of its people who have it", "moyenne de ceux qui l’ont, parmi les siens")},
    {.name = "base",
     .type = FIELD_NUMBER,
     .required = true,
     .help = PHRASE("mean of everybody who has it", "moyenne de tous ceux qui l’ont")},
    {.name = "effect",
     .type = FIELD_NUMBER,
     .required = true,
     .help = PHRASE("the difference, in standard deviations of everybody", "l’écart, en écarts types de tous")},
    {.name = NULL}};
static const Shape attribute_shape = {.name = "PersonaAttribute", .fields = attribute_fields};

static const Field persona_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "key", .type = FIELD_TEXT, .required = true, .help = PHRASE("for addresses", "pour les adresses")},
    {.name = "name", .type = FIELD_TEXT, .required = true},
    {.name = "description", .type = FIELD_TEXT, .required = true},
    WORDS_FIELD("needs", true, "what they need", "ce dont ils ont besoin"),
    WORDS_FIELD("motivations", true, "what moves them", "ce qui les motive"),
    WORDS_FIELD("behaviours", true, "what they do", "ce qu’ils font"),
    WORDS_FIELD("channels", true, "where one reaches them", "où on les joint"),
    {.name = "segment",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("key of the segment that says who they are", "clé du segment qui dit qui ils sont")},
    {.name = "rule",
     .type = FIELD_ANY,
     .required = true,
     .nullable = true,
     .help = PHRASE("or the rule that does", "ou la règle qui le dit")},
    {.name = "sentence",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("the rule in plain words", "la règle en clair")},
    {.name = "status",
     .type = FIELD_TEXT,
     .required = true,
     .words = "draft|active",
     .help = PHRASE("draft: not described yet", "draft\u00A0: pas encore décrit")},
    {.name = "proposed",
     .type = FIELD_BOOLEAN,
     .required = true,
     .help = PHRASE("found by grouping", "trouvé par regroupement")},
    {.name = "size",
     .type = FIELD_INTEGER,
     .required = true,
     .nullable = true,
     .help =
         PHRASE("people it stands for now; null: no rule, or one that can't be asked",
                "personnes qu’il représente aujourd’hui\u202F; null\u00A0: sans règle, ou règle impossible à poser")},
    {.name = "total", .type = FIELD_INTEGER, .required = true, .help = PHRASE("all people", "toutes les personnes")},
    {.name = "share", .type = FIELD_NUMBER, .required = true, .nullable = true, .help = PHRASE("of all", "de tous")},
    {.name = "fit",
     .type = FIELD_NUMBER,
     .required = true,
     .nullable = true,
     .help = PHRASE("how well the rule tells the group that was found: F1, 0 to 1",
                    "à quel point la règle décrit le groupe trouvé\u00A0: F1, de 0 à 1")},
    {.name = "attributes",
     .type = FIELD_ARRAY,
     .required = true,
     .shape = &attribute_shape,
     .help = PHRASE("where its people differ most from everybody", "en quoi ses personnes diffèrent le plus de tous")},
    {.name = "drift",
     .type = FIELD_NUMBER,
     .required = true,
     .nullable = true,
     .help = PHRASE("the largest change since the rule was set: of a mean in standard deviations, or of the share in "
                    "itself; above 0.5 look again",
                    "le plus grand changement depuis que la règle est fixée\u00A0: d’une moyenne en écarts types, ou "
                    "de la part relativement à elle-même\u202F; au-delà de 0,5, revoyez-le")},
    {.name = "made_at", .type = FIELD_INSTANT, .required = true},
    {.name = "changed_at", .type = FIELD_INSTANT, .required = true},
    {.name = "version", .type = FIELD_INTEGER, .required = true, .help = PHRASE("for If-Match", "pour If-Match")},
    {.name = "masked", .type = FIELD_ARRAY, .item = FIELD_TEXT},
    {.name = NULL}};
static const Shape persona_shape = {.name = "Persona", .fields = persona_fields};

static const Field list_fields[] = {{.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &persona_shape},
                                    {.name = "next_cursor", .type = FIELD_TEXT, .required = true, .nullable = true},
                                    {.name = NULL}};
static const Shape persona_list_shape = {.name = "PersonaList", .fields = list_fields};

#define PERSONA_BODY(must)                                                                                             \
    {.name = "name", .type = FIELD_TEXT, .required = (must), .low = 1, .high = NAME_MAX_BYTES},                        \
        {.name = "description", .type = FIELD_TEXT, .high = DESCRIPTION_MAX},                                          \
        WORDS_FIELD("needs", must, "what they need", "ce dont ils ont besoin"),                                        \
        WORDS_FIELD("motivations", must, "what moves them", "ce qui les motive"),                                      \
        WORDS_FIELD("behaviours", must, "what they do", "ce qu’ils font"),                                             \
        WORDS_FIELD("channels", false, "where one reaches them", "où on les joint"),                                   \
        {.name = "segment",                                                                                            \
         .type = FIELD_TEXT,                                                                                           \
         .nullable = true,                                                                                             \
         .high = 64,                                                                                                   \
         .help = PHRASE("key of a segment; or `rule`", "clé d’un segment\u202F; ou rule")},                            \
    {                                                                                                                  \
        .name = "rule", .type = FIELD_ANY, .nullable = true,                                                           \
        .help = PHRASE("as of segments; or `segment`", "comme celle d’un segment\u202F; ou segment")                   \
    }

static const Field create_fields[] = {
    {.name = "key", .type = FIELD_TEXT, .low = 1, .high = PERSONA_KEY_BYTES_MAX}, PERSONA_BODY(true), {.name = NULL}};
static const Shape create_shape = {.name = "PersonaCreate", .fields = create_fields};
static const Field change_fields[] = {
    PERSONA_BODY(false), {.name = "status", .type = FIELD_TEXT, .words = "draft|active"}, {.name = NULL}};
static const Shape change_shape = {.name = "PersonaChange", .fields = change_fields};

static const Field propose_fields[] = {
    {.name = "segment",
     .type = FIELD_TEXT,
     .low = 1,
     .high = 64,
     .help = PHRASE("key of a segment, to look within it alone", "clé d’un segment, pour ne chercher qu’en lui")},
    {.name = NULL}};
static const Shape propose_shape = {.name = "PersonaPropose", .fields = propose_fields};

static const Field stability_fields[] = {
    {.name = "k", .type = FIELD_INTEGER, .required = true, .help = PHRASE("groups", "groupes")},
    {.name = "value",
     .type = FIELD_NUMBER,
     .required = true,
     .nullable = true,
     .help = PHRASE("mean adjusted Rand index of pairs of subsamples; null: there are not as many groups",
                    "indice de Rand ajusté moyen entre sous-échantillons\u202F; null\u00A0: il n’y a pas autant de "
                    "groupes")},
    {.name = NULL}};
static const Shape stability_shape = {.name = "PersonaStability", .fields = stability_fields};

static const Field proposed_fields[] = {
    {.name = "k",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("groups; 1: none were found", "groupes\u202F; 1\u00A0: aucun n’a été trouvé")},
    {.name = "stable",
     .type = FIELD_BOOLEAN,
     .required = true,
     .help = PHRASE("the groups come out the same whoever is left out; false: they are one way of many to cut the base",
                    "les groupes restent les mêmes quels que soient ceux qu’on écarte\u202F; false\u00A0: une façon "
                    "parmi d’autres de découper")},
    {.name = "stability", .type = FIELD_ARRAY, .required = true, .shape = &stability_shape},
    {.name = "n", .type = FIELD_INTEGER, .required = true, .help = PHRASE("people grouped", "personnes regroupées")},
    {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &persona_shape},
    {.name = NULL}};
static const Shape proposed_shape = {.name = "PersonaProposal", .fields = proposed_fields};

// ---- writing ----

static void write_attribute(const Call *call, JsonWriter *json, const Attribute *attribute, const AttributeMean *mean)
{
    Text label = text_in(call->arena);
    phrase_add(&label, call->locale, attribute->label, &attribute->value_of, 1);
    json_begin_object(json);
    put_text(json, "name", attribute->name);
    put_text(json, "label", text_str(&label));
    put_text(json, "unit", str_of(attribute->unit));
    put_number(json, "value", mean->value);
    put_number(json, "base", attribute->mean);
    put_number(json, "effect", mean->effect);
    json_end_object(json);
}

static void write_attributes(const Call *call, JsonWriter *json, const PersonaBase *base, const PersonaView *view)
{
    size_t shown[ATTRIBUTES_SHOWN], count = persona_shown(base, view, shown);
    bool hidden = call->principal.masked & MASK_AMOUNTS;
    json_key(json, "attributes");
    json_begin_array(json);
    for (size_t i = 0; i < count; i++)
        if (!hidden || !base->attribute[shown[i]].amount)
            write_attribute(call, json, &base->attribute[shown[i]], &view->mean[shown[i]]);
    json_end_array(json);
}

static void write_rule(JsonWriter *json, Str rule)
{
    json_key(json, "rule");
    if (!rule.size)
        json_null(json);
    else if (rule.data[0] == '{')
        write_raw(json, rule);
    else
        json_string(json, rule);
}

static void write_persona(const Call *call, JsonWriter *json, const PersonaBase *base, const Persona *persona,
                          const PersonaView *view)
{
    json_begin_object(json);
    put_integer(json, "id", persona->id);
    put_text(json, "key", persona->key);
    put_text(json, "name", persona->name);
    put_text(json, "description", persona->description);
    put_lines(json, "needs", persona->needs);
    put_lines(json, "motivations", persona->motivations);
    put_lines(json, "behaviours", persona->behaviours);
    put_lines(json, "channels", persona->channels);
    put_text_or_null(json, "segment", persona->segment);
    write_rule(json, persona->rule);
    put_text_or_null(json, "sentence", view->sentence);
    put_text(json, "status", persona->draft ? STR("draft") : STR("active"));
    put_boolean(json, "proposed", persona->proposed);
    put_integer_or_null(json, "size", view->tied, view->size);
    put_integer(json, "total", base->total);
    put_number_or_null(json, "share", view->tied && base->total > 0,
                       base->total ? (double)view->size / (double)base->total : 0);
    put_number_or_null(json, "fit", persona->fitted, persona->fit);
    write_attributes(call, json, base, view);
    put_number_or_null(json, "drift", view->drifted, view->drift);
    put_instant(json, "made_at", persona->made_at, call->arena);
    put_instant(json, "changed_at", persona->changed_at, call->arena);
    put_integer(json, "version", persona->version);
    write_masked(json, call);
    json_end_object(json);
}

static bool answer_persona(Call *call, const PersonaBase *base, const Persona *persona, const PersonaView *view)
{
    JsonWriter json = call_json(call);
    write_persona(call, &json, base, persona, view);
    call_version(call, persona->version);
    call->audit_object = str_format(call->arena, "persona:%lld", (long long)persona->id);
    return true;
}

// ---- reading ----

static bool path_persona(const Call *call, StoreSession *session, Persona *persona, Error *error)
{
    if (!persona_find(session, call->path_value[0], call->arena, persona, error)) return false;
    return persona->id || error_code(error, ERROR_NOT_FOUND, "not_found",
                                     PHRASE("there is no such persona; GET /api/v1/personas lists them",
                                            "il n’y a pas de tel persona\u202F; GET /api/v1/personas les liste"),
                                     STR(""));
}

static bool base_of(const Call *call, StoreSession *session, PersonaBase *base, Error *error)
{
    SegmentPlace place = place_of_house(call, session);
    return persona_base(&place, base, error);
}

static bool get_persona(Call *call, StoreSession *session, Error *error)
{
    Persona persona;
    PersonaBase *base = arena_new(call->arena, PersonaBase);
    PersonaView view;
    return log_catch_up(call->house->log, session, error) && path_persona(call, session, &persona, error) &&
           base_of(call, session, base, error) && persona_view(base, &persona, call->locale, &view, error) &&
           answer_persona(call, base, &persona, &view);
}

static bool list_personas(Call *call, StoreSession *session, Error *error)
{
    Str after;
    int64_t from = 0;
    Persona *list;
    size_t count, limit = (size_t)call_limit(call);
    PersonaBase *base = arena_new(call->arena, PersonaBase);
    if (!log_catch_up(call->house->log, session, error) || !call_cursor(call, &after, error)) return false;
    if (after.size && !number_parse_count(after, &from)) from = 0;
    if (!persona_list(session, from, limit + 1, call->arena, &list, &count, error)) return false;
    if (count && !base_of(call, session, base, error)) return false;
    bool more = count > limit;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count - more; i++) {
        PersonaView view;
        if (!persona_view(base, &list[i], call->locale, &view, error)) return false;
        write_persona(call, &json, base, &list[i], &view);
    }
    json_end_array(&json);
    write_next(&json, call, more, more ? str_format(call->arena, "%lld", (long long)list[limit - 1].id) : STR(""));
    json_end_object(&json);
    return true;
}

// ---- the body ----

// An array of texts as lines; texts of several lines become one.
static void take_lines(const Call *call, const char *name, Str *lines)
{
    JsonValue list, item;
    Text text = text_in(call->arena);
    if (!json_member(call->body, str_of(name), &list)) return;
    for (size_t cursor = 0; json_next(list, &cursor, NULL, &item);) {
        Str one = str_trim(json_get_string(item, call->arena));
        if (!one.size) continue;
        if (text.size) text_add_byte(&text, '\n');
        for (size_t i = 0; i < one.size; i++)
            text_add_byte(&text, one.data[i] == '\n' || one.data[i] == '\r' ? ' ' : one.data[i]);
    }
    *lines = text_str(&text);
}

static bool refuse_both(Error *error)
{
    (void)error_code(error, ERROR_INPUT, "invalid_value",
                     PHRASE("either a segment or a rule says who they are, not both",
                            "soit un segment, soit une règle dit qui ils sont, pas les deux"),
                     STR(""));
    return error_at(error, STR("/rule"));
}

// Whoever ties it anew: what was known of the old rule is gone.
static bool take_rule(const Call *call, Persona *persona, Error *error)
{
    JsonValue segment = {.type = JSON_NULL}, rule = {.type = JSON_NULL};
    bool has_segment = json_member(call->body, STR("segment"), &segment);
    bool has_rule = json_member(call->body, STR("rule"), &rule);
    if (segment.type != JSON_NULL && rule.type != JSON_NULL) return refuse_both(error);
    if (!has_segment && !has_rule) return true;
    Str key = segment.type == JSON_NULL ? STR("") : json_get_string(segment, call->arena);
    Str text = rule.type == JSON_NULL     ? STR("")
               : rule.type == JSON_STRING ? str_trim(json_get_string(rule, call->arena))
                                          : rule.text;
    if (str_equal(key, persona->segment) && str_equal(text, persona->rule)) return true;
    persona->segment = key;
    persona->rule = text;
    persona->fitted = false;
    persona->basis = STR("");
    return true;
}

static bool refuse_missing(const Call *call, const char *name, Error *error)
{
    (void)error_code(
        error, ERROR_INPUT, "required",
        PHRASE("{0} required: a persona has needs, motivations and behaviours",
               "{0} est obligatoire\u00A0: un persona a des besoins, des motivations et des comportements"),
        str_of(name));
    return error_at(error, str_format(call->arena, "/%s", name));
}

static bool take_body(const Call *call, Persona *persona, Error *error)
{
    JsonValue value;
    if (json_member(call->body, STR("name"), &value)) persona->name = str_trim(json_get_string(value, call->arena));
    if (json_member(call->body, STR("description"), &value))
        persona->description = str_trim(json_get_string(value, call->arena));
    take_lines(call, "needs", &persona->needs);
    take_lines(call, "motivations", &persona->motivations);
    take_lines(call, "behaviours", &persona->behaviours);
    take_lines(call, "channels", &persona->channels);
    if (json_member(call->body, STR("status"), &value))
        persona->draft = str_equal(json_get_string(value, call->arena), STR("draft"));
    if (!take_rule(call, persona, error)) return false;
    if (!persona->draft) {
        if (!persona->needs.size) return refuse_missing(call, "needs", error);
        if (!persona->motivations.size) return refuse_missing(call, "motivations", error);
        if (!persona->behaviours.size) return refuse_missing(call, "behaviours", error);
    }
    return true;
}

// ---- making and changing ----

typedef struct Prepared {
    PersonaBase base;
    PersonaView view;
    Str basis;
} Prepared;

// A new rule must be one that can be asked; and what its people are like is kept.
static bool look_at_people(Call *call, StoreSession *session, const Persona *persona, Error *error)
{
    SegmentRule *rule;
    CustomerSet set;
    Prepared *prepared = arena_new(call->arena, Prepared);
    call->prepared = prepared;
    if (!base_of(call, session, &prepared->base, error)) return false;
    bool anew = !persona->basis.size && (persona->segment.size || persona->rule.size);
    if (anew) {
        SegmentPlace place = place_of_call(call, session);
        Currency currency = workspace_first(call->house->workspace)->currency;
        Str text =
            persona->segment.size ? str_format(call->arena, "segment:%.*s", STR_ARGS(persona->segment)) : persona->rule;
        place.figures = prepared->base.figures;
        if (!segment_parse(text, &currency, call->arena, &rule, error) || !segment_people(&place, rule, &set, error)) {
            if (error->kind == ERROR_INPUT)
                return error_at(error, persona->segment.size ? STR("/segment")
                                                             : str_format(call->arena, "/rule%s", error->path));
            return false;
        }
    }
    if (!persona_view(&prepared->base, persona, call->locale, &prepared->view, error)) return false;
    prepared->basis = persona->basis;
    if (anew) {
        prepared->basis = persona_basis(&prepared->base, &prepared->view, call->arena);
        prepared->view.drifted = true;
        prepared->view.drift = 0;
    }
    return true;
}

static Persona new_persona(const Call *call)
{
    return (Persona){.key = shape_text(call->body, "key", call->arena),
                     .made_by = voice_of(call).by,
                     .made_at = call->now,
                     .changed_at = call->now};
}

static bool key_is_plain(Str key)
{
    int64_t number;
    for (size_t i = 0; i < key.size; i++) {
        char byte = key.data[i];
        bool plain = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '_' || byte == '-';
        if (!plain) return false;
    }
    return !number_parse_count(key, &number) && !str_equal(key, STR("propose"));
}

static bool check_key(Str key, Error *error)
{
    if (!key.size || key_is_plain(key)) return true;
    (void)error_code(error, ERROR_INPUT, "invalid_value",
                     PHRASE("{0}: a key has small letters, digits, _ and -, and is no number",
                            "{0}\u00A0: une clé a des minuscules, des chiffres, _ et -, et n’est pas un nombre"),
                     key);
    return error_at(error, STR("/key"));
}

static bool prepare_new(Call *call, Error *error)
{
    StoreSession *session;
    Persona persona = new_persona(call);
    if (!check_key(persona.key, error) || !take_body(call, &persona, error) ||
        !store_read_begin(call->house->store, &session, error))
        return false;
    bool fine = log_catch_up(call->house->log, session, error) && look_at_people(call, session, &persona, error);
    store_read_end(session);
    return fine;
}

static bool create_persona(Call *call, StoreSession *session, Error *error)
{
    const Prepared *prepared = call->prepared;
    Persona persona = new_persona(call);
    if (!take_body(call, &persona, error)) return false;
    persona.basis = prepared->basis;
    if (!persona_insert(session, &persona, call->arena, error)) return false;
    call->status = 201;
    return answer_persona(call, &prepared->base, &persona, &prepared->view);
}

static bool prepare_change(Call *call, Error *error)
{
    StoreSession *session;
    Persona persona;
    if (!store_read_begin(call->house->store, &session, error)) return false;
    bool fine = log_catch_up(call->house->log, session, error) && path_persona(call, session, &persona, error) &&
                take_body(call, &persona, error) && look_at_people(call, session, &persona, error);
    store_read_end(session);
    return fine;
}

static bool change_persona(Call *call, StoreSession *session, Error *error)
{
    const Prepared *prepared = call->prepared;
    Persona persona;
    if (!path_persona(call, session, &persona, error) || !call_if_match(call, persona.version, error) ||
        !take_body(call, &persona, error))
        return false;
    persona.basis = prepared->basis;
    persona.changed_at = call->now;
    if (!persona_update(session, &persona, error)) return false;
    persona.version++;
    return answer_persona(call, &prepared->base, &persona, &prepared->view);
}

static bool delete_persona(Call *call, StoreSession *session, Error *error)
{
    Persona persona;
    if (!path_persona(call, session, &persona, error) || !call_if_match(call, persona.version, error)) return false;
    call->audit_object = str_format(call->arena, "persona:%lld", (long long)persona.id);
    return persona_remove(session, persona.id, error);
}

// ---- proposing ----

typedef struct Proposal {
    PersonaBase base;
    PersonaDrafts drafts;
} Proposal;

// Rules of groups found within a segment hold within it.
static void narrow_rules(const Call *call, Str segment, PersonaDrafts *drafts)
{
    for (size_t i = 0; i < drafts->count; i++)
        if (drafts->persona[i].rule.size)
            drafts->persona[i].rule = str_format(call->arena, "{\"all\":[{\"segment\":\"%.*s\"},%.*s]}",
                                                 STR_ARGS(segment), STR_ARGS(drafts->persona[i].rule));
}

static bool find_drafts(Call *call, StoreSession *session, Proposal *proposal, Error *error)
{
    CustomerSet *among = NULL;
    Str segment = shape_text(call->body, "segment", call->arena);
    if (!log_catch_up(call->house->log, session, error) || !base_of(call, session, &proposal->base, error))
        return false;
    SegmentPlace place = place_of_call(call, session);
    place.figures = proposal->base.figures;
    Str word = segment.size ? str_format(call->arena, "segment:%.*s", STR_ARGS(segment)) : STR("");
    if (!asked_segment(&place, word, &among, error)) {
        if (error->kind == ERROR_INPUT) (void)error_at(error, STR("/segment"));
        return false;
    }
    if (!persona_draft(&proposal->base, among, call->locale, &proposal->drafts, error)) return false;
    if (segment.size) narrow_rules(call, segment, &proposal->drafts);
    for (size_t i = 0; segment.size && i < proposal->drafts.count; i++) {
        Persona *persona = &proposal->drafts.persona[i];
        PersonaView *view = &proposal->drafts.view[i];
        if (!persona_view(&proposal->base, persona, call->locale, view, error)) return false;
        persona->basis = persona_basis(&proposal->base, view, call->arena);
    }
    return true;
}

static bool prepare_proposal(Call *call, Error *error)
{
    StoreSession *session;
    Proposal *proposal = arena_new(call->arena, Proposal);
    call->prepared = proposal;
    if (!store_read_begin(call->house->store, &session, error)) return false;
    bool fine = find_drafts(call, session, proposal, error);
    store_read_end(session);
    return fine;
}

static void write_stability(JsonWriter *json, const PersonaDrafts *drafts)
{
    bool stable = false;
    for (size_t i = 0; i < CLUSTER_STABILITIES; i++)
        stable |= drafts->stability[i].k == drafts->k && drafts->stability[i].observed &&
                  drafts->stability[i].value >= CLUSTER_STABLE;
    put_integer(json, "k", (int64_t)drafts->k);
    put_boolean(json, "stable", stable);
    json_key(json, "stability");
    json_begin_array(json);
    for (size_t i = 0; i < CLUSTER_STABILITIES; i++) {
        json_begin_object(json);
        put_integer(json, "k", (int64_t)drafts->stability[i].k);
        put_number_or_null(json, "value", drafts->stability[i].observed, drafts->stability[i].value);
        json_end_object(json);
    }
    json_end_array(json);
}

static bool propose_personas(Call *call, StoreSession *session, Error *error)
{
    const Proposal *proposal = call->prepared;
    const PersonaDrafts *drafts = &proposal->drafts;
    if (!persona_forget_proposed(session, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    write_stability(&json, drafts);
    put_integer(&json, "n", drafts->n);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < drafts->count; i++) {
        Persona persona = drafts->persona[i];
        persona.made_by = voice_of(call).by;
        persona.made_at = persona.changed_at = call->now;
        if (!persona_insert(session, &persona, call->arena, error)) return false;
        write_persona(call, &json, &proposal->base, &persona, &drafts->view[i]);
    }
    json_end_array(&json);
    json_end_object(&json);
    call->status = 201;
    call->audit_object = STR("personas");
    return true;
}

// ---- routes ----

static const Parameter list_parameters[] = {
    {.name = "limit", .type = FIELD_INTEGER, .low = 1, .high = 1000, .help = PHRASE("how many", "combien")},
    {.name = "cursor",
     .type = FIELD_TEXT,
     .help = PHRASE("next_cursor of the page before", "next_cursor de la page précédente")},
    {.name = NULL}};

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/personas",
     .name = "listPersonas",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary = PHRASE("personas, with the people they stand for now",
                       "les personas, avec les personnes qu’ils représentent aujourd’hui"),
     .parameters = list_parameters,
     .answer = &persona_list_shape,
     .read = list_personas},
    {.method = "POST",
     .path = "/api/v1/personas",
     .name = "createPersona",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("writes down a persona: needs, motivations, behaviours",
                       "note un persona\u00A0: besoins, motivations, comportements"),
     .body = &create_shape,
     .answer = &persona_shape,
     .prepare = prepare_new,
     .write = create_persona},
    {.method = "POST",
     .path = "/api/v1/personas/propose",
     .name = "proposePersonas",
     .access = ACCESS_WRITE,
     .cost = COST_REPORT,
     .summary = PHRASE("groups customers and keeps each group as a draft; drafts nobody has touched are replaced",
                       "regroupe les clients et garde chaque groupe comme ébauche\u202F; les ébauches intactes sont "
                       "remplacées"),
     .body = &propose_shape,
     .answer = &proposed_shape,
     .prepare = prepare_proposal,
     .write = propose_personas},
    {.method = "GET",
     .path = "/api/v1/personas/{id}",
     .name = "getPersona",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary = PHRASE("one persona", "un persona"),
     .answer = &persona_shape,
     .read = get_persona},
    {.method = "PATCH",
     .path = "/api/v1/personas/{id}",
     .name = "changePersona",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("changes a persona; a draft becomes active once it is described",
                       "modifie un persona\u202F; une ébauche devient active une fois décrite"),
     .body = &change_shape,
     .answer = &persona_shape,
     .prepare = prepare_change,
     .write = change_persona},
    {.method = "DELETE",
     .path = "/api/v1/personas/{id}",
     .name = "deletePersona",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("deletes a persona", "supprime un persona"),
     .write = delete_persona},
    {.method = NULL}};

extern const struct Command *const persona_commands[];
extern const Module persona_module;
const Module persona_module = {.name = "persona", .routes = routes, .commands = persona_commands};

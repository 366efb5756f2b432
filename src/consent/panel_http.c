// panel_http.c - what one person said, and what follows from it: shown, and changed by staff.
#include <stdlib.h>
#include <string.h>

#include "consent/consent_http.h"
#include "consent/ground.h"
#include "customer/customer_http.h"
#include "event/log.h"
#include "house.h"
#include "workspace/workspace.h"

bool person_consents(const Identity *identity, StoreSession *session, CustomerId customer, Arena *arena,
                     PersonConsents *consents, Error *error)
{
    *consents = (PersonConsents){0};
    person_members(identity, customer, arena, &consents->person);
    return consent_events(session, consents->person.members, consents->person.member_count, arena, &consents->events,
                          &consents->count, error) &&
           consent_merged_at(identity, session, consents->person.members, consents->person.member_count, arena,
                             &consents->merged_at, error) &&
           purpose_list(session, arena, &consents->purposes, &consents->purpose_count, error);
}

static GroundAsk ask_of(const PersonConsents *consents, const Purpose *purpose, ConsentChannel channel, Instant now)
{
    return (GroundAsk){.purpose = purpose,
                       .channel = channel,
                       .events = consents->events,
                       .count = consents->count,
                       .merged_at = consents->merged_at,
                       .now = now};
}

// ---- showing ----

static void write_text_or_null(JsonWriter *json, const char *key, Str text)
{
    json_key(json, key);
    if (text.size)
        json_string(json, text);
    else
        json_null(json);
}

static void write_said(JsonWriter *json, const ConsentEvent *event, Arena *arena)
{
    json_key(json, "at");
    if (event)
        json_string(json, instant_text(arena, event->at));
    else
        json_null(json);
    write_text_or_null(json, "source", event ? event->source : STR(""));
    json_key(json, "text_version");
    if (event && event->text_version)
        json_integer(json, event->text_version);
    else
        json_null(json);
    write_text_or_null(json, "text_hash", event ? event->text_hash : STR(""));
}

static void write_channel(JsonWriter *json, const GroundAsk *ask, Locale locale, Arena *arena)
{
    const ConsentEvent *because;
    ConsentState state = consent_state(ask, &because);
    Ground may = ground(ask);
    json_begin_object(json);
    json_key(json, "channel");
    json_string(json, consent_channel_name(ask->channel));
    json_key(json, "state");
    json_string(json, consent_state_name(CONSENT_GIVEN, state));
    json_key(json, "allowed");
    json_boolean(json, may.allowed);
    json_key(json, "reason");
    json_string(json, ground_reason_name(may.reason));
    json_key(json, "why");
    json_string(json, str_of(ground_reason_say(may.reason).in[locale]));
    write_said(json, because, arena);
    json_end_object(json);
}

static void write_objection(JsonWriter *json, const char *key, const ConsentEvent *event, Arena *arena)
{
    json_key(json, key);
    if (!event) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    write_said(json, event, arena);
    json_end_object(json);
}

static void write_purpose_line(JsonWriter *json, const PersonConsents *consents, const Purpose *purpose, Locale locale,
                               Instant now, Arena *arena)
{
    GroundAsk ask = ask_of(consents, purpose, CONSENT_ANY, now);
    json_begin_object(json);
    json_key(json, "purpose");
    json_string(json, purpose->name);
    json_key(json, "label");
    json_string(json, purpose->label[locale]);
    json_key(json, "ground");
    json_string(json, legal_ground_name(purpose->ground));
    write_objection(json, "objection", consent_objection(&ask), arena);
    json_key(json, "channels");
    json_begin_array(json);
    for (ask.channel = CONSENT_ANY; ask.channel < CONSENT_CHANNEL_COUNT; ask.channel++)
        write_channel(json, &ask, locale, arena);
    json_end_array(json);
    json_end_object(json);
}

void write_panel(JsonWriter *json, const PersonConsents *consents, Locale locale, Instant now, Arena *arena)
{
    static const Purpose any = {.name = {"", 0}, .ground = GROUND_CONSENT};
    const GroundAsk ask = ask_of(consents, &any, CONSENT_ANY, now);
    json_key(json, "customer");
    json_integer(json, consents->person.root);
    write_objection(json, "restriction", consent_restriction(&ask), arena);
    json_key(json, "items");
    json_begin_array(json);
    for (size_t i = 0; i < consents->purpose_count; i++)
        write_purpose_line(json, consents, &consents->purposes[i], locale, now, arena);
    json_end_array(json);
    json_key(json, "events");
    json_integer(json, (int64_t)consents->count);
}

static bool answer_panel(Call *call, StoreSession *session, CustomerId root, Error *error)
{
    PersonConsents consents;
    if (!person_consents(call->house->identity, session, root, call->arena, &consents, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    write_panel(&json, &consents, call->locale, call->now, call->arena);
    json_end_object(&json);
    return true;
}

bool get_consents(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0;
    return log_catch_up(call->house->log, session, error) &&
           path_customer(call, session, call->path_value[0], &root, error) && answer_panel(call, session, root, error);
}

// ---- the history ----

void write_consent_event(JsonWriter *json, const ConsentEvent *event, bool notes, Arena *arena)
{
    json_begin_object(json);
    json_key(json, "id");
    json_integer(json, event->id);
    json_key(json, "kind");
    json_string(json, consent_kind_name(event->kind));
    write_text_or_null(json, "purpose", event->purpose);
    json_key(json, "channel");
    json_string(json, consent_channel_name(event->channel));
    json_key(json, "state");
    json_string(json, consent_state_name(event->kind, event->state));
    write_said(json, event, arena);
    write_text_or_null(json, "locale", event->locale);
    if (notes) write_text_or_null(json, "evidence", event->evidence);
    write_at(json, "received_at", event->received, arena);
    json_key(json, "customer");
    json_integer(json, event->customer);
    json_key(json, "said_to");
    write_source(json, event->origin, event->by);
    json_end_object(json);
}

static int by_id_down(const void *a, const void *b)
{
    const ConsentEvent *left = a, *right = b;
    return (left->id < right->id) - (left->id > right->id);
}

bool get_consent_history(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0;
    PersonConsents consents;
    Str after;
    int64_t before = INT64_MAX;
    size_t limit = (size_t)call_limit(call), shown = 0, at = 0;
    if (!log_catch_up(call->house->log, session, error) ||
        !path_customer(call, session, call->path_value[0], &root, error) || !call_cursor(call, &after, error) ||
        (after.size && !path_id(after, &before, error)) ||
        !person_consents(call->house->identity, session, root, call->arena, &consents, error))
        return false;
    if (consents.count) qsort(consents.events, consents.count, sizeof *consents.events, by_id_down);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (; at < consents.count && shown < limit; at++) {
        if (consents.events[at].id >= before) continue;
        write_consent_event(&json, &consents.events[at], !(call->principal.masked & MASK_NOTES), call->arena);
        shown++;
    }
    json_end_array(&json);
    bool more = at < consents.count;
    write_next(&json, call, more,
               more ? str_format(call->arena, "%lld", (long long)consents.events[at - 1].id) : STR(""));
    write_masked(&json, call);
    json_end_object(&json);
    return true;
}

// ---- changing ----

typedef struct Change {
    ConsentKind kind;
    ConsentState state;
    ConsentChannel channel;
    Str purpose, channel_name, locale, source, evidence;
    int64_t text_version;
    Instant at;
} Change;

static bool wrong_state(Error *error)
{
    return error_code(error, ERROR_INPUT, "invalid_state",
                      PHRASE("a consent is granted, refused or withdrawn; an objection or a restriction is raised or "
                             "lifted",
                             "un consentement est granted, refused ou withdrawn\u202F; une opposition ou une "
                             "limitation est raised ou lifted"),
                      STR("")) ||
           error_at(error, STR("/state"));
}

static bool read_state(Str word, Change *change, Error *error)
{
    static const struct {
        Str word;
        bool consent;
        ConsentState state;
    } words[] = {{STR("granted"), true, CONSENT_GRANTED},
                 {STR("refused"), true, CONSENT_REFUSED},
                 {STR("withdrawn"), true, CONSENT_WITHDRAWN},
                 {STR("raised"), false, CONSENT_GRANTED},
                 {STR("lifted"), false, CONSENT_WITHDRAWN}};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (!str_equal(word, words[i].word) || words[i].consent != (change->kind == CONSENT_GIVEN)) continue;
        change->state = words[i].state;
        return true;
    }
    return wrong_state(error);
}

static bool read_time(const Call *call, Change *change, Error *error)
{
    Str at = shape_text(call->body, "at", call->arena);
    change->at = call->now;
    if (at.size && instant_parse(at, &change->at) != INSTANT_FINE) change->at = call->now; // the shape has checked it
    if (change->at <= call->now) return true;
    return error_code(error, ERROR_INPUT, "in_future",
                      PHRASE("at lies ahead: say when it was said, or leave it out",
                             "at est dans l’avenir\u00A0: dites quand cela a été dit, ou omettez-le"),
                      STR("")) ||
           error_at(error, STR("/at"));
}

static bool check_purpose(Call *call, StoreSession *session, Change *change, Error *error)
{
    Purpose purpose;
    if (change->kind == CONSENT_RESTRICTION) {
        change->purpose = STR("");
        return true;
    }
    if (!change->purpose.size)
        return error_code(error, ERROR_INPUT, "required",
                          PHRASE("purpose is required: GET /api/v1/consents/purposes lists them",
                                 "purpose est obligatoire\u00A0: GET /api/v1/consents/purposes les liste"),
                          STR("")) ||
               error_at(error, STR("/purpose"));
    if (purpose_get(session, change->purpose, call->arena, &purpose, error)) return true;
    if (error->kind != ERROR_NOT_FOUND) return false;
    error->kind = ERROR_INPUT;
    error->code = "unknown_purpose";
    return error_at(error, STR("/purpose"));
}

static bool check_version(Call *call, StoreSession *session, const Change *change, Error *error)
{
    ConsentText *texts = NULL;
    size_t count = 0;
    if (!change->text_version) return true;
    if (!consent_texts(session, change->purpose, call->arena, &texts, &count, error)) return false;
    for (size_t i = 0; i < count; i++)
        if (texts[i].version == change->text_version) return true;
    return error_code(error, ERROR_INPUT, "unknown_text",
                      PHRASE("the purpose has no text of version {0}", "la finalité n’a pas de texte de version {0}"),
                      error_number(call->arena, (uint64_t)change->text_version)) ||
           error_at(error, STR("/text_version"));
}

static bool read_change(Call *call, StoreSession *session, Change *change, Error *error)
{
    JsonValue value;
    Str kind = shape_text(call->body, "kind", call->arena);
    *change = (Change){.kind = str_equal(kind, STR("objection"))     ? CONSENT_OBJECTION
                               : str_equal(kind, STR("restriction")) ? CONSENT_RESTRICTION
                                                                     : CONSENT_GIVEN,
                       .purpose = shape_text(call->body, "purpose", call->arena),
                       .channel_name = shape_text(call->body, "channel", call->arena),
                       .locale = shape_text(call->body, "locale", call->arena),
                       .source = shape_text(call->body, "source", call->arena),
                       .evidence = shape_text(call->body, "evidence", call->arena)};
    if (!change->source.size) change->source = call->principal.kind == PRINCIPAL_STAFF ? STR("staff") : STR("api");
    if (json_member(call->body, STR("text_version"), &value) && value.type == JSON_NUMBER)
        (void)!json_get_integer(value, &change->text_version);
    if (change->kind == CONSENT_RESTRICTION || !consent_channel_parse(change->channel_name, &change->channel))
        change->channel = CONSENT_ANY;
    return read_state(shape_text(call->body, "state", call->arena), change, error) && read_time(call, change, error) &&
           check_purpose(call, session, change, error) && check_version(call, session, change, error);
}

static Str event_name(const Change *change)
{
    bool raised = change->state == CONSENT_GRANTED;
    if (change->kind == CONSENT_RESTRICTION) return raised ? STR("Processing Restricted") : STR("Restriction Lifted");
    if (change->kind == CONSENT_OBJECTION) return raised ? STR("Objection Recorded") : STR("Objection Withdrawn");
    if (change->state == CONSENT_REFUSED) return STR("Consent Refused");
    return raised ? STR("Consent Granted") : STR("Consent Withdrawn");
}

static void write_member(JsonWriter *json, const char *key, Str text)
{
    if (!text.size) return;
    json_key(json, key);
    json_string(json, text);
}

static Str event_body(const Call *call, const Change *change)
{
    Text text = text_in(call->arena);
    JsonWriter json = json_writer(&text);
    json_begin_object(&json);
    json_key(&json, "properties");
    json_begin_object(&json);
    write_member(&json, "purpose", change->purpose);
    write_member(&json, "channel", consent_channel_name(change->channel));
    write_member(&json, "locale", change->locale);
    write_member(&json, "source", change->source);
    write_member(&json, "evidence", change->evidence);
    if (change->text_version) json_key(&json, "text_version"), json_integer(&json, change->text_version);
    json_key(&json, "by");
    json_integer(&json, who(call));
    json_end_object(&json);
    json_end_object(&json);
    return text_str(&text);
}

static bool say(Call *call, StoreSession *session, CustomerId customer, const Change *change, Error *error)
{
    Event event = {.kind = EVENT_INTERNAL,
                   .name = event_name(change),
                   .customer = customer,
                   .at = change->at,
                   .received = call->now,
                   .source = voice_of(call).source,
                   .body = event_body(call, change)};
    return log_append(call->house->log, session, &event, NULL, error);
}

// Whether this customer said something of the same that the change takes back.
static bool takes_back(const PersonConsents *consents, CustomerId customer, const Change *change)
{
    bool frees = (change->kind == CONSENT_GIVEN) == (change->state == CONSENT_GRANTED);
    if (!frees) return false;
    for (size_t i = 0; i < consents->count; i++) {
        const ConsentEvent *event = &consents->events[i];
        if (event->customer == customer && event->kind == change->kind && str_equal(event->purpose, change->purpose))
            return true;
    }
    return false;
}

// For the person: for its root, and for each of its customers who had said otherwise, so that it stays so when they are
// taken apart.
bool change_consent(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0;
    Change change;
    PersonConsents consents;
    if (!path_customer(call, session, call->path_value[0], &root, error) ||
        !read_change(call, session, &change, error) ||
        !person_consents(call->house->identity, session, root, call->arena, &consents, error) ||
        !say(call, session, root, &change, error))
        return false;
    for (size_t i = 0; i < consents.person.member_count; i++) {
        CustomerId member = consents.person.members[i];
        if (member == root || !takes_back(&consents, member, &change)) continue;
        if (!say(call, session, member, &change, error)) return false;
    }
    call->audit_object = str_format(call->arena, "customer:%u", root);
    return answer_panel(call, session, root, error);
}

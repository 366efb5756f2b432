// consent_http.c - the routes of this folder, and the module.
#include "consent/consent_http.h"

#include "api/mask.h"
#include "consent/follow.h"
#include "customer/profile_part.h"
#include "house.h"
#include "identity/personal.h"
#include "module.h"

static const Parameter page_parameters[] = {
    {.name = "limit", .type = FIELD_INTEGER, .low = 1, .high = 1000, .help = PHRASE("how many", "combien")},
    {.name = "cursor",
     .type = FIELD_TEXT,
     .help = PHRASE("next_cursor of the page before", "next_cursor de la page précédente")},
    {0},
};

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/customers/{id}/consents",
     .name = "getConsents",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("What the customer agreed to, and what may be done",
                       "Ce que le client a accepté, et ce qui est permis"),
     .answer = &consent_panel_shape,
     .read = get_consents},
    {.method = "POST",
     .path = "/api/v1/customers/{id}/consents",
     .name = "changeConsent",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Notes a consent, an objection or a restriction",
                       "Note un consentement, une opposition ou une limitation"),
     .body = &consent_change_shape,
     .answer = &consent_panel_shape,
     .write = change_consent},
    {.method = "GET",
     .path = "/api/v1/customers/{id}/consents/history",
     .name = "getConsentHistory",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("All that the customer said of consent, newest first",
                       "Tout ce que le client a dit du consentement, du plus récent au plus ancien"),
     .parameters = page_parameters,
     .answer = &consent_history_shape,
     .read = get_consent_history},
    {.method = "GET",
     .path = "/api/v1/consents/summary",
     .name = "getConsentSummary",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary = PHRASE("How many agreed to what; who is not profiled",
                       "Combien ont accepté quoi\u202F; qui n’est pas profilé"),
     .answer = &consent_summary_shape,
     .read = get_consent_summary},
    {.method = "GET",
     .path = "/api/v1/consents/purposes",
     .name = "listPurposes",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("What data is used for, on which legal ground", "À quoi servent les données, sur quelle base "
                                                                       "légale"),
     .answer = &purpose_list_shape,
     .read = list_purposes},
    {.method = "PUT",
     .path = "/api/v1/consents/purposes/{name}",
     .name = "putPurpose",
     .access = ACCESS_ADMIN,
     .cost = COST_WRITE,
     .summary = PHRASE("Adds or changes a purpose", "Ajoute ou modifie une finalité"),
     .body = &purpose_change_shape,
     .answer = &purpose_shape,
     .write = put_purpose},
    {.method = "GET",
     .path = "/api/v1/consents/purposes/{name}/texts",
     .name = "listConsentTexts",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("The texts that were shown for a purpose", "Les textes montrés pour une finalité"),
     .answer = &consent_texts_shape,
     .read = list_consent_texts},
    {.method = "POST",
     .path = "/api/v1/consents/purposes/{name}/texts",
     .name = "addConsentText",
     .access = ACCESS_ADMIN,
     .cost = COST_WRITE,
     .summary = PHRASE("A new version of the text; versions never change",
                       "Une nouvelle version du texte\u202F; une version ne change jamais"),
     .body = &consent_text_add_shape,
     .answer = &consent_texts_shape,
     .write = add_consent_text},
    {0},
};

// ---- the profile ----

enum { PROFILE_EVENTS_MAX = 100 };

static bool write_profile(const ProfileCall *call, JsonWriter *json, Error *error)
{
    PersonConsents consents;
    if (!person_consents(call->house->identity, call->session, call->person->root, call->arena, &consents, error))
        return false;
    json_begin_object(json);
    write_panel(json, &consents, call->locale, call->now, call->arena);
    json_key(json, "history");
    json_begin_array(json);
    for (size_t i = consents.count; i > 0 && consents.count - i < PROFILE_EVENTS_MAX; i--)
        write_consent_event(json, &consents.events[i - 1], !(call->masked & MASK_NOTES), call->arena);
    json_end_array(json);
    json_end_object(json);
    return true;
}

static const ProfilePart parts[] = {{"consents", write_profile}, {0}};

// ---- where it lies ----

static const PersonalTable tables[] = {
    {.table = "consent_event",
     .name = "consents",
     .purpose = PHRASE("Proof of what you agreed to, refused or asked for",
                       "Preuve de ce que vous avez accepté, refusé ou demandé"),
     .retention = RETENTION_CONSENT,
     .read = &query_consent_export,
     .columns = "kind purpose channel state text_version text_hash locale source evidence at:instant",
     .erase = &query_consent_erase,
     .why = "after erasure the bare fact that somebody agreed or objected stays, without source and evidence, as proof "
            "(Art. 7(1)); it goes with the customer's number three years later"},
    {0},
};

extern const Module consent_module;
const Module consent_module = {
    .name = "consent", .routes = routes, .reactions = consent_reactions, .profile = parts, .personal = tables};

// consent_http.h - what the routes of this folder share.
#ifndef FIDELE_CONSENT_CONSENT_HTTP_H
#define FIDELE_CONSENT_CONSENT_HTTP_H

#include "api/route.h"
#include "consent/consent.h"

// What a person said, read once, to ask of it what may be done.
typedef struct PersonConsents {
    Person person;
    ConsentEvent *events;
    size_t count;
    Instant merged_at;
    Purpose *purposes;
    size_t purpose_count;
} PersonConsents;
MUST_USE bool person_consents(const Identity *identity, StoreSession *session, CustomerId customer, Arena *arena,
                              PersonConsents *consents, Error *error);

// The panel: per purpose and channel what was said and whether it may be done. `notes`: evidence is shown.
void write_panel(JsonWriter *json, const PersonConsents *consents, Locale locale, Instant now, Arena *arena);
void write_consent_event(JsonWriter *json, const ConsentEvent *event, bool notes, Arena *arena);

extern const Shape consent_panel_shape, consent_history_shape, consent_change_shape;
extern const Shape purpose_shape, purpose_list_shape, purpose_change_shape, consent_texts_shape, consent_text_add_shape;
extern const Shape consent_summary_shape;

bool get_consents(Call *call, StoreSession *session, Error *error);
bool get_consent_history(Call *call, StoreSession *session, Error *error);
bool change_consent(Call *call, StoreSession *session, Error *error);
bool list_purposes(Call *call, StoreSession *session, Error *error);
bool put_purpose(Call *call, StoreSession *session, Error *error);
bool list_consent_texts(Call *call, StoreSession *session, Error *error);
bool add_consent_text(Call *call, StoreSession *session, Error *error);
bool get_consent_summary(Call *call, StoreSession *session, Error *error);

#endif

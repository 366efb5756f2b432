// consent.h - what customers said of what may be done with their data: the append-only log of consents (Art. 6 and 7
// GDPR), objections (Art. 21) and restrictions (Art. 18), and the purposes they speak of.
//
// All of it arrives as events ("Consent Granted", "Objection Recorded" …), whoever sends them, and is written by a
// reaction within (follow.h), so that tracking, imports, connections, forms and staff end in one place. Whether
// something may be done now is a pure function of this log: ground.h.
#ifndef FIDELE_CONSENT_CONSENT_H
#define FIDELE_CONSENT_CONSENT_H

#include "base/json.h"
#include "customer/customer.h"

typedef enum ConsentKind { CONSENT_GIVEN = 1, CONSENT_OBJECTION, CONSENT_RESTRICTION, CONSENT_KIND_COUNT } ConsentKind;

// Of an objection or a restriction: granted is raised, withdrawn is lifted.
typedef enum ConsentState {
    CONSENT_UNKNOWN, // nothing was said
    CONSENT_GRANTED,
    CONSENT_REFUSED,
    CONSENT_WITHDRAWN,
    CONSENT_STATE_COUNT
} ConsentState;

typedef enum ConsentChannel {
    CONSENT_ANY, // whatever the channel
    CONSENT_EMAIL,
    CONSENT_SMS,
    CONSENT_PHONE,
    CONSENT_POST,
    CONSENT_PUSH,
    CONSENT_CHAT,
    CONSENT_CHANNEL_COUNT
} ConsentChannel;
#define CONSENT_CHANNEL_WORDS "any|email|sms|phone|post|push|chat"

enum {
    PURPOSE_BYTES_MAX = 64,
    CONSENT_SOURCE_BYTES_MAX = 200,
    CONSENT_EVIDENCE_BYTES_MAX = 2000,
    CONSENT_TEXT_BYTES_MAX = 20000
};

typedef struct ConsentEvent {
    int64_t id;
    CustomerId customer; // it was said by; the person is identity_root of it
    ConsentKind kind;
    Str purpose; // "" of a restriction
    ConsentChannel channel;
    ConsentState state;
    int64_t text_version; // what was shown to them; 0: not known
    Str text_hash, locale;
    Str source, evidence; // "form:newsletter"; where the proof lies
    int64_t origin;       // event/source.h
    int64_t by;           // of the staff; 0: nobody
    int64_t event;        // in the log
    Instant at, received;
} ConsentEvent;

// Within a writing transaction; sets what the text's version says when it is known. Through the log, not directly.
MUST_USE bool consent_append(StoreSession *session, ConsentEvent *event, Arena *arena, Error *error);

// All that the person of these customers said, in the order in which it was said.
MUST_USE bool consent_events(StoreSession *session, const CustomerId *members, size_t member_count, Arena *arena,
                             ConsentEvent **events, size_t *count, Error *error);

// Each customer who said anything, in the order of their numbers, with what they said in the order of its times; stops
// when `each` returns false. The events last until it returns.
typedef bool ConsentEach(void *context, CustomerId customer, const ConsentEvent *events, size_t count, Error *error);
MUST_USE bool consent_each(StoreSession *session, ConsentEach *each, void *context, Error *error);

// When these customers were last put together; INT64_MIN of one alone. See ground.h.
MUST_USE bool consent_merged_at(const Identity *identity, StoreSession *session, const CustomerId *members,
                                size_t member_count, Arena *arena, Instant *merged_at, Error *error);

// ---- purposes ----

typedef enum LegalGround {
    GROUND_CONSENT = 1,
    GROUND_CONTRACT,
    GROUND_LEGITIMATE_INTEREST,
    GROUND_LEGAL_OBLIGATION,
    LEGAL_GROUND_COUNT
} LegalGround;

typedef struct Purpose {
    Str name; // "marketing"
    LegalGround ground;
    bool marketing, profiling;
    Str categories; // of consent managers: "Analytics,C0002"
    Str label[LOCALE_COUNT];
    int64_t position, version, changed_by;
    Instant changed_at;
} Purpose;

MUST_USE bool purpose_list(StoreSession *session, Arena *arena, Purpose **purposes, size_t *count, Error *error);
// False without an error: there is none (error->kind is ERROR_NOT_FOUND).
MUST_USE bool purpose_get(StoreSession *session, Str name, Arena *arena, Purpose *purpose, Error *error);
const Purpose *purpose_find(const Purpose *purposes, size_t count, Str name);           // NULL: none
MUST_USE bool purpose_put(StoreSession *session, const Purpose *purpose, Error *error); // new, or changed
bool purpose_has_category(Str categories, Str category);

typedef struct ConsentText {
    Str purpose;
    int64_t version;
    Str locale, text, hash;
    int64_t by;
    Instant at;
} ConsentText;
// A new version in some languages (at least one); never changed afterwards.
MUST_USE bool consent_text_add(StoreSession *session, ConsentText *texts, size_t count, Arena *arena, Error *error);
MUST_USE bool consent_texts(StoreSession *session, Str purpose, Arena *arena, ConsentText **texts, size_t *count,
                            Error *error);

// ---- words ----

Str consent_state_name(ConsentKind kind, ConsentState state); // "granted"; of others "raised", "lifted"
Str consent_kind_name(ConsentKind kind);                      // "consent", "objection", "restriction"
Str consent_channel_name(ConsentChannel channel);
Str legal_ground_name(LegalGround ground);
MUST_USE bool consent_channel_parse(Str name, ConsentChannel *channel);
MUST_USE bool legal_ground_parse(Str name, LegalGround *ground);

#endif

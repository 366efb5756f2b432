// outbox.h - mail that is to be sent: one row a mail and address, written in the transaction of what it tells of.
//
// From queued to one end:
//
//   queued → sending → ending → sent        taken by the mail server
//                             → failed      refused for good, or tried in vain for OUTBOX_DAYS
//                             → unknown     the end was sent and no answer came
//   queued → suppressed                     the address was refused for good before
//
// `ending` is committed before the line with the dot that hands a mail over is sent. So whatever stops the program,
// a mail that was in `sending` was not handed over and is sent again, and one in `ending` may have been: such a mail
// is doubtful. What is rather not sent than sent twice (`once`: campaigns) ends as unknown, and is counted; the rest
// (alerts, reports) is sent again with the same Message-ID, so that mail programs can show it once. No protocol of mail
// can do better than that for the moment between the dot and the answer.
//
// One server sends at a time: the job "mail" (message_job.c) is `alone`, and each of its transactions holds it
// (job_hold_within), so another server that takes it up after a death sees what the dead one had under way.
#ifndef FIDELE_MESSAGE_OUTBOX_H
#define FIDELE_MESSAGE_OUTBOX_H

#include "message/mime.h"
#include "message/smtp.h"
#include "store/store.h"

typedef enum MailStatus {
    MAIL_QUEUED = 1,
    MAIL_SENDING,
    MAIL_ENDING,
    MAIL_SENT,
    MAIL_FAILED,
    MAIL_UNKNOWN,
    MAIL_SUPPRESSED,
    MAIL_STATUS_COUNT
} MailStatus;
extern const char *const mail_status_names[MAIL_STATUS_COUNT]; // from 1; of MAIL_ENDING "sending" too

enum {
    OUTBOX_TRIES = 16,
    OUTBOX_DAYS = 5,          // then it is given up
    OUTBOX_CONTENT_DAYS = 30, // after its end the text of a mail is forgotten …
    OUTBOX_KEPT_DAYS = 396,   // … and later that there was one (13 months)
    OUTBOX_CONTENT_BYTES_MAX = 20 * 1024 * 1024,
    OUTBOX_KEY_BYTES_MAX = 200
};

// ---- the mail server, as it was set ----

typedef struct MailSettings {
    Str host; // "": none is set, nothing is sent
    int64_t port;
    SmtpSecurity security;
    Str user, password; // the password sealed; "": none
    Str from_address, from_name, reply_to;
    int64_t timeout_seconds;
    Str trouble, trouble_answer; // "": the server can be used
    Instant trouble_since, resume_at;
    int64_t troubles;
    int64_t version;
} MailSettings;

enum { MAIL_TIMEOUT_MIN = 2, MAIL_TIMEOUT_MAX = 300, MAIL_PASSWORD_BYTES_MAX = 1000 };

MUST_USE bool mail_settings_get(StoreSession *session, Arena *arena, MailSettings *settings, Error *error);
// Forgets the trouble; sets the version.
MUST_USE bool mail_settings_set(StoreSession *session, MailSettings *settings, Error *error);

// ---- queueing, within a writing transaction ----

typedef struct OutboxMail {
    Str key;  // the same key is the same mail: "report:3:2026-11-01:ana@example.com"
    Str kind; // "report"
    bool once;
    int64_t customer; // 0: not to a customer
    MailText text;    // message_id and date are filled in
    Instant now;
} OutboxMail;

// *id of the mail, also when it had been queued before (*fresh false then). Errors (ERROR_INPUT): invalid_email of the
// recipient; too_long. Without settings it waits for them. Whoever queues calls mail_wake (message_job.h) afterwards.
MUST_USE bool outbox_queue(StoreSession *session, const unsigned char secret[32], OutboxMail *mail, Arena *arena,
                           int64_t *id, bool *fresh, Error *error);

// ---- sending: by the job alone ----

typedef struct OutboxRow {
    int64_t id;
    Str key, kind;
    bool once;
    int64_t customer;
    Str recipient, subject, content; // content: of outbox_take alone
    MailStatus status;
    int64_t attempts, doubtful;
    Instant next_at, made_at, ended_at; // 0: none
    Str failure, answer;
} OutboxRow;

// What an earlier run that died had under way goes back, or ends as unknown; *doubtful of the second kind.
MUST_USE bool outbox_recover(StoreSession *session, Instant now, int64_t *doubtful, Error *error);
typedef struct OutboxTake {
    const unsigned char *secret; // of the folder
    Instant now;
    size_t limit;
} OutboxTake;
// Takes up to `limit` that are due. Those whose address is suppressed end instead.
MUST_USE bool outbox_take(StoreSession *session, const OutboxTake *take, Arena *arena, OutboxRow **rows, size_t *count,
                          Error *error);
MUST_USE bool outbox_ending(StoreSession *session, int64_t id, Error *error);
typedef struct OutboxSettle {
    const unsigned char *secret;
    SmtpEnd end;
    double spread; // 0..1: for the pause before the next try
    Instant now;
} OutboxSettle;
MUST_USE bool outbox_settle(StoreSession *session, const OutboxRow *row, const OutboxSettle *settle, Error *error);
// When something is due next, 0: nothing waits. Nothing is due before the mail server is tried again.
MUST_USE bool outbox_soonest(StoreSession *session, Instant *at, Error *error);
// The mail server has a trouble, or none any more.
MUST_USE bool outbox_trouble(StoreSession *session, const SmtpEnd *end, double spread, Instant now, Error *error);
// Given up by hand or sent once more. *changed false: it is not in such a state.
MUST_USE bool outbox_again(StoreSession *session, int64_t id, Instant now, bool *changed, Error *error);
// Is not to be sent any more; what is under way or has ended stays as it is.
MUST_USE bool outbox_withdraw(StoreSession *session, int64_t id, Instant now, Error *error);
// Forgets at most `limit` of what is old; *more: there is more of it.
MUST_USE bool outbox_forget(StoreSession *session, Instant now, int64_t limit, bool *more, Error *error);

// ---- reading ----

typedef struct OutboxPage {
    int64_t before;    // number; 0: from the last
    MailStatus status; // 0: all
    Str kind;          // "": all
    size_t limit;
} OutboxPage;
MUST_USE bool outbox_list(StoreSession *session, const OutboxPage *page, Arena *arena, OutboxRow **rows, size_t *count,
                          Error *error);
MUST_USE bool outbox_get(StoreSession *session, int64_t id, Arena *arena, OutboxRow *row, Error *error); // id 0: none

typedef struct OutboxAttempt {
    int64_t number, code, milliseconds;
    Instant at;
    Str outcome, failure, answer;
} OutboxAttempt;
MUST_USE bool outbox_attempts(StoreSession *session, int64_t id, Arena *arena, OutboxAttempt **list, size_t *count,
                              Error *error);

typedef struct OutboxCounts {
    int64_t queued, sending, doubtful;
} OutboxCounts;
MUST_USE bool outbox_counts(StoreSession *session, OutboxCounts *counts, Error *error);

// ---- addresses that a mail server refused for good ----
//
// Kept as HMAC-SHA256 of the address in lower case, under a key of the folder: nobody can read it out of the list, and
// it outlives the erasure of a person without keeping who they were. An address is shown as long as the mail that was
// refused is in the delivery log.

typedef struct Suppression {
    Str digest;  // "hmac-sha256:…"
    Str address; // "": no longer known
    Str reason, answer;
    int64_t message;
    Instant at;
} Suppression;
// In the order of digests, after `after`.
MUST_USE bool suppression_list(StoreSession *session, Str after, size_t limit, Arena *arena, Suppression **list,
                               size_t *count, Error *error);
// `which`: an address or a digest.
MUST_USE bool suppression_lift(StoreSession *session, const unsigned char secret[32], Str which, Arena *arena,
                               bool *lifted, Error *error);
// What an earlier version kept as plain addresses is kept as digests; at most `limit` of them.
MUST_USE bool suppression_convert(StoreSession *session, const unsigned char secret[32], size_t limit, Error *error);

// The row of a query of message.sql with the columns of `get`, its texts copied into the arena.
void outbox_read_row(const Rows *rows, Arena *arena, OutboxRow *row);

// ---- pure ----

// The pause before try `tries` + 1, in milliseconds: 5 s, 1, 5, 15, 30 min, 1, 2, 4 h …, 12 h at most, with up to a
// quarter more by `spread`, so that what failed together does not come back together.
int64_t outbox_pause(int64_t tries, double spread);

#endif

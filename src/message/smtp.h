// smtp.h - giving a mail to a mail server (RFC 5321), over libcurl: it speaks the protocol, doubles dots and encrypts.
//
// A connection is kept for the next mail. Before the line with the dot that hands a mail over is sent, `ending` is
// asked: from then on the server may have taken it. So what became of a mail is known but for one case, the end that
// was sent and never answered (SMTP_UNKNOWN); who asks writes that down in `ending`, before it can happen.
//
// The address of the server is checked when the socket is opened, as of webhooks (fetch.h). Without encryption only
// private addresses are spoken to.
#ifndef FIDELE_MESSAGE_SMTP_H
#define FIDELE_MESSAGE_SMTP_H

#include <stdatomic.h>

#include "fetch/fetch.h"

typedef enum SmtpSecurity {
    SMTP_STARTTLS, // encrypted after a first line in plain text; refused when the server can't
    SMTP_TLS,      // from the first byte on
    SMTP_PLAIN,    // not at all: private addresses alone
    SMTP_SECURITY_COUNT
} SmtpSecurity;
extern const char *const smtp_security_names[SMTP_SECURITY_COUNT]; // "starttls", "tls", "none"

typedef struct SmtpServer {
    Str host;
    int64_t port;
    SmtpSecurity security;
    Str user, password; // "": without signing in
    Str name;           // what we call ourselves (EHLO): a host name
    int64_t timeout_milliseconds;
    const FetchPolicy *policy;
} SmtpServer;

typedef enum SmtpOutcome {
    SMTP_SENT,    // taken by the server
    SMTP_LATER,   // not now: it said 4xx, or broke off before the end
    SMTP_REFUSED, // for good: 5xx
    SMTP_UNKNOWN, // the end was sent and no answer came
    SMTP_TROUBLE, // the server can't be used at all: no connection, no encryption, no sign-in, not with our sender
    SMTP_OUTCOME_COUNT
} SmtpOutcome;
extern const char *const smtp_outcome_names[SMTP_OUTCOME_COUNT];

enum { SMTP_ANSWER_BYTES = 300, SMTP_ANSWERS_BYTES_MAX = 64 * 1024 };

typedef struct SmtpEnd {
    SmtpOutcome outcome;
    bool dead_address;                  // there is nobody at it: nothing more should be sent there
    bool ended;                         // the dot was let go
    int code;                           // of its last answer; 0: there was none
    const char *failure;                // "connect_failed" …; NULL: it was sent
    char answer[SMTP_ANSWER_BYTES + 1]; // its last line, UTF-8
    int64_t milliseconds;
} SmtpEnd;

typedef struct SmtpMail {
    Str from, to;                  // addresses
    Str content;                   // mime.h
    bool (*ending)(void *context); // false: it is not sent
    void *context;
    const atomic_bool *cancelled; // gives up; NULL: never
} SmtpMail;

typedef struct Smtp Smtp; // one connection; of one thread at a time

MUST_USE bool smtp_open(const SmtpServer *server, Smtp **smtp, Error *error); // `server` lives longer
void smtp_close(Smtp *smtp);
void smtp_send(Smtp *smtp, const SmtpMail *mail, SmtpEnd *end);

// What `failure` means, for a person.
Phrase smtp_failure_phrase(Str failure);

#endif

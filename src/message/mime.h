// mime.h - the text of an e-mail (RFC 5322, 2045-2047): headers, a part as plain text, one as HTML, attachments.
//
// What stands in it may come from anybody: names and subjects are cut of control characters and encoded when they are
// not plain, so that no line can be added to the headers; addresses are checked where they enter (mail_address_valid).
// Lines are ended by CRLF and at most 76 bytes long but for the ids; the dot at the beginning of a line is doubled by
// libcurl when it is sent.
#ifndef FIDELE_MESSAGE_MIME_H
#define FIDELE_MESSAGE_MIME_H

#include "base/instant.h"

// An address mail can be sent to without SMTPUTF8: email_valid, of ASCII alone.
bool mail_address_valid(Str address);

typedef struct Mailbox {
    Str name; // "": none
    Str address;
} Mailbox;

typedef struct Attachment {
    Str name;  // "retention-2026-10.csv"
    Str media; // "text/csv; charset=utf-8"
    Str content;
} Attachment;

enum { ATTACHMENTS_MAX = 8, SUBJECT_BYTES_MAX = 400 };

typedef struct MailText {
    Mailbox to;
    Str subject;
    Str message_id; // without < >
    Str list_id;    // "reports.example.com"; "": none
    Instant date;
    Str plain;
    Str html; // "": plain alone
    const Attachment *attachment;
    size_t attachments;
} MailText;

// All of it but the lines of mime_sender, which go before it when it is sent: whose mail server and address it goes
// through may change until then. The boundaries between the parts are made of message_id: the same mail gives the same
// bytes.
Str mime_text(const MailText *mail, Arena *arena);
// `reply_to`: an address; "": none.
Str mime_sender(const Mailbox *from, Str reply_to, Arena *arena);

// ---- parts of it ----

// A text as it stands in a header, in encoded words (RFC 2047) when it is not plain ASCII; "" of "". `column`: where on
// the line it begins. Longer ones are folded.
void mime_header_text(Text *out, Str text, size_t column);
// Quoted-printable (RFC 2045 §6.7); line ends of the text become CRLF.
void mime_quoted(Text *out, Str text);
// Base64 in lines of 76.
void mime_base64(Text *out, Str bytes, Arena *arena);
Str mime_date(Instant date, Arena *arena); // "Sun, 22 Nov 2026 08:27:00 +0000"

#endif

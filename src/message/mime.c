#include "message/mime.h"

#include <string.h>

#include "base/address.h"
#include "base/calendar.h"
#include "base/secret.h"
#include "base/utf8.h"

enum { LINE_BYTES = 76, WORD_BYTES = 42, DELETE_BYTE = 0x7f, AROUND_BYTES = 13 /* of an encoded word */ };

bool mail_address_valid(Str address)
{
    for (size_t i = 0; i < address.size; i++)
        if ((unsigned char)address.data[i] >= DELETE_BYTE) return false;
    return email_valid(address);
}

// ---- headers ----

// Plain words need no encoding. "=?" would be taken for an encoded word; a long one could not be folded.
static bool is_plain(Str text)
{
    size_t word = 0;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if (byte < ' ' || byte >= DELETE_BYTE) return false;
        word = byte == ' ' ? 0 : word + 1;
        if (word > WORD_BYTES) return false;
    }
    return !str_contains(text, STR("=\?"));
}

// What controls something has no place in a header: a blank stands there instead.
static Str without_controls(Arena *arena, Str text)
{
    Text clean = text_in(arena);
    utf8_add_clean(&clean, text);
    for (size_t i = 0; i < clean.size; i++)
        if ((unsigned char)clean.data[i] < ' ' || clean.data[i] == DELETE_BYTE) clean.data[i] = ' ';
    return str_trim(text_str(&clean));
}

// As many whole characters as fit into one encoded word.
static Str word_of(Str text)
{
    size_t size = 0;
    while (size < text.size) {
        bool valid;
        size_t bytes = utf8_character((Str){text.data + size, text.size - size}, &valid);
        if (size + bytes > WORD_BYTES) break;
        size += bytes;
    }
    return (Str){text.data, size};
}

static void add_encoded(Text *out, Str text, size_t column)
{
    for (size_t at = 0; at < text.size;) {
        Str word = word_of((Str){text.data + at, text.size - at});
        Str encoded = base64_text(out->arena, word);
        if (column + encoded.size + AROUND_BYTES > LINE_BYTES || at) {
            text_add(out, STR("\r\n "));
            column = 1;
        }
        text_addf(out, "=\?utf-8\?B\?%.*s\?=", STR_ARGS(encoded));
        column += encoded.size + AROUND_BYTES;
        at += word.size;
    }
}

static void add_folded(Text *out, Str text, size_t column)
{
    Str rest = text, word;
    for (bool first = true; str_cut(&rest, ' ', &word); first = false) {
        bool breaks = !first && word.size && column + 1 + word.size > LINE_BYTES;
        if (breaks) text_add(out, STR("\r\n"));
        column = breaks ? 0 : column;
        if (!first) text_add_byte(out, ' ');
        text_add(out, word);
        column += word.size + !first;
    }
}

void mime_header_text(Text *out, Str text, size_t column)
{
    Str clean = without_controls(out->arena, text);
    if (is_plain(clean))
        add_folded(out, clean, column);
    else
        add_encoded(out, clean, column);
}

// A display name in quotes when it is plain (RFC 5322 §3.2.4).
static void add_name(Text *out, Str name)
{
    Str clean = without_controls(out->arena, name);
    if (!is_plain(clean)) {
        mime_header_text(out, clean, sizeof "Reply-To: ");
        return;
    }
    text_add_byte(out, '"');
    for (size_t i = 0; i < clean.size; i++) {
        if (clean.data[i] == '"' || clean.data[i] == '\\') text_add_byte(out, '\\');
        text_add_byte(out, clean.data[i]);
    }
    text_add_byte(out, '"');
}

static void add_mailbox(Text *out, const char *header, const Mailbox *mailbox)
{
    text_addf(out, "%s: ", header);
    if (mailbox->name.size) {
        add_name(out, mailbox->name);
        text_add(out, STR("\r\n "));
    }
    text_addf(out, "<%.*s>\r\n", STR_ARGS(mailbox->address));
}

Str mime_date(Instant date, Arena *arena)
{
    enum { HOUR = 3600, MINUTE = 60 };
    static const char *const weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int64_t seconds = date / MILLISECONDS_PER_SECOND;
    Day day = (Day)(seconds / SECONDS_PER_DAY);
    int rest = (int)(seconds % SECONDS_PER_DAY);
    CivilDate civil = civil_of_day(day);
    return str_format(arena, "%s, %d %s %04d %02d:%02d:%02d +0000", weekdays[weekday_of_day(day)], civil.day,
                      months[civil.month - 1], civil.year, rest / HOUR, rest / MINUTE % MINUTE, rest % MINUTE);
}

static void add_subject(Text *out, Str subject)
{
    Str cut = subject;
    if (cut.size > SUBJECT_BYTES_MAX) {
        cut.size = SUBJECT_BYTES_MAX;
        while (cut.size && ((unsigned char)cut.data[cut.size] & 0xC0) == 0x80) cut.size--;
    }
    text_add(out, STR("Subject: "));
    mime_header_text(out, cut, sizeof "Subject:");
    text_add(out, STR("\r\n"));
}

// Nobody should answer it by a machine (RFC 3834), nor take it for the mail of a person.
static void add_headers(Text *out, const MailText *mail)
{
    text_addf(out, "Date: %.*s\r\n", STR_ARGS(mime_date(mail->date, out->arena)));
    add_mailbox(out, "To", &mail->to);
    add_subject(out, mail->subject);
    text_addf(out, "Message-ID: <%.*s>\r\n", STR_ARGS(mail->message_id));
    text_add(out, STR("Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n"));
    if (mail->list_id.size) text_addf(out, "List-Id: <%.*s>\r\n", STR_ARGS(mail->list_id));
    text_add(out, STR("MIME-Version: 1.0\r\n"));
}

// ---- bodies ----

static bool at_line_end(Str text, size_t at)
{
    return at == text.size || text.data[at] == '\n' ||
           (text.data[at] == '\r' && at + 1 < text.size && text.data[at + 1] == '\n');
}

static bool stays(Str text, size_t at)
{
    unsigned char byte = (unsigned char)text.data[at];
    if (byte == ' ' || byte == '\t') return !at_line_end(text, at + 1);
    return byte > ' ' && byte < DELETE_BYTE && byte != '=';
}

void mime_quoted(Text *out, Str text)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t column = 0;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if (at_line_end(text, i)) {
            i += byte == '\r';
            text_add(out, STR("\r\n"));
            column = 0;
            continue;
        }
        size_t width = stays(text, i) ? 1 : 3;
        if (column + width > LINE_BYTES - 1) { // room for the soft line break
            text_add(out, STR("=\r\n"));
            column = 0;
        }
        if (width == 1)
            text_add_byte(out, (char)byte);
        else
            text_addf(out, "=%c%c", digits[byte >> 4], digits[byte & 15]);
        column += width;
    }
}

void mime_base64(Text *out, Str bytes, Arena *arena)
{
    enum { BYTES_A_LINE = LINE_BYTES / 4 * 3 };
    for (size_t at = 0; at < bytes.size; at += BYTES_A_LINE) {
        size_t size = bytes.size - at < BYTES_A_LINE ? bytes.size - at : BYTES_A_LINE;
        text_add(out, base64_text(arena, (Str){bytes.data + at, size}));
        text_add(out, STR("\r\n"));
    }
}

static void add_part(Text *out, const char *media, Str text)
{
    text_addf(out, "Content-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", media);
    mime_quoted(out, text);
    text_add(out, STR("\r\n"));
}

// Letters of file names that every program takes; the others become "_".
static Str plain_name(Arena *arena, Str name)
{
    char *plain = arena_array(arena, char, name.size + 1);
    for (size_t i = 0; i < name.size; i++) {
        char byte = name.data[i];
        bool fine = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
                    byte == '.' || byte == '-' || byte == '_';
        plain[i] = fine ? byte : '_';
    }
    return (Str){plain, name.size};
}

static void add_attachment(Text *out, const Attachment *attachment, Str boundary)
{
    Str name = plain_name(out->arena, attachment->name);
    text_addf(out,
              "--%.*s\r\nContent-Type: %.*s; name=\"%.*s\"\r\nContent-Disposition: attachment; filename=\"%.*s\"\r\n"
              "Content-Transfer-Encoding: base64\r\n\r\n",
              STR_ARGS(boundary), STR_ARGS(attachment->media), STR_ARGS(name), STR_ARGS(name));
    Arena *scratch = arena_open(0);
    mime_base64(out, attachment->content, scratch);
    arena_close(scratch);
}

static Str boundary_of(const MailText *mail, const char *purpose, Arena *arena)
{
    enum { BYTES = 15 };
    unsigned char digest[DIGEST_BYTES];
    digest_sha256(str_format(arena, "%s %.*s", purpose, STR_ARGS(mail->message_id)), digest);
    // "=_" stands in no quoted-printable or base64 line
    return str_format(arena, "=_%.*s", STR_ARGS(hex_text(arena, (Str){(const char *)digest, BYTES})));
}

static void add_alternatives(Text *out, const MailText *mail)
{
    if (!mail->html.size) {
        add_part(out, "text/plain", mail->plain);
        return;
    }
    Str boundary = boundary_of(mail, "alternative", out->arena);
    text_addf(out, "Content-Type: multipart/alternative; boundary=\"%.*s\"\r\n\r\n--%.*s\r\n", STR_ARGS(boundary),
              STR_ARGS(boundary));
    add_part(out, "text/plain", mail->plain);
    text_addf(out, "--%.*s\r\n", STR_ARGS(boundary));
    add_part(out, "text/html", mail->html);
    text_addf(out, "--%.*s--\r\n", STR_ARGS(boundary));
}

Str mime_sender(const Mailbox *from, Str reply_to, Arena *arena)
{
    Text out = text_in(arena);
    add_mailbox(&out, "From", from);
    if (reply_to.size) text_addf(&out, "Reply-To: <%.*s>\r\n", STR_ARGS(reply_to));
    return text_str(&out);
}

Str mime_text(const MailText *mail, Arena *arena)
{
    Text out = text_in(arena);
    add_headers(&out, mail);
    if (!mail->attachments) {
        add_alternatives(&out, mail);
        return text_str(&out);
    }
    Str boundary = boundary_of(mail, "mixed", arena);
    text_addf(&out, "Content-Type: multipart/mixed; boundary=\"%.*s\"\r\n\r\n--%.*s\r\n", STR_ARGS(boundary),
              STR_ARGS(boundary));
    add_alternatives(&out, mail);
    for (size_t i = 0; i < mail->attachments; i++) add_attachment(&out, &mail->attachment[i], boundary);
    text_addf(&out, "--%.*s--\r\n", STR_ARGS(boundary));
    return text_str(&out);
}

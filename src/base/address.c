#include "base/address.h"

#include <string.h>

#include "base/number.h"
#include "base/utf8.h"

enum { EMAIL_BYTES_MAX = 254, LOCAL_PART_BYTES_MAX = 64, HOST_BYTES_MAX = 253, LABEL_BYTES_MAX = 63, PORT_MAX = 65535 };

static bool is_letter_or_digit(char byte)
{
    return ('a' <= byte && byte <= 'z') || ('A' <= byte && byte <= 'Z') || ('0' <= byte && byte <= '9') ||
           (unsigned char)byte >= 0x80;
}

static bool is_atom_byte(char byte)
{
    return is_letter_or_digit(byte) || (byte && strchr("!#$%&'*+-/=?^_`{|}~", byte));
}

static bool is_dot_atom(Str text)
{
    for (Str atom; text.data && str_cut(&text, '.', &atom);) {
        if (atom.size == 0) return false;
        for (size_t i = 0; i < atom.size; i++)
            if (!is_atom_byte(atom.data[i])) return false;
    }
    return true;
}

static bool is_label(Str label)
{
    if (label.size == 0 || label.size > LABEL_BYTES_MAX) return false;
    if (label.data[0] == '-' || label.data[label.size - 1] == '-') return false;
    for (size_t i = 0; i < label.size; i++)
        if (!is_letter_or_digit(label.data[i]) && label.data[i] != '-') return false;
    return true;
}

// The labels of a host name; 0 when it is none.
static size_t count_labels(Str host)
{
    size_t labels = 0;
    if (host.size == 0 || host.size > HOST_BYTES_MAX) return 0;
    for (Str label; str_cut(&host, '.', &label); labels++)
        if (!is_label(label)) return 0;
    return labels;
}

static bool is_all_digits(Str text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] < '0' || text.data[i] > '9') return false;
    return text.size > 0;
}

bool email_valid(Str text)
{
    const char *at = text.size ? memchr(text.data, '@', text.size) : NULL;
    if (!at || text.size > EMAIL_BYTES_MAX || utf8_invalid_at(text) < text.size) return false;
    Str local = {text.data, (size_t)(at - text.data)}, host = {at + 1, text.size - local.size - 1};
    if (local.size == 0 || local.size > LOCAL_PART_BYTES_MAX || !is_dot_atom(local) || count_labels(host) < 2)
        return false;
    const char *last_dot = memrchr(host.data, '.', host.size);
    return !is_all_digits((Str){last_dot + 1, (size_t)(host.data + host.size - last_dot - 1)}); // 1.2.3.4
}

// ---- web addresses ----

static bool is_ipv6(Str text)
{
    size_t colons = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (!strchr("0123456789abcdefABCDEF:.", text.data[i]) || !text.data[i]) return false;
        colons += text.data[i] == ':';
    }
    return colons >= 2;
}

// "host", "host:port", "[::1]:port"
static bool is_authority(Str authority)
{
    Str host = authority, port = STR("");
    if (host.size > 0 && host.data[0] == '[') {
        const char *end = memchr(host.data, ']', host.size);
        if (!end || !is_ipv6((Str){host.data + 1, (size_t)(end - host.data - 1)})) return false;
        port = (Str){end + 1, host.size - (size_t)(end + 1 - host.data)};
    } else {
        const char *colon = host.size ? memchr(host.data, ':', host.size) : NULL;
        if (colon) host.size = (size_t)(colon - host.data);
        if (colon) port = (Str){colon, authority.size - host.size};
        if (count_labels(host) == 0) return false;
    }
    int64_t number;
    if (port.size == 0) return true;
    return port.data[0] == ':' && is_all_digits((Str){port.data + 1, port.size - 1}) &&
           number_parse_count((Str){port.data + 1, port.size - 1}, &number) && 1 <= number && number <= PORT_MAX;
}

static bool holds_blank_or_control(Str text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] <= ' ' || text.data[i] == 0x7F || text.data[i] == '\\') return true;
    return false;
}

UrlFault url_check(Str text)
{
    static const Str schemes[] = {STR("https://"), STR("http://")};
    if (holds_blank_or_control(text)) return URL_MALFORMED;
    Str rest = {0};
    for (size_t i = 0; i < COUNT_OF(schemes); i++)
        if (text.size >= schemes[i].size && str_equal_fold((Str){text.data, schemes[i].size}, schemes[i]))
            rest = (Str){text.data + schemes[i].size, text.size - schemes[i].size};
    if (!rest.data) return URL_SCHEME;
    size_t end = 0;
    while (end < rest.size && !strchr("/?#", rest.data[end])) end++;
    Str authority = {rest.data, end};
    if (memchr(authority.data, '@', authority.size)) return URL_USER_INFO;
    return is_authority(authority) ? URL_FINE : URL_MALFORMED;
}

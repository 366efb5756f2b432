#include "identity/normal.h"

#include <string.h>

// E.164: a country code and at most 15 digits in all. Shorter than 8 is a short code of some network, not a person.
enum { DIGITS_MIN = 8, DIGITS_MAX = 15 };

static char lower(char c)
{
    return 'A' <= c && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

// ---- e-mail ----

// Something without blanks, one @ with something on both sides. More is for the mail server to say.
static bool email_form(Str text)
{
    const char *at = memchr(text.data, '@', text.size);
    if (!at || at == text.data || at == text.data + text.size - 1) return false;
    if (memchr(at + 1, '@', (size_t)(text.data + text.size - at - 1))) return false;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c <= ' ' || c == 0x7F || strchr("<>,;:\"()[]\\", c)) return false;
    }
    return true;
}

static bool email(Str text, Normal *normal, Error *error)
{
    text = str_trim(text);
    if (!text.size || text.size > EMAIL_BYTES_MAX || !email_form(text))
        return error_code(error, ERROR_INPUT, "invalid_email",
                          PHRASE("this is no e-mail address: write it as name@example.com",
                                 "ce n’est pas une adresse e-mail\u00A0: écrivez nom@exemple.fr"),
                          STR(""));
    for (size_t i = 0; i < text.size; i++) normal->bytes[i] = lower(text.data[i]);
    normal->value = (Str){normal->bytes, text.size};
    return true;
}

// ---- phone ----

// The digits of a number, blanks and separators dropped. 0 when something else stands in it. `plus`: it began with +.
static size_t digits_of(Str text, char digits[DIGITS_MAX + 3], bool *plus)
{
    size_t count = 0;
    text = str_trim(text);
    *plus = text.size && text.data[0] == '+';
    for (size_t i = *plus; i < text.size; i++) {
        char c = text.data[i];
        bool no_break_space = c == '\xC2' && i + 1 < text.size && text.data[i + 1] == '\xA0';
        if ('0' <= c && c <= '9') {
            if (count == DIGITS_MAX + 3) return 0;
            digits[count++] = c;
        } else if (no_break_space) {
            i++;
        } else if (!c || !strchr(" .-/()", c)) {
            return 0;
        }
    }
    return count;
}

static size_t international(const char **digits, size_t count, bool plus)
{
    if (!plus && count > 2 && (*digits)[0] == '0' && (*digits)[1] == '0') {
        *digits += 2;
        return count - 2;
    }
    return plus ? count : 0;
}

static bool phone(Str text, Normal *normal, Error *error)
{
    char digits[DIGITS_MAX + 3];
    const char *start = digits;
    bool plus = false;
    size_t count = digits_of(text, digits, &plus);
    count = international(&start, count, plus);
    if (count < DIGITS_MIN || count > DIGITS_MAX || start[0] == '0')
        return error_code(error, ERROR_INPUT, "invalid_phone",
                          PHRASE("this is no phone number: write it with its country, as +33612345678",
                                 "ce n’est pas un numéro de téléphone\u00A0: écrivez-le avec son pays, comme "
                                 "+33612345678"),
                          STR(""));
    normal->bytes[0] = '+';
    memcpy(normal->bytes + 1, start, count);
    normal->value = (Str){normal->bytes, count + 1};
    return true;
}

// National numbers: France writes 0 and nine digits, Great Britain 0 and nine or ten, North America ten that begin with
// neither 0 nor 1.
Str identity_phone(Arena *arena, Locale locale, Str text)
{
    char digits[DIGITS_MAX + 3];
    bool plus = false;
    size_t count = digits_of(text, digits, &plus);
    const char *code = NULL;
    bool trunk = count && digits[0] == '0';
    if (!plus && trunk && digits[1] != '0') code = locale == LOCALE_FR ? (count == 10 ? "33" : NULL) : "44";
    if (!plus && locale == LOCALE_EN && count == 10 && digits[0] >= '2') code = "1";
    Str whole = code ? str_format(arena, "+%s%.*s", code, (int)(count - trunk), digits + trunk) : text;
    Normal normal;
    Error error;
    return phone(whole, &normal, &error) ? str_copy(arena, normal.value) : STR("");
}

static bool plain(Str text, Normal *normal, Error *error)
{
    if (!str_trim(text).size)
        return error_code(error, ERROR_INPUT, "invalid_id", PHRASE("the id is blank", "l’identifiant est vide"),
                          STR(""));
    if (text.size > IDENTITY_BYTES_MAX)
        return error_code(error, ERROR_INPUT, "too_long",
                          PHRASE("the id has more than 512 bytes", "l’identifiant dépasse 512 octets"), STR(""));
    normal->value = text;
    return true;
}

bool normal_of(IdentityKind kind, Str text, Normal *normal, Error *error)
{
    if (kind == IDENTITY_EMAIL) return email(text, normal, error);
    if (kind == IDENTITY_PHONE) return phone(text, normal, error);
    return plain(text, normal, error);
}

static const char *const kind_names[IDENTITY_KIND_COUNT] = {
    [IDENTITY_USER_ID] = "user_id", [IDENTITY_ANONYMOUS_ID] = "anonymous_id", [IDENTITY_EMAIL] = "email",
    [IDENTITY_PHONE] = "phone",     [IDENTITY_EXTERNAL] = "external",
};

Str identity_kind_name(IdentityKind kind)
{
    return str_of(kind_names[kind]);
}

bool identity_kind_parse(Str name, IdentityKind *kind)
{
    for (IdentityKind k = IDENTITY_USER_ID; k < IDENTITY_KIND_COUNT; k++) {
        if (!str_equal(name, str_of(kind_names[k]))) continue;
        *kind = k;
        return true;
    }
    return false;
}

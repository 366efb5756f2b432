#include "base/error.h"

#include <stdio.h>
#include <string.h>

static void copy_cut(char *to, size_t capacity, Str from)
{
    size_t size = from.size < capacity ? from.size : capacity - 1;
    if (size < from.size) // do not cut a character in two
        while (size && ((unsigned char)from.data[size] & 0xC0) == 0x80) size--;
    if (size) memcpy(to, from.data, size);
    to[size] = '\0';
}

// What error_value put in quotes, one value or a list of them, stands in those of the language.
static Str in_quotes_of(Arena *arena, Locale locale, Str argument)
{
    const Str open = STR("“"), close = STR("”");
    if (locale != LOCALE_FR || argument.size < open.size + close.size || !str_starts_with(argument, open) ||
        memcmp(argument.data + argument.size - close.size, close.data, close.size) != 0)
        return argument;
    Text text = text_in(arena);
    for (Str rest = argument; rest.size;) {
        bool opens = str_starts_with(rest, open), closes = str_starts_with(rest, close);
        size_t taken = opens ? open.size : closes ? close.size : 1;
        text_add(&text, opens ? STR("«\u00A0") : closes ? STR("\u00A0»") : (Str){rest.data, 1});
        rest = (Str){rest.data + taken, rest.size - taken};
    }
    return text_str(&text);
}

bool error_set(Error *error, ErrorKind kind, Phrase phrase, const Str *arguments, size_t count)
{
    Arena *scratch = arena_open(0);
    Str *quoted = arena_array(scratch, Str, count + 1);
    *error = (Error){.kind = kind};
    for (Locale locale = 0; locale < LOCALE_COUNT; locale++) {
        for (size_t i = 0; i < count; i++) quoted[i] = in_quotes_of(scratch, locale, arguments[i]);
        copy_cut(error->message[locale], ERROR_MESSAGE_BYTES, phrase_str(scratch, locale, phrase, quoted, count));
    }
    arena_close(scratch);
    return false;
}

bool error_set_system(Error *error, ErrorKind kind, int system_error, Phrase phrase, const Str *arguments, size_t count)
{
    error_set(error, kind, phrase, arguments, count);
    snprintf(error->detail, sizeof error->detail, "%s (errno %d)", strerror(system_error), system_error);
    return false;
}

int error_exit_code(const Error *error)
{
    static const int codes[ERROR_KIND_COUNT] = {
        [ERROR_NONE] = 0, [ERROR_USAGE] = 2, [ERROR_INPUT] = 3, [ERROR_MALFORMED] = 3};
    bool works = error->kind == ERROR_NONE;
    return codes[error->kind] || works ? codes[error->kind] : 1;
}

bool error_at(Error *error, Str path)
{
    copy_cut(error->path, sizeof error->path, path);
    return false;
}

Str error_value(Arena *arena, Str value)
{
    enum { LONGEST = 60 };
    Text text = text_in(arena);
    text_add(&text, STR("“"));
    size_t size = value.size < LONGEST ? value.size : LONGEST;
    while (size < value.size && size && ((unsigned char)value.data[size] & 0xC0) == 0x80) size--;
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)value.data[i];
        if (byte < 0x20 || byte == 0x7F)
            text_addf(&text, "\\x%02X", byte);
        else
            text_add_byte(&text, (char)byte);
    }
    if (size < value.size) text_add(&text, STR("…"));
    text_add(&text, STR("”"));
    return text_str(&text);
}

Str error_number(Arena *arena, uint64_t number)
{
    return str_format(arena, "%llu", (unsigned long long)number);
}

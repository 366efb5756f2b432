#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

Str str_of(const char *c_string)
{
    return (Str){c_string, strlen(c_string)};
}

bool str_equal(Str a, Str b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static char ascii_lower(char c)
{
    return (char)('A' <= c && c <= 'Z' ? c + ('a' - 'A') : c);
}

bool str_equal_fold(Str a, Str b)
{
    if (a.size != b.size) return false;
    for (size_t i = 0; i < a.size; i++)
        if (ascii_lower(a.data[i]) != ascii_lower(b.data[i])) return false;
    return true;
}

int str_compare(Str a, Str b)
{
    size_t common = a.size < b.size ? a.size : b.size;
    int order = common ? memcmp(a.data, b.data, common) : 0;
    return order ? order : (a.size > b.size) - (a.size < b.size);
}

bool str_starts_with(Str text, Str prefix)
{
    return text.size >= prefix.size && str_equal((Str){text.data, prefix.size}, prefix);
}

bool str_contains(Str text, Str part)
{
    return part.size == 0 || (text.size >= part.size && memmem(text.data, text.size, part.data, part.size));
}

// The width in bytes of the blank at the start of `text`, 0 when there is none.
static size_t blank_at_start(Str text)
{
    if (text.size && (text.data[0] == ' ' || text.data[0] == '\t')) return 1;
    if (str_starts_with(text, STR("\xC2\xA0"))) return 2;
    if (str_starts_with(text, STR("\xE2\x80\xAF"))) return 3;
    return 0;
}

static size_t blank_at_end(Str text)
{
    for (size_t width = 1; width <= 3 && width <= text.size; width++)
        if (blank_at_start((Str){text.data + text.size - width, width}) == width) return width;
    return 0;
}

Str str_trim(Str text)
{
    for (size_t width; (width = blank_at_start(text)) > 0;) {
        text.data += width;
        text.size -= width;
    }
    for (size_t width; (width = blank_at_end(text)) > 0;) text.size -= width;
    return text;
}

Str str_copy(Arena *arena, Str text)
{
    char *data = arena_array(arena, char, text.size);
    if (text.size) memcpy(data, text.data, text.size);
    return (Str){data, text.size};
}

const char *str_c(Arena *arena, Str text)
{
    char *data = arena_array(arena, char, text.size + 1);
    if (text.size) memcpy(data, text.data, text.size);
    return data;
}

bool str_cut(Str *rest, char separator, Str *part)
{
    if (!rest->data) return false;
    const char *found = rest->size ? memchr(rest->data, separator, rest->size) : NULL;
    if (!found) {
        *part = *rest;
        *rest = (Str){0};
        return true;
    }
    size_t size = (size_t)(found - rest->data);
    *part = (Str){rest->data, size};
    *rest = (Str){found + 1, rest->size - size - 1};
    return true;
}

Text text_in(Arena *arena)
{
    return (Text){.arena = arena};
}

static char *text_room(Text *text, size_t more)
{
    if (text->capacity - text->size < more) {
        size_t capacity = text->capacity ? text->capacity * 2 : 64;
        while (capacity < text->size + more) capacity *= 2;
        char *data = arena_array(text->arena, char, capacity);
        if (text->size) memcpy(data, text->data, text->size);
        text->data = data;
        text->capacity = capacity;
    }
    return text->data + text->size;
}

void text_add(Text *text, Str part)
{
    if (part.size) memcpy(text_room(text, part.size), part.data, part.size);
    text->size += part.size;
}

void text_add_byte(Text *text, char byte)
{
    *text_room(text, 1) = byte;
    text->size++;
}

__attribute__((format(printf, 2, 0))) static void text_addv(Text *text, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, again);
    va_end(again);
    assert(size >= 0);
    vsnprintf(text_room(text, (size_t)size + 1), (size_t)size + 1, format, arguments);
    text->size += (size_t)size;
}

void text_addf(Text *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    text_addv(text, format, arguments);
    va_end(arguments);
}

Str text_str(const Text *text)
{
    return (Str){text->data, text->size};
}

Str str_format(Arena *arena, const char *format, ...)
{
    Text text = text_in(arena);
    va_list arguments;
    va_start(arguments, format);
    text_addv(&text, format, arguments);
    va_end(arguments);
    return text_str(&text);
}

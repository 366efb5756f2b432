#include "chart/markup.h"

// Bytes of the character at the start of `text`: a first byte and those that continue it. Text that is not UTF-8 can't
// swallow a < that way.
static size_t character_size(Str text)
{
    size_t size = 1;
    while (size < text.size && size < 4 && ((unsigned char)text.data[size] & 0xC0) == 0x80) size++;
    return size;
}

// C1 controls, and the marks that turn the direction of writing.
static bool deceives(Str character)
{
    static const Str mark[] = {STR("\u061C"), STR("\u200E"), STR("\u200F"), STR("\u202A"),
                               STR("\u202B"), STR("\u202C"), STR("\u202D"), STR("\u202E"),
                               STR("\u2066"), STR("\u2067"), STR("\u2068"), STR("\u2069")};
    for (size_t i = 0; i < COUNT_OF(mark); i++)
        if (str_equal(character, mark[i])) return true;
    return character.size == 2 && character.data[0] == '\xC2' && (unsigned char)character.data[1] < 0xA0;
}

static Str safe(Str character)
{
    switch (character.data[0]) {
    case '&': return STR("&amp;");
    case '<': return STR("&lt;");
    case '>': return STR("&gt;");
    case '"': return STR("&#34;");
    case '\'': return STR("&#39;");
    case '\t':
    case '\n':
    case '\r': return STR(" ");
    default: break;
    }
    bool control = (unsigned char)character.data[0] < 0x20 || character.data[0] == 0x7F;
    return control || deceives(character) ? STR("\uFFFD") : character;
}

void markup_add(Text *out, Str text)
{
    markup_add_cut(out, text, SIZE_MAX);
}

void markup_add_cut(Text *out, Str text, size_t characters)
{
    for (; text.size; characters--) {
        if (characters == 0) {
            text_add(out, STR("…"));
            return;
        }
        Str character = {text.data, character_size(text)};
        text_add(out, safe(character));
        text.data += character.size;
        text.size -= character.size;
    }
}

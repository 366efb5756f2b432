#include "cli/display.h"

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

// Decodes the character at *at and steps over it. A byte that begins none counts as one character.
static uint32_t next_character(Str text, size_t *at)
{
    unsigned char lead = (unsigned char)text.data[(*at)++];
    if (lead < 0xC0) return lead;
    size_t more = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    uint32_t character = lead & (0x3Fu >> more);
    for (; more > 0 && *at < text.size && ((unsigned char)text.data[*at] & 0xC0) == 0x80; more--)
        character = character << 6 | ((unsigned char)text.data[(*at)++] & 0x3F);
    return character;
}

static bool in_ranges(const DisplayRange *ranges, size_t count, uint32_t character)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ranges[middle].last < character)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && ranges[low].first <= character;
}

static size_t character_width(uint32_t character)
{
    if (character < display_zero[0].first) return 1;
    if (in_ranges(display_zero, display_zero_count, character)) return 0;
    return in_ranges(display_wide, display_wide_count, character) ? 2 : 1;
}

size_t display_width(Str text)
{
    size_t width = 0;
    for (size_t at = 0; at < text.size;) width += character_width(next_character(text, &at));
    return width;
}

static bool is_control(uint32_t character)
{
    return character < 0x20 || (0x7F <= character && character < 0xA0);
}

Str display_clean(Arena *arena, Str text)
{
    Text clean = text_in(arena);
    for (size_t at = 0; at < text.size;) {
        size_t start = at;
        uint32_t character = next_character(text, &at);
        text_add(&clean, is_control(character) ? STR("\xEF\xBF\xBD") : (Str){text.data + start, at - start});
    }
    return text_str(&clean);
}

Str display_cut(Arena *arena, Str text, size_t width)
{
    if (display_width(text) <= width) return text;
    if (width == 0) return (Str){0};
    size_t used = 0, end = 0;
    for (size_t at = 0; at < text.size; end = at) {
        used += character_width(next_character(text, &at));
        if (used > width - 1) break;
    }
    return str_format(arena, "%.*s…", (int)end, text.data);
}

void display_pad(Text *out, size_t columns)
{
    for (size_t i = 0; i < columns; i++) text_add_byte(out, ' ');
}

static void wrap_line(Text *out, Str line, size_t indent, size_t width)
{
    size_t column = indent;
    Str word;
    while (str_cut(&line, ' ', &word)) {
        size_t word_width = display_width(word);
        if (word_width == 0) continue;
        if (column > indent && column + 1 + word_width > width) {
            text_add_byte(out, '\n');
            display_pad(out, indent);
            column = indent;
        } else if (column > indent) {
            text_add_byte(out, ' ');
            column++;
        }
        text_add(out, word);
        column += word_width;
    }
}

void display_wrap(Text *out, Str paragraph, size_t indent, size_t width)
{
    Str line;
    for (bool first = true; str_cut(&paragraph, '\n', &line); first = false) {
        if (!first) {
            text_add_byte(out, '\n');
            if (line.size) display_pad(out, indent);
        }
        wrap_line(out, line, indent, width);
    }
}

size_t display_columns(int file_descriptor)
{
    struct winsize size;
    if (!isatty(file_descriptor) || ioctl(file_descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return DISPLAY_WIDTH_PIPED;
    return (size_t)larger(size.ws_col, DISPLAY_WIDTH_MIN);
}

#include "crm/file_type.h"

#include <string.h>

#include "base/utf8.h"
#include "crm/image_check.h"
#include "crm/zip_check.h"

static bool not_allowed(Error *error)
{
    return error_code(error, ERROR_UNSUPPORTED, "file_type_not_allowed",
                      PHRASE("this kind of file is not taken: PNG, JPEG, GIF, PDF, text, CSV, ZIP, or a document of "
                             "LibreOffice or of Office since 2007",
                             "ce type de fichier n’est pas accepté\u00A0: PNG, JPEG, GIF, PDF, texte, CSV, ZIP, ou un "
                             "document de LibreOffice ou d’Office depuis 2007"),
                      STR(""));
}

// ---- text ----

enum { LOOKED_AT_BYTES = 4096 };

// Markup that a browser would read as a page, were it asked to guess: see the WHATWG's "MIME Sniffing", 7.1.
static bool is_markup(Str text)
{
    static const Str marks[] = {STR("<!doctype"), STR("<html"),  STR("<head"), STR("<script"), STR("<iframe"),
                                STR("<svg"),      STR("<?xml"),  STR("<body"), STR("<style"),  STR("<table"),
                                STR("<!--"),      STR("<title"), STR("<h1"),   STR("<div"),    STR("<font"),
                                STR("<img"),      STR("<a "),    STR("<p"),    STR("<br"),     STR("<b>")};
    Str looked_at = {text.data, text.size < LOOKED_AT_BYTES ? text.size : LOOKED_AT_BYTES};
    size_t at = 0;
    if (str_starts_with(looked_at, STR("\xEF\xBB\xBF"))) at = 3;
    while (at < looked_at.size && strchr(" \t\r\n\f", looked_at.data[at])) at++;
    Str rest = {looked_at.data + at, looked_at.size - at};
    for (size_t i = 0; i < COUNT_OF(marks); i++)
        if (rest.size >= marks[i].size && str_equal_fold((Str){rest.data, marks[i].size}, marks[i])) return true;
    return false;
}

static size_t count_byte(Str line, char byte)
{
    size_t count = 0;
    for (size_t i = 0; i < line.size; i++) count += line.data[i] == byte;
    return count;
}

// Two lines with as many delimiters each.
static bool is_table(Str text)
{
    static const char delimiters[] = {',', ';', '\t', '|'};
    Str rest = text, first, second;
    if (!str_cut(&rest, '\n', &first) || !str_cut(&rest, '\n', &second)) return false;
    for (size_t i = 0; i < sizeof delimiters; i++)
        if (count_byte(first, delimiters[i]) && count_byte(first, delimiters[i]) == count_byte(second, delimiters[i]))
            return true;
    return false;
}

static bool is_text(Str bytes)
{
    for (size_t i = 0; i < bytes.size; i++) {
        unsigned char c = (unsigned char)bytes.data[i];
        if (c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f') return false;
    }
    return utf8_invalid_at(bytes) == bytes.size;
}

bool file_type_read(Str bytes, Arena *arena, const char **media_type, Str *content, Error *error)
{
    *content = bytes;
    if (!bytes.size)
        return error_code(
            error, ERROR_INPUT, "required",
            PHRASE("the file is empty: choose a file", "le fichier est vide\u00A0: choisissez un fichier"), STR(""));
    *media_type = image_type(bytes);
    if (*media_type) return image_check(bytes, arena, content, error);
    if (str_starts_with(bytes, STR("PK\x03\x04")) || str_starts_with(bytes, STR("PK\x05\x06")))
        return zip_check(bytes, arena, media_type, error);
    if (str_starts_with(bytes, STR("%PDF-"))) {
        *media_type = "application/pdf";
        return true;
    }
    if (!is_text(bytes) || is_markup(bytes)) return not_allowed(error);
    *media_type = is_table(bytes) ? "text/csv" : "text/plain";
    return true;
}

#include "crm/multipart.h"

#include <string.h>

#include "base/utf8.h"

static bool bad(Error *error, Phrase phrase)
{
    return error_code(error, ERROR_MALFORMED, "bad_multipart", phrase, STR(""));
}

bool multipart_is(Str content_type)
{
    static const Str type = STR("multipart/form-data");
    return content_type.size >= type.size && str_equal_fold((Str){content_type.data, type.size}, type);
}

// ---- headers ----

// A parameter of "form-data; name="a"; filename="b"": quoted or bare. *count is how many there are of it.
static Str parameter(Str header, Str wanted, Arena *arena, int *count)
{
    Str found = STR("");
    size_t at = 0;
    *count = 0;
    while (at < header.size && header.data[at] != ';') at++;
    while (at < header.size) {
        while (at < header.size && (header.data[at] == ';' || header.data[at] == ' ' || header.data[at] == '\t')) at++;
        size_t from = at;
        while (at < header.size && header.data[at] != '=' && header.data[at] != ';') at++;
        Str name = str_trim((Str){header.data + from, at - from});
        Text value = text_in(arena);
        if (at < header.size && header.data[at] == '=') at++;
        if (at < header.size && header.data[at] == '"') {
            for (at++; at < header.size && header.data[at] != '"'; at++) {
                if (header.data[at] == '\\' && at + 1 < header.size && header.data[at + 1] == '"') at++;
                text_add_byte(&value, header.data[at]);
            }
            while (at < header.size && header.data[at] != ';') at++;
        } else {
            for (; at < header.size && header.data[at] != ';'; at++) text_add_byte(&value, header.data[at]);
        }
        if (!str_equal_fold(name, wanted)) continue;
        if (!(*count)++) found = str_trim(text_str(&value));
    }
    return found;
}

static int hex(char c)
{
    if ('0' <= c && c <= '9') return c - '0';
    if ('a' <= c && c <= 'f') return c - 'a' + 10;
    return 'A' <= c && c <= 'F' ? c - 'A' + 10 : -1;
}

// RFC 5987: UTF-8''na%C3%AFve.
static bool read_extended(Str given, Arena *arena, Str *name)
{
    Text text = text_in(arena);
    Str rest = given, charset, language;
    if (!str_cut(&rest, '\'', &charset) || !str_cut(&rest, '\'', &language) || !str_equal_fold(charset, STR("utf-8")))
        return false;
    for (size_t i = 0; i < rest.size; i++) {
        if (rest.data[i] != '%') {
            text_add_byte(&text, rest.data[i]);
            continue;
        }
        if (i + 2 >= rest.size) return false;
        int high = hex(rest.data[i + 1]), low = hex(rest.data[i + 2]);
        if (high < 0 || low < 0) return false;
        text_add_byte(&text, (char)(high << 4 | low));
        i += 2;
    }
    *name = text_str(&text);
    return true;
}

bool file_name_fits(Str name)
{
    return name.size && name.size <= FILE_NAME_BYTES_MAX && utf8_invalid_at(name) == name.size &&
           !memchr(name.data, '\0', name.size);
}

Str file_name_last(Str name)
{
    size_t from = name.size;
    while (from && name.data[from - 1] != '/' && name.data[from - 1] != '\\') from--;
    return (Str){name.data + from, name.size - from};
}

// Two names of one kind, or a plain and an extended one that differ, leave open which is meant.
static bool read_name(Str disposition, Arena *arena, bool *has_name, Str *name, Error *error)
{
    int plain = 0, extended = 0;
    Str given = parameter(disposition, STR("filename"), arena, &plain), decoded = STR("");
    Str coded = parameter(disposition, STR("filename*"), arena, &extended);
    *has_name = plain || extended;
    *name = given;
    if (plain > 1 || extended > 1)
        return bad(error, PHRASE("the file has two names: give one", "le fichier a deux noms\u00A0: donnez-en un"));
    if (extended) {
        if (!read_extended(coded, arena, &decoded))
            return bad(error, PHRASE("the file's name can’t be read", "le nom du fichier est illisible"));
        *name = decoded;
    }
    if (!*has_name || !name->size || file_name_fits(*name)) return true;
    return bad(error, PHRASE("the file's name can’t be used: 1 to 255 bytes of UTF-8",
                             "le nom du fichier est inutilisable\u00A0: de 1 à 255 octets d’UTF-8"));
}

static Str find_disposition(Str headers)
{
    static const Str wanted = STR("content-disposition:");
    Str line;
    while (str_cut(&headers, '\n', &line))
        if (line.size > wanted.size && str_equal_fold((Str){line.data, wanted.size}, wanted))
            return str_trim(
                (Str){line.data + wanted.size, line.size - wanted.size - (line.data[line.size - 1] == '\r')});
    return STR("");
}

// ---- parts ----

typedef struct Cut {
    Str body, mark; // "--boundary"
    size_t at;      // behind the last mark
} Cut;

enum { BOUNDARY_BYTES_MAX = 70 }; // RFC 2046

static bool begin(Str content_type, Str body, Arena *arena, Cut *cut, Error *error)
{
    int count = 0;
    Str boundary = parameter(content_type, STR("boundary"), arena, &count);
    if (count != 1 || !boundary.size || boundary.size > BOUNDARY_BYTES_MAX)
        return bad(error, PHRASE("Content-Type needs one boundary of 1 to 70 bytes",
                                 "Content-Type doit avoir un seul boundary, de 1 à 70 octets"));
    *cut = (Cut){.body = body, .mark = str_format(arena, "--%.*s", STR_ARGS(boundary))};
    if (!str_starts_with(body, cut->mark))
        return bad(error,
                   PHRASE("the body does not begin with its boundary", "le corps ne commence pas par son boundary"));
    cut->at = cut->mark.size;
    return true;
}

static bool at_text(const Cut *cut, const char *text)
{
    size_t size = strlen(text);
    return cut->body.size - cut->at >= size && memcmp(cut->body.data + cut->at, text, size) == 0;
}

static bool not_ended(Error *error)
{
    return bad(error, PHRASE("the body ends within a part: its last boundary is missing",
                             "le corps s’arrête au milieu d’une partie\u00A0: le dernier boundary manque"));
}

// One part; *last when the mark before was the last one.
static bool next_part(Cut *cut, Str *headers, Str *content, bool *last, Arena *arena, Error *error)
{
    *last = at_text(cut, "--");
    if (*last) return true;
    if (!at_text(cut, "\r\n")) return not_ended(error);
    cut->at += 2;
    const char *from = cut->body.data + cut->at;
    size_t rest = cut->body.size - cut->at;
    const char *end = memmem(from, rest, "\r\n\r\n", 4);
    if (rest >= 2 && memcmp(from, "\r\n", 2) == 0) end = from - 2; // no headers at all
    if ((!end && rest > MULTIPART_HEADER_BYTES_MAX) || (end && end - from > MULTIPART_HEADER_BYTES_MAX))
        return error_code(error, ERROR_HEADERS_TOO_LARGE, "headers_too_large",
                          PHRASE("the headers of a part are limited to 8,192 bytes",
                                 "les en-têtes d’une partie sont limités à 8\u202F192 octets"),
                          STR(""));
    if (!end) return not_ended(error);
    *headers = end < from ? STR("") : (Str){from, (size_t)(end - from)};
    cut->at = (size_t)(end - cut->body.data) + 4;
    Str mark = str_format(arena, "\r\n%.*s", STR_ARGS(cut->mark));
    const char *stop = memmem(cut->body.data + cut->at, cut->body.size - cut->at, mark.data, mark.size);
    if (!stop) return not_ended(error);
    *content = (Str){cut->body.data + cut->at, (size_t)(stop - cut->body.data) - cut->at};
    cut->at = (size_t)(stop - cut->body.data) + mark.size;
    return true;
}

bool multipart_read(Str content_type, Str body, Arena *arena, Upload *upload, Error *error)
{
    Cut cut;
    bool found = false, last = false;
    if (!begin(content_type, body, arena, &cut, error)) return false;
    for (int parts = 0; !last; parts++) {
        Str headers, content, name;
        bool has_name = false;
        if (!next_part(&cut, &headers, &content, &last, arena, error)) return false;
        if (last) break;
        if (parts == MULTIPART_PARTS_MAX) return bad(error, PHRASE("at most 20 parts", "20 parties au plus"));
        if (!read_name(find_disposition(headers), arena, &has_name, &name, error)) return false;
        if (!has_name || found || (!name.size && !content.size)) continue; // a form field, or no file chosen
        found = true;
        *upload = (Upload){.name = name, .bytes = content};
    }
    return found || error_code(error, ERROR_INPUT, "required",
                               PHRASE("there is no file in it: choose a file",
                                      "il n’y a pas de fichier\u00A0: choisissez un fichier"),
                               STR(""));
}

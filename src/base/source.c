#include "base/source.h"

#include "base/file.h"
#include "base/file_kind.h"
#include "base/utf8.h"

static bool check_size(Str name, size_t size, size_t limit, Error *error)
{
    if (0 < size && size <= limit) return true;
    if (size == 0)
        return error_say(error, ERROR_INPUT,
                         PHRASE("{0}: the file is empty; export it again, with its rows",
                                "{0} : le fichier est vide ; exportez-le à nouveau, avec ses lignes"),
                         name);
    Arena *scratch = arena_open(0);
    error_say(error, ERROR_INPUT,
              PHRASE("{0}: the text is larger than {1} bytes, the most that is read here; split the file",
                     "{0} : le texte dépasse {1} octets, le maximum lu ici ; découpez le fichier"),
              name, error_number(scratch, limit));
    error->code = "file_too_large";
    arena_close(scratch);
    return false;
}

static bool refuse_packed(Str name, UnpackStatus status, size_t at, Error *error)
{
    static const Phrase phrases[] = {
        [UNPACK_CUT_SHORT] = PHRASE("{0}: the packed file is cut short after {1} bytes; copy or download it again",
                                    "{0} : le fichier compressé s’arrête trop tôt, après {1} octets ; copiez-le ou "
                                    "téléchargez-le à nouveau"),
        [UNPACK_DAMAGED] = PHRASE("{0}: the packed file is damaged near byte {1}; copy or download it again",
                                  "{0} : le fichier compressé est endommagé vers l’octet {1} ; copiez-le ou "
                                  "téléchargez-le à nouveau"),
        [UNPACK_TRAILED] = PHRASE("{0}: something foreign follows the packed text at byte {1}; pack the file again",
                                  "{0} : des octets étrangers suivent le texte compressé à l’octet {1} ; compressez à "
                                  "nouveau le fichier"),
        [UNPACK_NO_MEMORY] = PHRASE("{0}: not enough memory to unpack the file",
                                    "{0} : mémoire insuffisante pour décompresser le fichier"),
    };
    Arena *scratch = arena_open(0);
    ErrorKind kind = status == UNPACK_NO_MEMORY ? ERROR_FAILED : ERROR_INPUT;
    error_say(error, kind, phrases[status], name, error_number(scratch, at));
    error->code = "bad_archive";
    arena_close(scratch);
    return false;
}

static void replace(Bytes *bytes, Bytes with)
{
    bytes_release(bytes);
    *bytes = with;
}

static bool unpack_text(Str name, size_t limit, Bytes *bytes, Error *error)
{
    if (packing_of(bytes_str(bytes)) == PACKING_NONE) return true;
    Bytes unpacked = {0};
    size_t stopped_at;
    UnpackStatus status = unpack(bytes_str(bytes), limit, &unpacked, &stopped_at);
    if (status == UNPACK_TOO_LARGE) return check_size(name, SIZE_MAX, limit, error);
    if (status != UNPACK_DONE) return refuse_packed(name, status, stopped_at, error);
    replace(bytes, unpacked);
    if (packing_of(bytes_str(bytes)) == PACKING_NONE) return check_size(name, bytes->size, limit, error);
    return error_say(error, ERROR_INPUT,
                     PHRASE("{0}: this file is packed twice; unpack it once",
                            "{0} : ce fichier est compressé deux fois ; "
                            "décompressez-le une fois"),
                     name);
}

// `before` is the text that stands before the fault.
static bool refuse_text(Str name, Phrase phrase, Str before, Error *error)
{
    size_t line = 0;
    for (Str part; str_cut(&before, '\n', &part);) line++;
    Arena *scratch = arena_open(0);
    error_say(error, ERROR_INPUT, phrase, name, error_number(scratch, line));
    arena_close(scratch);
    return false;
}

static bool refuse_binary(Str name, Str before, Error *error)
{
    refuse_text(name,
                PHRASE("{0}: line {1} holds a NUL byte, so this is a binary file and no text; export it as CSV",
                       "{0} : la ligne {1} contient un octet nul, c’est donc un fichier binaire et non un texte ; "
                       "exportez-le au format CSV"),
                before, error);
    error->code = "binary_file";
    return false;
}

static bool decode_utf16(Source *source, Bytes *bytes, Error *error)
{
    Bytes utf8 = {0};
    Utf16Status status = utf16_to_utf8(source->text, source->charset, &utf8);
    replace(bytes, utf8);
    source->text = bytes_str(bytes);
    if (status == UTF16_DONE) return true;
    if (status == UTF16_NUL) return refuse_binary(source->name, source->text, error);
    Phrase phrase =
        status == UTF16_ODD_BYTES
            ? PHRASE("{0}: the UTF-16 text ends within a character, in line {1}; copy or download it again",
                     "{0} : le texte UTF-16 s’arrête au milieu d’un caractère, à la ligne {1} ; copiez-le ou "
                     "téléchargez-le à nouveau")
            : PHRASE("{0}: line {1} holds half a character of UTF-16; save the file as UTF-8",
                     "{0} : la ligne {1} contient une moitié de caractère UTF-16 ; enregistrez le fichier en "
                     "UTF-8");
    refuse_text(source->name, phrase, source->text, error);
    error->code = "encoding";
    return false;
}

static bool decode(Source *source, Bytes *bytes, int threads, Error *error)
{
    source->text = bytes_str(bytes);
    source->charset = charset_guess(&source->text);
    if (source->charset == CHARSET_UTF16_LE || source->charset == CHARSET_UTF16_BE)
        return decode_utf16(source, bytes, error);
    Utf8Scan scan = utf8_scan(source->text, threads);
    if (scan.nul_at < source->text.size)
        return refuse_binary(source->name, (Str){source->text.data, scan.nul_at}, error);
    if (scan.invalid_at == source->text.size) return true;
    Bytes utf8 = {0};
    windows_1252_to_utf8(source->text, &utf8);
    replace(bytes, utf8);
    source->text = bytes_str(bytes);
    source->charset = CHARSET_WINDOWS_1252;
    return true;
}

static bool check_kind(Str name, Str text, Error *error)
{
    const Phrase *refusal = file_kind_refusal(text);
    return !refusal || error_code(error, ERROR_INPUT, "file_type_mismatch", *refusal, name);
}

bool source_decode(Source *source, Bytes *bytes, size_t limit_bytes, int threads, Error *error)
{
    size_t limit = limit_bytes ? limit_bytes : SIZE_MAX;
    Source found = {.name = source->name, .file_bytes = bytes->size, .packing = packing_of(bytes_str(bytes))};
    bool good = check_size(found.name, bytes->size, limit, error) && unpack_text(found.name, limit, bytes, error) &&
                check_kind(found.name, bytes_str(bytes), error) && decode(&found, bytes, threads, error);
    found.mapping = bytes->data;
    found.mapping_bytes = bytes->capacity;
    if (good)
        *source = found;
    else
        bytes_release(bytes);
    return good;
}

bool source_open(Str path, size_t limit_bytes, int threads, Source *source, Error *error)
{
    Source opened = {.name = file_name(path)};
    Bytes bytes = {0};
    size_t limit = limit_bytes ? limit_bytes : SIZE_MAX;
    if (!file_load(path, limit, &bytes, error) || !source_decode(&opened, &bytes, limit_bytes, threads, error))
        return false;
    *source = opened;
    return true;
}

void source_close(Source *source)
{
    Bytes bytes = {.data = source->mapping, .capacity = source->mapping_bytes};
    bytes_release(&bytes);
    *source = (Source){0};
}

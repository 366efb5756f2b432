#include "crm/zip_check.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

// Sizes and marks of APPNOTE.TXT 6.3, 4.3.7, 4.3.12, 4.3.16.
enum {
    LOCAL_BYTES = 30,
    CENTRAL_BYTES = 46,
    END_BYTES = 22,
    COMMENT_BYTES_MAX = 65535,
    FLAG_ENCRYPTED = 1,
    FLAG_SIZES_BEHIND = 8,
    FLAG_STRONG = 64,
    METHOD_STORED = 0,
    METHOD_DEFLATED = 8,
    MADE_BY_UNIX = 3,
    UNIX_TYPE = 0xF000,
    UNIX_LINK = 0xA000
};
static const uint32_t local_mark = 0x04034B50, central_mark = 0x02014B50, end_mark = 0x06054B50;

typedef struct Entry {
    Str name;
    uint32_t offset, packed, size, crc;
    uint16_t method, flags;
} Entry;

typedef struct Archive {
    Str bytes;
    size_t directory, directory_end;
    Entry *entries;
    size_t count;
    uint64_t inflated;
    Error *error;
} Archive;

static uint32_t number(Str bytes, size_t at, int size)
{
    uint32_t value = 0;
    for (int i = size; i-- > 0;) value = value << 8 | (unsigned char)bytes.data[at + (size_t)i];
    return value;
}

static bool bad(Error *error)
{
    return error_code(error, ERROR_INPUT, "bad_archive",
                      PHRASE("the archive is damaged, encrypted, or its sizes do not match",
                             "l’archive est abîmée ou chiffrée, ou ses tailles ne correspondent pas"),
                      STR(""));
}

static bool unsafe(Error *error)
{
    return error_code(error, ERROR_INPUT, "unsafe_archive",
                      PHRASE("the archive has entries that point outside of it, share a name or overlap",
                             "l’archive a des entrées qui en sortent, partagent un nom ou se chevauchent"),
                      STR(""));
}

static bool too_many(Error *error)
{
    return error_code(error, ERROR_INPUT, "too_many_files",
                      PHRASE("an archive has at most 1,000 entries", "une archive a au plus 1\u202F000 entrées"),
                      STR(""));
}

static bool too_large(Error *error)
{
    return error_code(error, ERROR_TOO_LARGE, "decompressed_too_large",
                      PHRASE("an archive inflates to at most 64 MiB", "une archive décompressée a au plus 64\u00A0Mio"),
                      STR(""));
}

// ---- the directory ----

static bool find_directory(Archive *archive)
{
    Str bytes = archive->bytes;
    size_t lowest = bytes.size > END_BYTES + COMMENT_BYTES_MAX ? bytes.size - END_BYTES - COMMENT_BYTES_MAX : 0;
    if (bytes.size < END_BYTES) return bad(archive->error);
    size_t at = bytes.size - END_BYTES + 1;
    while (at > lowest && number(bytes, at - 1, 4) != end_mark) at--;
    if (at == lowest) return bad(archive->error);
    at--;
    uint32_t entries = number(bytes, at + 10, 2), size = number(bytes, at + 12, 4), offset = number(bytes, at + 16, 4);
    bool whole = number(bytes, at + 20, 2) == bytes.size - at - END_BYTES;
    if (entries > ZIP_ENTRIES_MAX) return too_many(archive->error);
    if (!whole || number(bytes, at + 4, 4) || (uint64_t)offset + size > at) return bad(archive->error);
    archive->directory = offset;
    archive->directory_end = (size_t)offset + size;
    archive->count = entries;
    return true;
}

static bool name_leaves(Str name)
{
    if (!name.size || name.data[0] == '/' || memchr(name.data, '\\', name.size) || memchr(name.data, '\0', name.size))
        return true;
    if (name.size > 1 && name.data[1] == ':') return true;
    Str rest = name, part;
    while (str_cut(&rest, '/', &part))
        if (str_equal(part, STR(".."))) return true;
    return false;
}

static bool read_entry(Archive *archive, size_t *at, Entry *entry)
{
    Str bytes = archive->bytes;
    if (archive->directory_end - *at < CENTRAL_BYTES || number(bytes, *at, 4) != central_mark)
        return bad(archive->error);
    size_t name = number(bytes, *at + 28, 2);
    size_t whole = CENTRAL_BYTES + name + number(bytes, *at + 30, 2) + number(bytes, *at + 32, 2);
    if (archive->directory_end - *at < whole) return bad(archive->error);
    *entry = (Entry){.name = {bytes.data + *at + CENTRAL_BYTES, name},
                     .flags = (uint16_t)number(bytes, *at + 8, 2),
                     .method = (uint16_t)number(bytes, *at + 10, 2),
                     .crc = number(bytes, *at + 16, 4),
                     .packed = number(bytes, *at + 20, 4),
                     .size = number(bytes, *at + 24, 4),
                     .offset = number(bytes, *at + 42, 4)};
    bool link = number(bytes, *at + 5, 1) == MADE_BY_UNIX && (number(bytes, *at + 40, 2) & UNIX_TYPE) == UNIX_LINK;
    *at += whole;
    if (link || name_leaves(entry->name)) return unsafe(archive->error);
    return !(entry->flags & (FLAG_ENCRYPTED | FLAG_STRONG)) || bad(archive->error);
}

static bool read_directory(Archive *archive, Arena *arena)
{
    uint64_t total = 0;
    size_t at = archive->directory;
    archive->entries = arena_array(arena, Entry, archive->count ? archive->count : 1);
    for (size_t i = 0; i < archive->count; i++) {
        if (!read_entry(archive, &at, &archive->entries[i])) return false;
        total += archive->entries[i].size;
    }
    if (at != archive->directory_end) return bad(archive->error); // more entries than it says
    return total <= ZIP_INFLATED_BYTES_MAX || too_large(archive->error);
}

// ---- entries against each other ----

static int by_name(const void *a, const void *b)
{
    return str_compare(((const Entry *)a)->name, ((const Entry *)b)->name);
}

static int by_offset(const void *a, const void *b)
{
    const Entry *left = a, *right = b;
    return (left->offset > right->offset) - (left->offset < right->offset);
}

// Where the packed bytes of an entry stand; its local header says the same as the directory.
static bool packed_bytes(const Archive *archive, const Entry *entry, Str *packed)
{
    Str bytes = archive->bytes;
    size_t at = entry->offset;
    if (at > archive->directory || archive->directory - at < LOCAL_BYTES || number(bytes, at, 4) != local_mark)
        return bad(archive->error);
    size_t name = number(bytes, at + 26, 2), from = at + LOCAL_BYTES + name + number(bytes, at + 28, 2);
    if (from > archive->directory || archive->directory - from < entry->packed) return bad(archive->error);
    bool sizes = number(bytes, at + 6, 2) & FLAG_SIZES_BEHIND ||
                 (number(bytes, at + 18, 4) == entry->packed && number(bytes, at + 22, 4) == entry->size);
    bool same = name == entry->name.size && memcmp(bytes.data + at + LOCAL_BYTES, entry->name.data, name) == 0;
    if (!sizes || !same || number(bytes, at + 8, 2) != entry->method) return bad(archive->error);
    *packed = (Str){bytes.data + from, entry->packed};
    return true;
}

static bool apart(Archive *archive)
{
    Entry *entries = archive->entries;
    if (!archive->count) return true;
    qsort(entries, archive->count, sizeof *entries, by_name);
    for (size_t i = 1; i < archive->count; i++)
        if (str_equal(entries[i - 1].name, entries[i].name)) return unsafe(archive->error);
    qsort(entries, archive->count, sizeof *entries, by_offset);
    for (size_t i = 1; i < archive->count; i++) {
        Str packed;
        if (entries[i - 1].offset == entries[i].offset) return unsafe(archive->error);
        if (!packed_bytes(archive, &entries[i - 1], &packed)) return false;
        if (packed.data + packed.size > archive->bytes.data + entries[i].offset) return unsafe(archive->error);
    }
    return true;
}

// ---- what is in an entry ----

enum { SLICE_BYTES = 16384 };

// Into nothing: the bytes are counted and summed up. Stops as soon as there are more than it says.
static bool inflates_to(Archive *archive, const Entry *entry, Str packed)
{
    unsigned char slice[SLICE_BYTES / 2];
    z_stream stream = {0};
    uint64_t size = 0;
    uLong sum = crc32(0, NULL, 0);
    int result = Z_OK;
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return bad(archive->error);
    stream.next_in = (unsigned char *)(uintptr_t)packed.data;
    stream.avail_in = (uInt)packed.size;
    while (result == Z_OK && size <= entry->size) {
        stream.next_out = slice;
        stream.avail_out = sizeof slice;
        result = inflate(&stream, Z_NO_FLUSH);
        size_t made = sizeof slice - stream.avail_out;
        sum = crc32(sum, slice, (uInt)made);
        size += made;
    }
    bool whole = result == Z_STREAM_END && stream.avail_in == 0;
    inflateEnd(&stream);
    return (whole && size == entry->size && sum == entry->crc) || bad(archive->error);
}

static bool check_entry(Archive *archive, const Entry *entry)
{
    Str packed;
    if (!packed_bytes(archive, entry, &packed)) return false;
    if (entry->method == METHOD_DEFLATED) return inflates_to(archive, entry, packed);
    bool stored = entry->method == METHOD_STORED && entry->packed == entry->size;
    return (stored && crc32(crc32(0, NULL, 0), (const unsigned char *)packed.data, (uInt)packed.size) == entry->crc) ||
           bad(archive->error);
}

// ---- what kind of archive ----

static bool has_entry(const Archive *archive, const char *start)
{
    for (size_t i = 0; i < archive->count; i++)
        if (str_starts_with(archive->entries[i].name, str_of(start))) return true;
    return false;
}

static const char *open_document(const Archive *archive)
{
    static const char *const types[] = {"application/vnd.oasis.opendocument.text",
                                        "application/vnd.oasis.opendocument.spreadsheet",
                                        "application/vnd.oasis.opendocument.presentation"};
    Str packed;
    Error ignored;
    Archive asking = *archive;
    asking.error = &ignored;
    if (!archive->count || !str_equal(archive->entries[0].name, STR("mimetype")) ||
        !packed_bytes(&asking, &archive->entries[0], &packed))
        return NULL;
    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (str_equal(packed, str_of(types[i]))) return types[i];
    return NULL;
}

#define OPEN_XML "application/vnd.openxmlformats-officedocument."

static const char *type_of(const Archive *archive)
{
    const char *open = open_document(archive);
    if (open) return open;
    if (!has_entry(archive, "[Content_Types].xml")) return "application/zip";
    if (has_entry(archive, "word/")) return OPEN_XML "wordprocessingml.document";
    if (has_entry(archive, "xl/")) return OPEN_XML "spreadsheetml.sheet";
    return has_entry(archive, "ppt/") ? OPEN_XML "presentationml.presentation" : "application/zip";
}

bool zip_check(Str bytes, Arena *arena, const char **media_type, Error *error)
{
    Archive archive = {.bytes = bytes, .error = error};
    if (!find_directory(&archive) || !read_directory(&archive, arena) || !apart(&archive)) return false;
    for (size_t i = 0; i < archive.count; i++)
        if (!check_entry(&archive, &archive.entries[i])) return false;
    *media_type = type_of(&archive);
    return true;
}

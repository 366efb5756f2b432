#include "base/zip.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
    ENTRIES_MAX = 65534,
    BUFFER_BYTES = 64 << 10,
    VERSION_NEEDED = 20,
    FLAGS = 1 << 3 | 1 << 11, // sizes follow the content; names are UTF-8
    METHOD_DEFLATE = 8
};

typedef struct Entry {
    Str name;
    uint32_t crc, stored, size, offset;
} Entry;

struct Zip {
    ZipSink sink;
    Arena *arena;
    uint16_t date;
    Entry *entry;
    size_t entries, room;
    bool open;
    uint64_t written, size;
    z_stream stream;
    bool ready;
    unsigned char buffer[BUFFER_BYTES];
};

Zip *zip_open(ZipSink sink, CivilDate date)
{
    Arena *arena = arena_open(0);
    Zip *zip = arena_new(arena, Zip);
    zip->arena = arena;
    zip->sink = sink;
    int year = date.year < 1980 ? 0 : date.year > 2107 ? 127 : date.year - 1980; // all that the format holds
    zip->date = (uint16_t)(year << 9 | date.month << 5 | date.day);
    return zip;
}

void zip_close(Zip *zip)
{
    if (!zip) return;
    if (zip->ready) deflateEnd(&zip->stream);
    arena_close(zip->arena);
}

static bool refuse_size(Error *error)
{
    return error_code(error, ERROR_TOO_LARGE, "too_large",
                      PHRASE("an archive has less than 4 GiB and 65,535 files",
                             "une archive a moins de 4\u00A0Gio et de 65\u202F535 fichiers"),
                      STR(""));
}

static bool put(Zip *zip, Str bytes, Error *error)
{
    if (zip->written + bytes.size > UINT32_MAX) return refuse_size(error);
    zip->written += bytes.size;
    return !bytes.size || zip->sink.write(zip->sink.context, bytes, error);
}

static void add_16(Text *text, uint32_t value)
{
    text_add_byte(text, (char)(value & 0xFF));
    text_add_byte(text, (char)(value >> 8 & 0xFF));
}

static void add_32(Text *text, uint32_t value)
{
    add_16(text, value & 0xFFFF);
    add_16(text, value >> 16);
}

static void add_heading(const Zip *zip, Text *text)
{
    add_16(text, VERSION_NEEDED);
    add_16(text, FLAGS);
    add_16(text, METHOD_DEFLATE);
    add_16(text, 0); // midnight
    add_16(text, zip->date);
}

static bool deflate_all(Zip *zip, int flush, Error *error)
{
    Entry *entry = &zip->entry[zip->entries - 1];
    do {
        zip->stream.next_out = zip->buffer;
        zip->stream.avail_out = BUFFER_BYTES;
        if (deflate(&zip->stream, flush) == Z_STREAM_ERROR)
            return error_say(error, ERROR_FAILED, PHRASE("compressing failed", "la compression a échoué"), STR(""));
        size_t made = BUFFER_BYTES - zip->stream.avail_out;
        entry->stored += (uint32_t)made;
        if (!put(zip, (Str){(const char *)zip->buffer, made}, error)) return false;
    } while (zip->stream.avail_out == 0);
    return true;
}

static bool end_entry(Zip *zip, Error *error)
{
    if (!zip->open) return true;
    zip->open = false;
    zip->stream.avail_in = 0;
    if (!deflate_all(zip, Z_FINISH, error)) return false;
    Entry *entry = &zip->entry[zip->entries - 1];
    entry->size = (uint32_t)zip->size;
    Text text = text_in(zip->arena);
    add_32(&text, 0x08074B50);
    add_32(&text, entry->crc);
    add_32(&text, entry->stored);
    add_32(&text, entry->size);
    return put(zip, text_str(&text), error);
}

static bool start_stream(Zip *zip, Error *error)
{
    int result = zip->ready ? deflateReset(&zip->stream)
                            : deflateInit2(&zip->stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
    zip->ready |= result == Z_OK;
    return result == Z_OK ||
           error_say(error, ERROR_FAILED, PHRASE("compressing failed", "la compression a échoué"), STR(""));
}

bool zip_begin(Zip *zip, Str name, Error *error)
{
    if (!end_entry(zip, error) || !start_stream(zip, error)) return false;
    if (zip->entries == ENTRIES_MAX || name.size > UINT16_MAX) return refuse_size(error);
    if (zip->entries == zip->room) {
        Entry *larger = arena_array(zip->arena, Entry, zip->room = zip->room ? zip->room * 2 : 32);
        if (zip->entries) memcpy(larger, zip->entry, zip->entries * sizeof *larger);
        zip->entry = larger;
    }
    zip->entry[zip->entries++] = (Entry){.name = str_copy(zip->arena, name), .offset = (uint32_t)zip->written};
    zip->open = true;
    zip->size = 0;
    Text text = text_in(zip->arena);
    add_32(&text, 0x04034B50);
    add_heading(zip, &text);
    for (int i = 0; i < 3; i++) add_32(&text, 0); // sum and sizes follow the content
    add_16(&text, (uint32_t)name.size);
    add_16(&text, 0);
    text_add(&text, name);
    return put(zip, text_str(&text), error);
}

bool zip_add(Zip *zip, Str bytes, Error *error)
{
    enum { PIECE = 1 << 20 };
    assert(zip->open);
    Entry *entry = &zip->entry[zip->entries - 1];
    zip->size += bytes.size;
    if (zip->size > UINT32_MAX) return refuse_size(error);
    while (bytes.size) {
        size_t size = (size_t)smaller((int64_t)bytes.size, PIECE);
        entry->crc = (uint32_t)crc32(entry->crc, (const Bytef *)bytes.data, (uInt)size);
        zip->stream.next_in = (Bytef *)(uintptr_t)bytes.data; // zlib reads only
        zip->stream.avail_in = (uInt)size;
        if (!deflate_all(zip, Z_NO_FLUSH, error)) return false;
        bytes = (Str){bytes.data + size, bytes.size - size};
    }
    return true;
}

static void add_directory(const Zip *zip, const Entry *entry, Text *text)
{
    add_32(text, 0x02014B50);
    add_16(text, VERSION_NEEDED); // made by: the same, on a system without file modes
    add_heading(zip, text);
    add_32(text, entry->crc);
    add_32(text, entry->stored);
    add_32(text, entry->size);
    add_16(text, (uint32_t)entry->name.size);
    for (int i = 0; i < 4; i++) add_16(text, 0); // no extra, no comment, first disk, binary
    add_32(text, 0);
    add_32(text, entry->offset);
    text_add(text, entry->name);
}

bool zip_finish(Zip *zip, Error *error)
{
    if (!end_entry(zip, error)) return false;
    Text text = text_in(zip->arena);
    uint32_t start = (uint32_t)zip->written;
    for (size_t i = 0; i < zip->entries; i++) add_directory(zip, &zip->entry[i], &text);
    size_t size = text.size;
    add_32(&text, 0x06054B50);
    add_32(&text, 0);
    add_16(&text, (uint32_t)zip->entries);
    add_16(&text, (uint32_t)zip->entries);
    add_32(&text, (uint32_t)size);
    add_32(&text, start);
    add_16(&text, 0);
    return put(zip, text_str(&text), error);
}

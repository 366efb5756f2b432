#include "crm/image_check.h"

#include <string.h>
#include <zlib.h>

static const Str png_start = STR("\x89PNG\r\n\x1A\n"), jpeg_start = STR("\xFF\xD8\xFF");

const char *image_type(Str bytes)
{
    if (str_starts_with(bytes, png_start)) return "image/png";
    if (str_starts_with(bytes, jpeg_start)) return "image/jpeg";
    bool gif = str_starts_with(bytes, STR("GIF87a")) || str_starts_with(bytes, STR("GIF89a"));
    return gif ? "image/gif" : NULL;
}

static bool damaged(Error *error)
{
    return error_code(error, ERROR_INPUT, "bad_image",
                      PHRASE("the image is damaged or cut short", "l’image est abîmée ou tronquée"), STR(""));
}

static bool too_large(Error *error)
{
    return error_code(error, ERROR_INPUT, "image_too_large",
                      PHRASE("the image is too large: at most 20,000 pixels a side, 1 MiB of metadata, 500 frames",
                             "l’image est trop grande\u00A0: 20\u202F000 pixels de côté, 1\u00A0Mio de métadonnées et "
                             "500 images au plus"),
                      STR(""));
}

typedef struct Image {
    Str bytes;
    size_t at;
    Text clean;
    size_t metadata;
    Error *error;
} Image;

static uint32_t big(Str bytes, size_t at, int size)
{
    uint32_t value = 0;
    for (int i = 0; i < size; i++) value = value << 8 | (unsigned char)bytes.data[at + (size_t)i];
    return value;
}

static bool side_fits(Image *image, uint32_t width, uint32_t height)
{
    if (!width || !height) return damaged(image->error);
    return (width <= IMAGE_SIDE_MAX && height <= IMAGE_SIDE_MAX) || too_large(image->error);
}

static size_t left(const Image *image)
{
    return image->bytes.size - image->at;
}

// ---- PNG ----

enum { CHUNK_BYTES = 12, IHDR_BYTES = 13 };

static bool chunk_is(const Image *image, const char *type)
{
    return memcmp(image->bytes.data + image->at + 4, type, 4) == 0;
}

static bool chunk_is_metadata(const Image *image)
{
    static const char *const types[] = {"tEXt", "zTXt", "iTXt", "eXIf", "tIME"};
    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (chunk_is(image, types[i])) return true;
    return false;
}

// A chunk that is packed small and inflates to much.
static bool text_fits(Image *image, size_t size)
{
    unsigned char slice[8192];
    const char *from = image->bytes.data + image->at + 8, *end = memchr(from, '\0', size);
    z_stream stream = {0};
    uint64_t made = 0;
    int result = Z_OK;
    if (!chunk_is(image, "zTXt") || !end || (size_t)(end - from) + 2 > size) return true;
    if (inflateInit(&stream) != Z_OK) return damaged(image->error);
    stream.next_in = (unsigned char *)(uintptr_t)(end + 2);
    stream.avail_in = (uInt)(size - (size_t)(end - from) - 2);
    while (result == Z_OK && made <= IMAGE_METADATA_BYTES_MAX) {
        stream.next_out = slice;
        stream.avail_out = sizeof slice;
        result = inflate(&stream, Z_NO_FLUSH);
        made += sizeof slice - stream.avail_out;
    }
    inflateEnd(&stream);
    return made <= IMAGE_METADATA_BYTES_MAX || too_large(image->error);
}

static bool read_chunk(Image *image, bool *ended)
{
    Str bytes = image->bytes;
    if (left(image) < CHUNK_BYTES) return damaged(image->error);
    size_t size = big(bytes, image->at, 4);
    bool metadata = chunk_is_metadata(image);
    if (metadata && (image->metadata += size) > IMAGE_METADATA_BYTES_MAX) return too_large(image->error);
    if (size > left(image) - CHUNK_BYTES) return damaged(image->error);
    uLong sum = crc32(crc32(0, NULL, 0), (const unsigned char *)bytes.data + image->at + 4, (uInt)size + 4);
    if (sum != big(bytes, image->at + 8 + size, 4)) return damaged(image->error);
    if (metadata && !text_fits(image, size)) return false;
    *ended = chunk_is(image, "IEND");
    if (!metadata) text_add(&image->clean, (Str){bytes.data + image->at, size + CHUNK_BYTES});
    image->at += size + CHUNK_BYTES;
    return true;
}

static bool check_png(Image *image)
{
    bool ended = false;
    image->at = png_start.size;
    if (left(image) < CHUNK_BYTES + IHDR_BYTES || !chunk_is(image, "IHDR") ||
        big(image->bytes, image->at, 4) != IHDR_BYTES)
        return damaged(image->error);
    if (!side_fits(image, big(image->bytes, image->at + 8, 4), big(image->bytes, image->at + 12, 4))) return false;
    text_add(&image->clean, png_start);
    while (!ended)
        if (!read_chunk(image, &ended)) return false;
    return true;
}

// ---- JPEG ----

enum {
    MARK = 0xFF,
    SOI = 0xD8,
    EOI = 0xD9,
    SOS = 0xDA,
    APP1 = 0xE1,
    APP2 = 0xE2,
    APP13 = 0xED,
    COM = 0xFE,
    RST0 = 0xD0,
    RST7 = 0xD7,
    SOF0 = 0xC0,
    SOF15 = 0xCF,
    DHT = 0xC4,
    JPG = 0xC8,
    DAC = 0xCC,
    TEM = 0x01
};

// Exif and XMP, what photographs write of themselves, comments; of APP2 only the colour profile stays.
static bool segment_tells(const Image *image, int marker, size_t size)
{
    Str content = {image->bytes.data + image->at + 2, size - 2};
    return marker == APP1 || marker == APP13 || marker == COM ||
           (marker == APP2 && !str_starts_with(content, STR("ICC_PROFILE"))) || (marker > APP2 && marker < APP13) ||
           marker == 0xEF;
}

static bool is_frame(int marker)
{
    return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
}

static bool read_segment(Image *image, int marker)
{
    if (left(image) < 2) return damaged(image->error);
    size_t size = big(image->bytes, image->at, 2);
    if (size < 2 || size > left(image)) return damaged(image->error);
    if (is_frame(marker)) {
        if (size < 8) return damaged(image->error);
        if (!side_fits(image, big(image->bytes, image->at + 5, 2), big(image->bytes, image->at + 3, 2))) return false;
    }
    if (!segment_tells(image, marker, size)) {
        text_add_byte(&image->clean, (char)MARK);
        text_add_byte(&image->clean, (char)marker);
        text_add(&image->clean, (Str){image->bytes.data + image->at, size});
    }
    image->at += size;
    return true;
}

// The packed pixels: to the next marker that is none of theirs.
static void copy_scan(Image *image)
{
    size_t from = image->at;
    while (left(image) >= 2) {
        int next = (unsigned char)image->bytes.data[image->at + 1];
        bool mark = (unsigned char)image->bytes.data[image->at] == MARK;
        if (mark && next != 0 && next != MARK && !(next >= RST0 && next <= RST7)) break;
        image->at++;
    }
    text_add(&image->clean, (Str){image->bytes.data + from, image->at - from});
}

static bool check_jpeg(Image *image)
{
    bool scanned = false;
    image->at = 2;
    text_add(&image->clean, (Str){image->bytes.data, 2});
    for (;;) {
        while (left(image) >= 2 && (unsigned char)image->bytes.data[image->at] == MARK &&
               (unsigned char)image->bytes.data[image->at + 1] == MARK)
            image->at++; // fill bytes
        if (left(image) < 2 || (unsigned char)image->bytes.data[image->at] != MARK) return damaged(image->error);
        int marker = (unsigned char)image->bytes.data[image->at + 1];
        image->at += 2;
        if (marker == EOI) break;
        if (marker == 0 || marker == SOI || (marker >= RST0 && marker <= RST7)) return damaged(image->error);
        if (marker == TEM) continue;
        if (!read_segment(image, marker)) return false;
        if (marker == SOS) {
            scanned = true;
            copy_scan(image);
        }
    }
    text_add(&image->clean, STR("\xFF\xD9"));
    return scanned || damaged(image->error);
}

// ---- GIF ----

enum { GIF_HEAD = 13, GIF_EXTENSION = 0x21, GIF_IMAGE = 0x2C, GIF_END = 0x3B, GIF_COMMENT = 0xFE };

static size_t palette(unsigned char flags)
{
    return flags & 0x80 ? (size_t)3 << ((flags & 7) + 1) : 0;
}

static bool skip(Image *image, size_t size)
{
    if (left(image) < size) return damaged(image->error);
    image->at += size;
    return true;
}

static bool skip_blocks(Image *image)
{
    for (;;) {
        if (left(image) < 1) return damaged(image->error);
        size_t size = (unsigned char)image->bytes.data[image->at];
        if (!skip(image, size + 1)) return false;
        if (!size) return true;
    }
}

static bool read_gif_block(Image *image, int kind, int *frames)
{
    size_t from = image->at - 1;
    bool comment = false;
    if (kind == GIF_EXTENSION) {
        if (left(image) < 1) return damaged(image->error);
        comment = (unsigned char)image->bytes.data[image->at] == GIF_COMMENT;
        if (!skip(image, 1)) return false;
    } else {
        if (left(image) < 10) return damaged(image->error);
        if (++*frames > GIF_FRAMES_MAX) return too_large(image->error);
        if (!skip(image, 9 + palette((unsigned char)image->bytes.data[image->at + 8])) || !skip(image, 1)) return false;
    }
    if (!skip_blocks(image)) return false;
    if (!comment) text_add(&image->clean, (Str){image->bytes.data + from, image->at - from});
    return true;
}

static uint32_t little16(Str bytes, size_t at)
{
    return (uint32_t)(unsigned char)bytes.data[at] | (uint32_t)(unsigned char)bytes.data[at + 1] << 8;
}

static bool check_gif(Image *image)
{
    int frames = 0;
    if (left(image) < GIF_HEAD) return damaged(image->error);
    if (!side_fits(image, little16(image->bytes, 6), little16(image->bytes, 8)) ||
        !skip(image, GIF_HEAD + palette((unsigned char)image->bytes.data[10])))
        return false;
    text_add(&image->clean, (Str){image->bytes.data, image->at});
    for (;;) {
        if (left(image) < 1) return damaged(image->error);
        int kind = (unsigned char)image->bytes.data[image->at++];
        if (kind == GIF_END) break;
        if (kind != GIF_EXTENSION && kind != GIF_IMAGE) return damaged(image->error);
        if (!read_gif_block(image, kind, &frames)) return false;
    }
    text_add_byte(&image->clean, (char)GIF_END);
    return frames || damaged(image->error);
}

bool image_check(Str bytes, Arena *arena, Str *clean, Error *error)
{
    Image image = {.bytes = bytes, .clean = text_in(arena), .error = error};
    const char *type = image_type(bytes);
    assert(type);
    bool fine = strcmp(type, "image/png") == 0    ? check_png(&image)
                : strcmp(type, "image/jpeg") == 0 ? check_jpeg(&image)
                                                  : check_gif(&image);
    *clean = text_str(&image.clean);
    return fine;
}

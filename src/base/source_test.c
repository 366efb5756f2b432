#include "base/source.h"
#include "base/test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { NO_LIMIT = 0, THREADS = 2 };

static Source opened_path(Str path)
{
    Source source = {0};
    Error error = {0};
    if (!source_open(path, NO_LIMIT, THREADS, &source, &error)) fail_msg("%s", error.message[LOCALE_EN]);
    for (size_t i = 0; i < SOURCE_PAD; i++) CHECK(source.text.data[source.text.size + i] == '\0');
    return source;
}

static Source opened(Str content)
{
    return opened_path(test_file_write("source", content));
}

// The message, with the file's folder cut off.
static Str refusal_of(Str path, size_t limit)
{
    Source source = {0};
    Error error = {0};
    CHECK(!source_open(path, limit, THREADS, &source, &error));
    CHECK(source.mapping == NULL && error.kind == ERROR_INPUT);
    CHECK(!str_equal(str_of(error.message[LOCALE_EN]), str_of(error.message[LOCALE_FR])));
    CHECK(!str_contains(str_of(error.message[LOCALE_FR]), STR(" ;"))); // a no-break space belongs there
    CHECK(str_starts_with(str_of(error.message[LOCALE_FR]), path.data[0] == '-' ? STR("stdin\u00A0:") : path));
    Str message = str_copy(test_arena(), str_of(error.message[LOCALE_EN]));
    for (const char *slash; (slash = memchr(message.data, '/', message.size)) != NULL;)
        message = (Str){slash + 1, message.size - (size_t)(slash + 1 - message.data)};
    return message;
}

static Str refusal(Str content)
{
    return refusal_of(test_file_write("source", content), NO_LIMIT);
}

#define CHECK_REFUSED(content, part)                                                                                   \
    do {                                                                                                               \
        Str message = refusal(content);                                                                                \
        if (!str_contains(message, STR(part))) CHECK_TEXT(message, part);                                              \
    } while (0)

static Str gzip(Str text)
{
    z_stream stream = {0};
    char *packed = arena_array(test_arena(), char, text.size + 1000);
    CHECK_INT(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY), Z_OK);
    stream.next_in = (z_const Bytef *)(uintptr_t)text.data;
    stream.avail_in = (uInt)text.size;
    stream.next_out = (Bytef *)packed;
    stream.avail_out = (uInt)text.size + 1000;
    CHECK_INT(deflate(&stream, Z_FINISH), Z_STREAM_END);
    CHECK_INT(deflateEnd(&stream), Z_OK);
    return (Str){packed, stream.total_out};
}

// Is `address` in a mapping of the file?
static bool mapped_from(const char *address, Str path)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    char line[1024];
    bool found = false;
    while (!found && fgets(line, sizeof line, maps)) {
        uintptr_t start = strtoul(line, NULL, 16), end = strtoul(strchr(line, '-') + 1, NULL, 16);
        found = start <= (uintptr_t)address && (uintptr_t)address < end && strstr(line, path.data);
    }
    fclose(maps);
    return found;
}

TEST(source_maps_a_plain_file_and_never_copies_it)
{
    Str path = test_file_write("plain.csv", STR("customer,date\nzoé,2024-01-31\n"));
    Source source = opened_path(path);
    CHECK_TEXT(source.text, "customer,date\nzoé,2024-01-31\n");
    CHECK_TEXT(source.name, path.data);
    CHECK_INT(source.charset, CHARSET_UTF8);
    CHECK_INT(source.packing, PACKING_NONE);
    CHECK_INT(source.file_bytes, 30);
    CHECK(mapped_from(source.text.data, path));
    source_close(&source);
    CHECK(!mapped_from(source.text.data, path));
}

TEST(source_leaves_blank_text_to_the_layer_above)
{
    Source source = opened(STR("\xEF\xBB\xBF"));
    CHECK_INT(source.text.size, 0);
    CHECK_INT(source.charset, CHARSET_UTF8_MARK);
    source_close(&source);
    source = opened(STR(" \n"));
    CHECK_TEXT(source.text, " \n");
    source_close(&source);
}

TEST(source_decodes_what_is_not_utf8_and_says_so)
{
    static const struct {
        Str content;
        const char *text;
        Charset charset;
    } cases[] = {
        {STR("\xEF\xBB\xBFzo\xC3\xA9,1\n"), "zoé,1\n", CHARSET_UTF8_MARK},
        {STR("zo\xE9,1\n"), "zoé,1\n", CHARSET_WINDOWS_1252},
        {STR("\xEF\xBB\xBFzo\xE9,1\n"), "zoé,1\n", CHARSET_WINDOWS_1252}, // a mark put before an old export
        {STR("\xFF\xFEz\0\xE9\0\n\0"), "zé\n", CHARSET_UTF16_LE},
        {STR("\xFE\xFF\0z\0\xE9\0\n"), "zé\n", CHARSET_UTF16_BE},
        {STR("z\0\xE9\0\n\0"), "zé\n", CHARSET_UTF16_LE},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Source source = opened(cases[i].content);
        CHECK_TEXT(source.text, cases[i].text);
        CHECK_INT(source.charset, cases[i].charset);
        source_close(&source);
        source = opened(gzip(cases[i].content));
        CHECK_TEXT(source.text, cases[i].text);
        CHECK_INT(source.charset, cases[i].charset);
        CHECK_INT(source.packing, PACKING_GZIP);
        source_close(&source);
    }
}

TEST(source_says_what_is_wrong_with_the_place)
{
    CHECK_TEXT(refusal_of(STR("/nowhere/orders.csv"), NO_LIMIT),
               "orders.csv: there is no such file; check its name and folder");
    CHECK(str_contains(refusal_of(STR("/etc/passwd/orders.csv"), NO_LIMIT), STR("no such file")));
    CHECK(str_contains(refusal_of(STR("/etc"), NO_LIMIT), STR("this is a folder")));
    CHECK_REFUSED(STR(""), "source: the file is empty");
    CHECK_REFUSED(gzip(STR("")), "source: the file is empty");
}

TEST(source_takes_a_path_of_any_length_without_harm)
{
    char *path = arena_array(test_arena(), char, 5000);
    memset(path, 'x', 5000);
    for (size_t size = 4000; size < 5000; size += 95) { // PATH_MAX is 4096
        Source source;
        Error error;
        CHECK(!source_open((Str){path, size}, NO_LIMIT, THREADS, &source, &error));
        CHECK_INT(error.kind, ERROR_INPUT);
    }
}

TEST(source_says_when_reading_is_not_permitted)
{
    Str path = test_file_write("secret", STR("x"));
    bool root = geteuid() == 0;
    CHECK_INT(chmod(path.data, 0), 0);
    if (root) CHECK_INT(seteuid(65534), 0);
    Str message = refusal_of(path, NO_LIMIT);
    if (root) CHECK_INT(seteuid(0), 0);
    CHECK_INT(chmod(path.data, 0600), 0);
    // The folder of test files is the owner's alone, so that another user is not permitted to look into it either.
    CHECK(str_contains(message, STR("you are not permitted to read this file")));
}

TEST(source_refuses_files_that_are_no_text_each_in_its_words)
{
    CHECK_REFUSED(STR("PK\x03\x04....xl/workbook.xml"), "Excel workbook; open it in Excel and save it as CSV");
    CHECK_REFUSED(STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "Excel workbook");
    CHECK_REFUSED(STR("PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.spreadsheet"), "OpenDocument");
    CHECK_REFUSED(STR("PK\x03\x04orders.csv"), "ZIP archive");
    CHECK_REFUSED(STR("PK\x05\x06"), "ZIP archive");
    CHECK_REFUSED(STR("%PDF-1.7"), "PDF");
    CHECK_REFUSED(STR("\x89PNG\r\n\x1A\n"), "image");
    CHECK_REFUSED(STR("\xFF\xD8\xFF\xE0"), "image");
    CHECK_REFUSED(STR("GIF89a"), "image");
    CHECK_REFUSED(STR("BZh91AY&SY"), "packed in a way that is not read");
    CHECK_REFUSED(STR("\xFD\x37zXZ\0"), "packed in a way that is not read");
    CHECK_REFUSED(STR("\xFF\xFE\0\0x\0\0\0"), "UTF-32");
    CHECK_REFUSED(gzip(STR("PK\x03\x04xl/workbook.xml")), "Excel workbook");
    CHECK_REFUSED(gzip(gzip(STR("x"))), "packed twice");
    Source source = opened(STR("PK,BZh,date\n")); // names of columns prove nothing
    CHECK_INT(source.text.size, 12);
    source_close(&source);
}

TEST(source_names_the_line_of_what_is_no_text)
{
    CHECK_REFUSED(STR("a\nb\nc\0d"), "source: line 3 holds a NUL byte, so this is a binary file");
    CHECK_REFUSED(STR("name\n\xE9\0"), "line 2 holds a NUL byte"); // not UTF-8 before it
    CHECK_REFUSED(STR("\xFF\xFE"
                      "a\0\n\0b\0\0\0"),
                  "line 2 holds a NUL byte");
    CHECK_REFUSED(STR("\xFF\xFE"
                      "a\0\n\0b"),
                  "ends within a character, in line 2");
    CHECK_REFUSED(STR("\xFF\xFE\x00\xD8"
                      "a\0"),
                  "line 1 holds half a character of UTF-16");
}

TEST(source_says_how_a_packed_file_is_broken)
{
    Str packed = gzip(STR("customer,date\n"));
    char *copy = arena_array(test_arena(), char, packed.size + 3);
    memcpy(copy, packed.data, packed.size);
    CHECK_REFUSED(((Str){copy, packed.size - 5}), "source: the packed file is cut short after 29 bytes");
    CHECK_REFUSED(((Str){copy, packed.size + 3}), "something foreign follows the packed text at byte 34");
    copy[packed.size - 6] ^= 1;
    CHECK_REFUSED(((Str){copy, packed.size}), "the packed file is damaged near byte");
}

TEST(source_refuses_text_beyond_the_limit_packed_or_not)
{
    Str text = STR("1234567890123456789012345678901234567890123456789012345678901234567890");
    Str plain = test_file_write("plain", text), packed = test_file_write("packed", gzip(text));
    CHECK_TEXT(refusal_of(plain, 69),
               "plain: the text is larger than 69 bytes, the most that is read here; split the file");
    CHECK(str_contains(refusal_of(packed, 69), STR("packed: the text is larger than 69 bytes")));
    Source source;
    Error error;
    CHECK(source_open(plain, 70, THREADS, &source, &error));
    source_close(&source);
    CHECK(source_open(packed, 70, THREADS, &source, &error));
    source_close(&source);
}

TEST(source_reads_what_the_system_makes_up)
{
    static const Str paths[] = {STR("/proc/self/stat"), STR("/sys/kernel/mm/transparent_hugepage/enabled")};
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        if (access(paths[i].data, R_OK) != 0) continue;
        Source source = opened_path(paths[i]);
        CHECK(source.text.size > 0);
        source_close(&source);
    }
}

TEST(source_reads_pipes_to_their_end)
{
    int ends[2];
    CHECK_INT(pipe(ends), 0);
    Str content = gzip(STR("through a pipe"));
    CHECK_INT(write(ends[1], content.data, content.size), content.size);
    close(ends[1]);
    Source source = opened_path(str_of(str_format(test_arena(), "/dev/fd/%d%c", ends[0], 0).data));
    close(ends[0]);
    CHECK_TEXT(source.text, "through a pipe");
    source_close(&source);
}

static Source opened_as_standard_input(int file)
{
    int kept = dup(STDIN_FILENO);
    dup2(file, STDIN_FILENO);
    Source source = opened_path(STR("-"));
    dup2(kept, STDIN_FILENO);
    close(kept);
    return source;
}

TEST(source_reads_standard_input_from_where_it_stands)
{
    Str path = test_file_write("input", STR("first\nsecond\n"));
    int file = open(path.data, O_RDONLY);
    Source source = opened_as_standard_input(file);
    CHECK_TEXT(source.text, "first\nsecond\n");
    CHECK_TEXT(source.name, "stdin");
    CHECK(mapped_from(source.text.data, path));
    source_close(&source);
    lseek(file, 6, SEEK_SET);
    source = opened_as_standard_input(file);
    CHECK_TEXT(source.text, "second\n");
    source_close(&source);
    close(file);
}

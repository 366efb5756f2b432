#include "base/zip.h"

#include <string.h>

#include "base/secret.h"
#include "base/test.h"

static bool keep(void *context, Str bytes, Error *error)
{
    Text *text = context;
    (void)error;
    text_add(text, bytes);
    return true;
}

static Str zipped(size_t entries, Str content)
{
    Error error;
    Text text = text_in(test_arena());
    Zip *zip = zip_open((ZipSink){keep, &text}, (CivilDate){2026, 11, 22});
    for (size_t i = 0; i < entries; i++) {
        CHECK(zip_begin(zip, str_format(test_arena(), "é%zu.txt", i), &error));
        CHECK(zip_add(zip, content, &error));
        CHECK(zip_add(zip, STR("."), &error));
    }
    CHECK(zip_finish(zip, &error));
    zip_close(zip);
    return text_str(&text);
}

TEST(an_archive_is_the_same_bytes_for_the_same_content)
{
    CHECK(str_equal(zipped(3, STR("hello")), zipped(3, STR("hello"))));
    CHECK(!str_equal(zipped(3, STR("hello")), zipped(3, STR("hallo"))));
}

// The first entry by hand: what APPNOTE 4.3.7 and 4.3.9 say where.
TEST(an_archive_begins_and_ends_as_readers_expect)
{
    Str bytes = zipped(1, STR(""));
    CHECK(memcmp(bytes.data, "PK\x03\x04\x14\x00\x08\x08\x08\x00\x00\x00\x76\x5D", 14) == 0);
    CHECK(memcmp(bytes.data + bytes.size - 22, "PK\x05\x06", 4) == 0);
    Str none = zipped(0, STR(""));
    CHECK_INT(none.size, 22);
}

static bool refuse(void *context, Str bytes, Error *error)
{
    (void)context, (void)bytes;
    return error_set(error, ERROR_FAILED, PHRASE("full", "plein"), NULL, 0);
}

TEST(a_sink_that_refuses_ends_the_archive)
{
    Error error;
    Zip *zip = zip_open((ZipSink){refuse, NULL}, (CivilDate){2026, 1, 1});
    CHECK(!zip_begin(zip, STR("a"), &error));
    zip_close(zip);
}

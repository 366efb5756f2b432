// What files may be, and that what is put in the box comes back or is said to be damaged.
#include <string.h>

#include "base/test.h"
#include "crm/file_box.h"
#include "crm/file_type.h"
#include "crm/multipart.h"

static Str type_text(Str bytes)
{
    const char *type = NULL;
    Str content;
    Error error;
    if (file_type_read(bytes, test_arena(), &type, &content, &error)) return str_of(type);
    return str_of(error.code);
}

TEST(a_file_is_what_its_content_says)
{
    CHECK_TEXT(type_text(STR("hello")), "text/plain");
    CHECK_TEXT(type_text(STR("a;b\n1;2\n")), "text/csv");
    CHECK_TEXT(type_text(STR("a;b\n1,2\n")), "text/plain");
    CHECK_TEXT(type_text(STR("%PDF-1.4")), "application/pdf");
    CHECK_TEXT(type_text(STR("")), "required");
    CHECK_TEXT(type_text(STR("\t<HTML>")), "file_type_not_allowed");
    CHECK_TEXT(type_text(STR("1 < 2")), "text/plain");
    CHECK_TEXT(type_text(STR("nul \0 in it")), "file_type_not_allowed");
    CHECK_TEXT(type_text(STR("latin \xE9")), "file_type_not_allowed");
    CHECK_TEXT(type_text(STR("\xFF\xD8\xFF")), "bad_image");
    CHECK_TEXT(type_text(STR("GIF89a")), "bad_image");
    CHECK_TEXT(type_text(STR("\x89PNG\r\n\x1A\n")), "bad_image");
    CHECK_TEXT(type_text(STR("PK\x03\x04")), "bad_archive");
}

// Every beginning of a file that is fine, and every byte of it changed, is read to an end.
static Str cut_and_changed(Str whole)
{
    size_t refused = 0;
    for (size_t i = 0; i < whole.size; i++) {
        Str copy = str_copy(test_arena(), whole);
        const char *type = NULL;
        Str content;
        Error error;
        refused += !file_type_read((Str){copy.data, i}, test_arena(), &type, &content, &error);
        ((char *)(uintptr_t)copy.data)[i] ^= 0x55;
        if (!file_type_read(copy, test_arena(), &type, &content, &error)) refused++;
    }
    return str_format(test_arena(), "%s", refused >= whole.size ? "refused" : "taken");
}

#define GIF_PICTURE "GIF89a\1\0\1\0\x80\0\0......\x2C\0\0\0\0\1\0\1\0\0\2\2\x44\1\0\x3B"

TEST(a_picture_cut_anywhere_is_refused)
{
    CHECK_TEXT(type_text(STR(GIF_PICTURE)), "image/gif");
    CHECK_TEXT(cut_and_changed(STR(GIF_PICTURE)), "refused");
    CHECK_TEXT(type_text(STR("GIF89a\0\0\1\0\0\0\0\x3B")), "bad_image"); // no width
    CHECK_TEXT(type_text(STR("GIF89a\1\0\1\0\0\0\0\x3B")), "bad_image"); // no frame
}

static Str upload_text(const char *type, Str body)
{
    Upload upload;
    Error error;
    if (!multipart_read(str_of(type), body, test_arena(), &upload, &error)) return str_of(error.code);
    return str_format(test_arena(), "%.*s=%.*s", STR_ARGS(upload.name), STR_ARGS(upload.bytes));
}

#define PART(disposition, content) "--X\r\nContent-Disposition: form-data; " disposition "\r\n\r\n" content "\r\n"
static const char form[] = "multipart/form-data; boundary=\"X\"";

TEST(a_form_gives_its_first_file)
{
    CHECK_TEXT(upload_text(form, STR(PART("name=a", "1") PART("filename=\"b\"", "2") PART("filename=c", "3") "--X--")),
               "b=2");
    CHECK_TEXT(upload_text(form, STR(PART("filename=\"a \\\" b\"", "--X\r\n \r\n--Y") "--X--")),
               "a \" b=--X\r\n \r\n--Y");
    CHECK_TEXT(upload_text(form, STR(PART("name=a", "1") "--X--")), "required");
    CHECK_TEXT(upload_text(form, STR(PART("filename=a", "1"))), "bad_multipart");
    CHECK_TEXT(upload_text(form, STR("--X\r\n\r\nno headers\r\n--X--")), "required");
    CHECK_TEXT(upload_text(form, STR("preamble\r\n--X--")), "bad_multipart");
    CHECK_TEXT(upload_text(form, STR(PART("filename=a; filename*=UTF-8''b", "1") "--X--")), "b=1");
    CHECK_TEXT(upload_text(form, STR(PART("filename*=latin1''b", "1") "--X--")), "bad_multipart");
    CHECK_TEXT(upload_text(form, STR(PART("filename*=UTF-8''%4", "1") "--X--")), "bad_multipart");
    CHECK_TEXT(upload_text(form, STR("")), "bad_multipart");
    CHECK_TEXT(upload_text("multipart/form-data", STR("--X--")), "bad_multipart");
    CHECK_TEXT(upload_text("multipart/form-data; boundary=X; boundary=Y", STR("--X--")), "bad_multipart");
}

TEST(what_is_put_in_the_box_comes_back_under_its_key_alone)
{
    unsigned char key[SECRET_KEY_BYTES], other[SECRET_KEY_BYTES];
    secret_random(key, sizeof key);
    secret_random(other, sizeof other);
    Str file = test_file_write("beside", STR("x")), folder = {file.data, file.size - sizeof "/beside" + 1}, name, back;
    static const size_t sizes[] = {0, 1, 65535, 65536, 65537, 200000};
    Error error;
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        char *bytes = arena_array(test_arena(), char, sizes[i] + 1);
        memset(bytes, 'a' + (int)i, sizes[i]);
        Str content = {bytes, sizes[i]};
        CHECK(box_put(folder, key, content, test_arena(), &name, &error));
        CHECK(box_get(folder, key, name, test_arena(), &back, &error));
        CHECK(str_equal(back, content));
        CHECK(!box_get(folder, other, name, test_arena(), &back, &error));
        CHECK_TEXT(str_of(error.code), "corrupt");
    }
    CHECK(box_remove(folder, name, &error));
    CHECK(box_remove(folder, name, &error)); // twice is fine
    CHECK(!box_get(folder, key, name, test_arena(), &back, &error));
    CHECK_TEXT(str_of(error.code), "not_found");
    CHECK(!box_get(folder, key, STR("../beside"), test_arena(), &back, &error));
    CHECK_TEXT(str_of(error.code), "not_found");
}

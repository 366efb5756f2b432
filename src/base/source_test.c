#include "base/source.h"
#include "base/test.h"

TEST(source_reads_a_plain_file_as_it_is)
{
    Str path = test_file_write("plain.csv", STR("customer,date\nana,2024-01-31\n"));
    Source source;
    Error error;
    CHECK(source_open(path, 0, 2, &source, &error));
    CHECK_TEXT(source.text, "customer,date\nana,2024-01-31\n");
    CHECK_INT(source.charset, CHARSET_UTF8);
    source_close(&source);
}

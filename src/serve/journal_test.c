#include "serve/journal.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/test.h"

// A new log file; its path.
static Str open_log(JournalLevel least)
{
    char *path = memcpy(arena_alloc(test_arena(), 1, 64), "/tmp/fidele-log-XXXXXX", 23);
    int file = mkstemp(path);
    CHECK(file >= 0);
    close(file);
    Error error;
    CHECK(journal_open(str_of(path), least, &error));
    return str_of(path);
}

static Str content(Str path)
{
    Bytes bytes = {0};
    Error error;
    CHECK(file_load(path, 1 << 24, &bytes, &error));
    Str text = str_copy(test_arena(), bytes_str(&bytes));
    bytes_release(&bytes);
    return text;
}

static size_t line_count(Str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++) count += text.data[i] == '\n';
    return count;
}

TEST(an_event_is_one_line_whatever_its_values_hold)
{
    Str path = open_log(JOURNAL_INFO);
    journal_text(JOURNAL_INFO, "request", "path", STR("/a\r\n{\"event\":\"forged\"}\x1B[2J\xFF\xC2"));
    journal_text(JOURNAL_DEBUG, "unheard", "path", STR(""));
    journal_close();
    Str text = content(path);
    CHECK_INT(line_count(text), 1);
    for (size_t i = 0; i + 1 < text.size; i++) CHECK((unsigned char)text.data[i] >= 0x20);
    JsonValue line, value;
    Error error;
    CHECK(json_parse((Str){text.data, text.size - 1}, &line, &error));
    CHECK(json_member(line, STR("event"), &value));
    CHECK_TEXT(json_get_string(value, test_arena()), "request");
}

TEST(a_log_that_was_moved_away_is_opened_again)
{
    Str path = open_log(JOURNAL_INFO), moved = str_format(test_arena(), "%.*s.1", STR_ARGS(path));
    Error error;
    journal_text(JOURNAL_INFO, "one", "n", STR("1"));
    journal_flush();
    CHECK(rename(path.data, str_c(test_arena(), moved)) == 0);
    journal_text(JOURNAL_INFO, "two", "n", STR("2"));
    CHECK(journal_reopen(&error));
    journal_text(JOURNAL_INFO, "three", "n", STR("3"));
    journal_close();
    CHECK_INT(line_count(content(moved)), 2);
    CHECK_INT(line_count(content(path)), 1);
    struct stat made;
    CHECK(stat(path.data, &made) == 0 && (made.st_mode & 07777) == 0600);
}

TEST(a_log_that_cannot_be_written_goes_to_standard_error)
{
    Error error;
    CHECK(!journal_open(STR("/no/such/folder/log"), JOURNAL_ERROR, &error));
    CHECK(str_contains(str_of(error.message[LOCALE_EN]), STR("logging to standard error")));
    journal_close();
}

static void *write_many(void *unused)
{
    for (int i = 0; i < 2000; i++) journal_text(JOURNAL_INFO, "line", "n", STR("abc"));
    return unused;
}

TEST(lines_of_many_threads_stay_whole)
{
    Str path = open_log(JOURNAL_INFO);
    pthread_t threads[4];
    for (size_t i = 0; i < COUNT_OF(threads); i++) CHECK(pthread_create(&threads[i], NULL, write_many, NULL) == 0);
    for (size_t i = 0; i < COUNT_OF(threads); i++) pthread_join(threads[i], NULL);
    journal_close();
    Str rest = content(path), part;
    size_t lines = 0;
    while (str_cut(&rest, '\n', &part) && part.size) {
        JsonValue line;
        Error error;
        CHECK(json_parse(part, &line, &error));
        lines++;
    }
    CHECK_INT(lines, 8000);
}

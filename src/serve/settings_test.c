#include "serve/settings.h"

#include <sys/stat.h>

#include "base/test.h"
#include "serve/settings_file.h"

static const Command command = {
    .name = "serve", .options = serve_options, .common = COMMON_DATA | COMMON_DATABASE | COMMON_ACTIVITY};

// "fine", or the refusal in English.
static Str parse(const char *text, Options *options)
{
    Error error;
    const Option *const *listed = command_options(&command, test_arena());
    if (settings_file_parse(STR("x.conf"), str_of(text), listed, test_arena(), options, &error)) return STR("fine");
    CHECK_TEXT(str_of(error.code), "config");
    return str_copy(test_arena(), str_of(error.message[LOCALE_EN]));
}

TEST(the_file_holds_options_as_lines)
{
    Options options;
    CHECK_TEXT(parse("# listening\n\n  port = 9000  \nlog-level=warn\r\nno-sandbox = true\ninsecure-dev = false\n"
                     "host = a.example.com, b.example.com",
                     &options),
               "fine");
    CHECK_INT(option_count(&options, "port", 0), 9000);
    CHECK_INT(option_choice(&options, "log-level", 0), 2);
    CHECK(option_given(&options, "no-sandbox") && !option_given(&options, "insecure-dev"));
    CHECK_TEXT(option_text(&options, "host", STR("")), "a.example.com, b.example.com");
    CHECK_TEXT(parse("", &options), "fine");
}

TEST(what_the_file_says_wrong_is_refused_with_its_line)
{
    Options options;
    CHECK_TEXT(parse("port = 1\n  log-level\n", &options), "x.conf, line 2, column 12: expected = and a value");
    CHECK_TEXT(parse("port =\n", &options), "x.conf, line 1, column 7: expected = and a value");
    CHECK_TEXT(parse("prot = 80", &options), "x.conf, line 1: “prot” is not known; did you mean “port”?");
    CHECK_TEXT(parse("config = other.conf", &options), "x.conf, line 1: “config” is not known; did you mean “config”?");
    CHECK_TEXT(parse("\n\nworkers = 99", &options),
               "x.conf, line 3: --workers “99”: expected a whole number from 1 to 64");
    CHECK_TEXT(parse("no-sandbox = yes", &options), "x.conf, line 1: no-sandbox must be true or false");
    CHECK_TEXT(parse("port = 1\nport = 2", &options), "x.conf, line 2: --port is given twice");
    CHECK_TEXT(parse("address = \xC3", &options), "x.conf: expected at most 1000 lines of UTF-8 text without NUL");
}

static bool read_words(const char *const *words, size_t count, ServeSettings *settings, Error *error)
{
    Options options;
    const Option *const *listed = command_options(&command, test_arena());
    CHECK(options_parse(listed, false, words, count, test_arena(), &options, error));
    return settings_read(&options, test_arena(), settings, error);
}

TEST(the_command_line_goes_before_the_file_before_the_default)
{
    Str path = test_file_write("serve.conf", STR("port = 9000\nworkers = 7\nhost = a,b , c\n"));
    const char *words[] = {"--config", path.data, "--port", "0"};
    ServeSettings settings;
    Error error;
    CHECK(read_words(words, COUNT_OF(words), &settings, &error));
    CHECK_INT(settings.port, 0);
    CHECK_INT(settings.workers, 7);
    CHECK_TEXT(settings.address, "127.0.0.1");
    CHECK_INT(settings.host_count, 3);
    CHECK_TEXT(settings.hosts[1], "b");
    CHECK(settings.sandbox);
}

TEST(a_password_in_a_file_that_others_may_read_is_refused)
{
    const char *urls[] = {"database = postgresql://ana:SECRET@db/fidele", "database = host=db password=SECRET"};
    for (size_t i = 0; i < COUNT_OF(urls); i++) {
        Str path = test_file_write("secret.conf", str_of(urls[i]));
        const char *words[] = {"--config", path.data};
        ServeSettings settings;
        Error error;
        chmod(path.data, 0644);
        CHECK(!read_words(words, 2, &settings, &error));
        CHECK(str_contains(str_of(error.message[LOCALE_EN]), STR("mode 0644 lets others read the password")));
        CHECK(!str_contains(str_of(error.message[LOCALE_EN]), STR("SECRET")));
        chmod(path.data, 0600);
        CHECK(read_words(words, 2, &settings, &error));
    }
    Str path = test_file_write("open.conf", STR("database = postgresql://ana@db:5432/fidele"));
    const char *words[] = {"--config", path.data};
    ServeSettings settings;
    Error error;
    chmod(path.data, 0644);
    CHECK(read_words(words, 2, &settings, &error));
}

TEST(plain_http_beyond_this_machine_is_refused)
{
    const char *words[] = {"--base-url", "http://x.example.com", "--address", "0.0.0.0", "--insecure-dev"};
    ServeSettings settings;
    Error error;
    CHECK(read_words(words, 2, &settings, &error)); // on the loopback
    CHECK(!read_words(words, 4, &settings, &error));
    CHECK_TEXT(str_of(error.code), "config");
    CHECK(read_words(words, 5, &settings, &error));
    words[1] = "x.example.com";
    CHECK(!read_words(words, 2, &settings, &error));
}

#include "cli/options.h"
#include "base/test.h"

static const Option table[] = {
    {"output", NULL, "PATH", OPTION_TEXT, 0, 0, PHRASE("where to write", "où écrire")},
    {"quiet", NULL, NULL, OPTION_FLAG, 0, 0, PHRASE("say nothing", "ne rien dire")},
    {"threads", "workers", "N", OPTION_COUNT, 1, 64, PHRASE("threads", "fils")},
    {"margin", NULL, "SHARE", OPTION_NUMBER, 0, 1, PHRASE("margin", "marge")},
    {"change", NULL, "NUMBER", OPTION_NUMBER, 0, 0, PHRASE("any number", "un nombre")},
    {"format", NULL, "text|json|csv", OPTION_CHOICE, 0, 0, PHRASE("form", "forme")},
    {"as-of", NULL, "DATE", OPTION_DAY, 0, 0, PHRASE("last day", "dernier jour")},
};
static const Option *const listed[] = {&table[0], &table[1], &table[2], &table[3],
                                       &table[4], &table[5], &table[6], NULL};

enum { WORDS_MAX = 16 };

static bool parse(const char *line, bool unlisted, Options *options, Error *error)
{
    const char *words[WORDS_MAX];
    size_t count = 0;
    Str rest = str_of(line), word;
    while (*line && str_cut(&rest, ' ', &word)) words[count++] = str_c(test_arena(), word);
    return options_parse(listed, unlisted, words, count, test_arena(), options, error);
}

static Options parsed(const char *line)
{
    Options options;
    Error error;
    CHECK(parse(line, false, &options, &error));
    return options;
}

static Str refused_in(Locale locale, const char *line)
{
    Options options;
    Error error;
    CHECK(!parse(line, false, &options, &error));
    CHECK_INT(error.kind, ERROR_USAGE);
    return str_copy(test_arena(), str_of(error.message[locale]));
}

static Str refused(const char *line)
{
    return refused_in(LOCALE_EN, line);
}

TEST(options_are_read_joined_or_apart)
{
    Options apart = parsed("a.csv --output r.html --threads 2 --quiet b.csv"),
            joined = parsed("--output=r=1.html --margin=0.4");
    CHECK_TEXT(option_text(&apart, "output", STR("")), "r.html");
    CHECK_INT(option_count(&apart, "threads", 0), 2);
    CHECK(option_given(&apart, "quiet"));
    CHECK_INT(apart.arguments, 2);
    CHECK_TEXT(apart.argument[1], "b.csv");
    CHECK_TEXT(option_text(&joined, "output", STR("")), "r=1.html");
    CHECK_NEAR(option_number(&joined, "margin", 0), 0.4, 0);
}

TEST(options_that_are_not_given_have_their_default)
{
    Options options = parsed("");
    CHECK_TEXT(option_text(&options, "output", STR("-")), "-");
    CHECK_INT(option_count(&options, "threads", 7), 7);
    CHECK_NEAR(option_number(&options, "margin", -1), -1, 0);
    CHECK_INT(option_choice(&options, "format", 2), 2);
    CHECK_INT(option_day(&options, "as-of", DAY_MAX), DAY_MAX);
    CHECK(!option_given(&options, "quiet"));
}

TEST(options_have_a_second_name)
{
    Options options = parsed("--workers 3");
    CHECK_INT(option_count(&options, "threads", 0), 3);
    CHECK_TEXT(refused("--workers 3 --threads 3"), "--threads is given twice");
}

TEST(options_end_at_two_hyphens_and_one_hyphen_is_an_argument)
{
    Options options = parsed("- -- --quiet -x --");
    CHECK_INT(options.arguments, 4);
    CHECK_TEXT(options.argument[0], "-");
    CHECK_TEXT(options.argument[1], "--quiet");
    CHECK_TEXT(options.argument[3], "--");
    CHECK(!option_given(&options, "quiet"));
}

TEST(options_take_a_value_that_begins_with_one_hyphen)
{
    Options options = parsed("--output - --change -5.5");
    CHECK_TEXT(option_text(&options, "output", STR("")), "-");
    CHECK_NEAR(option_number(&options, "change", 0), -5.5, 0);
}

TEST(options_that_are_unknown_name_the_nearest)
{
    CHECK_TEXT(refused("--fromat json"), "unknown option --fromat; did you mean --format?");
    CHECK_TEXT(refused("--worker 3"), "unknown option --worker; did you mean --workers?");
    CHECK_TEXT(refused("--revenue"), "unknown option --revenue");
    CHECK_TEXT(refused_in(LOCALE_FR, "--fromat json"),
               "option inconnue --fromat\u00A0; vouliez-vous dire --format\u00A0?");
    CHECK_TEXT(refused("-o x"), "“-o”: options are written with two hyphens, such as --output");
}

TEST(options_refuse_what_is_missing_doubled_or_too_much)
{
    CHECK_TEXT(refused("--output"), "--output needs a value: --output PATH");
    CHECK_TEXT(refused("--output --quiet"), "--output needs a value: --output PATH");
    CHECK_TEXT(refused("--quiet --quiet"), "--quiet is given twice");
    CHECK_TEXT(refused("--quiet=yes"), "--quiet takes no value, but “yes” was given");
    CHECK_TEXT(refused("--output="), "--output: its value is empty");
}

TEST(options_refuse_values_out_of_range)
{
    CHECK_TEXT(refused("--threads 0"), "--threads “0”: expected a whole number from 1 to 64");
    CHECK_TEXT(refused("--threads 65"), "--threads “65”: expected a whole number from 1 to 64");
    CHECK_TEXT(refused("--threads two"), "--threads “two”: expected a whole number from 1 to 64");
    CHECK_TEXT(refused("--margin 1.01"), "--margin “1.01”: expected a number from 0 to 1, written like 0.5");
    CHECK_TEXT(refused("--change 1,5"), "--change “1,5”: expected a number, written like 12.5");
    CHECK_TEXT(refused("--format xml"), "--format “xml”: expected one of text, json, csv");
    CHECK_TEXT(refused("--format tex"), "--format “tex”: expected one of text, json, csv");
    CHECK_TEXT(refused("--as-of 2026-02-30"), "--as-of “2026-02-30”: expected a date written like 2026-07-01");
    Options least = parsed("--threads 1 --margin 0");
    CHECK_INT(option_count(&least, "threads", 9), 1);
    CHECK_NEAR(option_number(&least, "margin", 9), 0, 0);
    Options options = parsed("--threads 64 --margin 1 --format csv --as-of 1970-01-02");
    CHECK_INT(option_choice(&options, "format", 0), 2);
    CHECK_INT(option_day(&options, "as-of", 0), 1);
}

TEST(options_that_are_not_listed_are_handed_over_when_the_command_asks_for_them)
{
    Options options;
    Error error;
    CHECK(parse("crr --S 1000 --N=-1 --format json", true, &options, &error));
    CHECK_INT(options.givens, 3);
    CHECK(options.given[0].option == NULL);
    CHECK_TEXT(options.given[0].name, "S");
    CHECK_TEXT(options.given[0].value, "1000");
    CHECK_TEXT(options.given[1].value, "-1");
    CHECK_TEXT(options.given[2].name, "format");
    CHECK(!parse("--S", true, &options, &error));
    CHECK_TEXT(str_of(error.message[LOCALE_EN]), "--S needs a value: --S VALUE");
    CHECK(!parse("--S 1 --S 1", true, &options, &error));
}

TEST(option_refuse_names_the_option_and_its_value)
{
    Options options = parsed("--output x");
    Error error;
    CHECK(!option_refuse(&options, "output", PHRASE("--{0} {1}: no", "--{0} {1} : non"), &error));
    CHECK_TEXT(str_of(error.message[LOCALE_EN]), "--output “x”: no");
}

TEST(options_help_lines_up_its_texts)
{
    static const Option long_one = {"a-very-long-name",    NULL, "one|two|three", OPTION_CHOICE, 0, 0,
                                    PHRASE("help", "aide")};
    static const Option just_fits = {"a-name-that-just-fit", NULL, "N", OPTION_COUNT, 0, 0, PHRASE("fits", "tient")};
    static const Option does_not = {"a-name-that-does-not-", NULL, "N", OPTION_COUNT, 0, 0, PHRASE("not", "non")};
    const Option *const few[] = {&table[0], &table[2], &long_one, &just_fits, &does_not, NULL};
    Text out = text_in(test_arena());
    options_help(few, LOCALE_EN, 36, &out);
    CHECK_TEXT(text_str(&out), "  --output PATH             where to\n"
                               "                            write\n"
                               "  --threads, --workers N    threads\n"
                               "  --a-very-long-name one|two|three\n"
                               "                            help\n"
                               "  --a-name-that-just-fit N  fits\n"
                               "  --a-name-that-does-not- N\n"
                               "                            not\n");
}

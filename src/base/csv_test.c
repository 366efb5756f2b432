#include "base/csv.h"
#include "base/test.h"

#include <stdlib.h>
#include <string.h>

static const CsvFormat comma = {',', true, '\n'};

static void add_fields(Text *out, const CsvField *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        text_add_byte(out, '[');
        text_add(out, csv_value(fields[i], out->arena));
        text_add_byte(out, ']');
    }
    text_add_byte(out, '\n');
}

// All records, each field in [ ]; a status other than RECORD and END ends it.
static Str records_of(CsvFormat format, Str text)
{
    static const char *const names[] = {"", "", "unclosed", "after quote", "too long", "too many"};
    Text out = text_in(test_arena());
    CsvRecord *record = arena_new(test_arena(), CsvRecord);
    size_t offset = 0;
    for (;;) {
        CsvStatus status = csv_next(format, text, &offset, record);
        if (status != CSV_RECORD) {
            text_add(&out, str_of(names[status]));
            return text_str(&out);
        }
        add_fields(&out, record->fields, record->count);
    }
}

TEST(csv_fields_are_cut_at_delimiters_and_line_ends)
{
    CHECK_TEXT(records_of(comma, STR("a,b,c\n1,,3\r\n\n,\nlast,one")), "[a][b][c]\n[1][][3]\n\n[][]\n[last][one]\n");
    CHECK_TEXT(records_of((CsvFormat){';', true, '\r'}, STR("a;b\r1,5;2\r")), "[a][b]\n[1,5][2]\n");
    CHECK_TEXT(records_of(comma, STR("")), "");
    CHECK_TEXT(records_of(comma, STR("\r\n")), "\n");
}

TEST(csv_quotes_keep_delimiters_line_ends_and_doubled_quotes)
{
    CHECK_TEXT(records_of(comma, STR("\"a,b\",\"say \"\"hi\"\"\",\"\"\n\"x\ny\",2\r\n")),
               "[a,b][say \"hi\"][]\n[x\ny][2]\n");
    CHECK_TEXT(records_of(comma, STR("\"a\" ,\"b\"\t\n\"c\"\r\n")), "[a][b]\n[c]\n");
}

TEST(csv_a_quote_within_a_field_is_a_plain_character)
{
    CHECK_TEXT(records_of(comma, STR("15\" screen,a\"b\"\n1,2\n")), "[15\" screen][a\"b\"]\n[1][2]\n");
    CHECK_TEXT(records_of((CsvFormat){',', false, '\n'}, STR("\"a,b\n")), "[\"a][b]\n");
}

TEST(csv_broken_quotes_are_told_apart)
{
    CHECK_TEXT(records_of(comma, STR("a,b\n\"a\"b,2\n")), "[a][b]\nafter quote");
    CHECK_TEXT(records_of(comma, STR("a,b\n1,\"two\n3,4\n")), "[a][b]\nunclosed");
    CHECK_TEXT(records_of(comma, STR("\"")), "unclosed");
    CHECK_TEXT(records_of(comma, STR("\"\"\"")), "unclosed");
}

TEST(csv_white_space_separates_by_runs_and_ignores_leading_and_trailing_blanks)
{
    CsvFormat white = {CSV_WHITE_SPACE, true, '\n'};
    CHECK_TEXT(records_of(white, STR(" 00004 0001  19970101\t2   29.33\r\n\n   \n\"a b\" c  \n")),
               "[00004][0001][19970101][2][29.33]\n\n\n[a b][c]\n");
}

static Str repeated(char byte, size_t count)
{
    char *data = arena_array(test_arena(), char, count);
    memset(data, byte, count);
    return (Str){data, count};
}

TEST(csv_lines_and_columns_have_a_limit)
{
    Arena *arena = test_arena();
    CHECK_TEXT(records_of(comma, repeated('a', CSV_LINE_BYTES_MAX + 1)), "too long");
    CHECK_TEXT(records_of(comma, str_format(arena, "\"%.*s", STR_ARGS(repeated('\n', CSV_LINE_BYTES_MAX)))),
               "unclosed");
    CHECK_TEXT(records_of(comma, repeated(',', CSV_FIELDS_MAX)), "too many");
    CHECK(records_of(comma, repeated(',', CSV_FIELDS_MAX - 1)).size == 2 * CSV_FIELDS_MAX + 1);
}

static Str guess_of(const char *text)
{
    CsvFormat format = csv_guess(str_of(text));
    char delimiter = format.delimiter == CSV_WHITE_SPACE ? 'w' : format.delimiter == '\t' ? 't' : format.delimiter;
    return str_format(test_arena(), "%c%c", delimiter, format.line_end == '\r' ? 'r' : 'n');
}

TEST(csv_the_delimiter_is_the_one_that_gives_constant_columns)
{
    CHECK_TEXT(guess_of("customer,date,amount\nann,2026-01-01,3\nbo,2026-01-02,4\n"), ",n");
    CHECK_TEXT(guess_of("client;date;montant\nann;01/02/2026;3,50\nbo;02/02/2026;4,00\n"), ";n");
    CHECK_TEXT(guess_of("a\tb\tc\r\n1,5\t2\t3\r\n1,5\t2\t3\r\n"), "tn");
    CHECK_TEXT(guess_of("a|b\r1|2\r3|4\r"), "|r");
    CHECK_TEXT(guess_of(" 00004 0001 19970101  2   29.33\n 00004 0001 19970118  2   29.73\n"), "wn");
    CHECK_TEXT(guess_of("00004 19970101 2 29,33\n00004 19970118 2 29,73\n"), "wn");
    CHECK_TEXT(guess_of("name,date\nAnn Lee,2026-01-01 10:00\nBo,2026-01-02 11:00\n"), ",n");
    CHECK_TEXT(guess_of("name;note\n\"Lee; Ann\";\"a\nb;c\"\nBo;x\n"), ";n");
    CHECK_TEXT(guess_of("one\ntwo\n"), ",n");
    CHECK_TEXT(guess_of(""), ",n");
}

// ---- csv_pick reads what csv_next reads ----

static Str picks_of(CsvFormat format, Str text, const uint8_t *slots, size_t columns)
{
    static const char *const names[] = {"", "", "unclosed", "after quote\n", "too long", "too many\n"};
    Text out = text_in(test_arena());
    CsvPicker picker = csv_picker(format, text, 0, slots, columns);
    CsvPicked picked;
    for (;;) {
        CsvStatus status = csv_pick(&picker, &picked);
        text_add(&out, str_of(names[status]));
        if (status == CSV_RECORD) add_fields(&out, picked.fields, picked.columns < columns ? picked.columns : columns);
        if (status != CSV_RECORD && status != CSV_TEXT_AFTER_QUOTE) return text_str(&out);
    }
}

static Str random_text(Arena *arena, unsigned *seed, CsvFormat format)
{
    const char pieces[] = {'a', 'b', '"', '"', format.delimiter ? format.delimiter : ' ', format.line_end, '\r', ' '};
    size_t size = (size_t)rand_r(seed) % 200;
    char *data = arena_array(arena, char, size);
    for (size_t i = 0; i < size; i++) data[i] = pieces[(size_t)rand_r(seed) % sizeof pieces];
    return (Str){data, size};
}

TEST(csv_pick_reads_the_same_records_as_csv_next)
{
    static const CsvFormat formats[] = {
        {',', true, '\n'}, {';', false, '\n'}, {'\t', true, '\r'}, {CSV_WHITE_SPACE, true, '\n'}};
    uint8_t slots[CSV_PICKS_MAX];
    for (uint8_t i = 0; i < CSV_PICKS_MAX; i++) slots[i] = i;
    unsigned seed = 1;
    for (int round = 0; round < 20000; round++) {
        CsvFormat format = formats[round % (int)COUNT_OF(formats)];
        Str text = random_text(test_arena(), &seed, format);
        Str plain = records_of(format, text), picked = picks_of(format, text, slots, CSV_PICKS_MAX);
        size_t agreed = plain.size; // csv_next stops at the first broken record, csv_pick goes on
        if (str_contains(plain, STR("after quote"))) agreed -= strlen("after quote");
        if (!str_equal((Str){plain.data, agreed}, (Str){picked.data, picked.size < agreed ? picked.size : agreed}))
            test_check_text(picked, plain, __FILE__, __LINE__);
    }
}

TEST(csv_pick_keeps_the_columns_asked_for_and_empties_missing_ones)
{
    const uint8_t slots[] = {CSV_NO_SLOT, 1, CSV_NO_SLOT, 0};
    CsvPicker picker = csv_picker(comma, STR("a,b,c,d\n1,2\n\nx,\"y\nz\",,w,more\np,q,r,s,,\n"), 0, slots, 4);
    CsvPicked picked;
    CHECK(csv_pick(&picker, &picked) == CSV_RECORD);
    CHECK_TEXT(picked.fields[0].raw, "d");
    CHECK_TEXT(picked.fields[1].raw, "b");
    CHECK_TEXT(picked.record, "a,b,c,d");
    CHECK(csv_pick(&picker, &picked) == CSV_RECORD);
    CHECK_TEXT(picked.fields[0].raw, "");
    CHECK_TEXT(picked.fields[1].raw, "2");
    CHECK_INT(picked.columns, 2);
    CHECK(csv_pick(&picker, &picked) == CSV_RECORD);
    CHECK_INT(picked.columns, 0);
    CHECK(csv_pick(&picker, &picked) == CSV_RECORD);
    CHECK_TEXT(picked.fields[1].raw, "y\nz");
    CHECK_INT(picked.breaks, 1);
    CHECK(picked.surplus);
    CHECK(csv_pick(&picker, &picked) == CSV_RECORD);
    CHECK_INT(picked.columns, 6);
    CHECK(!picked.surplus);
    CHECK(csv_pick(&picker, &picked) == CSV_END);
}

TEST(csv_pick_stops_at_the_limit_of_a_line)
{
    Arena *arena = test_arena();
    const uint8_t slots[] = {0};
    CsvPicked picked;
    CsvPicker picker = csv_picker(comma, repeated('a', CSV_LINE_BYTES_MAX + 1), 0, slots, 1);
    CHECK(csv_pick(&picker, &picked) == CSV_LINE_TOO_LONG);
    picker = csv_picker(comma, repeated(',', CSV_LINE_BYTES_MAX + 1), 0, slots, 1);
    CHECK(csv_pick(&picker, &picked) == CSV_LINE_TOO_LONG);
    Str quote = str_format(arena, "1,\"\n\",\"%.*s", STR_ARGS(repeated('\n', CSV_LINE_BYTES_MAX)));
    picker = csv_picker(comma, quote, 0, slots, 1);
    CHECK(csv_pick(&picker, &picked) == CSV_UNCLOSED_QUOTE);
    CHECK_INT(picked.breaks, 1);
    CHECK_INT(picker.offset, 0);
}

// ---- writing ----

static Str written(const char *first, const char *second)
{
    Text text = text_in(test_arena());
    csv_add(&text, str_of(first));
    csv_add(&text, str_of(second));
    csv_end_record(&text);
    return text_str(&text);
}

TEST(csv_written_fields_are_quoted_when_needed)
{
    CHECK_TEXT(written("plain", "two words"), "plain,two words\n");
    CHECK_TEXT(written("a,b", "say \"hi\""), "\"a,b\",\"say \"\"hi\"\"\"\n");
    CHECK_TEXT(written("a\nb", "c\rd"), "\"a\nb\",\"c\rd\"\n");
    CHECK_TEXT(written("", ""), "\"\",\n");
    CHECK_TEXT(written(" a", "b "), "\" a\",\"b \"\n");
}

TEST(csv_written_text_is_inert_in_a_spreadsheet)
{
    CHECK_TEXT(written("=1+1", "@SUM"), "\"'=1+1\",\"'@SUM\"\n");
    CHECK_TEXT(written("+1", "-1"), "\"'+1\",\"'-1\"\n");
    CHECK_TEXT(written("\tx", "\rx"), "\"'\tx\",\"'\rx\"\n");
    Text text = text_in(test_arena());
    csv_add_number(&text, STR("-5"));
    csv_add_number(&text, STR("1.50"));
    CHECK_TEXT(text_str(&text), "-5,1.50");
}

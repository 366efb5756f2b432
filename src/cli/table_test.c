#include "cli/table.h"
#include "base/test.h"

static const TableColumn columns[] = {{STR("Channel"), false}, {STR("Customers"), true}, {STR("Note"), false}};

static Str printed(const Table *table, size_t width)
{
    Text out = text_in(test_arena());
    table_print(table, width, &out);
    return text_str(&out);
}

TEST(table_aligns_by_what_is_seen_and_leaves_no_space_at_the_end)
{
    Table *table = table_new(test_arena(), columns, COUNT_OF(columns));
    table_row(table, (Str[]){STR("Café"), STR("12"), STR("a")});
    table_row(table, (Str[]){STR("日本"), STR("1,234,567"), STR("")});
    table_row(table, (Str[]){STR("E\xCC\x81te\xCC\x81"), STR(""), STR("é")});
    CHECK_TEXT(printed(table, 100), "Channel  Customers  Note\n"
                                    "───────  ─────────  ────\n"
                                    "Café            12  a\n"
                                    "日本     1,234,567\n"
                                    "E\xCC\x81te\xCC\x81"
                                    "                 é\n");
}

TEST(table_that_is_too_wide_cuts_its_widest_text)
{
    Table *table = table_new(test_arena(), columns, COUNT_OF(columns));
    table_row(table, (Str[]){STR("a very long channel name"), STR("12"), STR("short")});
    CHECK_TEXT(printed(table, 30), "Channel       Customers  Note\n"
                                   "────────────  ─────────  ─────\n"
                                   "a very long…         12  short\n");
    CHECK_TEXT(printed(table, 5), "Channel   Customers  Note\n"
                                  "────────  ─────────  ─────\n"
                                  "a very …         12  short\n");
}

TEST(table_cuts_the_widest_text_first_and_equal_ones_in_turn)
{
    static const TableColumn texts[] = {{STR("a"), false}, {STR("b"), false}, {STR("n"), true}};
    Table *table = table_new(test_arena(), texts, COUNT_OF(texts));
    table_row(table, (Str[]){STR("123456789012"), STR("1234567890"), STR("12345678901234567890")});
    CHECK_TEXT(printed(table, 44), "a           b                              n\n"
                                   "──────────  ──────────  ────────────────────\n"
                                   "123456789…  1234567890  12345678901234567890\n");
    CHECK_TEXT(printed(table, 43), "a          b                              n\n"
                                   "─────────  ──────────  ────────────────────\n"
                                   "12345678…  1234567890  12345678901234567890\n");
}

TEST(table_never_cuts_numbers)
{
    static const TableColumn numbers[] = {{STR("n"), true}, {STR("m"), true}};
    Table *table = table_new(test_arena(), numbers, COUNT_OF(numbers));
    table_row(table, (Str[]){STR("1234567890"), STR("1234567890")});
    CHECK_TEXT(printed(table, 10), "         n           m\n"
                                   "──────────  ──────────\n"
                                   "1234567890  1234567890\n");
}

TEST(table_without_rows_shows_its_titles)
{
    CHECK_TEXT(printed(table_new(test_arena(), columns, 2), 80), "Channel  Customers\n───────  ─────────\n");
}

TEST(table_keeps_its_rows_as_it_grows)
{
    static const TableColumn two[] = {{STR("n"), true}, {STR("m"), true}};
    Table *table = table_new(test_arena(), two, COUNT_OF(two));
    for (int i = 0; i < 100; i++)
        table_row(table, (Str[]){str_format(test_arena(), "%d", i), str_format(test_arena(), "%d", -i)});
    Str text = printed(table, 80);
    CHECK(str_starts_with(text, STR(" n    m\n──  ───\n 0    0\n 1   -1\n")));
    CHECK(str_contains(text, STR("\n15  -15\n16  -16\n")));
    CHECK(str_contains(text, STR("\n98  -98\n99  -99\n")));
}

TEST(table_cells_cannot_steer_the_terminal)
{
    static const TableColumn one[] = {{STR("Customer"), false}};
    Table *table = table_new(test_arena(), one, 1);
    table_row(table, (Str[]){STR("a\x1B[2Jb\nc")});
    CHECK_TEXT(printed(table, 80), "Customer\n────────\na\uFFFD[2Jb\uFFFDc\n");
}

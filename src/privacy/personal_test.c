// Every table that names a customer is listed by its module, with a way to erase it or a reason why it stays.
#include "identity/personal.h"

#include <string.h>

#include "module.h"
#include "store/store_test.h"

static bool names_customer(Str column)
{
    static const Str names[] = {STR("customer"), STR("customer_id"), STR("winner"), STR("loser"), STR("subject")};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (str_equal(column, names[i])) return true;
    return false;
}

static const PersonalTable *listed(Str table)
{
    for (const Module *const *module = modules; *module; module++)
        for (const PersonalTable *row = (*module)->personal; row && row->table; row++)
            if (str_equal(table, str_of(row->table))) return row;
    return NULL;
}

// The tables of all migrations with a column of a customer, out of their text.
static size_t unlisted(const char *text, Text *wrong)
{
    size_t seen = 0;
    Str rest = str_of(text), line, table = {0};
    while (str_cut(&rest, '\n', &line)) {
        Str word, trimmed = str_trim(line);
        if (str_starts_with(trimmed, STR("create table "))) {
            table = (Str){trimmed.data + 13, trimmed.size - 13};
            (void)str_cut(&table, ' ', &word);
            table = word;
            continue;
        }
        if (!str_cut(&trimmed, ' ', &word) || !names_customer(word) || !table.size) continue;
        seen++;
        if (!listed(table)) text_addf(wrong, "%.*s ", STR_ARGS(table));
    }
    return seen;
}

TEST(every_table_that_names_a_customer_is_listed_by_its_module)
{
    Text wrong = text_in(test_arena());
    size_t seen = 0;
    for (const Migration *migration = migrations_all; migration->number; migration++)
        seen += unlisted(migration->text, &wrong);
    CHECK(seen > 10);
    CHECK_TEXT(text_str(&wrong), "");
}

TEST(every_table_of_personal_data_is_erased_or_says_why_not)
{
    Text wrong = text_in(test_arena());
    for (const Module *const *module = modules; *module; module++)
        for (const PersonalTable *row = (*module)->personal; row && row->table; row++)
            if ((!row->erase || !row->read) && (!row->why || !*row->why)) text_addf(&wrong, "%s ", row->table);
    CHECK_TEXT(text_str(&wrong), "");
}

#include "import/reading.h"
#include "base/test.h"

#include <string.h>

#include "import/draft.h"

static ReadingOptions options_of(ImportKind kind)
{
    ReadingOptions options = {.kind = kind, .now = INT64_C(1800000000000)};
    Error error;
    CHECK(zone_open(STR("Europe/Paris"), test_arena(), &options.zone, &error));
    CHECK(currency_find(STR("EUR"), &options.currency));
    return options;
}

static Bytes bytes_of(const char *text)
{
    Bytes bytes = {0};
    bytes_make_room(&bytes, strlen(text));
    memcpy(bytes.data, text, strlen(text));
    bytes.size = strlen(text);
    return bytes;
}

// The words of all columns, or the code of the error.
static Str columns_text(ImportKind kind, const char *content)
{
    ReadingOptions options = options_of(kind);
    Bytes bytes = bytes_of(content);
    Reading reading;
    Error error = {0};
    Text text = text_in(test_arena());
    if (!reading_open(&bytes, STR("file"), &options, test_arena(), &reading, &error)) return str_of(error.code);
    for (size_t i = 0; i < reading.table.columns; i++) {
        Str word = column_plan_word(&options, &reading.column[i], test_arena());
        text_addf(&text, "%s%.*s", i ? " " : "", STR_ARGS(word));
    }
    reading_close(&reading);
    return text_str(&text);
}

TEST(columns_are_known_by_their_names_in_both_languages)
{
    CHECK_TEXT(
        columns_text(IMPORT_CUSTOMERS, "N° client;Courriel;Prénom;Date de naissance;Taille\n1;a@x.fr;A;1990-01-31;M\n"),
        "user_id email first_name birthday traits.Taille");
    CHECK_TEXT(columns_text(IMPORT_CUSTOMERS, "Courriel;Nom;Prénom\na@x.fr;Été;Ana\n"), "email last_name first_name");
    CHECK_TEXT(columns_text(IMPORT_CUSTOMERS, "Courriel;Nom\na@x.fr;Ana Été\n"), "email name");
    CHECK_TEXT(
        columns_text(
            IMPORT_ORDERS,
            "Name,Email,Created at,Total,Lineitem name,Lineitem quantity,Notes\n#1,a@x.fr,2026-01-05,3,Cup,1,\n"),
        "order_id email at total product quantity properties.Notes");
    CHECK_TEXT(columns_text(IMPORT_TICKETS, "id,requester email,created at,closed at\n1,a@x.fr,2026-01-05,\n"),
               "ticket_id email opened_at solved_at");
}

TEST(two_columns_for_the_same_do_not_share_a_name)
{
    CHECK_TEXT(columns_text(IMPORT_CUSTOMERS, "E-mail,email,a.b,a_b,first_name,Prénom\na@x.fr,b@x.fr,1,2,A,B\n"),
               "email traits.email_2 traits.a_b traits.a_b_2 first_name traits.Prénom");
}

TEST(dates_that_only_one_order_explains_decide_for_the_others)
{
    CHECK_TEXT(columns_text(IMPORT_EVENTS, "email,event,date\na@x.fr,E,01/02/2026\nb@x.fr,E,31/01/2026\n"),
               "email event at");
    CHECK_TEXT(columns_text(IMPORT_EVENTS, "email,event,date\na@x.fr,E,01/02/2026\n"), "ambiguous_date");
    CHECK_TEXT(columns_text(IMPORT_EVENTS, "email,event,date\na@x.fr,E,13/02/2026\nb@x.fr,E,02/13/2026\n"),
               "ambiguous_date");
}

// Each unit: "rows event total", or "- code" for each row that is left out.
static Str drafts_text(ImportKind kind, const char *content)
{
    static const unsigned char key[16] = {7};
    ReadingOptions options = options_of(kind);
    Bytes bytes = bytes_of(content);
    Reading reading;
    Units units;
    Error error = {0};
    Text text = text_in(test_arena());
    Drafting drafting = {.key = key, .source = 1, .at = options.now};
    if (!reading_open(&bytes, STR("file"), &options, test_arena(), &reading, &error)) return str_of(error.code);
    units_find(&reading, key, &units);
    drafting_open(&drafting, &reading, &units, test_arena());
    for (size_t unit = 0; unit < units.count; unit++) {
        Draft draft;
        draft_make(&drafting, unit, test_arena(), &draft);
        for (size_t i = 0; draft.usable && i < draft.records; i++)
            text_addf(&text, "%zu %.*s %lld @%lld\n", unit_rows(&units, unit), STR_ARGS(draft.record[i].name),
                      (long long)draft.record[i].amount_minor, (long long)(draft.record[i].at / 1000));
        for (size_t i = 0; i < draft.rejects; i++) text_addf(&text, "- %s\n", draft.reject[i].fault.code);
    }
    drafting_close(&drafting);
    units_close(&units);
    reading_close(&reading);
    return text_str(&text);
}

TEST(lines_of_an_order_are_put_together_wherever_they_stand)
{
    CHECK_TEXT(drafts_text(IMPORT_ORDERS,
                           "order id,email,date,price,quantity\n"
                           "1,a@x.fr,2026-07-05,1.25,1\n2,b@x.fr,2026-07-05,3,x\n1,a@x.fr,2026-07-05,2,2\n"),
               "2 Order Completed 525 @1783202400\n" // midnight in Paris, in summer
               "- bad_quantity\n");
}

TEST(a_total_that_all_lines_repeat_is_the_orders)
{
    CHECK_TEXT(drafts_text(IMPORT_ORDERS,
                           "order id,email,date,total,product\n"
                           "1,a@x.fr,2026-01-05,30,A\n1,a@x.fr,2026-01-05,30,B\n2,a@x.fr,2026-01-05,5,C\n"),
               "2 Order Completed 3000 @1767567600\n1 Order Completed 500 @1767567600\n");
    CHECK_TEXT(drafts_text(IMPORT_ORDERS, "order id,email,date,total,product\n"
                                          "1,a@x.fr,2026-01-05,30,A\n1,a@x.fr,2026-01-05,12,B\n"),
               "2 Order Completed 4200 @1767567600\n");
}

TEST(a_negative_line_is_a_discount_on_its_day_and_a_refund_later)
{
    CHECK_TEXT(
        drafts_text(IMPORT_ORDERS, "order id,email,date,price\n"
                                   "1,a@x.fr,2026-01-05,30\n1,a@x.fr,2026-01-05,-5\n1,a@x.fr,2026-01-09,-10\n"
                                   "C2,a@x.fr,2026-01-09,-7\n"),
        "3 Order Completed 2500 @1767567600\n3 Order Refunded 1000 @1767913200\n1 Order Refunded 700 @1767913200\n");
}

TEST(times_in_the_hour_that_is_skipped_are_those_after_it)
{
    CHECK_TEXT(drafts_text(IMPORT_EVENTS, "email,event,date\na@x.fr,E,2026-03-29 02:30\na@x.fr,E,2026-03-29 03:30\n"),
               "1 E 0 @1774747800\n1 E 0 @1774747800\n");
}

TEST(a_row_said_twice_is_two_events_and_the_same_two_again)
{
    static const unsigned char key[16] = {7};
    ReadingOptions options = options_of(IMPORT_EVENTS);
    DraftKey seen[2][2];
    for (int round = 0; round < 2; round++) {
        Bytes bytes = bytes_of("email,event,date\na@x.fr,E,2026-01-05\na@x.fr,E,2026-01-05\n");
        Reading reading;
        Units units;
        Error error;
        Drafting drafting = {.key = key, .source = 1, .at = options.now};
        CHECK(reading_open(&bytes, STR("file"), &options, test_arena(), &reading, &error));
        units_find(&reading, key, &units);
        drafting_open(&drafting, &reading, &units, test_arena());
        for (size_t unit = 0; unit < 2; unit++) {
            Draft draft;
            draft_make(&drafting, unit, test_arena(), &draft);
            seen[round][unit] = draft.key;
        }
        drafting_close(&drafting);
        units_close(&units);
        reading_close(&reading);
    }
    CHECK(memcmp(&seen[0][0], &seen[0][1], sizeof(DraftKey)) != 0);
    CHECK(memcmp(seen[0], seen[1], sizeof seen[0]) == 0);
}

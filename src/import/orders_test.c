#include "import/orders_test.h"

#include <stdlib.h>
#include <string.h>

// ---- what came of it, as text ----

OrderReadOptions orders_test_options(void)
{
    Error error = {0};
    const Zone *zone = NULL;
    CHECK(zone_open(STR("UTC"), test_arena(), &zone, &error));
    return (OrderReadOptions){.zone = zone,
                              .today = day_of_civil((CivilDate){2026, 7, 1}),
                              .as_of = DAY_MAX,
                              .rejects_max = SIZE_MAX,
                              .threads = 1};
}

static int line_compare(const void *a, const void *b)
{
    return str_compare(*(const Str *)a, *(const Str *)b);
}

static Str customer_said(const Columns *columns, Customer customer)
{
    Arena *arena = test_arena();
    Text line = text_in(arena);
    text_add(&line, columns->ids[customer]);
    CustomerRows rows = columns_find(columns, customer);
    const ColumnPiece *piece = rows.piece;
    for (uint32_t row = rows.from; row < rows.to; row++) {
        Second time = piece->second[row] % SECONDS_PER_DAY;
        text_add(&line, row == rows.from ? STR(" ") : STR(", "));
        text_add(&line, day_name(arena, second_day(piece->second[row])));
        if (time) text_addf(&line, " %02u:%02u:%02u", time / 3600, time / 60 % 60, time % 60);
        text_addf(&line, " %lld", (long long)row_amount(piece, row));
        if (piece->profit_minor) text_addf(&line, " profit %lld", (long long)piece->profit_minor[row]);
        for (uint32_t i = 0; i < columns->dimensions; i++) {
            const ActivityDimension *dimension = &columns->dimension[i];
            uint16_t code = row_code(piece, i, row);
            text_addf(&line, " %.*s", STR_ARGS(code == DIMENSION_OTHER ? STR("-") : dimension->texts[code]));
        }
    }
    text_add_byte(&line, '\n');
    return text_str(&line);
}

static Str reading_said(const OrderReading *reading, const Columns *columns)
{
    Arena *arena = test_arena();
    Text out = text_in(arena);
    Str *lines = arena_array(arena, Str, columns->customers);
    for (Customer customer = 0; customer < columns->customers; customer++)
        lines[customer] = customer_said(columns, customer);
    qsort(lines, columns->customers, sizeof *lines, line_compare);
    for (size_t i = 0; i < columns->customers; i++) text_add(&out, lines[i]);
    for (size_t i = 0; i < reading->rejects; i++) {
        const Reject *reject = &reading->reject[i];
        Str reason = reject_reason_name(reject->reason), value = error_value(arena, reject->value);
        if (reading->files > 1) text_addf(&out, "file %u ", reject->file + 1);
        text_addf(&out, "line %llu %.*s", (unsigned long long)reject->line, STR_ARGS(reason));
        if (reject->column.size) text_addf(&out, " %.*s %.*s", STR_ARGS(reject->column), STR_ARGS(value));
        text_add_byte(&out, '\n');
    }
    CHECK_INT(reading->rows, reading->accepted + reading->rejected);
    return text_str(&out);
}

Str orders_test_read_files(const Str *texts, size_t count, const OrderReadOptions *options)
{
    Arena *arena = test_arena();
    Str *paths = arena_array(arena, Str, count);
    for (size_t i = 0; i < count; i++) {
        Str name = str_format(arena, "orders-%zu.csv", i + 1);
        paths[i] = test_file_write(str_c(arena, name), texts[i]);
    }
    OrderReading reading;
    Columns columns;
    Error error = {0};
    if (!orders_read(paths, count, options, arena, &reading, &columns, &error)) {
        Str message = str_of(error.message[LOCALE_EN]),
            folder = {paths[0].data, paths[0].size - strlen("orders-1.csv")};
        Text out = text_in(arena);
        while (message.size) { // the folder's name differs from run to run
            const char *at = memmem(message.data, message.size, folder.data, folder.size);
            size_t size = at ? (size_t)(at - message.data) : message.size;
            text_add(&out, (Str){message.data, size});
            if (at) size += folder.size;
            message = (Str){message.data + size, message.size - size};
        }
        return text_str(&out);
    }
    Str said = str_copy(arena, reading_said(&reading, &columns));
    columns_close(&columns);
    orders_close(&reading);
    return said;
}

Str orders_test_read(Str text, const OrderReadOptions *options)
{
    return orders_test_read_files(&text, 1, options);
}

static Str read(const char *text)
{
    OrderReadOptions options = orders_test_options();
    return orders_test_read(str_of(text), &options);
}

// ---- rows that can be used ----

TEST(orders_of_a_plain_file_are_rows_of_their_customers)
{
    CHECK_TEXT(read("customer,date,amount\nbo,2026-01-06,4.50\nann,2026-01-05,3\nann,2026-01-04 10:30:00,-0.5\n"),
               "ann 2026-01-04 10:30:00 -50, 2026-01-05 300\n"
               "bo 2026-01-06 450\n");
}

TEST(orders_of_line_ends_of_any_kind_are_the_same)
{
    const char *expected = "ann 2026-01-05 300\nbo 2026-01-06 450\nline 3 bad_date date “soon”\n";
    CHECK_TEXT(read("customer,date,amount\nann,2026-01-05,3\nann,soon,3\n\nbo,2026-01-06,4.50\n"), expected);
    CHECK_TEXT(read("customer,date,amount\r\nann,2026-01-05,3\r\nann,soon,3\r\n\r\nbo,2026-01-06,4.50\r\n"), expected);
    CHECK_TEXT(read("customer,date,amount\rann,2026-01-05,3\rann,soon,3\r\rbo,2026-01-06,4.50"), expected);
    CHECK_TEXT(read("customer,date,amount\nann,2026-01-05,3\r\nann,soon,3\n,,\n \nbo,2026-01-06,4.50"), expected);
}

TEST(orders_with_quoted_fields_keep_physical_line_numbers)
{
    CHECK_TEXT(read("customer,note,date,amount\n\"Lee, \"\"Ann\"\"\",\"two\nlines\",2026-01-05,\"3.50\"\nbo,x,soon,1\n"
                    "\"c\",\"a\r\nb\n\",,1\ndee,\"x\"y,2026-01-05,1\n"),
               "Lee, \"Ann\" 2026-01-05 350\n"
               "line 4 bad_date date “soon”\n"
               "line 5 no_date date “”\n"
               "line 8 text_after_quote\n");
}

TEST(orders_price_times_quantity_is_rounded_once_a_row)
{
    CHECK_TEXT(
        read("customer,date,price,quantity\nann,2026-01-05,0.001,5\nann,2026-01-06,2.95,-12\nann,2026-01-07,1.005,3\n"
             "ann,2026-01-08,2,x\nann,2026-01-09,,1\n"),
        "ann 2026-01-05 1, 2026-01-06 -3540, 2026-01-07 302\n"
        "line 5 bad_quantity quantity “x”\n"
        "line 6 no_amount price “”\n");
    CHECK_TEXT(read("customer,date,price\nann,2026-01-05,2.50\n"), "ann 2026-01-05 250\n");
    CHECK_TEXT(read("client;date;prix;quantité\nann;2026-01-05;2,50;1.5\n"), "ann 2026-01-05 375\n");
}

TEST(orders_of_several_lines_are_one_order)
{
    CHECK_TEXT(read("order,customer,date,amount\n1,ann,2026-01-05,3\n1,ann,2026-01-05,4\n2,ann,2026-01-05,5\n"),
               "ann 2026-01-05 500, 2026-01-05 700\n");
    CHECK_TEXT(read("customer,date,amount,product\nann,2026-01-05,3,tea\nann,2026-01-05,4,pot\nann,2026-01-06,5,tea\n"),
               "ann 2026-01-05 700 pot, 2026-01-06 500 tea\n");
    CHECK_TEXT(read("customer,date,amount,product\nann,2026-01-05 10:00,3,tea\nann,2026-01-05 10:00,4,pot\n"
                    "ann,2026-01-05 11:00,5,tea\n"),
               "ann 2026-01-05 10:00:00 700 pot, 2026-01-05 11:00:00 500 tea\n");
    CHECK_TEXT(read("customer,date,amount\nann,2026-01-05,3\nann,2026-01-05,4\n"),
               "ann 2026-01-05 300, 2026-01-05 400\n");
    CHECK_TEXT(read("customer,date,amount\nann,2026-01-05 10:00,3\nann,2026-01-05 10:00,4\n"),
               "ann 2026-01-05 10:00:00 300, 2026-01-05 10:00:00 400\n");
}

TEST(orders_total_on_the_first_line_is_that_of_all_lines)
{
    CHECK_TEXT(read("Name,Email,Created at,Total,Lineitem quantity,Lineitem price\n"
                    "#1,a@x.fr,2026-01-05,12.00,1,10\n#1,a@x.fr,2026-01-05,,2,1\n#1,a@x.fr,,,2,1\n"
                    "#2,b@x.fr,soon,5.00,1,5\n#2,b@x.fr,2026-01-06,,1,5\n"
                    "#3,b@x.fr,2026-01-06,,1,5\n"),
               "a@x.fr 2026-01-05 1200\n"
               "line 5 bad_date Created at “soon”\n"
               "line 6 bad_date\n" // as its order
               "line 7 no_amount Total “”\n");
    // Sorted otherwise: the order is found wherever it stands.
    CHECK_TEXT(
        read("order,customer,date,amount\n1,ann,2026-01-05,\n2,bo,2026-01-05,5\n1,ann,2026-01-05,3\n2,bo,2026-01-05,\n"
             "3,bo,2026-01-05,\n"),
        "ann 2026-01-05 300\nbo 2026-01-05 500\nline 6 no_amount amount “”\n");
}

TEST(orders_of_cancelled_invoices_are_refunds)
{
    CHECK_TEXT(read("invoice,customer,date,quantity,price\n1,ann,2026-01-05,2,3.00\nC2,ann,2026-01-06,-2,3.00\n"
                    "C3,ann,2026-01-07,-1,0\nC4,ann,2026-01-08,-1,-3.00\nC5,ann,2026-01-09,1,3.00\n"),
               "ann 2026-01-05 600, 2026-01-06 -600, 2026-01-07 0, 2026-01-08 -300, 2026-01-09 300\n");
    CHECK_TEXT(read("invoice,customer,date,quantity,price\nCMD-1001,ann,2026-01-05,-1,-3.00\n"),
               "ann 2026-01-05 300\n");
}

TEST(orders_of_e_mail_customers_are_compared_without_case)
{
    CHECK_TEXT(read("email,date,amount\nAnn@X.fr,2026-01-05,3\nann@x.fr ,2026-01-06,4\n\"ANN@x.FR\",2026-01-07,5\n"),
               "ann@x.fr 2026-01-05 300, 2026-01-06 400, 2026-01-07 500\n");
    CHECK_TEXT(read("customer,date,amount\nA1,2026-01-05,3\na1,2026-01-06,4\n13085.0,2026-01-06,4\nAnn,2026-01-06,4\n"),
               "13085.0 2026-01-06 400\nA1 2026-01-05 300\nAnn 2026-01-06 400\na1 2026-01-06 400\n");
}

TEST(orders_time_may_stand_in_a_column_of_its_own)
{
    CHECK_TEXT(read("customer,date,time,amount\nann,2026-01-05,10:30,3\nann,2026-01-06,,3\nann,2026-01-07,noon,3\n"),
               "ann 2026-01-05 10:30:00 300, 2026-01-06 300\nline 4 bad_date time “noon”\n");
}

TEST(orders_at_an_instant_are_dated_by_the_clock_of_the_zone)
{
    OrderReadOptions options = orders_test_options();
    Error error = {0};
    CHECK(zone_open(STR("+02:00"), test_arena(), &options.zone, &error));
    CHECK_TEXT(
        orders_test_read(STR("customer,date,amount\nann,2026-01-05T23:30:00Z,3\nbo,2026-01-05 23:30:00,4\n"), &options),
        "ann 2026-01-06 01:30:00 300\nbo 2026-01-05 23:30:00 400\n");
    CHECK_TEXT(
        orders_test_read(STR("customer,Created (UTC),amount\nann,2026-01-05 23:30:00,3\nbo,2026-01-05,4\n"), &options),
        "ann 2026-01-06 01:30:00 300\nbo 2026-01-05 400\n");
}

TEST(orders_bring_profit_and_dimensions_when_columns_give_them)
{
    CHECK_TEXT(read("customer,date,amount,cost,country\nann,2026-01-05,3,1.20,FR\nann,2026-01-06,3,,\n"),
               "ann 2026-01-05 300 profit 180 FR, 2026-01-06 300 profit 0 -\n");
    CHECK_TEXT(read("customer,date,amount,margin,channel\nann,2026-01-05,3,1.20,\"say \"\"web\"\"\"\n"),
               "ann 2026-01-05 300 profit 120 say \"web\"\n");
}

// ---- rows that cannot ----

TEST(orders_rows_without_what_is_needed_are_rejected_with_line_and_reason)
{
    CHECK_TEXT(read("customer,date,amount\n,2026-01-05,3\nnan,2026-01-05,3\nann,,3\nann,2026-02-31,3\nann,2026-01-05,\n"
                    "ann,2026-01-05,1e3\nann,2026-01-05,99999999999999999999\nann,2026-01-05\nann,2026-01-05,3,4\n"
                    "ann,2026-01-05,3,\nann,1969-12-31,3\nann,1970-01-01,3\nann,2026-07-02,3\nann,2026-07-03,3\n"),
               "ann 2026-01-05 300, 2026-07-02 300\n"
               "line 2 no_customer customer “”\n"
               "line 3 no_customer customer “nan”\n"
               "line 4 no_date date “”\n"
               "line 5 bad_date date “2026-02-31”\n"
               "line 6 no_amount amount “”\n"
               "line 7 bad_amount amount “1e3”\n"
               "line 8 amount_overflow amount “99999999999999999999”\n"
               "line 9 column_count\n"
               "line 10 column_count\n"
               "line 12 date_before_1970 date “1969-12-31”\n"
               "line 13 date_before_1970 date “1970-01-01”\n"
               "line 15 date_in_future date “2026-07-03”\n");
}

TEST(orders_cancelled_by_their_status_are_rejected)
{
    CHECK_TEXT(read("order,customer,date,amount,status\n1,ann,2026-01-05,3,paid\n2,ann,2026-01-05,3,Cancelled\n"
                    "3,ann,2026-01-05,3,annulée\n"),
               "ann 2026-01-05 300\nline 3 cancelled status “Cancelled”\nline 4 cancelled status “annulée”\n");
}

TEST(orders_with_ids_beyond_64_kib_are_rejected)
{
    Arena *arena = test_arena();
    char *id = arena_array(arena, char, 70001);
    memset(id, 'x', 70000);
    Str text = str_format(
        arena, "customer,order,date,amount\n%s,1,2026-01-05,3\nann,%s,2026-01-05,3\nann,2,2026-01-05,3\n", id, id);
    OrderReadOptions options = orders_test_options();
    Str said = orders_test_read(text, &options);
    CHECK(str_starts_with(said, STR("ann 2026-01-05 300\nline 2 value_too_long customer")));
    CHECK(str_contains(said, STR("line 3 value_too_long order")));
}

static OrderReading counted(const char *text, OrderReadOptions options)
{
    OrderReading reading;
    Columns columns;
    Error error = {0};
    Str path = test_file_write("orders.csv", str_of(text));
    CHECK(orders_read(&path, 1, &options, test_arena(), &reading, &columns, &error));
    columns_close(&columns);
    OrderReading counts = reading;
    orders_close(&reading);
    return counts;
}

TEST(orders_are_counted_by_what_became_of_them)
{
    OrderReadOptions options = orders_test_options();
    options.rejects_max = 1;
    OrderReading reading =
        counted("order,customer,date,amount\n1,,2026-01-05,3\n2,ann,2026-01-05,4\n2,ann,2026-01-05,\n"
                "3,ann,2026-01-06,-1\n4,ann,2026-01-06,0\n5,,soon,-0.50\n6,ann,soon,1\n",
                options);
    CHECK_INT(reading.rows, 7);
    CHECK_INT(reading.accepted, 4);
    CHECK_INT(reading.order_lines, 1);
    CHECK_INT(reading.rejected, 3);
    CHECK_INT(reading.rejects, 1);
    CHECK_INT(reading.rejected_by[REJECT_NO_CUSTOMER], 2);
    CHECK_INT(reading.rejected_by[REJECT_BAD_DATE], 1);
    CHECK_INT(reading.no_customer_amount, 250);
    CHECK_INT(reading.refunds, 1);
    CHECK_INT(reading.refund_amount, -100);
    CHECK_INT(reading.zero_amounts, 1);
    CHECK_INT(reading.merge, MERGE_KEY);
}

TEST(orders_after_as_of_are_left_out)
{
    OrderReadOptions options = orders_test_options();
    options.as_of = day_of_civil((CivilDate){2026, 1, 5});
    CHECK_TEXT(
        orders_test_read(STR("customer,date,amount\nann,2026-01-05 23:59:59,3\nann,2026-01-06,4\nbo,2026-01-07,4\n"),
                         &options),
        "ann 2026-01-05 23:59:59 300\n");
}

// ---- formats are those of the whole column ----

// `count` rows of `row`, then `last`.
static Str many_rows(const char *header, const char *row, int count, const char *last)
{
    Text text = text_in(test_arena());
    text_add(&text, str_of(header));
    for (int i = 0; i < count; i++) text_add(&text, str_of(row));
    text_add(&text, str_of(last));
    return text_str(&text);
}

// The end of what was said, as long as `expected`.
static void check_end(Str said, const char *expected)
{
    size_t size = strlen(expected);
    CHECK(said.size >= size);
    CHECK_TEXT(((Str){said.data + said.size - size, size}), expected);
}

TEST(orders_dates_are_read_again_when_a_row_shows_the_other_order)
{
    OrderReadOptions options = orders_test_options();
    // 20,000 rows that tell nothing, beyond what samples see, and one that does.
    Str text = many_rows("customer,date,amount\n", "ann,03/04/2026,1\n", 20000, "bo,04/13/2026,2\n");
    check_end(orders_test_read(text, &options), "26-03-04 100\nbo 2026-04-13 200\n");
}

TEST(orders_dates_that_contradict_each_other_are_refused)
{
    CHECK_TEXT(
        read("customer,date,amount\nann,13/01/2026,1\nann,01/14/2026,2\n"),
        "orders-1.csv: column “date” contradicts itself: line 2 (“13/01/2026”) can only be read day first, line 3 "
        "(“01/14/2026”) only month first; say which it is with --date-order dmy or --date-order mdy, and the "
        "others are "
        "left out");
    OrderReadOptions options = orders_test_options();
    options.layout.date_order = DATE_ORDER_MDY;
    CHECK_TEXT(orders_test_read(STR("customer,date,amount\nann,13/01/2026,1\nann,01/14/2026,2\n"), &options),
               "ann 2026-01-14 200\nline 2 bad_date date “13/01/2026”\n");
    options.layout.date_order = DATE_ORDER_FIND;
    Str text = many_rows("customer,date,amount\n", "ann,13/01/2026,1\n", 1000, "bo,01/14/2026,2\n");
    check_end(orders_test_read(text, &options), "line 1002 bad_date date “01/14/2026”\n");
    text = many_rows("customer,date,amount\n", "ann,13/01/2026,1\n", 998, "bo,01/14/2026,2\n");
    CHECK(str_contains(orders_test_read(text, &options), STR("contradicts itself")));
}

TEST(orders_amounts_that_contradict_each_other_are_refused)
{
    CHECK_TEXT(read("customer;date;amount\nann;2026-01-05;1,50\nann;2026-01-05;1.5\n"),
               "orders-1.csv: column “amount” contradicts itself: line 3 (“1.5”) has a decimal point, line 2 (“1,50”) "
               "a decimal "
               "comma; say which it is with --decimal point or --decimal comma, and the others are left out");
    OrderReadOptions options = orders_test_options();
    options.layout.decimal = ',';
    CHECK_TEXT(orders_test_read(STR("customer;date;amount\nann;2026-01-05;1,50\nann;2026-01-05;1.5\n"), &options),
               "ann 2026-01-05 150\nline 3 bad_amount amount “1.5”\n");
}

TEST(orders_amounts_are_read_again_when_a_row_shows_the_decimal_sign)
{
    OrderReadOptions options = orders_test_options();
    Str text = many_rows("customer,date,amount\n", "ann,2026-01-05,\"1,234\"\n", 20000, "bo,2026-01-05,\"0,5\"\n");
    Str said = orders_test_read(text, &options);
    CHECK(str_starts_with(said, STR("ann 2026-01-05 123, ")));
    check_end(said, "bo 2026-01-05 50\n");
}

TEST(orders_are_of_one_currency)
{
    const char *mixed = "customer,date,amount,currency\nann,2026-01-05,3,EUR\nann,2026-01-06,4,\nbo,2026-01-05,5,USD\n";
    CHECK_TEXT(read(mixed),
               "amounts are in several currencies: orders-1.csv, line 2, is in EUR; orders-1.csv, line 4, is in "
               "USD. Say which to study, for example --currency EUR; rows of others are then left out");
    OrderReadOptions options = orders_test_options();
    options.currency = STR("eur");
    CHECK_TEXT(orders_test_read(str_of(mixed), &options),
               "ann 2026-01-05 300, 2026-01-06 400\nline 4 other_currency currency “USD”\n");
    options.currency = STR("XQZ");
    CHECK_TEXT(orders_test_read(str_of(mixed), &options),
               "--currency “XQZ”: no such currency; give its ISO 4217 code, such as EUR");
    CHECK(
        str_contains(read("customer,date,amount\nann,2026-01-05,€3\nann,2026-01-06,$4\n"), STR("several currencies")));
    options.currency = STR("CAD");
    CHECK_TEXT(orders_test_read(STR("customer,date,amount\nann,2026-01-05,$3\nann,2026-01-06,€4\n"), &options),
               "ann 2026-01-05 300\nline 3 other_currency amount “€4”\n");
    CHECK_TEXT(orders_test_read(STR("customer,date,amount (CAD)\nann,2026-01-05,3\n"), &options),
               "ann 2026-01-05 300\n");
    CHECK(str_contains(orders_test_read(STR("customer,date,amount (EUR)\nann,2026-01-05,3\n"), &options),
                       STR("another currency")));
}

TEST(orders_have_the_digits_of_their_currency)
{
    CHECK_TEXT(read("customer,date,amount,currency\nann,2026-01-05,300,JPY\n"), "ann 2026-01-05 300\n");
    CHECK_TEXT(read("customer,date,amount,currency\nann,2026-01-05,3.5,KWD\n"), "ann 2026-01-05 3500\n");
    OrderReadOptions options = orders_test_options(); // known only after all rows have been read
    Str text = many_rows("customer,date,amount,currency\n", "ann,2026-01-05,1,\n", 20000, "bo,2026-01-05,2,JPY\n");
    check_end(orders_test_read(text, &options), "bo 2026-01-05 2\n");
    const Str files[] = {STR("customer,date,amount\nzoe,2026-01-05,7\n"), text};
    check_end(orders_test_read_files(files, 2, &options), "bo 2026-01-05 2\nzoe 2026-01-05 7\n");
}

// ---- several files ----

TEST(orders_of_several_files_are_one_export)
{
    OrderReadOptions options = orders_test_options();
    const Str files[] = {STR("customer,date,amount\nann,2026-01-05,3\nann,x,3\n"),
                         STR("client;date;montant;pays\nann;13/01/2026;4,50;FR\nbo;14/01/2026;;FR\n")};
    CHECK_TEXT(orders_test_read_files(files, 2, &options), "ann 2026-01-05 300 -, 2026-01-13 450 FR\n"
                                                           "file 1 line 3 bad_date date “x”\n"
                                                           "file 2 line 3 no_amount montant “”\n");
    const Str products[] = {
        STR("customer,date,amount,product\nann,2026-01-05,3,tea\nann,2026-01-05,4,pot\n"),
        STR("customer,date,amount,product\nann,2026-01-06 10:00,3,tea\nann,2026-01-06 11:00,4,pot\n")};
    CHECK_TEXT(orders_test_read_files(products, 2, &options), "ann 2026-01-05 700 pot, 2026-01-06 10:00:00 700 tea\n");
    const Str mixed[] = {STR("customer,date,amount\nann,2026-01-05,£3\n"),
                         STR("customer,date,amount\nann,2026-01-05,$3\n")};
    CHECK(str_contains(orders_test_read_files(mixed, 2, &options),
                       STR("orders-1.csv, line 2, is in GBP; orders-2.csv, line 2, is in USD")));
}

// ---- files that cannot be used ----

TEST(orders_of_which_none_can_be_used_are_refused_with_the_first_reasons)
{
    CHECK_TEXT(read("customer,date,amount\nann,soon,3\n,2026-01-05,3\nann,2030-01-01,3\nbo,{7},1\n"),
               "none of the 4 rows can be used: orders-1.csv, line 2: not a date that exists (“date” = “soon”); "
               "orders-1.csv, line 3: "
               "no customer (“customer” = “”); orders-1.csv, line 4: date in the future (“date” = “2030-01-01”)");
    CHECK_TEXT(read("customer,date,amount\nann,{7},3\n"),
               "none of the 1 rows can be used: orders-1.csv, line 2: not a date that exists (“date” = “{7}”)");
}

TEST(orders_with_a_quote_never_closed_are_refused_with_the_line_where_it_opens)
{
    CHECK_TEXT(read("customer,date,amount\nann,2026-01-05,3\nbo,\"2026\n-01-05\",\"3\ncy,2026-01-05,3\n"),
               "orders-1.csv, line 4: a quote (\") opens here and is never closed; close it or take it away");
}

TEST(orders_with_a_line_over_one_mib_are_refused)
{
    Arena *arena = test_arena();
    char *field = arena_array(arena, char, CSV_LINE_BYTES_MAX + 1);
    memset(field, 'x', CSV_LINE_BYTES_MAX);
    OrderReadOptions options = orders_test_options();
    CHECK_TEXT(orders_test_read(str_format(arena, "customer,date,amount\nann,2026-01-05,3\n%s,2026-01-05,3\n", field),
                                &options),
               "orders-1.csv, line 3: the line is longer than 1 MiB; this does not look like a list of orders");
}

TEST(orders_whose_sum_overflows_are_refused)
{
    CHECK_TEXT(
        read("customer,date,amount\nann,2026-01-05,92233720368547758.07\nann,2026-01-05,0.01\n"),
        "orders-1.csv: the amounts add up to more than can be counted; is the right column read as the amount? See "
        "--columns");
    CHECK_TEXT(
        read("customer,date,amount\n,2026-01-05,92233720368547758.07\n,2026-01-05,1\nann,2026-01-05,1\n"),
        "orders-1.csv: the amounts add up to more than can be counted; is the right column read as the amount? See "
        "--columns");
    CHECK_TEXT(read("customer,date,amount\nann,2026-01-05,92233720368547758.07\n"),
               "ann 2026-01-05 9223372036854775807\n");
}

// ---- nothing depends on how the file is cut ----

// Fields that are well and badly formed, with quotes of all kinds.
static Str random_export(unsigned *seed, bool lax)
{
    static const char *const customers[] = {"ann", "\"bo\"", "\"Lee, Cy\"",       "\"two\nlines\"",
                                            "",    "D@x.fr", "\"say \"\"e\"\"\"", "nan"};
    static const char *const dates[] = {"2026-01-05", "05/01/2026",           "\"2026-01-06\"", "soon",
                                        "",           "2026-01-05T10:00:00Z", "12 janv. 2026"};
    static const char *const amounts[] = {"3", "4.50", "-1", "\"1,234.50\"", "x", "", "", "0.005"};
    static const char *const notes[] = {"", "plain", "\"quoted\nover\r\nlines\"", "\"a\"b", "\"x,\"\"y\""};
    Text text = text_in(test_arena());
    text_add(&text, STR("customer,order,date,amount,note\n"));
    int rows = rand_r(seed) % 60;
    for (int i = 0; i <= rows; i++) {
        int order = i / 3 + rand_r(seed) % 2;
        text_addf(&text, "%s,%d,%s,%s,%s", customers[rand_r(seed) % 8], order, dates[rand_r(seed) % 7],
                  amounts[rand_r(seed) % 8], lax && rand_r(seed) % 5 == 0 ? "15\" screen" : notes[rand_r(seed) % 4]);
        text_add(&text, rand_r(seed) % 9 ? STR("\n") : STR("\r\n\n"));
    }
    return text_str(&text);
}

TEST(orders_are_the_same_for_any_size_of_block_and_any_number_of_threads)
{
    unsigned seed = 11;
    for (int round = 0; round < 400; round++) {
        OrderReadOptions options = orders_test_options();
        Str text = random_export(&seed, round % 2);
        Str whole = orders_test_read(text, &options);
        for (int cut = 0; cut < 4; cut++) {
            options.block_bytes = (size_t[]){1, 17, 64, 300}[cut];
            options.threads = 1 + cut % 3;
            CHECK_TEXT(orders_test_read(text, &options), str_c(test_arena(), whole));
        }
    }
}

static Str shuffled_lines(Str text, unsigned *seed)
{
    Str lines[300], rest = text, header;
    size_t count = 0;
    CHECK(str_cut(&rest, '\n', &header));
    while (count < COUNT_OF(lines) && str_cut(&rest, '\n', &lines[count])) count += lines[count].size > 0;
    for (size_t i = count; i > 1; i--) {
        size_t other = (size_t)rand_r(seed) % i;
        Str kept = lines[i - 1];
        lines[i - 1] = lines[other];
        lines[other] = kept;
    }
    Text out = text_in(test_arena());
    text_add(&out, header);
    for (size_t i = 0; i < count; i++) {
        text_add_byte(&out, '\n');
        text_add(&out, lines[i]);
    }
    return text_str(&out);
}

TEST(orders_are_the_same_in_any_order_of_the_rows)
{
    unsigned seed = 5;
    OrderReadOptions options = orders_test_options();
    for (int round = 0; round < 100; round++) {
        Text text = text_in(test_arena());
        text_add(&text, STR("order,customer,date,amount\n"));
        for (int i = 0; i < 40; i++) {
            int order = rand_r(&seed) % 20;
            text_addf(&text, "%d,c%d,2026-01-%02d,%s\n", order, order % 5, 1 + order, rand_r(&seed) % 3 ? "" : "2.50");
        }
        text_add(&text, STR("99,c1,2026-01-05,1\n"));
        options.rejects_max = 0;
        Str first = orders_test_read(text_str(&text), &options);
        options.block_bytes = 64;
        CHECK_TEXT(orders_test_read(shuffled_lines(text_str(&text), &seed), &options), str_c(test_arena(), first));
    }
}

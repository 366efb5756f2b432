#include "import/layout.h"
#include "base/test.h"

static bool find(const char *text, const LayoutOptions *options, Layout *layout, Error *error)
{
    Source source = {.name = STR("orders.csv"), .text = str_of(text)};
    return layout_find(&source, options, test_arena(), layout, error);
}

// Roles of the columns, then delimiter (w: white space), decimal sign and order of the date.
static Str found_with(const char *text, LayoutOptions options)
{
    static const char *const orders[] = {"", " dmy", " mdy", " ymd"};
    Error error = {0};
    Layout *layout = arena_new(test_arena(), Layout);
    if (!find(text, &options, layout, &error)) return str_copy(test_arena(), str_of(error.message[LOCALE_EN]));
    Text out = text_in(test_arena());
    for (size_t i = 0; i < layout->columns; i++) {
        if (i) text_add_byte(&out, ',');
        text_add(&out, column_role_name(layout->roles[i]));
    }
    char delimiter = layout->csv.delimiter;
    text_addf(&out, " %c%c%s",
              delimiter == CSV_WHITE_SPACE ? 'w'
              : delimiter == '\t'          ? 't'
                                           : delimiter,
              layout->amount.decimal, orders[layout->date.order]);
    if (!layout->date.decided) text_add_byte(&out, '?');
    return text_str(&out);
}

static Str found(const char *text)
{
    return found_with(text, (LayoutOptions){0});
}

static Layout *layout_of(const char *text)
{
    Error error = {0};
    Layout *layout = arena_new(test_arena(), Layout);
    CHECK(find(text, &(LayoutOptions){0}, layout, &error));
    return layout;
}

TEST(layout_of_plain_files_is_found_by_names)
{
    CHECK_TEXT(found("customer,date,amount\nann,2026-01-05,3\n"), "customer,date,amount ,.");
    CHECK_TEXT(found("n° client;Date de commande;Montant TTC\n12;25/01/2026;3,50 €\n"), "customer,date,amount ;, dmy");
    CHECK_TEXT(found("order_id\tcustomer_id\torder_date\ttotal\n1\t7\t2026-01-05\t9.00\n"),
               "order,customer,date,amount t.");
    CHECK_TEXT(found("Email|Jour|CA\na@b.fr|5 janv. 2026|12,5\n"), "customer,date,amount |,");
}

TEST(layout_of_shop_exports_is_found_by_names)
{
    CHECK_TEXT(
        found("Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Created at,"
              "Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku\n"
              "#1001,a@x.com,paid,2026-01-05 10:00:00 +0100,EUR,10.00,2.00,1.00,12.00,,2026-01-05 10:00:00 "
              "+0100,1,Tea,10.00,t1\n"
              "#1001,a@x.com,,,,,,,,,2026-01-05 10:00:00 +0100,2,Pot,1.00,p1\n"),
        "order,customer,status,-,currency,-,-,-,amount,promotion,date,quantity,product,price,- ,.");
    CHECK_TEXT(found("Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n"
                     "489434,85048,LIGHTS,12,2009-12-01 07:45:00,6.95,13085,United Kingdom\n"),
               "order,product,-,quantity,date,price,customer,country ,.");
    CHECK_TEXT(found("ID;Référence;Nouveau client;Livraison;Client;Total;Paiement;État;Date\n"
                     "9;XKBKNABJK;0;France;J. DOE;61,80 €;Chèque;Annulé;05/01/2026 10:00:00\n"),
               "-,order,-,country,customer,amount,-,status,date ;, dmy?");
    CHECK_TEXT(
        found("id,Description,Created date (UTC),Amount,Amount Refunded,Currency,Status,Customer ID,Customer Email\n"
              "ch_1,Tea,2026-01-05 10:00:00,12.00,0.00,eur,Paid,cus_1,a@x.com\n"),
        "order,product,date,amount,-,currency,status,customer,- ,.");
    CHECK_TEXT(found("amazon-order-id,purchase-date,order-status,sku,quantity,currency,item-price,buyer-email\n"
                     "111-1,2026-01-05T10:00:00+00:00,Shipped,s,2,GBP,24.00,a@x.com\n"),
               "order,date,status,product,quantity,currency,amount,customer ,.");
    CHECK_TEXT(found("Date,Time,Category,Item,Qty,Net Sales,Tax,Transaction ID,Customer ID,Customer Name\n"
                     "1/25/26,10:00:00,Tea,Green,1,\"$1,234.50\",$0.00,t1,c1,Ann\n"),
               "date,time,-,product,quantity,amount,-,order,customer,- ,. mdy");
}

TEST(layout_without_a_header_is_found_by_values)
{
    CHECK_TEXT(
        found(" 00004 0001 19970101  2   29.33\n 00004 0001 19970118  2   29.73\n 00021 0002 19970101  3   63.34\n"),
        "customer,-,date,quantity,amount w.");
    CHECK_TEXT(found("ann,2026-01-05,3.50\nbo,2026-01-06,4.50\n"), "customer,date,amount ,.");
    CHECK_TEXT(
        found("ann,2026-01-05,gift\nb,2026-01-06,4.5\nb,2026-01-06,4\nb,2026-01-06,4\nb,2026-01-06,4\nb,2026-01-06,4\n"
              "b,2026-01-06,4\nb,2026-01-06,4\nb,2026-01-06,4\nb,2026-01-06,4\nb,2026-01-06,4\n"),
        "customer,date,amount ,.");
    CHECK_TEXT(found("2026-01-05,17,350\n2026-01-06,18,450\n"), "date,customer,amount ,.");
    CHECK_TEXT(found("9001,c7,2026-01-05,3.50\n9002,c8,2026-01-05,4.50\n9003,c7,2026-01-06,1.00\n"),
               "order,customer,date,amount ,.");
    CHECK_TEXT(
        found("c1,9001,2026-01-05,3.50\nc2,9002,2026-01-05,4.50\nc3,9003,2026-01-06,1.00\nc3,9004,2026-01-06,1.00\n"),
        "customer,-,date,amount ,.");
    CHECK_TEXT(found("c1,paris,2026-01-05,3.50\nc2,paris,2026-01-05,4.50\nc3,rome,2026-01-06,1.00\n"),
               "customer,-,date,amount ,.");
    CHECK_TEXT(
        found("c7,9001,2026-01-05,2,1.50,3.00\nc8,9002,2026-01-05,3,2.00,6.00\nc7,9003,2026-01-06,1,1.00,1.00\n"),
        "customer,-,date,quantity,price,amount ,.");
    CHECK_TEXT(found("a@x.fr;05/01/2026;12,50\nb@x.fr;25/01/2026;13,50\n"), "customer,date,amount ;, dmy");
}

TEST(layout_with_unknown_names_is_found_by_values)
{
    CHECK_TEXT(found("wer,wann,wieviel\nann,2026-01-05,3.50\nbo,2026-01-06,4.50\n"), "customer,date,amount ,.");
    CHECK_TEXT(found("id,date,amount\n7,2026-01-05,3\n7,2026-01-06,3\n"), "customer,date,amount ,.");
    CHECK_TEXT(found("id,client,date,amount\n1,7,2026-01-05,3\n2,7,2026-01-06,3\n"), "order,customer,date,amount ,.");
    CHECK_TEXT(found("client,date_cmd_web,montantNetFinal\n1,2026-01-05,3,5\n"), "customer,date,amount ,.");
}

TEST(layout_names_are_held_against_the_values)
{
    // "Payment" is a method, "Date" a text: others take their place.
    CHECK_TEXT(found("client,total,montant,date\nann,card,3.50,2026-01-05\nbo,cash,4,2026-01-06\n"),
               "customer,-,amount,date ,.");
    // No other: the rows will say what is wrong.
    CHECK_TEXT(found("client,date,total\nann,soon,3.50\n"), "customer,date,amount ,.");
}

TEST(layout_prefers_price_times_quantity_to_the_order_total_on_each_line)
{
    CHECK_TEXT(found("Order ID,Customer,Date,Order Total,Item Cost,Quantity\n"
                     "1,ann,2026-01-05,30.00,5.00,2\n1,ann,2026-01-05,30.00,20.00,1\n2,bo,2026-01-06,7.00,7.00,1\n"),
               "order,customer,date,-,price,quantity ,.");
    CHECK_TEXT(found("Order ID,Customer,Date,Line Total,Item Cost,Quantity\n"
                     "1,ann,2026-01-05,10.00,5.00,2\n1,ann,2026-01-05,20.00,20.00,1\n"),
               "order,customer,date,amount,price,quantity ,.");
}

TEST(layout_order_ids_have_one_customer_and_one_day)
{
    CHECK_TEXT(found("client;date;référence;quantité;prix\nann;2026-01-05;T1;1;3,5\nbo;2026-01-05;T1;2;3,5\n"
                     "cy;2026-01-06;T2;1;3,5\n"),
               "customer,date,product,quantity,price ;,");
    CHECK_TEXT(found("order_id,client,date,total\n1,ann,2026-01-05,3\n1,ann,2026-02-05,3\n1,ann,2026-03-05,3\n"
                     "2,bo,2026-01-05,3\n2,bo,2026-02-05,3\n"),
               "-,customer,date,amount ,.");
    CHECK_TEXT(found("order_id,client,date,total\n1,ann,2026-01-05 10:00,3\n1,ann,2026-02-05 10:00,3\n"
                     "1,ann,2026-03-05 10:00,3\n"),
               "-,customer,date,amount ,.");
    CHECK_TEXT(found("order_id,client,date,total\n1,ann,2026-01-05 10:00,3\n1,ann,2026-01-05 10:01,3\n2,bo,2026-01-05 "
                     "10:00,3\n"),
               "order,customer,date,amount ,.");
}

TEST(layout_columns_may_be_said_by_the_person)
{
    LayoutOptions options = {.columns = STR("-,customer,date,amount")};
    CHECK_TEXT(found_with("x,y,z,w\n1,ann,2026-01-05,3\n", options), "-,customer,date,amount ,.");
    CHECK_TEXT(found_with("1,ann,2026-01-05,3,more\n", options), "-,customer,date,amount,- ,.");
    options.columns = STR("customer,date,amount,price");
    CHECK_TEXT(found_with("a,b,c\n1,2,3\n", options),
               "--columns names more columns than orders.csv has (3); name at most that many");
    options.columns = STR("customer,when");
    CHECK(str_starts_with(found_with("a,b\n1,2\n", options),
                          STR("--columns: “when” is not a column this program knows")));
    options.columns = STR("customer,customer");
    CHECK(str_contains(found_with("a,b\n1,2\n", options), STR("“customer” is named twice")));
    options = (LayoutOptions){.delimiter = ' ', .decimal = ',', .date_order = DATE_ORDER_MDY};
    CHECK_TEXT(found_with("ann 05/01/2026 3,50\nbo 05/02/2026 4,50\n", options), "customer,date,amount w, mdy");
}

TEST(layout_separator_line_of_spreadsheets_is_heeded)
{
    CHECK_TEXT(found("sep=;\r\nclient;date;montant\r\nann;2026-01-05;3,5\r\n"), "customer,date,amount ;,");
    CHECK_TEXT(found("sep=ab,customer,date,amount\nx,ann,2026-01-05,3\n"), "-,customer,date,amount ,.");
    CHECK_INT(layout_of("sep=;\r\n\r\nclient;date;montant\r\nann;2026-01-05;3,5\r\n")->body_line, 4);
}

TEST(layout_order_of_ambiguous_dates_is_the_one_in_which_the_file_is_sorted)
{
    CHECK_TEXT(
        found("client,date,total\na,01/02/2026,1\na,01/03/2026,1\na,01/04/2026,1\na,01/05/2026,1\na,02/01/2026,1\n"
              "a,02/03/2026,1\na,02/05/2026,1\na,03/01/2026,1\n"),
        "customer,date,amount ,. mdy?");
    CHECK_TEXT(
        found("client,date,total\na,02/01/2026,1\na,03/01/2026,1\na,04/01/2026,1\na,05/01/2026,1\na,01/02/2026,1\n"
              "a,03/02/2026,1\na,05/02/2026,1\na,01/03/2026,1\n"),
        "customer,date,amount ,. dmy?");
}

TEST(layout_dates_with_points_begin_with_the_day)
{
    CHECK_TEXT(
        found(
            "client,date,total\na,01.02.2026,$1\na,01.03.2026,$1\na,01.04.2026,$1\na,01.05.2026,$1\na,02.01.2026,$1\n"),
        "customer,date,amount ,. dmy?");
}

TEST(layout_order_of_ambiguous_dates_follows_the_country_when_sorting_does_not_tell)
{
    CHECK_TEXT(found("customer,date,total\na,05/01/2026,1\n"), "customer,date,amount ,. dmy?");
    CHECK_TEXT(found("customer,date,total\na,05/01/2026,$1\n"), "customer,date,amount ,. mdy?");
    CHECK_TEXT(found("customer;date;total\na;05/01/2026;$1\n"), "customer,date,amount ;. dmy?");
    CHECK_TEXT(found("customer,date,total\na,05/25/2026,1\n"), "customer,date,amount ,. mdy");
}

TEST(layout_of_french_names_reads_dates_and_amounts_the_french_way)
{
    CHECK_TEXT(found("client,date,montant\na,05/01/2026,$1\n"), "customer,date,amount ,. dmy?");
    CHECK_TEXT(found("client,date,montant\na,2026-01-05,\"1,234\"\n"), "customer,date,amount ,,");
    CHECK_TEXT(found("customer,date,total\na,2026-01-05,\"1,234\"\n"), "customer,date,amount ,.");
}

TEST(layout_decimal_sign_of_ambiguous_amounts_follows_their_company)
{
    CHECK_TEXT(found("customer,date,total\na,2026-01-05,\"1,234\"\na,2026-01-05,950\n"), "customer,date,amount ,.");
    CHECK(!layout_of("customer,date,total\na,2026-01-05,\"1,234\"\na,2026-01-05,950\n")->amount.decided);
    CHECK_TEXT(found("customer;date;total\na;2026-01-05;1.234\na;2026-01-05;950\n"), "customer,date,amount ;,");
    CHECK_TEXT(found("customer,date,total,currency\na,2026-01-05,1.234,KWD\n"), "customer,date,amount,currency ,.");
    CHECK_TEXT(found("customer;date;montant\na;2026-01-05;1,234\n"), "customer,date,amount ;,");
    CHECK_TEXT(found("customer,date,total\na,2026-01-05,1.234\n"), "customer,date,amount ,.");
    CHECK(layout_of("customer,date,total\na,2026-01-05,0.234\n")->amount.decided);
}

TEST(layout_knows_the_currency_by_sign_column_or_name)
{
    CHECK_TEXT(str_of(layout_of("customer,date,total\na,2026-01-05,£3\n")->amount.currency.code), "GBP");
    CHECK_TEXT(str_of(layout_of("customer,date,total,devise\na,2026-01-05,3,chf\n")->amount.currency.code), "CHF");
    CHECK_TEXT(str_of(layout_of("customer,date,Total (JPY)\na,2026-01-05,3\n")->amount.currency.code), "JPY");
    CHECK_TEXT(str_of(layout_of("customer,date,total\na,2026-01-05,3\n")->amount.currency.code), "");
}

TEST(layout_knows_bare_order_numbers_and_emails)
{
    CHECK(layout_of("invoice,client,date,total\n1,a@x.fr,2026-01-05,3\nC2,b@x.fr,2026-01-05,3\n")->bare_number_orders);
    CHECK(!layout_of("invoice,client,date,total\nCMD-1,a@x.fr,2026-01-05,3\n2,b,2026-01-05,3\n")->bare_number_orders);
    CHECK(layout_of("client,date,total\na@x.fr,2026-01-05,3\n")->customer_is_email);
    CHECK(layout_of("client,date,total\n,2026-01-05,3\n17,2026-01-05,3\na@x.fr,2026-01-05,3\n")->customer_is_email);
    CHECK(!layout_of("client,date,total\n17,2026-01-05,3\n")->customer_is_email);
}

TEST(layout_says_what_is_missing_and_how_to_name_it)
{
    CHECK_TEXT(found("customer,date,amount\n"), "orders.csv: there is a header and no order below it");
    CHECK_TEXT(found("customer,date,amount"), "orders.csv: there is a header and no order below it");
    CHECK_TEXT(found("\n\n"), "orders.csv: there is nothing in this file but empty lines");
    CHECK_TEXT(found("\n  \n,,\n"), "orders.csv: there is nothing in this file but empty lines");
    CHECK_TEXT(found("customer,date,amount\n,,\n \n"), "orders.csv: there is a header and no order below it");
    CHECK_TEXT(found("customer,tax,amount\nann,3,4\n"), "orders.csv: no column has the date of the order. Its columns: "
                                                        "“customer”, “tax”, “amount”. Say what each is, for "
                                                        "example --columns customer,date,amount (- leaves one out)");
    CHECK_TEXT(found("date,shipping\n2026-01-05,4\n"), "orders.csv: no column says which customer ordered. Its "
                                                       "columns: “date”, “shipping”. Say what each is, for example "
                                                       "--columns date,customer,amount (- leaves one out)");
    CHECK(str_contains(found("date,client,tax\n2026-01-05,ann,x\n"), STR("no column has the amount")));
}

TEST(layout_refuses_two_columns_of_one_name_that_say_different_things)
{
    CHECK(str_contains(found("client,date,total,total\nann,2026-01-05,3,4\n"),
                       STR("two columns are called “total” (columns 3 and 4)")));
    CHECK_TEXT(found("client,date,total,total\nann,2026-01-05,3,3\n"), "customer,date,amount,- ,.");
    CHECK_TEXT(found("client,date,total,note,note\nann,2026-01-05,3,x,y\n"), "customer,date,amount,-,- ,.");
}

TEST(layout_refuses_what_cannot_be_a_list_of_orders)
{
    Arena *arena = test_arena();
    char *wide = arena_array(arena, char, 4 * CSV_FIELDS_MAX);
    for (size_t i = 0; i < 2 * CSV_FIELDS_MAX; i++) wide[i] = i % 2 ? ',' : 'a';
    CHECK(str_contains(found(wide), STR("line 1: more than 500 columns")));
    char *line = arena_array(arena, char, CSV_LINE_BYTES_MAX + 3);
    for (size_t i = 0; i < CSV_LINE_BYTES_MAX + 2; i++) line[i] = 'a';
    CHECK(str_contains(found(line), STR("line 1: the line is longer than 1 MiB")));
    CHECK(str_contains(found("\n\n\"a,b\n1,2\n"), STR("line 3: a quote (\") opens here and is never closed")));
    CHECK(str_contains(found("[\n {\"customer\": \"ann\"}]"), STR("is JSON, and a table is wanted here")));
    CHECK(str_contains(found("{\"customer\": \"ann\"}\n"), STR("is JSON, and a table is wanted here")));
    CHECK(str_contains(found("\"a\"b,c\n1,2\n"), STR("line 1: text follows a closing quote")));
}

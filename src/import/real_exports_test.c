// Published data sets, with the counts their authors or other programs give. See data/README.md there.
#include "base/json.h"
#include "base/source.h"
#include "import/orders_test.h"

#include <stdlib.h>
#include <string.h>

typedef struct Export {
    OrderReading reading;
    Columns columns;
    int64_t buyers, purchases, amount;
} Export;

static Export read_export(Str path)
{
    Export export = {0};
    Error error = {0};
    OrderReadOptions options = orders_test_options();
    options.threads = 2;
    options.rejects_max = 3;
    options.block_bytes = 100000;
    if (!orders_read(&path, 1, &options, test_arena(), &export.reading, &export.columns, &error))
        fail_msg("%s", error.message[0]);
    const Columns *columns = &export.columns;
    for (Customer customer = 0; customer < columns->customers; customer++) {
        int64_t before = export.purchases;
        CustomerRows rows = columns_find(columns, customer);
        for (uint32_t row = rows.from; row < rows.to; row++) {
            export.purchases += row_amount(rows.piece, row) > 0;
            export.amount += row_amount(rows.piece, row);
        }
        export.buyers += export.purchases > before;
    }
    return export;
}

static void close_export(Export *export)
{
    columns_close(&export->columns);
    orders_close(&export->reading);
}

// Fader and Hardie's sample of one customer in ten: white space, no header, two ids, yyyymmdd, units, dollars.
TEST(real_export_of_cdnow_is_understood_without_help)
{
    Export export = read_export(test_shared_path("cdnow/CDNOW_sample.txt"));
    const Layout *layout = &export.reading.file[0].layout;
    CHECK_INT(layout->columns, 5);
    CHECK_INT(layout->column[COLUMN_CUSTOMER], 0);
    CHECK_INT(layout->roles[1], COLUMN_SKIP);
    CHECK_INT(layout->column[COLUMN_DATE], 2);
    CHECK_INT(layout->column[COLUMN_QUANTITY], 3);
    CHECK_INT(layout->column[COLUMN_AMOUNT], 4);
    CHECK_INT(export.reading.rows, 6919);
    CHECK_INT(export.reading.rejected, 0);
    CHECK_INT(export.columns.customers, 2357);
    CHECK_INT(export.reading.merge, MERGE_NONE);
    close_export(&export);
}

// UCI Online Retail II, 2009-10, as published.
TEST(real_export_of_online_retail_gives_the_published_counts)
{
    Export export = read_export(test_shared_path("retail/online_retail_2009_2010.csv.gz"));
    CHECK_INT(export.reading.rows, 525461);
    CHECK_INT(export.reading.rejected, 107927);
    CHECK_INT(export.reading.rejected_by[REJECT_NO_CUSTOMER], 107927);
    CHECK_INT(export.columns.customers, 4383);
    CHECK_INT(export.buyers, 4312);
    CHECK_INT(export.purchases, 19213);
    CHECK_INT(export.reading.reject[0].line, 265);
    CHECK(export.reading.file[0].layout.bare_number_orders);
    close_export(&export);
}

TEST(real_export_of_one_row_an_order_gives_the_same_as_of_one_row_a_line)
{
    Export lines = read_export(test_shared_path("retail/online_retail_2009_2010.csv.gz"));
    Export orders = read_export(test_shared_path("retail/online_retail_orders.csv"));
    CHECK_INT(orders.reading.rows, 23587);
    CHECK_INT(orders.reading.rejected, 0);
    CHECK_INT(orders.purchases, lines.purchases);
    CHECK_INT(orders.buyers, lines.buyers);
    CHECK_INT(orders.columns.rows, lines.columns.rows);
    CHECK_INT(orders.amount, lines.amount);
    close_export(&lines);
    close_export(&orders);
}

TEST(real_export_that_is_no_list_of_orders_is_refused)
{
    OrderReadOptions options = orders_test_options();
    OrderReading reading;
    Columns columns;
    Error error = {0};
    Str path = test_shared_path("churn/telco_wa_churn.csv");
    CHECK(!orders_read(&path, 1, &options, test_arena(), &reading, &columns, &error));
    CHECK_INT(error.kind, ERROR_INPUT);
    CHECK(str_contains(str_of(error.message[LOCALE_EN]), STR("no column has the date of the order")));
}

// ---- csv-spectrum: what each file's fields are ----

static Str decoded(Str base64)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *bytes = arena_array(test_arena(), char, base64.size);
    size_t size = 0;
    uint32_t bits = 0;
    for (size_t i = 0; i < base64.size && base64.data[i] != '='; i++) {
        bits = bits << 6 | (uint32_t)(strchr(digits, base64.data[i]) - digits);
        if (i % 4) bytes[size++] = (char)(bits >> (6 - 2 * (i % 4)));
    }
    return (Str){bytes, size};
}

static void check_fields(Str text, JsonValue rows)
{
    CsvFormat format = csv_guess(text);
    CsvRecord *header = arena_new(test_arena(), CsvRecord), *record = arena_new(test_arena(), CsvRecord);
    size_t offset = 0, cursor = 0;
    JsonValue row, value;
    CHECK(csv_next(format, text, &offset, header) == CSV_RECORD);
    while (json_next(rows, &cursor, NULL, &row)) {
        CHECK(csv_next(format, text, &offset, record) == CSV_RECORD);
        CHECK_INT(record->count, header->count);
        for (size_t i = 0; i < header->count; i++) {
            CHECK(json_member(row, csv_value(header->fields[i], test_arena()), &value));
            Str expected = json_get_string(value, test_arena());
            CHECK_TEXT(csv_value(record->fields[i], test_arena()), str_c(test_arena(), expected));
        }
    }
    CHECK(csv_next(format, text, &offset, record) == CSV_END);
}

TEST(real_vectors_of_csv_spectrum_give_their_fields)
{
    Source source;
    Error error = {0};
    JsonValue all, vectors, vector, text, rows;
    CHECK(source_open(test_shared_path("vectors/csv_spectrum.json"), 0, 1, &source, &error));
    CHECK(json_parse(source.text, &all, &error));
    CHECK(json_member(all, STR("vectors"), &vectors));
    for (size_t cursor = 0; json_next(vectors, &cursor, NULL, &vector);) {
        CHECK(json_member(vector, STR("csv_base64"), &text) && json_member(vector, STR("rows"), &rows));
        if (rows.type != JSON_ARRAY) continue; // location_coordinates: what stands there is not of that file
        check_fields(decoded(json_get_string(text, test_arena())), rows);
    }
    source_close(&source);
}

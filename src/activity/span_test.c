#include "activity/activity_test.h"

TEST(a_span_of_rows_runs_from_the_first_row_to_as_of)
{
    Columns columns = test_columns("ana 2023-12-31 5\nana 2024-02-01 5\n");
    PeriodSpan span = span_of_columns(&columns, PERIOD_QUARTER, test_day("2024-05-15"));
    CHECK_INT(span.count, 3);
    CHECK_INT(span_first_day(&span, 0), test_day("2023-10-01"));
    CHECK_INT(span_last_day(&span, 2), test_day("2024-06-30"));
    CHECK(span_complete(&span, 1));
    CHECK(!span_complete(&span, 2));
    span.as_of = test_day("2024-06-30");
    CHECK(span_complete(&span, 2));
    columns_close(&columns);
}

TEST(a_custom_span_is_one_period_of_its_days)
{
    PeriodSpan span = {.count = 1,
                       .custom = true,
                       .custom_first = test_day("2024-02-10"),
                       .custom_last = test_day("2024-03-09"),
                       .as_of = test_day("2024-03-08")};
    CHECK_INT(span_first_day(&span, 0), test_day("2024-02-10"));
    CHECK_INT(span_last_day(&span, 0), test_day("2024-03-09"));
    CHECK(!span_complete(&span, 0));
}

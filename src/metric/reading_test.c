#include "metric/reading.h"

#include <math.h>

#include "base/test.h"
#include "measure/rate.h"

TEST(the_interval_of_a_mean_is_student_s)
{
    for (int64_t n = 2; n < 400; n++) {
        PeriodValue value = {0};
        value_mean(&value, 0, (double)(n - 1), n); // mean 0, deviation 1
        CHECK(value.has_interval);
        CHECK_NEAR(student_two_sided(value.high * sqrt((double)n), (double)(n - 1)), 0.05, 1e-6);
        CHECK_NEAR(value.low, -value.high, 1e-12);
    }
}

TEST(a_mean_of_nothing_is_not_observed_and_of_one_has_no_interval)
{
    PeriodValue none = {0}, one = {0};
    value_mean(&none, 0, 0, 0);
    CHECK(!none.observed);
    CHECK(none.has_n && none.n == 0);
    value_mean(&one, 7, 49, 1);
    CHECK(one.observed);
    CHECK(!one.has_interval);
    CHECK_NEAR(one.number, 7, 0);
    CHECK_INT(one.amount_minor, 7);
}

TEST(a_share_of_nobody_is_not_observed)
{
    PeriodValue value = {0};
    value_share(&value, 0, 0);
    CHECK(!value.observed);
    value_share(&value, 3, 10);
    CHECK(value.observed && value.has_interval);
    CHECK_NEAR(value.number, 0.3, 0);
}

TEST(no_metric_has_two_readers_for_the_same_workspace_and_all_readers_are_of_the_catalogue)
{
    WorkspaceSettings settings = {0};
    for (size_t i = 0; i < metric_count(); i++) {
        const MetricReader *reader = metric_reader(metric_at(i), &settings);
        if (!reader) continue;
        CHECK(reader->read || reader->elsewhere);
        CHECK(!reader->people || reader->parts);
    }
}

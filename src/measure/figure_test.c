#include "measure/figure.h"
#include "base/test.h"

static Str english(Figure figure)
{
    return figure_text(test_arena(), LOCALE_EN, figure);
}

static Str french(Figure figure)
{
    return figure_text(test_arena(), LOCALE_FR, figure);
}

TEST(figure_is_written_in_its_unit)
{
    CHECK_TEXT(english(figure_of(UNIT_RATE, 0.7)), "70.00 %");
    CHECK_TEXT(french(figure_of(UNIT_RATE, 0.7)), "70,00 %");
    CHECK_TEXT(english(figure_of(UNIT_AMOUNT, 18000)), "18000.00"); // no groups of thousands
    CHECK_TEXT(french(figure_of(UNIT_AMOUNT, 18000.5)), "18000,50");
    CHECK_TEXT(english(figure_of(UNIT_RATIO, 12.5)), "12.5x");
    CHECK_TEXT(english(figure_of(UNIT_INDEX, 50)), "50.0 / 100");
    CHECK_TEXT(english(figure_with(UNIT_NUMBER, 2.10333, 3)), "2.103");
}

TEST(figure_of_a_gain_or_a_loss_has_its_sign)
{
    CHECK_TEXT(english(figure_of(UNIT_CHANGE, 20.0 / 9)), "+222.2 %");
    CHECK_TEXT(english(figure_of(UNIT_POINTS, -0.1)), "-10.0 pts");
    CHECK_TEXT(english(figure_of(UNIT_SCORE, 30)), "+30");
    CHECK_TEXT(english(figure_of(UNIT_NET_COUNT, -100)), "-100");
    CHECK_TEXT(english(figure_of(UNIT_NET_COUNT, 0)), "0");
    CHECK_TEXT(english(figure_of(UNIT_POINTS, 0.0001)), "0.0 pts"); // what rounds to 0 has none
    CHECK_TEXT(english(figure_of(UNIT_POINTS, -0.0001)), "0.0 pts");
}

TEST(figure_of_a_duration_agrees_with_its_number)
{
    CHECK_TEXT(english(figure_of(UNIT_DAYS, 1)), "1 day");
    CHECK_TEXT(english(figure_of(UNIT_DAYS, 90)), "90 days");
    CHECK_TEXT(english(figure_of(UNIT_PERIODS, 1.5)), "1.50 periods");
    CHECK_TEXT(french(figure_of(UNIT_PERIODS, 1.5)), "1,50 période");
    CHECK_TEXT(french(figure_of(UNIT_PERIODS, 2)), "2,00 périodes");
}

TEST(figure_in_brief_has_no_needless_decimals)
{
    CHECK_TEXT(english(figure_brief(UNIT_RATE, 0.6)), "60 %");
    CHECK_TEXT(english(figure_brief(UNIT_RATE, 0.605)), "60.5 %");
    CHECK_TEXT(english(figure_brief(UNIT_RATE, 0.29999999999999999)), "30 %");
    CHECK_TEXT(english(figure_brief(UNIT_NUMBER, 33.33)), "33.3");
}

TEST(every_unit_has_a_name_and_a_label)
{
    for (MetricUnit unit = 0; unit < UNIT_COUNT_OF; unit++) {
        CHECK(unit_name(unit).size > 0);
        CHECK(unit_label(unit).in[LOCALE_EN][0] && unit_label(unit).in[LOCALE_FR][0]);
    }
}

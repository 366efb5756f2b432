#include "plan/schedule.h"

#include "base/number.h"

enum { MINUTES_AN_HOUR = 60, HOURS_A_DAY = 24, LOOK_DAYS = 100, SECONDS_A_MINUTE = 60, MONTHS_A_QUARTER = 3 };

static const Str unit_words[] = {STR("daily"), STR("weekly"), STR("monthly"), STR("quarterly")};
static const Str weekdays[] = {STR("monday"), STR("tuesday"),  STR("wednesday"), STR("thursday"),
                               STR("friday"), STR("saturday"), STR("sunday")};

// ---- reading ----

static bool take_word(Str *rest, Str *word)
{
    do {
        if (!str_cut(rest, ' ', word)) return false;
    } while (word->size == 0);
    return true;
}

static bool two_digits(Str text, int64_t high, int64_t *number)
{
    bool digits = text.size == 2 && text.data[0] >= '0' && text.data[0] <= '9';
    return digits && number_parse_count(text, number) && *number >= 0 && *number <= high;
}

static bool read_time(Str text, Schedule *schedule)
{
    Str rest = text, hours;
    int64_t hour, minute;
    if (!str_cut(&rest, ':', &hours) || !two_digits(hours, HOURS_A_DAY - 1, &hour) ||
        !two_digits(rest, MINUTES_AN_HOUR - 1, &minute))
        return false;
    schedule->minute = (int)(hour * MINUTES_AN_HOUR + minute);
    return true;
}

static bool read_weekday(Str word, Schedule *schedule)
{
    for (size_t i = 0; i < COUNT_OF(weekdays); i++)
        if (str_equal_fold(word, weekdays[i])) {
            schedule->day = (int)i;
            return true;
        }
    return false;
}

static bool read_month_day(Str *rest, Schedule *schedule)
{
    Str word;
    int64_t day;
    if (!take_word(rest, &word) || !str_equal_fold(word, STR("day")) || !take_word(rest, &word)) return false;
    if (str_equal_fold(word, STR("last"))) {
        schedule->day = SCHEDULE_DAY_LAST;
        return true;
    }
    if (word.size > 2 || !number_parse_count(word, &day) || day < 1 || day > SCHEDULE_DAY_LAST) return false;
    schedule->day = (int)day;
    return true;
}

static bool read_unit(Str word, Schedule *schedule)
{
    for (size_t i = 0; i < COUNT_OF(unit_words); i++)
        if (str_equal_fold(word, unit_words[i])) {
            schedule->unit = (ScheduleUnit)i;
            return true;
        }
    return false;
}

static bool read_all(Str text, Schedule *schedule)
{
    Str rest = text, word;
    *schedule = (Schedule){0};
    if (text.size > SCHEDULE_BYTES_MAX || !take_word(&rest, &word) || !read_unit(word, schedule)) return false;
    if (schedule->unit == SCHEDULE_WEEKLY && (!take_word(&rest, &word) || !read_weekday(word, schedule))) return false;
    if (schedule->unit >= SCHEDULE_MONTHLY && !read_month_day(&rest, schedule)) return false;
    return take_word(&rest, &word) && read_time(word, schedule) && !take_word(&rest, &word);
}

bool schedule_parse(Str text, Schedule *schedule, Arena *arena, Error *error)
{
    if (read_all(text, schedule)) return true;
    return error_code(error, ERROR_INPUT, "invalid_schedule",
                      PHRASE("{0} is no schedule: “daily 08:00”, “weekly monday 08:00”, “monthly day 1 08:00” or "
                             "“quarterly day last 08:00” are",
                             "{0} n’est pas un horaire\u00A0: «\u00A0daily 08:00\u00A0», «\u00A0weekly monday "
                             "08:00\u00A0», «\u00A0monthly day 1 08:00\u00A0» ou «\u00A0quarterly day last "
                             "08:00\u00A0» en sont"),
                      error_value(arena, text));
}

Str schedule_text(const Schedule *schedule, Arena *arena)
{
    Text text = text_in(arena);
    text_add(&text, unit_words[schedule->unit]);
    if (schedule->unit == SCHEDULE_WEEKLY) text_addf(&text, " %.*s", STR_ARGS(weekdays[schedule->day]));
    if (schedule->unit >= SCHEDULE_MONTHLY) text_addf(&text, " day %d", schedule->day);
    text_addf(&text, " %02d:%02d", schedule->minute / MINUTES_AN_HOUR, schedule->minute % MINUTES_AN_HOUR);
    return text_str(&text);
}

// ---- days and moments ----

Day zone_day(const Zone *zone, Instant at)
{
    int64_t civil = zone_civil(zone, at / MILLISECONDS_PER_SECOND), day = civil / SECONDS_PER_DAY;
    return (Day)(civil % SECONDS_PER_DAY < 0 ? day - 1 : day);
}

// In a gap zone_instant is as much after the change as the time lies in the gap: the change itself is looked for.
static int64_t second_of(const Zone *zone, int64_t civil)
{
    int64_t high = zone_instant(zone, civil), low = high - SECONDS_PER_DAY;
    int32_t offset = zone_offset(zone, high);
    if (zone_civil(zone, high) == civil) return high;
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (zone_offset(zone, middle) == offset)
            high = middle;
        else
            low = middle;
    }
    return high;
}

Instant zone_day_start(const Zone *zone, Day day)
{
    return second_of(zone, (int64_t)day * SECONDS_PER_DAY) * MILLISECONDS_PER_SECOND;
}

static bool falls_on(const Schedule *schedule, Day day)
{
    if (schedule->unit == SCHEDULE_DAILY) return true;
    if (schedule->unit == SCHEDULE_WEEKLY) return weekday_of_day(day) == schedule->day;
    CivilDate date = civil_of_day(day);
    if (schedule->unit == SCHEDULE_QUARTERLY && (date.month - 1) % MONTHS_A_QUARTER != 0) return false;
    bool last = civil_of_day(day + 1).day == 1;
    return date.day == schedule->day || (last && schedule->day > date.day);
}

static Instant due_on(const Schedule *schedule, const Zone *zone, Day day)
{
    int64_t civil = (int64_t)day * SECONDS_PER_DAY + (int64_t)schedule->minute * SECONDS_A_MINUTE;
    return second_of(zone, civil) * MILLISECONDS_PER_SECOND;
}

Instant schedule_next(const Schedule *schedule, const Zone *zone, Instant after)
{
    Day first = zone_day(zone, after) - 1;
    for (Day day = first; day <= first + LOOK_DAYS; day++) {
        if (!falls_on(schedule, day)) continue;
        Instant due = due_on(schedule, zone, day);
        if (due > after) return due;
    }
    return INT64_MAX;
}

Instant schedule_last(const Schedule *schedule, const Zone *zone, Instant at)
{
    Day last = zone_day(zone, at) + 1;
    for (Day day = last; day >= last - LOOK_DAYS; day--) {
        if (!falls_on(schedule, day)) continue;
        Instant due = due_on(schedule, zone, day);
        if (due <= at) return due;
    }
    return 0;
}

int schedule_count(const Schedule *schedule, const Zone *zone, Instant after, Instant until, int most)
{
    int count = 0;
    for (Instant at = after; count < most; count++) {
        at = schedule_next(schedule, zone, at);
        if (at > until) break;
    }
    return count;
}

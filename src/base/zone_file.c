#include "base/zone_file.h"

#include "base/calendar.h"

enum { HOUR = 3600, HEADER_BYTES = 44, TYPE_BYTES = 6, RULE_YEARS = 405 /* more than a cycle */ };

static const int64_t earliest_rule = INT64_C(-2208988800);  // 1900-01-01
static const int64_t latest_change = INT64_C(253402300800); // 10000-01-01

// Bytes ---------------------------------------------------------------------------------------------------------------

static bool take(Str *rest, size_t size, Str *part)
{
    if (rest->size < size) return false;
    *part = (Str){rest->data, size};
    *rest = (Str){rest->data + size, rest->size - size};
    return true;
}

// A signed big-endian number of `size` bytes.
static int64_t number_at(const char *bytes, size_t size)
{
    uint64_t number = bytes[0] & 0x80 ? UINT64_MAX : 0;
    for (size_t i = 0; i < size; i++) number = number << 8 | (unsigned char)bytes[i];
    return (int64_t)number;
}

// A block: header and what it counts (RFC 8536 sections 3.1, 3.2) -----------------------------------------------------

typedef struct Block {
    char version;
    size_t is_ut, is_standard, leaps, times, types, name_bytes; // counts
    Str at, type_of_change, type;                               // their tables
} Block;

static bool take_header(Str *rest, Block *block)
{
    Str header;
    if (!take(rest, HEADER_BYTES, &header) || !str_starts_with(header, STR("TZif"))) return false;
    size_t *const counts[] = {&block->is_ut, &block->is_standard, &block->leaps,
                              &block->times, &block->types,       &block->name_bytes};
    block->version = header.data[4];
    for (size_t i = 0; i < COUNT_OF(counts); i++) *counts[i] = (size_t)(uint32_t)number_at(header.data + 20 + 4 * i, 4);
    return true;
}

// Counts are below 2^32, so that no size here can overflow.
static bool take_block(Str *rest, size_t time_bytes, Block *block)
{
    Str unused;
    return take_header(rest, block) && take(rest, block->times * time_bytes, &block->at) &&
           take(rest, block->times, &block->type_of_change) && take(rest, block->types * TYPE_BYTES, &block->type) &&
           take(rest, block->name_bytes + block->leaps * (time_bytes + 4) + block->is_standard + block->is_ut, &unused);
}

static bool type_offset(const Block *block, size_t type, int32_t *offset)
{
    if (type >= block->types) return false;
    *offset = (int32_t)number_at(block->type.data + type * TYPE_BYTES, 4);
    return -ZONE_OFFSET_LIMIT < *offset && *offset < ZONE_OFFSET_LIMIT;
}

static bool read_changes(const Block *block, size_t time_bytes, Change *changes)
{
    for (size_t i = 0; i < block->times; i++) {
        changes[i].at = number_at(block->at.data + i * time_bytes, time_bytes);
        if (changes[i].at >= latest_change || (i && changes[i].at <= changes[i - 1].at)) return false;
        if (!type_offset(block, (unsigned char)block->type_of_change.data[i], &changes[i].offset)) return false;
    }
    return true;
}

// The rule for times past the table, as in the TZ variable of POSIX (RFC 8536 section 3.3.1) --------------------------

typedef enum RuleDayKind { RULE_JULIAN, RULE_DAY_OF_YEAR, RULE_WEEKDAY } RuleDayKind;

// Jn: day n of the year, 29 February never counted; n: from 0, it is; Mm.w.d: week w (5: the last) of month m, Sunday
// 0.
typedef struct RuleDate {
    RuleDayKind kind;
    int day, month, week, weekday;
    int32_t second; // of the clock before the change, from midnight; may be negative or more than a day
} RuleDate;

typedef struct Rule {
    int32_t standard, summer;
    bool has_summer;
    RuleDate start, end; // of summer time
} Rule;

static bool take_char(Str *rest, char c)
{
    if (rest->size == 0 || rest->data[0] != c) return false;
    *rest = (Str){rest->data + 1, rest->size - 1};
    return true;
}

static bool take_integer(Str *rest, int lowest, int highest, int *value)
{
    size_t digits = 0;
    int number = 0;
    while (digits < rest->size && digits < 3 && '0' <= rest->data[digits] && rest->data[digits] <= '9')
        number = number * 10 + (rest->data[digits++] - '0');
    *rest = (Str){rest->data + digits, rest->size - digits};
    *value = number;
    return digits > 0 && lowest <= number && number <= highest;
}

// "CET" or "<+03>"
static bool take_abbreviation(Str *rest)
{
    bool quoted = take_char(rest, '<');
    size_t size = 0;
    for (; size < rest->size; size++) {
        char c = rest->data[size];
        bool letter = ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z');
        if (!letter && !(quoted && (c == '+' || c == '-' || ('0' <= c && c <= '9')))) break;
    }
    *rest = (Str){rest->data + size, rest->size - size};
    return size >= 3 && (!quoted || take_char(rest, '>'));
}

// [+-]h[h][h][:mm[:ss]]
static bool take_clock(Str *rest, int hours_max, int32_t *seconds)
{
    int hours, minutes = 0, rest_seconds = 0;
    bool negative = take_char(rest, '-');
    if (!negative) (void)take_char(rest, '+');
    if (!take_integer(rest, 0, hours_max, &hours)) return false;
    if (take_char(rest, ':')) {
        if (!take_integer(rest, 0, 59, &minutes)) return false;
        if (take_char(rest, ':') && !take_integer(rest, 0, 59, &rest_seconds)) return false;
    }
    *seconds = hours * HOUR + minutes * 60 + rest_seconds;
    if (negative) *seconds = -*seconds;
    return true;
}

static bool take_rule_date(Str *rest, RuleDate *date)
{
    *date = (RuleDate){.kind = RULE_DAY_OF_YEAR, .second = 2 * HOUR};
    bool ok;
    if (take_char(rest, 'M')) {
        date->kind = RULE_WEEKDAY;
        ok = take_integer(rest, 1, 12, &date->month) && take_char(rest, '.') && take_integer(rest, 1, 5, &date->week) &&
             take_char(rest, '.') && take_integer(rest, 0, 6, &date->weekday);
    } else if (take_char(rest, 'J')) {
        date->kind = RULE_JULIAN;
        ok = take_integer(rest, 1, 365, &date->day);
    } else {
        ok = take_integer(rest, 0, 365, &date->day);
    }
    return ok && (!take_char(rest, '/') || take_clock(rest, 167, &date->second));
}

// In POSIX, offsets are counted west of UTC.
static bool rule_parse(Str text, Rule *rule)
{
    *rule = (Rule){0};
    if (!take_abbreviation(&text) || !take_clock(&text, 24, &rule->standard)) return false;
    rule->standard = -rule->standard;
    if (text.size == 0) return true;
    rule->has_summer = true;
    rule->summer = rule->standard + HOUR;
    if (!take_abbreviation(&text)) return false;
    if (text.size && text.data[0] != ',') {
        if (!take_clock(&text, 24, &rule->summer)) return false;
        rule->summer = -rule->summer;
    }
    return take_char(&text, ',') && take_rule_date(&text, &rule->start) && take_char(&text, ',') &&
           take_rule_date(&text, &rule->end) && text.size == 0;
}

static Day rule_day(const RuleDate *date, int year)
{
    if (date->kind == RULE_DAY_OF_YEAR) return day_of_civil((CivilDate){year, 1, 1}) + date->day;
    if (date->kind == RULE_JULIAN) {
        Day march = day_of_civil((CivilDate){year, 3, 1});
        return date->day < 60 ? day_of_civil((CivilDate){year, 1, 1}) + date->day - 1 : march + date->day - 60;
    }
    Day first = day_of_civil((CivilDate){year, date->month, 1});
    Day next_month = period_last_day(PERIOD_MONTH, period_of_day(PERIOD_MONTH, first)) + 1;
    int weekday = weekday_of_day(first) + 1; // 1 Monday … 7 Sunday
    Day day = first + (date->weekday - weekday + 7) % 7 + (date->week - 1) * 7;
    return day < next_month ? day : day - 7; // week 5 is the last
}

static Change rule_change(const RuleDate *date, int year, int32_t before, int32_t after)
{
    int64_t midnight = (int64_t)rule_day(date, year) * SECONDS_PER_DAY;
    return (Change){.at = midnight + date->second - before, .offset = after};
}

// Appends a change of the rule. One at the moment of the one before it replaces it: a rule of summer time all the year
// ends at the very moment when it begins again.
static bool append_change(Change *changes, size_t *count, size_t table_count, Change change)
{
    if (*count && changes[*count - 1].at >= change.at) {
        if (*count == table_count) return true; // the table says it already
        if (changes[*count - 1].at > change.at) return false;
        --*count;
    }
    changes[(*count)++] = change;
    return true;
}

// Appends the changes of RULE_YEARS years from `year` on; `changes` has room for two a year.
static bool append_years(const Rule *rule, int year, Change *changes, size_t *count)
{
    size_t table_count = *count;
    for (int end = year + RULE_YEARS; year < end; year++) {
        Change start = rule_change(&rule->start, year, rule->standard, rule->summer);
        Change stop = rule_change(&rule->end, year, rule->summer, rule->standard);
        bool start_first = start.at < stop.at;
        if (!append_change(changes, count, table_count, start_first ? start : stop) ||
            !append_change(changes, count, table_count, start_first ? stop : start))
            return false;
    }
    return true;
}

static int year_of_instant(int64_t instant)
{
    return civil_of_day((Day)(instant / SECONDS_PER_DAY)).year;
}

static bool add_rule(Str footer, Zone *zone, Change *changes)
{
    Rule rule;
    if (footer.size == 0) return true; // no rule is known: the last offset stays
    if (!rule_parse(footer, &rule)) return false;
    if (!rule.has_summer) {
        if (zone->count == 0) zone->first_offset = rule.standard;
        return true;
    }
    int64_t last = zone->count ? larger(changes[zone->count - 1].at, earliest_rule) : earliest_rule;
    int year = year_of_instant(last);
    zone->cycle_start = (int64_t)day_of_civil((CivilDate){year + 2, 1, 1}) * SECONDS_PER_DAY;
    return append_years(&rule, year - 1, changes, &zone->count);
}

static const uint32_t *index_stretches(const Zone *zone, Arena *arena)
{
    uint32_t *stretches = arena_array(arena, uint32_t, ZONE_STRETCHES + 1);
    uint32_t before = 0;
    for (int64_t i = 0; i <= ZONE_STRETCHES; i++) {
        while (before < zone->count && zone->changes[before].at < i << ZONE_STRETCH_BITS) before++;
        stretches[i] = before;
    }
    return stretches;
}

static bool read_block(const Block *block, size_t time_bytes, Str footer, Arena *arena, Zone *zone)
{
    if (block->leaps || !type_offset(block, 0, &zone->first_offset)) return false;
    Change *changes = arena_array(arena, Change, block->times + 2 * RULE_YEARS);
    zone->changes = changes;
    zone->count = block->times;
    zone->cycle_start = INT64_MAX;
    if (!read_changes(block, time_bytes, changes) || !add_rule(footer, zone, changes)) return false;
    zone->stretches = index_stretches(zone, arena);
    return true;
}

bool zone_file_parse(Str content, Arena *arena, Zone *zone)
{
    Block block;
    Str footer;
    if (!take_block(&content, 4, &block)) return false;
    if (block.version < '2') return read_block(&block, 4, STR(""), arena, zone);
    if (!take_block(&content, 8, &block) || !take_char(&content, '\n') || !str_cut(&content, '\n', &footer) ||
        !content.data)
        return false;
    return read_block(&block, 8, footer, arena, zone);
}

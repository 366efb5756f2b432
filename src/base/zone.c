#include "base/zone.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/calendar.h"
#include "base/zone_file.h"

#define ZONE_FOLDER "/usr/share/zoneinfo"
#define HOW_TO_WRITE_EN "Write it like Europe/Paris, UTC or +02:00."
#define HOW_TO_WRITE_FR "Écrivez-le comme Europe/Paris, UTC ou +02:00."

enum { FILE_BYTES_MAX = 1 << 20, HOUR = 3600, MINUTE = 60 };

// The index of the last change at or before `instant`, -1 when there is none.
static int64_t change_index(const Zone *zone, int64_t instant)
{
    size_t low = 0, high = zone->count; // changes[low - 1].at <= instant < changes[high].at
    uint64_t stretch = (uint64_t)instant >> ZONE_STRETCH_BITS;
    if (zone->stretches && stretch < ZONE_STRETCHES) {
        low = zone->stretches[stretch];
        high = zone->stretches[stretch + 1];
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (zone->changes[middle].at <= instant)
            low = middle + 1;
        else
            high = middle;
    }
    return (int64_t)low - 1;
}

static int32_t offset_after(const Zone *zone, int64_t index)
{
    return index < 0 ? zone->first_offset : zone->changes[index].offset;
}

// The whole cycles of 400 years by which `moment` lies beyond the table, in seconds.
static int64_t seconds_beyond(const Zone *zone, int64_t moment)
{
    if (moment < zone->cycle_start) return 0;
    return (moment - zone->cycle_start) / SECONDS_PER_CYCLE * SECONDS_PER_CYCLE;
}

static int64_t add_saturated(int64_t a, int64_t b)
{
    int64_t sum;
    if (checked_add(a, b, &sum)) return sum;
    return b < 0 ? INT64_MIN : INT64_MAX;
}

int32_t zone_offset(const Zone *zone, int64_t instant)
{
    return offset_after(zone, change_index(zone, instant - seconds_beyond(zone, instant)));
}

int64_t zone_civil(const Zone *zone, int64_t instant)
{
    return add_saturated(instant, zone_offset(zone, instant));
}

// Walks the stretches of one offset in order of time, from the one before which `civil` cannot lie. The first stretch
// that ends after `civil` either holds it, or begins after it: then `civil` is in the gap between the two.
int64_t zone_instant(const Zone *zone, int64_t civil)
{
    int64_t beyond = seconds_beyond(zone, add_saturated(civil, -ZONE_OFFSET_LIMIT));
    civil -= beyond;
    int64_t index = change_index(zone, add_saturated(civil, -ZONE_OFFSET_LIMIT));
    int32_t before = offset_after(zone, index), offset = before;
    for (; index + 1 < (int64_t)zone->count; index++) {
        const Change *next = &zone->changes[index + 1];
        if (civil < add_saturated(next->at, offset)) break;
        before = offset;
        offset = next->offset;
    }
    bool in_gap = index >= 0 && civil < add_saturated(zone->changes[index].at, offset);
    return add_saturated(add_saturated(civil, -(int64_t)(in_gap ? before : offset)), beyond);
}

Str zone_name(const Zone *zone)
{
    return zone->name;
}

// Opening -------------------------------------------------------------------------------------------------------------

static bool two_digits(const char *text, int limit, int *value)
{
    if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9') return false;
    *value = (text[0] - '0') * 10 + (text[1] - '0');
    return *value < limit;
}

// "+02:00", "-09:30", "UTC", "Z"
static bool fixed_offset_parse(Str name, int32_t *offset)
{
    int hours = 0, minutes = 0;
    if (!str_equal(name, STR("UTC")) && !str_equal(name, STR("Z"))) {
        if (name.size != 6 || (name.data[0] != '+' && name.data[0] != '-') || name.data[3] != ':') return false;
        if (!two_digits(name.data + 1, 24, &hours) || !two_digits(name.data + 4, 60, &minutes)) return false;
    }
    int seconds = hours * HOUR + minutes * MINUTE;
    *offset = name.data[0] == '-' ? -seconds : seconds;
    return true;
}

static bool name_part_valid(Str part)
{
    if (part.size == 0 || part.data[0] == '.') return false; // "", ".", ".."
    for (size_t i = 0; i < part.size; i++) {
        char c = part.data[i];
        bool letter = ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z');
        if (!letter && !('0' <= c && c <= '9') && c != '_' && c != '-' && c != '+') return false;
    }
    return true;
}

// Names as the tz database makes them, so that none leads out of the folder.
static bool name_valid(Str name)
{
    enum { LONGEST = 64 };
    Str part;
    if (name.size > LONGEST) return false;
    while (str_cut(&name, '/', &part))
        if (!name_part_valid(part)) return false;
    return true;
}

static bool read_whole(int file, Arena *arena, Str *content)
{
    struct stat status;
    if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size > FILE_BYTES_MAX) return false;
    size_t size = (size_t)status.st_size, done = 0;
    char *bytes = arena_array(arena, char, size);
    while (done < size) {
        ssize_t got = read(file, bytes + done, size - done);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        done += (size_t)got;
    }
    *content = (Str){bytes, size};
    return true;
}

static bool read_zone_file(Str name, Arena *scratch, Str *content)
{
    const char *path = str_c(scratch, str_format(scratch, ZONE_FOLDER "/%.*s", STR_ARGS(name)));
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) return false;
    bool ok = read_whole(file, scratch, content);
    close(file);
    return ok;
}

static bool zone_fill(Zone *zone, Arena *arena, Arena *scratch, Error *error)
{
    Str content, shown = error_value(scratch, zone->name);
    if (fixed_offset_parse(zone->name, &zone->first_offset)) return true;
    if (!name_valid(zone->name) || !read_zone_file(zone->name, scratch, &content))
        return error_say(error, ERROR_USAGE,
                         PHRASE("There is no time zone {0} in " ZONE_FOLDER " (package tzdata). " HOW_TO_WRITE_EN,
                                "Il n’y a pas de fuseau horaire {0} dans " ZONE_FOLDER
                                " (paquet tzdata). " HOW_TO_WRITE_FR),
                         shown);
    if (!zone_file_parse(content, arena, zone))
        return error_say(error, ERROR_USAGE,
                         PHRASE("The file {0} of " ZONE_FOLDER
                                " is damaged, or is no time zone that can be used here. " HOW_TO_WRITE_EN,
                                "Le fichier {0} de " ZONE_FOLDER
                                " est abîmé, ou n’est pas un fuseau horaire utilisable ici. " HOW_TO_WRITE_FR),
                         shown);
    return true;
}

bool zone_open(Str name, Arena *arena, const Zone **zone, Error *error)
{
    Zone *opened = arena_new(arena, Zone);
    *opened = (Zone){.name = str_copy(arena, name), .cycle_start = INT64_MAX};
    Arena *scratch = arena_open(0);
    bool ok = zone_fill(opened, arena, scratch, error);
    arena_close(scratch);
    if (ok) *zone = opened;
    return ok;
}

#include "cost/entry.h"

#include "base/random.h"
#include "base/test.h"

TEST(an_entry_belongs_to_its_days_alike_and_its_parts_add_up)
{
    enum { ROUNDS = 10000, DAYS = 400 };
    Random random = random_start(3, 0);
    const Entry year = {.first_day = 0, .last_day = 364, .amount_minor = 36500};
    CHECK_INT(entry_within(&year, 0, 30), 3100);
    CHECK_INT(entry_within(&year, -10, -1), 0);
    CHECK_INT(entry_within(&year, 364, 400), 100);
    CHECK_INT(entry_within(&year, 10, 9), 0);
    for (int round = 0; round < ROUNDS; round++) {
        Day first = (Day)(random_bits(&random) % (DAYS)), cut = (Day)(random_bits(&random) % (2 * DAYS));
        const Entry entry = {.first_day = first,
                             .last_day = first + (Day)(random_bits(&random) % (DAYS)),
                             .amount_minor = (int64_t)(random_bits(&random) % (1000000))};
        int64_t before = entry_within(&entry, DAY_MIN, cut), after = entry_within(&entry, cut + 1, DAY_MAX);
        CHECK(before >= 0 && after >= 0);
        CHECK_INT(before + after, entry.amount_minor);
    }
}

TEST(a_sum_knows_whether_anything_was_entered)
{
    bool any = true;
    Entry entry[] = {
        {.kind = COST_SERVICE, .first_day = 0, .last_day = 9, .amount_minor = 100, .channel = STR("email")},
        {.kind = COST_RETENTION, .first_day = 0, .last_day = 9, .amount_minor = 50, .initiative = STR("spring")}};
    const Entries entries = {entry, COUNT_OF(entry)};
    CHECK_INT(entries_sum(&entries, &(EntryFilter){0}, 0, 9, &any), 150);
    CHECK_INT(entries_sum(&entries, &(EntryFilter){.kind = COST_SERVICE}, 0, 4, &any), 50);
    CHECK(any);
    CHECK_INT(entries_sum(&entries, &(EntryFilter){.kind = COST_SERVICE}, 10, 19, &any), 0);
    CHECK(!any);
    CHECK_INT(entries_sum(&entries, &(EntryFilter){.initiative = STR("spring")}, 0, 9, &any), 50);
    CHECK_INT(entries_sum(&entries, &(EntryFilter){.channel = STR("chat")}, 0, 9, &any), 0);
    CHECK(!any);
}

#include "predict/cdnow_test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/calendar.h"
#include "base/test.h"

static Day day_of(long date) // yyyymmdd
{
    return day_of_civil((CivilDate){(int)(date / 10000), (int)(date / 100 % 100), (int)(date % 100)});
}

BuyingSplit cdnow_split(void)
{
    enum { ROWS_MAX = 7000, CUSTOMERS_MAX = 3000 };
    FILE *file = fopen(str_c(test_arena(), test_shared_path("cdnow/CDNOW_sample.txt")), "r");
    CHECK(file != NULL);
    int32_t *day = arena_array(test_arena(), int32_t, ROWS_MAX);
    int64_t *amount = arena_array(test_arena(), int64_t, ROWS_MAX);
    size_t *first_row = arena_array(test_arena(), size_t, CUSTOMERS_MAX + 1), rows = 0, customers = 0;
    char line[200], *at;
    long last = 0;
    while (rows < ROWS_MAX && fgets(line, sizeof line, file)) {
        (void)strtol(line, &at, 10); // number in the full set
        long id = strtol(at, &at, 10), date = strtol(at, &at, 10);
        (void)strtol(at, &at, 10); // disks
        if (id == 0) continue;
        if (id != last) first_row[customers++] = rows;
        last = id;
        day[rows] = day_of(date);
        amount[rows++] = llround(strtod(at, NULL) * 100);
    }
    first_row[customers] = rows;
    (void)fclose(file);
    BuyingRows all = {customers, first_row, day, amount};
    return buying_split(&all, day_of(19970930), day_of(19980630), 7, test_arena());
}

// Any bytes as a date: the short cut and the general way agree, and what is read is within the years there are.
#include "import/dates.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    DateOrder order = (DateOrder)(data[0] % 4);
    char *bytes = malloc(size); // of its own, so that a read past the end is seen
    if (!bytes) return 0;
    memcpy(bytes, data + 1, size - 1);
    Str text = {bytes, size - 1};
    DateReading fast = {0}, general = {0};
    int32_t time;
    DateStatus status = date_read(text, order, &fast);
    if (status != date_read_general(text, order, &general)) abort();
    if (status == DATE_READ && fast.seconds != general.seconds) abort();
    if (status == DATE_READ && (fast.seconds < INT64_C(-62135683200) || fast.seconds > INT64_C(253402387200))) abort();
    if (time_of_day_read(text, &time) && (time < 0 || time >= SECONDS_PER_DAY)) abort();
    free(bytes);
    return 0;
}

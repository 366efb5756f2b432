// Any metric of any numbers: an answer is finite and said in both languages, or a refusal says why.
#include "measure/catalogue.h"

#include <math.h>
#include <string.h>

enum { INPUTS_MAX = 10, LIST_MAX = 8 };

// Takes numbers off the front of the data: one byte of form, then a byte, or eight for any double.
static bool take_number(Str *data, double *number)
{
    if (data->size < 2) return false;
    unsigned form = (unsigned char)data->data[0] % 4, byte = (unsigned char)data->data[1];
    size_t used = form == 3 && data->size >= 9 ? 9 : 2;
    *number = form == 1 ? byte / 255.0 : byte * (form == 2 ? -1.0 : 1.0);
    if (used == 9) memcpy(number, data->data + 1, sizeof *number);
    *data = (Str){data->data + used, data->size - used};
    return true;
}

static MetricValue take_value(const Metric *metric, unsigned char which, Str *data, Arena *arena)
{
    const MetricInput *input = &metric->inputs[which % METRIC_INPUTS_MAX];
    double *numbers = arena_array(arena, double, LIST_MAX);
    size_t wanted = input->list ? 1 + which / METRIC_INPUTS_MAX % LIST_MAX : 1, count = 0;
    while (count < wanted && take_number(data, &numbers[count])) count++;
    return (MetricValue){.name = str_of(input->name ? input->name : "none"), .values = numbers, .count = count};
}

static void check_result(const MetricResult *result)
{
    assert(isfinite(result->value.value) && result->n >= 0);
    assert(!result->has_interval || result->low <= result->high);
    for (size_t i = 0; i < result->parts; i++)
        assert(isfinite(result->part[i].figure.value) && result->part[i].name[0]);
    for (Locale locale = 0; locale < LOCALE_COUNT; locale++) {
        assert(result->sentence[locale].size > 0);
        (void)figure_text(result->arena, locale, result->value);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size < 2) return 0;
    const Metric *metric = metric_at(bytes[0] % metric_count());
    if (!metric->calculate) return 0;
    Arena *arena = arena_open(0);
    Str data = {(const char *)bytes + 1, size - 1};
    MetricValue inputs[INPUTS_MAX];
    size_t count = 0;
    for (; count < INPUTS_MAX && data.size > 0; count++) {
        unsigned char which = (unsigned char)data.data[0];
        data = (Str){data.data + 1, data.size - 1};
        inputs[count] = take_value(metric, which, &data, arena);
    }
    MetricResult result;
    Error error = {0};
    if (metric_calculate(metric, inputs, count, arena, &result, &error))
        check_result(&result);
    else
        assert(error.kind == ERROR_USAGE && error.message[LOCALE_EN][0] && error.message[LOCALE_FR][0]);
    arena_close(arena);
    return 0;
}

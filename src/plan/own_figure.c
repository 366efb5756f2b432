#include "plan/own_figure.h"

#include <string.h>

typedef struct Words {
    Str period, segment;
} Words;

static Str word(const void *context, const char *name)
{
    const Words *words = context;
    if (strcmp(name, "period") == 0) return words->period;
    return strcmp(name, "segment") == 0 ? words->segment : STR("");
}

bool own_figure(const MetricPlace *place, const char *metric, Str period, Str segment, OwnFigure *figure, Error *error)
{
    Words words = {period, segment};
    MetricWords asked = {&words, word};
    *figure = (OwnFigure){0};
    if (!metric_find(str_of(metric), &figure->metric)) return true;
    if (!metric_answer(place, figure->metric, &asked, &figure->answer, error)) {
        if (error->kind != ERROR_USAGE && error->kind != ERROR_INPUT && error->kind != ERROR_FORBIDDEN) return false;
        figure->reason = str_copy(place->arena, str_of(error->message[place->locale]));
        return true;
    }
    const PeriodValue *value = metric_reads_itself(figure->answer.reader) && figure->answer.table.span.count == 1
                                   ? answer_value(&figure->answer, 0, 0)
                                   : NULL;
    if (value && value->observed)
        figure->value = value;
    else
        figure->reason = str_of(PHRASE("Not observed yet.", "Pas encore observé.").in[place->locale]);
    return true;
}

Str own_year(const MetricPlace *place)
{
    enum { DAYS = 365 };
    Day today = reading_day(&(MetricAsk){.house = place->house}, place->now);
    return str_format(place->arena, "%.*s..%.*s", STR_ARGS(day_name(place->arena, today - DAYS)),
                      STR_ARGS(day_name(place->arena, today - 1)));
}

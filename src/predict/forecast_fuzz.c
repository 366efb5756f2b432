// Any history: a stated refusal, or finite bands in order.
#include <math.h>
#include <stdlib.h>

#include "predict/forecast.h"

enum { MONTHS_MAX = 40, AHEAD = 24 };

static void check(bool fine)
{
    if (!fine) abort();
}

static void check_forecast(const Forecast *forecast)
{
    for (size_t i = 0; i < forecast->months; i++) {
        const ForecastMonth *month = &forecast->month[i];
        check(isfinite(month->p10) && isfinite(month->p50) && isfinite(month->p90) && isfinite(month->what_if));
        check(0 <= month->p10 && month->p10 <= month->p50 && month->p50 <= month->p90);
    }
    check(isfinite(forecast->mae) && isfinite(forecast->naive_mae) && isfinite(forecast->churn));
    check(forecast->covered <= forecast->judged && forecast->judged <= forecast->pasts);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
    if (size < 4) return 0;
    static double won[MONTHS_MAX], revenue[MONTHS_MAX * MONTHS_MAX], series[4][MONTHS_MAX];
    size_t months = input[0] % MONTHS_MAX, at = 3;
    double scale = pow(10, input[1] % 24 - 4.0);
    for (size_t i = 0; i < months * months; i++) revenue[i] = (input[at++ % size] - 20.0) * scale;
    for (size_t i = 0; i < months; i++) won[i] = input[at++ % size] / 3.0;
    for (size_t s = 0; s < 4; s++)
        for (size_t i = 0; i < months; i++) series[s][i] = (input[at++ % size] - 5.0) * scale;
    ForecastHistory history = {.months = months, .first_month = input[2] % 12, .won = won, .revenue = revenue};
    if (input[1] & 32) {
        history.recurring = series[0];
        history.recurring_lost = series[1];
        history.recurring_more = series[2];
        history.recurring_new = series[3];
    }
    Arena *arena = arena_open(0);
    Forecast forecast;
    Error error;
    if (forecast_revenue(&history, AHEAD, input[2] / 8.0 - 16, arena, &forecast, &error)) check_forecast(&forecast);
    arena_close(arena);
    return 0;
}

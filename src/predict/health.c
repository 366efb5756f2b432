#include "predict/health.h"

#include <math.h>

double health_points(HealthScale scale, double value)
{
    if (isnan(value)) return value;
    if (scale.worst == scale.best) return value >= scale.best ? 100 : 0;
    double points = 100 * (value - scale.worst) / (scale.best - scale.worst);
    if (isnan(points)) return 0; // an infinite value on an infinite scale
    return points < 0 ? 0 : points > 100 ? 100 : points;
}

static bool counts(const HealthPart *part)
{
    return part->weight > 0 && !isnan(part->points);
}

HealthMean health_mean(const HealthPart *parts, size_t count)
{
    HealthMean mean = {0};
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        if (!counts(&parts[i])) continue;
        sum += parts[i].weight * parts[i].points;
        mean.weight += parts[i].weight;
    }
    mean.observed = mean.weight > 0;
    if (mean.observed) mean.value = fmin(fmax(sum / mean.weight, 0), 100);
    return mean;
}

double health_share(const HealthMean *mean, const HealthPart *part)
{
    return mean->observed && counts(part) ? part->weight / mean->weight * part->points : 0;
}

double health_change(const HealthMean *mean, const HealthPart *part, double weight)
{
    double rest = mean->weight - part->weight + weight;
    if (!mean->observed || isnan(part->points) || rest <= 0) return 0;
    return (weight - part->weight) * (part->points - mean->value) / rest;
}

// ---- bands ----

Str health_band_name(HealthBand band)
{
    static const Str names[HEALTH_BAND_COUNT] = {STR("at_risk"), STR("watch"), STR("healthy")};
    return names[band];
}

Phrase health_band_label(HealthBand band)
{
    static const Phrase labels[HEALTH_BAND_COUNT] = {PHRASE("At risk", "À risque"), PHRASE("To watch", "À surveiller"),
                                                     PHRASE("Healthy", "En bonne santé")};
    return labels[band];
}

bool health_band_parse(Str name, HealthBand *band)
{
    for (int i = 0; i < HEALTH_BAND_COUNT; i++)
        if (str_equal(name, health_band_name((HealthBand)i))) return *band = (HealthBand)i, true;
    return false;
}

HealthBand health_band(HealthThresholds thresholds, double score)
{
    return score >= thresholds.healthy ? HEALTH_HEALTHY : score >= thresholds.watch ? HEALTH_WATCH : HEALTH_AT_RISK;
}

double health_after(HealthThresholds thresholds, double score, double points_off, bool together)
{
    double after = score - points_off;
    double below = health_band(thresholds, score) == HEALTH_HEALTHY ? thresholds.healthy : thresholds.watch;
    if (together) after = fmin(after, below - HEALTH_STEP);
    return fmax(after, 0);
}

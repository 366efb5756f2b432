#include "measure/catalogue.h"

#include "measure/catalogue_family.h"

static const MetricFamily *const families[] = {&retention_family, &presence_family, &orders_family,  &value_family,
                                               &recurring_family, &movement_family, &opinion_family, &service_family,
                                               &cost_family,      &market_family,   &series_family,  &proof_family,
                                               &activity_family};

size_t metric_family_count(void)
{
    return COUNT_OF(families);
}

const MetricFamily *metric_family_at(size_t index)
{
    assert(index < COUNT_OF(families));
    return families[index];
}

size_t metric_count(void)
{
    size_t count = 0;
    for (size_t f = 0; f < COUNT_OF(families); f++) count += families[f]->count;
    return count;
}

const Metric *metric_at(size_t index)
{
    size_t f = 0;
    for (; index >= families[f]->count; f++) {
        index -= families[f]->count;
        assert(f + 1 < COUNT_OF(families));
    }
    return &families[f]->metrics[index];
}

static char name_byte(char byte)
{
    return (char)(byte == '-' ? '_' : 'A' <= byte && byte <= 'Z' ? byte + ('a' - 'A') : byte);
}

bool metric_name_matches(Str written, Str name)
{
    if (written.size != name.size) return false;
    for (size_t i = 0; i < name.size; i++)
        if (name_byte(written.data[i]) != name_byte(name.data[i])) return false;
    return true;
}

static bool is_called(const Metric *metric, Str name)
{
    if (metric_name_matches(name, str_of(metric->name))) return true;
    Str aliases = str_of(metric->aliases ? metric->aliases : ""), alias;
    while (str_cut(&aliases, ' ', &alias))
        if (alias.size && metric_name_matches(name, alias)) return true;
    return false;
}

bool metric_find(Str name, const Metric **metric)
{
    for (size_t i = 0; i < metric_count(); i++) {
        if (!is_called(metric_at(i), name)) continue;
        *metric = metric_at(i);
        return true;
    }
    return false;
}

// Inputs keep their case: S is not s.
static bool input_name_matches(Str written, const char *name)
{
    if (!name || written.size != str_of(name).size) return false;
    for (size_t i = 0; i < written.size; i++)
        if ((written.data[i] == '-' ? '_' : written.data[i]) != name[i]) return false;
    return true;
}

const MetricInput *metric_input(const Metric *metric, Str name)
{
    for (const MetricInput *input = metric->inputs; input < metric->inputs + METRIC_INPUTS_MAX && input->name; input++)
        if (input_name_matches(name, input->name) || input_name_matches(name, input->alias)) return input;
    return NULL;
}

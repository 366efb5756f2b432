#include "metric/own_groups.h"

static MetricGroup group_of(const MetricAsk *ask, Str text)
{
    return (MetricGroup){.key = text, .label = text.size ? text : reading_none_label(ask->locale)};
}

bool own_groups_read(const MetricAsk *ask, const Query *query, const Value *values, size_t count, OwnGroups *groups,
                     Error *error)
{
    Rows rows;
    *groups = (OwnGroups){.group = arena_array(ask->arena, MetricGroup, METRIC_GROUPS_MAX), .count = 1};
    if (!ask->own_by.size) return true;
    groups->count = 0;
    if (!store_select(ask->session, query, values, count, &rows, error)) return false;
    while (!groups->rest && rows_next(&rows)) {
        groups->rest = groups->count + 1 == METRIC_GROUPS_MAX;
        groups->group[groups->count++] = groups->rest ? (MetricGroup){METRIC_REST, reading_rest_label(ask->locale)}
                                                      : group_of(ask, str_copy(ask->arena, rows_text(&rows, 0)));
    }
    return rows_close(&rows, error);
}

uint32_t own_group_of(const OwnGroups *groups, Str text)
{
    uint32_t named = groups->count - groups->rest;
    if (groups->count == 1 && !groups->group[0].label.size) return 0; // all in one
    for (uint32_t i = 0; i < named; i++)
        if (str_equal(groups->group[i].key, text)) return i;
    return groups->rest ? named : groups->count;
}

void own_groups_give(const MetricAsk *ask, const OwnGroups *groups, MetricTable *table)
{
    if (!ask->own_by.size) return;
    table->groups = groups->count;
    table->group = groups->group;
}

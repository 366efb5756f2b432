#include "playbook/occurred.h"

#include "activity/person_rows.h"
#include "house.h"

static bool hold(Occurred *occurred, Str name, const Columns **columns, Error *error)
{
    const House *house = occurred->house;
    uint16_t classes[2];
    size_t count = 0;
    for (size_t i = 0; i < occurred->count; i++)
        if (str_equal(occurred->event[i].name, name)) {
            *columns = occurred->event[i].columns;
            return true;
        }
    *columns = NULL;
    if (occurred->count == OCCURRED_EVENTS_MAX)
        return error_code(error, ERROR_FAILED, "too_many",
                          PHRASE("too many different events are waited for", "trop d’événements différents sont "
                                                                             "attendus"),
                          STR(""));
    count += log_class(house->log, EVENT_TRACK, name, &classes[count]);
    count += log_class(house->log, EVENT_INTERNAL, name, &classes[count]);
    const Lane lane = {.classes = classes, .class_count = count};
    if (count && !house->questions->ask->hold(house->questions, &lane, columns, error)) return false;
    occurred->event[occurred->count++] = (struct OccurredEvent){name, *columns};
    return true;
}

bool occurred_since(Occurred *occurred, Str name, CustomerId root, Instant since, bool *yes, Error *error)
{
    const Columns *columns;
    *yes = false;
    if (!name.size) return true;
    if (!hold(occurred, name, &columns, error)) return false;
    if (!columns || root >= columns->customers) return true;
    const PersonRows rows = person_rows(columns, root, (RowFilter){0});
    const Zone *zone = workspace_first(occurred->house->workspace)->zone;
    int64_t from = zone_civil(zone, since / MILLISECONDS_PER_SECOND);
    *yes = rows.count && rows.second[rows.count - 1] >= from; // in order of time
    return true;
}

void occurred_release(Occurred *occurred)
{
    ActivityPort *port = occurred->house->questions;
    for (size_t i = 0; i < occurred->count; i++)
        if (occurred->event[i].columns) port->ask->release(port, occurred->event[i].columns);
    occurred->count = 0;
}

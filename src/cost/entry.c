#include "cost/entry.h"

static const Str kind_names[COST_KIND_END] = {
    [COST_ACQUISITION] = STR("acquisition"), [COST_RETENTION] = STR("retention"), [COST_SERVICE] = STR("service"),
    [COST_INCENTIVES] = STR("incentives"),   [COST_GOODS] = STR("goods"),         [COST_OTHER] = STR("other"),
};

Str cost_kind_name(CostKind kind)
{
    return 0 < kind && kind < COST_KIND_END ? kind_names[kind] : STR("");
}

CostKind cost_kind_parse(Str name)
{
    for (CostKind kind = COST_ACQUISITION; kind < COST_KIND_END; kind++)
        if (str_equal(name, kind_names[kind])) return kind;
    return 0;
}

// Of the days before `day`.
static int64_t before(const Entry *entry, Day day)
{
    int64_t days = (int64_t)entry->last_day - entry->first_day + 1;
    int64_t passed = smaller(larger((int64_t)day - entry->first_day, 0), days);
    return (int64_t)((__int128)entry->amount_minor * passed / days);
}

int64_t entry_within(const Entry *entry, Day first, Day last)
{
    return last < first ? 0 : before(entry, last + 1) - before(entry, first);
}

bool entries_read(StoreSession *session, EntryBook book, Str currency, Day first, Day last, Arena *arena,
                  Entries *entries, Error *error)
{
    Rows rows;
    size_t room = 0;
    *entries = (Entries){0};
    if (!store_select(session, &query_entry_between,
                      VALUES(value_integer(book), value_text(currency), value_integer(first), value_integer(last),
                             value_integer(ENTRIES_MAX)),
                      &rows, error))
        return false;
    while (rows_next(&rows)) {
        if (entries->count == room) {
            Entry *more = arena_array(arena, Entry, room = room ? room * 2 : 64);
            for (size_t i = 0; i < entries->count; i++) more[i] = entries->entry[i];
            entries->entry = more;
        }
        entries->entry[entries->count++] = (Entry){.id = rows_integer(&rows, 0),
                                                   .book = book,
                                                   .kind = (CostKind)rows_integer(&rows, 1),
                                                   .first_day = (Day)rows_integer(&rows, 2),
                                                   .last_day = (Day)rows_integer(&rows, 3),
                                                   .amount_minor = rows_integer(&rows, 4),
                                                   .currency = currency,
                                                   .initiative = str_copy(arena, rows_text(&rows, 5)),
                                                   .channel = str_copy(arena, rows_text(&rows, 6)),
                                                   .segment = str_copy(arena, rows_text(&rows, 7)),
                                                   .campaign = str_copy(arena, rows_text(&rows, 8))};
    }
    return rows_close(&rows, error);
}

static bool meant(const Entry *entry, const EntryFilter *filter)
{
    return (!filter->kind || entry->kind == filter->kind) &&
           (!filter->initiative.size || str_equal(entry->initiative, filter->initiative)) &&
           (!filter->channel.size || str_equal(entry->channel, filter->channel));
}

int64_t entries_sum(const Entries *entries, const EntryFilter *filter, Day first, Day last, bool *any)
{
    int64_t sum = 0;
    *any = false;
    for (size_t i = 0; i < entries->count; i++) {
        const Entry *entry = &entries->entry[i];
        if (!meant(entry, filter) || entry->last_day < first || last < entry->first_day) continue;
        *any = true;
        sum += entry_within(entry, first, last);
    }
    return sum;
}

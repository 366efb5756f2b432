#include "import/draft.h"

#include <string.h>

#include "base/secret.h"
#include "import/draft_parts.h"
#include "import/key_map.h"
#include "import/names.h"

static DraftKind *const kinds[IMPORT_KIND_COUNT] = {
    [IMPORT_CUSTOMERS] = draft_customer,         [IMPORT_ORDERS] = draft_order,   [IMPORT_EVENTS] = draft_event,
    [IMPORT_SUBSCRIPTIONS] = draft_subscription, [IMPORT_TICKETS] = draft_ticket, [IMPORT_RESPONSES] = draft_response,
    [IMPORT_CONSENTS] = draft_consent,
};

void drafting_open(Drafting *drafting, const Reading *reading, const Units *units, Arena *arena)
{
    drafting->reading = reading;
    drafting->units = units;
    drafting->row = (RowCells){.reading = reading, .cells = cells_make(&reading->table, arena)};
    drafting->seen = key_map_open();
}

void drafting_close(Drafting *drafting)
{
    key_map_close(drafting->seen);
    drafting->seen = NULL;
}

Record *draft_add(const Drafting *drafting, Draft *draft, EventKind kind, Str name, Instant at, Str text)
{
    assert(draft->records < unit_rows(drafting->units, draft->unit) + 1);
    Record *record = &draft->record[draft->records++];
    *record = (Record){.who = draft->who,
                       .kind = kind,
                       .name = name,
                       .at = at,
                       .received = drafting->at,
                       .source = drafting->source,
                       .flags = EVENT_IMPORTED,
                       .properties = text};
    return record;
}

bool draft_row(Drafting *drafting, Draft *draft)
{
    return row_cells_read(&drafting->row, unit_row(drafting->units, draft->unit, 0)) &&
           cell_who(&drafting->row, &draft->who);
}

int draft_word(Str text, const char *const *lists, size_t count)
{
    enum { WORD_BYTES = 64 };
    char buffer[WORD_BYTES];
    Str folded = name_fold(text, buffer, sizeof buffer), word;
    for (size_t i = 0; folded.size && i < count; i++)
        for (Str rest = str_of(lists[i]); str_cut(&rest, ' ', &word);)
            if (str_equal(word, folded)) return (int)i;
    return -1;
}

void draft_reject_row(const Drafting *drafting, Draft *draft, size_t row)
{
    draft->reject[draft->rejects++] = (RowReject){(uint32_t)row, drafting->row.fault};
}

// ---- names ----

static void add_part(Text *text, Str part)
{
    text_addf(text, "%zu:", part.size);
    text_add(text, part);
}

static DraftKey key_of(const Drafting *drafting, Str content)
{
    DraftKey key;
    digest_short(drafting->key, content, key.word);
    return key;
}

// All that the records say; customers are said at the time of the import, which does not count.
static DraftKey digest_of(const Drafting *drafting, const Draft *draft)
{
    Text text = text_in(drafting->row.arena);
    const Who *who = &draft->who;
    const Str ids[] = {who->external, who->user_id, who->email, who->phone, who->anonymous_id};
    for (size_t i = 0; i < COUNT_OF(ids); i++) add_part(&text, ids[i]);
    for (size_t i = 0; i < draft->records; i++) {
        const Record *record = &draft->record[i];
        bool dated = record->kind != EVENT_IDENTIFY;
        text_addf(&text, "%d %lld ", (int)record->kind, dated ? (long long)record->at : 0);
        add_part(&text, record->name);
        add_part(&text, record->properties);
    }
    return key_of(drafting, text_str(&text));
}

Str draft_number(const Drafting *drafting, Str content)
{
    DraftKey key = key_of(drafting, content);
    uint64_t *times = key_map_at(drafting->seen, key.word[0]);
    return str_format(drafting->row.arena, "row-%016llx-%llu", (unsigned long long)key.word[1],
                      (unsigned long long)++*times);
}

void draft_name(const Drafting *drafting, Draft *draft, Str number)
{
    draft->digest = digest_of(drafting, draft);
    uint64_t *line = NULL;
    if (number.size) {
        draft->key = key_of(drafting, number);
        line = key_map_at(drafting->seen, draft->key.word[0]);
        draft->repeats = (uint32_t)*line;
        *line = drafting->reading->table.row[unit_row(drafting->units, draft->unit, 0)].line;
        return;
    }
    // The same said twice in one file was said of two things: the first is always the first.
    uint64_t *times = key_map_at(drafting->seen, draft->digest.word[0]);
    draft->key = draft->digest;
    draft->key.word[1] += (*times)++;
}

static void reject_all(Drafting *drafting, Draft *draft)
{
    Fault fault = drafting->row.fault;
    draft->usable = false;
    draft->rejects = 0;
    for (size_t i = 0; i < unit_rows(drafting->units, draft->unit); i++) {
        drafting->row.fault = fault;
        draft_reject_row(drafting, draft, unit_row(drafting->units, draft->unit, i));
    }
}

// Members of a JSON cell may be named like columns: such an object would be none.
static bool is_sound(Drafting *drafting, const Draft *draft)
{
    for (size_t i = 0; i < draft->records; i++) {
        JsonValue value;
        Error error;
        if (json_parse(draft->record[i].properties, &value, &error)) continue;
        drafting->row.fault = (Fault){"bad_json", -1, STR("")};
        return false;
    }
    return true;
}

void draft_make(Drafting *drafting, size_t unit, Arena *arena, Draft *draft)
{
    *draft = (Draft){.unit = unit, .usable = true};
    drafting->row.arena = arena;
    draft->reject = arena_array(arena, RowReject, unit_rows(drafting->units, unit));
    draft->record = arena_array(arena, Record, unit_rows(drafting->units, unit) + 1);
    if (!kinds[drafting->reading->options.kind](drafting, draft) || !is_sound(drafting, draft))
        reject_all(drafting, draft);
}

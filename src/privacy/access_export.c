#include "privacy/access_export.h"

#include <string.h>

#include "base/csv.h"
#include "consent/ground.h"
#include "event/source.h"

// ---- what is in it ----

static bool has_suffix(Str text, Str suffix)
{
    return text.size >= suffix.size && str_equal((Str){text.data + text.size - suffix.size, suffix.size}, suffix);
}

// Columns that name somebody of the company by number.
static bool names_staff(Str name)
{
    static const Str names[] = {STR("by"), STR("assignee"), STR("person"), STR("owner")};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (str_equal(name, names[i])) return true;
    return has_suffix(name, STR("_by"));
}

static void read_columns(const char *columns, AccessTable *table)
{
    Str rest = str_of(columns), word, name;
    while (str_cut(&rest, ' ', &word)) {
        if (!word.size) continue;
        assert(table->columns < ACCESS_COLUMNS_MAX);
        Str type = word;
        if (!str_cut(&type, ':', &name)) continue;
        AccessColumn *column = &table->column[table->columns++];
        column->name = name;
        column->type = str_equal(type, STR("instant")) ? COLUMN_INSTANT
                       : str_equal(type, STR("day"))   ? COLUMN_DAY
                       : str_equal(type, STR("json"))  ? COLUMN_JSON
                       : names_staff(name)             ? COLUMN_STAFF
                                                       : COLUMN_PLAIN;
    }
}

// Of two tables with one name the second gets a number.
static Str unique_name(const AccessWork *work, Str name)
{
    Str unique = name;
    for (size_t i = 0, number = 2; i < work->tables; i++) {
        if (!str_equal(work->table[i].name, unique)) continue;
        unique = str_format(work->subject->arena, "%.*s-%zu", STR_ARGS(name), number++);
        i = (size_t)-1;
    }
    return unique;
}

static void list_tables(AccessWork *work)
{
    size_t room = 1;
    const AccessSubject *subject = work->subject;
    for (const PersonalTable *const *list = subject->tables; *list; list++)
        for (const PersonalTable *table = *list; table->table; table++) room++;
    work->table = arena_array(subject->arena, AccessTable, room);
    for (const PersonalTable *const *list = subject->tables; *list; list++)
        for (const PersonalTable *table = *list; table->table; table++) {
            if (!table->read) continue;
            AccessTable *made = &work->table[work->tables];
            made->table = table;
            made->name = unique_name(work, str_of(table->name));
            read_columns(table->columns, made);
            work->tables++;
        }
    AccessTable *events = &work->table[work->tables];
    events->name = unique_name(work, STR("events"));
    read_columns("at:instant kind event received_at:instant amount_minor currency body:json", events);
    work->tables++;
}

static bool read_staff(AccessWork *work, Error *error)
{
    Rows rows;
    size_t room = 0;
    AccessStaff *staff = &work->staff;
    if (!store_select(work->subject->session, &query_access_staff, NO_VALUES, &rows, error)) return false;
    while (rows_next(&rows)) {
        if (staff->count + 2 > room) {
            Str *larger = arena_array(work->subject->arena, Str, room = room ? room * 2 : 32);
            if (staff->count) memcpy(larger, staff->name, staff->count * sizeof *larger);
            staff->name = larger;
        }
        staff->name[staff->count++] = str_copy(work->subject->arena, rows_text(&rows, 0));
        Str name = rows_text(&rows, 1); // a first name alone may be the customer's own
        if (str_contains(name, STR(" "))) staff->name[staff->count++] = str_copy(work->subject->arena, name);
    }
    return rows_close(&rows, error);
}

// ---- who ----

typedef struct Parties {
    AccessParty *party;
    size_t count, room;
} Parties;

static void add_party(Parties *parties, Str kind, Str name, Arena *arena)
{
    if (parties->count == parties->room) {
        AccessParty *larger = arena_array(arena, AccessParty, parties->room = parties->room ? parties->room * 2 : 16);
        if (parties->count) memcpy(larger, parties->party, parties->count * sizeof *larger);
        parties->party = larger;
    }
    parties->party[parties->count++] = (AccessParty){str_copy(arena, kind), str_copy(arena, name)};
}

static bool add_named(const AccessWork *work, const Query *query, bool keys, Parties *parties, Error *error)
{
    Rows rows;
    if (!store_select(work->subject->session, query, NO_VALUES, &rows, error)) return false;
    while (rows_next(&rows)) {
        if (keys)
            add_party(parties, STR("key"), rows_text(&rows, 1), work->subject->arena);
        else
            add_party(parties, rows_text(&rows, 1), rows_text(&rows, 2), work->subject->arena);
    }
    return rows_close(&rows, error);
}

bool access_sources(const AccessWork *work, AccessParty **list, size_t *count, Error *error)
{
    Parties parties = {0};
    if (!add_named(work, &query_access_keys, true, &parties, error) ||
        !add_named(work, &query_access_connections, false, &parties, error))
        return false;
    *list = parties.party;
    *count = parties.count;
    return true;
}

// Of a URL; what stands behind it may hold secrets.
static Str host_of(Str url)
{
    Str rest = url, part;
    for (int i = 0; i < 3; i++)
        if (!str_cut(&rest, '/', &part)) return url;
    return part;
}

bool access_recipients(const AccessWork *work, AccessParty **list, size_t *count, Error *error)
{
    Parties parties = {0};
    Rows rows;
    if (!add_named(work, &query_access_connections, false, &parties, error) ||
        !store_select(work->subject->session, &query_access_webhooks, NO_VALUES, &rows, error))
        return false;
    while (rows_next(&rows)) {
        Str name = str_format(work->subject->arena, "%.*s, %.*s", STR_ARGS(rows_text(&rows, 0)),
                              STR_ARGS(host_of(rows_text(&rows, 1))));
        add_party(&parties, STR("webhook"), name, work->subject->arena);
    }
    if (!rows_close(&rows, error)) return false;
    *list = parties.party;
    *count = parties.count;
    return true;
}

Phrase access_retention(RetentionClass retention)
{
    static const Phrase phrases[RETENTION_CLASS_COUNT] = {
        [RETENTION_CUSTOMER] = {{"As long as you are a customer", "Tant que vous êtes client"}},
        [RETENTION_EVENT] = {{"The period set for behaviour", "La durée fixée pour le comportement"}},
        [RETENTION_PURCHASE] = {{"As the law of accounting demands", "Comme l’exige le droit comptable"}},
        [RETENTION_SERVICE] = {{"The period set for service", "La durée fixée pour le service client"}},
        [RETENTION_CONSENT] = {{"As long as you are a customer, and three years",
                                "Tant que vous êtes client, et trois ans"}},
        [RETENTION_REQUEST] = {{"As proof that it was answered", "Comme preuve qu’il y a été répondu"}},
        [RETENTION_TRANSIENT] = {{"A few days", "Quelques jours"}},
    };
    return phrases[retention];
}

// ---- data.json ----

static void write_parties(JsonWriter *json, const char *key, const AccessParty *parties, size_t count)
{
    json_key(json, key);
    json_begin_array(json);
    for (size_t i = 0; i < count; i++) {
        json_begin_object(json);
        json_key(json, "kind");
        json_string(json, parties[i].kind);
        json_key(json, "name");
        json_string(json, parties[i].name);
        json_end_object(json);
    }
    json_end_array(json);
}

static bool write_purposes(AccessWork *work, JsonWriter *json, Error *error)
{
    Purpose *purposes = NULL;
    size_t count = 0;
    if (!purpose_list(work->subject->session, work->subject->arena, &purposes, &count, error)) return false;
    json_key(json, "purposes");
    json_begin_array(json);
    for (size_t i = 0; i < count; i++) {
        json_begin_object(json);
        json_key(json, "name");
        json_string(json, purposes[i].name);
        json_key(json, "label");
        json_string(json, purposes[i].label[work->subject->locale]);
        json_key(json, "legal_ground");
        json_string(json, legal_ground_name(purposes[i].ground));
        json_end_object(json);
    }
    json_end_array(json);
    return true;
}

static bool write_head(AccessWork *work, Error *error)
{
    const AccessSubject *subject = work->subject;
    AccessParty *sources = NULL, *recipients = NULL;
    size_t source_count = 0, recipient_count = 0;
    if (!access_sources(work, &sources, &source_count, error) ||
        !access_recipients(work, &recipients, &recipient_count, error))
        return false;
    JsonWriter json = json_writer(&work->out);
    json_begin_object(&json);
    json_key(&json, "made_at");
    json_string(&json, instant_text(subject->arena, subject->now));
    json_key(&json, "company");
    json_string(&json, subject->company);
    json_key(&json, "customers");
    json_begin_array(&json);
    for (size_t i = 0; i < subject->person->member_count; i++) json_integer(&json, subject->person->members[i]);
    json_end_array(&json);
    write_parties(&json, "sources", sources, source_count);
    write_parties(&json, "recipients", recipients, recipient_count);
    if (!write_purposes(work, &json, error)) return false;
    json_end_object(&json);
    work->out.size--; // its last brace: the tables follow
    return true;
}

static bool write_table_json(AccessWork *work, AccessTable *table, Error *error)
{
    const AccessSubject *subject = work->subject;
    Phrase purpose = table->table ? table->table->purpose : PHRASE("What happened", "Ce qui s’est passé");
    RetentionClass retention = table->table ? table->table->retention : RETENTION_EVENT;
    text_add(&work->out, STR("\n"));
    JsonWriter json = json_writer(&work->out);
    json_begin_object(&json);
    json_key(&json, "table");
    json_string(&json, table->name);
    json_key(&json, "purpose");
    json_string(&json, str_of(purpose.in[subject->locale]));
    json_key(&json, "kept");
    json_string(&json, str_of(access_retention(retention).in[subject->locale]));
    json_key(&json, "rows");
    json_begin_array(&json);
    json_end_array(&json);
    json_end_object(&json);
    work->out.size -= 2; // "]}": the rows follow
    if (!access_rows(work, table, ACCESS_JSON, error)) return false;
    text_add(&work->out, STR("]}"));
    return true;
}

static bool write_json(AccessWork *work, Error *error)
{
    if (!zip_begin(work->zip, STR("data.json"), error) || !write_head(work, error)) return false;
    text_add(&work->out, STR(",\"tables\":["));
    for (size_t i = 0; i < work->tables; i++) {
        if (i) text_add_byte(&work->out, ',');
        if (!write_table_json(work, &work->table[i], error)) return false;
    }
    text_add(&work->out, STR("]}\n"));
    return access_flush(work, error);
}

// ---- the archive ----

static bool write_csv(AccessWork *work, AccessTable *table, Error *error)
{
    Str name = str_format(work->subject->arena, "csv/%.*s.csv", STR_ARGS(table->name));
    if (!zip_begin(work->zip, name, error)) return false;
    for (size_t i = 0; i < table->columns; i++) csv_add(&work->out, table->column[i].name);
    csv_end_record(&work->out);
    return access_rows(work, table, ACCESS_CSV, error) && access_flush(work, error);
}

static bool write_all(AccessWork *work, Error *error)
{
    if (!write_json(work, error)) return false;
    for (size_t i = 0; i < work->tables; i++)
        if (!write_csv(work, &work->table[i], error)) return false;
    return access_page(work, error) && zip_finish(work->zip, error);
}

bool access_write(const AccessSubject *subject, ZipSink sink, Error *error)
{
    AccessWork work = {.subject = subject, .scratch = arena_open(0)};
    Day day = (Day)(zone_civil(subject->zone, subject->now / MILLISECONDS_PER_SECOND) / SECONDS_PER_DAY);
    work.out = text_in(work.scratch);
    work.zip = zip_open(sink, civil_of_day(day));
    list_tables(&work);
    bool fine = read_staff(&work, error) && write_all(&work, error);
    zip_close(work.zip);
    arena_close(work.scratch);
    return fine;
}

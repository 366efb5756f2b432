#include "privacy/erasure_places_job.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/instant.h"
#include "crm/file_box.h"
#include "house.h"
#include "import/import.h"
#include "privacy/access_job.h"
#include "privacy/erasure_parts.h"
#include "store/export_job.h"

// ---- files on the person ----

// An identity that looks like the name of another's file takes nothing away.
static bool remove_stored(const House *house, StoreSession *session, Str name, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_file_is_stored, VALUES(value_text(name)), &rows, error)) return false;
    bool kept = rows_next(&rows);
    return rows_close(&rows, error) && (kept || box_remove(house->folder, name, error));
}

bool places_remove_files(const House *house, int64_t erasure, Arena *arena, Error *error)
{
    enum { FILES_MAX = 10000 };
    StoreSession *session;
    Erasure found;
    Str *name = arena_array(arena, Str, FILES_MAX);
    if (!store_read_begin(house->store, &session, error)) return false;
    bool good = erasure_get(session, erasure, arena, &found, error);
    size_t count = good ? traces_take(found.traces, "files", name, FILES_MAX, arena) : 0;
    for (size_t i = 0; good && i < count; i++) good = remove_stored(house, session, name[i], error);
    store_read_end(session);
    return good;
}

// ---- imports ----

typedef struct Copies {
    Str *under_way, *over; // names of files
    size_t under_ways, overs;
} Copies;

static bool read_copies(const House *house, Copies *copies, Arena *arena, Error *error)
{
    enum { COPIES_MAX = 10000 };
    StoreSession *session;
    Rows rows;
    *copies = (Copies){.under_way = arena_array(arena, Str, COPIES_MAX), .over = arena_array(arena, Str, COPIES_MAX)};
    if (!store_read_begin(house->store, &session, error)) return false;
    bool good = store_select(session, &query_erasure_import_files, VALUES(value_integer(COPIES_MAX)), &rows, error);
    while (good && rows_next(&rows)) {
        Str name = str_copy(arena, rows_text(&rows, 0));
        if (rows_integer(&rows, 1))
            copies->under_way[copies->under_ways++] = name;
        else
            copies->over[copies->overs++] = name;
    }
    good = good && rows_close(&rows, error);
    store_read_end(session);
    return good;
}

// A file is written before the row of its import: one without a row may be of somebody who is sending it.
static bool is_being_sent(const char *path)
{
    enum { SENDING_MILLISECONDS = 600 * MILLISECONDS_PER_SECOND };
    struct stat state;
    return stat(path, &state) == 0 &&
           (Instant)state.st_mtime * MILLISECONDS_PER_SECOND > instant_now() - SENDING_MILLISECONDS;
}

static bool is_among(Str name, const Str *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(names[i], name)) return true;
    return false;
}

static bool remove_imports(const House *house, Arena *arena, Error *error)
{
    Copies copies;
    if (!read_copies(house, &copies, arena, error)) return false;
    DIR *folder = opendir(str_c(arena, import_folder(arena, house->folder)));
    if (!folder) return true;
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        Str name = str_of(entry->d_name);
        if (entry->d_name[0] == '.' || is_among(name, copies.under_way, copies.under_ways)) continue;
        bool over = is_among(name, copies.over, copies.overs);
        if (over || !is_being_sent(str_c(arena, import_path(arena, house->folder, name))))
            import_file_remove(house->folder, name);
    }
    closedir(folder);
    return true;
}

static bool count_under_way(StoreSession *session, bool *busy, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_erasure_imports_under_way, NO_VALUES, &rows, error)) return false;
    *busy = rows_next(&rows) && rows_integer(&rows, 0) > 0;
    return rows_close(&rows, error);
}

static bool remove_rejects(StoreSession *session, void *context, Error *error)
{
    (void)context;
    return store_execute(session, &query_erasure_rejects, NO_VALUES, NULL, error);
}

bool places_finish(const House *house, bool *busy, Arena *arena, Error *error)
{
    StoreSession *session;
    if (!store_read_begin(house->store, &session, error)) return false;
    bool good = count_under_way(session, busy, error);
    store_read_end(session);
    return good &&
           (*busy || (remove_imports(house, arena, error) && store_write(house->store, remove_rejects, NULL, error)));
}

// ---- copies ----

bool places_remove_copies(const House *house, Arena *arena, Error *error)
{
    exports_remove(house, INT64_MAX, arena);
    return access_remove_files(house, instant_now(), arena, error) && remove_imports(house, arena, error);
}

void places_remove_snapshots(const House *house, Arena *arena)
{
    Str path = str_format(arena, "%.*s/snapshots", STR_ARGS(house->folder));
    DIR *files = opendir(str_c(arena, path));
    if (!files) return;
    for (const struct dirent *file; (file = readdir(files)) != NULL;)
        if (file->d_name[0] != '.')
            (void)unlink(str_c(arena, str_format(arena, "%.*s/%s", STR_ARGS(path), file->d_name)));
    closedir(files);
}

// rehearse.c - a piece of a dry run: what would become of each draft, from what the store holds and from what earlier
// drafts would have made. Exact, since it asks in the order in which record() does.
#include <string.h>

#include "base/pages.h"
#include "base/secret.h"
#include "house.h"
#include "identity/normal.h"
#include "identity/roots.h"
#include "import/carry_parts.h"
#include "import/key_map.h"

typedef struct Rehearsal {
    KeyMap *customers; // of ids: customer * 2 + 1, customer 0 for nobody yet
    KeyMap *things;    // of keys: the digest said last
    uint64_t made;     // customers that are not there yet
} Rehearsal;

Rehearsal *rehearsal_open(void)
{
    Rehearsal *rehearsal = pages_array(Rehearsal, 1);
    rehearsal->customers = key_map_open();
    rehearsal->things = key_map_open();
    return rehearsal;
}

void rehearsal_close(Rehearsal *rehearsal)
{
    if (!rehearsal) return;
    key_map_close(rehearsal->customers);
    key_map_close(rehearsal->things);
    pages_release(rehearsal, 1, sizeof *rehearsal);
}

// ---- who ----

enum { IDS_MAX = 5 };
typedef struct Id {
    IdentityKind kind;
    Str value;
    uint64_t key;
    uint64_t customer;
} Id;

typedef struct Asking {
    const Carrying *carrying;
    StoreSession *session;
    Arena *arena;
} Asking;

static size_t ids_of(const Asking *asking, const Who *who, Id ids[IDS_MAX])
{
    Locale locale = workspace_settings(asking->carrying->call->house->workspace)->locale;
    const Id all[IDS_MAX] = {{.kind = IDENTITY_EXTERNAL, .value = who->external},
                             {.kind = IDENTITY_USER_ID, .value = who->user_id},
                             {.kind = IDENTITY_EMAIL, .value = who->email},
                             {.kind = IDENTITY_PHONE,
                              .value = who->phone.size ? identity_phone(asking->arena, locale, who->phone) : STR("")},
                             {.kind = IDENTITY_ANONYMOUS_ID, .value = who->anonymous_id}};
    size_t count = 0;
    for (size_t i = 0; i < IDS_MAX; i++) {
        Normal normal;
        Error unusable;
        if (!all[i].value.size || !normal_of(all[i].kind, all[i].value, &normal, &unusable)) continue;
        uint64_t digest[2];
        Str text = str_format(asking->arena, "%d %.*s", (int)all[i].kind, STR_ARGS(normal.value));
        digest_short(asking->carrying->drafting.key, text, digest);
        ids[count] = all[i];
        ids[count++].key = digest[0];
    }
    return count;
}

static bool look_up(const Asking *asking, Id *id, Error *error)
{
    KeyMap *customers = asking->carrying->rehearsal->customers;
    uint64_t known = *key_map_at(customers, id->key);
    CustomerId customer = 0;
    if (!known) {
        if (!identity_find(asking->carrying->call->house->identity, asking->session, id->kind, id->value, &customer,
                           error))
            return false;
        *key_map_at(customers, id->key) = known = (uint64_t)customer * 2 + 1;
    }
    id->customer = known / 2;
    return true;
}

typedef struct Found {
    uint64_t customer; // above CUSTOMERS_MAX: one that would be made
    bool made;
    size_t count;
    Id ids[IDS_MAX];
} Found;

static bool find(const Asking *asking, const Who *who, Found *found, Error *error)
{
    found->customer = 0;
    found->made = false;
    found->count = ids_of(asking, who, found->ids);
    for (size_t i = 0; i < found->count; i++) {
        if (!look_up(asking, &found->ids[i], error)) return false;
        if (!found->customer) found->customer = found->ids[i].customer;
    }
    return true;
}

// What record() would do: make them, and give them the ids that nobody has.
static void settle(const Asking *asking, Found *found)
{
    Rehearsal *rehearsal = asking->carrying->rehearsal;
    found->made = found->customer == 0;
    if (found->made) found->customer = (uint64_t)CUSTOMERS_MAX + ++rehearsal->made;
    for (size_t i = 0; i < found->count; i++)
        if (!found->ids[i].customer) *key_map_at(rehearsal->customers, found->ids[i].key) = found->customer * 2 + 1;
}

// ---- what ----

static bool known_digest(const Asking *asking, const Draft *draft, uint64_t *digest, Error *error)
{
    ThingKnown known;
    uint64_t *said = key_map_at(asking->carrying->rehearsal->things, draft->key.word[0] ^ draft->key.word[1]);
    *digest = *said;
    if (*digest) return true;
    if (!import_thing(asking->session, asking->carrying->reading.options.kind, draft->key, &known, error)) return false;
    *digest = known.import ? known.digest.word[0] | 1 : 0;
    return true;
}

static bool admitted(const Asking *asking, const Draft *draft, const Found *found, const char **refused, Error *error)
{
    const EventLog *log = asking->carrying->call->house->log;
    const Record *first = &draft->record[0];
    *refused = NULL;
    if (!log_guarded(log)) return true;
    const Event event = {.kind = first->kind,
                         .name = first->name,
                         .customer = found->customer <= CUSTOMERS_MAX ? (CustomerId)found->customer : 0,
                         .at = first->at,
                         .received = first->received,
                         .source = first->source,
                         .flags = first->flags,
                         .body = STR("{}")};
    return log_admits(log, asking->session, &event, refused, error);
}

static bool rehearse_draft(const Asking *asking, Draft *draft, ImportCounts *counts, Error *error)
{
    Found found;
    uint64_t digest;
    const char *refused;
    bool customers = asking->carrying->reading.options.kind == IMPORT_CUSTOMERS;
    if (!find(asking, &draft->who, &found, error) || !known_digest(asking, draft, &digest, error)) return false;
    bool there = !customers || found.customer;
    if (digest == (draft->digest.word[0] | 1) && there) {
        count_outcome(counts, draft, OUTCOME_UNCHANGED);
        return true;
    }
    if (!admitted(asking, draft, &found, &refused, error)) return false;
    if (refused) {
        draft_refuse(asking->carrying, draft, refused);
        return true;
    }
    settle(asking, &found);
    bool created = customers ? found.made : digest == 0;
    *key_map_at(asking->carrying->rehearsal->things, draft->key.word[0] ^ draft->key.word[1]) =
        draft->digest.word[0] | 1;
    counts->customers += found.made;
    counts->events += (int64_t)draft->records;
    count_outcome(counts, draft, created ? OUTCOME_CREATED : OUTCOME_UPDATED);
    return true;
}

// ---- the piece ----

typedef struct RejectsWork {
    const Carrying *carrying;
    const Piece *piece;
    const ImportCounts *counts;
    int64_t rejects;
} RejectsWork;

static bool put_rejects(StoreSession *session, void *context, Error *error)
{
    RejectsWork *work = context;
    int64_t import = work->carrying->call->import.id;
    work->rejects = work->carrying->rejects;
    if (work->piece->first_unit == 0 &&
        !store_execute(session, &query_import_rejects_clear, VALUES(value_integer(import)), NULL, error))
        return false;
    for (size_t i = 0; i < work->piece->count; i++)
        if (!piece_put_rejects(work->carrying, session, &work->piece->draft[i], &work->rejects, error)) return false;
    return import_set_progress(session, import, work->counts, work->rejects, error);
}

static bool rehearse_drafts(const Asking *asking, const Piece *piece, ImportCounts *counts, Error *error)
{
    for (size_t i = 0; i < piece->count; i++) {
        Draft *draft = &piece->draft[i];
        if (draft->usable && !rehearse_draft(asking, draft, counts, error)) return false;
        counts->skipped += (int64_t)draft->rejects;
    }
    return true;
}

bool piece_rehearse(Carrying *carrying, const Piece *piece, Error *error)
{
    Asking asking = {.carrying = carrying, .arena = arena_open(0)};
    Store *store = carrying->call->house->store;
    ImportCounts counts = carrying->counts;
    bool fine = store_read_begin(store, &asking.session, error) && rehearse_drafts(&asking, piece, &counts, error);
    store_read_end(asking.session);
    arena_close(asking.arena);
    RejectsWork work = {.carrying = carrying, .piece = piece, .counts = &counts};
    if (!fine || !store_write(store, put_rejects, &work, error)) return false;
    carrying->counts = counts;
    carrying->rejects = work.rejects;
    carrying->next_unit = piece->first_unit + (int64_t)piece->count;
    return true;
}

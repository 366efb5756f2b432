#include "segment/ready.h"

// One row each; figures of people that a rule asks for are in segment_metrics (segment_person.c).
const ReadySegment ready_segments[] = {
    {"new", PHRASE("New", "Nouveaux"),
     PHRASE("On trial, or bought for the first time within the last 30 days",
            "En essai, ou premier achat dans les 30 derniers jours"),
     "{\"any\":[{\"metric\":\"lifecycle_stage\",\"in\":[\"new\"]},"
     "{\"all\":[{\"metric\":\"purchases\",\"equals\":1},"
     "{\"metric\":\"days_since_purchase\",\"lte\":30}]}]}"},
    {"first_time", PHRASE("First-time buyers", "Primo-acheteurs"),
     PHRASE("Have bought once and are not silent yet", "Ont acheté une fois et ne sont pas encore silencieux"),
     "{\"metric\":\"lifecycle_stage\",\"in\":[\"first_time\"]}"},
    {"repeat", PHRASE("Repeat buyers", "Acheteurs réguliers"),
     PHRASE("Have bought at least twice and are not loyal yet",
            "Ont acheté au moins deux fois sans être encore fidèles"),
     "{\"metric\":\"lifecycle_stage\",\"in\":[\"repeat\"]}"},
    {"loyal", PHRASE("Loyal customers", "Clients fidèles"),
     PHRASE("Buy again and again, or recommend us", "Achètent encore et encore, ou nous recommandent"),
     "{\"metric\":\"lifecycle_stage\",\"in\":[\"loyal\",\"ambassador\"]}"},
    {"at_risk", PHRASE("At risk", "À risque"),
     PHRASE("Longer silent than half of what tells the inactive; a plain rule, until there are predictions",
            "Silencieux depuis plus de la moitié du délai d’inactivité\u202F; une règle simple, en attendant les "
            "prédictions"),
     "{\"metric\":\"lifecycle_stage\",\"in\":[\"at_risk\"]}"},
    {"inactive", PHRASE("Inactive", "Inactifs"),
     PHRASE("Were customers and have not bought for longer than the window of inactivity",
            "Ont été clients et n’ont pas acheté depuis plus que le délai d’inactivité"),
     "{\"metric\":\"lifecycle_stage\",\"in\":[\"inactive\",\"lost\"]}"},
    {"won_back", PHRASE("Won back", "Reconquis"),
     PHRASE("Came back after a time of inactivity", "Sont revenus après une période d’inactivité"),
     "{\"metric\":\"lifecycle_stage\",\"in\":[\"won_back\"]}"},
    {"occasional", PHRASE("Occasional buyers", "Acheteurs occasionnels"),
     PHRASE("Ordered once or twice within the last year, and are not new",
            "Ont commandé une ou deux fois dans la dernière année, sans être nouveaux"),
     "{\"all\":[{\"event\":\"Order Completed\",\"count\":{\"gte\":1,\"lte\":2},\"within_days\":365},"
     "{\"not\":{\"segment\":\"new\"}}]}"},
    {"under_35", PHRASE("Under 35", "Moins de 35 ans"),
     PHRASE("By the date of birth, else by the age they gave", "D’après la date de naissance, sinon l’âge indiqué"),
     "{\"metric\":\"age\",\"lt\":35}"},
    {0},
};

const ReadySegment *ready_segment(Str key)
{
    for (const ReadySegment *one = ready_segments; one->key; one++)
        if (str_equal(str_of(one->key), key)) return one;
    return NULL;
}

static bool put_in(StoreSession *session, const ReadySegment *ready, Instant now, Arena *arena, Error *error)
{
    StoredSegment there, made = {.key = str_of(ready->key), .rule = str_of(ready->rule), .ready = true, .made_at = now};
    made.changed_at = now;
    made.name = made.description = STR("");
    return store_execute(session, &query_stored_ready_add, VALUES(value_text(made.key)), NULL, error) &&
           stored_of_key(session, made.key, arena, &there, error) && (there.id || stored_insert(session, &made, error));
}

static bool known(const Str *keys, size_t count, Str key)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(keys[i], key)) return true;
    return false;
}

bool ready_insert(StoreSession *session, Instant now, Error *error)
{
    Rows rows;
    Arena *arena = arena_open(0);
    size_t count = 0, room = 0;
    while (ready_segments[room].key) room++;
    Str *keys = arena_array(arena, Str, room);
    bool fine = store_select(session, &query_stored_ready_known, NO_VALUES, &rows, error);
    while (fine && rows_next(&rows))
        if (count < room) keys[count++] = str_copy(arena, rows_text(&rows, 0));
    if (fine) fine = rows_close(&rows, error);
    for (const ReadySegment *one = ready_segments; fine && one->key; one++)
        if (!known(keys, count, str_of(one->key))) fine = put_in(session, one, now, arena, error);
    arena_close(arena);
    return fine;
}

static bool insert_now(StoreSession *session, void *context, Error *error)
{
    (void)context;
    return ready_insert(session, instant_now(), error);
}

bool ready_open(Store *store, Error *error)
{
    return store_write(store, insert_now, NULL, error);
}

#include "segment/ready.h"

#include "measure/rfm.h"

#define DECILE_TEXT                                                                                                    \
    PHRASE("A tenth of the customers by what they brought so far; the 10th holds the highest",                         \
           "Un dixième des clients par ce qu’ils ont rapporté à ce jour\u202F; le 10e a les plus hauts")

// One row each; figures of people that a rule asks for are in figure.h. RFM groups mean what measure/rfm.h says.
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
     PHRASE(
         "High risk of leaving by the published model of churn; until there is one, longer silent than half of what "
         "tells the inactive",
         "Risque de départ élevé selon le modèle publié\u202F; tant qu’il n’y en a pas, silencieux depuis plus de la "
         "moitié du délai d’inactivité"),
     "{\"metric\":\"risk\",\"in\":[\"high\"]}"},
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
    {"high_value", PHRASE("High value", "Clients à forte valeur"),
     PHRASE("The tenth and ninth deciles by what they brought so far",
            "Les dixième et neuvième déciles par ce qu’ils ont rapporté à ce jour"),
     "{\"metric\":\"value_decile\",\"gte\":9}"},
    {"early_adopters", PHRASE("Early adopters", "Adoptants précoces"),
     PHRASE("Bought a product within 30 days of when it was first sold",
            "Ont acheté un produit dans les 30 jours de sa première vente"),
     "{\"metric\":\"early_adoptions\",\"gte\":1}"},
    {"influencers", PHRASE("Influencers", "Influenceurs"),
     PHRASE("Won at least two friends as customers; or would recommend us (9 or 10) and referred, shared or reviewed",
            "Ont amené au moins deux filleuls\u202F; ou nous recommandent (9 ou 10) et ont parrainé, partagé ou donné "
            "un avis"),
     "{\"any\":[{\"metric\":\"referrals\",\"gte\":2},{\"all\":[{\"metric\":\"recommendation\",\"gte\":9},"
     "{\"any\":[{\"metric\":\"referrals\",\"gte\":1},{\"event\":\"Product Shared\"},"
     "{\"event\":\"Product Reviewed\"}]}]}]}"},
    {"promotion_sensitive", PHRASE("Promotion-sensitive", "Sensibles aux promotions"),
     PHRASE("Bought at least twice, and 60 % of their orders or more on promotion",
            "Ont acheté au moins deux fois, dont 60\u202F% ou plus en promotion"),
     "{\"all\":[{\"metric\":\"promotion_share\",\"gte\":0.6},{\"metric\":\"purchases\",\"gte\":2}]}"},
    {"free_users", PHRASE("Free users", "Utilisateurs gratuits"),
     PHRASE("Have bought nothing and hold no paid subscription", "N’ont rien acheté et n’ont pas d’abonnement payant"),
     "{\"not\":{\"any\":[{\"metric\":\"contract\",\"in\":[\"paid\"]},{\"metric\":\"purchases\",\"gte\":1}]}}"},
    {"high_value_users", PHRASE("High-value users", "Utilisateurs à forte valeur"),
     PHRASE("Pay, and are among the two highest deciles by value or active on 8 of the last 30 days",
            "Paient, et sont dans les deux premiers déciles de valeur ou actifs 8 des 30 derniers jours"),
     "{\"all\":[{\"not\":{\"segment\":\"free_users\"}},{\"any\":[{\"metric\":\"value_decile\",\"gte\":9},"
     "{\"metric\":\"active_days_30d\",\"gte\":8}]}]}"},
    {"occasional_users", PHRASE("Occasional users", "Utilisateurs occasionnels"),
     PHRASE("Pay, and are not high-value users", "Paient, sans être des utilisateurs à forte valeur"),
     "{\"not\":{\"any\":[{\"segment\":\"free_users\"},{\"segment\":\"high_value_users\"}]}}"},
    {"rfm_champions",
     PHRASE("RFM: champions", "RFM\u00A0: champions"),
     {{NULL}},
     "{\"metric\":\"rfm_group\",\"in\":[\"champions\"]}"},
    {"rfm_loyal",
     PHRASE("RFM: loyal customers", "RFM\u00A0: clients fidèles"),
     {{NULL}},
     "{\"metric\":\"rfm_group\",\"in\":[\"loyal\"]}"},
    {"rfm_potential_loyalists",
     PHRASE("RFM: potential loyalists", "RFM\u00A0: fidèles potentiels"),
     {{NULL}},
     "{\"metric\":\"rfm_group\",\"in\":[\"potential_loyalists\"]}"},
    {"rfm_new_customers",
     PHRASE("RFM: new customers", "RFM\u00A0: nouveaux clients"),
     {{NULL}},
     "{\"metric\":\"rfm_group\",\"in\":[\"new_customers\"]}"},
    {"rfm_promising",
     PHRASE("RFM: promising", "RFM\u00A0: prometteurs"),
     {{NULL}},
     "{\"metric\":\"rfm_group\",\"in\":[\"promising\"]}"},
    {"rfm_need_attention",
     PHRASE("RFM: need attention", "RFM\u00A0: à surveiller"),
     {{NULL}},
     "{\"metric\":\"rfm_group\",\"in\":[\"need_attention\"]}"},
    {"rfm_about_to_sleep",
     PHRASE("RFM: about to sleep", "RFM\u00A0: sur le point de s’endormir"),
     {{NULL}},
     "{\"metric\":\"rfm_group\",\"in\":[\"about_to_sleep\"]}"},
    {"rfm_at_risk",
     PHRASE("RFM: at risk", "RFM\u00A0: à risque"),
     {{NULL}},
     "{\"metric\":\"rfm_group\",\"in\":[\"at_risk\"]}"},
    {"rfm_cannot_lose_them",
     PHRASE("RFM: can't lose them", "RFM\u00A0: à ne pas perdre"),
     {{NULL}},
     "{\"metric\":\"rfm_group\",\"in\":[\"cannot_lose_them\"]}"},
    {"rfm_hibernating",
     PHRASE("RFM: hibernating", "RFM\u00A0: en hibernation"),
     {{NULL}},
     "{\"metric\":\"rfm_group\",\"in\":[\"hibernating\"]}"},
    {"rfm_lost", PHRASE("RFM: lost", "RFM\u00A0: perdus"), {{NULL}}, "{\"metric\":\"rfm_group\",\"in\":[\"lost\"]}"},
    {"value_decile_10", PHRASE("Value decile 10", "Décile de valeur 10"), DECILE_TEXT,
     "{\"metric\":\"value_decile\",\"equals\":10}"},
    {"value_decile_9", PHRASE("Value decile 9", "Décile de valeur 9"), DECILE_TEXT,
     "{\"metric\":\"value_decile\",\"equals\":9}"},
    {"value_decile_8", PHRASE("Value decile 8", "Décile de valeur 8"), DECILE_TEXT,
     "{\"metric\":\"value_decile\",\"equals\":8}"},
    {"value_decile_7", PHRASE("Value decile 7", "Décile de valeur 7"), DECILE_TEXT,
     "{\"metric\":\"value_decile\",\"equals\":7}"},
    {"value_decile_6", PHRASE("Value decile 6", "Décile de valeur 6"), DECILE_TEXT,
     "{\"metric\":\"value_decile\",\"equals\":6}"},
    {"value_decile_5", PHRASE("Value decile 5", "Décile de valeur 5"), DECILE_TEXT,
     "{\"metric\":\"value_decile\",\"equals\":5}"},
    {"value_decile_4", PHRASE("Value decile 4", "Décile de valeur 4"), DECILE_TEXT,
     "{\"metric\":\"value_decile\",\"equals\":4}"},
    {"value_decile_3", PHRASE("Value decile 3", "Décile de valeur 3"), DECILE_TEXT,
     "{\"metric\":\"value_decile\",\"equals\":3}"},
    {"value_decile_2", PHRASE("Value decile 2", "Décile de valeur 2"), DECILE_TEXT,
     "{\"metric\":\"value_decile\",\"equals\":2}"},
    {"value_decile_1", PHRASE("Value decile 1", "Décile de valeur 1"), DECILE_TEXT,
     "{\"metric\":\"value_decile\",\"equals\":1}"},
    {0},
};

const ReadySegment *ready_segment(Str key)
{
    for (const ReadySegment *one = ready_segments; one->key; one++)
        if (str_equal(str_of(one->key), key)) return one;
    return NULL;
}

Phrase ready_description(const ReadySegment *ready)
{
    Str key = str_of(ready->key);
    for (RfmGroup group = 0; str_starts_with(key, STR("rfm_")) && group < RFM_GROUP_COUNT; group++)
        if (str_equal((Str){key.data + 4, key.size - 4}, rfm_group_name(group))) return rfm_group_meaning(group);
    return ready->description;
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

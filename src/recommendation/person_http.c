// person_http.c - what one customer will probably buy or read next, and what is known of what they like. Their history
// is read when it is asked for: what they bought a second ago is in it.
#include "base/json_put.h"
#include "base/number.h"
#include "customer/customer_http.h"
#include "house.h"
#include "recommendation/preference.h"
#include "recommendation/recommendation_http.h"

enum { SUGGESTED = 3, SUGGESTED_MAX = 50 };

typedef struct Asked {
    CustomerId root;
    ModelPlace place;
    PersonShop shop;
    size_t most;
} Asked;

static bool read_asked(Call *call, StoreSession *session, Asked *asked, Error *error)
{
    int64_t most = SUGGESTED;
    (void)call_query_integer(call, "k", &most);
    asked->most = (size_t)most;
    return path_customer(call, session, call->path_value[0], &asked->root, error) &&
           model_place(call, session, &asked->place, error) &&
           person_shop_read(call->house, session, asked->root, call->now, &asked->place.kept.catalogue, call->arena,
                            &asked->shop, error);
}

static Str refusal_of(const Call *call, const Asked *asked)
{
    if (!asked->shop.allowed)
        return phrase_say(call->arena, call->locale,
                          PHRASE("objected to profiling, or restricted: nothing is predicted{0}",
                                 "opposition au profilage, ou limitation\u00A0: rien n’est prédit{0}"),
                          STR(""));
    if (!asked->place.kept.version)
        return phrase_say(call->arena, call->locale,
                          PHRASE("not trained yet: it is trained every night{0}",
                                 "pas encore entraîné\u00A0: il l’est chaque nuit{0}"),
                          STR(""));
    return STR("");
}

// Members of the answer but for the items; false: there will be none.
static bool begin_answer(JsonWriter *json, const Call *call, const Asked *asked, Str kind)
{
    Str refusal = refusal_of(call, asked);
    json_begin_object(json);
    put_integer(json, "customer", asked->root);
    json_key(json, "kind");
    json_string(json, kind);
    json_key(json, "as_of");
    json_string(json, day_name(call->arena, asked->shop.today));
    json_key(json, "model_version");
    asked->place.kept.version ? json_integer(json, asked->place.kept.version) : json_null(json);
    json_key(json, "refusal");
    refusal.size ? json_string(json, refusal) : json_null(json);
    return refusal.size == 0;
}

// ---- products ----

static void write_products(JsonWriter *json, const Call *call, const Asked *asked)
{
    const NextModel *model = &asked->place.kept.next;
    const PersonShop *shop = &asked->shop;
    Suggestion suggestion[SUGGESTED_MAX];
    NextHistory history = {.line = shop->line, .lines = shop->lines, .view = shop->view, .views = shop->views};
    NextDesk *desk = next_desk(model->affinity.items, call->arena);
    size_t count = next_suggest(model, asked->place.rules, &history, shop->today, asked->most, desk, suggestion);
    for (size_t i = 0; i < count; i++)
        suggestion_write(json, asked->place.kept.catalogue.product, &suggestion[i], call->locale, call->arena);
}

// ---- contents ----

static Str content_sentence(const Call *call, const Catalogue *catalogue, const ContentSuggestion *suggestion)
{
    Str times = number_say_count(call->arena, call->locale, suggestion->times);
    if (suggestion->times == 0 || suggestion->tag == UINT32_MAX)
        return phrase_say(call->arena, call->locale, PHRASE("what others read{0}", "ce que lisent les autres{0}"),
                          STR(""));
    return phrase_say(call->arena, call->locale, PHRASE("about {0}: read {1} times", "sur {0}\u00A0: lu {1} fois"),
                      catalogue->tag[suggestion->tag], times);
}

static void write_content(JsonWriter *json, const Call *call, const Catalogue *catalogue,
                          const ContentSuggestion *suggestion)
{
    bool interest = suggestion->times > 0 && suggestion->tag != UINT32_MAX;
    json_begin_object(json);
    json_key(json, "content");
    product_write(json, &catalogue->content[suggestion->content]);
    json_key(json, "tags");
    json_begin_array(json);
    for (uint32_t t = catalogue->tag_start[suggestion->content]; t < catalogue->tag_start[suggestion->content + 1]; t++)
        json_string(json, catalogue->tag[catalogue->tag_of[t]]);
    json_end_array(json);
    json_key(json, "score");
    json_number(json, suggestion->score);
    json_key(json, "reason");
    json_string(json, interest ? STR("interest") : STR("popular"));
    json_key(json, "tag");
    interest ? json_string(json, catalogue->tag[suggestion->tag]) : json_null(json);
    json_key(json, "times");
    json_integer(json, suggestion->times);
    json_key(json, "sentence");
    json_string(json, content_sentence(call, catalogue, suggestion));
    json_end_object(json);
}

static void write_contents(JsonWriter *json, const Call *call, const Asked *asked)
{
    ContentSuggestion suggestion[SUGGESTED_MAX];
    const KeptModel *kept = &asked->place.kept;
    size_t count = interest_suggest(&kept->interest, asked->shop.read, asked->shop.reads, asked->shop.today,
                                    asked->most, call->arena, suggestion);
    for (size_t i = 0; i < count; i++) write_content(json, call, &kept->catalogue, &suggestion[i]);
}

bool get_recommendations(Call *call, StoreSession *session, Error *error)
{
    Asked asked = {0};
    bool content = str_equal(call_query(call, "kind"), STR("content"));
    if (!read_asked(call, session, &asked, error)) return false;
    call_reads(call, asked.root);
    JsonWriter json = call_json(call);
    bool any = begin_answer(&json, call, &asked, content ? STR("content") : STR("product"));
    json_key(&json, "published");
    json_boolean(&json, content ? asked.place.kept.interest_better : asked.place.kept.next.learned);
    json_key(&json, "horizon_days");
    content || !any ? json_null(&json) : json_integer(&json, asked.place.kept.next.horizon_days);
    json_key(&json, "items");
    json_begin_array(&json);
    if (any) content ? write_contents(&json, call, &asked) : write_products(&json, call, &asked);
    json_end_array(&json);
    json_end_object(&json);
    return true;
}

// ---- the summary ----

static bool write_kept_at(JsonWriter *json, const Call *call, StoreSession *session, CustomerId root, Error *error)
{
    Rows rows;
    json_key(json, "kept_at");
    if (!store_select(session, &query_recommendation_summary_of, VALUES(value_integer(root)), &rows, error))
        return false;
    if (rows_next(&rows))
        json_string(json, instant_text(call->arena, rows_integer(&rows, 0)));
    else
        json_null(json);
    return rows_close(&rows, error);
}

static void write_summary(JsonWriter *json, const Call *call, const Asked *asked)
{
    const KeptModel *kept = &asked->place.kept;
    const PersonShop *shop = &asked->shop;
    Preference preference;
    PreferenceSource source = {.line = shop->line,
                               .lines = shop->lines,
                               .read = shop->read,
                               .reads = shop->reads,
                               .orders = shop->orders,
                               .discounted = shop->discounted,
                               .weekday = shop->weekday};
    preference_of(&kept->catalogue, &kept->interest, price_cuts(&kept->catalogue, call->arena), &source, shop->today,
                  call->arena, &preference);
    json_begin_object(json);
    preference_write(json, &kept->catalogue, &preference, &call->locale, call->arena);
    json_end_object(json);
}

static void write_next_best(JsonWriter *json, const Call *call, const Asked *asked)
{
    json_key(json, "next_best_offer");
    Asked one = *asked;
    one.most = 1;
    size_t before = call->text.size;
    write_products(json, call, &one);
    if (call->text.size == before) json_null(json);
}

bool get_preference_summary(Call *call, StoreSession *session, Error *error)
{
    Asked asked = {0};
    if (!read_asked(call, session, &asked, error)) return false;
    call_reads(call, asked.root);
    JsonWriter json = call_json(call);
    bool any = begin_answer(&json, call, &asked, STR("summary"));
    json_key(&json, "summary");
    any ? write_summary(&json, call, &asked) : json_null(&json);
    if (any) write_next_best(&json, call, &asked);
    if (!write_kept_at(&json, call, session, asked.root, error)) return false;
    json_end_object(&json);
    return true;
}

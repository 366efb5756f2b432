#include "recommendation/shop.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/zone.h"
#include "consent/consents.h"
#include "event/properties.h"
#include "event/vocabulary.h"
#include "house.h"
#include "order/order.h"
#include "workspace/workspace.h"

enum { KEY_BYTES_MAX = 500, TAGS_MAX = 20, READ_CLASSES = 3, CLASS_NONE = -1 };

static const char *const viewed_event = "Product Viewed";
static const char *const read_events[] = {"Article Read", "Content Viewed"};
static const char *const product_names = "product_id productId id sku name";
static const char *const content_names = "content_id article_id id slug url title name";
static const char *const tag_names[] = {"tags", "tag", "topics", "topic", "category"};

// Lines as they come, numbers of words in the order in which these are first seen.
typedef struct LineList {
    AffinityLine *line;
    size_t count, room;
} LineList;

typedef struct Gathering {
    const House *house;
    StoreSession *session;
    Arena *arena, *scratch;
    Instant now;
    const Zone *zone;
    Currency currency;
    const Catalogue *known; // of one person: numbers are its; NULL: all
    Words product, content, tag;
    Product *product_said, *content_said; // by number
    uint32_t products_room, contents_room;
    LineList line, view, read;
    uint32_t *content_tag, *content_tag_start; // of contents as they come
    size_t content_tags, content_tags_room;
    Shop *shop;         // all
    PersonShop *person; // or one
    int32_t classes[READ_CLASSES];
} Gathering;

static void *grown(Arena *arena, void *array, size_t count, size_t *room, size_t size)
{
    if (count < *room) return array;
    size_t larger_room = *room ? *room * 2 : 256;
    char *larger = arena_alloc(arena, larger_room, size);
    if (count) memcpy(larger, array, count * size);
    *room = larger_room;
    return larger;
}

static void add_line(Gathering *gathering, LineList *list, AffinityLine line)
{
    list->line = grown(gathering->arena, list->line, list->count, &list->room, sizeof *list->line);
    list->line[list->count++] = line;
}

static Day day_at(const Gathering *gathering, Instant at)
{
    return (Day)(zone_civil(gathering->zone, at / MILLISECONDS_PER_SECOND) / SECONDS_PER_DAY);
}

// ---- products ----

bool catalogue_product(const Catalogue *catalogue, Str key, uint32_t *product)
{
    uint32_t low = 0, high = catalogue->products;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (str_compare(catalogue->product[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *product = low;
    return low < catalogue->products && str_equal(catalogue->product[low].key, key);
}

static bool catalogue_content(const Catalogue *catalogue, Str key, uint32_t *content)
{
    Catalogue contents = {.products = catalogue->contents, .product = catalogue->content};
    return catalogue_product(&contents, key, content);
}

static Str key_of_line(const OrderLine *line)
{
    Str key = line->product_id.size ? line->product_id : line->sku.size ? line->sku : line->name;
    return key.size <= KEY_BYTES_MAX ? key : STR("");
}

static Product *said_of(Gathering *gathering, Product **said, uint32_t *room, uint32_t number)
{
    if (number >= *room) {
        uint32_t larger = number < 128 ? 256 : number * 2;
        Product *product = arena_array(gathering->arena, Product, larger);
        if (*room) memcpy(product, *said, *room * sizeof *product);
        *said = product;
        *room = larger;
    }
    return &(*said)[number];
}

// What was said last holds: of equal times the one with the larger text, so that no order of reading matters.
static void describe_product(Gathering *gathering, uint32_t number, const OrderLine *line, Instant at)
{
    Product *product = said_of(gathering, &gathering->product_said, &gathering->products_room, number);
    bool later = at > product->said_at || (at == product->said_at && str_compare(line->name, product->name) > 0);
    if (!later) return;
    product->said_at = at;
    if (line->name.size) product->name = str_copy(gathering->arena, line->name);
    if (line->category.size) product->category = str_copy(gathering->arena, line->category);
    if (line->has_price) product->price_minor = line->price_minor;
}

static bool number_of_product(Gathering *gathering, Str key, uint32_t *number)
{
    return gathering->known ? catalogue_product(gathering->known, key, number)
                            : words_put(&gathering->product, key, number);
}

// ---- orders ----

typedef struct OrderSeen {
    uint32_t person;
    Instant at;
    int64_t id;
    bool discounted;
    double spent_minor; // 0: in another currency, or not known
} OrderSeen;

static void count_order(Gathering *gathering, const OrderSeen *order)
{
    int weekday = weekday_of_day(day_at(gathering, order->at));
    if (gathering->person) {
        PersonShop *person = gathering->person;
        person->orders++;
        person->discounted += order->discounted;
        person->weekday[weekday]++;
        person->spent_minor += order->spent_minor;
        return;
    }
    Shop *shop = gathering->shop;
    shop->orders[order->person]++;
    shop->discounted[order->person] += order->discounted;
    shop->weekday[order->person][weekday]++;
    shop->spent_minor[order->person] += order->spent_minor;
}

static void take_order(Gathering *gathering, const OrderSeen *order, Str body)
{
    OrderStatement statement;
    const Event event = {.body = body, .at = order->at};
    order_statement_read(&event, &gathering->currency, gathering->scratch, &statement);
    bool discounted = order->discounted;
    for (size_t i = 0; i < statement.lines; i++) {
        uint32_t number;
        const OrderLine *line = &statement.line[i];
        discounted = discounted || line->discount_minor > 0 || line->coupon.size > 0;
        if (!(line->quantity > 0) || !number_of_product(gathering, key_of_line(line), &number)) continue;
        if (!gathering->known) describe_product(gathering, number, line, order->at);
        add_line(gathering, &gathering->line,
                 (AffinityLine){order->person, number, day_at(gathering, order->at), (uint32_t)order->id});
    }
    OrderSeen counted = *order;
    counted.discounted = discounted;
    count_order(gathering, &counted);
}

static bool is_wanted(const Gathering *gathering, CustomerId customer, uint32_t *person)
{
    *person = identity_root(gathering->house->identity, customer);
    if (gathering->person) return true;
    return *person < gathering->shop->customers && !gathering->shop->left_out[*person] &&
           !identity_hidden(gathering->house->identity, customer);
}

static bool take_orders(Gathering *gathering, const Query *query, const Value *values, size_t count, Error *error)
{
    Rows rows;
    if (!store_select(gathering->session, query, values, count, &rows, error)) return false;
    while (rows_next(&rows)) {
        OrderSeen order = {.at = rows_integer(&rows, 1), .id = rows_integer(&rows, 2)};
        if (!is_wanted(gathering, (CustomerId)rows_integer(&rows, 0), &order.person)) continue;
        order.discounted = rows_text(&rows, 4).size > 0 || rows_text(&rows, 5).size > 0 || rows_integer(&rows, 6) > 0;
        if (str_equal(rows_text(&rows, 8), str_of(gathering->currency.code)))
            order.spent_minor = (double)rows_integer(&rows, 7);
        take_order(gathering, &order, rows_text(&rows, 3));
        arena_reset(gathering->scratch);
    }
    return rows_close(&rows, error);
}

// ---- views and readings ----

static void add_tag(Gathering *gathering, Str text)
{
    uint32_t tag;
    text = str_trim(text);
    if (text.size > KEY_BYTES_MAX || !words_put(&gathering->tag, text, &tag)) return;
    uint32_t number = gathering->content.count - 1;
    for (size_t i = gathering->content_tag_start[number]; i < gathering->content_tags; i++)
        if (gathering->content_tag[i] == tag) return;
    gathering->content_tag = grown(gathering->arena, gathering->content_tag, gathering->content_tags,
                                   &gathering->content_tags_room, sizeof *gathering->content_tag);
    gathering->content_tag[gathering->content_tags++] = tag;
}

static void add_tags(Gathering *gathering, JsonValue value)
{
    JsonValue item;
    Str rest = json_get_string(value, gathering->scratch), part;
    if (value.type == JSON_STRING)
        while (str_cut(&rest, ',', &part)) add_tag(gathering, part);
    if (value.type == JSON_ARRAY)
        for (size_t cursor = 0, count = 0; count < TAGS_MAX && json_next(value, &cursor, NULL, &item); count++)
            add_tag(gathering, json_get_string(item, gathering->scratch));
}

static bool tags_said(JsonValue properties, JsonValue *value)
{
    for (size_t i = 0; i < COUNT_OF(tag_names); i++)
        if (json_member(properties, str_of(tag_names[i]), value) &&
            (value->type == JSON_STRING || value->type == JSON_ARRAY))
            return true;
    return false;
}

// What a content is about is what its first reading says.
static void describe_content(Gathering *gathering, uint32_t number, JsonValue properties)
{
    JsonValue tags;
    uint32_t before = gathering->contents_room;
    Product *content = said_of(gathering, &gathering->content_said, &gathering->contents_room, number);
    if (gathering->contents_room != before) {
        uint32_t *start = arena_array(gathering->arena, uint32_t, gathering->contents_room + 1);
        if (number) memcpy(start, gathering->content_tag_start, number * sizeof *start);
        gathering->content_tag_start = start;
    }
    gathering->content_tag_start[number] = (uint32_t)gathering->content_tags;
    content->name =
        str_copy(gathering->arena, property_text(properties, "title name", KEY_BYTES_MAX, gathering->scratch));
    if (tags_said(properties, &tags)) add_tags(gathering, tags);
}

static Str key_of_content(const Gathering *gathering, JsonValue properties)
{
    JsonValue tags;
    Str key = property_text(properties, content_names, KEY_BYTES_MAX, gathering->scratch);
    if (key.size || !tags_said(properties, &tags)) return key;
    return tags.type == JSON_STRING ? str_trim(json_get_string(tags, gathering->scratch)) : STR("");
}

static void take_event(Gathering *gathering, uint32_t person, Instant at, bool viewed, Str body)
{
    JsonValue properties;
    const Event event = {.body = body};
    uint32_t number;
    if (!event_properties(&event, &properties)) return;
    AffinityLine line = {.customer = person, .day = day_at(gathering, at)};
    if (viewed) {
        Str key = property_text(properties, product_names, KEY_BYTES_MAX, gathering->scratch);
        if (!number_of_product(gathering, key, &number)) return;
        line.item = number;
        add_line(gathering, &gathering->view, line);
        return;
    }
    Str key = key_of_content(gathering, properties);
    uint32_t before = gathering->content.count;
    bool known = gathering->known ? catalogue_content(gathering->known, key, &number)
                                  : words_put(&gathering->content, key, &number);
    if (!known) return;
    if (!gathering->known && gathering->content.count > before) describe_content(gathering, number, properties);
    line.item = number;
    add_line(gathering, &gathering->read, line);
}

// A training looks at views before the day that is two horizons before its end, the last day with an order.
static Instant views_from(const Gathering *gathering, int32_t horizon_days)
{
    Day last = INT32_MIN;
    for (size_t i = 0; i < gathering->line.count; i++)
        if (gathering->line.line[i].day > last) last = gathering->line.line[i].day;
    if (last == INT32_MIN) last = gathering->shop->end;
    Day first = last - 2 * horizon_days - NEXT_VIEW_DAYS - 1; // a day more: days are those of a zone
    return (Instant)first * SECONDS_PER_DAY * MILLISECONDS_PER_SECOND;
}

static bool take_events(Gathering *gathering, int32_t horizon_days, Error *error)
{
    Rows rows;
    if (!store_select(gathering->session, &query_recommendation_events,
                      VALUES(value_integer(gathering->classes[0]), value_integer(gathering->classes[1]),
                             value_integer(gathering->classes[2]), value_integer(EVENT_HIDDEN | EVENT_ANONYMOUS),
                             value_integer(gathering->now), value_integer(views_from(gathering, horizon_days))),
                      &rows, error))
        return false;
    while (rows_next(&rows)) {
        uint32_t person;
        if (!is_wanted(gathering, (CustomerId)rows_integer(&rows, 0), &person)) continue;
        take_event(gathering, person, rows_integer(&rows, 1), rows_integer(&rows, 2) == gathering->classes[0],
                   rows_text(&rows, 3));
        arena_reset(gathering->scratch);
    }
    return rows_close(&rows, error);
}

static void find_classes(Gathering *gathering)
{
    const char *const names[READ_CLASSES] = {viewed_event, read_events[0], read_events[1]};
    for (int i = 0; i < READ_CLASSES; i++) {
        uint16_t number;
        bool there = log_class(gathering->house->log, EVENT_TRACK, str_of(names[i]), &number);
        gathering->classes[i] = there ? number : CLASS_NONE;
    }
}

// ---- the catalogue ----

static void renumber(LineList *list, const uint32_t *place)
{
    for (size_t i = 0; i < list->count; i++) list->line[i].item = place[list->line[i].item];
    affinity_sort(list->line, list->count);
}

static Product *in_order(const Gathering *gathering, const Words *words, const Product *said, const uint32_t *place,
                         const Str *sorted)
{
    Product *product = arena_array(gathering->arena, Product, words->count + 1);
    for (uint32_t i = 0; i < words->count; i++) {
        if (said) product[place[i]] = said[i];
        product[place[i]].key = sorted[place[i]];
    }
    return product;
}

static int by_number(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static void order_tags(Gathering *gathering, const uint32_t *content_place, Catalogue *catalogue)
{
    Arena *arena = gathering->arena;
    const uint32_t *place = words_sort(&gathering->tag, arena, &catalogue->tag);
    uint32_t *from = arena_array(arena, uint32_t, catalogue->contents + 1);
    catalogue->tags = gathering->tag.count;
    catalogue->tag_start = arena_array(arena, uint32_t, catalogue->contents + 1);
    catalogue->tag_of = arena_array(arena, uint32_t, gathering->content_tags + 1);
    for (uint32_t i = 0; i < catalogue->contents; i++) from[content_place[i]] = i;
    uint32_t count = 0;
    for (uint32_t i = 0; i < catalogue->contents; i++) {
        uint32_t content = from[i], last = content + 1;
        size_t to = last < catalogue->contents ? gathering->content_tag_start[last] : gathering->content_tags;
        for (size_t t = gathering->content_tag_start[content]; t < to; t++)
            catalogue->tag_of[count++] = place[gathering->content_tag[t]];
        catalogue->tag_start[i + 1] = count;
        qsort(catalogue->tag_of + catalogue->tag_start[i], count - catalogue->tag_start[i], sizeof *catalogue->tag_of,
              by_number);
    }
}

// Products that were only looked at are in the catalogue, too.
static void put_in_order(Gathering *gathering, Shop *shop)
{
    Str *sorted;
    Catalogue *catalogue = &shop->catalogue;
    for (uint32_t i = 0; i < gathering->product.count; i++)
        (void)said_of(gathering, &gathering->product_said, &gathering->products_room, i);
    const uint32_t *place = words_sort(&gathering->product, gathering->arena, &sorted);
    catalogue->products = gathering->product.count;
    catalogue->product = in_order(gathering, &gathering->product, gathering->product_said, place, sorted);
    renumber(&gathering->line, place);
    renumber(&gathering->view, place);
    place = words_sort(&gathering->content, gathering->arena, &sorted);
    catalogue->contents = gathering->content.count;
    catalogue->content = in_order(gathering, &gathering->content, gathering->content_said, place, sorted);
    renumber(&gathering->read, place);
    order_tags(gathering, place, catalogue);
    shop->line = gathering->line.line;
    shop->lines = gathering->line.count;
    shop->view = gathering->view.line;
    shop->views = gathering->view.count;
    shop->read = gathering->read.line;
    shop->reads = gathering->read.count;
}

// ---- who may be profiled ----

typedef struct Speakers {
    CustomerId *customer;
    size_t count, room;
    Arena *arena;
} Speakers;

static bool note_speaker(void *context, CustomerId customer, const ConsentEvent *events, size_t count, Error *error)
{
    (void)error;
    Speakers *speakers = context;
    bool matters = false;
    for (size_t i = 0; i < count; i++)
        matters = matters || events[i].kind != CONSENT_GIVEN || str_equal(events[i].purpose, STR("profiling"));
    if (!matters) return true;
    speakers->customer =
        grown(speakers->arena, speakers->customer, speakers->count, &speakers->room, sizeof *speakers->customer);
    speakers->customer[speakers->count++] = customer;
    return true;
}

// By default all may or none may, as the purpose's ground has it; only who said something of it can differ.
static bool find_left_out(Gathering *gathering, Shop *shop, Error *error)
{
    Speakers speakers = {.arena = gathering->arena};
    Purpose purpose;
    if (!purpose_get(gathering->session, STR("profiling"), gathering->arena, &purpose, error) ||
        !consent_each(gathering->session, note_speaker, &speakers, error))
        return false;
    if (purpose.ground == GROUND_CONSENT) memset(shop->left_out, 1, shop->customers);
    for (size_t i = 0; i < speakers.count; i++) {
        bool allowed;
        uint32_t root = identity_root(gathering->house->identity, speakers.customer[i]);
        if (!consent_profiling_allowed(gathering->house->identity, gathering->session, speakers.customer[i],
                                       gathering->now, gathering->scratch, &allowed, error))
            return false;
        if (root < shop->customers) shop->left_out[root] = !allowed;
        arena_reset(gathering->scratch);
    }
    for (uint32_t c = 1; c < shop->customers; c++)
        shop->objected += shop->left_out[c] && identity_root(gathering->house->identity, c) == c &&
                          !identity_hidden(gathering->house->identity, c);
    return true;
}

// ---- all ----

static Gathering gathering_of(const House *house, StoreSession *session, Instant now, Arena *arena, Arena *scratch)
{
    const WorkspaceSettings *settings = workspace_settings(house->workspace);
    uint64_t seed;
    memcpy(&seed, house->secret, sizeof seed);
    Gathering gathering = {.house = house,
                           .session = session,
                           .arena = arena,
                           .scratch = scratch,
                           .now = now,
                           .zone = settings->zone,
                           .currency = settings->currency};
    gathering.product = gathering.content = gathering.tag = (Words){.arena = arena, .seed = seed};
    find_classes(&gathering);
    return gathering;
}

static void make_room(Shop *shop, Arena *arena)
{
    size_t people = shop->customers;
    shop->left_out = arena_array(arena, uint8_t, people);
    shop->orders = arena_array(arena, uint32_t, people);
    shop->discounted = arena_array(arena, uint32_t, people);
    shop->weekday = arena_alloc(arena, people, sizeof *shop->weekday);
    shop->spent_minor = arena_array(arena, double, people);
}

bool shop_read(const House *house, StoreSession *session, Instant now, int32_t horizon_days, Arena *arena, Shop *shop,
               Error *error)
{
    if (!log_catch_up(house->log, session, error)) return false;
    Arena *scratch = arena_open(0);
    Gathering gathering = gathering_of(house, session, now, arena, scratch);
    *shop = (Shop){.customers = identity_count(house->identity) + 1, .end = day_at(&gathering, now)};
    gathering.shop = shop;
    make_room(shop, arena);
    bool fine = find_left_out(&gathering, shop, error) &&
                take_orders(&gathering, &query_recommendation_orders,
                            VALUES(value_integer(EVENT_HIDDEN), value_integer(now)), error) &&
                take_events(&gathering, horizon_days, error);
    if (fine) put_in_order(&gathering, shop);
    arena_close(scratch);
    return fine;
}

// ---- one person ----

static bool take_seen(Gathering *gathering, const Person *person, Error *error)
{
    enum { LOOKED_AT = 2000 };
    uint16_t classes[READ_CLASSES];
    size_t class_count = 0, count = 0;
    for (int i = 0; i < READ_CLASSES; i++)
        if (gathering->classes[i] != CLASS_NONE) classes[class_count++] = (uint16_t)gathering->classes[i];
    if (class_count == 0) return true;
    const House *house = gathering->house;
    const TimelineEntry *entries = activity_timeline(house->activity, person->members, person->member_count, classes,
                                                     class_count, NULL, LOOKED_AT, gathering->arena, &count);
    int64_t *seqs = arena_array(gathering->arena, int64_t, count + 1);
    Event *events = arena_array(gathering->arena, Event, count + 1);
    for (size_t i = 0; i < count; i++) seqs[i] = entries[i].seq;
    if (!log_get_all(house->log, gathering->session, seqs, count, gathering->arena, events, error)) return false;
    for (size_t i = 0; i < count; i++)
        if (events[i].seq && !(events[i].flags & EVENT_HIDDEN) && events[i].at <= gathering->now)
            take_event(gathering, person->root, events[i].at, str_equal(events[i].name, str_of(viewed_event)),
                       events[i].body);
    return true;
}

static bool take_person(Gathering *gathering, CustomerId root, Error *error)
{
    Person person;
    person_members(gathering->house->identity, root, gathering->arena, &person);
    for (size_t i = 0; i < person.member_count; i++)
        if (!take_orders(
                gathering, &query_recommendation_orders_of,
                VALUES(value_integer(person.members[i]), value_integer(EVENT_HIDDEN), value_integer(gathering->now)),
                error))
            return false;
    return take_seen(gathering, &person, error);
}

bool person_shop_read(const House *house, StoreSession *session, CustomerId root, Instant now,
                      const Catalogue *catalogue, Arena *arena, PersonShop *shop, Error *error)
{
    *shop = (PersonShop){0};
    if (!log_catch_up(house->log, session, error) ||
        !consent_profiling_allowed(house->identity, session, root, now, arena, &shop->allowed, error))
        return false;
    Arena *scratch = arena_open(0);
    Gathering gathering = gathering_of(house, session, now, arena, scratch);
    gathering.known = catalogue;
    gathering.person = shop;
    shop->today = day_at(&gathering, now);
    bool fine = !shop->allowed || take_person(&gathering, root, error);
    arena_close(scratch);
    affinity_sort(gathering.line.line, gathering.line.count);
    affinity_sort(gathering.view.line, gathering.view.count);
    affinity_sort(gathering.read.line, gathering.read.count);
    shop->line = gathering.line.line;
    shop->lines = gathering.line.count;
    shop->view = gathering.view.line;
    shop->views = gathering.view.count;
    shop->read = gathering.read.line;
    shop->reads = gathering.read.count;
    return fine;
}

// item_http.h - rows of this folder's tables as JSON. A shape says what an item looks like, to OpenAPI and to the code
// that writes it: field n is column n of the query. An integer column whose field has words is the number of the word;
// a field named "customer" is shown as the person; days, instants and JSON are written as such.
#ifndef FIDELE_CRM_ITEM_HTTP_H
#define FIDELE_CRM_ITEM_HTTP_H

#include "crm/crm.h"
#include "customer/customer_http.h"
#include "customer/profile_part.h"

enum { ITEM_COLUMNS_MAX = 16, ITEMS_OF_PART = 100 };

typedef struct Item {
    int64_t integer[ITEM_COLUMNS_MAX]; // column 0 is its number
    Str text[ITEM_COLUMNS_MAX];
    bool null[ITEM_COLUMNS_MAX];
} Item;

typedef struct Items {
    Item *item;
    size_t count;
} Items;

// Whose eyes read.
typedef struct Reader {
    const Identity *identity;
    uint32_t masked; // texts that people wrote are left out for MASK_NOTES
    Arena *arena;
} Reader;
Reader reader_of(const Call *call);

MUST_USE bool items_select(StoreSession *session, const Query *query, const Value *values, size_t count,
                           const Shape *shape, size_t limit, Arena *arena, Items *items, Error *error);
// Error not_found.
MUST_USE bool item_select(StoreSession *session, const Query *query, int64_t id, const Shape *shape, Arena *arena,
                          Item *item, Error *error);
// Of all customers of a person, newest number first. The query takes a customer, a number before which, and how many.
typedef struct ItemsOfPerson {
    const Query *query;
    const Shape *shape;
    const Person *person;
    int64_t before;
    size_t limit;
} ItemsOfPerson;
MUST_USE bool items_of_person(StoreSession *session, const ItemsOfPerson *ask, Arena *arena, Items *items,
                              Error *error);

void item_write_fields(JsonWriter *json, const Reader *reader, const Shape *shape, const Item *item);
void item_write(JsonWriter *json, const Reader *reader, const Shape *shape, const Item *item);
int word_number(const char *words, Str word); // of "open|closed"; -1: none

// ---- answers ----

// {"items","next_cursor","masked"} of the person in the path; `query` as above.
MUST_USE bool answer_person_items(Call *call, StoreSession *session, const Query *query, const Shape *shape,
                                  Error *error);
// The same of a whole table. The query takes a number before which, how many, then `values`.
MUST_USE bool answer_items(Call *call, StoreSession *session, const Query *query, const Shape *shape, const Value *more,
                           size_t more_count, Error *error);
// One of them by its number, with its version when it has one; sets the object of the audit trail.
MUST_USE bool answer_item(Call *call, StoreSession *session, const Query *query, const Shape *shape, const char *what,
                          int64_t id, Error *error);
// The pieces of the above, for items that are looked at between.
MUST_USE bool items_of_path(Call *call, StoreSession *session, const Query *query, const Shape *shape, Items *items,
                            Error *error);
void answer_page(Call *call, const Shape *shape, const Items *items);
void items_write(JsonWriter *json, const Reader *reader, const Shape *shape, const Items *items, size_t limit);
MUST_USE bool items_count(const ProfileCall *call, const Query *query, int64_t *count, Error *error);
void write_list_end(JsonWriter *json, const Call *call, bool more, int64_t last);

// A part of the profile: {"items":[…],"count":n}. `count` takes a customer and gives one number.
MUST_USE bool write_part(const ProfileCall *call, JsonWriter *json, const Query *query, const Query *count,
                         const Shape *shape, Error *error);

// ---- what is asked for ----

// The person in path segment 0, within a writing transaction or reading.
MUST_USE bool item_customer(Call *call, StoreSession *session, CustomerId *root, Error *error);
// The item of that number (path segment `at`) when it belongs to the person in segment 0 (column 1 is its customer).
MUST_USE bool item_of_customer(Call *call, StoreSession *session, const Query *query, const Shape *shape, size_t at,
                               Item *item, Error *error);
MUST_USE bool item_by_path(Call *call, StoreSession *session, const Query *query, const Shape *shape, size_t at,
                           Item *item, Error *error);
Hand hand_of(const Call *call);
MUST_USE bool may_write_texts(const Call *call, Error *error); // forbidden for MASK_NOTES

// Members of the body. `*given` is false when it is absent.
bool given_has(const Call *call, const char *name);
Str given_text(const Call *call, const char *name); // "" when absent or null
int64_t given_integer(const Call *call, const char *name, int64_t otherwise);
bool given_boolean(const Call *call, const char *name, bool otherwise);
Str given_json(const Call *call, const char *name, Str otherwise); // as it stands
MUST_USE bool given_instant(const Call *call, const char *name, Instant otherwise, Instant *instant, Error *error);
Value given_day(const Call *call, const char *name, Value otherwise);
// A person of the staff: "me", a number, an address; null and absent: nobody.
MUST_USE bool given_staff(Call *call, StoreSession *session, const char *name, Value otherwise, Value *person,
                          Error *error);
Value column_value(const Item *item, int column); // of an integer or null

#define ITEM_PAGE_PARAMETERS                                                                                           \
    {.name = "limit", .type = FIELD_INTEGER, .low = 1, .high = 1000, .help = PHRASE("how many", "combien")},           \
    {                                                                                                                  \
        .name = "cursor", .type = FIELD_TEXT,                                                                          \
        .help = PHRASE("next_cursor of the page before", "next_cursor de la page précédente")                          \
    }
extern const Parameter item_page_parameters[];

// A list of items as a shape: LIST_SHAPE(note_list_shape, "NoteList", note_shape)
#define LIST_SHAPE(variable, shape_name, of)                                                                           \
    static const Field variable##_fields[] = {                                                                         \
        {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &(of)},                                      \
        {.name = "next_cursor",                                                                                        \
         .type = FIELD_TEXT,                                                                                           \
         .nullable = true,                                                                                             \
         .help = PHRASE("null: that was all", "null\u00A0: c’était tout")},                                            \
        {.name = "masked",                                                                                             \
         .type = FIELD_ARRAY,                                                                                          \
         .item = FIELD_TEXT,                                                                                           \
         .help = PHRASE("what is hidden from the caller", "ce qui est caché à l’appelant")},                           \
        {0},                                                                                                           \
    };                                                                                                                 \
    static const Shape variable = {.name = (shape_name), .fields = variable##_fields}

#endif

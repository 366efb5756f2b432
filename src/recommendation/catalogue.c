#include "recommendation/catalogue.h"

// ---- bytes ----

static void put_products(const Product *product, uint32_t count, Text *out)
{
    bytes_put_number(out, count);
    for (uint32_t i = 0; i < count; i++) {
        bytes_put_text(out, product[i].key);
        bytes_put_text(out, product[i].name);
        bytes_put_text(out, product[i].category);
        bytes_put_real(out, (double)product[i].price_minor);
    }
}

static bool take_products(Str *bytes, Arena *arena, uint32_t *count, Product **product)
{
    enum { LEAST_BYTES = 20 };
    const double most = 1e15;
    if (!bytes_take_number(bytes, count) || *count > bytes->size / LEAST_BYTES) return false;
    *product = arena_array(arena, Product, *count + 1);
    for (uint32_t i = 0; i < *count; i++) {
        double price;
        Product *one = &(*product)[i];
        if (!bytes_take_text(bytes, arena, &one->key) || !bytes_take_text(bytes, arena, &one->name) ||
            !bytes_take_text(bytes, arena, &one->category) || !bytes_take_real(bytes, &price) || price < -most ||
            price > most)
            return false;
        one->price_minor = (int64_t)price;
    }
    return true;
}

static void put_contents(const KeptModel *model, Text *out)
{
    const Catalogue *catalogue = &model->catalogue;
    bytes_put_number(out, catalogue->tags);
    for (uint32_t i = 0; i < catalogue->tags; i++) {
        bytes_put_text(out, catalogue->tag[i]);
        bytes_put_real(out, model->interest.share[i]);
    }
    for (uint32_t i = 0; i < catalogue->contents; i++) {
        bytes_put_number(out, model->interest.readers[i]);
        bytes_put_number(out, catalogue->tag_start[i + 1] - catalogue->tag_start[i]);
        for (uint32_t t = catalogue->tag_start[i]; t < catalogue->tag_start[i + 1]; t++)
            bytes_put_number(out, catalogue->tag_of[t]);
    }
    bytes_put_number(out, (uint32_t)smaller(model->interest.readings, UINT32_MAX));
    bytes_put_number(out, model->interest_better);
}

static bool take_tags(Str *bytes, Arena *arena, KeptModel *model)
{
    enum { LEAST_BYTES = 12 };
    Catalogue *catalogue = &model->catalogue;
    if (!bytes_take_number(bytes, &catalogue->tags) || catalogue->tags > bytes->size / LEAST_BYTES) return false;
    catalogue->tag = arena_array(arena, Str, catalogue->tags + 1);
    model->interest.share = arena_array(arena, double, catalogue->tags + 1);
    for (uint32_t i = 0; i < catalogue->tags; i++)
        if (!bytes_take_text(bytes, arena, &catalogue->tag[i]) || !bytes_take_real(bytes, &model->interest.share[i]) ||
            model->interest.share[i] < 0 || model->interest.share[i] > 1)
            return false;
    return true;
}

static bool take_contents(Str *bytes, Arena *arena, KeptModel *model)
{
    Catalogue *catalogue = &model->catalogue;
    uint32_t count, used = 0, readings, better = 0;
    catalogue->tag_start = arena_array(arena, uint32_t, catalogue->contents + 1);
    catalogue->tag_of = arena_array(arena, uint32_t, bytes->size / 4 + 1);
    model->interest.readers = arena_array(arena, uint32_t, catalogue->contents + 1);
    for (uint32_t i = 0; i < catalogue->contents; i++) {
        if (!bytes_take_number(bytes, &model->interest.readers[i]) || !bytes_take_number(bytes, &count) ||
            count > bytes->size / 4)
            return false;
        for (uint32_t t = 0; t < count; t++)
            if (!bytes_take_number(bytes, &catalogue->tag_of[used]) || catalogue->tag_of[used++] >= catalogue->tags)
                return false;
        catalogue->tag_start[i + 1] = used;
    }
    if (!bytes_take_number(bytes, &readings) || !bytes_take_number(bytes, &better)) return false;
    model->interest.readings = readings;
    model->interest_better = better == 1;
    return true;
}

void kept_model_write(const KeptModel *model, Text *out)
{
    put_products(model->catalogue.product, model->catalogue.products, out);
    put_products(model->catalogue.content, model->catalogue.contents, out);
    put_contents(model, out);
    next_write(&model->next, out);
}

bool kept_model_read(Str bytes, Arena *arena, KeptModel *model)
{
    Catalogue *catalogue = &model->catalogue;
    Interest *interest = &model->interest;
    if (!take_products(&bytes, arena, &catalogue->products, &catalogue->product) ||
        !take_products(&bytes, arena, &catalogue->contents, &catalogue->content) || !take_tags(&bytes, arena, model) ||
        !take_contents(&bytes, arena, model) || !next_read(&bytes, arena, &model->next))
        return false;
    interest->contents = catalogue->contents;
    interest->tags = catalogue->tags;
    interest->tag_start = catalogue->tag_start;
    interest->tag_of = catalogue->tag_of;
    return bytes.size == 0 && model->next.affinity.items == catalogue->products;
}

bool kept_model_get(StoreSession *session, Arena *arena, KeptModel *model, Error *error)
{
    Rows rows;
    Str bytes = {0};
    *model = (KeptModel){0};
    if (!store_select(session, &query_recommendation_model_content, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows)) {
        model->version = rows_integer(&rows, 0);
        bytes = str_copy(arena, rows_text(&rows, 1));
    }
    if (!rows_close(&rows, error)) return false;
    return !model->version || kept_model_read(bytes, arena, model) ||
           error_say(error, ERROR_FAILED,
                     PHRASE("the model of recommendations can't be read: train it again (POST "
                            "/api/v1/recommendations/train){0}",
                            "le modèle de recommandation est illisible\u00A0: entraînez-le à nouveau (POST "
                            "/api/v1/recommendations/train){0}"),
                     STR(""));
}

// ---- what is said of products ----

bool product_rules_list(StoreSession *session, Arena *arena, ProductRule **rules, size_t *count, Error *error)
{
    enum { RULES_MAX = 100000 };
    Rows rows;
    size_t room = 0;
    *rules = NULL;
    *count = 0;
    if (!store_select(session, &query_recommendation_product_rules, NO_VALUES, &rows, error)) return false;
    while (rows_next(&rows) && *count < RULES_MAX) {
        if (*count == room) {
            room = room ? room * 2 : 64;
            ProductRule *larger = arena_array(arena, ProductRule, room);
            for (size_t i = 0; i < *count; i++) larger[i] = (*rules)[i];
            *rules = larger;
        }
        (*rules)[(*count)++] =
            (ProductRule){.product = str_copy(arena, rows_text(&rows, 0)),
                          .consumable = rows_null(&rows, 1) ? -1 : (int8_t)(rows_integer(&rows, 1) > 0),
                          .excluded = rows_integer(&rows, 2) > 0,
                          .out_of_stock = rows_integer(&rows, 3) > 0};
    }
    return rows_close(&rows, error);
}

bool product_rules_read(StoreSession *session, const Catalogue *catalogue, Arena *arena, uint8_t **rules, Error *error)
{
    ProductRule *said;
    size_t count;
    *rules = arena_array(arena, uint8_t, catalogue->products + 1);
    if (!product_rules_list(session, arena, &said, &count, error)) return false;
    for (size_t i = 0; i < count; i++) {
        uint32_t product;
        if (!catalogue_product(catalogue, said[i].product, &product)) continue;
        unsigned rule = said[i].excluded || said[i].out_of_stock ? NEXT_HIDDEN : 0;
        if (said[i].consumable >= 0) rule |= said[i].consumable ? NEXT_CONSUMABLE : NEXT_DURABLE;
        (*rules)[product] = (uint8_t)rule;
    }
    return true;
}

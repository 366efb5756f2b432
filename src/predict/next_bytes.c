#include "predict/next_bytes.h"

#include <math.h>
#include <string.h>

static const uint32_t mark = 0x3158454e; // "NEX1": the form; it grows with each change

void bytes_put_number(Text *out, uint32_t value)
{
    char byte[4];
    for (int i = 0; i < 4; i++) byte[i] = (char)(value >> 8 * i & 0xff);
    text_add(out, (Str){byte, sizeof byte});
}

void bytes_put_real(Text *out, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    bytes_put_number(out, (uint32_t)(bits & 0xffffffff));
    bytes_put_number(out, (uint32_t)(bits >> 32));
}

void bytes_put_text(Text *out, Str value)
{
    bytes_put_number(out, (uint32_t)value.size);
    text_add(out, value);
}

bool bytes_take_number(Str *bytes, uint32_t *value)
{
    *value = 0;
    if (bytes->size < 4) return false;
    for (int i = 0; i < 4; i++) *value |= (uint32_t)(unsigned char)bytes->data[i] << 8 * i;
    *bytes = (Str){bytes->data + 4, bytes->size - 4};
    return true;
}

bool bytes_take_real(Str *bytes, double *value)
{
    uint32_t low, high = 0;
    bool there = bytes_take_number(bytes, &low) && bytes_take_number(bytes, &high);
    uint64_t bits = (uint64_t)high << 32 | low;
    memcpy(value, &bits, sizeof bits);
    return there && isfinite(*value);
}

bool bytes_take_text(Str *bytes, Arena *arena, Str *value)
{
    uint32_t size;
    if (!bytes_take_number(bytes, &size) || size > bytes->size) return false;
    *value = str_copy(arena, (Str){bytes->data, size});
    *bytes = (Str){bytes->data + size, bytes->size - size};
    return true;
}

// ---- writing ----

static void put_item(const AffinityItem *item, Text *out)
{
    const uint32_t counts[] = {item->customers, item->baskets, item->recent, item->rebuyers, item->gaps};
    for (size_t i = 0; i < COUNT_OF(counts); i++) bytes_put_number(out, counts[i]);
    bytes_put_real(out, (double)item->log_gap);
    bytes_put_real(out, (double)item->repeat);
    bytes_put_real(out, (double)item->later);
}

static void put_near(const AffinityNear *near, Text *out)
{
    const uint32_t counts[] = {near->item, near->both, near->baskets, near->after, near->risk};
    for (size_t i = 0; i < COUNT_OF(counts); i++) bytes_put_number(out, counts[i]);
    bytes_put_real(out, (double)near->similarity);
    bytes_put_real(out, (double)near->expected);
}

void next_write(const NextModel *model, Text *out)
{
    const Affinity *affinity = &model->affinity;
    const uint32_t head[] = {mark,
                             (uint32_t)model->horizon_days,
                             model->learned,
                             affinity->items,
                             affinity->customers,
                             affinity->active,
                             affinity->baskets,
                             affinity->mixed,
                             (uint32_t)affinity->first,
                             (uint32_t)affinity->end};
    for (size_t i = 0; i < COUNT_OF(head); i++) bytes_put_number(out, head[i]);
    bytes_put_real(out, affinity->gap_between);
    bytes_put_real(out, affinity->gap_within);
    bytes_put_real(out, affinity->log_gap);
    for (int i = 0; i < NEXT_FIGURES; i++) bytes_put_real(out, model->weight[i]);
    for (uint32_t i = 0; i < affinity->items; i++) {
        put_item(&affinity->item[i], out);
        bytes_put_number(out, affinity->start[i + 1] - affinity->start[i]);
        for (uint32_t n = affinity->start[i]; n < affinity->start[i + 1]; n++) put_near(&affinity->near[n], out);
    }
}

// ---- reading ----

enum { ITEM_BYTES = 5 * 4 + 3 * 8 + 4, NEAR_BYTES = 5 * 4 + 2 * 8 };

static bool take_float(Str *bytes, double low, double high, float *value)
{
    double wide;
    bool fine = bytes_take_real(bytes, &wide) && wide >= low && wide <= high;
    *value = fine ? (float)wide : 0;
    return fine;
}

static bool take_item(Str *bytes, AffinityItem *item)
{
    return bytes_take_number(bytes, &item->customers) && bytes_take_number(bytes, &item->baskets) &&
           bytes_take_number(bytes, &item->recent) && bytes_take_number(bytes, &item->rebuyers) &&
           bytes_take_number(bytes, &item->gaps) && take_float(bytes, 0, 20, &item->log_gap) &&
           take_float(bytes, 0, 1, &item->repeat) && take_float(bytes, 0, 1e9, &item->later);
}

static bool take_near(Str *bytes, uint32_t items, AffinityNear *near)
{
    return bytes_take_number(bytes, &near->item) && bytes_take_number(bytes, &near->both) &&
           bytes_take_number(bytes, &near->baskets) && bytes_take_number(bytes, &near->after) &&
           bytes_take_number(bytes, &near->risk) && take_float(bytes, 0, 1, &near->similarity) &&
           take_float(bytes, 0, 1e10, &near->expected) && near->item < items;
}

static bool take_variance(Str *bytes, double *value)
{
    return bytes_take_real(bytes, value) && *value >= 1e-6 && *value <= 1e3;
}

static bool take_head(Str *bytes, NextModel *model)
{
    Affinity *affinity = &model->affinity;
    uint32_t head[10];
    for (size_t i = 0; i < COUNT_OF(head); i++)
        if (!bytes_take_number(bytes, &head[i])) return false;
    model->horizon_days = (int32_t)head[1];
    model->learned = head[2] == 1;
    affinity->items = head[3];
    affinity->customers = head[4];
    affinity->active = head[5];
    affinity->baskets = head[6];
    affinity->mixed = head[7];
    affinity->first = (int32_t)head[8];
    affinity->end = (int32_t)head[9];
    bool fine = head[0] == mark && head[2] <= 1 && model->horizon_days >= 1 && model->horizon_days <= 36600 &&
                affinity->items <= bytes->size / ITEM_BYTES;
    return fine && take_variance(bytes, &affinity->gap_between) && take_variance(bytes, &affinity->gap_within) &&
           bytes_take_real(bytes, &affinity->log_gap) && fabs(affinity->log_gap) <= 20;
}

// Who is near comes after each product, so that their number is known only at the end.
static bool take_items(Str *bytes, Arena *arena, Affinity *affinity)
{
    uint32_t items = affinity->items, nears = 0, count;
    affinity->item = arena_array(arena, AffinityItem, items ? items : 1);
    affinity->start = arena_array(arena, uint32_t, (size_t)items + 1);
    affinity->near = arena_array(arena, AffinityNear, bytes->size / NEAR_BYTES + 1);
    for (uint32_t i = 0; i < items; i++) {
        if (!take_item(bytes, &affinity->item[i]) || !bytes_take_number(bytes, &count) || count > AFFINITY_NEAR_MAX)
            return false;
        for (uint32_t n = 0; n < count; n++)
            if (!take_near(bytes, items, &affinity->near[nears++])) return false;
        affinity->start[i + 1] = nears;
    }
    return true;
}

bool next_read(Str *bytes, Arena *arena, NextModel *model)
{
    *model = (NextModel){0};
    if (!take_head(bytes, model)) return false;
    for (int i = 0; i < NEXT_FIGURES; i++)
        if (!bytes_take_real(bytes, &model->weight[i]) || fabs(model->weight[i]) > 1e6) return false;
    if (!take_items(bytes, arena, &model->affinity)) return false;
    next_find_popular(model);
    return true;
}

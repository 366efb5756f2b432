// header_http.c - the header figures of a customer, each with a link to the records that it was made of, and these
// records.
#include <string.h>

#include "base/number.h"
#include "customer/cuts.h"
#include "customer/profile_http.h"
#include "customer/rhythm.h"
#include "house.h"
#include "workspace/workspace.h"

// ---- what the purchases come to ----

typedef struct Sums {
    int64_t orders;               // that count
    int64_t valued_orders;        // of which the amount is known
    int64_t orders_minor;         // of these, before refunds
    int64_t value_minor;          // of all lines
    int64_t lines, unknown;       // lines with an amount, and without one
    const Purchase *first, *last; // that count
    bool overflow;
} Sums;

static void add_line(Sums *sums, const Purchase *line)
{
    bool order = line->counts && line->kind != PURCHASE_REFUND;
    if (order && !sums->first) sums->first = line;
    if (order) sums->last = line;
    sums->orders += order;
    sums->unknown += !line->valued;
    if (!line->valued) return;
    sums->lines++;
    sums->overflow |= !checked_add(sums->value_minor, line->amount_minor, &sums->value_minor);
    if (!order) return;
    sums->valued_orders++;
    sums->overflow |= !checked_add(sums->orders_minor, line->amount_minor, &sums->orders_minor);
}

static Sums sums_of(const Purchases *purchases)
{
    Sums sums = {0};
    for (size_t i = 0; i < purchases->count; i++) add_line(&sums, &purchases->list[i]);
    return sums;
}

static const WorkspaceSettings *settings_of(const Profile *profile)
{
    return workspace_settings(profile->call->house->workspace);
}

// ---- one figure ----

static Str purchases_link(const Profile *profile)
{
    return str_format(profile->call->arena, "/api/v1/customers/%u/purchases", profile->person->root);
}

static Str item_link(const Profile *profile, int64_t event)
{
    return str_format(profile->call->arena, "/api/v1/customers/%u/timeline/%lld", profile->person->root,
                      (long long)event);
}

static void begin_figure(JsonWriter *json, const char *name)
{
    json_key(json, name);
    json_begin_object(json);
    json_key(json, "value");
}

static void end_figure(JsonWriter *json, Str link)
{
    json_key(json, "link");
    if (link.size)
        json_string(json, link);
    else
        json_null(json);
    json_end_object(json);
}

void write_money(JsonWriter *json, int64_t amount_minor, const Currency *currency, Arena *arena)
{
    json_begin_object(json);
    json_key(json, "amount");
    json_string(json, money_decimal(arena, amount_minor, currency));
    json_key(json, "currency");
    json_string(json, str_of(currency->code));
    json_end_object(json);
}

static void write_amount_figure(JsonWriter *json, const Profile *profile, const char *name, bool known, int64_t minor)
{
    begin_figure(json, name);
    if (known)
        write_money(json, minor, &settings_of(profile)->currency, profile->call->arena);
    else
        json_null(json);
    end_figure(json, purchases_link(profile));
}

static void write_count(JsonWriter *json, const char *name, bool known, int64_t count, Str link)
{
    begin_figure(json, name);
    if (known)
        json_integer(json, count);
    else
        json_null(json);
    end_figure(json, link);
}

static void write_instant_figure(JsonWriter *json, const Profile *profile, const char *name, const Purchase *purchase)
{
    begin_figure(json, name);
    if (purchase)
        json_string(json, instant_text(profile->call->arena, purchase->at));
    else
        json_null(json);
    end_figure(json, purchase ? item_link(profile, purchase->event) : STR(""));
}

// Half a minor unit is rounded away from zero.
static int64_t mean_minor(int64_t sum, int64_t count)
{
    return (sum >= 0 ? sum + count / 2 : sum - count / 2) / count;
}

// ---- figures of purchases ----

static void write_value(JsonWriter *json, const Profile *profile, const Sums *sums)
{
    if (profile->call->principal.masked & MASK_AMOUNTS) return;
    write_amount_figure(json, profile, "lifetime_value", sums->lines && !sums->overflow, sums->value_minor);
    bool known = sums->valued_orders && !sums->overflow;
    write_amount_figure(json, profile, "average_order_value", known,
                        known ? mean_minor(sums->orders_minor, sums->valued_orders) : 0);
    write_count(json, "amounts_unknown", true, sums->unknown, purchases_link(profile));
}

static void write_next_order(JsonWriter *json, const Profile *profile)
{
    Arena *arena = profile->call->arena;
    Day *days = arena_array(arena, Day, profile->view.purchases.count + 1), next;
    size_t count = 0;
    int32_t gap;
    for (size_t i = 0; i < profile->view.purchases.count; i++) {
        const Purchase *line = &profile->view.purchases.list[i];
        if (line->counts && line->kind != PURCHASE_REFUND)
            days[count++] = day_of_instant(settings_of(profile)->zone, line->at);
    }
    bool known = rhythm_next(days, count, arena, &next, &gap);
    begin_figure(json, "next_order_expected");
    if (known)
        json_string(json, day_name(arena, next));
    else
        json_null(json);
    json_key(json, "median_gap_days");
    if (known)
        json_integer(json, gap);
    else
        json_null(json);
    end_figure(json, purchases_link(profile));
}

static int64_t days_since(const Profile *profile, Instant at)
{
    const Zone *zone = settings_of(profile)->zone;
    return day_of_instant(zone, profile->call->now) - day_of_instant(zone, at);
}

static void write_orders(JsonWriter *json, const Profile *profile, const Sums *sums)
{
    bool any = sums->orders;
    write_count(json, "orders", true, sums->orders, purchases_link(profile));
    write_instant_figure(json, profile, "first_order", sums->first);
    write_instant_figure(json, profile, "last_order", sums->last);
    write_count(json, "days_since_last_order", any, any ? days_since(profile, sums->last->at) : 0,
                any ? item_link(profile, sums->last->event) : STR(""));
    write_count(json, "tenure_days", any, any ? days_since(profile, sums->first->at) : 0,
                any ? item_link(profile, sums->first->event) : STR(""));
    write_next_order(json, profile);
}

// ---- the last answer to "would you recommend us?" ----

static void write_nps(JsonWriter *json, const Profile *profile)
{
    const LifecycleView *view = &profile->view;
    bool known = view->facts.answered;
    write_count(json, "nps", known, view->facts.score, known ? item_link(profile, view->answer_event) : STR(""));
}

// ---- among all buyers ----

static bool write_rfm(JsonWriter *json, const Profile *profile, const Sums *sums, Error *error)
{
    const Call *call = profile->call;
    Cuts cuts;
    if (call->principal.masked & MASK_AMOUNTS) return true;
    if (!cuts_read(call->house->identity, profile->session, settings_of(profile)->zone, call->now, call->arena, &cuts,
                   error))
        return false;
    begin_figure(json, "rfm");
    if (cuts.known && sums->last) {
        RfmCell cell =
            cuts_cell(&cuts, settings_of(profile)->zone, call->now, sums->last->at, sums->orders, sums->value_minor);
        json_begin_object(json);
        json_key(json, "recency");
        json_integer(json, cell.recency);
        json_key(json, "frequency");
        json_integer(json, cell.frequency);
        json_key(json, "monetary");
        json_integer(json, cell.monetary);
        json_key(json, "group");
        json_string(json, rfm_group_name(cell.group));
        json_key(json, "label");
        json_string(json, str_of(rfm_group_label(cell.group).in[call->locale]));
        json_key(json, "buyers");
        json_integer(json, cuts.buyers);
        json_end_object(json);
    } else {
        json_null(json);
    }
    end_figure(json, purchases_link(profile));
    return true;
}

bool write_header(JsonWriter *json, const Profile *profile, Error *error)
{
    Sums sums = sums_of(&profile->view.purchases);
    json_key(json, "header");
    json_begin_object(json);
    write_value(json, profile, &sums);
    write_orders(json, profile, &sums);
    write_nps(json, profile);
    if (!write_rfm(json, profile, &sums, error)) return false;
    json_end_object(json);
    return true;
}

// ---- the records ----

static Str kind_name(PurchaseKind kind)
{
    static const Str names[] = {
        [PURCHASE_ORDER] = STR("order"), [PURCHASE_REFUND] = STR("refund"), [PURCHASE_PAYMENT] = STR("payment")};
    return names[kind];
}

static void write_purchase(JsonWriter *json, const Profile *profile, const Purchase *line)
{
    const Call *call = profile->call;
    json_begin_object(json);
    json_key(json, "kind");
    json_string(json, kind_name(line->kind));
    json_key(json, "counts");
    json_boolean(json, line->counts);
    write_at(json, "at", line->at, call->arena);
    json_key(json, "reference");
    if (line->reference.size)
        json_string(json, line->reference);
    else
        json_null(json);
    json_key(json, "customer");
    json_integer(json, line->customer);
    if (!(call->principal.masked & MASK_AMOUNTS)) {
        json_key(json, "amount");
        if (line->valued)
            write_money(json, line->amount_minor, &settings_of(profile)->currency, call->arena);
        else
            json_null(json);
    }
    json_key(json, "link");
    json_string(json, item_link(profile, line->event));
    json_end_object(json);
}

// Pages begin at a place in the list: a purchase that comes in between shifts it by one, and is seen at the next look.
static bool page_start(Call *call, size_t count, size_t *start, Error *error)
{
    Str after;
    int64_t place = 0;
    if (!call_cursor(call, &after, error)) return false;
    if (after.size && (!number_parse_count(after, &place) || place < 0)) return say_not_found(error);
    *start = (size_t)smaller(place, (int64_t)count);
    return true;
}

bool list_purchases(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0;
    Person person;
    Profile profile = {.call = call, .session = session, .person = &person};
    size_t start = 0, limit = (size_t)call_limit(call);
    if (!log_catch_up(call->house->log, session, error) ||
        !path_customer(call, session, call->path_value[0], &root, error))
        return false;
    person_members(call->house->identity, root, call->arena, &person);
    if (!purchases_read(purchase_tables(call->arena), call->house, session, &person, call->arena,
                        &profile.view.purchases, error) ||
        !page_start(call, profile.view.purchases.count, &start, error))
        return false;
    size_t end = start + limit < profile.view.purchases.count ? start + limit : profile.view.purchases.count;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = start; i < end; i++) write_purchase(&json, &profile, &profile.view.purchases.list[i]);
    json_end_array(&json);
    write_next(&json, call, end < profile.view.purchases.count, str_format(call->arena, "%zu", end));
    write_masked(&json, call);
    json_end_object(&json);
    return true;
}

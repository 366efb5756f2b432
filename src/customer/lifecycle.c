#include "customer/lifecycle.h"

#include "customer/touch.h"
#include "house.h"

Lifecycle lifecycle_of(const House *house, Arena *arena)
{
    return (Lifecycle){.house = house,
                       .sources = purchase_tables(arena),
                       .identity = house->identity,
                       .log = house->log,
                       .workspace = house->workspace};
}

// ---- the rules ----

bool lifecycle_setting(StoreSession *session, LifecycleSetting *setting, Error *error)
{
    Rows rows;
    *setting = (LifecycleSetting){.version = 1, .loyal_purchases = 5, .ambassador_score = 9};
    if (!store_select(session, &query_lifecycle_setting, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows))
        *setting = (LifecycleSetting){rows_integer(&rows, 0), rows_integer(&rows, 1), rows_integer(&rows, 2),
                                      rows_integer(&rows, 3)};
    return rows_close(&rows, error);
}

bool lifecycle_change_setting(StoreSession *session, const LifecycleSetting *setting, Error *error)
{
    return store_execute(session, &query_lifecycle_change_setting,
                         VALUES(value_integer(setting->window_days), value_integer(setting->loyal_purchases),
                                value_integer(setting->ambassador_score)),
                         NULL, error);
}

StageRules lifecycle_rules(const Workspace *workspace, const LifecycleSetting *setting)
{
    int64_t of_model = workspace_settings(workspace)->window_days;
    int64_t window = setting->window_days ? setting->window_days : of_model;
    return (StageRules){.window_days = window ? window : LIFECYCLE_WINDOW_DEFAULT,
                        .loyal_purchases = setting->loyal_purchases,
                        .ambassador_score = setting->ambassador_score};
}

// ---- what is known ----

static bool read_answer(StoreSession *session, CustomerId customer, LifecycleView *view, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_lifecycle_answer, VALUES(value_integer(customer)), &rows, error)) return false;
    if (rows_next(&rows) && (!view->facts.answered || rows_integer(&rows, 1) >= view->facts.score_at)) {
        view->facts.answered = true;
        view->facts.score = (int)rows_integer(&rows, 0);
        view->facts.score_at = rows_integer(&rows, 1);
        view->answer_event = rows_integer(&rows, 2);
    }
    return rows_close(&rows, error);
}

static bool read_since(StoreSession *session, const Person *person, Instant *since, Error *error)
{
    *since = INT64_MAX;
    for (size_t i = 0; i < person->member_count; i++) {
        Instant made = 0;
        int64_t source = 0;
        if (!identity_made(session, person->members[i], &made, &source, error)) return false;
        *since = smaller(*since, made);
    }
    return true;
}

static void take_purchases(LifecycleView *view, Arena *arena)
{
    const Purchases *all = &view->purchases;
    Instant *purchase = arena_array(arena, Instant, all->count);
    StageContract *contract = arena_array(arena, StageContract, all->contracts);
    for (size_t i = 0; i < all->count; i++)
        if (all->list[i].counts && all->list[i].kind != PURCHASE_REFUND)
            purchase[view->facts.purchases++] = all->list[i].at;
    for (size_t i = 0; i < all->contracts; i++)
        contract[i] = (StageContract){all->contract[i].from, all->contract[i].until, all->contract[i].paid};
    view->facts.purchase = purchase;
    view->facts.contract = contract;
    view->facts.contracts = all->contracts;
}

bool lifecycle_view(const Lifecycle *lifecycle, StoreSession *session, const Person *person, Instant now, Arena *arena,
                    LifecycleView *view, Error *error)
{
    LifecycleSetting setting;
    *view = (LifecycleView){0};
    if (!lifecycle_setting(session, &setting, error) || !read_since(session, person, &view->facts.since, error) ||
        !purchases_read(lifecycle->sources, lifecycle->house, session, person, arena, &view->purchases, error))
        return false;
    for (size_t i = 0; i < person->member_count; i++)
        if (!read_answer(session, person->members[i], view, error)) return false;
    take_purchases(view, arena);
    view->rules = lifecycle_rules(lifecycle->workspace, &setting);
    view->history = stage_history(&view->facts, &view->rules, now, arena);
    return true;
}

// ---- what is kept ----

bool lifecycle_kept(StoreSession *session, CustomerId root, KeptStanding *kept, Error *error)
{
    Rows rows;
    *kept = (KeptStanding){.check_at = INT64_MAX};
    if (!store_select(session, &query_lifecycle_standing, VALUES(value_integer(root)), &rows, error)) return false;
    if (rows_next(&rows)) {
        int64_t stage = rows_integer(&rows, 0);
        *kept = (KeptStanding){.kept = true,
                               .stage = stage >= 0 && stage < STAGE_COUNT ? (Stage)stage : STAGE_PROSPECT,
                               .since = rows_integer(&rows, 1),
                               .inactive_since = rows_integer(&rows, 2),
                               .purchases = rows_integer(&rows, 3),
                               .last_at = rows_integer(&rows, 4),
                               .valued = !rows_null(&rows, 5),
                               .value_minor = rows_integer(&rows, 5),
                               .check_at = rows_null(&rows, 6) ? INT64_MAX : rows_integer(&rows, 6)};
    }
    return rows_close(&rows, error);
}

static KeptStanding standing_of(const LifecycleView *view)
{
    const StageHistory *history = &view->history;
    KeptStanding standing = {.kept = true,
                             .stage = history->change[history->count - 1].stage,
                             .since = history->change[history->count - 1].at,
                             .inactive_since = history->inactive_since,
                             .purchases = (int64_t)view->facts.purchases,
                             .check_at = history->next};
    bool overflow = false;
    if (view->facts.purchases) standing.last_at = view->facts.purchase[view->facts.purchases - 1];
    for (size_t i = 0; i < view->purchases.count; i++) {
        const Purchase *line = &view->purchases.list[i];
        if (!line->valued) continue;
        standing.valued = true;
        overflow |= !checked_add(standing.value_minor, line->amount_minor, &standing.value_minor);
    }
    standing.valued &= !overflow;
    return standing;
}

static bool equal(const KeptStanding *a, const KeptStanding *b)
{
    return a->kept == b->kept && a->stage == b->stage && a->since == b->since &&
           a->inactive_since == b->inactive_since && a->purchases == b->purchases && a->last_at == b->last_at &&
           a->valued == b->valued && (!a->valued || a->value_minor == b->value_minor) && a->check_at == b->check_at;
}

static bool keep(StoreSession *session, CustomerId root, const KeptStanding *standing, Error *error)
{
    return store_execute(session, &query_lifecycle_keep,
                         VALUES(value_integer(root), value_integer(standing->stage), value_integer(standing->since),
                                standing->inactive_since ? value_integer(standing->inactive_since) : value_null(),
                                value_integer(standing->purchases), value_integer(standing->last_at),
                                standing->valued ? value_integer(standing->value_minor) : value_null(),
                                standing->check_at == INT64_MAX ? value_null() : value_integer(standing->check_at)),
                         NULL, error);
}

static bool drop(StoreSession *session, CustomerId customer, Error *error)
{
    return store_execute(session, &query_lifecycle_drop, VALUES(value_integer(customer)), NULL, error);
}

static bool tell(const Lifecycle *lifecycle, StoreSession *session, CustomerId root, Stage from, const KeptStanding *to,
                 Instant now, Arena *arena, Error *error)
{
    Text body = text_in(arena);
    JsonWriter json = json_writer(&body);
    json_begin_object(&json);
    json_key(&json, "properties");
    json_begin_object(&json);
    json_key(&json, "from");
    json_string(&json, stage_name(from));
    json_key(&json, "to");
    json_string(&json, stage_name(to->stage));
    json_end_object(&json);
    json_end_object(&json);
    Event event = {.kind = EVENT_INTERNAL,
                   .name = STR("Stage Changed"),
                   .customer = root,
                   .at = to->since,
                   .received = now,
                   .body = text_str(&body)};
    return log_append(lifecycle->log, session, &event, NULL, error);
}

// Rows of customers that were roots before they were merged.
static bool drop_merged(StoreSession *session, const Person *person, Error *error)
{
    for (size_t i = 1; i < person->member_count; i++)
        if (!drop(session, person->members[i], error)) return false;
    return true;
}

bool lifecycle_settle(const Lifecycle *lifecycle, StoreSession *session, CustomerId customer, Instant now, Arena *arena,
                      Error *error)
{
    Person person;
    LifecycleView view;
    KeptStanding before;
    person_members(lifecycle->identity, customer, arena, &person);
    if (!lifecycle_view(lifecycle, session, &person, now, arena, &view, error) ||
        !lifecycle_kept(session, person.root, &before, error) || !drop_merged(session, &person, error))
        return false;
    KeptStanding after = standing_of(&view);
    bool nothing = after.stage == STAGE_PROSPECT && !view.purchases.count && !view.purchases.contracts;
    if (nothing && !before.kept) return true;
    if (nothing ? !drop(session, person.root, error)
                : !equal(&before, &after) && !keep(session, person.root, &after, error))
        return false;
    return before.stage == after.stage ||
           tell(lifecycle, session, person.root, before.stage, &after, now, arena, error);
}

// ---- what changes it ----

static bool follow_answer(StoreSession *session, const Event *event, Arena *arena, bool *changed, Error *error)
{
    int score = 0;
    *changed = touch_recommends(touch_body(event), arena, &score);
    return !*changed || store_execute(session, &query_lifecycle_keep_answer,
                                      VALUES(value_integer(event->customer), value_integer(score),
                                             value_integer(event->at), value_integer(event->seq)),
                                      NULL, error);
}

static CustomerId loser_of(const Event *event)
{
    JsonValue properties, value;
    int64_t loser = 0;
    bool found = json_member(touch_body(event), STR("properties"), &properties) &&
                 json_member(properties, STR("loser"), &value) && json_get_integer(value, &loser);
    return found && loser > 0 && loser <= UINT32_MAX ? (CustomerId)loser : 0;
}

// After an identify or an alias two that were apart may be one: when any but the root has a row of its own.
static bool were_apart(const Lifecycle *lifecycle, StoreSession *session, CustomerId customer, Arena *arena,
                       bool *apart, Error *error)
{
    Person person;
    KeptStanding kept = {0};
    *apart = false;
    person_members(lifecycle->identity, customer, arena, &person);
    for (size_t i = 1; i < person.member_count && !*apart; i++) {
        if (!lifecycle_kept(session, person.members[i], &kept, error)) return false;
        *apart = kept.kept;
    }
    return true;
}

static bool of_program(const Lifecycle *lifecycle, StoreSession *session, const Event *event, Arena *arena,
                       Error *error)
{
    bool merged = str_equal(event->name, STR("Customers Merged")),
         unmerged = str_equal(event->name, STR("Customers Unmerged"));
    CustomerId loser = unmerged ? loser_of(event) : 0;
    if (!merged && !unmerged) return true;
    return lifecycle_settle(lifecycle, session, event->customer, event->received, arena, error) &&
           (!loser || lifecycle_settle(lifecycle, session, loser, event->received, arena, error));
}

// A refund or a cancellation may come for somebody else than whose order it is.
static bool settle_owner(const Lifecycle *lifecycle, StoreSession *session, const Event *event, Arena *arena,
                         Error *error)
{
    JsonValue properties, value;
    if (!json_member(touch_body(event), STR("properties"), &properties) ||
        !json_member(properties, STR("order_id"), &value))
        return true;
    Str number = json_get_string(value, arena);
    CustomerId root = identity_root(lifecycle->identity, event->customer);
    for (const PurchaseSource *const *table = lifecycle->sources; *table; table++)
        for (const PurchaseSource *source = *table; source->name; source++) {
            NumberFound *found = NULL;
            size_t count = 0;
            if (!source->find || !number.size) continue;
            if (!source->find(lifecycle->house, session, number, 1, arena, &found, &count, error)) return false;
            if (count && identity_root(lifecycle->identity, found[0].customer) != root &&
                !lifecycle_settle(lifecycle, session, found[0].customer, event->received, arena, error))
                return false;
        }
    return true;
}

enum { IMPORTED_CHECK_AT = 0 }; // before all times at which somebody is to be looked at anew

// Of an import, whose events come by the thousand: a person is settled once, at its end (lifecycle_settle_imported).
static bool settle_later(const Lifecycle *lifecycle, StoreSession *session, CustomerId customer, Error *error)
{
    return store_execute_soon(session, &query_lifecycle_keep_due,
                              VALUES(value_integer(identity_root(lifecycle->identity, customer)),
                                     value_integer(STAGE_PROSPECT), value_integer(IMPORTED_CHECK_AT)),
                              error);
}

bool lifecycle_follow(const Lifecycle *lifecycle, StoreSession *session, const Event *event, Arena *arena, Error *error)
{
    HappeningKind kind = happening_kind(event->kind, event->name);
    bool changed = kind == HAPPENING_ORDER || kind == HAPPENING_SUBSCRIPTION;
    if (event->kind == EVENT_PAGE || event->kind == EVENT_SCREEN || event->kind == EVENT_GROUP) return true;
    if (kind == HAPPENING_PROFILE && event->kind == EVENT_INTERNAL)
        return of_program(lifecycle, session, event, arena, error);
    if (kind == HAPPENING_ANSWER && !follow_answer(session, event, arena, &changed, error)) return false;
    if (kind == HAPPENING_PROFILE && !were_apart(lifecycle, session, event->customer, arena, &changed, error))
        return false;
    if (kind == HAPPENING_ORDER && !str_equal(event->name, STR("Order Completed")) &&
        !settle_owner(lifecycle, session, event, arena, error))
        return false;
    if (changed && event->flags & EVENT_IMPORTED) return settle_later(lifecycle, session, event->customer, error);
    return !changed || lifecycle_settle(lifecycle, session, event->customer, event->received, arena, error);
}

static bool settle_listed(const Lifecycle *lifecycle, StoreSession *session, Instant due_at, Instant now, size_t limit,
                          Arena *arena, size_t *count, Error *error)
{
    Rows rows;
    CustomerId *due = arena_array(arena, CustomerId, limit);
    *count = 0;
    if (!store_select(session, &query_lifecycle_due, VALUES(value_integer(due_at), value_integer((int64_t)limit)),
                      &rows, error))
        return false;
    while (*count < limit && rows_next(&rows)) due[(*count)++] = (CustomerId)rows_integer(&rows, 0);
    if (!rows_close(&rows, error)) return false;
    for (size_t i = 0; i < *count; i++)
        if (!lifecycle_settle(lifecycle, session, due[i], now, arena, error)) return false;
    return true;
}

bool lifecycle_settle_due(const Lifecycle *lifecycle, StoreSession *session, Instant now, size_t limit, Arena *arena,
                          size_t *count, Error *error)
{
    return settle_listed(lifecycle, session, now, now, limit, arena, count, error);
}

bool lifecycle_settle_imported(const Lifecycle *lifecycle, StoreSession *session, Instant now, size_t limit,
                               Arena *arena, size_t *count, Error *error)
{
    return settle_listed(lifecycle, session, IMPORTED_CHECK_AT, now, limit, arena, count, error);
}

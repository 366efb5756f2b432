#include "health/alert.h"

// ---- rows ----

static HealthAlert take(const Rows *rows, Arena *arena)
{
    return (HealthAlert){.id = rows_integer(rows, 0),
                         .customer = (CustomerId)rows_integer(rows, 1),
                         .kind = str_copy(arena, rows_text(rows, 2)),
                         .at = rows_integer(rows, 3),
                         .dropped = !rows_null(rows, 4) && !rows_null(rows, 5) && !rows_null(rows, 6),
                         .from = (HealthBand)rows_integer(rows, 4),
                         .to = (HealthBand)rows_integer(rows, 5),
                         .score_before = (double)rows_integer(rows, 6) / 10,
                         .has_score = !rows_null(rows, 7),
                         .score = (double)rows_integer(rows, 7) / 10,
                         .reasons = str_copy(arena, rows_text(rows, 8)),
                         .task = rows_integer(rows, 9),
                         .acknowledged_at = rows_integer(rows, 10),
                         .acknowledged_by = rows_integer(rows, 11),
                         .made_at = rows_integer(rows, 12),
                         .seen_by = str_copy(arena, rows_text(rows, 13)),
                         .note = str_copy(arena, rows_text(rows, 14)),
                         .notified = rows_integer(rows, 15)};
}

static Value tenths(double score)
{
    return value_integer((int64_t)(score * 10 + 0.5));
}

bool alert_number(StoreSession *session, int64_t *number, Error *error)
{
    Rows rows;
    if (!store_execute(session, &query_alert_count_up, NO_VALUES, NULL, error) ||
        !store_select(session, &query_alert_number, NO_VALUES, &rows, error))
        return false;
    if (rows_next(&rows)) *number = rows_integer(&rows, 0);
    return rows_close(&rows, error);
}

bool health_alert_insert(StoreSession *session, HealthAlert *alert, Error *error)
{
    Value none = value_null();
    return alert_number(session, &alert->id, error) &&
           store_execute(session, &query_alert_insert,
                         VALUES(value_integer(alert->id), value_integer(alert->customer), value_text(alert->kind),
                                value_integer(alert->at), alert->dropped ? value_integer(alert->from) : none,
                                alert->dropped ? value_integer(alert->to) : none,
                                alert->dropped ? tenths(alert->score_before) : none,
                                alert->has_score ? tenths(alert->score) : none, value_text(alert->reasons),
                                value_integer(alert->task), value_integer(alert->made_at)),
                         NULL, error);
}

bool health_alert_since(StoreSession *session, CustomerId customer, Str kind, Instant after, bool *found, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_alert_since,
                      VALUES(value_integer(customer), value_text(kind), value_integer(after)), &rows, error))
        return false;
    *found = rows_next(&rows);
    return rows_close(&rows, error);
}

// ---- reading ----

bool health_alert_get(StoreSession *session, int64_t id, Arena *arena, HealthAlert *alert, Error *error)
{
    Rows rows;
    *alert = (HealthAlert){0};
    if (!store_select(session, &query_alert_one, VALUES(value_integer(id)), &rows, error)) return false;
    if (rows_next(&rows)) *alert = take(&rows, arena);
    return rows_close(&rows, error);
}

static bool take_all(Rows *rows, size_t limit, Arena *arena, HealthAlert **alerts, size_t *count, Error *error)
{
    *alerts = arena_array(arena, HealthAlert, limit + 1);
    for (*count = 0; *count < limit && rows_next(rows);) (*alerts)[(*count)++] = take(rows, arena);
    return rows_close(rows, error);
}

bool health_alert_list(StoreSession *session, const HealthAlertPage *page, Arena *arena, HealthAlert **alerts,
                       size_t *count, Error *error)
{
    Rows rows;
    return store_select(session, &query_alert_list,
                        VALUES(value_integer(page->before ? page->before : INT64_MAX), value_text(page->kind),
                               value_integer(page->unseen), value_integer((int64_t)page->limit)),
                        &rows, error) &&
           take_all(&rows, page->limit, arena, alerts, count, error);
}

bool health_alert_untold(StoreSession *session, const HealthAlertUntold *ask, Arena *arena, HealthAlert **alerts,
                         size_t *count, Error *error)
{
    Rows rows;
    return store_select(
               session, &query_alert_untold,
               VALUES(value_integer(ask->after), value_integer(ask->since), value_integer((int64_t)ask->limit)), &rows,
               error) &&
           take_all(&rows, ask->limit, arena, alerts, count, error);
}

bool health_alert_told(StoreSession *session, int64_t id, int64_t mails, Error *error)
{
    return store_execute(session, &query_alert_told, VALUES(value_integer(id), value_integer(mails)), NULL, error);
}

bool health_alert_acknowledge(StoreSession *session, int64_t id, const HealthAlertSeen *seen, Error *error)
{
    return store_execute(session, &query_alert_acknowledge,
                         VALUES(value_integer(id), value_integer(seen->at), value_integer(seen->by),
                                value_text(seen->name), value_text(seen->note)),
                         NULL, error);
}

// ---- words ----

Phrase health_alert_label(const HealthAlert *alert)
{
    HealthSignal signal;
    if (health_signal_parse(alert->kind, &signal)) return health_signals[signal].label;
    return str_equal(alert->kind, STR("at_risk")) ? PHRASE("Is at risk now", "Est maintenant à risque")
                                                  : PHRASE("Health fell", "La santé a baissé");
}

Str health_alert_say(const HealthAlert *alert, CustomerId root, Locale locale, Arena *arena)
{
    Str number = str_format(arena, "%u", root);
    if (!alert->dropped)
        return phrase_say(arena, locale, PHRASE("Customer {0}: {1}", "Client {0}\u00A0: {1}"), number,
                          str_of(health_alert_label(alert).in[locale]));
    return phrase_say(arena, locale,
                      PHRASE("Customer {0}: health fell from “{1}” to “{2}”",
                             "Client {0}\u00A0: santé passée de «\u00A0{1}\u00A0» à «\u00A0{2}\u00A0»"),
                      number, str_of(health_band_label(alert->from).in[locale]),
                      str_of(health_band_label(alert->to).in[locale]));
}

// person_http.c - one person's health with what it is made of, and what staff say instead of it: GET
// /api/v1/customers/{id}/health-score, POST and DELETE …/override.
#include <math.h>

#include "base/number.h"
#include "crm/crm.h"
#include "customer/customer_http.h"
#include "event/log.h"
#include "health/contact_reason.h"
#include "health/health_http.h"
#include "health/message_balance.h"
#include "health/prices.h"
#include "health/signal_say.h"
#include "house.h"

// ---- the parts ----

static void write_measure(JsonWriter *json, const Call *call, const PersonHealth *health, int measure)
{
    const MeasureKind *kind = &health_measures[measure];
    const struct HealthMeasureScore *of = &health->score.measure[measure];
    json_begin_object(json);
    put_text(json, "key", str_of(kind->key));
    put_text(json, "label", say_phrase(call, kind->label));
    put_text(json, "help", say_phrase(call, kind->help));
    put_text(json, "unit", str_of(kind->unit));
    put_observed(json, "value", of->value);
    put_observed(json, "points", of->points);
    put_number(json, "weight", health->definition.measure_weight[measure]);
    put_number(json, "share", of->share);
    json_end_object(json);
}

static void write_groups(JsonWriter *json, const Call *call, const PersonHealth *health)
{
    json_key(json, "groups");
    json_begin_array(json);
    for (int group = 0; health->score.scored && group < HEALTH_GROUP_COUNT; group++) {
        const struct HealthGroupScore *of = &health->score.group[group];
        json_begin_object(json);
        put_text(json, "key", str_of(health_groups[group].key));
        put_text(json, "label", say_phrase(call, health_groups[group].label));
        put_number(json, "weight", health->definition.group_weight[group]);
        put_number_or_null(json, "score", of->mean.observed, of->mean.value);
        put_number(json, "share", of->share);
        json_key(json, "measures");
        json_begin_array(json);
        for (int i = 0; i < HEALTH_MEASURE_COUNT; i++)
            if ((int)health_measures[i].group == group) write_measure(json, call, health, i);
        json_end_array(json);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_signals(JsonWriter *json, const Call *call, const PersonHealth *health)
{
    const SignalSaying saying = {&health->definition, &health->facts, &health->moment, call->locale, call->arena};
    json_key(json, "signals");
    json_begin_array(json);
    for (int i = 0; health->standing == STANDING_CUSTOMER && i < HEALTH_SIGNAL_COUNT; i++) {
        const SignalScore *signal = &health->score.signal[i];
        if (!signal->stands) continue;
        json_begin_object(json);
        put_signal(json, &saying, (HealthSignal)i, signal->since);
        put_number(json, "points", signal->points);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_override(JsonWriter *json, const Call *call, const HealthOverride *override)
{
    json_key(json, "override");
    if (!override->set) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    put_text(json, "band", health_band_name(override->band));
    put_text(json, "reason", call->principal.masked & MASK_NOTES ? STR("") : override->reason);
    put_text_or_null(json, "until", override->ends ? day_name(call->arena, override->until) : STR(""));
    put_integer_or_null(json, "by", override->made_by > 0, override->made_by);
    put_instant(json, "at", override->made_at, call->arena);
    json_end_object(json);
}

static void write_loyalty(JsonWriter *json, const Call *call, const PersonHealth *health)
{
    const LoyaltyIndex *index = &health->loyalty;
    json_key(json, "loyalty_index");
    if (!index->mean.observed || health->standing == STANDING_NO_CUSTOMER) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    put_number(json, "value", index->mean.value);
    json_key(json, "components");
    json_begin_array(json);
    for (int i = 0; i < LOYALTY_PART_COUNT; i++) {
        json_begin_object(json);
        put_text(json, "key", str_of(loyalty_kinds[i].key));
        put_text(json, "label", say_phrase(call, loyalty_kinds[i].label));
        put_text(json, "unit", str_of(loyalty_kinds[i].unit));
        put_observed(json, "value", index->value[i]);
        put_observed(json, "points", index->part[i].points);
        put_number(json, "weight", index->part[i].weight);
        put_number(json, "share", health_share(&index->mean, &index->part[i]));
        json_end_object(json);
    }
    json_end_array(json);
    json_end_object(json);
}

static bool write_prices(JsonWriter *json, Call *call, StoreSession *session, CustomerId root,
                         const PersonHealth *health, Error *error)
{
    PriceVolatility volatility = {0};
    Rate promoted = promotion_sensitivity(&health->facts);
    HealthPlace place = health_place(call, session);
    if (health->standing != STANDING_OBJECTED && !price_volatility(&place, root, &volatility, error)) return false;
    put_rate(json, "promotion_sensitivity", &promoted);
    json_key(json, "price_sensitivity");
    json_begin_object(json);
    put_observed(json, "value", price_sensitivity(&health->facts));
    put_integer(json, "n", health->facts.discounted);
    put_number_or_null(json, "volatility", volatility.observed, volatility.value);
    put_integer(json, "volatility_n", volatility.prices);
    json_end_object(json);
    return true;
}

// ---- history ----

// Of somebody who has objected since it was kept: none.
static bool write_history(JsonWriter *json, const Call *call, StoreSession *session, CustomerId root,
                          const PersonHealth *health, Error *error)
{
    enum { HISTORY_DAYS = 400 };
    Rows rows;
    HealthPlace place = health_place(call, session);
    json_key(json, "history");
    json_begin_array(json);
    if (health->standing == STANDING_OBJECTED) {
        json_end_array(json);
        return true;
    }
    if (!store_select(session, &query_health_days,
                      VALUES(value_integer(root), value_integer(health_today(&place) - HISTORY_DAYS)), &rows, error))
        return false;
    while (rows_next(&rows)) {
        json_begin_object(json);
        put_text(json, "day", day_name(call->arena, (Day)rows_integer(&rows, 0)));
        put_number(json, "score", (double)rows_integer(&rows, 1) / 10);
        put_text(json, "band", health_band_name((HealthBand)rows_integer(&rows, 2)));
        put_integer(json, "version", rows_integer(&rows, 3));
        json_end_object(json);
    }
    json_end_array(json);
    return rows_close(&rows, error);
}

// ---- the whole ----

static void write_score(JsonWriter *json, const Call *call, const PersonHealth *health)
{
    const HealthScore *score = &health->score;
    put_number_or_null(json, "score", score->scored, score->score);
    put_text_or_null(json, "band", score->scored ? health_band_name(health->band) : STR(""));
    put_text_or_null(json, "band_label", score->scored ? say_phrase(call, health_band_label(health->band)) : STR(""));
    put_text_or_null(json, "measured_band", score->scored ? health_band_name(score->band) : STR(""));
    put_number_or_null(json, "before_signals", score->scored, score->before);
    put_number(json, "points_off", score->scored ? score->before - score->score : 0);
    put_boolean(json, "together", score->scored && score->together);
    put_text(json, "standing", health_standing_name(health->standing));
    put_text_or_null(json, "refusal",
                     score->scored ? STR("") : say_phrase(call, health_standing_say(health->standing)));
    put_integer(json, "version", health->definition.version);
}

static bool write_health(JsonWriter *json, Call *call, StoreSession *session, CustomerId root, Error *error)
{
    PersonHealth health;
    HealthPlace place = health_place(call, session);
    if (!health_of_person(&place, root, &health, error)) return false;
    json_begin_object(json);
    put_integer(json, "customer", root);
    write_score(json, call, &health);
    write_groups(json, call, &health);
    write_signals(json, call, &health);
    write_override(json, call, &health.override);
    write_loyalty(json, call, &health);
    if (!write_prices(json, call, session, root, &health, error) ||
        !put_contact_reason(json, &place, root, &health.facts, call->locale, error) ||
        !put_message_balance(json, &place, root, &health.definition, call->locale, error) ||
        !write_history(json, call, session, root, &health, error))
        return false;
    write_masked(json, call);
    json_end_object(json);
    return true;
}

static bool answer_health(Call *call, StoreSession *session, CustomerId root, Error *error)
{
    JsonWriter json = call_json(call);
    return write_health(&json, call, session, root, error);
}

bool get_customer_health(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0;
    return log_catch_up(call->house->log, session, error) &&
           path_customer(call, session, call->path_value[0], &root, error) && answer_health(call, session, root, error);
}

// ---- overrides ----

static bool read_until(const Call *call, StoreSession *session, Value *until, Error *error)
{
    HealthPlace place = health_place(call, session);
    Day day;
    Str text = shape_text(call->body, "until", call->arena);
    *until = value_null();
    if (!text.size || !day_parse(text, &day)) return true;
    if (day < health_today(&place))
        return error_code(error, ERROR_INPUT, "out_of_range", PHRASE("{0} is over already", "{0} est déjà passé"),
                          error_value(call->arena, text)) ||
               error_at(error, STR("/until"));
    *until = value_integer(day);
    return true;
}

static bool may_write(const Call *call, Error *error)
{
    if (!(call->principal.masked & MASK_NOTES)) return true;
    return error_code(error, ERROR_FORBIDDEN, "forbidden",
                      PHRASE("this field is hidden for your role", "ce champ est caché à votre rôle"), STR(""));
}

bool put_health_override(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0;
    HealthBand band = HEALTH_WATCH;
    Value until;
    if (!may_write(call, error) || !path_customer(call, session, call->path_value[0], &root, error) ||
        !read_until(call, session, &until, error))
        return false;
    if (!health_band_parse(shape_text(call->body, "band", call->arena), &band)) band = HEALTH_WATCH;
    Str reason = str_trim(shape_text(call->body, "reason", call->arena));
    if (!reason.size)
        return error_code(error, ERROR_INPUT, "required",
                          PHRASE("say why{0}: whoever reads it next has to know",
                                 "dites pourquoi{0}\u00A0: qui le lira ensuite doit le savoir"),
                          STR("")) ||
               error_at(error, STR("/reason"));
    call->audit_object = str_format(call->arena, "customer:%u", root);
    return store_execute(session, &query_health_override_put,
                         VALUES(value_integer(root), value_integer(band), value_text(reason), until,
                                value_integer(who(call)), value_integer(call->now)),
                         NULL, error) &&
           answer_health(call, session, root, error);
}

bool remove_health_override(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0, *members;
    if (!path_customer(call, session, call->path_value[0], &root, error)) return false;
    size_t count = identity_members(call->house->identity, root, call->arena, &members);
    for (size_t i = 0; i < count; i++)
        if (!store_execute(session, &query_health_override_remove, VALUES(value_integer(members[i])), NULL, error))
            return false;
    call->audit_object = str_format(call->arena, "customer:%u", root);
    return true;
}

// ---- shapes ----

static const Field health_fields[] = {
    {.name = "customer", .type = FIELD_INTEGER, .required = true},
    {.name = "score",
     .type = FIELD_NUMBER,
     .required = true,
     .nullable = true,
     .help = PHRASE("0 to 100; null: no score (refusal says why)", "de 0 à 100\u202F; null\u00A0: pas de score "
                                                                   "(refusal dit pourquoi)")},
    {.name = "band",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .words = "healthy|watch|at_risk",
     .help = PHRASE("as it holds: an override goes before the score",
                    "telle qu’elle vaut\u00A0: la décision d’une personne passe avant le score")},
    {.name = "band_label", .type = FIELD_TEXT, .required = true, .nullable = true},
    {.name = "measured_band", .type = FIELD_TEXT, .required = true, .nullable = true, .words = "healthy|watch|at_risk"},
    {.name = "before_signals", .type = FIELD_NUMBER, .required = true, .nullable = true},
    {.name = "points_off",
     .type = FIELD_NUMBER,
     .required = true,
     .help = PHRASE("what signals take off the score", "ce que les signaux retirent au score")},
    {.name = "together",
     .type = FIELD_BOOLEAN,
     .required = true,
     .help = PHRASE("two signals near each other cost a band", "deux signaux rapprochés coûtent un palier")},
    {.name = "standing", .type = FIELD_TEXT, .required = true, .words = "customer|no_customer|lost|objected"},
    {.name = "refusal", .type = FIELD_TEXT, .required = true, .nullable = true},
    {.name = "version", .type = FIELD_INTEGER, .required = true},
    {.name = "groups",
     .type = FIELD_ARRAY,
     .required = true,
     .item = FIELD_ANY,
     .help =
         PHRASE("key, label, weight, score, share, measures of key, label, help, unit, value, points, weight, share",
                "key, label, weight, score, share, measures de key, label, help, unit, value, points, weight, "
                "share")},
    {.name = "signals",
     .type = FIELD_ARRAY,
     .required = true,
     .item = FIELD_ANY,
     .help =
         PHRASE("members: key, label, since, evidence, points", "membres\u00A0: key, label, since, evidence, points")},
    {.name = "override",
     .type = FIELD_ANY,
     .required = true,
     .nullable = true,
     .help = PHRASE("members: band, reason, until, by, at", "membres\u00A0: band, reason, until, by, at")},
    {.name = "loyalty_index",
     .type = FIELD_ANY,
     .required = true,
     .nullable = true,
     .help = PHRASE("value, components of key, label, unit, value, points, weight, share",
                    "value, components de key, label, unit, value, points, weight, share")},
    {.name = "promotion_sensitivity", .type = FIELD_OBJECT, .required = true, .shape = &health_rate_shape},
    {.name = "price_sensitivity",
     .type = FIELD_ANY,
     .required = true,
     .help = PHRASE("value: mean share of the price let off; volatility: of the prices paid for a same product",
                    "value\u00A0: part moyenne du prix remise\u202F; volatility\u00A0: des prix payés pour un même "
                    "produit")},
    {.name = "contact_reason",
     .type = FIELD_ANY,
     .required = true,
     .nullable = true,
     .help = PHRASE("members: key, label, evidence, since, message",
                    "membres\u00A0: key, label, evidence, since, message")},
    {.name = "message_balance",
     .type = FIELD_ANY,
     .required = true,
     .help = PHRASE("members: messages, promotional, useful, share, target, next",
                    "membres\u00A0: messages, promotional, useful, share, target, next")},
    {.name = "history",
     .type = FIELD_ARRAY,
     .required = true,
     .item = FIELD_ANY,
     .help =
         PHRASE("day, score, band, version: days on which it had moved", "day, score, band, version\u00A0: les jours "
                                                                         "où il avait bougé")},
    {.name = "masked", .type = FIELD_ARRAY, .item = FIELD_TEXT},
    {0}};
const Shape person_health_shape = {.name = "CustomerHealth", .fields = health_fields};

static const Field override_fields[] = {
    {.name = "band", .type = FIELD_TEXT, .required = true, .words = "healthy|watch|at_risk"},
    {.name = "reason", .type = FIELD_TEXT, .required = true, .low = 1, .high = 1000},
    {.name = "until",
     .type = FIELD_DAY,
     .nullable = true,
     .help =
         PHRASE("its last day; null: until it is taken away", "son dernier jour\u202F; null\u00A0: jusqu’à ce qu’on "
                                                              "l’enlève")},
    {0}};
const Shape override_put_shape = {.name = "HealthOverridePut", .fields = override_fields};

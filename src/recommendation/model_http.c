// model_http.c - how good the model of next products and contents is, and training it now.
#include "base/json_put.h"
#include "house.h"
#include "job/job.h"
#include "recommendation/recommendation_http.h"
#include "recommendation/training_job.h"
#include "workspace/workspace.h"

bool model_place(const Call *call, StoreSession *session, ModelPlace *place, Error *error)
{
    return kept_model_get(session, call->arena, &place->kept, error) &&
           product_rules_read(session, &place->kept.catalogue, call->arena, &place->rules, error);
}

static int64_t integer_in(JsonValue object, const char *name)
{
    JsonValue value;
    int64_t number = 0;
    return json_member(object, str_of(name), &value) && json_get_integer(value, &number) ? number : 0;
}

// The report as it was written, its refusal in the caller's language.
static bool write_report(JsonWriter *json, const Call *call, Str text, Error *error)
{
    JsonValue kept, report, key, value;
    if (!json_parse(text, &kept, error) || !json_member(kept, STR("report"), &report)) return false;
    NextQuality quality = {.verdict = (NextVerdict)smaller(larger(integer_in(kept, "verdict"), 0), NEXT_ALIKE),
                           .people = integer_in(kept, "people")};
    Str refusal = next_refusal(&quality, call->locale, call->arena);
    for (size_t cursor = 0; json_next(report, &cursor, &key, &value);) {
        Str name = json_get_string(key, call->arena);
        json_key(json, str_c(call->arena, name));
        if (str_equal(name, STR("refusal")) && refusal.size)
            json_string(json, refusal);
        else
            json_value(json, value);
    }
    return true;
}

static bool write_summaries(JsonWriter *json, const Call *call, StoreSession *session, Error *error)
{
    static const char *const names[] = {"at", "took_ms", "customers", "with_history", "left_out", "missing"};
    Rows rows;
    json_key(json, "summaries");
    if (!store_select(session, &query_recommendation_summary_run_last, NO_VALUES, &rows, error)) return false;
    if (!rows_next(&rows)) {
        json_null(json);
        return rows_close(&rows, error);
    }
    json_begin_object(json);
    put_instant(json, names[0], rows_integer(&rows, 0), call->arena);
    for (int i = 1; i < (int)COUNT_OF(names); i++) put_integer(json, names[i], rows_integer(&rows, i));
    json_end_object(json);
    return rows_close(&rows, error);
}

static void write_never(JsonWriter *json, const Call *call)
{
    json_key(json, "status");
    json_string(json, STR("never"));
    json_key(json, "version");
    json_null(json);
    json_key(json, "refusal");
    json_string(json, phrase_say(call->arena, call->locale,
                                 PHRASE("not trained yet: it is trained every night, or now (POST "
                                        "/api/v1/recommendations/train){0}",
                                        "pas encore entraîné\u00A0: il l’est chaque nuit, ou maintenant (POST "
                                        "/api/v1/recommendations/train){0}"),
                                 STR("")));
}

typedef struct Newest {
    int64_t version, took_ms;
    Instant trained_at;
    Day as_of;
    Str report;
} Newest;

static bool read_newest(const Call *call, StoreSession *session, Newest *newest, Error *error)
{
    Rows rows;
    *newest = (Newest){0};
    if (!store_select(session, &query_recommendation_model_newest, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows))
        *newest = (Newest){.version = rows_integer(&rows, 0),
                           .trained_at = rows_integer(&rows, 1),
                           .as_of = (Day)rows_integer(&rows, 2),
                           .took_ms = rows_integer(&rows, 3),
                           .report = str_copy(call->arena, rows_text(&rows, 5))};
    return rows_close(&rows, error);
}

bool get_recommendation_model(Call *call, StoreSession *session, Error *error)
{
    Newest newest;
    if (!read_newest(call, session, &newest, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    if (newest.version) {
        put_integer(&json, "version", newest.version);
        put_instant(&json, "trained_at", newest.trained_at, call->arena);
        json_key(&json, "as_of");
        json_string(&json, day_name(call->arena, newest.as_of));
        put_integer(&json, "took_ms", newest.took_ms);
        if (!write_report(&json, call, newest.report, error)) return false;
    } else {
        write_never(&json, call);
    }
    if (!write_summaries(&json, call, session, error)) return false;
    json_end_object(&json);
    return true;
}

bool train_recommendations(Call *call, StoreSession *session, Error *error)
{
    int64_t job;
    if (!job_queue(call->house->jobs, session, RECOMMENDATION_TRAINING_JOB, STR("{}"), STR("train"), call->now, &job,
                   error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    put_integer(&json, "job", job);
    json_end_object(&json);
    call->status = 202;
    call->audit_object = STR("recommendations");
    return true;
}

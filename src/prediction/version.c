#include "prediction/version.h"

// ---- versions ----

bool model_state(StoreSession *session, PredictionModel model, ModelState *state, Error *error)
{
    Rows rows;
    *state = (ModelState){0};
    if (!store_select(session, &query_prediction_state, VALUES(value_text(prediction_model_name(model))), &rows, error))
        return false;
    if (rows_next(&rows))
        *state = (ModelState){rows_integer(&rows, 0), rows_integer(&rows, 1), rows_integer(&rows, 2),
                              rows_integer(&rows, 3)};
    return rows_close(&rows, error);
}

static ModelVersion take(const Rows *rows, PredictionModel model, Arena *arena)
{
    return (ModelVersion){.id = rows_integer(rows, 0),
                          .model = model,
                          .version = rows_integer(rows, 1),
                          .refused = rows_integer(rows, 2) != 0,
                          .trained_at = rows_integer(rows, 3),
                          .trained_by = rows_integer(rows, 4),
                          .as_of = (Day)rows_integer(rows, 5),
                          .window_days = (int32_t)rows_integer(rows, 6),
                          .chosen = str_copy(arena, rows_text(rows, 7))};
}

bool model_version(StoreSession *session, PredictionModel model, int64_t version, Locale locale, Arena *arena,
                   ModelVersion *found, Error *error)
{
    Rows rows;
    *found = (ModelVersion){0};
    if (!store_select(session, &query_prediction_version,
                      VALUES(value_text(prediction_model_name(model)), value_integer(version), value_integer(locale)),
                      &rows, error))
        return false;
    if (rows_next(&rows)) {
        *found = take(&rows, model, arena);
        found->definition = str_copy(arena, rows_text(&rows, 8));
        found->quality = str_copy(arena, rows_text(&rows, 9));
        found->report[locale] = str_copy(arena, rows_text(&rows, 10));
        found->content = str_copy(arena, rows_text(&rows, 11));
    }
    return rows_close(&rows, error);
}

bool model_versions(StoreSession *session, PredictionModel model, int64_t before, size_t limit, Arena *arena,
                    ModelVersion **list, size_t *count, Error *error)
{
    Rows rows;
    *list = arena_array(arena, ModelVersion, limit);
    *count = 0;
    if (!store_select(
            session, &query_prediction_versions,
            VALUES(value_text(prediction_model_name(model)), value_integer(before), value_integer((int64_t)limit)),
            &rows, error))
        return false;
    while (*count < limit && rows_next(&rows)) {
        (*list)[*count] = take(&rows, model, arena);
        (*list)[(*count)++].quality = str_copy(arena, rows_text(&rows, 8));
    }
    return rows_close(&rows, error);
}

static bool next_number(StoreSession *session, ModelVersion *version, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_prediction_next_version,
                      VALUES(value_text(prediction_model_name(version->model))), &rows, error))
        return false;
    if (rows_next(&rows)) {
        version->version = rows_integer(&rows, 0);
        version->id = rows_integer(&rows, 1);
    }
    return rows_close(&rows, error);
}

bool model_version_add(StoreSession *session, ModelVersion *version, Error *error)
{
    Str name = prediction_model_name(version->model);
    return next_number(session, version, error) &&
           store_execute(session, &query_prediction_add_version,
                         VALUES(value_integer(version->id), value_text(name), value_integer(version->version),
                                value_integer(version->refused), value_integer(version->trained_at),
                                value_integer(version->trained_by), value_integer(version->as_of),
                                value_integer(version->window_days), value_text(version->chosen),
                                value_text(version->definition), value_text(version->quality),
                                value_text(version->report[LOCALE_EN]), value_text(version->report[LOCALE_FR]),
                                value_text(version->content)),
                         NULL, error) &&
           store_execute(session, &query_prediction_trained,
                         VALUES(value_text(name), value_integer(version->refused ? 0 : version->version),
                                value_integer(version->version), value_integer(version->trained_at)),
                         NULL, error);
}

bool model_publish(StoreSession *session, PredictionModel model, int64_t number, int64_t by, Instant now, Arena *arena,
                   Error *error)
{
    ModelVersion version;
    if (!model_version(session, model, number, LOCALE_EN, arena, &version, error)) return false;
    if (!version.id)
        return error_code(error, ERROR_NOT_FOUND, "not_found",
                          PHRASE("there is no version {0} of this model", "ce modèle n’a pas de version {0}"),
                          error_number(arena, (uint64_t)number));
    if (version.refused)
        return error_code(error, ERROR_CONFLICT, "version_refused",
                          PHRASE("version {0} was refused: nobody may be scored by it",
                                 "la version {0} a été refusée\u00A0: elle ne peut noter personne"),
                          error_number(arena, (uint64_t)number));
    return store_execute(
        session, &query_prediction_publish,
        VALUES(value_text(prediction_model_name(model)), value_integer(number), value_integer(by), value_integer(now)),
        NULL, error);
}

// ---- settings ----

typedef enum SettingNumber { CHURN_WINDOW, HORIZON, DISCOUNT, MARGIN, RETRAIN, SETTING_NUMBERS } SettingNumber;

static const struct {
    const char *name;
    double usual;
} setting_rows[SETTING_NUMBERS] = {[CHURN_WINDOW] = {"churn_window_days", 0},
                                   [HORIZON] = {"horizon_days", 365},
                                   [DISCOUNT] = {"yearly_discount", 0.1},
                                   [MARGIN] = {"margin", 1},
                                   [RETRAIN] = {"retrain_days", 7}};

bool prediction_settings(StoreSession *session, PredictionSettings *settings, Error *error)
{
    Rows rows;
    double value[SETTING_NUMBERS];
    for (int i = 0; i < SETTING_NUMBERS; i++) value[i] = setting_rows[i].usual;
    if (!store_select(session, &query_prediction_settings, NO_VALUES, &rows, error)) return false;
    while (rows_next(&rows))
        for (int i = 0; i < SETTING_NUMBERS; i++)
            if (str_equal(rows_text(&rows, 0), str_of(setting_rows[i].name))) value[i] = rows_real(&rows, 1);
    *settings = (PredictionSettings){(int32_t)value[CHURN_WINDOW], (int32_t)value[HORIZON], value[DISCOUNT],
                                     value[MARGIN], (int32_t)value[RETRAIN]};
    return rows_close(&rows, error);
}

bool prediction_settings_store(StoreSession *session, const PredictionSettings *settings, Error *error)
{
    const double value[SETTING_NUMBERS] = {settings->churn_window_days, settings->horizon_days,
                                           settings->yearly_discount, settings->margin, settings->retrain_days};
    for (int i = 0; i < SETTING_NUMBERS; i++)
        if (!store_execute(session, &query_prediction_set,
                           VALUES(value_text(str_of(setting_rows[i].name)), value_real(value[i])), NULL, error))
            return false;
    return true;
}

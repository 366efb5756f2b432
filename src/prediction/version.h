// version.h - versions of models as they are kept: each training is a record that never changes; which version speaks
// may be changed back (roll-back).
#ifndef FIDELE_PREDICTION_VERSION_H
#define FIDELE_PREDICTION_VERSION_H

#include "prediction/prediction.h"

typedef struct ModelVersion {
    int64_t id; // 0: none
    PredictionModel model;
    int64_t version;
    bool refused;
    Instant trained_at;
    int64_t trained_by;
    Day as_of;
    int32_t window_days;
    Str chosen;
    Str definition;           // JSON
    Str quality;              // JSON
    Str report[LOCALE_COUNT]; // JSON; read: in the language that is asked for alone
    Str content;
} ModelVersion;

typedef struct ModelState {
    int64_t published, trained; // versions; 0: none
    int64_t changed_by;
    Instant changed_at;
} ModelState;

MUST_USE bool model_state(StoreSession *session, PredictionModel model, ModelState *state, Error *error);
// id 0 when there is none of that number.
MUST_USE bool model_version(StoreSession *session, PredictionModel model, int64_t version, Locale locale, Arena *arena,
                            ModelVersion *found, Error *error);
// Those before version `before`, newest first, without their reports and content.
MUST_USE bool model_versions(StoreSession *session, PredictionModel model, int64_t before, size_t limit, Arena *arena,
                             ModelVersion **list, size_t *count, Error *error);

// ---- within a writing transaction ----

// Gives it its number, and publishes it unless it was refused.
MUST_USE bool model_version_add(StoreSession *session, ModelVersion *version, Error *error);
// Errors: not_found; conflict of one that was refused.
MUST_USE bool model_publish(StoreSession *session, PredictionModel model, int64_t version, int64_t by, Instant now,
                            Arena *arena, Error *error);

// ---- what the workspace has settled ----

typedef struct PredictionSettings {
    int32_t churn_window_days; // 0: as the workspace's, or found in the data
    int32_t horizon_days;      // of lifetime value
    double yearly_discount, margin;
    int32_t retrain_days; // 0: only on demand
} PredictionSettings;
MUST_USE bool prediction_settings(StoreSession *session, PredictionSettings *settings, Error *error);
MUST_USE bool prediction_settings_store(StoreSession *session, const PredictionSettings *settings, Error *error);

#endif

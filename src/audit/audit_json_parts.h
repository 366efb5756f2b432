// audit_json_parts.h - members of the audit's JSON that stand in files of their own.
#ifndef FIDELE_AUDIT_AUDIT_JSON_PARTS_H
#define FIDELE_AUDIT_AUDIT_JSON_PARTS_H

#include "audit/audit.h"
#include "base/json.h"

// audit_json_prediction.c: the members of `clv` that come from models, within that object; then `customers_at_risk`.
// Nothing of a data folder.
void audit_json_prediction(JsonWriter *json, const Audit *audit, Arena *arena);
void audit_json_at_risk(JsonWriter *json, const Audit *audit, Arena *arena);

#endif

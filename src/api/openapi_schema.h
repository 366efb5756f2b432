// openapi_schema.h - shapes as JSON Schema of OpenAPI 3.1.
#ifndef FIDELE_API_OPENAPI_SCHEMA_H
#define FIDELE_API_OPENAPI_SCHEMA_H

#include "api/route.h"

// The components of all shapes that the tables reach, and of what they share (Money, Problem).
void openapi_components(const Route *const *tables, JsonWriter *json, Arena *arena);
void openapi_reference(JsonWriter *json, const char *component); // {"$ref":…}
void openapi_parameter_schema(JsonWriter *json, const Parameter *parameter);

#endif

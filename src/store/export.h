// export.h - every table in an open format, a file each: what is yours can be taken elsewhere, and read without us.
//
// A folder with manifest.json ({"program","schema","made_at","format","tables":[{"name","rows"}]}) and, of each table,
// TABLE.ndjson (a JSON object a row; bytes as {"base64":"…"}) or TABLE.csv (for spreadsheets: texts that would be
// formulas are made inert, so it is not read back). Instants are milliseconds since 1970 UTC, amounts minor units;
// docs/schema.sql says what each table holds. Left out is what would let somebody in: passwords, second factors, keys,
// sessions; and what is of the running program alone: its queue, answers kept for retries.
#ifndef FIDELE_STORE_EXPORT_H
#define FIDELE_STORE_EXPORT_H

#include "base/instant.h"
#include "base/progress.h"
#include "store/store.h"

typedef enum ExportFormat { EXPORT_JSON, EXPORT_CSV } ExportFormat;

typedef struct Export {
    int schema;
    Instant made_at; // one snapshot: all that was acknowledged before is in it
    int64_t tables, rows, bytes;
} Export;

// `folder` must not exist yet (code "exists"). Errors leave nothing behind.
MUST_USE bool export_make(Store *store, Str folder, ExportFormat format, Progress *progress, Export *made,
                          Error *error);

void export_remove(Str path); // with its files
bool export_is(Str path);     // a folder with a manifest

// Fills a store that is new (code "exists" otherwise) from an export in JSON, in one transaction. Errors name file,
// line and column: "corrupt" for what does not fit, "schema" for one made by a newer program.
MUST_USE bool export_restore(const StoreSettings *settings, Str folder, Progress *progress, Export *restored,
                             Error *error);

#endif

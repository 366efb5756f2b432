// access_export.h - all that is kept about a person, as an archive for that person (Art. 15 and 20 GDPR).
//
// data.json, one CSV file a table (csv/NAME.csv, cells inert in a spreadsheet), csv/events.csv, and index.html:
// readable without anything else, in the person's language, with what data is kept for, where it came from, who
// receives it and for how long. What is in it is what modules list as personal (identity/personal.h), for all customers
// of the person, and every event. People of the company are shown by their role, not by name.
#ifndef FIDELE_PRIVACY_ACCESS_EXPORT_H
#define FIDELE_PRIVACY_ACCESS_EXPORT_H

#include "activity/activity.h"
#include "base/progress.h"
#include "base/zip.h"
#include "consent/consent.h"
#include "event/log.h"
#include "identity/personal.h"

typedef struct AccessSubject {
    const Person *person;  // its customers
    StoreSession *session; // one snapshot for all of it
    const Identity *identity;
    EventLog *log;
    Activity *activity;
    const PersonalTable *const *tables; // of each module; ends with NULL
    Str company;                        // the workspace's name
    const Zone *zone;
    Locale locale;
    Instant now;
    Progress *progress; // in events; may be NULL
    Arena *arena;
} AccessSubject;

MUST_USE bool access_write(const AccessSubject *subject, ZipSink sink, Error *error);

// ---- what its parts share ----

typedef enum AccessForm { ACCESS_JSON, ACCESS_CSV, ACCESS_HTML } AccessForm;
enum { ACCESS_HTML_ROWS_MAX = 1000 }; // of a table on the page; the CSV file has them all

typedef struct AccessColumn {
    Str name;
    enum { COLUMN_PLAIN, COLUMN_INSTANT, COLUMN_DAY, COLUMN_JSON, COLUMN_STAFF } type;
} AccessColumn;
enum { ACCESS_COLUMNS_MAX = 40 };

typedef struct AccessTable {
    const PersonalTable *table; // NULL: the events
    Str name;                   // unique among all
    AccessColumn column[ACCESS_COLUMNS_MAX];
    size_t columns;
    int64_t rows; // known once it was written
} AccessTable;

// Of people of the company, in texts.
typedef struct AccessStaff {
    Str *name; // names and addresses
    size_t count;
} AccessStaff;

typedef struct AccessWork {
    const AccessSubject *subject;
    Zip *zip;
    AccessTable *table; // the events are the last
    size_t tables;
    AccessStaff staff;
    Arena *scratch; // of a row
    Text out;       // waits to be added to the archive; in `scratch`
} AccessWork;

MUST_USE bool access_rows(AccessWork *work, AccessTable *table, AccessForm form, Error *error);
MUST_USE bool access_flush(AccessWork *work, Error *error); // adds what waits, and forgets it
MUST_USE bool access_page(AccessWork *work, Error *error);  // index.html
Str access_redact(const AccessStaff *staff, Str text, Arena *arena);

// {"name","kind"…}: where data came from and who receives it.
typedef struct AccessParty {
    Str kind, name;
} AccessParty;
MUST_USE bool access_sources(const AccessWork *work, AccessParty **parties, size_t *count, Error *error);
MUST_USE bool access_recipients(const AccessWork *work, AccessParty **parties, size_t *count, Error *error);
Phrase access_retention(RetentionClass retention);

#endif

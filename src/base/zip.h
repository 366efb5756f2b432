// zip.h - writes a zip archive (PKWARE APPNOTE 6.3, deflate, UTF-8 names) piece by piece, the same bytes for the same
// content: all entries carry the one moment that is given.
//
// No ZIP64: an archive or an entry of 4 GiB, or 65,535 entries, are refused (too_large).
#ifndef FIDELE_BASE_ZIP_H
#define FIDELE_BASE_ZIP_H

#include "base/calendar.h"
#include "base/error.h"

typedef struct Zip Zip;

// Where its bytes go, in order; false with *error ends it.
typedef struct ZipSink {
    bool (*write)(void *context, Str bytes, Error *error);
    void *context;
} ZipSink;

MUST_USE Zip *zip_open(ZipSink sink, CivilDate date);
void zip_close(Zip *zip);
MUST_USE bool zip_begin(Zip *zip, Str name, Error *error); // of the next entry; ends the one before
MUST_USE bool zip_add(Zip *zip, Str bytes, Error *error);
MUST_USE bool zip_finish(Zip *zip, Error *error);

#endif

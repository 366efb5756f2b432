// zip_check.h - whether a ZIP archive (APPNOTE.TXT 6.3) is what it says. Nothing is ever unpacked: entries are inflated
// only to be counted.
#ifndef FIDELE_CRM_ZIP_CHECK_H
#define FIDELE_CRM_ZIP_CHECK_H

#include "base/error.h"

enum { ZIP_ENTRIES_MAX = 1000, ZIP_INFLATED_BYTES_MAX = 64 << 20 };

// Errors as bad_inputs L54-L59: decompressed_too_large, too_many_files, unsafe_archive, bad_archive. *media_type is
// that of an Office Open XML or OpenDocument file, else "application/zip".
MUST_USE bool zip_check(Str bytes, Arena *arena, const char **media_type, Error *error);

#endif

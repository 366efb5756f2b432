// file_type.h - what a file is, by its content and never by its name; and what of it is kept.
#ifndef FIDELE_CRM_FILE_TYPE_H
#define FIDELE_CRM_FILE_TYPE_H

#include "base/error.h"

// Kept are PNG, JPEG, GIF, PDF, text, CSV, ZIP, and the office formats that are ZIP archives. What a browser could run
// as a page (HTML, SVG, XML) is none of them. `content` is what is to be kept: images lose their metadata. Errors:
// file_type_not_allowed, required (an empty file), those of image_check.h and zip_check.h.
MUST_USE bool file_type_read(Str bytes, Arena *arena, const char **media_type, Str *content, Error *error);

#endif

// image_check.h - PNG (RFC 2083), JPEG (ITU-T T.81) and GIF (89a) walked from end to end: what is damaged or too large
// is refused, and what tells more than the picture (Exif with the place it was taken, texts, thumbnails) is left out.
// Pixels are not decoded.
#ifndef FIDELE_CRM_IMAGE_CHECK_H
#define FIDELE_CRM_IMAGE_CHECK_H

#include "base/error.h"

enum { GIF_FRAMES_MAX = 500, IMAGE_METADATA_BYTES_MAX = 1 << 20, IMAGE_SIDE_MAX = 20000 };

// By the first bytes: "image/png", "image/jpeg", "image/gif"; NULL: none of them.
const char *image_type(Str bytes);
// *clean is the image without metadata and without what follows its end. Errors as bad_inputs L47-L50: bad_image,
// image_too_large.
MUST_USE bool image_check(Str bytes, Arena *arena, Str *clean, Error *error);

#endif

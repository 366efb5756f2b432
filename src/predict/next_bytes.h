// next_bytes.h - a model of next products as bytes, to be kept and read again. Version, counts and ranges are checked
// on reading: bytes that are not such a model are refused, never believed.
#ifndef FIDELE_PREDICT_NEXT_BYTES_H
#define FIDELE_PREDICT_NEXT_BYTES_H

#include "base/str.h"
#include "predict/next_product.h"

// Without rules: they are kept where they are listed.
void next_write(const NextModel *model, Text *out);
// Takes the model off the front of *bytes. False: it is none.
MUST_USE bool next_read(Str *bytes, Arena *arena, NextModel *model);

// Little-endian numbers and texts, for what is kept beside a model.
void bytes_put_number(Text *out, uint32_t value);
void bytes_put_real(Text *out, double value);
void bytes_put_text(Text *out, Str value);
MUST_USE bool bytes_take_number(Str *bytes, uint32_t *value);
MUST_USE bool bytes_take_real(Str *bytes, double *value); // finite
MUST_USE bool bytes_take_text(Str *bytes, Arena *arena, Str *value);

#endif

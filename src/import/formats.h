// formats.h - how the dates and amounts of a file are written, decided from samples of the whole column.
#ifndef FIDELE_IMPORT_FORMATS_H
#define FIDELE_IMPORT_FORMATS_H

#include "import/layout.h"
#include "import/sample.h"

// Fill layout->amount, layout->date; the roles must be set. The date comes last: its guess asks the others.
void formats_find_amount(const Sample *sample, const LayoutOptions *options, Layout *layout);
void formats_find_date(const Sample *sample, const LayoutOptions *options, Layout *layout);

// Whether the file seems to come from where dates begin with the day and 1,5 is one and a half.
bool formats_seem_french(const Layout *layout);

#endif

// share_bar.h - a share of a whole as a bar, with its interval as a line: beside the number, in a cell of a table.
#ifndef FIDELE_CHART_SHARE_BAR_H
#define FIDELE_CHART_SHARE_BAR_H

#include "base/str.h"

// Each 0..1. Decoration: the number must stand beside it.
void share_bar(double share, double low, double high, Text *out);

#endif

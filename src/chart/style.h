// style.h - the rules of the classes the charts use, for the <style> of the page they stand in.
//
// Colours come from variables that the page sets on :root, once for light and once for dark:
//   --text --text-2 --border --border-2 --surface                of the page
//   --series-a --series-b --track                                of the series, and behind a share
//   --h0 … --h6 and --on0 … --on6                                of the heat ramp: behind, and the number on it
// The pages' class "unseen" must hide text from the eye and not from a screen reader.
#ifndef FIDELE_CHART_STYLE_H
#define FIDELE_CHART_STYLE_H

#include "base/str.h"

extern const char chart_style[];

// Patterns the rules refer to; once in the page, before the first chart.
void chart_patterns(Text *out);

#endif

// cdnow_test.h - the CDNOW tenth (Fader & Hardie) from the shared data, for the tests of models.
#ifndef FIDELE_PREDICT_CDNOW_TEST_H
#define FIDELE_PREDICT_CDNOW_TEST_H

#include "predict/buying_history.h"

// Calibration to 1997-09-30, later to 1998-06-30, in weeks; amounts in cents. Skips the test when the data are absent.
BuyingSplit cdnow_split(void);

#endif

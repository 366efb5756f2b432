// next_folder_cli.h - `fidele predict next --data DIR`.
#ifndef FIDELE_RECOMMENDATION_NEXT_FOLDER_CLI_H
#define FIDELE_RECOMMENDATION_NEXT_FOLDER_CLI_H

#include "prediction/predict_cli.h"

// The model of the folder as GET /api/v1/recommendations/model tells it; with --format csv the pairs of products that
// go together, a line each. With --train it is trained first.
MUST_USE bool next_of_folder(const CommandCall *call, Error *error);

#endif

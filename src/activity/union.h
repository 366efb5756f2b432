// union.h - the rows of several lanes together, as columns of their own.
#ifndef FIDELE_ACTIVITY_UNION_H
#define FIDELE_ACTIVITY_UNION_H

#include "activity/columns.h"

// With one lane that lane; else *united, to be closed by columns_close. Dimensions are those of the first lane, which
// all lanes have.
const Columns *columns_union(const Columns *const *lanes, size_t lane_count, uint32_t customers, Columns *united);

#endif

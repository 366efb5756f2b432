#include "plan/initiative.h"

bool initiatives_read(StoreSession *session, Arena *arena, SheetRow **rows, size_t *count, Error *error)
{
    return sheet_select(session, &query_initiative_all, VALUES(value_integer(INITIATIVES_MAX)), &initiative_row_shape,
                        INITIATIVES_MAX, arena, rows, count, error);
}

bool initiative_counts(const SheetRow *row)
{
    Str status = initiative_text(row, INITIATIVE_STATUS);
    return !str_equal(status, STR("closed")) && !str_equal(status, STR("not_adopted"));
}

bool initiative_overrun(const SheetRow *row, double *overrun)
{
    Value planned = row->column[INITIATIVE_BUDGET_PLANNED], spent = row->column[INITIATIVE_BUDGET_ACTUAL];
    if (planned.type == VALUE_NULL || spent.type == VALUE_NULL || planned.integer <= 0) return false;
    *overrun = (double)spent.integer / (double)planned.integer - 1;
    return true;
}

bool initiative_is_against_churn(const SheetRow *row)
{
    Str aim = initiative_text(row, INITIATIVE_AIM);
    return str_equal(aim, STR("reduce_churn")) || str_equal(aim, STR("win_back"));
}

Str initiative_pilot_status(const SheetRow *row)
{
    Value criterion = row->column[INITIATIVE_PILOT_CRITERION], result = row->column[INITIATIVE_PILOT_RESULT];
    if (criterion.type == VALUE_NULL || result.type == VALUE_NULL) return initiative_text(row, INITIATIVE_STATUS);
    // A criterion below nothing is a figure that should fall: churn, time to answer.
    bool reached = criterion.real < 0 ? result.real <= criterion.real : result.real >= criterion.real;
    return reached ? STR("adopted") : STR("not_adopted");
}

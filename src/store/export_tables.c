#include "store/export_tables.h"

static bool is_one_of(Str name, const Str *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(name, names[i])) return true;
    return false;
}

bool export_has_table(Str table)
{
    static const Str left_out[] = {STR("staff_key"),    STR("staff_session"),       STR("staff_link"),
                                   STR("staff_device"), STR("staff_recovery_code"), STR("api_idempotency"),
                                   STR("job"),          STR("job_schedule")};
    return !is_one_of(table, left_out, COUNT_OF(left_out));
}

bool export_has_column(Str table, Str column)
{
    static const Str secret[] = {STR("password"), STR("password_at"), STR("totp_seed"), STR("totp_offered")};
    return !str_equal(table, STR("staff_person")) || !is_one_of(column, secret, COUNT_OF(secret));
}

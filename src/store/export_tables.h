// export_tables.h - what of the store leaves it in an export.
#ifndef FIDELE_STORE_EXPORT_TABLES_H
#define FIDELE_STORE_EXPORT_TABLES_H

#include "store/backup_rows.h"

bool export_has_table(Str table);
bool export_has_column(Str table, Str column); // others are null in it

#endif

// Backups are read as hostile: any bytes are refused or understood, and never crash, hang or bloat.
#include "store/backup_file.h"
#include "store/backup_rows.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    BackupReader *reader;
    BackupBlock kind;
    Error error;
    Value value;
    Str rest = {(const char *)bytes, size};
    while (row_take(&rest, &value)) assert(value.type <= VALUE_BYTES);
    if (!backup_reader_open_bytes((Str){(const char *)bytes, size}, &reader, &error)) return 0;
    while (backup_reader_next(reader, &kind, &rest, &error) && kind != BACKUP_END)
        while (row_take(&rest, &value)) assert(value.type <= VALUE_BYTES);
    backup_reader_close(reader);
    return 0;
}

// Backups are read as hostile: any bytes are refused or understood, and never crash, hang or bloat. What is read here
// stands behind the seal: whoever has the keys could write it.
#include "store/backup_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    BackupReader *reader;
    Backup backup;
    Error error;
    Value value;
    Str all = {(const char *)bytes, size}, rest = all;
    while (row_take(&rest, &value)) assert(value.type <= VALUE_BYTES);
    backup_reader_open_clear(all, &reader);
    if (backup_check_read(reader, &backup, &error)) assert(backup.rows >= 0 && backup.files >= 0);
    backup_reader_close(reader);
    return 0;
}

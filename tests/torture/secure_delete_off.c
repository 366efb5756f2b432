// secure_delete_off.c - preloaded into a process: its SQLite leaves deleted rows in the pages where they stood,
// whatever it is asked. So a test shows that its search finds what secure_delete would have overwritten.
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

typedef int Exec(void *database, const char *sql, int (*each)(void *, int, char **, char **), void *context,
                 char **message);

__attribute__((visibility("default"))) int
sqlite3_exec(void *database, const char *sql, int (*each)(void *, int, char **, char **), void *context, char **message)
{
    static const char on[] = "secure_delete=on;", off[] = "secure_delete=0; ";
    Exec *next = (Exec *)dlsym(RTLD_NEXT, "sqlite3_exec");
    char *changed = strdup(sql), *at = changed ? strstr(changed, on) : NULL;
    if (at) memcpy(at, off, sizeof off - 1);
    int code = next(database, changed, each, context, message);
    free(changed);
    return code;
}

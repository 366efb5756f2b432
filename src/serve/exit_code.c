#include "serve/exit_code.h"

#include <string.h>
#include <sysexits.h>

#include "privacy/privacy_http.h"
#include "serve/serve_cli.h"

typedef struct ExitRow {
    const char *code; // Error.code
    int exit_code;
} ExitRow;

static const ExitRow rows[] = {
    {"usage", EX_USAGE},         {"corrupt", EX_DATAERR},         {"wrong_key", EX_DATAERR},
    {"config_file", EX_NOINPUT}, {"port_in_use", EX_UNAVAILABLE}, {"pg_down", EX_UNAVAILABLE},
    {"memory", EX_OSERR},        {"exists", EX_CANTCREAT},        {"io", EX_IOERR},
    {"fsync", EX_IOERR},         {"locked", EX_TEMPFAIL},         {"clock", EX_TEMPFAIL},
    {"version", EX_PROTOCOL},    {"permission", EX_NOPERM},       {"config", EX_CONFIG},
    {"schema", EX_CONFIG},       {"pg_config", EX_CONFIG},        {"erasure_list", EX_CONFIG},
};

static int code_of_row(const Error *error)
{
    for (size_t i = 0; error->code && i < COUNT_OF(rows); i++)
        if (strcmp(error->code, rows[i].code) == 0) return rows[i].exit_code;
    return 0;
}

int exit_code_of_server(const Error *error)
{
    static const int kinds[ERROR_KIND_COUNT] = {
        [ERROR_USAGE] = EX_USAGE,        [ERROR_INPUT] = EX_DATAERR,
        [ERROR_MALFORMED] = EX_DATAERR,  [ERROR_UNAVAILABLE] = EX_UNAVAILABLE,
        [ERROR_STORAGE_FULL] = EX_IOERR,
    };
    if (error->kind == ERROR_NONE) return EX_OK;
    int code = code_of_row(error);
    if (code) return code;
    return kinds[error->kind] ? kinds[error->kind] : EX_SOFTWARE;
}

int exit_code_of(const Command *command, const Error *error)
{
    if (command == &serve_command) return exit_code_of_server(error);
    if (command == &erase_command && error->kind == ERROR_NOT_FOUND) return EX_NOINPUT; // nobody of that id
    bool other_version = error->code && strcmp(error->code, "version") == 0;
    bool by_code = error->code && (strcmp(error->code, "erasure_list") == 0 || strcmp(error->code, "wrong_key") == 0);
    return other_version ? EX_PROTOCOL : by_code ? code_of_row(error) : error_exit_code(error);
}

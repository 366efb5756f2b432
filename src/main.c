// main.c - starts one command.
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/program.h"
#include "module.h"
#include "serve/door.h"
#include "serve/exit_code.h"

// A program started without standard streams must not take a file it opens for one of them.
static void open_missing_streams(void)
{
    for (int file = STDIN_FILENO; file <= STDERR_FILENO; file++)
        if (fcntl(file, F_GETFD) < 0 && open("/dev/null", O_RDWR) < 0) exit(EXIT_FAILURE);
}

// As POSIX orders them.
static Str environment_locale(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const char *value = getenv(names[i]);
        if (value && value[0]) return str_of(value);
    }
    return STR("");
}

int main(int count, char **words)
{
    static const Program program = {
        .name = "fidele",
        .version = FIDELE_VERSION,
        .summary = PHRASE("measures how well you keep your customers, and what it costs to lose them",
                          "mesure comment vous gardez vos clients, et ce que coûtent ceux que vous perdez"),
        .modules = modules,
        .door = &data_folder_door,
        .exit_code = exit_code_of,
    };
    open_missing_streams();
    const char *const *after_name = (const char *const *)words + (count > 0);
    return program_run(&program, after_name, count > 0 ? (size_t)count - 1 : 0, environment_locale());
}

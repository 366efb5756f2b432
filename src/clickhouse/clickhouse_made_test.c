#include "clickhouse/clickhouse_test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct Pair {
    FILE *orders, *answers;
    char address[256]; // clickhouse://HOST,HOST/?cluster=pair
    int databases;
    Arena *names;
} pair;

static void answer_read(char *line, int size)
{
    if (!fgets(line, size, pair.answers)) fail_msg("the ClickHouse servers have ended");
    line[strcspn(line, "\n")] = '\0';
}

// The script ends when nobody holds the other end of its input, so neither end may leak into other processes.
static void pair_start(void)
{
    int in[2], out[2];
    if (pair.orders) return;
    if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) abort();
    pid_t child = fork();
    if (child == 0) {
        dup2(in[0], STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        execlp("node", "node", "tests/clickhouse.mjs", (char *)NULL);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    pair.orders = fdopen(in[1], "w");
    pair.answers = fdopen(out[0], "r");
    answer_read(pair.address, sizeof pair.address);
}

bool clickhouse_test_is_pair(void)
{
    return !getenv("FIDELE_TEST_ACTIVITY");
}

void clickhouse_test_order(const char *order)
{
    char answer[16];
    fprintf(pair.orders, "%s\n", order);
    fflush(pair.orders);
    answer_read(answer, sizeof answer);
    if (strcmp(answer, "ok") != 0) fail_msg("the ClickHouse servers could not %s", order);
}

Str clickhouse_test_url(void)
{
    const char *given = getenv("FIDELE_TEST_ACTIVITY"); // clickhouse://HOST/
    if (!given) pair_start();
    const char *address = given ? given : pair.address, *options = strchr(address, '?');
    int stem = options ? (int)(options - address) : (int)strlen(address);
    return str_format(test_arena(), "%.*sunit_%d_%d%s", stem, address, (int)getpid(), ++pair.databases,
                      options ? options : "");
}

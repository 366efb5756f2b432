#include "store/cluster_test.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/test.h"

static struct Cluster {
    FILE *orders, *answers;
    char address[128]; // of the database "postgres"
    int databases;
    Arena *names;
} cluster;

static void answer_read(char *line, int size)
{
    if (!fgets(line, size, cluster.answers)) fail_msg("the PostgreSQL cluster has ended");
    line[strcspn(line, "\n")] = '\0';
}

// The script ends when nobody holds the other end of its input, so neither end may leak into other processes.
static void cluster_start(void)
{
    int in[2], out[2];
    if (cluster.orders) return;
    if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) abort();
    pid_t child = fork();
    if (child == 0) {
        dup2(in[0], STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        execl("tests/postgres.sh", "postgres.sh", (char *)NULL);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    cluster.orders = fdopen(in[1], "w");
    cluster.answers = fdopen(out[0], "r");
    cluster.names = arena_open(0);
    answer_read(cluster.address, sizeof cluster.address);
}

void cluster_order(const char *order)
{
    char answer[16];
    cluster_start();
    fprintf(cluster.orders, "%s\n", order);
    fflush(cluster.orders);
    answer_read(answer, sizeof answer);
    if (strcmp(answer, "ok") != 0) fail_msg("the PostgreSQL cluster could not %s", order);
}

int cluster_port(void)
{
    cluster_start();
    return atoi(strrchr(cluster.address, ':') + 1);
}

Str cluster_database(void)
{
    char statement[64];
    cluster_start();
    snprintf(statement, sizeof statement, "create database unit_%d", ++cluster.databases);
    PGconn *connection = PQconnectdb(cluster.address);
    PGresult *result = PQexec(connection, statement);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) fail_msg("%s", PQerrorMessage(connection));
    PQclear(result);
    PQfinish(connection);
    int stem = (int)(strrchr(cluster.address, '/') - cluster.address);
    Str address = str_format(cluster.names, "%.*s/unit_%d%c", stem, cluster.address, cluster.databases, 0);
    return (Str){address.data, address.size - 1};
}

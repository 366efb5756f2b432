// How PostgreSQL is reached: which addresses are taken, TLS for every host that is not this machine, and what an error
// before the first query means.
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "store/postgresql.h"

enum { CONNECT_SECONDS_MAX = 5, OLDEST_SERVER = 130000 };

void pg_detail(const PGconn *connection, const char *what, const char *text, Error *error)
{
    const char *password = connection ? PQpass(connection) : NULL;
    Str line = str_of(text ? text : "");
    const char *location = strstr(line.data, "LOCATION:"); // of verbose messages: a line of the server's source
    if (location) line.size = (size_t)(location - line.data);
    line = str_trim(line);
    if (password && password[0] && str_contains(line, str_of(password))) line = STR("(hidden: it held the password)");
    snprintf(error->detail, sizeof error->detail, "%s%s%.*s", what, what[0] ? ": " : "", STR_ARGS(line));
    for (char *byte = error->detail; *byte; byte++)
        if (*byte == '\n' || *byte == '\t') *byte = ' ';
}

static bool say_config(Error *error, Phrase phrase, Str part)
{
    return error_code(error, ERROR_FAILED, "pg_config", phrase, part);
}

// ---- the address ----

static const char *option_value(const PQconninfoOption *options, const char *keyword)
{
    for (; options && options->keyword; options++)
        if (strcmp(options->keyword, keyword) == 0) return options->val && options->val[0] ? options->val : NULL;
    return NULL;
}

static bool host_is_here(Str host)
{
    return host.size == 0 || host.data[0] == '/' || host.data[0] == '@' || str_equal_fold(host, STR("localhost")) ||
           str_starts_with(host, STR("127.")) || str_equal(host, STR("::1"));
}

static bool hosts_are_here(const char *hosts)
{
    Str rest = str_of(hosts), host;
    while (str_cut(&rest, ',', &host))
        if (!host_is_here(host)) return false;
    return true;
}

// A host name such as "127.0.0.1.example.com" is not an address of this machine.
static bool is_remote(const PQconninfoOption *options, const PQconninfoOption *defaults)
{
    const char *host = option_value(options, "host"), *address = option_value(options, "hostaddr");
    if (!host) host = option_value(defaults, "host");
    if (!address) address = option_value(defaults, "hostaddr");
    if (address) return !hosts_are_here(address);
    if (!host) return false;
    for (const char *byte = host; *byte; byte++)
        if (str_starts_with(str_of(host), STR("127.")) && !strchr("0123456789.,", *byte)) return true;
    return !hosts_are_here(host);
}

static bool tls_is_demanded(const char *mode)
{
    return strcmp(mode, "require") == 0 || strcmp(mode, "verify-ca") == 0 || strcmp(mode, "verify-full") == 0;
}

static bool address_check(const PQconninfoOption *options, bool remote, Error *error)
{
    const char *mode = option_value(options, "sslmode");
    if (option_value(options, "service"))
        return say_config(error,
                          PHRASE("the address of the database may not name a {0}: write host and port",
                                 "l’adresse de la base ne peut nommer de {0}\u00A0: écrivez l’hôte et le port"),
                          STR("service"));
    if (remote && mode && !tls_is_demanded(mode))
        return say_config(error,
                          PHRASE("TLS is required for a database on another host: sslmode={0} would send everything "
                                 "readably; write sslmode=require or verify-full",
                                 "TLS est exigé pour une base sur un autre hôte\u00A0: sslmode={0} enverrait tout en "
                                 "clair\u202F; écrivez sslmode=require ou verify-full"),
                          str_of(mode));
    return true;
}

// ---- connecting ----

typedef struct Parameters {
    const char *keyword[64], *value[64];
    size_t count;
} Parameters;

static void parameter_add(Parameters *parameters, const char *keyword, const char *value)
{
    if (parameters->count + 1 >= COUNT_OF(parameters->keyword)) return;
    parameters->keyword[parameters->count] = keyword;
    parameters->value[parameters->count++] = value;
}

static void parameters_fill(Parameters *parameters, const PQconninfoOption *options, bool remote)
{
    // The later one of two wins, so ours stand first unless nobody may change them.
    parameter_add(parameters, "application_name", "fidele");
    parameter_add(parameters, "keepalives_idle", "10");
    parameter_add(parameters, "keepalives_interval", "5");
    parameter_add(parameters, "keepalives_count", "3");
    parameter_add(parameters, "tcp_user_timeout", "15000");
    if (remote) parameter_add(parameters, "sslmode", "require");
    for (; options->keyword; options++)
        if (options->val && options->val[0]) parameter_add(parameters, options->keyword, options->val);
    parameter_add(parameters, "client_encoding", "UTF8");
}

static int64_t seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

static void connect_wait(PGconn *connection)
{
    int64_t until = seconds_now() + CONNECT_SECONDS_MAX;
    PostgresPollingStatusType status = PGRES_POLLING_WRITING;
    while (status != PGRES_POLLING_OK && status != PGRES_POLLING_FAILED && seconds_now() < until) {
        struct pollfd wait = {.fd = PQsocket(connection), .events = status == PGRES_POLLING_READING ? POLLIN : POLLOUT};
        poll(&wait, 1, 1000);
        if (wait.revents) status = PQconnectPoll(connection);
    }
}

// Verbose messages begin "FATAL:  28P01: …", whatever their language.
static bool state_is_config(Str text)
{
    static const char *const states[] = {":  28", ":  3D000", ":  42", ":  0A000", ":  08P01"};
    for (size_t i = 0; i < COUNT_OF(states); i++)
        if (str_contains(text, str_of(states[i]))) return true;
    return false;
}

// What the client itself found wrong, before or instead of the server.
static bool client_is_config(const PGconn *connection, Str text)
{
    return PQconnectionNeedsPassword(connection) || str_contains(text, STR("does not support SSL")) ||
           str_contains(text, STR("certificate")) || str_contains(text, STR("invalid "));
}

static bool say_unreached(const PGconn *connection, Error *error)
{
    Str text = str_of(PQerrorMessage(connection));
    bool config = state_is_config(text) || client_is_config(connection, text);
    if (config)
        failure_say(error, ERROR_FAILED, "pg_config",
                    PHRASE("PostgreSQL refuses the connection: check user, password, database and TLS",
                           "PostgreSQL refuse la connexion\u00A0: vérifiez utilisateur, mot de passe, base et TLS"));
    else
        failure_say(error, ERROR_UNAVAILABLE, "pg_down",
                    PHRASE("PostgreSQL can't be reached", "PostgreSQL est injoignable"));
    error->retry_seconds = config ? 0 : 2;
    pg_detail(connection, "", PQerrorMessage(connection), error);
    return false;
}

static bool server_check(PGconn *connection, Error *error)
{
    const char *encoding = PQparameterStatus(connection, "server_encoding");
    char version[16];
    snprintf(version, sizeof version, "%d", PQserverVersion(connection) / 10000);
    if (PQserverVersion(connection) < OLDEST_SERVER)
        return say_config(error,
                          PHRASE("PostgreSQL {0} is too old: 13 or newer is needed",
                                 "PostgreSQL {0} est trop ancien\u00A0: il faut la version 13 ou plus récente"),
                          str_of(version));
    if (!encoding || strcmp(encoding, "UTF8") != 0)
        return say_config(error,
                          PHRASE("the database is in the encoding {0}: create it with UTF8",
                                 "la base est dans l’encodage {0}\u00A0: créez-la en UTF8"),
                          str_of(encoding ? encoding : "?"));
    return true;
}

// A writer that does nothing for half a minute within a transaction keeps the others out: the server ends it then.
static bool session_settings(PGconn *connection, bool writes, Error *error)
{
    static const char reader[] = "set lock_timeout = '10s'; set default_transaction_read_only = on";
    static const char writer[] = "set lock_timeout = '10s'; set idle_in_transaction_session_timeout = '30s';"
                                 "select set_config('synchronous_commit', 'on', false)"
                                 " where current_setting('synchronous_commit') = 'off'";
    PGresult *result = PQexec(connection, writes ? writer : reader);
    ExecStatusType status = PQresultStatus(result);
    PQclear(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || say_unreached(connection, error);
}

static void notice_ignore(void *context, const PGresult *result)
{
    (void)context;
    (void)result;
}

static bool connection_make(const PQconninfoOption *options, bool remote, bool writes, PGconn **made, Error *error)
{
    Parameters parameters = {0};
    parameters_fill(&parameters, options, remote);
    PGconn *connection = PQconnectStartParams(parameters.keyword, parameters.value, 0);
    if (!connection) memory_exhausted(0);
    PQsetErrorVerbosity(connection, PQERRORS_VERBOSE);
    PQsetNoticeReceiver(connection, notice_ignore, NULL);
    if (PQstatus(connection) != CONNECTION_BAD) connect_wait(connection);
    bool fine = PQstatus(connection) == CONNECTION_OK || say_unreached(connection, error);
    fine = fine && server_check(connection, error) && session_settings(connection, writes, error);
    if (fine)
        *made = connection;
    else
        PQfinish(connection);
    return fine;
}

bool pg_connect(Str address, bool writes, PGconn **connection, Error *error)
{
    char *ignored = NULL; // what is wrong with an address may quote its password
    PQconninfoOption *options = PQconninfoParse(address.data, &ignored), *defaults = PQconndefaults();
    PQfreemem(ignored);
    bool fine;
    if (!options) {
        fine = say_config(
            error,
            PHRASE("the address of the database can't be read: {0}", "l’adresse de la base est illisible\u00A0: {0}"),
            STR("postgresql://user@host:5432/database?sslmode=require"));
    } else {
        bool remote = is_remote(options, defaults);
        fine = address_check(options, remote, error) && connection_make(options, remote, writes, connection, error);
    }
    PQconninfoFree(options);
    PQconninfoFree(defaults);
    return fine;
}

#include "serve/settings.h"

#include <string.h>

#include "base/number.h"
#include "serve/settings_file.h"

enum { PORT = 8080, SLOW_MILLISECONDS = 1000 };

const Option serve_options[] = {
    {.name = "address",
     .value = "ADDRESS",
     .kind = OPTION_TEXT,
     .help = PHRASE("address to listen on (default: 127.0.0.1; everywhere: 0.0.0.0)",
                    "adresse où écouter (par défaut\u00A0: 127.0.0.1\u202F; partout\u00A0: 0.0.0.0)")},
    {.name = "port",
     .value = "PORT",
     .kind = OPTION_COUNT,
     .high = 65535,
     .help = PHRASE("1 to 65535 (default: 8080); 0 takes a free one and says which",
                    "de 1 à 65535 (par défaut\u00A0: 8080)\u202F; 0 en prend un libre et le dit")},
    {.name = "base-url",
     .value = "URL",
     .kind = OPTION_TEXT,
     .help = PHRASE("address under which people reach the server: https://retention.example.com",
                    "adresse sous laquelle on atteint le serveur\u00A0: https://retention.example.com")},
    {.name = "host",
     .value = "NAME,…",
     .kind = OPTION_TEXT,
     .help = PHRASE("names of the server besides that of --base-url; requests for others are refused",
                    "noms du serveur outre celui de --base-url\u202F; les requêtes pour d'autres sont refusées")},
    {.name = "proxy",
     .value = "ADDRESS,…",
     .kind = OPTION_TEXT,
     .help = PHRASE("reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed",
                    "mandataires inverses dont on croit X-Forwarded-For et X-Forwarded-Proto")},
    {.name = "config",
     .value = "FILE",
     .kind = OPTION_TEXT,
     .help = PHRASE("options as lines `key = value`; the command line goes before it",
                    "options en lignes `clé = valeur`\u202F; la ligne de commande passe avant")},
    {.name = "log",
     .value = "FILE",
     .kind = OPTION_TEXT,
     .help = PHRASE("write the log there instead of standard error", "écrire le journal là plutôt que sur la sortie "
                                                                     "d'erreur")},
    {.name = "log-level",
     .value = "debug|info|warn|error",
     .kind = OPTION_CHOICE,
     .help = PHRASE("the least that is logged (default: info, with a line a request)",
                    "le moins qu'on y écrive (par défaut\u00A0: info, avec une ligne par requête)")},
    {.name = "slow-request",
     .value = "MILLISECONDS",
     .kind = OPTION_COUNT,
     .low = 1,
     .high = 3600000,
     .help = PHRASE("log a warning for requests that take longer (default: 1000)",
                    "signaler dans le journal les requêtes plus longues (par défaut\u00A0: 1000)")},
    {.name = "database-wait",
     .value = "SECONDS",
     .kind = OPTION_COUNT,
     .high = 3600,
     .help = PHRASE("how long to wait at the start for a PostgreSQL that can't be reached (default: 60)",
                    "combien attendre au démarrage un PostgreSQL injoignable (par défaut\u00A0: 60)")},
    {.name = "workers",
     .value = "N",
     .kind = OPTION_COUNT,
     .low = 1,
     .high = 64,
     .help =
         PHRASE("threads that answer requests (default: 4)", "fils qui répondent aux requêtes (par défaut\u00A0: 4)")},
    {.name = "event-threads",
     .value = "N",
     .kind = OPTION_COUNT,
     .low = 1,
     .high = 64,
     .help = PHRASE("threads that hold the connections (default: 2)",
                    "fils qui tiennent les connexions (par défaut\u00A0: 2)")},
    {.name = "connections",
     .value = "N",
     .kind = OPTION_COUNT,
     .low = 1,
     .high = 1000000,
     .help = PHRASE("connections at once (default: 10000)", "connexions simultanées (par défaut\u00A0: 10000)")},
    {.name = "outgoing-ports",
     .value = "PORT,…|any",
     .kind = OPTION_TEXT,
     .help = PHRASE("ports that webhooks may call (default: 80,443,8080,8443; any: those from 1024 on too, but those "
                    "of databases)",
                    "ports que les webhooks peuvent appeler (par défaut\u00A0: 80,443,8080,8443\u202F; any\u00A0: "
                    "aussi ceux à partir de 1024, sauf ceux des bases de données)")},
    {.name = "outgoing-private",
     .kind = OPTION_FLAG,
     .help = PHRASE("let webhooks call private and local addresses: receivers within the company",
                    "laisser les webhooks appeler des adresses privées et locales\u00A0: destinataires de "
                    "l’entreprise")},
    {.name = "outgoing-ca",
     .value = "FILE",
     .kind = OPTION_TEXT,
     .help = PHRASE("certificate authorities to trust for webhooks instead of the system's (PEM)",
                    "autorités de certification à croire pour les webhooks au lieu de celles du système (PEM)")},
    {.name = "no-sandbox",
     .kind = OPTION_FLAG,
     .help = PHRASE("do without seccomp and Landlock, on systems that cannot", "se passer de seccomp et de Landlock, "
                                                                               "pour les systèmes qui ne les ont pas")},
    {.name = "insecure-dev",
     .kind = OPTION_FLAG,
     .help =
         PHRASE("allow http:// beyond this machine, for a trial", "permettre http:// au-delà de cette machine, pour "
                                                                  "un essai")},
    {.name = NULL}};

// ---- one value, from the command line or the file ----

typedef struct Sources {
    const Options *command_line, *file;
} Sources;

static const Options *source_of(const Sources *sources, const char *name)
{
    return option_given(sources->command_line, name) ? sources->command_line : sources->file;
}

static Str text_of(const Sources *sources, const char *name, Str otherwise)
{
    return option_text(source_of(sources, name), name, otherwise);
}

static int64_t count_of(const Sources *sources, const char *name, int64_t otherwise)
{
    return option_count(source_of(sources, name), name, otherwise);
}

static Str *list_of(const Sources *sources, const char *name, Arena *arena, size_t *count)
{
    Str rest = text_of(sources, name, STR("")), part;
    Str *list = arena_array(arena, Str, rest.size + 1);
    *count = 0;
    while (str_cut(&rest, ',', &part))
        if (str_trim(part).size) list[(*count)++] = str_trim(part);
    return list;
}

static void read_values(const Sources *from, Arena *arena, ServeSettings *settings)
{
    settings->folder = text_of(from, "data", STR("fidele-data"));
    settings->database = text_of(from, "database", STR(""));
    settings->activity = text_of(from, "activity", STR(""));
    settings->address = text_of(from, "address", STR("127.0.0.1"));
    settings->base_url = text_of(from, "base-url", STR(""));
    settings->journal = text_of(from, "log", STR(""));
    settings->port = (int)count_of(from, "port", PORT);
    settings->workers = (int)count_of(from, "workers", 4);
    settings->event_threads = (int)count_of(from, "event-threads", 2);
    settings->connections_max = (int)count_of(from, "connections", 10000);
    settings->slow_milliseconds = count_of(from, "slow-request", SLOW_MILLISECONDS);
    settings->database_seconds = count_of(from, "database-wait", 60);
    settings->level = (JournalLevel)option_choice(source_of(from, "log-level"), "log-level", JOURNAL_INFO);
    settings->hosts = list_of(from, "host", arena, &settings->host_count);
    settings->proxies = list_of(from, "proxy", arena, &settings->proxy_count);
    settings->sandbox = !option_given(source_of(from, "no-sandbox"), "no-sandbox");
    settings->insecure = option_given(source_of(from, "insecure-dev"), "insecure-dev");
}

// ---- what fits together ----

static bool read_outgoing(const Sources *from, Arena *arena, FetchPolicy *policy, Error *error)
{
    Str ports = text_of(from, "outgoing-ports", STR(""));
    *policy = fetch_policy_default;
    policy->private_allowed = option_given(source_of(from, "outgoing-private"), "outgoing-private");
    policy->authorities = text_of(from, "outgoing-ca", STR(""));
    if (!ports.size || fetch_ports_parse(ports, policy)) return true;
    return error_code(error, ERROR_INPUT, "config",
                      PHRASE("outgoing-ports {0}: expected up to 32 ports with commas between them, or any",
                             "outgoing-ports {0}\u00A0: on attend au plus 32 ports séparés par des virgules, ou any"),
                      error_value(arena, ports));
}

bool address_is_loopback(Str address)
{
    return str_equal(address, STR("localhost")) || str_equal(address, STR("::1")) ||
           str_starts_with(address, STR("127."));
}

static bool check_base_url(const ServeSettings *settings, Arena *arena, Error *error)
{
    Str url = settings->base_url;
    bool http = str_starts_with(url, STR("http://"));
    if (url.size && !http && !str_starts_with(url, STR("https://")))
        return error_code(error, ERROR_INPUT, "config",
                          PHRASE("base-url {0}: expected https://NAME", "base-url {0}\u00A0: on attend https://NOM"),
                          error_value(arena, url));
    if (!http || settings->insecure || address_is_loopback(settings->address)) return true;
    return error_code(error, ERROR_INPUT, "config",
                      PHRASE("base-url {0} sends passwords readable beyond this machine: set https, or --insecure-dev "
                             "for a trial",
                             "base-url {0} transmet les mots de passe en clair au-delà de cette machine\u00A0: mettez "
                             "https, ou --insecure-dev pour un essai"),
                      error_value(arena, url));
}

bool settings_read(const Options *given, Arena *arena, ServeSettings *settings, Error *error)
{
    Options file = {.listed = given->listed};
    Str path = option_text(given, "config", STR(""));
    if (path.size && !settings_file_read(path, given->listed, arena, &file, error)) return false;
    Sources sources = {.command_line = given, .file = &file};
    *settings = (ServeSettings){.config = path};
    read_values(&sources, arena, settings);
    return read_outgoing(&sources, arena, &settings->outgoing, error) && check_base_url(settings, arena, error);
}

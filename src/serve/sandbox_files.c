// Landlock, by its system calls: Debian 12's libraries have none. See landlock(7), the kernel's
// Documentation/userspace-api/landlock.rst, for the meaning of the rights and of the versions ("ABI").
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/landlock.h>

#include "clickhouse/address.h"
#include "serve/sandbox.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
static const bool sanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
static const bool sanitized = true;
#else
static const bool sanitized = false;
#endif
#else
static const bool sanitized = false;
#endif

// As of ABI 4 and 6, which Debian's headers do not have yet.
typedef struct Ruleset {
    uint64_t files, network, scoped;
} Ruleset;
typedef struct PortRule {
    uint64_t allowed, port;
} PortRule;
enum {
    FILE_REFER = 1 << 13,    // ABI 2
    FILE_TRUNCATE = 1 << 14, // ABI 3
    CONNECT_TCP = 1 << 1,    // ABI 4
    RULE_PORT = 2,
    SCOPE_SIGNALS = 1 << 1, // ABI 6: no signals to processes outside
    PORTS_MAX = 8
};

static const uint64_t reading = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
static const uint64_t executing = LANDLOCK_ACCESS_FS_EXECUTE; // also maps libraries
static const uint64_t writing = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR |
                                LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE |
                                LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_MAKE_DIR |
                                LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK | FILE_TRUNCATE;
static const uint64_t every = (1 << 13) - 1; // of ABI 1

typedef struct Fence {
    int ruleset, version;
    uint64_t handled;
    Error *error;
} Fence;

static bool fail(Error *error)
{
    int reason = errno;
    error_set_system(error, ERROR_FAILED, reason,
                     PHRASE("the sandbox cannot be set up; --no-sandbox does without",
                            "le bac à sable ne peut être mis en place\u202F; --no-sandbox s'en passe"),
                     NULL, 0);
    error->code = "sandbox";
    return false;
}

// What is not there needs no rule.
static bool allow(const Fence *fence, const char *path, uint64_t rights)
{
    int file = open(path, O_PATH | O_CLOEXEC);
    if (file < 0) return errno == ENOENT || errno == EACCES || errno == ENOTDIR;
    struct stat state;
    bool folder = fstat(file, &state) == 0 && S_ISDIR(state.st_mode);
    uint64_t of_files = executing | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | FILE_TRUNCATE;
    struct landlock_path_beneath_attr rule = {.allowed_access = rights & fence->handled & (folder ? ~0ULL : of_files),
                                              .parent_fd = file};
    bool added = syscall(SYS_landlock_add_rule, fence->ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
    close(file);
    return added;
}

static bool allow_system(const Fence *fence)
{
    static const char *const readable[] = {"/usr/share/zoneinfo",
                                           "/etc/localtime",
                                           "/etc/resolv.conf",
                                           "/etc/hosts",
                                           "/etc/host.conf",
                                           "/etc/nsswitch.conf",
                                           "/etc/gai.conf",
                                           "/etc/services",
                                           "/etc/ssl",
                                           "/usr/lib/ssl",
                                           "/usr/share/ca-certificates",
                                           "/dev/urandom",
                                           "/etc/ld.so.cache",
                                           "/run/systemd/resolve"};
    static const char *const libraries[] = {"/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib"};
    for (size_t i = 0; i < COUNT_OF(readable); i++)
        if (!allow(fence, readable[i], reading)) return false;
    for (size_t i = 0; i < COUNT_OF(libraries); i++)
        if (!allow(fence, libraries[i], reading | executing)) return false;
    return allow(fence, "/dev/null", reading | LANDLOCK_ACCESS_FS_WRITE_FILE);
}

static const char *folder_of(Str path, Arena *arena)
{
    while (path.size && path.data[path.size - 1] != '/') path.size--;
    return path.size ? str_c(arena, path) : ".";
}

// The file, as it is now; and its folder when that is the program's own (/etc/fidele), so that one that is put in the
// place of the file can be read at the next SIGHUP.
static bool allow_config(const Fence *fence, Str config, Arena *arena)
{
    const char *folder = folder_of(config, arena), *own = "/fidele/";
    size_t size = strlen(folder), tail = strlen(own);
    bool is_own = size >= tail && strcmp(folder + size - tail, own) == 0;
    return allow(fence, str_c(arena, config), reading) && (!is_own || allow(fence, folder, reading));
}

static bool allow_files(const Fence *fence, const SandboxRules *rules, Arena *arena)
{
    if (!allow_system(fence) || !allow(fence, str_c(arena, rules->folder), writing | FILE_REFER)) return false;
    if (rules->config.size && !allow_config(fence, rules->config, arena)) return false;
    uint64_t appending = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG;
    return !rules->journal.size || allow(fence, folder_of(rules->journal, arena), appending);
}

static bool allow_authorities(const Fence *fence, const FetchPolicy *outgoing, Arena *arena)
{
    return !outgoing || !outgoing->authorities.size || allow(fence, str_c(arena, outgoing->authorities), reading);
}

// ---- where PostgreSQL and webhooks listen ----

static size_t add_port(uint64_t ports[PORTS_MAX], size_t count, const char *digits)
{
    long port = digits ? strtol(digits, NULL, 10) : 0;
    if (port > 0 && port < 65536 && count < PORTS_MAX) ports[count++] = (uint64_t)port;
    return count;
}

// Of "postgresql://user@one:5432,two:5433/name?port=5434"; the default when none is named.
static size_t find_ports(Str url, Arena *arena, uint64_t ports[PORTS_MAX])
{
    size_t count = add_port(ports, 0, "5432");
    count = add_port(ports, count, getenv("PGPORT"));
    const char *text = str_c(arena, url), *slashes = strstr(text, "://"), *parameter = strstr(text, "port=");
    if (parameter) count = add_port(ports, count, parameter + strlen("port="));
    if (!slashes) return count;
    Str rest = str_of(slashes + strlen("://")), hosts, host;
    str_cut(&rest, '/', &hosts);
    for (Str part = hosts; str_cut(&part, '@', &host);) hosts = host; // what follows the last @
    while (str_cut(&hosts, ',', &host)) {
        const char *colon = host.size ? memrchr(host.data, ':', host.size) : NULL;
        if (colon) count = add_port(ports, count, colon + 1);
    }
    return count;
}

static bool allow_port(const Fence *fence, uint64_t port)
{
    PortRule rule = {.allowed = CONNECT_TCP, .port = port};
    return syscall(SYS_landlock_add_rule, fence->ruleset, RULE_PORT, &rule, 0) == 0;
}

static bool allow_outgoing(const Fence *fence, const FetchPolicy *outgoing)
{
    enum { DOMAIN_PORT = 53 }; // answers too long for a datagram
    if (!outgoing || fence->version < 4) return true;
    for (uint64_t port = 1; port <= UINT16_MAX; port++) // for all of them 50 ms
        if (fetch_mail_port_allowed(outgoing, (int64_t)port) && !allow_port(fence, port)) return false;
    return allow_port(fence, DOMAIN_PORT);
}

static bool allow_database(const Fence *fence, Str url, Arena *arena)
{
    uint64_t ports[PORTS_MAX];
    size_t count = url.size && fence->version >= 4 ? find_ports(url, arena, ports) : 0;
    for (size_t i = 0; i < count; i++)
        if (!allow_port(fence, ports[i])) return false;
    return true;
}

// An address that is none is told when the house is opened.
static bool allow_activity(const Fence *fence, Str url, Arena *arena)
{
    Error unread;
    ClickhouseAddress address = {0};
    if (!url.size || fence->version < 4 || !clickhouse_address_parse(url, arena, &address, &unread)) return true;
    for (size_t i = 0; i < address.hosts; i++) { // "http://node1:8123/"
        const char *host = str_c(arena, address.host[i]);
        if (!allow_port(fence, strtoul(strrchr(host, ':') + 1, NULL, 10))) return false;
    }
    return true;
}

// ---- the whole ----

static bool restrict_files(const SandboxRules *rules, int version, Error *error)
{
    Ruleset rights = {.files = every | (version >= 2 ? FILE_REFER : 0) | (version >= 3 ? FILE_TRUNCATE : 0),
                      .network = version >= 4 ? CONNECT_TCP : 0,
                      .scoped = version >= 6 ? SCOPE_SIGNALS : 0};
    size_t size = version >= 6 ? sizeof rights : version >= 4 ? offsetof(Ruleset, scoped) : sizeof rights.files;
    Fence fence = {.ruleset = (int)syscall(SYS_landlock_create_ruleset, &rights, size, 0),
                   .version = version,
                   .handled = rights.files};
    if (fence.ruleset < 0) return fail(error);
    Arena *scratch = arena_open(0);
    bool fine = allow_files(&fence, rules, scratch) && allow_database(&fence, rules->database, scratch) &&
                allow_activity(&fence, rules->activity, scratch) && allow_outgoing(&fence, rules->outgoing) &&
                allow_authorities(&fence, rules->outgoing, scratch) &&
                syscall(SYS_landlock_restrict_self, fence.ruleset, 0) == 0;
    if (!fine) fail(error);
    arena_close(scratch);
    close(fence.ruleset);
    return fine;
}

bool sandbox_files(const SandboxRules *rules, SandboxReach *reach, Error *error)
{
    *reach = SANDBOX_SANITIZED;
    if (sanitized) return true;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return fail(error);
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    *reach = version > 0 ? SANDBOX_WHOLE : SANDBOX_PARTIAL;
    return version <= 0 || restrict_files(rules, (int)version, error);
}

#include "http/socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 4096 }; // the system cuts it to net.core.somaxconn

typedef union Address {
    struct sockaddr any;
    struct sockaddr_in in;
    struct sockaddr_in6 in6;
    struct sockaddr_un un;
} Address;

static bool parse_address(Str text, int port, Address *address, socklen_t *size)
{
    char copy[INET6_ADDRSTRLEN] = {0};
    *address = (Address){0};
    if (text.size >= sizeof copy) return false;
    memcpy(copy, text.data, text.size);
    if (inet_pton(AF_INET, copy, &address->in.sin_addr) == 1) {
        address->in.sin_family = AF_INET;
        address->in.sin_port = htons((uint16_t)port);
        *size = sizeof address->in;
        return true;
    }
    if (inet_pton(AF_INET6, copy, &address->in6.sin6_addr) != 1) return false;
    address->in6.sin6_family = AF_INET6;
    address->in6.sin6_port = htons((uint16_t)port);
    *size = sizeof address->in6;
    return true;
}

// A closed descriptor, and errno as the call before left it.
static int close_failed(int file)
{
    int reason = errno;
    if (file >= 0) close(file);
    errno = reason;
    return -1;
}

static int listen_at(const Address *address, socklen_t size)
{
    int one = 1;
    int file = socket(address->any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (file < 0 || setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) != 0 ||
        bind(file, &address->any, size) != 0 || listen(file, BACKLOG) != 0)
        return close_failed(file);
    return file;
}

static int port_of(int listener)
{
    Address address = {0};
    socklen_t size = sizeof address;
    if (getsockname(listener, &address.any, &size) != 0) return 0;
    return ntohs(address.any.sa_family == AF_INET ? address.in.sin_port : address.in6.sin6_port);
}

static bool refuse_listen(Str address, int port, Error *error)
{
    int reason = errno;
    char shown[16];
    snprintf(shown, sizeof shown, "%d", port);
    bool forbidden = reason == EACCES || reason == EPERM;
    Phrase taken = PHRASE("can’t listen on {0} port {1}: is another server running there?",
                          "écoute impossible sur {0} port {1}\u00A0: un autre serveur y tourne-t-il\u202F?");
    Phrase low = PHRASE("can’t listen on {0} port {1}: ports below 1024 need CAP_NET_BIND_SERVICE",
                        "écoute impossible sur {0} port {1}\u00A0: les ports sous 1024 demandent CAP_NET_BIND_SERVICE");
    error_set_system(error, ERROR_FAILED, reason, forbidden ? low : taken, (const Str[]){address, str_of(shown)}, 2);
    error->code = forbidden ? "permission" : "port_in_use";
    return false;
}

bool http_listen(Str text, int *port, int *listener, Error *error)
{
    Address address;
    socklen_t size = 0;
    if (*port < 0 || *port > UINT16_MAX || !parse_address(text, *port, &address, &size))
        return error_say(error, ERROR_USAGE,
                         PHRASE("{0} is no address to listen on; give one as 127.0.0.1 or 0.0.0.0",
                                "{0} n’est pas une adresse d’écoute\u202F; donnez-en une comme 127.0.0.1 ou 0.0.0.0"),
                         text);
    *listener = listen_at(&address, size);
    if (*listener < 0) return refuse_listen(text, *port, error);
    *port = port_of(*listener);
    return true;
}

// The system takes paths of 107 bytes at most: a longer one goes by way of its folder, held open in *folder.
static bool unix_address(Str path, Address *address, int *folder)
{
    enum { PATH_BYTES = 4096 };
    char copy[PATH_BYTES] = {0};
    *address = (Address){.un = {.sun_family = AF_UNIX}};
    *folder = -1;
    errno = ENAMETOOLONG;
    if (path.size == 0 || path.size >= sizeof copy) return false;
    memcpy(copy, path.data, path.size);
    if (path.size < sizeof address->un.sun_path) {
        memcpy(address->un.sun_path, copy, path.size);
        return true;
    }
    char *slash = strrchr(copy, '/');
    if (!slash) return false;
    *slash = '\0';
    *folder = open(copy, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (*folder < 0) return false;
    int size = snprintf(address->un.sun_path, sizeof address->un.sun_path, "/proc/self/fd/%d/%s", *folder, slash + 1);
    if (size > 0 && (size_t)size < sizeof address->un.sun_path) return true;
    errno = ENAMETOOLONG;
    *folder = close_failed(*folder);
    return false;
}

int http_connect_unix(Str path)
{
    Address address;
    int folder;
    if (!unix_address(path, &address, &folder)) return -1;
    int file = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (file < 0 || connect(file, &address.any, sizeof address.un) != 0) file = close_failed(file);
    if (folder >= 0) close_failed(folder);
    return file;
}

// The file's mode is that of the socket when it is bound.
static int listen_private(const Address *address)
{
    int file = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (file < 0 || fchmod(file, S_IRUSR | S_IWUSR) != 0 || bind(file, &address->any, sizeof address->un) != 0 ||
        listen(file, BACKLOG) != 0)
        return close_failed(file);
    return file;
}

bool http_listen_unix(Str path, int *listener, struct stat *file, Error *error)
{
    Address address;
    int folder = -1, there = http_connect_unix(path);
    bool taken = there >= 0, stale = !taken && errno == ECONNREFUSED;
    if (taken) close(there);
    *listener = -1;
    errno = EADDRINUSE;
    if (!taken && unix_address(path, &address, &folder)) {
        struct stat old; // a file that is no socket refuses connections too
        if (stale && lstat(address.un.sun_path, &old) == 0 && S_ISSOCK(old.st_mode)) unlink(address.un.sun_path);
        *listener = listen_private(&address);
        if (*listener >= 0 && lstat(address.un.sun_path, file) != 0) *listener = close_failed(*listener);
    }
    int reason = errno;
    if (folder >= 0) close(folder);
    if (*listener >= 0) return true;
    return error_set_system(
        error, ERROR_FAILED, reason,
        PHRASE("{0}: can’t listen there: is another server running on this folder?",
               "{0}\u00A0: écoute impossible\u00A0: un autre serveur tourne-t-il sur ce dossier\u202F?"),
        &path, 1);
}

void http_unlink_unix(Str path, const struct stat *file)
{
    Address address;
    int folder;
    struct stat now;
    if (!unix_address(path, &address, &folder)) return;
    if (lstat(address.un.sun_path, &now) == 0 && now.st_dev == file->st_dev && now.st_ino == file->st_ino)
        unlink(address.un.sun_path);
    if (folder >= 0) close(folder);
}

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "serve/sandbox.h"

// Whether a call got past the guards: it worked, or it failed for a reason of its own.
static bool passed(long result)
{
    return result >= 0 || (errno != EPERM && errno != EACCES);
}

static bool close_if_open(long file)
{
    bool works = passed(file);
    if (file >= 0) close((int)file);
    return works;
}

static bool reads_passwd(void)
{
    return close_if_open(open("/etc/passwd", O_RDONLY | O_CLOEXEC));
}

static bool writes_tmp(void)
{
    return close_if_open(open("/tmp", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600));
}

// Port 9 of this machine: nobody listens there (discard), so nothing is sent to anyone.
static bool connects(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(9)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (file < 0) return false;
    bool works = passed(connect(file, (const struct sockaddr *)&address, sizeof address));
    close(file);
    return works;
}

// A program without a name: not found, unless the call is refused.
static bool executes(void)
{
    char *const nothing[] = {NULL};
    return passed(execve("", nothing, nothing));
}

static bool traces(void)
{
    return passed(syscall(SYS_ptrace, PTRACE_CONT, 0, 0, 0)); // process 0 is nobody: ESRCH
}

static bool opens_raw_socket(void)
{
    return close_if_open(socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMP));
}

static bool maps_writable_code(void)
{
    enum { PAGE = 4096 };
    void *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) return passed(-1);
    munmap(page, PAGE);
    return true;
}

static bool mounts(void)
{
    return passed(syscall(SYS_mount, NULL, NULL, NULL, 0, NULL));
}

static bool makes_ring(void)
{
    return close_if_open(syscall(SYS_io_uring_setup, 0, NULL));
}

const SandboxProbe sandbox_probes[] = {
    {"read /etc/passwd", true, reads_passwd},
    {"write /tmp", true, writes_tmp},
    {"connect", true, connects},
    {"execve", false, executes},
    {"ptrace", false, traces},
    {"raw socket", false, opens_raw_socket},
    {"writable code", false, maps_writable_code},
    {"mount", false, mounts},
    {"io_uring", false, makes_ring},
    {NULL, false, NULL},
};

bool sandbox_check(SandboxReach reach, Error *error)
{
    bool calls = reach == SANDBOX_PARTIAL || reach == SANDBOX_WHOLE;
    for (const SandboxProbe *probe = sandbox_probes; probe->name; probe++) {
        bool guarded = probe->of_files ? reach == SANDBOX_WHOLE : calls;
        if (!guarded || !probe->works()) continue;
        return error_code(error, ERROR_FAILED, "sandbox",
                          PHRASE("the sandbox has a hole: {0} works; --no-sandbox does without it",
                                 "le bac à sable a un trou\u00A0: {0} fonctionne\u202F; --no-sandbox s'en passe"),
                          str_of(probe->name));
    }
    return true;
}

#include "serve/privilege.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool fail(Error *error)
{
    int reason = errno;
    error_set_system(error, ERROR_FAILED, reason,
                     PHRASE("cannot give up the rights of root", "impossible de renoncer aux droits de root"), NULL, 0);
    error->code = "permission";
    return false;
}

// Of the calling thread: permitted and effective are those of `kept` that it has, nothing is inheritable.
static bool keep_capabilities(uint32_t kept)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2] = {{0}};
    if (syscall(SYS_capget, &header, data) != 0) return false;
    uint32_t left = data[0].permitted & kept;
    if (left == data[0].permitted && !data[1].permitted) return true; // a service manager may forbid even to ask
    data[0] = (struct __user_cap_data_struct){.permitted = left, .effective = left};
    data[1] = (struct __user_cap_data_struct){0};
    return syscall(SYS_capset, &header, data) == 0;
}

bool privilege_drop(bool ports, Error *error)
{
    return keep_capabilities(ports ? 1U << CAP_NET_BIND_SERVICE : 0) || fail(error);
}

bool privilege_become(uid_t user, gid_t group, Error *error)
{
    if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0 || setgroups(0, NULL) != 0 || setresgid(group, group, group) != 0 ||
        setresuid(user, user, user) != 0 || prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0) != 0)
        return fail(error);
    return privilege_drop(true, error);
}

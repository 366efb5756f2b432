// socket.h - the sockets a server listens on, and the way to a Unix socket.
#ifndef FIDELE_HTTP_SOCKET_H
#define FIDELE_HTTP_SOCKET_H

#include <sys/stat.h>

#include "base/error.h"

// All are non-blocking and closed on exec.

// *port: 0 asks for a free one, which is set. Errors: no address (ERROR_USAGE), taken (ERROR_FAILED).
MUST_USE bool http_listen(Str address, int *port, int *listener, Error *error);

// Mode 0600. A socket that nobody listens on any more is replaced. *file says afterwards whether the path is still
// ours.
MUST_USE bool http_listen_unix(Str path, int *listener, struct stat *file, Error *error);
void http_unlink_unix(Str path, const struct stat *file);

// A blocking connection to a Unix socket, also by a path that is longer than the system takes (108 bytes): -1 and
// errno.
int http_connect_unix(Str path);

#endif

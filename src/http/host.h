// host.h - the Host header: its form (RFC 3986 section 3.2), and whether it is one of ours.
#ifndef FIDELE_HTTP_HOST_H
#define FIDELE_HTTP_HOST_H

#include "base/str.h"

// Cuts "name[:port]" or "[::1]:port". *name is without port, brackets kept, no final dot. False when it is none.
bool http_host_cut(Str host, Str *name);

bool http_host_loopback(Str name); // localhost, *.localhost, 127.0.0.0/8, [::1]

#endif

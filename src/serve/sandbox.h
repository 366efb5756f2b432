// sandbox.h - so that a hole in the program stays small: after the start it may only do what a server on one data
// folder needs.
//
// Two layers, both of the kernel, both without rights of root. Landlock: only the data folder can be written, only it,
// time zones, system libraries and what name resolution needs can be read; TCP connections go to the ports of
// PostgreSQL, ClickHouse and webhooks.
// seccomp: an allow-list of system calls; no other program can be started, no process traced, nothing mounted, no raw
// socket opened, no memory be writable and executable. What is not on the list fails with EPERM.
#ifndef FIDELE_SERVE_SANDBOX_H
#define FIDELE_SERVE_SANDBOX_H

#include "base/error.h"
#include "fetch/fetch.h"

typedef struct SandboxRules {
    Str folder;                  // may be read and written
    Str journal;                 // the log file, in a folder that may be written too; "": none
    Str config;                  // may be read; "": none
    Str database;                // URL: its ports may be connected to
    Str activity;                // URL of ClickHouse: and its ports; "": none
    const FetchPolicy *outgoing; // and those that webhooks may call; NULL: none
} SandboxRules;

typedef enum SandboxReach {
    SANDBOX_OFF,     // as told
    SANDBOX_PARTIAL, // the kernel has no Landlock: system calls are limited, files are not
    SANDBOX_WHOLE,
    SANDBOX_SANITIZED // a sanitizer build needs what the sandbox forbids: off
} SandboxReach;

// First, before any thread is started (Landlock holds for the calling thread and those it starts).
MUST_USE bool sandbox_files(const SandboxRules *rules, SandboxReach *reach, Error *error);
// Then, when everything is open and listens: the system calls of all threads.
MUST_USE bool sandbox_calls(SandboxReach reach, Error *error);

// What an intruder would try, tried: each does no harm when it works.
typedef struct SandboxProbe {
    const char *name; // "execve"
    bool of_files;    // refused by Landlock
    bool (*works)(void);
} SandboxProbe;
extern const SandboxProbe sandbox_probes[]; // ends with one without a name

// True when every probe that this reach refuses is refused; *error names the first that is not.
MUST_USE bool sandbox_check(SandboxReach reach, Error *error);

#endif

// settings.h - what `fidele serve` was told: by its command line, else by its configuration file, else the defaults.
//
// The file holds lines `key = value`; the keys are the names of the options, flags are true or false, # begins a
// comment line. It is checked by the same table as the command line, whole, before anything is opened.
#ifndef FIDELE_SERVE_SETTINGS_H
#define FIDELE_SERVE_SETTINGS_H

#include "cli/command.h"
#include "fetch/fetch.h"
#include "serve/journal.h"

typedef struct ServeSettings {
    Str folder, database, activity, address, base_url;
    Str journal; // path; "": standard error
    Str config;  // path; "": none
    int port, workers, event_threads, connections_max;
    int64_t slow_milliseconds; // requests that take longer are told about
    int64_t database_seconds;  // how long a database that can't be reached is waited for at the start
    JournalLevel level;
    Str *hosts, *proxies;
    size_t host_count, proxy_count;
    bool sandbox, insecure;
    FetchPolicy outgoing; // where webhooks may go
} ServeSettings;

extern const Option serve_options[];

// Errors (code): usage for the command line, config_file when the file can't be read, config for what stands in it.
MUST_USE bool settings_read(const Options *given, Arena *arena, ServeSettings *settings, Error *error);

bool address_is_loopback(Str address);

#endif

// data_folder.h - the folder that holds everything, taken by one process at a time.
//
// It is made with mode 0700, belongs to whoever runs the program, and nobody else may write there. DIR/fidele.lock is
// locked (flock) and holds the process number: the lock goes with the process, however it ends.
#ifndef FIDELE_SERVE_DATA_FOLDER_H
#define FIDELE_SERVE_DATA_FOLDER_H

#include <sys/types.h>

#include "base/error.h"

typedef struct DataFolder {
    Str path;   // absolute, in the arena
    int lock;   // the open lock file; -1: not taken
    bool fresh; // nothing stood in it yet
} DataFolder;

// Makes, checks and locks it. A process of root takes on the owner of the folder before anything is written there.
// Errors (code): io, permission, locked.
MUST_USE bool data_folder_take(Str path, Arena *arena, DataFolder *folder, Error *error);
void data_folder_release(DataFolder *folder);

// A file that is there while a restore is under way (restore_cli.c): data_folder_take refuses the folder
// (erasure_list).
const char *data_folder_mark(Arena *arena, Str path);

// The socket on which the server that holds the folder answers commands.
Str data_folder_socket(Arena *arena, Str path);

#endif

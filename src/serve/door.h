// door.h - how commands on a data folder are carried out: by the server that holds the folder, over its Unix socket;
// when none does, in this process, with the folder taken and the jobs running until the command has ended.
#ifndef FIDELE_SERVE_DOOR_H
#define FIDELE_SERVE_DOOR_H

#include "cli/command.h"

extern const CommandDoor data_folder_door;

#endif

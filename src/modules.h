// modules.h - the one list of modules: the map of what the program can do.
#ifndef FIDELE_MODULES_H
#define FIDELE_MODULES_H

#include "cli/command.h"

extern const Module *const modules[]; // ends with NULL

#endif

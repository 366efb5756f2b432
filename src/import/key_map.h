// key_map.h - 64-bit keys with a value, in memory that grows: what a file has said so far.
#ifndef FIDELE_IMPORT_KEY_MAP_H
#define FIDELE_IMPORT_KEY_MAP_H

#include "base/base.h"

typedef struct KeyMap KeyMap;

MUST_USE KeyMap *key_map_open(void);
void key_map_close(KeyMap *map);

// The value of a key, made 0 when it is new. Good until the next call. The key is a hash that nobody can choose.
uint64_t *key_map_at(KeyMap *map, uint64_t key);

#endif

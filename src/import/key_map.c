#include "import/key_map.h"

#include "base/pages.h"

typedef struct Slot {
    uint64_t key, value; // key 0: free
} Slot;

struct KeyMap {
    Slot *slot;
    size_t slots, count;
};

KeyMap *key_map_open(void)
{
    enum { FIRST_SLOTS = 1 << 12 };
    KeyMap *map = pages_array(KeyMap, 1);
    map->slots = FIRST_SLOTS;
    map->slot = pages_array(Slot, map->slots);
    return map;
}

void key_map_close(KeyMap *map)
{
    if (!map) return;
    pages_release(map->slot, map->slots, sizeof *map->slot);
    pages_release(map, 1, sizeof *map);
}

static Slot *find(const KeyMap *map, uint64_t key)
{
    size_t at = key & (map->slots - 1);
    while (map->slot[at].key && map->slot[at].key != key) at = (at + 1) & (map->slots - 1);
    return &map->slot[at];
}

static void grow(KeyMap *map)
{
    KeyMap old = *map;
    map->slots *= 2;
    map->slot = pages_array(Slot, map->slots);
    for (size_t i = 0; i < old.slots; i++)
        if (old.slot[i].key) *find(map, old.slot[i].key) = old.slot[i];
    pages_release(old.slot, old.slots, sizeof *old.slot);
}

uint64_t *key_map_at(KeyMap *map, uint64_t key)
{
    key += key == 0;
    if (map->count * 2 >= map->slots) grow(map);
    Slot *slot = find(map, key);
    if (!slot->key) {
        slot->key = key;
        map->count++;
    }
    return &slot->value;
}

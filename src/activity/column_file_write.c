// Writing a column file: the stretches' events are merged, class by class and customer by customer, into a mapping of a
// new file whose size is known before the first byte, so that a full disk is met before anything is written.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "activity/column_file_parts.h"
#include "activity/removed.h"
#include "activity/tail.h"
#include "base/pages.h"

// One class in all stretches: rows NULL where a stretch has none of it.
typedef struct ClassMerge {
    size_t count;
    const ClassRows *rows[STRETCHES_MAX];
    int64_t base[STRETCHES_MAX]; // of the stretch
    const Removed *removed[STRETCHES_MAX];
    uint32_t next[STRETCHES_MAX]; // customer to come
    Customer customer;            // the least of them
} ClassMerge;

static ClassMerge begin_merge(const Stretch *const *stretches, size_t count, uint32_t event_class)
{
    ClassMerge merge = {.count = count};
    for (size_t i = 0; i < count; i++) {
        merge.rows[i] = stretch_class(stretches[i], event_class);
        merge.base[i] = stretches[i]->base;
        merge.removed[i] = stretches[i]->removed;
    }
    return merge;
}

static uint32_t rows_staying(const Removed *removed, const ClassRows *rows, int64_t base, uint32_t customer)
{
    uint32_t staying = rows->start[customer + 1] - rows->start[customer];
    for (uint32_t row = rows->start[customer]; removed && row < rows->start[customer + 1]; row++)
        staying -= removed_has(removed, base + rows->seq[row]);
    return staying;
}

// Past customers of whom nothing stays.
static void pass_removed(ClassMerge *merge, size_t i)
{
    const ClassRows *rows = merge->rows[i];
    while (merge->removed[i] && rows && merge->next[i] < rows->customers &&
           rows_staying(merge->removed[i], rows, merge->base[i], merge->next[i]) == 0)
        merge->next[i]++;
}

static bool at_customer(const ClassMerge *merge, size_t i)
{
    return merge->rows[i] && merge->next[i] < merge->rows[i]->customers &&
           merge->rows[i]->customer[merge->next[i]] == merge->customer;
}

// The next customer of any stretch. False at the end.
static bool next_customer(ClassMerge *merge)
{
    bool found = false;
    for (size_t i = 0; i < merge->count; i++) {
        const ClassRows *rows = merge->rows[i];
        pass_removed(merge, i);
        if (!rows || merge->next[i] == rows->customers) continue;
        if (!found || rows->customer[merge->next[i]] < merge->customer)
            merge->customer = rows->customer[merge->next[i]];
        found = true;
    }
    return found;
}

static void leave_customer(ClassMerge *merge)
{
    for (size_t i = 0; i < merge->count; i++) merge->next[i] += at_customer(merge, i);
}

// ---- sizes ----

static FileSection section_of(const Stretch *const *stretches, size_t count, uint32_t event_class)
{
    FileSection section = {.event_class = event_class};
    ClassMerge merge = begin_merge(stretches, count, event_class);
    for (size_t i = 0; i < count; i++) {
        if (!merge.rows[i]) continue;
        section.amounts |= merge.rows[i]->amount_minor != NULL;
        section.hidden |= merge.rows[i]->hidden != NULL;
        for (int d = 0; d < ACTIVITY_DIMENSIONS_MAX; d++) section.dimensions |= merge.rows[i]->value[d] ? 1U << d : 0;
    }
    for (; next_customer(&merge); leave_customer(&merge)) {
        section.customers++;
        for (size_t i = 0; i < count; i++)
            if (at_customer(&merge, i))
                section.rows += rows_staying(merge.removed[i], merge.rows[i], merge.base[i], merge.next[i]);
    }
    return section;
}

// The classes of all stretches, in order.
static FileSection *sections_of(const Stretch *const *stretches, size_t count, Arena *arena, uint32_t *sections)
{
    uint8_t *there = arena_array(arena, uint8_t, ACTIVITY_CLASSES_MAX);
    *sections = 0;
    for (size_t i = 0; i < count; i++)
        for (uint32_t c = 0; c < stretches[i]->classes; c++) there[stretches[i]->class_rows[c].event_class] = 1;
    for (uint32_t c = 0; c < ACTIVITY_CLASSES_MAX; c++) *sections += there[c];
    FileSection *section = arena_array(arena, FileSection, *sections);
    *sections = 0;
    for (uint32_t c = 0; c < ACTIVITY_CLASSES_MAX; c++) {
        if (!there[c]) continue;
        section[*sections] = section_of(stretches, count, c);
        *sections += section[*sections].rows > 0;
    }
    return section;
}

// ---- columns ----

typedef struct SectionOut {
    Customer *customer;
    uint32_t *start;
    Second *second;
    uint32_t *seq;
    int64_t *amount;
    uint8_t *hidden;
    uint16_t *value[ACTIVITY_DIMENSIONS_MAX];
    int64_t base; // of the file
    uint32_t customers, rows;
} SectionOut;

static SectionOut section_out(char *body, const FileSection *section, const SectionLayout *at, int64_t base)
{
    SectionOut out = {.customer = (void *)(body + at->customer),
                      .start = (void *)(body + at->start),
                      .second = (void *)(body + at->second),
                      .seq = (void *)(body + at->seq),
                      .amount = section->amounts ? (void *)(body + at->amount) : NULL,
                      .hidden = section->hidden ? (void *)(body + at->hidden) : NULL,
                      .base = base};
    for (int d = 0; d < ACTIVITY_DIMENSIONS_MAX; d++)
        out.value[d] = section->dimensions >> d & 1 ? (void *)(body + at->value[d]) : NULL;
    return out;
}

static void put_row(SectionOut *out, const ClassRows *rows, uint32_t row, int64_t base)
{
    out->second[out->rows] = rows->second[row];
    out->seq[out->rows] = (uint32_t)(base - out->base) + rows->seq[row];
    if (out->amount) out->amount[out->rows] = rows->amount_minor ? rows->amount_minor[row] : 0;
    if (out->hidden) out->hidden[out->rows] = rows->hidden ? rows->hidden[row] : 0;
    for (int d = 0; d < ACTIVITY_DIMENSIONS_MAX; d++)
        if (out->value[d]) out->value[d][out->rows] = rows->value[d] ? rows->value[d][row] : 0;
    out->rows++;
}

// The stretches are in order of the log, so of events of one second the one of the older stretch comes first.
static void put_customer(SectionOut *out, const ClassMerge *merge)
{
    size_t have = 0, from[STRETCHES_MAX];
    uint32_t row[STRETCHES_MAX], end[STRETCHES_MAX];
    for (size_t i = 0; i < merge->count; i++) {
        if (!at_customer(merge, i)) continue;
        const uint32_t *start = merge->rows[i]->start + merge->next[i];
        from[have] = i;
        row[have] = start[0];
        end[have++] = start[1];
    }
    for (;;) {
        size_t first = have;
        for (size_t h = 0; h < have; h++) {
            if (row[h] == end[h]) continue;
            if (first == have || merge->rows[from[h]]->second[row[h]] < merge->rows[from[first]]->second[row[first]])
                first = h;
        }
        if (first == have) return;
        const ClassRows *rows = merge->rows[from[first]];
        int64_t base = merge->base[from[first]];
        if (!removed_has(merge->removed[from[first]], base + rows->seq[row[first]]))
            put_row(out, rows, row[first], base);
        row[first]++;
    }
}

static void put_section(SectionOut *out, ClassMerge *merge)
{
    for (; next_customer(merge); leave_customer(merge)) {
        out->customer[out->customers] = merge->customer;
        out->start[out->customers++] = out->rows;
        put_customer(out, merge);
    }
    out->start[out->customers] = out->rows;
}

// ---- the directory ----

typedef struct DirectoryMerge {
    const Stretch *const *stretches;
    size_t count;
    uint32_t next[STRETCHES_MAX];     // customer to come
    Customer customer;                // the least of them
    Customer *thinned[STRETCHES_MAX]; // who has removed events in the stretch, rising
    size_t thinned_count[STRETCHES_MAX];
} DirectoryMerge;

static DirectoryMerge begin_directory(const Stretch *const *stretches, size_t count, Arena *arena)
{
    DirectoryMerge merge = {.stretches = stretches, .count = count};
    for (size_t i = 0; i < count; i++)
        if (stretches[i]->removed)
            merge.thinned_count[i] = removed_customers(stretches[i]->removed, stretches[i]->after, stretches[i]->to,
                                                       arena, &merge.thinned[i]);
    return merge;
}

static int compare_customers(const void *a, const void *b)
{
    Customer x = *(const Customer *)a, y = *(const Customer *)b;
    return x < y ? -1 : x > y;
}

// Whether anything of the customer's events of the class stays.
static bool stays(const DirectoryMerge *merge, size_t i, uint16_t event_class)
{
    const Stretch *stretch = merge->stretches[i];
    if (!merge->thinned_count[i] ||
        !bsearch(&merge->customer, merge->thinned[i], merge->thinned_count[i], sizeof(Customer), compare_customers))
        return true;
    const ClassRows *rows = stretch_class(stretch, event_class);
    int64_t at = rows ? class_rows_find(rows, merge->customer) : -1;
    return at >= 0 && rows_staying(stretch->removed, rows, stretch->base, (uint32_t)at) > 0;
}

static bool next_listed(DirectoryMerge *merge)
{
    bool found = false;
    for (size_t i = 0; i < merge->count; i++) {
        const Directory *directory = &merge->stretches[i]->directory;
        if (merge->next[i] == directory->customers) continue;
        Customer customer = directory->customer[merge->next[i]];
        if (!found || customer < merge->customer) merge->customer = customer;
        found = true;
    }
    return found;
}

static int compare_classes(const void *a, const void *b)
{
    return *(const uint16_t *)a - *(const uint16_t *)b;
}

// The classes of the customer in all stretches, each once, in order. *classes has room for all.
static uint32_t take_listed(DirectoryMerge *merge, uint16_t *classes)
{
    uint32_t taken = 0, kept = 0;
    size_t lists = 0;
    for (size_t i = 0; i < merge->count; i++) {
        const Directory *directory = &merge->stretches[i]->directory;
        uint32_t at = merge->next[i];
        if (at == directory->customers || directory->customer[at] != merge->customer) continue;
        for (uint32_t e = directory->start[at]; e < directory->start[at + 1]; e++)
            if (stays(merge, i, directory->event_class[e])) classes[taken++] = directory->event_class[e];
        merge->next[i]++;
        lists++;
    }
    if (lists < 2) return taken;
    qsort(classes, taken, sizeof *classes, compare_classes);
    for (uint32_t i = 0; i < taken; i++)
        if (i == 0 || classes[i] != classes[kept - 1]) classes[kept++] = classes[i];
    return kept;
}

enum { LISTED_MAX = STRETCHES_MAX * ACTIVITY_CLASSES_MAX };

static void count_directory(const Stretch *const *stretches, size_t count, Arena *arena, FileHead *head)
{
    DirectoryMerge merge = begin_directory(stretches, count, arena);
    uint16_t *classes = arena_array(arena, uint16_t, LISTED_MAX);
    while (next_listed(&merge)) {
        uint32_t listed = take_listed(&merge, classes);
        head->entries += listed;
        head->customers += listed > 0;
    }
}

static void put_directory(const Stretch *const *stretches, size_t count, const DirectoryLayout *at, Arena *arena,
                          char *body)
{
    DirectoryMerge merge = begin_directory(stretches, count, arena);
    uint16_t *classes = arena_array(arena, uint16_t, LISTED_MAX), *event_class = (void *)(body + at->event_class);
    Customer *customer = (void *)(body + at->customer);
    uint32_t *start = (void *)(body + at->start), entries = 0;
    while (next_listed(&merge)) {
        uint32_t listed = take_listed(&merge, classes);
        if (!listed) continue;
        *customer++ = merge.customer;
        *start++ = entries;
        memcpy(event_class + entries, classes, listed * sizeof *classes);
        entries += listed;
    }
    *start = entries;
}

// ---- message keys ----

typedef struct KeyMerge {
    const Stretch *const *stretches;
    size_t count;
    uint64_t next[STRETCHES_MAX]; // key to come
    MessageKey *removed[STRETCHES_MAX];
    size_t left_out[STRETCHES_MAX], removed_count[STRETCHES_MAX];
} KeyMerge;

static KeyMerge begin_keys(const Stretch *const *stretches, size_t count, Arena *arena)
{
    KeyMerge merge = {.stretches = stretches, .count = count};
    for (size_t i = 0; i < count; i++)
        if (stretches[i]->removed)
            merge.removed_count[i] =
                removed_keys(stretches[i]->removed, stretches[i]->after, stretches[i]->to, arena, &merge.removed[i]);
    return merge;
}

// Both are in order, so each removed key leaves one out.
static void pass_removed_keys(KeyMerge *merge, size_t i)
{
    const Stretch *stretch = merge->stretches[i];
    while (merge->next[i] < stretch->keys && merge->left_out[i] < merge->removed_count[i] &&
           message_key_equal(stretch->key[merge->next[i]], merge->removed[i][merge->left_out[i]])) {
        merge->next[i]++;
        merge->left_out[i]++;
    }
}

static bool next_key(KeyMerge *merge, MessageKey *key)
{
    size_t first = merge->count;
    for (size_t i = 0; i < merge->count; i++) {
        pass_removed_keys(merge, i);
        if (merge->next[i] == merge->stretches[i]->keys) continue;
        if (first == merge->count || message_key_compare(merge->stretches[i]->key[merge->next[i]],
                                                         merge->stretches[first]->key[merge->next[first]]) < 0)
            first = i;
    }
    if (first == merge->count) return false;
    *key = merge->stretches[first]->key[merge->next[first]++];
    return true;
}

static uint64_t count_keys(const Stretch *const *stretches, size_t count, Arena *arena)
{
    KeyMerge merge = begin_keys(stretches, count, arena);
    uint64_t keys = 0;
    bool thinned = false;
    for (size_t i = 0; i < count; i++) {
        keys += stretches[i]->keys;
        thinned |= merge.removed_count[i] > 0;
    }
    if (!thinned) return keys;
    MessageKey key;
    for (keys = 0; next_key(&merge, &key);) keys++;
    return keys;
}

static void put_keys(KeyMerge *merge, uint64_t *bloom, uint64_t blocks, MessageKey *key)
{
    for (; next_key(merge, key); key++) bloom_add(bloom, blocks, *key);
}

// ---- the file ----

typedef struct FilePlan {
    FileHead head;
    FileLayout layout;
    const FileSection *section;
    DirectoryLayout directory;
    uint64_t filter; // begins there in the body
    Arena *arena;
} FilePlan;

static bool plan_file(uint64_t number, const FileOwner *owner, const Stretch *const *stretches, size_t count,
                      Arena *arena, FilePlan *plan)
{
    plan->head = (FileHead){.magic = FILE_MAGIC,
                            .version = FILE_VERSION,
                            .owner = *owner,
                            .number = number,
                            .after = stretches[0]->after,
                            .to = stretches[count - 1]->to,
                            .base = stretches[0]->base,
                            .last = stretches[count - 1]->last};
    if (removed_has(stretches[count - 1]->removed, plan->head.to)) plan->head.last = (MessageKey){{0, 0}};
    plan->arena = arena;
    plan->section = sections_of(stretches, count, arena, &plan->head.sections);
    uint64_t at = 0;
    for (uint32_t s = 0; s < plan->head.sections; s++) at = section_layout(&plan->section[s], at).end;
    count_directory(stretches, count, arena, &plan->head);
    plan->directory = directory_layout(plan->head.customers, plan->head.entries, at);
    at = plan->directory.end;
    for (uint32_t s = 0; s < plan->head.sections; s++) plan->head.events += plan->section[s].rows;
    plan->head.keys = count_keys(stretches, count, arena);
    plan->head.bloom_blocks = bloom_blocks_for(plan->head.keys);
    plan->filter = (at + FILE_ALIGN - 1) / FILE_ALIGN * FILE_ALIGN;
    plan->head.body_bytes =
        plan->filter + plan->head.bloom_blocks * BLOOM_BLOCK_BYTES + plan->head.keys * sizeof(MessageKey);
    return file_layout(plan->head.sections, plan->head.body_bytes, &plan->layout);
}

static void fill(const FilePlan *plan, const Stretch *const *stretches, size_t count, char *bytes)
{
    char *body = bytes + plan->layout.body;
    uint64_t at = 0;
    for (uint32_t s = 0; s < plan->head.sections; s++) {
        const FileSection *section = &plan->section[s];
        SectionLayout layout = section_layout(section, at);
        SectionOut out = section_out(body, section, &layout, plan->head.base);
        ClassMerge merge = begin_merge(stretches, count, section->event_class);
        put_section(&out, &merge);
        at = layout.end;
    }
    put_directory(stretches, count, &plan->directory, plan->arena, body);
    uint64_t keys = plan->filter + plan->head.bloom_blocks * BLOOM_BLOCK_BYTES;
    KeyMerge merge = begin_keys(stretches, count, plan->arena);
    put_keys(&merge, (void *)(body + plan->filter), plan->head.bloom_blocks, (void *)(body + keys));
}

static void seal(FilePlan *plan, char *bytes)
{
    const FileLayout *layout = &plan->layout;
    memcpy(bytes + layout->sections, plan->section, plan->head.sections * sizeof *plan->section);
    blocks_seal(bytes + layout->body, plan->head.body_bytes, bytes + layout->checksums);
    plan->head.checksum = file_checksum(&plan->head, bytes + sizeof plan->head, layout->body - sizeof plan->head);
    memcpy(bytes, &plan->head, sizeof plan->head);
}

bool column_file_refuse(const char *name, int reason, Error *error)
{
    Str path = str_of(name);
    if (reason == ENOSPC || reason == EDQUOT || reason == EFBIG) {
        error_set_system(error, ERROR_STORAGE_FULL, reason,
                         PHRASE("{0}: the disk is full, so the index of events can't be written; make room",
                                "{0}\u00A0: le disque est plein, l’index des événements ne peut pas être écrit\u202F; "
                                "libérez de la place"),
                         &path, 1);
        return false;
    }
    return error_set_system(error, ERROR_FAILED, reason,
                            PHRASE("{0}: this file of the index of events can't be written",
                                   "{0}\u00A0: ce fichier de l’index des événements ne peut pas être écrit"),
                            &path, 1);
}

// 0, or what the system says. Room is claimed first: a mapping of a full disk would end the program.
static int write_mapped(int handle, FilePlan *plan, const Stretch *const *stretches, size_t count)
{
    int reason = posix_fallocate(handle, 0, (off_t)plan->layout.size);
    if (reason) return reason;
    char *bytes = mmap(NULL, plan->layout.size, PROT_READ | PROT_WRITE, MAP_SHARED, handle, 0);
    if (bytes == MAP_FAILED) return errno;
    fill(plan, stretches, count, bytes);
    seal(plan, bytes);
    munmap(bytes, plan->layout.size);
    return fsync(handle) == 0 ? 0 : errno;
}

bool stretches_fit(const Stretch *const *stretches, size_t count)
{
    uint64_t events = 0;
    for (size_t i = 0; i < count; i++) events += stretches[i]->events;
    return events < UINT32_MAX && stretches[count - 1]->to - stretches[0]->base <= UINT32_MAX;
}

bool column_file_write(int folder, uint64_t number, const FileOwner *owner, const Stretch *const *stretches,
                       size_t count, Error *error)
{
    assert(count > 0 && count <= STRETCHES_MAX);
    char name[FILE_NAME_BYTES], temporary[FILE_NAME_BYTES + 4];
    FilePlan plan;
    Arena *scratch = arena_open(0);
    column_file_name(number, name);
    (void)snprintf(temporary, sizeof temporary, "%s.new", name);
    int handle = openat(folder, temporary, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    int reason = handle < 0 ? errno : 0;
    if (!reason && !plan_file(number, owner, stretches, count, scratch, &plan)) reason = EFBIG;
    if (!reason) reason = write_mapped(handle, &plan, stretches, count);
    if (handle >= 0) close(handle);
    if (!reason && renameat(folder, temporary, folder, name) != 0) reason = errno;
    if (reason) (void)unlinkat(folder, temporary, 0);
    arena_close(scratch);
    return reason ? column_file_refuse(name, reason, error) : true;
}

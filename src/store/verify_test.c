// Damage in the pages of SQLite is found (R8).
#include "store/verify.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/engine.h"
#include "store/store_test.h"

static const Migration schema[] = {
    {1, "store",
     "create table schema_migration (number INTEGER primary key, name TEXT not null, applied_at INTEGER not null) "
     "STRICT;\n"
     "create table store_writer (id TEXT primary key, turn INTEGER not null, committed_at INTEGER not null) STRICT;\n"
     "create table person (id INTEGER primary key, name TEXT not null, mail TEXT not null) STRICT;\n"
     "create unique index person_mail on person (mail);\n"},
    {0, NULL, NULL}};
static const Query add_person = {"add_person", "insert into person (id, name, mail) values ($1, $2, $3)"};

enum { PERSONS = 500, PAGE_BYTES = 4096 };

static bool persons_add(StoreSession *session, void *context, Error *error)
{
    (void)context;
    for (int64_t id = 1; id <= PERSONS; id++) {
        Str mail = str_format(test_arena(), "person-%lld@example.com", (long long)(id * 7919 % PERSONS));
        if (!store_execute(session, &add_person,
                           VALUES(value_integer(id), value_text(STR("someone of a name")), value_text(mail)), NULL,
                           error))
            return false;
    }
    return true;
}

static void persons_make(StoreKind kind)
{
    Store *store;
    Error error;
    store_test_fresh(kind);
    StoreSettings settings = store_test_settings_now();
    CHECK(store_open_of(&settings, schema, &store, &error));
    CHECK(store_write(store, persons_add, NULL, &error));
    store_close(store);
}

// Faults found; -1 when the store does not even open.
static int64_t faults_found(Verification *verification)
{
    Store *store;
    Error error;
    StoreSettings settings = store_test_settings_now();
    *verification = (Verification){.arena = test_arena(), .thorough = true};
    if (!store_open_of(&settings, schema, &store, &error)) return -1;
    bool looked = store_verify(store, verification, &error);
    store_close(store);
    return looked ? verification_wrong(verification) : -1;
}

STORE_TEST(a_sound_store_has_no_faults_and_all_rows)
{
    Verification verification;
    persons_make(kind);
    CHECK_INT(faults_found(&verification), 0);
    CHECK_TEXT(verification.part[verification.parts - 1].name, "store_rows");
    CHECK_INT(verification.part[verification.parts - 1].checked, PERSONS);
}

typedef struct Image {
    char *bytes;
    size_t size;
    const char *path;
} Image;

static Image image_read(void)
{
    Image image;
    struct stat status;
    StoreSettings settings = store_test_settings_now();
    image.path = str_c(test_arena(), str_format(test_arena(), "%.*s/fidele.db", STR_ARGS(settings.folder)));
    int file = open(image.path, O_RDONLY);
    CHECK(file >= 0 && fstat(file, &status) == 0);
    image.size = (size_t)status.st_size;
    image.bytes = arena_array(test_arena(), char, image.size);
    CHECK(read(file, image.bytes, image.size) == status.st_size);
    close(file);
    return image;
}

static void image_write(const Image *image)
{
    int file = open(image->path, O_WRONLY | O_TRUNC);
    CHECK(file >= 0 && write(file, image->bytes, image->size) == (ssize_t)image->size);
    close(file);
    unlink(str_c(test_arena(), str_format(test_arena(), "%s-wal", image->path)));
    unlink(str_c(test_arena(), str_format(test_arena(), "%s-shm", image->path)));
}

static bool flip_is_found(Image *image, size_t at, int bit)
{
    Verification verification;
    image->bytes[at] = (char)(image->bytes[at] ^ (1 << bit));
    image_write(image);
    bool found = faults_found(&verification) != 0;
    image->bytes[at] = (char)(image->bytes[at] ^ (1 << bit));
    return found;
}

// What a page holds is found by its structure; a flip within a text that stays a text is not (docs/decisions/0006).
TEST(each_flip_in_the_structure_of_a_page_is_found)
{
    enum { STRUCTURE_BYTES = 8 }; // of the header of a page of a table or index
    persons_make(STORE_SQLITE);
    Image image = image_read();
    CHECK(image.size > 10 * PAGE_BYTES);
    for (size_t page = 1; page < image.size / PAGE_BYTES; page++)
        for (size_t at = 0; at < STRUCTURE_BYTES; at++)
            CHECK(flip_is_found(&image, page * PAGE_BYTES + at, (int)(page + at) % 8));
}

TEST(a_text_that_is_no_longer_utf8_is_found)
{
    persons_make(STORE_SQLITE);
    Image image = image_read();
    char *name = memmem(image.bytes, image.size, "someone of a name", 17);
    CHECK(name && flip_is_found(&image, (size_t)(name - image.bytes), 7));
}

TEST(a_file_that_is_no_database_is_refused_at_the_start)
{
    Store *store;
    Error error = {0};
    persons_make(STORE_SQLITE);
    Image image = image_read();
    memset(image.bytes, 'x', 100);
    image_write(&image);
    StoreSettings settings = store_test_settings_now();
    CHECK(!store_open_of(&settings, schema, &store, &error));
    CHECK_TEXT(str_of(error.code), "corrupt");
}

TEST(an_empty_file_beside_a_log_of_writes_is_refused_at_the_start)
{
    Store *store;
    Error error = {0};
    persons_make(STORE_SQLITE);
    Image image = image_read();
    image.size = 0;
    image_write(&image);
    FILE *wal = fopen(str_c(test_arena(), str_format(test_arena(), "%s-wal", image.path)), "wb");
    CHECK(wal && fputs("something", wal) >= 0 && fclose(wal) == 0);
    StoreSettings settings = store_test_settings_now();
    CHECK(!store_open_of(&settings, schema, &store, &error));
    CHECK_TEXT(str_of(error.code), "corrupt");
}

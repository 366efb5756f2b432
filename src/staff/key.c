#include "staff/key.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/number.h"
#include "base/secret.h"
#include "staff/staff_parts.h"

const char *const scope_names[SCOPE_COUNT] = {"track", "read", "write", "admin"};

static const Str track_prefix = STR("fdl_track_"), secret_prefix = STR("fdl_live_");

bool scope_parse(Str name, Scope *scope)
{
    for (int i = 0; i < SCOPE_COUNT; i++)
        if (str_equal(name, str_of(scope_names[i]))) {
            *scope = (Scope)i;
            return true;
        }
    return false;
}

// ---- the text ----

// 32 characters of 62: 190 bits.
Str key_text(Arena *arena, Scope scope)
{
    enum { CHARACTERS = 32, LETTERS = 62, FAIR = 256 - 256 % LETTERS };
    static const char letter[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    Text text = text_in(arena);
    text_add(&text, scope == SCOPE_TRACK ? track_prefix : secret_prefix);
    for (int count = 0; count < CHARACTERS;) {
        unsigned char random = 0;
        secret_random(&random, 1);
        if (random >= FAIR) continue;
        text_add_byte(&text, letter[random % LETTERS]);
        count++;
    }
    return text_str(&text);
}

void key_digest(Str text, unsigned char digest[DIGEST_BYTES])
{
    digest_sha256(text, digest);
}

Str key_hint(Str text)
{
    enum { SHOWN = 4 };
    size_t prefix = str_starts_with(text, track_prefix) ? track_prefix.size : secret_prefix.size;
    return (Str){text.data, (size_t)smaller((int64_t)text.size, (int64_t)prefix + SHOWN)};
}

bool key_in_text(Str text)
{
    return str_contains(text, track_prefix) || str_contains(text, secret_prefix);
}

// ---- lists ----

static bool list_holds(Str list, Str value, bool (*same)(Str item, Str value))
{
    Str item;
    while (str_cut(&list, ' ', &item))
        if (item.size && same(item, value)) return true;
    return false;
}

bool key_origin_allowed(Str origins, Str origin)
{
    return !origins.size || list_holds(origins, origin, str_equal);
}

// scheme://host[:port], in lower case, without a path: as browsers send it.
static bool origin_valid(Str origin)
{
    Str rest = origin;
    if (str_starts_with(rest, STR("https://")))
        rest = (Str){rest.data + 8, rest.size - 8};
    else if (str_starts_with(rest, STR("http://")))
        rest = (Str){rest.data + 7, rest.size - 7};
    else
        return false;
    for (size_t i = 0; i < rest.size; i++) {
        char c = rest.data[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ':';
        if (!plain && c != '[' && c != ']') return false;
    }
    return rest.size > 0 && rest.size <= 255;
}

bool key_check_origins(Str origins, Arena *arena, Error *error)
{
    Str item;
    while (str_cut(&origins, ' ', &item))
        if (item.size && !origin_valid(item))
            return error_code(error, ERROR_INPUT, "invalid_value",
                              PHRASE("{0} is no origin; write it as https://shop.example.com, in lower case and "
                                     "without a path",
                                     "{0} n’est pas une origine\u202F; écrivez-la comme https://shop.example.com, en "
                                     "minuscules et sans chemin"),
                              error_value(arena, item));
    return true;
}

// ---- addresses: IPv4 as the IPv6 addresses ::ffff:0:0/96 ----

typedef struct Range {
    unsigned char address[16];
    int bits;
} Range;

static bool read_address(Str text, unsigned char address[16], bool *four)
{
    char copy[INET6_ADDRSTRLEN];
    struct in_addr v4;
    if (text.size == 0 || text.size >= sizeof copy) return false;
    memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    *four = inet_pton(AF_INET, copy, &v4) == 1;
    if (!*four) return inet_pton(AF_INET6, copy, address) == 1;
    static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};
    memcpy(address, mapped, sizeof mapped);
    memcpy(address + sizeof mapped, &v4, sizeof v4);
    return true;
}

static bool read_range(Str text, Range *range)
{
    Str address = {0};
    bool four = false;
    int64_t bits = 0;
    if (!str_cut(&text, '/', &address) || !read_address(address, range->address, &four)) return false;
    range->bits = 128;
    if (!text.size) return true;
    int most = four ? 32 : 128;
    if (!number_parse_count(text, &bits) || bits < 0 || bits > most) return false;
    range->bits = (int)bits + (four ? 96 : 0);
    return true;
}

static bool address_in(Str item, Str value)
{
    Range range;
    unsigned char address[16];
    bool four = false;
    if (!read_range(item, &range) || !read_address(value, address, &four)) return false;
    size_t whole = (size_t)range.bits / 8;
    int left = range.bits % 8;
    if (memcmp(range.address, address, whole) != 0) return false;
    return left == 0 || ((range.address[whole] ^ address[whole]) >> (8 - left)) == 0;
}

bool key_address_allowed(Str addresses, Str address)
{
    return !addresses.size || list_holds(addresses, address, address_in);
}

bool key_check_addresses(Str addresses, Arena *arena, Error *error)
{
    Str item;
    Range range;
    while (str_cut(&addresses, ' ', &item))
        if (item.size && !read_range(item, &range))
            return error_code(error, ERROR_INPUT, "invalid_value",
                              PHRASE("{0} is no address; write it as 203.0.113.7 or 2001:db8::/32",
                                     "{0} n’est pas une adresse\u202F; écrivez-la comme 203.0.113.7 ou 2001:db8::/32"),
                              error_value(arena, item));
    return true;
}

// ---- in the store ----

bool key_insert(StoreSession *session, Key *key, Str text, Error *error)
{
    unsigned char digest[DIGEST_BYTES];
    key_digest(text, digest);
    key->hint = key_hint(text);
    return staff_next_id(session, &key->id, error) &&
           store_execute(session, &query_key_insert,
                         VALUES(value_integer(key->id), value_text(key->name), value_integer(key->scope),
                                value_text(key->hint), value_bytes((Str){(const char *)digest, sizeof digest}),
                                value_text(key->origins), value_text(key->addresses),
                                key->per_second ? value_integer(key->per_second) : value_null(),
                                value_integer(key->created), value_text(key->created_by)),
                         NULL, error);
}

bool key_rotate(StoreSession *session, int64_t id, Str text, Instant old_until, Error *error)
{
    unsigned char digest[DIGEST_BYTES];
    key_digest(text, digest);
    return store_execute(session, &query_key_rotate,
                         VALUES(value_integer(id), value_bytes((Str){(const char *)digest, sizeof digest}),
                                value_text(key_hint(text)), value_integer(old_until)),
                         NULL, error);
}

bool key_revoke(StoreSession *session, int64_t id, Instant now, bool *revoked, Error *error)
{
    int64_t changed = 0;
    bool done =
        store_execute(session, &query_key_revoke, VALUES(value_integer(id), value_integer(now)), &changed, error);
    *revoked = changed > 0;
    return done;
}

static void read_key(const Rows *row, Arena *arena, Key *key)
{
    *key = (Key){.id = rows_integer(row, 0),
                 .name = str_copy(arena, rows_text(row, 1)),
                 .scope = (Scope)rows_integer(row, 2),
                 .hint = str_copy(arena, rows_text(row, 3)),
                 .origins = str_copy(arena, rows_text(row, 4)),
                 .addresses = str_copy(arena, rows_text(row, 5)),
                 .per_second = rows_integer(row, 6),
                 .created = rows_integer(row, 7),
                 .created_by = str_copy(arena, rows_text(row, 8)),
                 .used = rows_integer(row, 9),
                 .revoked = rows_integer(row, 10),
                 .old_until = rows_integer(row, 11)};
}

bool key_page(StoreSession *session, int64_t after, int64_t limit, Arena *arena, Key **keys, size_t *count,
              Error *error)
{
    Rows rows;
    *count = 0;
    *keys = arena_array(arena, Key, (size_t)limit + 1);
    if (!store_select(session, &query_key_page, VALUES(value_integer(after), value_integer(limit)), &rows, error))
        return false;
    while (*count < (size_t)limit && rows_next(&rows)) read_key(&rows, arena, &(*keys)[(*count)++]);
    return rows_close(&rows, error);
}

bool key_get(StoreSession *session, int64_t id, Arena *arena, Key *key, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_key_by_id, VALUES(value_integer(id)), &rows, error)) return false;
    bool found = rows_next(&rows);
    if (found) read_key(&rows, arena, key);
    if (!rows_close(&rows, error)) return false;
    return found || error_code(error, ERROR_NOT_FOUND, "not_found",
                               PHRASE("there is no key with this number", "aucune clé ne porte ce numéro"), STR(""));
}

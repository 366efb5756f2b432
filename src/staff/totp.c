#include "staff/totp.h"

#include <string.h>

#include "base/secret.h"

// ---- SHA-1 (FIPS 180-4), which RFC 6238 is built on and libsodium rightly has not: for HMAC alone ----

enum { SHA1_BYTES = 20, SHA1_BLOCK = 64 };

static uint32_t rotated(uint32_t word, unsigned bits)
{
    return word << bits | word >> (32 - bits);
}

static void sha1_block(uint32_t state[5], const unsigned char block[SHA1_BLOCK])
{
    static const uint32_t constant[4] = {0x5A827999, 0x6ED9EBA1, 0x8F1BBCDC, 0xCA62C1D6};
    uint32_t word[80], a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
    for (size_t i = 0; i < 16; i++)
        word[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 | (uint32_t)block[4 * i + 2] << 8 |
                  block[4 * i + 3];
    for (size_t i = 16; i < 80; i++) word[i] = rotated(word[i - 3] ^ word[i - 8] ^ word[i - 14] ^ word[i - 16], 1);
    for (size_t i = 0; i < 80; i++) {
        uint32_t mixed = i < 20 ? (b & c) | (~b & d) : i < 40 || i >= 60 ? b ^ c ^ d : (b & c) | (b & d) | (c & d);
        uint32_t next = rotated(a, 5) + mixed + e + constant[i / 20] + word[i];
        e = d;
        d = c;
        c = rotated(b, 30);
        b = a;
        a = next;
    }
    const uint32_t added[5] = {a, b, c, d, e};
    for (size_t i = 0; i < 5; i++) state[i] += added[i];
}

// Of `first` (a whole block) and then `rest`, at most 47 bytes.
static void sha1(const unsigned char first[SHA1_BLOCK], Str rest, unsigned char digest[SHA1_BYTES])
{
    uint32_t state[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    unsigned char block[SHA1_BLOCK] = {0};
    assert(rest.size < SHA1_BLOCK - 8 - 1);
    memcpy(block, rest.data, rest.size);
    block[rest.size] = 0x80;
    size_t bits = (SHA1_BLOCK + rest.size) * 8;
    block[SHA1_BLOCK - 2] = (unsigned char)(bits >> 8);
    block[SHA1_BLOCK - 1] = (unsigned char)bits;
    sha1_block(state, first);
    sha1_block(state, block);
    for (size_t i = 0; i < SHA1_BYTES; i++) digest[i] = (unsigned char)(state[i / 4] >> (24 - 8 * (i % 4)));
}

// HMAC (RFC 2104) with a key of at most one block.
static void hmac_sha1(Str key, Str text, unsigned char digest[SHA1_BYTES])
{
    unsigned char inner[SHA1_BLOCK] = {0}, outer[SHA1_BLOCK] = {0}, half[SHA1_BYTES];
    assert(key.size <= SHA1_BLOCK);
    memcpy(inner, key.data, key.size);
    memcpy(outer, key.data, key.size);
    for (size_t i = 0; i < SHA1_BLOCK; i++) {
        inner[i] ^= 0x36;
        outer[i] ^= 0x5C;
    }
    sha1(inner, text, half);
    sha1(outer, (Str){(const char *)half, sizeof half}, digest);
    secret_wipe(inner, sizeof inner);
    secret_wipe(outer, sizeof outer);
}

// ---- codes ----

// RFC 4226 §5.3: four bytes from where the last half-byte points to.
uint32_t totp_code(Str seed, int64_t step)
{
    enum { MILLION = 1000000 };
    unsigned char counter[8], digest[SHA1_BYTES];
    for (size_t i = 0; i < sizeof counter; i++) counter[i] = (unsigned char)((uint64_t)step >> (56 - 8 * i));
    hmac_sha1(seed, (Str){(const char *)counter, sizeof counter}, digest);
    const unsigned char *at = digest + (digest[SHA1_BYTES - 1] & 0x0F);
    uint32_t number = (uint32_t)(at[0] & 0x7F) << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
    return number % MILLION;
}

static bool read_code(Str text, uint32_t *code)
{
    *code = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9' || text.size != TOTP_DIGITS) return false;
        *code = *code * 10 + (uint32_t)(text.data[i] - '0');
    }
    return text.size == TOTP_DIGITS;
}

TotpResult totp_check(Str seed, Str code, Instant now, int64_t last_step, int64_t *step)
{
    enum { STEP_SECONDS = 30 };
    uint32_t given;
    if (!read_code(code, &given)) return TOTP_NO_CODE;
    int64_t present = now / MILLISECONDS_PER_SECOND / STEP_SECONDS;
    TotpResult result = TOTP_WRONG;
    // All are compared, so that the time says nothing.
    for (int64_t at = present - 1; at <= present + 1; at++) {
        if (totp_code(seed, at) != given) continue;
        if (at <= last_step) {
            if (result == TOTP_WRONG) result = TOTP_USED;
            continue;
        }
        *step = at;
        result = TOTP_RIGHT;
    }
    return result;
}

// ---- for the authenticator ----

Str totp_secret(Arena *arena, Str seed)
{
    static const char letter[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    Text text = text_in(arena);
    uint32_t bits = 0;
    int count = 0;
    for (size_t i = 0; i < seed.size; i++) {
        bits = bits << 8 | (unsigned char)seed.data[i];
        for (count += 8; count >= 5; count -= 5) text_add_byte(&text, letter[bits >> (count - 5) & 31]);
    }
    if (count) text_add_byte(&text, letter[bits << (5 - count) & 31]);
    return text_str(&text);
}

static void add_escaped(Text *text, Str part)
{
    for (size_t i = 0; i < part.size; i++) {
        char c = part.data[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~@", c);
        if (plain && c)
            text_add_byte(text, c);
        else
            text_addf(text, "%%%02X", (unsigned)(unsigned char)c);
    }
}

Str totp_uri(Arena *arena, Str seed, Str issuer, Str email)
{
    Text text = text_in(arena);
    text_add(&text, STR("otpauth://totp/"));
    add_escaped(&text, issuer);
    text_add_byte(&text, ':');
    add_escaped(&text, email);
    text_add(&text, STR("?secret="));
    text_add(&text, totp_secret(arena, seed));
    text_add(&text, STR("&issuer="));
    add_escaped(&text, issuer);
    return text_str(&text);
}

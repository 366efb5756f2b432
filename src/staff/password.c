#include "staff/password.h"

#include <sodium.h>
#include <string.h>

enum { PASSES = 3, MEMORY_BYTES = 32 * 1024 * 1024 };

// ---- rules ----

static size_t characters(Str text)
{
    enum { CONTINUES = 0x80, LEADS = 0xC0 };
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++) count += ((unsigned char)text.data[i] & LEADS) != CONTINUES;
    return count;
}

static bool holds_fold(Str text, Str part)
{
    for (size_t i = 0; i + part.size <= text.size; i++)
        if (str_equal_fold((Str){text.data + i, part.size}, part)) return true;
    return false;
}

// A word of the person that makes a password guessable; short ones stand in many.
static bool holds_word(Str password, Str words, char separator)
{
    enum { WORD_MIN = 4 };
    Str word;
    while (str_cut(&words, separator, &word))
        if (word.size >= WORD_MIN && holds_fold(password, word)) return true;
    return false;
}

static bool holds_person(Str password, Str email, Str name)
{
    Str local = {0}, rest = email;
    if (!str_cut(&rest, '@', &local)) local = email;
    return holds_word(password, local, '.') || holds_word(password, name, ' ') || holds_fold(password, STR("fidele")) ||
           holds_fold(password, STR("fid\u00E8le")) || (email.size && holds_fold(password, email));
}

bool password_check(Str password, Str email, Str name, Error *error)
{
    if (password.size > PASSWORD_BYTES_MAX)
        return error_code(error, ERROR_INPUT, "too_long",
                          PHRASE("a password has at most 1024 bytes", "un mot de passe a au plus 1024 octets"), );
    if (memchr(password.data, '\0', password.size))
        return error_code(error, ERROR_INPUT, "invalid_value",
                          PHRASE("a password can't hold the character NUL",
                                 "un mot de passe ne peut pas contenir le caractère NUL"), );
    if (characters(password) < PASSWORD_CHARACTERS_MIN)
        return error_code(error, ERROR_INPUT, "too_short",
                          PHRASE("a password has at least 12 characters; three or four words do well",
                                 "un mot de passe a au moins 12 caractères\u202F; trois ou quatre mots conviennent"), );
    if (holds_person(password, email, name))
        return error_code(error, ERROR_INPUT, "weak_password",
                          PHRASE("a password must not hold your name, your address or the name of this program",
                                 "un mot de passe ne doit contenir ni votre nom, ni votre adresse, ni le nom de ce "
                                 "programme"), );
    if (password_is_common(password))
        return error_code(
            error, ERROR_INPUT, "common_password",
            PHRASE("attackers try this password first: choose one that is not a known word with digits",
                   "les attaquants essaient ce mot de passe en premier\u00A0: n’utilisez pas un mot connu "
                   "suivi de chiffres"), );
    return true;
}

// ---- keeping ----

Str password_hash(Arena *arena, Str password)
{
    char *hash = arena_array(arena, char, crypto_pwhash_STRBYTES);
    bool hashed = sodium_init() >= 0 && crypto_pwhash_str_alg(hash, password.data, password.size, PASSES, MEMORY_BYTES,
                                                              crypto_pwhash_ALG_ARGON2ID13) == 0;
    assert(hashed); // else there is no memory
    return str_of(hash);
}

// Of 32 random bytes that nobody knows.
static const char nobody[] =
    "$argon2id$v=19$m=32768,t=3,p=1$Ppmu0v86CVRj1221dYdPQw$VCrXv2dkImb3+MyhHIg16g8jfeURqVuymNSwWaplQSA";

bool password_verify(Str hash, Str password)
{
    char text[crypto_pwhash_STRBYTES] = {0};
    bool known = hash.size > 0 && hash.size < sizeof text;
    if (known) memcpy(text, hash.data, hash.size);
    bool right = crypto_pwhash_str_verify(known ? text : nobody, password.data, password.size) == 0;
    return right && known;
}

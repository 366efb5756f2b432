#include "customer/likeness.h"

#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"

const char *const likeness_names[LIKENESS_COUNT] = {"claimed", "mail", "phone", "birthday", "name", "twin"};

// The first letter of a key, by kind. LIKE_CLAIMED has no key: it is seen when it happens.
static const char prefix[LIKENESS_COUNT] = {0, 'm', 'p', 'b', 'n', 'i'};
static const double weight[LIKENESS_COUNT] = {0.95, 0.85, 0.8, 0.75, 0.6, 0.6};

Phrase likeness_phrase(Likeness likeness)
{
    switch (likeness) {
    case LIKE_CLAIMED:
        return PHRASE("one gave the address or number of the other", "l’un a donné l’adresse ou le numéro de l’autre");
    case LIKE_MAIL:
        return PHRASE("the same address, but for dots or what follows a +",
                      "la même adresse, aux points ou à la suite d’un + près");
    case LIKE_PHONE: return PHRASE("the same phone number", "le même numéro de téléphone");
    case LIKE_BIRTHDAY:
        return PHRASE("names that sound alike, and the same date of birth",
                      "des noms qui se prononcent de même, et la même date de naissance");
    case LIKE_NAME: return PHRASE("the same name at the same place", "le même nom au même endroit");
    case LIKE_TWIN:
        return PHRASE("ids that differ in case or accents alone", "des identifiants qui ne diffèrent que par la casse "
                                                                  "ou les accents");
    case LIKENESS_COUNT: break;
    }
    return PHRASE("", "");
}

// ---- folding ----

// U+00C0 to U+017F without their accents; '?' for what is no letter. Ligatures keep their first letter.
static const char latin[] = "aaaaaaaceeeeiiiidnooooo?ouuuuytsaaaaaaaceeeeiiiidnooooo?ouuuuyty"
                            "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
                            "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

// The letter of the two bytes of a character of U+00C0 to U+017F, 0 for others.
static char latin_letter(unsigned char first, unsigned char second)
{
    if (first < 0xC3 || first > 0xC5 || (second & 0xC0) != 0x80) return 0;
    unsigned scalar = (unsigned)(first & 0x1F) << 6 | (second & 0x3F);
    char letter = latin[scalar - 0xC0];
    return letter == '?' ? ' ' : letter;
}

// Combining marks U+0300 to U+036F.
static bool is_mark(unsigned char first, unsigned char second)
{
    return first == 0xCC || (first == 0xCD && second < 0xB0);
}

static void fold_byte(Text *text, unsigned char c, bool all)
{
    if ('A' <= c && c <= 'Z') c = (unsigned char)(c + ('a' - 'A'));
    bool kept = ('a' <= c && c <= 'z') || ('0' <= c && c <= '9') || c >= 0x80;
    if (kept || all)
        text_add_byte(text, (char)c);
    else if (text->size && text->data[text->size - 1] != ' ')
        text_add_byte(text, ' ');
}

static Str fold(Arena *arena, Str text, bool all)
{
    Text folded = text_in(arena);
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        unsigned char next = i + 1 < text.size ? (unsigned char)text.data[i + 1] : 0;
        char letter = latin_letter(c, next);
        if (letter)
            fold_byte(&folded, (unsigned char)letter, all);
        else if (!is_mark(c, next))
            fold_byte(&folded, c, all);
        i += letter || is_mark(c, next);
    }
    return str_trim(text_str(&folded));
}

Str fold_text(Arena *arena, Str text)
{
    return fold(arena, text, false);
}

static char sound_of(char letter)
{
    static const char sounds[] = "01230120022455012623010202"; // a … z
    return 'a' <= letter && letter <= 'z' ? sounds[letter - 'a'] : '0';
}

Str soundex(Arena *arena, Str word)
{
    if (!word.size || word.data[0] < 'a' || word.data[0] > 'z') return STR("");
    char code[4] = {word.data[0], '0', '0', '0'};
    size_t filled = 1;
    char last = sound_of(word.data[0]);
    for (size_t i = 1; i < word.size && filled < sizeof code; i++) {
        char sound = sound_of(word.data[i]);
        if (sound != '0' && sound != last) code[filled++] = sound;
        if (word.data[i] != 'h' && word.data[i] != 'w') last = sound; // these two do not part equal sounds
    }
    return str_copy(arena, (Str){code, sizeof code});
}

// ---- keys ----

Str likeness_twin_key(Arena *arena, Str user_id)
{
    return str_format(arena, "%c:%.*s", prefix[LIKE_TWIN], STR_ARGS(fold(arena, user_id, true)));
}

typedef struct Keys {
    Arena *arena;
    Str *key;
    size_t count;
} Keys;

static void add_key(Keys *keys, Likeness likeness, Str value)
{
    if (!value.size || keys->count == LIKENESS_KEYS_MAX) return;
    keys->key[keys->count++] = str_format(keys->arena, "%c:%.*s", prefix[likeness], STR_ARGS(value));
}

static bool ignores_dots(Str domain)
{
    return str_equal(domain, STR("gmail.com")) || str_equal(domain, STR("googlemail.com"));
}

static Str mail_key(Arena *arena, Str email)
{
    const char *at = memchr(email.data, '@', email.size);
    if (!at) return STR("");
    Str local = {email.data, (size_t)(at - email.data)}, domain = {at + 1, email.size - local.size - 1}, name = {0};
    if (!str_cut(&local, '+', &name) || !name.size) return email;
    Text text = text_in(arena);
    for (size_t i = 0; i < name.size; i++)
        if (name.data[i] != '.' || !ignores_dots(domain)) text_add_byte(&text, name.data[i]);
    text_add_byte(&text, '@');
    text_add(&text, ignores_dots(domain) ? STR("gmail.com") : domain);
    return text_str(&text);
}

static int by_text(const void *a, const void *b)
{
    return str_compare(*(const Str *)a, *(const Str *)b);
}

enum { WORDS_MAX = 8 };

// The folded words of the name, sorted: "Dupont Ana" is "Ana Dupont".
static size_t name_words(const LikenessFacts *facts, Arena *arena, Str words[WORDS_MAX])
{
    Str whole = facts->last_name.size
                    ? str_format(arena, "%.*s %.*s", STR_ARGS(facts->first_name), STR_ARGS(facts->last_name))
                    : facts->name;
    Str rest = fold_text(arena, whole), word;
    size_t count = 0;
    while (count < WORDS_MAX && str_cut(&rest, ' ', &word))
        if (word.size) words[count++] = word;
    if (count) qsort(words, count, sizeof *words, by_text);
    return count;
}

static void add_name_keys(Keys *keys, const LikenessFacts *facts)
{
    Str words[WORDS_MAX];
    size_t count = name_words(facts, keys->arena, words);
    if (count < 2) return; // a first name alone says nothing
    Text sounds = text_in(keys->arena), name = text_in(keys->arena);
    Str codes[WORDS_MAX];
    for (size_t i = 0; i < count; i++) {
        codes[i] = soundex(keys->arena, words[i]);
        text_addf(&name, "%.*s ", STR_ARGS(words[i]));
    }
    qsort(codes, count, sizeof *codes, by_text);
    for (size_t i = 0; i < count; i++) text_addf(&sounds, "%.*s ", STR_ARGS(codes[i]));
    Day day;
    Str date = {facts->birthday.data, facts->birthday.size < 10 ? facts->birthday.size : 10};
    if (day_parse(date, &day)) {
        text_add(&sounds, date);
        add_key(keys, LIKE_BIRTHDAY, text_str(&sounds));
    }
    Str place = fold_text(keys->arena, facts->place);
    if (!place.size) return;
    text_addf(&name, "| %.*s", STR_ARGS(place));
    add_key(keys, LIKE_NAME, text_str(&name));
}

static size_t without_doubles(Str *keys, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (!kept || !str_equal(keys[i], keys[kept - 1])) keys[kept++] = keys[i];
    return kept;
}

size_t likeness_keys(const LikenessFacts *facts, Arena *arena, Str list[LIKENESS_KEYS_MAX])
{
    Keys keys = {arena, list, 0};
    add_name_keys(&keys, facts);
    for (size_t i = 0; i < facts->email_count; i++) add_key(&keys, LIKE_MAIL, mail_key(arena, facts->emails[i]));
    for (size_t i = 0; i < facts->phone_count; i++) add_key(&keys, LIKE_PHONE, facts->phones[i]);
    for (size_t i = 0; i < facts->user_id_count && keys.count < LIKENESS_KEYS_MAX; i++)
        list[keys.count++] = likeness_twin_key(arena, facts->user_ids[i]);
    if (keys.count) qsort(list, keys.count, sizeof *list, by_text);
    return without_doubles(list, keys.count);
}

// ---- comparing ----

static uint32_t bit_of(Str key)
{
    for (int i = 0; i < LIKENESS_COUNT; i++)
        if (prefix[i] && prefix[i] == key.data[0]) return UINT32_C(1) << i;
    return 0;
}

uint32_t likeness_shared(const Str *a, size_t a_count, const Str *b, size_t b_count)
{
    uint32_t shared = 0;
    for (size_t i = 0, j = 0; i < a_count && j < b_count;) {
        int order = str_compare(a[i], b[j]);
        if (order == 0) shared |= bit_of(a[i]);
        i += order <= 0;
        j += order >= 0;
    }
    return shared;
}

int likeness_score(uint32_t shared)
{
    double apart = 1;
    if (shared & 1U << LIKE_CLAIMED) shared &= ~(1U << LIKE_MAIL | 1U << LIKE_PHONE); // says the same
    for (int i = 0; i < LIKENESS_COUNT; i++)
        if (shared & 1U << i) apart *= 1 - weight[i];
    return (int)((1 - apart) * 1000 + 0.5);
}

// likeness.h - what makes two customers look like one person. Pure: facts in, keys and a score out.
//
// A customer has a few keys; two customers that share a key are compared by all the keys they share. Each kind of key
// has a weight, an estimate of how often those who share it are one person; kinds count as independent:
// score = 1 - product(1 - weight). A suggestion needs a score of a half. The weights are judgement, not measurement:
// a person decides.
#ifndef FIDELE_CUSTOMER_LIKENESS_H
#define FIDELE_CUSTOMER_LIKENESS_H

#include "base/phrase.h"

typedef enum Likeness {
    LIKE_CLAIMED,  // one claims the very address or number of the other
    LIKE_MAIL,     // the same address but for +something, or the dots of Gmail
    LIKE_PHONE,    // the same number
    LIKE_BIRTHDAY, // names that sound alike, and the same day of birth
    LIKE_NAME,     // the same name at the same place
    LIKE_TWIN,     // user ids that differ in case, accents or Unicode form alone
    LIKENESS_COUNT
} Likeness;

typedef struct LikenessFacts { // "" for what is not known
    const Str *emails, *phones, *user_ids;
    size_t email_count, phone_count, user_id_count;
    Str first_name, last_name; // or the whole name in `name`
    Str name;
    Str birthday; // "1990-01-31…"
    Str place;    // postal code or town
} LikenessFacts;

enum { LIKENESS_KEYS_MAX = 64 };

// Keys in the arena, sorted, each once; at most LIKENESS_KEYS_MAX.
size_t likeness_keys(const LikenessFacts *facts, Arena *arena, Str list[LIKENESS_KEYS_MAX]);

Str likeness_twin_key(Arena *arena, Str user_id); // the key of LIKE_TWIN: its case and accents alone are folded

// Of sorted keys of two customers: 1 << Likeness of what they share.
uint32_t likeness_shared(const Str *a, size_t a_count, const Str *b, size_t b_count);
int likeness_score(uint32_t shared); // per mille
enum { LIKENESS_SUGGESTED = 500 };

extern const char *const likeness_names[LIKENESS_COUNT]; // "claimed" …
Phrase likeness_phrase(Likeness likeness);

// Letters of any case without their accents (Latin), digits; everything else is one blank.
Str fold_text(Arena *arena, Str text);
// How a folded word sounds: a letter and three digits (Soundex: Knuth, TAOCP 3, 6). "" for no letter.
Str soundex(Arena *arena, Str word);

#endif

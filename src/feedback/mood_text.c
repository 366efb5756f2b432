#include "feedback/mood_text.h"

#include <string.h>

enum { WORD_BYTES_MAX = 31, REACH = 4, TWICE = 2 };

// ---- words ----

// In small letters without accents, sorted. One that ends with '*' stands for all that begin with it.
typedef struct MoodWord {
    const char *word;
    double weight;
} MoodWord;

static const MoodWord lexicon[] = {
    {"abandon*", -1},
    {"abim*", -1.5},
    {"abus*", -1.5},
    {"accueillant*", 1.5},
    {"ador*", 2},
    {"affreu*", -2},
    {"agreabl*", 1.5},
    {"agressi*", -1.5},
    {"aimabl*", 1.5},
    {"aime", 1},
    {"aiment", 1},
    {"aimons", 1},
    {"amazing", 2},
    {"annoy*", -1.5},
    {"appreci*", 1.5},
    {"arnaqu*", -2},
    {"astonishing*", 1.5},
    {"atroce*", -2},
    {"attenti*", 1},
    {"average", 0},
    {"avoid", -1.5},
    {"awesome", 2},
    {"awful*", -2},
    {"bad", -1.5},
    {"badly", -1.5},
    {"banal*", 0},
    {"beautiful*", 1.5},
    {"best", 2},
    {"better", 1},
    {"bien", 1},
    {"bof", -0.5},
    {"bon", 1},
    {"bonne", 1},
    {"bonnes", 1},
    {"bons", 1},
    {"boring", -1},
    {"bravo", 2},
    {"brilliant*", 2},
    {"broke", -1.5},
    {"broken", -1.5},
    {"bug*", -1},
    {"bugg*", -1.5},
    {"cass*", -1.5},
    {"catastroph*", -2},
    {"charmant*", 1.5},
    {"cheap", -0.5},
    {"cher", -1},
    {"chere", -1},
    {"clair*", 0.5},
    {"clear", 0.5},
    {"colere", -1.5},
    {"comfortable", 1},
    {"complain*", -1},
    {"complicated", -1},
    {"compliqu*", -1},
    {"confortabl*", 1},
    {"confus*", -1},
    {"content", 1},
    {"contente", 1},
    {"contents", 1},
    {"convivial*", 1},
    {"cool", 1},
    {"correct", 0.5},
    {"correcte", 0.5},
    {"cracked", -1},
    {"crash*", -1.5},
    {"damaged", -1.5},
    {"dece*", -1.5},
    {"decu", -1.5},
    {"decue", -1.5},
    {"decus", -1.5},
    {"defaut*", -1},
    {"defect*", -1.5},
    {"degout*", -2},
    {"delicieu*", 2},
    {"delight*", 2},
    {"deplorabl*", -2},
    {"desagreabl*", -1.5},
    {"desast*", -2},
    {"difficil*", -1},
    {"difficult*", -1},
    {"dirty", -1.5},
    {"disappoint*", -1.5},
    {"disgust*", -2},
    {"douteu*", -1},
    {"dreadful*", -2},
    {"ease", 1},
    {"easily", 1},
    {"easy", 1},
    {"efficac*", 1.5},
    {"efficient*", 1.5},
    {"embarrass*", -1},
    {"enchant*", 2},
    {"enjoy*", 1.5},
    {"ennuyeu*", -1},
    {"erreur*", -1},
    {"error*", -1},
    {"erron*", -1},
    {"exceed*", 1},
    {"excellent*", 2},
    {"exceptionnel*", 2},
    {"expensive", -1},
    {"fabulous", 2},
    {"facil*", 1},
    {"fail*", -1.5},
    {"fantasti*", 2},
    {"fast", 1},
    {"faul*", -1},
    {"felicitation*", 1.5},
    {"fiabl*", 1},
    {"fine", 0.5},
    {"flawless*", 2},
    {"fragil*", -1},
    {"friendly", 1.5},
    {"froid*", -0.5},
    {"frustrat*", -1.5},
    {"fuir", -2},
    {"fuyez", -2},
    {"gachi*", -1.5},
    {"genial*", 2},
    {"gentil*", 1.5},
    {"good", 1},
    {"great", 1.5},
    {"grossi*", -1.5},
    {"happy", 1.5},
    {"hate*", -2},
    {"helpful", 1.5},
    {"heureu*", 1.5},
    {"honte*", -2},
    {"horribl*", -2},
    {"ideal*", 1.5},
    {"impeccabl*", 2},
    {"impersonn*", -1},
    {"impoli*", -1.5},
    {"impossible", -1},
    {"impress*", 1.5},
    {"inacceptabl*", -2},
    {"inadmissibl*", -2},
    {"incompet*", -2},
    {"incroyabl*", 1},
    {"injoignabl*", -1.5},
    {"insatisf*", -1.5},
    {"insupportabl*", -2},
    {"insuffisan*", -1},
    {"inutil*", -1.5},
    {"inutilisabl*", -2},
    {"irreprochabl*", 2},
    {"issue*", -1},
    {"joli*", 1},
    {"kind", 1},
    {"lamentabl*", -2},
    {"late", -1},
    {"lent", -1},
    {"lente", -1},
    {"lenteur*", -1},
    {"lentes", -1},
    {"lost", -1},
    {"love*", 2},
    {"lovely", 2},
    {"magnifi*", 2},
    {"mal", -1},
    {"marvel*", 2},
    {"mauvais*", -1.5},
    {"mediocr*", -1.5},
    {"meilleur*", 1.5},
    {"merci", 0.5},
    {"merveill*", 2},
    {"mess", -1},
    {"minable*", -2},
    {"missing", -1},
    {"mistake*", -1},
    {"mitige*", 0},
    {"moyen", 0},
    {"moyenne", 0},
    {"moyens", 0},
    {"nice*", 1},
    {"normal*", 0},
    {"nul", -2},
    {"nulle", -2},
    {"nulles", -2},
    {"nuls", -2},
    {"ok", 0},
    {"okay", 0},
    {"outstanding", 2},
    {"overpriced", -1.5},
    {"panne*", -1},
    {"parfait*", 2},
    {"passable*", 0},
    {"penibl*", -1.5},
    {"perdu*", -1},
    {"perfect*", 2},
    {"perte", -1},
    {"pire*", -2},
    {"plaisir*", 1.5},
    {"pleas*", 1.5},
    {"poli", 1},
    {"polie", 1},
    {"polite", 1},
    {"poor", -1.5},
    {"poorly", -1.5},
    {"pratiqu*", 1},
    {"probleme*", -1},
    {"problem*", -1},
    {"prompt*", 1},
    {"propre*", 1},
    {"qualite", 0},
    {"quick*", 1},
    {"ralenti*", -1},
    {"rapid*", 1},
    {"rate", 0},
    {"ravi", 2},
    {"ravie", 2},
    {"ravis", 2},
    {"reactif*", 1},
    {"reactiv*", 1},
    {"recommand*", 1.5},
    {"recommend*", 1.5},
    {"refund*", -0.5},
    {"regret*", -1},
    {"reliabl*", 1.5},
    {"remarquabl*", 2},
    {"remboursement", -0.5},
    {"retard*", -1},
    {"rude", -1.5},
    {"sale", -1},
    {"satisf*", 1.5},
    {"scam*", -2},
    {"scandal*", -2},
    {"serieu*", 1},
    {"serviabl*", 1.5},
    {"shame*", -2},
    {"simple", 1},
    {"simplement", 0.5},
    {"slow*", -1},
    {"smooth*", 1},
    {"soign*", 1},
    {"solid*", 1},
    {"souriant*", 1},
    {"stuck", -1},
    {"stupid*", -1.5},
    {"super", 2},
    {"superb*", 2},
    {"superior", 1.5},
    {"sympa*", 1.5},
    {"terribl*", -2},
    {"terrific", 2},
    {"thank*", 1},
    {"thrilled", 2},
    {"tied*", 0},
    {"top", 1.5},
    {"trash", -2},
    {"tromp*", -1.5},
    {"ugly", -1.5},
    {"unacceptabl*", -2},
    {"unclear", -1},
    {"unfriendly", -1.5},
    {"unhappy", -1.5},
    {"unhelpful", -1.5},
    {"unreliabl*", -1.5},
    {"upset", -1.5},
    {"useful", 1},
    {"useless*", -2},
    {"utile*", 1},
    {"vol", -1},
    {"voleur*", -2},
    {"waste*", -1.5},
    {"well", 1},
    {"wonderful*", 2},
    {"worse", -1.5},
    {"worst", -2},
    {"worth", 1},
    {"wrong*", -1},
    {"zero", -1.5},
};

static const char *const negations[] = {"aucun",  "aucune",  "cannot",  "couldn't", "didn't",  "doesn't", "don't",
                                        "hardly", "isn't",   "jamais",  "nor",      "neither", "never",   "ni",
                                        "no",     "none",    "not",     "nothing",  "pas",     "rien",    "sans",
                                        "wasn't", "weren't", "without", "won't",    "wouldn't"};
static const char *const strong[] = {"absolument", "absolutely", "completely", "extremely", "extremement", "incredibly",
                                     "really",     "so",         "super",      "totally",   "totalement",  "tres",
                                     "trop",       "truly",      "very",       "vraiment"};
static const char *const turns[] = {"but", "cependant", "however", "mais", "pourtant", "though", "toutefois"};

static bool is_one_of(const char *word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(word, list[i]) == 0) return true;
    return false;
}

// The longest entry that fits: "sale" before "sal*".
static const MoodWord *find(const char *word)
{
    const MoodWord *best = NULL;
    for (size_t i = 0; i < COUNT_OF(lexicon); i++) {
        size_t size = strlen(lexicon[i].word);
        bool open = lexicon[i].word[size - 1] == '*';
        if (open ? strncmp(word, lexicon[i].word, size - 1) != 0 : strcmp(word, lexicon[i].word) != 0) continue;
        if (!open) return &lexicon[i];
        if (!best || size > strlen(best->word)) best = &lexicon[i];
    }
    return best;
}

// ---- letters ----

// Of the letters of Latin-1 after U+00C0, without accents; '?' where it is no letter.
static const char plain[] = "aaaaaaaceeeeiiiidnooooo?ouuuuyts"
                            "aaaaaaaceeeeiiiidnooooo?ouuuuyty";

// The next letter, small and without accent; 0: something else. *used: how many bytes it has.
static char letter(Str text, size_t at, size_t *used)
{
    unsigned char c = (unsigned char)text.data[at];
    *used = 1;
    if ('a' <= c && c <= 'z') return (char)c;
    if ('A' <= c && c <= 'Z') return (char)(c - 'A' + 'a');
    if (c == '\'') return '\'';
    if (c == 0xC3 && at + 1 < text.size) {
        unsigned char next = (unsigned char)text.data[at + 1];
        *used = 2;
        char folded = 0x80 <= next && next <= 0xBF ? plain[next - 0x80] : '?';
        return folded == '?' ? 0 : folded;
    }
    if (at + 2 < text.size && memcmp(text.data + at, "\xE2\x80\x99", 3) == 0) { // ’
        *used = 3;
        return '\'';
    }
    return 0;
}

typedef struct WordWalk {
    Str text;
    size_t at;
    bool ended; // a full stop, a question or exclamation mark lies before the word
    char word[WORD_BYTES_MAX + 1];
} WordWalk;

static bool ends_sentence(char c)
{
    return c == '.' || c == '!' || c == '?' || c == ';' || c == '\n';
}

static bool next_word(WordWalk *walk)
{
    size_t size = 0, used;
    walk->ended = false;
    for (; walk->at < walk->text.size && !letter(walk->text, walk->at, &used); walk->at += used)
        walk->ended |= ends_sentence(walk->text.data[walk->at]);
    for (char c; walk->at < walk->text.size && (c = letter(walk->text, walk->at, &used)) != 0; walk->at += used)
        if (size < WORD_BYTES_MAX) walk->word[size++] = c;
    walk->word[size] = 0;
    return size > 0;
}

// "l'accueil", "n'est", "j'adore": what stands behind the apostrophe; but "don't" is one word.
static const char *bare(const char *word)
{
    const char *apostrophe = strchr(word, '\'');
    if (!apostrophe || strcmp(apostrophe, "'t") == 0) return word;
    return apostrophe[1] && apostrophe - word <= 2 ? apostrophe + 1 : word;
}

// ---- sums ----

typedef struct Weighing {
    double sum;
    bool known;
    int negated, raised; // for so many words to come
} Weighing;

static void count_down(Weighing *weighing)
{
    weighing->negated -= weighing->negated > 0;
    weighing->raised -= weighing->raised > 0;
}

static void weigh_known(Weighing *weighing, double weight)
{
    static const double more = 1.5, turned = -1;
    weighing->known = true;
    if (weighing->raised) weight *= more;
    if (weighing->negated) weight *= turned;
    weighing->sum += weight;
    weighing->raised = 0;
}

static void weigh_word(Weighing *weighing, const char *whole)
{
    const char *word = bare(whole);
    count_down(weighing);
    // "ne recommande pas": the verb stands before "pas". "plus" negates only after "ne".
    bool after_ne = weighing->negated > 0;
    if (strcmp(whole, "ne") == 0 || strncmp(whole, "n'", 2) == 0) weighing->negated = REACH;
    if (is_one_of(word, turns, COUNT_OF(turns))) {
        weighing->sum /= TWICE;
        weighing->negated = 0;
        return;
    }
    if ((after_ne && strcmp(word, "plus") == 0) || is_one_of(word, negations, COUNT_OF(negations))) {
        weighing->negated = REACH;
        return;
    }
    bool raising = is_one_of(word, strong, COUNT_OF(strong));
    const MoodWord *known = find(word);
    if (known) weigh_known(weighing, known->weight);
    if (raising) weighing->raised = TWICE;
}

bool mood_of_text(Str text, AnswerMood *mood)
{
    WordWalk walk = {.text = text};
    Weighing weighing = {0};
    if (walk.text.size > MOOD_TEXT_BYTES_MAX) walk.text.size = MOOD_TEXT_BYTES_MAX;
    while (next_word(&walk)) {
        if (walk.ended) weighing.negated = weighing.raised = 0;
        weigh_word(&weighing, walk.word);
    }
    *mood = weighing.sum >= 1 ? MOOD_POSITIVE : weighing.sum <= -1 ? MOOD_NEGATIVE : MOOD_NEUTRAL;
    return weighing.known;
}

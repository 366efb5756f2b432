// What attackers try first, as rules instead of a list of millions: a known word or two with digits and signs around or
// letters replaced by look-alikes, keyboard rows, repetitions and sequences. The words are our own choice of what such
// lists have in common, in English and French; every password here has at least 12 characters, which most of those
// lists' entries have not.
#include <string.h>

#include "staff/password.h"

static const char words[] =
    "password passwort motdepasse motpasse mdp passe pass passwd pwd admin administrator administrateur root user "
    "utilisateur login welcome bienvenue hello bonjour salut coucou secret secrets letmein changeme changemoi default "
    "defaut test tests testing tester temp temporary demo guest invite master maitre superman batman spiderman pokemon "
    "starwars football soccer baseball basketball hockey tennis rugby monkey dragon tiger lion eagle panther dolphin "
    "sunshine soleil princess princesse prince angel ange love iloveyou jetaime amour cheri cherie doudou loulou "
    "chouchou nounours flower fleur butterfly papillon chocolate chocolat cookie banana cheese ginger pepper orange "
    "purple yellow silver golden computer ordinateur internet google facebook twitter instagram youtube linkedin "
    "microsoft windows apple samsung android iphone whatever freedom liberte forever toujours nothing trustno one "
    "access acces private prive security securite secure system systeme server serveur network reseau database "
    "company societe entreprise office bureau work travail money argent business manager marketing customer client "
    "clients sales vente ventes shop boutique store magasin loyal loyalty retention crm summer winter spring autumn "
    "ete hiver printemps automne january february march april may june july august september october november december "
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre monday tuesday wednesday "
    "thursday friday saturday sunday lundi mardi mercredi jeudi vendredi samedi dimanche france paris marseille lyon "
    "toulouse bordeaux nantes london england america canada montreal quebec belgique bruxelles suisse geneve michael "
    "jordan jennifer jessica ashley nicole daniel thomas robert charlie george andrew matthew joshua anthony william "
    "alexander alexandre nicolas julien camille marine pauline sophie marie jean pierre michel philippe laurent "
    "sebastien christophe stephane isabelle nathalie caroline celine qwerty qwertyuiop qwertz azerty azertyuiop "
    "asdfgh asdfghjkl qsdfgh qsdfghjklm zxcvbn zxcvbnm wxcvbn abc abcd abcdef abcdefgh qaz wsx edc aze qwe zaq xsw "
    "mother father maman papa family famille sister brother frere soeur killer hunter ranger shadow phoenix thunder "
    "matrix merlin magic magique music musique guitar piano diamond jesus christ heaven blessed lucky power star stars "
    "rainbow unicorn licorne dauphin chat chien minou toutou kitty snoopy mickey naruto zidane mbappe olympique psg "
    "liverpool arsenal chelsea barcelona yankees cowboys steelers corvette mustang ferrari porsche mercedes harley "
    "mynoob noob gamer fortnite minecraft playstation xbox nintendo zelda mario sonic pikachu";

// A letter for what stands in its place; 0 for what is no letter.
static char letter_of(char c)
{
    static const char digits[] = "oizeasgtbg", signs[] = "@$!|+", meant[] = "asiit";
    if (c >= 'A' && c <= 'Z') return (char)(c - 'A' + 'a');
    if (c >= 'a' && c <= 'z') return c;
    if (c >= '0' && c <= '9') return digits[c - '0'];
    const char *sign = c ? strchr(signs, c) : NULL;
    return sign ? meant[sign - signs] : '\0';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// ---- words ----

static bool is_word(Str text)
{
    Str rest = str_of(words), word;
    while (str_cut(&rest, ' ', &word))
        if (str_equal(word, text)) return true;
    return false;
}

// One word, or two.
static bool is_words(Str text)
{
    if (is_word(text)) return true;
    for (size_t i = 3; i + 3 <= text.size; i++)
        if (is_word((Str){text.data, i}) && is_word((Str){text.data + i, text.size - i})) return true;
    return false;
}

enum { LETTERS_MAX = 64 };

// What is left when digits and signs go; what is left when those inside stand for letters and those around go.
static bool is_decorated_word(Str password)
{
    char plain[LETTERS_MAX], meant[LETTERS_MAX];
    size_t plains = 0, meants = 0, first = 0, last = password.size;
    if (password.size > LETTERS_MAX) return false;
    while (first < last && !is_letter(password.data[first])) first++;
    while (last > first && !is_letter(password.data[last - 1])) last--;
    for (size_t i = 0; i < password.size; i++) {
        char letter = letter_of(password.data[i]);
        if (is_letter(password.data[i])) plain[plains++] = letter;
        if (letter && i >= first && i < last) meant[meants++] = letter;
    }
    return is_words((Str){plain, plains}) || is_words((Str){meant, meants});
}

// ---- patterns ----

static bool has_few_characters(Str password)
{
    enum { FEW = 4 };
    bool seen[256] = {false};
    size_t different = 0;
    for (size_t i = 0; i < password.size; i++) {
        unsigned char byte = (unsigned char)password.data[i];
        different += !seen[byte];
        seen[byte] = true;
    }
    return different <= FEW;
}

// "abcabcabcabc": the same few characters again and again.
static bool repeats(Str password)
{
    enum { PERIOD_MAX = 6 };
    for (size_t period = 1; period <= PERIOD_MAX && period * 2 <= password.size; period++) {
        size_t same = 0;
        for (size_t i = period; i < password.size; i++) same += password.data[i] == password.data[i - period];
        if (same == password.size - period) return true;
    }
    return false;
}

static bool are_neighbours(char a, char b)
{
    static const char *const rows[] = {"qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn"};
    if (a - b <= 1 && b - a <= 1) return true;
    if ((a == '9' && b == '0') || (a == '0' && b == '9')) return true;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *at = a ? strchr(rows[i], a) : NULL;
        if (at && (at[1] == b || (at > rows[i] && at[-1] == b))) return b != '\0';
    }
    return false;
}

// Mostly steps to the next character or key: "123456789012", "azertyuiopqs".
static bool is_walk(Str password)
{
    size_t steps = 0;
    for (size_t i = 1; i < password.size; i++) {
        char a = password.data[i - 1], b = password.data[i];
        if (is_letter(a)) a = letter_of(a);
        if (is_letter(b)) b = letter_of(b);
        steps += are_neighbours(a, b);
    }
    return password.size > 1 && steps * 10 >= (password.size - 1) * 8;
}

bool password_is_common(Str password)
{
    password = str_trim(password);
    return has_few_characters(password) || repeats(password) || is_walk(password) || is_decorated_word(password);
}

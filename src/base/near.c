#include "base/near.h"

#include <ctype.h>

enum { NAME_BYTES_MAX = 48, FAR = 1000 };

static char at_fold(Str text, size_t index)
{
    return (char)tolower((unsigned char)text.data[index]);
}

// One row of the table of Damerau's distance (optimal string alignment) from the two before it.
static void distance_row(Str a, Str b, size_t i, const int *two_up, const int *up, int *row)
{
    row[0] = (int)i;
    for (size_t j = 1; j <= b.size; j++) {
        bool same = at_fold(a, i - 1) == at_fold(b, j - 1);
        int64_t best = smaller(up[j - 1] + !same, smaller(up[j], row[j - 1]) + 1);
        bool exchanged =
            i > 1 && j > 1 && at_fold(a, i - 1) == at_fold(b, j - 2) && at_fold(a, i - 2) == at_fold(b, j - 1);
        if (exchanged) best = smaller(best, two_up[j - 2] + 1);
        row[j] = (int)best;
    }
}

static int distance(Str a, Str b)
{
    if (a.size > NAME_BYTES_MAX || b.size > NAME_BYTES_MAX) return FAR;
    int rows[3][NAME_BYTES_MAX + 1] = {{0}};
    for (size_t j = 0; j <= b.size; j++) rows[0][j] = (int)j;
    for (size_t i = 1; i <= a.size; i++) distance_row(a, b, i, rows[(i + 1) % 3], rows[(i + 2) % 3], rows[i % 3]);
    return rows[a.size % 3][b.size];
}

// 0 for the same name in another case; FAR when it cannot have been meant.
static int nearness(Str written, Str known)
{
    int slips = distance(written, known), longest = (int)larger((int64_t)written.size, (int64_t)known.size);
    if (slips < longest && slips <= larger(longest / 3, 1)) return slips;
    bool beginning =
        written.size >= 2 && known.size > written.size && str_equal_fold(written, (Str){known.data, written.size});
    return beginning ? NAME_BYTES_MAX : FAR;
}

size_t names_near(Str written, const Str *known, size_t count, Str near[NEAR_MAX])
{
    int scores[NEAR_MAX];
    size_t found = 0;
    for (size_t k = 0; k < count; k++) {
        int score = nearness(written, known[k]);
        size_t place = found;
        while (place > 0 && scores[place - 1] > score) place--;
        if (score == FAR || place == NEAR_MAX) continue;
        if (found < NEAR_MAX) found++;
        for (size_t i = found - 1; i > place; i--) {
            scores[i] = scores[i - 1];
            near[i] = near[i - 1];
        }
        scores[place] = score;
        near[place] = known[k];
    }
    return found;
}

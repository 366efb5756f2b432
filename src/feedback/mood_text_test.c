// The lexicon against a sample of sentences, labelled by hand before it was measured; docs/feedback.md reports it.
#include "feedback/mood_text.h"

#include "base/test.h"

typedef struct Labelled {
    AnswerMood mood;
    const char *text;
} Labelled;

#define P MOOD_POSITIVE
#define O MOOD_NEUTRAL
#define N MOOD_NEGATIVE
static const Labelled sample[] = {
    {P, "Delivery was fast and the packaging was beautiful."},
    {P, "I love this jacket, it fits perfectly."},
    {P, "Support answered within ten minutes and solved everything. Thank you!"},
    {P, "Best purchase I made this year."},
    {P, "Very easy to set up, would recommend to anyone."},
    {P, "No problems at all, everything worked."},
    {P, "I was worried about the size but it is great."},
    {P, "The staff were kind and helpful."},
    {P, "Never disappointed with this shop."},
    {P, "My kids are so happy with it."},
    {P, "Exactly what I needed, arrived a day early."},
    {P, "Five stars, will order again."},
    {P, "Impressive quality for the price."},
    {P, "The app is smooth and reliable."},
    {P, "Nice colours, comfortable, worth every cent."},
    {N, "The parcel arrived late and the box was damaged."},
    {N, "Terrible customer service, nobody answers the phone."},
    {N, "Not good. The zip broke after two days."},
    {N, "A complete waste of money."},
    {N, "I would not recommend this to anyone."},
    {N, "The app crashes every time I open it."},
    {N, "Still waiting for my refund after three weeks."},
    {N, "The manual is unclear and support was rude."},
    {N, "Looked nice in the pictures but the quality is poor."},
    {N, "Too expensive for what it is."},
    {N, "I have had to call five times."},
    {N, "Wrong item sent, and they made me pay for the return."},
    {N, "It doesn't work well with my phone."},
    {N, "Disappointing, I expected more."},
    {N, "They charged me twice and did nothing about it."},
    {O, "It is okay, nothing special."},
    {O, "Average product, average price."},
    {O, "Good fabric but the colour is wrong."},
    {O, "Fine, I guess."},
    {O, "Delivery was quick, the product itself is mediocre."},
    {O, "It does what it says."},
    {O, "Neither good nor bad."},
    {O, "The blue one is darker than on the photo."},
    {O, "Ordered two, kept one."},
    {O, "Normal service, as expected."},
    {P, "Livraison rapide et produit conforme, je suis ravie."},
    {P, "J’adore cette boutique, l’accueil est très chaleureux."},
    {P, "Service client au top, réponse en cinq minutes."},
    {P, "Je recommande les yeux fermés."},
    {P, "Aucun problème, tout est arrivé en bon état."},
    {P, "Jamais déçu depuis trois ans."},
    {P, "Un vrai plaisir, merci à toute l’équipe !"},
    {P, "Simple, pratique et efficace."},
    {P, "Excellente qualité, je rachèterai."},
    {P, "Un peu cher mais vraiment superbe."},
    {P, "Le vendeur a été aimable et patient."},
    {P, "Mes enfants ne le quittent plus."},
    {P, "Très satisfait de mon achat."},
    {P, "Bravo, c’est parfait."},
    {P, "Le meilleur café que j’aie goûté."},
    {N, "Produit reçu cassé, et le remboursement traîne."},
    {N, "Je ne suis pas satisfait du tout."},
    {N, "Service client injoignable, quelle honte."},
    {N, "Très déçue par la qualité."},
    {N, "Ce n’est pas bon, je ne recommande pas."},
    {N, "Trois semaines de retard sans aucune explication."},
    {N, "Arnaque, fuyez !"},
    {N, "L’application est lente et pleine de bugs."},
    {N, "Joli sur la photo, mais mauvaise qualité."},
    {N, "On m’a facturé deux fois."},
    {N, "La taille ne correspond pas et le retour est payant."},
    {N, "Le livreur a été impoli."},
    {N, "Je n’achèterai plus ici."},
    {N, "Beaucoup trop compliqué à utiliser."},
    {N, "Nul, perte de temps."},
    {O, "Correct sans plus."},
    {O, "Moyen, ni bien ni mal."},
    {O, "Bonne qualité mais livraison en retard."},
    {O, "Bof, on verra à l’usage."},
    {O, "Conforme à la description."},
    {O, "Reçu mardi."},
    {O, "Produit normal pour ce prix."},
    {O, "Avis mitigé."},
    {O, "La couleur est un peu différente de la photo."},
    {O, "Assez bien, mais un peu petit."},
};
#undef P
#undef O
#undef N

typedef struct Agreement {
    int known, agrees, opposite;
} Agreement;

static Agreement measure(void)
{
    Agreement agreement = {0};
    for (size_t i = 0; i < COUNT_OF(sample); i++) {
        AnswerMood mood;
        if (!mood_of_text(str_of(sample[i].text), &mood)) continue;
        agreement.known++;
        agreement.agrees += mood == sample[i].mood;
        agreement.opposite += mood * sample[i].mood < 0;
    }
    return agreement;
}

static AnswerMood mood_of(const char *text)
{
    AnswerMood mood;
    CHECK(mood_of_text(str_of(text), &mood));
    return mood;
}

TEST(words_are_weighed_negations_turn_them_and_what_is_after_but_weighs_more)
{
    CHECK_INT(mood_of("good"), MOOD_POSITIVE);
    CHECK_INT(mood_of("not very good"), MOOD_NEGATIVE);
    CHECK_INT(mood_of("It was good. Not the day."), MOOD_POSITIVE); // a new sentence
    CHECK_INT(mood_of("pas terrible du tout, jamais déçu"), MOOD_POSITIVE);
    CHECK_INT(mood_of("JE NE SUIS PAS SATISFAIT"), MOOD_NEGATIVE);
    CHECK_INT(mood_of("nice but broken"), MOOD_NEGATIVE);
    CHECK_INT(mood_of("broken but it is excellent now"), MOOD_POSITIVE);
    CHECK_INT(mood_of("okay"), MOOD_NEUTRAL);
    CHECK_INT(mood_of("Je n’aime plus"), MOOD_NEGATIVE);
    CHECK_INT(mood_of("ne recommande pas"), MOOD_NEGATIVE); // the verb before "pas"
    CHECK_INT(mood_of("plus rapide"), MOOD_POSITIVE);       // "plus" alone is more
}

TEST(a_text_of_which_no_word_is_known_says_nothing)
{
    AnswerMood mood;
    static const char *const unknown[] = {"", "   ", "42", "zzz qqq", "\xC3", "\xE2\x80", "'''", "not", "mais"};
    for (size_t i = 0; i < COUNT_OF(unknown); i++) CHECK(!mood_of_text(str_of(unknown[i]), &mood));
}

TEST(it_agrees_with_a_person_in_most_of_a_labelled_sample_and_never_says_the_opposite)
{
    Agreement agreement = measure();
    CHECK_INT(agreement.known, 66);
    CHECK_INT(agreement.agrees, 65);
    CHECK_INT(agreement.opposite, 0);
}

#include "measure/figure.h"

#include <math.h>

#include "base/number.h"

typedef struct UnitForm {
    const char *name;
    int decimals;
    double scale;                 // from code to text
    bool sign;                    // a plus is written too
    Phrase text, text_one, label; // text_one: of 1 (in French of less than 2)
} UnitForm;

#define SAME_IN_BOTH(text) PHRASE(text, text)

static const UnitForm forms[UNIT_COUNT_OF] = {
    [UNIT_RATE] = {"rate", 2, 100, false, SAME_IN_BOTH("{0} %"), SAME_IN_BOTH("{0} %"),
                   PHRASE("share, 0 to 1 in JSON and CSV", "part, de 0 à 1 en JSON et CSV")},
    [UNIT_CHANGE] = {"change", 1, 100, true, SAME_IN_BOTH("{0} %"), SAME_IN_BOTH("{0} %"),
                     PHRASE("relative change, 0.1 for +10 % in JSON and CSV",
                            "variation relative, 0.1 pour +10\u202F% en JSON et CSV")},
    [UNIT_POINTS] = {"points", 1, 100, true, SAME_IN_BOTH("{0} pts"), SAME_IN_BOTH("{0} pts"),
                     PHRASE("percentage points, 0.01 for one in JSON and CSV",
                            "points de pourcentage, 0.01 pour un point en JSON et CSV")},
    [UNIT_AMOUNT] = {"amount", 2, 1, false, SAME_IN_BOTH("{0}"), SAME_IN_BOTH("{0}"),
                     PHRASE("amount, in the currency of the inputs", "montant, dans la devise des données")},
    [UNIT_NET_AMOUNT] = {"net_amount", 2, 1, true, SAME_IN_BOTH("{0}"), SAME_IN_BOTH("{0}"),
                         PHRASE("amount won (+) or lost (-)", "montant gagné (+) ou perdu (-)")},
    [UNIT_COUNT] = {"count", 0, 1, false, SAME_IN_BOTH("{0}"), SAME_IN_BOTH("{0}"), PHRASE("count", "nombre")},
    [UNIT_NET_COUNT] = {"net_count", 0, 1, true, SAME_IN_BOTH("{0}"), SAME_IN_BOTH("{0}"),
                        PHRASE("count won (+) or lost (-)", "nombre gagné (+) ou perdu (-)")},
    [UNIT_RATIO] = {"ratio", 1, 1, false, SAME_IN_BOTH("{0}x"), SAME_IN_BOTH("{0}x"),
                    PHRASE("ratio: how many times", "rapport\u00A0: combien de fois")},
    [UNIT_SCORE] = {"score", 0, 1, true, SAME_IN_BOTH("{0}"), SAME_IN_BOTH("{0}"),
                    PHRASE("score, -100 to +100", "score, de -100 à +100")},
    [UNIT_INDEX] = {"index", 1, 1, false, SAME_IN_BOTH("{0} / 100"), SAME_IN_BOTH("{0} / 100"),
                    PHRASE("index, 0 to 100", "indice, de 0 à 100")},
    [UNIT_PERIODS] = {"periods", 2, 1, false, PHRASE("{0} periods", "{0} périodes"),
                      PHRASE("{0} period", "{0} période"), PHRASE("duration in periods", "durée en périodes")},
    [UNIT_DAYS] = {"days", 0, 1, false, PHRASE("{0} days", "{0} jours"), PHRASE("{0} day", "{0} jour"),
                   PHRASE("duration in days", "durée en jours")},
    [UNIT_MINUTES] = {"minutes", 1, 1, false, SAME_IN_BOTH("{0} min"), SAME_IN_BOTH("{0} min"),
                      PHRASE("duration in minutes", "durée en minutes")},
    [UNIT_NUMBER] = {"number", 2, 1, false, SAME_IN_BOTH("{0}"), SAME_IN_BOTH("{0}"),
                     PHRASE("number without a unit", "nombre sans unité")},
};

Figure figure_of(MetricUnit unit, double value)
{
    return (Figure){.value = value, .unit = unit, .decimals = forms[unit].decimals};
}

Figure figure_with(MetricUnit unit, double value, int decimals)
{
    return (Figure){.value = value, .unit = unit, .decimals = decimals};
}

Figure figure_brief(MetricUnit unit, double value)
{
    double tenths = round(value * forms[unit].scale * 10);
    return (Figure){.value = value, .unit = unit, .decimals = fmod(tenths, 10) == 0 ? 0 : 1};
}

// '.' becomes ',' in French; a plus is put before what is above 0 when the unit shows its sign.
static Str number_text(Arena *arena, Locale locale, Figure figure)
{
    double shown = figure.value * forms[figure.unit].scale;
    Str fixed = number_fixed(arena, shown, figure.decimals);
    bool zero = true;
    Text text = text_in(arena);
    for (size_t i = 0; i < fixed.size; i++) zero = zero && (fixed.data[i] == '0' || fixed.data[i] == '.');
    if (forms[figure.unit].sign && shown > 0 && !zero) text_add_byte(&text, '+');
    for (size_t i = 0; i < fixed.size; i++)
        text_add_byte(&text, fixed.data[i] == '.' && locale == LOCALE_FR ? ',' : fixed.data[i]);
    return text_str(&text);
}

Str figure_text(Arena *arena, Locale locale, Figure figure)
{
    double size = fabs(figure.value);
    bool one = locale == LOCALE_FR ? size < 2 : size == 1;
    const UnitForm *form = &forms[figure.unit];
    return phrase_say(arena, locale, one ? form->text_one : form->text, number_text(arena, locale, figure));
}

Str unit_name(MetricUnit unit)
{
    return str_of(forms[unit].name);
}

Phrase unit_label(MetricUnit unit)
{
    return forms[unit].label;
}

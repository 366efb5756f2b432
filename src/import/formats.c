#include "import/formats.h"

#include <string.h>

// ---- signs of where a file comes from ----

static bool name_is_french(Str name)
{
    static const char *const parts[] = {"date de", "date d",   "montant", "commande", "quantit",   "prix",    "numéro",
                                        "n°",      "courriel", "devise",  "libell",   "référence", "heure",   "facture",
                                        " ttc",    "nom",      "pays",    "jour",     "achat",     "acheteur"};
    char lower[64];
    size_t size = name.size < sizeof lower ? name.size : sizeof lower;
    for (size_t i = 0; i < size; i++) {
        char byte = name.data[i] == '_' ? ' ' : name.data[i];
        lower[i] = (char)('A' <= byte && byte <= 'Z' ? byte + ('a' - 'A') : byte);
    }
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (str_contains((Str){lower, size}, str_of(parts[i]))) return true;
    return false;
}

bool formats_seem_french(const Layout *layout)
{
    if (layout->csv.delimiter == ';') return true;
    for (size_t column = 0; layout->header && column < layout->columns; column++)
        if (layout->roles[column] != COLUMN_SKIP && name_is_french(layout->names[column])) return true;
    return str_equal(str_of(layout->amount.currency.code), STR("EUR"));
}

static bool seems_american(const Layout *layout)
{
    return layout->header && str_equal(str_of(layout->amount.currency.code), STR("USD"));
}

// ---- amounts ----

typedef struct AmountSigns {
    size_t point, comma;       // values that only one decimal sign explains
    size_t with_one[2];        // "1.234" [0] and "1,234" [1]: a thousand, or one and a bit
    size_t small, large_plain; // whole numbers below 1000 without any sign; from 1000 on, without any sign
    char group;
    Str currency;
} AmountSigns;

static void look_at_amount(Str cell, AmountSigns *signs)
{
    AmountReading reading;
    AmountStatus status = amount_read(cell, '.', &reading);
    if (status != AMOUNT_READ && status != AMOUNT_OTHER_SIGN) return;
    if (reading.decides == '.') signs->point++;
    if (reading.decides == ',') signs->comma++;
    if (reading.ambiguous) signs->with_one[memchr(cell.data, ',', cell.size) != NULL]++;
    bool plain = reading.decides == 0 && !reading.ambiguous && reading.group == 0;
    bool small = reading.value.digits > -1000 && reading.value.digits < 1000;
    if (plain && small) signs->small++;
    if (plain && !small) signs->large_plain++;
    if (reading.group && !reading.ambiguous) signs->group = reading.group;
    if (reading.currency.size && !signs->currency.size) signs->currency = reading.currency;
}

static AmountSigns signs_of(const Sample *sample, const Layout *layout)
{
    static const ColumnRole money[] = {COLUMN_AMOUNT, COLUMN_PRICE, COLUMN_COST, COLUMN_MARGIN};
    AmountSigns signs = {0};
    for (size_t i = 0; i < COUNT_OF(money); i++) {
        if (layout->column[money[i]] < 0) continue;
        for (size_t row = 0; row < sample->rows; row++)
            look_at_amount(sample_cell(sample, row, (size_t)layout->column[money[i]]), &signs);
    }
    return signs;
}

static char other_sign(char sign)
{
    return sign == '.' ? ',' : '.';
}

// Every value that has a sign has three digits after it: "1,234".
static void decide_by_company(const AmountSigns *signs, const Layout *layout, AmountFormat *format)
{
    char seen = signs->with_one[1] > signs->with_one[0] ? ',' : '.';
    if (signs->small && !signs->large_plain) {
        format->decimal = other_sign(seen);
        format->assumed =
            PHRASE("amounts like “1,234” are thousands: smaller ones stand beside them without any sign",
                   "les montants comme « 1,234 » sont des milliers : de plus petits les côtoient sans signe");
    } else if (format->currency.exponent == 3) {
        format->decimal = seen;
        format->assumed = PHRASE("amounts like “1,234” are one and a bit: this currency has three decimals",
                                 "les montants comme « 1,234 » valent un et quelque : cette monnaie a trois décimales");
    } else {
        format->decimal = formats_seem_french(layout) ? ',' : '.';
        format->assumed =
            format->decimal == ','
                ? PHRASE("the decimal sign is taken to be a comma, as the rest of the file is written; --decimal point "
                         "if not",
                         "la virgule est tenue pour le signe décimal, comme le reste du fichier l’indique ; sinon "
                         "--decimal point")
                : PHRASE(
                      "the decimal sign is taken to be a point, as the rest of the file is written; --decimal comma if "
                      "not",
                      "le point est tenu pour le signe décimal, comme le reste du fichier l’indique ; sinon --decimal "
                      "comma");
    }
}

static Currency currency_of_names(const Layout *layout)
{
    static const ColumnRole money[] = {COLUMN_AMOUNT, COLUMN_PRICE};
    Currency currency;
    for (size_t i = 0; i < COUNT_OF(money); i++) {
        if (layout->column[money[i]] < 0) continue;
        Str name = layout->names[layout->column[money[i]]];
        for (Str part; str_cut(&name, ' ', &part);) { // "Montant (EUR)", "Total €"
            while (part.size && strchr("([", part.data[0])) part = (Str){part.data + 1, part.size - 1};
            while (part.size && strchr(")]", part.data[part.size - 1])) part.size--;
            if (part.size && currency_find(part, &currency)) return currency;
        }
    }
    return currency_unknown;
}

static void find_currency(const Sample *sample, const Layout *layout, const AmountSigns *signs, AmountFormat *format)
{
    int column = layout->column[COLUMN_CURRENCY];
    for (size_t row = 0; column >= 0 && row < sample->rows; row++)
        if (currency_find(sample_cell(sample, row, (size_t)column), &format->currency)) return;
    if (signs->currency.size && amount_currency(signs->currency, &format->currency)) return;
    format->currency = layout->header ? currency_of_names(layout) : currency_unknown;
    format->currency_by_name = format->currency.code[0] != '\0';
}

void formats_find_amount(const Sample *sample, const LayoutOptions *options, Layout *layout)
{
    AmountSigns signs = signs_of(sample, layout);
    AmountFormat *format = &layout->amount;
    *format = (AmountFormat){.decimal = '.', .decided = true, .group = signs.group, .currency = currency_unknown};
    find_currency(sample, layout, &signs, format);
    if (options->decimal) {
        format->decimal = options->decimal;
    } else if (signs.point || signs.comma) {
        format->decimal = signs.comma > signs.point ? ',' : '.';
    } else if (signs.with_one[0] || signs.with_one[1]) {
        format->decided = false;
        decide_by_company(&signs, layout, format);
    }
    if (format->group == 0 && signs.with_one[format->decimal == '.']) format->group = other_sign(format->decimal);
}

// ---- dates ----

typedef struct DateSigns {
    size_t day_first, month_first, ambiguous, dots;
    size_t rises[2], falls[2]; // between neighbours, read day first [0] and month first [1]
} DateSigns;

static bool read_both(Str cell, int64_t seconds[2])
{
    DateReading reading;
    for (int way = 0; way < 2; way++) {
        if (date_read(cell, way ? DATE_ORDER_MDY : DATE_ORDER_DMY, &reading) != DATE_READ) return false;
        seconds[way] = reading.seconds;
    }
    return true;
}

static void look_at_date(Str cell, DateSigns *signs, DateFormat *format)
{
    DateReading reading;
    if (date_read(cell, DATE_ORDER_DMY, &reading) == DATE_BAD) return;
    signs->day_first += reading.decides == DATE_ORDER_DMY;
    signs->month_first += reading.decides == DATE_ORDER_MDY;
    signs->ambiguous += reading.ambiguous;
    signs->dots += reading.dots;
    format->has_time |= reading.has_time;
    format->has_zone |= reading.has_zone;
    format->month_names |= reading.month_name;
    format->unix_seconds |= reading.unix_time;
}

static DateSigns date_signs_of(const Sample *sample, size_t column, DateFormat *format)
{
    DateSigns signs = {0};
    int64_t before[2], now[2];
    bool any = false;
    for (size_t row = 0; row < sample->rows; row++) {
        Str cell = sample_cell(sample, row, column);
        look_at_date(cell, &signs, format);
        if (signs.day_first || signs.month_first || !read_both(cell, now))
            continue; // order is asked only if nothing tells
        for (int way = 0; any && way < 2; way++) {
            signs.rises[way] += now[way] > before[way];
            signs.falls[way] += now[way] < before[way];
        }
        memcpy(before, now, sizeof before);
        any = true;
    }
    return signs;
}

// 0 for a file in order of date, from oldest or from newest; a half for one in none.
static double disorder(const DateSigns *signs, int way)
{
    size_t all = signs->rises[way] + signs->falls[way];
    size_t against = signs->rises[way] < signs->falls[way] ? signs->rises[way] : signs->falls[way];
    return all ? (double)against / (double)all : 0;
}

static void assume(DateFormat *format, DateOrder order, Phrase why)
{
    format->order = order;
    format->assumed = why;
}

// No value tells: what the file is otherwise.
static void decide_order(const DateSigns *signs, const Layout *layout, DateFormat *format)
{
    double clear = 0.02, by_day = disorder(signs, 0), by_month = disorder(signs, 1);
    bool day_first = layout->amount.decimal == ',' || formats_seem_french(layout);
    if (signs->dots)
        assume(format, DATE_ORDER_DMY,
               PHRASE("no day is above 12; dates with points are written day first",
                      "aucun jour ne dépasse 12 ; les dates à points s’écrivent jour en premier"));
    else if (by_day + clear < by_month)
        assume(format, DATE_ORDER_DMY,
               PHRASE("no day is above 12; read day first, the file is in order of date",
                      "aucun jour ne dépasse 12 ; lu jour en premier, le fichier est dans l’ordre des dates"));
    else if (by_month + clear < by_day)
        assume(format, DATE_ORDER_MDY,
               PHRASE("no day is above 12; read month first, the file is in order of date",
                      "aucun jour ne dépasse 12 ; lu mois en premier, le fichier est dans l’ordre des dates"));
    else if (day_first)
        assume(format, DATE_ORDER_DMY,
               PHRASE("no day is above 12; day first, as the rest of the file is written; --date-order mdy if not",
                      "aucun jour ne dépasse 12 ; jour en premier, comme le reste du fichier l’indique ; sinon "
                      "--date-order mdy"));
    else if (seems_american(layout))
        assume(format, DATE_ORDER_MDY,
               PHRASE("no day is above 12; month first, since amounts are in dollars; --date-order dmy if not",
                      "aucun jour ne dépasse 12 ; mois en premier, car les montants sont en dollars ; sinon "
                      "--date-order dmy"));
    else
        assume(format, DATE_ORDER_DMY,
               PHRASE("no day is above 12 and nothing else tells: day first; --date-order mdy if not",
                      "aucun jour ne dépasse 12 et rien d’autre ne le dit : jour en premier ; sinon --date-order "
                      "mdy"));
}

static bool name_says_utc(Str name)
{
    enum { NAME_BYTES = 64, UTC = 3 };
    char buffer[NAME_BYTES];
    Str folded = name_fold(name, buffer, sizeof buffer);
    return folded.size > UTC && str_equal((Str){folded.data + folded.size - UTC, UTC}, STR("utc"));
}

void formats_find_date(const Sample *sample, const LayoutOptions *options, Layout *layout)
{
    DateFormat *format = &layout->date;
    *format = (DateFormat){.decided = true};
    size_t column = (size_t)layout->column[COLUMN_DATE];
    DateSigns signs = date_signs_of(sample, column, format);
    format->has_time |= layout->column[COLUMN_TIME] >= 0;
    format->utc = layout->header && name_says_utc(layout->names[column]);
    if (options->date_order != DATE_ORDER_FIND) {
        format->order = options->date_order;
    } else if (signs.day_first || signs.month_first) {
        format->order = signs.month_first > signs.day_first ? DATE_ORDER_MDY : DATE_ORDER_DMY;
    } else if (signs.ambiguous) {
        format->decided = false;
        decide_order(&signs, layout, format);
    }
}

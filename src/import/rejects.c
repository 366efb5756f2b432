#include "import/rejects.h"

static const char *const names[REJECT_REASON_COUNT] = {
    [REJECT_NO_CUSTOMER] = "no_customer",
    [REJECT_NO_DATE] = "no_date",
    [REJECT_BAD_DATE] = "bad_date",
    [REJECT_DATE_BEFORE_1970] = "date_before_1970",
    [REJECT_DATE_IN_FUTURE] = "date_in_future",
    [REJECT_NO_AMOUNT] = "no_amount",
    [REJECT_BAD_AMOUNT] = "bad_amount",
    [REJECT_AMOUNT_OVERFLOW] = "amount_overflow",
    [REJECT_BAD_QUANTITY] = "bad_quantity",
    [REJECT_COLUMN_COUNT] = "column_count",
    [REJECT_TEXT_AFTER_QUOTE] = "text_after_quote",
    [REJECT_VALUE_TOO_LONG] = "value_too_long",
    [REJECT_OTHER_CURRENCY] = "other_currency",
    [REJECT_CANCELLED] = "cancelled",
};

static const Phrase labels[REJECT_REASON_COUNT] = {
    [REJECT_NO_CUSTOMER] = {{"no customer", "pas de client"}},
    [REJECT_NO_DATE] = {{"no date", "pas de date"}},
    [REJECT_BAD_DATE] = {{"not a date that exists", "pas une date qui existe"}},
    [REJECT_DATE_BEFORE_1970] = {{"date before 1970", "date d’avant 1970"}},
    [REJECT_DATE_IN_FUTURE] = {{"date in the future", "date dans le futur"}},
    [REJECT_NO_AMOUNT] = {{"no amount", "pas de montant"}},
    [REJECT_BAD_AMOUNT] = {{"not an amount", "pas un montant"}},
    [REJECT_AMOUNT_OVERFLOW] = {{"amount too large", "montant trop grand"}},
    [REJECT_BAD_QUANTITY] = {{"not a quantity", "pas une quantité"}},
    [REJECT_COLUMN_COUNT] = {{"too few or too many columns", "trop ou trop peu de colonnes"}},
    [REJECT_TEXT_AFTER_QUOTE] = {{"text after a closing quote", "texte après un guillemet fermant"}},
    [REJECT_VALUE_TOO_LONG] = {{"value over 64 KiB", "valeur de plus de 64 Kio"}},
    [REJECT_OTHER_CURRENCY] = {{"another currency", "une autre monnaie"}},
    [REJECT_CANCELLED] = {{"cancelled order", "commande annulée"}},
};

Str reject_reason_name(RejectReason reason)
{
    return str_of(names[reason]);
}

Phrase reject_reason_label(RejectReason reason)
{
    return labels[reason];
}

#include "import/names.h"
#include "base/test.h"

static Str fold(const char *name)
{
    char *buffer = arena_array(test_arena(), char, 64);
    return name_fold(str_of(name), buffer, 64);
}

TEST(names_are_the_same_whatever_their_case_accents_and_punctuation)
{
    CHECK_TEXT(fold("Customer ID"), "customerid");
    CHECK_TEXT(fold("customer_id"), "customerid");
    CHECK_TEXT(fold("N° de client"), "ndeclient");
    CHECK_TEXT(fold("Référence"), "reference");
    CHECK_TEXT(fold("QUANTITÉ"), "quantite");
    CHECK_TEXT(fold("Prix d'été (€)"), "prixdete");
    CHECK_TEXT(fold(""), "");
}

static bool is(const char *name, ColumnRole role)
{
    int rank = name_rank(str_of(name), role);
    return 0 < rank && rank < NAME_WEAK;
}

TEST(names_of_shop_software_are_known)
{
    CHECK(is("Email", COLUMN_CUSTOMER) && is("Created at", COLUMN_DATE) && is("Lineitem price", COLUMN_PRICE));
    CHECK(is("Lineitem quantity", COLUMN_QUANTITY) && is("Total", COLUMN_AMOUNT) &&
          is("Financial Status", COLUMN_STATUS));
    CHECK(is("Order ID", COLUMN_ORDER) && is("Email (Billing)", COLUMN_CUSTOMER) &&
          is("Coupon Code", COLUMN_PROMOTION));
    CHECK(is("Référence", COLUMN_ORDER) && is("Client", COLUMN_CUSTOMER) && is("État", COLUMN_STATUS));
    CHECK(is("Created date (UTC)", COLUMN_DATE) && is("Customer Email", COLUMN_CUSTOMER));
    CHECK(is("amazon-order-id", COLUMN_ORDER) && is("purchase-date", COLUMN_DATE) &&
          is("buyer-email", COLUMN_CUSTOMER));
    CHECK(is("Net Sales", COLUMN_AMOUNT) && is("Transaction ID", COLUMN_ORDER) &&
          is("Grand Total (Base)", COLUMN_AMOUNT));
    CHECK(is("InvoiceDate", COLUMN_DATE) && is("StockCode", COLUMN_PRODUCT) && is("UnitPrice", COLUMN_PRICE));
    CHECK(is("n° client", COLUMN_CUSTOMER) && is("Date de commande", COLUMN_DATE) && is("Montant TTC", COLUMN_AMOUNT));
}

TEST(names_with_a_currency_or_tax_are_known)
{
    CHECK(is("Amount (EUR)", COLUMN_AMOUNT));
    CHECK(is("Montant TTC (€)", COLUMN_AMOUNT));
    CHECK(is("total_usd", COLUMN_AMOUNT));
    CHECK(is("Order Total (inc tax)", COLUMN_AMOUNT));
    CHECK(is("Prix unitaire HT (EUR)", COLUMN_PRICE));
}

TEST(names_that_are_surer_rank_first)
{
    CHECK(name_rank(STR("Customer ID"), COLUMN_CUSTOMER) < name_rank(STR("Email"), COLUMN_CUSTOMER));
    CHECK(name_rank(STR("Email"), COLUMN_CUSTOMER) < name_rank(STR("Name"), COLUMN_CUSTOMER));
    CHECK(name_rank(STR("Total"), COLUMN_AMOUNT) < name_rank(STR("Subtotal"), COLUMN_AMOUNT));
}

TEST(names_that_only_sound_like_a_role_are_weak)
{
    CHECK(name_rank(STR("date_cmd_web"), COLUMN_DATE) >= NAME_WEAK);
    CHECK(name_rank(STR("montantNetFinal"), COLUMN_AMOUNT) >= NAME_WEAK);
    CHECK_INT(name_rank(STR("date of birth"), COLUMN_DATE), 0);
    CHECK_INT(name_rank(STR("shipping amount"), COLUMN_AMOUNT), 0);
    CHECK_INT(name_rank(STR("foo"), COLUMN_DATE), 0);
    CHECK(name_says_nothing(STR("foo")));
    CHECK(!name_says_nothing(STR("tax")));
    CHECK(!name_says_nothing(STR("Email")));
}

TEST(names_of_roles_are_the_words_of_columns)
{
    ColumnRole role;
    for (ColumnRole i = COLUMN_SKIP; i < COLUMN_ROLE_COUNT; i++) {
        CHECK(column_role_parse(column_role_name(i), &role));
        CHECK_INT(role, i);
    }
    CHECK(column_role_parse(STR(""), &role) && role == COLUMN_SKIP);
    CHECK(column_role_parse(STR(" Amount "), &role) && role == COLUMN_AMOUNT);
    CHECK(!column_role_parse(STR("amounts"), &role));
}

TEST(names_of_cancelled_orders_are_known)
{
    static const char *const cancelled[] = {"Cancelled", "canceled",        "CANCELLED BY CUSTOMER",
                                            "annulé",    "Annulée",         "wc-cancelled",
                                            "voided",    "Failed",          "refused",
                                            "échoué",    "Paiement refusé", "Erreur de paiement"};
    static const char *const kept[] = {"", "paid", "Completed", "Livré", "refunded", "pending", "shipped", "En cours"};
    for (size_t i = 0; i < COUNT_OF(cancelled); i++) CHECK(name_is_cancelled(str_of(cancelled[i])));
    for (size_t i = 0; i < COUNT_OF(kept); i++) CHECK(!name_is_cancelled(str_of(kept[i])));
}

TEST(names_of_nobody_are_empty)
{
    static const char *const nobody[] = {"", "-", "nan", "NaN", "NULL", "None", "n/a", "N/A", "#N/A"};
    static const char *const somebody[] = {"0", "Nana", "n", "--", "Nobody", "none@shop.fr"};
    for (size_t i = 0; i < COUNT_OF(nobody); i++) CHECK(name_is_nobody(str_of(nobody[i])));
    for (size_t i = 0; i < COUNT_OF(somebody); i++) CHECK(!name_is_nobody(str_of(somebody[i])));
}

#include "crm/reason.h"

#include "crm/crm.h"

typedef struct ReasonRow {
    Str name;
    Phrase label;
    const char *texts; // folded, separated by '|'
} ReasonRow;

// Stripe's cancellation feedback (customer_service, low_quality, missing_features, other, switched_service,
// too_complex, too_expensive, unused) and reasons (payment_disputed, payment_failed) are among the texts: Stripe API
// reference, "Subscription object", cancellation_details.
static const ReasonRow reasons[EXIT_REASON_COUNT] = {
    [EXIT_PRICE] = {STR("price"), PHRASE("price", "prix"),
                    "price|prix|too expensive|expensive|cost|trop cher|cher|budget|tarif|price increase"},
    [EXIT_COMPETITOR] = {STR("competitor"), PHRASE("a competitor’s offer", "offre d’un concurrent"),
                         "competitor|competitor offer|switched service|switched|concurrent|concurrence|better offer|"
                         "meilleure offre"},
    [EXIT_MINOR_FAILURE] = {STR("minor_service_failure"), PHRASE("minor service failure", "incident de service mineur"),
                            "minor service failure|incident mineur"},
    [EXIT_MAJOR_FAILURE] = {STR("major_service_failure"), PHRASE("major service failure", "incident de service majeur"),
                            "major service failure|outage|incident majeur|panne"},
    [EXIT_POOR_SERVICE] =
        {STR("poor_service"), PHRASE("poor customer service", "mauvais service client"),
         "poor service|poor customer service|customer service|support|service client|mauvais service"},
    [EXIT_UNMET_EXPECTATIONS] = {STR("unmet_expectations"), PHRASE("unmet expectations", "attentes déçues"),
                                 "unmet expectations|missing features|features|low quality|quality|too complex|"
                                 "attentes decues|decu|qualite|fonctions manquantes"},
    [EXIT_LOW_ENGAGEMENT] = {STR("low_engagement"), PHRASE("low engagement", "peu d’usage"),
                             "low engagement|unused|not used|no longer needed|not needed|plus besoin|inutilise"},
    [EXIT_INDIFFERENCE] = {STR("indifference"), PHRASE("perceived indifference", "indifférence perçue"),
                           "indifference|perceived indifference"},
    [EXIT_PAYMENT] = {STR("payment_failure"), PHRASE("failed payment", "paiement échoué"),
                      "payment failure|payment failed|payment disputed|unpaid|card expired|involuntary|"
                      "paiement echoue|impaye"},
    [EXIT_OTHER] = {STR("other"), PHRASE("another reason", "autre raison"), "other|autre"},
};

Str exit_reason_name(ExitReason reason)
{
    return reasons[reason].name;
}

Phrase exit_reason_label(ExitReason reason)
{
    return reasons[reason].label;
}

bool exit_reason_parse(Str name, ExitReason *reason)
{
    for (ExitReason one = 0; one < EXIT_REASON_COUNT; one++)
        if (str_equal(name, reasons[one].name)) {
            *reason = one;
            return true;
        }
    return false;
}

static bool among(const char *texts, Str text)
{
    Str rest = str_of(texts), one;
    while (str_cut(&rest, '|', &one))
        if (str_equal(one, text)) return true;
    return false;
}

// "Too_expensive!" is "too expensive".
static Str words_of(Str text, Arena *arena)
{
    Text plain = text_in(arena);
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];
        bool mark = byte == '_' || byte == '-' || byte == '.' || byte == '!' || byte == '/';
        text_add_byte(&plain, mark ? ' ' : byte);
    }
    return text_str(&plain);
}

ExitReason exit_reason_of(Str text, bool competitor, Arena *arena)
{
    Str folded, shown;
    Error unfit;
    if (label_read(words_of(text, arena), "", arena, &folded, &shown, &unfit))
        for (ExitReason one = 0; one < EXIT_REASON_COUNT; one++)
            if (among(reasons[one].texts, folded)) return one;
    return competitor ? EXIT_COMPETITOR : EXIT_OTHER;
}

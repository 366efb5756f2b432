// A row of a table of subscriptions (start and, when it is over, end), or of what happened to them (a word and a date).
#include "import/draft_parts.h"

static const Target fields[] = {TARGET_PLAN, TARGET_QUANTITY, TARGET_REASON};

static bool write_cycle(RowCells *row, JsonWriter *json)
{
    static const char *const names[] = {"day", "week", "month", "quarter", "year"};
    static const char *const words[] = {"day daily jour journalier quotidien 1day",
                                        "week weekly semaine hebdomadaire hebdo 1week",
                                        "month monthly mois mensuel mensuelle 1month",
                                        "quarter quarterly trimestre trimestriel trimestrielle 3months 3mois",
                                        "year yearly annual annually annuel annuelle an annee 1year 12months 12mois"};
    Str text = reading_has(row->reading, TARGET_MRR) ? STR("month") : cell_trimmed(row, TARGET_INTERVAL);
    if (!text.size) return true;
    int cycle = draft_word(text, words, COUNT_OF(words));
    if (cycle < 0) return row_refuse_cell(row, "bad_interval", TARGET_INTERVAL);
    json_key(json, "cycle");
    json_string(json, str_of(names[cycle]));
    return true;
}

static bool write_price(RowCells *row, JsonWriter *json)
{
    Target target = reading_has(row->reading, TARGET_MRR) ? TARGET_MRR : TARGET_PRICE;
    Decimal price;
    Currency currency;
    bool given;
    if (!cell_decimal(row, target, &price, &given) || !cell_currency(row, target, &currency)) return false;
    if (!given) return true;
    json_key(json, target == TARGET_MRR ? "amount" : "price");
    json_decimal(json, row->arena, price);
    json_key(json, "currency");
    json_string(json, str_copy(row->arena, str_of(currency.code)));
    return true;
}

// Without a number of its own a subscription is the customer's only one.
static Str number_of(const RowCells *row, const Who *who)
{
    Str number = cell_trimmed(row, TARGET_SUBSCRIPTION_ID);
    const Str ids[] = {number, who->user_id, who->external, who->email, who->phone, who->anonymous_id};
    for (size_t i = 0; i < COUNT_OF(ids); i++)
        if (ids[i].size) return ids[i];
    return STR("");
}

static bool write_terms(Drafting *drafting, Str number, Text *properties)
{
    RowCells *row = &drafting->row;
    JsonWriter json = draft_properties(drafting, properties);
    json_key(&json, "subscription_id"), json_string(&json, number);
    if (!cells_write_fields(row, fields, COUNT_OF(fields), &json) || !write_price(row, &json) ||
        !write_cycle(row, &json))
        return false;
    cells_write_rest(row, &json);
    json_end_object(&json);
    return true;
}

// ---- what happened ----

static bool draft_happening(Drafting *drafting, Draft *draft, Str number)
{
    static const char *const names[] = {"Subscription Started",  "Subscription Trial Started",
                                        "Subscription Upgraded", "Subscription Downgraded",
                                        "Subscription Changed",  "Subscription Paused",
                                        "Subscription Resumed",  "Subscription Cancelled",
                                        "Subscription Renewed",  "Payment Failed",
                                        "Invoice Paid"};
    static const char *const words[] = {
        "subscriptionstarted start started new created subscribed souscrit souscription debut nouveau",
        "subscriptiontrialstarted trial trialstarted trialing essai",
        "subscriptionupgraded upgrade upgraded expansion montee surclassement",
        "subscriptiondowngraded downgrade downgraded contraction descente declassement",
        "subscriptionchanged change changed modification modifie",
        "subscriptionpaused pause paused suspendu suspension",
        "subscriptionresumed resume resumed reactivated reactivation reprise repris",
        "subscriptioncancelled cancel cancelled canceled cancellation churn churned ended end resilie resiliation fin",
        "subscriptionrenewed renew renewed renewal renouvele renouvellement",
        "paymentfailed failed pastdue echecpaiement paiementechoue",
        "invoicepaid paid payment paye paiement"};
    RowCells *row = &drafting->row;
    Instant at;
    Text properties;
    Str word = cell_trimmed(row, TARGET_EVENT);
    int name = draft_word(word.size ? word : drafting->reading->options.event, words, COUNT_OF(words));
    if (name < 0) return row_refuse_cell(row, word.size ? "bad_event" : "no_event", TARGET_EVENT);
    if (!cell_happened(row, TARGET_AT, &at) || !write_terms(drafting, number, &properties)) return false;
    draft_add(drafting, draft, EVENT_TRACK, str_of(names[name]), at, text_str(&properties));
    draft_name(drafting, draft, STR(""));
    return true;
}

// ---- start and end ----

static bool add_end(Drafting *drafting, Draft *draft, Instant started, Str number)
{
    RowCells *row = &drafting->row;
    Instant ended;
    bool given;
    Text properties;
    if (!cell_instant(row, TARGET_ENDED_AT, &ended, &given)) return false;
    if (!given) return true;
    if (ended < started) return row_refuse_cell(row, "ends_before_start", TARGET_ENDED_AT);
    bool planned = ended > drafting->reading->options.now;
    JsonWriter json = draft_properties(drafting, &properties);
    json_key(&json, "subscription_id"), json_string(&json, number);
    if (planned) json_key(&json, "cancel_at"), json_string(&json, instant_text(row->arena, ended));
    Str reason = cell_trimmed(row, TARGET_REASON);
    if (reason.size) json_key(&json, "reason"), json_string(&json, reason);
    json_end_object(&json);
    draft_add(drafting, draft, EVENT_TRACK,
              planned ? STR("Subscription Cancel Scheduled") : STR("Subscription Cancelled"),
              planned ? drafting->at : ended, text_str(&properties));
    return true;
}

bool draft_subscription(Drafting *drafting, Draft *draft)
{
    RowCells *row = &drafting->row;
    Instant started;
    Text properties;
    bool trial;
    if (!draft_row(drafting, draft)) return false;
    Str number = number_of(row, &draft->who);
    if (!reading_has(drafting->reading, TARGET_STARTED_AT)) return draft_happening(drafting, draft, number);
    if (!cell_happened(row, TARGET_STARTED_AT, &started) || !cell_flag(row, TARGET_TRIAL, &trial) ||
        !write_terms(drafting, number, &properties))
        return false;
    draft_add(drafting, draft, EVENT_TRACK, trial ? STR("Subscription Trial Started") : STR("Subscription Started"),
              started, text_str(&properties));
    if (!add_end(drafting, draft, started, number)) return false;
    draft_name(drafting, draft, str_format(row->arena, "subscription %.*s", STR_ARGS(number)));
    return true;
}

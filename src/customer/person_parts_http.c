// person_parts_http.c - what the routes of this folder share: ids of paths, voices, masks, pieces of answers.
#include <string.h>

#include "base/number.h"
#include "customer/customer_http.h"
#include "event/source.h"
#include "house.h"
#include "workspace/workspace.h"

// ---- ids ----

bool say_not_found(Error *error)
{
    return error_code(error, ERROR_NOT_FOUND, "not_found",
                      PHRASE("there is no such customer", "ce client n’existe pas"), STR(""));
}

bool path_id(Str text, int64_t *number, Error *error)
{
    return (number_parse_count(text, number) && *number > 0) || say_not_found(error);
}

Locale workspace_locale(const Call *call)
{
    return workspace_settings(call->house->workspace)->locale;
}

static bool find_by_identity(Call *call, StoreSession *session, IdentityKind kind, Str value, CustomerId *customer,
                             Error *error)
{
    if (kind == IDENTITY_PHONE) value = identity_phone(call->arena, workspace_locale(call), value);
    return identity_find(call->house->identity, session, kind, value, customer, error);
}

static bool may_ask(const Call *call, IdentityKind kind, Error *error)
{
    uint32_t hidden = (kind == IDENTITY_EMAIL ? MASK_EMAIL : 0) | (kind == IDENTITY_PHONE ? MASK_PHONE : 0);
    return !(call->principal.masked & hidden) ||
           error_code(error, ERROR_FORBIDDEN, "forbidden",
                      PHRASE("this field is hidden for your role", "ce champ est caché à votre rôle"), STR(""));
}

// Asked of the store: another server may have made it.
static bool is_customer(StoreSession *session, int64_t number, CustomerId *customer, Error *error)
{
    Instant made = 0;
    int64_t source = 0;
    if (number <= 0 || number > UINT32_MAX) return true;
    if (identity_made(session, (CustomerId)number, &made, &source, error)) *customer = (CustomerId)number;
    return *customer || error->kind == ERROR_NOT_FOUND;
}

bool path_customer(Call *call, StoreSession *session, Str id, CustomerId *root, Error *error)
{
    int64_t number = 0;
    IdentityKind kind;
    Str value = id, name;
    CustomerId customer = 0;
    if (number_parse_count(id, &number)) {
        if (!is_customer(session, number, &customer, error)) return false;
        if (identity_hidden(call->house->identity, customer))
            return error_code(error, ERROR_GONE, "erased",
                              PHRASE("this customer was erased and can't be restored",
                                     "ce client a été effacé et ne peut être rétabli"),
                              STR(""));
    } else if (str_cut(&value, ':', &name) && identity_kind_parse(name, &kind)) {
        if (!may_ask(call, kind, error) || !find_by_identity(call, session, kind, value, &customer, error))
            return false;
    }
    *root = identity_root(call->house->identity, customer);
    if (customer) call_reads(call, *root);
    return customer || say_not_found(error);
}

// ---- who ----

int64_t who(const Call *call)
{
    return call->principal.kind == PRINCIPAL_STAFF ? call->principal.id : 0;
}

Voice voice_of(const Call *call)
{
    return (Voice){
        .source = call->principal.kind == PRINCIPAL_KEY ? call->principal.id : 0, .by = who(call), .at = call->now};
}

CustomerWrite write_of(const Call *call, StoreSession *session, CustomerId customer)
{
    return (CustomerWrite){.identity = call->house->identity,
                           .session = session,
                           .customer = customer,
                           .voice = voice_of(call),
                           .arena = call->arena};
}

static Str say_who(const LastChange *last, Arena *arena)
{
    if (last->by) return str_format(arena, "staff %lld", (long long)last->by);
    return last->source ? str_format(arena, "key %lld", (long long)last->source) : STR("fidele");
}

bool match_version(Call *call, StoreSession *session, CustomerId root, Error *error)
{
    int64_t version = 0;
    LastChange last;
    if (!person_version(call->house->identity, session, root, call->arena, &version, error)) return false;
    if (call_if_match(call, version, error)) return true;
    if (!person_last_change(call->house->identity, session, root, call->arena, &last, error)) return false;
    return error_code(error, ERROR_VERSION, "version_conflict",
                      PHRASE("the customer is at version {0}, changed by {1} at {2}: read it again",
                             "le client est à la version {0}, modifié par {1} le {2}\u00A0: relisez-le"),
                      error_number(call->arena, (uint64_t)version), say_who(&last, call->arena),
                      instant_text(call->arena, last.at));
}

// ---- JSON ----

void write_source(JsonWriter *json, int64_t source, int64_t by)
{
    json_begin_object(json);
    json_key(json, "kind");
    json_string(json, by ? STR("staff") : source_kind_name(source));
    json_key(json, "id");
    if (by || source)
        json_integer(json, by ? by : source_id(source));
    else
        json_null(json);
    json_end_object(json);
}

void write_at(JsonWriter *json, const char *key, Instant at, Arena *arena)
{
    json_key(json, key);
    json_string(json, instant_text(arena, at));
}

void write_raw(JsonWriter *json, Str value)
{
    json_value(json, (JsonValue){JSON_OBJECT, value});
}

void write_next(JsonWriter *json, const Call *call, bool more, Str after)
{
    json_key(json, "next_cursor");
    if (more)
        json_string(json, call_next_cursor(call, after));
    else
        json_null(json);
}

void write_masked(JsonWriter *json, const Call *call)
{
    if (!call->principal.masked) return;
    json_key(json, "masked");
    mask_write(json, call->principal.masked);
}

// ---- masks ----

typedef struct MaskedTrait {
    const char *name; // lower case, without _
    uint32_t mask;
} MaskedTrait;

static const MaskedTrait masked_traits[] = {
    {"name", MASK_NAME},          {"firstname", MASK_NAME},     {"lastname", MASK_NAME},
    {"fullname", MASK_NAME},      {"username", MASK_NAME},      {"title", MASK_NAME},
    {"email", MASK_EMAIL},        {"emailaddress", MASK_EMAIL}, {"phone", MASK_PHONE},
    {"phonenumber", MASK_PHONE},  {"mobile", MASK_PHONE},       {"address", MASK_ADDRESS},
    {"street", MASK_ADDRESS},     {"city", MASK_ADDRESS},       {"ip", MASK_ADDRESS},
    {"postalcode", MASK_ADDRESS}, {"zip", MASK_ADDRESS},        {"description", MASK_NOTES},
    {"notes", MASK_NOTES},        {"comment", MASK_NOTES},      {"message", MASK_NOTES},
    {"text", MASK_NOTES},         {"total", MASK_AMOUNTS},      {"revenue", MASK_AMOUNTS},
    {"value", MASK_AMOUNTS},      {"price", MASK_AMOUNTS},      {"amount", MASK_AMOUNTS},
    {"subtotal", MASK_AMOUNTS},   {"discount", MASK_AMOUNTS},   {"tax", MASK_AMOUNTS},
    {"shipping", MASK_AMOUNTS},   {"ltv", MASK_AMOUNTS},        {"discountamount", MASK_AMOUNTS},
    {"unitprice", MASK_AMOUNTS},  {"reason", MASK_NOTES},
};

uint32_t trait_mask(Str name)
{
    char plain[TRAIT_NAME_BYTES_MAX];
    size_t size = 0;
    for (size_t i = 0; i < name.size && size < sizeof plain; i++)
        if (name.data[i] != '_' && name.data[i] != ' ')
            plain[size++] = 'A' <= name.data[i] && name.data[i] <= 'Z' ? (char)(name.data[i] + 32) : name.data[i];
    for (size_t i = 0; i < COUNT_OF(masked_traits); i++)
        if (str_equal((Str){plain, size}, str_of(masked_traits[i].name))) return masked_traits[i].mask;
    return 0;
}

// Ids of any kind may be an address or a number.
bool identity_masked(const Call *call, const IdentityRow *row)
{
    uint32_t masked = call->principal.masked;
    Str value = row->value, source;
    if (row->kind == IDENTITY_EXTERNAL) str_cut(&value, ':', &source);
    bool is_phone = row->kind == IDENTITY_PHONE || identity_phone(call->arena, LOCALE_FR, value).size;
    bool is_email = row->kind == IDENTITY_EMAIL || str_contains(row->value, STR("@"));
    return (masked & MASK_EMAIL && is_email) || (masked & MASK_PHONE && is_phone);
}

static void write_trait(JsonWriter *json, const Call *call, const Trait *trait)
{
    json_begin_object(json);
    json_key(json, "value");
    write_raw(json, trait->value);
    json_key(json, "type");
    json_string(json, str_of(trait_type_names[trait->type < TRAIT_TYPE_COUNT ? trait->type : TRAIT_ANY]));
    json_key(json, "source");
    write_source(json, trait->source, trait->by);
    write_at(json, "at", trait->at, call->arena);
    json_key(json, "sources");
    json_integer(json, (int64_t)trait->sources);
    json_end_object(json);
}

void write_traits(JsonWriter *json, const Call *call, const Trait *traits, size_t count)
{
    json_key(json, "traits");
    json_begin_object(json);
    for (size_t i = 0; i < count; i++) {
        uint32_t hidden = trait_mask(traits[i].name) | (str_contains(traits[i].value, STR("@")) ? MASK_EMAIL : 0U);
        if (call->principal.masked & hidden) continue;
        json_key(json, str_c(call->arena, traits[i].name));
        write_trait(json, call, &traits[i]);
    }
    json_end_object(json);
}

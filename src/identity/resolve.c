// resolve.c - the rules of identity.h: which customer an event is written for, and which customers become one person.
#include "identity/parts.h"

static bool make_with(Identity *identity, StoreSession *session, IdentityKind kind, Str value,
                      const IdentityClaim *claim, CustomerId *customer, Error *error)
{
    IdentityRow row = {kind, value, value, 0, claim->source, claim->at};
    if (!identity_make(identity, session, claim->source, claim->at, &row.customer, error)) return false;
    *customer = row.customer;
    return identity_insert(identity, session, &row, error);
}

static bool give(Identity *identity, StoreSession *session, IdentityKind kind, Str value, CustomerId customer,
                 const IdentityClaim *claim, Error *error)
{
    IdentityRow row = {kind, value, value, customer, claim->source, claim->at};
    return identity_insert(identity, session, &row, error);
}

static bool has_user_id(StoreSession *session, CustomerId customer, bool *has, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_identity_has_kind,
                      VALUES(value_integer(customer), value_integer(IDENTITY_USER_ID)), &rows, error))
        return false;
    *has = rows_next(&rows);
    return rows_close(&rows, error);
}

// Does the person have a user id, so that no client call may merge them with another one?
static bool is_known(const Identity *identity, StoreSession *session, CustomerId customer, bool *known, Error *error)
{
    CustomerId at = graph_root(identity->graph, customer), root = at;
    do {
        if (!has_user_id(session, at, known, error)) return false;
        at = graph_next(identity->graph, at);
    } while (!*known && at != root);
    return true;
}

bool identity_join(Identity *identity, StoreSession *session, const MergeRow *merge, int64_t *edge, Error *error)
{
    int64_t id = identity->numbers.edge + 1, change = identity->numbers.change + 1;
    if (!store_execute(session, &query_identity_insert_merge,
                       VALUES(value_integer(id), value_integer(change), value_integer(merge->kind),
                              value_integer(merge->winner), value_integer(merge->loser), value_text(merge->reason),
                              value_integer(merge->source), value_integer(merge->at)),
                       NULL, error))
        return false;
    identity->numbers.edge = *edge = id;
    identity->numbers.change = change;
    GraphEdge joined = {id, merge->winner, merge->loser};
    graph_join(identity->graph, joined);
    identity_note(identity, (Change){.type = CHANGE_JOINED, .edge = joined});
    return true;
}

static size_t person_size(const Identity *identity, CustomerId customer)
{
    size_t size = 0;
    CustomerId at = customer;
    do {
        size++;
        at = graph_next(identity->graph, at);
    } while (at != customer && size < PERSON_CUSTOMERS_MAX);
    return size;
}

// What staff has taken apart is not stitched again.
static bool was_undone(StoreSession *session, CustomerId user, CustomerId anonymous, bool *undone, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_identity_stitch_undone, VALUES(value_integer(user), value_integer(anonymous)),
                      &rows, error))
        return false;
    *undone = rows_next(&rows);
    return rows_close(&rows, error);
}

// Both ids are known already. *joined: they are one person now.
static bool stitch(Identity *identity, StoreSession *session, CustomerId user, CustomerId anonymous, const char *reason,
                   const IdentityClaim *claim, bool *joined, Error *error)
{
    *joined = graph_root(identity->graph, user) == graph_root(identity->graph, anonymous);
    if (*joined) return true;
    bool known = false, undone = false;
    if (!is_known(identity, session, anonymous, &known, error)) return false;
    if (known) return true;
    if (!was_undone(session, user, anonymous, &undone, error)) return false;
    bool room = person_size(identity, user) + person_size(identity, anonymous) <= PERSON_CUSTOMERS_MAX;
    *joined = undone || room;
    if (undone || !room) return true;
    MergeRow merge = {.kind = MERGE_STITCH,
                      .winner = user,
                      .loser = anonymous,
                      .reason = str_of(reason),
                      .source = claim->source,
                      .at = claim->at};
    int64_t edge = 0;
    return identity_join(identity, session, &merge, &edge, error);
}

static bool find_or_make(Identity *identity, StoreSession *session, IdentityKind kind, Str value,
                         const IdentityClaim *claim, CustomerId *customer, Error *error)
{
    if (!identity_owner(identity, session, kind, value, customer, error)) return false;
    return *customer || make_with(identity, session, kind, value, claim, customer, error);
}

// The user id is new: it joins the anonymous customer, unless that person has a user id already (a shared browser).
static bool first_identify(Identity *identity, StoreSession *session, const IdentityClaim *claim, CustomerId anonymous,
                           CustomerId *customer, Error *error)
{
    bool known = true;
    if (anonymous && !is_known(identity, session, anonymous, &known, error)) return false;
    if (known) return make_with(identity, session, IDENTITY_USER_ID, claim->user_id, claim, customer, error);
    *customer = anonymous;
    return give(identity, session, IDENTITY_USER_ID, claim->user_id, anonymous, claim, error);
}

static bool identify(Identity *identity, StoreSession *session, const IdentityClaim *claim, CustomerId *customer,
                     Error *error)
{
    CustomerId user = 0, anonymous = 0;
    bool joined = false;
    if (!identity_owner(identity, session, IDENTITY_USER_ID, claim->user_id, &user, error) ||
        !identity_owner(identity, session, IDENTITY_ANONYMOUS_ID, claim->anonymous_id, &anonymous, error))
        return false;
    bool is_new = !user;
    if (is_new && !first_identify(identity, session, claim, anonymous, &user, error)) return false;
    *customer = user;
    if (!anonymous) return give(identity, session, IDENTITY_ANONYMOUS_ID, claim->anonymous_id, user, claim, error);
    return is_new || stitch(identity, session, user, anonymous, "identify", claim, &joined, error);
}

static bool check_id(Str value, Error *error)
{
    Normal normal;
    return !value.size || normal_of(IDENTITY_USER_ID, value, &normal, error);
}

bool identity_resolve(Identity *identity, StoreSession *session, const IdentityClaim *claim, CustomerId *customer,
                      Error *error)
{
    if (!claim->user_id.size && !claim->anonymous_id.size)
        return error_code(error, ERROR_INPUT, "missing_identity",
                          PHRASE("send user_id or anonymous_id", "envoyez user_id ou anonymous_id"), STR(""));
    if (!check_id(claim->user_id, error) || !check_id(claim->anonymous_id, error)) return false;
    if (claim->identifies && claim->user_id.size && claim->anonymous_id.size)
        return identify(identity, session, claim, customer, error);
    bool by_user = claim->user_id.size;
    return find_or_make(identity, session, by_user ? IDENTITY_USER_ID : IDENTITY_ANONYMOUS_ID,
                        by_user ? claim->user_id : claim->anonymous_id, claim, customer, error);
}

// ---- alias ----

static bool say_conflict(Error *error)
{
    return error_code(error, ERROR_CONFLICT, "alias_conflict",
                      PHRASE("both ids are known users: use merge", "les deux identifiants sont des utilisateurs "
                                                                    "connus\u00A0: utilisez la fusion"),
                      STR(""));
}

static bool refuse_cycle(StoreSession *session, const Owned *previous, const Owned *next, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_identity_alias_reaches,
                      VALUES(value_integer(next->id), value_integer(previous->id)), &rows, error))
        return false;
    bool cycle = rows_next(&rows);
    if (!rows_close(&rows, error)) return false;
    return !cycle || error_code(error, ERROR_CONFLICT, "alias_cycle",
                                PHRASE("this alias would form a cycle", "cet alias formerait un cycle"), STR(""));
}

static bool find_previous(StoreSession *session, Str value, Owned *previous, bool *is_user, Error *error)
{
    if (!identity_look_up(session, IDENTITY_USER_ID, value, previous, error)) return false;
    *is_user = previous->customer;
    return *is_user || identity_look_up(session, IDENTITY_ANONYMOUS_ID, value, previous, error);
}

// Ids that nobody has seen: `previous` may have been either kind of id, so it is both from now on.
static bool alias_new_previous(Identity *identity, StoreSession *session, Str value, CustomerId customer,
                               const IdentityClaim *claim, Error *error)
{
    return give(identity, session, IDENTITY_USER_ID, value, customer, claim, error) &&
           give(identity, session, IDENTITY_ANONYMOUS_ID, value, customer, claim, error);
}

static bool alias_known(Identity *identity, StoreSession *session, const Owned *previous, bool previous_is_user,
                        const Owned *next, const IdentityClaim *claim, Error *error)
{
    bool joined = graph_root(identity->graph, previous->customer) == graph_root(identity->graph, next->customer);
    if (!joined && !previous_is_user &&
        !stitch(identity, session, next->customer, previous->customer, "alias", claim, &joined, error))
        return false;
    return joined || say_conflict(error);
}

// The customer of the user id, which gets the ids that are new.
static bool alias_customer(Identity *identity, StoreSession *session, Str value, const IdentityClaim *claim,
                           const Owned *previous, bool previous_is_user, const Owned *next, CustomerId *customer,
                           Error *error)
{
    *customer = next->customer;
    if (!next->customer && previous->customer && !previous_is_user)
        return first_identify(identity, session, claim, previous->customer, customer, error);
    if (!*customer) *customer = previous->customer;
    if (!*customer && !identity_make(identity, session, claim->source, claim->at, customer, error)) return false;
    if (!previous->customer && !alias_new_previous(identity, session, value, *customer, claim, error)) return false;
    return next->customer || give(identity, session, IDENTITY_USER_ID, claim->user_id, *customer, claim, error);
}

static bool note_alias(Identity *identity, StoreSession *session, Str value, Str user_id, Error *error)
{
    Owned previous, next;
    bool is_user = false;
    if (!find_previous(session, value, &previous, &is_user, error) ||
        !identity_look_up(session, IDENTITY_USER_ID, user_id, &next, error))
        return false;
    if (graph_root(identity->graph, previous.customer) != graph_root(identity->graph, next.customer)) return true;
    return store_execute(session, &query_identity_insert_alias,
                         VALUES(value_integer(previous.id), value_integer(next.id)), NULL, error);
}

bool identity_alias(Identity *identity, StoreSession *session, Str value, const IdentityClaim *claim,
                    CustomerId *customer, Error *error)
{
    if (str_equal(value, claim->user_id))
        return error_code(error, ERROR_INPUT, "alias_same",
                          PHRASE("previous_id and user_id are equal", "previous_id et user_id sont identiques"),
                          STR(""));
    if (!check_id(value, error) || !check_id(claim->user_id, error)) return false;
    Owned previous, next;
    bool is_user = false;
    if (!find_previous(session, value, &previous, &is_user, error) ||
        !identity_look_up(session, IDENTITY_USER_ID, claim->user_id, &next, error))
        return false;
    if (previous.customer && next.customer &&
        (!refuse_cycle(session, &previous, &next, error) ||
         !alias_known(identity, session, &previous, is_user, &next, claim, error)))
        return false;
    return alias_customer(identity, session, value, claim, &previous, is_user, &next, customer, error) &&
           note_alias(identity, session, value, claim->user_id, error);
}

// ---- by staff ----

static bool say_unknown(Error *error)
{
    return error_code(error, ERROR_NOT_FOUND, "not_found",
                      PHRASE("there is no such customer", "ce client n’existe pas"), STR(""));
}

bool identity_merge(Identity *identity, StoreSession *session, CustomerId winner, CustomerId loser, Str reason,
                    int64_t by, Instant at, int64_t *edge, Error *error)
{
    if (!winner || !loser || winner > identity->numbers.customer || loser > identity->numbers.customer)
        return say_unknown(error);
    winner = graph_root(identity->graph, winner);
    loser = graph_root(identity->graph, loser);
    if (winner == loser)
        return error_code(error, ERROR_INPUT, "same_object",
                          PHRASE("this is the same customer already: pick two customers",
                                 "c’est déjà le même client\u00A0: choisissez deux clients"),
                          STR(""));
    MergeRow merge = {.kind = MERGE_STAFF, .winner = winner, .loser = loser, .reason = reason, .source = by, .at = at};
    return identity_join(identity, session, &merge, edge, error);
}

bool identity_unmerge(Identity *identity, StoreSession *session, int64_t edge, int64_t by, Instant at, Error *error)
{
    Arena *arena = arena_open(0);
    MergeRow merge;
    bool fine = identity_edge(session, edge, arena, &merge, error);
    arena_close(arena);
    if (!fine) return false;
    if (!merge.edge)
        return error_code(error, ERROR_NOT_FOUND, "not_found",
                          PHRASE("there is no such merge", "cette fusion n’existe pas"), STR(""));
    if (merge.undone)
        return error_code(error, ERROR_CONFLICT, "already_undone",
                          PHRASE("this merge has been undone already", "cette fusion a déjà été annulée"), STR(""));
    int64_t change = identity->numbers.change + 1;
    if (!store_execute(session, &query_identity_undo_merge,
                       VALUES(value_integer(edge), value_integer(change), value_integer(by), value_integer(at)), NULL,
                       error))
        return false;
    identity->numbers.change = change;
    GraphEdge split = {edge, merge.winner, merge.loser};
    graph_split(identity->graph, split);
    identity_note(identity, (Change){.type = CHANGE_SPLIT, .edge = split});
    return true;
}

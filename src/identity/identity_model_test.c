// The rules of identity.h again, as naive as can be: arrays, and everything worked out anew each time. Random acts on
// both have to come out the same, also after failed work, after a start, and with two servers on one database.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "identity/identity_test.h"

enum { IDS = 6, CUSTOMERS_LIMIT = 2000, EDGES_LIMIT = 500, BATCH = 4 };

static const char *const ids[IDS] = {"a", "b", "c", "d", "e", "f"};

typedef struct Model {
    CustomerId user[IDS], anonymous[IDS], count;
    CustomerId winner[EDGES_LIMIT], loser[EDGES_LIMIT]; // edge 1 stands at 1
    bool stitched[EDGES_LIMIT], undone[EDGES_LIMIT];
    int64_t edges;
    bool alias[2 * IDS][2 * IDS]; // of identities: user ids, then anonymous ids
} Model;

static CustomerId root_of(const Model *model, CustomerId customer)
{
    static CustomerId root[CUSTOMERS_LIMIT];
    for (CustomerId c = 1; c <= model->count; c++) root[c] = c;
    for (int64_t e = 1; e <= model->edges; e++) {
        if (model->undone[e]) continue;
        CustomerId stays = root[model->winner[e]], goes = root[model->loser[e]];
        for (CustomerId c = 1; c <= model->count; c++)
            if (root[c] == goes) root[c] = stays;
    }
    return root[customer];
}

static bool known(const Model *model, CustomerId customer)
{
    for (int i = 0; i < IDS; i++)
        if (model->user[i] && root_of(model, model->user[i]) == root_of(model, customer)) return true;
    return false;
}

static int64_t join(Model *model, CustomerId winner, CustomerId loser)
{
    int64_t edge = ++model->edges;
    model->winner[edge] = winner;
    model->loser[edge] = loser;
    model->undone[edge] = false;
    return edge;
}

static bool stitch(Model *model, CustomerId user, CustomerId anonymous)
{
    if (root_of(model, user) == root_of(model, anonymous)) return true;
    if (known(model, anonymous)) return false;
    for (int64_t e = 1; e <= model->edges; e++)
        if (model->winner[e] == user && model->loser[e] == anonymous && model->undone[e]) return true;
    join(model, user, anonymous);
    return true;
}

static CustomerId first_identify(Model *model, CustomerId anonymous)
{
    return anonymous && !known(model, anonymous) ? anonymous : ++model->count;
}

static CustomerId identify(Model *model, int user, int anonymous)
{
    bool is_new = !model->user[user];
    if (is_new) model->user[user] = first_identify(model, model->anonymous[anonymous]);
    if (!model->anonymous[anonymous])
        model->anonymous[anonymous] = model->user[user];
    else if (!is_new)
        stitch(model, model->user[user], model->anonymous[anonymous]);
    return model->user[user];
}

static CustomerId track(Model *model, CustomerId *of_id)
{
    if (!*of_id) *of_id = ++model->count;
    return *of_id;
}

static bool reaches(const Model *model, int from, int to)
{
    bool seen[2 * IDS] = {[0] = false};
    seen[from] = true;
    for (int round = 0; round < 2 * IDS; round++)
        for (int i = 0; i < 2 * IDS; i++)
            for (int j = 0; j < 2 * IDS; j++) seen[j] |= seen[i] && model->alias[i][j];
    return seen[to];
}

static const char *alias(Model *model, int previous, int user, CustomerId *customer)
{
    if (previous == user) return "alias_same";
    CustomerId was_user = model->user[previous], was = was_user ? was_user : model->anonymous[previous];
    CustomerId next = model->user[user];
    int node = was_user ? previous : IDS + previous;
    if (was && next) {
        if (reaches(model, user, node)) return "alias_cycle";
        bool joined = root_of(model, was) == root_of(model, next);
        if (!joined && !was_user) joined = stitch(model, next, was);
        if (!joined) return "alias_conflict";
    }
    if (!next && was && !was_user)
        next = first_identify(model, was);
    else if (!next)
        next = was ? was : ++model->count;
    if (!was) model->user[previous] = model->anonymous[previous] = next;
    model->user[user] = *customer = next;
    node = model->user[previous] ? previous : IDS + previous;
    CustomerId previous_customer = node < IDS ? model->user[previous] : model->anonymous[previous];
    if (root_of(model, previous_customer) == root_of(model, next)) model->alias[node][user] = true;
    return "";
}

static const char *merge(Model *model, CustomerId winner, CustomerId loser, int64_t *edge)
{
    if (winner > model->count || loser > model->count) return "not_found";
    winner = root_of(model, winner);
    loser = root_of(model, loser);
    if (winner == loser) return "same_object";
    *edge = join(model, winner, loser);
    return "";
}

static const char *unmerge(Model *model, int64_t edge)
{
    if (edge > model->edges) return "not_found";
    if (model->undone[edge]) return "already_undone";
    model->undone[edge] = true;
    return "";
}

static Str model_text(const Model *model)
{
    Text text = text_in(test_arena());
    for (CustomerId c = 1; c <= model->count; c++) {
        if (root_of(model, c) != c) continue;
        text_addf(&text, "%s%u:", text.size ? " " : "", c);
        bool any = false;
        for (CustomerId m = 1; m <= model->count; m++)
            if (root_of(model, m) == c) {
                text_addf(&text, "%s%u", any ? "," : "", m);
                any = true;
            }
    }
    return text_str(&text);
}

// ---- random acts ----

static int pick(Random *random, int count)
{
    return (int)(random_bits(random) % (uint64_t)count);
}

typedef struct Outcome {
    CustomerId customer;
    int64_t edge;
    const char *code;
} Outcome;

static int number_of(const char *id)
{
    return id[0] - 'a';
}

static Act any_act(Random *random, const Model *model)
{
    static const ActType types[] = {ACT_TRACK,    ACT_TRACK, ACT_IDENTIFY, ACT_IDENTIFY,
                                    ACT_IDENTIFY, ACT_ALIAS, ACT_MERGE,    ACT_UNMERGE};
    Act act = {.type = types[pick(random, COUNT_OF(types))],
               .user_id = ids[pick(random, IDS)],
               .anonymous_id = ids[pick(random, IDS)]};
    if (act.type == ACT_TRACK && pick(random, 2)) act.user_id = "";
    act.winner = 1 + (CustomerId)pick(random, (int)model->count + 2);
    act.loser = 1 + (CustomerId)pick(random, (int)model->count + 2);
    act.edge = 1 + pick(random, (int)model->edges + 1);
    return act;
}

static Outcome expected(Model *model, const Act *act)
{
    Outcome out = {.code = ""};
    if (act->type == ACT_TRACK)
        out.customer = track(model, act->user_id[0] ? &model->user[number_of(act->user_id)]
                                                    : &model->anonymous[number_of(act->anonymous_id)]);
    if (act->type == ACT_IDENTIFY)
        out.customer = identify(model, number_of(act->user_id), number_of(act->anonymous_id));
    if (act->type == ACT_ALIAS)
        out.code = alias(model, number_of(act->anonymous_id), number_of(act->user_id), &out.customer);
    if (act->type == ACT_MERGE) out.code = merge(model, act->winner, act->loser, &out.edge);
    if (act->type == ACT_UNMERGE) out.code = unmerge(model, act->edge);
    return out;
}

static void check_act(const Act *act, const Outcome *out, uint64_t seed, int step)
{
    bool same_edge = act->type != ACT_MERGE || out->code[0] || act->edge == out->edge;
    if (act->customer == out->customer && strcmp(act->code, out->code) == 0 && same_edge) return;
    fail_msg("seed %" PRIu64 ", step %d, act %d(%s, %s, %u, %u): customer %u %s edge %" PRId64
             ", expected %u %s %" PRId64,
             seed, step, act->type, act->user_id, act->anonymous_id, act->winner, act->loser, act->customer, act->code,
             act->edge, out->customer, out->code, out->edge);
}

// One piece of work of a few acts; every fifth fails at its end and must leave nothing.
static void step(Store *store, Identity *identity, Model *model, Random *random, uint64_t seed, int number)
{
    Act acts[BATCH];
    Outcome outcomes[BATCH];
    static Model before;
    before = *model;
    size_t count = 1 + (size_t)pick(random, BATCH);
    bool fails = pick(random, 5) == 0;
    for (size_t i = 0; i < count; i++) {
        acts[i] = any_act(random, model);
        outcomes[i] = expected(model, &acts[i]);
    }
    acts_do(store, identity, acts, count, fails);
    for (size_t i = 0; i < count; i++) check_act(&acts[i], &outcomes[i], seed, number);
    if (fails) *model = before;
}

static void check_persons(const Identity *identity, const Model *model, uint64_t seed, int number)
{
    Str are = persons_text(identity), should_be = model_text(model);
    if (!str_equal(are, should_be))
        fail_msg("seed %" PRIu64 ", step %d:\n%.*s\ninstead of\n%.*s", seed, number, STR_ARGS(are),
                 STR_ARGS(should_be));
}

STORE_TEST(random_acts_come_out_as_the_naive_rules_say)
{
    for (uint64_t seed = 1; seed <= 4; seed++) {
        Random random = random_start(seed, 9);
        static Model model;
        model = (Model){.count = 0};
        Store *store = store_test_open(kind);
        Identity *identity = identity_test_open(store);
        for (int number = 0; number < 120; number++) {
            step(store, identity, &model, &random, seed, number);
            check_persons(identity, &model, seed, number);
            if (number != 60) continue;
            store_close(store); // a start in the middle
            identity_close(identity);
            store = store_test_reopen(kind);
            identity = identity_test_open(store);
            check_persons(identity, &model, seed, number);
        }
        store_close(store);
        identity_close(identity);
    }
}

static void look(Store *store, Identity *identity)
{
    acts_do(store, identity, NULL, 0, false);
}

TEST(two_servers_on_one_database_see_each_other)
{
    for (uint64_t seed = 1; seed <= 3; seed++) {
        Random random = random_start(seed, 10);
        static Model model;
        model = (Model){.count = 0};
        Store *stores[2] = {store_test_open(STORE_POSTGRESQL), store_test_reopen(STORE_POSTGRESQL)};
        Identity *identities[2] = {identity_test_open(stores[0]), identity_test_open(stores[1])};
        for (int number = 0; number < 100; number++) {
            int by = pick(&random, 2);
            step(stores[by], identities[by], &model, &random, seed, number);
            check_persons(identities[by], &model, seed, number);
            look(stores[1 - by], identities[1 - by]);
            check_persons(identities[1 - by], &model, seed, number);
        }
        for (int i = 0; i < 2; i++) {
            store_close(stores[i]);
            identity_close(identities[i]);
        }
    }
}

TEST(an_identity_that_another_server_took_away_is_not_remembered)
{
    Store *stores[2] = {store_test_open(STORE_POSTGRESQL), store_test_reopen(STORE_POSTGRESQL)};
    Identity *identities[2] = {identity_test_open(stores[0]), identity_test_open(stores[1])};
    act(stores[0], identities[0], ACT_TRACK, "ana", "");
    act(stores[0], identities[0], ACT_TRACK, "bo", "");
    Act give = {ACT_EMAIL, "", "a@x.fr", .winner = 1}, take = {ACT_REMOVE_EMAIL, "", "a@x.fr"},
        claim = {ACT_EMAIL, "", "a@x.fr", .winner = 2};
    acts_do(stores[0], identities[0], &give, 1, false);
    acts_do(stores[1], identities[1], &take, 1, false);
    acts_do(stores[0], identities[0], &claim, 1, false);
    CHECK_INT(claim.customer, 2);
    for (int i = 0; i < 2; i++) {
        store_close(stores[i]);
        identity_close(identities[i]);
    }
}

// The naive model: all edges that hold, replayed from the beginning; the root of the winner's side stays.
#include <inttypes.h>

#include "base/test.h"
#include "base/random.h"
#include "identity/graph.h"

enum { CUSTOMERS = 40, EDGES = 400 };

typedef struct Model {
    GraphEdge edge[EDGES];
    bool holds[EDGES];
    size_t edges;
} Model;

static void model_roots(const Model *model, CustomerId root[CUSTOMERS + 1])
{
    for (CustomerId c = 1; c <= CUSTOMERS; c++) root[c] = c;
    for (size_t e = 0; e < model->edges; e++) {
        if (!model->holds[e]) continue;
        CustomerId stays = root[model->edge[e].winner], goes = root[model->edge[e].loser];
        for (CustomerId c = 1; c <= CUSTOMERS; c++)
            if (root[c] == goes) root[c] = stays;
    }
}

static void check_same(const Graph *graph, const Model *model, uint64_t seed)
{
    CustomerId root[CUSTOMERS + 1];
    model_roots(model, root);
    for (CustomerId c = 1; c <= CUSTOMERS; c++) {
        size_t members = 0, walked = 0;
        for (CustomerId o = 1; o <= CUSTOMERS; o++) members += root[o] == root[c];
        CustomerId at = c;
        do {
            at = graph_next(graph, at);
            if (root[at] != root[c]) fail_msg("seed %" PRIu64 ": the ring of %u leads to another person", seed, c);
            walked++;
        } while (at != c && walked <= CUSTOMERS);
        if (graph_root(graph, c) != root[c] || walked != members)
            fail_msg("seed %" PRIu64 ": customer %u has root %u, %zu members instead of %u, %zu", seed, c,
                     graph_root(graph, c), walked, root[c], members);
    }
}

static CustomerId any_customer(Random *random)
{
    return 1 + (CustomerId)(random_bits(random) % CUSTOMERS);
}

// A new edge, one taken away, or one put back.
static void change(Graph *graph, Model *model, Random *random)
{
    uint64_t choice = random_bits(random) % 3;
    if (choice && model->edges) {
        size_t e = random_bits(random) % model->edges;
        if (model->holds[e])
            graph_split(graph, model->edge[e]);
        else
            graph_join(graph, model->edge[e]);
        model->holds[e] = !model->holds[e];
    } else if (model->edges < EDGES) {
        GraphEdge edge = {(int64_t)model->edges + 1, any_customer(random), any_customer(random)};
        graph_join(graph, edge);
        model->edge[model->edges] = edge;
        model->holds[model->edges++] = true;
    }
}

TEST(persons_are_what_replaying_the_edges_that_hold_makes_of_them)
{
    for (uint64_t seed = 1; seed <= 40; seed++) {
        Random random = random_start(seed, 1);
        Graph *graph = graph_open();
        Model model = {0};
        for (int step = 0; step < 600; step++) {
            change(graph, &model, &random);
            check_same(graph, &model, seed);
        }
        graph_close(graph);
    }
}

TEST(taking_away_one_of_three_edges_leaves_two_persons)
{
    Graph *graph = graph_open();
    graph_join(graph, (GraphEdge){1, 1, 2});
    graph_join(graph, (GraphEdge){2, 3, 2}); // 2 is with 1: the person of 3 takes both
    graph_join(graph, (GraphEdge){3, 3, 4});
    CHECK_INT(graph_root(graph, 1), 3);
    graph_split(graph, (GraphEdge){2, 3, 2});
    CHECK_INT(graph_root(graph, 2), 1);
    CHECK_INT(graph_root(graph, 4), 3);
    graph_join(graph, (GraphEdge){2, 3, 2});
    CHECK_INT(graph_root(graph, 1), 3);
    graph_close(graph);
}

TEST(what_was_touched_is_all_that_changed)
{
    Random random = random_start(77, 1);
    Graph *graph = graph_open();
    Model model = {0};
    CustomerId root[CUSTOMERS + 1] = {0}, next[CUSTOMERS + 1] = {0}; // as a reader who is told of the touched ones
    for (CustomerId c = 1; c <= CUSTOMERS; c++) root[c] = next[c] = c;
    for (int step = 0; step < 2000; step++) {
        change(graph, &model, &random);
        size_t count = 0;
        const CustomerId *touched = graph_touched(graph, &count);
        for (size_t i = 0; i < count; i++) {
            root[touched[i]] = graph_root(graph, touched[i]);
            next[touched[i]] = graph_next(graph, touched[i]);
        }
        graph_forget_touched(graph);
        for (CustomerId c = 1; c <= CUSTOMERS; c++) {
            CHECK_INT(root[c], graph_root(graph, c));
            CHECK_INT(next[c], graph_next(graph, c));
        }
    }
    graph_close(graph);
}

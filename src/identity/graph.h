// graph.h - persons as connected components: customers are nodes, merges are edges. In memory, used by one thread.
//
// The root of a person depends on its edges alone: they are taken in the order of their numbers, and each time the root
// of the winner's side stays. So an edge that is taken away leaves everything as if it had never been there, and what a
// failed work did can be undone by doing the opposite. Edges join different persons only; customers without an edge
// take no memory.
#ifndef FIDELE_IDENTITY_GRAPH_H
#define FIDELE_IDENTITY_GRAPH_H

#include "identity/identity.h"

typedef struct Graph Graph;

typedef struct GraphEdge {
    int64_t id;
    CustomerId winner, loser;
} GraphEdge;

MUST_USE Graph *graph_open(void);
void graph_close(Graph *graph);

void graph_join(Graph *graph, GraphEdge edge);
void graph_split(Graph *graph, GraphEdge edge); // nothing happens when it is not there

CustomerId graph_root(const Graph *graph, CustomerId customer);
CustomerId graph_next(const Graph *graph, CustomerId customer); // the next member of the person; at last itself again

// Customers whose root or next member may have changed since graph_forget_touched; some of them twice.
const CustomerId *graph_touched(const Graph *graph, size_t *count);
void graph_forget_touched(Graph *graph);

#endif

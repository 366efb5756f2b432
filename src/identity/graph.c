#include "identity/graph.h"

#include <stdlib.h>
#include <string.h>

#include "base/pages.h"

enum { ROOM_FIRST = 1024 };
static const uint32_t NONE = UINT32_MAX;

typedef struct Node {
    CustomerId customer, root;
    uint32_t next;  // member of the person: a ring of nodes
    uint32_t edges; // the first of its edges
    bool reached;   // while a person is put together again
} Node;

typedef struct Link { // an edge, in the lists of both its ends
    GraphEdge edge;
    uint32_t winner, loser; // nodes
    uint32_t winner_next, loser_next;
} Link;

struct Graph {
    Node *nodes;
    size_t node_count, node_room;
    Link *links;
    size_t link_count, link_room;
    int64_t newest;      // the highest number of an edge so far
    uint32_t links_free; // a list through winner_next
    uint32_t *slots;     // customer -> node + 1; open addressing
    size_t slot_room;
    CustomerId *touched;
    size_t touched_count, touched_room;
};

Graph *graph_open(void)
{
    Graph *graph = pages_array(Graph, 1);
    graph->links_free = NONE;
    return graph;
}

void graph_close(Graph *graph)
{
    if (!graph) return;
    pages_release(graph->nodes, graph->node_room, sizeof *graph->nodes);
    pages_release(graph->links, graph->link_room, sizeof *graph->links);
    pages_release(graph->slots, graph->slot_room, sizeof *graph->slots);
    pages_release(graph->touched, graph->touched_room, sizeof *graph->touched);
    pages_release(graph, 1, sizeof *graph);
}

// Room for one more.
static void *grown(void *array, size_t count, size_t *room, size_t size)
{
    if (count < *room) return array;
    size_t more = *room ? *room * 2 : ROOM_FIRST;
    array = pages_resize(array, *room, more, size);
    *room = more;
    return array;
}

static void touch(Graph *graph, uint32_t node)
{
    graph->touched = grown(graph->touched, graph->touched_count, &graph->touched_room, sizeof *graph->touched);
    graph->touched[graph->touched_count++] = graph->nodes[node].customer;
}

const CustomerId *graph_touched(const Graph *graph, size_t *count)
{
    *count = graph->touched_count;
    return graph->touched;
}

void graph_forget_touched(Graph *graph)
{
    graph->touched_count = 0;
}

// ---- customer -> node ----

static size_t slot_of(const Graph *graph, CustomerId customer)
{
    size_t mask = graph->slot_room - 1;
    size_t slot = (size_t)(customer * UINT64_C(0x9E3779B97F4A7C15) >> 32) & mask; // Fibonacci hashing
    while (graph->slots[slot] && graph->nodes[graph->slots[slot] - 1].customer != customer) slot = (slot + 1) & mask;
    return slot;
}

static uint32_t node_find(const Graph *graph, CustomerId customer)
{
    if (!graph->slot_room) return NONE;
    uint32_t found = graph->slots[slot_of(graph, customer)];
    return found ? found - 1 : NONE;
}

static void slots_grow(Graph *graph)
{
    size_t room = graph->slot_room ? graph->slot_room * 2 : (size_t)ROOM_FIRST * 2;
    pages_release(graph->slots, graph->slot_room, sizeof *graph->slots);
    graph->slots = pages_array(uint32_t, room);
    graph->slot_room = room;
    for (uint32_t n = 0; n < graph->node_count; n++) graph->slots[slot_of(graph, graph->nodes[n].customer)] = n + 1;
}

static uint32_t node_of(Graph *graph, CustomerId customer)
{
    if (graph->node_count * 2 >= graph->slot_room) slots_grow(graph);
    size_t slot = slot_of(graph, customer);
    if (graph->slots[slot]) return graph->slots[slot] - 1;
    graph->nodes = grown(graph->nodes, graph->node_count, &graph->node_room, sizeof *graph->nodes);
    uint32_t node = (uint32_t)graph->node_count++;
    graph->nodes[node] = (Node){.customer = customer, .root = customer, .next = node, .edges = NONE};
    graph->slots[slot] = node + 1;
    return node;
}

CustomerId graph_root(const Graph *graph, CustomerId customer)
{
    uint32_t node = node_find(graph, customer);
    return node == NONE ? customer : graph->nodes[node].root;
}

CustomerId graph_next(const Graph *graph, CustomerId customer)
{
    uint32_t node = node_find(graph, customer);
    return node == NONE ? customer : graph->nodes[graph->nodes[node].next].customer;
}

// ---- edges ----

static uint32_t link_new(Graph *graph)
{
    uint32_t link = graph->links_free;
    if (link != NONE) {
        graph->links_free = graph->links[link].winner_next;
        return link;
    }
    graph->links = grown(graph->links, graph->link_count, &graph->link_room, sizeof *graph->links);
    return (uint32_t)graph->link_count++;
}

// The next link in the list of a node.
static uint32_t *link_next(Graph *graph, uint32_t link, uint32_t node)
{
    Link *at = &graph->links[link];
    return at->winner == node ? &at->winner_next : &at->loser_next;
}

static void link_remove(Graph *graph, uint32_t link, uint32_t node)
{
    uint32_t *at = &graph->nodes[node].edges;
    while (*at != link) at = link_next(graph, *at, node);
    *at = *link_next(graph, link, node);
}

// The two persons become one: the root of the winner's side stays.
static void unite(Graph *graph, uint32_t winner, uint32_t loser)
{
    CustomerId root = graph->nodes[winner].root;
    if (graph->nodes[loser].root == root) return;
    uint32_t node = loser;
    do {
        graph->nodes[node].root = root;
        touch(graph, node);
        node = graph->nodes[node].next;
    } while (node != loser);
    uint32_t next = graph->nodes[winner].next;
    graph->nodes[winner].next = graph->nodes[loser].next;
    graph->nodes[loser].next = next;
    touch(graph, winner);
}

// ---- putting persons together from their edges ----

typedef struct Person {
    Arena *arena;
    uint32_t *nodes;
    size_t node_count, node_room;
    uint32_t *links;
    size_t link_count, link_room;
} Person;

static void push(Arena *arena, uint32_t **array, size_t *count, size_t *room, uint32_t value)
{
    if (*count == *room) {
        size_t more = *room ? *room * 2 : 16;
        uint32_t *larger = arena_array(arena, uint32_t, more);
        if (*count) memcpy(larger, *array, *count * sizeof *larger);
        *array = larger;
        *room = more;
    }
    (*array)[(*count)++] = value;
}

static void reach(Graph *graph, Person *person, uint32_t node)
{
    if (graph->nodes[node].reached) return;
    graph->nodes[node].reached = true;
    push(person->arena, &person->nodes, &person->node_count, &person->node_room, node);
}

// All nodes that edges lead to from `start`, and these edges, each once.
static void gather(Graph *graph, Person *person, uint32_t start)
{
    reach(graph, person, start);
    for (size_t i = 0; i < person->node_count; i++) {
        uint32_t node = person->nodes[i];
        for (uint32_t link = graph->nodes[node].edges; link != NONE; link = *link_next(graph, link, node)) {
            const Link *at = &graph->links[link];
            if (at->winner == node) push(person->arena, &person->links, &person->link_count, &person->link_room, link);
            reach(graph, person, at->winner == node ? at->loser : at->winner);
        }
    }
}

static int by_number(const void *a, const void *b, void *context)
{
    const Graph *graph = context;
    int64_t left = graph->links[*(const uint32_t *)a].edge.id, right = graph->links[*(const uint32_t *)b].edge.id;
    return (left > right) - (left < right);
}

static void rebuild(Graph *graph, uint32_t start)
{
    Person person = {.arena = arena_open(0)};
    gather(graph, &person, start);
    for (size_t i = 0; i < person.node_count; i++) {
        Node *node = &graph->nodes[person.nodes[i]];
        node->root = node->customer;
        node->next = person.nodes[i];
        node->reached = false;
        touch(graph, person.nodes[i]);
    }
    if (person.link_count) qsort_r(person.links, person.link_count, sizeof *person.links, by_number, graph);
    for (size_t i = 0; i < person.link_count; i++) {
        const Link *link = &graph->links[person.links[i]];
        unite(graph, link->winner, link->loser);
    }
    arena_close(person.arena);
}

void graph_join(Graph *graph, GraphEdge edge)
{
    if (edge.winner == edge.loser) return;
    uint32_t winner = node_of(graph, edge.winner), loser = node_of(graph, edge.loser);
    uint32_t link = link_new(graph);
    graph->links[link] = (Link){.edge = edge,
                                .winner = winner,
                                .loser = loser,
                                .winner_next = graph->nodes[winner].edges,
                                .loser_next = graph->nodes[loser].edges};
    graph->nodes[winner].edges = graph->nodes[loser].edges = link;
    if (edge.id > graph->newest) {
        graph->newest = edge.id;
        unite(graph, winner, loser);
    } else {
        rebuild(graph, winner);
    }
}

static uint32_t link_find(Graph *graph, GraphEdge edge, uint32_t loser)
{
    uint32_t link = graph->nodes[loser].edges;
    while (link != NONE && graph->links[link].edge.id != edge.id) link = *link_next(graph, link, loser);
    return link;
}

void graph_split(Graph *graph, GraphEdge edge)
{
    uint32_t winner = node_find(graph, edge.winner), loser = node_find(graph, edge.loser);
    if (winner == NONE || loser == NONE) return;
    uint32_t link = link_find(graph, edge, loser);
    if (link == NONE) return;
    link_remove(graph, link, winner);
    link_remove(graph, link, loser);
    graph->links[link].winner_next = graph->links_free;
    graph->links_free = link;
    rebuild(graph, winner);
    rebuild(graph, loser);
}

// routes.h - all routes of the program as a tree of path segments: which route is meant?
#ifndef FIDELE_API_ROUTES_H
#define FIDELE_API_ROUTES_H

#include "api/route.h"

typedef struct Routes Routes;

enum { ROUTE_VALUES_MAX = 4, ROUTE_SEGMENTS_MAX = 16 };

// `tables`: one a module; each ends with a route without method, the list with NULL. Errors (a mistake of ours): a
// route without access or function, two of one name, two of one method and path.
MUST_USE bool routes_open(const Route *const *tables, Arena *arena, Routes **routes, Error *error);

typedef struct RouteNode RouteNode; // a place of the tree

typedef struct RouteFound {
    const RouteNode *node;       // NULL: no such path
    const Route *route;          // NULL: none with this method
    Str value[ROUTE_VALUES_MAX]; // of {…}, decoded
} RouteFound;

// `target` as sent. A literal segment goes before {…}; a segment of {…} is decoded once, so that %2F stands in a value
// and not between segments. HEAD finds the route of GET.
RouteFound routes_find(const Routes *routes, Str method, Str target, Arena *arena);

Str routes_allowed(const RouteNode *node, Arena *arena); // "GET, HEAD, OPTIONS"
bool routes_track(const RouteNode *node);                // they are tracking routes

// Below /v1/ (route.h).
bool route_is_tracking(const Route *route);

#endif

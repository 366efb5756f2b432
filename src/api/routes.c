#include "api/routes.h"

#include <string.h>

#include "http/target.h"

typedef struct RouteLink {
    const Route *route;
    struct RouteLink *next;
} RouteLink;

struct RouteNode {
    Str literal; // decoded; of {…} none
    struct RouteNode *children, *sibling, *parameter;
    RouteLink *links; // routes whose path ends here
};

struct Routes {
    RouteNode root;
};

static bool is_parameter(Str segment)
{
    return segment.size > 2 && segment.data[0] == '{';
}

static RouteNode *child_of(RouteNode *node, Str segment, Arena *arena)
{
    if (is_parameter(segment)) {
        if (!node->parameter) node->parameter = arena_new(arena, RouteNode);
        return node->parameter;
    }
    for (RouteNode *child = node->children; child; child = child->sibling)
        if (str_equal(child->literal, segment)) return child;
    RouteNode *child = arena_new(arena, RouteNode);
    *child = (RouteNode){.literal = segment, .sibling = node->children};
    return node->children = child;
}

// ---- making the tree ----

static bool refuse_table(Error *error, Phrase phrase, const Route *route)
{
    return error_say(error, ERROR_FAILED, phrase, str_of(route->method), str_of(route->path));
}

static bool add_link(RouteNode *node, const Route *route, Arena *arena, Error *error)
{
    for (RouteLink *link = node->links; link; link = link->next)
        if (strcmp(link->route->method, route->method) == 0)
            return refuse_table(error, PHRASE("two routes are {0} {1}", "deux routes répondent à {0} {1}"), route);
    RouteLink *link = arena_new(arena, RouteLink);
    *link = (RouteLink){route, node->links};
    node->links = link;
    return true;
}

static bool check_route(const Route *route, Error *error)
{
    int functions = (route->read != NULL) + (route->write != NULL) + (route->start != NULL);
    if (route->access == 0 || functions != 1 || !route->name || route->path[0] != '/')
        return refuse_table(error,
                            PHRASE("the route {0} {1} lacks its name, its access or its one function",
                                   "il manque à la route {0} {1} son nom, ses droits ou son unique fonction"),
                            route);
    return true;
}

static bool add_route(Routes *routes, const Route *route, Arena *arena, Error *error)
{
    if (!check_route(route, error)) return false;
    Str path = str_of(route->path + 1), segment;
    RouteNode *node = &routes->root;
    size_t values = 0;
    for (bool more = true; more;) {
        more = path.size && memchr(path.data, '/', path.size);
        if (!str_cut(&path, '/', &segment)) segment = STR("");
        values += is_parameter(segment);
        node = child_of(node, segment, arena);
    }
    if (values > ROUTE_VALUES_MAX)
        return refuse_table(
            error, PHRASE("{0} {1}: too many {…} in one path", "{0} {1}\u00A0: trop de {…} dans un chemin"), route);
    return add_link(node, route, arena, error);
}

static bool names_differ(const Route *const *tables, Error *error)
{
    for (const Route *const *table = tables; *table; table++)
        for (const Route *route = *table; route->method; route++)
            for (const Route *const *before = tables; before <= table; before++)
                for (const Route *other = *before; other->method && other != route; other++)
                    if (strcmp(route->name, other->name) == 0)
                        return refuse_table(
                            error,
                            PHRASE("another route has the name of {0} {1}", "une autre route porte le nom de {0} {1}"),
                            route);
    return true;
}

bool routes_open(const Route *const *tables, Arena *arena, Routes **routes, Error *error)
{
    *routes = arena_new(arena, Routes);
    for (const Route *const *table = tables; *table; table++)
        for (const Route *route = *table; route->method; route++)
            if (!add_route(*routes, route, arena, error)) return false;
    return names_differ(tables, error);
}

// ---- finding ----

typedef struct Search {
    Str segment[ROUTE_SEGMENTS_MAX]; // decoded
    size_t count;
    Str value[ROUTE_SEGMENTS_MAX];
} Search;

// Of "http://host/path?query" and "/path?query" what stands between '/' and '?'. False for "*".
static bool path_of(Str target, Str *path)
{
    if (target.size == 0) return false;
    const char *query = memchr(target.data, '?', target.size);
    if (query) target.size = (size_t)(query - target.data);
    if (target.data[0] != '/') {
        const char *scheme = memmem(target.data, target.size, "://", 3);
        if (!scheme) return false;
        const char *host = scheme + 3, *end = target.data + target.size;
        const char *slash = memchr(host, '/', (size_t)(end - host));
        if (!slash) slash = end;
        target = slash == end ? STR("/") : (Str){slash, (size_t)(end - slash)};
    }
    *path = (Str){target.data + 1, target.size - 1};
    return true;
}

static bool split(Str target, Arena *arena, Search *search)
{
    Str path;
    if (!path_of(target, &path)) return false;
    for (bool more = true; more; search->count++) {
        const char *slash = path.size ? memchr(path.data, '/', path.size) : NULL;
        Str segment = {path.data, slash ? (size_t)(slash - path.data) : path.size};
        if (search->count == ROUTE_SEGMENTS_MAX) return false;
        if (http_unescape(segment, false, arena, &search->segment[search->count]) != HTTP_FINE) return false;
        more = slash != NULL;
        path = (Str){path.data + segment.size + more, path.size - segment.size - more};
    }
    return true;
}

// A literal first; {…} when it leads nowhere. The depth is that of the table's paths.
static const RouteNode *find_node(const RouteNode *node, Search *search, size_t at, size_t values)
{
    if (at == search->count) return node->links ? node : NULL;
    for (const RouteNode *child = node->children; child; child = child->sibling) {
        if (!str_equal(child->literal, search->segment[at])) continue;
        const RouteNode *found = find_node(child, search, at + 1, values);
        if (found) return found;
    }
    if (!node->parameter || search->segment[at].size == 0) return NULL;
    search->value[values] = search->segment[at];
    return find_node(node->parameter, search, at + 1, values + 1);
}

static const Route *route_with(const RouteNode *node, Str method)
{
    for (const RouteLink *link = node->links; link; link = link->next)
        if (str_equal(str_of(link->route->method), method)) return link->route;
    return NULL;
}

Str routes_allowed(const RouteNode *node, Arena *arena)
{
    Text text = text_in(arena);
    for (const RouteLink *link = node->links; link; link = link->next) {
        text_addf(&text, "%s, ", link->route->method);
        if (strcmp(link->route->method, "GET") == 0) text_add(&text, STR("HEAD, "));
    }
    if (!route_with(node, STR("OPTIONS"))) text_add(&text, STR("OPTIONS, "));
    return (Str){text.data, text.size - 2};
}

RouteFound routes_find(const Routes *routes, Str method, Str target, Arena *arena)
{
    RouteFound found = {0};
    Search search = {.count = 0};
    if (!split(target, arena, &search)) return found;
    found.node = find_node(&routes->root, &search, 0, 0);
    if (!found.node) return found;
    found.route = route_with(found.node, str_equal(method, STR("HEAD")) ? STR("GET") : method);
    for (size_t i = 0; i < ROUTE_VALUES_MAX; i++) found.value[i] = search.value[i];
    return found;
}

bool route_is_tracking(const Route *route)
{
    return route->cost == COST_INGEST;
}

bool routes_track(const RouteNode *node)
{
    return node->links && route_is_tracking(node->links->route);
}

#include "bench/peers.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/json.h"

const char *const peer_names[PEER_COUNT] = {"duckdb", "clickhouse"};

static bool start(const PeersPlan *plan, Arena *arena, Peers *peers)
{
    int questions[2], answers[2];
    if (pipe2(questions, O_CLOEXEC) != 0) return false;
    if (pipe2(answers, O_CLOEXEC) != 0) {
        close(questions[0]), close(questions[1]);
        return false;
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, questions[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, answers[1], STDOUT_FILENO);
    char node[] = "node";
    char *const words[] = {node,
                           (char *)(uintptr_t)str_c(arena, plan->script),
                           (char *)(uintptr_t)str_c(arena, plan->csv),
                           (char *)(uintptr_t)str_c(arena, plan->folder),
                           (char *)(uintptr_t)str_c(arena, str_format(arena, "%d", plan->threads)),
                           NULL};
    bool started = posix_spawnp(&peers->process, node, &actions, NULL, words, environ) == 0;
    posix_spawn_file_actions_destroy(&actions);
    close(questions[0]), close(answers[1]);
    peers->ask = fdopen(questions[1], "w");
    peers->answer = fdopen(answers[0], "r");
    return started && peers->ask && peers->answer;
}

static bool read_answer(Peers *peers, Arena *arena, JsonValue *value)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t size = peers->answer ? getline(&line, &room, peers->answer) : -1;
    Str text = size > 0 ? str_copy(arena, (Str){line, (size_t)size}) : STR("");
    free(line);
    Error error;
    return text.size && json_parse(text, value, &error);
}

static Str member_text(JsonValue value, const char *name, Arena *arena)
{
    JsonValue member;
    return json_member(value, str_of(name), &member) ? json_get_string(member, arena) : STR("");
}

void peers_open(const PeersPlan *plan, Arena *arena, Peers *peers)
{
    *peers = (Peers){0};
    for (Peer peer = 0; peer < PEER_COUNT; peer++) peers->said[peer] = STR("node");
    (void)signal(SIGPIPE, SIG_IGN); // a peer that dies is said, not died of
    JsonValue ready, there, member;
    if (!plan->script.size || !start(plan, arena, peers) || !read_answer(peers, arena, &ready)) return;
    for (Peer peer = 0; peer < PEER_COUNT; peer++) {
        if (!json_member(ready, str_of(peer_names[peer]), &member)) continue;
        peers->there[peer] = json_member(member, STR("there"), &there) && json_get_boolean(there);
        peers->said[peer] = member_text(member, "said", arena);
    }
}

bool peers_ask(Peers *peers, Peer peer, const char *question, Arena *arena, double *seconds, Str *text)
{
    JsonValue answer, member;
    fprintf(peers->ask, "%s %s\n", question, peer_names[peer]);
    if (fflush(peers->ask) != 0 || !read_answer(peers, arena, &answer)) {
        *text = STR("it ended");
        peers->there[peer] = false;
        return false;
    }
    *text = member_text(answer, "text", arena);
    return json_member(answer, STR("seconds"), &member) && json_get_number(member, seconds);
}

void peers_close(Peers *peers)
{
    if (peers->ask) fclose(peers->ask);
    if (peers->answer) fclose(peers->answer);
    if (peers->process > 0) waitpid(peers->process, NULL, 0);
    *peers = (Peers){0};
}

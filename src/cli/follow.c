#include "cli/follow.h"

#include <time.h>

#include "base/json.h"
#include "cli/progress_bar.h"

// A look at a job may find nobody who has time: the job goes on all the same. Some minutes of that are an end.
enum { UNANSWERED_MAX = 600 };

typedef enum JobState { JOB_GOES_ON, JOB_DONE, JOB_FAILED } JobState;

static int64_t member_integer(JsonValue object, Str key)
{
    JsonValue member;
    int64_t number = 0;
    return json_member(object, key, &member) && json_get_integer(member, &number) ? number : 0;
}

static Str member_text(JsonValue object, Str key, Arena *arena)
{
    JsonValue member;
    return json_member(object, key, &member) ? json_get_string(member, arena) : STR("");
}

static JobState read_job(const CommandCall *call, JsonValue job, Progress *progress, Str *result, Error *error)
{
    Str status = member_text(job, STR("status"), call->arena);
    atomic_store(&progress->total, (uint64_t)member_integer(job, STR("total")));
    uint64_t done = (uint64_t)member_integer(job, STR("done")), before = atomic_load(&progress->done);
    if (done > before) progress_add(progress, done - before);
    if (str_equal(status, STR("queued")) || str_equal(status, STR("running"))) return JOB_GOES_ON;
    JsonValue answer;
    *result = json_member(job, STR("result"), &answer) ? answer.text : STR("{}");
    if (str_equal(status, STR("done"))) return JOB_DONE;
    Str why = json_member(job, STR("error"), &answer) ? json_get_string(answer, call->arena) : STR("");
    error_say(error, ERROR_FAILED,
              PHRASE("the work ended as {0}. {1}", "le travail s’est terminé ainsi\u00A0: {0}. {1}"), status, why);
    return JOB_FAILED;
}

bool command_follow_job(const CommandCall *call, int64_t job, Phrase label, Str *result, Error *error)
{
    static const struct timespec pause = {.tv_nsec = 100000000};
    Str target = str_format(call->arena, "/api/v1/jobs/%lld", (long long)job);
    ProgressBar bar;
    progress_bar_start(&bar, str_of(label.in[call->locale]), option_given(call->options, "quiet"));
    JobState state = JOB_GOES_ON;
    for (int unanswered = 0; state == JOB_GOES_ON;) {
        CommandReply reply;
        JsonValue value;
        if (call->door->request(call, STR("GET"), target, STR(""), STR(""), &reply, error)) {
            unanswered = 0;
            state = json_parse(reply.body, &value, error) ? read_job(call, value, &bar.progress, result, error)
                                                          : JOB_FAILED;
        } else if (error->kind != ERROR_UNAVAILABLE || ++unanswered > UNANSWERED_MAX) {
            state = JOB_FAILED;
        }
        if (state == JOB_GOES_ON) nanosleep(&pause, NULL);
    }
    progress_bar_finish(&bar);
    return state == JOB_DONE;
}

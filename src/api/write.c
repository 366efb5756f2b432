// The writing transaction of a call: effect, trail and the record of its key are one commit, or none of them is.
#include "api/task.h"

#include "api/idempotency.h"

static void empty_answer(Call *call)
{
    call->status = 0;
    call->headers = 0;
    call->type = STR("");
    call->text = text_in(call->arena);
    call->audit_object = STR("");
}

static bool write_call(StoreSession *session, void *context, Error *error)
{
    Task *task = context;
    Call *call = &task->call;
    const ApiSettings *settings = api_settings(task->api);
    empty_answer(call);
    task->replayed = false;
    if (task->idempotency_key.size > 0) {
        if (!idempotency_find(call, task->idempotency_key, session, &task->replayed, error)) return false;
        if (task->replayed) return true;
    }
    if (!call->route->write(call, session, error)) return false;
    if (!call->route->quiet && settings->audit && !settings->audit(call, session, error)) return false;
    return task->idempotency_key.size == 0 || idempotency_keep(call, task->idempotency_key, session, error);
}

static void written(StoreWrite *write, bool committed, const Error *error)
{
    Task *task = write->context;
    if (!committed) {
        call_fail(&task->call, error);
        return;
    }
    if (task->replayed) call_header(&task->call, STR("Idempotency-Replayed"), STR("true"));
    call_answer(&task->call);
}

void task_write_later(Task *task)
{
    task->write = (StoreWrite){.work = write_call, .context = task, .done = written};
    store_write_later(api_settings(task->api)->store, &task->write);
}

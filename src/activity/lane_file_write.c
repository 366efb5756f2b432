// Writing a lane file: into the mapping of a new file whose size is known before the first byte.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "activity/lane_file_parts.h"

static void temporary_name(uint64_t number, char name[FILE_NAME_BYTES + 4])
{
    char final[FILE_NAME_BYTES];
    lane_file_name(number, final);
    (void)snprintf(name, FILE_NAME_BYTES + 4, "%s.new", final);
}

// A run for each customer takes 4 bytes a customer, runs of those with rows alone 8 bytes each.
static LaneHead head_of(const LaneFilePlan *plan)
{
    bool sparse = 2 * (uint64_t)plan->runs < plan->customers;
    LaneHead head = {.magic = LANE_MAGIC,
                     .version = LANE_VERSION,
                     .classes = plan->key.classes,
                     .owner = plan->owner,
                     .number = plan->number,
                     .seq = plan->made_of.seq,
                     .rates = plan->made_of.rates,
                     .customers = plan->customers,
                     .runs = sparse ? plan->runs : plan->customers,
                     .rows = plan->rows,
                     .members = plan->made_of.members,
                     .foreigns = plan->made_of.foreigns,
                     .columns = (sparse ? LANE_SPARSE : 0) | (plan->shape.amounts ? LANE_AMOUNTS : 0) |
                                (plan->shape.unconverted ? LANE_UNCONVERTED : 0),
                     .dimensions = plan->shape.dimensions};
    head.body_bytes = lane_body_layout(&head).end;
    return head;
}

// 0, or what the system says. A mapping of a full disk would end the program, so its room is claimed.
static int map_new(int handle, size_t size, char **bytes)
{
    int reason = posix_fallocate(handle, 0, (off_t)size);
    if (reason) return reason;
    void *mapped = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, handle, 0);
    *bytes = mapped == MAP_FAILED ? NULL : mapped;
    return *bytes ? 0 : errno;
}

static void aim_columns(LaneFileOut *out, const LaneHead *head, const LaneLayout *layout)
{
    LaneBodyLayout at = lane_body_layout(head);
    char *body = out->bytes + layout->body;
    LaneColumns *columns = &out->columns;
    *columns =
        (LaneColumns){.shape = out->plan.shape, .runs_max = head->runs, .rows_max = head->rows, .first = UINT32_MAX};
    columns->first_row = (void *)(body + at.first_row);
    columns->second = (void *)(body + at.second);
    columns->dense = !(head->columns & LANE_SPARSE);
    if (!columns->dense) columns->customer = (void *)(body + at.customer);
    if (head->columns & LANE_AMOUNTS) columns->amount_minor = (void *)(body + at.amount);
    if (head->columns & LANE_UNCONVERTED) columns->unconverted = (void *)(body + at.unconverted);
    for (int d = 0; d < ACTIVITY_DIMENSIONS_MAX; d++)
        if (head->dimensions >> d & 1) columns->code[d] = (void *)(body + at.code[d]);
    if (head->classes) memcpy(out->bytes + layout->classes, out->plan.key.code, head->classes * sizeof(uint16_t));
    const LaneMoment *made_of = &out->plan.made_of;
    if (made_of->foreigns) memcpy(body + at.foreign, made_of->foreign, made_of->foreigns * sizeof(LaneForeign));
    if (made_of->members) memcpy(body + at.member, made_of->member, made_of->members * sizeof(LaneMember));
}

static bool refuse(const LaneFileOut *out, int reason, Error *error)
{
    char name[FILE_NAME_BYTES];
    lane_file_name(out->plan.number, name);
    return column_file_refuse(name, reason, error);
}

bool lane_file_begin(int folder, const LaneFilePlan *plan, LaneFileOut *out, Error *error)
{
    LaneLayout layout;
    LaneHead head = head_of(plan);
    char name[FILE_NAME_BYTES + 4];
    *out = (LaneFileOut){.plan = *plan, .folder = folder, .handle = -1};
    if (!lane_layout(&head, &layout)) return refuse(out, EFBIG, error);
    out->size = layout.size;
    temporary_name(plan->number, name);
    out->handle = openat(folder, name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    int reason = out->handle < 0 ? errno : map_new(out->handle, layout.size, &out->bytes);
    if (reason) {
        lane_file_abandon(out);
        return refuse(out, reason, error);
    }
    aim_columns(out, &head, &layout);
    return true;
}

static void seal(LaneFileOut *out)
{
    LaneLayout layout;
    LaneHead head = head_of(&out->plan);
    const LaneColumns *columns = &out->columns;
    bool laid_out = lane_layout(&head, &layout); // as it was when the file was begun
    assert(laid_out && layout.size == out->size);
    if (!laid_out) return;
    head.first = columns->first;
    head.last = columns->last;
    head.magnitude[0] = (uint64_t)columns->sums.magnitude;
    head.magnitude[1] = (uint64_t)(columns->sums.magnitude >> 64);
    head.unconverted = columns->sums.unconverted;
    memcpy(head.values, columns->values, sizeof head.values);
    blocks_seal(out->bytes + layout.body, head.body_bytes, out->bytes + layout.checksums);
    head.checksum = head_checksum(&head, sizeof head, out->bytes + sizeof head, layout.body - sizeof head);
    out->checksum = head.checksum;
    memcpy(out->bytes, &head, sizeof head);
}

static void let_go(LaneFileOut *out)
{
    if (out->bytes) munmap(out->bytes, out->size);
    if (out->handle >= 0) close(out->handle);
    out->bytes = NULL;
    out->handle = -1;
}

void lane_file_abandon(LaneFileOut *out)
{
    char name[FILE_NAME_BYTES + 4];
    temporary_name(out->plan.number, name);
    if (out->handle >= 0) (void)unlinkat(out->folder, name, 0);
    let_go(out);
}

bool lane_file_finish(LaneFileOut *out, Error *error)
{
    char name[FILE_NAME_BYTES], temporary[FILE_NAME_BYTES + 4];
    lane_columns_finish(&out->columns);
    assert(out->columns.rows == out->plan.rows && out->columns.runs == out->columns.runs_max);
    seal(out);
    lane_file_name(out->plan.number, name);
    temporary_name(out->plan.number, temporary);
    int reason = fsync(out->handle) == 0 ? 0 : errno;
    if (!reason && renameat(out->folder, temporary, out->folder, name) != 0) reason = errno;
    if (reason) {
        lane_file_abandon(out);
        return refuse(out, reason, error);
    }
    let_go(out);
    return true;
}

// What the builder promises of memory, measured: the most the process ever had in memory, in a process of its own.
#include "activity/activity_test.h"
#include "base/thread.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

#if !SANITIZED // sanitizers keep memory of their own

// So many rows that the pages of the program and of stacks, which differ from run to run, are nothing beside them.
enum { WORKERS = 2, BLOCK_ROWS = 20000, ID_BYTES = 8, ROWS = 2000000, NOISE_BYTES = 512 << 10 };

typedef struct Load {
    uint64_t customers;
    int64_t amount; // the largest
    bool in_time_order;
    ActivityShape shape;
    char *ids; // ID_BYTES for each row
    ActivityBuilder *builder;
} Load;

static void add_block(void *context, size_t block, int worker)
{
    const Load *load = context;
    ActivityPart *part = activity_part_open(load->builder, worker, ROWS); // far too large
    uint64_t dice = block;
    for (size_t i = block * BLOCK_ROWS; i < (block + 1) * BLOCK_ROWS && i < ROWS; i++) {
        ActivityRow row = {.customer = {load->ids + i * ID_BYTES, ID_BYTES}};
        row.second = (Second)(load->in_time_order ? i : test_random(&dice, 1000000));
        row.amount_minor = 1 + (int64_t)test_random(&dice, (uint64_t)load->amount);
        activity_add(part, &row);
    }
}

static size_t status_bytes(const char *name)
{
    char line[256];
    size_t kilobytes = 0, size = strlen(name);
    FILE *status = fopen("/proc/self/status", "r");
    while (status && fgets(line, sizeof line, status))
        if (strncmp(line, name, size) == 0) kilobytes = strtoull(line + size, NULL, 10);
    if (status) fclose(status);
    return kilobytes << 10;
}

// Bytes beyond those of the customers, at the most.
static int64_t peak_of(Load *load)
{
    size_t before = status_bytes("VmRSS:");
    ActivityCounts counts;
    Columns columns;
    load->builder = activity_builder_open(&load->shape, WORKERS);
    thread_run(WORKERS, (ROWS + BLOCK_ROWS - 1) / BLOCK_ROWS, add_block, load);
    activity_builder_finish(load->builder, &(ActivityMerge){MERGE_NONE, WORKERS, UINT32_MAX}, &columns, &counts);
    activity_builder_close(load->builder);
    int64_t peak =
        (int64_t)(status_bytes("VmHWM:") - before) - (40 + 16 * WORKERS) * (int64_t)columns.customers - NOISE_BYTES;
    columns_close(&columns);
    return peak;
}

static int64_t peak_in_process_of_its_own(Load *load)
{
    int channel[2];
    int64_t peak = INT64_MAX;
    CHECK_INT(pipe(channel), 0);
    pid_t child = fork();
    if (child == 0) {
        peak = peak_of(load);
        _exit(write(channel[1], &peak, sizeof peak) != sizeof peak);
    }
    close(channel[1]);
    CHECK_INT(read(channel[0], &peak, sizeof peak), sizeof peak);
    close(channel[0]);
    CHECK_INT(waitpid(child, NULL, 0), child);
    return peak;
}

static void check_peak(Load load, int bytes_a_row)
{
    uint64_t dice = 1;
    load.ids = arena_array(test_arena(), char, (size_t)ROWS *ID_BYTES + 1);
    for (size_t i = 0; i < ROWS; i++)
        snprintf(load.ids + i * ID_BYTES, ID_BYTES + 1, "%08llu",
                 (unsigned long long)test_random(&dice, load.customers));
    int64_t peak = peak_in_process_of_its_own(&load), most = (int64_t)ROWS * bytes_a_row;
    if (peak > most) print_error("rows took %.1f bytes each, not %d\n", (double)peak / ROWS, bytes_a_row);
    CHECK(peak <= most);
}

TEST(a_row_takes_at_most_20_bytes_and_a_customer_72)
{
    check_peak((Load){.customers = ROWS / 10, .amount = 10000, .in_time_order = true}, 20);
    check_peak((Load){.customers = ROWS / 2, .amount = 10000, .in_time_order = true}, 20);
    check_peak((Load){.customers = 10, .amount = 10000, .in_time_order = true}, 20);
    check_peak((Load){.customers = 100, .amount = 10000}, 20);
    check_peak((Load){.customers = 1, .amount = 10000}, 20);
    check_peak((Load){.customers = UINT64_C(99999999), .amount = 10000}, 20);
}

TEST(a_row_takes_at_most_24_bytes_whatever_the_amounts_and_the_order)
{
    check_peak((Load){.customers = ROWS / 10, .amount = INT64_C(1) << 40, .in_time_order = true}, 24);
    check_peak((Load){.customers = ROWS / 2, .amount = INT64_C(1) << 40}, 24);
    check_peak((Load){.customers = 1, .amount = INT64_C(1) << 40}, 24);
}

TEST(order_keys_and_profits_take_8_bytes_each_and_4_in_all)
{
    const ActivityShape keys = {.order_key = true}, both = {.order_key = true, .profit = true};
    check_peak((Load){.customers = ROWS / 10, .amount = 10000, .in_time_order = true, .shape = keys}, 32);
    check_peak((Load){.customers = ROWS / 10, .amount = INT64_C(1) << 40, .shape = both}, 44);
}

#endif

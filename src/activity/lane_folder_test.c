// A folder of lane files without a log: what was written is what is asked, and what comes counts over it.
#include "activity/lane_folder.h"

#include "activity/activity_contract_test.h"
#include "activity/port.h"

enum { CUSTOMERS = 200 };

static uint64_t folk_version(const void *root)
{
    return *(const Customer *)root; // of nobody: number 0
}

static uint32_t folk_count(const void *root)
{
    (void)root;
    return CUSTOMERS - 1;
}

static Customer folk_root(const void *root, Customer customer)
{
    return ((const Customer *)root)[customer];
}

static ActivitySettings settings_of_paris(void)
{
    Error error;
    ActivitySettings settings = {.folder = test_folder(), .store_id = "one store"};
    CHECK(zone_open(STR("Europe/Paris"), test_arena(), &settings.zone, &error));
    return settings;
}

// Each `every`-th customer has as many rows as their number has 7s in it, and one.
static uint32_t rows_of(Customer customer)
{
    return 1 + customer % 7;
}

static void write_lane(LaneFolder *folder, uint16_t event_class, Customer every, bool amounts)
{
    Error error;
    LaneColumns *columns;
    LanePlan plan = {.classes = &event_class, .class_count = 1, .customers = CUSTOMERS, .shape = {.amounts = amounts}};
    for (Customer c = every; c < CUSTOMERS; c += every) {
        plan.people++;
        plan.rows += rows_of(c);
    }
    CHECK(lane_folder_begin(folder, &plan, &columns, &error));
    for (Customer c = every; c < CUSTOMERS; c += every) {
        lane_columns_begin(columns, c);
        for (uint32_t i = 0; i < rows_of(c); i++) {
            LaneRow row = {.second = (20000 + c) * SECONDS_PER_DAY + i, .amount_minor = amounts ? 100 + i : 0};
            for (int d = 0; d < ACTIVITY_DIMENSIONS_MAX; d++) row.code[d] = DIMENSION_OTHER;
            lane_columns_put(columns, &row);
        }
    }
    CHECK(lane_folder_end(folder, &error));
}

static uint32_t run_length(const Columns *columns, Customer customer)
{
    CustomerRows rows = columns_find(columns, customer);
    return rows.to - rows.from;
}

static const Columns *hold(ActivityPort *port, uint16_t event_class)
{
    Error error;
    const Columns *columns;
    const Lane lane = {.classes = &event_class, .class_count = 1};
    CHECK(port->ask->hold(port, &lane, &columns, &error));
    return columns;
}

static uint64_t rows_now(ActivityPort *port, uint16_t event_class)
{
    const Columns *columns = hold(port, event_class);
    uint64_t rows = columns->rows;
    port->ask->release(port, columns);
    return rows;
}

TEST(a_folder_of_lane_files_without_a_log_is_asked_and_goes_on)
{
    Error error;
    Activity *activity;
    LaneFolder *folder;
    Customer root[CUSTOMERS];
    const ActivitySettings settings = settings_of_paris();
    CHECK(lane_folder_open(&settings, &folder, &error));
    write_lane(folder, 0, 5, true); // few of all: sparse
    write_lane(folder, 1, 1, false);
    CHECK(lane_folder_close(folder, &error));
    for (Customer c = 0; c < CUSTOMERS; c++) root[c] = c;
    CHECK(activity_open(&settings, &activity, &error));
    CHECK(!activity_repaired(activity, &error));
    CHECK_INT(activity_state(activity).lane_files, 2);
    ActivityPort *port = columns_port_open(activity, &(People){root, folk_version, folk_count, folk_root});
    const Columns *orders = hold(port, 0);
    for (Customer c = 1; c < CUSTOMERS; c++) CHECK_INT(run_length(orders, c), c % 5 == 0 ? rows_of(c) : 0);
    uint64_t rows = orders->rows, of_five = rows_of(5), of_ten = rows_of(10);
    CHECK_INT(row_amount(columns_find(orders, 5).piece, columns_find(orders, 5).from), 100);
    CHECK_INT(second_day(orders->first), 20005);
    port->ask->release(port, orders);

    activity_append(activity, &(ActivityEvent){.seq = 1, .customer = 5, .amount_minor = 7});
    activity_commit(activity);
    CHECK_INT(rows_now(port, 0), rows + 1);
    root[10] = 5;
    root[0]++;
    orders = hold(port, 0);
    CHECK_INT(run_length(orders, 5), of_five + 1 + of_ten);
    CHECK_INT(run_length(orders, 10), 0);
    port->ask->release(port, orders);

    activity_append(activity, &(ActivityEvent){.seq = 2, .hidden = true, .event_class = 2});
    activity_remove(activity, &(ActivityRemoval){.seq = 2,
                                                 .count = 1,
                                                 .removed = &(int64_t){1},
                                                 .customer = &(Customer){5},
                                                 .message = &(MessageKey){{0, 0}}});
    activity_commit(activity);
    CHECK_INT(rows_now(port, 0), rows - of_five - of_ten); // the log has nothing else of them
    port->ask->close(port);
    CHECK(activity_close(activity, &error));
}

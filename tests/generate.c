// generate.c - writes the orders of an invented shop as CSV: for the bundled sample, for benchmarks, for trying things.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/number.h"
#include "demo/orders.h"

typedef struct Request {
    DemoShop shop;
    bool shop_style;
} Request;

static const char usage[] =
    "fidele_generate [--customers N] [--orders N] [--seed S] [--from DATE] [--to DATE] [--style plain|shop]\n"
    "                [--fault NAME] [--fault-date DATE] [--fault-strength X]\n";

static bool read_count(Str value, int64_t most, int64_t *count)
{
    return number_parse_count(value, count) && 1 <= *count && *count <= most;
}

static bool read_option(Str name, Str value, Request *request)
{
    DemoShop *shop = &request->shop;
    int64_t count = 0;
    if (str_equal(name, STR("--from"))) return day_parse(value, &shop->from);
    if (str_equal(name, STR("--to"))) return day_parse(value, &shop->to);
    if (str_equal(name, STR("--fault"))) return demo_fault_parse(value, &shop->fault);
    if (str_equal(name, STR("--fault-date"))) return day_parse(value, &shop->fault_day);
    if (str_equal(name, STR("--fault-strength"))) return number_parse(value, &shop->fault_strength);
    if (str_equal(name, STR("--style"))) {
        request->shop_style = str_equal(value, STR("shop"));
        return request->shop_style || str_equal(value, STR("plain"));
    }
    bool is_count = read_count(value, INT32_MAX, &count);
    if (str_equal(name, STR("--customers")))
        shop->customers = (uint32_t)count;
    else if (str_equal(name, STR("--orders")))
        shop->orders = (uint64_t)count;
    else if (str_equal(name, STR("--seed")))
        shop->seed = (uint64_t)count;
    else
        return false;
    return is_count;
}

// ---- writing ----

// The text of a line is made by hand: printf would take most of the time of ten million lines.
typedef struct Line {
    char bytes[256];
    size_t size;
} Line;

static void add_text(Line *line, Str text)
{
    assert(line->size + text.size <= sizeof line->bytes);
    memcpy(line->bytes + line->size, text.data, text.size);
    line->size += text.size;
}

static void add_digits(Line *line, uint64_t number, size_t width)
{
    char digits[20];
    size_t count = 0;
    do digits[count++] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    while (count < width) digits[count++] = '0';
    while (count > 0) line->bytes[line->size++] = digits[--count];
}

static void add_amount(Line *line, int32_t amount_minor)
{
    if (amount_minor < 0) line->bytes[line->size++] = '-';
    uint64_t size = (uint64_t)llabs((long long)amount_minor);
    add_digits(line, size / 100, 1);
    line->bytes[line->size++] = '.';
    add_digits(line, size % 100, 2);
}

static void add_day(Line *line, uint32_t second)
{
    CivilDate date = civil_of_day((Day)(second / SECONDS_PER_DAY));
    add_digits(line, (uint64_t)date.year, 4);
    line->bytes[line->size++] = '-';
    add_digits(line, (uint64_t)date.month, 2);
    line->bytes[line->size++] = '-';
    add_digits(line, (uint64_t)date.day, 2);
}

static void write_plain(const DemoOrders *orders)
{
    puts("customer,date,amount");
    for (size_t i = 0; i < orders->count; i++) {
        const DemoOrder *order = &orders->order[i];
        Line line = {.size = 0};
        line.bytes[line.size++] = 'C';
        add_digits(&line, order->customer + 1, 7);
        line.bytes[line.size++] = ',';
        add_day(&line, order->second);
        line.bytes[line.size++] = ',';
        add_amount(&line, order->amount_minor);
        line.bytes[line.size++] = '\n';
        fwrite(line.bytes, 1, line.size, stdout);
    }
}

static void add_time(Line *line, uint32_t second)
{
    const uint32_t parts[3] = {second / 3600 % 24, second / 60 % 60, second % 60};
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        line->bytes[line->size++] = i == 0 ? ' ' : ':';
        add_digits(line, parts[i], 2);
    }
}

static void write_shop_line(Line *line, const DemoOrder *order, size_t number, Arena *arena)
{
    if (order->amount_minor < 0) add_text(line, STR("R"));
    add_digits(line, 100001 + number, 6);
    add_text(line, STR(","));
    add_text(line, demo_email(arena, order->customer));
    add_text(line, STR(","));
    add_day(line, order->second);
    add_time(line, order->second);
    add_text(line, STR(","));
    add_amount(line, order->amount_minor);
    const Str choices[] = {demo_product(order->product), demo_channel(order->channel), demo_country(order->country)};
    for (size_t i = 0; i < COUNT_OF(choices); i++) {
        add_text(line, STR(","));
        add_text(line, choices[i]);
    }
    add_text(line, STR("\n"));
}

static void write_shop(const DemoOrders *orders)
{
    Arena *arena = arena_open(0);
    puts("Order ID,Email,Created at,Total,Product,Channel,Country");
    for (size_t i = 0; i < orders->count; i++) {
        Line line = {.size = 0};
        write_shop_line(&line, &orders->order[i], i, arena);
        fwrite(line.bytes, 1, line.size, stdout);
    }
    arena_close(arena);
}

static int refuse(const char *what)
{
    fprintf(stderr, "fidele_generate: %s\n%s", what, usage);
    return 2;
}

int main(int count, char **arguments)
{
    Request request = {.shop = demo_shop(2000, 0, 1)};
    for (int i = 1; i < count; i += 2)
        if (i + 1 == count || !read_option(str_of(arguments[i]), str_of(arguments[i + 1]), &request))
            return refuse(arguments[i]);
    DemoShop *shop = &request.shop;
    if (shop->orders == 0) shop->orders = (uint64_t)shop->customers * 5;
    if (shop->from < 0 || shop->from > shop->to)
        return refuse("the dates have no day between them, or lie before 1970");
    if (shop->fault_strength < 0 || shop->fault_strength >= 1) return refuse("--fault-strength is not within 0 and 1");
    DemoOrders orders = demo_orders(shop);
    if (request.shop_style)
        write_shop(&orders);
    else
        write_plain(&orders);
    demo_orders_close(&orders);
    if (fflush(stdout) == 0 && !ferror(stdout)) return 0;
    perror("fidele_generate: standard output");
    return 1;
}

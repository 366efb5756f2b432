#include "revenue/movement_list.h"

#include <stdlib.h>
#include <string.h>

Str movement_kind(const MovementRow *row)
{
    switch (row->movement) {
    case MOVEMENT_UPSELL:
    case MOVEMENT_CROSS_SELL: return STR("expansion");
    case MOVEMENT_DOWNGRADE:
    case MOVEMENT_CANCELLATION: return STR("contraction");
    case MOVEMENT_NONE: return STR("currency");
    case MOVEMENT_NEW:
    case MOVEMENT_REACTIVATION:
    case MOVEMENT_RESUMED:
    case MOVEMENT_PAUSED:
    case MOVEMENT_CHURN: break;
    }
    return movement_name(row->movement);
}

bool movement_is(const MovementRow *row, Str word)
{
    if (word.size == 0 || str_equal(word, movement_kind(row))) return true;
    if (row->movement == MOVEMENT_NONE) return false;
    return str_equal(word, movement_name(row->movement)) ||
           (row->movement == MOVEMENT_CHURN && str_equal(word, loss_cause_name(row->cause)));
}

typedef struct Listing {
    const RecurringTable *table;
    const Stretch *stretch;
    Str kind;
    Arena *arena;
    MovementRows *rows;
    size_t room;
} Listing;

static void add_row(Listing *listing, const MovementRow *row)
{
    MovementRows *rows = listing->rows;
    if (!movement_is(row, listing->kind)) return;
    if (rows->count == listing->room) {
        listing->room = listing->room ? 2 * listing->room : 256;
        MovementRow *larger = arena_array(listing->arena, MovementRow, listing->room);
        if (rows->count) memcpy(larger, rows->row, rows->count * sizeof *larger);
        rows->row = larger;
    }
    rows->row[rows->count++] = *row;
}

static void add_piece(Listing *listing, const RecurringPassage *passage, const RecurringPiece *piece)
{
    if (piece->movement == MOVEMENT_NONE) return;
    MovementRow row = {.person = passage->person,
                       .subscription = piece->subscription,
                       .movement = piece->movement,
                       .cause = (LossCause)piece->after->cause,
                       .amount = piece->amount,
                       .day = piece->after->day,
                       .at = piece->after->at,
                       .has_before = piece->before && piece->before->monthly_minor > 0,
                       .has_after = piece->after->monthly_minor > 0,
                       .plan_before = piece->before ? piece->before->plan : 0,
                       .plan_after = piece->after->plan};
    add_row(listing, &row);
}

static void take(void *context, const RecurringPassage *passage)
{
    Listing *listing = context;
    for (size_t i = 0; i < passage->pieces; i++) add_piece(listing, passage, &passage->piece[i]);
    if (passage->currency == 0) return;
    MovementRow row = {.person = passage->person,
                       .subscription = passage->piece[0].subscription,
                       .movement = MOVEMENT_NONE,
                       .amount = passage->currency,
                       .day = listing->stretch[passage->from].closing};
    add_row(listing, &row);
}

static int by_day(const void *a, const void *b)
{
    const MovementRow *one = a, *other = b;
    if (one->day != other->day) return one->day < other->day ? -1 : 1;
    if (one->person != other->person) return one->person < other->person ? -1 : 1;
    if (one->subscription != other->subscription) return one->subscription < other->subscription ? -1 : 1;
    return (one->movement > other->movement) - (one->movement < other->movement);
}

void movement_rows(const RecurringTable *table, const Stretch *stretches, uint32_t count, RecurringRule rule, Str kind,
                   Arena *arena, MovementRows *rows)
{
    *rows = (MovementRows){0};
    Listing listing = {.table = table, .stretch = stretches, .kind = kind, .arena = arena, .rows = rows};
    recurring_walk(table, stretches, count, rule, take, &listing);
    if (rows->count) qsort(rows->row, rows->count, sizeof *rows->row, by_day);
}

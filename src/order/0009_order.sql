-- Orders, refunds and carts, as the e-commerce events of the log say; kept by reactions (docs/orders.md). Lines stay in
-- the bodies of the events.
create table customer_order (
    id INTEGER primary key,
    number TEXT,                -- order_id; null: none was given, and each event is an order of its own
    customer INTEGER not null,  -- it was written for first
    at INTEGER not null,
    completed INTEGER not null, -- number of the event that is counted; 0: only updates or refunds are known so far
    completed_at INTEGER not null, -- of the last "Order Completed"
    stated INTEGER not null,    -- number of the event with the last statement of amounts and lines; 0: none
    stated_at INTEGER not null,
    cancelled INTEGER not null, -- number of the last event that cancelled it; 0: none
    cancelled_at INTEGER not null,
    status INTEGER not null,    -- OrderStatus
    flags INTEGER not null,     -- of the event that is counted
    source INTEGER not null,
    currency TEXT not null,     -- "": no amount is known
    total_minor INTEGER,        -- null: not known; so for the amounts below
    subtotal_minor INTEGER,
    tax_minor INTEGER,
    shipping_minor INTEGER,
    discount_minor INTEGER,
    cost_minor INTEGER,
    margin_minor INTEGER,
    refunded_minor INTEGER not null,
    coupon TEXT not null,
    promotion TEXT not null
) STRICT;
create unique index customer_order_number on customer_order (number);
create index customer_order_customer on customer_order (customer, at);
create index customer_order_at on customer_order (at);

-- The events about an order after its first one: repetitions, updates, cancellations.
create table order_statement (
    customer_order INTEGER not null,
    seq INTEGER not null,
    primary key (customer_order, seq)
) STRICT, WITHOUT ROWID;

create table order_refund (
    seq INTEGER primary key,       -- of its event
    customer_order INTEGER not null, -- 0: of no order that was named
    customer INTEGER not null,     -- it was written for
    at INTEGER not null,
    refund_id TEXT not null,       -- "": none was given
    kind INTEGER not null,         -- RefundKind
    currency TEXT not null,
    stated_minor INTEGER not null, -- as the event says; 0 for the rest and for lines without prices
    counted_minor INTEGER not null -- what of it counts, in the same currency
) STRICT;
create index order_refund_order on order_refund (customer_order);
create index order_refund_customer on order_refund (customer);

create table cart (
    id INTEGER primary key,
    customer INTEGER not null,
    cart_id TEXT not null,         -- "": none was given, the customer's only one
    opened INTEGER not null,       -- number of its first event, and of its last
    opened_at INTEGER not null,
    changed INTEGER not null,
    changed_at INTEGER not null,
    stated INTEGER not null,       -- number of the last event with the list of its products; 0: none
    quantity INTEGER not null,     -- of products in it
    customer_order INTEGER not null, -- that came of it; 0: none yet
    ordered_at INTEGER not null,
    recovered INTEGER not null,    -- 1: it had been abandoned before
    source INTEGER not null
) STRICT;
create index cart_customer on cart (customer);
create index cart_changed on cart (changed_at);

-- What an event counts for in figures, where that is not what it says: see event/figure.h.
create table event_figure (
    seq INTEGER primary key,
    customer INTEGER not null,     -- whose it counts for; 0: for whom it was written
    counts INTEGER not null,       -- 0: in no figure
    amount_minor INTEGER not null,
    currency TEXT not null,
    plain INTEGER not null,        -- 1: it stands here for its currency alone
    change INTEGER not null        -- rising
) STRICT;
create index event_figure_change on event_figure (change);
create table figure_state (
    id INTEGER primary key,
    base TEXT not null,            -- the currency of the workspace for which plain figures stand in event_figure
    change INTEGER not null,       -- the last one
    rates INTEGER not null         -- grows with each change of currency_rate
) STRICT;
insert into figure_state (id, base, change, rates) values (1, '', 0, 0);

create table currency_rate (
    base TEXT not null,            -- the workspace's currency
    currency TEXT not null,
    day INTEGER not null,          -- since 1970-01-01; holds until the next one
    rate INTEGER not null,         -- 10^-12 units of base for one unit of currency
    primary key (base, currency, day)
) STRICT, WITHOUT ROWID;

-- name: set
insert into event_figure (seq, customer, counts, amount_minor, currency, plain, change)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (seq) do update set customer = excluded.customer, counts = excluded.counts,
    amount_minor = excluded.amount_minor, currency = excluded.currency, plain = excluded.plain, change = excluded.change;

-- name: all
select seq, customer, counts, amount_minor, currency, change from event_figure where seq > $1 order by seq limit $2;

-- name: since
select seq, customer, counts, amount_minor, currency, change from event_figure where change > $1;

-- name: state
select base, rates from figure_state where id = 1;

-- name: forget_plain
delete from event_figure where plain = 1;

-- name: find_plain
insert into event_figure (seq, customer, counts, amount_minor, currency, plain, change)
select e.seq, 0, 1, e.amount_minor, e.currency, 1, e.seq from event e
where e.amount_minor is not null and e.currency <> $1
  and not exists (select 1 from event_figure f where f.seq = e.seq);

-- name: rebase
update figure_state set base = $1 where id = 1;

-- name: rates
select currency, day, rate from currency_rate where base = $1 order by currency, day;

-- name: rates_changed
update figure_state set rates = rates + 1 where id = 1;

-- name: range_delete
delete from event_figure where seq >= $1 and seq <= $2;

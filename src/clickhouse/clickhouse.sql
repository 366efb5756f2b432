-- name: events
select e.seq, e.class, e.customer, e.at, e.flags, e.amount_minor, e.currency, f.customer, f.counts, f.amount_minor, f.currency, e.body
from event e left join event_figure f on f.seq = e.seq
where e.seq > $1 and e.seq <= $2 order by e.seq limit $3;

-- name: last
select coalesce(max(seq), 0) from event;

-- name: rates
select rates from figure_state where id = 1;

-- name: figures
select seq from event_figure where change > $1 and seq <= $2 order by seq;

-- name: foreign_figures
select seq from event_figure where currency <> $1 and currency <> '' and seq <= $2 order by seq;

-- name: removals
select seq, removed from event_removal where seq > $1 order by seq;

-- name: count_up
update money_entry_state set last_id = last_id + 1 where id = 1;

-- name: last
select last_id from money_entry_state where id = 1;

-- name: count
select count(*) from money_entry;

-- name: insert
insert into money_entry (id, book, kind, first_day, last_day, amount_minor, currency, initiative, channel, note, made_by,
    made_at, segment, campaign, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1);

-- name: update
update money_entry set kind = $2, first_day = $3, last_day = $4, amount_minor = $5, currency = $6, initiative = $7,
    channel = $8, note = $9, changed_at = $10, segment = $11, campaign = $12, version = version + 1
where id = $1;

-- name: remove
delete from money_entry where id = $1;

-- name: one
select id, kind, first_day, last_day, amount_minor, currency, initiative, channel, note, made_by, made_at, changed_at,
    version, segment, campaign
from money_entry where id = $1 and book = $2;

-- name: page
select id, kind, first_day, last_day, amount_minor, currency, initiative, channel, note, made_by, made_at, changed_at,
    version, segment, campaign
from money_entry
where book = $1 and id < $2 and ($3 = 0 or kind = $3) and ($4 = '' or initiative = $4) and last_day >= $5
    and first_day <= $6
order by id desc limit $7;

-- name: between
select id, kind, first_day, last_day, amount_minor, initiative, channel, segment, campaign from money_entry
where book = $1 and currency = $2 and last_day >= $3 and first_day <= $4
order by id limit $5;

-- name: first_day
select min(first_day) from money_entry where book = $1;

-- name: words
select said, count(*) from (
    select case $1 when 'segment' then segment when 'campaign' then campaign when 'channel' then channel
        else initiative end as said
    from money_entry where book in (1, 2)) as entries
where said <> '' group by said order by count(*) desc, said limit 50;

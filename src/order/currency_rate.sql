-- name: put
insert into currency_rate (base, currency, day, rate) values ($1, $2, $3, $4)
on conflict (base, currency, day) do update set rate = excluded.rate;

-- name: delete
delete from currency_rate where base = $1 and currency = $2 and day = $3;

-- name: list
select currency, day, rate from currency_rate
where base = $1 and (currency > $2 or (currency = $2 and day > $3)) and ($4 = '' or currency = $4)
  and day >= $5 and day <= $6
order by currency, day limit $7;

-- name: count
select count(*) from currency_rate where base = $1;

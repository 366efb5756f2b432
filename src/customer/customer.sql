-- name: terms_delete
delete from customer_term where customer = $1;

-- name: term_insert
insert into customer_term (customer, term) values ($1, $2) on conflict do nothing;

-- name: terms_from
select customer, term from customer_term
where term >= $1 and term < $2 and (term, customer) > ($3, $4) order by term, customer limit $5;

-- name: term_below
select 1 from customer_term where customer = $1 and term >= $2 and term < $3 limit 1;

-- name: emails_from
select customer, value from identity where kind = 3 and value >= $1 and value < $2 and value > $3
order by value limit $4;

-- name: bump
insert into customer_version (customer, version) values ($1, $2)
on conflict (customer) do update set version = customer_version.version + excluded.version;

-- name: version
select version from customer_version where customer = $1;

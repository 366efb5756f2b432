-- name: by_folded
select id from tag where folded = $1;

-- name: insert
insert into tag (id, name, folded) values ($1, $2, $3);

-- name: rename
update tag set name = $2, folded = $3 where id = $1;

-- name: remove
delete from tag where id = $1;

-- name: put
insert into customer_tag (customer, tag, put_by, put_at) values ($1, $2, $3, $4) on conflict (customer, tag) do nothing;

-- name: take
delete from customer_tag where customer = $1 and tag = $2;

-- Customers of $1 get tag $2.
-- name: move
insert into customer_tag (customer, tag, put_by, put_at)
select customer, cast($2 as bigint), put_by, put_at from customer_tag where tag = $1
on conflict (customer, tag) do nothing;

-- name: one
select id, name, (select count(*) from customer_tag where customer_tag.tag = tag.id) from tag where id = $1;

-- name: page
select id, name, (select count(*) from customer_tag where customer_tag.tag = tag.id) from tag
where id < $1 order by id desc limit $2;

-- name: of_customer
select tag.id, tag.name, customer_tag.put_by, customer_tag.put_at from customer_tag join tag on tag.id = customer_tag.tag
where customer_tag.customer = $1 and tag.id < $2 order by tag.id desc limit $3;

-- Twice: a customer number stands first, so that the person can be shown.
-- name: customers
select customer, customer, put_at from customer_tag where tag = $3 and customer < $1 order by customer desc limit $2;

-- name: export
select tag.name, customer_tag.put_at from customer_tag join tag on tag.id = customer_tag.tag
where customer_tag.customer = $1 order by tag.name;

-- name: erase
delete from customer_tag where customer = $1;

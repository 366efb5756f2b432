-- name: learn
insert into learnt (id, customer, name, value, origin, reference, consent, source, made_by, at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: learnt_of_customer
select id, customer, name, value, origin, reference, consent, made_by, at from learnt
where customer = $1 and id < $2 order by id desc limit $3;

-- name: learnt_export
select name, value, origin, reference, consent, at from learnt where customer = $1 order by id;

-- name: learnt_erase
delete from learnt where customer = $1;

-- name: choose
insert into cause_choice (id, customer, cause, label, shared, origin, proof, source, made_by, at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: choices_of_customer
select id, customer, cause, label, shared, origin, proof, made_by, at from cause_choice
where customer = $1 and id < $2 order by id desc limit $3;

-- name: choices
select cause, label, customer, shared from cause_choice order by cause, id;

-- name: choices_export
select label, shared, origin, proof, at from cause_choice where customer = $1 order by id;

-- name: choices_erase
delete from cause_choice where customer = $1;

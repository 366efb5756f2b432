-- name: terms_among
select customer, term from customer_term where term in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
    $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46,
    $47, $48, $49, $50)
limit $51;

-- name: terms_among_with
select a.customer, a.term from customer_term a
where a.term in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
    $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46,
    $47, $48, $49, $50)
and exists (select 1 from customer_term b where b.customer = a.customer and b.term >= $51 and b.term < $52)
limit $53;

-- name: terms_with
select a.customer, a.term from customer_term a
where a.term >= $1 and a.term < $2
and exists (select 1 from customer_term b where b.customer = a.customer and b.term >= $3 and b.term < $4)
order by a.term, a.customer limit $5;

-- name: terms_from
select customer, term from customer_term where term >= $1 and term < $2 order by term, customer limit $3;

-- name: identities_among
select customer, value from identity where kind = $51 and value in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
    $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46,
    $47, $48, $49, $50);

-- name: tickets_from
select number, customer, at from customer_ticket where number >= $1 and number < $2 order by number limit $3;

-- name: tickets_among
select number, customer, at from customer_ticket where number in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
    $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46,
    $47, $48, $49, $50)
limit $51;

-- name: keep_ticket
insert into customer_ticket (number, customer, at) values ($1, $2, $3) on conflict do nothing;

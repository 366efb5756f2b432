-- Actions that come with the product, switched off until somebody turns them on. Their names are in the reader's language
-- (retain/ready_action.h) and their costs in the workspace's currency until somebody changes them.
insert into next_action (id, key, label, channel, cost_minor, currency, capacity_week, segment, experiment, effect,
    active, made_by, made_at, version)
select (select coalesce(max(id), 0) from next_action) + 1, 'owner-call', '', 3, 600, '', 25,
    '{"metric":"value_decile","gte":9}', '', 0.1, 0, 0, 0, 1
where not exists (select 1 from next_action where key = 'owner-call');

insert into next_action (id, key, label, channel, cost_minor, currency, capacity_week, segment, experiment, effect,
    active, made_by, made_at, version)
select (select coalesce(max(id), 0) from next_action) + 1, 'service-recovery', '', 1, 10, '', 100,
    '{"event":"Ticket Opened","within_days":30}', '', 0.05, 0, 0, 0, 1
where not exists (select 1 from next_action where key = 'service-recovery');

insert into next_action (id, key, label, channel, cost_minor, currency, capacity_week, segment, experiment, effect,
    active, made_by, made_at, version)
select (select coalesce(max(id), 0) from next_action) + 1, 'win-back-10', '', 1, 500, '', 200,
    '{"metric":"lifecycle_stage","in":["inactive","lost"]}', '', 0.05, 0, 0, 0, 1
where not exists (select 1 from next_action where key = 'win-back-10');

insert into next_action (id, key, label, channel, cost_minor, currency, capacity_week, segment, experiment, effect,
    active, made_by, made_at, version)
select (select coalesce(max(id), 0) from next_action) + 1, 'pause-or-smaller-plan', '', 1, 0, '', null,
    '{"metric":"contract","in":["paid"]}', '', 0.1, 0, 0, 0, 1
where not exists (select 1 from next_action where key = 'pause-or-smaller-plan');

-- When a cancelled subscription is lost revenue, and what losing one of several is (workspace/preset.h).
alter table workspace add column churn_recognition TEXT not null default 'end';
alter table workspace add column partial_loss TEXT not null default 'contraction';

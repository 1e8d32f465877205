-- A whole report each. `id` is the digest of a token that is not kept, and `sealed` opens with that token only.
create table fairlead.plans (
  id bytea primary key,
  stored timestamptz not null default now(),
  sealed bytea not null
);
-- Compressed before it was sealed: compressing it once more only costs.
alter table fairlead.plans alter column sealed set storage external;
create index plans_stored on fairlead.plans (stored);

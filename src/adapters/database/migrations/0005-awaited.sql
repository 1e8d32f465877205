-- A check may conclude for want of something that is being made, such as Terraform's plan.
alter table fairlead.checks
  add column awaits boolean not null default false,
  -- Something came while it ran: whether that was what it lacks, it finds out by being judged again.
  add column nudged boolean not null default false;

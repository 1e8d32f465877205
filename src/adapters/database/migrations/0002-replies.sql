-- Null: a merge group, or a check from before this was kept.
alter table fairlead.checks add column base_ref text;

create table fairlead.commanded (
  repository bigint not null,
  pull_request integer not null,
  comment bigint not null,
  author text not null,
  commands integer not null,
  at timestamptz not null default now(),
  primary key (repository, comment)
);
create index commanded_by_author on fairlead.commanded (repository, pull_request, author, at);

create table fairlead.replies (
  repository bigint not null,
  comment bigint not null,
  check_id uuid not null,
  rest text not null,
  reply bigint,
  told boolean not null default false,
  primary key (repository, comment)
);
create index replies_of_check on fairlead.replies (check_id) where not told;

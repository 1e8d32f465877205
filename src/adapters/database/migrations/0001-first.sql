create table fairlead.deliveries (
  id text primary key,
  event text not null,
  action text,
  payload jsonb not null,
  received timestamptz not null default now(),
  state text not null default 'stored' check (state in ('stored', 'done', 'failed')),
  attempts integer not null default 0,
  error text
);
create index deliveries_received on fairlead.deliveries (received);

create table fairlead.repositories (
  id bigint primary key,
  installation bigint not null,
  owner text not null,
  name text not null
);

create table fairlead.pull_requests (
  repository bigint not null references fairlead.repositories,
  number integer not null,
  generation bigint not null default 0,
  comment_id bigint,
  comment_intended boolean not null default false,
  primary key (repository, number)
);

create table fairlead.pull_request_heads (
  repository bigint not null,
  number integer not null,
  head text not null,
  first_seen timestamptz not null default now(),
  primary key (repository, number, head),
  foreign key (repository, number) references fairlead.pull_requests
);

create table fairlead.checks (
  id uuid primary key,
  repository bigint not null references fairlead.repositories,
  pull_request integer,
  base text not null,
  head text not null,
  generation bigint not null,
  state text not null default 'requested' check (state in ('requested', 'running', 'superseded', 'concluded')),
  worker text,
  heartbeat timestamptz not null default now(),
  attempts integer not null default 0,
  check_run_id bigint,
  annotations_sent integer not null default 0,
  conclusion text,
  digest text,
  error text,
  superseded_by text,
  requested timestamptz not null default now(),
  concluded timestamptz
);
create index checks_of_subject on fairlead.checks (repository, pull_request, head);
create index checks_open on fairlead.checks (heartbeat) where state <> 'concluded';

create table fairlead.once (
  key text primary key,
  begun timestamptz not null default now(),
  result bigint
);

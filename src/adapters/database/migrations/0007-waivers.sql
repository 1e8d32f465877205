-- Exceptions that commands ask for and grant. Rows stay: numbers are never given twice.
create table fairlead.waivers (
  repository bigint not null references fairlead.repositories,
  number integer not null,
  pull_request integer not null,
  base_ref text not null,
  head text not null,
  state text not null check (state in ('asked', 'granted', 'withdrawn', 'expired')),
  rule text not null,
  findings jsonb not null,
  reason text not null,
  ticket text,
  -- All times are milliseconds of the program's clock.
  duration bigint not null,
  asked_by text not null,
  asked_at bigint not null,
  owner text,
  until bigint,
  warn_at bigint,
  warned boolean not null default false,
  -- Whoever is about to warn has it for a while, so that no two do.
  warning timestamptz,
  -- The command it comes from, and the one that confirmed or withdrew it: carried out again after a crash, they find it.
  comment bigint not null,
  line integer not null,
  settled_comment bigint,
  settled_line integer,
  primary key (repository, number),
  unique (repository, comment, line),
  check (state = 'asked' or owner is not null or until is null)
);
create index waivers_open on fairlead.waivers (repository) where state in ('asked', 'granted');
create index waivers_ending on fairlead.waivers (until) where state = 'granted';

-- What a report found, as far as commands need it; the newest few of each pull request.
create table fairlead.told_reports (
  check_id uuid primary key references fairlead.checks,
  repository bigint not null,
  pull_request integer not null,
  head text not null,
  base_ref text,
  told timestamptz not null default now(),
  findings jsonb not null,
  total integer not null
);
create index told_reports_of_head on fairlead.told_reports (repository, pull_request, head, told);

alter table fairlead.checks
  -- The waivers that its report used, and when the first of them ends.
  add column waivers text[] not null default '{}',
  add column waived_until bigint,
  -- One of them has ended since: its verdict does not count any more.
  add column lapsed boolean not null default false;
create index checks_waived on fairlead.checks (repository, pull_request) where waived_until is not null and not lapsed;

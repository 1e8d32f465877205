-- Who did what, for ever. Each entry holds the hash of the one before, so that none can be changed or taken out.
create table fairlead.audit (
  seq bigint primary key,
  -- Milliseconds since 1970: exactly what the hash was made of.
  at bigint not null,
  repository text,
  actor text not null,
  action text not null,
  subject text not null,
  details jsonb not null,
  -- Set where the same thing may be reported twice, such as a command that is carried out again after a crash.
  key text unique,
  previous text not null,
  hash text not null
);
create index audit_repository on fairlead.audit (repository, seq);

-- The last entry: without it, entries could be cut off at the end. Its lock gives entries their order.
create table fairlead.audit_head (
  one boolean primary key default true check (one),
  seq bigint not null,
  hash text not null
);
insert into fairlead.audit_head (seq, hash) values (0, repeat('0', 64));

create function fairlead.refuse_audit_change() returns trigger language plpgsql as $$
begin
  raise exception 'entries of the audit log are never changed or removed';
end
$$;
create trigger audit_rows before update or delete on fairlead.audit
  for each row execute function fairlead.refuse_audit_change();
create trigger audit_table before truncate on fairlead.audit
  for each statement execute function fairlead.refuse_audit_change();

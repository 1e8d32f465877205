-- A delivery and its job in one round trip. `send` is the job queue's own statement, which takes `job`.
create function fairlead.store_delivery(
  given_id text, given_event text, given_action text, given_payload jsonb, send text, job text
) returns boolean language plpgsql as $$
begin
  insert into fairlead.deliveries (id, event, action, payload)
  values (given_id, given_event, given_action, given_payload)
  on conflict (id) do nothing;
  if not found then
    return false;
  end if;
  execute send using job;
  return true;
end
$$;

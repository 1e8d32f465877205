import { randomUUID } from "node:crypto";
import { Client } from "pg";
import { inject } from "vitest";

/** A new, empty database on the run's PostgreSQL; its URL. */
export async function createDatabase(): Promise<string> {
  const connection = inject("postgres");
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  const client = new Client(connection);
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const { user, password, host, port } = connection;
  return `postgresql://${user}:${encodeURIComponent(password)}@/${name}?host=${encodeURIComponent(host)}&port=${port}`;
}

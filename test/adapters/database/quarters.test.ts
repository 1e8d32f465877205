import { chmod, lstat, mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { unprivilegedUser } from "../../../src/adapters/database/postgres-binaries.ts";
import { findQuarters, temporaryFor } from "../../../src/adapters/database/quarters.ts";

/** Somebody who is not us, so that modes decide. */
const stranger = { uid: 65_534, gid: 65_534 };

let folder: string;
let data: string;
let elsewhere: string;

beforeEach(async () => {
  folder = await mkdtemp(join(await temporaryFor(await unprivilegedUser()), "fairlead-quarters-"));
  data = join(folder, "home", "data");
  elsewhere = join(folder, "elsewhere");
  await mkdir(data, { recursive: true, mode: 0o711 });
  await chmod(folder, 0o711);
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test("the cluster lies in its data directory where PostgreSQL's user can get to it", async () => {
  expect(await findQuarters(data, stranger, elsewhere)).toEqual({ directory: data, cluster: join(data, "postgres") });
  expect(await readdir(folder)).toEqual(["home"]);
});

test("below a closed folder the cluster lies elsewhere, and is found there again", async () => {
  await chmod(dirname(data), 0o700);

  const quarters = await findQuarters(data, stranger, elsewhere);

  expect(dirname(quarters.directory)).toBe(elsewhere);
  expect((await stat(quarters.directory)).mode & 0o777).toBe(0o711);
  expect((await lstat(join(data, "postgres"))).isSymbolicLink()).toBe(true);
  expect(await findQuarters(data, stranger, elsewhere)).toEqual(quarters);
});

test("a cluster that lay elsewhere and is gone is never replaced by an empty one", async () => {
  await chmod(dirname(data), 0o700);
  const { directory } = await findQuarters(data, stranger, elsewhere);
  await rm(directory, { recursive: true });

  await expect(findQuarters(data, stranger, elsewhere)).rejects.toThrow(/postgres, which is gone: bring it back/);
});

test("where nothing can be reached, the sentence says what to do and nothing is left behind", async () => {
  await chmod(dirname(data), 0o700);
  await mkdir(elsewhere);
  await chmod(folder, 0o700);

  const sentence = /the user nobody can reach neither .*data nor .*elsewhere .*: set FAIRLEAD_DATA_DIR/;
  await expect(findQuarters(data, stranger, elsewhere)).rejects.toThrow(sentence);
  expect(await readdir(elsewhere)).toEqual([]);
  expect(await readdir(data)).toEqual([]);
});

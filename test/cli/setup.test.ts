import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { parseSettings } from "../../src/cli/settings.ts";
import { setup } from "../../src/cli/setup.ts";
import type { Terminal } from "../../src/cli/verb.ts";
import { type Forge, startForge } from "../../src/forge/forge.ts";

let forge: Forge;
let directory: string;
let said: string;
let stopping: AbortController;

beforeEach(async () => {
  forge = await startForge();
  directory = await mkdtemp(join(tmpdir(), "fairlead-setup-"));
  said = "";
  stopping = new AbortController();
});

afterEach(async () => {
  stopping.abort();
  await forge.stop();
  await rm(directory, { recursive: true, force: true });
});

const args = ["--webhook-url", "https://fairlead.example.com/"];

test("the form leads to GitHub and back, and .env holds settings that serve takes", async () => {
  const ended = setup.run(args, terminal());
  const page = await (await fetch(await address())).text();
  const answer = await submit(page);
  expect(answer.status).toBe(200);

  expect(await ended).toBe(0);
  const file = join(directory, ".env");
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const parsed = parseSettings(parseEnv(await readFile(file, "utf8")), directory);
  expect(parsed).toMatchObject({ ok: true, settings: { apiUrl: forge.apiUrl } });
  const [app] = [...forge.state.apps.values()];
  expect(parsed.ok && parsed.settings.appId).toBe(app?.id);
  expect(said).not.toContain("PRIVATE KEY");
});

test("the form opens once, with the token only, under its own name only", async () => {
  const ended = setup.run(args, terminal());
  const url = await address();
  const { origin, port } = new URL(url);

  expect((await fetch(`${origin}/`)).status).toBe(403);
  expect((await fetch(`${origin}/?token=guess`)).status).toBe(403);
  expect((await fetch(url.replace("127.0.0.1", "localhost"))).status).toBe(403);
  expect((await fetch(`${origin}/created?code=stolen&state=guess`)).status).toBe(403);
  expect((await fetch(url)).status).toBe(200);
  expect((await fetch(url)).status).toBe(403);
  expect((await fetch(`${origin}/created?code=stolen&state=guess`)).status).toBe(403);
  expect(port).not.toBe("0");

  stopping.abort();
  await expect(ended).rejects.toThrow("Nothing was written");
});

test("a .env that exists is never touched", async () => {
  await writeFile(join(directory, ".env"), "KEEP=me\n");

  expect(await setup.run(args, terminal())).toBe(2);

  expect(await readFile(join(directory, ".env"), "utf8")).toBe("KEEP=me\n");
});

function terminal(): Terminal {
  const out = (text: string): void => {
    said += text;
  };
  return {
    env: { GITHUB_URL: forge.url },
    directory,
    colours: false,
    interactive: false,
    clock: Date,
    out,
    err: out,
    signal: stopping.signal,
  };
}

function address(): Promise<string> {
  return vi.waitFor(() => {
    const [url] = /http:\/\/127\S+/.exec(said) ?? [];
    if (url === undefined) throw new Error("No address yet.");
    return url;
  });
}

/** What a browser does with the form. */
async function submit(page: string): Promise<Response> {
  const plain = (text: string): string => text.replaceAll("&quot;", '"').replaceAll("&amp;", "&");
  const [, action = ""] = /action="([^"]*)"/.exec(page) ?? [];
  const [, manifest = ""] = /value="([^"]*)"/.exec(page) ?? [];
  return fetch(plain(action), { method: "POST", body: new URLSearchParams({ manifest: plain(manifest) }) });
}

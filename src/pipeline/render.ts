import { availableParallelism } from "node:os";
import type { Application, DiscoveredApplication, Part } from "../domain/application.ts";
import { messageOf } from "../errors.ts";
import type { SourceTree } from "../ports/git.ts";
import type { RenderStore } from "../ports/renders.ts";
import { rendererNamed } from "../renderers/index.ts";
import { joined } from "../renderers/joined.ts";
import type { Rendering, RenderLimits, RenderPorts } from "../renderers/renderer.ts";
import { ByteCache } from "../sources/byte-cache.ts";
import { fingerprint } from "./affected.ts";
import { afterBuild } from "./after-build.ts";
import { withDeliveries } from "./deliver.ts";
import { forSameCluster } from "./discover/for-environment.ts";
import { consulted, keep, recall } from "./kept-renderings.ts";
import type { RenderSetting } from "./render-setting.ts";
import { createSlots } from "./slots.ts";

/** Renders applications, each content once. */
export type Renders = {
  /** All parts of an application, and what their manifests bring with them. */
  render(application: DiscoveredApplication, tree: SourceTree, setting: RenderSetting): Promise<Rendering>;
  /** Its parts alone: for whoever looks for what they declare, and need not wait for charts. */
  renderOwn(application: DiscoveredApplication, tree: SourceTree, setting: RenderSetting): Promise<Rendering>;
};

type RendersOptions = {
  /** About how much text of manifests is kept; 64 MiB unless told. */
  readonly maxBytes?: number;
  /** How many programs run at once; one per processor unless told. */
  readonly concurrency?: number;
  readonly limits?: RenderLimits;
  /** Where renderings of programs outlive this process; without one they do not. */
  readonly store?: RenderStore;
};

const defaultLimits: RenderLimits = { timeoutMs: 60_000, maxOutputBytes: 128 * 1024 * 1024 };

/**
 * A renderer's answer is kept by what it read and the versions of its tools, and asked for once however
 * many want it. What holds values of secrets is kept in memory only: they never reach a disk through here.
 * Answers that may be different next time, such as a time limit, are not kept.
 */
export function createRenders(options: RendersOptions = {}): Renders {
  const limits = options.limits ?? defaultLimits;
  const kept = new ByteCache<string, Rendering>(options.maxBytes ?? 64 * 1024 * 1024);
  const running = new Map<string, Promise<Rendering>>();
  const slots = createSlots(options.concurrency ?? availableParallelism());

  async function renderPart(
    application: Application,
    part: Part,
    tree: SourceTree,
    setting: RenderSetting,
  ): Promise<Rendering> {
    const key = JSON.stringify([fingerprint(part, tree), await versionsOf(part, setting), limits]);
    const known = kept.get(key);
    if (known !== undefined) return own(known, application);
    const shared = running.get(key);
    // Another's signal is not ours: what is shared may be cancelled by whoever began it.
    if (shared !== undefined) {
      const rendering = await shared.catch(() => undefined);
      setting.signal?.throwIfAborted();
      if (rendering !== undefined) return own(rendering, application);
    }
    const begun = renderOrRecall(key, application, part, tree, setting);
    running.set(key, begun);
    try {
      const rendering = await begun;
      if (rendering.status !== "errored") kept.set(key, rendering, weigh(rendering));
      return rendering;
    } finally {
      if (running.get(key) === begun) running.delete(key);
    }
  }

  async function renderOrRecall(
    key: string,
    application: Application,
    part: Part,
    tree: SourceTree,
    setting: RenderSetting,
  ): Promise<Rendering> {
    // What no program made is made again sooner than it is read from a disk.
    const store = rendererNamed(part.renderer)?.tools.length === 0 ? undefined : options.store;
    const recalled = store && (await recall(key, store, setting.charts, setting.signal));
    if (recalled !== undefined) return own(recalled, application);
    const { charts, heard } = consulted(setting.charts);
    // One signal is one check: a small one is not kept waiting by a large one.
    const rendering = await slots(setting.signal ?? setting, () =>
      renderOnce(application, part, tree, { ...setting, charts, limits }),
    );
    if (store !== undefined) await keep(key, rendering, heard, store);
    return rendering;
  }

  const renderOwn: Renders["renderOwn"] = async (application, tree, setting) =>
    joined(await Promise.all(application.parts.map((part) => renderPart(application, part, tree, setting))));

  return {
    renderOwn,
    async render(application, tree, setting) {
      return withDeliveries(await renderOwn(application, tree, setting), application, tree, {
        setting,
        renderPart: (part) => renderPart(application, forSameCluster(application, part), tree, setting),
      });
    },
  };
}

async function renderOnce(
  application: Application,
  part: Part,
  tree: SourceTree,
  ports: RenderPorts,
): Promise<Rendering> {
  ports.signal?.throwIfAborted();
  const renderer = rendererNamed(part.renderer);
  if (renderer === undefined)
    return { status: "errored", reason: `There is no renderer ${JSON.stringify(part.renderer)}.` };
  try {
    const { name, environment, why } = application;
    const subject = { name, environment, why, path: part.path, renderer: part.renderer, recipe: part.recipe };
    return afterBuild(await renderer.render(subject, tree, ports), subject);
  } catch (error) {
    ports.signal?.throwIfAborted();
    return { status: "errored", reason: `${part.path} could not be rendered: ${messageOf(error)}` };
  }
}

async function versionsOf({ renderer }: Part, { tools }: Pick<RenderPorts, "tools">): Promise<readonly string[]> {
  const found = await Promise.all((rendererNamed(renderer)?.tools ?? []).map((tool) => tools.find(tool)));
  return found.map((tool) => (tool.status === "found" ? tool.version : tool.reason));
}

/** Kept under content, so another application of the same content may have asked first. */
function own(rendering: Rendering, { name, environment }: Application): Rendering {
  if (rendering.status === "errored") return rendering;
  const findings = rendering.findings.map((finding) => ({ ...finding, application: name, environment }));
  return { ...rendering, findings };
}

/** Objects take several times their text. */
function weigh(rendering: Rendering): number {
  if (rendering.status !== "rendered") return 1024;
  const objects = [...rendering.manifests, ...(rendering.documents ?? [])];
  return objects.reduce((sum, { object }) => sum + 512 + JSON.stringify(object).length, 1024);
}

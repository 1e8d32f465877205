import type { DiscoveredApplication } from "../../domain/application.ts";
import type { DiscoveryConfig } from "./config.ts";
import type { Declared } from "./declare.ts";

type Reconciled = { readonly named: readonly DiscoveredApplication[]; readonly declared: readonly Declared[] };

/**
 * The configuration has the last word on a directory: what an application there is called, and where it goes.
 * How it is rendered stays what an engine's object says, unless the configuration says that as well; and so
 * does where it goes, which may be several environments, when neither the configuration nor the path says.
 */
export function reconcile(
  named: readonly DiscoveredApplication[],
  declared: readonly Declared[],
  config: Pick<DiscoveryConfig, "applications">,
): Reconciled {
  const left = new Set(declared);
  const sayHow = new Set(config.applications.filter(saysHow).map(({ name }) => name));
  const reconciled = named.flatMap((one) => {
    const there = [...left].filter(({ path }) => path === one.path);
    const same = there.filter(({ environment }) => environment === one.environment);
    if (sayHow.has(one.name)) {
      for (const other of same) left.delete(other);
      return [one];
    }
    const twin = same.find(({ name }) => name === one.name) ?? same[0];
    const twins = twin !== undefined ? [twin] : one.environment === "default" ? there : [];
    for (const each of twins) left.delete(each);
    return twins.length === 0 ? [one] : twins.map((each) => renderedAs(one, each));
  });
  return { named: reconciled, declared: [...left] };
}

/** What the configuration names and no engine's object has rendered. */
export function withoutTwins(
  named: readonly DiscoveredApplication[],
  declared: readonly Declared[],
  config: Pick<DiscoveryConfig, "applications">,
): readonly DiscoveredApplication[] {
  const own = new Set(reconcile(named, declared, config).named);
  return named.filter((one) => own.has(one));
}

function saysHow({ values, release, namespace }: DiscoveryConfig["applications"][number]): boolean {
  return values.length > 0 || release !== undefined || namespace !== undefined;
}

function renderedAs({ name, path }: DiscoveredApplication, twin: Declared): DiscoveredApplication {
  const { longerNames: _, declaredAt: __, ...declared } = twin;
  const key = JSON.stringify([path, declared.environment]);
  return { ...declared, name, key, why: `The configuration names it. ${declared.why}` };
}

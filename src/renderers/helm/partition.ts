type Files = ReadonlyMap<string, Uint8Array>;

/** A chart's own files, and what lies in its `charts/`: folders that are charts, and archives. */
export function partition(files: Files): {
  readonly own: Files;
  readonly vendored: ReadonlyMap<string, Files | Uint8Array>;
} {
  const own = new Map<string, Uint8Array>();
  const folders = new Map<string, Map<string, Uint8Array>>();
  const archives = new Map<string, Uint8Array>();
  for (const [path, bytes] of files) {
    const [first = "", name = "", ...rest] = path.split("/");
    if (first !== "charts" || name === "") own.set(path, bytes);
    // Helm passes over such names, and over files that are no archives.
    else if (/^[_.]/.test(name)) continue;
    else if (rest.length === 0) {
      if (name.endsWith(".tgz")) archives.set(name, bytes);
    } else folders.set(name, (folders.get(name) ?? new Map()).set(rest.join("/"), bytes));
  }
  return { own, vendored: new Map<string, Files | Uint8Array>([...folders, ...archives]) };
}

import { type Unpacked, unpackGzippedTar } from "../../sources/gzipped-tar.ts";

/** Enough for any chart that people write; Helm itself stops at 100 MiB. */
const maxUnpackedBytes = 100 * 1024 * 1024;
const maxFiles = 20_000;

/** The files of a chart's archive, by path below the chart's own folder. What no `helm package` writes is refused. */
export function unpackChart(archive: Uint8Array, maxBytes = maxUnpackedBytes): Unpacked {
  const unpacked = unpackGzippedTar(archive, { maxBytes, maxFiles });
  if (unpacked.status === "refused") return unpacked;
  const files = new Map<string, Uint8Array>();
  for (const [path, content] of unpacked.files) {
    // A packed chart is one folder; what lies beside it is no part of the chart.
    const slash = path.indexOf("/");
    if (slash >= 0) files.set(path.slice(slash + 1), content);
  }
  if (files.has("Chart.yaml")) return { status: "unpacked", files };
  return { status: "refused", reason: "holds no Chart.yaml, so it is no chart" };
}

import { enableCompileCache } from "node:module";
import { workerData } from "node:worker_threads";

/*
 * Where a thread begins. Code is compiled anew in every thread unless the thread itself says where the
 * program keeps it compiled, and says so before anything is imported.
 */
const { compileCache } = workerData as { readonly compileCache: string | undefined };
if (compileCache !== undefined) enableCompileCache(compileCache);
await import("./evaluation.ts");

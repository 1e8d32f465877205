import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/global-setup.ts"],
    // Every core: much of a test's time is spent waiting for git, kustomize and PostgreSQL.
    maxWorkers: "100%",
    // Generous on purpose: a busy machine is no fault of the program's, and nothing may hang for ever.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});

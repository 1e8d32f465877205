import type { RepositoryConfig } from "../../config/schema.ts";

/** What of the repository's configuration discovery looks at. */
export type DiscoveryConfig = Pick<RepositoryConfig, "discovery" | "applications" | "environments">;

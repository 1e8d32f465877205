import { actions } from "./actions.ts";
import { apps } from "./apps.ts";
import { checks } from "./checks.ts";
import { comments } from "./comments.ts";
import { commits } from "./commits.ts";
import { deployments } from "./deployments.ts";
import { git } from "./git.ts";
import { issues } from "./issues.ts";
import type { Operation } from "./operation.ts";
import { pulls } from "./pulls.ts";
import { repositories } from "./repositories.ts";
import { reviews } from "./reviews.ts";

/** Every REST operation. To add one: its name in `openapi/names.ts`, its entry in the resource's file. */
export const operations: readonly Operation[] = [
  ...actions,
  ...apps,
  ...checks,
  ...comments,
  ...commits,
  ...deployments,
  ...git,
  ...issues,
  ...pulls,
  ...repositories,
  ...reviews,
];

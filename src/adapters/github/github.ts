import type { GitHub } from "../../ports/github.ts";
import type { Log } from "../../ports/log.ts";
import type { GitHubAccess } from "./access.ts";
import { createCheckRuns } from "./check-runs.ts";
import { createComments } from "./comments.ts";
import { createDeliveryLog } from "./delivery-log.ts";
import { createInstallations } from "./installations.ts";
import { createPeople } from "./people.ts";
import { createPullRequests } from "./pull-requests.ts";
import { createReviews } from "./reviews.ts";
import { createWorkflowArtifacts } from "./workflow-artifacts.ts";

/** Everything Fairlead asks of GitHub, as its installations. */
export function createGitHub(access: GitHubAccess, log: Log): GitHub {
  return {
    checkRuns: createCheckRuns(access),
    comments: createComments(access),
    reviews: createReviews(access, log),
    pullRequests: createPullRequests(access),
    people: createPeople(access),
    installations: createInstallations(access),
    deliveryLog: createDeliveryLog(access),
    artifacts: createWorkflowArtifacts(access),
  };
}

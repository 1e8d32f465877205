import type { ProbotOctokit } from "probot";

/** The client Probot hands out, with its plugins. */
export type Octokit = InstanceType<typeof ProbotOctokit>;

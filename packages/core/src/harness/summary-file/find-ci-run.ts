/** Where a CI says which run its jobs belong to. A job that is started again belongs to the same one. */
const VARIABLES = [
  ["github", "GITHUB_RUN_ID"],
  ["gitlab", "CI_PIPELINE_ID"],
  ["azure", "BUILD_BUILDID"],
  ["circleci", "CIRCLE_WORKFLOW_ID"],
  ["buildkite", "BUILDKITE_BUILD_ID"],
] as const;

/** Finds the run of CI that this process is part of, for example `github 1234`. */
export function findCiRun(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const found = VARIABLES.find(([, variable]) => (environment[variable] ?? "") !== "");
  return found && `${found[0]} ${environment[found[1]]}`;
}

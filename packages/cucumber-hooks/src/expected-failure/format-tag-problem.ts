import { toLogLine } from "@picklejar/core/integration";

import type { TagProblem } from "./check-tags.js";

/** `features/audit.feature:12:3: @tdd_issue_991 stands without @tdd_issue: add @tdd_issue`, which editors and terminals can follow. */
export function formatTagProblem({ file, line, column, severity, problem, cure }: TagProblem): string {
  return toLogLine(`${file}:${line}:${column}: ${severity === "warning" ? "warning: " : ""}${problem}: ${cure}`);
}

import { basename } from "node:path";

import { findFileRunner } from "../../evidence/retained/file-runner.js";
import { nameRetainedRun } from "../../evidence/retained/retained-directory.js";
import { findPicklejar } from "../../modules/find-package.js";
import { readOwnerRecord } from "../../runs/owner-record.js";
import type { RunDirectory } from "../../runs/run-directory.js";
import { findCiRun } from "./find-ci-run.js";
import { findShard, type Shard } from "./find-shard.js";

/** What the file of `PICKLEJAR_SUMMARY_FILE` says of the run itself, before what it did; plain data. `picklejar merge` tells runs by it. */
export interface SummaryHead {
  /** Version of the file's form. */
  readonly picklejar: 1;
  /** Of `@picklejar/core`. */
  readonly version: string;
  /** Name of the run, which its folder in `.picklejar/failed` has too. */
  readonly run: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** What the test runner exited with. Absent where it was killed before that. */
  readonly exitCode?: number;
  /** The part of the suite that ran; absent where it is not known to be a part. */
  readonly shard?: Shard;
  /** The run of CI that it was part of, for example `github 1234`. */
  readonly ciRun?: string;
  /** Name of the file whose process this is about: with `node --test`, each file has a run of its own. */
  readonly onlyFile?: string;
}

/** Says which run a summary is about. Call it while its directory is there. */
export function describeSummaryHead(run: RunDirectory): Omit<SummaryHead, "exitCode"> {
  const shard = findShard(process.argv, process.env);
  const ciRun = findCiRun(process.env);
  const fileRunner = findFileRunner();
  return {
    picklejar: 1,
    version: findPicklejar(import.meta.dirname)?.version ?? "",
    run: nameRetainedRun(run),
    startedAt: readOwnerRecord(run.path)?.startedAt ?? "",
    ...(shard && { shard }),
    ...(ciRun !== undefined && { ciRun }),
    ...(fileRunner && { onlyFile: basename(fileRunner.file) }),
  };
}

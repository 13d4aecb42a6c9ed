import { readFileSync } from "node:fs";

import { hasErrorCode } from "../../errors/error-code.js";
import { messageOf } from "../../errors/message-of.js";
import { type Fields, fieldsOf, isFields, optional, readNumber, readText } from "../../evidence/recorder/read/fields.js";
import type { ExpectedFailureSummary } from "../../harness/expected-failures/expected-failure-summary.js";
import type { RunSummary } from "../../harness/summary/run-summary.js";
import { parseShard } from "../../harness/summary-file/find-shard.js";
import type { SummaryHead } from "../../harness/summary-file/summary-head.js";

/** What a merge takes from the summary of a shard. */
export interface ShardSummary
  extends
    SummaryHead,
    Pick<RunSummary, "databases" | "origins" | "totalMs" | "hooksMs" | "templates" | "openConnections" | "notRetained"> {
  readonly expectedFailures: ExpectedFailureSummary;
}

/** A summary, or why there is none: a clause about its folder. */
export type FoundSummary = { readonly summary: ShardSummary } | { readonly summary?: never; readonly problem: string };

/** Reads the summary of a shard without trusting its shape: it may be cut, or of another version. */
export function readShardSummary(path: string): FoundSummary {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if (hasErrorCode(error, "ENOENT"))
      return { problem: "has no summary: set PICKLEJAR_SUMMARY_FILE=.picklejar/summary.json where its tests run" };
    return { problem: `has a summary that is cut, or was changed: ${messageOf(error)}` };
  }
  const fields = fieldsOf(content);
  const { picklejar } = fields;
  if (picklejar === undefined) return { problem: "has a summary.json that is not picklejar's, or of a version before merge" };
  if (picklejar !== 1)
    return {
      problem: `has a summary of form ${JSON.stringify(picklejar).slice(0, 20)}, and this picklejar knows form 1: merge with the version that ran the tests`,
    };
  if ("shards" in fields) return { problem: "was merged already: merge the folders of its shards" };
  if (isWritten(fields)) return { summary: toSummary(fields) };
  return { problem: `has a summary that was changed: "${findFlaw(fields)}" is not as picklejar writes it` };
}

/** A summary in a file, as far as it is looked at. */
interface WrittenSummary extends Omit<
  ShardSummary,
  "exitCode" | "shard" | "ciRun" | "onlyFile" | "openConnections" | "expectedFailures"
> {
  readonly openConnections: WrittenConnections;
  readonly expectedFailures?: ExpectedFailureSummary;
}

/** The hooks of each runner have their own word for a test. */
interface WrittenConnections {
  readonly tests?: number;
  readonly scenarios?: number;
  readonly first: readonly { readonly test?: string; readonly scenario?: string; readonly paths: readonly string[] }[];
  readonly isLibsqlLoaded?: boolean;
}

function isWritten(fields: Fields): fields is Fields & WrittenSummary {
  return findFlaw(fields) === undefined;
}

/** Names the first field that is not as picklejar writes it. */
function findFlaw(fields: Fields): string | undefined {
  return REQUIRED.find(([name, isRight]) => !isRight(fields[name]))?.[0];
}

type Check = (value: unknown) => boolean;

const isNumber: Check = (value) => readNumber(value) !== undefined;
const isText: Check = (value) => typeof value === "string";

function isList(...checks: readonly (readonly [name: string, check: Check])[]): Check {
  const isItem: Check = (item) => isFields(item) && checks.every(([name, check]) => check(item[name]));
  return (value) => Array.isArray(value) && value.every(isItem);
}

const isPlaceList = isList(["file", isText], ["line", isNumber]);
const isTextList: Check = (value) => Array.isArray(value) && value.every(isText);
const isNumberList: Check = (value) => Array.isArray(value) && value.every(isNumber);
const PLACE = [
  ["file", isText],
  ["line", isNumber],
  ["scenario", isText],
] as const;
const JUDGED = [...PLACE, ["issues", isNumberList]] as const;
const isFailingList = isList(...PLACE, ["step", isText], ["error", isText]);
const isUnexpectedPassList = isList(...JUDGED, ["tagsToRemove", isPlaceList], ["tagsToKeep", isTextList]);

const isExpectedFailures: Check = (value) => {
  if (value === undefined) return true;
  const { stillFailing, unexpectedPasses, otherFailures, notJudged } = fieldsOf(value);
  return (
    isList(["issue", isNumber], ["scenarios", isFailingList])(stillFailing) &&
    isUnexpectedPassList(unexpectedPasses) &&
    isList(...JUDGED, ["reason", isText])(otherFailures) &&
    isList(...JUDGED)(notJudged)
  );
};

const isTemplateList = isList(
  ["database", isText],
  ["origin", isText],
  ["fingerprint", isText],
  ["sizeBytes", isNumber],
  ["buildMs", isNumber],
);

const isNote: Check = (value) => {
  const { test, scenario, paths } = fieldsOf(value);
  return isText(test ?? scenario) && isTextList(paths);
};

const isOpenConnections: Check = (value) => {
  const { tests, scenarios, first } = fieldsOf(value);
  return isNumber(tests ?? scenarios) && Array.isArray(first) && first.every(isNote);
};

const REQUIRED: readonly (readonly [name: string, check: Check])[] = [
  ["version", isText],
  ["run", isText],
  ["startedAt", isText],
  ["databases", isNumber],
  ["origins", (value) => isFields(value) && Object.values(value).every(isNumber)],
  ["totalMs", isNumber],
  ["hooksMs", isNumber],
  ["templates", isTemplateList],
  ["openConnections", isOpenConnections],
  ["notRetained", isNumber],
  ["expectedFailures", isExpectedFailures],
];

const NO_EXPECTED_FAILURES: ExpectedFailureSummary = {
  stillFailing: [],
  unexpectedPasses: [],
  otherFailures: [],
  notJudged: [],
};

function toSummary(fields: Fields & WrittenSummary): ShardSummary {
  const { version, run, startedAt, databases, origins, totalMs, hooksMs, templates, notRetained, openConnections } = fields;
  const { index, total } = fieldsOf(fields["shard"]);
  return {
    picklejar: 1,
    version,
    run,
    startedAt,
    ...optional("exitCode", readNumber(fields["exitCode"])),
    ...optional("shard", parseShard(`${String(index)}/${String(total)}`)),
    ...optional("ciRun", readText(fields["ciRun"])),
    ...optional("onlyFile", readText(fields["onlyFile"])),
    databases,
    origins,
    totalMs,
    hooksMs,
    templates,
    openConnections: {
      tests: openConnections.tests ?? openConnections.scenarios ?? 0,
      first: openConnections.first.map(({ test, scenario, paths }) => ({ test: test ?? scenario ?? "", paths })),
      isLibsqlLoaded: openConnections.isLibsqlLoaded === true,
    },
    notRetained,
    expectedFailures: fields.expectedFailures ?? NO_EXPECTED_FAILURES,
  };
}

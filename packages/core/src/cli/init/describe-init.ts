import type { FoundProject } from "./find-project/find-project.js";
import type { Plan } from "./plan.js";
import type { ProposedFile } from "./files/proposed-file.js";

/** A proposed file whose path is taken. */
export interface PresentFile {
  readonly file: ProposedFile;
  readonly state: "same" | "other";
}

/** Says what was found. */
export function describeFindings({
  folder,
  language,
  packageManager,
  migrations,
  runner,
  problems,
}: FoundProject): readonly string[] {
  const { directory, rootDirectory } = folder;
  const workspace = rootDirectory === directory ? "" : `, in the workspace "${rootDirectory}"`;
  const others = runner.others.length === 0 ? "" : `; also found: ${runner.others.join(", ")}`;
  return [
    `project      "${directory}"${workspace}`,
    `language     ${language.name}, ${language.modules}`,
    `packages     ${packageManager.name} (${packageManager.evidence ?? "no lock file was found"})`,
    `migrations   ${migrations.tool}: "${migrations.location}"${migrations.evidence === migrations.location ? "" : ` (${migrations.evidence})`}`,
    `test runner  ${runner.title} (${runner.evidence})${others}`,
    ...problems.map((problem) => `not used     ${problem}`),
  ];
}

/** Shows the files, with their content. */
export function describeFiles(missing: readonly ProposedFile[], present: readonly PresentFile[]): readonly string[] {
  return [
    ...missing.flatMap(({ path, content }) => ["", path, ...indent(content.trimEnd().split("\n"))]),
    ...(present.length === 0 ? [] : [""]),
    ...present.map(({ file, state }) =>
      state === "same" ? `${file.path} is there already.` : `${file.path} is there with other content, and stays as it is.`,
    ),
  ];
}

/** Says what is left to do, in order. */
export function describeNext({ edits, notes, install, run }: Plan): readonly string[] {
  const steps = [
    ...(install === undefined ? [] : [{ title: "Install what package.json lacks:", lines: [install] }]),
    ...edits.map(({ path, action, lines }) => ({ title: `In ${path}, which init does not change, ${action}:`, lines })),
    { title: "Run the first test:", lines: [run] },
  ];
  return [
    ...notes.flatMap((note) => ["", note]),
    "",
    "Next:",
    ...steps.flatMap(({ title, lines }, index) => [`${index + 1}. ${title}`].concat(indent(lines))),
  ];
}

function indent(lines: readonly string[]): readonly string[] {
  return lines.map((line) => (line === "" ? "" : `     ${line}`));
}

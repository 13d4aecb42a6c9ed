import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

import { firstDifference, volatileColumnsOf } from "./compare-databases.mjs";
import { createOwner } from "./owners/index.mjs";
import { runStep } from "./run-step.mjs";

/** More than a second: `datetime('now')` is another. */
const OTHER_SECOND_MS = 1100;

/** Judges one project, whose databases go into a folder of their own in `scratch`. */
export async function judgeProject(project, scratch) {
  const folder = join(scratch, project.name);
  mkdirSync(folder);
  const owner = await createOwner(project);
  const { files } = owner;
  const ours = await build(project, folder, {});
  if (ours.error === undefined) return { files, ...(await compare(owner, folder, ours.path, "right")) };
  if (project.options === undefined) return { files, verdict: "refused", detail: `: ${describe(ours.error)}${await refusedToo(owner, folder)}` };
  const unnamed = Object.entries(project.options).filter(
    ([option, value]) => !(ours.error.message.includes(option) && [value].flat().every((part) => ours.error.message.includes(part))),
  );
  const options = JSON.stringify(project.options);
  if (unnamed.length > 0)
    return { files, verdict: "WRONG", detail: `: the error does not name ${JSON.stringify(Object.fromEntries(unnamed))}: ${describe(ours.error)}` };
  const again = await build(project, folder, project.options);
  if (again.error !== undefined) return { files, verdict: "refused", detail: `, with ${options} too: ${describe(again.error)}` };
  return { files, ...(await compare(owner, folder, again.path, "right with", ` ${options}, named by ${ours.error.code}`)) };
}

/** Builds the template in a process of its own, as a test run does. */
async function build({ owner, directory, module }, folder, options) {
  const path = join(folder, `ours-${Object.keys(options).length}.db`);
  const words = [owner === "module" ? module : "", path, JSON.stringify({ migrations: directory, ...options })];
  const { stdout } = await runStep(process.execPath, [join(import.meta.dirname, "build-template.mjs"), ...words], {
    env: { ...process.env, PICKLEJAR_DIR: folder, XDG_CACHE_HOME: join(folder, "cache") },
  });
  return { path, ...JSON.parse(stdout.trim().split("\n").at(-1)) };
}

async function compare(owner, folder, ours, verdict, detail = "") {
  const reference = join(folder, "reference.db");
  const failure = await failureOf(() => owner.migrate(reference));
  if (failure !== undefined) return { verdict: "WRONG", detail: `${detail}: only its owner refuses it: ${failure}` };
  const difference = firstDifference(ours, reference, owner);
  if (difference === undefined) return { verdict, detail };
  await setTimeout(OTHER_SECOND_MS);
  const second = join(folder, "second.db");
  await owner.migrate(second);
  const volatile = volatileColumnsOf(reference, second);
  const lasting = firstDifference(ours, reference, owner, volatile);
  return lasting === undefined ? { verdict, detail } : { verdict: "WRONG", detail: `${detail}: ${lasting}` };
}

async function refusedToo(owner, folder) {
  const failure = await failureOf(() => owner.migrate(join(folder, "reference.db")));
  return failure === undefined ? "" : ` (so does its owner: ${failure})`;
}

async function failureOf(run) {
  try {
    await run();
    return undefined;
  } catch (error) {
    return oneLine(error.message);
  }
}

function describe({ code, message }) {
  return `${code}: ${oneLine(message)}`;
}

function oneLine(text) {
  return text.trim().replaceAll(/\s*\n\s*/g, " | ");
}

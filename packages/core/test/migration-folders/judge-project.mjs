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
  const given = {};
  const named = [];
  let ours = await build(project, folder, given);
  for (const [option, value] of Object.entries(project.options ?? {})) {
    if (ours.error === undefined) break;
    const what = `${option}: ${JSON.stringify(value)}`;
    if (!isNamed(ours.error.message, option, value))
      return { files, verdict: "WRONG", detail: `: no error names ${what}, but ${describe(ours.error)}` };
    named.push(`${what} (named by ${ours.error.code})`);
    given[option] = value;
    ours = await build(project, folder, given);
  }
  const detail = named.length === 0 ? "" : ` ${named.join(", ")}`;
  if (ours.error !== undefined)
    return {
      files,
      verdict: "refused",
      detail: `${detail && `, with${detail} too`}: ${describe(ours.error)}${await refusedToo(owner, folder)}`,
    };
  return { files, ...(await compare(owner, folder, ours.path, named.length === 0 ? "right" : "right with", detail)) };
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

/** Whether a message names an option and its value; a list is the user's own choice. */
function isNamed(message, option, value) {
  return message.includes(option) && (Array.isArray(value) || message.includes(value));
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

import { describeDifference } from "../../evidence/diff/describe-difference.js";
import type { TemplateVerification } from "./verify-database.js";

/** Describes the verification of one template, and what to do. */
export function describeVerification(verification: TemplateVerification): string[] {
  const { database, kind, repetition, production } = verification;
  const subject = `${database}: the ${kind} template`;
  const maker = kind === "seeded" ? "seed" : "migrations";
  if (repetition !== undefined) {
    return [
      `${subject} is another each time: two builds from the same code differ.`,
      ...indent(describeDifference(repetition)),
      `  Give times, random values and ids fixed values in the ${maker}: tests would see one of many outcomes.`,
    ];
  }
  if (production !== undefined) {
    return [
      `${subject} is not what production gets: a database migrated at its own path differs from it.`,
      ...indent(describeDifference(production)),
      `  Look for what in the ${maker} depends on the path, or on pragmas like journal_mode, synchronous and locking_mode.`,
    ];
  }
  return describeCached(subject, verification);
}

function describeCached(subject: string, { cached, kind }: TemplateVerification): string[] {
  const same = `${subject} is what real migrations${kind === "seeded" ? " and the seed" : ""} make, twice alike`;
  if (cached.state === "same") return [`${same}, and the same as in the cache.`];
  if (cached.state === "missing") return [`${same}; none is cached to compare it with.`];
  if (cached.state === "not-compared") return [`${same}; no cache is used (PICKLEJAR_TEMPLATE=off).`];
  if (cached.state === "damaged") {
    return [
      `${subject} in the cache is damaged: ${cached.problem} ("${cached.path}").`,
      "  Find out what writes to it, and run picklejar clean; the next build makes it again.",
    ];
  }
  return [
    `${subject} in the cache is not what the code makes now ("${cached.path}"), under the same fingerprint.`,
    ...indent(describeDifference(cached.difference)),
    "  Something decides that the fingerprint does not cover: name its files under inputs, or its variables under environmentInputs.",
    "  Then run picklejar build; picklejar clean removes the stale template.",
  ];
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

import { chmodSync, closeSync, fsyncSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

import type { ResolvedDatabase } from "../../config/database-config.js";
import { digestFile } from "../../files/identity/digest-file.js";
import { noteFile } from "../../files/identity/file-identity.js";
import { createBuildDirectory } from "./build-directory.js";
import type { OnBuildProgress } from "./build-progress.js";
import { findTemplate } from "../find-template.js";
import type { Fingerprint } from "../fingerprint/fingerprint.js";
import { makeTemplate, type MadeTemplate } from "../make-template.js";
import { writeManifest } from "../manifest.js";
import { addObserved, withoutDeclared } from "../fingerprint/observed-entries.js";
import type { LazyBuilder } from "./lazy-builder.js";
import type { ObservedTemplate } from "./observe-making.js";
import { manifestPathOf, templatePathOf } from "../template-paths.js";
import { ownerOf } from "../prune-templates.js";
import { refuseChangedInputs } from "../fingerprint/refuse-changed-inputs.js";
import type { Template, TemplateManifest } from "../template.js";

/** What to build, and where. */
export interface BuildTemplateOptions {
  readonly database: ResolvedDatabase;
  /** What is declared. */
  readonly fingerprint: Fingerprint;
  /** Absolute; the template is published into it. */
  readonly cacheDirectory: string;
  /** A migrated template to seed; without it, an unseeded one is built from the migrations. */
  readonly migrated?: Template | undefined;
  /** Names of files that are declared, so that they need not be observed. */
  readonly declaredFiles?: ReadonlySet<string>;
  readonly onProgress?: OnBuildProgress | undefined;
  /** Observes what the project's code uses. Without it, the template is made in this process, and not observed. */
  readonly builder?: LazyBuilder | undefined;
}

/**
 * Builds one template and publishes it, complete or not at all. The caller holds the template's lock.
 *
 * @throws {@link MigrationError} `MIGRATION_FAILED`; {@link TemplateBuildError} `TEMPLATE_BUILD_FAILED`,
 * `TEMPLATE_INPUTS_CHANGED`.
 */
export async function buildTemplate(options: BuildTemplateOptions): Promise<Template> {
  const { database, fingerprint, cacheDirectory, migrated, onProgress, builder } = options;
  const directory = createBuildDirectory(cacheDirectory, fingerprint.hash);
  try {
    const path = join(directory, "template.db");
    const made: MadeTemplate & Partial<ObservedTemplate> =
      builder === undefined
        ? await makeTemplate({ database, path, migratedPath: migrated?.path, onProgress })
        : await builder.make({ path, migrated, onProgress });
    flush(made.sealedPath);
    await refuseChangedInputs(database, fingerprint, migrated === undefined ? "migrated" : "seeded");
    onProgress?.({ phase: "publishing" });
    return publish(made, options);
  } finally {
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** The manifest only records size and times: after a power cut these must not be there without the content. */
function flush(path: string): void {
  const descriptor = openSync(path, "r+");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  // It may hold what a seed wrote, which only this user may read.
  chmodSync(path, 0o400);
}

/** The template first, then its manifest: a template without one counts as missing. */
function publish(
  { sealedPath, observed: seen, ...built }: MadeTemplate & Partial<ObservedTemplate>,
  { database, fingerprint: declared, declaredFiles, cacheDirectory, migrated }: BuildTemplateOptions,
): Template {
  const observed = seen === undefined ? undefined : withoutDeclared(seen, declaredFiles);
  const fingerprint = observed === undefined ? declared : addObserved(declared, observed);
  const path = templatePathOf(cacheDirectory, fingerprint.hash);
  const existing = observed === undefined ? undefined : findTemplate(path);
  // Another project, or what was declared before, led to the same: somebody may use it.
  if (existing?.state === "found") return existing.template;
  const manifest: TemplateManifest = {
    ...built,
    fingerprint,
    ...(observed === undefined ? {} : { observed: { ...observed, declaredHash: declared.hash } }),
    owner: ownerOf(database, cacheDirectory),
    isSeeded: migrated !== undefined,
    ...noteFile(statSync(sealedPath)),
    contentHash: digestFile(sealedPath),
    builtAt: new Date().toISOString(),
  };
  renameSync(sealedPath, path);
  writeManifest(manifestPathOf(path), manifest);
  return { path, manifest };
}

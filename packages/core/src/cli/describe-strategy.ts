import type { ResolvedDatabase } from "../config/database-config.js";
import { chooseStrategy, type StrategyChoice, OVERLAY_FROM_BYTES } from "../strategies/choose-strategy.js";
import { readManifest } from "../template/manifest.js";
import { manifestPathOf } from "../template/template-paths.js";
import type { TemplateStatus } from "./inspect-template.js";

/** Says which strategy a run that begins now would use, as far as the template is there. */
export function describeStrategy({ strategy }: ResolvedDatabase, templates: readonly TemplateStatus[]): StrategyChoice {
  const forTests = templates.at(-1);
  const template = forTests?.state === "found" ? readManifest(manifestPathOf(forTests.path)) : undefined;
  if (template === undefined && (strategy === "auto" || strategy === "overlay")) {
    return {
      strategy: "copy",
      configured: strategy,
      reason:
        "until the template is built: overlay, if it is then in WAL mode" +
        (strategy === "auto" ? ` and has ${OVERLAY_FROM_BYTES / 1024 / 1024} MiB or more` : ""),
    };
  }
  return chooseStrategy({ configured: strategy, template });
}

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { renderPage } from "../../../../src/evidence/viewer/render-page.js";
import { SAMPLES } from "./samples.js";

// `pnpm --filter @picklejar/core page:samples FOLDER` writes a page for each sample, to be opened in a browser.
const folder = process.argv[2];
if (folder === undefined) throw new TypeError("expected a folder");
mkdirSync(folder, { recursive: true });
for (const [name, sample] of Object.entries(SAMPLES)) {
  const siblings = name === "shop" ? [{ label: "audit", href: "empty.html" }] : [];
  writeFileSync(join(folder, `${name}.html`), renderPage(sample(), { siblings }));
}

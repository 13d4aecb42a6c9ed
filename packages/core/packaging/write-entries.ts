// Writes what follows from the entries into package.json.
import { readFileSync, writeFileSync } from "node:fs";

import { describeExports } from "./package-exports.js";

const path = new URL("../package.json", import.meta.url);
const manifest: { publishConfig: object } = JSON.parse(readFileSync(path, "utf8"));
const { exports, typesVersions, published } = describeExports();
const written = { ...manifest, exports, typesVersions, publishConfig: { ...manifest.publishConfig, ...published } };
writeFileSync(path, `${JSON.stringify(written, undefined, 2)}\n`);

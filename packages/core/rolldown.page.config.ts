import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Plugin, RolldownOptions } from "rolldown";

const SOURCE = join(import.meta.dirname, "src/evidence/viewer/page");

/**
 * Builds the recorder's page: one HTML file with its script and its styles inside, into which `renderPage` puts a recording. The policy in it
 * allows that script and those styles by their hashes, and nothing else: no other script, no request.
 */
const config = {
  input: { page: join(SOURCE, "main.tsx") },
  platform: "browser",
  logLevel: "warn",
  resolve: { extensionAlias: { ".js": [".ts", ".tsx", ".js"] } },
  transform: { target: "es2022" },
  plugins: [toOneFile()],
  output: { dir: join(import.meta.dirname, "assets"), format: "iife", minify: true },
} satisfies RolldownOptions;

export default config;

function toOneFile(): Plugin {
  return {
    name: "one-file",
    buildStart() {
      for (const file of [...listStyles(), join(SOURCE, "page.html"), join(SOURCE, "favicon.svg")]) this.addWatchFile(file);
    },
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((output) => output.type === "chunk");
      const script = chunks.map(({ code }) => code.trim()).join("\n");
      for (const file of Object.keys(bundle)) delete bundle[file];
      this.emitFile({ type: "asset", fileName: "recorder-page.html", source: assemble(script, readStyles()) });
    },
  };
}

function assemble(script: string, styles: string): string {
  if (/<\/script|<!--/i.test(script)) throw new Error("the script would end its own element");
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(styles)}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const favicon = encodeURIComponent(readFileSync(join(SOURCE, "favicon.svg"), "utf8").trim());
  const parts: Readonly<Record<string, string>> = {
    policy: `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    favicon: `<link rel="icon" href="data:image/svg+xml,${favicon}">`,
    styles: `<style>${styles}</style>`,
    licence: `<!-- Made by picklejar. Contains preact:\n${readLicence()}\n-->`,
    data: '<script type="application/json" id="data"><!--picklejar:data--></script>',
    script: `<script>${script}</script>`,
  };
  return readFileSync(join(SOURCE, "page.html"), "utf8").replaceAll(/<!--build:(\w+)-->/g, (_, name: string) => {
    const part = parts[name];
    if (part === undefined) throw new Error(`page.html asks for "${name}", which nobody builds`);
    return part;
  });
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

function listStyles(): readonly string[] {
  const directory = join(SOURCE, "styles");
  return readdirSync(directory)
    .toSorted()
    .map((file) => join(directory, file));
}

/** In the order of their names. Comments and the spaces of indentation stay behind. */
function readStyles(): string {
  return listStyles()
    .map((file) => readFileSync(file, "utf8"))
    .join("\n")
    .replaceAll(/\/\*[^]*?\*\//g, "")
    .replaceAll(/\s*\n\s*/g, "\n")
    .trim();
}

/** The licence of preact wants to go with its code. */
function readLicence(): string {
  const directory = dirname(createRequire(import.meta.url).resolve("preact/package.json"));
  return readFileSync(join(directory, "LICENSE"), "utf8").replaceAll("--", "- -").trim();
}

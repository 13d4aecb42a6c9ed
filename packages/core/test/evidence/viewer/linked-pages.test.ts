import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import type { RetainedDatabase } from "../../../src/evidence/retained/retained-database.js";
import { linkPages } from "../../../src/evidence/retained/retained-pages.js";
import { beginRetainedRecord, type RetainedRecord } from "../../../src/evidence/retained/retained-record.js";
import { renderPage } from "../../../src/evidence/viewer/render-page.js";
import { readPageData } from "../../../src/evidence/viewer/page/model/read-page-data.js";
import { shopRecording } from "./samples/shop-recording.js";

describe("linkPages", () => {
  test("links each page to the others, by relative addresses that lead to them", () => {
    const { folder, databases } = createPages("default", "audit", "日誌");
    linkPages(databases, renderPage);
    for (const { database, pagePath = "" } of databases) {
      const siblings = siblingsOf(pagePath);
      expect(siblings.map(({ label }) => label)).toEqual(["default", "audit", "日誌"].filter((name) => name !== database));
      for (const { href } of siblings) expect(existsSync(new URL(href, `file://${folder}/`))).toBe(true);
      expect(statSync(pagePath).mode & 0o777).toBe(0o600);
    }
    expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([]);
  });

  test("writes nothing where there is one page only", () => {
    const { databases } = createPages("default");
    const [only] = databases;
    const { mtimeNs } = statSync(only?.pagePath ?? "", { bigint: true });
    linkPages(databases, renderPage);
    expect(statSync(only?.pagePath ?? "", { bigint: true }).mtimeNs).toBe(mtimeNs);
  });

  test("leaves a page as it is that cannot be written again, and says so in the record", () => {
    const { databases } = createPages("default", "audit");
    const page = databases[0]?.pagePath ?? "";
    const before = readFileSync(page, "utf8");
    linkPages(databases, (recording, options) => {
      if (recording.database === "default") throw new Error("no room");
      return renderPage(recording, options);
    });
    expect(readFileSync(page, "utf8")).toBe(before);
    const record = JSON.parse(readFileSync(page.replace(/html$/, "json"), "utf8")) as RetainedRecord;
    expect(record.problems).toContain("Its page does not link those of the test's other databases: no room");
    expect(siblingsOf(databases[1]?.pagePath ?? "")).toHaveLength(1);
  });
});

function siblingsOf(pagePath: string): readonly { readonly label: string; readonly href: string }[] {
  const read = readPageData(/id="data">([^<]*)/.exec(readFileSync(pagePath, "utf8"))?.[1] ?? "");
  return "siblings" in read ? read.siblings : [];
}

/** Pages of one test's databases, as they are retained. */
function createPages(...names: readonly string[]): {
  readonly folder: string;
  readonly databases: readonly RetainedDatabase[];
} {
  const folder = mkdtempSync(join(process.env["PICKLEJAR_TESTS"] ?? "", "pages-"));
  const databases = names.map((database, index): RetainedDatabase => {
    const path = join(folder, `0${index + 1}-Orders-Paying-L4-${database} %#.db`);
    const pagePath = path.replace(/db$/, "html");
    const recording = Object.assign(shopRecording(), { database });
    const scenario = { uri: "a.feature", feature: "Orders", name: "Paying", line: 4, attempt: 1 };
    const record = { number: index + 1, scenario, database, fingerprint: "", retainedAt: "", recording, problems: [] };
    beginRetainedRecord(path, record);
    writeFileSync(pagePath, renderPage(recording), { mode: 0o600 });
    return Object.assign(record, { path, pagePath, title: "", report: "" });
  });
  return { folder, databases };
}

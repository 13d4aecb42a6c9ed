import type { StrategyChoice } from "../../strategies/choose-strategy.js";
import { formatAge, formatCount, formatSize } from "../format-quantity.js";
import type { TemplateStatus } from "./inspect-template.js";
import type { ListedRun } from "./list-runs.js";

/** The status of one database. */
export interface DatabaseStatus {
  readonly database: string;
  /** Absent when `migrate` or a migrator in code makes the database. */
  readonly migrations: number | undefined;
  /** The migrator in code that makes it: `Knex`. */
  readonly migrator: string | undefined;
  /** How its migrations are laid out; absent for migrations given in code. */
  readonly format?: string;
  /** How that was recognised; absent if the option `format` says it. */
  readonly recognisedBy?: string;
  /** Name of the table that says which migrations ran. */
  readonly ledgerTable?: string;
  readonly strategy: StrategyChoice;
  readonly templates: readonly TemplateStatus[];
  /** Whether `inputs` is given. */
  readonly areInputsGiven: boolean;
  /** Imports that could not be followed, as `file: specifier`. */
  readonly unresolved: readonly string[];
}

/** What `picklejar status --json` prints. */
export interface Status {
  /** Absolute path of the configuration file. */
  readonly configFile: string;
  readonly cacheDirectory: string;
  /** `PICKLEJAR_TEMPLATE`, which overrules the cache. */
  readonly templateVariable: string | undefined;
  readonly databases: readonly DatabaseStatus[];
  /** This project's templates that are not for the current code. */
  readonly otherTemplates: { readonly count: number; readonly sizeBytes: number };
  readonly runs: readonly ListedRun[];
}

const MAX_LISTED = 8;

/** Writes the status for people. */
export function describeStatus(status: Status): string[] {
  const { configFile, cacheDirectory, templateVariable, databases, otherTemplates, runs } = status;
  return [
    line("configuration", `"${configFile}"`),
    line("cache", `"${cacheDirectory}"`),
    ...(templateVariable === undefined ? [] : [line("variable", `PICKLEJAR_TEMPLATE=${templateVariable} overrules the cache`)]),
    ...databases.flatMap(describeDatabase),
    "",
    line("other templates", describeOthers(otherTemplates)),
    ...describeRuns(runs),
  ];
}

function describeDatabase(status: DatabaseStatus): string[] {
  const { database, migrations, migrator, strategy, templates, areInputsGiven, unresolved } = status;
  return [
    "",
    `database "${database}"`,
    line("migrations", migrations === undefined ? `made by ${migrator ?? "migrate"}` : String(migrations)),
    ...describeFormat(status),
    line("strategy", `${strategy.strategy} (${strategy.reason})`),
    ...templates.flatMap(describeTemplate),
    ...(areInputsGiven ? [] : describeUnseen(templates)),
    ...unresolved.map((entry) => line("not followed", `${entry} (name what is behind it under inputs)`)),
  ];
}

function describeFormat({ format, recognisedBy = "the option format says so", ledgerTable }: DatabaseStatus): string[] {
  const ledger = ledgerTable === undefined ? [] : [line("ledger", ledgerTable)];
  return format === undefined ? ledger : [line("format", `${format} (${recognisedBy})`), ...ledger];
}

function describeTemplate(template: TemplateStatus): string[] {
  const { kind, fingerprint, state, problem, sizeBytes, lastUsedAt, observed = [], changes = [] } = template;
  if (state === "found") {
    const used = lastUsedAt === undefined ? "" : `, used ${formatAge(Date.now() - Date.parse(lastUsedAt))}`;
    return [
      line(kind, `there, ${formatSize(sizeBytes ?? 0)}${used}`),
      line("", `fingerprint ${fingerprint}`),
      ...listUnder(`its build also used ${formatCount(observed.length, "path")}:`, observed),
    ];
  }
  const said = state === "damaged" ? `damaged (${problem ?? ""}), is built again when it is needed` : "not built yet";
  const changed = changes.map(({ change, kind: inputKind, name }) => `${inputKind} ${name} ${change}`);
  return [line(kind, said), line("", `fingerprint ${fingerprint}`), ...listUnder("since the last template:", changed)];
}

/** The first entries, and how many more there are. */
function listUnder(title: string, entries: readonly string[]): string[] {
  if (entries.length === 0) return [];
  const rest = entries.length - MAX_LISTED;
  const listed = [...entries.slice(0, MAX_LISTED), ...(rest > 0 ? [`and ${rest} more (--json has all)`] : [])];
  return [line("", title), ...listed.map((entry) => line("", `  ${entry}`))];
}

function describeUnseen(templates: readonly TemplateStatus[]): string[] {
  const all = new Set(templates.flatMap(({ unseen = [] }) => unseen));
  return [...all].map((what) => line("not seen", `${what} (name what it reads under inputs, or give inputs: [])`));
}

function describeOthers({ count, sizeBytes }: Status["otherTemplates"]): string {
  return count === 0 ? "none" : `${formatCount(count, "template")}, ${formatSize(sizeBytes)} (picklejar clean removes all)`;
}

function describeRuns(runs: readonly ListedRun[]): string[] {
  const alive = runs.filter(({ isAlive }) => isAlive);
  const dead = runs.length - alive.length;
  const shown = alive.map(({ path, ownerPid, startedAt }) => {
    const since = startedAt === undefined ? "" : `, started ${formatAge(Date.now() - Date.parse(startedAt))}`;
    return line("run", `"${path}" of process ${ownerPid ?? "?"}${since}`);
  });
  if (dead > 0) shown.push(line("dead runs", `${dead}, swept by the next run or by picklejar clean`));
  return shown.length > 0 ? shown : [line("runs", "none")];
}

function line(label: string, text: string): string {
  return `${label.padEnd(16)}${text}`.trimEnd();
}

import { existsSync } from "node:fs";
import { join, relative, sep } from "node:path";

/**
 * What tells a process that a database is migrated already, or makes it a copy: an application, when a test starts it, loads this and what the entry "."
 * exports. Tests need it, too.
 */
const FAST_PATH = listModules(`
  errors/classes/installation-errors
  errors/{attempt,error-code,is-error,load-late,log-text,message-of,misuse-error,picklejar-error,refuse-old-node,warn}
  files/{database-files,enclosing-folders,ensure-directory,get-or-create,once-map,place-privately,private-name,read-pieces,trace,unique-name}
  files/identity/{digest-file,file-identity,file-state,mounts,stat-reachable}
  files/processes/{open-descriptors,process-start-time}
  migrations/{migration-runner,migration-source,runner-options}
  modules/inputs/path-state
  options/{check-options,database-options,migrator-source,option-error,validate-migrations}
  record/{fast-path,initialized-paths,lineage,match-test-databases,origin,registered-source,run-record,tracked-files}
  runs/{exit-handlers,owner-record,pending-copies,place-copy,remove-run-directory,run-directory,run-names,run-variable,run}
  sqlite/{database-path,load-sqlite,quote-name}`);

/** What a test file needs beyond that to get a connection to its first database, where a runner's set-up has prepared it; and what removes databases. */
const FIRST_DATABASE = listModules(`
  config/{find-config,select-database}
  databases/{load-test-databases,open-prepared,open-test-database,own-database,prepare-database,prepare-test-databases}
  databases/{scenario-database,test-database}
  databases/at-path/{known-databases,tracked-database}
  databases/suite/suite-record
  evidence/recorder/sql/statement-recorder
  evidence/retained/{file-runner,retained-directory}
  files/identity/file-stamp
  files/processes/other-processes
  harness/attempt/{attempt-evidence,clean-up-error,database-handle,database-recorder,deferred-work,environment-variables,open-connections-error}
  harness/attempt/{test-attempt,test-info,within-time}
  harness/options/{check-test-options,resolve-test-options}
  harness/summary/{duration-histogram,run-statistics}
  harness/{database-scope,harness,open-harness}
  runs/{choose-storage,ensure-run,is-run-alive}
  sqlite/refuse-second-sqlite
  strategies/{choose-strategy,copy,copy-states,copyable-template,database-folder,own-descriptors,pool,reusable-files,scenario-storage}
  template/{find-template,manifest,template-paths}
  template/fingerprint/observed-entries`);

/** The rest, by folder of the sources; the first that fits counts. What fits nowhere is left to the bundler. */
const FOLDERS: readonly (readonly [folder: RegExp, file: string])[] = [
  [/^(strategies\/overlay\/|sqlite\/own-locks)/, "overlay"],
  [/^evidence\/(recorder\/(changes|compare|pages|rows|states)\/|recorder\/file-states|snapshots\/open-transaction)/, "states"],
  [/^evidence\/(?!viewer\/page\/|snapshots\/copy-database-files)/, "evidence"],
  [/^(errors|config\/define-config|databases\/at-path\/(init-test-db|skip-when-initialized))/, "public"],
  [/^(files|options|sqlite|runs|record|strategies)\//, "runs"],
  [/^(modules|config|template)\/(?!build\/)/, "templates"],
  [/^migrations\/(?!runner-operations)/, "migrations"],
  [/^databases\//, "databases"],
  [/^harness\//, "harness"],
];

/**
 * Gives a function that says which file of the bundle a module goes to; `null` where the bundler decides. `test/first-database.test.ts` says which of them
 * are loaded when, and how large they are.
 *
 * @param sources absolute path of the folder of all sources
 * @throws `Error` where a list above names a module that is not there
 */
export function assignFiles(sources: string): (id: string) => string | null {
  const gone = [...FAST_PATH, ...FIRST_DATABASE].filter((name) => !existsSync(join(sources, `${name}.ts`)));
  if (gone.length > 0) throw new Error(`packaging/files.ts names what is not in "${sources}": ${gone.join(", ")}`);
  return (id) => {
    const name = relative(sources, id).split(sep).join("/").replace(/\.ts$/, "");
    if (FAST_PATH.has(name)) return "fast-path";
    if (FIRST_DATABASE.has(name)) return "first-database";
    return FOLDERS.find(([folder]) => folder.test(name))?.[1] ?? null;
  };
}

/** Reads lines of `folder/{name,name}` or `folder/name`. */
function listModules(lines: string): ReadonlySet<string> {
  const modules = lines
    .trim()
    .split(/\s+/)
    .flatMap((line) => {
      const [, folder = "", names = ""] = /^(.*)\{(.*)\}$/.exec(line) ?? [];
      return names === "" ? [line] : names.split(",").map((name) => folder + name);
    });
  return new Set(modules);
}

/** One way to give a scenario its database. */
export interface SuiteContender {
  /** What `--only` takes. */
  readonly name: string;
  /** What the table says. */
  readonly title: string;
  /** File in `support/`, without extension; `undefined` for a suite without hooks. */
  readonly support: string | undefined;
  /** What picklejar is asked for; `undefined` for a contender without it. */
  readonly strategy?: "auto" | "copy" | "overlay";
  /** Whether databases are files, so that it matters where they are. */
  readonly hasFiles: boolean;
  /** Whether a scenario can commit, close, and be looked at by another process. */
  readonly givesRealFiles: boolean;
  /** More than so many scenarios would say no more. */
  readonly mostScenarios?: number;
}

/** What everything is compared with. */
export const EMPTY_PAIR: SuiteContender = {
  name: "empty-pair",
  title: "an empty pair of hooks",
  support: "empty-pair",
  hasFiles: false,
  givesRealFiles: false,
};

/** What users get who choose nothing. */
export const PICKLEJAR: SuiteContender = {
  name: "picklejar-auto",
  title: "picklejar",
  support: "picklejar",
  strategy: "auto",
  hasFiles: true,
  givesRealFiles: true,
};

/** The same without the recorder, and with an empty `AfterStep`. */
export const UNRECORDED: SuiteContender = {
  ...PICKLEJAR,
  name: "picklejar-unrecorded",
  title: "picklejar, record: false, and an empty AfterStep",
  support: "picklejar-unrecorded",
};

export const COPY_BY_HAND: SuiteContender = {
  name: "copy-by-hand",
  title: "copyFileSync, unlinkSync",
  support: "copy-by-hand",
  hasFiles: true,
  givesRealFiles: true,
};

/** In the order of the table. */
export const SUITE_CONTENDERS: readonly SuiteContender[] = [
  { name: "no-hooks", title: "no hooks", support: undefined, hasFiles: false, givesRealFiles: false },
  EMPTY_PAIR,
  PICKLEJAR,
  { ...PICKLEJAR, name: "picklejar-overlay", title: "picklejar, overlay", strategy: "overlay" },
  { ...PICKLEJAR, name: "picklejar-copy", title: "picklejar, copy", strategy: "copy" },
  COPY_BY_HAND,
  {
    ...COPY_BY_HAND,
    name: "copy-by-hand-exclusively",
    title: "the same with COPYFILE_EXCL",
    support: "copy-by-hand-exclusively",
  },
  {
    name: "rollback",
    title: "one database for all, BEGIN and ROLLBACK",
    support: "rollback",
    hasFiles: false,
    givesRealFiles: false,
  },
  {
    name: "migrate-in-memory",
    title: ":memory:, migrated by umzug",
    support: "migrate-in-memory",
    hasFiles: false,
    givesRealFiles: false,
  },
  migratedBy("drizzle", "Drizzle"),
  migratedBy("umzug", "umzug"),
  migratedBy("knex", "Knex"),
  {
    ...PICKLEJAR,
    name: "init-seven-times",
    title: "picklejar, and initOrUpgrade() 7 times",
    support: "init-seven-times",
    mostScenarios: 1000,
  },
  {
    ...COPY_BY_HAND,
    name: "init-seven-times-by-hand",
    title: "copyFileSync, and initOrUpgrade() 7 times",
    support: "init-seven-times-by-hand",
  },
];

function migratedBy(name: string, title: string): SuiteContender {
  return {
    name: `migrate-with-${name}`,
    title: `a new file, migrated by ${title}`,
    support: `migrate-with-${name}`,
    hasFiles: true,
    givesRealFiles: true,
  };
}

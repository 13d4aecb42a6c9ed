import type { NotedFile } from "../files/identity/file-identity.js";
import type { Fingerprint } from "./fingerprint/fingerprint.js";
import type { ObservedEntries } from "./fingerprint/observed-entries.js";

/** The journal mode in the header, which copies inherit. */
export type JournalMode = "wal" | "delete";

/** A sealed database file that is only ever copied. */
export interface Template {
  /** Absolute. */
  readonly path: string;
  readonly manifest: TemplateManifest;
}

/** What a build was seen to use, and the hash of what was declared. Both decide the fingerprint. */
export interface ObservedTemplateInputs extends ObservedEntries {
  readonly declaredHash: string;
}

/** The file beside a template: what it was made from, and how to tell that it is still that file. */
export interface TemplateManifest extends NotedFile {
  readonly fingerprint: Fingerprint;
  /** Absent if the declared inputs are all that counts. */
  readonly observed?: ObservedTemplateInputs;
  /** See {@link ownerOf}. */
  readonly owner: string;
  readonly isSeeded: boolean;
  readonly journalMode: JournalMode;
  /** See {@link readLineage}. Absent where that cannot be read. */
  readonly lineage?: string | undefined;
  /** Whether it has the ledger of another tool, because its migrations are of that tool's format. */
  readonly hasForeignLedger?: boolean | undefined;
  /** Hex SHA-256 of the whole file. */
  readonly contentHash: string;
  /** How long the migrations and the seed took. */
  readonly buildMs: number;
  /** ISO 8601. */
  readonly builtAt: string;
}

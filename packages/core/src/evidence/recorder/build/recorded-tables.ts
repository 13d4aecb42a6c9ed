import type { RowLayout } from "../../diff/row-layout.js";
import type { StoredValue } from "../../diff/stored-value.js";
import type { RecordedTable, RecordedValue } from "../recording.js";
import type { IsSecret } from "../redaction/redact-option.js";
import { SecretNumbers } from "../redaction/secret-numbers.js";
import { toRecordedValue, type ValueLimits } from "../rows/recorded-value.js";
import type { RecordValue } from "../rows/row-collector.js";

/** A table as the recording has it. */
export interface RegisteredTable {
  /** Position in {@link Recording.tables}. */
  readonly position: number;
  readonly record: RecordValue;
}

/** The tables that a recording refers to by position, and how their values are written. */
export class RecordedTables {
  readonly list: RecordedTable[] = [];
  readonly #isSecret: IsSecret;
  readonly #limits: ValueLimits;
  readonly #secrets = new SecretNumbers();
  readonly #positions = new Map<string, number>();

  constructor(isSecret: IsSecret, limits: ValueLimits) {
    this.#isSecret = isSecret;
    this.#limits = limits;
  }

  /**
   * @param hasKey whether the key positions are a key that was declared, and not all there is
   * @param additions what rows from before an alteration hold in columns that came with it
   */
  register(
    name: string,
    { columns, keyPositions }: RowLayout,
    hasKey: boolean,
    additions: ReadonlyMap<string, StoredValue>,
  ): RegisteredTable {
    const redacted = [...columns.keys()].filter((position) => this.#isSecret(name, columns[position] ?? ""));
    const isRedacted = new Set(redacted);
    const record = (value: StoredValue, position: number): RecordedValue => {
      if (isRedacted.has(position)) return this.#secrets.number(name, columns[position] ?? "", value);
      return toRecordedValue(value, this.#limits);
    };
    const defaults = columns.map((column, position) => record(additions.get(column) ?? null, position));
    const table: RecordedTable = {
      name,
      columns,
      key: hasKey ? keyPositions : [],
      redacted,
      ...(additions.size === 0 ? {} : { defaults }),
    };
    const text = JSON.stringify(table);
    const position = this.#positions.get(text) ?? this.list.push(table) - 1;
    this.#positions.set(text, position);
    return { position, record };
  }
}

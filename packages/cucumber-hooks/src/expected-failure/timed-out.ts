import { listClassNames, readString } from "./read-thrown.js";

/** Says what timed out, by the code or the name of an error; `undefined` for other errors. */
export function readTimeout(error: unknown): string | undefined {
  const code = readString(error, "code");
  return /^UND_ERR_\w+_TIMEOUT$/.test(code) ? code : listClassNames(error).find((name) => NAMES.test(name));
}

/** `AbortSignal.timeout()`, Playwright, tarn, generic-pool; Knex; Sequelize's pool; MikroORM. */
const NAMES = /^(?:Knex)?TimeoutError$|(?:Acquire|Connection|Lock|LockWait|Pool|Sequelize)Timeout(?:Error|Exception)$/;

/** Finds, in a text, that a pool had no connection to give in time: Knex, generic-pool and Sequelize, Prisma, tarn. */
export function findTimeout(text: string): string | undefined {
  return POOLS.exec(text)?.[0];
}

const POOLS = new RegExp(
  [
    "Timeout acquiring a connection",
    "ResourceRequest timed out",
    "Timed out fetching a new connection from the connection pool",
    "operation timed out for an unknown reason",
  ].join("|"),
);

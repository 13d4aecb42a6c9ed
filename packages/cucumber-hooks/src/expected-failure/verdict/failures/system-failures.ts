import { listClassNames, readField, readString } from "./read-thrown.js";

/** The machine lacks space, descriptors, permissions, ports or memory, or something is locked. */
const MACHINE = (
  "E2BIG EACCES EADDRINUSE EADDRNOTAVAIL EAGAIN EBUSY EDQUOT EIO ELOCKED EMFILE ENFILE ENOBUFS ENOLCK ENOMEM ENOSPC EPERM EROFS ESTALE ETXTBSY " +
  "ERR_CHILD_PROCESS_STDIO_MAXBUFFER ERR_MEMORY_ALLOCATION_FAILED ERR_WORKER_INIT_FAILED ERR_WORKER_OUT_OF_MEMORY"
).split(" ");

/** A server cannot be reached, or broke the connection: codes of Node, undici, TLS, opossum, pg and mysql2. */
const NETWORK = (
  "EAI_AGAIN EAI_FAIL ECONNABORTED ECONNREFUSED ECONNRESET EHOSTDOWN EHOSTUNREACH ENETDOWN ENETRESET ENETUNREACH ENOTCONN ENOTFOUND EOPENBREAKER EPIPE EPROTO " +
  "ERR_IPC_CHANNEL_CLOSED ERR_SOCKET_CLOSED ERR_STREAM_DESTROYED ERR_STREAM_PREMATURE_CLOSE ERR_TLS_CERT_ALTNAME_INVALID ERR_TLS_HANDSHAKE_TIMEOUT " +
  "ESERVFAIL ESOCKETTIMEDOUT ETIMEDOUT ETIMEOUT PROTOCOL_CONNECTION_LOST UND_ERR_CONNECT_TIMEOUT UND_ERR_SOCKET " +
  "CERT_CHAIN_TOO_LONG CERT_HAS_EXPIRED CERT_NOT_YET_VALID CERT_REJECTED CERT_REVOKED CERT_SIGNATURE_FAILURE CERT_UNTRUSTED " +
  "DEPTH_ZERO_SELF_SIGNED_CERT HOSTNAME_MISMATCH INVALID_CA SELF_SIGNED_CERT_IN_CHAIN UNABLE_TO_GET_CRL UNABLE_TO_GET_ISSUER_CERT " +
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY UNABLE_TO_VERIFY_LEAF_SIGNATURE"
).split(" ");

/** The same in Chromium and Firefox. A wrong answer of a page (`ERR_TOO_MANY_REDIRECTS`) may be the bug. */
const BROWSER =
  "ERR_(?:ADDRESS|CERT|CONNECTION|DNS|NAME|NETWORK|PROXY|SOCKET|SSL|TUNNEL)_[A-Z_]+|ERR_(?:EMPTY_RESPONSE|INSUFFICIENT_RESOURCES|INTERNET_DISCONNECTED|OUT_OF_MEMORY|TIMED_OUT)|" +
  "NS_ERROR_(?:CONNECTION_REFUSED|NET_[A-Z_]+|OFFLINE|PROXY_[A-Z_]+|UNKNOWN_HOST)";

/** Reads the code of an error of the machine or the network; `undefined` for other errors. */
export function readSystemFailure(error: unknown): string | undefined {
  const code = readString(error, "code");
  if (MACHINE.includes(code) || NETWORK.includes(code) || BROWSER_CODE.test(code)) return code;
  // A missing file may be the bug, a missing program is not.
  if (code === "ENOENT" && readString(error, "syscall").startsWith("spawn")) return "spawn ENOENT";
  // From a shell: there is no such program, or it may not be run.
  const status = ["code", "exitCode", "status"]
    .map((field) => readField(error, field))
    .find((each) => each === 127 || each === 126);
  if (status !== undefined) return `exit code ${String(status)}`;
  const broken = listClassNames(error).find((name) => CLASSES.has(name));
  if (broken !== undefined) return broken;
  const prisma = listClassNames(error).find((name) => name.startsWith("PrismaClient"));
  if (prisma === undefined) return undefined;
  return [code, readString(error, "errorCode")].find((each) => PRISMA_CODE.test(each)) ?? PRISMA_CLASS.exec(prisma)?.[0];
}

const BROWSER_CODE = new RegExp(`^(?:${BROWSER})$`);

const CLASSES: ReadonlySet<string> = new Set([
  "MaxRetriesPerRequestError", // ioredis
  "MongoNetworkError",
  "MongoServerSelectionError",
]);

/** No connection, a timeout, or no room in the pool. */
const PRISMA_CODE = /^P(?:10\d\d|2024|2028|2037)$/;

/** It did not start, or crashed. */
const PRISMA_CLASS = /^PrismaClient(?:Initialization|RustPanic)Error$/;

/** Finds such a code in a text: `connect ECONNREFUSED 127.0.0.1:3000`. */
export function findSystemFailure(text: string): string | undefined {
  return CODES.exec(text)?.[0] ?? SENTENCE.exec(text)?.[0];
}

/** Addresses of Socket.IO contain `EIO`. */
const CODES = new RegExp(String.raw`\b(?:${[...MACHINE, ...NETWORK].filter((code) => code !== "EIO").join("|")}|${BROWSER})\b`);

/** No memory, or a browser that is not installed. */
const SENTENCE = new RegExp(
  [
    "JavaScript heap out of memory",
    "Executable doesn't exist at",
    "Host system is missing dependencies",
    "Could not find (?:Chrome|Firefox|Chromium)",
    "Failed to launch the browser process",
  ].join("|"),
);

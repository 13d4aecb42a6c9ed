import { listClassNames, readString } from "./read-thrown.js";

/** Codes of a machine that lacks something: room, descriptors, rights, ports, memory. */
const MACHINE = "EACCES EADDRINUSE EADDRNOTAVAIL EAGAIN EDQUOT EIO EMFILE ENFILE ENOMEM ENOSPC EPERM EROFS".split(" ");

/** Codes of a server that cannot be reached, or broke the connection; of Node, undici and browsers. */
const NETWORK = (
  "EAI_AGAIN ECONNABORTED ECONNREFUSED ECONNRESET EHOSTDOWN EHOSTUNREACH ENETDOWN ENETRESET ENETUNREACH ENOTCONN ENOTFOUND EPIPE EPROTO " +
  "ETIMEDOUT UND_ERR_CONNECT_TIMEOUT UND_ERR_SOCKET " +
  "ERR_ADDRESS_UNREACHABLE ERR_CONNECTION_CLOSED ERR_CONNECTION_REFUSED ERR_CONNECTION_RESET ERR_NAME_NOT_RESOLVED"
).split(" ");

/** Says, by its code, that the machine or the network failed; `undefined` for other errors. */
export function readSystemFailure(error: unknown): string | undefined {
  const code = readString(error, "code");
  if (MACHINE.includes(code) || NETWORK.includes(code)) return code;
  // A file that is not there may be the bug; a program that is not there is none of the application's.
  if (code === "ENOENT" && readString(error, "syscall").startsWith("spawn")) return "spawn ENOENT";
  const prisma = listClassNames(error).find((name) => name.startsWith("PrismaClient"));
  if (prisma === undefined) return undefined;
  return [code, readString(error, "errorCode")].find((each) => PRISMA_CODE.test(each)) ?? PRISMA_CLASS.exec(prisma)?.[0];
}

/** No connection, no time, no room in the pool. */
const PRISMA_CODE = /^P(?:10\d\d|2024|2028|2037)$/;

/** It never began, or broke. */
const PRISMA_CLASS = /^PrismaClient(?:Initialization|RustPanic)Error$/;

/** Finds such a code in a text: `connect ECONNREFUSED 127.0.0.1:3000`. */
export function findSystemFailure(text: string): string | undefined {
  return CODES.exec(text)?.[0];
}

/** `EIO` is in the addresses of Socket.IO too. */
const CODES = new RegExp(String.raw`\b(?:${[...MACHINE, ...NETWORK].filter((code) => code !== "EIO").join("|")})\b`);

import { AuditLogError } from "./audit-log-error.js";

/** Reads an ISO 8601 time; now when there is none. @throws {@link AuditLogError} `INVALID_VALUE` */
export function parseTime(text: string | undefined): Date {
  const time = text === undefined ? new Date() : new Date(text);
  if (Number.isNaN(time.getTime())) {
    throw new AuditLogError("INVALID_VALUE", `A time is written as in 2026-03-01T12:00:00Z; got "${text ?? ""}".`);
  }
  return time;
}

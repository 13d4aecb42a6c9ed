/** What can be wrong with a request to the log. */
export type AuditLogErrorCode = "NOT_FOUND" | "ALREADY_EXISTS" | "INVALID_VALUE" | "UNDER_HOLD";

/** A request that the log refuses. The message says what to do instead. */
export class AuditLogError extends Error {
  readonly code: AuditLogErrorCode;

  static {
    this.prototype.name = "AuditLogError";
  }

  constructor(code: AuditLogErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

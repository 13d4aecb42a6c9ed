/** A step's result as Cucumber hands it to an AfterStep hook: the very object that it will report. */
export interface StepResult {
  status: string;
  message?: string | undefined;
  exception?: { type?: string | undefined; message?: string | undefined; stackTrace?: string | undefined } | undefined;
}

/**
 * Turns a failure into a skipped step that carries the error, so that the scenario ends without being failed, and the steps after it do
 * not run on what is broken. Where a version of Cucumber reports another object, the scenario stays red.
 */
export function skipStep(result: StepResult, prefix: string): void {
  result.status = "SKIPPED";
  change(result, (text) => `${prefix}: ${text}`);
}

/** Adds a line to a failure that stays one. */
export function annotateStep(result: StepResult, line: string): void {
  change(result, (text) => `${text}\n${line}`);
}

function change(result: StepResult, edit: (text: string) => string): void {
  result.message = edit(result.message ?? "");
  const { exception } = result;
  if (exception === undefined) return;
  if (exception.message !== undefined) exception.message = edit(exception.message);
  if (exception.stackTrace !== undefined) exception.stackTrace = edit(exception.stackTrace);
}

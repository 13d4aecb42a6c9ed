/** A step's result in an AfterStep hook: the object that Cucumber will report. */
export interface StepResult {
  status: string;
  message?: string | undefined;
  exception?: { type?: string | undefined; message?: string | undefined; stackTrace?: string | undefined } | undefined;
}

/**
 * Turns a failure into a skipped step that carries the error: the scenario does not fail, and its further steps do not run. If a version of Cucumber
 * reports another object, the scenario stays red.
 */
export function skipStep(result: StepResult, prefix: string): void {
  result.status = "SKIPPED";
  change(result, (text) => `${prefix}: ${text}`);
}

/** Adds a line to a failure. */
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

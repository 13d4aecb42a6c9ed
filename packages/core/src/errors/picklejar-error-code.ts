import type * as errors from "./index.js";

type ErrorClassName = Exclude<keyof typeof errors, "PicklejarError">;

/** Every `code` that an error of picklejar's can have. */
export type PicklejarErrorCode = {
  [Name in ErrorClassName]: InstanceType<(typeof errors)[Name]>["code"];
}[ErrorClassName];

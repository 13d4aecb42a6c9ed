import type { FileStamp } from "../files/identity/file-stamp.js";
import type { CopyableTemplate } from "./copyable-template.js";
import type { OwnDescriptors } from "./own-descriptors.js";
import type { CopySource } from "./strategy.js";

/** What the states of one copy are read by. Its descriptors outlive it where the test left connections open. */
export class CopyStates implements CopySource {
  readonly kind = "copy";
  readonly path: string;
  readonly stamp: FileStamp;
  readonly baseBytes: number;
  readonly #template: CopyableTemplate;
  readonly #descriptors: OwnDescriptors;
  readonly #hasFineTimes: () => boolean;
  #isClosed = false;

  constructor(
    { path, stamp }: { readonly path: string; readonly stamp: FileStamp },
    template: CopyableTemplate,
    descriptors: OwnDescriptors,
    hasFineTimes: () => boolean,
  ) {
    this.path = path;
    this.stamp = stamp;
    this.baseBytes = template.manifest.sizeBytes;
    this.#template = template;
    this.#descriptors = descriptors;
    this.#hasFineTimes = hasFineTimes;
  }

  get hasFineTimes(): boolean {
    return this.#hasFineTimes();
  }

  get isInUse(): boolean {
    return !this.#isClosed;
  }

  get scratch(): Buffer {
    return this.#template.scratch;
  }

  open(path: string): number {
    if (this.#isClosed) throw new Error(`"${this.path}" was given back: its states can be read only before that`);
    return this.#descriptors.open(path);
  }

  viewBase(position: number, length: number): Buffer {
    return this.#template.viewAt(position, length);
  }

  copyBase(path: string): void {
    this.#template.copyTo(path);
  }

  readBase(target: Buffer, position: number): number {
    return this.#template.viewAt(position, target.length).copy(target);
  }

  close(descriptor: number): void {
    this.#descriptors.closeOne(descriptor);
  }

  end(): void {
    this.#isClosed = true;
  }
}

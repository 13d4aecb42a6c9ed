import { KnownTrees } from "../pages/known-trees.js";
import type { StateReader } from "../state-history.js";
import { PlacedState, type PrepareConnection } from "./placed-state.js";

const SLOTS = ["one", "other"] as const;
type Slot = (typeof SLOTS)[number];

/** Places states of the past, two at a time, and leaves those where they are that are asked for again. */
export class PlacedStates {
  readonly #reader: StateReader;
  readonly #prepare: PrepareConnection | undefined;
  readonly #trees = new KnownTrees((from, to) => this.changedPages(from, to));
  readonly #placed = new Map<Slot, { readonly moment: number; readonly state: PlacedState }>();

  constructor(reader: StateReader, prepare: PrepareConnection | undefined) {
    this.#reader = reader;
    this.#prepare = prepare;
  }

  /** Stays open until the next call. */
  place(moment: number): PlacedState {
    return this.#get(moment, this.#slotOf(moment) ?? "one");
  }

  /** Both stay open until the next call. */
  placeBoth(before: number, after: number): readonly [before: PlacedState, after: PlacedState] {
    const [oldSlot, newSlot] = [this.#slotOf(before), this.#slotOf(after)];
    const first = oldSlot ?? (newSlot === "one" ? "other" : "one");
    const second = first === "one" ? "other" : "one";
    return [this.#get(before, first), this.#get(after, second)];
  }

  changedPages(from: number, to: number): readonly number[] {
    return this.#reader.changedPages(from, to);
  }

  close(): void {
    for (const slot of SLOTS) this.#leave(slot);
  }

  #slotOf(moment: number): Slot | undefined {
    return [...this.#placed].find(([, placed]) => placed.moment === moment)?.[0];
  }

  #get(moment: number, slot: Slot): PlacedState {
    const placed = this.#placed.get(slot);
    if (placed?.moment === moment) return placed.state;
    // What is in the file is patched, which an open connection would not notice.
    this.#leave(slot);
    const state = new PlacedState(
      this.#reader.place(moment, slot),
      (file, root) => this.#trees.read(file, moment, root),
      this.#prepare,
    );
    this.#placed.set(slot, { moment, state });
    return state;
  }

  #leave(slot: Slot): void {
    this.#placed.get(slot)?.state.close();
    this.#placed.delete(slot);
  }
}

import { cucumberBuilder } from "./cucumber-builder.js";
import { rememberAttach, type Attach } from "./expected-failure/report-attachments.js";
import { readField } from "./expected-failure/read-thrown.js";

/**
 * Sees what Cucumber gives each World that it makes, so that reports get what picklejar has to say whatever the World makes of it. To be called
 * while support code is loaded: the class that Cucumber reads at the end of that is the one that it makes Worlds of.
 */
export function watchWorlds(): void {
  let current = cucumberBuilder.World;
  Object.defineProperty(cucumberBuilder, "World", {
    configurable: true,
    enumerable: true,
    get: () => (cucumberBuilder.status === "FINALIZED" && isClass(current) ? observe(current) : current),
    set: (World: unknown) => {
      current = World;
    },
  });
}

type WorldClass = new (...options: readonly unknown[]) => object;

/** Makes the very same Worlds. */
function observe(World: WorldClass): WorldClass {
  return new Proxy(World, {
    construct(target, arguments_: readonly unknown[]) {
      const world = Reflect.construct(target, arguments_);
      const attach = readField(arguments_[0], "attach");
      if (isAttach(attach)) rememberAttach(world, attach);
      return world;
    },
  });
}

function isClass(value: unknown): value is WorldClass {
  return typeof value === "function";
}

function isAttach(value: unknown): value is Attach {
  return typeof value === "function";
}

import { cucumberBuilder } from "./cucumber-builder.js";
import { rememberAttach, type Attach } from "./expected-failure/report-attachments.js";

/**
 * Sees what Cucumber gives each World that it makes, so that reports get what picklejar has to say whatever the World makes of it. To be called
 * while support code is loaded: the class that Cucumber reads at the end of that is the one that it makes Worlds of.
 */
export function watchWorlds(): void {
  let current = cucumberBuilder.World;
  Object.defineProperty(cucumberBuilder, "World", {
    configurable: true,
    enumerable: true,
    get: () => (cucumberBuilder.status === "FINALIZED" && isFunction(current) ? observe(current) : current),
    set: (World: unknown) => (current = World),
  });
}

/** Makes the very same Worlds. */
function observe(World: object): unknown {
  return new Proxy(World, {
    construct(target, arguments_: readonly unknown[]) {
      const world: object = Reflect.construct(target as new (...options: readonly unknown[]) => object, arguments_);
      const [options] = arguments_;
      if (typeof options === "object" && options !== null && "attach" in options && isFunction(options.attach))
        rememberAttach(world, options.attach as Attach);
      return world;
    },
  });
}

function isFunction(value: unknown): value is object {
  return typeof value === "function";
}

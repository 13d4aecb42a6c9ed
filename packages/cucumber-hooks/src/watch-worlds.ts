import { rememberAttach, type Attach } from "./expected-failure/report-attachments.js";
import { readField } from "./expected-failure/read-thrown.js";

type WorldClass = new (...options: readonly unknown[]) => object;

/**
 * Gives a class that makes the very same Worlds, and notes what Cucumber gives each of them: so reports get what picklejar has to say, whatever
 * the World makes of it.
 */
export function watchWorlds(World: unknown): unknown {
  if (!isClass(World)) return World;
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

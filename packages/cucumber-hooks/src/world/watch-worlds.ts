import { rememberAttach, type Attach } from "../expected-failure/report/report-attachments.js";
import { readField } from "../expected-failure/verdict/failures/read-thrown.js";

type WorldClass = new (...options: readonly unknown[]) => object;

/**
 * Gives a class that makes the same Worlds, and notes the `attach` that Cucumber gives each of them: so picklejar can attach to reports, whatever the
 * World does with it.
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

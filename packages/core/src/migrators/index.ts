import "../errors/refuse-old-node.js";

/** Migrators in code, for the option `migrations`. */
export type { DatabaseLocation, MigratorSource } from "../options/migrator-source.js";
export { knex, type KnexInstance } from "./knex.js";
export { kysely, type KyselyMigrator } from "./kysely.js";
export { mikroOrm, type MikroOrmInstance } from "./mikro-orm.js";
export type { MigratorFactory } from "./migrator-tool.js";
export { typeorm, type TypeOrmDataSource } from "./typeorm.js";
export { umzug, type ClosableUmzug, type UmzugInstance } from "./umzug.js";

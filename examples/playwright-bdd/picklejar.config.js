export default { migrations: "db/migrations" };

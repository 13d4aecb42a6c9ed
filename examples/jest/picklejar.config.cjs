module.exports = { migrations: "db/migrations" };

module.exports = { migrations: "db/migrations", mocha: { environment: "SHOP_DATABASE" } };

import type { RecordedTable, RecordedValue, Recording } from "../../../../src/evidence/recorder/recording.js";
import { scriptRecording } from "./scripted-recording.js";

const TABLES: readonly RecordedTable[] = [
  { name: "customers", columns: ["id", "name", "email", "password_hash", "photo"], key: [0], redacted: [3] },
  { name: "orders", columns: ["id", "customer_id", "status", "total", "note", "paid_at"], key: [0], redacted: [] },
  { name: "sessions", columns: ["id", "customer_id", "token", "created_at"], key: [0], redacted: [2] },
  { name: "payments", columns: ["id", "order_id", "method", "state", "payload"], key: [0], redacted: [] },
  { name: "audit_log", columns: ["id", "at", "what"], key: [0], redacted: [] },
  { name: "carts", columns: ["id", "customer_id", "items"], key: [0], redacted: [] },
];

const PAYLOAD = JSON.stringify({
  provider: "card",
  amount: { currency: "EUR", value: "12.50" },
  risk: { score: 0.12, rules: ["velocity", "country"] },
  reference: "ch_3P2x9aKZ",
});
const ERROR = `AssertionError [ERR_ASSERTION]: order 1
+ actual - expected

+ 'pending'
- 'paid'
    at World.<anonymous> (file:///home/ann/shop/features/steps/orders.ts:31:10)
    at wrapped (file:///home/ann/shop/node_modules/@cucumber/cucumber/lib/user_code_runner.js:55:12)
    at async Runner.run (file:///home/ann/shop/node_modules/@cucumber/cucumber/lib/runtime/pickle_runner.js:120:7)`;

/** A small shop: Ann pays, and her order stays pending. */
export function shopRecording(): Recording {
  const at = (second: number): string => `2026-11-30 09:30:${String(second).padStart(2, "0")}`;
  const real = (value: number): RecordedValue => ({ real: value });
  return scriptRecording(
    TABLES,
    (tables) => {
      tables.put("customers", [1, "Zoe", "zoe@example.org", { secret: true, nth: 1 }, null]);
      tables.put("orders");
      tables.put("sessions");
      tables.put("payments");
      tables.put("audit_log", [1, at(1), "shop opened"]);
      tables.put("carts", [1, 1, "3 apples"], [2, 1, "1 pear"]);
    },
    [
      {
        name: "Given a shop with 3 orders",
        section: "background",
        durationMs: 12,
        location: "features/steps/shop.ts:8",
        commits: [
          (tables) =>
            tables.put("customers", [
              2,
              "Ann",
              "ann@example.org",
              { secret: true, nth: 2 },
              { blob: "89504e470d0a1a0a0000000d49484452", bytes: 20_480 },
            ]),
          (tables) =>
            tables.put(
              "orders",
              [1, 2, "open", real(12.5), "gift wrap\nno receipt", null],
              [2, 2, "open", real(3), null, null],
              [3, 2, "open", real(99.9), "1", null],
            ),
        ],
        sql: [
          "INSERT INTO customers (name, email, password_hash, photo) VALUES (?, ?, ?, ?)",
          { sql: "INSERT INTO orders (customer_id, status, total, note)\nVALUES (?, ?, ?, ?)", count: 3 },
        ],
      },
      {
        name: "And Ann is signed in",
        durationMs: 3,
        location: "features/steps/session.ts:4",
        commits: [(tables) => tables.put("sessions", [1, 2, { secret: true, nth: 1 }, at(12)])],
        sql: ["INSERT INTO sessions (customer_id, token, created_at) VALUES (?, ?, datetime())"],
      },
      {
        name: "When Ann pays order 1",
        durationMs: 9,
        location: "features/steps/orders.ts:12",
        commits: [
          (tables) => {
            tables.set("orders", 1, { 2: "pending" });
            tables.put("payments", [1, 1, "card", "authorised", PAYLOAD]);
            tables.put("audit_log", [2, at(13), "order 1: open → pending"]);
            tables.remove("carts", 2);
          },
        ],
        sql: [
          "BEGIN",
          "UPDATE orders SET status = ? WHERE id = ?",
          "INSERT INTO payments (order_id, method, state, payload) VALUES (?, ?, ?, ?)",
          "COMMIT",
        ],
      },
      {
        name: "Then order 1 is paid",
        durationMs: 2,
        location: "features/steps/orders.ts:30",
        status: "failed",
        error: ERROR,
        sql: ["SELECT status FROM orders WHERE id = ?"],
      },
      { name: "And Ann gets a receipt", status: "skipped" },
    ],
    { redactedValues: 4, otherDatabases: ["audit"] },
  );
}

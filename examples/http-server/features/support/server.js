import { BookingServer } from "../../src/booking-server.js";

/** One for each worker. */
export const server = new BookingServer();

import fastify from "fastify";
import { findProducts } from "../../catalog/src/catalog.js";
import { placeOrder } from "../../checkout/src/checkout.js";

const server = fastify();
server.get("/products", async (request) => findProducts(String(request.query.q ?? "")));
server.post("/checkout", async (request) => placeOrder(request.body));
server.get("/healthz", async () => ({ status: "ok" }));
await server.listen({ host: "0.0.0.0", port: 8080 });

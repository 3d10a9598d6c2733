import { defineConfig } from "vitest/config";

const alias = { "server-only": `${import.meta.dirname}/node_modules/server-only/empty.js` };
const elsewhere = ["**/node_modules/**", "**/.next/**", "**/.build/**", "e2e/**"];
const withDatabase = ["db/**/*.test.{ts,tsx}", "server/**/*.test.{ts,tsx}", "app/**/*.test.{ts,tsx}"];

const environment = {
  PUBLIC_URL: "http://localhost:3000",
  NEXTAUTH_SECRET: "only-for-tests-0123456789-0123456789",
  KEY_ENCRYPTION_SECRET: "only-for-tests-abcdefghij-abcdefghij",
};

export default defineConfig({
  test: {
    // Vitest leaves a core idle by itself, which on two cores is half of them.
    maxWorkers: "100%",
    experimental: { fsModuleCache: true, fsModuleCachePath: ".build/modules" },
    projects: [
      {
        resolve: { alias },
        test: { name: "pure", isolate: false, include: ["**/*.test.{ts,tsx}"], exclude: [...elsewhere, ...withDatabase], env: environment },
      },
      {
        // Postgres starts only when a file of this project runs.
        resolve: { alias },
        test: {
          name: "database",
          isolate: false,
          include: withDatabase,
          exclude: elsewhere,
          env: environment,
          globalSetup: ["tools/vitest/postgres.ts"],
          setupFiles: ["tools/vitest/database.ts"],
        },
      },
    ],
  },
});

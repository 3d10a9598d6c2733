import { readFileSync } from "node:fs";

const development = process.env.NODE_ENV === "development";
const { version: monacoVersion } = JSON.parse(readFileSync("node_modules/monaco-editor/package.json", "utf8"));

// Lessons are static pages, which cannot carry a nonce, and Next starts them with inline scripts: hence 'unsafe-inline'. Texts
// reach pages only as checked trees, never as HTML. Forms may lead to a sign-in provider, which is known only at run time.
const contentSecurityPolicy = [
  "default-src 'self'",
  `script-src 'self' 'unsafe-inline'${development ? " 'unsafe-eval'" : ""}`,
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  `connect-src 'self'${development ? " ws:" : ""}`,
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self' https:",
  "frame-ancestors 'none'",
].join("; ");

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  // Types are checked with everything else by `npm run check`; whoever starts a server need not wait for them.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ["@node-rs/argon2", "fontkit", "jsonld-signatures", "just-bash", "pdfkit", "pg", "pg-boss", "tinypool"],
  outputFileTracingIncludes: { "/**": ["./content/**", "./.build/grading/**", "./db/migrations/**"] },
  env: { NEXT_PUBLIC_MONACO_VERSION: monacoVersion },
  turbopack: {
    rules: {
      "*.tsx": { condition: { all: ["development", { path: /app\/layout\.tsx$/ }] }, loaders: ["./tools/content-loader.cjs"], as: "*.tsx" },
    },
  },
  headers: async () => [
    {
      source: "/:path*",
      headers: [
        { key: "Content-Security-Policy", value: contentSecurityPolicy },
        { key: "X-Content-Type-Options", value: "nosniff" },
        { key: "X-Frame-Options", value: "DENY" },
        { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
        { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
        { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
      ],
    },
    { source: "/monaco/:path*", headers: [{ key: "Cache-Control", value: "public, max-age=31536000, immutable" }] },
  ],
};

export default config;

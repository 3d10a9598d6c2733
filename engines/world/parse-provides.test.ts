import { expect, test } from "vitest";
import { renderDiagnostics } from "#engines/source";
import { parseWorld } from "./index.ts";

const others = [
  { path: "provides/box/main.tf", text: "" },
  { path: "provides/box/lid/main.tf", text: "" },
  { path: "provides/notes/README.md", text: "" },
];

const read = (provides: string) => {
  const files = [
    { path: "world.yaml", text: `title: Test\nproject: { path: a/b, default-branch: main }\nprovides:\n  - { ${provides} }\n` },
    ...others,
  ];
  const { model, diagnostics } = parseWorld(files);
  return { modules: model.modules, said: renderDiagnostics(files, diagnostics) };
};

test("a folder is a module of a registry", () => {
  const { modules, said } = read("module: registry.terraform.io/larder/box/aws, version: 1.2.0-rc1, from: box/");
  expect(said).toBe("");
  expect(modules).toEqual([
    {
      ...{ source: "larder/box/aws", version: "1.2.0-rc1", folder: "box" },
      files: [
        { path: "main.tf", text: "" },
        { path: "lid/main.tf", text: "" },
      ],
    },
  ]);
});

test.each([
  ["module: larder/box, version: 1.2.0, from: box", '4:15 error: "larder/box" is no address of a module'],
  ["module: larder/box/aws, version: 1.2, from: box", '4:40 error: The module "larder/box/aws" has no version'],
  ["module: larder/box/aws, from: box", '4:5 error: The module "larder/box/aws" has no version'],
  ["module: larder/box/aws, version: 1.2.0", "4:5 error: What a world provides has no text"],
  ["module: larder/box/aws, version: 1.2.0, from: bux", "4:53 error: There is no module in provides/bux"],
  ["module: larder/box/aws, version: 1.2.0, from: notes", "4:53 error: There is no module in provides/notes"],
  ["version: 1.2.0, from: box/main.tf", "4:5 error: It is not said what this provides"],
])("%s", (provides, says) => expect(read(provides).said).toContain(says));

export { unusedAnchors } from "./anchors.ts";
export type * from "./model.ts";
export { readYaml, strictYaml } from "./read.ts";
export { describe, ShapeReader } from "./shape.ts";

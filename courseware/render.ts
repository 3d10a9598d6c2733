import type { Root } from "hast";
import { toJsxRuntime } from "hast-util-to-jsx-runtime";
import type { ComponentType, ReactElement, ReactNode } from "react";
import { Fragment, jsx, jsxs } from "react/jsx-runtime";
import { visit } from "unist-util-visit";
import type { components } from "./components.ts";
import { componentTag } from "./lesson-model.ts";

/** What each component of a lesson gets: its checked attributes, and what stands inside it. */
export type LessonComponents = {
  readonly [Name in Exclude<keyof typeof components, "Explanation">]: ComponentType<
    (typeof components)[Name]["_output"] & { readonly children?: ReactNode } & (Name extends "Example"
        ? { readonly code: string; readonly language: string }
        : unknown)
  >;
};

/** Binds the app's components to a tree (a lesson's, or an explanation's). `elements` may replace plain ones, such as `a`. */
export function renderLesson(
  root: Root,
  components: LessonComponents,
  elements: Readonly<Record<string, ComponentType<Record<string, unknown>>>> = {},
): ReactElement {
  const bound: Record<string, ComponentType<Record<string, unknown>>> = { ...elements };
  const table: Readonly<Record<string, ComponentType<Record<string, unknown>>>> = { ...components } as never;
  const tree = structuredClone(root);
  let uses = 0;
  visit(tree, "element", (node) => {
    const { component, props } = node.data ?? {};
    if (node.tagName !== componentTag || component === undefined) return;
    const Component = table[component];
    if (!Component) throw new Error(`bug: the app has no component "${component}"`);
    // Attributes of elements are text to the renderer; a tag of its own for each use keeps props as they are.
    node.tagName = `${componentTag}-${uses++}`;
    bound[node.tagName] = ({ children }: Record<string, unknown>) => jsx(Component, { ...props, children });
  });
  return toJsxRuntime(tree, { Fragment, jsx, jsxs, components: bound });
}

import type { Actions } from "../model.ts";
import type { DiffAction } from "./diff.ts";
import { styled, type Text, text } from "./runs.ts";

/** The sign before a line, four columns wide. */
export function lineSymbol(action: DiffAction): Text {
  switch (action) {
    case "create":
      return text("  ", styled("green", "+"), " ");
    case "delete":
      return text("  ", styled("red", "-"), " ");
    case "update":
      return text("  ", styled("yellow", "~"), " ");
    case "no-op":
      return text("    ");
    default:
      return action satisfies never;
  }
}

/** The sign before a resource, three columns wide. */
export function resourceSymbol([first, second]: Actions): Text {
  if (second === "create") return text(styled("red", "-"), "/", styled("green", "+"));
  if (second === "delete") return text(styled("green", "+"), "/", styled("red", "-"));
  switch (first) {
    case "create":
      return text("  ", styled("green", "+"));
    case "delete":
      return text("  ", styled("red", "-"));
    case "update":
      return text("  ", styled("yellow", "~"));
    case "read":
      return text(" ", styled("cyan", "<="));
    case "forget":
      return text(" ", styled("red", "."));
    case "no-op":
      return text("   ");
    default:
      return first satisfies never;
  }
}

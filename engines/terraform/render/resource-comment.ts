import type { ResourceChange } from "../model.ts";
import { styled, type Text, text } from "./runs.ts";

/** The lines above a resource that say what becomes of it and why. */
export function resourceComment(change: ResourceChange, cause: "proposed" | "drift" = "proposed"): Text {
  const deposed = change.deposed === undefined ? "" : ` (deposed object ${change.deposed})`;
  const unchanged = change.actions[0] === "no-op" && !change.importing;
  const title = unchanged ? (change.previousAddress ?? change.address) : `${change.address}${deposed}`;
  // What is forgotten stands one column further left.
  const margin = change.actions[0] === "forget" ? " " : "  ";
  const moved = change.previousAddress !== undefined && !unchanged;
  return text(
    ...[styled("bold", `${margin}# ${title}`), fate(change, cause), "\n"],
    moved ? `${margin}# (moved from ${change.previousAddress})\n` : "",
    change.importing && change.actions[0] !== "no-op" ? `${margin}# (imported from "${change.importing.id}")\n` : "",
    change.importing && change.actions.length === 2
      ? text("  # ", styled("yellow", "Warning: this will destroy the imported resource"), "\n")
      : "",
  );
}

function fate(change: ResourceChange, cause: "proposed" | "drift"): Text {
  const [first, second] = change.actions;
  if (second !== undefined) return replacementCause(change);
  switch (first) {
    case "create":
      return text(" will be created");
    case "read":
      return text(" will be read during apply", readReason(change));
    case "update":
      return text(cause === "drift" ? " has changed" : " will be updated in-place");
    case "delete":
      if (cause === "drift") return text(" has been deleted");
      return text(" will be ", styled("bold red", "destroyed"), deleteReason(change));
    case "forget":
      return text(
        ...[" will no longer be managed by Terraform, but ", styled("bold red", "will not be destroyed")],
        "\n # (destroy = false is set in the configuration)",
      );
    case "no-op":
      if (change.importing) return text(" will be imported");
      return text(" has moved to ", styled("bold", change.address));
    default:
      return first satisfies never;
  }
}

function replacementCause({ reason }: ResourceChange): Text {
  switch (reason) {
    case "replace_because_tainted":
      return text(" is tainted, so must be ", styled("bold red", "replaced"));
    case "replace_by_request":
      return text(" will be ", styled("bold red", "replaced"), ", as requested");
    case "replace_by_triggers":
      return text(" will be ", styled("bold red", "replaced"), " due to changes in replace_triggered_by");
    default:
      return text(" must be ", styled("bold red", "replaced"));
  }
}

function readReason({ reason }: ResourceChange): string {
  switch (reason) {
    case "read_because_config_unknown":
      return "\n  # (config refers to values not yet known)";
    case "read_because_dependency_pending":
      return "\n  # (depends on a resource or a module with changes pending)";
    case "read_because_check_nested":
      return "\n  # (config will be reloaded to verify a check block)";
    default:
      return "";
  }
}

function deleteReason(change: ResourceChange): string {
  const { reason, address, module, type, name } = change;
  const key = /\[(?:\d+|"(?:[^"\\]|\\.)*")\]$/.exec(address)?.[0] ?? "";
  const index = key.slice(1, -1);
  const left = change.deposed === undefined ? "" : "\n  # (left over from a partially-failed replacement of this instance)";
  switch (reason) {
    case "delete_because_no_resource_config":
      return `\n  # (because ${type}.${name} is not in configuration)`;
    case "delete_because_no_module":
      return `\n  # (because ${module} is not in configuration)`;
    case "delete_because_wrong_repetition":
      if (key === "") return "\n  # (because resource uses count or for_each)";
      return `\n  # (because resource does not use ${index.startsWith('"') ? "for_each" : "count"})`;
    case "delete_because_count_index":
      return `\n  # (because index ${key} is out of range for count)`;
    case "delete_because_each_key":
      return `\n  # (because key [${index}] is not in for_each map)`;
    case "delete_because_no_move_target":
      return `\n  # (because ${address} was moved to a place that is not in configuration)`;
    default:
      return left;
  }
}

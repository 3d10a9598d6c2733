import { type Body, bodyContent } from "#engines/hcl";
import { readCheck } from "./checks.ts";
import { emptyFile, type FileDraft } from "./drafts.ts";
import type { Findings } from "./findings.ts";
import { readImport } from "./imports.ts";
import { readModuleCall } from "./module-calls.ts";
import { readMoved, readRemoved } from "./moves.ts";
import { readLocals, readOutput } from "./outputs.ts";
import { readProvider } from "./providers.ts";
import { readData, readResource } from "./resources.ts";
import { fileSchema } from "./schemas.ts";
import { readTerraformBlock, readTerraformSettings } from "./terraform-block.ts";
import { readVariable } from "./variables.ts";

/** What the blocks of a file say. */
export function readFile(body: Body, override: boolean, findings: Findings): FileDraft {
  const draft = emptyFile();
  readTerraformSettings(body, draft, findings);
  const { blocks, diagnostics } = bodyContent(body, fileSchema);
  findings.take(diagnostics);
  const add = <T>(list: T[], item: T | undefined) => item !== undefined && list.push(item);
  for (const block of blocks) {
    switch (block.type) {
      case "terraform":
        readTerraformBlock(block, draft, findings);
        break;
      case "required_providers":
        findings.error(
          "required-providers",
          "Invalid required_providers block",
          "A required_providers block stands inside a terraform block.",
          block.typeSpan,
        );
        break;
      case "provider":
        add(draft.providers, readProvider(block, findings));
        break;
      case "variable":
        draft.variables.push(readVariable(block, override, findings));
        break;
      case "locals":
        draft.locals.push(...readLocals(block, findings));
        break;
      case "output":
        draft.outputs.push(readOutput(block, override, findings));
        break;
      case "module":
        draft.calls.push(readModuleCall(block, override, findings));
        break;
      case "resource":
        draft.resources.push(readResource(block, override, findings));
        break;
      case "data":
      case "ephemeral":
        draft.resources.push(readData(block, block.type, override, findings));
        break;
      case "moved":
        add(draft.moved, readMoved(block, findings));
        break;
      case "removed":
        add(draft.removed, readRemoved(block, findings));
        break;
      case "import":
        add(draft.imports, readImport(block, findings));
        break;
      case "check":
        draft.checks.push(readCheck(block, override, findings));
        break;
    }
  }
  return draft;
}

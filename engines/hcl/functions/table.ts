import { collectionFunctions } from "./collections.ts";
import { conversionFunctions } from "./conversion.ts";
import { encodingFunctions } from "./encoding.ts";
import { fileFunctions } from "./files.ts";
import { formattingFunctions } from "./formatting.ts";
import { hashFunctions } from "./hashes.ts";
import type { FunctionTable } from "./model.ts";
import { networkFunctions } from "./network.ts";
import { numericFunctions } from "./numeric.ts";
import { patternFunctions } from "./patterns.ts";
import { sequenceFunctions } from "./sequences.ts";
import { structureFunctions } from "./structures.ts";
import { textFunctions } from "./text.ts";
import { timeFunctions } from "./time.ts";

/** Terraform 1.11's functions, but for those that take expressions: `can`, `try`, `templatefile`, `templatestring`. */
export const terraformFunctions: FunctionTable = new Map(
  [
    collectionFunctions,
    conversionFunctions,
    encodingFunctions,
    fileFunctions,
    formattingFunctions,
    hashFunctions,
    networkFunctions,
    numericFunctions,
    patternFunctions,
    sequenceFunctions,
    structureFunctions,
    textFunctions,
    timeFunctions,
  ].flatMap((group) => Object.entries(group)),
);

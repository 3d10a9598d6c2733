import type { languages } from "monaco-editor/editor";

export const groovyConfiguration: languages.LanguageConfiguration = {
  comments: { lineComment: "//", blockComment: ["/*", "*/"] },
  brackets: [
    ["{", "}"],
    ["[", "]"],
    ["(", ")"],
  ],
  autoClosingPairs: [
    { open: "{", close: "}" },
    { open: "[", close: "]" },
    { open: "(", close: ")" },
    { open: "'", close: "'" },
    { open: '"', close: '"' },
  ],
};

const words = (text: string) => text.trim().split(/\s+/);

/** Groovy's tokens, with the words of a declarative Jenkinsfile set apart. */
export const groovyLanguage: languages.IMonarchLanguage = {
  keywords: words(`
    as assert break case catch class continue def default else extends false finally for if implements import in instanceof
    new null package return static super switch this throw true try var void while`),
  jenkins: words(`
    agent always any checkout credentials echo environment failure input matrix node none options parallel parameters
    pipeline post script sh stage stages steps success tools triggers when withCredentials`),
  tokenizer: {
    root: [
      [/[a-zA-Z_$][\w$]*/, { cases: { "@keywords": "keyword", "@jenkins": "type", "@default": "identifier" } }],
      [/\/\/.*$/, "comment"],
      [/\/\*/, "comment", "@comment"],
      [/"""/, "string", "@tripleDouble"],
      [/'''/, "string", "@tripleSingle"],
      [/"/, "string", "@double"],
      [/'[^'\\\n]*(?:\\.[^'\\\n]*)*'/, "string"],
      [/\d+(\.\d+)?/, "number"],
      [/[{}()[\]]/, "@brackets"],
    ],
    comment: [
      [/\*\//, "comment", "@pop"],
      [/./, "comment"],
    ],
    double: [
      [/\$\{[^}]*\}/, "variable"],
      [/\\./, "string.escape"],
      [/"/, "string", "@pop"],
      [/[^"$\\]+|\$/, "string"],
    ],
    tripleDouble: [
      [/\$\{[^}]*\}/, "variable"],
      [/"""/, "string", "@pop"],
      [/./, "string"],
    ],
    tripleSingle: [
      [/'''/, "string", "@pop"],
      [/./, "string"],
    ],
  },
};

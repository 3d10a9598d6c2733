/** Raise the version with any change of the text: what people accepted is stored by version. */
export const honourCode = {
  version: "2026-11",
  promises: [
    "The work I hand in is my own. I may read, ask and discuss; I write the files and the answers myself.",
    "I do not publish solutions to labs or questions, and do not give them to other learners.",
    "I use one account, and nobody else works in it.",
    "I do not try to gain points by misleading the checks. If I find a way to, I report it.",
  ],
} as const;

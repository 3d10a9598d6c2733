/** Neither our PDFs nor our credentials come near this; a request of more than 1 MiB is not read at all. */
export const maxBytes = 1_000_000;

export const tooLarge = "The file is larger than any certificate of ours.";

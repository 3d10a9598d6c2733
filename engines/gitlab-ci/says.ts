/** Ends an explanation with the words in which GitLab itself refuses the file, so that they are known when they are met. */
export const says = (message: string): string => ` GitLab says: ${message}`;

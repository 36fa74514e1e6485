/** What went wrong, as a word for the log: the code of a fault, the name of what has none. Never its message. */
export const codeOf = (error: unknown): string =>
  String((error as { readonly code?: unknown }).code ?? (error as Error).name);

/** Endings by which a word with a dot is taken for a file rather than for a member of something. */
const FILE =
  /(?:[\p{L}\p{N}_.@-]+[\\/])*[\p{L}\p{N}_@-][\p{L}\p{N}_.@-]*\.(?:[cm]?[jt]sx?|py|go|rs|java|kts?|cs|cpp|cc|[ch]|hpp|php|rb|swift|scala|sql|bsl|vue|svelte|lua|sh|ya?ml|toml|ini|json|xml|properties|gradle|proto|tf|md|txt|html?|s?css)(?![\p{L}\p{N}_(])/giu;

/** The files that a text calls by name or path, each once, in lower case, with forward slashes. */
export function namedFiles(text: string): string[] {
  const names = (text.match(FILE) ?? []).map((name) => name.toLowerCase().replaceAll('\\', '/'));
  return [...new Set(names.map((name) => name.replace(/^(?:\.{0,2}\/)+/, '')))];
}

/** Whether a path within a folder is called by one of the names: it ends in it, whole parts only. */
export function isNamed(path: string, names: readonly string[]): boolean {
  const whole = `/${path.toLowerCase().replaceAll('\\', '/')}`;
  return names.some((name) => whole.endsWith(`/${name}`));
}

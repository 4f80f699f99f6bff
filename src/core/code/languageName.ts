/** What people and models call a language, where the editor's language id is another. */
const IDS: Readonly<Record<string, string>> = {
  ts: 'typescript',
  tsx: 'typescriptreact',
  js: 'javascript',
  jsx: 'javascriptreact',
  mjs: 'javascript',
  py: 'python',
  python3: 'python',
  sh: 'shellscript',
  bash: 'shellscript',
  shell: 'shellscript',
  zsh: 'shellscript',
  yml: 'yaml',
  md: 'markdown',
  'c++': 'cpp',
  'c#': 'csharp',
  cs: 'csharp',
  rs: 'rust',
  rb: 'ruby',
  kt: 'kotlin',
  golang: 'go',
  '1c': 'bsl',
  ps1: 'powershell',
  docker: 'dockerfile',
  make: 'makefile',
  objc: 'objective-c',
};

/** Languages whose code models hand back under each other's names. */
const KIN: readonly ReadonlySet<string>[] = [
  new Set(['typescript', 'javascript', 'typescriptreact', 'javascriptreact']),
  new Set(['c', 'cpp', 'objective-c', 'objective-cpp']),
  new Set(['json', 'jsonc']),
  new Set(['css', 'scss', 'less']),
  new Set(['html', 'xml', 'vue', 'svelte', 'php']),
  new Set(['sql', 'plsql']),
];

/** The editor's language id for the name that stands at a fence. */
export function languageId(name: string): string {
  const lower = name.toLowerCase();
  return IDS[lower] ?? lower;
}

/** Code named `name` may stand in a document of `language`. */
export function isSameLanguage(name: string, language: string): boolean {
  const id = languageId(name);
  return id === language || KIN.some((kin) => kin.has(id) && kin.has(language));
}

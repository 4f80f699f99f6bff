import hljs from 'highlight.js/lib/core';
import oneC from 'highlight.js/lib/languages/1c';
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import delphi from 'highlight.js/lib/languages/delphi';
import diff from 'highlight.js/lib/languages/diff';
import dockerfile from 'highlight.js/lib/languages/dockerfile';
import go from 'highlight.js/lib/languages/go';
import groovy from 'highlight.js/lib/languages/groovy';
import ini from 'highlight.js/lib/languages/ini';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import kotlin from 'highlight.js/lib/languages/kotlin';
import lua from 'highlight.js/lib/languages/lua';
import makefile from 'highlight.js/lib/languages/makefile';
import markdown from 'highlight.js/lib/languages/markdown';
import php from 'highlight.js/lib/languages/php';
import powershell from 'highlight.js/lib/languages/powershell';
import python from 'highlight.js/lib/languages/python';
import ruby from 'highlight.js/lib/languages/ruby';
import rust from 'highlight.js/lib/languages/rust';
import scala from 'highlight.js/lib/languages/scala';
import scss from 'highlight.js/lib/languages/scss';
import sql from 'highlight.js/lib/languages/sql';
import swift from 'highlight.js/lib/languages/swift';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { type CodeRun, codeRuns } from './codeRuns.ts';

const LANGUAGES = {
  '1c': oneC,
  bash,
  c,
  cpp,
  csharp,
  css,
  delphi,
  diff,
  dockerfile,
  go,
  groovy,
  ini,
  java,
  javascript,
  json,
  kotlin,
  lua,
  makefile,
  markdown,
  php,
  powershell,
  python,
  ruby,
  rust,
  scala,
  scss,
  sql,
  swift,
  typescript,
  xml,
  yaml,
};

for (const [name, language] of Object.entries(LANGUAGES)) hljs.registerLanguage(name, language);
hljs.registerAliases(['bsl', 'os'], { languageName: '1c' });
hljs.registerAliases(['vue', 'svelte'], { languageName: 'xml' });
hljs.registerAliases(['shell', 'shellscript', 'console'], { languageName: 'bash' });

/** Longer code stays plain: the highlighter reads it in one go, and a task must stay under 50 ms. */
const LONGEST_CODE = 16_000;

/** First word of a fence's info string: `python`, also from `python title="x"` and `{.python}`. */
function languageOf(info: string): string {
  return /[\w+#.-]+/.exec(info)?.[0].replace(/^\.+/, '').toLowerCase() ?? '';
}

/** The language's name for people; what the fence says when the language is not known; empty when it says nothing. */
export function languageName(info: string): string {
  const language = languageOf(info);
  return hljs.getLanguage(language)?.name ?? language.slice(0, 24);
}

/** Code cut into stretches of one colour, or nothing when it is to stay as it is. */
export function highlighted(code: string, info: string): CodeRun[] | undefined {
  const language = languageOf(info);
  if (code.length > LONGEST_CODE || !hljs.getLanguage(language)) return undefined;
  return codeRuns(hljs.highlight(code, { language, ignoreIllegals: true }).value);
}

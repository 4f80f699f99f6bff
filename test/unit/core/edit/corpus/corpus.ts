/** The corpus of answers: files of this folder as cases. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Change, diffLines } from '../../../../../src/core/diff/lineDiff.ts';
import { indentationOf } from '../../../../../src/core/edit/indentation.ts';

const FENCE_LINE = /^--- (.*)$/;

export interface Drawn {
  readonly document: string;
  readonly start: number;
  readonly end: number;
}

/** The piece stands between `⟦` and `⟧`; `␍` is a carriage return. */
export function drawn(picture: string): Drawn {
  const text = picture.replaceAll('␍', '\r');
  const start = text.indexOf('⟦');
  const end = text.indexOf('⟧') - 1;
  assert.ok(start >= 0 && end >= start, `no piece is drawn in ${picture}`);
  return { document: text.replace(/[⟦⟧]/g, ''), start, end };
}

/** A file's head lines and its sections, by their titles. */
export interface Sections {
  readonly head: ReadonlyMap<string, string>;
  readonly sections: ReadonlyMap<string, string>;
}

export function sectionsOf(text: string): Sections {
  const head = new Map<string, string>();
  const sections = new Map<string, string>();
  let name: string | undefined;
  let lines: string[] = [];
  const close = (): void => {
    if (name !== undefined) sections.set(name, lines.join('\n'));
  };
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const [, title] = FENCE_LINE.exec(line) ?? [];
    if (title !== undefined && /^(?:document|answer|becomes|piece becomes|refused)\b/.test(title)) {
      close();
      [name, lines] = [title, []];
    } else if (name === undefined) {
      const [key = '', value = ''] = line.split(/:\s*/, 2);
      head.set(key, value);
    } else lines.push(line);
  }
  close();
  return { head, sections };
}

export interface LanguageFile {
  readonly language: string;
  readonly fence: string;
  readonly picture: string;
  readonly after: string;
}

export function languages(): LanguageFile[] {
  return globSync('languages/*.txt', { cwd: import.meta.dirname })
    .sort()
    .map((file) => {
      const { head, sections } = sectionsOf(readFileSync(path.join(import.meta.dirname, file), 'utf8'));
      const [language, fence] = [head.get('language'), head.get('fence')];
      const [picture, after] = [sections.get('document'), sections.get('piece becomes')];
      assert.ok(language && fence && picture && after, file);
      return { language, fence, picture: `${picture}\n`, after };
    });
}

export interface Form {
  readonly name: string;
  /** Reasons of a refusal, one of which is expected; none when the edit is. */
  readonly refused: readonly string[];
  readonly template: string;
}

export function forms(): Form[] {
  const text = readFileSync(path.join(import.meta.dirname, 'forms.txt'), 'utf8');
  return text
    .split(/^=== /m)
    .slice(1)
    .map((section) => {
      const end = section.indexOf('\n');
      const [name = '', refused = ''] = section.slice(0, end).split(' :: ');
      return {
        name,
        refused: refused.split(' ').filter(Boolean),
        template: section.slice(end + 1).replace(/\n$/, ''),
      };
    });
}

export interface Case {
  readonly name: string;
  readonly head: ReadonlyMap<string, string>;
  readonly picture: string;
  readonly answer: string;
  readonly becomes?: string;
  readonly refused?: string;
}

/** Answers that are written out one by one. */
export function cases(): Case[] {
  return globSync('cases/*.txt', { cwd: import.meta.dirname })
    .sort()
    .flatMap((file) => {
      const text = readFileSync(path.join(import.meta.dirname, file), 'utf8');
      return text
        .split(/^=== /m)
        .slice(1)
        .map((section) => caseOf(path.basename(file, '.txt'), section));
    });
}

function caseOf(file: string, section: string): Case {
  const end = section.indexOf('\n');
  const name = `${file}: ${section.slice(0, end)}`;
  const { head, sections } = sectionsOf(section.slice(end + 1));
  const [picture, answer, becomes] = ['document', 'answer', 'becomes'].map((title) => sections.get(title));
  const refused = [...sections.keys()].find((title) => title.startsWith('refused'))?.slice('refused '.length);
  assert.ok(picture !== undefined && answer !== undefined, `${name} has no document or no answer`);
  assert.ok((becomes === undefined) !== (refused === undefined), `${name} expects nothing, or two things`);
  return {
    name,
    head,
    picture: `${picture}\n`,
    answer,
    ...(becomes !== undefined && { becomes: `${becomes}\n`.replaceAll('␍', '\r') }),
    ...(refused !== undefined && { refused }),
  };
}

/** A form's answer for a language; nothing when the form makes no sense there. */
export function answerOf({ template }: Form, { picture, after, fence }: LanguageFile): string | undefined {
  const { document, start, end } = drawn(picture);
  const old = document.slice(start, end);
  const head = document.slice(0, start);
  const tail = document.slice(end);
  const before = head.trimEnd().split('\n').at(-1) ?? '';
  const behind = tail.split('\n').find((line) => /\w/.test(line)) ?? '';
  const diff = unifiedDiff(document, head + after + tail);
  const lines = after.split('\n');
  const half = lines.slice(0, lines.findLastIndex((line) => /[({[]\s*$/.test(line)) + 1).join('\n');
  const values: Readonly<Record<string, string>> = {
    lang: fence,
    LANG: fence.toUpperCase(),
    new: after,
    old,
    whole: (head + after + tail).trimEnd(),
    'old whole': document.trimEnd(),
    'new in a list': lines.map((line) => (line === '' ? '' : `   ${line}`)).join('\n'),
    'new with carriage returns': lines
      .map((line) => `${line}\r`)
      .join('\n')
      .replace(/\r$/, ''),
    'new, other words': [
      lines[0],
      ...lines.slice(1).map((line) => line.replaceAll(/total|sum|name|price|Сумма/gi, 'result')),
    ].join('\n'),
    dedented: dedented(lines).join('\n'),
    'first line dedented': [lines[0]?.trimStart(), ...lines.slice(1)].join('\n'),
    behind: tail.slice(1, tail.indexOf(behind) + behind.length),
    before: head.slice(head.trimEnd().length - before.length).replace(/\n$/, ''),
    diff,
    'diff with wrong numbers': diff.replace(/@@ .* @@/g, '@@ -1,7 +1,9 @@'),
    numbered: lines.map((line, at) => `${at + 12} | ${line}`).join('\n'),
    head: lines.slice(0, Math.ceil(lines.length / 2)).join('\n'),
    'head, brackets open': half,
  };
  if (template.includes('{{head, brackets open}}') && half === '') return undefined;
  return template
    .replace(/\{\{([^}]+)\}\}/g, (_, name: string) => {
      const value = values[name];
      assert.ok(value !== undefined, `there is no {{${name}}}`);
      return value;
    })
    .replaceAll('␍', '\r');
}

function dedented(lines: readonly string[]): string[] {
  const base = indentationOf(lines[0] ?? '');
  return lines.map((line) => (line.startsWith(base) ? line.slice(base.length) : line));
}

/** With two lines around each change. */
export function unifiedDiff(before: string, after: string): string {
  const [old, now] = [before.trimEnd().split('\n'), after.trimEnd().split('\n')];
  const near: Change[][] = [];
  for (const change of diffLines(old, now)) {
    const last = near.at(-1)?.at(-1);
    if (last && change.start - last.end <= 4) near.at(-1)?.push(change);
    else near.push([change]);
  }
  return near.map((changes) => hunk(old, now, changes)).join('\n');
}

function hunk(old: readonly string[], now: readonly string[], changes: readonly Change[]): string {
  const from = Math.max((changes[0]?.start ?? 0) - 2, 0);
  const until = Math.min((changes.at(-1)?.end ?? 0) + 2, old.length);
  const lines = [`@@ -${from + 1},${until - from} +${from + 1} @@`];
  let line = from;
  for (const { start, end, newStart, newEnd } of changes) {
    lines.push(
      ...old.slice(line, start).map((text) => ` ${text}`),
      ...old.slice(start, end).map((text) => `-${text}`),
      ...now.slice(newStart, newEnd).map((text) => `+${text}`),
    );
    line = end;
  }
  return [...lines, ...old.slice(line, until).map((text) => ` ${text}`)].join('\n');
}
